from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said
from support.wording import found

PLACE = "前橋市文京町2丁目"


def test_place_and_words() -> None:
    assert said(findings(changed(PLACE, "前橋市○○町")))[:1] == [
        (
            10,
            20,
            10,
            23,
            "「○○町」は、後で書くつもりの印のままです。",
            "`○○町` still stands in for something.",
        )
    ]
    (one,) = [one for one in findings(changed("11月25日", "　月　日")) if one.rule == "placeholder"]
    assert one.message.ja == "「月　日」に、書き入れるはずの文字がありません。"
    assert one.clause == "5(3)"


@pytest.mark.parametrize(
    "text",
    [
        "11月○日の午後○時",
        "●月●日、",
        "前橋市■■町で",
        "被害者は■■さん。",
        "12月XX日",
        "ＸＸ市で",
        "前橋市××町",
        "国道＿＿号",
        "___号線",
        "TODO",
        "（場所）で発生",
        "[地名]において",
        "（　）人",
        "男は〇〇歳",
        "連絡先は027-XXX-XXXX",
    ],
)
def test_left_over(text: str) -> None:
    assert found("placeholder", f"12月3日、{text}声かけ。前橋警察署", "suspicious-person")


@pytest.mark.parametrize("mark", ["＜＜日時＞＞", "＜＜未記入＞＞", "{{TODO}}"])
def test_one_place_is_told_once(mark: str) -> None:
    told = [one for one in findings(changed(PLACE, mark)) if one.rule == "placeholder"]
    assert [(one.span.column, one.span.end_column) for one in told] == [(17, 17 + len(mark))]


@pytest.mark.parametrize(
    "text",
    [
        "「市民課の○○です」という電話",
        "○○市の職員を名乗る男",
        "〇〇銀行の行員を装い、",
        "二〇二六年、一〇〇人、〇三",
        "■日時 12月3日",
        "○日時 12月3日",
        "\n■■ お願い ■■\n",
        "\n○○○○○○\n",
        "\n_____\n",
        "声かけ■■",
        "×印を付け、5×3メートル",
        "サイズはXXL",
        "【場所】前橋市",
        "（場所）前橋市",
        "「+1 844 XXX XXXX」からの電話",
        "国際電話の +1-844-XXX-XXXXなど",
        "●声かけ",
        "＊＊＊県警だより＊＊＊",
        "××お知らせ××",
        "午前〇時から午後〇時まで",
        "二〇〇万円",
    ],
)
def test_near_misses(text: str) -> None:
    assert found("placeholder", f"12月3日、声かけ。\n{text}\n前橋警察署", "fraud") == []


@pytest.mark.parametrize("reason", ["理由", "理由：", "WHY", "なし", "確認中", "---"])
def test_a_reason_that_is_none(reason: str) -> None:
    waived = f"press: none\nwaivers: [{{rule: delivery-hours, reason: '{reason}'}}]"
    (one,) = findings(changed("press: none", waived))
    assert (one.rule, one.severity, one.message.ja, one.hint.ja) == (
        "placeholder",
        "error",
        f"「{reason}」だけでは、理由になりません。",
        "承認する人に分かるように、理由を書いてください。",
    )
    assert [one.rule for one in findings(changed("press: none", f"press: none\nwhy_late: '{reason}'"))] == [
        "placeholder"
    ]


@pytest.mark.parametrize("reason", ["逃走中", "理由は逃走のため", "人手なし"])
def test_a_short_reason(reason: str) -> None:
    waived = f"press: none\nwaivers: [{{rule: delivery-hours, reason: {reason}}}]"
    assert findings(changed("press: none", waived)) == ()


def test_each_reason_is_told_once() -> None:
    assert len(findings(changed("press: none", "press: none\nwhy_late: 〇〇"))) == 1
