"""Verbs of watching: status for a person, health for a second watcher that nobody reads until it complains."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime, timedelta

from haishin.cli.alarms import say_edited, say_going_on, say_halted, say_spent, say_strange
from haishin.cli.numbers import number
from haishin.cli.office import Office, open_office
from haishin.cli.world import Acts, World
from haishin.contract.policy import JST
from haishin.delivery.heartbeat import read_beat
from haishin.delivery.journal import Journal
from haishin.delivery.overview import Late, held, late, refused_for
from haishin.delivery.stops import stops
from haishin.delivery.survey import Survey
from haishin.delivery.view import STOPPED_BY
from haishin.errors import Exit
from haishin.model import LedgerState, Text

_CAUSES = {
    "verdict": Text("協議や確認を待っています", "waits for a person"),
    "limit": Text("限度を超えています", "over a limit"),
    "stop": Text("停止用のブランチで止めました", "stopped by a branch"),
    "person": Text("人が止めました", "stopped by a person"),
}


def _looking(world: World) -> Office:
    """Looking asks no forge, so a watcher needs no token for one."""
    environment = {name: value for name, value in world.environment.items() if name != "HAISHIN_FORGE"}
    return open_office(replace(world, environment=environment), live=False, dry=True)


def _status(arguments: argparse.Namespace, world: World) -> int:
    office = _looking(world)
    view = office.view
    kind = Text("予行演習", "a rehearsal") if view.rehearsal else Text("本番", "live")
    world.say(
        Text(f"台帳:{kind.ja}{'、全停止中' if view.halted else ''}", f"ledger: {kind.en}{', halted' * view.halted}")
    )
    if view.halted:
        say_halted(world)
    doubt = _say_alerts(office, world)
    for hold in held(view):
        cause = _CAUSES[hold.cause]
        world.say(
            Text(
                f"保留 {hold.alert}:{_moment(hold.since)} から、{cause.ja}",
                f"held {hold.alert}: since {_moment(hold.since)}, {cause.en}",
            )
        )
        for line in hold.reason.splitlines():
            world.say(Text(f"  ・{line}", f"  - {line}"))
        if hold.cause in STOPPED_BY:
            say_going_on(hold.alert, world)
    survey = Survey(office.desk)
    survey.open(view)
    alarmed = _say_alarms(survey, office, world)
    for one in late(survey, view, office.desk.clock(), timedelta()):
        if one.alert not in view.alerts:
            world.say(_unsent(one))
    return Exit.IN_DOUBT if doubt else Exit.REFUSED if alarmed else Exit.FINE


def _say_alerts(office: Office, world: World) -> bool:
    """One line an alert, exact only on a terminal; whether somebody is in doubt."""
    journal = Journal.open(office.state.journal, lock=False) if office.state.journal.exists() else None
    doubt = False
    try:
        ours = {claim.alert_id for claim in journal.claims()} if journal is not None else set()
        for alert, entry in sorted(office.view.alerts.items()):
            line = f"{alert}: {entry.state.value}"
            if journal is not None and alert in ours:
                counts = journal.counts(alert)
                doubt = doubt or bool(journal.in_doubt(alert))
                exact = world.out.isatty()
                line += "".join(f" {state.value}{number(n, exact=exact)}" for state, n in counts.items() if n)
            elif entry.state is LedgerState.SEALED:
                doubt = doubt or entry.in_doubt
                line += " " + " ".join(f"{state}≈{n}" for state, n in entry.counts.items())
            world.say(Text(line, line))
            if entry.state is LedgerState.REFUSED:
                for reason in refused_for(office.view, alert):
                    world.say(Text(f"  ・{reason}", f"  - {reason}"))
    finally:
        if journal is not None:
            journal.close()
    return doubt


def _say_alarms(survey: Survey, office: Office, world: World) -> bool:
    """What main and its stop branches say against the ledger; whether there was anything."""
    edited, spent = survey.edited(office.view), survey.spent(office.view)
    strange = stops(world.git, world.remote).strange(survey.known(office.view))
    say_strange(strange, world)
    say_edited(edited, world)
    say_spent(spent, world)
    return bool(strange or edited or spent)


def _health(arguments: argparse.Namespace, world: World) -> int:
    office = _looking(world)
    now, limit = office.desk.clock(), arguments.older_than
    survey = Survey(office.desk)
    survey.open(office.view)
    problems = []
    beat = read_beat(world.git, world.remote)
    if beat is None:
        problems.append(Text("配信の処理が動いた記録がありません。", "There is no heartbeat of a sender."))
    elif now - beat.at > limit:
        problems.append(
            Text(
                f"配信の処理が {_moment(beat.at)} から動いていません。",
                f"No sending has ended well since {_moment(beat.at)}.",
            )
        )
    problems += [_unsent(one) for one in late(survey, office.view, now, limit)]
    for problem in problems:
        world.say(problem)
    if _say_alarms(survey, office, world) or problems:
        return Exit.REFUSED
    world.say(Text("異常はありません。", "All is well."))
    return Exit.FINE


def _unsent(one: Late) -> Text:
    return Text(
        f"未配信 {one.alert}:{_moment(one.since)} から main にあり、時刻の上では配信できますが、配信されていません。"
        "理由(承認など)は haishin plan で確かめてください。",
        f"unsent {one.alert}: on main since {_moment(one.since)} and inside the hours, but not sent. "
        "Ask haishin plan why (approvals and so on).",
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


VERBS: Acts = {
    "status": _status,
    "health": _health,
}
