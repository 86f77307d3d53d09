"""The fake GitHub and the client against a client library of somebody else: the two must read and write the same."""

from __future__ import annotations

from collections.abc import Iterator

import github
import pytest
from github.PullRequest import PullRequest
from github.Repository import Repository

from haishin.consult.forge.writer import MARKER
from support.forge import ALERT, DRAFTER, MANAGER, MOST, PATH, desk, forge, one_alert
from support.github import HOME, REPOSITORY, TOKEN, FakeGitHub, running, sha

Setup = tuple[FakeGitHub, Repository, PullRequest]


@pytest.fixture
def setup() -> Iterator[Setup]:
    """Number 7 with three pages of reviews."""
    fake, change = one_alert()
    fake.commit("draft", DRAFTER, PATH, at="2026-11-25T05:00:00Z")
    for number in range(1, 241):
        change.review(number, MANAGER, "COMMENTED", f"2026-11-25T06:{number % 60:02}:00Z", "draft")
    with running(fake):
        service = github.Github(auth=github.Auth.Token(TOKEN), base_url=fake.base, per_page=100)
        repository = service.get_repo(REPOSITORY)
        yield fake, repository, repository.get_pull(7)
        service.close()


def test_both_read_the_same(setup: Setup) -> None:
    fake, repository, pull = setup
    ours = forge(fake).pull(ALERT, MOST)
    assert ours is not None
    assert (repository.id, repository.default_branch) == (HOME, "main")
    assert [one.number for one in repository.get_commit(sha("squash")).get_pulls()] == [7]
    assert (pull.number, pull.user.id, pull.merge_commit_sha) == (7, ours.author.number, sha("squash"))
    assert (pull.created_at, pull.merged_at) == (ours.opened_at, ours.merged_at)
    assert [one.author.id for one in pull.get_commits()] == [one and one.number for one in ours.committers]
    assert [(one.filename, one.sha) for one in pull.get_files()] == [
        (one.path, one.blob) for one in forge(fake).changed_files(7)
    ]
    theirs = sorted(pull.get_reviews(), key=lambda one: one.submitted_at)
    assert len(theirs) == 242
    assert [(one.user.id, one.state, one.submitted_at, one.commit_id) for one in theirs] == [
        (one.account.number, one.state.value, one.submitted_at, one.commit) for one in ours.reviews
    ]


def test_one_reads_what_the_other_wrote(setup: Setup) -> None:
    fake, repository, pull = setup
    assert desk(fake).comment(7, "一")
    comments = list(pull.get_issue_comments())
    assert [(one.user.login, one.body) for one in comments] == [("github-actions[bot]", f"{MARKER}\n一")]
    comments[0].edit(f"{MARKER}\n二")
    assert not desk(fake).comment(7, "二")

    repository.get_commit(sha("draft")).create_status("success", description="そろいました", context="consultation")
    assert not desk(fake).status(sha("draft"), "success", "そろいました")

    pull.create_review_request(reviewers=["maebashi-officer"])
    assert desk(fake).request(7, ["maebashi-officer", "maebashi-manager"]) == ("maebashi-manager",)
