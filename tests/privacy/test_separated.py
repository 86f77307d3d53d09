"""Names written letter by letter, read in one piece; what must stay as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.spelling.normalising import prose
from haishin.privacy.spelling.separated import separated


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("手袋にひらがなでつ ち や　か お りと書い", "手袋にひらがなで つちやかおり と書い"),
        ("伝票にはツ/チ/ヤ カ/オ/リ、", "伝票にはツチヤ カオリ、"),
        ("旅券はグ エ ン／ミ ン／ホ ア、28歳", "旅券はグエン ミン ホア、28歳"),
        ("は\nな\nこ\nさ\nん", "はなこさん"),
        ("土屋　か お り", "土屋 かおり"),
        ("古土屋 か お り は", "古土屋 かおりは"),
        ("頼むつ/ち/は/ら み/よ、", "頼む つちはら みよ、"),
        ("も/り か/お/り", "もり かおり"),
        ("つ_ち_や_か_お_り", "つちやかおり"),
        ("は土|屋|香|織が", "は土屋香織が"),
        ("T.S.U.C.H.I.Y.A", "TSUCHIYA"),
        ("会社員土 屋 香 織を", "会社員 土屋香織を"),
    ],
)
def test_separate_letters_are_one_word(text: str, read: str) -> None:
    assert separated(prose(text)).text == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("- 氏名\n  - 土屋\n  - 香織", "- 氏名:土屋 香織"),
        ("・氏名：\n　・土屋香織\n　・年齢：54", "・氏名:土屋香織\n ・年齢:54"),
        ("1. 名前\n   1. 土屋\n   2. 香織\n2. 住所", "1. 名前:土屋 香織\n2. 住所"),
        ("- フリガナ\n  - ツチヤ\n  - カオリ\n以上", "- フリガナ:ツチヤ カオリ\n以上"),
        ("- 氏名\n  - 土屋香織\n  - 女性", "- 氏名:土屋香織\n  - 女性"),
    ],
)
def test_a_name_in_a_list_stands_behind_its_label(text: str, read: str) -> None:
    assert separated(prose(text)).text == read


@pytest.mark.parametrize(
    "text", ["- 品名\n  - 財布\n  - 現金", "- 氏名\n- 住所: 前橋", "氏名\n土屋\n香織", "- 車\n  - 白"]
)
def test_another_list_is_left(text: str) -> None:
    assert separated(prose(text)).text == prose(text).text


@pytest.mark.parametrize(
    "text",
    ["火・水・木・金", "上・中・下・左", "A・あ・亜・1", "土屋・香織", "東京 前橋 高崎", "窓、戸、車", "a_b_c_d", ""],
)
def test_a_list_is_left(text: str) -> None:
    assert separated(prose(text)).text == prose(text).text


@given(st.text(st.sampled_from("あいウエ土屋A1 　・/_\n、はA"), max_size=60))
def test_the_map_points_into_the_original(text: str) -> None:
    view = separated(prose(text))
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
    assert view.starts == sorted(view.starts)
