"""Verb of settling: people of whom nobody knows whether the mail has reached them, by a relay's log."""

from __future__ import annotations

import argparse
from pathlib import Path

from haishin.cli.context import Acts, CommandContext
from haishin.cli.naming import known_id, on_main
from haishin.cli.numbers import number
from haishin.delivery.journal import Journal
from haishin.delivery.settling import RelayLog, read_log, settle
from haishin.errors import Exit, Refusal, ToolError
from haishin.message.keys import short
from haishin.model import Text


def _settle(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.log is None:
        if arguments.resend_absent:
            raise Refusal(
                Text("中継サーバーの記録(--log)がありません。", "The relay's log (--log) is not given."),
                Text(
                    "--resend-absent は、記録に載っていない人にもう一度送ります。--log FILE を添えてください。",
                    "--resend-absent mails those whom the log does not show. Add --log FILE.",
                ),
            )
        return _list(arguments.alert, context)
    if arguments.by is None:
        raise Refusal(
            Text("だれが確かめたかの指定(--by)がありません。", "Who settles this is not said (--by)."),
            Text(
                "--by に、主管課の人のアカウント名を書いてください。",
                "Give the login of a person of the section with --by.",
            ),
        )
    state = context.state()
    ledger = context.ledger(state.root)
    now = context.timekeeper(rehearsal=ledger.read().rehearsal)()
    told = _read(arguments.log, arguments.alert)
    journal = Journal.open(state.journal)
    try:
        done = settle(
            ledger,
            context.rules.contract,
            journal,
            arguments.alert,
            told,
            now,
            arguments.by,
            resend_absent=arguments.resend_absent,
            short=short,
        )
    finally:
        journal.close()
    exact = context.out.isatty()
    for label, count in (
        (Text("届いた", "accepted"), done.accepted),
        (Text("届かなかった", "failed"), done.failed),
        (Text("次の回にもう一度送る", "mailed again in the next run"), done.again),
        (Text("まだ分からない", "still in doubt"), done.in_doubt),
    ):
        if count:
            context.say(Text(f"{label.ja} {number(count, exact=exact)}", f"{label.en} {number(count, exact=exact)}"))
    if not (done.accepted or done.failed or done.again or done.in_doubt):
        context.say(Text("分からない人はいません。", "Nobody is in doubt."))
    return Exit.IN_DOUBT if done.in_doubt else Exit.FINE


def _read(path: Path, alert: str) -> RelayLog:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return read_log(lines, short(alert))
    except OSError as unreadable:
        raise ToolError(
            Text(
                f"{path} を読めません:{unreadable.strerror}",
                f"{path} cannot be read: {unreadable.strerror}",
            ),
            Text("ファイルの場所と権限を確かめてください。", "Check where it is and its permissions."),
        ) from unreadable


def _list(alert: str, context: CommandContext) -> int:
    journal = Journal.open(context.state().journal, lock=False)
    try:
        if not journal.snapshot_ids(alert):
            alert = known_id(alert, on_main(context))
        doubtful = sorted(journal.in_doubt(alert))
    finally:
        journal.close()
    for one in doubtful:
        context.say(Text(one, one))
    if not doubtful:
        context.say(Text("分からない人はいません。", "Nobody is in doubt."))
    return Exit.IN_DOUBT if doubtful else Exit.FINE


VERBS: Acts = {
    "settle": _settle,
}
