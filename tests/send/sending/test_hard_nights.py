"""What may befall a sender, by the real command: it says what is wrong, and nobody is lost or gets two afterwards."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from subprocess import PIPE, Popen
from threading import Event

import pytest

from haishin.send.transport.routes import Route
from support.commands import NOW, Scratch
from support.sending import CAUTION_ID, alarmed, copies, kinds, merge, ok, service, states
from support.sink import HANG, Gate, Nobody, Sink

PEOPLE = [f"r{number}@residents.example.jp" for number in range(8)]
SECOND = "20261125-1610-koekake"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Activated, with a state folder in which one alert was sent already."""
    scratch = service(tmp_path, PEOPLE)
    merge(scratch, SECOND)
    ok(scratch.run("send"))
    merge(scratch)
    return scratch


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    everything = [folder, *folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in everything}
    try:
        for path, mode in modes.items():
            path.chmod(mode & 0o555)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def run_without_power(scratch: Scratch) -> tuple[int, str]:
    """``send`` as a user whom the modes of files bind, also where the tests are root."""
    bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    environment = scratch._environment(NOW, live=False, env=None)
    with Popen(
        [*bound, sys.executable, "-m", "haishin", "send"], cwd=scratch.copy, env=environment, stderr=PIPE, stdout=PIPE
    ) as process:
        _, said = process.communicate()
    return process.returncode, said.decode()


def test_a_read_only_state_folder(scratch: Scratch) -> None:
    before = kinds(scratch)
    with read_only(scratch.state):
        code, said = run_without_power(scratch)
    assert (code, said) == (
        2,
        f"配信記録 {scratch.state / 'journal.sqlite.lock'} を読み書きできません:"
        f"[Errno 13] Permission denied: '{scratch.state / 'journal.sqlite.lock'}'\n"
        "→ ディスクの空き容量とフォルダーの権限を確かめて、もう一度実行してください。記録できない送信は行いません。\n",
    )
    assert (kinds(scratch), len(scratch.mails())) == (before, len(PEOPLE))
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 2)  # one of each alert


def test_a_clock_that_goes_back(scratch: Scratch) -> None:
    """What was approved is not yet, so it is held, and goes when the clock is right again."""
    for now in ("2026-11-25T15:00+09:00", "2026-11-24T17:10+09:00"):
        said = alarmed(scratch.run("send", now=now))
        assert f"{CAUTION_ID}:保留しています\n" in said
        assert "  ・maebashi-manager の記録は数えません:まだ来ていない時刻のレビューです。\n" in said
    assert len(scratch.mails()) == len(PEOPLE)
    ok(scratch.run("send"))
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 2)


def test_what_kept_a_run_from_its_relay_is_told_until_one_ends_well(scratch: Scratch) -> None:
    with Nobody() as gone:
        relay = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{gone.port}"}
        failed = scratch.run("send", live=True, env=relay)
    why = f"中継サーバーが受け付けません:127.0.0.1:{gone.port}: Connection refused"
    assert (failed.returncode, why in failed.stderr, kinds(scratch)[-1]) == (2, True, "sealed")
    looked = scratch.run("status")
    assert (looked.returncode, f"2026-11-25 17:10 から、配信の処理が終わりまで進みません。{why}" in looked.stdout) == (
        2,
        True,
    )
    ok(scratch.run("send"))
    ok(scratch.run("status"))


def test_one_of_two_relays_that_is_gone_is_told_by_each_verb_until_it_takes_mail_again(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O7: everybody has got his mail, and what stands in for the other relay is gone."""
    with Nobody() as gone, Gate("GREETING") as sink:
        fail = Route.fail

        def failed(self: Route, now: float, *, resting: bool) -> None:
            fail(self, now, resting=resting)
            sink.gate.set()  # the other greets when it is known that this one is gone

        monkeypatch.setattr(Route, "fail", failed)
        text = "中継サーバーの一つが 2026-11-25 17:10 から一通も受け付けていません"
        text += f"(127.0.0.1:{gone.port}: Connection refused)。"
        both = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{sink.port} smtp://127.0.0.1:{gone.port}"}
        sent = scratch.run("send", live=True, env=both)
        assert (sent.returncode, text in sent.stdout, len(sink.taken)) == (1, True, len(PEOPLE))
        for verb in ("status", "plan", "send"):  # the last one has nothing to send, and asks no relay
            looked = scratch.run(verb, live=verb == "send", env=both)
            assert (looked.returncode, text in looked.stdout) == (1, True), verb
        merge(scratch, "20261125-1615-koekake")
        mended = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{sink.port}"}
        ok(scratch.run("send", live=True, env=mended))
        ok(scratch.run("status"))


class HangingSink(Sink):
    """Never answers a dot; ``hangs`` is set at the first."""

    def __init__(self) -> None:
        self.hangs = Event()
        super().__init__({"DOT": [HANG] * len(PEOPLE)})

    def _say(self, connection: socket, reply: str) -> bool:
        if reply == HANG:
            self.hangs.set()
        return super()._say(connection, reply)


@pytest.mark.parametrize(("branch", "kind"), [("stop/all", "halted"), (f"stop/{CAUTION_ID}", "held")])
def test_a_stop_while_the_relay_hangs_behind_the_dot(scratch: Scratch, branch: str, kind: str) -> None:
    """It is recorded and the command ends, long before the ten minutes for which a relay may think about a dot."""
    at_remote = ("--git-dir", str(scratch.remote))
    with HangingSink() as sink:
        relay = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{sink.port}"}
        with scratch.start("send", live=True, env=relay) as process:
            assert sink.hangs.wait(240)
            scratch.git(*at_remote, "branch", branch, "main")
            out, err = process.communicate(timeout=240)  # five seconds on a machine that does nothing else
    assert kind in kinds(scratch), out + err
    assert "in-doubt" in states(scratch).values()
    assert {*states(scratch).values()} <= {"in-doubt", "pending"}  # who had his dot, and who had none
