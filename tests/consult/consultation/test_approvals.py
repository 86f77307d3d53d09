"""What a review that did not count is told, in the exact words."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.consult.consultation import approvals as said
from haishin.consult.consultation import consult, consulted
from haishin.consult.consultation.requirements import Due
from haishin.consult.consultation.standing import Offer
from haishin.core.catalogue import Message
from haishin.core.contract.roster import Roster
from haishin.core.model import Account, Role, Seat, Text
from support.decision import alert, case, contract, moment, pull, review


@pytest.mark.parametrize(
    ("review", "fields", "why"),
    [
        ("outsider APPROVED 16:10", {}, Message("consult/consultation/outsider")),
        (
            "maebashi-manager APPROVED 16:10",
            {"committers": ["maebashi-manager"]},
            Message("consult/consultation/writer"),
        ),
        ("maebashi-manager COMMENTED 16:10", {}, Message("consult/consultation/comment")),
        ("maebashi-manager DISMISSED 16:10", {}, Message("consult/consultation/dismissed")),
        ("maebashi-manager APPROVED 16:10 other", {}, Message("consult/consultation/other-text")),
        ("maebashi-manager APPROVED 16:10 unknown", {}, Message("consult/consultation/unknown-text")),
        ("takasaki-manager APPROVED 16:10", {}, Message("consult/consultation/not-due")),
        ("maebashi-officer APPROVED 16:10", {}, Message("consult/consultation/not-acting")),
        ("maebashi-officer APPROVED 16:10 edited", {}, Message("consult/consultation/edited")),
        ("maebashi-officer COMMENTED 16:10 edited", {}, Message("consult/consultation/edited")),
        ("maebashi-duty APPROVED 16:10", {}, Message("consult/consultation/off-duty")),
        ("maebashi-duty APPROVED 16:10 acting", {}, Message("consult/consultation/off-duty")),
        ("maebashi-manager APPROVED 2026-03-31T16:10", {}, Message("consult/consultation/no-role")),
        ("takasaki-manager CHANGES_REQUESTED 16:10", {}, Message("consult/consultation/powerless")),
    ],
)
def test_why_it_did_not_count(review: str, fields: dict[str, Any], why: Text) -> None:
    judged = case(alert(), pull(review, **fields))
    assert [one.reason for one in consult(judged, moment("16:30"), contract()).ignored] == [why]


def test_the_older_word_and_the_second_hat() -> None:
    words = (
        "maebashi-manager APPROVED 16:10",
        "maebashi-manager APPROVED 16:20",
        "maebashi-officer APPROVED 16:15 acting",
    )
    ignored = consult(case(alert(), pull(*words)), moment("16:30"), contract()).ignored
    assert [(one.login, one.reason) for one in ignored] == [
        ("maebashi-manager", Message("consult/consultation/older")),
        ("maebashi-officer", Message("consult/consultation/double")),
    ]


def test_a_second_person_behind_a_text_deputises_for_nobody() -> None:
    [second] = [
        one for one in consult(case(alert(), pull(committers=[None])), moment("16:30"), contract()).missing if one.apart
    ]
    assert {one.login for one in second.candidates} == {"maebashi-manager", "maebashi-officer", "maebashi-duty"}
    assert {one.acting for one in second.candidates} == {None}


def test_who_agreed_for_his_own_seat_may_still_act_for_another_by_a_later_word() -> None:
    """The 主管課's officer took note of a notice; by 「代決」 he answers for both seats of his chief."""
    made = alert(unit="keimu", category="notice", case="safety", scope="prefecture", consult=["supervisor"])
    words = ("keimu-manager APPROVED 16:10", "koho-kocho-officer APPROVED 16:15")
    [missing] = consult(case(made, pull(*words)), moment("16:30"), contract()).missing
    assert [one.login for one in missing.candidates] == ["koho-kocho-manager", "koho-kocho-officer"]
    acting = pull(*words, "koho-kocho-officer APPROVED 16:20 acting")
    assert consult(case(made, acting), moment("16:30"), contract()).missing == ()


@pytest.mark.parametrize("state", ["APPROVED", "DISMISSED"])
@pytest.mark.parametrize("last", [True, False])
def test_of_two_words_of_one_moment_the_objection_counts(state: str, *, last: bool) -> None:
    words = [f"maebashi-manager {state} 16:10", "maebashi-manager CHANGES_REQUESTED 16:10"]
    given = consult(case(alert(), pull(*(words if last else reversed(words)))), moment("16:30"), contract())
    assert [objection.login for objection in given.objections] == ["maebashi-manager"]


def test_who_wrote_it_with_one_account_approves_it_with_no_other() -> None:
    people = [
        replace(one, accounts=(*one.accounts, Account("second"))) if one.login == "maebashi-manager" else one
        for one in contract().roster.people
    ]
    force = replace(contract(), roster=Roster(tuple(people)))
    judged = case(alert(), pull("second APPROVED 16:10", committers=["maebashi-manager"]))
    assert [one.reason for one in consult(judged, moment("16:30"), force).ignored] == [
        Message("consult/consultation/writer")
    ]


UNITS = ("koho-kocho", "maebashi", "takasaki")
SEATS = st.builds(Seat, st.sampled_from((Role.SUPERVISOR, Role.MANAGER, Role.OFFICER)), st.sampled_from(UNITS))
PEOPLE = contract().roster.people[:5]
ROWS = st.lists(
    st.builds(
        lambda seats, apart: Due(tuple(seats), "before", "4(4)ウ", apart),
        st.lists(SEATS, min_size=1, max_size=3, unique=True),
        st.sampled_from((False, False, True)),
    ),
    max_size=5,
    unique_by=lambda item: item.any_of,
)
OFFERS = st.lists(
    st.builds(Offer, SEATS, st.booleans(), st.sampled_from((None, *PEOPLE[:2]))), min_size=1, max_size=3, unique=True
)
GRANTS = st.lists(OFFERS, max_size=len(PEOPLE)).map(
    lambda held: [
        said._Grant(person, review(f"{person.login} APPROVED 16:10"), tuple(offers))
        for person, offers in zip(PEOPLE, held, strict=False)
    ]
)


def searched(before: list[Due], grants: list[said._Grant]) -> dict[Due, tuple[said._Grant, Offer]]:
    """The first way, by rows, seats and reviews, that fills the most rows: every way tried, one after the other."""
    best: dict[Due, tuple[said._Grant, Offer]] = {}

    def search(rest: list[Due], chosen: dict[Due, tuple[said._Grant, Offer]]) -> None:
        nonlocal best
        if not rest:
            best = chosen if len(chosen) > len(best) else best
            return
        item, *later = rest
        for seat, grant in product(item.any_of, grants):
            for offer in grant.offers:
                worn = [(taken, hat) for taken, (other, hat) in chosen.items() if other is grant]
                alone = item.apart or any(taken.apart for taken, _ in worn)
                same = all(said._same_hat(offer, hat, grant) for _, hat in worn)
                if offer.seat == seat and not (item.apart and offer.acting) and (not worn or (same and not alone)):
                    search(later, {**chosen, item: (grant, offer)})
        search(later, chosen)

    search(before, {})
    return best


@given(ROWS, GRANTS)
def test_as_many_roles_are_filled_as_can_be(before: list[Due], grants: list[said._Grant]) -> None:
    """S15: what costs no more than its rows finds the very way that plain search finds."""
    assert said._assign(before, grants) == searched(before, grants)


def test_who_is_only_informed_takes_no_approval_from_a_seat_that_is_due() -> None:
    """A deputy's one word tells his own seat of it and fills his principal's, in whatever order the rows stand."""
    told = Due((Seat(Role.OFFICER, "maebashi"),), "inform", "3(2)")
    asked = Due((Seat(Role.MANAGER, "maebashi"),), "before", "3(2)")
    word = pull("maebashi-officer APPROVED 16:10 acting")
    for needed in ([told, asked], [asked, told]):
        given = consulted(needed, word, "maebashi", moment("16:30"), contract()).approvals
        assert [approval.given for approval in given] == [True, True]


def test_sixteen_units_of_which_four_are_silent_are_judged_at_once() -> None:
    """S15: manager and officer of twelve approved; plain search tried every pair of them."""
    units = ["maebashi", *list(contract().organization.stations)[2:13]]
    silent = list(contract().organization.stations)[13:16]
    before = [
        Due((Seat(Role.MANAGER, unit), Seat(Role.OFFICER, unit)), "before", "4(4)ウ") for unit in [*units, *silent]
    ]
    seats = [(unit, role) for unit in units for role in (Role.MANAGER, Role.OFFICER)]
    people = contract().roster.people
    grants = [
        said._Grant(person, review(f"{person.login} APPROVED 16:10"), (Offer(Seat(role, unit)),))
        for (unit, role), person in zip(seats, people, strict=False)
    ]
    asked = 0

    def count(frame: object, event: str, _what: object) -> None:
        nonlocal asked
        asked += event == "call"

    sys.setprofile(count)
    try:
        filled = said._assign(before, grants)
    finally:
        sys.setprofile(None)
    assert len(filled) == len(units)
    assert asked < 1000
