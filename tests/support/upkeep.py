"""Changes of main beside the alerts, and the pull requests that brought them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from haishin.core.contract import Contract
from haishin.core.contract.loading import load_blobs
from support.contract import blobs
from support.forge import DRAFTER, MANAGER
from support.github import Change, FakeGitHub, user
from support.ledger import World, git

STAFF, OFFICER, HEAD = (user(f"koho-kocho-{who}", 501 + at) for at, who in enumerate(("staff", "officer", "manager")))


@cache
def contract() -> Contract:
    """The roster with the numbers of the fake's people."""
    files = blobs()
    roster = files["roster.yaml"].decode()
    for who in (DRAFTER, MANAGER, STAFF, OFFICER, HEAD):
        roster, found = re.subn(rf"(login: {who['login']}, account: )null", rf"\g<1>{who['id']}", roster)
        assert found == 1
    return load_blobs({**files, "roster.yaml": roster.encode()})


def reviewed(world: World, files: dict[str, str | None]) -> tuple[str, str]:
    """The files on a branch, and squashed onto main: (the reviewed commit, the commit of main)."""
    commit = world.commit(files)
    git(world.work, "checkout", "-q", "--detach", "HEAD~1")
    git(world.work, "checkout", "-q", commit, "--", ".")
    git(world.work, "commit", "-q", "-m", "on a branch", when="2026-11-25T10:00:00+09:00")
    head = git(world.work, "rev-parse", "HEAD")
    git(world.work, "push", "-q", "origin", f"{head}:refs/heads/rules")
    git(world.work, "checkout", "-q", "main")
    return head, commit


def merged(world: World, files: dict[str, str | None], approver: Any = HEAD, author: Any = OFFICER) -> FakeGitHub:
    """The fake with pull request 9 that made main's last commit."""
    head, commit = reviewed(world, files)
    fake = FakeGitHub()
    fake.commit(head, author, *files, at="2026-11-25T01:00:00Z")
    fake.commit(commit, author, *files, at="2026-11-25T02:30:00Z", message="rules (#9)")
    listed = [{"filename": path, "status": "modified", "sha": "a" * 40} for path in files]
    change = Change(9, author, [head], listed, merged_at="2026-11-25T02:30:00Z", merge_commit=commit)
    change.created_at = "2026-11-25T01:00:00Z"
    change.events.append({"event": "committed", "sha": head})
    change.review(601, approver, "APPROVED", "2026-11-25T02:00:00Z", head)
    fake.pulls[9] = change
    fake.brought[commit] = [9]
    return fake
