"""Statuses, the sticky comment and requests: written when something changed, and then once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.consult.forge import ForgeError
from haishin.consult.forge.writer import MARKER, OwnStatus
from haishin.core.catalogue import Message
from support.forge import DRAFTER, NOW, desk, one_alert
from support.github import BOT, Answer, Change, FakeGitHub, running, sha, user

Setup = tuple[FakeGitHub, Change]
COMMIT = sha("draft")


@pytest.fixture
def setup() -> Iterator[Setup]:
    fake, change = one_alert()
    with running(fake):
        yield fake, change


def written(fake: FakeGitHub) -> list[tuple[str, str]]:
    return [(asked.method, asked.route.rsplit("/", 1)[-1]) for asked in fake.asked if asked.method != "GET"]


def test_a_status_is_written_when_state_or_text_differs(setup: Setup) -> None:
    fake, _ = setup
    assert desk(fake).status(COMMIT, "pending", "承認がそろっていません(1/2)")
    assert not desk(fake).status(COMMIT, "pending", "承認がそろっていません(1/2)")
    assert desk(fake).status(COMMIT, "pending", "承認がそろっていません(2/2)")
    assert desk(fake).status(COMMIT, "success", "承認がそろっていません(2/2)")
    assert [(one["context"], one["state"]) for one in fake.statuses[COMMIT]] == [
        ("consultation", "pending"),
        ("consultation", "pending"),
        ("consultation", "success"),
    ]


def test_a_link_alone_is_written_as_long_as_there_are_not_many(setup: Setup) -> None:
    """A commit takes 1,000 of them."""
    fake, _ = setup
    assert desk(fake).status(COMMIT, "pending", "a", "https://forge.example/1")
    assert not desk(fake).status(COMMIT, "pending", "a", "https://forge.example/1")
    own = desk(fake)
    for number in range(2, 101):
        assert own.status(COMMIT, "pending", "a", f"https://forge.example/{number}")
    assert not own.status(COMMIT, "pending", "a", "https://forge.example/101")
    assert own.status(COMMIT, "success", "a", "https://forge.example/101")
    assert own.standing(COMMIT) == OwnStatus("success", "a", NOW - timedelta(hours=1), "https://forge.example/101")


def test_only_the_newest_status_of_that_name_counts(setup: Setup) -> None:
    fake, _ = setup
    fake.statuses[COMMIT] = [
        {"id": 1, "context": "consultation", "state": "success", "description": "a", "creator": BOT, **fake.dated()},
        {"id": 2, "context": "consultation", "state": "pending", "description": None, "creator": BOT, **fake.dated()},
        *({"id": n, "context": "other", "state": "success", "description": "a"} for n in range(3, 150)),
    ]
    assert desk(fake).status(COMMIT, "success", "a")


@pytest.mark.parametrize("creator", [user("consultation", 7), user("maebashi-staff", 11), None])
def test_the_same_words_of_another_account_are_not_ours(setup: Setup, creator: dict[str, object] | None) -> None:
    """T3: a gate that is bound to the App heeds the App alone."""
    fake, _ = setup
    said = {
        "id": 1,
        "context": "consultation",
        "state": "success",
        "description": "a",
        "creator": creator,
        **fake.dated(),
    }
    fake.statuses[COMMIT] = [said]
    assert desk(fake).status(COMMIT, "success", "a")
    assert not desk(fake).status(COMMIT, "success", "a")
    assert [one["creator"] for one in fake.statuses[COMMIT]] == [creator, BOT]


def test_a_login_that_is_not_the_writer_s_is_told(setup: Setup) -> None:
    """Every sweep would write again, up to the 1,000 that a commit takes."""
    fake, _ = setup
    fake.teller = user("another[bot]", 12)
    with pytest.raises(ForgeError) as error:
        desk(fake).status(COMMIT, "pending", "a")
    assert error.value.message == Message("consult/forge/other-writer", writer="another[bot]", own=BOT["login"])


@pytest.mark.parametrize(("length", "shown"), [(140, "あ" * 140), (141, "あ" * 139 + "…"), (900, "あ" * 139 + "…")])
def test_a_long_status_is_cut(setup: Setup, length: int, shown: str) -> None:
    fake, _ = setup
    desk(fake).status(COMMIT, "failure", "あ" * length)
    assert fake.statuses[COMMIT][0]["description"] == shown
    assert not desk(fake).status(COMMIT, "failure", "あ" * length)


def test_one_comment_is_kept_and_rewritten_only_when_it_changes(setup: Setup) -> None:
    fake, change = setup
    assert desk(fake).own_comment(7) is None
    assert desk(fake).comment(7, "一\n二\n")
    assert not desk(fake).comment(7, "一\n二")
    assert desk(fake).comment(7, "三")
    assert [one["body"] for one in change.comments] == [f"{MARKER}\n三"]
    assert written(fake) == [("POST", "comments"), ("PATCH", "{comment_id}")]


def test_line_ends_of_the_forge_change_nothing(setup: Setup) -> None:
    fake, change = setup
    change.comments.append({"id": 5, "user": user("github-actions[bot]", 41898282), "body": f"{MARKER}\r\n一\r\n二"})
    assert not desk(fake).comment(7, "一\n二")


def test_somebody_elses_comment_with_the_marker_is_left_alone(setup: Setup) -> None:
    fake, change = setup
    change.comments += [
        {"id": 5, "user": user("maebashi-staff", 11), "body": f"{MARKER}\n承認がそろいました"},
        {"id": 6, "user": user("github-actions[bot]", 41898282), "body": f"see {MARKER}\n"},
        {"id": 8, "user": None, "body": f"{MARKER}\nx"},
    ]
    assert desk(fake).comment(7, "一")
    assert [one["body"] for one in change.comments][-1] == f"{MARKER}\n一"
    assert change.comments[0]["body"] == f"{MARKER}\n承認がそろいました"


def test_only_missing_people_are_asked(setup: Setup) -> None:
    fake, change = setup
    assert desk(fake).request(7, ["maebashi-officer", "maebashi-manager", "maebashi-officer"]) == (
        "maebashi-officer",
        "maebashi-manager",
    )
    assert desk(fake).request(7, ["Maebashi-Officer", "juvenile-chief"]) == ("juvenile-chief",)
    assert desk(fake).request(7, ["juvenile-chief"]) == ()
    assert desk(fake).request(7, []) == ()
    assert change.requested == ["maebashi-officer", "maebashi-manager", "juvenile-chief"]
    assert written(fake) == [("POST", "requested_reviewers")] * 2


def test_whom_the_forge_refuses_does_not_keep_the_others_from_being_asked(setup: Setup) -> None:
    fake, change = setup
    asked = desk(fake).request(7, ["juvenile-chief", "maebashi-staff", "maebashi-manager"])
    assert asked == ("juvenile-chief", "maebashi-manager")
    assert change.requested == ["juvenile-chief", "maebashi-manager"]
    assert written(fake) == [("POST", "requested_reviewers")] * 4


def test_where_nobody_can_be_asked_the_forge_has_refused(setup: Setup) -> None:
    fake, _ = setup
    fake.fault = lambda asked, _: Answer(422, {}) if asked.method == "POST" else None
    with pytest.raises(ForgeError, match="422"):
        desk(fake).request(7, ["juvenile-chief", "maebashi-manager"])


def test_a_reminder_is_a_comment_of_its_own_said_once(setup: Setup) -> None:
    fake, change = setup
    desk(fake).comment(7, "一")
    fake.clock = "2026-11-25T08:00:00Z"
    assert desk(fake).remind(7, "abc 1", "承認をお待ちしています。\n", NOW)
    assert not desk(fake).remind(7, "abc 1", "別の文", NOW + timedelta(days=1))
    assert desk(fake).remind(7, "abc 2", "二度目", NOW + timedelta(hours=1))
    assert [one["body"] for one in change.comments] == [
        f"{MARKER}\n一",
        "<!-- haishin: reminder abc 1 -->\n承認をお待ちしています。",
        "<!-- haishin: reminder abc 2 -->\n二度目",
    ]


def test_a_copied_mark_keeps_nobody_quiet(setup: Setup) -> None:
    fake, change = setup
    change.comments.append({"id": 5, "user": user("maebashi-staff", 11), "body": "<!-- haishin: reminder abc 1 -->\nx"})
    assert desk(fake).remind(7, "abc 1", "一", NOW)


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from("abc"), st.booleans()), max_size=12))
@settings(max_examples=30)
def test_there_is_an_hour_between_two_reminders_of_one_pull_request(
    steps: list[tuple[int, str, bool]],
) -> None:
    """Whatever is pushed, and however often: each new head has new marks."""
    fake, change = one_alert()
    now, said = NOW, []
    with running(fake):
        for minutes, mark, other in steps:
            now += timedelta(minutes=minutes)
            fake.clock = f"{now:%FT%TZ}"
            if other:
                body = "<!-- haishin: reminder x 1 -->"
                change.comments.append({"id": 5, "user": DRAFTER, "body": body, **fake.dated()})
            if desk(fake).remind(7, f"{mark}{len(said)} 1", "x", now):
                said.append(now)
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(said))
    assert bool(said) == bool(steps)


def test_when_our_status_first_stood_on_a_commit(setup: Setup) -> None:
    fake, _ = setup
    fake.statuses[COMMIT] = [{"id": 1, "context": "consultation", "state": "success", "creator": user("x", 7)}]
    assert desk(fake).first(COMMIT) is None
    own = desk(fake)
    for minute in (5, 6):
        fake.clock = f"2026-11-25T08:0{minute}:00Z"
        own.status(COMMIT, "pending", f"{minute}")
        assert own.first(COMMIT) == NOW + timedelta(minutes=5)


def test_the_author_cannot_be_asked(setup: Setup) -> None:
    with pytest.raises(ForgeError, match="422"):
        desk(setup[0]).request(7, ["maebashi-staff"])


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_what_the_forge_does_not_take_is_an_error(setup: Setup, status: int) -> None:
    fake, _ = setup
    fake.fault = lambda asked, _: Answer(status, {}) if asked.method != "GET" else None
    for write in (
        lambda: desk(fake).status(COMMIT, "pending", "a"),
        lambda: desk(fake).comment(7, "a"),
        lambda: desk(fake).request(7, ["juvenile-chief"]),
        lambda: desk(fake).remind(7, "abc 1", "a", NOW),
    ):
        with pytest.raises(ForgeError):
            write()
    assert len(written(fake)) == 4
