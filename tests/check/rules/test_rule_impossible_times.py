from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.core.model import Severity
from support.documents import findings, said


def told(**times: str) -> list[tuple[int, str]]:
    """The lines that the rule tells of, each with its Japanese message."""
    kept = [f"{item}: {time}+09:00" for item, time in times.items()]
    found = findings(changed("press: none", "\n".join(("press: none", *kept))))
    return [(one.span.line, one.message.ja) for one in found if one.rule == "impossible-times"]


def test_place_and_words() -> None:
    """G11: an expiry a year too early."""
    text = changed("press: none", "press: none\nexpires_at: 2025-11-25T20:00+09:00")
    (found,) = (one for one in findings(text) if one.rule == "impossible-times")
    assert said((found,)) == [
        (
            9,
            13,
            9,
            35,
            "配信期限(expires_at)が、認知日時(recognized_at)より後になっていません。",
            "`expires_at` is not after `recognized_at`.",
        )
    ]
    assert (found.severity, found.clause) == (Severity.ERROR, "5(3)")


def test_a_wait_that_ends_after_the_expiry_is_told_on_its_own_line() -> None:
    wrong = told(expires_at="2026-11-26T07:00", not_before="2026-11-26T08:00")
    assert wrong == [(10, "配信を待つ時刻(not_before)が、配信期限(expires_at)より前になっていません。")]


def test_an_expiry_that_is_wrong_itself_is_told_alone() -> None:
    (line, message), *others = told(expires_at="2025-11-26T07:00", not_before="2026-11-26T07:00")
    assert (line, others) == (9, [])
    assert "recognized_at" in message


@pytest.mark.parametrize("expires", ["2026-11-25T15:41", "2027-11-25T15:40"])
def test_near_misses(expires: str) -> None:
    assert told(expires_at=expires) == []


def test_a_zone_of_its_own_is_understood() -> None:
    later = changed("press: none", "press: none\nexpires_at: 2026-11-25T08:00+00:00")  # 17:00 in Japan
    assert [one for one in findings(later) if one.rule == "impossible-times"] == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("午後3時50分ころ", "11月25日午後3時50分ころ"),
        ("15:50ころ", "11月25日15:50ころ"),
        ("（水）午後3時50分ころ", "11月25日（水）午後3時50分ころ"),
        ("午後3時40分ころ", None),
        ("午後3時30分から午後5時", None),
        ("午後5時ころから", None),
        ("午前11時50分ころ", None),
    ],
)
def test_what_happened_after_it_became_known_is_told(typed: str, word: str | None) -> None:
    found = findings(changed("午後3時30分ころ", typed))
    told = [one.message.ja for one in found if one.rule == "impossible-times"]
    assert told == ([f"本文の「{word}」が、認知日時(recognized_at)より後です。"] if word else [])


def test_of_another_day_or_a_later_sentence_nothing_is_told() -> None:
    text = changed("11月25日午後3時30分ころ", "11月24日午後11時ころ")
    assert [one for one in findings(text) if one.rule == "impossible-times"] == []
    text = changed("- 不審な人を", "11月25日（水）午後5時に、見守りを行います。\n- 不審な人を")
    assert [one for one in findings(text) if one.rule == "impossible-times"] == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("11月25日（水）から11月23日（月）までの間に", "11月25日（水）から11月23日（月）まで"),
        ("11月25日の夜から10月30日午前8時ころまでに", "11月25日の夜から10月30日午前8時ころまで"),
        ("11月23日（月）から11月25日（水）までの間に", None),
        ("11月24日から25日までの間に", None),
        ("10月31日から1日までの間に", None),
        ("12月28日から1月4日までの間に", None),
        ("2025年12月28日から2026年1月4日までの間に", None),
        ("締切りを11月27日から11月25日までに変更し、", None),
    ],
)
def test_a_period_ends_after_it_begins(typed: str, word: str | None) -> None:
    found = findings(changed("11月25日午後3時30分ころ、", typed))
    told = [(one.span.line, one.span.column, one.message.ja) for one in found if one.rule == "impossible-times"]
    start = 1 + typed.index(word) if word else 0
    assert told == ([(10, start, f"本文の「{word}」は、終わりの日が初めの日より前です。")] if word else [])
