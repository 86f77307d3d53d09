"""A full disk and a kill at any moment: nobody is lost, nobody is mailed twice, and everybody is in one state."""

from __future__ import annotations

import random
import re
import signal
from collections import Counter
from pathlib import Path

import pytest

from support.commands import Scratch
from support.sending import CAUTION_ID, kinds, merge, ok, service, states
from support.shares import share

IN_FLIGHT = 16
PEOPLE = [f"r{number:03}@residents.example.jp" for number in range(240)]
SEEDS = share(range(20), 4)
TO, ID = re.compile(rb"(?m)^To: (\S+)"), re.compile(rb"(?m)^X-Alert-Id: (\S+)")

# As a full disk, for this process alone: no file may grow beyond so many bytes.
FULL = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
# At a random system event (a file opened, moved, a process started) a timer is set that ends the process at any
# instruction soon after: without cleaning up, as a power cut would.
KILLED = """
import haishin.cli, haishin.cli.sending, signal, sys  # the verb too: nothing is lost while modules are read
left = {events}
def count(event, arguments):
    global left
    left -= 1
    if not left:
        signal.setitimer(signal.ITIMER_REAL, {seconds})
sys.addaudithook(count)
"""
# At its first such event, whose arguments say that.
KILLED_AT = """
import haishin.cli, haishin.cli.sending, os, signal, sys
def look(event, arguments):
    if event == {event!r} and {said!r} in str(arguments):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(look)
"""
BEFORE_ALL = KILLED_AT.format(event="subprocess.Popen", said="")
IN_THE_AIR = KILLED_AT.format(event="os.rename", said="/maildir/new/")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return service(tmp_path, PEOPLE, limits={"in_flight": str(IN_FLIGHT)})


def received(scratch: Scratch, alert: str) -> Counter[str]:
    """Copies of that alert by address."""
    mails = [path.read_bytes() for path in (scratch.state / "maildir" / "new").glob("*")]
    told = [(ID.search(mail), TO.search(mail)) for mail in mails]
    return Counter(to[1].decode() for of, to in told if of and to and of[1].decode() == alert)


def assert_nobody_lost_or_doubled(scratch: Scratch, alert: str) -> int:
    """Everybody of the snapshot stands in one final state that the mailboxes agree with; how many are in doubt."""
    told, got = states(scratch, alert), received(scratch, alert)
    assert sorted(told) == PEOPLE
    assert set(told.values()) <= {"accepted", "in-doubt"}
    for address, state in told.items():
        assert got.get(address, 0) in ((1,) if state == "accepted" else (0, 1)), f"{alert}: {address} is {state}"
    doubt = sum(state == "in-doubt" for state in told.values())
    assert doubt <= IN_FLIGHT
    return doubt


def test_a_full_disk_under_the_journal(scratch: Scratch) -> None:
    merge(scratch)
    failures = []
    for size in (20_000, 60_000, 90_000, 120_000, 180_000):
        done = scratch.run("send", prelude=FULL.format(size=size))
        if done.returncode != 2:
            continue
        failures.append(size)
        assert done.stderr.splitlines()[-1].startswith("→ ")
        assert "書けません" in done.stderr or "読み書きできません" in done.stderr, done.stderr
        # What went out is known: nothing was mailed for a row that the journal takes for waiting.
        if "claimed" in kinds(scratch):
            told, got = states(scratch), received(scratch, CAUTION_ID)
            assert all(told[address] in ("accepted", "intent", "in-doubt") for address in got)
            assert max(got.values(), default=1) == 1
        else:
            assert scratch.mails() == []
    assert len(failures) >= 2

    last = scratch.run("send")
    assert last.returncode in (0, 3), last.stderr
    told, got = states(scratch), received(scratch, CAUTION_ID)
    assert sorted(told) == PEOPLE
    assert set(told.values()) <= {"accepted", "in-doubt"}
    assert got == Counter(PEOPLE)  # a Maildir takes a whole group before it is recorded, so those in doubt have it too
    assert kinds(scratch)[-1] == "sealed"


def test_a_full_disk_under_the_mailbox(scratch: Scratch) -> None:
    merge(scratch)
    maildir = scratch.state / "maildir"
    maildir.mkdir(mode=0o700)
    (maildir / "new").write_text("no folder")
    done = scratch.run("send")
    assert done.returncode == 2
    assert done.stderr == (
        f"Maildir {maildir} を作成できません:File exists\n→ フォルダーの場所と権限を確かめてください。\n"
    )
    (maildir / "new").unlink()
    assert ok(scratch.run("send")).startswith(f"{CAUTION_ID}:配信しました\n")
    assert assert_nobody_lost_or_doubled(scratch, CAUTION_ID) == 0


def test_a_kill_at_any_moment(scratch: Scratch) -> None:
    doubts: list[int] = []
    deaths = [BEFORE_ALL, *map(drawn, SEEDS), IN_THE_AIR]
    for number, prelude in enumerate(deaths):
        alert = f"20261125-1600-seed{number:02}"
        merge(scratch, alert)
        first = scratch.run("send", prelude=prelude)
        assert first.returncode in (3 if any(doubts) else 0, -signal.SIGALRM, -signal.SIGKILL), first.stderr
        second = scratch.run("send")
        doubts.append(assert_nobody_lost_or_doubled(scratch, alert))
        assert second.returncode == (3 if any(doubts) else 0), second.stderr  # until somebody has settled them
    assert (doubts[0], doubts[-1] > 0) == (0, True)
    assert kinds(scratch).count("claimed") == kinds(scratch).count("sealed") == len(deaths)


def drawn(seed: int) -> str:
    chance = random.Random(seed)
    return KILLED.format(events=chance.randint(1, 2400), seconds=chance.uniform(0.0001, 0.01))
