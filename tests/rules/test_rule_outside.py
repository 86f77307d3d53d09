from __future__ import annotations

import pytest

from haishin.document.sample import changed
from haishin.model import Severity
from support_documents import findings, said

OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")
NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety")
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def test_outside_says_why() -> None:
    found = findings(OUTSIDE)
    assert said(found) == [
        (
            1,
            1,
            1,
            4,
            "別表にない内容ですが、メールで配信する理由(why_mail)が書かれていません。",
            "This is outside the table and does not say why it must be mailed (`why_mail`).",
        )
    ]
    assert "ホームページ、X又は広報文" in found[0].hint.ja
    assert found[0].clause == "4(4)ア"
    assert findings(OUTSIDE.replace("press: none", "press: none\nwhy_mail: 登録者だけが対象のため")) == ()


@pytest.mark.parametrize(
    ("line", "place", "word"),
    [
        ("防犯講習会を開きます。", (13, 3), "講習会"),
        ("警察官を募集しています。", (13, 5), "募集"),
        ("採用試験の案内です。", (13, 1), "採用試験"),
    ],
)
def test_recruiting_in_a_notice(line: str, place: tuple[int, int], word: str) -> None:
    found = findings(NOTICE.replace(LINE, line))
    assert [((one.span.line, one.span.column), one.message.en) for one in found] == [
        (place, f"`{word}` belongs to matters that are announced by other means than a notice.")
    ]


def test_the_same_words_elsewhere_pass() -> None:
    assert findings(changed(LINE, "講習会の会場付近で発生しました。")) == ()
    assert findings(NOTICE) == ()


@pytest.mark.parametrize(
    "line",
    [
        "停電のため、公園のイベントは中止します。",
        "台風の接近に伴い、防犯講習会は延期します。",
        "コンサートの開催に伴い、駅前で交通規制を行います。",
        "フェスティバル会場周辺の混雑にご注意ください。",
        "イベント会場では、雑踏事故に気を付けてください。",
        "採用試験の案内を装うメールは詐欺です。",
        "闇バイトの募集に応じないでください。",
        "イベントの爆破予告がありましたが、不審な物はありません。",
        "停電のお知らせです。予定していたイベントは中止となりました。",
        "11月26日の防犯イベントは、大雨のため中止いたします。",
        "大雪により、音楽隊のコンサートは延期となりました。",
        "マラソンイベントのため、国道17号で交通規制があります。",
        "花火大会などのイベントでは、人混みでの事故に注意してください。",
        "イベント会場付近は混み合いますので、公共交通機関をご利用ください。",
        "イベント開催中、駐車場が満車になることがあります。",
        "イベント会場で火災が発生しました。会場に近付かないでください。",
        "講習会場で食中毒が発生しました。",
        "高額な報酬をうたう求人の募集に注意してください。",
        "SNSでの「ホワイト案件」などの募集は、犯罪の実行役の募集です。",
        "警察の採用試験を名乗る電話は詐欺です。",
        "講習会への参加を求める不審な電話に注意してください。",
        "イベントを狙った置き引きに注意してください。",
        "コンサートのチケットをめぐる詐欺に注意してください。",
        "音楽隊をかたる寄付金の募集に注意してください。",
        "義援金の募集をかたる詐欺が発生しています。",
        "イベント帰りの飲酒運転はやめましょう。",
    ],
)
def test_an_event_in_a_sentence_about_safety_passes(line: str) -> None:
    assert "outside" not in {one.rule for one in findings(NOTICE.replace(LINE, line))}


@pytest.mark.parametrize(
    "line",
    [
        "音楽隊のコンサートを開催します。会場周辺は混雑します。",
        "防犯講習会を開きます（雨天中止）。",
        "イベントに参加しませんか。荒天のときは中止です。",
        "警察官の募集を行います。渋滞にご注意ください。",
        "詐欺を防ぐ講習会の申し込みを受け付けます。",
        "交通規制の説明会にぜひお越しください。",
        "警察官採用試験の受験者を募集しています。",
        "防犯講習会を開催します。",
        "12月1日、音楽隊のコンサートがあります。",
        "交通安全フェスティバルのお知らせです。",
        "相談窓口のご案内です。",
        "詐欺被害防止の講習会のご案内です。",
        "犯罪被害者支援の相談窓口のご案内です。",
        "闇バイト防止イベントを開催します。",
        "熱中症対策の説明会です。参加者を募集しています。",
        "犯罪を防ぐボランティアを募集しています。",
        "雨で延期となったコンサートを、12月1日に開催します。",
        "交通規制はありません。イベントへどうぞ。",
        "警察官を募集中。渋滞にご注意ください。",
        "詐欺防止コンサートにぜひお越しください。",
        "避難訓練イベントに参加しませんか。",
        "サイバー犯罪に強い警察官を募集中です。",
    ],
)
def test_publicity_stays_an_error(line: str) -> None:
    assert "outside" in {one.rule for one in findings(NOTICE.replace(LINE, line))}


def test_in_a_title_alone() -> None:
    title = "下校中の児童に対する声かけ事案の発生"
    assert findings(NOTICE.replace(title, "イベントの中止について")) == ()
    (one,) = findings(NOTICE.replace(title, "防犯イベントのお知らせ"))
    assert (one.rule, one.span.line, one.span.column, one.span.end_column) == ("outside", 2, 10, 14)


def test_a_reason_inside_the_table_is_a_warning() -> None:
    (one,) = findings(changed("press: none", "press: none\nwhy_mail: 登録者だけが対象のため"))
    assert said((one,)) == [
        (
            9,
            11,
            9,
            22,
            "別表にある区分なので、メールで配信する理由(why_mail)は使われません。",
            "The category is in the table: `why_mail` has no effect.",
        )
    ]
    assert one.severity is Severity.WARNING
