"""What a workflow file may be, and everything that is wrong with one (threats T1, T15, T28, T37).

The table says for each file which events may start it and, for each of its jobs, where it runs, what its token may do
and which secrets it gets. What the table does not name is a fault, and so is every key that no workflow here needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

HOSTED, MAIL_HOST = "ubuntu-24.04", ["self-hosted", "haishin-mail"]
CHECKOUT, APP_TOKEN = "actions/checkout", "actions/create-github-app-token"
ACTIONS = {CHECKOUT, APP_TOKEN}  # whoever adds one answers for reading its source at that commit


class Fault(Enum):
    """Every fault that is looked for; the tests show a file with each."""

    UNKNOWN = "no such workflow is known"
    NAME = "not named like its file, so a chain would not find it"
    KEY = "a key that no workflow here needs"
    EVENT = "an event that may not start it"
    BRANCH = "a push to something else than main"
    CHAIN = "a chain from something else"
    FULL_HOUR = "a schedule on the full hour or every minute"
    PATHS = "a filter by path"
    DEFAULT = "the token's default rights are not empty"
    JOB = "a job that the table does not name"
    RUNNER = "another runner"
    RIGHTS = "the token may do more or less than the table says"
    ENVIRONMENT = "another environment"
    SECRET = "a secret that is not its own"
    DEPLOYMENT = "an environment that says that something was deployed"
    COMMENT = "a comment of anybody may start it"
    NOT_MAIN = "it may run for something else than main"
    NOT_THERE = "it waits for a machine that is not there, or runs where it has nothing to do"
    TIMEOUT = "no timeout-minutes, or a long one"
    CONCURRENCY = "not one at a time, or one that has begun is ended by the next"
    EXPRESSION = "an expression in run or in another place that is read as code"
    ENV = "a variable that is no HAISHIN_ one"
    COMMAND = "a command that is none of the few, or a variable without its quotes"
    ACTION = "an action that nobody has read"
    PIN = "an action that is not pinned by commit"
    CREDENTIALS = "credentials left in the checkout"
    REF = "a checkout of something else"
    SHALLOW = "a checkout without its history"
    INPUT = "an input that the action need not get"


@dataclass(frozen=True)
class Job:
    """What a job may be. ``main``: it runs main's code alone; ``group``: it runs one at a time.

    ``only``: where ``vars.HAISHIN_RUNNER`` lets it run.
    """

    rights: Mapping[str, str]
    runner: object = HOSTED
    environment: str | None = None
    secrets: frozenset[str] = frozenset()
    main: bool = True
    group: str | None = None
    only: str = ""
    minutes: int = 15


@dataclass(frozen=True)
class Flow:
    """What a workflow may be. ``after``: the workflows whose end starts it."""

    events: frozenset[str]
    jobs: Mapping[str, Job]
    after: frozenset[str] = frozenset()
    filtered: bool = False


READS = {"contents": "read"}
MAIL_SECRETS = frozenset({"HAISHIN_SMTP", "HAISHIN_MONITOR_URL"})
SENDS = Job(
    {**READS, "pull-requests": "read"},
    MAIL_HOST,
    "mail-send",
    MAIL_SECRETS,
    group="send",
    only="vars.HAISHIN_RUNNER == 'haishin-mail'",
    minutes=355,
)
TABLE = {
    "validate.yml": Flow(frozenset({"pull_request"}), {"validate": Job(READS, main=False)}),
    "test.yml": Flow(frozenset({"pull_request"}), {"test": Job(READS, main=False, minutes=60)}, filtered=True),
    "review-ping.yml": Flow(
        frozenset({"pull_request", "pull_request_review"}), {"ping": Job({}, main=False, minutes=5)}
    ),
    "consult.yml": Flow(
        frozenset({"workflow_run", "push", "issue_comment", "schedule", "workflow_dispatch"}),
        {
            "consult": Job(
                {**READS, "pull-requests": "write", "statuses": "write"},
                environment="consultation",
                secrets=frozenset({"HAISHIN_STATUS_KEY"}),
                group="consult",
                minutes=75,
            )
        },
        after=frozenset({"validate", "review-ping"}),
    ),
    "send.yml": Flow(
        frozenset({"push", "workflow_run", "workflow_dispatch"}),
        {
            "send": SENDS,
            "preview": Job({**READS, "pull-requests": "read"}, only="vars.HAISHIN_RUNNER == ''"),
            "stop": Job({"contents": "write"}),
        },
        after=frozenset({"review-ping"}),
    ),
    "clock.yml": Flow(frozenset({"schedule", "workflow_dispatch"}), {"send": SENDS}),
    "health.yml": Flow(
        frozenset({"schedule", "workflow_dispatch"}),
        {
            "beat": Job(READS, only="vars.HAISHIN_RUNNER != ''"),
            "doctor": Job(
                READS,
                MAIL_HOST,
                "mail-send",
                frozenset({"HAISHIN_SMTP", "HAISHIN_DOCTOR_TOKEN"}),
                only="vars.HAISHIN_RUNNER == 'haishin-mail'",
            ),
        },
    ),
}
FLOW_KEYS = {"name", "on", "permissions", "concurrency", "jobs"}
JOB_KEYS = {"name", "if", "runs-on", "permissions", "environment", "concurrency", "timeout-minutes", "steps"}
STEP_KEYS = {"uses", "with", "run", "env", "id", "if"}
INPUTS = {
    CHECKOUT: {"ref", "fetch-depth", "filter", "clean", "persist-credentials"},
    APP_TOKEN: {"client-id", "private-key", "permission-statuses"},
}
MINUTES = re.compile(r"[1-9][0-9]?(?:,[1-9][0-9]?)*")
COMMENTED = (  # the forge's word for who belongs to the repository; what a workflow sees of rights is no more
    "(github.event_name != 'issue_comment' || (github.event.issue.pull_request && "
    """contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"]'), """
    "github.event.comment.author_association)))"
)
ON_MAIN = re.compile(rf"github\.ref == 'refs/heads/main'(?: && (?:{re.escape(COMMENTED)}|[^|]*))?")
EXPRESSION = "${{"
GIT_TOKEN = """\
git config credential.helper "!f() { echo username=x-access-token; echo \\"password=\\$HAISHIN_FORGE_TOKEN\\"; }; f"
"""
WORDS = r'(?: (?:--[a-z-]*|[A-Za-z0-9]+|"HEAD\^1"|"\$HAISHIN_[A-Z_]+"))*'
OURS = re.compile(r"python3 scripts/(?:(?:validate|consult|send)\.py|bootstrap\.py [a-z]+)" + WORDS)
# On the mail host nothing of a checkout runs: the program is what its operator installed.
INSTALLED = re.compile(r'python3 "\$\{HAISHIN_PROGRAM:\?\}/current/scripts/(?:send|bootstrap)\.py"' + WORDS)


def load(text: str) -> dict[str, Any]:
    """A workflow with every scalar as text: YAML would read the key ``on`` as true."""
    return yaml.load(text, yaml.BaseLoader)


def faults(name: str, text: str) -> set[Fault]:
    """What is wrong with the workflow of that file name."""
    return set(_flow(name, load(text)))


def _flow(name: str, flow: Mapping[str, Any]) -> Iterator[Fault]:
    allowed = TABLE.get(name)
    if allowed is None:
        yield Fault.UNKNOWN
        return
    if flow.get("name") != Path(name).stem:
        yield Fault.NAME
    if set(flow) - FLOW_KEYS:
        yield Fault.KEY
    if flow.get("permissions") != {}:
        yield Fault.DEFAULT
    if _secrets(dict(flow, jobs="")):
        yield Fault.SECRET
    yield from _events(flow["on"], allowed)
    if set(flow["jobs"]) != set(allowed.jobs):
        yield Fault.JOB
    for job, about in allowed.jobs.items():
        if job in flow["jobs"]:
            yield from _job(flow["jobs"][job], about, flow)


def _events(events: Any, allowed: Flow) -> Iterator[Fault]:
    events = events if isinstance(events, dict) else dict.fromkeys([events] if isinstance(events, str) else events)
    if set(events) - allowed.events:
        yield Fault.EVENT
    if events.get("push", {"branches": ["main"]}) != {"branches": ["main"]}:
        yield Fault.BRANCH
    chain = {"workflows": sorted(allowed.after), "types": ["completed"]}
    told = events.get("workflow_run", chain)
    if not isinstance(told, dict) or {**told, "workflows": sorted(told.get("workflows", ()))} != chain:
        yield Fault.CHAIN
    if any(MINUTES.fullmatch(cron["cron"].split()[0]) is None for cron in events.get("schedule", ())):
        yield Fault.FULL_HOUR
    filters = {key for on in events.values() if isinstance(on, dict) for key in on if key.startswith("paths")}
    if filters and not allowed.filtered:
        yield Fault.PATHS


def _job(job: Mapping[str, Any], allowed: Job, flow: Mapping[str, Any]) -> Iterator[Fault]:
    if set(job) - JOB_KEYS:
        yield Fault.KEY
    if job.get("runs-on") != allowed.runner:
        yield Fault.RUNNER
    if job.get("permissions", {}) != allowed.rights:
        yield Fault.RIGHTS
    guard = job.get("environment", {})
    guard = guard if isinstance(guard, dict) else {"name": guard}
    if guard.get("name") != allowed.environment:
        yield Fault.ENVIRONMENT
    if guard and guard.get("deployment") != "false":
        yield Fault.DEPLOYMENT
    if "issue_comment" in flow["on"] and not job.get("if", "").endswith(f" && {COMMENTED}"):
        yield Fault.COMMENT
    if not job.get("timeout-minutes", "0").isdigit() or not 0 < int(job.get("timeout-minutes", "0")) <= allowed.minutes:
        yield Fault.TIMEOUT
    if allowed.main and ON_MAIN.fullmatch(job.get("if", "")) is None:
        yield Fault.NOT_MAIN
    if allowed.only and allowed.only not in job.get("if", "").split(" && "):
        yield Fault.NOT_THERE
    waits = job.get("concurrency") or flow.get("concurrency")
    group = waits.get("group", "") if isinstance(waits, dict) else waits
    if allowed.group and waits != {"group": allowed.group, "cancel-in-progress": "false"}:
        yield Fault.CONCURRENCY
    # Groups are the repository's: another workflow's would cancel that one.
    if not allowed.group and group and not group.startswith(f"{flow.get('name')}-"):
        yield Fault.CONCURRENCY
    if not _secrets(job) <= allowed.secrets:
        yield Fault.SECRET
    if EXPRESSION in str({key: job[key] for key in JOB_KEYS & set(job) - {"steps"}}):
        yield Fault.EXPRESSION
    for step in job["steps"]:
        yield from _step(step, allowed)


def _secrets(part: Mapping[str, Any]) -> set[str]:
    """The secrets that it names; an empty name where the word could mean any. Contexts are read without case."""
    return set(re.findall(r"\bsecrets\b(?:\.(\w+))?", str(part), re.IGNORECASE))


def _step(step: Mapping[str, Any], allowed: Job) -> Iterator[Fault]:
    if set(step) - STEP_KEYS:
        yield Fault.KEY
    run = step.get("run", "")
    if EXPRESSION in run or EXPRESSION in step.get("if", "") or EXPRESSION in step.get("uses", ""):
        yield Fault.EXPRESSION
    ours = INSTALLED if allowed.runner == MAIL_HOST else OURS
    if run and run not in ("true", "sudo .ci/run", GIT_TOKEN) and ours.fullmatch(run) is None:
        yield Fault.COMMAND
    if any(re.fullmatch(r"HAISHIN_[A-Z_]+", name) is None for name in step.get("env", {})):
        yield Fault.ENV
    if "uses" in step:
        yield from _action(step["uses"], step.get("with", {}), allowed)


def _action(uses: str, given: Mapping[str, str], allowed: Job) -> Iterator[Fault]:
    action, _, commit = uses.partition("@")
    if action not in ACTIONS:
        yield Fault.ACTION
        return
    if re.fullmatch(r"[0-9a-f]{40}", commit) is None:
        yield Fault.PIN
    if set(given) - INPUTS[action]:
        yield Fault.INPUT
    values = "".join(given.values())
    if re.sub(r"\$\{\{ (?:vars|secrets)\.[A-Z_]+ \}\}", "", values).count(EXPRESSION):
        yield Fault.EXPRESSION
    if action == CHECKOUT:
        if given.get("persist-credentials") != "false":
            yield Fault.CREDENTIALS
        if given.get("ref") != ("main" if allowed.main else None):
            yield Fault.REF
        if given.get("fetch-depth") != "0":
            yield Fault.SHALLOW
    elif given.get("permission-statuses") != "write":
        yield Fault.RIGHTS
