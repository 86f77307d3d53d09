"""Clearance before anything is mailed: the press release (5(2), T2) and the family's consent (T4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.consult.consultation.requirements import confirming_seats
from haishin.consult.consultation.standing import is_ahead, person_of
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
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
    if spoken := [word.submitted_at for word in words if _counts(word, alert)]:
        return Aspect(ended_at=min(spoken))
    until = None
    if planned is not None and planned > now:
        until = planned if alert.waives("delivery-hours") else opening(planned, policy)
    units = contract.organization.units
    if alert.press.by_unit:
        who = Message("consult/decision/released-by-unit", name=units[alert.unit].name)
    else:
        who = Message("consult/decision/released-by-owner", name=units[contract.organization.owner].name)
    clause = policy.press.arrest_clause
    waiting = Reason(Kind.HOLD, clause, Message("consult/decision/arrest-waits", who=who))
    early = tuple(Ignored(word.account.login, _uncounted(word, planned)) for word in words)
    hold = Hold("person", until, who, clause)
    return Aspect((waiting,), (hold,), ignored=early, what=What.CONFIRM_RELEASE)


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
    """Tell whether the word says that the release was made.

    A bare one on another text counts only after today's plan: nobody knows the plan of the text on which it was said.
    """
    planned = alert.press.at
    if word.press_released is None:
        return word.text == "same" if planned is None else word.submitted_at >= planned
    released = _released(word)
    known = released is not None and alert.recognized_at is not None and released >= alert.recognized_at
    return known and not _tells_the_plan(word, planned)


def _released(word: Review) -> datetime | None:
    """Find the moment of a release from its time of day: not after the word; None where it is still to come.

    A time later in the day than the word is yesterday's only where that lies nearer than today's.
    """
    said = word.submitted_at.astimezone(JST)
    if word.press_released is None:
        return None
    today = datetime.combine(said.date(), word.press_released, JST)
    if today <= said:
        return today
    yesterday = today - timedelta(days=1)
    return yesterday if said - yesterday < today - said else None


def _tells_the_plan(word: Review, planned: datetime | None) -> bool:
    """Tell whether its time of day is that of a plan that lay ahead when it was said."""
    if planned is None or planned <= word.submitted_at:
        return False
    return planned.astimezone(JST).time().replace(second=0, microsecond=0) == word.press_released


def _uncounted(word: Review, planned: datetime | None) -> Text:
    """Word why it does not count, and the line to write."""
    at = word.press_released
    when = stamp(planned) if planned is not None else ""
    if at is not None and _released(word) is None:
        return Message("consult/decision/word-later-than-review", at=at)
    if at is not None and _tells_the_plan(word, planned):
        return Message("consult/decision/word-tells-plan", at=at, when=when)
    if at is not None:
        return Message("consult/decision/word-before-recognition", at=at)
    if planned is None:
        return Message("consult/decision/word-on-earlier-text")
    return Message("consult/decision/word-before-plan", when=when)


def _words(case: Case, now: datetime, contract: Contract) -> tuple[Review, ...]:
    """List the reviews that say 「広報済」 by whom policy names: an act of its own, on any text."""
    pull = case.pull
    if pull is None:
        return ()
    seats = confirming_seats(case.alert, contract)
    author = person_of(pull.author, contract)
    return tuple(
        review
        for review in pull.reviews
        if Word.PRESS_RELEASED in review.says and review.state is not ReviewState.DISMISSED
        if not is_ahead(review, now)
        for person in [person_of(review.account, contract)]
        if person is not None and person != author
        if any(person.holds(seat, review.submitted_at.astimezone(JST).date()) for seat in seats)
    )


def consent(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Judge the family's consent (T4): given, pending (hold), refused (reject), nobody to ask (consult).

    原則として: the waiver lifts what is not given; who grants it is a row of the policy.
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
