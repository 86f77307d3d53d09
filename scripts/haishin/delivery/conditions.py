"""What is not as it should be: one list, the same for ``send``, ``plan``, ``status`` and ``health``.

A row is a sentence and a remedy with holes, and a function from what a verb has seen to what fills them, once for each
time that it holds. To add one: its row here, what it needs in ``Seen``, its example in the test.
"""

from __future__ import annotations

from collections.abc import Iterable

from haishin.delivery import groundrows, schemarows
from haishin.delivery.condition import Condition, Holes, Row, each, pairs, when
from haishin.delivery.heartbeat import SILENCE
from haishin.delivery.mainline import BACK, REMEDY
from haishin.delivery.naming import is_id
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text

__all__ = ["ROWS", "Condition", "conditions", "exit_of"]


def conditions(seen: Seen) -> tuple[Condition, ...]:
    """All that hold, in the order of the rows."""
    return tuple(one for row in ROWS for one in row.holds(seen))


def exit_of(found: Iterable[Condition]) -> Exit:
    """0 only where nothing was found; else the highest: 3 while somebody is in doubt, 2 for a fault of the set-up."""
    return max((one.exit for one in found), default=Exit.FINE)


def _silent(seen: Seen) -> Holes:
    beat = seen.heard.beat
    if seen.patience is not None and beat is not None and seen.now - beat.at > seen.patience:
        yield {"since": when(beat.at)}


def _strange(seen: Seen) -> Holes:
    return [{"name": name, "act": f"release {name}" if is_id(name) else "resume"} for name in seen.strange]


# How a newer program is taken, by whether this one is a release or lies in a checkout.
_RENEW = {
    True: Text(
        "systemctl start haishin-update を実行し、その記録を見てください"
        "(systemd でないときは、プログラムの所有者として haishin update を実行してください)。",
        "Run systemctl start haishin-update and look at what it says (without systemd: haishin update, as the owner of "
        "the program).",
    ),
    False: Text(
        "main を取り込み、HAISHIN_SMTP のない所で python3 scripts/bootstrap.py validate を一度実行してください。",
        "Take main in, and run python3 scripts/bootstrap.py validate once, where HAISHIN_SMTP is not set.",
    ),
}

ROWS: tuple[Row, ...] = (
    Row(
        "main-back",
        lambda seen: [] if seen.lost is None else [{"judged": seen.lost, "tip": seen.tip}],
        BACK,
        REMEDY,
    ),
    Row(
        "stale",
        each("stale"),
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
        lambda seen: [{"names": ", ".join(seen.behind), "renew": _RENEW[seen.released]}] * bool(seen.behind),
        Text(
            "main の {names} が変わりましたが、古いプログラムのまま配信を続けています。",
            "{names} on main changed; the program from before goes on sending.",
        ),
        Text("{renew}", "{renew}"),
    ),
    Row(
        "unread",
        lambda seen: [] if seen.unread is None else [{"form": seen.unread, "renew": _RENEW[seen.released]}],
        Text(
            "main の schema/ の書式(form: {form})を、このプログラムは読めません。"
            "始めた配信だけを続け、新しい配信は始めていません。",
            "This program does not read the form of main's schema/ (form: {form}). What was begun goes on, nothing new "
            "is begun.",
        ),
        Text(
            "その書式を読むプログラムに替えてください。{renew}",
            "Take the program that reads this form. {renew}",
        ),
    ),
    *schemarows.ROWS,
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
            "止めたいものを haishin stop 情報メールの番号 で止め、"
            "このブランチは haishin ledger {act} --by 本人 で消してください。",
            "Stop what it should stop by haishin stop ID, and delete this branch by haishin ledger {act} --by LOGIN.",
        ),
    ),
    Row(
        "edited",
        each("edited"),
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
        each("spent"),
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
        "odd-file",
        each("odd"),
        Text(
            "main の {name} は、情報メールのファイル名(alerts/所属/年/番号.md、半角の英小文字)ではないか、"
            "ふつうのファイルではないため、配信されません。",
            "{name} on main is not named as an alert (alerts/UNIT/YEAR/ID.md, small letters) or is no regular file: it "
            "is never sent.",
        ),
        Text(
            "プルリクエストでこのファイルを main から削除し、配信するものなら、新しい id で起案し直してください。",
            "Delete it from main by a pull request; if it is to be sent, draft it anew with a new id.",
        ),
    ),
    Row(
        "faulty",
        pairs("faulty"),
        Text(
            "{name} には今の規則でエラーがあり、配信していません。{why}",
            "{name} has errors by the present rules and is not sent. {why}",
        ),
        Text(
            "haishin validate で確かめ、プルリクエストで直してください(承認は取り直します)。配信しないときは、"
            "main から削除してください。",
            "See haishin validate, and mend it by a pull request (all approvals anew). If it is not to be sent, delete "
            "it from main.",
        ),
    ),
    Row(
        "crashed",
        pairs("crashed"),
        Text(
            "{name} の処理に失敗したため、この一件だけを止めています。{why}",
            "The program fails on {name}: this one alert is held. {why}",
        ),
        Text(
            "ファイルを添えて、システムの担当者に連絡してください。急ぐときは、書き方を変えて、新しい id で起案し直して"
            "ください。",
            "Tell whoever looks after this system, with the file at hand. In a hurry draft it anew, in other words and "
            "with a new id.",
        ),
    ),
    Row(
        "unasked",
        lambda seen: [{"name": name, "why": why.message, "do": why.hint} for name, why in seen.unasked],
        Text(
            "{name} のプルリクエストを読めず、承認を確かめられないため、配信していません。{why}",
            "The pull request of {name} cannot be read, so no approval is known: it is not sent. {why}",
        ),
        Text(
            "{do}次の回にもう一度確かめます。情報メールはそのままでかまいません。",
            "{do} The next run asks again; leave the alert as it is.",
        ),
        Exit.TOOL,
    ),
    Row(
        "held",
        each("held"),
        Text(
            "{name} はマージされましたが、条件がそろわないため配信していません。",
            "{name} is merged, but something is missing: it is not sent.",
        ),
        Text(
            "haishin plan で理由を確かめ、足りない承認や確認をそろえてください。そろわないときは、main から削除し、"
            "新しい id で起案し直してください。",
            "Ask haishin plan why, and get the approval or the word that is missing. If it cannot be had, delete it "
            "from main and draft it anew with a new id.",
        ),
    ),
    Row(
        "limited",
        each("limited"),
        Text(
            "{name} は、待った時間か対象の人数が限度を超えている(又は対象が一人もいない)ため、配信していません。",
            "{name} is over a limit of age or audience (or would reach nobody): it is not sent.",
        ),
        Text(
            "haishin plan で理由を確かめてください。このまま進めるなら haishin ledger lift {name} --by 本人、"
            "配信しないなら haishin ledger refuse {name} --reason 理由 --by 本人 です。",
            "Ask haishin plan why. To go on run haishin ledger lift {name} --by LOGIN; to end it unsent run "
            "haishin ledger refuse {name} --reason WHY --by LOGIN.",
        ),
    ),
    *groundrows.ROWS,
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
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.late],
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
