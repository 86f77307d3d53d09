"""Who is asked, and when again: from the roster, the clock and the policy alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from haishin.consult.decision import decide
from haishin.consult.review.approvers import asked_at_once, asked_later, reachable
from haishin.consult.review.judging import Judged
from haishin.consult.review.reminding import due, reminder, requests
from haishin.core.model import Case, History, Word
from support.comments import HEAD, PREFECTURE, UNANSWERED, judged, review
from support.decision import contract as shipped
from support.review import NOW, TEXT, contract

NIGHT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 19:00 in Japan, after the duty's hours begin


def waited(found: Judged, minutes: float, now: datetime = NOW) -> Judged:
    """The same, whose text was first judged so many minutes ago."""
    assert found.pull is not None
    since = now - timedelta(minutes=minutes)
    return replace(found, pull=replace(found.pull, opened_at=since, seen_at=since))


def reminded(found: Judged, minutes: int) -> tuple[str, ...]:
    """Whom a reminder calls after so many minutes."""
    told = reminder(waited(found, minutes), NOW, contract(), "ja")
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
    assert requests(beyond, NOW, contract()) == (
        "maebashi-manager",
        "jinshin-anzen-manager",
        "kiryu-manager",
        "kiryu-officer",
        "takasaki-manager",
        "takasaki-officer",
    )


def test_nobody_is_asked_again_about_a_text_that_he_has_spoken_on() -> None:
    spoken = review("maebashi-manager", 5, state="COMMENTED")
    assert requests(judged(TEXT, spoken), NOW, contract()) == ()
    other = review("maebashi-manager", 5, state="COMMENTED", text="other")
    assert requests(judged(TEXT, other), NOW, contract()) == ("maebashi-manager",)


def test_nobody_is_asked_about_a_draft_or_a_file_that_must_change() -> None:
    assert requests(judged(TEXT, draft=True), NOW, contract()) == ()
    assert requests(judged(TEXT.replace("case: approach", "case: robbery")), NOW, contract()) == ()


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
    told = reminder(waited(found, minutes), NOW, contract(), "ja")
    assert reminded(found, minutes) == asked
    assert (told.mark if told is not None else None) == (f"{HEAD[:12]} {mark}" if mark else None)
    assert requests(waited(found, minutes), NOW, contract()) == (asked or ("maebashi-manager",))


def test_the_words_of_a_reminder() -> None:
    told = reminder(waited(judged(PREFECTURE, review("maebashi-manager", 5)), 61), NOW, contract(), "ja")
    assert told is not None
    assert told.text == (
        "承認をお待ちしています(1時間以上)。\n\n"
        "- 人身安全対策課の運用管理者&#40;課長&#41;:@jinshin-anzen-manager。"
        "代決者の @jinshin-anzen-officer も、お願いします。\n\n"
        "不在の人や、本文を書いた人に代わって承認するときは、「Approve」を押す画面の欄に、「代決」とだけ1行書いてください。"
    )
    english = reminder(waited(judged(TEXT), 31), NOW, contract(), "en")
    assert english is not None
    assert english.text.startswith(
        "Still waiting for approval (over 30 min).\n\n- manager &#40;署長&#41; of 前橋警察署: @maebashi-manager"
    )


def test_no_reminder_where_nothing_is_missing_or_nobody_can_be_called() -> None:
    assert reminded(judged(TEXT, draft=True), 600) == ()
    assert reminder(waited(judged(TEXT), 600), NOW, shipped(), "ja") is None
    silent = replace(contract(), policy=replace(contract().policy, reminders=None))
    assert reminder(waited(judged(TEXT), 600), NOW, silent, "ja") is None


def test_who_is_only_told_is_not_reminded() -> None:
    found = judged(TEXT.replace("case: approach", "case: other\ncase_name: 盗撮"))
    assert requests(waited(found, 600), NOW, contract()) == (
        "maebashi-manager",
        "maebashi-officer",
        "jinshin-anzen-manager",
        "jinshin-anzen-officer",
    )
    assert reminded(found, 600) == ("maebashi-manager", "maebashi-officer")


@pytest.mark.parametrize("minutes", [0, 31, 61, 600])
def test_nobody_is_asked_before_the_drafter_has_answered(minutes: int) -> None:
    found = waited(judged(UNANSWERED), minutes)
    assert requests(found, NOW, contract()) == ()
    assert reminder(found, NOW, contract(), "ja") is None
    assert requests(waited(judged(TEXT), minutes), NOW, contract()) != ()


def test_who_is_on_duty_is_told_of_no_word() -> None:
    late = TEXT.replace("T15:40", "T17:40")
    told = reminder(waited(judged(late, now=NIGHT), 31, NIGHT), NIGHT, contract(), "ja")
    assert told is not None
    assert "@maebashi-duty" in told.text
    assert "代決" not in told.text
    alone = judged(TEXT, author="maebashi-manager")
    told = reminder(waited(alone, 31), NOW, contract(), "ja")
    assert told is not None
    assert told.text.endswith("「Approve」を押す画面の欄に、「代決」とだけ1行書いてください。")


URGENT = TEXT.replace(
    "category: suspicious-person\ncase: approach\ncontent: caution", "category: crime\ncase: robbery\ncontent: lookout"
)
FAST = "{after: 30, again: 30, urgent: {after: 5, again: 5}}"


@pytest.mark.parametrize(("text", "minutes", "times"), [(URGENT, 4, 0), (URGENT, 5, 1), (URGENT, 10, 2), (TEXT, 10, 0)])
def test_an_urgent_matter_is_asked_for_again_within_minutes(text: str, minutes: int, times: int) -> None:
    told = reminder(waited(judged(text), minutes), NOW, contract(FAST), "ja")
    assert (told is not None and told.mark) == (f"{HEAD[:12]} {times}" if times else False)
    if told is not None:
        assert "5分" in told.text or "10分" in told.text
        assert told.apart == timedelta(minutes=4)  # no hour between two of them


def test_its_next_reminder_is_known_to_the_run_that_stays() -> None:
    assert due(waited(judged(URGENT), 0), NOW, contract(FAST)) == NOW + timedelta(minutes=5)


# --- complete: the drafter merges ---------------------------------------------------------------------

CALLS = "{after: 30, again: 30, merge: 10, press: 10}"
DONE = (review("maebashi-manager", 5),)


def called(found: Judged, minutes: float = 0, reminders: str = CALLS) -> tuple[str, tuple[str, ...]] | None:
    """Mark and people of the call so many minutes from now, judged then."""
    assert found.pull is not None
    assert found.alert is not None
    then = NOW + timedelta(minutes=minutes)
    verdict = decide(Case(found.alert, found.change, (), found.pull, History()), then, contract(reminders))
    told = reminder(replace(found, verdict=verdict), then, contract(reminders), "ja")
    return None if told is None else (told.mark, told.asked)


def test_once_all_have_agreed_the_drafter_is_called_and_later_the_unit() -> None:
    found, at = judged(TEXT, *DONE), int((NOW - timedelta(minutes=5)).timestamp())
    first = (f"{HEAD[:12]} merge {at} 1", ("maebashi-staff",))
    everybody = ("maebashi-staff", "maebashi-manager", "maebashi-officer", "maebashi-duty")
    assert [called(found, minutes) for minutes in (0, 4)] == [first, first]
    assert called(found, 5) == called(found, 600) == (f"{HEAD[:12]} merge {at} 2", everybody)
    assert called(found, 5, "{after: 30, again: 30}") == first
    update = replace(found, opened=replace(found.opened, head="f" * 40), brought=HEAD)
    assert called(update) == first  # another head, the same text: not called twice


def test_approved_anew_the_drafter_is_called_anew() -> None:
    marks = {called(judged(TEXT, review("maebashi-manager", minute))) for minute in (5, 3)}
    assert len(marks) == 2


def test_whom_the_forge_merges_for_nobody_is_called_at_once() -> None:
    found = judged(TEXT, *DONE)
    assert found.pull is not None
    automatic = replace(found, pull=replace(found.pull, automatic=True))
    assert called(automatic) is None
    assert called(automatic, 5) is not None


def test_an_author_whom_nobody_knows_is_called_where_the_forge_names_him() -> None:
    assert (
        called(judged(TEXT, review("maebashi-manager", 5), review("maebashi-officer", 4), author="someone")) is not None
    )
    robot = judged(TEXT, review("maebashi-manager", 5), review("maebashi-officer", 4), author="robot[bot]")
    assert called(robot) is None
    late = called(robot, 600)
    assert late is not None
    assert late[1] == ("maebashi-manager", "maebashi-officer", "maebashi-duty", "maebashi-staff")


def test_the_words_of_the_call_to_merge() -> None:
    told = reminder(judged(TEXT, *DONE), NOW, contract(CALLS), "ja")
    assert told is not None
    assert told.text == (
        "@maebashi-staff 承認がそろいました。「Squash and merge」を押してください。配信予定 マージ後すぐ\n\n"
        "押すと配信が決まり、届いたメールは取り消せません。\n\n"
        "申請を作ったときに、起案者が「Enable auto-merge」を押しておくと、承認がそろった時に自動でマージされます。"
    )
    told = reminder(waited(judged(TEXT, review("maebashi-manager", 12)), 20), NOW, contract(CALLS), "en")
    assert told is not None
    assert told.text.endswith("The drafter has not pressed it; anybody of the unit may.")


# --- an arrest: the press section ------------------------------------------------------------------------

ARREST = TEXT.replace("content: caution", "content: arrest").replace(
    "press: none", "press: {at: 2026-11-25T17:00+09:00, consistent: yes}"
)
PRESS = ("koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff")


@pytest.mark.parametrize(
    ("minutes", "number"),
    [(0, None), (29, None), (30, 1), (39, 1), (40, 2), (50, 3), (60, 4), (600, 4)],
)
def test_who_may_say_that_it_was_released_is_called_at_the_planned_time(minutes: int, number: int | None) -> None:
    found = judged(ARREST, *DONE)
    assert called(found, minutes) == (None if number is None else (f"{HEAD[:12]} released {number}", PRESS))


def test_without_a_plan_it_is_asked_for_at_once_and_after_the_word_no_more() -> None:
    unplanned = ARREST.replace("at: 2026-11-25T17:00+09:00, ", "")
    assert called(judged(unplanned, *DONE)) == (f"{HEAD[:12]} released 1", PRESS)
    assert called(judged(unplanned, *DONE), 600, "{after: 30, again: 30}") == (f"{HEAD[:12]} released 1", PRESS)
    word = review("koho-kocho-staff", 1, Word.PRESS_RELEASED, state="COMMENTED")
    told = called(judged(unplanned, *DONE, word))
    assert told is not None
    assert told[1] == ("maebashi-staff",)


def test_the_words_of_the_call_to_the_press_section() -> None:
    found = judged(ARREST.replace("T17:00", "T16:20"), *DONE)
    told = reminder(found, NOW, contract(CALLS), "ja")
    assert told is not None
    assert told.text == (
        "@koho-kocho-manager、@koho-kocho-officer、@koho-kocho-staff "
        "報道発表が済んだら、「広報済」とだけ1行書いてください(発表の前には書かないでください)。\n\n"
        "発表の予定は11月25日(水)16:20です。"
    )


def test_every_call_after_the_approvals_is_known_to_the_run_that_stays() -> None:
    assert due(judged(TEXT, *DONE), NOW, contract(CALLS)) == NOW + timedelta(minutes=5)
    assert due(judged(ARREST, *DONE), NOW, contract(CALLS)) == NOW + timedelta(minutes=30)
    assert due(judged(ARREST), NOW, contract(CALLS)) == NOW + timedelta(minutes=30)
    assert due(judged(TEXT), NOW, contract(CALLS)) is None


# --- the drafter's turn -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        ("press: none", "press: undecided"),
        ("T15:40", "T10:40"),
        ("T15:40", "T19:40"),
    ],
)
def test_nobody_is_asked_to_approve_what_must_still_change(changed: tuple[str, str]) -> None:
    found = waited(judged(TEXT.replace("午後3時30分", "午前9時30分").replace(*changed)), 600)
    assert (requests(found, NOW, contract()), reminder(found, NOW, contract(), "ja")) == ((), None)


def test_an_open_check_list_keeps_nobody_from_approving() -> None:
    found = judged(TEXT)
    assert found.pull is not None
    open_ = replace(found, pull=replace(found.pull, checklist="open"))
    assert found.alert is not None
    verdict = decide(Case(found.alert, found.change, (), open_.pull, History()), NOW, contract())
    assert requests(replace(open_, verdict=verdict), NOW, contract()) == ("maebashi-manager",)
    assert reminded(replace(open_, verdict=verdict), 30) == ("maebashi-manager",)


def test_who_asked_for_a_change_that_was_made_is_asked_to_look_again() -> None:
    objection = review("maebashi-officer", 8, state="CHANGES_REQUESTED")
    assert requests(judged(TEXT, objection), NOW, contract()) == ()
    met = judged(
        TEXT, review("maebashi-manager", 9), review("maebashi-officer", 8, state="CHANGES_REQUESTED", text="other")
    )
    assert requests(met, NOW, contract()) == ("maebashi-officer",)
    told = reminder(waited(met, 31), NOW, contract(), "ja")
    assert told is not None
    assert "- @maebashi-officer:変更を求めた後に、文が変わりました。もう一度見てください。" in told.text


# --- urgent, and the hours are over -------------------------------------------------------------------

LOOKOUT = TEXT.replace("content: caution", "content: lookout")
LATE = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # 20:00 in Japan
AGREED = replace(review("maebashi-manager", 0), submitted_at=LATE)


@pytest.mark.parametrize(
    ("automatic", "rest"), [(False, "「Squash and merge」を押してください。"), (True, "そのままで結構です。")]
)
def test_before_an_urgent_matter_sleeps_its_drafter_and_who_is_on_duty_are_called_once(
    automatic: bool, rest: str
) -> None:
    told = reminder(judged(LOOKOUT, AGREED, now=LATE, automatic=automatic), LATE, contract(CALLS), "ja")
    assert told is not None
    assert (told.mark, told.asked) == (f"{HEAD[:12]} hours", ("maebashi-staff", "maebashi-duty"))
    assert told.text == (
        "@maebashi-staff、@maebashi-duty 急ぐ事案ですが、このままでは、11月26日(木)7:00まで届きません。"
        "今すぐ送るときは、判定のコメントの「原則の例外」(waivers)の行をファイルに貼り、前橋警察署の運用管理者&#40;署長&#41;に電話して、"
        "承認を受けてください(文が変わるので、承認はやり直しです)。\n\n"
        f"11月26日(木)7:00でよければ、{rest}"
    )


def test_nobody_is_called_at_night_for_what_goes_at_once_or_is_not_urgent_or_not_approved() -> None:
    waived = LOOKOUT.replace("press: none", "press: none\nwaivers: [{rule: delivery-hours, reason: 付近を逃走中}]")
    for text in (waived, TEXT.replace("T15:40", "T18:40")):
        told = reminder(judged(text, AGREED, now=LATE), LATE, contract(CALLS), "ja")
        assert told is not None
        assert " merge " in told.mark
    fresh = waited(judged(LOOKOUT, now=LATE), 0, LATE)
    assert reminder(fresh, LATE, contract(CALLS), "ja") is None


def test_an_urgent_matter_is_looked_at_when_the_hours_end() -> None:
    early = LATE - timedelta(minutes=30)
    agreed = replace(AGREED, submitted_at=early - timedelta(hours=1))
    assert due(judged(LOOKOUT, agreed, now=early, automatic=True), early, contract(CALLS)) == LATE
    assert due(judged(TEXT, agreed, now=early, automatic=True), early, contract(CALLS)) is None
