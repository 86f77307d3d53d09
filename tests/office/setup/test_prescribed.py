"""``doctor`` at the forge: every setting as prescribed, then each one changed alone, then each one out of sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from haishin.consult.forge import ForgeError
from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.errors import Refusal
from haishin.core.model import Text
from haishin.office.setup.guarantee import Assurance, Guarantee, table
from haishin.office.setup.prescribed import CHECKS, Prescription, judge, unreadable
from haishin.send.live.fitness import refuse_exposed
from haishin.send.live.live import Settings
from support.contract import blobs, line_of, mistakes, spoiled
from support.forge import client
from support.github import REPOSITORY, running
from support.settings import APP, Configured, SettingsGitHub, prescribed

ALL = (
    "private",
    "own",
    "squash",
    "nothing-beside",
    "review",
    "code-owners",
    "status",
    "no-robot",
    "reading",
    "main-kept",
    "branches",
    "smooth",
    "ledger-write",
    "one-key",
    "ledger-keep",
    "stops",
    "secrets",
    "sender",
    "clock",
    "runner",
)
Change = Callable[[Configured], object]


def judged(
    change: Change, *, owned: bool = True, public: bool = False, pulls: bool | None = False
) -> dict[str, Guarantee]:
    fake = SettingsGitHub()
    change(fake.told)
    with running(fake):
        wanted = Prescription.read(prescribed(), owned=owned, public=public, pulls=pulls)
        return {one.id: one for one in judge(Settings(client(fake), REPOSITORY).live("main"), wanted)}


def test_as_prescribed_the_forge_enforces_everything() -> None:
    found = judged(lambda told: None)
    assert tuple(found) == ALL
    assert {one.state for one in found.values()} == {Assurance.ENFORCED}
    assert {(one.found, one.remedy) for one in found.values()} == {(None, None)}


def test_no_check_is_left_that_no_row_asks() -> None:
    rows = table("prescribed")["rows"]
    asked = {name for row in rows for name in (*row.get("checks", ()), *row.get("aside", {}).get("checks", ()))}
    assert asked == set(CHECKS)


def _parameters(told: Configured, kind: str, number: int = 1) -> Any:
    return next(rule["parameters"] for rule in told.rulesets[number]["rules"] if rule["type"] == kind)


def _put(kind: str, **values: Any) -> Change:
    return lambda told: _parameters(told, kind).update(values)


def _repository(**values: Any) -> Change:
    return lambda told: told.repository.update(values)


def _without(number: int, kind: str) -> Change:
    return lambda told: told.rulesets[number]["rules"].remove(
        next(rule for rule in told.rulesets[number]["rules"] if rule["type"] == kind)
    )


def _bypass(number: int, *actors: dict[str, Any]) -> Change:
    return lambda told: told.rulesets[number].update(bypass_actors=list(actors))


def _checks(*checks: dict[str, Any]) -> Change:
    return _put("required_status_checks", required_status_checks=list(checks))


ADMIN = {"actor_type": "RepositoryRole", "actor_id": 5, "bypass_mode": "always"}
KEY = {"actor_type": "DeployKey", "actor_id": None, "bypass_mode": "always"}
ROWS: list[tuple[str, Assurance, str, Change]] = [
    ("private", Assurance.MISSING, "it is public", _repository(private=False, visibility="public")),
    (
        "private",
        Assurance.MISSING,
        "everybody of the enterprise can read it (internal)",
        _repository(visibility="internal"),
    ),
    ("private", Assurance.MISSING, "it can be forked", _repository(allow_forking=True)),
    ("own", Assurance.MISSING, "it is a fork of another repository", _repository(fork=True)),
    ("squash", Assurance.MISSING, "squash merging is off", _repository(allow_squash_merge=False)),
    ("squash", Assurance.MISSING, "merge commits are allowed", _repository(allow_merge_commit=True)),
    ("squash", Assurance.MISSING, "rebasing is allowed", _repository(allow_rebase_merge=True)),
    ("squash", Assurance.MISSING, "auto-merge is off", _repository(allow_auto_merge=False)),
    (
        "squash",
        Assurance.MISSING,
        "the commit's message is not the title alone",
        _repository(squash_merge_commit_message="PR_BODY"),
    ),
    (
        "squash",
        Assurance.MISSING,
        "the commit's message is not the title alone",
        _repository(squash_merge_commit_title="COMMIT_OR_PR_TITLE"),
    ),
    ("nothing-beside", Assurance.MISSING, "issues are on", _repository(has_issues=True)),
    ("nothing-beside", Assurance.MISSING, "the wiki is on", _repository(has_wiki=True)),
    ("nothing-beside", Assurance.MISSING, "projects are on", _repository(has_projects=True)),
    ("nothing-beside", Assurance.MISSING, "it has pages", _repository(has_pages=True)),
    ("review", Assurance.PROOF, "pull_request is not there", _without(1, "pull_request")),
    (
        "review",
        Assurance.PROOF,
        "required_approving_review_count differs",
        _put("pull_request", required_approving_review_count=0),
    ),
    (
        "review",
        Assurance.PROOF,
        "require_code_owner_review differs",
        _put("pull_request", require_code_owner_review=False),
    ),
    (
        "review",
        Assurance.PROOF,
        "dismiss_stale_reviews_on_push differs",
        _put("pull_request", dismiss_stale_reviews_on_push=False),
    ),
    (
        "review",
        Assurance.PROOF,
        "allowed_merge_methods differs",
        _put("pull_request", allowed_merge_methods=["squash", "merge"]),
    ),
    ("status", Assurance.PROOF, "the status `consultation` is not required", _without(1, "required_status_checks")),
    (
        "status",
        Assurance.PROOF,
        "the status `consultation` is not required",
        _checks(),
    ),
    (
        "status",
        Assurance.PROOF,
        "anybody may write the status `consultation` (it is bound to no App)",
        _checks({"context": "consultation"}),
    ),
    (
        "status",
        Assurance.PROOF,
        "anybody may write the status `consultation` (it is bound to no App)",
        _checks({"context": "consultation", "integration_id": 15368}),
    ),
    (
        "smooth",
        Assurance.MISSING,
        "require_last_push_approval is on",
        _put("pull_request", require_last_push_approval=True),
    ),
    (
        "smooth",
        Assurance.MISSING,
        "required_review_thread_resolution is on",
        _put("pull_request", required_review_thread_resolution=True),
    ),
    (
        "smooth",
        Assurance.MISSING,
        "strict_required_status_checks_policy is on",
        _put("required_status_checks", strict_required_status_checks_policy=True),
    ),
    (
        "smooth",
        Assurance.MISSING,
        "required_signatures is on",
        lambda told: told.rulesets[1]["rules"].append({"type": "required_signatures"}),
    ),
    (
        "smooth",
        Assurance.MISSING,
        "the status `validate` is required as well",
        _checks({"context": "consultation", "integration_id": APP}, {"context": "validate", "integration_id": 15368}),
    ),
    ("main-kept", Assurance.PROOF, "deletion is not there", _without(1, "deletion")),
    ("ledger-write", Assurance.MISSING, "creation is not there", _without(3, "creation")),
    ("ledger-write", Assurance.MISSING, "update is not there", _without(3, "update")),
    ("ledger-keep", Assurance.PROOF, "deletion is not there", _without(4, "deletion")),
    ("code-owners", Assurance.PROOF, "there are faults in line 8 (Unknown owner)", lambda told: _faults(told, 8)),
    (
        "code-owners",
        Assurance.PROOF,
        "there are faults in line 8, 12 (Unknown owner)",
        lambda told: _faults(told, 12, 8),
    ),
    ("one-key", Assurance.MISSING, "there are 0 keys that may write", lambda told: told.keys.remove(False)),
    ("one-key", Assurance.MISSING, "there are 2 keys that may write", lambda told: told.keys.append(False)),
    (
        "secrets",
        Assurance.MISSING,
        "branches other than main may use the environment mail-send",
        lambda told: told.environments.update({"mail-send": None}),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "there is no environment consultation; there is no environment mail-send",
        lambda told: told.environments.clear(),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "there is no environment mail-send",
        lambda told: told.environments.pop("mail-send"),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "administrators may bypass the rules of the environment mail-send",
        lambda told: told.bypassed.add("mail-send"),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "branches other than main may use the environment status",
        lambda told: told.environments.update({"status": ["main", "x/*"]}),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "there are secrets outside of any environment (of the repository or the organization)",
        lambda told: setattr(told, "secrets", 1),
    ),
    (
        "secrets",
        Assurance.MISSING,
        "there are secrets outside of any environment (of the repository or the organization)",
        lambda told: setattr(told, "shared_secrets", 1),
    ),
    (
        "runner",
        Assurance.MISSING,
        "there are 2 runners of the repository itself",
        lambda told: setattr(told, "runners", 2),
    ),
    (
        "no-robot",
        Assurance.PROOF,
        "Actions may approve pull requests",
        lambda told: told.workflow.update(can_approve_pull_request_reviews=True),
    ),
    (
        "reading",
        Assurance.MISSING,
        "the token of Actions may write by default",
        lambda told: told.workflow.update(default_workflow_permissions="write"),
    ),
]


def _faults(told: Configured, *lines: int, kind: str = "Unknown owner", **more: str) -> None:
    told.errors = [{"line": line, "column": 1, "kind": kind, "message": "x", "path": "x", **more} for line in lines]


@pytest.mark.parametrize(("name", "state", "found", "change"), ROWS)
def test_one_setting_changed_costs_that_guarantee_and_no_other(
    name: str, state: Assurance, found: str, change: Change
) -> None:
    guarantees = judged(change)
    assert (guarantees[name].state, guarantees[name].found and guarantees[name].found.en) == (state, found)
    assert guarantees[name].remedy is not None
    assert [one.id for one in guarantees.values() if one.state is not Assurance.ENFORCED] == [name]


def test_who_left_costs_nothing_while_the_line_has_another_owner() -> None:
    source = "/alerts/maebashi/ @gone @gone-too @here\n"
    found = judged(lambda told: _faults(told, 15, 15, source=source))["code-owners"]
    assert (found.state, found.remedy) == (Assurance.ENFORCED, None)
    assert found.found is not None
    assert found.found == Message("office/setup/owners-departed", lines="15")


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ((15, 15, 15), {"source": "/alerts/maebashi/ @gone @gone-too @and-gone"}),
        ((15,), {"source": "/alerts/maebashi/ @here @here-too", "kind": "Invalid owner"}),
        ((15,), {}),
    ],
)
def test_a_line_that_nobody_can_answer_for_is_told(lines: tuple[int, ...], more: dict[str, str]) -> None:
    found = judged(lambda told: _faults(told, *lines, **more))["code-owners"]
    assert found.state is Assurance.PROOF
    assert found.found is not None
    assert found.found.en.startswith("there are faults in line 15 (")
    assert found.remedy is not None
    assert found.remedy.ja.startswith("その行を承認できる人が、残っていないかもしれません。")


def test_an_organization_s_runners_are_a_person_s_to_see() -> None:
    organization = {"login": "kenkei", "id": 12, "type": "Organization"}
    found = judged(_repository(owner=organization))
    assert (found["runner"].state, found["runner"].state.fine, found["runner"].remedy) == (
        Assurance.UNPROVEN,
        True,
        None,
    )
    assert found["runner"].found is not None
    assert found["runner"].found.ja.startswith("組織の runner group(Default など)は、リポジトリの設定からは見えません")
    assert {one.state for name, one in found.items() if name != "runner"} == {Assurance.ENFORCED}

    def with_own(told: Configured) -> None:
        told.repository.update(owner=organization)
        told.runners = 1

    assert judged(with_own)["runner"].state is Assurance.MISSING


@pytest.mark.parametrize("named", ["none", "haishin-mail"])
def test_from_a_checkout_at_hand_either_shape_will_do(named: str) -> None:
    assert judged(lambda told: setattr(told, "runner", named), pulls=None)["sender"].state is Assurance.ENFORCED
    found = judged(lambda told: setattr(told, "runner", "x"), pulls=None)["sender"].found
    neither = Message("office/setup/runner-neither", variable="HAISHIN_RUNNER", pulls="none", host="haishin-mail")
    assert found == neither


@pytest.mark.parametrize(("pulls", "wanted"), [(True, "none"), (False, "haishin-mail")])
def test_the_workflows_are_told_where_the_sender_runs(pulls: bool, wanted: str) -> None:
    assert judged(lambda told: setattr(told, "runner", wanted), pulls=pulls)["sender"].state is Assurance.ENFORCED
    for other in ("haishin-mail" if pulls else "none", "", "ubuntu-latest", f"{wanted} "):
        found = judged(lambda told, other=other: setattr(told, "runner", other), pulls=pulls)
        assert {name for name, one in found.items() if one.state is not Assurance.ENFORCED} == {"sender"}
        assert (found["sender"].state, found["sender"].found) == (
            Assurance.MISSING,
            Message("office/setup/runner-other", variable="HAISHIN_RUNNER", wanted=wanted),
        )
        assert found["sender"].remedy is not None
        assert "none where the mail host pulls, haishin-mail where it is a runner." in found["sender"].remedy.en


@pytest.mark.parametrize(("pulls", "ticks"), [(True, True), (False, False), (None, False)])
def test_where_the_mail_host_pulls_the_forge_s_clock_is_off(pulls: bool | None, ticks: bool) -> None:
    def on(told: Configured) -> None:
        told.runner, told.clock = "none" if pulls else "haishin-mail", "active"

    found = judged(on, pulls=pulls)["clock"]
    assert (found.state, found.found) == (
        (Assurance.MISSING, Message("office/setup/clock-ticks")) if ticks else (Assurance.ENFORCED, None)
    )


@pytest.mark.parametrize(
    "change", [lambda told: setattr(told, "runner", None), lambda told: told.hidden.add("_RUNNER")]
)
def test_a_variable_that_is_not_there_or_not_shown_is_never_clean(change: Change) -> None:
    found = judged(change)["sender"]
    assert (found.state, found.found) == (
        Assurance.MISSING,
        Message("office/setup/runner-missing", variable="HAISHIN_RUNNER"),
    )


def test_of_settings_that_cannot_be_read_nothing_is_said_of_approvals() -> None:
    found = judged(lambda told: told.hidden.add("/actions/runners"))["runner"]
    assert found.state is Assurance.UNREADABLE
    assert found.remedy is not None
    assert found.remedy.ja == (
        "トークンの期限と権限(設定を読めるもの)、リポジトリの名前を確かめてから、もう一度実行してください。"
    )


@pytest.mark.parametrize(
    ("number", "actors", "names"),
    [
        (1, (ADMIN,), {"review", "status", "main-kept"}),
        (3, (KEY, ADMIN), {"ledger-write"}),
        (3, (), {"ledger-write"}),
        (3, ({**KEY, "actor_id": 3},), {"ledger-write"}),
        (4, (KEY,), {"ledger-keep"}),
        (5, (), {"stops"}),
        (5, (KEY, ADMIN), {"stops"}),
    ],
)
def test_who_may_bypass_a_ruleset_is_part_of_it(number: int, actors: tuple[Any, ...], names: set[str]) -> None:
    guarantees = judged(_bypass(number, *actors))
    assert {one.id for one in guarantees.values() if one.state is not Assurance.ENFORCED} == names
    found = [guarantees[name].found for name in names]
    assert all(fault is not None and "the bypass list of" in fault.en for fault in found)


def test_a_ruleset_that_only_evaluates_enforces_nothing() -> None:
    guarantees = judged(lambda told: told.rulesets[1].update(enforcement="evaluate"))
    assert {one.id for one in guarantees.values() if one.state is not Assurance.ENFORCED} == {
        "review",
        "status",
        "main-kept",
    }


def test_another_ruleset_may_enforce_the_same() -> None:
    def twice(told: Configured) -> None:
        told.rulesets[9] = {**told.rulesets[1], "bypass_actors": [ADMIN]}

    assert {one.state for one in judged(twice).values()} == {Assurance.ENFORCED}


def test_the_status_must_be_asked_for_by_a_ruleset_that_binds_everybody() -> None:
    def split(told: Configured) -> None:
        bypassed = {**told.rulesets[1], "rules": [told.rulesets[1]["rules"].pop()], "bypass_actors": [ADMIN]}
        checks = [{"context": "validate", "integration_id": APP}]
        other = {"strict_required_status_checks_policy": False, "required_status_checks": checks}
        told.rulesets[1]["rules"].append({"type": "required_status_checks", "parameters": other})
        told.rulesets[9] = bypassed

    found = judged(split)["status"]
    assert (found.state, found.found and found.found.en) == (
        Assurance.PROOF,
        "the bypass list of required_status_checks differs (RepositoryRole)",
    )


def test_more_approvals_than_prescribed_are_fine() -> None:
    assert judged(_put("pull_request", required_approving_review_count=2))["review"].state is Assurance.ENFORCED


def test_a_file_that_names_nobody_is_no_gate() -> None:
    guarantees = judged(lambda told: None, owned=False)
    open_gates = {one.id: one.found.en for one in guarantees.values() if one.found is not None}
    assert open_gates == {"review": "CODEOWNERS names nobody", "code-owners": "CODEOWNERS names nobody"}


@pytest.mark.parametrize("change", [_repository(private=False, visibility="public"), _repository(allow_forking=True)])
def test_policy_may_allow_a_public_repository(change: Change) -> None:
    assert judged(change, public=True)["private"].state is Assurance.ENFORCED


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize(
    ("hidden", "names"),
    [
        ("/haishin", {"private", "own", "squash", "nothing-beside", "runner"}),
        ("/rules/branches/main", {"review", "status", "main-kept", "smooth"}),
        ("/rules/branches/dispatch-log", {"ledger-write", "ledger-keep"}),
        ("/rules/branches/haishin-doctor", {"branches"}),
        ("/rules/branches/stop", {"stops"}),
        ("/rulesets/3", {"ledger-write"}),
        ("/codeowners/errors", {"code-owners"}),
        ("/keys", {"one-key"}),
        ("/environments", {"secrets"}),
        ("/deployment-branch-policies", {"secrets"}),
        ("/actions/secrets", {"secrets"}),
        ("/actions/organization-secrets", {"secrets"}),
        ("/actions/runners", {"runner"}),
        ("/permissions/workflow", {"no-robot", "reading"}),
    ],
)
def test_what_cannot_be_read_is_never_fine(hidden: str, names: set[str], status: int) -> None:
    guarantees = _hidden(hidden, status)
    assert {one.id for one in guarantees if one.state is Assurance.UNREADABLE} == names
    assert all((one.found is not None and one.remedy is not None) == (one.id in names) for one in guarantees)


def test_a_refusal_to_tell_a_variable_is_not_its_absence() -> None:
    guarantees = _hidden("/variables/HAISHIN_RUNNER", 403)
    assert [one.id for one in guarantees if one.state is not Assurance.ENFORCED] == ["sender"]
    assert [one.id for one in guarantees if one.state is Assurance.UNREADABLE] == ["sender"]


def _hidden(end: str, status: int) -> tuple[Guarantee, ...]:
    fake = SettingsGitHub()
    fake.told.hidden, fake.told.status_of_hidden = {end}, status
    fake.complaints = _Forgiving()  # a 403 is described nowhere, and may come from anywhere
    with running(fake):
        return _answers(fake)


def _answers(fake: SettingsGitHub) -> tuple[Guarantee, ...]:
    live = Settings(client(fake), REPOSITORY).live("main")
    return judge(live, Prescription.read(prescribed(), owned=True, public=False, pulls=False))


class _Forgiving(list[str]):
    def __iadd__(self, other: Any) -> _Forgiving:  # type: ignore[misc]
        return self


def test_no_code_owners_file_is_not_a_clean_one() -> None:
    assert judged(lambda told: setattr(told, "errors", None))["code-owners"].state is Assurance.UNREADABLE


@pytest.mark.parametrize(
    "key", ["private", "allow_forking", "visibility", "fork", "allow_auto_merge", "has_issues", "has_pages"]
)
def test_a_field_that_this_token_is_not_shown_is_not_guessed(key: str) -> None:
    fake = SettingsGitHub()

    def drop(asked: Any, answer: Any) -> None:
        if isinstance(answer.value, dict):
            answer.value.pop(key, None)

    fake.fault = drop
    with running(fake):
        guarantees = _answers(fake)
    beside = dict.fromkeys(("has_issues", "has_pages"), "nothing-beside")
    name = {"fork": "own", "allow_auto_merge": "squash", **beside}.get(key, "private")
    assert [one.id for one in guarantees if one.state is Assurance.UNREADABLE] == [name]
    found = next(one.found for one in guarantees if one.id == name)
    assert found is not None
    assert found.en == f"The forge (GitHub) answered something that cannot be read (repository: {key})."


@pytest.mark.parametrize(
    ("end", "spoil", "names"),
    [
        (
            "/rules/branches/main",
            lambda value: value[0].update(parameters=[]),
            {"review", "status", "main-kept", "smooth"},
        ),
        ("/rules/branches/main", lambda value: value[0].pop("ruleset_id"), {"review", "status", "main-kept", "smooth"}),
        ("/rulesets/3", lambda value: value["bypass_actors"][0].update(actor_id="5"), {"ledger-write"}),
        ("/keys", lambda value: value[0].update(read_only=None), {"one-key"}),
        ("/actions/secrets", lambda value: value.update(total_count=True), {"secrets"}),
        ("/environments", lambda value: value["environments"][0].pop("can_admins_bypass"), {"secrets"}),
        ("/codeowners/errors", lambda value: value.update(errors=None), {"code-owners"}),
        ("/variables/HAISHIN_RUNNER", lambda value: value.update(value=None), {"sender"}),
    ],
)
def test_an_answer_of_another_shape_is_not_read(end: str, spoil: Callable[[Any], Any], names: set[str]) -> None:
    fake = SettingsGitHub()
    fake.fault = lambda asked, answer: spoil(answer.value) and None if asked.path.endswith(end) else None
    with running(fake):
        guarantees = _answers(fake)
    assert {one.id for one in guarantees if one.state is Assurance.UNREADABLE} == names


def test_a_bypass_list_that_is_not_shown_is_not_empty() -> None:
    guarantees = judged(lambda told: told.rulesets[1].pop("bypass_actors"))
    assert {one.id for one in guarantees.values() if one.state is Assurance.UNREADABLE} == {
        "review",
        "status",
        "main-kept",
    }


def test_without_a_forge_nothing_is_known() -> None:
    fault = ForgeError(Text("い", "no"), Text("ろ", "do"))
    assert tuple(one.id for one in unreadable(fault)) == ALL
    assert {one.state for one in unreadable(fault)} == {Assurance.UNREADABLE}


# --- live mode ------------------------------------------------------------------------------------------------


def _refuse(change: Change, *, public: bool = False) -> None:
    fake = SettingsGitHub()
    change(fake.told)
    with running(fake):
        refuse_exposed(Settings(client(fake), REPOSITORY), public=public)


def test_live_mode_rests_on_a_private_repository() -> None:
    _refuse(lambda told: None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_repository(private=False), "The repository is public: "),
        (_repository(allow_forking=True), "The repository can be forked: "),
    ],
)
def test_live_mode_refuses_an_exposed_one(change: Change, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        _refuse(change)
    assert caught.value.message.en == (said + "others could read the personal data of drafts, so live mode refuses.")
    _refuse(change, public=True)


@pytest.mark.parametrize(("word", "public"), [("allowed", True), ("refused", False)])
def test_the_policy_says_whether_others_may_read(word: str, public: bool) -> None:
    policy = load_blobs(spoiled("policy.yaml", "forge: {public: refused}", f"forge: {{public: {word}}}")).policy
    assert policy.public_forge is public
    assert load_blobs(spoiled("policy.yaml", "forge: {public: refused}\n", "")).policy.public_forge is False


@pytest.mark.parametrize("block", ["forge: {public: yes}", "forge: {}", "forge: {public: refused, more: x}"])
def test_the_policy_says_it_in_these_words_alone(block: str) -> None:
    (mistake,) = mistakes(spoiled("policy.yaml", "forge: {public: refused}", block))
    assert mistake.line == line_of("policy.yaml", "forge: {public: refused}", blobs())


def test_live_mode_refuses_where_the_forge_does_not_tell() -> None:
    with pytest.raises(ForgeError):
        _refuse(lambda told: told.hidden.add("/haishin"))
    with pytest.raises(ForgeError):
        _refuse(lambda told: told.repository.pop("allow_forking"))
