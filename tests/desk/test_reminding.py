"""Who is asked, and when again: from the roster, the clock and the policy alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support_comments import HEAD, PREFECTURE, UNANSWERED, judged, review

from haishin.desk.judging import Judged
from haishin.desk.people import asked_at_once, asked_later, reachable
from haishin.desk.reminding import due, reminder, requests
from haishin.model import Word
from support_decision import contract as shipped
from support_desk import NOW, TEXT, contract

NIGHT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 19:00 in Japan, after the duty's hours begin


def reminded(found: Judged, minutes: int) -> tuple[str, ...]:
    """Whom a reminder calls after so many minutes."""
    told = reminder(found, NOW - timedelta(minutes=minutes), NOW, contract(), "ja")
    return told.asked if told is not None else ()


def test_the_holder_is_asked_at_once_and_the_absent_ones_deputy_later() -> None:
    [approval] = judged(TEXT).verdict.approvals
    assert asked_at_once(approval, contract()) == ("maebashi-manager",)
    assert asked_later(approval, contract()) == ("maebashi-officer",)
    assert [one.word for one in approval.candidates] == [False, True]


def test_at_night_whoever_is_on_duty_is_asked_at_once() -> None:
    found = judged(TEXT, now=NIGHT)
    [approval] = found.verdict.approvals
    assert asked_at_once(approval, contract()) == ("maebashi-manager", "maebashi-duty")
    assert asked_later(approval, contract()) == ("maebashi-officer",)


def test_where_the_holder_wrote_it_his_deputy_is_asked() -> None:
    [approval] = judged(TEXT, author="maebashi-manager").verdict.approvals
    assert asked_at_once(approval, contract()) == ("maebashi-officer",)


def test_only_people_with_an_account_number_are_asked() -> None:
    assert reachable(["maebashi-manager", "nobody", "maebashi-manager"], contract()) == ("maebashi-manager",)
    assert reachable(["maebashi-manager"], shipped()) == ()


def test_requests_go_to_what_is_due_and_to_who_is_told() -> None:
    beyond = judged(TEXT.replace("[maebashi]", "[maebashi, takasaki, kiryu]"))
    assert requests(beyond, NOW, NOW, contract()) == (
        "maebashi-manager",
        "jinshin-anzen-manager",
        "kiryu-manager",
        "kiryu-officer",
        "takasaki-manager",
        "takasaki-officer",
    )


def test_nobody_is_asked_again_about_a_text_that_he_has_spoken_on() -> None:
    spoken = review("maebashi-manager", 5, state="COMMENTED")
    assert requests(judged(TEXT, spoken), NOW, NOW, contract()) == ()
    other = review("maebashi-manager", 5, state="COMMENTED", text="other")
    assert requests(judged(TEXT, other), NOW, NOW, contract()) == ("maebashi-manager",)


def test_nobody_is_asked_about_a_draft_or_a_file_that_must_change() -> None:
    assert requests(judged(TEXT, draft=True), NOW, NOW, contract()) == ()
    assert requests(judged(TEXT.replace("case: approach", "case: robbery")), NOW, NOW, contract()) == ()


@pytest.mark.parametrize(
    ("minutes", "mark", "asked"),
    [
        (29, None, ()),
        (30, "1", ("maebashi-manager",)),
        (59, "1", ("maebashi-manager",)),
        (60, "2", ("maebashi-manager", "maebashi-officer")),
        (6000, "2", ("maebashi-manager", "maebashi-officer")),
    ],
)
def test_after_the_minutes_of_the_policy_the_missing_then_the_deputy(
    minutes: int, mark: str | None, asked: tuple[str, ...]
) -> None:
    found = judged(TEXT)
    told = reminder(found, NOW - timedelta(minutes=minutes), NOW, contract(), "ja")
    assert reminded(found, minutes) == asked
    assert (told.mark if told is not None else None) == (f"{HEAD[:12]} {mark}" if mark else None)
    assert requests(found, NOW - timedelta(minutes=minutes), NOW, contract()) == (asked or ("maebashi-manager",))


def test_the_words_of_a_reminder() -> None:
    told = reminder(
        judged(PREFECTURE, review("maebashi-manager", 5)), NOW - timedelta(minutes=61), NOW, contract(), "ja"
    )
    assert told is not None
    assert told.text == (
        "承認をお待ちしています(1時間以上)。\n\n"
        "- 人身安全対策課の運用管理者&#40;課長&#41;:@jinshin-anzen-manager。"
        "代決者の @jinshin-anzen-officer も、お願いします。\n\n"
        "不在の人に代わって承認するときは、レビューに「代決」とだけ書いた行を入れてください。"
    )
    english = reminder(judged(TEXT), NOW - timedelta(minutes=31), NOW, contract(), "en")
    assert english is not None
    assert english.text.startswith(
        "Still waiting for approval (over 30 min).\n\n- manager &#40;署長&#41; of 前橋警察署: @maebashi-manager"
    )


def test_no_reminder_where_nothing_is_missing_or_nobody_can_be_called() -> None:
    assert reminded(judged(TEXT, review("maebashi-manager", 5)), 600) == ()
    assert reminded(judged(TEXT, review("maebashi-officer", 5, Word.ACTING)), 600) == ()
    assert reminded(judged(TEXT, draft=True), 600) == ()
    assert reminder(judged(TEXT), NOW - timedelta(minutes=600), NOW, shipped(), "ja") is None
    silent = replace(contract(), policy=replace(contract().policy, reminders=None))
    assert reminder(judged(TEXT), NOW - timedelta(minutes=600), NOW, silent, "ja") is None


def test_who_is_only_told_is_not_reminded() -> None:
    found = judged(TEXT.replace("case: approach", "case: other\ncase_name: 盗撮"))
    assert requests(found, NOW - timedelta(minutes=600), NOW, contract()) == (
        "maebashi-manager",
        "maebashi-officer",
        "jinshin-anzen-manager",
        "jinshin-anzen-officer",
    )
    assert reminded(found, 600) == ("maebashi-manager", "maebashi-officer")


@pytest.mark.parametrize("minutes", [0, 31, 61, 600])
def test_nobody_is_asked_before_the_drafter_has_answered(minutes: int) -> None:
    found, since = judged(UNANSWERED), NOW - timedelta(minutes=minutes)
    assert requests(found, since, NOW, contract()) == ()
    assert reminder(found, since, NOW, contract(), "ja") is None
    assert requests(judged(TEXT), since, NOW, contract()) != ()


def test_who_is_on_duty_is_told_of_no_word() -> None:
    late = TEXT.replace("T15:40", "T17:40")
    told = reminder(judged(late, now=NIGHT), NIGHT - timedelta(minutes=31), NIGHT, contract(), "ja")
    assert told is not None
    assert "@maebashi-duty" in told.text
    assert "代決" not in told.text
    alone = judged(TEXT, author="maebashi-manager")
    told = reminder(alone, NOW - timedelta(minutes=31), NOW, contract(), "ja")
    assert told is not None
    assert told.text.endswith("レビューに「代決」とだけ書いた行を入れてください。")


URGENT = TEXT.replace(
    "category: suspicious-person\ncase: approach\ncontent: caution", "category: crime\ncase: robbery\ncontent: lookout"
)
FAST = "{after: 30, again: 30, urgent: {after: 5, again: 5}}"


@pytest.mark.parametrize(("text", "minutes", "times"), [(URGENT, 4, 0), (URGENT, 5, 1), (URGENT, 10, 2), (TEXT, 10, 0)])
def test_an_urgent_matter_is_asked_for_again_within_minutes(text: str, minutes: int, times: int) -> None:
    told = reminder(judged(text), NOW - timedelta(minutes=minutes), NOW, contract(FAST), "ja")
    assert (told is not None and told.mark) == (f"{HEAD[:12]} {times}" if times else False)
    if told is not None:
        assert "5分" in told.text or "10分" in told.text
        assert told.apart == timedelta(minutes=4)  # no hour between two of them


def test_its_next_reminder_is_known_to_the_run_that_stays() -> None:
    assert due(judged(URGENT), NOW, NOW, contract(FAST)) == NOW + timedelta(minutes=5)
