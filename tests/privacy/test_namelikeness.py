"""What is like a surname or a given name by its letters, though no list has it: all invented."""

from __future__ import annotations

import pytest

from haishin.privacy.names import forms
from haishin.privacy.names.likeness import GIVEN_READINGS, SURNAME_READINGS, given, pair, sound, surname, together


@pytest.mark.parametrize("name", ["松根川", "沢木野", "野々沢"])
def test_letters_of_surnames_make_a_surname(name: str) -> None:
    assert name not in forms.SURNAMES
    assert surname(name) > 0


@pytest.mark.parametrize("word", ["連絡", "警察", "運転", "被害", "三十", "中原田町", "高松村"])
def test_a_word_a_number_and_a_place_are_no_surname(word: str) -> None:
    assert surname(word) < 0


@pytest.mark.parametrize("name", ["優磨", "里緒菜", "慎太朗", "由紀恵"])
def test_letters_of_given_names_make_a_given_name(name: str) -> None:
    assert given(name) > 1


@pytest.mark.parametrize("word", ["名義", "公園", "代行", "令和", "女子", "市川", "四一", "一", "発生", "現場"])
def test_a_word_of_such_letters_is_no_given_name(word: str) -> None:
    assert given(word) < 0


@pytest.mark.parametrize("run", ["松根川優磨", "沢木野里緒菜", "柳井沢慎太朗"])
def test_both_in_a_row_are_a_likely_name(run: str) -> None:
    assert pair(run) > 5


@pytest.mark.parametrize(
    "run", ["一方通行", "写真撮影", "運転代行", "女子大学生", "十一月三日", "個人名義", "中野公園", "屋根修理"]
)
def test_words_in_a_row_are_none(run: str) -> None:
    assert pair(run) == 0


@pytest.mark.parametrize("run", ["", "松", "松根", "松根川優磨里緒菜慎太"])
def test_what_is_too_short_or_too_long_is_none(run: str) -> None:
    assert pair(run) == 0


def test_a_rare_given_name_needs_a_surname_for_certain() -> None:
    assert 0 < together("中村", "宗影") < together("中村", "優磨")
    assert together("岬渦", "宗影") == 0


def test_readings_of_one_name_sound_alike() -> None:
    assert sound("つかごし") == sound("ツカコシ")
    assert sound("ハルヱ") == sound("はるえ")
    assert sound("ヂロウ") == sound("ジロウ")
    assert sound("だけ") != sound("たけ")


@pytest.mark.parametrize(("kana", "grade"), [("ナカムラ", 2), ("なかむら", 2), ("ツヅラバタ", 1), ("マイッタ", 0)])
def test_a_reading_of_a_surname_is_listed_or_put_together(kana: str, grade: int) -> None:
    assert SURNAME_READINGS.grade(kana) == grade


@pytest.mark.parametrize(("kana", "grade"), [("タロウ", 2), ("はなこ", 2), ("ください", 0)])
def test_a_reading_of_a_given_name_too(kana: str, grade: int) -> None:
    assert GIVEN_READINGS.grade(kana) == grade
