"""Clearance before anything is mailed: the press release (5(2), T2) and the family's consent (T4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from haishin.consult.consultation import practised
from haishin.consult.consultation.requirements import confirming_seats
from haishin.consult.consultation.standing import is_ahead, person_of
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message, linked
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening, stamp
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Alert,
    Case,
    ConsentState,
    Hold,
    Ignored,
    Kind,
    PressKind,
    Reason,
    Review,
    ReviewState,
    Role,
    Text,
    What,
    Word,
)


def press(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Require a decided and consistent press release; hold an arrest until it is said to be made (5(2), T2).

    An exercise is no arrest: there is nothing to be released.
    """
    alert, policy = case.alert, contract.policy
    arrest = alert.content in policy.press.arrest_contents and not alert.exercise
    if alert.press.kind is PressKind.UNDECIDED:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.DECIDE_PRESS,
            Message("consult/decision/press-undecided"),
        )
    if alert.press.kind is PressKind.RELEASE and alert.press.consistent is None:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.COMPARE_PRESS,
            Message("consult/decision/press-not-compared"),
        )
    if not arrest:
        return Aspect()
    if alert.press.kind is PressKind.NONE:
        return reason(
            Kind.REJECT,
            policy.press.arrest_clause,
            What.CORRECT,
            Message("consult/decision/arrest-without-release"),
        )
    if alert.press.consistent == "not-yet":
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            What.COMPARE_PRESS,
            Message("consult/decision/arrest-no-text-yet"),
        )
    planned = alert.press.at
    words = _words(case, now, contract)
    spoken = [word.submitted_at for word in words if _counts(word, alert)]
    if (practice := practised(case, now, contract)) is not None:
        spoken.append(practice.submitted_at)
    if spoken:
        return Aspect(ended_at=min(spoken))
    until = None
    if planned is not None and planned > now:
        until = planned if alert.waives("delivery-hours") else opening(planned, policy)
    who = _releasing(alert, contract)
    clause = policy.press.arrest_clause
    waiting = Reason(Kind.HOLD, clause, Message("consult/decision/arrest-waits", who=who))
    early = tuple(Ignored(word.account.login, _uncounted(word, planned)) for word in words)
    hold = Hold("person", until, who, clause)
    return Aspect((waiting,), (hold,), ignored=early, what=What.CONFIRM_RELEASE)


def _releasing(alert: Alert, contract: Contract) -> Text:
    """Name the units whose 「広報済」 is awaited: those of the seats that may write it, the supervisor's apart."""
    seats = confirming_seats(alert, contract)
    units = dict.fromkeys(seat.unit for seat in seats if seat.role is not Role.SUPERVISOR or len(seats) == 1)
    names = linked((contract.organization.units[unit].name for unit in units), Message("consult/decision/either"))
    if alert.press.by_unit and [*units] == [alert.unit]:
        return Message("consult/decision/released-by-unit", name=names)
    return Message("consult/decision/released-by", name=names)


def confirmers(case: Case, now: datetime, contract: Contract) -> tuple[str, ...]:
    """List the logins of those who may say 「広報済」 now, in the order of the policy."""
    author = person_of(case.pull.author, contract) if case.pull is not None else None
    day = now.astimezone(JST).date()
    people = [
        person
        for seat in confirming_seats(case.alert, contract)
        for person in contract.roster.holders(seat, day)
        if person != author
    ]
    return tuple(dict.fromkeys(person.login for person in people))


def _counts(word: Review, alert: Alert) -> bool:
    """Judge whether the word says that the release was made.

    A bare word on another text counts only after today's plan: the plan of its own text is unknown.
    """
    planned = alert.press.at
    if word.press_released is None:
        if planned is None:
            return word.text == "same"
        return word.submitted_at >= planned
    released = _released(word, word.press_released)
    known = released is not None and alert.recognized_at is not None and released >= alert.recognized_at
    return known and not _tells_the_plan(word, planned)


def _released(word: Review, at: time) -> datetime | None:
    """Find the moment of a release from its time of day: not after the word; None if it is still to come.

    A time later in the day than the word is yesterday's only if that lies nearer than today's.
    """
    said = word.submitted_at.astimezone(JST)
    today = datetime.combine(said.date(), at, JST)
    if today <= said:
        return today
    yesterday = today - timedelta(days=1)
    if said - yesterday < today - said:
        return yesterday
    return None


def _tells_the_plan(word: Review, planned: datetime | None) -> bool:
    """Judge whether its time of day is that of a plan that lay ahead of the word."""
    if planned is None or planned <= word.submitted_at:
        return False
    return planned.astimezone(JST).time().replace(second=0, microsecond=0) == word.press_released


def _uncounted(word: Review, planned: datetime | None) -> Text:
    """Word why it does not count, and the line to write."""
    at = word.press_released
    when = stamp(planned) if planned is not None else ""
    if at is not None and _released(word, at) is None:
        return Message("consult/decision/word-later-than-review", at=at)
    if at is not None and _tells_the_plan(word, planned):
        return Message("consult/decision/word-tells-plan", at=at, when=when)
    if at is not None:
        return Message("consult/decision/word-before-recognition", at=at)
    if planned is None:
        return Message("consult/decision/word-on-earlier-text")
    return Message("consult/decision/word-before-plan", when=when)


def _words(case: Case, now: datetime, contract: Contract) -> tuple[Review, ...]:
    """List the reviews with 「広報済」 by the persons that the policy names: an act of its own, on any text."""
    pull = case.pull
    if pull is None:
        return ()
    seats = confirming_seats(case.alert, contract)
    author = person_of(pull.author, contract)
    words = []
    for review in pull.reviews:
        person, day = person_of(review.account, contract), review.submitted_at.astimezone(JST).date()
        released = Word.PRESS_RELEASED in review.says and review.state is not ReviewState.DISMISSED
        if not released or is_ahead(review, now) or person is None or person == author:
            continue
        if any(person.holds(seat, day) for seat in seats):
            words.append(review)
    return tuple(words)


def consent(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Judge the family's consent (T4): given, pending (hold), refused (reject), no person to ask (consult).

    原則として: the waiver stands for a consent that is not given; a row of the policy says who grants it.
    """
    given = case.alert.consent
    clause = contract.policy.consent.clause
    if given is None or (given.state is not ConsentState.GIVEN and case.alert.waives("consent")):
        return Aspect()
    match given.state:
        case ConsentState.REFUSED:
            refused = Message("consult/decision/consent-refused")
            return Aspect((Reason(Kind.REJECT, clause, refused, waiver="consent"),), what=What.CONSENT)
        case ConsentState.PENDING:
            who = Message("consult/decision/consent-awaited")
            waiting = Reason(Kind.HOLD, clause, Message("consult/decision/consent-pending"), waiver="consent")
            return Aspect((waiting,), (Hold("person", None, who, clause),), what=What.CONSENT)
        case ConsentState.NOBODY:
            nobody = Message("consult/decision/consent-nobody")
            return Aspect((Reason(Kind.CONSULT, clause, nobody, waiver="consent"),), what=What.CONSENT)
        case ConsentState.GIVEN if given.at is not None and given.at > now:
            return reason(
                Kind.CONSULT,
                clause,
                What.CORRECT_TIME,
                Message("consult/decision/consent-ahead"),
            )
        case _ if given.until is not None and now.astimezone(JST).date() > given.until and given.names:
            return reason(
                Kind.REJECT,
                clause,
                What.CORRECT,
                Message("consult/decision/name-past-its-day", until=given.until),
            )
    return Aspect()
