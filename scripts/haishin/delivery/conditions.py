"""What is not as it should be: one list, the same for ``send``, ``plan``, ``status`` and ``health``.

A row is a sentence and a remedy with holes, and a function from what a verb has seen to what fills them, once for each
time that it holds. To add one: its row here, what it needs in ``Seen``, its example in the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from haishin.contract.policy import JST
from haishin.delivery.heartbeat import SILENCE
from haishin.delivery.mainline import BACK, REMEDY
from haishin.delivery.naming import is_id
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text

_Holes = Iterable[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that needs a person: a code that never changes, what is the matter, what to do."""

    code: str
    text: Text
    remedy: Text
    exit: Exit


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of condition; ``exit`` is what a verb ends with while it holds."""

    code: str
    find: Callable[[Seen], _Holes]
    text: Text
    remedy: Text
    exit: Exit = Exit.REFUSED


def conditions(seen: Seen) -> tuple[Condition, ...]:
    """All that hold, in the order of the rows."""
    return tuple(
        Condition(row.code, row.text.format(**holes), row.remedy.format(**holes), row.exit)
        for row in ROWS
        for holes in row.find(seen)
    )


def exit_of(found: Iterable[Condition]) -> Exit:
    """0 only where nothing was found; else the highest: 3 while somebody is in doubt, 2 for a fault of the set-up."""
    return max((one.exit for one in found), default=Exit.FINE)


def _each(name: str) -> Callable[[Seen], _Holes]:
    """Once for each value of that tuple of ``Seen``, which fills the hole ``name``."""
    return lambda seen: [{"name": value} for value in getattr(seen, name)]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


def _silent(seen: Seen) -> _Holes:
    beat = seen.heard.beat
    if seen.patience is not None and beat is not None and seen.now - beat.at > seen.patience:
        yield {"since": _moment(beat.at)}


def _strange(seen: Seen) -> _Holes:
    return [{"name": name, "act": f"release {name}" if is_id(name) else "resume"} for name in seen.strange]


ROWS: tuple[Row, ...] = (
    Row(
        "main-back",
        lambda seen: [{"judged": seen.lost, "tip": seen.tip}] * (seen.lost is not None),
        BACK,
        REMEDY,
    ),
    Row(
        "stale",
        _each("stale"),
        Text(
            "動いているプログラムの {name} は、main のどのコミットのものでもありません。配信していません。",
            "What runs here as {name} is of no commit of main. Nothing is sent.",
        ),
        Text(
            "main を取り込み、手元の未コミットの変更をなくしてください。",
            "Check out main, without local changes.",
        ),
    ),
    Row(
        "behind",
        lambda seen: [{"names": ", ".join(seen.behind)}] * bool(seen.behind),
        Text(
            "main の {names} が変わりましたが、古いプログラムのまま配信を続けています。",
            "{names} on main changed; the program from before goes on sending.",
        ),
        Text(
            "haishin update を実行してください(自動なら、haishin-update の記録を見てください)。"
            "チェックアウトで動かしているときは、main を取り込み、HAISHIN_SMTP のない所で "
            "python3 scripts/bootstrap.py validate を一度実行してください。",
            "Run haishin update (where it runs by itself, look at what haishin-update says). A checkout: take main in "
            "and run python3 scripts/bootstrap.py validate once, where HAISHIN_SMTP is not set.",
        ),
    ),
    Row(
        "unread",
        lambda seen: [{"form": seen.unread}] * (seen.unread is not None),
        Text(
            "main の schema/ の書式(form: {form})を、このプログラムは読めません。"
            "始めた配信だけを続け、新しい配信は始めていません。",
            "This program does not read the form of main's schema/ (form: {form}). What was begun goes on, nothing new "
            "is begun.",
        ),
        Text(
            "haishin update で、その書式を読むプログラムに替えてください。",
            "Run haishin update: it takes the program that reads this form.",
        ),
    ),
    Row(
        "barred",
        lambda seen: [{}] * seen.barred,
        Text(
            "リポジトリの公開の設定を確かめられないため、新しい配信は始めていません。",
            "Who can read the repository could not be asked: nothing new was begun.",
        ),
        Text(
            "次の回にもう一度確かめます。続くときは、HAISHIN_FORGE_TOKEN と接続を確かめてください。",
            "The next run asks again. If this stays, check HAISHIN_FORGE_TOKEN and the connection.",
        ),
        Exit.TOOL,
    ),
    Row(
        "strange-stop",
        _strange,
        Text(
            "停止用のブランチ stop/{name} に当たる情報メールがありません。どれを止めたいのか分からないため、"
            "新しい配信をすべて止めています。",
            "No alert is called as the branch stop/{name} says. What it should stop is not known, so nothing new is "
            "sent.",
        ),
        Text(
            "正しい id で作り直し(haishin stop)、このブランチは haishin ledger {act} --by 本人 で消してください。",
            "Make it anew with the right id (haishin stop), and delete this branch by haishin ledger {act} --by LOGIN.",
        ),
    ),
    Row(
        "edited",
        _each("edited"),
        Text(
            "{name} は、配信を始めた後に main で変えられています。届いた文は変わりません。",
            "{name} was changed on main after its sending had begun. What people were sent stays as it was.",
        ),
        Text(
            "元に戻し、直すことがあれば訂正の情報メールを出してください。",
            "Put the file back, and send a correction if there is something to correct.",
        ),
    ),
    Row(
        "spent",
        _each("spent"),
        Text(
            "{name} は main にありますが、台帳では既に終わっているため、配信されません(id は一度しか使えません)。",
            "{name} is on main, but the ledger says that it has ended: it is never sent (an id is used once).",
        ),
        Text(
            "配信するには、新しい id で起案し直し、このファイルを main から取り除いてください。",
            "To send it draft it anew with a new id, and take this file away from main.",
        ),
    ),
    Row(
        "nobody",
        _each("nobody"),
        Text(
            "{name} を受け取る登録者が一人もいません。",
            "Nobody who is registered gets {name}.",
        ),
        Text(
            "対象の範囲と登録者名簿を確かめてください。だれにも送らずに終えるには "
            "haishin ledger lift {name} --by 本人 を実行してください。",
            "Check its scope and the registry. To end it with nobody run haishin ledger lift {name} --by LOGIN.",
        ),
    ),
    Row(
        "in-doubt",
        _each("in_doubt"),
        Text(
            "{name}:届いたか分からない宛先があります。",
            "{name}: of some recipients nobody knows whether they got it.",
        ),
        Text(
            "中継サーバーの記録で確かめてください:haishin settle {name} --log 記録のファイル --by 本人",
            "Settle them by the relay's log: haishin settle {name} --log FILE --by LOGIN",
        ),
        Exit.IN_DOUBT,
    ),
    Row(
        "false-heartbeat",
        lambda seen: [{}] * seen.heard.false,
        Text(
            "ブランチ dispatch-heartbeat に、送信側が書いたと確かめられない記録があります(印が違うか、時刻が先です)。"
            "信じず、何も止めません。",
            "What stands on the branch dispatch-heartbeat was not written by the sender (its digest is wrong, or its "
            "time lies ahead). It is not believed and stops nothing.",
        ),
        Text(
            "だれが書いたかを確かめ、ルールセット heartbeat を取り込んでください(haishin doctor)。配信ホストの次の "
            "haishin send が上書きします。",
            "Find out who wrote it, and import the ruleset heartbeat (haishin doctor). The next haishin send on the "
            "mail host overwrites it.",
        ),
    ),
    Row(
        "no-heartbeat",
        lambda seen: [{}] * (seen.patience is not None and seen.heard == SILENCE),
        Text("配信の処理が動いた記録がありません。", "There is no heartbeat of a sender."),
        Text(
            "配信ホストで haishin send が定期に動いているか確かめてください。",
            "Check that haishin send runs regularly on the mail host.",
        ),
    ),
    Row(
        "silent",
        _silent,
        Text(
            "配信の処理が {since} から動いていません。",
            "No sending has ended well since {since}.",
        ),
        Text(
            "配信ホストの haishin send の記録を見て、動かしてください。",
            "Look at what haishin send says on the mail host, and get it going.",
        ),
    ),
    Row(
        "unsent",
        lambda seen: [{"name": one.alert, "since": _moment(one.since)} for one in seen.late],
        Text(
            "{name} は {since} から main にあり、時刻の上では配信できますが、配信されていません。",
            "{name} is on main since {since} and inside the hours, but not sent.",
        ),
        Text(
            "理由(承認など)を haishin plan で確かめてください。",
            "Ask haishin plan why (approvals and so on).",
        ),
    ),
)
