"""Verbs over the ledger: a person's acts. Stopping asks for no role; going on asks the roster (``--by LOGIN``)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import datetime

from haishin.cli.contracts import proposals
from haishin.cli.naming import known_id, on_main, unit_of
from haishin.cli.office import keys_of
from haishin.cli.world import Acts, World
from haishin.contract.policy import JST
from haishin.decision.upkeep import Proposal
from haishin.delivery import acts
from haishin.delivery.heartbeat import read_beat
from haishin.delivery.journal import Journal
from haishin.delivery.ledger import Ledger
from haishin.delivery.mainline import lost
from haishin.delivery.program import rules_of
from haishin.delivery.proposed import by_paths
from haishin.delivery.stops import stops
from haishin.delivery.upkeep import rules_before
from haishin.errors import Exit
from haishin.forge.github import GitHubForge
from haishin.model import Text
from haishin.repository.history import ROOT, changed_paths, fetch, has


def _ledger(world: World) -> Ledger:
    return world.ledger(world.state().root)


def _now(ledger: Ledger, world: World) -> datetime:
    return world.timekeeper(rehearsal=ledger.read().rehearsal)()


def _init(arguments: argparse.Namespace, world: World) -> int:
    tip = fetch(world.git, world.remote, world.branch)
    memory = world.state().root if world.environment.get("HAISHIN_STATE") else None
    now = world.timekeeper(rehearsal=arguments.rehearsal)()
    view = world.ledger(memory).init(arguments.rehearsal, tip, now, arguments.by)
    world.say(
        Text(
            f"台帳を作りました({'予行演習' if view.rehearsal else '本番'})。今 main にあるものは配信しません。",
            f"The ledger is made ({'a rehearsal' if view.rehearsal else 'live'}). What is on main now is never mailed.",
        )
    )
    return Exit.FINE


def _log(arguments: argparse.Namespace, world: World) -> int:
    for record in world.ledger(world.state(create=False).root, note=False).read().records:
        fields = json.dumps(dict(record.fields), ensure_ascii=False, sort_keys=True)
        by = f" by {record.by}" if record.by else ""
        line = f"{record.at.astimezone(JST):%Y-%m-%d %H:%M:%S} {record.kind}{by} {record.alert or ''} {fields}"
        world.say(Text(line, line))
    return Exit.FINE


def _stopping(arguments: argparse.Namespace, world: World) -> int:
    ledger = _ledger(world)
    now = _now(ledger, world)
    if arguments.act == "hold":
        acts.hold(ledger, _alert(arguments, ledger, world), arguments.reason, now, arguments.by)
    else:
        acts.halt(ledger, arguments.reason, now, arguments.by)
    world.say(Text("止めました。", "Stopped."))
    return Exit.FINE


def _going_on(arguments: argparse.Namespace, world: World) -> int:
    ledger, contract, by = _ledger(world), world.rules.contract, arguments.by
    now = _now(ledger, world)
    alert = _alert(arguments, ledger, world) if getattr(arguments, "alert", None) is not None else ""
    acting: dict[str, Callable[[], object]] = {
        "release": lambda: acts.release(ledger, contract, alert, unit_of(alert, world), now, by),
        "resume": lambda: acts.resume(ledger, contract, now, by),
        "lift": lambda: acts.lift(ledger, contract, alert, now, by),
        "refuse": lambda: acts.refuse(ledger, contract, alert, arguments.reason, now, by),
        "adopt": lambda: _adopt(alert, ledger, world, now, by, lost=arguments.lost),
        "accept": lambda: _accept(arguments.commit, ledger, world, now, by),
    }
    acting[arguments.act]()
    world.say(Text("記録しました。", "Recorded."))
    return Exit.FINE


def _alert(arguments: argparse.Namespace, ledger: Ledger, world: World) -> str:
    """The alert that is meant; what somebody once held or stopped under a wrong id can still be released."""
    view, release = ledger.read(), arguments.act == "release"
    known = view.alerts.keys() | stops(world.git, world.remote).alerts if release else view.known
    return known_id(arguments.alert, on_main(world) | known, stopping=arguments.act == "hold")


def _adopt(alert: str, ledger: Ledger, world: World, now: datetime, by: str, *, lost: bool) -> None:
    """One alert, or (``alert`` empty) everything that must be taken over."""
    journal = Journal.open(world.state().journal)
    try:
        if alert:
            acts.adopt(ledger, world.rules.contract, journal, alert, now, by, lost=lost)
        else:
            heard = read_beat(world.git, world.remote, now, keys_of(world.state()))
            acts.adopt_all(ledger, world.rules.contract, journal, heard.witness, now, by, lost=lost)
    finally:
        journal.close()


def _accept(commit: str, ledger: Ledger, world: World, now: datetime, by: str) -> None:
    """By whom the paths ask for in the rules from before: a change of the roster must not make its own approver."""
    git, tip = world.git, fetch(world.git, world.remote, world.branch)
    if len(commit) < 40 or not has(git, commit):
        raise acts.no_commit(commit)
    instead = lost(git, tip, ledger.read(), world.state().root) if commit == tip else None
    if instead is not None:  # all of main is answered for
        rules = rules_of(git, world.contract_at, instead) if has(git, instead) else world.rules
        acts.accept(ledger, rules.contract, commit, now, by, proposal=Proposal(()), instead=instead)
        return
    contract, based = world.rules.contract, world.rules.commit
    paths: tuple[str, ...] = ()
    if has(git, f"{commit}^1"):
        contract, based = rules_before(git, world.contract_at, commit)
        paths = tuple(one for one in changed_paths(git, f"{commit}^1", commit) if not one.startswith(f"{ROOT}/"))
    brought = proposals(git).read(commit, paths, based, contract, now.astimezone(JST).date())
    forge = world.forge()
    wrote = forge.wrote(commit, contract.policy.authorship.commits) if isinstance(forge, GitHubForge) else ()
    acts.accept(ledger, contract, commit, now, by, proposal=by_paths(brought), wrote=wrote)


VERBS: Acts = {
    "init": _init,
    "log": _log,
    "stopping": _stopping,
    "going_on": _going_on,
}
