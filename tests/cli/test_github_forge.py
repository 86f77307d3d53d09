"""``HAISHIN_FORGE=github:…``: the command asks the forge about main's commit, and git about what was reviewed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from support.commands import Scratch
from support.forge import ALERT, DRAFTER, MANAGER, OFFICER, PATH
from support.github import REPOSITORY, TOKEN, Change, FakeGitHub, running


def _asked(scratch: Scratch, reviewed: str) -> tuple[dict[str, Any], str]:
    """The verdict after the manager's approval of that commit, and all that the command printed beside it."""
    merged = scratch.git("rev-parse", "HEAD").strip()
    fake = FakeGitHub()
    fake.commit(reviewed, DRAFTER, PATH)
    fake.commit(merged, OFFICER, PATH, at="2026-11-25T07:30:00Z", message=f"{ALERT} (#7)")
    files = [{"filename": PATH, "status": "added", "sha": scratch.git("rev-parse", f"HEAD:{PATH}").strip()}]
    change = Change(7, DRAFTER, [reviewed], files, merged_at="2026-11-25T07:30:00Z", merge_commit=merged)
    change.events.append({"event": "committed", "sha": reviewed})
    change.review(502, MANAGER, "APPROVED", "2026-11-25T07:20:00Z", reviewed)
    fake.pulls[7] = change
    with running(fake):
        done = scratch.run(
            *("decide", ALERT, "--now", "2026-11-25T16:40+09:00", "--format", "json"),
            now=None,
            env={
                "HAISHIN_FORGE": f"github:{REPOSITORY}",
                "HAISHIN_FORGE_URL": fake.base,
                "HAISHIN_FORGE_TOKEN": TOKEN,
            },
        )
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return json.loads(done.stdout), done.stderr


def _scratch(folder: Path) -> Scratch:
    """With the account numbers of the fake's people in the roster."""
    scratch = Scratch(folder)
    roster = scratch.copy / "schema" / "roster.yaml"
    text = roster.read_text(encoding="utf-8")
    for who in (DRAFTER, OFFICER, MANAGER):
        text = re.sub(rf"(login: {who['login']}, account: )null", rf"\g<1>{who['id']}", text)
    roster.write_text(text, encoding="utf-8")
    scratch.commit("our people")
    # The alert comes onto main by a commit of its own.
    alert = (scratch.copy / PATH).read_text(encoding="utf-8")
    scratch.merge(PATH, None)
    scratch.merge(PATH, alert)
    return scratch


def _branch(scratch: Scratch, revision: str) -> str:
    """A commit of a drafter's branch with the tree of that revision."""
    commit = scratch.git("commit-tree", "-p", "HEAD~1", "-m", "draft", f"{revision}^{{tree}}").strip()
    scratch.git("push", "--quiet", "origin", f"{commit}:refs/heads/draft")
    return commit


def test_the_text_that_was_reviewed_is_the_text_on_main(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    verdict, _ = _asked(scratch, _branch(scratch, "HEAD"))
    assert (verdict["verdict"], verdict["approvals"][0]["by"]) == ("send", "maebashi-manager")


def test_a_review_of_another_text_proves_nothing(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    verdict, _ = _asked(scratch, _branch(scratch, "HEAD~1"))
    assert (verdict["verdict"], verdict["approvals"][0]["status"]) == ("consult", "missing")
    assert [one["login"] for one in verdict["ignored"]] == ["maebashi-manager"]
