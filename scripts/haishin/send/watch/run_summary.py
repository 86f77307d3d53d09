"""What a run of the sender has done, as a page for the forge's summary: no word of a drafter, every number rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from haishin.core.catalogue import Message
from haishin.core.escaping import code, plain
from haishin.core.model import FLOOR, Language, RowState, Text, rounded

_HEAD = Message("send/watch/head")
_FEW = Text(f"{FLOOR} 未満", f"under {FLOOR}")
_COLUMNS: Mapping[Text, tuple[RowState, ...]] = {
    Message("send/watch/columns"): (RowState.ACCEPTED,),
    Message("send/watch/columns-2"): (RowState.PENDING, RowState.INTENT, RowState.DEFERRED),
    Message("send/watch/columns-3"): (RowState.FAILED,),
    Message("send/watch/columns-4"): (RowState.IN_DOUBT,),
}


def run_summary(
    alerts: Sequence[tuple[str, Text, Mapping[RowState, int]]], alarms: Iterable[tuple[Text, Text]], language: Language
) -> str:
    """Write the page in Markdown: each alert with what became of it and its counts, then each alarm with its remedy."""
    lines = [f"### {_HEAD[language]}", ""]
    if alerts:
        names = [Message("send/watch/alert"), Message("send/watch/result"), *_COLUMNS]
        lines += [_row(name[language] for name in names), _row("---" for _ in names)]
        for alert, said, counts in alerts:
            numbers = (_number(counts, states, language) for states in _COLUMNS.values())
            lines.append(_row([code(alert), plain(said[language]), *numbers]))
    else:
        lines.append(Message("send/watch/nothing")[language])
    lines += ["", *(f"- {plain(text[language])} → {plain(remedy[language])}" for text, remedy in alarms), ""]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(counts: Mapping[RowState, int], states: Iterable[RowState], language: Language) -> str:
    number = sum(counts.get(state, 0) for state in states)
    if not number:
        return ""
    near = rounded(number)
    return _FEW[language] if near is None else str(near)
