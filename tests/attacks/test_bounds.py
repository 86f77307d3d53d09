"""Attacks on what a verb may cost, take in or build, through the verbs as they are started."""

from __future__ import annotations

import subprocess

from support_live import Live, updated

SUPERVISOR = "koho-kocho-manager"

# --- S9: the first program of a new mail host ------------------------------------------------------


def unproven(host: Live) -> tuple[str, str]:
    """A push to main past every pull request: the commit before it and its own."""
    hub = host.hub
    before = hub.git("rev-parse", "main", at=hub.remote)
    hub.direct({"scripts/haishin/new.py": "# new\n"}, SUPERVISOR)
    return before, hub.git("rev-parse", "main", at=hub.remote)


def test_by_a_damaged_ledger_nothing_is_built(host: Live) -> None:
    """S9: one junk line, pushed to the ledger's branch; the operator's own word does not pass it either."""
    before, _ = unproven(host)
    hub, clone = host.hub, host.hub.folder / "clone"
    hub.git("fetch", "--quiet", "origin", "dispatch-log")
    damaged = hub.git("show", "FETCH_HEAD:ledger.jsonl") + "\njunk\n"
    entered = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=clone, input=damaged, capture_output=True, text=True, check=True
    )
    entry = f"100644 blob {entered.stdout.strip()}\tledger.jsonl\n"
    tree = subprocess.run(["git", "mktree"], cwd=clone, input=entry, capture_output=True, text=True, check=True)
    commit = hub.git("commit-tree", tree.stdout.strip(), "-p", "FETCH_HEAD", "-m", "x")
    hub.git("push", "--quiet", "origin", f"{commit}:refs/heads/dispatch-log")
    for words in ((), ("--first", before)):
        code, said = updated(host, *words)
        assert (code, (hub.folder / "program" / "current").exists()) == (1, False), said


def test_without_a_ledger_only_the_commit_that_the_operator_names_is_built(host: Live) -> None:
    """S9: its branch taken away. A commit that is not main's is none."""
    before, tip = unproven(host)
    hub, current = host.hub, host.hub.folder / "program" / "current"
    hub.git("push", "--quiet", "origin", ":refs/heads/dispatch-log")
    code, said = updated(host)
    assert (code, current.exists(), tip in said, "--first" in said) == (1, False, True, True), said
    assert (updated(host, "--first", before[:12])[0], current.exists()) == (1, False)
    code, said = updated(host, "--first", before)
    assert (code, current.resolve().name) == (0, before), said
    code, said = updated(host, "--first", tip)  # from then on the ledger is asked
    assert (code, current.resolve().name) == (1, before), said
