"""報道発表 (5(2), T2): decided, consistent; an arrest waits until somebody says that the release was made."""

from __future__ import annotations

from datetime import datetime

from haishin.consultation.standing import is_ahead, person_of
from haishin.contract import Contract
from haishin.contract.policy import JST, Place
from haishin.contract.roster import Person
from haishin.decision.hours import opening
from haishin.decision.matter import Matter, reason
from haishin.model import Case, Hold, Kind, PressKind, Reason, ReviewState, Text, Word


def press(case: Case, now: datetime, contract: Contract) -> Matter:
    """5(2) and T2: decided, consistent; an arrest waits until somebody says that the release was made."""
    alert, policy = case.alert, contract.policy
    arrest = alert.content in policy.press.arrest_contents
    if alert.press.kind is PressKind.UNDECIDED:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            "報道発表をするかどうかが決まっていません。運用管理者が決めて、press を書き直してください。",
            "Whether the matter is announced to the press is undecided. The manager decides.",
        )
    if alert.press.kind is PressKind.RELEASE and alert.press.consistent is None:
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            "報道発表の文と照らし合わせたかどうか(press の consistent)が書かれていません。",
            "Whether the text agrees with the press release (press.consistent) is not said.",
        )
    if alert.press.kind is PressKind.NONE or not arrest:
        return Matter()  # an arrest without a release is a trigger of the policy
    if alert.press.consistent == "not-yet":
        return reason(
            Kind.CONSULT,
            policy.press.clause,
            "検挙情報ですが、報道発表の文がまだありません。発表文と照合し、consistent を yes にしてください。",
            "An arrest whose release text does not exist yet. Compare with the text, then set consistent: yes.",
        )
    spoken = _released(case, now, contract)
    if spoken is not None:
        return Matter(ended_at=spoken)
    planned = alert.press.at
    until = None
    if planned is not None and planned > now:
        until = planned if alert.waives("delivery-hours") else opening(planned, policy)
    name = contract.organization.units[alert.unit if alert.press.by_unit else contract.organization.owner].name
    who = (
        Text(f"{name}の運用責任者又は運用管理者の「広報済」", f"「広報済」 by the officer or manager of {name}")
        if alert.press.by_unit
        else Text(f"{name}の「広報済」", f"「広報済」 by {name}")
    )
    clause = policy.press.arrest_clause
    waiting = Reason(
        Kind.HOLD,
        clause,
        Text(
            f"検挙情報は、報道発表が済むまで配信できません。発表後に、{who.ja}の行をレビューに書いてください。",
            f"An arrest waits for the press release. After it: the line {who.en} in a review.",
        ),
    )
    return Matter((waiting,), (Hold("person", until, who, clause),))


def _released(case: Case, now: datetime, contract: Contract) -> datetime | None:
    """When the first valid 「広報済」 was said: an act of its own, on any text, by whom policy names."""
    pull = case.pull
    if pull is None:
        return None
    policy = contract.policy.press
    places = policy.confirmed_by_unit if case.alert.press.by_unit else policy.confirmed_by
    author = person_of(pull.author, contract)
    words = [
        review.submitted_at
        for review in pull.reviews
        if Word.PRESS_RELEASED in review.says and review.state is not ReviewState.DISMISSED
        if not is_ahead(review, now)
        for person in [person_of(review.account, contract)]
        if person is not None and person != author and _named(person, places, review.submitted_at, case, contract)
    ]
    return min(words, default=None)


def _named(person: Person, places: tuple[Place, ...], moment: datetime, case: Case, contract: Contract) -> bool:
    day = moment.astimezone(JST).date()
    units = {"sender": case.alert.unit, "owner": contract.organization.owner}
    return any(
        tenure.covers(day) and tenure.seat.role == place.role and tenure.seat.unit == units.get(place.unit)
        for tenure in person.roles
        for place in places
    )
