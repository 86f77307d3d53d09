"""Whose objection ends by whose word, once its author has left the seat for which he spoke (3(3))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from haishin.consult.decision import decide
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.roster import Person, Roster, Tenure
from haishin.core.model import Account, Change, Ignored, Kind, Role, Seat, Verdict, What
from support.decision import alert, case, contract, moment, pull

SUPERVISOR = Seat(Role.SUPERVISOR, "koho-kocho")
MANAGER = Seat(Role.MANAGER, "koho-kocho")
LEFT = "koho-kocho-manager"
HEIR = Person(
    "heir",
    "新井 守",
    (Account("heir"),),
    (Tenure(SUPERVISOR, date(2026, 11, 26), None), Tenure(MANAGER, date(2026, 11, 26), None)),
)
SENT = "maebashi-manager APPROVED 16:10"
OBJECTS = f"{LEFT} CHANGES_REQUESTED 16:20"


def force(*heirs: Person, deputies: bool = True, left: str = LEFT) -> Contract:
    """The example force whose supervisor leaves after 2026-11-25, or who else is ``left``."""
    people = []
    for person in contract().roster.people:
        roles = person.roles
        if person.login == left:
            roles = tuple(replace(tenure, until=date(2026, 11, 25)) for tenure in roles)
        kept = person.deputies if deputies else ()
        people.append(replace(person, roles=roles, deputies=kept))
    return replace(contract(), roster=Roster((*people, *heirs)))


def judged(*reviews: str, by: Contract, now: str = "2026-11-26T09:30", supervisor_is_due: bool = True) -> Verdict:
    consulted = ["supervisor"] if supervisor_is_due else []
    made = alert(consult=consulted, why_late="照会を待ったため", expires_at="2026-11-28T20:00")
    return decide(case(made, pull(SENT, *reviews), Change.ADDED), moment(now), by)


def test_the_turn_is_the_successors_and_names_nobody_who_has_left() -> None:
    verdict = judged(OBJECTS, by=force(HEIR))
    assert (verdict.kind, verdict.mergeable) == (Kind.CONSULT, False)
    assert verdict.turn.what is What.APPROVE
    assert "heir" in verdict.turn.people
    assert LEFT not in (*verdict.turn.people, *verdict.turn.beside)
    before = judged(OBJECTS, by=force(HEIR), now="19:00")
    assert (before.turn.what, before.turn.beside) == (What.OBJECTION, (LEFT,))


@pytest.mark.parametrize(
    ("word", "by"),
    [
        ("heir APPROVED 2026-11-26T09:00", force(HEIR)),
        ("koho-kocho-officer APPROVED 2026-11-26T09:00 acting", force(HEIR)),
        ("koho-kocho-officer APPROVED 2026-11-26T09:00 acting", force()),
        ("koho-kocho-officer APPROVED 2026-11-26T00:00", force()),
    ],
)
def test_who_speaks_for_the_seat_afterwards_ends_it(word: str, by: Contract) -> None:
    """The successor, or the deputy for him or for the seat, whose word at night is no 「代決」."""
    verdict = judged(OBJECTS, word, by=by)
    assert verdict.kind is Kind.SEND
    assert Ignored(LEFT, Message("consult/consultation/followed")) in verdict.ignored


@pytest.mark.parametrize(
    ("word", "by"),
    [
        ("koho-kocho-officer APPROVED 17:00 acting", force(HEIR)),
        ("koho-kocho-officer APPROVED 23:59", force(HEIR)),
        ("koho-kocho-officer APPROVED 2026-11-26T09:00", force(HEIR)),
        ("heir APPROVED 2026-11-26T09:00 other", force(HEIR)),
        ("maebashi-manager APPROVED 2026-11-26T09:00", force(HEIR)),
        ("koho-kocho-officer APPROVED 2026-11-26T09:00 acting", contract()),
    ],
)
def test_nobody_else_does(word: str, by: Contract) -> None:
    """Not who deputised for the author, nor by day without 代決, nor of another text; nobody while he is there."""
    verdict = judged(OBJECTS, word, by=by)
    assert verdict.kind is Kind.CONSULT
    assert [objection.login for objection in verdict.objections] == [LEFT]


def test_who_takes_his_seat_again_that_very_day_has_not_left_it() -> None:
    people = [
        replace(one, roles=(*one.roles, *HEIR.roles)) if one.login == LEFT else one for one in force().roster.people
    ]
    verdict = judged(OBJECTS, by=replace(contract(), roster=Roster(tuple(people))))
    assert (verdict.turn.what, verdict.turn.beside) == (What.OBJECTION, (LEFT,))


def test_with_nothing_else_missing_the_successor_is_asked_all_the_same() -> None:
    verdict = judged(OBJECTS, "koho-kocho-officer APPROVED 17:00 acting", by=force(HEIR))
    assert (verdict.turn.what, "heir" in verdict.turn.people) == (What.APPROVE, True)


def test_of_two_managers_neither_commands_the_other() -> None:
    seat = Tenure(Seat(Role.MANAGER, "maebashi"), date(2026, 1, 1), None)
    by = replace(
        contract(), roster=Roster((*contract().roster.people, Person("two", "二 人", (Account("two"),), (seat,))))
    )
    words = ("two CHANGES_REQUESTED 16:20", "maebashi-manager APPROVED 16:25")
    verdict = decide(case(alert(), pull(*words), Change.ADDED), moment("16:30"), by)
    assert [objection.login for objection in verdict.objections] == ["two"]


def test_the_chief_of_a_unit_that_he_has_left_commands_him_no_more() -> None:
    before = Tenure(Seat(Role.STAFF, "maebashi"), date(2025, 4, 1), date(2026, 3, 31))
    people = [
        replace(one, roles=(*one.roles, before)) if one.login == "jinshin-anzen-officer" else one
        for one in contract().roster.people
    ]
    words = ("jinshin-anzen-officer CHANGES_REQUESTED 16:20", "maebashi-manager APPROVED 16:25")
    made = case(alert(consult=["jinshin-anzen"]), pull(*words), Change.ADDED)
    verdict = decide(made, moment("16:30"), replace(contract(), roster=Roster(tuple(people))))
    assert [objection.login for objection in verdict.objections] == ["jinshin-anzen-officer"]


def test_where_nobody_follows_the_section_that_mends_the_roster_is_named() -> None:
    verdict = judged(OBJECTS, "koho-kocho-officer APPROVED 17:00 acting", by=force(deputies=False))
    assert (verdict.turn.what, verdict.turn.people) == (What.APPROVE, ())
    messages = [reason.message for reason in verdict.reasons if isinstance(reason.message, Message)]
    assert "consult/decision/objection-left-nobody" in {message.code for message in messages}


def test_of_several_seats_that_were_asked_only_his_own_is_succeeded() -> None:
    """Due is the section in charge or the other station: neither follows the other."""
    made = alert(scope=["takasaki"], why_late="照会を待ったため", expires_at="2026-11-28T20:00")
    words = ("takasaki-manager CHANGES_REQUESTED 16:20", "jinshin-anzen-manager APPROVED 2026-11-26T09:00")
    by = force(left="takasaki-manager")
    verdict = decide(case(made, pull(SENT, *words), Change.ADDED), moment("2026-11-26T09:30"), by)
    assert [(objection.login, objection.seats) for objection in verdict.objections] == [
        ("takasaki-manager", (Seat(Role.MANAGER, "takasaki"),))
    ]


def test_who_was_not_due_is_overruled_by_the_manager_as_ever() -> None:
    again = "maebashi-manager APPROVED 2026-11-26T09:00"
    verdict = judged(OBJECTS, again, by=force(HEIR), supervisor_is_due=False)
    assert verdict.kind is Kind.SEND
    assert Ignored(LEFT, Message("consult/consultation/overruled")) in verdict.ignored
