"""What must be in order on this machine and in ``schema/`` before anything is sent live."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from haishin.contract import Contract
from haishin.errors import HaishinError, Refusal
from haishin.model import Text
from haishin.setup import lasting, mailing
from haishin.setup.codeowners import problems, render
from haishin.setup.guarantee import Guarantee, State
from haishin.setup.matching import parse
from haishin.state import inside_work_tree

# Older ones let a crafted header through the library's own check (threat T20); ours stands before it all the same.
_PATCHED: Final = {(3, 11): 10, (3, 12): 5}
_FLOOR: Final = (3, 11)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the command gathered; an error in the place of what could not be had.

    ``ledger``: whether it is a rehearsal. ``relays``: how many are named. ``code_owners``: the file, None = none.
    ``paths``: everything that git tracks. ``released``: whether this program is a release that ``haishin update``
    made. ``leave``: what came of trying the ways to leave.
    """

    python: tuple[int, int, int]
    today: date
    contract: Contract
    environment: Mapping[str, str]
    state: Path | HaishinError
    ledger: bool | HaishinError
    relays: int | HaishinError
    leave: HaishinError | None
    code_owners: str | None
    paths: tuple[str, ...]
    released: bool


def judge(facts: Facts) -> tuple[Guarantee, ...]:
    """Every check, in the order in which a service is set up."""
    return (
        _python(facts),
        _program(facts),
        _numbers(facts),
        _section(facts),
        lasting.judge(facts.contract, facts.today),
        lasting.nights(facts.contract, facts.today),
        _code_owners(facts),
        mailing.hosts(facts.contract),
        _leave(facts),
        mailing.phones(facts.contract),
        mailing.languages(facts.contract),
        _state(facts),
        _relays(facts),
        _ledger(facts),
    )


def _python(facts: Facts) -> Guarantee:
    title = Text("Python の版", "the version of Python")
    version = ".".join(map(str, facts.python))
    if facts.python[:2] < _FLOOR:
        return Guarantee(
            "python",
            title,
            State.MISSING,
            Text(f"{version} です", f"it is {version}"),
            Text("Python 3.11 以上を使ってください。", "Use Python 3.11 or newer."),
        )
    if facts.python[2] < _PATCHED.get(facts.python[:2], 0):
        return Guarantee(
            "python",
            title,
            State.PROOF,
            Text(f"{version} です(見出しの検査が古い版)", f"it is {version}, whose own check of headers is old"),
            Text("新しい修正版に上げてください。", "Update it to the newest patch."),
        )
    return Guarantee("python", title, State.READY)


def _program(facts: Facts) -> Guarantee:
    """On a runner the forge's checkout comes before any proof of ours."""
    title = Text("プログラムは、確かめてから入れ替わる", "the program is proven before it runs")
    if facts.released:
        return Guarantee("program", title, State.READY)
    return Guarantee(
        "program",
        title,
        State.UNPROVEN,
        Text(
            "チェックアウトで動いています。プログラムを守るのは、main のルールセットだけです",
            "it runs from a checkout: main's ruleset alone guards the program",
        ),
        Text(
            "メールサーバーが自分で取りに行く形(haishin service と haishin update)を勧めます。",
            "The mail host that pulls is advised (haishin service, haishin update).",
        ),
    )


def _numbers(facts: Facts) -> Guarantee:
    title = Text("体制表の全員にアカウントの番号がある", "everybody in the roster has an account id")
    people = facts.contract.roster.people
    without = sum(any(account.number is None for account in one.accounts) for one in people)
    if not without:
        return Guarantee("roster", title, State.READY)
    return Guarantee(
        "roster",
        title,
        State.MISSING,
        Text(f"{len(people)}人中{without}人にありません", f"{without} of {len(people)} have none"),
        Text(
            "haishin roster import でアカウントの番号を入れてください。本番の配信はできません。",
            "Let `haishin roster import` fill them in. Live mode refuses until then.",
        ),
    )


def _section(facts: Facts) -> Guarantee:
    """One alone could not approve his own change of ``schema/``."""
    owner = facts.contract.organization.owner
    there = [
        one
        for one in facts.contract.roster.people
        if one.belongs(owner, facts.today) and any(account.number is not None for account in one.accounts)
    ]
    title = Text(
        "主管課に、今、アカウントの番号がある人が2人以上いる",
        "the section in charge has two people with an account id today",
    )
    if len(there) >= 2:
        return Guarantee("section", title, State.READY)
    return Guarantee(
        "section",
        title,
        State.MISSING,
        Text(f"{len(there)}人です", f"there are {len(there)}"),
        Text("schema/roster.yaml に足してください。", "Add them to schema/roster.yaml."),
    )


def _code_owners(facts: Facts) -> Guarantee:
    title = Text("CODEOWNERS が体制表と同じで、穴がない", "CODEOWNERS equals the roster and leaves nothing open")
    text = facts.code_owners
    remedy = Text("haishin codeowners を実行してコミットしてください。", "Run `haishin codeowners` and commit it.")
    if text is None:
        found = Text("ファイルがありません", "there is no such file")
    elif text != render(facts.contract.organization, facts.contract.roster):
        found = Text("体制表から作ったものと違います", "it is not what the roster gives")
    elif not parse(text).lines:
        found = Text(
            "所有者が一人も書かれていません(アカウントの番号がないため)",
            "it names nobody, since nobody has an account id",
        )
    elif open_places := list(problems(text, facts.paths, facts.contract.roster)):
        found = Text(" ".join(one.ja for one in open_places), " ".join(one.en for one in open_places))
        remedy = Text("主管課の人を体制表に足してください。", "Add people of the section in charge to the roster.")
    elif facts.contract.roster.is_sample:
        found = Text(
            "見本の架空の人だけです。この門は開いています", "only fictional people of the sample: this gate is open"
        )
        remedy = Text(
            "体制表を自分の組織の人とアカウントの番号に直し、haishin codeowners を実行してください。",
            "Put your own people and their account ids into the roster, and run `haishin codeowners`.",
        )
    else:
        return Guarantee("codeowners-file", title, State.READY)
    return Guarantee("codeowners-file", title, State.MISSING, found, remedy)


def _leave(facts: Facts) -> Guarantee:
    title = Text("メールに載る変更・停止の受付けがある", "the ways to leave that a mail names are there")
    leave = facts.contract.organization.mail.leave
    if facts.leave is not None:
        return _failed("leave", title, facts.leave)
    if leave.shown and leave.mailbox is None and leave.phone is None:
        return Guarantee("leave", title, State.READY)
    if not leave.shown:
        return Guarantee(
            "leave",
            title,
            State.UNPROVEN,
            Text("メールに、停止の方法は載りません", "no mail says how to leave"),
            Text(
                "受け付ける方法があれば、schema/organization.yaml の mail.leave に書いてください。",
                "If there is a way, write it into mail.leave of schema/organization.yaml.",
            ),
        )
    return Guarantee(
        "leave",
        title,
        State.UNPROVEN,
        Text(f"載るのは {leave.shown} です", f"a mail names {leave.shown}"),
        Text(
            "担当が本当に受けるか、電話とメールで試してください。",
            "Call and write there: does somebody answer?",
        ),
    )


def _state(facts: Facts) -> Guarantee:
    title = Text("状態フォルダーが消えず、ほかの人に読めない", "the state folder lasts and is closed to others")
    if isinstance(facts.state, HaishinError):
        return _failed("state", title, facts.state)
    faults = tuple(_state_faults(facts.state, facts.environment))
    if not faults:
        return Guarantee("state", title, State.READY)
    return Guarantee(
        "state",
        title,
        State.MISSING,
        Text("、".join(one.ja for one in faults), "; ".join(one.en for one in faults)),
        Text(
            "HAISHIN_STATE に、作業フォルダーの外の、権限 0700 のフォルダーを指定してください。",
            "Let HAISHIN_STATE name a folder outside of every checkout, with mode 0700.",
        ),
    )


def _state_faults(folder: Path, environment: Mapping[str, str]) -> Iterator[Text]:
    try:
        mode = folder.stat().st_mode
    except OSError:
        yield Text("フォルダーがありません", "it is not there")
        return
    if not stat.S_ISDIR(mode):
        yield Text("フォルダーではありません", "it is no folder")
    elif mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Text(f"権限が {stat.S_IMODE(mode):04o} です", f"its mode is {stat.S_IMODE(mode):04o}")
    if inside_work_tree(folder, environment):
        yield Text("gitの作業フォルダーの中にあります", "it lies in a checkout, which is cleaned")


def _relays(facts: Facts) -> Guarantee:
    title = Text("中継サーバーが決まっている", "a relay is named")
    if isinstance(facts.relays, HaishinError):
        return _failed("relays", title, facts.relays)
    if facts.relays:
        return Guarantee("relays", title, State.READY)
    return Guarantee(
        "relays",
        title,
        State.MISSING,
        Text("HAISHIN_SMTP がありません", "HAISHIN_SMTP is not set"),
        Text("smtps://利用者:パスワード@ホスト の形で設定してください。", "Set it as smtps://USER:PASSWORD@HOST."),
    )


def _ledger(facts: Facts) -> Guarantee:
    title = Text("本番の台帳がある", "there is a ledger, and it is live")
    if isinstance(facts.ledger, HaishinError):
        return _failed("ledger", title, facts.ledger)
    if not facts.ledger:
        return Guarantee("ledger", title, State.READY)
    return Guarantee(
        "ledger",
        title,
        State.MISSING,
        Text("予行演習の台帳です", "it is a rehearsal's"),
        Text(
            "本番のリポジトリで haishin ledger init を実行してください。", "Run `haishin ledger init` on the live one."
        ),
    )


def _failed(name: str, title: Text, fault: HaishinError) -> Guarantee:
    """What was refused is missing; what could not be asked is unknown."""
    state = State.MISSING if isinstance(fault, Refusal) else State.UNREADABLE
    return Guarantee(name, title, state, fault.message, fault.hint)
