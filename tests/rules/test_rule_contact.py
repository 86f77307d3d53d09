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
        "鍵を掛けましょう。",
    ],
)
def test_what_is_no_contact(text: str) -> None:
    assert found("no-contact", text)


def test_what_asks_for_nothing_and_what_ends_an_alert_need_none() -> None:
    assert not _of("no-contact", changed(REPORT, ""))
    ended = "press: none\nfollows: {alert: 20261124-0910-koekake, as: resolution}"
    text = SAMPLE.replace("content: caution", "content: lookout").replace("press: none", ended)
    text = text.replace(REPORT, "").replace(ADVICE, "手配は解除します。\n")
    assert not _of("no-contact", text)
    assert not _of("no-call-to-action", text)


def test_an_unknown_mail_with_a_contact_may_leave_the_request_out() -> None:
    assert found("no-call-to-action", "12月3日、強盗があり、男は逃走しました。前橋警察署 027-001-0110") == []
    assert found("no-call-to-action", "12月3日、強盗があり、男は逃走しました。") == ["。"]
