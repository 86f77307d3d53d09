"""SIGTERM in the midst of a sending: the first lets what is under way end, the second ends the process at once."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import Scratch, Started
from support.sending import CAUTION_ID, kinds, merge, service, states
from support.sink import HANG, Sink

PEOPLE = [f"r{number:03}@residents.example.jp" for number in range(300)]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    return scratch


def sending(scratch: Scratch, sink: Sink) -> Started:
    return scratch.start("send", live=True, env={"HAISHIN_SMTP": f"smtp://127.0.0.1:{sink.port}"})


def until(done: Callable[[], bool], process: Started) -> None:
    """Wait for what another process does; it must go on meanwhile."""
    while not done():
        assert process.poll() is None
        time.sleep(0.01)


class Slow(Sink):
    """One that answers three messages, and the others when the test says so."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        super().__init__()

    def _next(self, verb: str, recipient: str = "") -> str:
        if verb == "DOT" and len(self.taken) >= 3:
            self.go_on.wait()
        return super()._next(verb, recipient)


def test_the_first_drains_and_says_what_is_left(scratch: Scratch) -> None:
    """What has its dot is awaited; nothing new goes, and the rest is told with what happens next."""
    with Slow() as sink, sending(scratch, sink) as process:
        try:
            until(lambda: len(sink.taken) >= 3 and "intent" in states(scratch).values(), process)
            process.send_signal(signal.SIGTERM)
            heeds(process)
        finally:
            sink.go_on.set()
        out, _ = process.communicate()
        taken = len(sink.taken)
    assert process.returncode == 1
    assert f"{CAUTION_ID}:送り終えていません(送信待ち 約" in out
    assert "次の haishin send が続きを送ります" in out
    counted = Counter(states(scratch).values())
    assert counted == {"accepted": taken, "pending": len(PEOPLE) - taken}


def test_the_second_ends_at_once_whatever_hangs(scratch: Scratch) -> None:
    """The relay hangs behind the dot, for which a sender waits ten minutes: nobody is lost, nobody mailed twice."""
    with Sink({"DOT": [HANG]}) as sink, sending(scratch, sink) as process:
        until(lambda: bool(sink.dotted), process)
        process.send_signal(signal.SIGTERM)
        heeds(process)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=240)
    assert (process.returncode, out) == (2, "")
    assert "送りかけのまま、直ちに終わりました。" in err
    assert set(states(scratch).values()) <= {"pending", "intent", "in-doubt", "accepted"}
    accepted = [address for address, state in states(scratch).items() if state == "accepted"]
    assert kinds(scratch) == ["activated", "claimed"]
    with Sink() as sink, sending(scratch, sink) as process:
        out, err = process.communicate()
        again = [one for one, _ in sink.taken]
    assert process.returncode == 3
    doubtful = [address for address, state in states(scratch).items() if state == "in-doubt"]
    assert doubtful
    assert not {*again} & {*doubtful}
    assert sorted([*accepted, *again, *doubtful]) == PEOPLE


def heeds(process: Started) -> None:
    """Wait until the process says that it was told to end: of two signals before that it would see one."""
    assert process.stderr is not None
    while "終了の指示を受けました。" not in (said := process.stderr.readline()):
        assert said
