from __future__ import annotations

import pytest

from haishin.document.sample import SAMPLE, changed
from haishin.model import Finding
from support_documents import findings, said
from support_wording import found, scanned

REPORT = "- 不審な人を見かけたときは、110番通報をお願いします。\n"
ADVICE = "- 不審な人に声をかけられたときは、すぐにその場を離れてください。\n"


def _of(rule: str, text: str) -> tuple[Finding, ...]:
    return tuple(one for one in findings(text) if one.rule == rule)


def test_place_and_words() -> None:
    assert said(_of("no-contact", changed(REPORT, "- 情報をお寄せください。\n"))) == [
        (
            13,
            3,
            13,
            9,
            "どこに知らせればよいか(110番、警察署、電話番号)が書かれていません。",
            "The text does not say whom to tell: 110, a station, a number.",
        )
    ]
    lookout = changed(REPORT, "").replace(ADVICE, "問合せ先 前橋警察署\n")
    (one,) = _of("no-call-to-action", lookout.replace("content: caution", "content: lookout"))
    assert (one.span.line, one.span.column, one.span.end_column) == (12, 10, 11)
    assert one.message.ja == "手配ですが、読む人に何をしてほしいかが書かれていません。"


@pytest.mark.parametrize(
    "contact",
    [
        "110番へ",
        "１１０番へ",
        "前橋警察署（027-001-0110）へ",
        "前橋警察署会計課へ",
        "最寄りの警察署、交番まで",
        "027−001−0110へ",
        "#9110へ",
        "警察署に",
    ],
)
def test_whom_to_tell(contact: str) -> None:
    assert found("no-contact", f"12月3日、ひき逃げがありました。情報を{contact}お寄せください。") == []


@pytest.mark.parametrize(
    "text",
    [
        "警察署員を名乗る男がいます。お知らせください。",
        "交番付近の路上で声かけ。ご連絡ください。",
        "子ども110番の家に逃げましょう。心当たりの方は情報を。",
        "男は逃走しました。黒い服です。",
    ],
)
def test_what_is_no_contact(text: str) -> None:
    assert found("no-contact", text)


def test_advice_alone_needs_no_contact_where_the_content_is_not_known() -> None:
    assert found("no-contact", "12月3日、自転車盗が続いています。鍵を掛けましょう。") == []


def test_what_asks_for_nothing_and_what_ends_an_alert_need_none() -> None:
    assert not _of("no-contact", changed(REPORT, ""))
    ended = "press: none\nfollows: {alert: 20261124-0910-koekake, as: resolution}"
    text = SAMPLE.replace("content: caution", "content: lookout").replace("press: none", ended)
    text = text.replace(REPORT, "").replace(ADVICE, "手配は解除します。\n")
    assert not _of("no-contact", text)
    assert not _of("no-call-to-action", text)


def test_a_lookout_with_a_contact_may_leave_the_request_out_where_it_says_more() -> None:
    text = "12月3日、強盗があり、男は逃走しました。黒い服です。"
    assert found("no-call-to-action", f"{text}前橋警察署 027-001-0110") == []
    assert found("no-call-to-action", "12月3日、強盗があり、男は逃走しました。") == ["。"]


SENDER = "\n前橋警察署 027-001-0110"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("12月3日、前橋市で女性が男に後をつけられました。", None),
        ("12月3日、前橋市で女性が男に後をつけられました。", "suspicious-person"),
        ("12月3日18時、国道で死亡事故が発生。", "交通情報"),
        ("12月3日、男性が50万円をだまし取られた。", "事件発生・検挙情報（特殊詐欺等）"),
        ("12月3日、住宅から現金が盗まれました", "crime"),
        ("12月3日、沢で熊が目撃されました。", "事件発生・検挙情報（情報提供依頼・防犯情報）"),
        ("12月3日、自転車盗が5件。", "事件発生・検挙情報"),
        ("12月3日、コンビニで強盗事件。", None),
    ],
)
def test_a_single_sentence_of_facts_asks_for_nothing(text: str, category: str | None) -> None:
    assert found("no-call-to-action", text + SENDER, category) == ["0"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("12月3日、前橋市で女性が後をつけられました。戸締まりをお願いします。", None),
        ("12月3日、住宅から現金が盗まれました。補助錠の活用を。", None),
        ("12月3日、下着が盗まれました。洗濯物は室内に。", None),
        ("12月3日、女性が男に後をつけられました。男は30歳代、黒い服です。", None),
        ("12月3日、国道で事故が発生。", "traffic-regulation"),
        ("12月3日、国道で事故が発生。", "交通情報（交通規制情報）"),
        ("12月3日、県内で地震が発生。", "お知らせ"),
        ("12月3日、県内で地震が発生。", "notice"),
        ("12月3日、強盗事件の被疑者を逮捕しました。", None),
        ("12月3日に手配した男性は無事に保護されました。", None),
        ("12月3日のメールは誤りでした。", None),
        ("12月3日の手配は解除しました。", None),
        ("夕方は事故が増えました。", None),
        ("「口座が使われた」という電話は詐欺です。", "fraud"),
        ("市役所の職員が電話で口座を尋ねることはありません。", "fraud"),
        ("無人販売所の見回りが有効でした。", None),
        ("12月3日、盗難が発生したため、確実な施錠が必要です。", None),
        ("交番は県庁の隣です。", None),
    ],
)
def test_what_is_advice_or_needs_none(text: str, category: str | None) -> None:
    assert found("no-call-to-action", text + SENDER, category) == []


def test_a_title_may_hold_the_advice() -> None:
    assert scanned("12月3日、車の窓が割られた。" + SENDER, "車上ねらいに注意") == []


def test_where_the_content_is_known_only_a_lookout_must_ask() -> None:
    text = changed(REPORT, "").replace(ADVICE, "前橋警察署\n")
    assert not _of("no-call-to-action", text)
    (one,) = _of("no-call-to-action", text.replace("scope: [maebashi]", "scope: ["))
    assert one.message.ja == "起きたことだけが書かれ、読む人に何をしてほしいかがありません。"
