"""The results of a run of the sender, as a page for the forge's summary: no word of a drafter, every number rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from haishin.core.catalogue import Message
from haishin.core.escaping import code, plain
from haishin.core.model import FLOOR, Language, RowState, Text, rounded

# Of each column the row of its heading and the states that it counts.
_COLUMNS: Mapping[str, tuple[RowState, ...]] = {
    "accepted": (RowState.ACCEPTED,),
    "waiting": (RowState.PENDING, RowState.INTENT, RowState.DEFERRED),
    "failed": (RowState.FAILED,),
    "in-doubt": (RowState.IN_DOUBT,),
}


def run_summary(
    alerts: Sequence[tuple[str, Text, Mapping[RowState, int]]], alarms: Iterable[tuple[Text, Text]], language: Language
) -> str:
    """Write the page in Markdown: each alert with its result and counts, then each alarm with its remedy."""
    lines = [f"### {Message('send/watch/summary')[language]}", ""]
    if alerts:
        columns = [Message(f"send/watch/column-{column}") for column in _COLUMNS]
        names = [Message("send/watch/column-alert"), Message("send/watch/column-result"), *columns]
        lines += [_row(name[language] for name in names), _row("---" for _ in names)]
        for alert, said, counts in alerts:
            numbers = (_number(counts, states, language) for states in _COLUMNS.values())
            lines.append(_row([code(alert), plain(said[language]), *numbers]))
    else:
        lines.append(Message("send/watch/nothing-to-send")[language])
    lines += ["", *(f"- {plain(text[language])} → {plain(remedy[language])}" for text, remedy in alarms), ""]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(counts: Mapping[RowState, int], states: Iterable[RowState], language: Language) -> str:
    number = sum(counts.get(state, 0) for state in states)
    if not number:
        return ""
    near = rounded(number)
    if near is None:
        return Message("send/watch/fewer", floor=FLOOR)[language]
    return str(near)
