"""The status: short, in fixed words, and the weaker of two."""

from __future__ import annotations

import pytest

from haishin.consult.forge.writer import StatusState
from haishin.consult.review.status import Light, light, unjudged_light, weakest
from haishin.core.model import Language
from support.comments import UNANSWERED, judged, review
from support.review import TEXT, contract

WRONG = TEXT.replace("case: approach", "case: robbery")
ROBBERY = WRONG.replace("category: suspicious-person", "category: crime")


ANY_HOUR = ROBBERY.replace("content: caution", "content: lookout").replace(
    "press: none", "press: none\nwaivers: [{rule: delivery-hours, reason: 逃走中}]"
)
PRESS = "承認がそろいました。「Squash and merge」を押してください。"
CORRECT = "指摘されたところを直してください。"
ANSWER = "警告のところを直すか、このままでよい理由を書いてください。"
MERGE = "All approvals are given. Press “Squash and merge”."
NOT_YET = "承認はまだしないでください。"


@pytest.mark.parametrize(
    ("text", "approved", "language", "state", "expected"),
    [
        (
            WRONG,
            False,
            "ja",
            "failure",
            f"長井さん:{CORRECT}直すところが 1 件あります。{NOT_YET}",
        ),
        (WRONG, False, "en", "failure", "長井 浩: Correct what is found. 1 thing(s) to correct. Do not approve yet."),
        (TEXT, False, "ja", "pending", "登坂署長:内容を読んで、承認してください。あと 1 人の承認が必要です。"),
        (TEXT, False, "en", "pending", "登坂 浩: Read it, and approve. 1 person(s) still to approve."),
        (TEXT, True, "ja", "success", f"長井さん:{PRESS}配信予定 マージ後すぐ"),
        (
            UNANSWERED,
            True,
            "ja",
            "pending",
            f"長井さん:{ANSWER}{NOT_YET}",
        ),
        (
            ANY_HOUR,
            True,
            "ja",
            "success",
            f"長井さん:{PRESS}配信予定 マージ後すぐ。夜間でもすぐに配信されます（時間外の例外）",
        ),
        (
            TEXT,
            True,
            "en",
            "success",
            f"長井 浩: {MERGE} Goes out when merged",
        ),
        (
            TEXT.replace("press: none", "press: undecided"),
            True,
            "ja",
            "pending",
            f"長井さん:報道発表の有無を運用管理者に聞き、「報道発表」(press)に書いてください。{NOT_YET}",
        ),
        (
            TEXT.replace("press: none", "press: none\nnot_before: 2026-11-25T18:00+09:00"),
            True,
            "ja",
            "success",
            f"長井さん:{PRESS}配信予定 11月25日(水)18:00",
        ),
    ],
)
def test_the_light_of_a_verdict(
    text: str, approved: bool, language: Language, state: StatusState, expected: str
) -> None:
    found = light(judged(text, *([review("maebashi-manager", 5)] if approved else [])), contract(), language)
    assert found == Light(state, expected)
    assert len(found.text) <= 140


def test_where_there_is_no_verdict_there_is_no_success() -> None:
    assert unjudged_light("ja", young=True) == Light("pending", "確かめています。")
    assert unjudged_light("ja", young=False) == Light("error", "確かめられません。承認はないものとして扱います。")


def test_the_weakest_stands_for_all() -> None:
    states = [Light(state, "x") for state in ("success", "pending", "failure", "error")]  # type: ignore[arg-type]
    for number in range(1, 5):
        assert weakest(states[:number]) == states[number - 1]
        assert weakest(reversed(states[:number])) == states[number - 1]
