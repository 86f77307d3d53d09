"""The fake GitHub with a repository's settings, all as prescribed until a test changes one; and a numbered roster."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from haishin.core.contract import Contract, load_blobs
from support.contract import blobs
from support.folders import kept
from support.github import ROOT, Answer, Asked, FakeGitHub, user

FILES = ("main", "branches", "ledger-write", "ledger-keep", "stops")
APP = 987654
RULESETS = Path(__file__).parents[2] / "scripts" / "haishin" / "office" / "setup" / "rulesets"


def ruleset(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((RULESETS / f"{name}.json").read_text(encoding="utf-8"))
    return value


@cache
def prescribed() -> Path:
    """The root of a repository with the rulesets as they are prescribed."""
    root = kept()
    shutil.copytree(RULESETS, root / ".github" / "rulesets")
    return root


def numbered(text: str, first: int = 1001) -> str:
    """A roster in which every account has a number."""
    count = iter(range(first, first + 10_000))
    return re.sub(r"account: null", lambda _: f"account: {next(count)}", text)


def numbered_contract(change: Callable[[str], str] = lambda text: text) -> Contract:
    """The shipped contract with numbers; ``change`` edits the roster's text before it is read."""
    files = blobs()
    files["roster.yaml"] = change(numbered(files["roster.yaml"].decode())).encode()
    return load_blobs(files)


def _imported() -> dict[int, dict[str, Any]]:
    """The six files as imported, with the App's number filled in."""
    found = {number: ruleset(name) for number, name in enumerate(FILES, 1)}
    found[1]["rules"][3]["parameters"]["required_status_checks"][0]["integration_id"] = APP
    return found


def _covers(value: dict[str, Any], branch: str) -> bool:
    names = {"~ALL", f"refs/heads/{branch}", *(["~DEFAULT_BRANCH"] if branch == "main" else [])}
    condition = value["conditions"]["ref_name"]
    included = any(pattern in names or fnmatchcase(f"refs/heads/{branch}", pattern) for pattern in condition["include"])
    return included and f"refs/heads/{branch}" not in condition["exclude"]


def _workflow(name: str, state: str) -> dict[str, Any]:
    address = f"https://github.com/kenkei/haishin/actions/workflows/{name}.yml"
    moments = dict.fromkeys(("created_at", "updated_at"), "2026-04-01T09:00:00Z")
    addresses = dict.fromkeys(("url", "html_url", "badge_url"), address)
    file = {"path": f".github/workflows/{name}.yml", "state": state}
    return {"id": 1, "node_id": "W_1", "name": name, **file, **moments, **addresses}


@dataclass
class Configured:
    """What the settings pages say."""

    repository: dict[str, Any] = field(
        default_factory=lambda: {
            "id": 4711,
            "name": "haishin",
            "owner": {"login": "kenkei", "id": 12, "type": "User"},
            "default_branch": "main",
            "private": True,
            "visibility": "private",
            "fork": False,
            "allow_forking": False,
            "allow_squash_merge": True,
            "allow_merge_commit": False,
            "allow_rebase_merge": False,
            "allow_auto_merge": True,
            "has_issues": False,
            "has_wiki": False,
            "has_projects": False,
            "has_pages": False,
            "squash_merge_commit_title": "PR_TITLE",
            "squash_merge_commit_message": "BLANK",
        }
    )
    rulesets: dict[int, dict[str, Any]] = field(default_factory=_imported)
    errors: list[dict[str, Any]] | None = field(default_factory=list)
    keys: list[bool] = field(default_factory=lambda: [True, False])  # read only?
    environments: dict[str, list[str] | None] = field(
        default_factory=lambda: {"consultation": ["main"], "mail-send": ["main"]}
    )
    bypassed: set[str] = field(default_factory=set)  # environments whose rules administrators may bypass
    secrets: int = 0
    shared_secrets: int = 0
    runners: int = 0
    clock: str = "disabled_manually"  # the state of clock.yml
    runner: str | None = "haishin-mail"  # the variable HAISHIN_RUNNER
    workflow: dict[str, Any] = field(
        default_factory=lambda: {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
    )
    people: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # what this token may not see, by the end of the path
    status_of_hidden: int = 404


class SettingsGitHub(FakeGitHub):
    def __init__(self) -> None:
        super().__init__()
        self.told = Configured()

    def answer(self, asked: Asked) -> Answer:
        told = self.told
        if any(asked.path.endswith(end) for end in told.hidden):
            return Answer(told.status_of_hidden, {"message": "Not Found"})
        parts = asked.path.removeprefix(f"{ROOT}/").split("/") if asked.path.startswith(f"{ROOT}/") else []
        if asked.path == ROOT:
            return Answer(200, told.repository)
        match parts:
            case ["rules", "branches", *branch]:
                rules = [
                    {**rule, "ruleset_id": number, "ruleset_source_type": "Repository"}
                    for number, value in told.rulesets.items()
                    if value["enforcement"] == "active" and _covers(value, "/".join(branch))
                    for rule in value["rules"]
                ]
                return self.listed(rules, asked)
            case ["rulesets", number]:
                return Answer(200, {**told.rulesets[int(number)], "id": int(number), "source": "kenkei/haishin"})
            case ["codeowners", "errors"]:
                if told.errors is None:
                    return Answer(404, {"message": "Not Found"})
                return Answer(200, {"errors": told.errors})
            case ["keys"]:
                return self.listed([{"id": number, "read_only": one} for number, one in enumerate(told.keys)], asked)
            case ["environments"]:
                listed = [self._environment(name, allowed) for name, allowed in told.environments.items()]
                return self._counted("environments", listed, asked)
            case ["environments", name, "deployment-branch-policies"]:
                return self._counted("branch_policies", [{"name": one} for one in told.environments[name] or []], asked)
            case ["actions", "secrets"]:
                return Answer(200, {"total_count": told.secrets, "secrets": []})
            case ["actions", "organization-secrets"]:
                return Answer(200, {"total_count": told.shared_secrets, "secrets": []})
            case ["actions", "runners"]:
                return Answer(200, {"total_count": told.runners, "runners": []})
            case ["actions", "variables", "HAISHIN_RUNNER"] if told.runner is not None:
                return Answer(200, {"name": "HAISHIN_RUNNER", "value": told.runner})
            case ["actions", "workflows", "clock.yml"]:
                return Answer(200, _workflow("clock", told.clock))
            case ["actions", "permissions", "workflow"]:
                return Answer(200, told.workflow)
        if asked.path.startswith("/users/"):
            login = asked.path.removeprefix("/users/")
            known = {name.lower(): (name, number) for name, number in told.people.items()}
            if login.lower() not in known:
                return Answer(404, {"message": "Not Found"})
            return Answer(200, user(*known[login.lower()]))
        return super().answer(asked)

    def _environment(self, name: str, allowed: list[str] | None) -> dict[str, Any]:
        policy = None if allowed is None else {"protected_branches": False, "custom_branch_policies": True}
        return {
            "id": 1,
            "name": name,
            "deployment_branch_policy": policy,
            "can_admins_bypass": name in self.told.bypassed,
        }

    def _counted(self, name: str, values: list[Any], asked: Asked) -> Answer:
        page = self.listed(values, asked)
        return Answer(200, {"total_count": len(values), name: page.value}, page.headers)
