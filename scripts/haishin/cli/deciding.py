"""The verb ``decide``: the verdict on an alert, or on a pull request without one."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from haishin.cli.alerts import around, load, locate
from haishin.cli.context import Acts, CommandContext
from haishin.cli.contracts import generated
from haishin.cli.historyfile import read_history
from haishin.decision import decide, upkeep
from haishin.decision.deciding import rejected
from haishin.decision.turn import correcting
from haishin.errors import Exit, Refusal
from haishin.forge.files import read_pull
from haishin.model import Alert, Case, Change, Document, Finding, History, Pull, Text, Verdict
from haishin.reading import Tree
from haishin.report import pasting, verdict
from haishin.report.findings import REPORTERS
from haishin.report.verdict import Aim
from haishin.repository.history import alert_id
from haishin.repository.proof import prove


def _decide(arguments: argparse.Namespace, context: CommandContext) -> int:
    now = context.moment(arguments.now) if arguments.now else context.now()
    judged, findings, sources = (
        _judged(arguments, context, now) if arguments.alert else (_judged_upkeep(arguments, context, now), (), {})
    )
    if arguments.format == "json":
        json.dump(verdict.data(judged, context.language), context.out, ensure_ascii=False, indent=2)
        context.out.write("\n")
    else:
        if open_ := [one for one in findings if not one.confirmed]:
            context.out.write(f"{REPORTERS['text'](open_, sources, context.language, len(sources))}\n")
        context.out.write(verdict.text(judged, context.contract, context.language, _aim(arguments), findings))
        waivers = (one.waiver for one in judged.reasons if one.waiver is not None)
        if lines := pasting.waiving(waivers, "".join(sources.values()), context.language):
            context.out.write("\n{}\n{}\n".format(*lines))
    return Exit.FINE


def _aim(arguments: argparse.Namespace) -> Aim:
    if not arguments.alert:
        return "upkeep"
    return "withdrawal" if Change(arguments.change) is Change.DELETED else "mail"


def _judged_upkeep(arguments: argparse.Namespace, context: CommandContext, now: datetime) -> Verdict:
    pull = read_pull(arguments.pull) if arguments.pull is not None else None
    if pull is None or pull.files is None or upkeep.shape(pull.files) != upkeep.Shape(None):
        raise Refusal(
            Text("どの情報メールを判定するか、指定がありません。", "No alert is named."),
            Text(
                "パスか id で指定してください。情報メールのない変更は、--pull に files のあるファイルを指定します。",
                "Name it by path or id; a pull request without an alert by --pull with a file that lists its files.",
            ),
        )
    made = generated(context.contract)
    here = {path for path in pull.files if path in made and _text(context.root / path) == made[path]}
    return upkeep.decide_upkeep(pull, upkeep.Proposal(pull.files, frozenset(here)), now, context.contract)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _judged(
    arguments: argparse.Namespace, context: CommandContext, now: datetime
) -> tuple[Verdict, tuple[Finding, ...], dict[str, str]]:
    """The verdict, what the rules say of the alert, and the text of its file by path."""
    history = read_history(arguments.history) if arguments.history is not None else History()
    document, findings = load(arguments.alert, context, history.pasts)
    sources = {document.path: document.source}
    pull = _pull(arguments, document, context)
    if document.alert is None:
        return rejected(findings, correcting(pull)), findings, sources
    history = _completed(history, document.alert, around(locate(arguments.alert, context)[0], context))
    case = Case(document.alert, Change(arguments.change), findings, pull, history)
    return decide(case, now, context.contract), findings, sources


def _pull(arguments: argparse.Namespace, document: Document, context: CommandContext) -> Pull | None:
    """The pull request of a file, which need be no alert yet; None where it has none, or no forge is set."""
    if arguments.pull is not None:
        return read_pull(arguments.pull)
    forge, named = context.forge(), alert_id(document.path)
    if forge is None or named is None:
        return None
    pull = forge.pull(named, context.contract.policy.authorship.commits)
    if pull is not None and not forge.offline:  # what a reviewer saw is git's to say
        blob = context.git.run("hash-object", "--stdin", data=document.source.encode()).decode().strip()
        pull = prove(pull, context.git, context.remote, document.path, blob, believe=False)
    return pull


def _completed(history: History, alert: Alert, tree: Tree) -> History:
    """The history, with the scope and the waivers of the alert that is followed as its file has them, if unknown."""
    first = alert.follows.alert if alert.follows is not None else None
    if first is None or history.of(first).scope is not None:
        return history
    written = tree.find(first)
    if written is None or written.alert is None:
        return history
    past, told = history.of(first), written.alert
    waivers = past.waivers or tuple(waiver.rule for waiver in told.waivers)
    return History({**history.pasts, first: replace(past, scope=told.scope, waivers=waivers)})


VERBS: Acts = {
    "decide": _decide,
}
