"""A change of ``schema/`` is loaded as data before the merge: does it load, does it leave a seat empty, who agrees."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
from test_sweep import APPROVE, NOT_YET, PRESS, approve

from haishin import __version__
from haishin.consult.schema_versions import generated
from haishin.core.contract import load_blobs
from support.contract import vacated
from support.github import Change, running
from support.review import Office, contract, schema

REFUSED = f"堀口次席:指摘されたところを直してください。{NOT_YET}"
READY = f"堀口次席:{PRESS}設定の変更です。マージするとすぐ使われ、メールは送られません"
MISSING = f"久保田課長:{APPROVE}"
GAP = (
    "2026-12-01 から、長野原警察署に運用管理者がおらず、昼間に代決できる人もいません。"
    "この所属の情報メールは、だれも承認できません(ほかの所属は配信できます)。"
)


@pytest.fixture
def desk(office: Office) -> Office:
    office.put_rules()
    return office


def light(desk: Office, change: Change) -> tuple[str, str]:
    with running(desk.fake):
        desk.sweep()
    return desk.lights(change)[-1]


def said(desk: Office) -> str:
    """The comment as it is read."""
    return html.unescape(desk.comment())


def propose(desk: Office, **texts: str) -> Change:
    """A change of these files of ``schema/``, by the section's own staff."""
    names = {f"schema/{name}.yaml": text for name, text in texts.items()}
    return desk.propose(files=dict(names), author="koho-kocho-officer")


def closed() -> str:
    """The roster whose only chief of Naganohara leaves at the end of the month, with all who deputise for him."""
    return vacated({"roster.yaml": schema()["roster.yaml"].encode()}, "manager", "naganohara", "2026-11-30")[
        "roster.yaml"
    ].decode()


def test_a_gap_is_told_by_unit_and_day_and_goes_only_with_the_supervisor(desk: Office) -> None:
    change = propose(desk, roster=closed())
    assert light(desk, change) == ("pending", MISSING)
    assert f"- {GAP}\n" in said(desk)
    approve(change, "koho-kocho-staff")
    assert light(desk, change) == ("pending", MISSING)
    approve(change, "koho-kocho-manager")
    assert light(desk, change) == ("success", READY)
    assert "2026-12-01 から、長野原警察署に" in said(desk)


def test_a_gap_that_main_has_already_is_not_this_change_s(office: Office) -> None:
    office.put_rules(roster=closed())
    files = {name: text.encode() for name, text in schema().items()}
    office.rules = load_blobs({**files, "roster.yaml": closed().encode()})
    change = propose(office, wording=schema()["wording.yaml"] + "# x\n")
    approve(change, "koho-kocho-staff")
    assert light(office, change) == ("success", READY)


def test_a_chief_with_a_deputy_leaves_no_gap(desk: Office) -> None:
    old = "{role: manager, unit: naganohara, from: 2026-04-01, until: null}"
    change = propose(desk, roster=schema()["roster.yaml"].replace(old, old.replace("null", "2026-11-30")))
    approve(change, "koho-kocho-staff")
    assert light(desk, change) == ("success", READY)


def test_what_does_not_load_is_rejected_with_its_lines(desk: Office) -> None:
    text = schema()["policy.yaml"]
    at = text[: text.index("\nlimits:")].count("\n") + 2
    change = propose(desk, policy=text[: text.index("\nlimits:")] + "\nlimits: none\n")
    approve(change, "koho-kocho-manager")
    assert light(desk, change) == ("failure", REFUSED)
    assert said(desk).startswith(
        "### 堀口次席:指摘されたところを直してください(設定の変更です。マージするとすぐ使われ、メールは送られません)\n"
    )
    assert f"schema/policy.yaml {at}行目:" in said(desk)
    assert change.requested == []


def test_several_files_are_checked_against_each_other(desk: Office) -> None:
    """A unit that is gone from the organization is still in the roster."""
    organization = schema()["organization.yaml"].replace("\n  naganohara:\n", "\n  naganohara-x:\n")
    change = propose(desk, organization=organization)
    assert light(desk, change)[0] == "failure"
    assert "「naganohara」" in said(desk)


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_file_there_is_no_contract(desk: Office, *, missing: bool) -> None:
    files: dict[str, str | None] = {"schema/roster.yaml": None if missing else "people: [\n"}
    change = desk.propose(files=files, author="koho-kocho-officer")
    assert light(desk, change) == ("failure", REFUSED)


def test_another_form_is_named_and_waits_for_the_supervisor(desk: Office) -> None:
    change = propose(desk, policy=schema()["policy.yaml"].replace("\nform: 1\n", "\nform: 2\nnew: key\n"))
    assert light(desk, change) == ("pending", MISSING)
    assert f"schema/ の書式を form: 2, haishin {__version__} に変えます。main のプログラムでは読めません。" in said(
        desk
    )
    approve(change, "koho-kocho-staff")
    assert light(desk, change)[0] == "pending"
    approve(change, "koho-kocho-manager")
    assert light(desk, change) == ("success", READY)


def test_its_own_schemas_do_not_judge_it(desk: Office) -> None:
    """T2: a pattern of its own would be code to us. By main's it does not load: told, and the supervisor decides."""
    policy = schema()["policy.yaml"].replace("\nreminders:", "\nnew: key\nreminders:")
    files: dict[str, str | None] = {"schema/policy.yaml": policy, "schema/policy.schema.json": "{}\n"}
    change = desk.propose(files=files, author="koho-kocho-officer")
    approve(change, "koho-kocho-staff")
    assert light(desk, change) == ("pending", MISSING)
    assert "main のものでは schema/ を読めません。" in said(desk)


@pytest.mark.parametrize(
    ("edit", "state"), [("", "success"), ("# mine\n", "pending")], ids=["as it is made", "by hand"]
)
def test_what_is_generated_goes_with_what_it_is_made_of(desk: Office, edit: str, state: str) -> None:
    roster = schema()["roster.yaml"].replace("福田 徹", "福田 透")
    old = "    accounts: [{login: koho-kocho-staff, account: "
    roster = roster.replace(old, "    accounts: [{login: koho-new, account: 77}, {login: koho-kocho-staff, account: ")
    after = load_blobs({**{name: text.encode() for name, text in schema().items()}, "roster.yaml": roster.encode()})
    made = generated(after)
    assert made != generated(contract())
    files: dict[str, str | None] = {"schema/roster.yaml": roster}
    files |= {path: text + edit for path, text in made.items()}
    change = desk.propose(files=files, author="koho-kocho-officer")
    approve(change, "koho-kocho-staff")
    assert light(desk, change)[0] == state


def test_what_main_has_besides_by_now_was_not_approved(desk: Office) -> None:
    """Both changes of one file merge, but nobody has seen the result: the sender could prove neither."""
    text = schema()["wording.yaml"]
    change = propose(desk, wording="# 上\n" + text)
    approve(change, "koho-kocho-staff")
    assert light(desk, change) == ("success", READY)
    desk.world.commit({"schema/wording.yaml": text + "# 下\n"})
    assert light(desk, change) == ("pending", f"久保田課長、福田さんのうちお一人:{APPROVE}")
    assert "別の文に対する承認です。" in said(desk)


def test_the_supervisor_is_asked_and_her_deputy_may_act(desk: Office) -> None:
    change = desk.propose(files={"README.md": "x\n"}, author="maebashi-staff")
    assert light(desk, change) == ("pending", MISSING)
    assert change.requested == ["koho-kocho-manager"]
    more: dict[str, Any] = {"body": "代決"}
    approve(change, "koho-kocho-officer", **more)
    assert light(desk, change) == (
        "success",
        f"長井さん:{PRESS}設定の変更です。マージするとすぐ使われ、メールは送られません",
    )


def test_a_seat_that_nobody_fills_asks_the_officer(desk: Office) -> None:
    people = tuple(
        replace(
            one,
            roles=tuple(held for held in one.roles if held.seat.role != "supervisor"),
            deputies=tuple(stands for stands in one.deputies if stands.seat.role != "supervisor"),
        )
        for one in contract().roster.people
    )
    desk.rules = replace(contract(), roster=replace(contract().roster, people=people))
    change = desk.propose(files={"README.md": "x\n"}, author="maebashi-staff")
    assert light(desk, change) == ("pending", f"堀口次席:{APPROVE}")
    assert change.requested == ["koho-kocho-officer"]
    approve(change, "koho-kocho-officer")
    assert light(desk, change) == (
        "success",
        f"長井さん:{PRESS}設定の変更です。マージするとすぐ使われ、メールは送られません",
    )
