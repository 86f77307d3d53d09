from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haishin.core import masking
from haishin.core.catalogue import Message
from haishin.core.masking import Mask, PrivateSpan, masked_form, masked_line
from haishin.core.model import WHOLE_FILE, Finding, Fix, Span, Text
from support.report import ALL, HONORIFIC, PATH, PHONE, SCOPE, SOURCES


@pytest.mark.parametrize(
    ("line", "stretches", "shown"),
    [
        ("声かけ事案", [], "声かけ事案"),
        ("電話は090です", [PrivateSpan(4, 7, "phone")], "…［phone ●●●］…"),
        ("山田と090", [PrivateSpan(4, 7, "phone"), PrivateSpan(1, 3, "name")], "…［name ●●］…［phone ●●●］…"),
        ("短い", [PrivateSpan(1, 99, "name")], "…［name ●●］…"),
        ("", [PrivateSpan(1, 1, "name")], "…［name ●］…"),
    ],
)
def test_masked_line(line: str, stretches: list[PrivateSpan], shown: str) -> None:
    assert masked_line(line, stretches) == shown


def test_a_long_text_does_not_tell_its_length() -> None:
    assert masked_form("address", 12) == masked_form("address", 80) == "［address ●●●●●●●●●●●●］"


def test_the_line_of_a_private_finding_is_withheld_from_every_finding_on_it() -> None:
    mask = Mask(ALL, SOURCES)
    assert mask.line(PATH, 5) == ("…［phone ●●●●●●●●●●●●］…", False)
    assert mask.line(PATH, 6) == ("逃げた男は刃物を持っているようだ。", True)


@pytest.mark.parametrize("number", [0, 99])
def test_there_is_no_such_line(number: int) -> None:
    assert Mask(ALL, SOURCES).line(PATH, number) == ("", True)


def test_there_is_no_such_file() -> None:
    assert Mask([PHONE], {}).line(PATH, 5) == ("", True)
    assert Mask([PHONE], {}).findings == (replace(PHONE, fix=None),)


def test_a_line_that_repeats_the_private_text_is_withheld_and_no_line_of_another_file() -> None:
    source = f"{SOURCES[PATH]}\n電話 090-1234-5678 へ\n電話 090-1234-5679 へ"
    again = source.count("\n")
    other = "alerts/maebashi/2026/20261125-1800-x.md"
    mask = Mask([PHONE], {PATH: source, other: "電話 090-1234-5678 へ"})
    assert mask.line(PATH, again) == ("…［phone ●●●●●●●●●●●●］…", False)
    assert mask.line(PATH, again + 1) == ("電話 090-1234-5679 へ", True)
    assert mask.line(other, 1) == ("電話 090-1234-5678 へ", True)


def test_what_is_private_in_one_file_corrupts_no_message_of_another() -> None:
    other = replace(SCOPE, path="alerts/maebashi/2026/20261125-1800-x.md", message=Text("電話 090-1234-5678", "tel"))
    mask = Mask([other, PHONE], SOURCES)
    assert mask.findings[-1] == other
    assert mask.text("電話 090-1234-5678") == "電話 ［phone ●●●●●●●●●●●●］"


@pytest.mark.parametrize(
    ("private", "text", "shown"),
    [
        ("4", "4件、14時", "4件、14時"),
        ("34", "34番", "34番"),
        ("345", "12345の345", "12345の［name ●●●］"),
        ("Sato", "Satomi, sato", "Satomi, ［name ●●●●］"),
        ("前橋", "前橋警察署の前橋さん", "前橋警察署の［name ●●］さん"),
        ("田中", "「田中」", "「［name ●●］」"),
        ("リン", "クリンの「リン」", "クリンの「［name ●●］」"),
        ("する", "連絡する", "連絡する"),
    ],
)
def test_a_message_loses_words_and_no_parts_of_words(private: str, text: str, shown: str) -> None:
    found = replace(PHONE, span=Span(1, 1, 1, len(private) + 1), rule="name")
    mask = Mask([found], {PATH: f"{private}\n"})
    assert mask.text(text) == shown
    assert mask.line(PATH, 1) == (f"…［name {'●' * len(private)}］…", False)


def test_what_the_line_shows_in_another_spelling_is_masked_as_it_reads() -> None:
    quoted = replace(PHONE, span=Span(1, 1, 1, 22), rule="name", matched="田中一郎")
    (masked,) = Mask(
        [replace(quoted, message=Text("「田中一郎」", "田中一郎"))], {PATH: '"\\u7530\\u4e2d一郎" 。'}
    ).findings
    assert masked.message == Text("「［name ●●●●］」", "［name ●●●●］")
    assert masked.matched == ""


def test_without_private_findings_nothing_is_masked() -> None:
    mask = Mask([SCOPE, HONORIFIC], SOURCES)
    assert mask.findings == (SCOPE, HONORIFIC)
    assert mask.text("０９０－１２３４－５６７８") == "０９０－１２３４－５６７８"
    assert mask.line(PATH, 5)[1]


def test_messages_and_hints_lose_the_private_text_also_in_its_other_width() -> None:
    loud = replace(
        SCOPE,
        message=Text("０９０－１２３４－５６７８!", "090-1234-5678!"),
        hint=Text("090-1234-5678 を消す", "drop ０９０－１２３４－５６７８"),
    )
    masked = Mask([loud, PHONE], SOURCES).findings[0]
    assert masked.message == Text("［phone ●●●●●●●●●●●●］!", "［phone ●●●●●●●●●●●●］!")
    assert masked.hint == Text("［phone ●●●●●●●●●●●●］ を消す", "drop ［phone ●●●●●●●●●●●●］")
    assert masked.fix == Fix("maebashi")


def test_letters_are_compared_without_case() -> None:
    mail = replace(PHONE, span=Span(1, 1, 1, 16), rule="mail")
    mask = Mask([mail], {PATH: "Taro@Example.jp"})
    assert mask.text("to taro@example.jp") == "to ［mail ●●●●●●●●●●●●］"


def test_the_longest_private_text_wins() -> None:
    name = replace(PHONE, span=Span(1, 1, 1, 3), rule="surname")
    full = replace(PHONE, span=Span(1, 1, 1, 5), rule="name")
    assert Mask([name, full], {PATH: "山田太郎"}).text("山田太郎と山田") == "［name ●●●●］と［surname ●●］"


def test_a_private_text_over_two_lines_hides_both_lines_and_both_parts() -> None:
    address = replace(PHONE, span=Span(1, 3, 2, 4), rule="address")
    mask = Mask([address], {PATH: "住所文京町\n二の三です\n次"})
    assert mask.line(PATH, 1) == ("…［address ●●●］…", False)
    assert mask.line(PATH, 2) == ("…［address ●●●］…", False)
    assert mask.line(PATH, 3) == ("次", True)
    assert mask.text("文京町と二の三") == "［address ●●●］と［address ●●●］"


def test_a_part_of_mere_punctuation_masks_no_other_sentence() -> None:
    address = replace(PHONE, span=Span(1, 1, 2, 2), rule="address")
    assert Mask([address], {PATH: "文京町\n。"}).text("文京町です。") == "［address ●●●］です。"


def test_a_private_finding_without_a_stretch_still_hides_its_line() -> None:
    whole = replace(PHONE, span=WHOLE_FILE)
    mask = Mask([whole], SOURCES)
    assert mask.line(PATH, 1) == ("…［phone ●］…", False)
    assert mask.text("何もない") == "何もない"


def test_a_span_outside_the_file_is_harmless() -> None:
    beyond = replace(PHONE, span=Span(90, 1, 91, 4))
    assert Mask([beyond], SOURCES).findings == (replace(beyond, fix=None),)


def quoting(span: Span) -> Finding:
    """Another finding that spells what stands there in its own way."""
    said = Text("「ヤマダ」", "`ヤマダ`")
    return replace(SCOPE, path=PATH, span=span, rule="repertoire", message=said, hint=said, fix=Fix("ヤマダ"))


OVER = Message("core/overlaps-private")


@pytest.mark.parametrize(
    ("span", "hidden"),
    [
        (Span(1, 5, 1, 9), True),  # within
        (Span(1, 4, 1, 6), True),  # over its beginning
        (Span(1, 11, 1, 14), True),  # over its end
        (Span(1, 1, 2, 4), True),  # around it
        (Span(1, 7, 1, 7), True),  # a point in it
        (Span(1, 1, 1, 5), False),  # before it
        (Span(1, 12, 1, 14), False),  # behind it
        (Span(1, 12, 1, 12), False),
        (Span(2, 5, 2, 9), False),
    ],
)
def test_a_finding_over_a_private_one_says_nothing_in_its_own_words(span: Span, hidden: bool) -> None:
    name = replace(PHONE, path=PATH, span=Span(1, 5, 1, 12), rule="name")
    other = quoting(span)
    sources = {PATH: "通報者はﾔﾏﾀﾞ ﾀﾛさんです\n通報者はヤマダさんです"}
    masked = next(one for one in Mask([name, other], sources).findings if one.rule == "repertoire")
    assert (masked.message == OVER) == hidden
    assert (masked.fix is None) == hidden
    assert ("ヤマダ" in masked.hint.ja) != hidden
    assert (masked.span, masked.severity, masked.clause) == (span, other.severity, other.clause)


def test_what_quotes_nothing_is_told_where_it_overlaps() -> None:
    name = replace(PHONE, path=PATH, span=Span(1, 5, 1, 12), rule="name")
    other = replace(quoting(Span(1, 1, 1, 14)), constant=True)
    sources = {PATH: "通報者はﾔﾏﾀﾞ ﾀﾛさんです"}
    masked = next(one for one in Mask([name, other], sources).findings if one.rule == "repertoire")
    assert (masked.message, masked.hint, masked.fix) == (other.message, other.hint, None)


def test_a_private_finding_that_is_a_mere_point_hides_what_is_said_there() -> None:
    point = replace(PHONE, path=PATH, span=Span(2, 1, 2, 1))
    told = Mask([point, quoting(Span(2, 1, 2, 4)), quoting(Span(2, 2, 2, 4))], {PATH: "a\nbcde"}).findings
    assert [one.message == OVER for one in told if one.rule == "repertoire"] == [True, False]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 4), st.booleans()), min_size=1, max_size=6)
)
@example([(1, 1, 2, True), (1, 3, 0, False), (1, 3, 0, True)])
def test_it_is_hidden_exactly_where_a_character_is_shared(drawn: list[tuple[int, int, int, bool]]) -> None:
    made = [(Span(line, at, line, at + size), private) for line, at, size, private in drawn]
    hides = [span for span, private in made if private]
    given = [replace(quoting(span), private=private) for span, private in made]
    for one in Mask(given, {PATH: "\n".join(["x" * 15] * 9)}).findings:
        span = one.span
        shares = any(
            span.line == other.line
            and (
                max(span.column, other.column) < min(span.end_column, other.end_column)
                or (span.column == span.end_column and other.column <= span.column < other.end_column)
                or (other.column == other.end_column and span.column <= other.column < span.end_column)
                or span == other
            )
            for other in hides
        )
        assert one.private or (one.message == OVER) >= shares
        touches = any(
            span.line == other.line and span.column <= other.end_column and other.column <= span.end_column
            for other in hides
        )
        assert one.private or (one.message == OVER) <= touches


def bounded(text: str) -> str:
    """A pattern of the text as a word of its own."""
    edges = ["", ""]
    for side, letter in enumerate((text[0], text[-1])):
        for kind in ("0-9", "A-Za-z", *(("一-鿿々", "ァ-ヶー") if len(text) < 3 else ())):
            if re.match(f"[{kind}]", letter):
                edges[side] = f"(?<![{kind}])" if side == 0 else f"(?![{kind}])"
    return f"{edges[0]}{re.escape(text)}{edges[1]}"


LETTERS = "aAb1 2前橋カー-。"


@given(st.sets(st.text(LETTERS, min_size=1, max_size=4), max_size=6), st.text(LETTERS, max_size=30))
def test_private_texts_are_found_as_one_pattern_of_them_all_would(private: set[str], text: str) -> None:
    """That pattern was tried at each letter of each message: two thousand numbers took an hour."""
    words = masking._Words({form: "x" for one in private for form in (one, one.casefold())})
    forms = sorted({form for one in private for form in (one, one.casefold())}, key=len, reverse=True)
    pattern = re.compile("|".join(map(bounded, forms)) or r"(?!)", re.IGNORECASE)
    assert words.mask(text) == pattern.sub(lambda match: masked_form("x", len(match[0])), text)
    assert [(one.start - 1, one.end - 1) for one in words.spans(text)] == [one.span() for one in pattern.finditer(text)]


def test_of_a_line_of_many_private_texts_the_first_are_shown() -> None:
    spans = [PrivateSpan(3 * number + 1, 3 * number + 3, "x") for number in range(1000)]
    assert masked_line("あ" * 3000, spans[::-1]) == f"…{'…'.join(['［x ●●］'] * 8)}…"
