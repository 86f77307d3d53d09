"""What somebody who may push a branch tries with git and with stops, on a mail host in earnest.

The host's git is the real one, and so is the remote's, which looks at no object that it is given.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from support.forged import YEAR_10000, ZONES, beside, bomb, commit, held_twice, raw
from support.github import Change
from support.hub import moment
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, Live, merged, path

SUPERVISOR = "koho-kocho-manager"
FIRST, SECOND = ("20261125-1606-koekake", "20261125-1607-koekake")
POISON = ("fix-\u2028x", "a\u2028/refs/heads/main", "refs/heads/main", "b\x85stop/all")
OTHER = CAUTION.replace("15:40", "15:41")
GIB = 1 << 30


def one_at_a_time(host: Live) -> None:
    """One envelope is on its way at a time."""
    policy = (host.hub.folder / "clone" / "schema" / "policy.yaml").read_text(encoding="utf-8")
    for name in ("in_flight: 256", "connections: 50"):
        assert name in policy
        policy = policy.replace(name, f"{name.split()[0]} 1")
    change = host.hub.open({"schema/policy.yaml": policy}, CHIEF)
    host.hub.review(change, SUPERVISOR, "APPROVED")
    host.hub.merge(change, CHIEF)


def branch(host: Live, name: str, at: str | None = None) -> None:
    """A branch of that name at the remote, on main's tip unless told."""
    hub = host.hub
    hub.git("update-ref", f"refs/heads/{name}", at or hub.git("rev-parse", "main", at=hub.remote), at=hub.remote)


def kinds(host: Live) -> list[str]:
    return [line["kind"] for line in host.hub.records()]


# --- S1: a name that ends a line ----------------------------------------------------------------------


def test_no_name_of_a_branch_keeps_the_sender_from_sending(host: Live) -> None:
    """S1."""
    merged(host)
    elsewhere = host.hub.git("rev-parse", "main^", at=host.hub.remote)
    for name in POISON:
        branch(host, name, elsewhere)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stderr
    assert host.run("consult").returncode == 0
    for verb in (("plan",), ("status",), ("health", "--older-than", "60")):
        assert host.run(*verb).returncode == 0


def test_a_running_sender_sees_stop_all_beside_them(host: Live) -> None:
    """S1: the relay answers nobody more before the stop is in the ledger."""
    one_at_a_time(host)
    merged(host)

    def then() -> None:
        if len(host.relay.taken) == 1:
            for name in POISON:
                branch(host, name)
            branch(host, "stop/all")
        while "halted" not in kinds(host) and not over.wait(0.05):
            pass

    over, host.relay.then = Event(), then
    try:
        done = host.send()
    finally:
        over.set()
    assert kinds(host)[-1] == "halted", done.stdout + done.stderr
    assert len(host.relay.taken) < len(MAEBASHI)
    host.relay.then = lambda: None
    assert host.run("go", "--by", SUPERVISOR).returncode == 0
    assert host.send().returncode == 0
    assert sorted(host.relay.taken) == MAEBASHI


# --- S2: ten million files in a few kB -----------------------------------------------------------------


def hidden(host: Live, change: Change, root: str) -> str:
    """Two more commits of a draft: one with that tree, which somebody reviews, and one that takes it back."""
    hub, clone = host.hub, host.hub.folder / "clone"
    head = change.commits[-1]
    forged = commit(clone, root, head)
    back = commit(clone, hub.git("rev-parse", f"{head}^{{tree}}"), forged)
    hub.git(
        "push",
        "--quiet",
        "origin",
        f"{back}:refs/heads/draft/{change.number}",
        f"{back}:refs/pull/{change.number}/head",
    )
    hub.git("update-ref", f"refs/heads/draft/{change.number}", back)
    for one in (forged, back):
        hub.fake.commit(one, hub.people[DRAFTER])
        change.commits.append(one)
        change.events.append({"event": "committed", "sha": one})
    return forged


def test_what_a_reviewed_commit_hides_costs_nothing(host: Live) -> None:
    """S2."""
    hub, clone = host.hub, host.hub.folder / "clone"
    hub.now = moment("25 16:10")
    change = hub.open({path(1606): CAUTION}, DRAFTER)
    forged = hidden(host, change, beside(clone, change.commits[-1], "zzz", "40000", bomb(clone, 7)))
    hub.review(change, "ota-staff", "COMMENTED", commit=forged)
    hub.review(change, CHIEF, "APPROVED")
    assert host.run("consult", memory=GIB).returncode == 0
    status = hub.status(change)
    assert (status is not None and status[0]) == "success"
    hub.git("checkout", "--quiet", "main")
    hub.merge(change, DRAFTER)
    assert host.run("plan", memory=GIB).returncode == 0
    done = host.send(memory=GIB)
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stdout + done.stderr


# --- S3: a commit of no time ------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [YEAR_10000, *ZONES])
def test_a_commit_of_any_date_on_main_stops_no_other_alert(host: Live, when: str) -> None:
    """S3."""
    hub = host.hub
    merged(host)
    hub.direct({path(1607): CAUTION}, DRAFTER)
    tip = hub.git("rev-parse", "main", at=hub.remote)
    made = commit(
        hub.remote, *(hub.git("rev-parse", f"{tip}{one}", at=hub.remote) for one in ("^{tree}", "^")), when=when
    )
    hub.fake.commit(made, hub.people[DRAFTER], path(1607))
    branch(host, "main", made)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stderr
    assert f"警報:{SECOND} " in done.stdout
    for verb in (("plan",), ("status",), ("health", "--older-than", "60")):
        told = host.run(*verb)
        assert (told.returncode, f"警報:{SECOND} " in told.stdout) == (1, True), told.stderr
    hub.git("fetch", "--quiet", "origin", "main")
    hub.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    hub.direct({path(1607): None}, DRAFTER)
    assert (host.send().returncode, kinds(host)[-1]) == (0, "withdrawn")


# --- S4, S7: another text under the approved name ---------------------------------------------------------


def swapped(host: Live, approved: str, change: Change) -> None:
    """Main holds the other text, by the merge of the pull request that was approved."""
    hub = host.hub
    hub.review(change, CHIEF, "APPROVED", commit=approved)
    hub.git("checkout", "--quiet", "main")
    (hub.folder / "clone" / path(1606)).parent.mkdir(parents=True, exist_ok=True)
    hub.direct({path(1606): OTHER}, CHIEF)
    tip = hub.git("rev-parse", "main", at=hub.remote)
    hub.fake.brought[tip] = [change.number]
    change.merged_at, change.merge_commit = hub.fake.clock, tip


@pytest.mark.parametrize("here", [True, False], ids=["cloned", "asked for"])
def test_a_name_that_the_reviewed_commit_holds_twice_is_no_approval(host: Live, here: bool) -> None:
    """S4: the forge's page shows A; main has B, which stands behind it."""
    hub, clone = host.hub, host.hub.folder / "clone"
    hub.now = moment("25 16:10")
    change = hub.open({path(1606): CAUTION}, DRAFTER)
    blobs = [raw(clone, "blob", text.encode()) for text in (CAUTION, OTHER)]
    forged = hidden(host, change, held_twice(clone, change.commits[-1], path(1606), *blobs))
    swapped(host, forged, change)
    merged(host, 1607)
    if here:
        hub.git("fetch", "--quiet", "origin", f"refs/pull/{change.number}/head", at=host.host)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stdout + done.stderr
    assert (hub.kinds(FIRST), f"警報:{FIRST} " in done.stdout) == (["held"], True)


def test_a_replacement_of_the_approved_commit_is_not_heeded(host: Live) -> None:
    """S7: a clone that mirrors all refs."""
    hub = host.hub
    hub.now = moment("25 16:10")
    change = hub.open({path(1606): CAUTION}, DRAFTER)
    approved = change.commits[-1]
    swapped(host, approved, change)
    hub.git("fetch", "--quiet", "origin", "main", f"refs/pull/{change.number}/head", at=host.host)
    tip = hub.git("rev-parse", "main", at=hub.remote)
    hub.git("replace", approved, tip, at=host.host)
    assert hub.git("show", f"{approved}:{path(1606)}", at=host.host) == OTHER.strip()
    done = host.send()
    assert (done.returncode, host.relay.taken, hub.kinds(FIRST)) == (1, [], ["held"]), done.stdout + done.stderr


# --- S11: stops of nothing ---------------------------------------------------------------------------------


def test_thousands_of_stops_of_nothing_are_one_record_and_one_act_ends_them(host: Live) -> None:
    """S11."""
    hub = host.hub
    merged(host)
    tip = hub.git("rev-parse", "main", at=hub.remote)
    packed = "".join(f"{tip} refs/heads/stop/20261125-{number:04}-x\n" for number in range(2000))
    with (hub.remote / "packed-refs").open("a", encoding="ascii") as file:
        file.write(packed)
    assert hub.git("rev-parse", "stop/20261125-1999-x", at=hub.remote) == tip
    for pull in (True, False):
        done = host.send(pull=pull)
        assert (done.returncode, host.relay.taken) == (1, [])
        assert " ほか1997件 が、どの情報メールを止めるものか分かりません。" in done.stdout
    assert kinds(host) == ["activated", "halted"]
    assert host.run("go", "--by", SUPERVISOR).returncode == 0
    assert hub.git("for-each-ref", "refs/heads/stop", at=hub.remote) == ""
    assert (host.send().returncode, sorted(host.relay.taken)) == (0, MAEBASHI)
    assert kinds(host) == ["activated", "halted", "went-on", "claimed", "sealed"]


@pytest.mark.parametrize("name", [f"Stop/{FIRST}", f"stop-{FIRST}", f"ｓｔｏｐ/{FIRST}", f"stop/{FIRST}.md"])
def test_a_stop_in_another_spelling_stops(host: Live, name: str) -> None:
    """S14 a: what is heeded is kept from being deleted by the ruleset, see tests/send/live/test_rulesets.py."""
    merged(host)
    branch(host, name)
    assert host.send().returncode == 1
    assert (host.relay.taken, kinds(host)) == ([], ["activated", "halted"])


# --- S14 d: what git's children inherit --------------------------------------------------------------------


def test_ssh_is_not_told_the_relay_s_password(host: Live, tmp_path: Path) -> None:
    """S14 d: whatever git starts, here the program in the place of ssh."""
    merged(host)
    told, ssh = tmp_path / "told", tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nenv >> {told}\neval "$2"\n', encoding="ascii")
    ssh.chmod(0o755)
    hub = host.hub
    hub.git("config", "core.sshCommand", str(ssh), at=host.host)
    hub.git("config", "ssh.variant", "simple", at=host.host)
    hub.git("remote", "set-url", "origin", f"ssh://forge.invalid{hub.remote}", at=host.host)
    done = host.send(pull=False)
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stderr
    said = told.read_text(encoding="utf-8")
    assert "HAISHIN_FORGE_TOKEN=" in said
    assert [line for line in said.splitlines() if line.startswith("HAISHIN_") and "FORGE_TOKEN" not in line] == []
