"""Verbs of sending: plan, send, stop."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from haishin.cli.context import Acts, columns
from haishin.cli.given import known_id, on_main
from haishin.cli.outside import Outside, outside
from haishin.cli.saying import say_conditions, say_going_on
from haishin.core.catalogue import Message, listed
from haishin.core.contract.hours import stamp
from haishin.core.errors import Exit, HaishinError, Refusal, ToolError
from haishin.core.model import RowState, Text
from haishin.core.repository.git import GitError
from haishin.core.repository.git import shown as without_login
from haishin.core.terminal import Progress
from haishin.residents.registry.reach import shown
from haishin.send.ledger.records import BRANCH as RECORDS
from haishin.send.ledger.stops import ALL, SEEN_WITHIN, meant, stop
from haishin.send.live.sender_setup import Mode, SenderSetup, assemble_sender
from haishin.send.rows import Counts
from haishin.send.runs import assemble_look, planned, run_sender
from haishin.send.sending.reconcile import Run
from haishin.send.sending.survey import Addressed, Item
from haishin.send.watch.alarms import forget_ended
from haishin.send.watch.conditions import conditions
from haishin.send.watch.run_summary import run_summary


def _plan(arguments: argparse.Namespace, context: Outside) -> int:
    if _not_begun(context):
        return _foresee_tree(context)
    return _print_plan(assemble_look(context.main, context.warn, reviews=True), context)


def _not_begun(context: Outside) -> bool:
    """Return whether this clone knows of no service: no ledger stands or was ever seen here."""
    main = context.main
    known = main.remembered()
    if RECORDS in known or context.environment.get("HAISHIN_STATE"):
        return False
    try:
        return RECORDS not in main.told
    except GitError:
        return True


def _foresee_tree(context: Outside) -> int:
    """Say of each alert of the clone the verdict by its file; the service has not begun."""
    from haishin.send.foreseeing import foresee_tree  # not before: no sender needs it

    context.say(Message("cli/service-not-begun"))
    for foreseen in foresee_tree(context.process, context.contract):
        said = Message(f"cli/foreseen-{foreseen.kind}")
        context.say(Message("cli/of-alert", alert=foreseen.alert, said=said))
        _say_reasons(foreseen.reasons, context)
    return Exit.FINE


def _send(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.pushed is not None:
        return _foresee(arguments.pushed, context)
    main = context.main
    if not (arguments.live and context.environment.get("HAISHIN_LIVE") == "1") and _not_begun(context):
        return _foresee_tree(context)
    setup = assemble_sender(main, context.warn, live=arguments.live, dry=False)
    if setup.mode is Mode.DRY:
        context.say(Message("cli/dry-run"))
        return _print_plan(setup, context)
    progress = Progress(
        context.err,
        isatty=context.err.isatty(),
        clock=main.process.ticks,
        language=context.language,
        columns=columns(context.err),
    )

    def again() -> SenderSetup:
        return assemble_sender(replace(main), context.warn, live=arguments.live, dry=False)

    try:
        run = run_sender(setup, main, progress, _Signals(context), context.warn, again)
    except SystemExit:
        context.warn(Message("cli/cut-off"))
        raise
    _summarize(run, context)
    forget_ended(setup.state, conditions(run.seen))
    return _say_run(run, context)


_ENDING = (signal.SIGTERM, signal.SIGINT)


class _Signals:
    """Takes the signals to end: the first asks a run to finish the mails under way, the second ends the process.

    A call returns whether a signal came. The second raises SystemExit in the main thread, so that the outcomes known
    by then are still recorded; further signals are ignored.
    """

    def __init__(self, context: Outside) -> None:
        self._context = context
        self._got = 0
        self._said = False
        for number in _ENDING:
            signal.signal(number, self._take)

    def _take(self, _number: int, _frame: object) -> None:
        self._got += 1
        if self._got > 1:
            for number in _ENDING:
                signal.signal(number, signal.SIG_IGN)
            raise SystemExit(int(Exit.TOOL))

    def __call__(self) -> bool:
        if self._got and not self._said:  # said here, for a handler may have come in the midst of another line
            self._said = True
            self._context.warn(Message("cli/draining"))
        return bool(self._got)


def _summarize(run: Run, context: Outside) -> None:
    """Add the results of the run to the summary of the forge's job, if there is a summary."""
    if summary := context.environment.get("GITHUB_STEP_SUMMARY"):
        alerts = [(alert, said, run.counts[alert]) for alert, said in _sent(run)]
        alarms = ((condition.text, condition.remedy) for condition in conditions(run.seen))
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(run_summary(alerts, alarms, context.language))


def _sent(run: Run) -> Iterator[tuple[str, Text]]:
    """Yield each alert mailed in this run, and its result."""
    for alert in run.sent:
        yield alert, what_is_left(run.counts[alert], halted=run.halted) or Message("cli/sent")
    for alert in run.resumed:
        yield alert, what_is_left(run.counts[alert], halted=run.halted) or Message("cli/resumed")


def _foresee(before: str, context: Outside) -> int:
    """Say the new alerts of main since that commit and their fate. Exit code 2 if a fate cannot be known."""
    from haishin.send import foretold
    from haishin.send.foreseeing import foresee, lacks  # not before: no sender needs them

    arrivals, contract = foresee(context.main, before), context.main.contract
    page = foretold.render(arrivals, contract, context.language, tuple(lacks(contract)), _folder(context))
    if summary := context.environment.get("GITHUB_STEP_SUMMARY"):  # no word of a drafter in a log
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(page)
    context.say(Message("cli/preview-of-push"))
    for arrival in arrivals or ():
        context.say(Message("cli/of-alert", alert=arrival.item.candidate.id, said=foretold.heading(arrival)))
    if any(arrival.item.unknown for arrival in arrivals or ()):
        return Exit.TOOL
    return Exit.FINE


def _folder(context: Outside) -> str:
    """Return the address of main's folder at the forge, empty if it is not known: the manuals lie there."""
    server, repository = (context.environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
    if server and repository:
        return f"{server}/{repository}/blob/{context.main.branch}/"
    return ""


def _print_plan(setup: SenderSetup, context: Outside) -> int:
    plan = planned(setup)
    for item in plan.items:
        _say_item(item, context)
        _say_reasons(item.reasons, context)
        if Message("send/ledger/stopped") in item.reasons:
            say_going_on(item.candidate.id, context)
    for alert in plan.begun:
        if alert in plan.over:
            context.say(Message("cli/begun-nobody-left", alert=alert))
        elif alert in plan.stopped:
            context.say(Message("cli/begun-stopped", alert=alert))
            say_going_on(alert, context)
        else:
            context.say(Message("cli/begun", alert=alert))
    if not plan.items and not plan.begun:
        context.say(Message("cli/nothing-to-send"))
    return say_conditions(plan.seen, context)


def _say_item(item: Item, context: Outside) -> None:
    """Say the fate of an alert: to how many it goes, or until when it waits."""
    alert, fate, until = item.candidate.id, Message(f"cli/fate-{item.fate}"), _until(item.until)
    if not isinstance(item, Addressed):
        context.say(Message("cli/planned", alert=alert, fate=fate, until=until))
    elif item.audience.size:
        context.say(Message("cli/planned-for", alert=alert, fate=fate, number=shown(item.audience.size)))
    else:
        context.say(Message("cli/planned", alert=alert, fate=Message("cli/fate-unmailed"), until=until))


def _say_run(run: Run, context: Outside) -> int:
    unsaid = {alert for alert, _ in run.held}  # begun and then stopped: held is the word for it
    for alert, said in _sent(run):
        if alert not in unsaid:
            context.say(Message("cli/of-alert", alert=alert, said=said))
    for alert, ends in run.closed:
        closed = Message("cli/closed")
        if ends is not None:
            closed = Message("cli/closed-with", ends=ends)
        context.say(Message("cli/of-alert", alert=alert, said=closed))
    for label, alerts in (
        (Message("cli/expired"), run.expired),
        (Message("cli/foreign"), run.foreign),
    ):
        for alert in alerts:
            if alert not in unsaid:
                context.say(Message("cli/of-alert", alert=alert, said=label))
    for alert, until in run.waiting:
        context.say(Message("cli/waits-for-clock", alert=alert, until=_until(until)))
    for alert, reasons in run.held:
        context.say(Message("cli/is-held", alert=alert))
        _say_reasons(reasons, context)
        if Message("send/ledger/stopped") in reasons:
            say_going_on(alert, context)
    if run.left:
        context.say(Message("cli/left-for-next-run", left=run.left))
    code = say_conditions(run.seen, context)
    if not code and not any((run.halted, run.sent, run.resumed, run.closed, run.held, run.waiting, run.left)):
        context.say(Message("cli/nothing-new"))
    return code


def what_is_left(counts: Counts, *, halted: bool = False) -> Text | None:
    """Say the rest of an alert that is not wholly sent; None if there is nothing to add."""
    left = [
        Message(f"cli/rows-{row}", number=shown(number))
        for row, number in (
            ("waiting", counts[RowState.PENDING] + counts[RowState.INTENT]),
            ("deferred", counts[RowState.DEFERRED]),
            ("in-doubt", counts[RowState.IN_DOUBT]),
        )
        if number
    ]
    if left:
        return _unfinished(listed(left), going=counts.waiting > 0, halted=halted)
    if counts.total and not counts[RowState.ACCEPTED]:
        return Message("cli/reached-nobody")
    return None


def _unfinished(left: Text, *, going: bool, halted: bool) -> Text:
    if not going:
        return Message("cli/unfinished", left=left)
    if halted:
        return Message("cli/unfinished-halted", left=left)
    return Message("cli/unfinished-goes-on", left=left)


def _say_reasons(reasons: tuple[Text, ...], context: Outside) -> None:
    for reason in reasons:
        context.say(Message("cli/item", line=reason))


def _until(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return f" ({stamp(moment)})"


def _stop(arguments: argparse.Namespace, context: Outside) -> int:
    target = meant(arguments.target)
    if not target:
        raise Refusal(Message("cli/nothing-to-stop"))
    try:
        if target != ALL:
            known = on_main(context)
            if target not in known:
                known |= _recorded(context)
            target = known_id(target, known, stopping=True)
        made = stop(context.git, context.main.remote, context.main.branch, target)
    except GitError as fault:
        raise ToolError(Message("cli/not-stopped", target=target, why=fault.message)) from fault
    address = without_login(context.git.text("ls-remote", "--get-url", context.main.remote))
    values = {"target": target, "remote": address, "seen_within": SEEN_WITHIN}
    context.say(Message("cli/stopped" if made else "cli/stopped-before", **values))
    if target == ALL:  # which says of no text that it is wrong
        context.say(Message("cli/stopped-all"))
    return Exit.FINE


def _recorded(context: Outside) -> frozenset[str]:
    """List the ids that the ledger knows; none if it cannot be read, for stopping goes without it."""
    try:
        return context.main.ledger().read().known
    except HaishinError:
        return frozenset()


VERBS: Acts = outside(
    {
        "plan": _plan,
        "send": _send,
        "stop": _stop,
    }
)
