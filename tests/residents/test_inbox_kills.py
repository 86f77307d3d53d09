"""Kill the inbox at points of all kinds and let it run again: nothing half, nothing twice, nothing lost."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.message.keys import LeaveKey
from haishin.residents.desk.desk import Requests
from haishin.residents.registry.registry import Registry
from support import dovecot, inbox_kills
from support.contract import with_desk
from support.sending import ok, service

PROGRAM = Path(inbox_kills.__file__)
SAID = r"\d+ points, (\d+) killed; \d+ answers in doubt \(at most \d at once\); lost 0, doubled 0\n"
TARO, HANAKO, JIRO = (f"{name}@residents.example.jp" for name in ("taro", "hanako", "jiro"))
needs_dovecot = pytest.mark.skipif(
    not dovecot.PROGRAM.exists() or os.geteuid() != 0,
    reason="a private Dovecot needs the Debian package dovecot-imapd and root",
)


@pytest.mark.parametrize(
    ("words", "least"), [(("43", "7"), 14), pytest.param(("imap", "6", "1"), 7, marks=needs_dovecot)]
)
def test_nobody_is_half_gone_and_nobody_is_answered_twice(words: tuple[str, ...], least: int) -> None:
    """In a process of its own: it forks. All points: the same command with 1 (ARCHITECTURE.md)."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(PROGRAM.parent)])}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *words], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    said = re.fullmatch(SAID, done.stdout)
    assert said, done.stdout
    assert int(said[1]) >= least


# --- the command itself --------------------------------------------------------------------------------------------


class Office:
    """A rehearsal with a desk: Taro has clicked, somebody has written in the name of Jiro, and Hanako has written."""

    def __init__(self, folder: Path) -> None:
        self.scratch = service(folder / "force", [TARO, HANAKO, JIRO])
        (self.scratch.copy / "schema" / "organization.yaml").write_bytes(with_desk()["organization.yaml"])
        self.scratch.commit("a desk")
        for name in ("desk/requests", "desk/pages", "mails/new", "mails/cur", "mails/tmp"):
            (folder / name).mkdir(parents=True)
        self.folder = folder
        key = LeaveKey.load(self.scratch.state / "leave.json", create=True)
        tokens = {
            one.address: key.token(one.id) for one in Registry(self.scratch.state / "subscribers.sqlite").everybody()
        }
        self.requests = Requests(folder / "desk" / "requests")
        self.requests.put(tokens[TARO], "one-click")
        forged = f"Delivered-To: teishi@example.jp\nReceived: by mx\nFrom: <{JIRO}>\n\n停止\n"
        (folder / "mails" / "new" / "0").write_text(forged, encoding="utf-8")
        head = f"Delivered-To: teishi+{tokens[HANAKO]}@example.jp\nReceived: by mx\nFrom: <{HANAKO}>\n\n"
        (folder / "mails" / "new" / "1").write_text(head)

    @property
    def environment(self) -> dict[str, str | None]:
        return {"HAISHIN_DESK": str(self.folder / "desk"), "HAISHIN_INBOX": str(self.folder / "mails")}

    def gone(self) -> list[tuple[str, str]]:
        asked = "SELECT address, how FROM event JOIN subscriber USING (id) WHERE what = 'left' ORDER BY how"
        with closing(sqlite3.connect(self.scratch.state / "subscribers.sqlite")) as registry:
            return registry.execute(asked).fetchall()

    def answered(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.scratch.mails())

    def waiting(self) -> list[str]:
        return [path.name for name in ("desk/requests", "mails/new") for path in (self.folder / name).iterdir()]


DIE = "import os, signal\ndef die(*_):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
# Where it dies, and who is told nothing since nobody knows whether he was.
DEATHS = {
    "before the first act": ("from haishin.residents.desk import inbox\ninbox.act_on_request = die", []),
    "between a click's act and its end": ("from haishin.residents.desk.desk import Requests\nRequests.done = die", []),
    "between a mail's act and its end": ("from haishin.residents.mails.mailbox import Maildir\nMaildir.done = die", []),
    "before the answers are marked": ("from haishin.residents.desk import answers\nanswers.begin = die", []),
    "when the answers are marked": (
        "from haishin.send.transport.maildir import MaildirTransport\nMaildirTransport.submit = die",
        [TARO, HANAKO, JIRO],
    ),
    "when the answers are mailed": ("from haishin.residents.desk import answers\nanswers.end = die", []),
}


@pytest.mark.parametrize("death", DEATHS)
def test_the_command_goes_on_where_it_was_killed(tmp_path: Path, death: str) -> None:
    office = Office(tmp_path)
    prelude, untold = DEATHS[death]
    killed = office.scratch.run("inbox", "--once", env=office.environment, prelude=f"{DIE}{prelude}")
    assert killed.returncode == -9
    for _ in range(2):
        assert ok(office.scratch.run("inbox", "--once", env=office.environment)) == ""
    assert office.gone() == [(HANAKO, "mail"), (TARO, "one-click")]
    assert office.answered() == sorted({TARO, HANAKO, JIRO} - {*untold})
    assert office.waiting() == []


def until(holds: Callable[[], bool], seconds: float = 240) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_the_service_acts_while_it_runs_and_alone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with office.scratch.start("inbox", env=office.environment) as running:
        try:
            until(lambda: len(office.answered()) == 3 and office.waiting() == [])
            another = office.scratch.run("inbox", "--once", env=office.environment)
            assert (another.returncode, another.stderr.splitlines()[0]) == (1, Message("cli/inbox-runs").ja)
            tip = b"Delivered-To: anzen@mail.example.jp\nReceived: by mx\nFrom: <tip@example.jp>\n\nhelp\n"
            (office.folder / "mails" / "new" / "2").write_bytes(tip)
            until(lambda: office.waiting() == [])
        finally:
            running.kill()
    assert [path.name for path in (office.folder / "mails" / ".kept" / "new").iterdir()] == ["2"]
    assert ok(office.scratch.run("inbox", "--once", env=office.environment)) == ""
    assert office.answered() == [HANAKO, JIRO, TARO]
