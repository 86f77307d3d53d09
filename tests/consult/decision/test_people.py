"""A seat that nobody fills stops its unit alone, and the verdict says whom to tell (3(1))."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from haishin.consult.decision import decide
from haishin.consult.decision.people import objected, seat_names
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.model import Case, Change, History, Kind, Objection, Role, Seat, Text, Verdict
from support.contract import blobs, vacated
from support.decision import alert, moment, pull

NOON = moment("12:00")


@cache
def gap() -> Contract:
    """The shipped force without a chief of Naganohara and without anybody who deputises for him."""
    return load_blobs(vacated(blobs(), "manager", "naganohara", "2026-11-24"))


def judged(unit: str) -> Verdict:
    told = alert(unit=unit, scope=[unit])
    reviews = [f"{unit}-{who} APPROVED 16:10 acting" for who in ("manager", "officer")]
    asked = pull(*reviews, author=f"{unit}-staff", committers=[f"{unit}-staff"])
    return decide(Case(told, Change.ADDED, (), asked, History()), moment("16:30"), gap())


def manager(unit: str) -> Text:
    return seat_names((Seat(Role.MANAGER, unit),), gap())


def test_the_seats_of_an_approval_are_named_as_each_language_does() -> None:
    seats = (Seat(Role.MANAGER, "maebashi"), Seat(Role.OFFICER, "gone"))
    assert seat_names(seats, gap()) == Text(
        "前橋警察署の運用管理者、又はgoneの運用責任者", "manager of maebashi or officer of gone"
    )


def test_nobody_can_approve_and_the_owner_is_named() -> None:
    verdict = judged("naganohara")
    assert (verdict.kind, verdict.mergeable) == (Kind.CONSULT, False)
    [reason] = [one for one in verdict.reasons if one.clause == "3(2)"]
    assert reason.message == Message(
        "consult/decision/missing-approval-nobody", seats=manager("naganohara"), owner="広報広聴課"
    )


def test_the_other_units_go_on() -> None:
    assert judged("maebashi").kind is Kind.SEND


def test_whoever_is_asked_for_is_not_said_to_be_missing() -> None:
    told = alert(unit="maebashi", scope=["maebashi"])
    verdict = decide(Case(told, Change.ADDED, (), pull(), History()), moment("16:30"), gap())
    assert [reason.message for reason in verdict.reasons if reason.clause == "3(2)"] == [
        Message("consult/decision/missing-approval", seats=manager("maebashi"))
    ]


SEATS = (Seat(Role.MANAGER, "maebashi"),)


@pytest.mark.parametrize(
    ("fields", "code", "values"),
    [
        ({"ends_with": SEATS}, "objection", {"seats": manager("maebashi")}),
        ({}, "objection-of-one", {}),
        ({"left": NOON, "seats": SEATS, "heirs": ("heir",)}, "objection-left", {"seats": manager("maebashi")}),
        (
            {"left": NOON, "seats": SEATS},
            "objection-left-nobody",
            {"seats": manager("maebashi"), "owner": "広報広聴課"},
        ),
    ],
)
def test_an_objection_says_whose_word_ends_it(fields: dict[str, Any], code: str, values: dict[str, Any]) -> None:
    said = objected(Objection("other", "3(3)", NOON, False, **fields), gap())
    assert said == Message(f"consult/decision/{code}", login="other", **values)
