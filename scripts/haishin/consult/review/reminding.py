"""Requests, calls and reminders: who is asked for a review now, by whose turn it is and how long it has lasted.

Requests are for reviews; a call is a comment of its own, made once, which the forge mails to whom it names. After the
merge it reminds, by day, of a matter that residents wait to hear the end of: under the pull request of its newest mail,
naming the alert and people of the roster, and nothing of what the alert tells.
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
from haishin.consult.review.layout import joined, seat_names
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import lasting
from haishin.core.contract.policy import JST, Reminders
from haishin.core.escaping import plain
from haishin.core.model import Approval, Change, Kind, Language, Pull, Role, Seat, What, Who

_PRESS_CALLS: Final = 4  # at the time of the release and three times after it: then it lies with the unit
_LATEST: Final = timedelta(days=2)  # after that no sweep asks any more whether it was said
_OPEN_AGAIN = {
    True: Message("consult/review/open-again-true"),
    False: Message("consult/review/open-again-false"),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A comment that is made once: ``mark`` tells it from the others. ``asked``: the logins that it calls.

    ``apart``: the least time from the one before.
    """

    mark: str
    text: str
    asked: tuple[str, ...]
    apart: timedelta = timedelta()


def requests(judged: Judged, now: datetime, contract: Contract) -> tuple[str, ...]:
    """List the logins to ask for a review: of who must agree and who is informed; the deputies only after a while.

    Nobody is asked while it is the drafter's turn, or about a text that he has already spoken on. Whoever was deputised
    for is asked to look himself (後閲).
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
    """Find the next moment that is known and should not wait for a schedule. None where nothing is ahead.

    The reminders of an urgent alert, the planned time of the release that an arrest waits for, the calls after it, and
    that for the merge.
    """
    alert = judged.alert
    ahead = list(call_times(judged, contract)) if not _awaits_approval(judged) or _urgent(judged, contract) else []
    if alert is not None and alert.press.at is not None and _holds_for_release(judged, contract):
        ahead.append(alert.press.at)
    if any(reason.waiver == "delivery-hours" and reason.kind is Kind.SEND for reason in judged.verdict.reasons):
        closes = contract.policy.hours.closes
        ahead.append(datetime.combine(now.astimezone(JST).date(), closes, JST))  # from then on it would wait
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
            words = {"seat": seat_names(approval.any_of, contract, language), "who": _called(first, language)}
            text = (
                Message("consult/review/deputy").format(**words, deputies=_called(deputies, language))
                if deputies
                else Message("consult/review/holder").format(**words)
            )
            lines.append(text[language])
    if again := tuple(login for login in reachable(_objectors(judged), contract) if login not in calls):
        calls += again
        lines.append(Message("consult/review/again", who=_called(again, language))[language])
    if not lines:
        return None
    since_when = lasting(policy.after + (times - 1) * policy.again)[language]
    parts = [Message("consult/review/title-2", since=since_when)[language], "\n".join(lines)]
    if any(
        candidate.word and candidate.login in calls
        for approval in missing(judged.verdict.approvals)
        for candidate in approval.candidates
    ):
        parts.append(Message("consult/review/word-2")[language])
    # One minute less: the run that looks again at that minute is a few seconds early or late.
    apart = APART if policy is usual else timedelta(minutes=policy.again - 1)
    return Reminder(f"{judged.mark} {times}", "\n\n".join(parts), tuple(dict.fromkeys(calls)), apart)


def _of_release(judged: Judged, times: int, contract: Contract, language: Language) -> Reminder | None:
    """Call for the release at its planned time, and as long as nobody says 「広報済」."""
    asked = reachable(judged.verdict.turn.people, contract)
    if not asked:
        return None
    planned = judged.alert.press.at if judged.alert is not None else None
    parts = [
        Message(
            "consult/review/to-2", who=_called(asked, language), what=Message("consult/turn-confirm-release")[language]
        )[language]
    ]
    if planned is not None:
        parts.append(Message("consult/review/planned-3", when=moment(planned, language))[language])
    return Reminder(f"{judged.mark} released {times}", "\n\n".join(parts), asked)


def _of_merge(judged: Judged, pull: Pull, times: int, contract: Contract, language: Language) -> Reminder | None:
    """Call for the merge once all have agreed: the drafter, and when he does not merge everybody of the unit."""
    others = (login for login in judged.verdict.turn.people if login != pull.author.login)
    asked = (*named_by_the_forge(pull.author), *reachable(others, contract))
    if not asked:
        return None
    mail = judged.alert is not None and judged.change is not Change.DELETED
    merging = (
        f"{Message('consult/turn-merge')[language]}{'' if language == 'ja' else ' '}{status.merging(judged, language)}"
    )
    parts = [Message("consult/review/to-2", who=_called(asked, language), what=merging)[language]]
    if mail:
        parts.append(Message("consult/review/final-2")[language])
    if times > 1:
        parts.append(Message("consult/review/anybody-2")[language])
    elif mail:
        parts.append(Message("consult/automatic")[language])
    last = max(
        (approval.at for approval in judged.verdict.approvals if approval.mode == "before" and approval.at is not None),
        default=None,
    )
    word = 0 if last is None else int(last.timestamp())  # approved anew, it is called for anew
    return Reminder(f"{judged.mark} merge {word} {times}", "\n\n".join(parts), asked)


def _of_hours(judged: Judged, pull: Pull, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """Call the drafter and whoever is on duty, once, when all have agreed to an urgent matter outside the hours."""
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
    words = {"who": _called(asked, language), "when": when, "seat": plain(seat_name(seat, contract, language))}
    merging = (
        Message("consult/turn-merge") if judged.verdict.turn.what is What.MERGE else Message("consult/review/left")
    )
    parts = [
        Message("consult/review/sleeps-2").format(**words)[language],
        Message("consult/review/will-do", when=when, what=merging[language])[language],
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
    usual = contract.policy.reminders
    policy = usual.of(judged.alert, contract.policy) if usual is not None else None
    if _awaits_approval(judged):
        yield from _for_approvals(judged, pull, policy, contract)
    elif _awaits_release(judged, contract):
        planned = judged.alert.press.at if judged.alert is not None else None
        start = turn.since if planned is None else max(planned, turn.since)
        again = policy.press if policy is not None else None
        yield from (start + timedelta(minutes=n * (again or 0)) for n in range(_PRESS_CALLS if again else 1))
    elif turn.what is What.MERGE or (turn.what is What.MERGED_SOON and judged.verdict.sleeps):
        yield turn.since
        if turn.what is What.MERGE and policy is not None and policy.merge is not None:
            yield turn.since + timedelta(minutes=policy.merge)


def _for_approvals(judged: Judged, pull: Pull, policy: Reminders | None, contract: Contract) -> Iterator[datetime]:
    """Yield a call for each deputy to come, and one before; each counts from when the text was first judged."""
    if policy is None or judged.verdict.kind is not Kind.CONSULT:
        return
    since = max(pull.opened_at, pull.seen_at or pull.opened_at)
    without = missing(judged.verdict.approvals)
    for number in range(1 + max((len(asked_later(approval, contract)) for approval in without), default=0)):
        yield since + timedelta(minutes=policy.after + number * policy.again)


def _awaits_approval(judged: Judged) -> bool:
    return bool(missing(judged.verdict.approvals)) or judged.verdict.turn.who is Who.APPROVER


def _awaits_release(judged: Judged, contract: Contract) -> bool:
    return judged.verdict.turn.who is Who.PRESS and _holds_for_release(judged, contract)


def _holds_for_release(judged: Judged, contract: Contract) -> bool:
    return contract.policy.press.arrest_clause in {hold.clause for hold in judged.verdict.holds}


def _urgent(judged: Judged, contract: Contract) -> bool:
    return judged.alert is not None and contract.policy.urgent(judged.alert)


def _objectors(judged: Judged) -> tuple[str, ...]:
    """List who asked for the change that was made, where the turn names them beside whoever may still approve."""
    turn = judged.verdict.turn
    return turn.people if turn.who is Who.APPROVER else ()


def _deputies(approval: Approval, times: int, contract: Contract) -> tuple[str, ...]:
    """List the deputies to ask: one more with each reminder after the first; none where the unit is only informed."""
    return asked_later(approval, contract)[: max(0, times - 1)] if approval.mode == "before" else ()


def _called(logins: tuple[str, ...], language: Language) -> str:
    return joined((f"@{login}" for login in logins), language)


def matter_reminder(matter: OpenMatter, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """Write the reminder that is due; None at night, once two days have passed, or without a pull request."""
    if matter.last.pull is None or not contract.policy.hours.is_open(now) or now - matter.due() > _LATEST:
        return None
    alert, days = matter.last.alert, matter.days * matter.times
    asked = reachable(_matter_asked(matter, now, contract), contract)
    who = joined((f"@{login}" for login in asked), language)
    if who:
        who += ":" if language == "ja" else ": "
    parts = (
        Message("consult/review/open-title", who=who, alert=f"`{alert}`", days=days),
        Message("consult/review/open-lines", alert=alert),
        _OPEN_AGAIN[matter.times == 1].format(days=matter.days),
    )
    return Reminder(f"{alert}-open {matter.times}", "\n\n".join(part[language] for part in parts), asked)


def _matter_asked(matter: OpenMatter, now: datetime, contract: Contract) -> Iterator[str]:
    """Yield the logins of its drafter and of the officers and the manager of its unit."""
    if matter.last.drafter is not None:
        yield matter.last.drafter
    unit, day = matter.last.unit, now.astimezone(JST).date()
    for role in (Role.OFFICER, Role.MANAGER):
        yield from (person.login for person in contract.roster.holders(Seat(role, unit), day))
