"""The comment after the merge: whose turn it is, the alert's fate by the ledger, the approvals that it rested on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from haishin.consult import turns
from haishin.consult.decision.timing import sleeps
from haishin.consult.decision.turn import may_end
from haishin.consult.phrases import agreed, moment, people, seat_name, unit_name
from haishin.consult.review import facts
from haishin.consult.review.approvers import reachable
from haishin.consult.review.call import how_to_stop
from haishin.consult.review.comment import mail
from haishin.consult.review.following import follow_links
from haishin.consult.review.layout import Part, area_names, fitted, fold, joined, labelled, name_with_login
from haishin.consult.sent_mail import OUTCOMES, milestones, minutes_since, removals
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening
from haishin.core.escaping import code, plain
from haishin.core.model import Alert, Language, LedgerEntry, LedgerState, Look, Role, Seat, Text, Turn, What
from haishin.send.ledger.ledger_view import WAITING, Held, LedgerView, held
from haishin.send.ledger.readers import readers

QUIET: Final = timedelta(minutes=10)  # after a change no alarm is raised
_LAST_CHANGE_SHOWN: Final = timedelta(days=1)

_VERBS = {
    What.RESUME: "haishin go --by LOGIN",
    What.RELEASE: "haishin go {alert} --by LOGIN",
    What.LIFT: "haishin go {alert} --by LOGIN",
}


@dataclass(frozen=True, slots=True)
class Merged:
    """An alert's pull request after its merge."""

    id: str
    alert: Alert | None  # None: withdrawn from main, or unreadable there
    merged_at: datetime
    page: str  # the address of the pull request
    looks: tuple[Look, ...] = ()  # of the principals for whom a deputy approved
    barred: Text | None = None  # why it is never mailed: its id is another alert's
    edited: bool = False  # main's file differs from the text whose sending began


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
        if self.entry.hidden:
            return None
        return self.merged.alert

    @property
    def unseen(self) -> tuple[str, ...]:
        """The logins of the principals who have not looked yet at the mail sent for them."""
        if self.entry.state not in (LedgerState.CLAIMED, LedgerState.SEALED):
            return ()
        return tuple(look.principal for look in self.merged.looks if look.seen is None)

    @property
    def holds(self) -> tuple[Held, ...]:
        """The holds on the alert, the oldest first."""
        return tuple(hold for hold in held(self.view) if hold.alert == self.merged.id)

    @property
    def asleep(self) -> bool:
        """Whether it is urgent, unclaimed, and waits for the hours only for want of a waiver."""
        alert, state = self.merged.alert, self.entry.state
        return alert is not None and state is LedgerState.UNSENT and sleeps(alert, self.now, self.contract.policy)

    @property
    def stopped(self) -> What | None:
        """The act of a person that ends the stop; None if nothing stops the alert."""
        entry = self.entry
        if not (entry.state in WAITING or entry.unfinished or entry.hidden):
            return None
        if self.view.halted:
            return What.RESUME
        if entry.stopped:
            return What.RELEASE
        if entry.state is LedgerState.HELD and "limit" in entry.causes:
            return What.LIFT
        return None


def told_all(entry: LedgerEntry, now: datetime) -> bool:
    """Tell whether the ledger is done with the alert, and has been for long enough that the comment says so."""
    over = entry.state not in (LedgerState.UNSENT, LedgerState.HELD, LedgerState.CLAIMED)
    said = (entry.at, entry.stopped_at, entry.went_on_at)
    return over and not entry.in_doubt and all(at is None or now - at > _LAST_CHANGE_SHOWN for at in said)


def render(merged: Merged, view: LedgerView, contract: Contract, language: Language, now: datetime) -> str:
    """Write the comment in Markdown from the ledger alone, no longer than the forge takes; the turn comes first."""
    after = _After(merged, view, contract, language, now)
    if merged.barred is not None and merged.alert is None:
        return f"### {plain(Message('consult/review/state-withdrawn')[language])}"
    if merged.barred is not None:
        return f"### {plain(Message('consult/review/never-mailed')[language])}\n\n{plain(merged.barred[language])}"
    top = (f"### {plain(_heading(after))}", "\n".join(_steps(after)), facts.lined(_facts(after), language))
    shown = after.shown
    sent = ""
    if shown is not None and after.entry.claim is not None:
        sent = f"{Message('consult/review/mail-sent')[language]}\n\n{mail(shown, contract, language)}"
    parts = (
        Part("\n\n".join(filter(None, top))),
        Part("\n\n".join(_story(after)), 2),
        Part("" if after.entry.hidden else _next(after), 2),
        Part(sent, 1, whole=True),
        Part(_basis(after), 3),
        Part(_times(after), 3),
        Part(f"---\n\n{Message('consult/review/foot-of-ledger')[language]}"),
    )
    return fitted(parts, language)


def _heading(after: _After) -> str:
    """Write the heading, ``登坂署長、久保田課長:人が止めています。…``, or the state if nothing is to be done."""
    entry, language, alert = after.entry, after.language, after.merged.alert
    if entry.hidden and entry.stopped_at is not None:
        when = "too-late" if entry.state is LedgerState.SEALED else "half-way"
        return Message(f"consult/review/stopped-{when}")[language]
    if (what := after.stopped) is not None and alert is not None:
        turn = Turn(what, may_end(what, alert.unit, after.now, after.contract))
        return turns.turn_sentence(turn, after.contract, language).rstrip("。.")
    if entry.in_doubt:
        return Message("consult/review/arrival-in-doubt")[language]
    if after.merged.edited:
        return Message("consult/review/changed-after-begun")[language]
    if entry.state is LedgerState.UNSENT:
        return _awaited(after)
    if waiting := after.unseen:
        who = turns.addressed(Turn(What.APPROVE, waiting), after.contract, language)
        return labelled(who, Message("consult/review/look-asked-for")[language], language)
    if entry.state is LedgerState.SEALED and entry.unheard and not (entry.claim and entry.claim.snapshot):
        return Message("consult/review/ended-without-mail")[language]
    return Message(f"consult/review/state-{entry.state}")[language]


def _awaited(after: _After) -> str:
    """Say, before the ledger has an entry, when to expect it; raise an alarm once it is overdue."""
    alert, at, now, language = after.merged.alert, after.merged.merged_at, after.now, after.language
    if alert is None:
        if now - at < QUIET:
            return Message("consult/review/awaited-withdrawal")[language]
        return Message("consult/review/sender-is-silent")[language]
    start = max(filter(None, (at, alert.not_before)))
    due = start
    if not alert.waives("delivery-hours"):
        due = opening(start, after.contract.policy)
    if now < due:
        when = moment(due, language)
        if after.asleep:
            return Message("consult/review/awaited-urgent", when=when)[language]
        return Message("consult/review/awaited", when=when)[language]
    if now - due < QUIET:
        return Message("consult/turn-send")[language].rstrip("。.")
    return Message("consult/review/sender-is-silent")[language]


def _steps(after: _After) -> Iterator[str]:
    """Say what to do, a line each."""
    merged, language, what = after.merged, after.language, after.stopped
    if merged.edited and after.shown is not None:
        yield Message("consult/review/way-to-correct")[language]
    if after.entry.hidden:
        yield Message("consult/review/text-not-shown")[language]
        yield from filter(None, (_next(after),))
        yield Message("consult/review/way-of-the-chief")[language]
    if what is not None and merged.alert is not None:
        verb = code(_VERBS[what].format(alert=merged.id))
        rest = "nothing" if after.entry.state is LedgerState.SEALED else "rest"
        yield Message(f"consult/review/to-send-{rest}", verb=verb)[language]
    elif after.entry.in_doubt:
        yield Message("consult/review/way-to-settle", verb=code(f"haishin settle {merged.id}"))[language]
    elif merged.alert is not None and after.entry.state in (LedgerState.UNSENT, LedgerState.CLAIMED):
        if after.asleep:
            seat = plain(seat_name(Seat(Role.MANAGER, merged.alert.unit), after.contract, language))
            yield Message("consult/review/way-at-once", seat=seat, path=code(merged.alert.path))[language]
        yield how_to_stop(merged.id, merged.page, language)
    if after.unseen and not after.entry.hidden:
        call = reachable(after.unseen, after.contract)
        who = joined((name_with_login(login, after.contract, call) for login in after.unseen), language)
        yield Message("consult/review/way-to-look", who=who)[language]


def _facts(after: _After) -> Iterator[tuple[Text, str]]:
    """Yield the facts: when, the readers and their number, the matter, and the outcome."""
    entry, language, alert = after.entry, after.language, after.shown
    claim = entry.claim
    if when := joined(_moments(after), language):
        yield Message("consult/review/fact-when"), when
    counts = {outcome: entry.counts[outcome] for outcome in OUTCOMES if entry.counts.get(outcome)}
    if entry.state is not LedgerState.SEALED:
        counts = {}
    rest = (claim.snapshot if claim is not None and claim.snapshot else 0) - sum(counts.values())
    to: list[str] = []
    if alert is not None and (claim is not None or entry.state in WAITING):
        area = area_names(readers(alert, after.view).scope, after.contract, language)
        to.append(Message("consult/review/readers-of", area=area)[language])
    if claim is not None and claim.practice:
        unit = unit_name(claim.unit, after.contract)
        to = [plain(Message("consult/review/reach-practice", unit=unit)[language])]
    elif claim is not None and (rest >= 0 or not counts):  # rounded parts may be more than the rounded whole
        to.append(Message("consult/review/meant-for", who=people(claim.snapshot or 0, language))[language])
    if to:
        yield Message("consult/review/fact-to"), (" " if language == "ja" else ", ").join(to)
    if alert is not None:
        yield Message("consult/review/fact-what"), plain(facts.matter(alert, after.contract.policy, language))
    results = [
        labelled(Message(f"consult/outcome-{outcome}")[language], people(count, language), language)
        for outcome, count in counts.items()
    ]
    if results and rest > 0:
        results.append(Message("consult/review/result-rest", who=people(rest, language))[language])
    if results:
        yield Message("consult/review/fact-result"), joined(results, language)


def _moments(after: _After) -> Iterator[str]:
    """Say when it was begun, and since when it is held or over."""
    entry, language = after.entry, after.language
    if entry.claim is not None:
        yield Message("consult/review/begun-at", when=moment(entry.claim.at, language))[language]
    if entry.state is LedgerState.SEALED and entry.at is not None:
        yield Message("consult/review/finished-at", when=moment(entry.at, language))[language]
    elif entry.claim is None and entry.state not in WAITING and entry.at is not None:
        yield Message("consult/review/recorded-at", when=moment(entry.at, language))[language]
    elif holds := after.holds:
        yield Message("consult/review/held-since", when=moment(holds[0].since, language))[language]


def _story(after: _After) -> Iterator[str]:
    """Say why it is held, which alert ended it, which traces are to be removed."""
    entry, language = after.entry, after.language
    if not entry.hidden and after.holds:
        yield "\n".join(line for hold in after.holds for line in _held(hold, after))
    if entry.ended_by is not None:
        yield Message("consult/review/ended-by", alert=plain(entry.ended_by))[language]
    if entry.hidden:
        pull = None
        if entry.claim is not None:
            pull = entry.claim.pull
        yield "\n".join(f"- {line}" for line in removals(pull, language))


def _next(after: _After) -> str:
    """Link the page on which a mail that follows this one is drafted."""
    alert = after.merged.alert
    if alert is None or after.merged.edited:
        return ""
    return follow_links(alert, after.entry, after.contract, after.language)


def _held(hold: Held, after: _After) -> Iterator[str]:
    """Give the reason of a hold; its cause and time as well if there are several, since the facts give one."""
    several = len(after.holds) > 1
    if several:
        cause = Message(f"consult/review/hold-{hold.cause}")[after.language]
        yield labelled(f"- {moment(hold.since, after.language)}", cause, after.language)
    yield from (f"{'  ' * several}- {plain(line)}" for line in hold.reason.split("\n") if line)


def _basis(after: _After) -> str:
    """Fold the approvals as the claim recorded them."""
    claim, language = after.entry.claim, after.language
    if claim is None:
        return ""
    lines = [f"- {plain(agreed(approval, after.contract, language))}" for approval in claim.approvals]
    return fold(Message("consult/review/claim-approvals", n=len(lines))[language], "\n".join(lines))


def _times(after: _After) -> str:
    """Fold the times that 5(1), timely, asks for."""
    entry, language = after.entry, after.language
    summary = Message("consult/review/times")
    if entry.claim is not None:
        n = minutes_since(entry.claim.recognized, entry.accepted)
        if n is not None:
            summary = Message("consult/review/times-since", n=n)
    return fold(summary[language], "\n".join(f"- {line}" for line in milestones(entry, language)))
