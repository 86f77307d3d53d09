"""The workflow files as text: what running them cannot show, and the patterns that must never get in."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from support.act import ROOT, WORKFLOWS
from support.faults import TABLE, Fault, faults, load

DEPENDABOT = ROOT / ".github" / "dependabot.yml"
FILES = sorted(WORKFLOWS.glob("*.yml"))
TEXT = {path.name: path.read_text(encoding="utf-8") for path in FILES}
VALIDATE, TEST, PING = "validate.yml", "test.yml", "review-ping.yml"
CONSULT, SEND, HEALTH, CLOCK = "consult.yml", "send.yml", "health.yml", "clock.yml"
PERMISSIONS = "permissions: {}\n"
NO_CREDENTIALS = "persist-credentials: false"
GUARD = TEXT[SEND][TEXT[SEND].index("    environment:\n") : TEXT[SEND].index("    permissions:\n")]

# File, what stands there, what stands there instead, and the fault that it makes.
HARM = [
    (SEND, "name: send\n", "name: sender\n", Fault.NAME),
    (SEND, PERMISSIONS, PERMISSIONS + "defaults: {run: {shell: sh}}\n", Fault.KEY),
    (SEND, PERMISSIONS, PERMISSIONS + "env: {HAISHIN_LIVE: 1}\n", Fault.KEY),
    (SEND, "    timeout-minutes: 350\n", "    timeout-minutes: 350\n    container: {image: x}\n", Fault.KEY),
    (CONSULT, "    steps:\n", "    continue-on-error: true\n    steps:\n", Fault.KEY),
    (VALIDATE, "      - run:", "      - continue-on-error: true\n        run:", Fault.KEY),
    (SEND, "      - run: python3", "      - shell: python\n        run: python3", Fault.KEY),
    (VALIDATE, "on:\n  pull_request:\n", "on:\n  pull_request_target:\n", Fault.EVENT),
    (VALIDATE, "on:\n  pull_request:\n", "on: [pull_request, push]\n", Fault.EVENT),
    (PING, "  pull_request:\n", "  pull_request_target:\n", Fault.EVENT),
    (CONSULT, "  workflow_dispatch:\n", "  workflow_dispatch:\n  issues:\n", Fault.EVENT),
    (SEND, "  workflow_dispatch:\n", "  schedule: [{cron: '4 * * * *'}]\n  workflow_dispatch:\n", Fault.EVENT),
    (SEND, "  workflow_dispatch:\n", "  repository_dispatch:\n  workflow_dispatch:\n", Fault.EVENT),
    (HEALTH, "  workflow_dispatch:\n", "  workflow_call:\n", Fault.EVENT),
    (SEND, "branches: [main]", "branches: ['**']", Fault.BRANCH),
    (SEND, "branches: [main]", "branches-ignore: [x]", Fault.BRANCH),
    (SEND, "    branches: [main]\n", "    branches: [main]\n    tags: ['*']\n", Fault.BRANCH),
    (CONSULT, "branches: [main]", "branches: ['**']", Fault.BRANCH),
    (SEND, "workflows: [review-ping]", "workflows: [review-ping, deploy]", Fault.CHAIN),
    (CONSULT, "workflows: [validate, review-ping]", "workflows: [review-ping]", Fault.CHAIN),
    (CONSULT, "types: [completed]", "types: [requested]", Fault.CHAIN),
    (CLOCK, "4,14,24,34,44,54 *", "0 *", Fault.FULL_HOUR),
    (CLOCK, "4,14,24,34,44,54 *", "*/10 *", Fault.FULL_HOUR),
    (CONSULT, "17 0-10", "0 0-10", Fault.FULL_HOUR),
    (HEALTH, '"39 0 * * 1" #', '"* 0 * * 1" #', Fault.FULL_HOUR),
    (VALIDATE, "  pull_request:\n", "  pull_request:\n    paths: ['alerts/**']\n", Fault.PATHS),
    (PING, "  pull_request:\n", "  pull_request:\n    paths-ignore: ['docs/**']\n", Fault.PATHS),
    *((name, PERMISSIONS, "", Fault.DEFAULT) for name in sorted(TABLE)),
    (SEND, PERMISSIONS, "permissions: write-all\n", Fault.DEFAULT),
    (SEND, PERMISSIONS, "permissions:\n  contents: read\n", Fault.DEFAULT),
    (VALIDATE, "  validate:\n", "  check:\n", Fault.JOB),
    (PING, "jobs:\n", "jobs:\n  more: {runs-on: ubuntu-latest, steps: []}\n", Fault.JOB),
    (VALIDATE, "runs-on: ubuntu-24.04", "runs-on: [self-hosted, haishin-mail]", Fault.RUNNER),
    (PING, "runs-on: ubuntu-24.04", "runs-on: self-hosted", Fault.RUNNER),
    (CONSULT, "runs-on: ubuntu-24.04", "runs-on: ${{ vars.RUNNER }}", Fault.RUNNER),
    (SEND, "runs-on: [self-hosted, haishin-mail]", "runs-on: ubuntu-latest", Fault.RUNNER),
    (SEND, "runs-on: [self-hosted, haishin-mail]", "runs-on: self-hosted", Fault.RUNNER),
    (CONSULT, "runs-on: ubuntu-24.04", "runs-on: ubuntu-latest", Fault.RUNNER),
    (VALIDATE, "contents: read", "contents: write", Fault.RIGHTS),
    (VALIDATE, "      contents: read\n", "      contents: read\n      id-token: write\n", Fault.RIGHTS),
    (VALIDATE, "    permissions:\n      contents: read\n", "", Fault.RIGHTS),
    (PING, "    timeout-minutes: 5\n", "    timeout-minutes: 5\n    permissions: read-all\n", Fault.RIGHTS),
    (SEND, "pull-requests: read", "pull-requests: write", Fault.RIGHTS),
    (SEND, "      contents: write #", "      packages: write\n      contents: write #", Fault.RIGHTS),
    (CONSULT, "      contents: read\n", "      contents: write\n", Fault.RIGHTS),
    (CONSULT, "permission-statuses: write", "permission-statuses: read", Fault.RIGHTS),
    (CONSULT, "          permission-statuses: write\n", "", Fault.RIGHTS),
    (SEND, GUARD, "", Fault.ENVIRONMENT),
    (CONSULT, "name: consultation\n", "name: mail-send\n", Fault.ENVIRONMENT),
    (VALIDATE, "    timeout-minutes", "    environment: mail-send\n    timeout-minutes", Fault.ENVIRONMENT),
    (HEALTH, GUARD, "", Fault.ENVIRONMENT),
    (CLOCK, "deployment: false", "deployment: true", Fault.DEPLOYMENT),
    (CONSULT, "      deployment: false #", "      #", Fault.DEPLOYMENT),
    (SEND, GUARD, "    environment: mail-send\n", Fault.DEPLOYMENT),
    (CONSULT, "vars.HAISHIN_STATUS_APP }}", "secrets.HAISHIN_SMTP }}", Fault.SECRET),
    (SEND, "${{ github.token }}", "${{ secrets.GITHUB_TOKEN }}", Fault.SECRET),
    (SEND, "${{ vars.HAISHIN_STATE }}", "${{ toJSON(secrets) }}", Fault.SECRET),
    (SEND, "${{ vars.HAISHIN_STATE }}", "${{ secrets['HAISHIN_' ] }}", Fault.SECRET),
    (SEND, "${{ vars.HAISHIN_STATE }}", "${{ secrets.haishin_smtp }}", Fault.SECRET),
    (SEND, "${{ vars.HAISHIN_STATE }}", "${{ Secrets.HAISHIN_OTHER }}", Fault.SECRET),
    (SEND, "secrets.HAISHIN_SMTP", "secrets.HAISHIN_SMTP2", Fault.SECRET),
    (SEND, "${{ inputs.stop }}", "${{ secrets.HAISHIN_SMTP }}", Fault.SECRET),
    (VALIDATE, "group: validate-", "group: ${{ secrets.HAISHIN_SMTP }}", Fault.SECRET),
    (HEALTH, "HAISHIN_FORGE_TOKEN: ${{ github.token }}", "HAISHIN_SMTP: ${{ secrets.HAISHIN_SMTP }}", Fault.SECRET),
    (CONSULT, "github.ref == 'refs/heads/main' && (", "(", Fault.NOT_MAIN),
    (CONSULT, "&& (github.event_name", "|| (github.event_name", Fault.NOT_MAIN),
    (CONSULT, '"CONTRIBUTOR"]', '"CONTRIBUTOR", "NONE"]', Fault.COMMENT),
    (CONSULT, "github.event.issue.pull_request\n      && ", "", Fault.COMMENT),
    (SEND, "mail' && !inputs.stop", "mail' || !inputs.stop", Fault.NOT_MAIN),
    (SEND, "mail' && !inputs.stop", "mail' && true || always()", Fault.NOT_MAIN),
    (SEND, "'refs/heads/main' && inputs.stop", "'refs/heads/x' && inputs.stop", Fault.NOT_MAIN),
    (HEALTH, "if: github.ref ==", "if: github.ref !=", Fault.NOT_MAIN),
    (SEND, "vars.HAISHIN_RUNNER == 'haishin-mail' && ", "", Fault.NOT_THERE),
    (SEND, "vars.HAISHIN_RUNNER == 'haishin-mail'", "vars.HAISHIN_RUNNER != ''", Fault.NOT_THERE),
    (SEND, "vars.HAISHIN_RUNNER == '' && ", "", Fault.NOT_THERE),
    (HEALTH, "vars.HAISHIN_RUNNER == 'haishin-mail' && ", "", Fault.NOT_THERE),
    (HEALTH, "vars.HAISHIN_RUNNER != '' && ", "", Fault.NOT_THERE),
    *((name, "    timeout-minutes:", "    #", Fault.TIMEOUT) for name in sorted(TABLE)),
    (VALIDATE, "timeout-minutes: 10", "timeout-minutes: 360", Fault.TIMEOUT),
    (VALIDATE, "timeout-minutes: 10", "timeout-minutes: 0", Fault.TIMEOUT),
    (SEND, "cancel-in-progress: false", "cancel-in-progress: true", Fault.CONCURRENCY),
    (SEND, "      group: send\n", "      group: send-${{ github.run_id }}\n", Fault.CONCURRENCY),
    (VALIDATE, "group: validate-", "group: send", Fault.CONCURRENCY),
    (PING, "group: review-ping-", "group: send-", Fault.CONCURRENCY),
    (TEST, "group: test-", "group: consult-", Fault.CONCURRENCY),
    (CONSULT, "  group: consult\n", "  group: consult-${{ github.run_id }}\n", Fault.CONCURRENCY),
    (CONSULT, "cancel-in-progress: false", "cancel-in-progress: true", Fault.CONCURRENCY),
    (VALIDATE, "--at HEAD", "--at ${{ github.head_ref }}", Fault.EXPRESSION),
    (SEND, '"$HAISHIN_STOP"', "${{ inputs.stop }}", Fault.EXPRESSION),
    (SEND, "send.py\" --live", "send.py\" --live ${{ vars.MORE }}", Fault.EXPRESSION),
    (CONSULT, "if: vars.HAISHIN_STATUS_APP != ''", "if: ${{ github.event.workflow_run.event }}", Fault.EXPRESSION),
    (CONSULT, "filter: blob:none", "filter: ${{ github.event.workflow_run.head_branch }}", Fault.EXPRESSION),
    (SEND, "name: mail-send", "name: mail-send${{ '' }}", Fault.EXPRESSION),
    (SEND, "HAISHIN_STATE:", "BASH_ENV:", Fault.ENV),
    (CONSULT, "HAISHIN_FORGE:", "GIT_SSH_COMMAND:", Fault.ENV),
    (VALIDATE, "run: python3", "run: echo A=b >>$GITHUB_ENV; python3", Fault.COMMAND),
    (CONSULT, "run: python3", "run: echo /tmp >>$GITHUB_PATH; python3", Fault.COMMAND),
    (CONSULT, "run: python3", "run: git fetch origin; python3", Fault.COMMAND),
    (CONSULT, "echo username", "curl example.invalid; echo username", Fault.COMMAND),
    (SEND, '"$HAISHIN_STOP"', "$HAISHIN_STOP", Fault.COMMAND),
    (SEND, '"$HAISHIN_BEFORE"', '"$GITHUB_SHA"', Fault.COMMAND),
    (SEND, "scripts/send.py", "scripts/../send.py", Fault.COMMAND),
    (SEND, '"${HAISHIN_PROGRAM:?}/current/scripts/send.py"', "scripts/send.py", Fault.COMMAND),
    (HEALTH, '"${HAISHIN_PROGRAM:?}/current/scripts/bootstrap.py"', "scripts/bootstrap.py", Fault.COMMAND),
    (CONSULT, "scripts/consult.py", '"${HAISHIN_PROGRAM:?}/current/scripts/send.py"', Fault.COMMAND),
    (VALIDATE, '"HEAD^1"', '"$GITHUB_HEAD_REF"', Fault.COMMAND),
    (TEST, "sudo .ci/run", "sudo -E .ci/run", Fault.COMMAND),
    (PING, 'run: "true"', 'run: "true; env"', Fault.COMMAND),
    (VALIDATE, "actions/checkout@", "somebody/checkout@", Fault.ACTION),
    (VALIDATE, "actions/checkout@", "./.github/actions/checkout@", Fault.ACTION),
    (CONSULT, "actions/create-github-app-token@", "somebody/app-token@", Fault.ACTION),
    (SEND, NO_CREDENTIALS, "clean: true", Fault.CREDENTIALS),
    (VALIDATE, NO_CREDENTIALS, "persist-credentials: true", Fault.CREDENTIALS),
    (CONSULT, "          ref: main\n", "", Fault.REF),
    (CONSULT, "ref: main", "ref: refs/pull/7/head", Fault.REF),
    (SEND, "ref: main", "ref: develop", Fault.REF),
    (VALIDATE, "          fetch-depth", "          ref: main\n          fetch-depth", Fault.REF),
    (HEALTH, "          fetch-depth: 0\n", "", Fault.SHALLOW),
    (SEND, "          fetch-depth: 0\n", "          fetch-depth: 2\n", Fault.SHALLOW),
    (CONSULT, "filter: blob:none", "repository: somebody/else", Fault.INPUT),
    (VALIDATE, NO_CREDENTIALS, NO_CREDENTIALS + "\n          submodules: true", Fault.INPUT),
    (CONSULT, "permission-statuses: write\n", "permission-statuses: write\n          owner: all\n", Fault.INPUT),
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(TEXT))
def test_workflows_are_harmless(name: str) -> None:
    assert faults(name, TEXT[name]) == set()


def test_every_workflow_of_the_table_is_there() -> None:
    assert set(TEXT) == set(TABLE)


@pytest.mark.parametrize(("name", "old", "new", "fault"), HARM)
def test_a_harmful_workflow_is_seen(name: str, old: str, new: str, fault: Fault) -> None:
    assert old in TEXT[name]
    assert fault in faults(name, TEXT[name].replace(old, new))


@pytest.mark.parametrize("name", sorted(TEXT))
def test_an_action_by_tag_is_seen(name: str) -> None:
    text = re.sub(r"@[0-9a-f]{40} # \S+", "@v5", TEXT[name])
    assert faults(name, text) == ({Fault.PIN} if "uses:" in text else set())


def test_an_unknown_workflow_is_seen() -> None:
    assert faults("deploy.yml", TEXT[VALIDATE]) == {Fault.UNKNOWN}


def test_each_fault_has_its_harmful_file() -> None:
    assert {fault for *_, fault in HARM} | {Fault.PIN, Fault.UNKNOWN} == set(Fault)


# --- what act leaves out ------------------------------------------------------------------------------


def test_who_stops_waits_for_no_sender() -> None:
    send = load(TEXT[SEND])
    assert "concurrency" not in send
    assert "concurrency" not in send["jobs"]["stop"]


def test_the_clock_does_what_a_merge_does() -> None:
    by_clock, by_merge = (load(TEXT[name])["jobs"]["send"] for name in (CLOCK, SEND))
    assert by_merge["if"] == by_clock["if"] + " && !inputs.stop"
    assert {**by_merge, "if": by_clock["if"]} == by_clock


def test_each_job_of_the_watcher_knows_its_schedule() -> None:
    health = load(TEXT[HEALTH])
    crons = {entry["cron"] for entry in health["on"]["schedule"]}
    named = {re.findall(r"github\.event\.schedule != '([^']+)'", job["if"])[0] for job in health["jobs"].values()}
    assert named == crons


def test_pins_say_their_version() -> None:
    pins = [line for text in TEXT.values() for line in text.splitlines() if " uses: " in line]
    assert pins
    assert [line for line in pins if re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) is None] == []


def test_one_action_is_one_commit() -> None:
    uses = {tuple(found.split("@")) for text in TEXT.values() for found in re.findall(r" uses: (\S+)", text)}
    assert len({action for action, _ in uses}) == len(uses)


@pytest.mark.parametrize("name", [CONSULT, SEND, HEALTH])
def test_git_gets_the_token_of_its_step_and_keeps_none(name: str, tmp_path: Path) -> None:
    steps = [step for job in load(TEXT[name])["jobs"].values() for step in job["steps"]]
    (command,) = {step["run"] for step in steps if "credential.helper" in step.get("run", "")}
    told = {"PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "HAISHIN_FORGE_TOKEN": "it's $(a) token"}
    for words in (["git", "init", "--quiet", "."], ["bash", "-e", "-c", command]):
        subprocess.run(words, cwd=tmp_path, env=told, check=True)
    asked = "protocol=https\nhost=forge.example\n\n"
    done = subprocess.run(
        ["git", "credential", "fill"], cwd=tmp_path, env=told, input=asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[2:] == ["username=x-access-token", "password=it's $(a) token"]
    assert "$(a)" not in (tmp_path / ".git" / "config").read_text(encoding="utf-8")


# --- linters of others ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["zizmor --offline --no-progress --persona pedantic --quiet", "actionlint -no-color"])
def test_workflows_pass_the_linters(tool: str) -> None:
    """Nothing is left, not even information: zizmor's exit code tells of it."""
    name, *words = tool.split()
    if name == "actionlint" and shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed: actionlint would leave out the commands")
    files = FILES if name == "actionlint" else [*FILES, DEPENDABOT]
    command = [Path(sys.executable).with_name(name), *words, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_tells_of_what_is_only_information(tmp_path: Path) -> None:
    unnamed = tmp_path / ".github" / "workflows" / CLOCK
    unnamed.parent.mkdir(parents=True)
    unnamed.write_text(re.sub(r"^    name: .*\n", "", TEXT[CLOCK], flags=re.M), encoding="utf-8")
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", unnamed]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "anonymous-definition" in done.stdout
    assert done.returncode != 0


def test_what_the_linters_are_told_to_ignore_has_its_reason() -> None:
    ignored = [line for text in TEXT.values() for line in text.splitlines() if "zizmor: ignore" in line]
    found = [re.search(r"(\w+): # zizmor: ignore\[([a-z-]+)\] \w.{20,}", line) for line in ignored]
    assert sorted(one.groups() for one in found if one) == [
        ("on", "concurrency-limits"),
        ("workflow_run", "dangerous-triggers"),
        ("workflow_run", "dangerous-triggers"),
    ]
    assert len(ignored) == len(found) == 3


def test_what_runs_here_is_kept_new() -> None:
    updates = {one["package-ecosystem"]: one for one in yaml.safe_load(DEPENDABOT.read_text("utf-8"))["updates"]}
    assert set(updates) == {"github-actions", "pip"}
    assert all(one["directory"] == "/" and one["cooldown"]["default-days"] >= 7 for one in updates.values())


def test_workflows_follow_their_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *FILES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
