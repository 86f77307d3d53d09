"""Settings of one repository at the forge now. A missing answer is a ForgeError, never a guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from haishin.consult.forge import ForgeError, NotThere
from haishin.consult.forge.answers import JsonObject
from haishin.consult.forge.github import root
from haishin.consult.forge.http import Http
from haishin.consult.forge_access import ForgeAccess
from haishin.core.catalogue import Message
from haishin.core.model import Account
from haishin.send.live.rulesets import BranchRule, Bypass

REPOSITORY: Final = "repository"  # the path of what the forge says of the repository itself
RUNNER: Final = "HAISHIN_RUNNER"  # the variable that says where the sender runs

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Exposure:
    """Ways in which others could read the repository."""

    private: bool
    forkable: bool


@dataclass(frozen=True, slots=True)
class OwnersFault:
    """Fault that the forge finds in CODEOWNERS, in an owner or a whole line."""

    line: int
    kind: str
    source: str  # the line's text


@dataclass(frozen=True, slots=True)
class Environment:
    """Access to an environment. ``branches``: None = every branch; ``bypass``: administrators always."""

    branches: tuple[str, ...] | None
    bypass: bool


class Settings:
    """Settings of ``owner/name``; every method raises ForgeError if the forge does not answer."""

    def __init__(self, http: Http, repository: str) -> None:
        self._http = http
        self._root = root(repository)

    def exposure(self) -> Exposure:
        """Read whether it is private and whether it can be forked."""
        home = JsonObject(self._http.get(self._root), REPOSITORY)
        return Exposure(home.flag("private"), home.flag("allow_forking"))

    def account(self, login: str) -> Account | None:
        """Find a person's account, with its number, by the login; None when there is none, or it is no person's."""
        try:
            user = JsonObject(self._http.get(f"users/{login}"), "users")
        except NotThere:
            return None
        if user.text("type") != "User":
            return None
        return Account(user.text("login"), user.number("id"))

    def live(self, branch: str) -> Live:
        """Return the settings that ``doctor`` compares, for the branch that alerts are merged into."""
        return Live(self._http, self._root, branch)


def settings_of(forge: ForgeAccess) -> Settings:
    """Open the repository's settings at the forge; raises ForgeError if ``HAISHIN_FORGE`` names none."""
    if forge.repository is None:
        if named := forge.main.process.environment.get("HAISHIN_FORGE"):
            raise ForgeError(Message("consult/forge-without-settings", forge=named))
        raise ForgeError(Message("consult/forge-not-named"))
    return Settings(forge.http(), forge.repository)


class Live:
    """Settings as ``doctor`` compares them, each asked for once, when first needed; every method raises ForgeError.

    ``branch``: alerts are merged into it.
    """

    def __init__(self, http: Http, path: str, branch: str) -> None:
        self._http = http
        self._root = path
        self.branch = branch
        self._answers: dict[str, Any] = {}

    def field(self, of: str, name: str, like: str | int) -> str | int:
        """Read a field of the answer to a path, of that type (bool, int or str); ``a.b``: field b of its object a."""
        record = self._record(of)
        *outer, last = name.split(".")
        for step in outer:
            record = record.record(step)
        if isinstance(like, bool):
            return record.flag(last)
        if isinstance(like, int):
            return record.number(last)
        return record.text(last)

    def rules(self, branch: str) -> tuple[BranchRule, ...]:
        """List the rules in force for a branch of that name, of every level."""
        return tuple(
            BranchRule(rule.text("type"), rule.mapping("parameters"), rule.number("ruleset_id"))
            for rule in self._items(f"rules/branches/{branch}")
        )

    def bypass(self, ruleset: int) -> frozenset[Bypass]:
        """List whom a ruleset does not bind, which the forge shows only to those who may change it."""
        actors = self._record(f"rulesets/{ruleset}").records("bypass_actors")
        return frozenset(Bypass(actor.text("actor_type"), actor.optional_number("actor_id")) for actor in actors)

    def owners_faults(self) -> tuple[OwnersFault, ...]:
        """List the faults that the forge finds in CODEOWNERS."""
        return tuple(
            OwnersFault(fault.number("line"), fault.text("kind"), fault.optional_text("source") or "")
            for fault in self._record("codeowners/errors").records("errors")
        )

    def writing_keys(self) -> int:
        """Count the deploy keys that may write."""
        return sum(not key.flag("read_only") for key in self._items("keys"))

    def environments(self) -> dict[str, Environment]:
        """Read the environments by name."""
        found: dict[str, Environment] = {}
        for environment in self._listed("environments", "environments"):
            name = environment.text("name")
            policy = environment.optional_record("deployment_branch_policy")
            branches = None
            if policy is not None and policy.flag("custom_branch_policies"):
                branches = self._deployers(name)
            found[name] = Environment(branches, environment.flag("can_admins_bypass"))
        return found

    def runner(self) -> str | None:
        """Read the variable HAISHIN_RUNNER; None if it is not set, or hidden from this token."""
        try:
            return self._record(f"actions/variables/{RUNNER}").text("value")
        except NotThere:
            return None

    def _deployers(self, environment: str) -> tuple[str, ...]:
        path = f"environments/{environment}/deployment-branch-policies"
        return tuple(policy.text("name") for policy in self._listed(path, "branch_policies"))

    def _record(self, path: str) -> JsonObject:
        url = self._root
        if path != REPOSITORY:
            url = f"{url}/{path}"
        return self._once(path, lambda: JsonObject(self._http.get(url), path))

    def _items(self, path: str) -> tuple[JsonObject, ...]:
        return self._once(path, lambda: self._http.items(f"{self._root}/{path}"))

    def _listed(self, path: str, inside: str) -> tuple[JsonObject, ...]:
        """List the objects in that field of the answer, all pages."""
        url = f"{self._root}/{path}"

        def ask() -> tuple[JsonObject, ...]:
            bodies = self._http.bodies(url, inside=inside)
            return tuple(item for body in bodies for item in JsonObject(body, url).records(inside))

        return self._once(path, ask)

    def _once(self, path: str, ask: Callable[[], _T]) -> _T:
        """Ask for a path once, and keep the answer, or the error."""
        if path not in self._answers:
            try:
                self._answers[path] = ask()
            except ForgeError as fault:
                self._answers[path] = fault
        known = self._answers[path]
        if isinstance(known, ForgeError):
            raise known
        answer: _T = known
        return answer
