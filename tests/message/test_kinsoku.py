from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from haishin.core.text.width import clusters, columns
from haishin.message.kinsoku import NOT_AT_END, NOT_AT_START, folded, wrap
from support.message import squeezed

MIXED = st.text(
    st.one_of(
        st.sampled_from("前橋市路上男女小学生ひらがなカタカナ𠮷葛"),
        st.sampled_from("、。，．・：；？！」』）】ーゃゅょっァィゥ々％"),
        st.sampled_from("「『（【￥…―"),
        st.sampled_from("0123456789０１２abcXYZé"),
        st.sampled_from(" 　-/.:,()\u3099\ufe0f\U000e0100"),
    ),
    max_size=200,
)


@given(MIXED, st.integers(4, 80))
def test_nothing_but_white_space_changes(text: str, width: int) -> None:
    assert squeezed("".join(wrap(text, width))) == squeezed(text)


@example("「 é", 4)
@given(MIXED, st.integers(4, 80))
def test_no_line_begins_or_ends_with_what_may_not(text: str, width: int) -> None:
    assume(re.search(" [\u3099\ufe0f\U000e0100]", text) is None)  # a mark on a space is nothing that is written
    lines = wrap(text, width)
    for line in lines[1:]:
        assert line[0] not in NOT_AT_START or line[0].isascii()
        assert line[0] not in "\u3099\ufe0f\U000e0100"
    for line in lines[:-1]:
        assert line.rstrip("\u3099\ufe0f\U000e0100")[-1:] not in NOT_AT_END


@given(MIXED, st.integers(4, 80))
def test_numbers_and_words_stay_in_one_piece(text: str, width: int) -> None:
    words = re.findall(r"[0-9A-Za-z０-９é/.:,()-]+", text)
    found = " ".join(wrap(text, width))
    assert words == re.findall(r"[0-9A-Za-z０-９é/.:,()-]+", found) or all(word in found for word in words)


@given(st.text("前橋市ひらがな", min_size=1, max_size=300), st.integers(1, 40))
def test_plain_text_fills_every_line(text: str, width: int) -> None:
    lines = wrap(text, width * 2)
    assert all(columns(line) == width * 2 for line in lines[:-1])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("あいうえお", 10, ["あいうえお"]),
        ("あいうえおか", 10, ["あいうえお", "か"]),
        ("あいうえお。", 10, ["あいうえ", "お。"]),
        ("あいうえお。」", 10, ["あいうえ", "お。」"]),
        ("あいうえ「お」", 10, ["あいうえ", "「お」"]),
        ("あいうちゃん", 8, ["あいう", "ちゃん"]),
        ("あいうえ……か", 10, ["あいう", "え……か"]),
        ("あいうえ――か", 10, ["あいうえ", "――か"]),
        ("電話027-224-0110へ", 10, ["電話", "027-224-0110", "へ"]),
        ("電話０２７－２２４－０１１０へ", 10, ["電話", "０２７－２２４－０１１０", "へ"]),
        ("電話０２７・２２４へ", 10, ["電話", "０２７・２２４", "へ"]),
        ("午後3時30分ころ", 6, ["午後3", "時30分", "ころ"]),
        ("see https://www.pref.gunma.jp/a now", 10, ["see", "https://www.pref.gunma.jp/a", "now"]),
        ("あhttps://www.pref.gunma.jp/をみる", 10, ["あ", "https://www.pref.gunma.jp/", "をみる"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("かきくけ\u3099こ", 8, ["かきくけ\u3099", "こ"]),
        ("東京都葛\U000e0100飾区", 8, ["東京都葛\U000e0100", "飾区"]),
        ("ｱｲｳｴｵ", 4, ["ｱｲｳｴ", "ｵ"]),
        ("ｱｲｳﾊﾟ", 4, ["ｱｲｳ", "ﾊﾟ"]),
        ("100％です", 4, ["100％", "です"]),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_beginnings_count_and_stand_before_each_line() -> None:
    assert wrap("あいうえおか", 10, "■ ", "　") == ["■ あいう", "　えおか"]


def test_a_text_is_broken_line_by_line() -> None:
    assert folded("あいうえおか\n\nきく\n", 10) == "あいうえお\nか\n\nきく\n"


@given(MIXED)
def test_clusters_lose_nothing_and_begin_with_a_base(text: str) -> None:
    parts = list(clusters(text))
    assert "".join(parts) == text
    assert all(not part.startswith(("\u3099", "\ufe0f", "\U000e0100")) for part in parts[1:])


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("a", 1), ("あ", 2), ("ｱ", 1), ("か\u3099", 2), ("①", 2), ("𠮷", 2)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width
