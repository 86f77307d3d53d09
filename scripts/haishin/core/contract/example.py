"""Words of the example force, which this repository is shipped with, that another force's ``schema/`` still holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from haishin.core.catalogue import Message, listed
from haishin.core.contract.parts import Contract, Mistake
from haishin.core.model import Path, Text

# Its names in each language of its frame, what bears them, its capital, its section of public relations. Of a row whose
# words stand in organization.yaml, too, nothing is said: they are that force's own.
WORDS = (
    ("群馬", "ぐんま", "Gunma", "群马", "上毛", "上州"),
    ("前橋", "まえばし", "Maebashi", "前桥"),
    ("広報広聴課",),
)
_FORCE = Text(WORDS[0][0], WORDS[0][2])
_NAMED = 20  # lines


def left_over(contract: Contract) -> Iterator[Mistake]:
    """Find, by file, the lines with a word of the example force that is not the force's own."""
    own = " ".join(text for _, text in texts((), contract.sources["organization"].value)).lower()
    strange = [row for row in WORDS if not _stands_in(own, row)]
    if not strange:
        return
    pattern = re.compile("|".join(re.escape(word) for row in strange for word in row), re.IGNORECASE)
    yield from _named(pattern, "example", ("organization", "roster"), contract)


def unchosen(contract: Contract) -> Iterator[Mistake]:
    """Find, by file, the lines with a mark ``＜＜…＞＞``, left by ``haishin init``; a draft has its own."""
    yield from _named(re.compile("＜＜"), "unchosen", ("drafts",), contract)


def _named(pattern: re.Pattern[str], row: str, passed: tuple[str, ...], contract: Contract) -> Iterator[Mistake]:
    for part, source in contract.sources.items():
        if part in passed:
            continue
        found = [path for path, text in texts((), source.value) if pattern.search(text)]
        lines = sorted({source.composed.place(*path).line for path in found})
        if lines:
            more = "…" * (len(lines) > _NAMED)
            named = listed(map(str, lines[:_NAMED]))
            reason = Message(f"core/contract/lines-{row}", force=_FORCE, count=len(lines), lines=named, more=more)
            yield Mistake(source.file, lines[0], reason)


def _stands_in(own: str, row: tuple[str, ...]) -> bool:
    return any(word.lower() in own for word in row)


def texts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """Yield each text in a value read of YAML, behind its path."""
    if isinstance(value, str):
        yield path, value
        return
    inside = value.items() if isinstance(value, Mapping) else enumerate(value)
    for step, inner in inside:
        yield from texts((*path, step), inner)
