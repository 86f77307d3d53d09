"""The verb ``decide``: the verdict on an alert, or on a pull request without an alert."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from haishin.check.findings import REPORTERS, pasting
from haishin.cli.alerts import around, load, locate
from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.consult import verdict
from haishin.consult.case import TreePasts, gather
from haishin.consult.decision import decide, upkeep
from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.turn import correcting
from haishin.consult.forge.files import read_pull
from haishin.consult.main import read_moment
from haishin.consult.schema_versions import generated
from haishin.consult.upkeep import ROSTER, moves_chiefs
from haishin.consult.verdict import Aim
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, HaishinError, Refusal, ToolError
from haishin.core.json_schema import Unreadable, read_json
from haishin.core.model import Change, Document, Finding, History, LedgerState, Past, Pull, Scope, Verdict
from haishin.core.repository.history import alert_id
from haishin.core.repository.proof import prove
from haishin.core.shape import Shape, shape

_ID = {"type": "string", "minLength": 1, "maxLength": 200}
_NULL = {"type": "null"}
_TIME = {"type": "string", "pattern": r"^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "state": {"enum": [state.value for state in LedgerState]},
            "at": {"anyOf": [_TIME, _NULL]},
            "category": {"type": "string"},
            "scope": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, _NULL]},
            "reached": {"type": "integer", "minimum": 0},
            "waivers": {"type": "array", "items": {"type": "string"}},
            "ended_by": {"anyOf": [_ID, _NULL]},
            "removed": {"type": "boolean"},
        },
    },
}


def _decide(arguments: argparse.Namespace, context: Outside) -> int:
    asked = arguments.now or context.environment.get("HAISHIN_NOW")  # a look may be of any time: no ledger is asked
    now = read_moment(asked) if asked else context.clock()
    findings: tuple[Finding, ...] = ()
    sources: dict[str, str] = {}
    if arguments.alert:
        judged, findings, sources = _judged(arguments, context, now)
    else:
        judged = _judged_upkeep(arguments, context, now)
    if arguments.format == "json":
        context.say_json(verdict.data(judged, context.language))
    else:
        open_ = [finding for finding in findings if not finding.confirmed]
        if open_:
            context.out.write(f"{REPORTERS['text'](open_, sources, context.language, len(sources))}\n")
        context.out.write(verdict.text(judged, context.contract, context.language, _aim(arguments), findings))
        waivers = (reason.waiver for reason in judged.reasons if reason.waiver is not None)
        if lines := pasting.waiving(waivers, "".join(sources.values()), context.language):
            context.out.write("\n{}\n{}\n".format(*lines))
    return Exit.FINE


def _aim(arguments: argparse.Namespace) -> Aim:
    if not arguments.alert:
        return "upkeep"
    return "withdrawal" if Change(arguments.change) is Change.DELETED else "mail"


def _judged_upkeep(arguments: argparse.Namespace, context: Outside, now: datetime) -> Verdict:
    if arguments.pull is None:
        raise Refusal(Message("cli/nothing-to-judge"))
    pull = read_pull(arguments.pull)
    if pull.files is None or shape(pull.files) != Shape(None):
        raise Refusal(Message("cli/nothing-to-judge"))
    made = generated(context.contract)
    here = {path for path in pull.files if path in made and _text(context.root / path) == made[path]}
    chiefs = ROSTER in pull.files and _moves_chiefs(context, now)
    return upkeep.decide_upkeep(
        pull, upkeep.Proposal(pull.files, frozenset(here), chiefs=chiefs), now, context.contract
    )


def _moves_chiefs(context: Outside, now: datetime) -> bool:
    """Compare the folder's roster with that of main as it was fetched last; True if it cannot be compared."""
    main = f"refs/remotes/{context.main.remote}/{context.main.branch}"
    try:
        before = context.main.contract_at(main)
    except HaishinError:
        return True
    return moves_chiefs(before, context.contract, now.astimezone(JST).date())


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _judged(
    arguments: argparse.Namespace, context: Outside, now: datetime
) -> tuple[Verdict, tuple[Finding, ...], dict[str, str]]:
    """Judge an alert: the verdict, its findings, and the text of its file by path."""
    history = History()
    if arguments.history is not None:
        history = _read_history(arguments.history)
    document, findings = load(arguments.alert, context, history.pasts)
    sources = {document.path: document.source}
    pull = _pull(arguments, document, context)
    if document.alert is None:
        return rejected(findings, correcting(pull)), findings, sources
    tree = around(locate(arguments.alert, context)[0], context)
    pasts = TreePasts(history, tree.alert, context.contract)
    case = gather(document.alert, Change(arguments.change), findings, pull, pasts)
    return decide(case, now, context.contract), findings, sources


def _pull(arguments: argparse.Namespace, document: Document, context: Outside) -> Pull | None:
    """Read the pull request of a file, which may be no alert yet; None without a pull request or a forge.

    A forge or remote that does not answer is said, and the file judged as it lies here: without any approval.
    """
    if arguments.pull is not None:
        return read_pull(arguments.pull)
    forge, named = context.forge.open(), alert_id(document.path)
    if forge is None or named is None:
        return None
    try:
        pull = forge.pull(named, context.contract.policy.authorship.commits)
        if pull is not None and not forge.offline:  # what a reviewer saw is git's to say
            blob = context.git.run("hash-object", "--stdin", data=document.source.encode()).decode().strip()
            pull = prove(pull, context.git, context.main.remote, document.path, blob, believe=False)
    except ToolError as fault:
        context.warn(Message("cli/judged-alone", why=fault.message))
        return None
    return pull


def _read_history(path: Path) -> History:
    """Read a file of pasts by alert; raises ToolError for another form."""
    try:
        value = read_json(path, _SCHEMA)
    except Unreadable as fault:
        raise ToolError(Message("cli/unreadable-history", name=path.name, why=fault.why)) from fault
    try:
        return History({_id(name): _past(past) for name, past in value.items()})
    except ValueError as fault:  # a time such as 25:00, which the pattern cannot exclude
        raise ToolError(Message("cli/unreadable-history", name=path.name, why=Message("cli/no-such-time"))) from fault


def _id(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".md")


def _past(value: Mapping[str, Any]) -> Past:
    at, ended_by = value.get("at"), value.get("ended_by")
    return Past(
        LedgerState(value.get("state", "unsent")),
        at and datetime.fromisoformat(at),
        _scope(value.get("scope")),
        value.get("reached"),
        tuple(value.get("waivers", ())),
        ended_by and _id(ended_by),
        value.get("removed", False),
        category=value.get("category"),
    )


def _scope(value: str | list[str] | None) -> Scope | None:
    if value is None:
        return None
    if value == "prefecture":
        return Scope(True)
    if isinstance(value, str):
        return Scope(False, (value,))
    return Scope(False, tuple(sorted(value)))


VERBS: Acts = outside(
    {
        "decide": _decide,
    }
)
