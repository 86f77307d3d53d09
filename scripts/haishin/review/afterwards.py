"""The same comment after the merge: what the ledger says became of the alert, and what it rested on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from haishin.contract import Contract
from haishin.decision.hours import opening
from haishin.decision.turn import may_end
from haishin.delivery.overview import Held, held
from haishin.delivery.view import RECALLED, WAITING, Entry, LedgerView
from haishin.model import Alert, Language, LedgerState, Text, Turn, What
from haishin.report import turns
from haishin.report.markdown import plain
from haishin.report.phrases import agreed, moment, people
from haishin.report.removal import removals
from haishin.report.story import COUNTS
from haishin.report.times import times
from haishin.review.comment import mail
from haishin.review.fitting import Part, fitted
from haishin.review.words import said

QUIET: Final = timedelta(minutes=10)  # nobody is alarmed about what has only just changed
_TOLD: Final = timedelta(days=1)

_HEADS = {
    LedgerState.UNSENT: Text("マージされました", "Merged"),
    LedgerState.HELD: Text("配信を止めています", "Held"),
    LedgerState.CLAIMED: Text("配信しています", "Being sent"),
    LedgerState.SEALED: Text("配信しました", "Sent"),
    LedgerState.WITHDRAWN: Text("取り下げました", "Withdrawn"),
    LedgerState.CANCELLED: Text("配信を取りやめました", "Cancelled"),
    LedgerState.EXPIRED: Text("期限が過ぎ、配信しませんでした", "Expired unsent"),
    LedgerState.REFUSED: Text("配信しませんでした", "Refused"),
}
_SOON = Text("まもなく配信の処理が始まります。", "The sending will begin soon.")
_NEXT = Text("{when}に配信されます。", "It goes out on {when}.")
_SILENT = Text(
    "配信の処理が、まだ記録を残していません。運用担当者に知らせてください。",
    "The sender has recorded nothing yet. Tell the operator.",
)
_WITHDRAWING = Text("まもなく取り下げが記録されます。", "The withdrawal will be recorded soon.")
_HELD = {
    "verdict": Text(
        "条件がそろっていないため止めています。",
        "Something is missing.",
    ),
    "limit": Text("上限を超えたため止めています。", "Over a limit."),
    "stop": Text("人が止めました(stop ブランチ)。", "Stopped by a person (a branch stop/…)."),
    "person": Text("人が止めました。", "Stopped by a person."),
    RECALLED: Text("回収しました。", "Recalled."),
}
_BEGUN = Text("{when}に配信を始めました。対象は{who}です。", "Begun on {when}, for {who}.")
_SEALED = Text("{when}に終わりました。", "Finished on {when}.")
_ENDED = Text("{when}に記録されました。", "Recorded on {when}.")
_ENDED_BY = Text("{alert} により終わりました。", "Ended by {alert}.")
_DOUBT = Text(
    "**届いたかどうか分からない人がいます。** 運用担当者が中継サーバーの記録で確かめます。",
    "**For some it is in doubt whether the mail arrived.** The operator checks the relay's log.",
)
_RECALLED = Text(
    "**{when}に回収しました。** 本文は、ここにはもう載せません。届いたメールは、訂正のメールで削除をお願いします。",
    "**Recalled on {when}.** Its text is no longer shown here. A correction asks those who got it to delete it.",
)
_REMOVE = Text("手で消すもの(上から順に):", "To be removed by hand, in this order:")
_TIMES = Text("かかった時間:", "How long it took:")
_BASIS = Text("### よりどころとなった承認", "### The approvals it rested on")
_MAIL = Text("### 配信したメール", "### The mail")
_FOOT = Text(
    "配信の台帳の記録です。人数は 10 人単位で、10 人未満は示しません。",
    "From the ledger. Numbers are rounded to ten; those below ten are not told.",
)


@dataclass(frozen=True, slots=True)
class Merged:
    """An alert's pull request after its merge. ``alert``: None where main has none (a withdrawal) or none readable."""

    id: str
    alert: Alert | None
    merged_at: datetime


def told_all(entry: Entry, now: datetime) -> bool:
    """Whether the ledger will say no more of that alert, and said so long enough ago to have been told here."""
    over = entry.state not in (LedgerState.UNSENT, LedgerState.HELD, LedgerState.CLAIMED)
    said = (entry.at, None if entry.recalled is None else entry.recalled.at)
    return over and not entry.in_doubt and all(at is None or now - at > _TOLD for at in said)


def render(merged: Merged, view: LedgerView, contract: Contract, language: Language, now: datetime) -> str:
    """The comment in Markdown, from the ledger alone, no longer than the forge takes."""
    entry = view.of(merged.id)
    story = [f"## {_HEADS[entry.state][language]}", *_story(merged, view, contract, language, now)]
    shown = []
    if merged.alert is not None and entry.claim is not None and entry.recalled is None:
        shown = [_MAIL[language], mail(merged.alert, contract, language)]
    parts = (
        Part("\n\n".join(story), 2),
        Part("\n\n".join(_basis(merged.id, view, contract, language)), 3),
        Part("\n\n".join(shown), 1, whole=True),
        Part(f"---\n\n{_FOOT[language]}"),
    )
    return fitted(parts, language)


def _story(merged: Merged, view: LedgerView, contract: Contract, language: Language, now: datetime) -> Iterator[str]:
    entry = view.of(merged.id)
    claim = entry.claim
    if claim is None and entry.state is LedgerState.UNSENT:
        yield _awaited(merged, contract, now, language)
    if claim is not None:
        who = people(claim.snapshot or 0, language)
        yield _BEGUN.format(when=moment(claim.at, language), who=who)[language]
    lines = [line for one in held(view) if one.alert == merged.id for line in _held(one, language)]
    if lines:
        yield "\n".join(lines)
    if (what := _stopped(merged, view)) is not None and merged.alert is not None:
        turn = Turn(what, may_end(what, merged.alert.unit, now, contract))
        yield f"**{plain(turns.said(turn, contract, language))}**"
    if entry.state is LedgerState.SEALED and entry.at is not None:
        yield _SEALED.format(when=moment(entry.at, language))[language]
        counts = [
            said(f"- {COUNTS[state][language]}", people(n, language), language) for state, n in _told(entry.counts)
        ]
        if counts:
            yield "\n".join(counts)
    elif claim is None and entry.state not in WAITING and entry.at is not None:
        yield _ENDED.format(when=moment(entry.at, language))[language]
    if lasted := [f"- {line}" for line in times(entry, language)]:
        yield "\n".join([_TIMES[language], *lasted])
    if entry.ended_by is not None:
        yield _ENDED_BY.format(alert=plain(entry.ended_by))[language]
    if entry.in_doubt:
        yield _DOUBT[language]
    if entry.recalled is not None:
        yield _RECALLED.format(when=moment(entry.recalled.at, language))[language]
        yield "\n".join([_REMOVE[language], *(f"- {line}" for line in removals(entry.recalled, language))])


def _stopped(merged: Merged, view: LedgerView) -> What | None:
    """What a person has to end before it goes on."""
    entry = view.of(merged.id)
    if RECALLED in entry.causes or not (entry.state in WAITING or entry.unfinished):
        return None
    if view.halted:
        return What.RESUME
    if entry.stopped:
        return What.RELEASE
    limited = entry.state is LedgerState.HELD and "limit" in entry.causes and not entry.lifted
    return What.LIFT if limited else None


def _held(one: Held, language: Language) -> Iterator[str]:
    yield said(f"- {moment(one.since, language)}", _HELD[one.cause][language], language)
    yield from (f"  - {plain(line)}" for line in one.reason.split("\n") if line)


def _awaited(merged: Merged, contract: Contract, now: datetime, language: Language) -> str:
    """Before the ledger says anything: when that is to be expected, and an alarm once it is overdue."""
    alert = merged.alert
    if alert is None:
        return (_WITHDRAWING if now - merged.merged_at < QUIET else _SILENT)[language]
    start = max(filter(None, (merged.merged_at, alert.not_before)))
    due = start if alert.waives("delivery-hours") else opening(start, contract.policy)
    if now < due:
        return _NEXT.format(when=moment(due, language))[language]
    return (_SOON if now - due < QUIET else _SILENT)[language]


def _told(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    return ((state, counts[state]) for state in COUNTS if counts.get(state))


def _basis(alert: str, view: LedgerView, contract: Contract, language: Language) -> Iterator[str]:
    """Who agreed, as the claim recorded it."""
    claim = view.of(alert).claim
    if claim is not None and claim.approvals:
        yield _BASIS[language]
        yield "\n".join(f"- {plain(agreed(one, contract, language))}" for one in claim.approvals)
