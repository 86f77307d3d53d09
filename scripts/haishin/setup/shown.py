"""``doctor``'s answer as lines and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from haishin.model import Language, Text
from haishin.setup.guarantee import Guarantee, State

_STATES: Final[Mapping[State, Text]] = {
    State.ENFORCED: Text("フォージが守る", "enforced by the forge"),
    State.PROOF: Text("送信側の証明だけ", "only by the sender's proof"),
    State.READY: Text("よし", "in order"),
    State.UNPROVEN: Text("人が確かめる", "for a person to see"),
    State.MISSING: Text("欠けている", "missing"),
    State.UNREADABLE: Text("読めない", "cannot be read"),
}


def lines(heading: Text, guarantees: Iterable[Guarantee], language: Language) -> Iterator[str]:
    """A heading, a line for each, below it what was found and what to do; why several cannot be read is told once."""
    yield f"# {heading[language]}"
    told: tuple[Text | None, Text | None] = (None, None)
    for one in guarantees:
        yield f"[{_STATES[one.state][language]}] {one.title[language]}"
        if (one.found, one.remedy) != told or one.state is not State.UNREADABLE:
            if one.found is not None:
                yield f"    {Text('今', 'now')[language]}: {one.found[language]}"
            if one.remedy is not None:
                yield f"    → {one.remedy[language]}"
        told = (one.found, one.remedy)


def summary(guarantees: Iterable[Guarantee]) -> Text:
    """How many of each kind there are."""
    states = [one.state for one in guarantees]
    counted = [(_STATES[state], states.count(state)) for state in State if state in states]
    return Text(
        "、".join(f"{text.ja} {number}" for text, number in counted),
        ", ".join(f"{number} {text.en}" for text, number in counted),
    )


def data(guarantees: Iterable[Guarantee], language: Language) -> list[dict[str, str | None]]:
    """As JSON values; ``state`` is a word for programs."""
    return [
        {
            "id": one.id,
            "title": one.title[language],
            "state": one.state.value,
            "found": one.found[language] if one.found is not None else None,
            "remedy": one.remedy[language] if one.remedy is not None else None,
        }
        for one in guarantees
    ]
