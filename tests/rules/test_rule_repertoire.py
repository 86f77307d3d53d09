from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.document.sample import changed
from haishin.model import Finding, Severity
from haishin.rules.characters import hides
from haishin.rules.repertoire import replacements
from support_documents import findings, said

PLACE = "前橋市文京町2丁目"


def _found(text: str) -> tuple[Finding, ...]:
    return tuple(one for one in findings(text) if one.rule == "repertoire")


def _fixed(text: str) -> str:
    for start, end, fixed in reversed(list(replacements(text))):
        text = text[:start] + fixed + text[end:]
    return text


def test_place_words_and_fix() -> None:
    (one,) = _found(changed(PLACE, "前橋市文京町②丁目"))
    assert said((one,)) == [
        (
            10,
            23,
            10,
            24,
            "「②」は機種依存文字です。相手の端末で正しく表示されないことがあります。",
            "`②` is machine-dependent and may not be shown on the reader's device.",
        )
    ]
    assert one.hint.ja == "「（2）」と書いてください。"
    assert one.fix is not None
    assert (one.fix.replacement, one.severity, one.clause) == ("（2）", Severity.WARNING, "5(3)")


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("①⑳㉑", "（1）（20）（21）"),
        ("㈱前橋 ℡ №3", "（株）前橋 TEL No.3"),
        ("Ⅲ番 ⅳ", "III番 iv"),
        ("170㎝、5㍍、㌢", "170cm、5メートル、センチ"),
        ("ｶﾞｿﾘﾝｽﾀﾝﾄﾞ", "ガソリンスタンド"),
        ("髙﨑さん", "高崎さん"),
        ("3時～4時", "3時〜4時"),
        ("約½", "約1/2"),
        ("⚠️注意🚨", "注意"),
        ("☎は", "電話は"),
        ("20㎡", "20平方メートル"),
        ("㊤❶", "（上）（1）"),
    ],
)
def test_replacements(written: str, fixed: str) -> None:
    assert _fixed(written) == fixed
    fixed.encode("iso2022_jp")


@pytest.mark.parametrize(
    "text", ["高崎〜前橋", "０２７－００１－０１１０", "×○●■★※→", "（1）「」『』々ヶ", "", "plain"]
)
def test_what_stays(text: str) -> None:
    assert list(replacements(text)) == []


def test_names_get_a_notice_and_other_scripts_no_fix() -> None:
    (name,) = _found(changed(PLACE, "髙崎市"))
    assert "ご家族" in name.hint.ja
    (other,) = _found(changed(PLACE, "한국"[:1]))
    assert other.fix is None
    assert other.message.ja.startswith("「한」は JIS の漢字表")


def test_another_code_of_the_same_character_is_a_note() -> None:
    (one,) = _found(changed(PLACE, "前橋市～高崎市"))
    assert one.severity is Severity.NOTE
    assert one.message.ja == "「～」(U+FF5E)は、同じ形の「〜」と符号が異なります。"


def test_in_a_quoted_title_nothing_is_replaced() -> None:
    text = changed("title: 下校中の児童に対する声かけ事案の発生", 'title: "声かけ①"')
    (one,) = _found(text)
    assert one.fix is None
    assert (one.span.line, one.span.column) == (2, 8)


@given(st.text())
def test_replacements_are_in_order_and_lose_no_known_character(text: str) -> None:
    end = 0
    for start, stop, fixed in replacements(text):
        assert end <= start < stop <= len(text)
        assert not any(hides(character) for character in fixed)
        fixed.encode("iso2022_jp")
        end = stop
    assert list(replacements(_fixed(text))) == [] or any(hides(one) for one in text)
