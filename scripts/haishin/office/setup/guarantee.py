"""A guarantee and how it is kept, and ``doctor``'s answer of many as lines and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from haishin.core.catalogue import Message, linked, listed
from haishin.core.model import Language, Text
from haishin.core.strict_yaml import YamlLimits, compose


class Assurance(StrEnum):
    """How a guarantee is kept; ``READY``: something of this machine; ``UNPROVEN``: only a person can see it."""

    ENFORCED = "enforced"
    PROOF = "proof"
    READY = "ready"
    UNPROVEN = "unproven"
    MISSING = "missing"
    UNREADABLE = "unreadable"

    @property
    def fine(self) -> bool:
        """Whether nothing needs to be done for safety, as far as is known."""
        return self not in (Assurance.MISSING, Assurance.UNREADABLE)

    @property
    def words(self) -> Message:
        """The state in words."""
        return Message(f"office/setup/state-{self}")


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A line of the answer."""

    id: str
    title: Text
    state: Assurance
    found: Text | None = None  # for a person to know
    remedy: Text | None = None  # the act that mends it


def table(name: str) -> Any:
    """Read the data file ``NAME.yaml`` of this room; every scalar is a string."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    return compose(text, limits=YamlLimits(depth=8, flow_depth=1)).value


def words(said: Mapping[str, str]) -> Text:
    """Return the text of a mapping ``{ja, en}`` in such a file."""
    return Text(said["ja"], said["en"])


def joined(texts: Iterable[Text]) -> Text:
    """Join several findings of a guarantee; a single finding keeps its code."""
    parts = tuple(texts)
    return parts[0] if len(parts) == 1 else linked(parts, Text("、", "; "))


def lines(heading: Text, guarantees: Iterable[Guarantee], language: Language) -> Iterator[str]:
    """Yield a heading, then for each its line, finding and remedy; all unreadable for the same reason share a line."""
    yield f"# {heading[language]}"
    for _, group in groupby(guarantees, key=_reason):
        first, *others = group
        line = f"[{first.state.words[language]}] {first.title[language]}"
        if others:
            line += Message("office/setup/and-others", n=len(others))[language]
        yield line
        if first.found is not None:
            yield Message("office/setup/found-now", found=first.found)[language]
        if first.remedy is not None:
            yield f"    → {first.remedy[language]}"


def _reason(guarantee: Guarantee) -> tuple[object, ...]:
    if guarantee.state is Assurance.UNREADABLE:
        return guarantee.found, guarantee.remedy
    return guarantee.id, guarantee.title


def summary(guarantees: Iterable[Guarantee]) -> Text:
    """Count each state."""
    states = [guarantee.state for guarantee in guarantees]
    return listed(
        Message("office/setup/counted", state=state.words, n=states.count(state))
        for state in Assurance
        if state in states
    )


def data(guarantees: Iterable[Guarantee], language: Language) -> list[dict[str, str | None]]:
    """Return JSON values; ``state`` is a word for programs."""
    return [
        {
            "id": guarantee.id,
            "title": guarantee.title[language],
            "state": guarantee.state.value,
            "found": _said(guarantee.found, language),
            "remedy": _said(guarantee.remedy, language),
        }
        for guarantee in guarantees
    ]


def _said(text: Text | None, language: Language) -> str | None:
    return None if text is None else text[language]
