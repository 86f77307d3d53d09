from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.core.model import USUAL_SIGNS, Finding, Fix, Severity
from support.documents import findings, said

PLACE = "前橋市文京町2丁目"


def _found(text: str) -> tuple[Finding, ...]:
    return tuple(one for one in findings(text) if one.rule == "repertoire")


def test_place_words_and_fix() -> None:
    (one,) = _found(changed(PLACE, "㋿8年"))
    assert said((one,)) == [
        (
            10,
            17,
            10,
            18,
            "「㋿」は新しい字です。10年ほど前の携帯電話では、□や「?」になることがあります。",
            "`㋿` is a new character: a phone of ten years ago may show a box or a question mark.",
        )
    ]
    assert one.hint.ja == "「令和」と書いてください。"
    assert (one.fix, one.severity, one.clause) == (Fix("令和"), Severity.WARNING, "5(3)")


@pytest.mark.parametrize(
    "text",
    [
        *("①⑳㉑❶㊤", "㈱前橋 ℡ №3", "Ⅲ番 ⅳ", "170㎝、5㍍、㌢", "ｶﾞｿﾘﾝｽﾀﾝﾄﾞ", "髙﨑さん、濵瀨、𠮷田、𠮟る", "½"),
        *("10²", "20㎡"),
        *("📞", "☎️", "⚠️注意", "🚨🚨", "🐻が目撃", "⭕️可", "✔済", "1️⃣", "👮🏻", "🇯🇵", "é", "한국", "㍻"),
        "".join(USUAL_SIGNS),
    ],
)
def test_what_every_phone_shows_passes(text: str) -> None:
    hidden = {"characters", "repertoire"}
    assert [one for one in findings(changed(PLACE, f"前橋市{text}文京町")) if one.rule in hidden] == []


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("🫡", "絵文字を消し、言葉で書いてください。"),
        ("🥺", "絵文字を消し、言葉で書いてください。"),
        ("𝟎", "ひらがななど、ほかの書き方にしてください。"),  # joined to figures it would be another number
        ("₿", "ひらがななど、ほかの書き方にしてください。"),
        ("𠀋𠀌", "ひらがななど、ほかの書き方にしてください。"),  # the first is in JIS X 0213
        ("꙳", "ひらがななど、ほかの書き方にしてください。"),
    ],
)
def test_what_came_later_or_no_phone_has(written: str, hint: str) -> None:
    (one,) = _found(changed(PLACE, f"前橋市{written}文京町"))
    assert (one.matched, one.hint.ja, one.fix) == (written[-1], hint, None)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_title_is_put_right_inside_its_quotes(quote: str) -> None:
    (one,) = _found(changed("title: 下校中の児童に対する声かけ事案の発生", f"title: {quote}声かけ㋿{quote}"))
    assert one.fix == Fix("令和")
    assert (one.span.line, one.span.column, one.span.end_column) == (2, 12, 13)


def test_in_a_title_with_escapes_nothing_is_replaced() -> None:
    (one,) = _found(changed("title: 下校中の児童に対する声かけ事案の発生", "title: 'it''s㋿'"))
    assert one.fix is None
    assert (one.span.line, one.span.column) == (2, 8)
