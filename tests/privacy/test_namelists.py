"""The lists of names: their form, their size, the variants of their letters."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from haishin.privacy.names.tables import (
    givennames_kana,
    givennames_long,
    givennames_pairs,
    surnames_a,
    surnames_h,
    surnames_k,
    surnames_m,
    surnames_s,
    surnames_t,
    surnames_y,
)
from haishin.privacy.names.tables.foreignnames import FOREIGN_KANA, FOREIGN_KANJI, FOREIGN_ROMAN
from haishin.privacy.names.tables.givennames import COMMON, KANA, LAST
from haishin.privacy.names.tables.surnames import READINGS, SURNAME_KANA
from haishin.privacy.names.tables.variants import variants

_KANJI = "[々〆ヶヵケノツッ之一-龥\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
_ROWS = (
    (surnames_a, "ア-オヴ"),
    (surnames_k, "カ-ゴ"),
    (surnames_s, "サ-ゾ"),
    (surnames_t, "タ-ノ"),
    (surnames_h, "ハ-ポ"),
    (surnames_m, "マ-モ"),
    (surnames_y, "ヤ-ン"),
)


@pytest.mark.parametrize(("table", "sounds"), _ROWS)
def test_every_surname_has_its_reading_in_the_row_of_its_sound(table: ModuleType, sounds: str) -> None:
    entry = re.compile(rf"{_KANJI}+(?<![ァ-ヶ])[{sounds}][ァ-ヶ]*")
    entries = table.TABLE.split()
    assert [word for word in entries if not entry.fullmatch(word)] == []
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("佐藤", "サトウ"),
        ("三ツ木", "ミツギ"),
        ("小野寺", "オノデラ"),
        ("渡嘉敷", "トカシキ"),
        ("東恩納", "ヒガシオンナ"),
        ("小比類巻", "コヒルイマキ"),
        ("轟", "トドロキ"),
    ],
)
def test_a_surname_is_read_as_is_usual(surname: str, reading: str) -> None:
    assert READINGS[surname] == reading
    assert reading in SURNAME_KANA


@pytest.mark.parametrize(
    "surname", ["髙島", "高嶋", "髙嶋", "髙嶌", "渡邊", "渡邉", "齊籐", "廣瀨", "長澤", "山﨑", "𠮷田"]
)
def test_older_letters_are_the_same_surname_several_at_once_too(surname: str) -> None:
    assert surname in READINGS


def test_a_name_without_such_letters_has_no_variant() -> None:
    assert list(variants({"田中": "タナカ"})) == []
    assert dict(variants({"浜辺": "ハマベ"})).keys() == {"浜辺", "浜邊", "浜邉", "濱辺", "濱邊", "濱邉"}


@pytest.mark.parametrize(
    "word", ["関西", "北東", "中東", "町長", "村長", "登山", "東海", "入口", "市場", "水田", "前橋"]
)
def test_words_and_the_city_itself_are_no_surnames(word: str) -> None:
    assert word not in READINGS


@pytest.mark.parametrize(
    "given", ["一", "翔", "愛子", "陽葵", "結翔", "樹里亜", "与三郎", "甚五郎", "卯之吉", "きみ江", "ちづ江", "陽菜乃"]
)
def test_given_names_of_all_generations_are_known(given: str) -> None:
    assert given in COMMON


@pytest.mark.parametrize("kana", ["ハルエ", "ハルヱ", "キクヨ", "シヅ", "ミサヲ", "タロウ", "ヒマリ", "ミナト"])
def test_their_readings_are_known_in_older_spelling_too(kana: str) -> None:
    assert kana in KANA


@pytest.mark.parametrize("kana", ["コト", "サン", "トキ", "タメ"])
def test_particles_and_nouns_of_two_kana_are_no_given_names(kana: str) -> None:
    assert kana not in KANA


def test_the_tables_of_given_names_have_their_form() -> None:
    assert [group for group in givennames_pairs.TABLE.split() if not re.fullmatch(_KANJI + "{2,}", group)] == []
    assert [word for word in givennames_long.TABLE.split() if len(word) < 2] == []
    assert [word for word in givennames_kana.TABLE.split() if not re.fullmatch("[ァ-ヺー]{2,}", word)] == []
    assert all(len(letter) == 1 for letter in LAST)


@pytest.mark.parametrize("word", ["グエン", "パク", "デラクルス", "シュレスタ", "アパレシダ", "バトバヤル", "イワノフ"])
def test_names_of_other_languages_are_known_in_kana(word: str) -> None:
    assert word in FOREIGN_KANA


@pytest.mark.parametrize("word", ["ビル", "ホール", "ミラー", "マクドナルド", "ネパール", "ドン"])
def test_words_for_things_are_none_of_them(word: str) -> None:
    assert word not in FOREIGN_KANA


def test_names_of_other_languages_are_known_in_letters_and_kanji() -> None:
    assert {"nguyen", "shrestha", "delacruz", "batbayar"} <= FOREIGN_ROMAN
    assert {"王", "朴", "欧陽", "鄧"} <= FOREIGN_KANJI
    assert FOREIGN_KANJI.isdisjoint({"師", "車", "年", "元", "家"})


def test_the_lists_are_not_cut_by_mistake() -> None:
    assert len(READINGS) > 14_000
    assert len(COMMON) > 13_000
    assert len(KANA) > 2_500
    assert len(FOREIGN_KANA) > 1_500
