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
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, HaishinError
from haishin.core.model import Kind, RowState, Text
from haishin.core.repository.git import GitError
from haishin.core.terminal import Progress
from haishin.residents.reach import shown
from haishin.send.ledger.messages import STOPPED
from haishin.send.ledger.records import BRANCH as RECORDS
from haishin.send.ledger.stops import ALL, SEEN_WITHIN, meant, stop
from haishin.send.live.sender_setup import Mode, SenderSetup, assemble_sender
from haishin.send.rows import Counts
from haishin.send.runs import assemble_look, planned, run_sender
from haishin.send.sending.reconcile import Run
from haishin.send.sending.survey import Addressed, Fate
from haishin.send.watch.alarms import forget_ended
from haishin.send.watch.conditions import conditions
from haishin.send.watch.run_summary import run_summary

_FATES = {
    Fate.SEND: Text("配信します", "goes now"),
    Fate.WAIT: Text("時刻を待ちます", "waits for the clock"),
    Fate.HELD: Text("保留します", "is held"),
    Fate.LIMIT: Text("限度を超えています", "is over a limit"),
    Fate.NOBODY: Text("送る相手がいません", "has no readers"),
    Fate.STOPPED: Text("止められています", "is stopped"),
    Fate.EXPIRED: Text("配信しません(期限切れ)", "has expired"),
}

_NOT_BEGUN = Text(
    "まだ使い始めていません(台帳がありません)。何も送らず、何も記録しません。ファイルだけから分かることを示します。"
    "承認、登録者、メールサーバーは確かめられません。動くところは haishin demo で見られます。",
    "The service has not begun (there is no ledger): nothing is sent or recorded. This is what the files alone tell; "
    "approvals, residents and relay are not known. To see it work run haishin demo.",
)
_FORESEEN = {
    Kind.REJECT: Text("このままでは配信できません", "cannot go as it is"),
    Kind.CONSULT: Text("承認などがそろえば配信します", "goes when it is approved"),
    Kind.HOLD: Text("待ってから配信します", "goes later"),
    Kind.SEND: Text("配信します", "goes now"),
}

_NOBODY_MAILED = Text("だれにも送らずに終えます", "ends without a mail")
_CLOSED = Text("だれにも送らずに終えました", "ended without a mail")
_CLOSED_WITH = Text(
    "だれにも送らずに終えました({ends} は、まだだれにも届いていなかったので、これで終わりです)",
    "ended without a mail ({ends} is over with it, which nobody had got)",
)
_NEXT_RUN = Text("。次の haishin send が続きを送ります", "; the next haishin send goes on")
_RESUMED_FIRST = Text("。haishin go までは続きを送りません", "; nothing more goes before haishin go")


def _plan(arguments: argparse.Namespace, context: Outside) -> int:
    if _not_begun(context):
        return _foresee_tree(context)
    return _print_plan(assemble_look(context.main, context.warn, reviews=True), context)


def _not_begun(context: Outside) -> bool:
    """Tell whether this clone knows of no service: no ledger stands, and none was ever seen here."""
    main = context.main
    known = main.remembered()
    if RECORDS in known or context.environment.get("HAISHIN_STATE"):
        return False
    try:
        return RECORDS not in main.told
    except GitError:
        return True


def _foresee_tree(context: Outside) -> int:
    """Say of each alert of the clone what its file tells; the service has not begun."""
    from haishin.send.foreseeing import foresee_tree  # not before: no sender needs it

    context.say(_NOT_BEGUN)
    for foreseen in foresee_tree(context.process, context.contract):
        fate = _FORESEEN[foreseen.kind]
        context.say(Text(f"{foreseen.alert}:{fate.ja}", f"{foreseen.alert}: {fate.en}"))
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
        context.say(
            Text(
                "試行です。何も送らず、何も記録しません。配信するには --live と HAISHIN_LIVE=1 の両方が必要です。",
                "Dry run: nothing is sent or recorded. Sending needs both --live and HAISHIN_LIVE=1.",
            )
        )
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
        context.warn(_CUT_OFF)
        raise
    _summarize(run, context)
    forget_ended(setup.state, conditions(run.seen))
    return _say_run(run, context)


_ENDING = (signal.SIGTERM, signal.SIGINT)
_DRAINING = Text(
    "終わるように言われました。送りかけのメールだけを送り終えます。もう一度言われると、直ちに終わります。",
    "Asked to end: only the mails under way are finished. Asked once more it ends at once.",
)
_CUT_OFF = Text(
    "送りかけのまま、直ちに終わりました。届いたか分からない宛先があれば、次の haishin send が知らせます"
    "(その人に二重には送りません)。残りは次の haishin send が送ります。",
    "Ended at once, in the midst of mails. Where nobody knows whether one arrived the next haishin send says so, and "
    "mails nobody twice; the rest goes then.",
)


class _Signals:
    """Takes the signals to end: the first asks a run to finish what is under way, the second ends the process.

    Called, it tells whether one came. The second raises SystemExit in the main thread, so that what is known of the
    mails under way is still recorded; more of them are not heard.
    """

    def __init__(self, context: Outside) -> None:
        self._context = context
        self._got = 0
        self._told = False
        for number in _ENDING:
            signal.signal(number, self._take)

    def _take(self, _number: int, _frame: object) -> None:
        self._got += 1
        if self._got > 1:
            for number in _ENDING:
                signal.signal(number, signal.SIG_IGN)
            raise SystemExit(int(Exit.TOOL))

    def __call__(self) -> bool:
        if self._got and not self._told:  # said here, for a handler may have come in the midst of another line
            self._told = True
            self._context.warn(_DRAINING)
        return bool(self._got)


def _summarize(run: Run, context: Outside) -> None:
    """Add what the run did to the summary of the forge's job, where there is one."""
    if summary := context.environment.get("GITHUB_STEP_SUMMARY"):
        alerts = [(alert, said, run.counts[alert]) for alert, said in _sent(run)]
        alarms = ((condition.text, condition.remedy) for condition in conditions(run.seen))
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(run_summary(alerts, alarms, context.language))


def _sent(run: Run) -> Iterator[tuple[str, Text]]:
    """Yield what was mailed in this run, and what became of it."""
    for label, alerts in (
        (Text("配信しました", "sent"), run.sent),
        (Text("続きを配信しました", "resumed"), run.resumed),
    ):
        for alert in alerts:
            yield alert, what_is_left(run.counts[alert], halted=run.halted) or label


def _foresee(before: str, context: Outside) -> int:
    """Say what main got since that commit and what would become of it. Exit code 2 where anything cannot be known."""
    from haishin.send import foretold
    from haishin.send.foreseeing import foresee, lacks  # not before: no sender needs them

    arrivals, contract = foresee(context.main, before), context.main.contract
    page = foretold.render(arrivals, contract, context.language, tuple(lacks(contract)), _guide(context))
    if summary := context.environment.get("GITHUB_STEP_SUMMARY"):  # no word of a drafter in a log
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(page)
    context.say(
        Text(
            "下見です。配信の機械がつながれていないため、何も送らず、何も記録しません。",
            "A preview: no mail host is connected, so nothing is sent or recorded.",
        )
    )
    for arrival in arrivals or ():
        alert, head = arrival.item.candidate.id, foretold.heading(arrival)
        context.say(Text(f"{alert}:{head.ja}", f"{alert}: {head.en}"))
    return Exit.TOOL if any(arrival.item.unknown for arrival in arrivals or ()) else Exit.FINE


def _guide(context: Outside) -> str:
    """Name where OPERATING.md is read: at the forge where it is known."""
    server, repository = (context.environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
    return f"{server}/{repository}/blob/{context.main.branch}/OPERATING.md" if server and repository else "OPERATING.md"


def _print_plan(setup: SenderSetup, context: Outside) -> int:
    plan = planned(setup)
    for item in plan.items:
        size = item.audience.size if isinstance(item, Addressed) else None
        number = shown(size) if size else None
        fate = _NOBODY_MAILED if size == 0 else _FATES[item.fate]
        context.say(
            Text(
                f"{item.candidate.id}:{fate.ja}" + (f" {number.ja}" if number else _until(item.until)),
                f"{item.candidate.id}: {fate.en}" + (f", {number.en}" if number else _until(item.until)),
            )
        )
        _say_reasons(item.reasons, context)
        if STOPPED in item.reasons:
            say_going_on(item.candidate.id, context)
    for alert in plan.begun:
        if alert in plan.over:
            context.say(
                Text(
                    f"{alert}:送る相手は残っていません。次の haishin send が、終わりを台帳に記録します",
                    f"{alert}: nobody is left to mail; the next haishin send records its end",
                )
            )
        elif alert in plan.stopped:
            context.say(Text(f"{alert}:配信の途中で止められています", f"{alert}: begun, and stopped by a person"))
            say_going_on(alert, context)
        else:
            context.say(Text(f"{alert}:配信の途中です", f"{alert}: begun"))
    if not plan.items and not plan.begun:
        context.say(Text("配信するものはありません。", "There is nothing to send."))
    return say_conditions(plan.seen, context)


def _say_run(run: Run, context: Outside) -> int:
    unsaid = {alert for alert, _ in run.held}  # begun and then stopped: held is the word for it
    for alert, said in _sent(run):
        if alert not in unsaid:
            context.say(Text(f"{alert}:{said.ja}", f"{alert}: {said.en}"))
    for alert, ends in run.closed:
        said = _CLOSED if ends is None else _CLOSED_WITH.format(ends=ends)
        context.say(Text(f"{alert}:{said.ja}", f"{alert}: {said.en}"))
    for label, alerts in (
        (Text("期限切れです", "expired"), run.expired),
        (Text("別の機械が配信の途中です", "begun by another journal"), run.foreign),
    ):
        for alert in alerts:
            if alert not in unsaid:
                context.say(Text(f"{alert}:{label.ja}", f"{alert}: {label.en}"))
    for alert, until in run.waiting:
        context.say(Text(f"{alert}:時刻を待ちます{_until(until)}", f"{alert}: waits for the clock{_until(until)}"))
    for alert, reasons in run.held:
        context.say(Text(f"{alert}:保留しています", f"{alert}: held"))
        _say_reasons(reasons, context)
        if STOPPED in reasons:
            say_going_on(alert, context)
    if run.left:
        context.say(Text(f"残り {run.left} 件は次の回に配信します。", f"{run.left} more go in the next run."))
    code = say_conditions(run.seen, context)
    if not code and not any((run.halted, run.sent, run.resumed, run.closed, run.held, run.waiting, run.left)):
        context.say(Text("新しく配信するものはありません。", "There is nothing new to send."))
    return code


def what_is_left(counts: Counts, *, halted: bool = False) -> Text | None:
    """Say what is left of an alert that is not wholly sent; None where there is nothing to add."""
    left = (
        (Text("送信待ち", "to be mailed"), counts[RowState.PENDING] + counts[RowState.INTENT]),
        (Text("再送待ち", "deferred"), counts[RowState.DEFERRED]),
        (Text("届いたか不明", "in doubt"), counts[RowState.IN_DOUBT]),
    )
    parts, going = [(name, shown(number)) for name, number in left if number], counts.waiting > 0
    if parts:
        ja = "、".join(f"{name.ja} {number.ja}" for name, number in parts)
        en = ", ".join(f"{name.en} {number.en}" for name, number in parts)
        more = _RESUMED_FIRST if halted else _NEXT_RUN
        if not going:
            more = Text("", "")
        return Text(f"送り終えていません({ja}){more.ja}", f"not finished ({en}){more.en}")
    if counts.total and not counts[RowState.ACCEPTED]:
        return Text("だれにも届いていません", "reached nobody")
    return None


def _say_reasons(reasons: tuple[Text, ...], context: Outside) -> None:
    for reason in reasons:
        context.say(Text(f"  ・{reason.ja}", f"  - {reason.en}"))


def _until(moment: datetime | None) -> str:
    return f" ({moment.astimezone(JST):%Y-%m-%d %H:%M})" if moment is not None else ""


def _stop(arguments: argparse.Namespace, context: Outside) -> int:
    target = meant(arguments.target)
    if target != ALL:
        here = on_main(context)
        target = known_id(target, here if target in here else here | _recorded(context), stopping=True)
    stop(context.git, context.main.remote, context.main.branch, target)
    context.say(
        Text(
            f"停止用のブランチ stop/{target} を作りました。送信中なら{SEEN_WITHIN}秒以内に止まります。"
            "もう届いたメールは消えません。",
            f"Made the branch stop/{target}. A running sender stops within {SEEN_WITHIN} seconds; "
            "mail that has arrived stays.",
        )
    )
    return Exit.FINE


def _recorded(context: Outside) -> frozenset[str]:
    """List the ids that the ledger knows; stopping does without one that cannot be read."""
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
