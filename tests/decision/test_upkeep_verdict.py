"""What a pull request is by its paths, and who must agree to one without an alert."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.contract import Contract
from haishin.decision.upkeep import MIXED, SEVERAL, Shape, decide_upkeep, findings, shape
from haishin.model import Kind, Verdict
from support_decision import city, contract, moment, pull

ONE = "alerts/maebashi/2026/20261125-1605-koekake.md"
TWO = "alerts/takasaki/2026/20261125-1610-hittakuri.md"
NOW = moment("16:30")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([ONE], Shape(ONE)),
        ([ONE, ONE], Shape(ONE)),
        (["schema/policy.yaml", "scripts/send.py"], Shape(None)),
        (["alerts.md", "schema/alerts/x.md"], Shape(None)),
        ([], Shape(None)),
        ([ONE, TWO], Shape(None, (SEVERAL,))),
        ([ONE, "README.md"], Shape(ONE, (MIXED,))),
        ([ONE, TWO, ".github/CODEOWNERS"], Shape(None, (SEVERAL, MIXED))),
        (["alerts/.gitattributes"], Shape("alerts/.gitattributes")),
    ],
)
def test_shape(paths: list[str], expected: Shape) -> None:
    assert shape(paths) == expected


def test_a_drafter_is_told_which_files_to_take_out() -> None:
    found = findings(["README.md", ONE, TWO])
    assert [(one.path, one.message.ja) for one in found] == [("README.md", MIXED.ja), (TWO, SEVERAL.ja)]
    assert all(one.rule == "pull-request" and one.hint.ja.startswith("このファイルの変更を取り消すか") for one in found)
    assert findings(["README.md", "schema/policy.yaml"]) == findings([ONE]) == ()


@given(st.lists(st.sampled_from([ONE, TWO, "schema/policy.yaml", "README.md", "alerts/x"]), max_size=6))
def test_a_finding_wherever_the_shape_is_wrong(paths: list[str]) -> None:
    assert bool(findings(paths)) == bool(shape(paths).reasons)


def judge(*reviews: str, force: Contract | None = None, **fields: Any) -> Verdict:
    asked = pull(*reviews, **{"author": "keimu-staff", "committers": ["keimu-staff"], **fields})
    return decide_upkeep(asked, NOW, force or contract())


@pytest.mark.parametrize("who", ["koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff"])
def test_anybody_of_the_section_that_owns_the_rules(who: str) -> None:
    verdict = judge(f"{who} APPROVED 16:20")
    assert (verdict.kind, verdict.mergeable, verdict.since) == (Kind.SEND, True, moment("16:20"))


@pytest.mark.parametrize("reviews", [(), ("maebashi-manager APPROVED 16:20",), ("koho-kocho-officer COMMENTED 16:20",)])
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
    assert [reason.message.ja for reason in verdict.reasons] == [
        "直しが多すぎて確かめられません。本文を写して、新しい番号で起案し直し、この申請を閉じてください。"
    ]


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
