"""The verb ``status``: open matters, then today; all of one alert; the outcome of one person's mail."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from haishin.cli.context import Acts
from haishin.cli.ended import ended_unsent
from haishin.cli.given import addresses, known_id, output
from haishin.cli.outside import Outside, outside
from haishin.cli.saying import data_of, number, say_conditions, say_each, say_going_on, say_hold
from haishin.consult.matters import open_matters
from haishin.consult.sent_mail import milestones, removals
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.contract.policy import JST, Policy
from haishin.core.errors import Exit, Refusal
from haishin.core.escaping import visible
from haishin.core.model import STOP, Alert, LedgerEntry, LedgerState, RowState, Text, rounded
from haishin.core.repository.history import alert_files
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices, canonical
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import Held, held, held_by_people
from haishin.send.ledger.stops import stops_in
from haishin.send.ledger.unrecorded import UNRECORDED, with_stops
from haishin.send.live.sender_setup import SenderSetup
from haishin.send.mail_host import MailHost
from haishin.send.rows import Counts, Trace
from haishin.send.runs import assemble_look, look, looked_at
from haishin.send.sending.seen import Seen
from haishin.send.sending.survey import MainSnapshot, SendCandidate
from haishin.send.watch.conditions import Condition, conditions, exit_of


def _status(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.recipient:
        return _recipient(arguments, context)
    if arguments.failed:
        return _failed(arguments, context)
    setup = _with_stops(assemble_look(context.main, context.warn))
    if arguments.alert is not None:
        return _alert(arguments.alert, setup, context)
    if arguments.format == "json":
        return _overview_data(setup, context)
    return _overview(setup, context)


def _with_stops(setup: SenderSetup) -> SenderSetup:
    git, view, now = setup.inputs.git, setup.view, setup.inputs.clock()
    standing = stops_in(setup.told)
    if not standing.alerts:
        return setup
    known = standing.among({file.id for file in alert_files(git, setup.inputs.tip)}, view.known)
    return replace(setup, view=with_stops(view, known, now))


# --- open matters, then today -----------------------------------------------------------


def _overview(setup: SenderSetup, context: Outside) -> int:
    """Say it shortly, however long the ledger is: of ended alerts only today's."""
    view = setup.view
    kind = Message("cli/ledger-rehearsal" if view.rehearsal else "cli/ledger-live")
    context.say(Message("cli/status-ledger-halted" if view.halted else "cli/status-ledger", kind=kind))
    survey, seen = look(setup)
    code = say_conditions(seen, context)
    for hold in held(view):
        _say_hold(hold, context)
    _say_open(setup, survey, seen, context)
    today = seen.now.astimezone(JST).date()
    begun = {alert: entry for alert, entry in sorted(view.alerts.items()) if entry.claim is not None}
    open_ = [alert for alert, entry in begun.items() if entry.unfinished or alert in seen.host.in_doubt]
    new = [alert for alert, entry in begun.items() if entry.claim is not None and _day(entry.claim.at) == today]
    ended = [alert for alert, entry in begun.items() if _day(entry.at) == today]
    with _sound_journal(setup, seen) as journal:
        for alert in open_:
            _say_state(alert, begun[alert], _counts(alert, journal), context)
        context.say(Message("cli/begun-today", today=today, count=len(new)))
        for alert in sorted({*new, *ended}.difference(open_)):
            _say_state(alert, begun[alert], _counts(alert, journal), context)
    for candidate in survey.candidates(view):
        if candidate.id not in view.alerts:
            why: Text = Message("cli/waits-halt")
            if not view.halted:
                why = _awaited(candidate, survey.contract.policy, seen.now)
            if candidate.brought is None:
                context.say(Message("cli/unsent", alert=candidate.id, why=why))
            else:
                since = stamp(candidate.brought)
                context.say(Message("cli/unsent-since", alert=candidate.id, since=since, why=why))
    return code


def _overview_data(setup: SenderSetup, context: Outside) -> int:
    """Write the overview as JSON, for a monitor; no exact count leaves the mail host (T31)."""
    view = setup.view
    survey, seen = look(setup)
    standing = conditions(seen)
    begun = {alert: entry for alert, entry in sorted(view.alerts.items()) if entry.claim is not None}
    today = seen.now.astimezone(JST).date()
    with _sound_journal(setup, seen) as journal:
        alerts = [
            _alert_data(alert, entry, _counts(alert, journal))
            for alert, entry in begun.items()
            if entry.unfinished or alert in seen.host.in_doubt or _day(entry.at) == today
        ]
    code = exit_of(standing)
    holds = [{"alert": hold.alert, "cause": hold.cause, "since": hold.since.isoformat()} for hold in held(view)]
    unsent = [candidate.id for candidate in survey.candidates(view) if candidate.id not in view.alerts]
    answer = {
        "at": seen.now.isoformat(),
        "exit": int(code),
        "ledger": "rehearsal" if view.rehearsal else "live",
        "halted": seen.halted,
        "conditions": data_of(standing, context),
        "held": holds,
        "alerts": alerts,
        "unsent": unsent,
    }
    context.say_json(answer)
    return code


def _alert_data(alert: str, entry: LedgerEntry, counts: Counts | None) -> dict[str, object]:
    known = dict[str, int | None](entry.counts)
    if counts is not None:
        known = {state.value: rounded(n) for state, n in counts.items() if n}
    return {
        "alert": alert,
        "state": entry.state.value,
        "claimed_at": entry.claim.at.isoformat() if entry.claim is not None else None,
        "counts": known,
    }


def _day(moment: datetime | None) -> object:
    return None if moment is None else moment.astimezone(JST).date()


def _awaited(candidate: SendCandidate, policy: Policy, now: datetime) -> Text:
    """Say why an alert waits that no run has looked at yet, by its file and the clock."""
    alert, hours = candidate.alert, policy.hours
    if alert is not None and alert.not_before is not None and now < alert.not_before:
        at = stamp(alert.not_before)
        return Message("cli/waits-time", at=at)
    if alert is not None and not alert.waives("delivery-hours") and not hours.is_open(now):
        return Message("cli/waits-hours", opens=hours.opens)
    return Message("cli/waits-run")


def _say_hold(hold: Held, context: Outside) -> None:
    say_hold(hold, context)
    if hold.cause == STOP:
        if hold.reason == UNRECORDED:
            context.say(Message("cli/stop-unrecorded"))
        say_going_on(hold.alert, context)


def _say_open(setup: SenderSetup, survey: MainSnapshot, seen: Seen, context: Outside) -> None:
    """Say the matters whose end residents were not told."""
    contract = survey.contract

    def read(files: Sequence[tuple[str, str]]) -> Iterator[Alert | None]:
        from haishin.check.alert_files import read_blobs  # not before: on most days nothing is open

        return (document.alert for document in read_blobs(setup.inputs.git, files, contract))

    for matter in open_matters(setup.view, survey.alert_files, read, contract, seen.now):
        alert, since, days = matter.last.alert, stamp(matter.last.at), matter.days * matter.times
        context.say(Message("cli/no-end-told", alert=alert, since=since, days=days))
        context.say(Message("cli/let-it-be-resolved"))


@contextmanager
def _sound_journal(setup: SenderSetup, seen: Seen) -> Iterator[Journal | None]:
    """Open this host's journal for a look; None if it is missing or broken."""
    with looked_at(setup) as journal:
        yield journal if seen.host.broken is None else None


def _counts(alert: str, journal: Journal | None) -> Counts | None:
    """Count the rows of an alert that this host's journal knows."""
    if journal is None or all(known.alert_id != alert for known in journal.entries()):
        return None
    return journal.counts(alert)


def _say_state(alert: str, entry: LedgerEntry, counts: Counts | None, context: Outside) -> None:
    """Say the state in a line, exact only on a terminal."""
    line = f"{alert}: {entry.state.value}"
    if counts is not None:
        exact = context.out.isatty()
        line += "".join(f" {state.value}{number(n, exact=exact)}" for state, n in counts.items() if n)
    elif entry.state is LedgerState.SEALED:
        line += "".join(f" {state}≈{n}" for state, n in entry.counts.items())
    context.say(line)


# --- one alert ----------------------------------------------------------------------------------


def _alert(meant: str, setup: SenderSetup, context: Outside) -> int:
    """Say everything that ledger and journal know of an alert; its words and approvals are ``report``'s."""
    survey, seen = look(setup)
    view = setup.view
    alert = known_id(meant, survey.known(view) | view.alerts.keys())
    entry = view.of(alert)
    with _sound_journal(setup, seen) as journal:
        counts = _counts(alert, journal)
    _say_state(alert, entry, counts, context)
    paths = [file.path for file in survey.alert_files if file.id == alert]
    if entry.claim is not None:
        paths = [entry.claim.path]
    for path in paths:
        context.say(Message("cli/alert-file", path=path))
    for time in milestones(entry, context.language):
        context.say(Message("cli/item", line=time))
    if entry.claim is not None and entry.claim.ends is not None:
        context.say(Message("cli/ends", alert=entry.claim.ends))
    if entry.ended_by is not None:
        context.say(Message("cli/ended-by", alert=entry.ended_by))
    for written in view.records:
        if written.alert == alert and written.fields.get("reason") != UNRECORDED:
            by = "" if written.by is None else f" ({written.by})"
            context.say(f"  {stamp(written.at)} {written.kind}{by}")
    for hold in dict.fromkeys((*held(view), *held_by_people(view))):
        if hold.alert == alert:
            _say_hold(hold, context)
    if entry.hidden and entry.claim is not None:
        context.say(Message("cli/remove-by-hand"))
        for line in removals(entry.claim.pull, context.language):
            context.say(Message("cli/item", line=line))
        context.say(Message("cli/item", line=Message("consult/cannot-take-back")))
    if (ended := ended_unsent(view, alert)) is not None:
        context.say(Message("cli/item", line=ended))
    alarms = _alarms_of(alert, conditions(seen))
    say_each(alarms, context)
    if entry.claim is not None:
        context.say(Message("cli/see-report", alert=alert))
    return exit_of(alarms)


def _alarms_of(alert: str, standing: Iterable[Condition]) -> list[Condition]:
    """Choose the alarms of an alert, by its id or its file, and the alarm that all of this is old."""
    chosen = []
    for condition in standing:
        values: Mapping[str, object] = {}
        if isinstance(condition.text, Message):
            values = condition.text.values
        named = {str(values.get(hole)).rpartition("/")[2].removesuffix(".md") for hole in ("name", "first")}
        if alert in named or condition.code == "remote-gone":
            chosen.append(condition)
    return chosen


# --- people -------------------------------------------------------------------------------------


def _failed(arguments: argparse.Namespace, context: Outside) -> int:
    """List whom the relay has refused for good, by address: for the operator of the mail host, and for no log."""
    if arguments.alert is None:
        raise Refusal(Message("cli/failed-of-which"))
    journal = Journal.open(MailHost(context.main).state(create=False).journal, lock=False)
    try:
        failed = journal.failed(arguments.alert)
    finally:
        journal.close()
    with output(arguments.output, context) as stream:
        for row in failed:
            stream.write(f"{row.address}\t{row.code or '-'}\t{row.enhanced or '-'}\n")
    if not failed:
        context.say(Message("cli/nobody-refused"))
    return Exit.FINE


def _recipient(arguments: argparse.Namespace, context: Outside) -> int:
    """Say the outcome of one person's mail; the address comes in on standard input, and no other person is named."""
    state = MailHost(context.main).state(create=False)
    if not state.journal.exists():
        raise Refusal(Message("cli/no-journal-here"))
    with output(arguments.output, context) as stream:
        lines = [line.strip() for line in addresses(None, context) if line.strip()]
        if len(lines) != 1:
            raise Refusal(Message("cli/not-one-resident"))
        address = canonical(lines[0], Choices.of(context.main.in_force).carrier_domains)
        subscriber = None
        if state.registry.exists() and (known := Registry(state.registry).find(address)) is not None:
            subscriber = known.subscriber.id
        journal = Journal.open(state.journal, lock=False)
        try:
            traces = journal.traces(address, subscriber)
        finally:
            journal.close()
        asked = [trace for trace in traces if arguments.alert in (None, trace.alert_id)]
        stream.writelines(f"{_traced(trace)[context.language]}\n" for trace in asked)
    if not asked:
        context.say(Message("cli/nothing-for-person"))
        return Exit.REFUSED
    if any(trace.state in (RowState.IN_DOUBT, RowState.INTENT) for trace in asked):
        return Exit.IN_DOUBT
    return Exit.FINE


def _traced(trace: Trace) -> Text:
    """Write a line in which the relay's words are made harmless."""
    when, at = "", trace.ended or trace.tried
    if at is not None:
        when = f" {stamp(at)}"
    answer = " ".join(str(part) for part in (trace.code, trace.enhanced, trace.said) if part)
    if answer:
        answer = f" [{visible(' '.join(answer.split()))}]"
    state = Message(f"cli/trace-{trace.state}")
    return Message("cli/trace", alert=trace.alert_id, state=state, when=when, answer=answer)


VERBS: Acts = outside(
    {
        "status": _status,
    }
)
