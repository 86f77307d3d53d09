"""The status: short, in fixed words, and the weaker of two."""

from __future__ import annotations

import pytest
from support_comments import UNANSWERED, judged, review

from haishin.desk.status import Light, light, unknown, weakest
from haishin.model import Language
from support_desk import TEXT

WRONG = TEXT.replace("case: approach", "case: robbery")
ROBBERY = WRONG.replace("category: suspicious-person", "category: crime")


@pytest.mark.parametrize(
    ("text", "approved", "language", "expected"),
    [
        (WRONG, False, "ja", Light("failure", "直すところが 1 件あります。")),
        (WRONG, False, "en", Light("failure", "1 thing(s) to correct.")),
        (TEXT, False, "ja", Light("pending", "協議中:あと 1 件の承認が必要です。")),
        (TEXT, False, "en", Light("pending", "In consultation: 1 approval(s) still missing.")),
        (TEXT, True, "ja", Light("success", "承認がそろいました。配信予定 マージ後すぐ")),
        (UNANSWERED, True, "ja", Light("pending", "起案者が先に答える警告があります。承認はまだ頼みません。")),
        (
            ROBBERY.replace("content: caution", "content: lookout").replace(
                "press: none", "press: none\nwaivers: [{rule: delivery-hours, reason: 逃走中}]"
            ),
            True,
            "ja",
            Light("success", "承認がそろいました。配信予定 マージ後すぐ。夜間でもすぐに配信されます（時間外の例外）"),
        ),
        (TEXT, True, "en", Light("success", "All approvals are given. Goes out when merged")),
        (TEXT.replace("press: none", "press: undecided"), True, "ja", Light("pending", "協議中:人の判断が必要です。")),
        (
            TEXT.replace("press: none", "press: none\nnot_before: 2026-11-25T18:00+09:00"),
            True,
            "ja",
            Light("success", "承認がそろいました。配信予定 11月25日(水)18:00"),
        ),
    ],
)
def test_the_light_of_a_verdict(text: str, approved: bool, language: Language, expected: Light) -> None:
    found = light(judged(text, *([review("maebashi-manager", 5)] if approved else [])), language)
    assert found == expected
    assert len(found.text) <= 140


def test_where_there_is_no_verdict_there_is_no_success() -> None:
    assert unknown("ja", young=True) == Light("pending", "確かめています。")
    assert unknown("ja", young=False) == Light("error", "確かめられません。承認はないものとして扱います。")


def test_the_weakest_stands_for_all() -> None:
    states = [Light(state, "x") for state in ("success", "pending", "failure", "error")]  # type: ignore[arg-type]
    for number in range(1, 5):
        assert weakest(states[:number]) == states[number - 1]
        assert weakest(reversed(states[:number])) == states[number - 1]
