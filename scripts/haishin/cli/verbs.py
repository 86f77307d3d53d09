"""The command line: every verb with its arguments, and the module that does it.

No room is imported here: who asks for help waits for none, and a verb waits for its own.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from haishin.check.findings import REPORTERS
from haishin.cli.usage import JapaneseParser, spoken
from haishin.core.model import Change, FollowKind

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it

_ABOUT = {
    "ja": "県民への情報メール:アラートはファイル、レビューは協議、マージが配信です。",
    "en": "Information mail to residents: alerts are files, review is the consultation, merging is sending.",
}
_YEAR = 366 * 24 * 60


def parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """Make the parser; it sets ``module``, the acting module of this folder, and ``verb``, a name of its ``VERBS``."""
    language, _ = spoken((), environment)
    kind = JapaneseParser if language == "ja" else argparse.ArgumentParser
    whole = kind(prog="haishin", description=f"{_ABOUT['ja']}\n{_ABOUT['en']}")
    about = "language of what the command says (default: ja); it may stand behind the verb, too"
    whole.add_argument("--lang", choices=("ja", "en"), default=language, help=about)
    verbs = whole.add_subparsers(title="verbs", required=True, metavar="VERB")
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
        _demo,
    ):
        add(verbs)
    return whole


def _alerts(verbs: Verbs) -> None:
    validate = verbs.add_parser("validate", help="アラートを検査する / check alerts")
    validate.add_argument("paths", nargs="*", metavar="PATH", help="files (default: everything under alerts/)")
    where = validate.add_mutually_exclusive_group()
    where.add_argument("--at", metavar="COMMIT", help="read blobs of a commit instead of the work tree")
    where.add_argument("--staged", action="store_true", help="コミットしようとしている分だけを / what is staged")
    validate.add_argument("--base", metavar="COMMIT", help="refuse more than one alert changed since that commit")
    validate.add_argument("--format", choices=tuple(REPORTERS), default="text")
    validate.add_argument("--show", action="store_true", help="個人情報を伏せずに画面に出す / unmasked, on a terminal")
    validate.set_defaults(module="alerts", verb="validate")

    show = verbs.add_parser("table", help="別表を表示する / print the table of categories")
    show.add_argument("alert", nargs="?", metavar="ALERT", help="mark the row of this alert")
    show.add_argument("--format", choices=("text", "markdown"), default="text")
    show.set_defaults(module="alerts", verb="table")

    bytes_ = verbs.add_parser(
        "render", help="メールそのもの。画面には読める形で / the message's bytes; on a terminal to be read"
    )
    bytes_.add_argument("alert", metavar="ALERT", help="path or id")
    bytes_.add_argument("--to", type=_dash, metavar="-", help="read the address from standard input")
    bytes_.add_argument("--show", action="store_true", help="個人情報を伏せずに画面に出す / unmasked, on a terminal")
    bytes_.add_argument("--form", choices=("text", "html"), default="text")
    bytes_.add_argument("--language", default="ja", metavar="CODE", help="of what stands around the text (ja, en, …)")
    bytes_.set_defaults(module="mails", verb="render")

    rules = verbs.add_parser("rules", help="検査の規則を説明する / explain the rules")
    rules.add_argument("--coverage", action="store_true", help="条項と、それを守る仕組み / clause and what honours it")
    rules.set_defaults(module="alerts", verb="rules")

    scan = verbs.add_parser("scan", help="個人情報と言葉遣いを調べる / personal information and wording")
    scan.add_argument("--jsonl", action="store_true", required=True, help="read {id, title, body} lines")
    scan.set_defaults(module="alerts", verb="scan")


def _deciding(verbs: Verbs) -> None:
    judge = verbs.add_parser("decide", help="配信できるか、何が足りないかを言う / the verdict on an alert")
    judge.add_argument("alert", nargs="?", metavar="ALERT", help="path or id (none: --pull changes no alert)")
    judge.add_argument("--now", metavar="ISO8601", help="judge as of that time (with offset)")
    judge.add_argument("--change", choices=[change.value for change in Change], default="added")
    judge.add_argument("--pull", type=Path, metavar="FILE", help="the pull request, as JSON")
    judge.add_argument("--history", type=Path, metavar="FILE", help="what the ledger knows, as JSON")
    judge.add_argument("--format", choices=("text", "json"), default="text")
    judge.set_defaults(module="decide", verb="decide")


def _consulting(verbs: Verbs) -> None:
    consult = verbs.add_parser("consult", help="開いているプルリクエストを判定する / judge the open pull requests")
    consult.add_argument(
        "--stay",
        metavar="MINUTES",
        type=_minutes,
        default=timedelta(),
        help="その間に来る督促や発表の時刻まで待つ / wait for what falls due within so many minutes",
    )
    consult.set_defaults(module="consulting", verb="consult")


def _fixing(verbs: Verbs) -> None:
    fix = verbs.add_parser("fix", help="安全に直せる所を示し、直す / show and apply the safe remedies")
    fix.add_argument("paths", nargs="*", metavar="PATH", help="files (default: everything under alerts/)")
    fix.add_argument("--write", action="store_true", help="書き換える / write the files")
    fix.set_defaults(module="alerts", verb="fix")


def _hook(verbs: Verbs) -> None:
    hook = verbs.add_parser("hook", help="コミットの前に自動で検査する / check before each commit")
    acts = hook.add_subparsers(title="verbs", required=True, metavar="VERB")
    acts.add_parser("install", help="仕掛ける / install it").set_defaults(module="hook", verb="install")
    acts.add_parser("remove", help="外す / take it away").set_defaults(module="hook", verb="remove")


def _drafting(verbs: Verbs) -> None:
    page = verbs.add_parser("form", help="起案のページを作る / write the page that drafts are begun from")
    page.add_argument("--output", type=Path, metavar="FILE", help="write the page there (default: standard output)")
    page.set_defaults(module="beginning", verb="form")

    new = verbs.add_parser(
        "new",
        help="下書きのファイルを作る / begin a draft",
        description="On a terminal it asks for what is missing. It never overwrites a file.",
    )
    for name, text in (("unit", "所属"), ("category", "配信区分"), ("case", "事案"), ("content", "配信内容")):
        new.add_argument(name, nargs="?", metavar=name.upper(), help=text)
    kinds = "/".join(kind.value for kind in FollowKind)
    new.add_argument("--follows", nargs=2, metavar=("ALERT", "KIND"), help=f"先のメールの番号と {kinds}")
    new.set_defaults(module="beginning", verb="new")


def _mails(verbs: Verbs) -> None:
    page = verbs.add_parser("preview", help="届いたときの見え方を見る / how the mail will look, as a page")
    page.add_argument("alert", metavar="ALERT", help="path or id")
    page.add_argument("--output", type=Path, metavar="FILE", help="write the page there (default: standard output)")
    page.add_argument("--open", action="store_true", help="open the page in the browser")
    page.add_argument("--language", default="ja", metavar="CODE", help="of what stands around the text (ja, en, …)")
    page.set_defaults(module="mails", verb="preview")

    mail = verbs.add_parser("verify", help="受信したメールが、配信したとおりか確かめる / is a mail what was merged?")
    mail.add_argument("mail", type=Path, metavar="MAIL", help="the mail as received (.eml)")
    mail.set_defaults(module="mails", verb="verify")


def _sending(verbs: Verbs) -> None:
    planned = verbs.add_parser("plan", help="今なら何を配信するかを言う / what a sending would do now")
    planned.set_defaults(module="sending", verb="plan", live=False)
    sent = verbs.add_parser(
        "send",
        help="main と台帳を突き合わせ、配信する / reconcile main with the ledger and send",
        description="Dry by default: without --live and HAISHIN_LIVE=1 a ledger that is no rehearsal is only planned.",
    )
    how = sent.add_mutually_exclusive_group()
    how.add_argument("--live", action="store_true", help="one of the two switches; the other is HAISHIN_LIVE=1")
    how.add_argument(
        "--pushed",
        metavar="COMMIT",
        type=_commit,
        help="使い始める前の下見:その後に main に加わった分 / before any activation: what main got since then",
    )
    sent.set_defaults(module="sending", verb="send")
    stopped = verbs.add_parser("stop", help="配信を止める(だれでも、承認なしで) / stop a sending, nobody need agree")
    stopped.add_argument("target", metavar="ALERT|all", help="an alert's id, or all")
    stopped.set_defaults(module="sending", verb="stop")


def _watching(verbs: Verbs) -> None:
    status = verbs.add_parser("status", help="配信の状況 / how the sendings stand")
    status.add_argument("alert", nargs="?", metavar="ALERT", help="an alert's id: all that is known of it")
    people = status.add_mutually_exclusive_group()
    people.add_argument("--failed", action="store_true", help="who was refused for good: terminal or new file")
    people.add_argument(
        "--recipient",
        action="store_true",
        help="一人宛ての結果(アドレスは標準入力) / what became of one person's mail (address on stdin)",
    )
    status.add_argument("--format", choices=("text", "json"), default="text", help="of the overview")
    status.add_argument("--output", type=Path, metavar="FILE", help="where these two write; it is made with mode 0600")
    status.set_defaults(module="status", verb="status")
    health = verbs.add_parser(
        "health",
        help="配信が止まっていないか(第二の見張り用) / is the sender alive, for a second watcher",
        description="Exit code 1 when the last well-ended sending, or a merged alert, is older than that.",
    )
    hour = timedelta(hours=1)
    health.add_argument("--older-than", metavar="MINUTES", type=_minutes, default=hour, help="minutes (default: 60)")
    health.add_argument("--format", choices=("text", "json"), default="text")
    health.add_argument(
        "--news", action="store_true", help="まだ知らせていない警報だけを / only alarms that were not told before"
    )
    health.set_defaults(module="watching", verb="health")


def _reporting(verbs: Verbs) -> None:
    report = verbs.add_parser("report", help="配信簿と、一件の経過 / the register of what was mailed, one mail's story")
    which = report.add_mutually_exclusive_group(required=True)
    which.add_argument("alert", nargs="?", metavar="ALERT", help="an alert's id: its whole story")
    which.add_argument("--form", choices=("register",), help="配信簿 / the register, as a page to print")
    report.add_argument("--month", metavar="YYYY-MM", type=_month, help="その月に始めたものだけ / begun in that month")
    report.add_argument("--unit", metavar="UNIT", help="その所属のものだけ / of that unit alone")
    into = "フォルダーに、印刷用のページと CSV を書く / write the page and a CSV there (default: print the page)"
    report.add_argument("--into", type=Path, metavar="FOLDER", help=into)
    report.set_defaults(module="reporting", verb="report")


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


def _commit(text: str) -> str:
    if re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", text) is None:
        raise argparse.ArgumentTypeError("コミットの番号(40桁)を書いてください / write a commit's id, 40 digits")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("1000000")):
        raise argparse.ArgumentTypeError("人数を数字で書いてください / write a number")
    return int(text)


def _settling(verbs: Verbs) -> None:
    settled = verbs.add_parser(
        "settle",
        help="届いたか分からない人を、中継サーバーの記録か、本人の判断で決める / settle people in doubt",
        description="Without --log or a word it lists the ids of those in doubt; no address is ever shown.",
    )
    settled.add_argument("alert", metavar="ALERT", help="an alert's id")
    way = settled.add_mutually_exclusive_group()
    way.add_argument("--log", metavar="FILE", type=Path, help="Postfix' log of the time of the sending")
    for word, what in (
        ("delivered", "whoever is left counts as having got it"),
        ("resend", "whoever is left is mailed again (the same Message-ID), and may get it twice"),
    ):
        way.add_argument(f"--{word}", dest="word", action="store_const", const=word, help=what)
    settled.add_argument("--by", metavar="LOGIN", type=_login, help="who does this; the roster says whether he may")
    settled.add_argument(
        "--resend-absent",
        action="store_true",
        help="mail those again whom it does not name (the same Message-ID); it must show what was sent around them",
    )
    settled.set_defaults(module="acting", verb="settle")


def _ledger(verbs: Verbs) -> None:
    room = verbs.add_parser("ledger", help="台帳 / the ledger")
    inner = room.add_subparsers(title="verbs", required=True, metavar="VERB")

    begun = inner.add_parser("init", help="使い始める。今 main にあるものは配信しない / activate")
    kind = begun.add_mutually_exclusive_group()
    kind.add_argument("--rehearsal", action="store_true", help="予行演習の台帳 / a ledger for rehearsals, for ever")
    kind.add_argument("--live", action="store_true", help="本番の台帳。--by も要る / residents get mail; with --by")
    begun.add_argument("--by", metavar="LOGIN", type=_login)
    begun.set_defaults(module="acting", verb="init")

    logged = inner.add_parser("log", help="記録を表示する / print the records")
    logged.set_defaults(module="acting", verb="log")


def _acting(verbs: Verbs) -> None:
    on = verbs.add_parser("go", help="止めたもの、上限を超えたものを続ける(番号なしは全停止を解く) / let it go on")
    on.add_argument("alert", nargs="?", metavar="ALERT", help="an alert's id (none: the halt of all sending)")
    _by(on)
    on.set_defaults(module="acting", verb="go")

    refused = verbs.add_parser("refuse", help="一件を配信しないことにする / end an alert unsent")
    refused.add_argument("alert", metavar="ALERT", help="an alert's id")
    refused.add_argument("--reason", required=True)
    _by(refused)
    refused.set_defaults(module="acting", verb="refuse")

    answered = verbs.add_parser("accept", help="schema/ や scripts/ の変更に責任を持つ / answer for a commit")
    answered.add_argument("commit", metavar="COMMIT")
    _by(answered)
    answered.set_defaults(module="acting", verb="accept")

    taken = verbs.add_parser("adopt", help="別の機械や控えから配信を引き継ぐ / take over from another host, or a copy")
    taken.add_argument("--lost", action="store_true", help="no backup knows the recipients: such alerts end")
    _by(taken)
    taken.set_defaults(module="acting", verb="adopt")


def _by(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "--by", metavar="LOGIN", type=_login, required=True, help="who does this; the roster says whether he may"
    )


def _subscribers(verbs: Verbs) -> None:
    room = verbs.add_parser("subscribers", help="登録者名簿 / the registry of residents")
    inner = room.add_subparsers(title="verbs", required=True, metavar="VERB")
    taken = inner.add_parser(
        "import",
        help="CSV を取り込む / take over a CSV",
        add_help=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    taken.add_argument("-h", "--help", action=_Columns, nargs=0, help="show this help message and exit")
    taken.add_argument("file", type=Path, metavar="CSV")
    taken.add_argument("--sync", action="store_true", help="the file is everybody: take out whom it does not name")
    taken.add_argument("--removals", type=_count, metavar="N", help="how many --sync may take out (default: one in 20)")
    taken.add_argument(
        "--by", metavar="LOGIN", type=_login, help="who does this; needed with --sync, the roster says whether he may"
    )
    taken.set_defaults(module="residents", verb="import")
    shown = inner.add_parser("find", help="一人の登録内容を見る / show one resident (the address on standard input)")
    shown.add_argument("--file", type=Path, metavar="FILE", help="the address stands in this file")
    shown.add_argument("--output", type=Path, metavar="FILE", help="write into this new file (default: the terminal)")
    shown.set_defaults(module="residents", verb="find")
    for verb, help_ in (
        ("remove", "登録者を名簿から外す / take residents out"),
        ("silence", "届かない登録者への配信を休止する / mail no more to whose address is dead"),
        ("revive", "休止した登録者への配信を再開する / mail again to who fell silent"),
        ("erase", "登録者のアドレスを完全に消す / delete residents with their addresses"),
    ):
        changed = inner.add_parser(
            verb,
            help=help_,
            description="Addresses on standard input, one a line. A sending that is under way honours it. "
            "It is a person's act: the roster says who may.",
        )
        changed.add_argument("--file", type=Path, metavar="FILE", help="the addresses stand in this file")
        if verb in ("silence", "revive"):
            changed.add_argument(
                "--unknown", nargs=2, metavar=("DOMAIN", "DAY"), help="all of a domain whose mail came back that day"
            )
        changed.add_argument(
            "--by", metavar="LOGIN", type=_login, required=True, help="who does this; the roster says whether he may"
        )
        changed.set_defaults(module="residents", verb=verb)
    told = inner.add_parser("history", help="一人の変更の記録を見る / what changed (the address on standard input)")
    told.add_argument("--file", type=Path, metavar="FILE", help="the address stands in this file")
    told.add_argument("--output", type=Path, metavar="FILE", help="write into this new file (default: the terminal)")
    told.set_defaults(module="residents", verb="history")
    given = inner.add_parser("export", help="CSV に書き出す / write a CSV")
    given.add_argument("file", type=Path, metavar="CSV", help="a new file; it is created with mode 0600")
    given.set_defaults(module="residents", verb="export")
    counted = inner.add_parser("stats", help="人数を数える / count")
    counted.set_defaults(module="residents", verb="stats")
    right = inner.add_parser("recount", help="減った名簿が正しいと認める / say that a registry that shrank is right")
    right.add_argument(
        "--by", metavar="LOGIN", type=_login, required=True, help="who does this; the roster says whether he may"
    )
    right.set_defaults(module="residents", verb="recount")


def _desk(verbs: Verbs) -> None:
    page = verbs.add_parser(
        "web",
        help="配信停止のページを出す / serve the page on which residents leave",
        description="Reads HAISHIN_DESK alone. Without --listen it serves the socket that systemd hands over.",
    )
    page.add_argument("--listen", type=_listening, metavar="HOST:PORT", help="where the proxy finds it")
    page.set_defaults(module="web", verb="web")
    taken = verbs.add_parser(
        "inbox",
        help="配信停止の申出と、戻ってきたメールを処理する / act on who leaves and on mails that came back",
        description="Reads HAISHIN_DESK and HAISHIN_INBOX (a Maildir or imaps://USER:PASSWORD@HOST/FOLDER).",
    )
    taken.add_argument("--once", action="store_true", help="一回だけ / one pass, instead of one every two seconds")
    taken.add_argument(
        "--deliver",
        action="store_true",
        help="標準入力のメールを受信箱へ / put the mail of standard input there",
    )
    taken.set_defaults(module="inbox", verb="inbox")


def _listening(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise argparse.ArgumentTypeError("127.0.0.1:8026 のように書いてください / write it as 127.0.0.1:8026")
    return host.strip("[]"), int(port)


class _Columns(argparse.Action):
    """Help with the columns of the CSV, as the registry has them; only who asks waits for that room."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from haishin.residents.csvfile import guide

        parser.epilog = guide()
        parser.print_help()
        parser.exit()


def _standby(verbs: Verbs) -> None:
    made = verbs.add_parser(
        "backup",
        help="状態フォルダーの控えを取る。送信中でもよい / copy the state folder, while a sender runs too",
        description="It holds addresses and keys: encrypt it.",
    )
    made.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder; it is made with mode 0700")
    made.set_defaults(module="standby", verb="backup")
    restored = verbs.add_parser(
        "restore",
        help="控えから、ないものと壊れたものを戻す / put back what is missing or damaged",
        description="Nothing that can be read is replaced. Sending goes on only after adopt.",
    )
    restored.add_argument("folder", type=Path, metavar="FOLDER", help="what backup has made")
    restored.set_defaults(module="standby", verb="restore")


def _setup(verbs: Verbs) -> None:
    owners = verbs.add_parser("codeowners", help="体制表から .github/CODEOWNERS を作る / make it from the roster")
    owners.add_argument("--check", action="store_true", help="write nothing; exit 1 where it differs or leaves a gap")
    owners.set_defaults(module="administering", verb="codeowners")

    doctor = verbs.add_parser("doctor", help="設定がそろっているか確かめる / compare the settings with what must hold")
    doctor.add_argument("--format", choices=("text", "json"), default="text")
    doctor.set_defaults(module="administering", verb="doctor")

    update = verbs.add_parser(
        "update",
        help="配信に使うプログラムを替える / change the program that sends",
        description="Prints each change of the program since the one that runs, and who approved it; then builds it in "
        "a folder of its own, tries it, and lets current lead to it. Nothing that is merged does that by itself.",
    )
    update.add_argument("commit", metavar="COMMIT", help="a commit of main, by its whole id")
    into = "where releases/ and current are (default: where this program's own release is)"
    update.add_argument("--into", type=Path, metavar="FOLDER", help=into)
    update.add_argument("--by", metavar="LOGIN", type=_login, help="who answers for the changes that nothing proves")
    update.set_defaults(module="update", verb="update")
    service = verbs.add_parser("service", help="systemd の unit と timer を表示する / print the service of a mail host")
    service.add_argument("--user", default="haishin", metavar="NAME", help="who runs it (default: haishin)")
    program = "where releases/ and current are (default: /srv/haishin-program)"
    service.add_argument("--program", type=Path, default=Path("/srv/haishin-program"), metavar="FOLDER", help=program)
    service.add_argument("--into", type=Path, metavar="FOLDER", help="write the files there / ファイルに書く")
    service.set_defaults(module="administering", verb="service")

    roster = verbs.add_parser("roster", help="体制表 / the roster")
    inner = roster.add_subparsers(title="verbs", required=True, metavar="VERB")
    taken = inner.add_parser(
        "import",
        help="異動の CSV から体制表の変更案を作る / propose the changes of a CSV",
        description="列:所属, 役割, ログイン(氏名, 人の番号, 代決, 順番, 条件) / columns: unit, role, login "
        "(name, id, for, order, when)",
    )
    taken.add_argument("file", type=Path, metavar="CSV")
    taken.add_argument("--from", dest="since", required=True, metavar="DATE", help="first day, as 2027-04-01")
    taken.add_argument("--write", action="store_true", help="write schema/roster.yaml (default: only show)")
    taken.set_defaults(module="administering", verb="import")


def _demo(verbs: Verbs) -> None:
    verb = verbs.add_parser("demo", help="ファイルから受信箱までを一度やってみる / the main job, in a scratch copy")
    verb.add_argument("--keep", type=Path, metavar="FOLDER", help="work in this new folder and leave it there")
    verb.set_defaults(module="demo", verb="demo")
