"""From a commit of main to its pull request and what was said there, on a forge that lies, fails or is bypassed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from haishin.consult.forge import ForgeError
from haishin.consult.forge.answers import GHOST, JsonObject
from haishin.consult.forge.github import (
    ChangedFile,
    GitHubForge,
    Home,
    MergedPull,
    Opened,
    editing,
    recently_merged,
)
from haishin.core.catalogue import Message, listed
from haishin.core.model import Account, Pull, Review, ReviewState, Word
from support.forge import ALERT, DRAFTER, MANAGER, MOST, OFFICER, PATH, client, decided, forge, one_alert
from support.github import HOME, REPOSITORY, Answer, Asked, Change, FakeGitHub, running, sha, user

Setup = tuple[FakeGitHub, Change]
STAFF = Account("maebashi-staff", 11)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-25T{text}:00+09:00")


CLEAN = Pull(
    number=7,
    author=STAFF,
    committers=(STAFF,),
    checklist="complete",
    opened_at=at("15:50"),
    merged_at=at("16:30"),
    reviews=(
        Review(
            Account("maebashi-officer", 12),
            ReviewState.APPROVED,
            at("16:10"),
            sha("draft"),
            "unknown",
            frozenset({Word.ACTING}),
        ),
        Review(
            Account("maebashi-manager", 13),
            ReviewState.APPROVED,
            at("16:20"),
            sha("draft"),
            "unknown",
            frozenset({Word.PRESS_RELEASED}),
        ),
    ),
    files=(PATH,),
)


@pytest.fixture
def setup() -> Iterator[Setup]:
    fake, change = one_alert()
    with running(fake):
        yield fake, change


# --- which pull request --------------------------------------------------------------------------


def test_the_pull_request_of_a_merged_commit(setup: Setup) -> None:
    assert forge(setup[0]).pull(ALERT, MOST) == CLEAN


def test_a_draft_and_one_that_merges_itself(setup: Setup) -> None:
    fake, change = setup
    change.merged_at, change.draft, change.automatic = None, True, True
    pull = forge(fake).consultation(7, PATH, MOST)
    assert (pull.draft, pull.automatic) == (True, True)
    assert fake.complaints == []


def test_an_alert_that_main_does_not_have(setup: Setup) -> None:
    assert forge(setup[0]).pull("20261125-1605-other", MOST) is None
    assert setup[0].asked == []


def test_a_direct_push_has_no_pull_request(setup: Setup) -> None:
    """T8: an administrator pushed to main."""
    fake, _ = setup
    fake.brought.clear()
    fake.commit("squash", OFFICER, PATH, message="just so")
    assert forge(fake).pull(ALERT, MOST) is None


def test_a_direct_push_that_names_somebody_elses_pull_request(setup: Setup) -> None:
    """T8: (#7) in the title of a commit that #7 did not make."""
    fake, change = setup
    change.merge_commit = "another"
    assert forge(fake).pull(ALERT, MOST) is None
    fake.brought.clear()
    assert forge(fake).pull(ALERT, MOST) is None


def test_the_number_in_the_title_is_enough_for_a_candidate(setup: Setup) -> None:
    setup[0].brought.clear()
    assert forge(setup[0]).pull(ALERT, MOST) == CLEAN


def test_a_number_in_the_title_that_is_no_pull_request(setup: Setup) -> None:
    setup[0].commit("squash", OFFICER, PATH, message="x (#7) (#99)")
    assert forge(setup[0]).pull(ALERT, MOST) == CLEAN


@pytest.mark.parametrize(
    "change",
    [
        {"merged_at": None},
        {"base": "feature"},
        {"base_repository": HOME + 1},
        {"merge_commit": None},
    ],
)
def test_a_candidate_that_did_not_bring_it(setup: Setup, change: dict[str, Any]) -> None:
    fake, pull = setup
    for name, value in change.items():
        setattr(pull, name, value)
    assert forge(fake).pull(ALERT, MOST) is None


def test_another_pull_request_than_was_asked_for(setup: Setup) -> None:
    fake, change = setup
    fake.pulls[8] = replace(change, number=8)
    fake.fault = lambda asked, _: Answer(200, fake.full(fake.pulls[8])) if asked.path.endswith("/pulls/7") else None
    with pytest.raises(ForgeError, match="pulls/7: number"):
        forge(fake).pull(ALERT, MOST)


def test_two_pull_requests_for_one_commit(setup: Setup) -> None:
    fake, change = setup
    fake.pulls[8] = replace(change, number=8)
    fake.brought[sha("squash")] = [7, 8]
    with pytest.raises(ForgeError) as caught:
        forge(fake).pull(ALERT, MOST)
    assert caught.value.message == Message("consult/forge/several-claims", pulls=listed(["#7", "#8"]))


@pytest.mark.parametrize(
    "files",
    [
        [{"filename": PATH, "status": "added"}, {"filename": "schema/policy.yaml", "status": "modified"}],
        [{"filename": "alerts/maebashi/2026/20261125-1605-other.md", "status": "added"}],
        [],
    ],
)
def test_a_pull_request_that_changes_anything_else(setup: Setup, files: list[Any]) -> None:
    setup[1].files = files
    with pytest.raises(ForgeError) as caught:
        forge(setup[0]).pull(ALERT, MOST)
    assert caught.value.message == Message("consult/forge/changes-more", number=7)


def test_too_many_candidates(setup: Setup) -> None:
    setup[0].commit("squash", OFFICER, PATH, message=" ".join(f"(#{n})" for n in range(100, 121)))
    with pytest.raises(ForgeError, match="/pulls"):
        forge(setup[0]).pull(ALERT, MOST)


# --- who wrote it --------------------------------------------------------------------------------


def commits(setup: Setup, *authors: tuple[str, Any, str]) -> Pull:
    fake, change = setup
    change.commits = [name for name, _, _ in authors]
    for name, author, path in authors:
        fake.commit(name, author, path)
    found = forge(fake).pull(ALERT, MOST)
    assert found is not None
    return found


def test_authors_of_the_commits_that_changed_the_path(setup: Setup) -> None:
    """T6: who wrote a part of the text may not approve it, whoever opened the pull request."""
    pull = commits(
        setup,
        ("draft", DRAFTER, PATH),
        ("suggestion", MANAGER, PATH),
        ("update", OFFICER, "alerts/other.md"),  # a merge of main: its presser wrote nothing of this text
        ("again", DRAFTER, PATH),
    )
    assert pull.committers == (STAFF, Account("maebashi-manager", 13))


def test_whoever_signed_anothers_commit_made_it_too(setup: Setup) -> None:
    """T6: the author of a commit is free text; the committer is who signed it."""
    setup[0].commits[sha("draft")]["committer"] = MANAGER
    found = forge(setup[0]).pull(ALERT, MOST)
    assert found is not None
    assert (found.committers, found.unverified) == ((STAFF, Account("maebashi-manager", 13)), ())


@pytest.mark.parametrize("committer", [None, {}])
def test_a_signature_of_nobody_who_can_be_named(setup: Setup, committer: Any) -> None:
    setup[0].commits[sha("draft")]["committer"] = committer
    found = forge(setup[0]).pull(ALERT, MOST)
    assert found is not None
    assert found.committers == (STAFF, None)


@pytest.mark.parametrize("verification", [None, {"verified": False}])
def test_a_commit_that_the_forge_does_not_vouch_for_names_nobody(setup: Setup, verification: Any) -> None:
    """T6: pushed with the drafter's address as its author."""
    fake, change = setup
    fake.commit("pushed", DRAFTER, PATH)
    del fake.commits[sha("pushed")]["commit"]["verification"]
    if verification is not None:
        fake.commits[sha("pushed")]["commit"]["verification"] = verification
    change.commits.append("pushed")
    found = forge(fake).pull(ALERT, MOST)
    assert found is not None
    assert (found.committers, found.unverified) == ((STAFF,), (STAFF,))


def test_somebody_named_beside_the_author_is_not_excluded(setup: Setup) -> None:
    """An applied suggestion names who proposed it in the message; the button's presser is the author."""
    setup[0].commits[sha("draft")]["commit"]["message"] = "x\n\nCo-authored-by: M <13+maebashi-manager@users.example>"
    found = forge(setup[0]).pull(ALERT, MOST)
    assert found is not None
    assert found.committers == (STAFF,)


@pytest.mark.parametrize("author", [None, {}])
def test_an_author_whom_nobody_can_name(setup: Setup, author: Any) -> None:
    assert commits(setup, ("draft", author, PATH)).committers == (None,)


def test_no_commit_admits_to_the_path(setup: Setup) -> None:
    assert commits(setup, ("draft", DRAFTER, "elsewhere.md")).committers == (None,)


def test_a_renaming_counts_for_both_paths(setup: Setup) -> None:
    fake, _ = setup
    fake.commits[sha("draft")]["files"] = [
        {"filename": "x.md", "previous_filename": PATH, "status": "renamed", "sha": "x"}
    ]
    found = forge(fake).pull(ALERT, MOST)
    assert found is not None
    assert found.committers == (STAFF,)


def test_the_path_on_the_second_page_of_a_commit(setup: Setup) -> None:
    fake, _ = setup
    others = [{"filename": f"f{n}", "status": "added", "sha": "x"} for n in range(120)]
    fake.commits[sha("draft")]["files"][:0] = others
    assert forge(fake).pull(ALERT, MOST) == CLEAN


def test_of_more_commits_than_asked_for_nothing_is_looked_up(setup: Setup) -> None:
    fake, change = setup
    change.commits = [f"c{n}" for n in range(30)] + ["draft"]
    for name in change.commits[:-1]:
        fake.commit(name, DRAFTER, PATH)
    found = forge(fake).consultation(7, PATH, 30)
    assert found == replace(CLEAN, committers=(), reviews=(), commits=31)
    assert len(fake.asked) == 2
    assert forge(fake).consultation(7, PATH, 31) == replace(CLEAN, commits=31)


def test_more_commits_than_the_forge_lists(setup: Setup) -> None:
    fake, change = setup
    change.commits = [f"c{n}" for n in range(250)] + ["draft"]
    for name in change.commits[:-1]:
        fake.commit(name, DRAFTER, PATH)
    with pytest.raises(ForgeError, match="pulls/7/commits: 250"):
        forge(fake).pull(ALERT, 251)


def test_git_says_which_commits_the_forge_is_asked_for(setup: Setup) -> None:
    fake, change = setup
    change.commits = [f"c{n}" for n in range(29)] + ["draft"]
    for name in change.commits[:-1]:
        fake.commit(name, MANAGER, PATH)
    asked: list[Any] = []

    def changing(commits: Sequence[str], path: str) -> frozenset[str]:
        asked.append((len(commits), path))
        return frozenset({sha("draft")})

    client_ = client(fake)
    known = GitHubForge(client_, REPOSITORY, lambda _: None, changing, lambda _: ())
    assert known.consultation(7, PATH, 30) == replace(CLEAN, commits=30)
    assert (asked, client_.calls) == ([(30, PATH)], 6)


def amended(fake: FakeGitHub, change: Change) -> None:
    """The file lay on main before: number 5, drafted by the manager and by an outsider, brought it as ``first``."""
    change.files[0]["status"] = "modified"
    outsider = user("outsider", 90)
    fake.commit("own", MANAGER, PATH)
    fake.commit("other", outsider, PATH)
    fake.commit("first", OFFICER, PATH, message=f"{ALERT} (#5)")
    added = [{"filename": PATH, "status": "added", "sha": sha("blob of other")}]
    fake.pulls[5] = Change(5, MANAGER, ["own", "other"], added, merged_at="2026-11-25T06:40:00Z", merge_commit="first")
    fake.brought[sha("first")] = [5]


def test_who_made_the_text_that_is_amended_made_it_too(setup: Setup) -> None:
    """By the pull request that brought it, not by whoever pressed its button; and by each direct commit to main."""
    fake, change = setup
    amended(fake, change)
    fake.commit("direct", None, PATH)
    known = forge(fake, earlier=[sha("squash"), sha("first")])
    writers = (STAFF, Account("maebashi-manager", 13), Account("outsider", 90))
    assert known.consultation(7, PATH, MOST) == replace(CLEAN, committers=writers)
    assert known.upkeep(7, MOST).committers == (STAFF,)
    assert forge(fake, earlier=[sha("direct")]).consultation(7, PATH, MOST).committers == (STAFF, None)


@pytest.mark.parametrize("status", ["added", "removed"])
def test_a_new_file_and_a_withdrawal_ask_for_nobody_before(setup: Setup, status: str) -> None:
    fake, change = setup
    amended(fake, change)
    change.files[0]["status"] = status
    assert forge(fake, earlier=[sha("first")]).consultation(7, PATH, MOST) == CLEAN


def test_of_too_many_commits_before_nobody_can_name_who_made_them(setup: Setup) -> None:
    fake, change = setup
    amended(fake, change)
    assert forge(fake, earlier=[sha("first")] * 31).consultation(7, PATH, 30).committers == (STAFF, None)
    fake.pulls[5].commits = ["own"] * 31
    assert forge(fake, earlier=[sha("first")]).consultation(7, PATH, 30).committers == (
        STAFF,
        Account("maebashi-manager", 13),
        None,
    )


def test_a_deleted_account_is_nobody(setup: Setup) -> None:
    fake, change = setup
    change.reviews[0]["user"] = None
    nobody = {**fake.full(change), "user": None}  # the description does not foresee it of a pull request
    fake.fault = lambda asked, _: Answer(200, nobody) if asked.path.endswith("/pulls/7") else None
    found = forge(fake).pull(ALERT, MOST)
    assert found is not None
    assert found.author == GHOST
    assert found.reviews[0].account == GHOST


# --- what the reviews prove ----------------------------------------------------------------------


def reviews(setup: Setup) -> tuple[Review, ...]:
    found = forge(setup[0]).pull(ALERT, MOST)
    assert found is not None
    return found.reviews


def test_the_status_is_never_asked_for(setup: Setup) -> None:
    """T3: any writer can post a green status; without reviews nothing is approved."""
    fake, change = setup
    fake.statuses[sha("draft")] = [{"context": "consultation", "state": "success"}]
    change.reviews.clear()
    assert reviews(setup) == ()
    assert all("status" not in asked.route for asked in fake.asked)


def test_each_review_names_the_commit_that_it_saw(setup: Setup) -> None:
    """T4: a push after the approval; git then says that the named commit holds another text."""
    fake, change = setup
    fake.commit("later", DRAFTER, PATH, at="2026-11-25T07:25:00Z")
    change.commits.append("later")
    assert [one.commit for one in reviews(setup)] == [sha("draft")] * 2


def test_a_reviewed_commit_that_is_gone(setup: Setup) -> None:
    """T5: null, or an id that the forge no longer knows."""
    setup[1].reviews[0]["commit_id"] = None
    setup[1].reviews[1]["commit_id"] = sha("collected")
    assert [(one.commit, one.text) for one in reviews(setup)] == [(None, "unknown")] * 2


def test_a_review_before_a_forced_push_proves_nothing(setup: Setup) -> None:
    """T5: the forge may have bound the approval to the new head."""
    setup[1].events.append({"event": "head_ref_force_pushed", "created_at": "2026-11-25T07:15:00Z"})
    setup[1].events.append({"event": "head_ref_force_pushed", "created_at": "2026-11-25T07:05:00Z"})
    assert [one.commit for one in reviews(setup)] == [None, sha("draft")]


def test_a_review_in_the_second_of_a_forced_push_proves_nothing(setup: Setup) -> None:
    setup[1].events.append({"event": "head_ref_force_pushed", "created_at": "2026-11-25T07:10:00Z"})
    assert [one.commit for one in reviews(setup)] == [None, sha("draft")]


@pytest.mark.parametrize(
    ("made", "proofs"),
    [
        ("2026-11-25T07:10:00Z", [sha("draft")] * 2),
        ("2026-11-25T07:10:01Z", [None, sha("draft")]),
        ("2026-11-25T07:20:01Z", [None, None]),
        (None, [None, None]),
    ],
)
def test_a_commit_dated_after_the_review(setup: Setup, made: str | None, proofs: list[str | None]) -> None:
    """T5: nobody can have approved what was not yet written."""
    committer = {"date": made} if made is not None else None
    setup[0].commits[sha("draft")]["commit"]["committer"] = committer
    assert [one.commit for one in reviews(setup)] == proofs


def test_a_reviewed_commit_outside_the_branch_is_looked_up(setup: Setup) -> None:
    setup[0].commit("rebased away", DRAFTER, PATH)
    setup[1].reviews[0]["commit_id"] = sha("rebased away")
    assert [one.commit for one in reviews(setup)] == [sha("rebased away"), sha("draft")]


def test_reviews_come_in_the_order_of_time_over_all_pages(setup: Setup) -> None:
    for number in range(240, 0, -1):
        setup[1].review(number, MANAGER, "COMMENTED", f"2026-11-25T06:{number % 60:02}:00Z", "draft")
    found = reviews(setup)
    assert len(found) == 242
    assert [one.submitted_at for one in found] == sorted(one.submitted_at for one in found)


def test_a_word_keeps_the_forges_time(setup: Setup) -> None:
    """T35: 「広報済」 counts from when it was submitted, whatever the front matter claims."""
    assert [(one.submitted_at, one.says) for one in reviews(setup)][1] == (at("16:20"), {Word.PRESS_RELEASED})


@pytest.mark.parametrize(
    ("edited", "trusted"), [("07:20:00", True), ("07:20:01", False), ("07:20:05", False), ("09:00:00", False)]
)
def test_words_of_an_edited_review_count_for_nothing(setup: Setup, edited: str, trusted: bool) -> None:
    """T35: every writer can edit the text of another's review, a robot within a second."""
    setup[1].events[-1]["updated_at"] = f"2026-11-25T{edited}Z"
    found = reviews(setup)[1]
    assert (bool(found.says), found.edited) == (trusted, not trusted)
    assert found.commit == sha("draft")


@pytest.mark.parametrize("state", ["approved", "Changes_Requested", "COMMENTED"])
def test_states_in_any_case(setup: Setup, state: str) -> None:
    setup[1].reviews[0]["state"] = state
    assert reviews(setup)[0].state is ReviewState(state.upper())


def test_a_review_not_yet_submitted_is_none(setup: Setup) -> None:
    setup[1].reviews.append({"id": 9, "user": DRAFTER, "state": "PENDING", "commit_id": sha("draft"), "body": ""})
    assert len(reviews(setup)) == 2


def test_an_unknown_state_is_an_error(setup: Setup) -> None:
    setup[1].reviews[0]["state"] = "BLESSED"
    with pytest.raises(ForgeError) as caught:
        forge(setup[0]).pull(ALERT, MOST)
    where = f"repos/{REPOSITORY}/pulls/7/reviews: state"
    assert caught.value.message == Message("consult/forge/malformed", where=where)


def dismiss(setup: Setup, state: str, actor: Any, number: int = 501) -> Review:
    setup[1].reviews[0]["state"] = "DISMISSED"
    review = {"state": state, "review_id": number, "dismissal_message": None}
    setup[1].events.append({"event": "review_dismissed", "actor": actor, "dismissed_review": review})
    return reviews(setup)[0]


def test_who_dismissed_an_objection(setup: Setup) -> None:
    found = dismiss(setup, "changes_requested", DRAFTER)
    assert (found.state, found.was, found.dismissed_by) == (
        ReviewState.DISMISSED,
        ReviewState.CHANGES_REQUESTED,
        STAFF,
    )


def test_a_dismissed_approval(setup: Setup) -> None:
    assert dismiss(setup, "approved", OFFICER).was is ReviewState.APPROVED


@pytest.mark.parametrize(("state", "number"), [("approved", 999), ("blessed", 501)])
def test_a_dismissal_without_an_explanation_is_a_dismissed_objection(setup: Setup, state: str, number: int) -> None:
    found = dismiss(setup, state, MANAGER, number)
    assert found.was is ReviewState.CHANGES_REQUESTED
    assert found.dismissed_by == (None if number == 999 else Account("maebashi-manager", 13))


@pytest.mark.parametrize(("body", "state"), [(None, "open"), ("- [x] 一\n- [ ] 二", "open"), ("- [x] 一", "complete")])
def test_the_checklist_is_read_from_the_pull_request(setup: Setup, body: str | None, state: str) -> None:
    setup[1].body = body
    found = forge(setup[0]).pull(ALERT, MOST)
    assert found is not None
    assert found.checklist == state


# --- a forge that fails (T36) --------------------------------------------------------------------


def calls() -> list[str]:
    fake, _ = one_alert()
    with running(fake):
        forge(fake).pull(ALERT, MOST)
    return [asked.route for asked in fake.asked]


CALLS = calls()


def on(index: int, fault: Callable[[Answer], Answer], times: int = 99) -> Callable[[Asked, Answer], Answer | None]:
    """A fault of one call and of its repetitions."""
    state = {"seen": -1, "left": times, "last": ""}

    def happen(asked: Asked, answer: Answer) -> Answer | None:
        again = state["seen"] == index and asked.path == state["last"] and state["left"] < times
        if not again:
            state["seen"] = int(state["seen"]) + 1
        state["last"] = asked.path
        if state["seen"] != index or int(state["left"]) <= 0:
            return None
        state["left"] = int(state["left"]) - 1
        return fault(answer)

    return happen


def half(answer: Answer) -> Answer:
    raw = json.dumps(answer.value).encode()
    return Answer(200, raw=raw[: len(raw) // 2])


FAULTS: dict[str, Callable[[Answer], Answer]] = {
    "500": lambda _: Answer(500, {}),
    "502": lambda _: Answer(502, raw=b"<html>"),
    "401": lambda _: Answer(401, {}),
    "403": lambda _: Answer(403, {}),
    "404": lambda _: Answer(404, {}),
    "429": lambda _: Answer(429, {}, {"Retry-After": "3600"}),
    "redirect": lambda _: Answer(301, {}, {"Location": "https://evil.example/"}),
    "silence": lambda _: Answer(200, hang=True),
    "half": half,
    "null": lambda _: Answer(200, None),
    "text": lambda _: Answer(200, "x"),
    "the wrong kind": lambda answer: Answer(200, {} if isinstance(answer.value, list) else []),
    "a list of null": lambda _: Answer(200, [None]),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("index", range(len(CALLS)), ids=lambda n: f"{n}:{CALLS[n].rsplit('/', 1)[-1]}")
def test_a_lasting_fault_of_any_call_is_never_an_approval(setup: Setup, index: int, name: str) -> None:
    fake, _ = setup
    fake.fault = on(index, FAULTS[name])
    with decided(fake), pytest.raises(ForgeError):
        forge(fake).pull(ALERT, MOST)


@pytest.mark.parametrize("name", ["500", "502", "silence", "half"])
@pytest.mark.parametrize("index", range(len(CALLS)), ids=lambda n: f"{n}:{CALLS[n].rsplit('/', 1)[-1]}")
def test_a_passing_fault_of_any_call_changes_nothing(setup: Setup, index: int, name: str) -> None:
    fake, _ = setup
    fake.fault = on(index, FAULTS[name], times=2)
    with decided(fake):
        assert forge(fake).pull(ALERT, MOST) == CLEAN
    assert len(fake.asked) == len(CALLS) + 2


WRONG: list[tuple[int, str, Any]] = [
    *[(0, "id", value) for value in ("4711", None, -1, True, 1.5)],
    *[(0, "default_branch", value) for value in (None, 7)],
    *[(1, "0/number", value) for value in ("7", None, True)],
    *[(2, "sha", value) for value in (None, sha("other"))],
    *[(2, "commit/message", value) for value in (None, 7, [])],
    *[(2, "files", value) for value in (None, {}, [None])],
    *[(3, "merged", value) for value in (None, "true", 1)],
    *[(3, "merge_commit_sha", value) for value in (7, [])],
    *[(3, "base", value) for value in (None, [])],
    *[(3, "base/repo/id", value) for value in (None, "4711")],
    *[(3, "number", value) for value in (None, 8)],
    *[(3, "changed_files", value) for value in (None, 2, "1")],
    *[(4, "0/filename", value) for value in (None, 7)],
    *[
        (5, "user", value)
        for value in ("x", {"login": "x"}, {"login": "x", "id": "11"}, {"id": 11}, {"login": "x", "id": 0})
    ],
    *[(5, "created_at", value) for value in (None, "2026-11-25", "2026-11-25T25:00:00Z", "2026-11-25T15:50:00", 7)],
    *[(5, "merged_at", value) for value in (None, "soon")],
    *[(5, "body", value) for value in (7, [])],
    *[(5, "commits", value) for value in (None, 0, 2)],
    *[(5, "head/sha", value) for value in (None, "main", sha("other"))],
    *[(6, "0/sha", value) for value in (None, "main", 7)],
    (6, "", []),
    (7, "", []),  # a timeline that hides everything
    *[(7, "1/event", value) for value in (7, [])],
    *[(7, "1/id", value) for value in (None, "501")],
    *[(7, "1/updated_at", value) for value in (7, "soon")],
    *[(8, "0/state", value) for value in (None, 7, "BLESSED", "")],
    *[(8, "0/id", value) for value in (None, "501", True)],
    *[(8, "0/submitted_at", value) for value in (None, "soon", 7, "2026-11-25T15:50:00")],
    *[(8, "0/commit_id", value) for value in (7, "", "HEAD", "../x")],
    *[(8, "0/user", value) for value in ("x", [], {"login": "x"}, {"login": "x", "id": "12"})],
    *[(8, "0/body", value) for value in (7, {})],
    *[(9, "author", value) for value in ("x", [], {"login": "x"})],
    *[(9, "commit/committer/date", value) for value in ("soon", 7)],
    *[(9, "committer", value) for value in ("x", [], {"login": "x"})],
    *[(9, "commit/verification", value) for value in ("x", [], {"verified": "true"}, {"verified": None})],
]


@pytest.mark.parametrize(("index", "place", "value"), WRONG, ids=lambda value: str(value)[:40])
def test_a_field_of_another_shape_is_an_unreadable_forge(setup: Setup, index: int, place: str, value: Any) -> None:
    fake, _ = setup

    def bend(answer: Answer) -> Answer:
        bent = copy.deepcopy(answer.value)
        if not place:
            return Answer(200, value)
        *path, last = place.split("/")
        target = bent
        for step in path:
            target = target[int(step) if isinstance(target, list) else step]
        target[int(last) if isinstance(target, list) else last] = value
        return Answer(200, bent)

    fake.fault = on(index, bend)
    with pytest.raises(ForgeError):
        forge(fake).pull(ALERT, MOST)


@pytest.mark.parametrize("number", range(1, 4))
def test_a_dismissal_or_forced_push_that_cannot_be_read(setup: Setup, number: int) -> None:
    fake, _ = setup
    events: list[Any] = [
        {"event": "review_dismissed", "actor": DRAFTER, "dismissed_review": None},
        {
            "event": "review_dismissed",
            "actor": {"login": "x"},
            "dismissed_review": {"state": "approved", "review_id": 1},
        },
        {"event": "head_ref_force_pushed", "created_at": "soon"},
    ]
    fake.fault = lambda asked, _: Answer(200, events[number - 1 : number]) if "timeline" in asked.path else None
    with pytest.raises(ForgeError):
        forge(fake).pull(ALERT, MOST)


# --- open pull requests, files, blobs ------------------------------------------------------------


def test_open_pull_requests_to_the_default_branch(setup: Setup) -> None:
    fake, change = setup
    fake.pulls[9] = replace(change, number=9, merged_at=None, branch="draft/# 1)")
    fake.pulls[10] = replace(change, number=10, merged_at=None, base="feature")
    where = "https://github.example/7", f"https://github.example/{REPOSITORY}/edit/draft/%23%201%29"
    assert forge(fake).open_pulls() == (Opened(9, sha("draft"), STAFF, False, at("15:50"), at("15:50"), *where),)
    assert forge(fake).home() == Home(HOME, "main")


def test_an_open_pull_request_is_read_in_the_same_way(setup: Setup) -> None:
    setup[1].merged_at = None
    assert forge(setup[0]).consultation(7, PATH, MOST) == replace(CLEAN, merged_at=None)


def test_a_pull_request_without_an_alert_was_written_by_every_author_of_its_commits(setup: Setup) -> None:
    """T2, T6: whoever touched any file of it wrote it."""
    fake, change = setup
    fake.commit("rules", MANAGER, "schema/policy.yaml")
    change.commits.append("rules")
    change.files = [{"filename": "b", "previous_filename": "a", "status": "renamed", "sha": None}]
    pull = forge(fake).upkeep(7, MOST)
    assert pull.committers == (STAFF, Account("maebashi-manager", 13))
    assert pull.files == ("b", "a")
    assert forge(fake).consultation(7, PATH, MOST).committers == (STAFF,)


def test_the_pull_request_that_made_a_commit(setup: Setup) -> None:
    assert forge(setup[0]).made(sha("squash")) == 7
    setup[1].merge_commit = "another"
    assert forge(setup[0]).made(sha("squash")) is None


def test_a_list_that_ignores_the_filter_is_filtered_here(setup: Setup) -> None:
    fake, change = setup
    closed, other = fake.brief(change), {**fake.brief(change), "state": "open"}
    other["base"] = {**other["base"], "ref": "feature"}
    fake.fault = lambda asked, _: Answer(200, [closed, other]) if asked.path.endswith("/pulls") else None
    assert forge(fake).open_pulls() == ()


def test_the_files_of_a_pull_request(setup: Setup) -> None:
    setup[1].files.append({"filename": "b", "previous_filename": "a", "status": "renamed", "sha": None})
    assert forge(setup[0]).changed_files(7) == (
        ChangedFile(PATH, "added", sha("blob of draft"), None),
        ChangedFile("b", "renamed", None, "a"),
    )


def test_the_blob_of_a_commit(setup: Setup) -> None:
    fake, _ = setup
    fake.blobs[sha("draft"), PATH] = {"type": "file", "sha": sha("blob of draft"), "encoding": "base64", "content": ""}
    assert forge(fake).blob(sha("draft"), PATH) == sha("blob of draft")
    assert forge(fake).blob(sha("draft"), "alerts/none.md") is None


@pytest.mark.parametrize("value", [[], {"type": "symlink", "sha": sha("x")}])
def test_what_stands_there_is_no_file(setup: Setup, value: Any) -> None:
    setup[0].fault = lambda _asked, _answer: Answer(200, value)
    assert forge(setup[0]).blob(sha("draft"), PATH) is None


@pytest.mark.parametrize("name", ["haishin", "a/b/c", "../x", "a/b?x", ""])
def test_a_repository_name_of_another_shape(setup: Setup, name: str) -> None:
    with pytest.raises(ForgeError) as caught:
        GitHubForge(client(setup[0]), name, lambda _: None, lambda _commits, _path: None, lambda _: ())
    assert caught.value.message == Message("consult/forge/malformed-repository")


def test_a_commit_is_asked_for_once(setup: Setup) -> None:
    shared = forge(setup[0])
    shared.pull(ALERT, MOST)
    before = len(setup[0].asked)
    shared.pull(ALERT, MOST)
    assert len(setup[0].asked) - before == before - 2  # but the commits, which never change


def test_an_account_that_took_a_login_over_keeps_its_own_number(setup: Setup) -> None:
    """T6: people are matched by number; the login is only shown."""
    setup[1].reviews[0]["user"] = user("maebashi-manager", 666)
    assert reviews(setup)[0].account == Account("maebashi-manager", 666)


def test_who_reviewed_and_when_is_read_alone(setup: Setup) -> None:
    """Also after the merge: whose own look follows a 代決."""
    fake, change = setup
    change.review(601, MANAGER, "COMMENTED", "2026-11-26T00:10:00Z", change.commits[-1], "見ました。")
    before = len(fake.asked)
    found = forge(fake).reviews(ALERT, change.number)
    assert [asked.route.rsplit("/", 1)[-1] for asked in fake.asked[before:]] == ["reviews"]
    assert (found[-1].account.number, found[-1].submitted_at) == (
        MANAGER["id"],
        datetime(2026, 11, 26, 0, 10, tzinfo=UTC),
    )


SINCE = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def test_those_merged_since_into_that_branch() -> None:
    fake, change = one_alert()
    with running(fake):
        found = recently_merged(client(fake), REPOSITORY, "main", SINCE)
        touched = datetime.fromisoformat(fake.updated(change))
        assert found == (MergedPull(7, sha("squash"), SINCE, touched, "https://github.example/7"),)
        change.merged_at = "2026-11-25T07:29:59Z"
        assert recently_merged(client(fake), REPOSITORY, "main", SINCE) == ()
        change.merged_at = None
        assert recently_merged(client(fake), REPOSITORY, "main", SINCE) == ()
    assert [asked.query["per_page"] for asked in fake.asked] == ["30"] * 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, {}),
        Answer(200, raw=b"{}"),
        Answer(200, raw=b"[7]"),
        Answer(200, raw=b'[{"merged_at": "2026-11-25T07:30:00Z", "merge_commit_sha": "x"}]'),
    ],
)
def test_what_cannot_be_read_is_an_error(answer: Any) -> None:
    fake, _ = one_alert()
    fake.fault = lambda *_: answer
    with running(fake), pytest.raises(ForgeError):
        recently_merged(client(fake), REPOSITORY, "main", SINCE)


def test_a_closed_one_without_a_merge_and_one_of_another_branch_are_passed_over() -> None:
    fake, _ = one_alert()
    raw = (
        b'[{"merged_at": null, "merge_commit_sha": "x"}, {"merged_at": "2026-11-25T08:00:00Z",'
        b' "merge_commit_sha": "y", "base": {"ref": "other"}, "number": 8}]'
    )
    fake.fault = lambda *_: Answer(200, raw=raw)
    with running(fake):
        assert recently_merged(client(fake), REPOSITORY, "main", SINCE) == ()


def test_a_file_is_edited_on_the_branch_that_the_forge_names() -> None:
    home = {"html_url": "https://github.example/kenkei/joho"}
    assert editing(JsonObject({"ref": "20261125-1605-koekake", "repo": home}, "head")) == (
        "https://github.example/kenkei/joho/edit/20261125-1605-koekake"
    )
    assert editing(JsonObject({"ref": "a/b) [x](y", "repo": home}, "head")).endswith("/edit/a/b%29%20%5Bx%5D%28y")
    for gone in ({"ref": "x", "repo": None}, {"ref": "x"}, {"repo": home}):
        assert editing(JsonObject(gone, "head")) == ""
