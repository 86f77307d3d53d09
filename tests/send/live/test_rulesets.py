"""The files against GitHub's published description, value by value against what is prescribed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.consult.forge import ForgeError
from haishin.core.errors import ToolError
from haishin.send.ledger.stops import stops_in
from haishin.send.live.rulesets import ACTIONS, BranchRule, Bypass, bound, differing, load
from support.openapi import mistakes, request_mistakes, resolved
from support.settings import FILES, RULESETS, prescribed, ruleset

PATH = "/repos/kenkei/haishin/rulesets"


@pytest.mark.parametrize("name", FILES)
def test_the_forge_would_take_it(name: str) -> None:
    assert request_mistakes("POST", PATH, {}, ruleset(name)) == []


@pytest.mark.parametrize("name", FILES)
def test_a_rule_of_another_shape_would_be_noticed(name: str) -> None:
    value = ruleset(name)
    value["rules"][-1] = {"type": "no_such_rule"}
    assert request_mistakes("POST", PATH, {}, value) != []
    assert request_mistakes("POST", PATH, {}, {**ruleset(name), "enforcement": "perhaps"}) != []


@pytest.mark.parametrize("name", FILES)
def test_every_parameter_is_one_that_the_forge_knows(name: str) -> None:
    for rule in ruleset(name)["rules"]:
        schema = {"$ref": f"#/components/schemas/repository-rule-{rule['type'].replace('_', '-')}"}
        assert mistakes(schema, rule) == []
        described = resolved(schema)["properties"]
        assert set(rule) <= set(described)
        assert set(rule.get("parameters", {})) <= set(described.get("parameters", {}).get("properties", {}))


def test_there_are_these_and_no_other() -> None:
    assert sorted(path.name for path in RULESETS.iterdir()) == sorted(f"{name}.json" for name in FILES)
    assert {ruleset(name)["name"] for name in FILES} == {f"haishin: {name}" for name in FILES}
    assert all(ruleset(name)["enforcement"] == "active" and ruleset(name)["target"] == "branch" for name in FILES)


STARTS = ("[Ss][Tt][Oo][Pp]", "ｓ", "Ｓ", "停止")


def _where(name: str) -> tuple[list[str], list[str]]:
    names = ruleset(name)["conditions"]["ref_name"]
    return names["include"], names["exclude"]


def test_which_branches_they_hold_for() -> None:
    assert {name: _where(name) for name in FILES} == {
        "main": (["~DEFAULT_BRANCH"], []),
        "branches": (["~ALL"], []),
        "ledger-write": (["refs/heads/dispatch-log"], []),
        "ledger-keep": (["refs/heads/dispatch-log"], []),
        "stops": (
            [
                f"refs/heads/{start}*{rest}"
                for start in ("[Ss][Tt][Oo][Pp]", "ｓ", "Ｓ", "停止")
                for rest in ("", "/**/*")
            ],
            [],
        ),
    }


def _guards(pattern: str, ref: str) -> bool:
    """Whether a ref matches as Ruby's ``File.fnmatch`` with ``FNM_PATHNAME`` says, which the forge uses."""
    words = {"**/": "(?:[^/]+/)*", "*": "[^/]*"}
    parts = re.split(r"(\*\*/|\*|\[[A-Za-z]+\])", pattern)
    return (
        re.fullmatch("".join(words.get(one, one if one[:1] == "[" else re.escape(one)) for one in parts), ref)
        is not None
    )


SPELT = st.tuples(
    *(st.sampled_from([one, one.upper(), chr(ord(one) + 0xFEE0), chr(ord(one) + 0xFEC0)]) for one in "stop")
)
NAMES = st.sampled_from(
    ["all", "ALL", "ａｌｌ", "20261125-1605-koekake", "20261125-1605-KOEKAKE.md", "koekake", "\u2028x", "\udcff"]
)


@given(SPELT, st.sampled_from(["/", "-", "_", ".", "／", "－", "", "/alerts/x/"]), NAMES, st.sampled_from(["", "/now"]))
def test_every_branch_that_stops_is_kept(letters: tuple[str, ...], between: str, name: str, more: str) -> None:
    """S14: whatever the sender takes for a stop, nobody takes away before it was seen."""
    word = "".join(letters)
    for branch in (word, f"{word}{between}{name}{more}", f"停止{between}{name}{more}"):
        if stops_in({branch: "1" * 40}).branches:
            assert any(_guards(pattern, f"refs/heads/{branch}") for pattern in _where("stops")[0])


def test_a_ruleset_is_read_as_the_forge_reads_it() -> None:
    names = (
        "stop",
        "Stop/a",
        "STOP/a/b",
        "stop-a",
        "stop-a/b",
        "ｓtop",
        "unstop",
        "main",
        "xstop/a",
        "停止/a",
        "停止a",
    )
    found = [[name for name in names if _guards(pattern, f"refs/heads/{name}")] for pattern in _where("stops")[0]]
    assert found == [
        ["stop", "stop-a"],
        ["Stop/a", "STOP/a/b", "stop-a/b"],
        ["ｓtop"],
        [],
        [],
        [],
        ["停止a"],
        ["停止/a"],
    ]


def test_the_rules_of_main() -> None:
    main = load(prescribed(), "main")
    assert {rule.kind for rule in main.rules} == {
        "deletion",
        "non_fast_forward",
        "pull_request",
        "required_status_checks",
    }
    assert main.rule("pull_request").parameters == {
        "required_approving_review_count": 1,
        "require_code_owner_review": True,
        "dismiss_stale_reviews_on_push": True,
        "require_last_push_approval": False,
        "required_review_thread_resolution": False,
        "allowed_merge_methods": ["squash"],
    }
    assert main.rule("required_status_checks").parameters == {
        "strict_required_status_checks_policy": False,
        "do_not_enforce_on_create": False,
        "required_status_checks": [{"context": "consultation", "integration_id": 0}],
    }
    with pytest.raises(ToolError) as caught:
        main.rule("merge_queue")
    assert caught.value.message.en == ".github/rulesets/ lacks something (haishin: main: merge_queue)."


def test_only_what_the_sender_writes_may_be_bypassed_and_only_by_a_deploy_key() -> None:
    bypass = {name: load(prescribed(), name).bypass for name in FILES}
    for name in ("ledger-write", "stops"):
        assert bypass.pop(name) == {Bypass("DeployKey", None)}
    assert set(bypass.values()) == {frozenset()}
    assert {rule.kind for rule in load(prescribed(), "ledger-write").rules} == {"creation", "update"}
    assert {rule.kind for rule in load(prescribed(), "ledger-keep").rules} == {"deletion", "non_fast_forward"}
    assert [rule.kind for rule in load(prescribed(), "stops").rules] == ["deletion"]
    assert [rule.kind for rule in load(prescribed(), "branches").rules] == ["non_fast_forward"]


def _checks(*checks: Any) -> BranchRule:
    return BranchRule("required_status_checks", {"required_status_checks": list(checks)})


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        (_checks({"context": "consultation", "integration_id": 5}), 5),
        (_checks({"context": "consultation", "integration_id": ACTIONS}), 0),
        (_checks({"context": "consultation", "integration_id": None}), 0),
        (_checks({"context": "consultation"}), 0),
        (_checks({"context": "Consultation", "integration_id": 5}), None),
        (_checks(), None),
    ],
)
def test_from_whom_the_status_must_come(rule: BranchRule, number: int | None) -> None:
    assert bound(rule) == number


@pytest.mark.parametrize(
    "rule", [BranchRule("x", {}), BranchRule("x", {"required_status_checks": {}}), _checks({}), _checks(1)]
)
def test_a_status_rule_of_another_shape_is_not_read(rule: BranchRule) -> None:
    with pytest.raises(ForgeError):
        bound(rule)


@pytest.mark.parametrize(
    ("found", "keys"),
    [
        ({"n": 1, "b": True}, ()),
        ({"n": 2, "b": True}, ()),
        ({"n": 0, "b": True}, ("n",)),
        ({"n": 1, "b": True, "more": 1}, ()),
        ({"n": "1", "b": False}, ("n", "b")),
        ({}, ("n", "b")),
    ],
)
def test_a_parameter_must_ask_for_as_much(found: dict[str, object], keys: tuple[str, ...]) -> None:
    wanted = BranchRule("x", {"n": 1, "b": True})
    assert differing(wanted, BranchRule("x", found), ("n", "b")) == keys


def test_a_file_that_does_not_say_what_is_wanted_is_a_failure() -> None:
    with pytest.raises(ToolError) as caught:
        differing(BranchRule("pull_request", {}), BranchRule("pull_request", {"n": 1}), ("n",))
    assert caught.value.message.en == ".github/rulesets/ lacks something (pull_request: n)."


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"name": 1, "rules": 1, "bypass_actors": []}'])
def test_a_file_that_is_no_ruleset_is_a_failure(tmp_path: Path, text: str | None) -> None:
    folder = tmp_path / ".github" / "rulesets"
    folder.mkdir(parents=True)
    if text is not None:
        (folder / "main.json").write_text(text, encoding="utf-8")
    with pytest.raises(ToolError) as caught:
        load(tmp_path, "main")
    assert caught.value.message.en == ".github/rulesets/ lacks something (main.json)."
