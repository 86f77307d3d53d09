"""Attacks by somebody who may push, on a mail host in earnest: real git, the real start of the command, a relay."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime

import pytest

from haishin.core.repository.git import Git
from haishin.message.keys import Keys
from haishin.send.journal.heartbeat import Beat, write_beat
from support.github import BOT, user
from support.hub import moment
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, OFFICER, Live, merged, path

# --- four eyes with two faces ----------------------------------------------------------------------


@pytest.mark.parametrize("face", ["robot", "outsider", "forged"])
def test_what_one_person_brought_under_another_face_and_approved_is_not_mailed(host: Live, face: str) -> None:
    """A robot, his own second account, or a commit pushed in the drafter's name; merged all the same."""
    hub = host.hub
    hub.now = moment("25 16:10")
    change = hub.open({path(1606): CAUTION}, DRAFTER)
    commit = hub.fake.commits[change.commits[0]]
    if face == "forged":
        commit["commit"]["verification"] = {"verified": False, "reason": "unsigned"}
    else:
        change.author = commit["author"] = BOT if face == "robot" else user("his-other-account", 7)
    hub.review(change, CHIEF, "APPROVED")
    hub.merge(change, CHIEF)
    for _ in range(2):
        done = host.send()
        assert (host.relay.taken, done.stderr) == ([], "")
        assert "だれが書いたのか確かめられません" in done.stdout
    assert hub.kinds("20261125-1606-koekake") == ["held"]
    hub.now = moment("25 16:20")
    hub.review(change, OFFICER, "APPROVED")  # after the merge: it does not mend that
    host.send()
    assert host.relay.taken == []


def test_nobody_approves_his_own_text_by_the_amendment_of_another(host: Live) -> None:
    """The chief brings it past the gate, a clerk changes a word of it, the chief approves that."""
    hub = host.hub
    hub.now = moment("25 16:10")
    hub.merge(hub.open({path(1606): CAUTION}, CHIEF), CHIEF)
    change = hub.open({path(1606): CAUTION.replace("黒色の上着", "青色の上着")}, DRAFTER)
    hub.review(change, CHIEF, "APPROVED")
    host.run("consult")
    status = hub.status(change)
    assert status is not None
    assert status[0] == "pending"
    hub.review(change, OFFICER, "APPROVED", "代決")
    hub.merge(change, DRAFTER)
    assert host.send().returncode == 0
    assert sorted(host.relay.taken) == MAEBASHI
    claim = next(line for line in hub.records() if line["kind"] == "claimed")
    assert [approval["person"] for approval in claim["approvals"]] == [OFFICER]


# --- main that goes back --------------------------------------------------------------------------


def back(host: Live, old: str, tip: str) -> str:
    """A force push."""
    return old


def swapped(host: Live, old: str, tip: str) -> str:
    """No force needed: a merge that has everything in its past, by its second parent."""
    return host.hub.git("commit-tree", f"{old}^{{tree}}", "-p", old, "-p", tip, "-m", "merge")


@pytest.mark.parametrize("way", [back, swapped])
def test_a_withdrawn_alert_does_not_come_back_with_an_older_main(
    host: Live, way: Callable[[Live, str, str], str]
) -> None:
    hub = host.hub
    merged(host, at="25 20:30")
    old = hub.git("rev-parse", "main", at=hub.remote)
    assert host.send().returncode == 0  # it waits for the morning
    hub.now = moment("25 21:00")
    withdrawal = hub.open({path(1606): None}, DRAFTER)
    hub.review(withdrawal, OFFICER, "APPROVED")
    hub.merge(withdrawal, DRAFTER)
    assert host.send().returncode == 0
    assert [line["kind"] for line in hub.records()] == ["activated", "withdrawn"]
    tip = hub.git("rev-parse", "main", at=hub.remote)

    there = way(host, old, tip)
    hub.git("push", "--quiet", "--force", "origin", f"{there}:refs/heads/main")
    hub.now = moment("26 07:04")
    for _ in range(2):
        done = host.send()
        assert (done.returncode, host.relay.taken) == (1, [])
        assert f"main が、前に調べた {tip} から続いていません(いまの先端は {there})。" in done.stderr
    for verb in (("plan",), ("status",), ("health", "--older-than", "60000")):
        done = host.run(*verb)
        assert (done.returncode, f"haishin accept {there} --by 本人" in done.stdout + done.stderr) == (1, True)
    assert host.run("accept", there, "--by", DRAFTER).returncode == 1
    assert host.run("accept", there, "--by", "koho-kocho-manager").returncode == 0
    done = host.send()
    assert (done.returncode, host.relay.taken) == (1, [])  # an id is used once
    assert f"main の {path(1606)} は配信されません。この id は、" in done.stdout


def test_the_rules_do_not_go_back(host: Live) -> None:
    hub = host.hub
    hub.now = moment("25 16:10")
    old = hub.git("rev-parse", "main", at=hub.remote)
    policy = hub.folder / "clone" / "schema" / "policy.yaml"
    text = policy.read_text(encoding="utf-8")
    change = hub.open({"schema/policy.yaml": text.replace("max_age_minutes: 720", "max_age_minutes: 600")}, CHIEF)
    hub.review(change, "koho-kocho-manager", "APPROVED")
    hub.merge(change, CHIEF)
    assert host.send().returncode == 0
    tip = hub.git("rev-parse", "main", at=hub.remote)
    there = swapped(host, old, tip)
    hub.git("push", "--quiet", "origin", f"{there}:refs/heads/main")
    hub.git("reset", "--quiet", "--hard", there)
    merged(host)
    done = host.send()
    assert (done.returncode, host.relay.taken) == (1, [])
    assert f"main が、前に調べた {tip} から続いていません" in done.stderr


# --- the heartbeat --------------------------------------------------------------------------------


def forged(host: Live, text: str) -> None:
    """What somebody with write puts on the branch."""
    clone = host.hub.folder / "clone"
    (clone / "beat").write_text(text, encoding="utf-8")
    blob = host.hub.git("hash-object", "-w", "beat")
    (clone / "beat").unlink()
    entry = f"100644 blob {blob}\theartbeat.json\n"
    made = subprocess.run(["git", "mktree"], cwd=clone, input=entry, capture_output=True, encoding="utf-8", check=True)
    commit = host.hub.git("commit-tree", made.stdout.strip(), "-m", "x")
    host.hub.git("push", "--quiet", "--force", "origin", f"{commit}:refs/heads/dispatch-heartbeat")


def test_a_forged_heartbeat_stops_nothing_and_advises_nothing(host: Live) -> None:
    hub = host.hub
    merged(host)
    assert (host.send().returncode, sorted(host.relay.taken)) == (0, MAEBASHI)
    journal = next(line["journal"] for line in hub.records() if line["kind"] == "claimed")
    ours = json.loads(hub.git("show", "dispatch-heartbeat:heartbeat.json", at=hub.remote))

    def beat(**changed: object) -> str:
        return json.dumps({**ours, "journal": journal, **changed})

    ahead = beat(beats=1_000_000)
    number = 1606
    for text in (ahead, beat(at="2099-01-01T00:00:00+09:00"), beat(beats=float("inf")), "[" * 100_000):
        number += 1
        merged(host, number)
        forged(host, text)
        done = host.send()
        told = done.stdout + done.stderr
        assert (done.returncode, "警報:ブランチ dispatch-heartbeat に" in told) == (1, True), told
        assert ("adopt" in told, "Traceback" in told, f"20261125-{number}-koekake:配信しました" in told) == (0, 0, 1)
    assert sorted(host.relay.taken) == sorted(MAEBASHI * 5)
    for verb in (("plan",), ("status",), ("health", "--older-than", "30")):
        forged(host, ahead)
        done = host.run(*verb)
        assert (done.returncode, "警報:ブランチ dispatch-heartbeat に" in done.stdout, done.stderr) == (1, True, "")
    assert host.send().returncode == 1  # it overwrites what it found
    for verb in (("send", "--live"), ("health", "--older-than", "30")):
        assert host.run(*verb).returncode == 0


def test_a_forged_heartbeat_hides_no_copy_that_was_restored(host: Live) -> None:
    """What is genuine and ahead of the journal still refuses: it is the only witness of such a copy."""
    hub = host.hub
    merged(host)
    assert host.send().returncode == 0
    said = json.loads(hub.git("show", "dispatch-heartbeat:heartbeat.json", at=hub.remote))
    ahead = Beat(datetime.fromisoformat(said["at"]), said["journal"], said["beats"] + 1)
    clone = Git(hub.folder / "clone")
    write_beat(clone, "origin", ahead, Keys.load(hub.state / "keys.json", create=False))
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI)
    assert done.stderr.startswith("この状態フォルダーの配信記録は、古い控えから戻されたもので、")
