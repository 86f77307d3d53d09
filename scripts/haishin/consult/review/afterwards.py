"""The comment after the merge: whose turn it is, what the ledger says became of the alert, what it rested on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from haishin.consult import turns
from haishin.consult.decision.timing import sleeps
from haishin.consult.decision.turn import may_end
from haishin.consult.phrases import agreed, moment, people, seat_name
from haishin.consult.review import facts
from haishin.consult.review.approvers import reachable
from haishin.consult.review.call import how_to_stop
from haishin.consult.review.comment import mail
from haishin.consult.review.layout import Part, area_names, fitted, fold, joined, labelled, name_with_login
from haishin.consult.sent_mail import OUTCOMES, milestones, minutes_since, removals
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Language, LedgerEntry, LedgerState, Look, Role, Seat, Text, Turn, What
from haishin.send.ledger.ledger_view import WAITING, Held, LedgerView, held
from haishin.send.ledger.readers import readers

QUIET: Final = timedelta(minutes=10)  # nobody is alarmed about what has only just changed
_LAST_CHANGE_SHOWN: Final = timedelta(days=1)

_HEADS = {
    LedgerState.HELD: Text("配信を止めています。条件がそろっていません", "Held: something is missing"),
    LedgerState.EXPIRED: Text(
        "起案者:期限が過ぎ、配信しませんでした。必要なら、新しい情報として起案してください",
        "The drafter: it expired unsent. Draft a new one if it is still needed",
    ),
    LedgerState.CLAIMED: Text("配信しています。することはありません", "It is being sent. There is nothing to do"),
    LedgerState.SEALED: Text("配信しました。することはありません", "It was sent. There is nothing to do"),
    LedgerState.WITHDRAWN: Text("取り下げました。することはありません", "It was withdrawn. There is nothing to do"),
    LedgerState.REFUSED: Text(
        "配信しませんでした。することはありません", "It was refused and not sent. There is nothing to do"
    ),
}
_BARRED = Text(
    "起案者:配信されません。main から削除し、必要なら、新しい id で起案してください",
    "The drafter: this is never mailed. Delete it from main, and draft it with a new id if it is needed",
)
_EDITED = Text(
    "起案者:main のファイルが、配信を始めた後に変えられています。元に戻してください",
    "The drafter: the file on main was changed after the sending had begun. Put it back",
)
_HOW_TO_CORRECT = Text(
    "届いたのは、下の文です。直すことがあれば、訂正の情報メールを出してください。",
    "What people were sent stands below. Send a correction if there is something to correct.",
)
_CLOSED = Text("だれにも送らずに終えました。することはありません", "It ended without a mail. There is nothing to do")
_NEXT = Text("{when}に配信されます。することはありません", "It goes out on {when}. There is nothing to do")
_SLEEPS = Text(
    "起案者:急ぐ事案です。今すぐ送るか、{when}でよいかを決めてください",
    "The drafter: this is urgent. Decide whether it goes at once, or whether {when} will do",
)
_AT_ONCE = Text(
    "今すぐ送るとき:先に{seat}に電話し、main の {path} に「waivers」の delivery-hours と理由を加える申請をします"
    "(ほかの申請と同じに、承認を受けます)。時刻を待ってよければ、そのままで結構です。",
    "To send it at once: call the {seat} first, then open a pull request that adds the waiver `delivery-hours` with a "
    "reason to {path} on main; it is approved like any other. If it may wait, leave it as it is.",
)
_WITHDRAWING = Text(
    "まもなく取り下げが記録されます。することはありません",
    "The withdrawal will be recorded soon. There is nothing to do",
)
_SILENT = Text(
    "運用担当者:配信の処理が、まだ記録を残していません。動いているかを確かめてください",
    "The operator: the sender has recorded nothing yet. See whether it runs",
)
_DOUBT = Text(
    "運用担当者:届いたかどうか分からない人がいます。中継サーバーの記録で確かめてください",
    "The operator: for some it is in doubt whether the mail arrived. Check the relay's log",
)
_HIDDEN = Text(
    "{when}に止めました。届いたメールは取り戻せません。下のものを、上から順に手で消してください",
    "Stopped on {when}. Mail that has arrived cannot be taken back. Remove by hand what is listed, in this order",
)
_LOOK = Text(
    "代決による配信です。本文を読み、レビューを一つ残してください(後閲)",
    "Somebody acted for you in this sending. Read it and leave a review",
)
_HOW_TO_LOOK = Text(
    "後閲:{who}は、このページの「Files changed」→「Review changes」で、「Comment」のレビューを一つ残してください。",
    "His own look: {who}, leave a review with “Comment” by “Files changed” → “Review changes”.",
)
_GO_ON = Text("動かすとき:運用担当者に {verb} を頼みます。", "To let it go on: ask the operator for {verb}.")
_SETTLE = Text("{verb} で、その人たちの番号を見られます。", "{verb} lists their numbers.")
_UNSHOWN = Text(
    "本文は、ここにはもう載せません。届いたメールは、訂正のメールで削除をお願いします。",
    "Its text is no longer shown here. A correction asks those who got it to delete it.",
)
_VERBS = {
    What.RESUME: "haishin go --by LOGIN",
    What.RELEASE: "haishin go {alert} --by LOGIN",
    What.LIFT: "haishin go {alert} --by LOGIN",
}
_HELD = {
    "verdict": Text("条件がそろっていないため止めています。", "Something is missing."),
    "limit": Text("上限を超えたため止めています。", "Over a limit."),
    "stop": Text("人が止めました(stop ブランチ)。", "Stopped by a person (a branch stop/…)."),
}
_BEGUN = Text("{when}に開始", "begun on {when}")
_SEALED = Text("{when}に終了", "finished on {when}")
_STANDS = Text("{when}から止まっています", "held since {when}")
_ENDED = Text("{when}に記録されました", "recorded on {when}")
_ENDED_BY = Text("{alert} により終わりました。", "Ended by {alert}.")
_RESULT = Text("結果", "Result")
_TIMES = Text("かかった時間", "How long it took")
_SINCE = Text("かかった時間(認知から {n} 分)", "How long it took ({n} minutes from recognition)")
_BASIS = Text("よりどころとなった承認({n})", "The approvals it rested on ({n})")
_MAIL = Text("#### 配信したメール", "#### The mail")
_FOOT = Text(
    "配信の台帳の記録です。人数は 10 人単位で、10 人未満は示しません。",
    "From the ledger. Numbers are rounded to ten; those below ten are not told.",
)


@dataclass(frozen=True, slots=True)
class Merged:
    """An alert's pull request after its merge. ``alert``: None where main has none (a withdrawal) or none readable.

    ``page``: where people see the pull request. ``looks``: of those for whom somebody has approved. ``barred``: why it
    is never mailed, since its id is another's. ``edited``: main has no longer what was begun.
    """

    id: str
    alert: Alert | None
    merged_at: datetime
    page: str
    looks: tuple[Look, ...] = ()
    barred: Text | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class _After:
    """The inputs of the comment after the merge."""

    merged: Merged
    view: LedgerView
    contract: Contract
    language: Language
    now: datetime

    @property
    def entry(self) -> LedgerEntry:
        """The ledger's entry of the alert."""
        return self.view.of(self.merged.id)

    @property
    def shown(self) -> Alert | None:
        """The alert, unless its words are no longer shown."""
        return None if self.entry.hidden else self.merged.alert

    @property
    def unseen(self) -> tuple[str, ...]:
        """The logins of those who have not looked yet at what was sent for them."""
        begun = self.entry.state in (LedgerState.CLAIMED, LedgerState.SEALED)
        return tuple(look.principal for look in self.merged.looks if look.seen is None) if begun else ()

    @property
    def holds(self) -> tuple[Held, ...]:
        """The holds on the alert, the oldest first."""
        return tuple(hold for hold in held(self.view) if hold.alert == self.merged.id)

    @property
    def asleep(self) -> bool:
        """Whether it is urgent, unclaimed, and waits for the hours only because nobody said otherwise."""
        alert, state = self.merged.alert, self.entry.state
        return alert is not None and state is LedgerState.UNSENT and sleeps(alert, self.now, self.contract.policy)

    @property
    def stopped(self) -> What | None:
        """The act by which a person ends what stops it; None where nothing does."""
        entry = self.entry
        if not (entry.state in WAITING or entry.unfinished or entry.hidden):
            return None
        if self.view.halted:
            return What.RESUME
        if entry.stopped:
            return What.RELEASE
        limited = entry.state is LedgerState.HELD and "limit" in entry.causes
        return What.LIFT if limited else None


def told_all(entry: LedgerEntry, now: datetime) -> bool:
    """Tell whether the ledger is done with the alert, and has been for long enough that the comment says so."""
    over = entry.state not in (LedgerState.UNSENT, LedgerState.HELD, LedgerState.CLAIMED)
    said = (entry.at, entry.stopped_at, entry.went_on_at)
    return over and not entry.in_doubt and all(at is None or now - at > _LAST_CHANGE_SHOWN for at in said)


def render(merged: Merged, view: LedgerView, contract: Contract, language: Language, now: datetime) -> str:
    """Write the comment in Markdown from the ledger alone, no longer than the forge takes; the turn comes first."""
    after = _After(merged, view, contract, language, now)
    if merged.barred is not None:
        heading = _HEADS[LedgerState.WITHDRAWN] if merged.alert is None else _BARRED
        return f"### {plain(heading[language])}" + f"\n\n{plain(merged.barred[language])}" * (merged.alert is not None)
    top = (f"### {plain(_heading(after))}", "\n".join(_steps(after)), facts.lined(_facts(after), language))
    shown = after.shown
    quoted = [] if shown is None or after.entry.claim is None else [_MAIL[language], mail(shown, contract, language)]
    parts = (
        Part("\n\n".join(filter(None, top))),
        Part("\n\n".join(_story(after)), 2),
        Part("\n\n".join(quoted), 1, whole=True),
        Part(_basis(after), 3),
        Part(_times(after), 3),
        Part(f"---\n\n{_FOOT[language]}"),
    )
    return fitted(parts, language)


def _heading(after: _After) -> str:
    """Write the heading, ``登坂署長、久保田課長:人が止めています。…``, or the state where nobody has anything to do."""
    entry, language, alert = after.entry, after.language, after.merged.alert
    if entry.hidden and entry.stopped_at is not None:
        return _HIDDEN.format(when=moment(entry.stopped_at, language))[language]
    if (what := after.stopped) is not None and alert is not None:
        turn = Turn(what, may_end(what, alert.unit, after.now, after.contract))
        return turns.turn_sentence(turn, after.contract, language).rstrip("。.")
    if entry.in_doubt:
        return _DOUBT[language]
    if after.merged.edited:
        return _EDITED[language]
    if entry.state is LedgerState.UNSENT:
        return _awaited(after)
    if waiting := after.unseen:
        who = turns.addressed(Turn(What.APPROVE, waiting), after.contract, language)
        return labelled(who, _LOOK[language], language)
    if entry.state is LedgerState.SEALED and entry.unheard and not (entry.claim and entry.claim.snapshot):
        return _CLOSED[language]
    return _HEADS[entry.state][language]


def _awaited(after: _After) -> str:
    """Say, before the ledger has an entry, when one is to be expected; raise an alarm once it is overdue."""
    alert, at, now, language = after.merged.alert, after.merged.merged_at, after.now, after.language
    if alert is None:
        return (_WITHDRAWING if now - at < QUIET else _SILENT)[language]
    start = max(filter(None, (at, alert.not_before)))
    due = start if alert.waives("delivery-hours") else opening(start, after.contract.policy)
    if now < due:
        return (_SLEEPS if after.asleep else _NEXT).format(when=moment(due, language))[language]
    return turns.SENTENCES[What.SEND][language].rstrip("。.") if now - due < QUIET else _SILENT[language]


def _steps(after: _After) -> Iterator[str]:
    """Say what to do, a line each."""
    merged, language, what = after.merged, after.language, after.stopped
    if merged.edited and after.shown is not None:
        yield _HOW_TO_CORRECT[language]
    if after.entry.hidden:
        yield _UNSHOWN[language]
    if what is not None and merged.alert is not None:
        yield _GO_ON.format(verb=code(_VERBS[what].format(alert=merged.id)))[language]
    elif after.entry.in_doubt:
        yield _SETTLE.format(verb=code(f"haishin settle {merged.id}"))[language]
    elif merged.alert is not None and after.entry.state in (LedgerState.UNSENT, LedgerState.CLAIMED):
        if after.asleep:
            seat = plain(seat_name(Seat(Role.MANAGER, merged.alert.unit), after.contract, language))
            yield _AT_ONCE.format(seat=seat, path=code(merged.alert.path))[language]
        yield how_to_stop(merged.id, merged.page, language)
    if after.unseen and not after.entry.hidden:
        call = reachable(after.unseen, after.contract)
        who = joined((name_with_login(login, after.contract, call) for login in after.unseen), language)
        yield _HOW_TO_LOOK.format(who=who)[language]


def _facts(after: _After) -> Iterator[tuple[Text, str]]:
    """Yield the facts: when, to whom and how many, what, and the outcome."""
    entry, language, alert = after.entry, after.language, after.shown
    claim = entry.claim
    if when := joined(_moments(after), language):
        yield facts.WHEN, when
    where = [] if alert is None else [area_names(readers(alert, after.view).scope, after.contract, language)]
    many = [] if claim is None else [people(claim.snapshot or 0, language)]
    if many or (where and entry.state in WAITING):
        yield facts.TO, (" " if language == "ja" else ", ").join([*where, *many])
    if alert is not None:
        yield facts.WHAT, plain(facts.matter(alert, after.contract.policy, language))
    counts = [
        labelled(OUTCOMES[outcome][language], people(entry.counts[outcome], language), language)
        for outcome in _outcomes(entry)
    ]
    if entry.state is LedgerState.SEALED and counts:
        yield _RESULT, joined(counts, language)


def _moments(after: _After) -> Iterator[str]:
    """Say when it was begun, and since when it is held or over."""
    entry, language = after.entry, after.language
    if entry.claim is not None:
        yield _BEGUN.format(when=moment(entry.claim.at, language))[language]
    if entry.state is LedgerState.SEALED and entry.at is not None:
        yield _SEALED.format(when=moment(entry.at, language))[language]
    elif entry.claim is None and entry.state not in WAITING and entry.at is not None:
        yield _ENDED.format(when=moment(entry.at, language))[language]
    elif holds := after.holds:
        yield _STANDS.format(when=moment(holds[0].since, language))[language]


def _outcomes(entry: LedgerEntry) -> Iterator[str]:
    return (state for state in OUTCOMES if entry.counts.get(state))


def _story(after: _After) -> Iterator[str]:
    """Say why it is held, what ended it, what is to be removed."""
    entry, language = after.entry, after.language
    if not entry.hidden and after.holds:
        yield "\n".join(line for hold in after.holds for line in _held(hold, after))
    if entry.ended_by is not None:
        yield _ENDED_BY.format(alert=plain(entry.ended_by))[language]
    if entry.hidden:
        pull = None if entry.claim is None else entry.claim.pull
        yield "\n".join(f"- {line}" for line in removals(pull, language))


def _held(hold: Held, after: _After) -> Iterator[str]:
    """Give the reason of a hold; of several, the cause and time of each as well, which of one alone stand above."""
    several = len(after.holds) > 1
    if several:
        yield labelled(f"- {moment(hold.since, after.language)}", _HELD[hold.cause][after.language], after.language)
    yield from (f"{'  ' * several}- {plain(line)}" for line in hold.reason.split("\n") if line)


def _basis(after: _After) -> str:
    """Fold the approvals as the claim recorded them."""
    claim, language = after.entry.claim, after.language
    given = () if claim is None else claim.approvals
    lines = [f"- {plain(agreed(approval, after.contract, language))}" for approval in given]
    return fold(_BASIS.format(n=len(lines))[language], ["\n".join(lines)] if lines else [])


def _times(after: _After) -> str:
    """Fold the times that 5(1), timely, asks for."""
    entry, language = after.entry, after.language
    n = None if entry.claim is None else minutes_since(entry.claim.recognized, entry.accepted)
    lines = [f"- {line}" for line in milestones(entry, language)]
    summary = _TIMES if n is None else _SINCE.format(n=n)
    return fold(summary[language], ["\n".join(lines)] if lines else [])
