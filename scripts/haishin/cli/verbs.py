"""The command line: every verb with its arguments, and the module that does it.

No room is imported here: who asks for help waits for none, and a verb waits for its own.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from haishin.check.findings import REPORTERS
from haishin.cli.usage import JapaneseParser, Parser, spoken
from haishin.core.model import Change

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # argparse has no public name for it

# Who does what; each verb stands once.
_GROUPS = {
    "write": ("new", "form", "validate", "fix", "preview", "render", "sheet", "hook"),
    "approve": ("decide", "table", "rules"),
    "send": (
        *("plan", "send", "stop", "go", "status", "report", "verify"),
        *("health", "settle", "refuse", "accept", "adopt"),
    ),
    "registry": ("subscribers", "inbox", "web"),
    "operate": (
        *("init", "demo", "doctor", "ledger", "roster", "codeowners", "rulesets", "manual", "service"),
        *("version", "upgrade", "update", "backup", "restore", "audit", "publish", "consult", "scan"),
    ),
}
_YEAR = 366 * 24 * 60


def parser(environment: Mapping[str, str]) -> Parser:
    """Make the parser; it sets ``module``, the acting module of this folder, and ``verb``, a name of its ``VERBS``."""
    language, _ = spoken((), environment)
    kind = JapaneseParser if language == "ja" else Parser
    whole = kind(prog="haishin")
    whole.add_argument("--lang", choices=("ja", "en"), default=language)
    verbs = whole.add_subparsers(required=True, metavar="VERB")
    for add in (
        _alerts,
        _deciding,
        _consulting,
        _fixing,
        _hook,
        _drafting,
        _mails,
        _sending,
        _watching,
        _reporting,
        _settling,
        _acting,
        _ledger,
        _subscribers,
        _desk,
        _standby,
        _setup,
        _founding,
        _releases,
        _demo,
    ):
        add(verbs)
    whole.groups = _GROUPS
    return whole


def _alerts(verbs: Verbs) -> None:
    validate = verbs.add_parser("validate")
    validate.add_argument("paths", nargs="*", metavar="PATH")
    where = validate.add_mutually_exclusive_group()
    where.add_argument("--at", metavar="COMMIT")
    where.add_argument("--staged", action="store_true")
    validate.add_argument("--base", metavar="COMMIT")
    validate.add_argument("--format", choices=tuple(REPORTERS), default="text")
    validate.add_argument("--show", action="store_true")
    validate.set_defaults(module="alerts", verb="validate")

    show = verbs.add_parser("table")
    show.add_argument("alert", nargs="?", metavar="ALERT")
    how = show.add_mutually_exclusive_group()
    how.add_argument("--format", choices=("text", "markdown"), default="text")
    how.add_argument("--page", action="store_true")
    show.set_defaults(module="paper", verb="table")

    desk = verbs.add_parser("sheet")
    desk.add_argument("--duty", nargs="?", type=_day, const=date.min, metavar="DATE")  # date.min: today
    desk.set_defaults(module="paper", verb="sheet")

    bytes_ = verbs.add_parser("render")
    bytes_.add_argument("alert", metavar="ALERT")
    bytes_.add_argument("--to", type=_dash, metavar="-")
    bytes_.add_argument("--show", action="store_true")
    bytes_.add_argument("--form", choices=("text", "html"), default="text")
    bytes_.add_argument("--language", default="ja", metavar="CODE")
    bytes_.set_defaults(module="mails", verb="render")

    rules = verbs.add_parser("rules")
    rules.add_argument("--coverage", action="store_true")
    rules.set_defaults(module="alerts", verb="rules")

    scan = verbs.add_parser("scan")
    scan.add_argument("--jsonl", action="store_true", required=True)
    scan.set_defaults(module="alerts", verb="scan")


def _deciding(verbs: Verbs) -> None:
    judge = verbs.add_parser("decide")
    judge.add_argument("alert", nargs="?", metavar="ALERT")
    judge.add_argument("--now", metavar="ISO8601")
    judge.add_argument("--change", choices=[change.value for change in Change], default="added")
    judge.add_argument("--pull", type=Path, metavar="FILE")
    judge.add_argument("--history", type=Path, metavar="FILE")
    judge.add_argument("--format", choices=("text", "json"), default="text")
    judge.set_defaults(module="decide", verb="decide")


def _consulting(verbs: Verbs) -> None:
    consult = verbs.add_parser("consult")
    consult.add_argument("--stay", metavar="MINUTES", type=_minutes, default=timedelta())
    consult.set_defaults(module="consulting", verb="consult")


def _fixing(verbs: Verbs) -> None:
    fix = verbs.add_parser("fix")
    fix.add_argument("paths", nargs="*", metavar="PATH")
    fix.add_argument("--write", action="store_true")
    fix.set_defaults(module="alerts", verb="fix")


def _hook(verbs: Verbs) -> None:
    hook = verbs.add_parser("hook")
    acts = hook.add_subparsers(required=True, metavar="VERB")
    acts.add_parser("install").set_defaults(module="hook", verb="install")
    acts.add_parser("remove").set_defaults(module="hook", verb="remove")


def _drafting(verbs: Verbs) -> None:
    page = verbs.add_parser("form")
    page.add_argument("--samples", action="store_true")
    page.add_argument("--output", type=Path, metavar="FILE")
    page.set_defaults(module="beginning", verb="form")

    new = verbs.add_parser("new")
    for name in ("unit", "category", "case", "content"):
        new.add_argument(name, nargs="?", metavar=name.upper())
    new.add_argument("--follows", nargs=2, metavar=("ALERT", "KIND"))
    new.set_defaults(module="beginning", verb="new")


def _mails(verbs: Verbs) -> None:
    page = verbs.add_parser("preview")
    page.add_argument("alert", metavar="ALERT")
    page.add_argument("--output", type=Path, metavar="FILE")
    page.add_argument("--open", action="store_true")
    page.add_argument("--language", default="ja", metavar="CODE")
    page.set_defaults(module="mails", verb="preview")

    mail = verbs.add_parser("verify")
    mail.add_argument("mail", type=Path, metavar="MAIL")
    mail.set_defaults(module="mails", verb="verify")


def _sending(verbs: Verbs) -> None:
    planned = verbs.add_parser("plan")
    planned.set_defaults(module="sending", verb="plan", live=False)
    sent = verbs.add_parser("send")
    how = sent.add_mutually_exclusive_group()
    how.add_argument("--live", action="store_true")
    how.add_argument("--pushed", metavar="COMMIT", type=_commit)
    sent.set_defaults(module="sending", verb="send")
    stopped = verbs.add_parser("stop")
    stopped.add_argument("target", metavar="ALERT|all")
    stopped.set_defaults(module="sending", verb="stop")


def _watching(verbs: Verbs) -> None:
    status = verbs.add_parser("status")
    status.add_argument("alert", nargs="?", metavar="ALERT")
    people = status.add_mutually_exclusive_group()
    people.add_argument("--failed", action="store_true")
    people.add_argument("--recipient", action="store_true")
    status.add_argument("--format", choices=("text", "json"), default="text")
    status.add_argument("--output", type=Path, metavar="FILE")
    status.set_defaults(module="status", verb="status")
    health = verbs.add_parser("health")
    hour = timedelta(hours=1)
    health.add_argument("--older-than", metavar="MINUTES", type=_minutes, default=hour)
    health.add_argument("--format", choices=("text", "json"), default="text")
    health.add_argument("--news", action="store_true")
    health.set_defaults(module="watching", verb="health")


def _reporting(verbs: Verbs) -> None:
    report = verbs.add_parser("report")
    which = report.add_mutually_exclusive_group(required=True)
    which.add_argument("alert", nargs="?", metavar="ALERT")
    which.add_argument("--form", choices=("register",))
    which.add_argument("--period", metavar="YYYY-MM..YYYY-MM")
    report.add_argument("--month", metavar="YYYY-MM", type=_month)
    report.add_argument("--unit", metavar="UNIT")
    report.add_argument("--into", type=Path, metavar="FOLDER")
    report.set_defaults(module="reporting", verb="report")

    audit = verbs.add_parser("audit")
    audit.add_argument("--since", metavar="DATE", type=_day)
    audit.add_argument("--offline", action="store_true")
    audit.add_argument("--format", choices=("text", "json"), default="text")
    audit.set_defaults(module="auditing", verb="audit")

    site = verbs.add_parser("publish")
    site.add_argument("folder", type=Path, metavar="FOLDER")
    site.set_defaults(module="publishing", verb="publish")


def _dash(text: str) -> str:
    if text != "-":  # which the message does not repeat: others may read it
        raise argparse.ArgumentTypeError("アドレスは標準入力から読みます / write - and give it on standard input")
    return text


def _login(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("本人のアカウント名を書いてください / write a login")
    return text


def _minutes(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_YEAR)) and 0 < int(text) <= _YEAR):
        raise argparse.ArgumentTypeError(f"1 から {_YEAR} までの分数を書いてください / write minutes, 1 to {_YEAR}")
    return timedelta(minutes=int(text))


def _month(text: str) -> str:
    if re.fullmatch(r"20[0-9]{2}-(?:0[1-9]|1[0-2])", text) is None:
        raise argparse.ArgumentTypeError("2026-11 のように書いてください / write it as 2026-11")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("2026-11-25 のように書いてください / write it as 2026-11-25") from None


def _commit(text: str) -> str:
    if re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", text) is None:
        raise argparse.ArgumentTypeError("コミットの番号(40桁)を書いてください / write a commit's id, 40 digits")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("1000000")):
        raise argparse.ArgumentTypeError("人数を数字で書いてください / write a number")
    return int(text)


def _settling(verbs: Verbs) -> None:
    settled = verbs.add_parser("settle")
    settled.add_argument("alert", metavar="ALERT")
    way = settled.add_mutually_exclusive_group()
    way.add_argument("--log", metavar="FILE", type=Path)
    for word in ("delivered", "resend"):
        way.add_argument(f"--{word}", dest="word", action="store_const", const=word)
    settled.add_argument("--by", metavar="LOGIN", type=_login)
    settled.add_argument("--resend-absent", action="store_true")
    settled.set_defaults(module="acting", verb="settle")


def _ledger(verbs: Verbs) -> None:
    room = verbs.add_parser("ledger")
    inner = room.add_subparsers(required=True, metavar="VERB")

    begun = inner.add_parser("init")
    kind = begun.add_mutually_exclusive_group()
    kind.add_argument("--rehearsal", action="store_true")
    kind.add_argument("--live", action="store_true")
    begun.add_argument("--by", metavar="LOGIN", type=_login)
    begun.set_defaults(module="acting", verb="init")

    logged = inner.add_parser("log")
    logged.set_defaults(module="acting", verb="log")


def _acting(verbs: Verbs) -> None:
    on = verbs.add_parser("go")
    on.add_argument("alert", nargs="?", metavar="ALERT")
    _by(on)
    on.set_defaults(module="acting", verb="go")

    refused = verbs.add_parser("refuse")
    refused.add_argument("alert", metavar="ALERT")
    refused.add_argument("--reason", required=True)
    _by(refused)
    refused.set_defaults(module="acting", verb="refuse")

    answered = verbs.add_parser("accept")
    answered.add_argument("commit", metavar="COMMIT")
    _by(answered)
    answered.set_defaults(module="acting", verb="accept")

    taken = verbs.add_parser("adopt")
    taken.add_argument("--lost", action="store_true")
    _by(taken)
    taken.set_defaults(module="acting", verb="adopt")


def _by(act: Parser) -> None:
    act.add_argument("--by", metavar="LOGIN", type=_login, required=True)


def _subscribers(verbs: Verbs) -> None:
    room = verbs.add_parser("subscribers")
    inner = room.add_subparsers(required=True, metavar="VERB")
    taken = inner.add_parser("import", own_help=False)
    taken.add_argument("-h", "--help", action=_Columns, nargs=0)
    taken.add_argument("file", type=Path, metavar="CSV")
    taken.add_argument("--sync", action="store_true")
    taken.add_argument("--removals", type=_count, metavar="N")
    taken.add_argument("--by", metavar="LOGIN", type=_login)
    taken.set_defaults(module="residents", verb="import")
    shown = inner.add_parser("find")
    shown.add_argument("--file", type=Path, metavar="FILE")
    shown.add_argument("--output", type=Path, metavar="FILE")
    shown.set_defaults(module="residents", verb="find")
    for verb in ("remove", "silence", "revive", "erase"):
        changed = inner.add_parser(verb)
        changed.add_argument("--file", type=Path, metavar="FILE")
        if verb in ("silence", "revive"):
            changed.add_argument("--unknown", nargs=2, metavar=("DOMAIN", "DAY"))
        changed.add_argument("--by", metavar="LOGIN", type=_login, required=True)
        changed.set_defaults(module="residents", verb=verb)
    told = inner.add_parser("history")
    told.add_argument("--file", type=Path, metavar="FILE")
    told.add_argument("--output", type=Path, metavar="FILE")
    told.set_defaults(module="residents", verb="history")
    given = inner.add_parser("export")
    given.add_argument("file", type=Path, metavar="CSV")
    given.set_defaults(module="residents", verb="export")
    counted = inner.add_parser("stats")
    counted.set_defaults(module="residents", verb="stats")
    right = inner.add_parser("recount")
    right.add_argument("--by", metavar="LOGIN", type=_login, required=True)
    right.set_defaults(module="residents", verb="recount")


def _desk(verbs: Verbs) -> None:
    page = verbs.add_parser("web")
    page.add_argument("--listen", type=_listening, metavar="HOST:PORT")
    page.set_defaults(module="web", verb="web")
    taken = verbs.add_parser("inbox")
    taken.add_argument("--once", action="store_true")
    taken.add_argument("--deliver", action="store_true")
    taken.set_defaults(module="inbox", verb="inbox")


def _listening(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise argparse.ArgumentTypeError("127.0.0.1:8026 のように書いてください / write it as 127.0.0.1:8026")
    return host.strip("[]"), int(port)


class _Columns(argparse.Action):
    """Help with the columns of the CSV, as the registry has them; only who asks waits for that room."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from haishin.residents.registry.csvfile import guide

        language = parser.language if isinstance(parser, Parser) else "en"
        sys.stdout.write(f"{parser.format_help()}\n{guide(language)}\n")
        parser.exit()


def _standby(verbs: Verbs) -> None:
    made = verbs.add_parser("backup")
    made.add_argument("folder", type=Path, metavar="FOLDER")
    made.set_defaults(module="standby", verb="backup")
    restored = verbs.add_parser("restore")
    restored.add_argument("folder", type=Path, metavar="FOLDER")
    restored.set_defaults(module="standby", verb="restore")


def _setup(verbs: Verbs) -> None:
    owners = verbs.add_parser("codeowners")
    owners.add_argument("--check", action="store_true")
    owners.set_defaults(module="administering", verb="codeowners")

    doctor = verbs.add_parser("doctor")
    doctor.add_argument("--format", choices=("text", "json"), default="text")
    doctor.set_defaults(module="administering", verb="doctor")

    update = verbs.add_parser("update")
    update.add_argument("commit", metavar="COMMIT")
    update.add_argument("--into", type=Path, metavar="FOLDER")
    update.add_argument("--by", metavar="LOGIN", type=_login)
    update.set_defaults(module="update", verb="update")
    service = verbs.add_parser("service")
    service.add_argument("--user", default="haishin", metavar="NAME")
    service.add_argument("--program", type=Path, default=Path("/srv/haishin-program"), metavar="FOLDER")
    service.add_argument("--into", type=Path, metavar="FOLDER")
    service.set_defaults(module="administering", verb="service")

    for verb in ("rulesets", "manual"):
        verbs.add_parser(verb).set_defaults(module="founding", verb=verb)

    roster = verbs.add_parser("roster")
    inner = roster.add_subparsers(required=True, metavar="VERB")
    taken = inner.add_parser("import")
    taken.add_argument("file", type=Path, metavar="CSV")
    taken.add_argument("--from", dest="since", required=True, metavar="DATE")
    taken.add_argument("--write", action="store_true")
    taken.set_defaults(module="administering", verb="import")


def _founding(verbs: Verbs) -> None:
    begun = verbs.add_parser("init")
    begun.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    how = begun.add_mutually_exclusive_group()
    how.add_argument("--from", dest="answers", type=Path, metavar="FILE")
    how.add_argument("--empty", action="store_true")
    begun.set_defaults(module="founding", verb="init")


def _releases(verbs: Verbs) -> None:
    verbs.add_parser("version").set_defaults(module="upgrading", verb="version")
    later = verbs.add_parser("upgrade")
    later.add_argument("release", metavar="SOURCE@TAG")
    later.add_argument("--digest", metavar="DIGEST")
    later.add_argument("--take", action="append", default=[], metavar="PATH")
    later.set_defaults(module="upgrading", verb="upgrade")


def _demo(verbs: Verbs) -> None:
    verb = verbs.add_parser("demo")
    verb.add_argument("--keep", type=Path, metavar="FOLDER")
    verb.set_defaults(module="demo", verb="demo")
