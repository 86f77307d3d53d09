from __future__ import annotations

import pytest

from haishin.document.sample import SAMPLE, changed
from haishin.model import Finding
from support_documents import findings, said
from support_wording import found

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
            8,
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


SENDER = "\n前橋警察署 027-001-0110"


def _caution(text: str) -> str:
    return changed(REPORT, "").replace(ADVICE, f"{text}\n前橋警察署\n")


@pytest.mark.parametrize(
    "text", ["女性が男に後をつけられました。男は黒い服です。", "住宅から現金が盗まれました", "沢で熊が1頭目撃。"]
)
def test_a_caution_says_what_to_beware_of(text: str) -> None:
    (one,) = _of("no-call-to-action", _caution(text))
    assert one.message.ja == "起きたことだけが書かれ、読む人に何をしてほしいかがありません。"


@pytest.mark.parametrize(
    "text",
    [
        "戸締まりをお願いします。",
        "補助錠の活用を。",
        "洗濯物は室内に。",
        "確実な施錠が必要です。",
        "「口座が使われた」という電話は詐欺です。",
        "市役所の職員が電話で口座を尋ねることはありません。",
        "無人販売所の見回りが有効でした。",
        "夕方は事故が増えました。",
        "行為者を特定しました。",
        "このメールの場所は誤りでした。",
    ],
)
def test_what_is_advice_or_needs_none(text: str) -> None:
    assert not _of("no-call-to-action", _caution(text))


@pytest.mark.parametrize("text", ["男が児童を追いかけました。", "自転車盗が5件。", "沢で熊が目撃されました"])
@pytest.mark.parametrize("sender", [SENDER, ""])
def test_where_the_content_is_not_known_facts_alone_pass(text: str, sender: str) -> None:
    assert found("no-call-to-action", f"12月3日、前橋市で{text}{sender}") == []


@pytest.mark.parametrize(
    "text",
    [
        "ご近所の方にもお知らせください。",
        "まずご家族に相談してください。",
        "駅員へ連絡してください。",
        "通報がありました。",
        "情報提供に感謝します。",
        "通報は見間違いと分かりました。",
        "通報は十三時五十八分。",
        "多くの情報提供をいただきました。",
        "手配は解除します。",
        "逃走した男の身柄を確保しました。",
    ],
)
def test_what_asks_nobody_for_a_report(text: str) -> None:
    assert found("no-contact", f"12月3日、前橋市の件です。{text}") == []


@pytest.mark.parametrize(
    "text",
    [
        "見かけた方は、すぐにお知らせください。",
        "早めにご連絡を。",
        "心当たりがありましたら、情報を。",
        "通報はためらわずに。",
        "情報提供がありましたら、いつでも。",
    ],
)
def test_what_asks_for_a_report(text: str) -> None:
    assert len(found("no-contact", f"12月3日、前橋市の件です。{text}")) == 1


def test_a_title_may_hold_the_advice() -> None:
    text = _caution("車の窓が割られました。").replace("声かけ事案の発生", "車上ねらいに注意")
    assert not _of("no-call-to-action", text)
