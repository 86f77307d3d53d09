"""Rulesets: as prescribed in ``.github/rulesets/*.json`` (GitHub's import format), and live rules against them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haishin.consult.forge.answers import JsonObject
from haishin.core.catalogue import Message
from haishin.core.errors import ToolError

FOLDER: Final = ".github/rulesets"
STATUS: Final = "consultation"
ACTIONS: Final = 15368  # GitHub Actions itself: a workflow on any branch can speak in its name


@dataclass(frozen=True, slots=True)
class BranchRule:
    """A rule of a ruleset."""

    kind: str
    parameters: Mapping[str, object]
    ruleset: int = 0  # the number of its live ruleset, 0 in a file


@dataclass(frozen=True, slots=True)
class Bypass:
    """Actor who is not bound: the kind and its number (None = any of that kind)."""

    kind: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A file: its rules and the actors who may bypass them."""

    name: str
    rules: tuple[BranchRule, ...]
    bypass: frozenset[Bypass]

    def rule(self, kind: str) -> BranchRule:
        """Return the rule of that kind; raises ToolError if the file has lost it."""
        for rule in self.rules:
            if rule.kind == kind:
                return rule
        raise ToolError(Message("send/live/broken-rulesets", folder=FOLDER, what=f"{self.name}: {kind}"))


def load(root: Path, name: str) -> Ruleset:
    """Read the file ``NAME.json`` of the repository; raises ToolError when it cannot be read as a ruleset."""
    path = root / FOLDER / f"{name}.json"
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Ruleset(
            value["name"],
            tuple(BranchRule(rule["type"], rule.get("parameters", {})) for rule in value["rules"]),
            frozenset(Bypass(actor["actor_type"], actor["actor_id"]) for actor in value["bypass_actors"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise ToolError(Message("send/live/broken-rulesets", folder=FOLDER, what=f"{name}.json")) from fault


def differing(wanted: BranchRule, rule: BranchRule, keys: Sequence[str]) -> tuple[str, ...]:
    """List the parameters among ``keys`` in which a live rule asks for less, or which it does not name.

    Raises ToolError if the file itself lacks the parameter.
    """
    lost = [key for key in keys if key not in wanted.parameters]
    if lost:
        raise ToolError(Message("send/live/broken-rulesets", folder=FOLDER, what=f"{wanted.kind}: {lost[0]}"))
    return tuple(key for key in keys if not _enough(wanted.parameters[key], rule.parameters.get(key)))


def _enough(wanted: object, found: object) -> bool:
    """Return whether they are equal, or the found number is greater."""
    if type(wanted) is int and type(found) is int:
        return found >= wanted
    return found == wanted


def bound(rule: BranchRule) -> int | None:
    """Return the number of the App that a status rule asks ``consultation`` from.

    0: any source will do, or Actions itself, in whose name every writer's workflow can speak. None: not asked for.
    Raises ForgeError for a rule of another shape.
    """
    for check in _checks(rule):
        if check.text("context") == STATUS:
            number = check.optional_number("integration_id")
            if number is None or number == ACTIONS:
                return 0
            return number
    return None


def others(rule: BranchRule) -> tuple[str, ...]:
    """List the checks that a status rule asks for besides ``consultation``. Raises as ``bound`` does."""
    return tuple(check.text("context") for check in _checks(rule) if check.text("context") != STATUS)


def _checks(rule: BranchRule) -> tuple[JsonObject, ...]:
    return JsonObject(rule.parameters, "required_status_checks").records("required_status_checks")
