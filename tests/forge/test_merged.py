"""The pull requests merged lately: one page, one branch, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from haishin.forge import ForgeError
from haishin.forge.merged import Merged, recently_merged
from support_forge import client, one_alert
from support_github import REPOSITORY, Answer, running, sha

SINCE = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def test_those_merged_since_into_that_branch() -> None:
    fake, change = one_alert()
    with running(fake):
        found = recently_merged(client(fake), REPOSITORY, "main", SINCE)
        assert found == (Merged(7, sha("squash"), SINCE, "https://github.example/7"),)
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
