"""One mail's whole story, line by line."""

from __future__ import annotations

from haishin.consult.sent_mail import removals, story
from haishin.core.model import Language
from support.sent_mail import FIRST, HOSTILE, OLD, RECORDS, SECOND, sent_mail


def told(identity: str, language: Language = "ja") -> list[str]:
    return list(story(sent_mail(identity), [record for record in RECORDS if record.alert == identity], language))


def test_the_whole_story() -> None:
    assert told(FIRST) == [
        FIRST,
        f"件名:【強盗】前橋・前橋東：{HOSTILE}",
        "区分:事件発生・検挙情報、強盗、手配",
        "範囲:前橋警察署、前橋東警察署",
        "起案:長井 浩",
        "申請:#7",
        "確かめた指摘 place-detail:店の所在地で、=公表済み",
        "原則の例外 配信時間:凶器を持って\n逃走中のため",
        "遅れた理由:通訳を待ったため",
        "承認:前橋警察署の運用管理者(署長)、石井 直樹(登坂 浩 の代決)、11月25日(水)21:20",
        "承認:捜査第一課の運用管理者(課長)、星野 豊(捜査第一課の運用管理者(課長)(空席) の代決)、11月25日(水)21:20",
        "後閲:登坂 浩はまだです",
        "止めた:11月25日(水)21:10",
        "  前橋警察署の運用管理者の承認がまだありません。",
        "配信の開始:11月25日(水)21:22(対象は約 1,230 人)",
        "止めた:11月25日(水)21:23",
        "  番地を",
        "  確かめる",
        *(f"  {line}" for line in removals(7, "ja")),
        "再開した:11月25日(水)21:25、登坂 浩",
        "配信の終わり:11月25日(水)21:31",
        "届けた人:約 1,200 人",
        "届いたか分からない人:約 20 人",
        "届いたかどうか分からない人がいます。",
        "認知:11月25日(水)20:55",
        "最後に必要だった承認:11月25日(水)21:20(認知から 25 分)",
        "マージ:11月25日(水)21:21(認知から 26 分)",
        "最後の配信:11月25日(水)21:30(認知から 35 分)",
        f"訂正:{SECOND}(11月26日(木)9:30)",
    ]


def test_what_an_older_ledger_does_not_say_is_not_invented() -> None:
    assert told(OLD) == [
        OLD,
        "件名:(ファイルを読めません)",
        "範囲:前橋警察署、前橋東警察署",
        "起案:(記録がありません)",
        "申請:#7",
        "承認:前橋警察署の運用管理者(署長)、石井 直樹",
        "配信の開始:11月24日(火)10:30(対象は10 人未満)",
        "配信の終わり:11月24日(火)10:31",
    ]


def test_a_story_in_english() -> None:
    assert told(SECOND, "en") == [
        SECOND,
        "subject: 【訂正】【事件】県内全域：服の色の訂正",
        "category: 事件発生・検挙情報, =SUM(A1), 手配",
        "scope: the whole prefecture",
        "drafted by: @outsider",
        "pull request: #7",
        "begun: Thu 2026-11-26 9:30 (Japan time), for about 1,230",
        "The sending has not ended.",
        "recognized: Thu 2026-11-26 9:05 (Japan time)",
        "merge: Thu 2026-11-26 9:29 (Japan time) (24 minutes after recognition)",
    ]
