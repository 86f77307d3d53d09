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
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Language, LedgerEntry, LedgerState, Look, Role, Seat, Text, Turn, What
from haishin.send.ledger.ledger_view import WAITING, Held, LedgerView, held
from haishin.send.ledger.readers import readers

QUIET: Final = timedelta(minutes=10)  # nobody is alarmed about what has only just changed
_LAST_CHANGE_SHOWN: Final = timedelta(days=1)

_HEADS = {
    LedgerState.HELD: Message("consult/review/heads-held"),
    LedgerState.EXPIRED: Message("consult/review/heads-expired"),
    LedgerState.CLAIMED: Message("consult/review/heads-claimed"),
    LedgerState.SEALED: Message("consult/review/heads-sealed"),
    LedgerState.WITHDRAWN: Message("consult/review/heads-withdrawn"),
    LedgerState.REFUSED: Message("consult/review/heads-refused"),
}
_VERBS = {
    What.RESUME: "haishin go --by LOGIN",
    What.RELEASE: "haishin go {alert} --by LOGIN",
    What.LIFT: "haishin go {alert} --by LOGIN",
}
_HELD = {
    "verdict": Message("consult/review/held-verdict"),
    "limit": Message("consult/review/held-limit"),
    "stop": Message("consult/review/held-stop"),
}
_FOOT = Message("consult/review/foot")


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
        heading = _HEADS[LedgerState.WITHDRAWN] if merged.alert is None else Message("consult/review/barred")
        return f"### {plain(heading[language])}" + f"\n\n{plain(merged.barred[language])}" * (merged.alert is not None)
    top = (f"### {plain(_heading(after))}", "\n".join(_steps(after)), facts.lined(_facts(after), language))
    shown = after.shown
    quoted = (
        []
        if shown is None or after.entry.claim is None
        else [Message("consult/review/mail")[language], mail(shown, contract, language)]
    )
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
        return Message("consult/review/hidden", when=moment(entry.stopped_at, language))[language]
    if (what := after.stopped) is not None and alert is not None:
        turn = Turn(what, may_end(what, alert.unit, after.now, after.contract))
        return turns.turn_sentence(turn, after.contract, language).rstrip("。.")
    if entry.in_doubt:
        return Message("consult/review/doubt")[language]
    if after.merged.edited:
        return Message("consult/review/edited")[language]
    if entry.state is LedgerState.UNSENT:
        return _awaited(after)
    if waiting := after.unseen:
        who = turns.addressed(Turn(What.APPROVE, waiting), after.contract, language)
        return labelled(who, Message("consult/review/look")[language], language)
    if entry.state is LedgerState.SEALED and entry.unheard and not (entry.claim and entry.claim.snapshot):
        return Message("consult/review/closed")[language]
    return _HEADS[entry.state][language]


def _awaited(after: _After) -> str:
    """Say, before the ledger has an entry, when one is to be expected; raise an alarm once it is overdue."""
    alert, at, now, language = after.merged.alert, after.merged.merged_at, after.now, after.language
    if alert is None:
        return (Message("consult/review/withdrawing") if now - at < QUIET else Message("consult/review/silent"))[
            language
        ]
    start = max(filter(None, (at, alert.not_before)))
    due = start if alert.waives("delivery-hours") else opening(start, after.contract.policy)
    if now < due:
        return (Message("consult/review/sleeps") if after.asleep else Message("consult/review/next")).format(
            when=moment(due, language)
        )[language]
    return (
        Message("consult/turn-send")[language].rstrip("。.")
        if now - due < QUIET
        else Message("consult/review/silent")[language]
    )


def _steps(after: _After) -> Iterator[str]:
    """Say what to do, a line each."""
    merged, language, what = after.merged, after.language, after.stopped
    if merged.edited and after.shown is not None:
        yield Message("consult/review/how-to-correct")[language]
    if after.entry.hidden:
        yield Message("consult/review/unshown")[language]
    if what is not None and merged.alert is not None:
        yield Message("consult/review/go-on", verb=code(_VERBS[what].format(alert=merged.id)))[language]
    elif after.entry.in_doubt:
        yield Message("consult/review/settle", verb=code(f"haishin settle {merged.id}"))[language]
    elif merged.alert is not None and after.entry.state in (LedgerState.UNSENT, LedgerState.CLAIMED):
        if after.asleep:
            seat = plain(seat_name(Seat(Role.MANAGER, merged.alert.unit), after.contract, language))
            yield Message("consult/review/at-once", seat=seat, path=code(merged.alert.path))[language]
        yield how_to_stop(merged.id, merged.page, language)
    if after.unseen and not after.entry.hidden:
        call = reachable(after.unseen, after.contract)
        who = joined((name_with_login(login, after.contract, call) for login in after.unseen), language)
        yield Message("consult/review/how-to-look", who=who)[language]


def _facts(after: _After) -> Iterator[tuple[Text, str]]:
    """Yield the facts: when, to whom and how many, what, and the outcome."""
    entry, language, alert = after.entry, after.language, after.shown
    claim = entry.claim
    if when := joined(_moments(after), language):
        yield Message("consult/review/when"), when
    where = [] if alert is None else [area_names(readers(alert, after.view).scope, after.contract, language)]
    many = [] if claim is None else [people(claim.snapshot or 0, language)]
    if many or (where and entry.state in WAITING):
        yield Message("consult/review/to"), (" " if language == "ja" else ", ").join([*where, *many])
    if alert is not None:
        yield Message("consult/review/what"), plain(facts.matter(alert, after.contract.policy, language))
    counts = [
        labelled(Message(f"consult/outcome-{outcome}")[language], people(entry.counts[outcome], language), language)
        for outcome in _outcomes(entry)
    ]
    if entry.state is LedgerState.SEALED and counts:
        yield Message("consult/review/result"), joined(counts, language)


def _moments(after: _After) -> Iterator[str]:
    """Say when it was begun, and since when it is held or over."""
    entry, language = after.entry, after.language
    if entry.claim is not None:
        yield Message("consult/review/begun", when=moment(entry.claim.at, language))[language]
    if entry.state is LedgerState.SEALED and entry.at is not None:
        yield Message("consult/review/sealed", when=moment(entry.at, language))[language]
    elif entry.claim is None and entry.state not in WAITING and entry.at is not None:
        yield Message("consult/review/ended", when=moment(entry.at, language))[language]
    elif holds := after.holds:
        yield Message("consult/review/stands", when=moment(holds[0].since, language))[language]


def _outcomes(entry: LedgerEntry) -> Iterator[str]:
    return (state for state in OUTCOMES if entry.counts.get(state))


def _story(after: _After) -> Iterator[str]:
    """Say why it is held, what ended it, what is to be removed."""
    entry, language = after.entry, after.language
    if not entry.hidden and after.holds:
        yield "\n".join(line for hold in after.holds for line in _held(hold, after))
    if entry.ended_by is not None:
        yield Message("consult/review/ended-by", alert=plain(entry.ended_by))[language]
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
    return fold(Message("consult/review/basis", n=len(lines))[language], ["\n".join(lines)] if lines else [])


def _times(after: _After) -> str:
    """Fold the times that 5(1), timely, asks for."""
    entry, language = after.entry, after.language
    n = None if entry.claim is None else minutes_since(entry.claim.recognized, entry.accepted)
    lines = [f"- {line}" for line in milestones(entry, language)]
    summary = Message("consult/review/times") if n is None else Message("consult/review/since", n=n)
    return fold(summary[language], ["\n".join(lines)] if lines else [])
