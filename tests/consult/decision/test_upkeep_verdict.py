"""Who must agree to a pull request without an alert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from haishin.consult.decision.upkeep import Proposal, answers, asked, decide_upkeep, same_person
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.roster import Roster
from haishin.core.model import Account, Kind, Role, Seat, Text, Verdict
from support.contract import blobs, vacated, without_deputies
from support.decision import city, contract, moment, pull

GAP = Text("長野原に…", "Naganohara …")
ONE = "alerts/maebashi/2026/20261125-1605-koekake.md"
TWO = "alerts/takasaki/2026/20261125-1610-hittakuri.md"
NOW = moment("16:30")
ROSTER = Proposal(("schema/roster.yaml",))


def judge(*reviews: str, force: Contract | None = None, change: Proposal = ROSTER, **fields: Any) -> Verdict:
    asked = pull(*reviews, **{"author": "keimu-staff", "committers": ["keimu-staff"], **fields})
    return decide_upkeep(asked, change, NOW, force or contract())


@pytest.mark.parametrize("who", ["koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff"])
def test_anybody_of_the_section_that_owns_the_rules(who: str) -> None:
    verdict = judge(f"{who} APPROVED 16:20")
    assert (verdict.kind, verdict.mergeable, verdict.since) == (Kind.SEND, True, moment("16:20"))


HEAD, OFFICER, STAFF = "koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff"


@pytest.mark.parametrize(
    ("paths", "generated", "who"),
    [
        (["schema/roster.yaml", "schema/wording.yaml"], [], STAFF),
        (["schema/organization.yaml"], [], HEAD),
        (["schema/frame.yaml"], [], HEAD),
        (["schema/drafts.yaml"], [], HEAD),
        (["schema/roster.yaml", ".github/CODEOWNERS"], [".github/CODEOWNERS"], STAFF),
        (["schema/RULES.md"], ["schema/RULES.md"], STAFF),
        (["alerts/maebashi/2026/nobody-can-read-it.md"], [], STAFF),
        (["schema/roster.yaml", ".github/CODEOWNERS"], [], HEAD),
        (["schema/RULES.md"], [], HEAD),
        (["schema/policy.yaml"], [], HEAD),
        (["schema/roster.yaml", "schema/policy.yaml"], [], HEAD),
        (["schema/roster.yaml.orig"], [], HEAD),
        (["schema/roster.schema.json"], [], HEAD),
        (["scripts/send.py"], [], HEAD),
        (["README.md"], ["README.md"], HEAD),
        ([".github/workflows/send.yml"], [], HEAD),
        (["alerts.md"], [], HEAD),
        ([], [], HEAD),
    ],
)
def test_who_agrees_goes_by_the_paths(paths: list[str], generated: list[str], who: str) -> None:
    """3(1): the strictest of all changed paths; a deputy for her says so."""
    change = Proposal(tuple(paths), frozenset(generated))
    for login, acting in ((STAFF, ""), (OFFICER, ""), (OFFICER, " acting"), (HEAD, "")):
        kind = judge(f"{login} APPROVED 16:20{acting}", change=change).kind
        assert (kind is Kind.SEND) is (who == STAFF or login == HEAD or bool(acting)), (login, acting)


def test_the_supervisor_is_asked_in_her_own_unit_and_others_in_the_section_that_owns_the_rules() -> None:
    force = replace(contract(), policy=replace(contract().policy, supervisor_unit="keimu"))
    seats = asked(ROSTER, NOW.date(), force).any_of
    assert seats[0] == Seat(Role.SUPERVISOR, "keimu")
    assert {seat.unit for seat in seats[1:]} == {"koho-kocho"}


def test_an_empty_seat_of_the_supervisor_falls_to_the_officer() -> None:
    alone = load_blobs(vacated(blobs(), "supervisor", "koho-kocho", "2026-11-24"))
    change = Proposal(("schema/policy.yaml",))
    assert judge(f"{OFFICER} APPROVED 16:20", change=change, force=alone).kind is Kind.SEND
    assert judge(f"{STAFF} APPROVED 16:20", change=change, force=alone).kind is Kind.CONSULT
    # As it was on the day of the merge: whoever is appointed later takes no approval away.
    later = load_blobs(vacated(blobs(), "supervisor", "koho-kocho", "2026-11-25"))
    merged = {"merged_at": "2026-11-25T16:25"}
    assert judge(f"{OFFICER} APPROVED 16:20", change=change, force=later, **merged).kind is Kind.CONSULT


def test_without_a_supervisor_the_manager_of_the_section_answers() -> None:
    force = replace(contract(), policy=replace(contract().policy, supervisor_unit=None))
    change = Proposal(("schema/policy.yaml",))
    assert judge("koho-kocho-manager APPROVED 16:20", force=force, change=change).mergeable
    assert not judge("koho-kocho-officer APPROVED 16:20", force=force, change=change).mergeable


def test_the_supervisors_own_change_falls_to_the_officer_where_nobody_deputises() -> None:
    """O17: her change is in nobody's hands but the officer's, before the merge and after it."""
    change, own = Proposal(("schema/policy.yaml",)), {"author": HEAD, "committers": [HEAD]}
    deputies = load_blobs(without_deputies(blobs(), "supervisor", "koho-kocho"))
    for login, kind in ((OFFICER, Kind.SEND), (STAFF, Kind.CONSULT), (HEAD, Kind.CONSULT)):
        verdict = judge(f"{login} APPROVED 16:20", change=change, force=deputies, **own)
        assert verdict.kind is kind, login
        by_another = judge(f"{login} APPROVED 16:20", change=change, force=deputies)
        assert (by_another.kind is Kind.SEND) is (login == HEAD), login
        merged = judge(f"{login} APPROVED 16:20", change=change, force=deputies, **own, merged_at="16:25")
        assert merged.kind is kind, login
    wrote = (Account(HEAD),)
    assert [answers(who, change, NOW, deputies, wrote) for who in (OFFICER, STAFF)] == [True, False]
    assert not answers(OFFICER, change, NOW, deputies)
    with_a_deputy = judge(f"{OFFICER} APPROVED 16:20", change=change, **own)
    assert with_a_deputy.kind is Kind.CONSULT  # who deputises for her says so
    assert judge(f"{OFFICER} APPROVED 16:20 acting", change=change, **own).kind is Kind.SEND


def test_what_does_not_load_is_rejected_whoever_approves() -> None:
    wrong = Text("schema/policy.yaml 3行目:誤りです。", "schema/policy.yaml, line 3: wrong")
    change = Proposal(("schema/policy.yaml",), mistakes=(wrong,))
    verdict = judge(f"{HEAD} APPROVED 16:20", change=change)
    assert (verdict.kind, verdict.mergeable, verdict.asks) == (Kind.REJECT, False, False)
    assert [one.message for one in verdict.reasons] == [wrong]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"gaps": (GAP,)}, GAP),
        ({"chiefs": True}, Message("consult/decision/chief-changes")),
        ({"form": "2"}, Message("consult/decision/new-form", form="2")),
        ({"strange": True}, Message("consult/decision/new-schemas")),
    ],
)
def test_what_the_supervisor_has_to_see_is_told_and_waits_for_her(more: dict[str, Any], told: Text) -> None:
    change = Proposal(("schema/roster.yaml",), **more)
    for login, kind in ((STAFF, Kind.CONSULT), (HEAD, Kind.SEND)):
        verdict = judge(f"{login} APPROVED 16:20", change=change)
        assert (verdict.kind, verdict.reasons[-1].message) == (kind, told)


def test_who_may_answer_for_a_change_on_main() -> None:
    roster, policy = Proposal(("schema/roster.yaml",)), Proposal(("schema/policy.yaml",))
    may = {who: (answers(who, roster, NOW, contract()), answers(who, policy, NOW, contract()))
           for who in (HEAD, OFFICER, STAFF, "maebashi-manager", "stranger")}  # fmt: skip
    assert answers(HEAD, roster, NOW, contract(), (None, Account("outsider")))  # as far as anybody knows who wrote it
    assert may == {
        HEAD: (True, True), OFFICER: (True, True), STAFF: (True, False),
        "maebashi-manager": (False, False), "stranger": (False, False),
    }  # fmt: skip


@pytest.mark.parametrize(
    "reviews",
    [
        (),
        ("maebashi-manager APPROVED 16:20",),
        ("koho-kocho-officer COMMENTED 16:20",),
        ("koho-kocho-staff APPROVED 16:20", "koho-kocho-officer CHANGES_REQUESTED 16:25"),
    ],
)
def test_nobody_of_that_section(reviews: tuple[str, ...]) -> None:
    verdict = judge(*reviews)
    assert (verdict.kind, verdict.mergeable, verdict.since) == (Kind.CONSULT, False, None)
    assert [reason.clause for reason in verdict.reasons] == ["3(1)"]


def test_not_its_author() -> None:
    """T6: the section's own person changes the rules and approves it himself."""
    alone = judge("koho-kocho-officer APPROVED 16:20", author="koho-kocho-officer", committers=["koho-kocho-officer"])
    assert (alone.kind, [one.login for one in alone.ignored]) == (Kind.CONSULT, ["koho-kocho-officer"])
    pushed = judge("koho-kocho-officer APPROVED 16:20", committers=["keimu-staff", "koho-kocho-officer"])
    assert pushed.kind is Kind.CONSULT
    second = judge("koho-kocho-staff APPROVED 16:20", author="koho-kocho-officer", committers=["koho-kocho-officer"])
    assert second.kind is Kind.SEND


def test_what_changed_after_the_approval_was_not_approved() -> None:
    """T4."""
    assert judge("koho-kocho-officer APPROVED 16:20 other").kind is Kind.CONSULT
    assert judge("koho-kocho-officer APPROVED 16:20 unknown").kind is Kind.CONSULT


def test_an_author_whom_nobody_can_name() -> None:
    verdict = judge("koho-kocho-officer APPROVED 16:20", committers=[None])
    assert (verdict.kind, {reason.clause for reason in verdict.reasons}) == (Kind.CONSULT, {"5(3)"})
    second = judge("koho-kocho-officer APPROVED 16:20", "koho-kocho-staff APPROVED 16:21", committers=[None])
    assert second.kind is Kind.SEND


@pytest.mark.parametrize(
    "brought",
    [{"author": "renovate[bot]", "committers": ["renovate[bot]"]}, {"unverified": ["keimu-staff"]}],
)
def test_one_person_does_not_bring_in_what_nobody_is_proven_to_have_written(brought: dict[str, Any]) -> None:
    """T2, T6: a robot's change of the lock file, a commit in somebody else's name."""
    alone = judge("koho-kocho-manager APPROVED 16:20", **brought)
    assert (alone.kind, [one.apart for one in alone.approvals if not one.given]) == (Kind.CONSULT, [True])
    assert judge("koho-kocho-manager APPROVED 16:20", "koho-kocho-staff APPROVED 16:21", **brought).kind is Kind.SEND


def test_more_commits_than_are_looked_up() -> None:
    verdict = judge("koho-kocho-officer APPROVED 16:20", commits=31)
    assert (verdict.kind, verdict.mergeable, verdict.approvals) == (Kind.CONSULT, False, ())
    assert [reason.message for reason in verdict.reasons] == [Message("consult/decision/too-many-commits")]


def test_an_objection_of_the_section_stands() -> None:
    verdict = judge("koho-kocho-officer APPROVED 16:20", "koho-kocho-manager CHANGES_REQUESTED 16:10")
    assert verdict.kind is Kind.CONSULT


def test_another_force_names_its_own_roles() -> None:
    owner = city().organization.owner
    people = {
        tenure.seat.role: person.login
        for person in city().roster.people
        for tenure in person.roles
        if tenure.seat.unit == owner
    }
    written = {"author": "kita-kakari", "committers": ["kita-kakari"]}
    verdict = judge(force=city(), **written)
    assert [seat.role.value for one in verdict.approvals for seat in one.any_of] == ["manager", "officer"]
    assert [reason.clause for reason in verdict.reasons] == ["第2条"]
    approved = judge(f"{people['manager']} APPROVED 16:20", force=city(), **written)  # type: ignore[index]
    assert approved.kind is Kind.SEND


@pytest.mark.parametrize(("by", "same"), [("MAEBASHI-staff", True), ("second", True), ("keimu-staff", False)])
def test_an_account_is_the_person_s_who_has_it_by_whatever_login(by: str, same: bool) -> None:
    people = [
        replace(one, accounts=(*one.accounts, Account("second"))) if one.login == "maebashi-staff" else one
        for one in contract().roster.people
    ]
    assert same_person(Account("maebashi-staff"), by, replace(contract(), roster=Roster(tuple(people)))) is same
    assert not same_person(Account("outsider"), by, contract())
