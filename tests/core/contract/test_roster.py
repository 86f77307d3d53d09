from __future__ import annotations

from datetime import date

from haishin.core.contract.roster import seat
from haishin.core.model import Account, Role
from support.contract import load_blobs, shipped, spoiled

ROSTER = shipped().roster
DAY = date(2026, 11, 25)


def login(name: str, number: int | None = None) -> Account:
    return Account(name, number)


def test_every_unit_has_a_manager_an_officer_who_deputises_and_staff() -> None:
    for unit in shipped().organization.units:
        [manager] = ROSTER.holders(seat("manager", unit), DAY)
        [officer] = ROSTER.holders(seat("officer", unit), DAY)
        assert ROSTER.holders(seat("staff", unit), DAY)
        assert manager.login == f"{unit}-manager"
        assert (seat("manager", unit), 1, "absent") in [(one.seat, one.order, one.when) for one in officer.deputies]


def test_every_station_has_a_deputy_on_duty() -> None:
    for unit in shipped().organization.stations:
        person = ROSTER.person(login(f"{unit}-duty"), by_number=False)
        assert person is not None
        assert [(one.seat, one.order, one.when) for one in person.deputies] == [
            (seat("manager", unit), 2, "nights-and-holidays")
        ]


def test_the_sections_in_charge_of_urgent_matters_and_the_supervisor_have_one_too() -> None:
    organization, policy = shipped().organization, shipped().policy
    charged = {
        organization.section_in_charge("maebashi", matter.category, case, content)
        for matter in policy.urgent_matters
        for row in [policy.row(matter.category)]
        if row is not None
        for case in matter.cases or row.cases
        for content in matter.contents or row.contents
    }
    nights = {one.seat for person in ROSTER.people for one in person.deputies if one.when == "nights-and-holidays"}
    assert {seat("supervisor", "koho-kocho"), *(seat("manager", unit) for unit in charged)} <= nights


def test_the_supervisor_heads_the_owner_and_his_officer_deputises() -> None:
    [supervisor] = ROSTER.holders(seat("supervisor", "koho-kocho"), DAY)
    assert supervisor.holds(seat("manager", "koho-kocho"), DAY)
    [officer] = ROSTER.holders(seat("officer", "koho-kocho"), DAY)
    assert {one.seat.role for one in officer.deputies} == {Role.SUPERVISOR, Role.MANAGER}


def test_the_shipped_people_carry_no_number() -> None:
    assert not ROSTER.all_numbered
    assert all(account.number is None for person in ROSTER.people for account in person.accounts)


def test_a_role_is_held_from_its_first_to_its_last_day() -> None:
    old = "{role: staff, unit: keimu, from: 2026-04-01, until: null}"
    roster = load_blobs(spoiled("roster.yaml", old, old.replace("null", "2026-09-30"))).roster
    person = roster.person(login("keimu-staff"), by_number=False)
    assert person is not None
    held = {
        day: person.holds(seat("staff", "keimu"), day) for day in map(date, [2026] * 4, [3, 4, 9, 10], [31, 1, 30, 1])
    }
    assert list(held.values()) == [False, True, True, False]
    assert person.belongs("keimu", date(2026, 9, 30))
    assert not person.belongs("keimu", date(2026, 10, 1))
    assert not person.belongs("sosa-1", date(2026, 9, 30))


def test_a_deputy_stands_in_his_dates() -> None:
    deputy = ROSTER.people[1].deputies[0]
    assert deputy.covers(DAY)
    assert not deputy.covers(date(2026, 3, 31))


def test_people_are_found_by_login_without_case_or_by_number() -> None:
    numbered = load_blobs(
        spoiled("roster.yaml", "login: keimu-staff, account: null", "login: keimu-staff, account: 77")
    )
    roster = numbered.roster
    found = roster.person(login("Renamed", 77), by_number=True)
    assert found is not None
    assert found.id == "keimu-staff"
    assert roster.person(login("keimu-staff", 78), by_number=True) is None
    assert roster.person(login("keimu-officer"), by_number=True) is None
    assert roster.person(login("KEIMU-Staff"), by_number=False) == found
    assert roster.person(login("nobody"), by_number=False) is None
