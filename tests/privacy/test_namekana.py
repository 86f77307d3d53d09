"""Names in kana, with and without a gap, listed or put together; and hiragana that is none: all invented."""

from __future__ import annotations

import pytest

from haishin.model import Severity
from haishin.privacy.names.kana import furigana, kana


def hits(text: str) -> list[tuple[str, Severity]]:
    return [(text[start:end], severity) for start, end, severity in (*kana(text), *furigana(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("名札は「なかざと みちよ」です。", "なかざと みちよ"),
        ("名前はナカザト ミチヨ。", "ナカザト ミチヨ"),
        ("通報者のナカザト\nミチヨさん", "ナカザト\nミチヨ"),
        ("「みちよ なかざと」と書かれた", "みちよ なかざと"),
        ("「ナカザトミチヨ」と記入", "ナカザトミチヨ"),
        ("氏名:なかざとみちよ", "なかざとみちよ"),
    ],
)
def test_a_listed_name_beside_what_tells_of_a_person_is_sure(text: str, name: str) -> None:
    assert (name, Severity.ERROR) in hits(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("運転していたなかざと みちよは、", "なかざと みちよ"),
        ("運転していたなかざとみちよは、", "なかざとみちよ"),
        ("メモにナカザトミチヨ、", "ナカザトミチヨ"),
        ("、ツヅラバタ ミチヨ、", "ツヅラバタ ミチヨ"),
    ],
)
def test_without_it_or_put_together_a_name_is_put_before_a_person(text: str, name: str) -> None:
    assert (name, Severity.WARNING) in hits(text)


@pytest.mark.parametrize(
    "text",
    [
        "ご協力をお願いします。",
        "一人で悩まず、相談しましょう。",
        "「かわいいね」と声をかけ",
        "みなかみ町で、つきまとい（男、20代）",
        "サイレンが鳴り、マイナス5度です。",
        "ツキノワグマ1頭が目撃されました。",
        "くわしいことは、交番へ。",
        "前橋まつりの交通規制",
        "トヨタ・ホンダ・スズキの車",
        "「ナカザトミチヨ」を名乗る女は職員ではありません。",
        "「みちよ なかざと」と名乗る女は職員ではありません。",
        "オレオレ詐欺「部下のナカザト」",
    ],
)
def test_words_and_a_false_name_are_none(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "name", "severity"),
    [
        ("仲里実千代（なかざと・みちよ）を", "仲里実千代（なかざと・みちよ）", Severity.ERROR),
        ("なかざと みちよ（仲里実千代）", "なかざと みちよ（仲里実千代）", Severity.ERROR),
        ("李 宇哲(リ・ウチョル)を", "李 宇哲(リ・ウチョル)", Severity.WARNING),
    ],
)
def test_kanji_with_their_reading_are_a_name(text: str, name: str, severity: Severity) -> None:
    assert (name, severity) in hits(text)


@pytest.mark.parametrize("text", ["防犯教室（いかの おすし）", "交通安全協会（こうつう あんぜん）"])
def test_a_word_with_its_reading_is_none(text: str) -> None:
    assert hits(text) == []
