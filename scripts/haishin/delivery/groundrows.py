"""The rows of the list of conditions that a mail host brings: its journal, its registry, its disk, its stops."""

from __future__ import annotations

from haishin.delivery.condition import Holes, Row, when
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text
from haishin.subscribers.audience import shown
from haishin.subscribers.reach import PREFECTURE

_EVERYWHERE = Text("全県", "the whole prefecture")


def _told(what: tuple[Text, Text] | None) -> Holes:
    return [] if what is None else [{"text": what[0], "remedy": what[1]}]


def _shrunk(seen: Seen) -> Holes:
    if seen.ground.shrunk is not None:
        now, before = seen.ground.shrunk
        yield {"now": shown(now), "before": shown(before)}


def _foreign(seen: Seen) -> Holes:
    return [{"name": name, "lost": "" if known else " --lost"} for name, known in seen.ground.foreign]


# What is the matter and what to do, by whether it has ended.
_UNREACHED = {
    False: (
        Text(
            "まだだれにも届いていません(中継サーバーが受け付けていません)",
            "has reached nobody yet (the relay takes none of it)",
        ),
        Text(
            "直したら、配信ホストで haishin send を実行してください。続きから送ります。",
            "Then run haishin send on the mail host: it goes on from there.",
        ),
    ),
    True: (
        Text("だれにも届かないまま終わりました", "has ended and reached nobody"),
        Text(
            "もう送り直されません。必要なら訂正を、要らなければ取消を、新しい id で出してください(それでこの警報は"
            "消えます)。",
            "It is not tried again. Send it as a correction, or cancel it, with a new id; either ends this alarm.",
        ),
    ),
}


def _unreached(seen: Seen) -> Holes:
    for name, ended in seen.ground.unreached:
        state, act = _UNREACHED[ended]
        yield {"name": name, "state": state, "act": act}


def _near(seen: Seen) -> Holes:
    for place, ceiling in seen.ground.near:
        yield {"place": _EVERYWHERE if place == PREFECTURE else place, "ceiling": f"{ceiling:,}"}


def _halted(seen: Seen) -> Holes:
    if seen.halted_long is not None:
        yield {"since": when(seen.halted_long)}


ROWS: tuple[Row, ...] = (
    Row(
        "broken-journal",
        lambda seen: _told(seen.ground.broken),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
        Exit.TOOL,
    ),
    Row(
        "unfit-journal",
        lambda seen: _told(seen.ground.unfit),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
    ),
    Row(
        "in-doubt",
        lambda seen: [{"name": name} for name in seen.ground.in_doubt],
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
        "unfinished",
        lambda seen: [{"name": name} for name in seen.ground.unfinished],
        Text(
            "{name} は配信の途中で終わっていて、まだ送っていない宛先があります。",
            "{name}: its sending ended early, and some recipients have not been tried.",
        ),
        Text(
            "配信ホストで haishin send をもう一度実行してください。続きから送ります。",
            "Run haishin send again on the mail host: it goes on from there.",
        ),
    ),
    Row(
        "foreign",
        _foreign,
        Text(
            "{name} は、別の機械が配信を始めたまま終わっていません。この機械は続きを送りません。",
            "{name} was begun by another machine and has not ended. This one does not go on with it.",
        ),
        Text(
            "その機械で続けてください。この機械で引き継ぐなら haishin ledger adopt {name}{lost} --by 本人 です。",
            "Go on there. To take it over here run haishin ledger adopt {name}{lost} --by LOGIN.",
        ),
    ),
    Row(
        "reached-nobody",
        _unreached,
        Text("{name} は、{state}。", "{name} {state}."),
        Text(
            "メールサーバーの設定と記録を確かめてください(拒否の番号は haishin status {name} --failed)。{act}",
            "Check the relay's set-up and its log (the codes that it gave: haishin status {name} --failed). {act}",
        ),
    ),
    Row(
        "no-registry",
        lambda seen: [{"why": seen.ground.unreadable}] if seen.ground.unreadable is not None else [],
        Text("登録者名簿を読めません。{why}", "The registry cannot be read. {why}"),
        Text(
            "HAISHIN_STATE の指すフォルダーを確かめ、控えから名簿を戻してください。",
            "Check the folder that HAISHIN_STATE names, and put a backup of the registry back.",
        ),
    ),
    Row(
        "registry-shrunk",
        _shrunk,
        Text(
            "登録者名簿が減っています。前は{before}、今は{now}です。古い控えや別の名簿かもしれません。",
            "The registry has shrunk: {before} before, {now} now. It may be an old backup or another one.",
        ),
        Text(
            "正しい名簿を戻してください。今の人数で正しいときは haishin subscribers recount --by 本人 です。",
            "Put the right one back. If it is right as it is run haishin subscribers recount --by LOGIN.",
        ),
    ),
    Row(
        "ceiling-near",
        _near,
        Text(
            "{place}で一つの区分を受け取る人が、一度に送れる上限({ceiling}人)の9割に達しています。",
            "In {place} those who take one category have come within a tenth of the ceiling ({ceiling}).",
        ),
        Text(
            "超えると、一件ごとに人の許可が要ります。schema/policy.yaml の audience(limits)を上げてください。",
            "Above it each alert waits for a person. Raise limits.audience in schema/policy.yaml.",
        ),
    ),
    Row(
        "disk-full",
        lambda seen: [{}] * seen.ground.full,
        Text(
            "状態フォルダーのディスクに、次の配信の記録を書くだけの空きがありません。",
            "The disk of the state folder has no room for the record of another sending.",
        ),
        Text("空きを作ってください。記録できない配信は行いません。", "Make room. What cannot be recorded is not sent."),
        Exit.TOOL,
    ),
    Row(
        "halted-long",
        _halted,
        Text("{since} から、すべての配信を止めたままです。", "All sending is halted since {since}."),
        Text(
            "続けてよければ haishin ledger resume --by 本人 を実行してください。",
            "To go on run haishin ledger resume --by LOGIN.",
        ),
    ),
    Row(
        "recalled",
        lambda seen: [{"name": name} for name in seen.recalled],
        Text(
            "{name} は回収しましたが、訂正がまだ配信されていません。",
            "{name} is recalled, and its correction has not gone yet.",
        ),
        Text(
            "訂正を申請してください。下書きと、手で消すものは haishin recall {name} --by 本人 が示します。"
            "訂正が要らないときは haishin ledger release {name} --by 本人 です(回収を取り消し、残りは配信されます)。",
            "Propose the correction: haishin recall {name} --by LOGIN shows its draft and what is to be removed. Where "
            "none is due run haishin ledger release {name} --by LOGIN, which takes the recall back: the rest goes.",
        ),
    ),
    Row(
        "stopped-long",
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.stopped_long],
        Text("{name} は {since} から、人が止めたままです。", "{name} is stopped by a person since {since}."),
        Text(
            "続けてよければ haishin ledger release {name} --by 本人 を実行してください。配信しないなら、送り始める前は "
            "main から削除し、送り始めた後は訂正か取消を出してください。",
            "To go on run haishin ledger release {name} --by LOGIN. If it is not to go: not yet begun, delete it from "
            "main; begun, send a correction or a cancellation.",
        ),
    ),
)
