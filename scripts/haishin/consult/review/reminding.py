"""Requests, calls and reminders: who is asked for a review now, by the turn and the time that it has lasted.

Requests are for reviews; a call is a comment of its own, made once, which the forge mails to the people named in it.
After the merge it reminds, by day, of a matter whose end residents wait to hear: under the pull request of its newest
mail, naming the alert and people of the roster, and nothing of the alert's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from haishin.consult.forge.writer import APART
from haishin.consult.matters import OpenMatter
from haishin.consult.phrases import moment, seat_name
from haishin.consult.review import status
from haishin.consult.review.approvers import asked_at_once, asked_later, missing, named_by_the_forge, reachable
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import in_a_row, joined, labelled, seat_names
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import lasting
from haishin.core.contract.policy import JST, Reminders
from haishin.core.escaping import plain
from haishin.core.model import Approval, Change, Kind, Language, Pull, Role, Seat, What, Who

_PRESS_CALLS: Final = 4  # at the time of the release and three times after it: then it lies with the unit
_LATEST: Final = timedelta(days=2)  # after that no sweep asks any more whether it was said


@dataclass(frozen=True, slots=True)
class Reminder:
    """A comment that is made once."""

    mark: str  # distinguishes it from the others
    text: str
    asked: tuple[str, ...]  # the logins that it calls
    apart: timedelta = timedelta()  # the least time after the reminder before


def requests(judged: Judged, now: datetime, contract: Contract) -> tuple[str, ...]:
    """List the logins to ask for a review: approvers and the informed; the deputies only after a while.

    No request is made in the drafter's turn, or to a person who has already reviewed this text. A principal whose
    deputy approved is asked to look himself (後閲).
    """
    if judged.pull is None or not judged.verdict.asks:
        return ()
    times = _times(judged, now, contract)
    spoken = {review.account.login.lower() for review in judged.pull.reviews if review.text == "same"}
    logins = [
        login
        for approval in judged.verdict.approvals
        if not approval.given
        for login in (asked_at_once(approval, contract) + _deputies(approval, times, contract))
    ]
    again = reachable(_objectors(judged), contract)
    asked = [login for login in (*logins, *again) if login.lower() not in spoken]
    looking = reachable((look.principal for look in judged.looks(contract) if look.seen is None), contract)
    return tuple(dict.fromkeys((*asked, *looking)))


def reminder(judged: Judged, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """Write the call that is due now; None before its time."""
    times = _times(judged, now, contract)
    if judged.pull is None or times == 0:
        return None
    if _awaits_approval(judged):
        return _of_approvals(judged, times, contract, language)
    if _awaits_release(judged, contract):
        return _of_release(judged, times, contract, language)
    if judged.verdict.sleeps and times == 1:
        return _of_hours(judged, judged.pull, now, contract, language)
    return _of_merge(judged, judged.pull, times, contract, language)


def due(judged: Judged, now: datetime, contract: Contract) -> datetime | None:
    """Find the next moment that is known and should not wait for a schedule, or None.

    The reminders of an urgent alert, the planned time of the release that an arrest waits for, the calls after it, and
    that for the merge.
    """
    alert = judged.alert
    ahead: list[datetime] = []
    if not _awaits_approval(judged) or (alert is not None and contract.policy.urgent(alert)):
        ahead += call_times(judged, contract)
    if alert is not None and alert.press.at is not None and _holds_for_release(judged, contract):
        ahead.append(alert.press.at)
    if any(reason.waiver == "delivery-hours" and reason.kind is Kind.SEND for reason in judged.verdict.reasons):
        ahead.append(contract.policy.hours.closing(now.astimezone(JST).date()))  # from then on it would wait
    return min((call for call in ahead if call > now), default=None)


def _of_approvals(judged: Judged, times: int, contract: Contract, language: Language) -> Reminder | None:
    usual = contract.policy.reminders
    if usual is None:
        return None
    policy = usual.of(judged.alert, contract.policy)
    lines, calls = [], []
    for approval in missing(judged.verdict.approvals):
        first, deputies = asked_at_once(approval, contract), _deputies(approval, times, contract)
        calls += [*first, *deputies]
        if first:
            seat, who = seat_names(approval.any_of, contract, language), _called(first, language)
            text = Message("consult/review/reminder-holder", seat=seat, who=who)
            if deputies:
                also = _called(deputies, language)
                text = Message("consult/review/reminder-deputies", seat=seat, who=who, deputies=also)
            lines.append(text[language])
    again = tuple(login for login in reachable(_objectors(judged), contract) if login not in calls)
    if again:
        calls += again
        lines.append(Message("consult/review/reminder-objectors", who=_called(again, language))[language])
    if not lines:
        return None
    lasted = lasting(policy.after + (times - 1) * policy.again)
    parts = [Message("consult/review/reminder-title", lasted=lasted)[language], "\n".join(lines)]
    if any(
        candidate.word and candidate.login in calls
        for approval in missing(judged.verdict.approvals)
        for candidate in approval.candidates
    ):
        parts.append(Message("consult/review/reminder-word")[language])
    apart = APART
    if policy is not usual:  # one minute less: the run that looks again at that minute is a few seconds early or late
        apart = timedelta(minutes=policy.again - 1)
    return Reminder(f"{judged.mark} {times}", "\n\n".join(parts), tuple(dict.fromkeys(calls)), apart)


def _of_release(judged: Judged, times: int, contract: Contract, language: Language) -> Reminder | None:
    """Call for the release at its planned time, and until a review says 「広報済」."""
    asked = reachable(judged.verdict.turn.people, contract)
    if not asked:
        return None
    parts = [f"{_called(asked, language)} {Message('consult/turn-confirm-release')[language]}"]
    if judged.alert is not None and judged.alert.press.at is not None:
        parts.append(Message("consult/review/release-planned", when=moment(judged.alert.press.at, language))[language])
    return Reminder(f"{judged.mark} released {times}", "\n\n".join(parts), asked)


def _of_merge(judged: Judged, pull: Pull, times: int, contract: Contract, language: Language) -> Reminder | None:
    """Call for the merge once all have agreed: the drafter, and if he does not merge all of the unit."""
    others = (login for login in judged.verdict.turn.people if login != pull.author.login)
    asked = (*named_by_the_forge(pull.author), *reachable(others, contract))
    if not asked:
        return None
    mail = judged.alert is not None and judged.change is not Change.DELETED
    merging = in_a_row([Message("consult/turn-merge")[language], status.merging(judged, language)], language)
    parts = [f"{_called(asked, language)} {merging}"]
    if mail:
        parts.append(Message("consult/review/merge-is-final")[language])
    if times > 1:
        parts.append(Message("consult/review/reminder-merge-anybody")[language])
    elif mail:
        parts.append(Message("consult/automatic")[language])
    word = 0  # the time of the last approval: approved anew, it is called for anew
    for approval in judged.verdict.approvals:
        if approval.mode == "before" and approval.at is not None:
            word = max(word, int(approval.at.timestamp()))
    return Reminder(f"{judged.mark} merge {word} {times}", "\n\n".join(parts), asked)


def _of_hours(judged: Judged, pull: Pull, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """Call the drafter and the deputies on duty, once, when all have agreed to an urgent matter outside the hours."""
    alert, until = judged.alert, judged.verdict.not_before
    if alert is None or until is None:
        return None
    seat, day = Seat(Role.MANAGER, alert.unit), now.astimezone(JST).date()
    duty = (
        person.login
        for person in contract.roster.people
        for deputy in person.deputies
        if deputy.seat == seat and deputy.when == "nights-and-holidays" and deputy.covers(day)
    )
    asked = tuple(dict.fromkeys((*named_by_the_forge(pull.author), *reachable(duty, contract))))
    if not asked:
        return None
    when = moment(until, language)
    who, manager = _called(asked, language), plain(seat_name(seat, contract, language))
    waits = Message("consult/review/reminder-waits", when=when)
    if judged.verdict.turn.what is What.MERGE:
        waits = Message("consult/review/reminder-waits-pressed", when=when)
    parts = [
        Message("consult/review/reminder-urgent", who=who, when=when, seat=manager)[language],
        waits[language],
    ]
    return Reminder(f"{judged.mark} hours", "\n\n".join(parts), asked)


def _times(judged: Judged, now: datetime, contract: Contract) -> int:
    """Count the calls that are due by now."""
    return sum(call <= now for call in call_times(judged, contract))


def call_times(judged: Judged, contract: Contract) -> Iterator[datetime]:
    """Yield the moment at which each call is due."""
    pull, turn = judged.pull, judged.verdict.turn
    if pull is None or turn.since is None or not judged.verdict.asks:
        return
    usual, policy = contract.policy.reminders, None
    if usual is not None:
        policy = usual.of(judged.alert, contract.policy)
    if _awaits_approval(judged):
        yield from _for_approvals(judged, pull, policy, contract)
    elif _awaits_release(judged, contract):
        start = turn.since
        if judged.alert is not None and judged.alert.press.at is not None:
            start = max(start, judged.alert.press.at)
        yield start
        if policy is not None and policy.press:
            for number in range(1, _PRESS_CALLS):
                yield start + timedelta(minutes=number * policy.press)
    elif turn.what is What.MERGE or (turn.what is What.MERGED_SOON and judged.verdict.sleeps):
        yield turn.since
        if turn.what is What.MERGE and policy is not None and policy.merge is not None:
            yield turn.since + timedelta(minutes=policy.merge)


def _for_approvals(judged: Judged, pull: Pull, policy: Reminders | None, contract: Contract) -> Iterator[datetime]:
    """Yield a call for the holders and a later call for each deputy, counted from the first verdict on the text."""
    if policy is None or judged.verdict.kind is not Kind.CONSULT:
        return
    since = max(pull.opened_at, pull.seen_at or pull.opened_at)
    deputies = [len(asked_later(approval, contract)) for approval in missing(judged.verdict.approvals)]
    for number in range(1 + max(deputies, default=0)):
        yield since + timedelta(minutes=policy.after + number * policy.again)


def _awaits_approval(judged: Judged) -> bool:
    return bool(missing(judged.verdict.approvals)) or judged.verdict.turn.who is Who.APPROVER


def _awaits_release(judged: Judged, contract: Contract) -> bool:
    return judged.verdict.turn.who is Who.PRESS and _holds_for_release(judged, contract)


def _holds_for_release(judged: Judged, contract: Contract) -> bool:
    return contract.policy.press.arrest_clause in {hold.clause for hold in judged.verdict.holds}


def _objectors(judged: Judged) -> tuple[str, ...]:
    """List who asked for the change that was made, if the turn names them beside the approvers."""
    turn = judged.verdict.turn
    if turn.who is not Who.APPROVER:
        return ()
    return turn.people


def _deputies(approval: Approval, times: int, contract: Contract) -> tuple[str, ...]:
    """List the deputies to ask: another with each reminder after the first; none if the unit is only informed."""
    if approval.mode != "before":
        return ()
    return asked_later(approval, contract)[: max(0, times - 1)]


def _called(logins: tuple[str, ...], language: Language) -> str:
    return joined((f"@{login}" for login in logins), language)


def matter_reminder(matter: OpenMatter, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """Write the reminder that is due; None at night, once two days have passed, or without a pull request."""
    if matter.last.pull is None or not contract.policy.hours.is_open(now) or now - matter.due() > _LATEST:
        return None
    alert, days = matter.last.alert, matter.days * matter.times
    asked = reachable(_matter_asked(matter, now, contract), contract)
    title = Message("consult/review/open-title", alert=f"`{alert}`", days=days)[language]
    if asked:
        title = labelled(_called(asked, language), title, language)
    lines = Message("consult/review/open-lines", alert=alert)[language]
    last = Message("consult/review/open-last")
    if matter.times == 1:
        last = Message("consult/review/open-once-more", days=matter.days)
    return Reminder(f"{alert}-open {matter.times}", f"{title}\n\n{lines}\n\n{last[language]}", asked)


def _matter_asked(matter: OpenMatter, now: datetime, contract: Contract) -> Iterator[str]:
    """Yield the logins of its drafter and of the officers and the manager of its unit."""
    if matter.last.drafter is not None:
        yield matter.last.drafter
    unit, day = matter.last.unit, now.astimezone(JST).date()
    for role in (Role.OFFICER, Role.MANAGER):
        yield from (person.login for person in contract.roster.holders(Seat(role, unit), day))
