"""What a run of the sender has done, as a page for the forge's summary: no word of a drafter, every number rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from haishin.core.escaping import code, plain
from haishin.core.model import FLOOR, Language, RowState, Text, rounded

_HEAD = Text("配信", "Sending")
_NOTHING = Text("新しく配信するものはありません。", "There is nothing new to send.")
_FEW = Text(f"{FLOOR} 未満", f"under {FLOOR}")
_COLUMNS: Mapping[Text, tuple[RowState, ...]] = {
    Text("受け付け", "accepted"): (RowState.ACCEPTED,),
    Text("送信待ち", "to be mailed"): (RowState.PENDING, RowState.INTENT, RowState.DEFERRED),
    Text("不達", "failed"): (RowState.FAILED,),
    Text("要確認", "in doubt"): (RowState.IN_DOUBT,),
}


def run_summary(
    alerts: Sequence[tuple[str, Text, Mapping[RowState, int]]], alarms: Iterable[tuple[Text, Text]], language: Language
) -> str:
    """Write the page in Markdown: each alert with what became of it and its counts, then each alarm with its remedy."""
    lines = [f"### {_HEAD[language]}", ""]
    if alerts:
        names = [Text("情報メール", "alert"), Text("結果", "result"), *_COLUMNS]
        lines += [_row(name[language] for name in names), _row("---" for _ in names)]
        for alert, said, counts in alerts:
            numbers = (_number(counts, states, language) for states in _COLUMNS.values())
            lines.append(_row([code(alert), plain(said[language]), *numbers]))
    else:
        lines.append(_NOTHING[language])
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
