"""Verbs over ledger and journal: acts of a person. Stopping asks for no role, going on and settling the roster."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path

from haishin.cli.context import Acts
from haishin.cli.given import ever_on_main, known_id, on_main, unit_of
from haishin.cli.outside import Outside, outside
from haishin.cli.saying import number, say_hold
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import Text
from haishin.message.keys import Keys, short
from haishin.send.accepting import accept, adopt
from haishin.send.acts import acts
from haishin.send.acts.settling import RelayLog, Settled, read_log, settle, settle_by_word
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import held
from haishin.send.mail_host import MailHost
from haishin.send.runs import keys_of


def _ledger(context: Outside) -> Ledger:
    return context.main.ledger(MailHost(context.main).state().root)


def _now(ledger: Ledger, context: Outside) -> datetime:
    return context.main.timekeeper(rehearsal=ledger.read().rehearsal)()


def _init(arguments: argparse.Namespace, context: Outside) -> int:
    if not arguments.rehearsal:
        _refuse_unready(arguments, context)
    tip = context.main.fetch()
    memory = None
    if context.environment.get("HAISHIN_STATE"):
        memory = MailHost(context.main).state().root
    now = context.main.timekeeper(rehearsal=arguments.rehearsal)()
    view = context.main.ledger(memory).init(arguments.rehearsal, tip, now, arguments.by)
    context.say(
        Message(
            "cli/ledger-made",
            kind=Message("cli/ledger-rehearsal" if view.rehearsal else "cli/ledger-live"),
        )
    )
    return Exit.FINE


def _refuse_unready(arguments: argparse.Namespace, context: Outside) -> None:
    """Refuse a live ledger without a name, or on a machine that is not ready for it."""
    if not arguments.live:
        raise Refusal(Message("cli/which-ledger"))
    if arguments.by is None:
        raise Refusal(Message("cli/nobody-activates"))
    acts.demand(context.main.contract, context.clock(), arguments.by)
    from haishin.cli.administering import guarantees_here  # not before: it loads the set-up

    short = [row for row in guarantees_here(context) if row.id != "ledger" and not row.state.fine]
    if short:
        japanese, english = [], []
        for row in short:
            japanese.append(f"「{row.title.ja}」")
            english.append(row.title.en)
        raise Refusal(Message("cli/not-ready", titles=Text("、".join(japanese), "; ".join(english))))


def _log(arguments: argparse.Namespace, context: Outside) -> int:
    for record in context.main.ledger(MailHost(context.main).state(create=False).root, note=False).read().records:
        fields = json.dumps(dict(record.fields), ensure_ascii=False, sort_keys=True)
        by = f" by {record.by}" if record.by else ""
        line = f"{record.at.astimezone(JST):%Y-%m-%d %H:%M:%S} {record.kind}{by} {record.alert or ''} {fields}"
        context.say(line)
    return Exit.FINE


def _go(arguments: argparse.Namespace, context: Outside) -> int:
    ledger, by = _ledger(context), arguments.by
    now, view = _now(ledger, context), ledger.read()
    contract = context.main.contract_by(view)
    if arguments.alert is None:
        acts.go_on_all(ledger, contract, lambda: ever_on_main(context), now, by)
        context.say(Message("cli/halt-ended"))
        return Exit.FINE
    alert = known_id(arguments.alert, on_main(context) | view.alerts.keys())
    claim = view.of(alert).claim
    if claim is not None:
        unit: str | None = claim.unit
    else:
        unit = unit_of(alert, context)
    ended = acts.go(ledger, contract, alert, unit, now, by)
    for hold in ended:
        say_hold(hold, context)
    context.say(Message("cli/holds-ended") if ended else Message("cli/branch-gone"))
    left = [hold for hold in held(ledger.read()) if hold.alert == alert]
    if left:
        context.say(Message("cli/holds-left"))
    for hold in left:
        say_hold(hold, context)
    if view.halted:
        context.say(Message("cli/still-halted"))
    return Exit.FINE


def _refuse(arguments: argparse.Namespace, context: Outside) -> int:
    ledger = _ledger(context)
    view = ledger.read()
    alert = known_id(arguments.alert, on_main(context) | view.known)
    acts.refuse(ledger, context.main.contract_by(view), alert, arguments.reason, _now(ledger, context), arguments.by)
    return _recorded(context)


def _adopt(arguments: argparse.Namespace, context: Outside) -> int:
    ledger = _ledger(context)
    adopt(context.main, ledger, _now(ledger, context), arguments.by, lost=arguments.lost)
    return _recorded(context)


def _accept(arguments: argparse.Namespace, context: Outside) -> int:
    ledger = _ledger(context)
    accept(context.main, ledger, arguments.commit, _now(ledger, context), arguments.by)
    return _recorded(context)


def _recorded(context: Outside) -> int:
    context.say(Message("cli/recorded"))
    return Exit.FINE


def _settle(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.log is None:
        if arguments.resend_absent:
            raise Refusal(Message("cli/no-log"))
        if arguments.word is None:
            return _say_in_doubt(arguments.alert, context)
    if arguments.by is None:
        raise Refusal(Message("cli/nobody-settles"))
    done = _settled(arguments, context)
    exact = context.out.isatty()
    for outcome, count in (
        ("accepted", done.accepted),
        ("failed", done.failed),
        ("again", done.again),
        ("in-doubt", done.in_doubt),
    ):
        if count:
            context.say(Message(f"cli/settled-{outcome}", number=number(count, exact=exact)))
    if not (done.accepted or done.failed or done.again or done.in_doubt):
        context.say(Message("cli/nobody-in-doubt"))
    return Exit.IN_DOUBT if done.in_doubt else Exit.FINE


def _settled(arguments: argparse.Namespace, context: Outside) -> Settled:
    """Settle by the log or, if given, by the person's word."""
    state = MailHost(context.main).state()
    ledger = context.main.ledger(state.root)
    contract, now = context.main.contract_by(ledger.read()), _now(ledger, context)
    alert, by, word = arguments.alert, arguments.by, arguments.word
    log = None
    if word is None:
        log = _read_log(arguments.log, alert, keys_of(state))
    journal = MailHost(context.main).journal(state)
    try:
        if log is None:
            return settle_by_word(ledger, contract, journal, alert, word, now, by)
        resend_absent = arguments.resend_absent
        done = settle(ledger, contract, journal, alert, log, now, by, resend_absent=resend_absent, short=short)
    finally:
        journal.close()
    if done.in_doubt and not (log.accepted or log.failed or log.queued):
        context.say(Message("cli/not-in-log", alert=alert))
    return done


def _read_log(path: Path, alert: str, keys: Keys | None) -> RelayLog:
    def proves(alert: str, recipient: str, mac: str) -> bool:
        return keys is not None and keys.verify("return-path", mac, alert, recipient)

    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            return read_log(lines, short(alert), proves)
    except OSError as unreadable:
        raise ToolError(Message("cli/unreadable-log", path=path, why=unreadable.strerror)) from unreadable


def _say_in_doubt(alert: str, context: Outside) -> int:
    journal = Journal.open(MailHost(context.main).state().journal, lock=False)
    try:
        if not journal.snapshot_ids(alert):
            alert = known_id(alert, on_main(context))
        doubtful = sorted(journal.in_doubt(alert))
    finally:
        journal.close()
    for recipient in doubtful:
        context.say(recipient)
    if not doubtful:
        context.say(Message("cli/nobody-in-doubt"))
    return Exit.IN_DOUBT if doubtful else Exit.FINE


VERBS: Acts = outside(
    {
        "init": _init,
        "log": _log,
        "go": _go,
        "refuse": _refuse,
        "adopt": _adopt,
        "accept": _accept,
        "settle": _settle,
    }
)
