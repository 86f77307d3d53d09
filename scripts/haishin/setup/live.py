"""The forge's settings of one repository as they are now. What it does not tell is an error value, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from haishin.forge import ForgeError
from haishin.forge.github import root
from haishin.forge.http import Http, NotThere
from haishin.forge.reading import Record
from haishin.model import Account
from haishin.setup.rulesets import Bypass, Rule

LEDGER: Final = "dispatch-log"
HEARTBEAT: Final = "dispatch-heartbeat"
RUNNER: Final = "HAISHIN_RUNNER"  # the variable that says where the sender runs
STOP: Final = "stop"  # stands for all of stop/…: a slash cannot be asked about
ANY: Final = "haishin-doctor"  # stands for a drafter's branch; it need not exist to be asked about

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who else could read what is in the repository."""

    private: bool
    forkable: bool


@dataclass(frozen=True, slots=True)
class Merging:
    """How a pull request may be merged, and what its commit says."""

    squash: bool
    merge: bool
    rebase: bool
    auto: bool
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class OwnersFault:
    """What the forge finds wrong in CODEOWNERS: one for each owner, or for the line. ``source``: the line's text."""

    line: int
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Who may use an environment. ``branches``: None = every branch; ``bypass``: administrators always."""

    branches: tuple[str, ...] | None
    bypass: bool


@dataclass(frozen=True, slots=True)
class Workflows:
    """What Actions' own token may do unless a workflow says less."""

    writes: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class Live:
    """Everything that ``doctor`` compares; a ForgeError in the place of what could not be read.

    ``branch``: the one that alerts are merged into. ``organization``: whether one owns the repository, whose runners
    and groups only its owners see. ``environments`` by name, ``bypass`` by number of ruleset. ``runner``: the variable
    HAISHIN_RUNNER, None: there is none, or this token is not shown it.
    """

    branch: str
    exposure: Exposure | ForgeError
    fork: bool | ForgeError
    internal: bool | ForgeError
    organization: bool | ForgeError
    merging: Merging | ForgeError
    main: tuple[Rule, ...] | ForgeError
    ledger: tuple[Rule, ...] | ForgeError
    branches: tuple[Rule, ...] | ForgeError
    heartbeat: tuple[Rule, ...] | ForgeError
    stops: tuple[Rule, ...] | ForgeError
    bypass: Mapping[int, frozenset[Bypass] | ForgeError]
    code_owners: tuple[OwnersFault, ...] | ForgeError
    writing_keys: int | ForgeError
    environments: Mapping[str, Environment] | ForgeError
    secrets: int | ForgeError
    runners: int | ForgeError
    runner: str | ForgeError | None
    workflows: Workflows | ForgeError


def value(answer: _T | ForgeError) -> _T:
    """What was answered; raises the ForgeError where nothing was."""
    if isinstance(answer, ForgeError):
        raise answer
    return answer


class Settings:
    """The settings of ``owner/name``; every method raises ForgeError when the forge does not tell."""

    def __init__(self, http: Http, repository: str) -> None:
        self._http = http
        self._root = root(repository)

    def exposure(self) -> Exposure:
        """Whether it is private and whether it can be forked."""
        return _exposure(self._repository())

    def account(self, login: str) -> Account | None:
        """A person's account by its login, with the number; None when there is none, or none of a person's."""
        try:
            found = Record(self._http.get(f"users/{login}"), "users")
        except NotThere:
            return None
        return Account(found.text("login"), found.number("id")) if found.text("type") == "User" else None

    def live(self, branch: str) -> Live:
        """Everything, for the branch that alerts are merged into."""
        home = _answer(self._repository)
        rules = {name: _answer(partial(self._rules, name)) for name in (branch, LEDGER, ANY, HEARTBEAT, STOP)}
        numbers = {rule.ruleset for found in rules.values() if isinstance(found, tuple) for rule in found}
        return Live(
            branch=branch,
            exposure=_answer(lambda: _exposure(value(home))),
            fork=_answer(lambda: value(home).flag("fork")),
            internal=_answer(lambda: value(home).text("visibility") == "internal"),
            organization=_answer(lambda: value(home).record("owner").text("type") == "Organization"),
            merging=_answer(lambda: _merging(value(home))),
            main=rules[branch],
            ledger=rules[LEDGER],
            branches=rules[ANY],
            heartbeat=rules[HEARTBEAT],
            stops=rules[STOP],
            bypass={number: _answer(partial(self._bypass, number)) for number in numbers},
            code_owners=_answer(self._code_owners),
            writing_keys=_answer(self._writing_keys),
            environments=_answer(self._environments),
            secrets=_answer(self._secrets),
            runners=_answer(partial(self._count, "actions/runners")),
            runner=_answer(self._runner),
            workflows=_answer(self._workflows),
        )

    def _repository(self) -> Record:
        return Record(self._http.get(self._root), "repository")

    def _rules(self, branch: str) -> tuple[Rule, ...]:
        """The rules in force for a branch of that name, of every level."""
        path = f"{self._root}/rules/branches/{branch}"
        return tuple(_rule(one) for one in self._http.items(path))

    def _bypass(self, number: int) -> frozenset[Bypass]:
        """Whom a ruleset does not bind; the forge shows it only to who may change the ruleset."""
        found = Record(self._http.get(f"{self._root}/rulesets/{number}"), f"rulesets/{number}")
        return frozenset(
            Bypass(one.text("actor_type"), one.optional_number("actor_id")) for one in found.records("bypass_actors")
        )

    def _code_owners(self) -> tuple[OwnersFault, ...]:
        found = Record(self._http.get(f"{self._root}/codeowners/errors"), "codeowners/errors")
        return tuple(_owners_fault(one) for one in found.records("errors"))

    def _writing_keys(self) -> int:
        return sum(not one.flag("read_only") for one in self._http.items(f"{self._root}/keys"))

    def _environments(self) -> dict[str, Environment]:
        path = f"{self._root}/environments"
        found: dict[str, Environment] = {}
        for body in self._http.bodies(path, inside="environments"):
            for one in Record(body, path).records("environments"):
                name = one.text("name")
                policy = one.optional_record("deployment_branch_policy")
                custom = policy is not None and policy.flag("custom_branch_policies")
                found[name] = Environment(self._deployers(name) if custom else None, one.flag("can_admins_bypass"))
        return found

    def _deployers(self, environment: str) -> tuple[str, ...]:
        path = f"{self._root}/environments/{environment}/deployment-branch-policies"
        bodies = self._http.bodies(path, inside="branch_policies")
        return tuple(one.text("name") for body in bodies for one in Record(body, path).records("branch_policies"))

    def _secrets(self) -> int:
        """How many there are outside of environments: the repository's own and those that an organization shares."""
        return self._count("actions/secrets") + self._count("actions/organization-secrets")

    def _count(self, path: str) -> int:
        return Record(self._http.get(f"{self._root}/{path}"), path).number("total_count")

    def _runner(self) -> str | None:
        path = f"{self._root}/actions/variables/{RUNNER}"
        try:
            return Record(self._http.get(path), path).text("value")
        except NotThere:
            return None

    def _workflows(self) -> Workflows:
        found = Record(self._http.get(f"{self._root}/actions/permissions/workflow"), "actions/permissions/workflow")
        permissions = found.text("default_workflow_permissions")
        return Workflows(permissions != "read", found.flag("can_approve_pull_request_reviews"))


def _answer(ask: Callable[[], _T]) -> _T | ForgeError:
    try:
        return ask()
    except ForgeError as fault:
        return fault


def _exposure(home: Record) -> Exposure:
    return Exposure(home.flag("private"), home.flag("allow_forking"))


def _merging(home: Record) -> Merging:
    return Merging(
        home.flag("allow_squash_merge"),
        home.flag("allow_merge_commit"),
        home.flag("allow_rebase_merge"),
        home.flag("allow_auto_merge"),
        home.text("squash_merge_commit_title"),
        home.text("squash_merge_commit_message"),
    )


def _owners_fault(one: Record) -> OwnersFault:
    return OwnersFault(one.number("line"), one.text("kind"), one.optional_text("source") or "")


def _rule(one: Record) -> Rule:
    return Rule(one.text("type"), one.mapping("parameters"), one.number("ruleset_id"))
