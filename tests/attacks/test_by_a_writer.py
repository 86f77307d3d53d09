"""Attacks by somebody who may push, on a mail host in earnest: real git, the real start of the command, a relay.

On a runner, whose checkout is main as it is, and where the host pulls (``SHAPES``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from haishin.core.repository.git import Git, commit_files
from haishin.send.ledger.records import BEAT
from support.github import BOT, user
from support.hub import moment
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, OFFICER, Live, merged, path

SHAPES = (True, False)  # ``pull`` of a run

# --- four eyes with two faces ----------------------------------------------------------------------


@pytest.mark.parametrize("who", [DRAFTER, CHIEF])
def test_what_was_agreed_to_as_in_a_practice_is_not_mailed(host: Live, who: str) -> None:
    """N24: on a ledger that is no rehearsal's the word 「練習承認」 is a comment; merged all the same, to nobody."""
    hub = host.hub
    hub.now = moment("25 16:10")
    change = hub.open({path(1606): CAUTION}, who)
    hub.review(change, who, "COMMENTED", "練習承認")
    assert host.run("consult").returncode == 0
    status = hub.status(change)
    assert status is not None
    assert status[0] == "pending"
    hub.merge(change, who)
    for pull in SHAPES:
        done = host.send(pull=pull)
        assert (host.relay.taken, done.returncode, done.stderr) == ([], 1, "")
        assert "承認がそろわないままマージされました" in done.stdout


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
    for pull in SHAPES:
        done = host.send(pull=pull)
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
    for pull in SHAPES:
        done = host.send(pull=pull)
        assert (done.returncode, host.relay.taken) == (1, [])
        assert f"main が、前に調べた {tip} から続いていません(いまの先端は {there})。" in done.stderr
    for verb in (("plan",), ("status",), ("health", "--older-than", "60000")):
        done = host.run(*verb)
        assert (done.returncode, f"haishin accept {there} --by アカウント名" in done.stdout + done.stderr) == (1, True)
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
    done = host.send(pull=False)
    assert (done.returncode, host.relay.taken) == (1, [])
    assert f"main が、前に調べた {tip} から続いていません" in done.stderr


# --- the beat -------------------------------------------------------------------------------------


def forged(host: Live, text: str) -> str:
    """What somebody with write puts beside the records, where no ruleset keeps him from it; return the commit."""
    hub = host.hub
    hub.git("fetch", "--quiet", "origin", "dispatch-log")
    tip = hub.git("rev-parse", "FETCH_HEAD")
    commit = commit_files(
        Git(hub.folder / "clone"), {BEAT: text.encode()}, datetime(2026, 11, 25, tzinfo=UTC), ("x",), tip
    )
    hub.git("push", "--quiet", "origin", f"{commit}:refs/heads/dispatch-log")
    return commit


def test_a_forged_beat_stops_nothing_unless_it_is_ahead_and_then_names_its_commit(host: Live) -> None:
    """As a forged record does: without the ruleset ledger-write whoever may push stops the sender (T10)."""
    hub = host.hub
    merged(host)
    assert (host.send().returncode, sorted(host.relay.taken)) == (0, MAEBASHI)
    ours = json.loads(hub.git("show", f"dispatch-log:{BEAT}", at=hub.remote))

    def beat(**changed: object) -> str:
        return json.dumps({**ours, **changed})

    number = 1606
    for text in (beat(at="2099-01-01T00:00:00+09:00"), beat(journal="e" * 32, beats=10**6), beat(beats=float("inf"))):
        commit = forged(host, text)
        for verb in (("plan",), ("status",), ("health", "--older-than", "30")):
            done = host.run(*verb)
            said = f"入れたのはコミット {commit} です。何も止めません。" in done.stdout
            assert (done.returncode, said, done.stderr) == (1, True, "")
        number += 1
        merged(host, number)
        done = host.send(pull=number % 2 == 0)
        told = done.stdout + done.stderr
        assert ("adopt" in told, "Traceback" in told, f"20261125-{number}-koekake:配信しました" in told) == (0, 0, 1)
        assert host.run("health", "--older-than", "30").returncode == 0  # the record's own beat is over it
    assert sorted(host.relay.taken) == sorted(MAEBASHI * 4)
    commit = forged(host, beat(beats=1_000_000))
    merged(host, 1610)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, sorted(MAEBASHI * 4))
    assert f"この印を入れたのはコミット {commit} です。" in done.stderr.splitlines()[0]
    assert done.stderr.index(f"まず、コミット {commit} を書いたのが") < done.stderr.index("haishin adopt")
