"""Who somebody is at the moment of his word: duty hours, deputies, candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from haishin.consult.consultation.standing import (
    SKEW,
    candidates,
    could_fill,
    is_ahead,
    offers,
    outside_office_hours,
    person_of,
    writers,
)
from haishin.core.contract import Contract
from haishin.core.contract.roster import Roster
from haishin.core.model import Account, PossibleApprover, Role, Seat
from support.decision import contract, moment, pull, review
from support.settings import numbered_contract

MANAGER = Seat(Role.MANAGER, "maebashi")


@pytest.mark.parametrize(
    ("at", "duty"),
    [
        ("2026-11-25T08:29:59", True),
        ("2026-11-25T08:30:00", False),
        ("2026-11-25T17:14:59", False),
        ("2026-11-25T17:15:00", True),
        ("2026-11-28T12:00", True),  # Saturday
        ("2026-11-29T12:00", True),  # Sunday
        ("2026-11-23T12:00", True),  # 勤労感謝の日
        ("2026-11-24T12:00", False),
        ("2026-12-28T12:00", False),
        ("2026-12-29T12:00", True),  # the turn of the year, by rule
        ("2031-12-31T12:00", True),
        ("2035-01-03T12:00", True),
        ("2035-01-04T12:00", False),
        ("2026-11-25T03:30:00+00:00", False),  # 12:30 in Japan
    ],
)
def test_nights_and_holidays(at: str, duty: bool) -> None:
    assert outside_office_hours(moment(at), contract().policy) is duty


def test_a_review_of_another_clock_counts_once_the_clocks_may_differ_by_no_more() -> None:
    given = review("maebashi-manager APPROVED 16:00")
    assert is_ahead(given, given.submitted_at - SKEW - timedelta(microseconds=1))
    assert not is_ahead(given, given.submitted_at - SKEW)


def _offered(login: str, at: str, acting: bool) -> list[tuple[Seat, str | None]]:
    person = person_of(Account(login), contract())
    assert person is not None
    return [
        (offer.seat, offer.principal.id if offer.principal else None)
        for offer in offers(person, moment(at), acting, contract())
    ]


def test_a_deputy_for_absence_needs_the_word() -> None:
    own = (Seat(Role.OFFICER, "maebashi"), None)
    assert _offered("maebashi-officer", "16:00", acting=False) == [own]
    assert _offered("maebashi-officer", "16:00", acting=True) == [own, (MANAGER, "maebashi-manager")]


def test_a_deputy_on_duty_needs_the_hour_and_no_word() -> None:
    assert (MANAGER, "maebashi-manager") in _offered("maebashi-duty", "21:00", acting=False)
    assert (MANAGER, "maebashi-manager") not in _offered("maebashi-duty", "16:00", acting=True)


def test_no_role_before_it_begins() -> None:
    assert _offered("maebashi-manager", "2026-03-31T12:00", acting=True) == []


def _between_two_chiefs() -> Contract:
    """The shipped force without its manager of Maebashi since 2026-11-20."""
    whole = contract()
    people = tuple(
        replace(person, roles=tuple(replace(tenure, until=date(2026, 11, 20)) for tenure in person.roles))
        if person.id == "maebashi-manager"
        else person
        for person in whole.roster.people
    )
    return replace(whole, roster=replace(whole.roster, people=people))


@pytest.mark.parametrize(
    ("login", "at", "acting", "acts"),
    [
        ("maebashi-officer", "16:00", True, True),
        ("maebashi-officer", "16:00", False, False),
        ("maebashi-duty", "21:00", False, True),
        ("maebashi-duty", "16:00", False, False),
        ("maebashi-staff", "21:00", True, False),
    ],
)
def test_between_two_chiefs_the_deputy_acts_for_the_seat(login: str, at: str, acting: bool, acts: bool) -> None:
    force = _between_two_chiefs()
    person = person_of(Account(login), force)
    assert person is not None
    found = [offer.stands_for for offer in offers(person, moment(at), acting, force) if offer.seat == MANAGER]
    assert found == (["manager@maebashi"] if acts else [])


def test_the_deputies_of_an_empty_seat_are_asked() -> None:
    found = candidates((MANAGER,), moment("21:00"), frozenset(), _between_two_chiefs())
    assert set(found) == {
        PossibleApprover("maebashi-duty", Role.MANAGER, "maebashi", "manager@maebashi"),
        PossibleApprover("maebashi-officer", Role.MANAGER, "maebashi", "manager@maebashi", word=True),
    }


def test_a_number_is_never_matched_by_its_login() -> None:
    numbered = numbered_contract()
    assert person_of(Account("maebashi-manager", 4711), numbered) is None
    assert person_of(Account("MAEBASHI-Manager"), numbered) is not None


def test_in_the_sample_where_nobody_has_a_number_the_login_decides() -> None:
    assert person_of(Account("maebashi-manager", 4711), contract()) is not None
    assert person_of(Account("maebashi-boss", 4711), contract()) is None


def test_who_could_object() -> None:
    duty = person_of(Account("maebashi-duty"), contract())
    staff = person_of(Account("maebashi-staff"), contract())
    assert duty is not None
    assert staff is not None
    assert could_fill(duty, (MANAGER,), moment("12:00"), contract())
    assert not could_fill(staff, (MANAGER,), moment("12:00"), contract())


def test_writers_are_persons_and_outsiders() -> None:
    people, logins = writers(pull(author="Outsider", committers=["maebashi-manager", None]), contract())
    assert people == {"maebashi-manager"}
    assert logins == {"outsider", "maebashi-manager"}


def test_where_commits_need_no_signature_an_unsigned_maker_approves_nothing() -> None:
    policy = contract().policy
    trusting = replace(contract(), policy=replace(policy, authorship=replace(policy.authorship, verified=False)))
    asked = pull(unverified=["maebashi-manager"])
    assert writers(asked, trusting)[0] == {"maebashi-staff", "maebashi-manager"}
    assert writers(asked, contract())[0] == {"maebashi-staff"}


def test_candidates_by_day_and_by_night() -> None:
    holder = PossibleApprover("maebashi-manager", Role.MANAGER, "maebashi")
    officer = PossibleApprover("maebashi-officer", Role.MANAGER, "maebashi", "maebashi-manager", word=True)
    duty = PossibleApprover("maebashi-duty", Role.MANAGER, "maebashi", "maebashi-manager")
    assert candidates((MANAGER,), moment("12:00"), frozenset(), contract()) == (holder, officer)
    assert set(candidates((MANAGER,), moment("21:00"), frozenset(), contract())) == {holder, officer, duty}
    assert candidates((MANAGER,), moment("12:00"), frozenset({"maebashi-manager"}), contract()) == (officer,)
    people = [
        replace(one, deputies=(*one.deputies, *(replace(own, when="dates") for own in one.deputies)))
        for one in contract().roster.people
    ]
    for roster in (people, people[::-1]):  # in the order of asking, not in that of the roster
        by_dates = replace(contract(), roster=Roster(tuple(roster)))  # for these days he needs no 「代決」
        [_, *deputies] = candidates((MANAGER,), moment("12:00"), frozenset(), by_dates)
        assert deputies == [replace(officer, word=False), duty]


def test_who_holds_the_seat_himself_deputises_for_nobody_there() -> None:
    officer, manager = (person_of(Account(login), contract()) for login in ("maebashi-officer", "maebashi-manager"))
    assert officer is not None
    assert manager is not None
    chief = replace(officer, roles=manager.roles)
    force = replace(contract(), roster=Roster((chief,)))
    found = candidates((MANAGER,), moment("12:00"), frozenset(), force)
    assert found == (PossibleApprover("maebashi-officer", Role.MANAGER, "maebashi"),)
