from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from support_message import CONTRACT, SCHEMA, alert, read

from haishin.contract import Contract, load
from haishin.contract.frame import RowWords, Tongue
from haishin.message.headers import refuse_unsafe
from haishin.message.labels import labels, languages
from haishin.message.rendering import render
from haishin.message.subject import FIELD, region, subject
from haishin.model import FollowKind, Follows, Scope

NAMES = {"category": "Category", "case": "Case", "content": "Content", "area": "Area", "date": "Date", "advice": "Do"}
BARE = Tongue(NAMES, None, None, None, {}, {}, {}, {})
FULL = Tongue(
    NAMES,
    "Japanese below.",
    "Everywhere",
    "others",
    {"exercise": "EXERCISE", "correction": "Correction"},
    {"caution": "Take care"},
    {"suspicious-person": RowWords("Suspicious person", "Call 110.", {"approach": "Stranger"})},
    {"maebashi": "Maebashi", "maebashi-higashi": "Maebashi Higashi", "takasaki": "Takasaki", "fujioka": "Fujioka"},
)
BOTH = replace(CONTRACT, tongues={"en": FULL, "xx": BARE})


@cache
def shipped() -> Contract:
    return load(SCHEMA)


def test_every_field_is_told_in_the_reader_s_words() -> None:
    assert labels(alert(), BOTH, "en") == (
        "Category: Suspicious person\nCase: Stranger\nContent: Take care\nArea: Maebashi\nDate: 2026-11-25\n"
        "Do: Call 110.\nJapanese below."
    )


def test_what_is_missing_stays_japanese() -> None:
    assert labels(alert(), BOTH, "xx") == (
        "Category: 不審者情報\nCase: 声かけ事案\nContent: 注意喚起\nArea: 前橋\nDate: 2026-11-25"
    )
    other = labels(alert(case="stalking", content="lookout"), BOTH, "en") or ""
    assert "Case: つきまとい事案\nContent: 手配\n" in other


def test_without_words_nothing_stands_above() -> None:
    assert labels(alert(), BOTH, "ja") is None
    assert labels(alert(), CONTRACT, "en") is None


def test_what_an_author_called_the_case_is_not_translated() -> None:
    assert "Case: その他(等) (盗撮)\n" in (labels(alert(case="other", case_name="盗撮"), BOTH, "en") or "")
    assert "Case:" not in (labels(alert(case=None), BOTH, "en") or "")


def test_the_date_is_that_of_the_matter_in_japan() -> None:
    known = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert "Date: 2026-11-24\n" in (labels(alert(recognized_at=known), BOTH, "en") or "")


def test_the_subject_is_in_the_reader_s_words() -> None:
    exercise = alert(exercise=True, follows=Follows("20261124-0900-first", FollowKind.CORRECTION), title="声かけ")
    assert subject(exercise, BOTH, "en") == "【EXERCISE】【Correction】【Suspicious person】Maebashi：声かけ"
    assert subject(exercise, BOTH, "xx") == subject(exercise, BOTH) == "【訓練】【訂正】【不審者情報】前橋：声かけ"


@pytest.mark.parametrize(
    ("scope", "en", "xx"),
    [
        (Scope(True), "Everywhere", "県内全域"),
        (Scope(False, ("maebashi", "takasaki")), "Maebashi, Takasaki", "前橋・高崎"),
        (Scope(False, ("takasaki-kita",)), "高崎北", "高崎北"),
        (
            Scope(False, ("fujioka", "maebashi", "maebashi-higashi", "takasaki")),
            "Maebashi, Maebashi Higashi, Takasaki, others",
            "前橋・前橋東・高崎ほか",
        ),
    ],
)
def test_areas(scope: Scope, en: str, xx: str) -> None:
    assert region(scope, BOTH, "en") == en
    assert region(scope, BOTH, "xx") == xx


def test_languages_are_those_with_words_or_with_a_footer() -> None:
    assert languages(CONTRACT) == ("ja",)
    assert languages(BOTH) == ("ja", "en", "xx")
    assert languages(shipped()) == ("ja", "ja-easy", "en", "pt", "es", "vi", "zh")


@pytest.mark.parametrize("language", ["ja-easy", "en", "pt", "es", "vi", "zh"])
def test_the_shipped_words_are_complete_and_fit_a_header(language: str) -> None:
    contract = shipped()
    tongue = contract.tongues[language]
    assert set(tongue.areas) == set(contract.organization.stations)
    assert set(tongue.marks) == {"exercise", *(kind.value for kind in FollowKind)}
    assert set(tongue.contents) == set(contract.policy.contents)
    assert tongue.prefecture
    assert tongue.others
    assert tongue.note
    for row in contract.policy.table:
        words = tongue.rows[row.category]
        assert words.name
        assert set(words.cases) == set(row.cases)
        assert words.advice or row.category in ("notice", "outside")
        refuse_unsafe(words.name, FIELD)
    for word in (*tongue.marks.values(), *tongue.areas.values(), tongue.prefecture, tongue.others):
        refuse_unsafe(word, FIELD)
    assert {f"footer-{language}", f"exercise-{language}"} <= set(contract.wording.texts)


def test_the_words_stand_above_the_text_and_after_the_exercise() -> None:
    text = read(render(alert(exercise=True), "a@b.jp", "text", shipped(), "zh")).text
    assert text.startswith(
        "【演习】本邮件为演习，并未发生任何事件。\n\n类别: 可疑人员\n事件: 陌生人搭话\n目的: 请注意\n地区: 前桥\n"
    )
    assert "\n以下正文为日语。\n\n11月25日（水）午後3時30分ころ" in text
