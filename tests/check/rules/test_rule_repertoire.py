from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haishin.check.document.sample import changed
from haishin.check.rules.characters import hides
from haishin.check.rules.repertoire import replacements
from haishin.core.model import USUAL_SIGNS, Finding, Fix, Severity
from support.documents import findings, said

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
        ("約½", "約1/2"),
        ("❶❷", "（1）（2）"),
        ("⭕❌", "○×"),
        ("⭕️可", "○可"),
        ("10ℓ", "10リットル"),
        ("ｶﾞ㌢", "ガセンチ"),
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


@pytest.mark.parametrize("sign", USUAL_SIGNS)
def test_what_the_mail_writes_in_its_usual_code_nags_nobody(sign: str) -> None:
    assert _found(changed(PLACE, f"前橋市{sign}高崎市")) == ()
    assert list(replacements(f"3{sign}4")) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *((text, "emoji") for text in ("🐻が目撃", "⚠️注意", "🚨🚨", "👨\u200d👩", "✔済")),
        *((text, "outside") for text in ("10²", "m²", "1½", "１½", "½3", "3⒈", "1㍘", "ⅠⅡ", "Aⅲ", "㎏a", "H₂O")),
    ],
)
def test_what_has_no_safe_equivalent_has_no_fix(written: str, key: str) -> None:
    found = _found(changed(PLACE, written))
    assert found
    assert [one.fix for one in found] == [None] * len(found)
    said = {"emoji": "絵文字を消し、言葉で書いてください。", "outside": "ひらがなや「2分の1」など、ほかの書き方に"}
    assert all(one.hint.ja.startswith(said[key]) for one in found)


def test_the_frame_of_a_keycap_is_told() -> None:
    assert [one.message.ja[:13] for one in _found(changed(PLACE, "1\u20e3"))] == ["「\u20e3」は JIS の漢字表"]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_title_is_put_right_inside_its_quotes(quote: str) -> None:
    text = changed("title: 下校中の児童に対する声かけ事案の発生", f"title: {quote}声かけ①{quote}")
    (one,) = _found(text)
    assert one.fix == Fix("（1）")
    assert (one.span.line, one.span.column, one.span.end_column) == (2, 12, 13)


def test_in_a_title_with_escapes_nothing_is_replaced() -> None:
    text = changed("title: 下校中の児童に対する声かけ事案の発生", "title: 'it''s①'")
    (one,) = _found(text)
    assert one.fix is None
    assert (one.span.line, one.span.column) == (2, 8)


GIVEN = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [髙橋 一郎]}"


@pytest.mark.parametrize("items", [GIVEN, "press: none\ndisclose: [{text: 髙橋一郎, ground: public-wanted}]"])
def test_a_name_that_stands_in_the_items_too_is_left_with_a_word_how(items: str) -> None:
    text = changed(PLACE, "髙橋一郎さん、﨑").replace("press: none", items)
    name, other = _found(text)
    assert (name.fix, other.fix) == (None, Fix("崎"))
    assert name.message.ja.startswith("「髙」は機種依存文字です。了解を得た氏名(consent)か、")
    assert name.hint.ja == (
        "「高」と書くときは、本文・件名と consent・disclose の両方を同じ字にしてください。"
        "このままにするときは confirmed に理由を書いてください。"
    )


@given(st.text())
def test_replacements_are_in_order_and_lose_no_known_character(text: str) -> None:
    end = 0
    for start, stop, fixed in replacements(text):
        assert end <= start < stop <= len(text)
        assert not any(hides(character) for character in fixed)
        fixed.encode("iso2022_jp")
        end = stop
    assert list(replacements(_fixed(text))) == [] or any(hides(one) for one in text)


ODD = st.sampled_from([*"①⑳❶⒈⑴Ⅲⅰ½¾²³₂㎝㎏㎡ℓ㈱№℡ｶﾞ🐻⭕❌⚠️✔髙～—㍘㋀㊤a1１Ａ あ－/.", "1️⃣"])


@given(st.lists(ODD, max_size=8).map("".join))
@example("1½")
@example("❶❷")
def test_a_fix_neither_loses_what_is_seen_nor_joins_figures(text: str) -> None:
    found = list(replacements(text))
    for start, end, fixed in found:
        seen = [one for one in text[start:end] if not hides(one)]
        assert len(seen) == 1 or set(seen) <= set("ｶﾞ")
        assert fixed.strip("（） ") or text[start:end] == "\xa0"
        before, after = text[start - 1 : start], text[end : end + 1]
        for pair in (before + fixed[0], fixed[-1] + after):
            assert not (len(pair) == 2 and unicodedata.normalize("NFKC", pair).isdigit())
