"""Verbs over the ledger: a person's acts. Stopping asks for no role; going on asks the roster (``--by LOGIN``)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import datetime

from haishin.cli.context import Acts, CommandContext
from haishin.cli.contracts import proposals
from haishin.cli.naming import known_id, on_main, unit_of
from haishin.cli.office import keys_of
from haishin.contract.policy import JST
from haishin.decision.upkeep import Proposal
from haishin.delivery import acts, messages, takeover
from haishin.delivery.heartbeat import read_beat
from haishin.delivery.journal import Journal
from haishin.delivery.ledger import Ledger
from haishin.delivery.mainline import lost, rules_of
from haishin.delivery.stops import stops
from haishin.delivery.upkeep import by_paths, rules_before
from haishin.errors import Exit
from haishin.forge.github import GitHubForge
from haishin.model import Text
from haishin.repository.history import ROOT, changed_paths, fetch, has


def _ledger(context: CommandContext) -> Ledger:
    return context.ledger(context.state().root)


def _now(ledger: Ledger, context: CommandContext) -> datetime:
    return context.timekeeper(rehearsal=ledger.read().rehearsal)()


def _init(arguments: argparse.Namespace, context: CommandContext) -> int:
    tip = fetch(context.git, context.remote, context.branch)
    memory = context.state().root if context.environment.get("HAISHIN_STATE") else None
    now = context.timekeeper(rehearsal=arguments.rehearsal)()
    view = context.ledger(memory).init(arguments.rehearsal, tip, now, arguments.by)
    context.say(
        Text(
            f"台帳を作りました({'予行演習' if view.rehearsal else '本番'})。今 main にあるものは配信しません。",
            f"The ledger is made ({'a rehearsal' if view.rehearsal else 'live'}). What is on main now is never mailed.",
        )
    )
    return Exit.FINE


def _log(arguments: argparse.Namespace, context: CommandContext) -> int:
    for record in context.ledger(context.state(create=False).root, note=False).read().records:
        fields = json.dumps(dict(record.fields), ensure_ascii=False, sort_keys=True)
        by = f" by {record.by}" if record.by else ""
        line = f"{record.at.astimezone(JST):%Y-%m-%d %H:%M:%S} {record.kind}{by} {record.alert or ''} {fields}"
        context.say(Text(line, line))
    return Exit.FINE


def _stopping(arguments: argparse.Namespace, context: CommandContext) -> int:
    ledger = _ledger(context)
    now = _now(ledger, context)
    if arguments.act == "hold":
        acts.hold(ledger, _alert(arguments, ledger, context), arguments.reason, now, arguments.by)
    else:
        acts.halt(ledger, arguments.reason, now, arguments.by)
    context.say(Text("止めました。", "Stopped."))
    return Exit.FINE


def _going_on(arguments: argparse.Namespace, context: CommandContext) -> int:
    ledger, contract, by = _ledger(context), context.rules.contract, arguments.by
    now = _now(ledger, context)
    alert = _alert(arguments, ledger, context) if getattr(arguments, "alert", None) is not None else ""
    acting: dict[str, Callable[[], object]] = {
        "release": lambda: acts.release(ledger, contract, alert, unit_of(alert, context), now, by),
        "resume": lambda: acts.resume(ledger, contract, now, by),
        "lift": lambda: acts.lift(ledger, contract, alert, now, by),
        "refuse": lambda: acts.refuse(ledger, contract, alert, arguments.reason, now, by),
        "adopt": lambda: _adopt(alert, ledger, context, now, by, lost=arguments.lost),
        "accept": lambda: _accept(arguments.commit, ledger, context, now, by),
    }
    acting[arguments.act]()
    context.say(Text("記録しました。", "Recorded."))
    return Exit.FINE


def _alert(arguments: argparse.Namespace, ledger: Ledger, context: CommandContext) -> str:
    """The alert that is meant; what somebody once held or stopped under a wrong id can still be released."""
    view, release = ledger.read(), arguments.act == "release"
    known = view.alerts.keys() | stops(context.git, context.remote).alerts if release else view.known
    return known_id(arguments.alert, on_main(context) | known, stopping=arguments.act == "hold")


def _adopt(alert: str, ledger: Ledger, context: CommandContext, now: datetime, by: str, *, lost: bool) -> None:
    """One alert, or (``alert`` empty) everything that must be taken over."""
    journal = Journal.open(context.state().journal)
    try:
        if alert:
            takeover.adopt(ledger, context.rules.contract, journal, alert, now, by, lost=lost)
        else:
            heard = read_beat(context.git, context.remote, now, keys_of(context.state()))
            takeover.adopt_all(ledger, context.rules.contract, journal, heard.witness, now, by, lost=lost)
    finally:
        journal.close()


def _accept(commit: str, ledger: Ledger, context: CommandContext, now: datetime, by: str) -> None:
    """By whom the paths ask for in the rules from before: a change of the roster must not make its own approver."""
    git, tip = context.git, fetch(context.git, context.remote, context.branch)
    if len(commit) < 40 or not has(git, commit):
        raise messages.no_commit(commit)
    instead = lost(git, tip, ledger.read(), context.state().root) if commit == tip else None
    if instead is not None:  # all of main is answered for
        rules = rules_of(git, context.contract_at, instead) if has(git, instead) else context.rules
        acts.accept(ledger, rules.contract, commit, now, by, proposal=Proposal(()), instead=instead)
        return
    contract, based = context.rules.contract, context.rules.commit
    paths: tuple[str, ...] = ()
    if has(git, f"{commit}^1"):
        contract, based = rules_before(git, context.contract_at, commit)
        paths = tuple(one for one in changed_paths(git, f"{commit}^1", commit) if not one.startswith(f"{ROOT}/"))
    brought = proposals(git).read(commit, paths, based, contract, now.astimezone(JST).date())
    forge = context.forge()
    wrote = forge.wrote(commit, contract.policy.authorship.commits) if isinstance(forge, GitHubForge) else ()
    acts.accept(ledger, contract, commit, now, by, proposal=by_paths(brought), wrote=wrote)


VERBS: Acts = {
    "init": _init,
    "log": _log,
    "stopping": _stopping,
    "going_on": _going_on,
}
