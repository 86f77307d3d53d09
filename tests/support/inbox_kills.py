"""Run as a program: kill the inbox at each of its boundaries, let it run again, and compare with what was asked of it.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/inbox_kills.py [imap] [EVERY [FIRST]]

A fork does one pass of ``haishin inbox --once`` (without its look at git) and is killed (SIGKILL) at a boundary: around
each statement of the registry, around each file that is written, renamed, linked or removed, around each byte that goes
to the relay. Then it runs until nothing is left to do. Whatever was hit, everybody who asked has left, once; nobody is
answered twice, and not at all only if his answer was marked before the kill; no request, report or tip is lost.
With ``imap`` the mailbox is a real Dovecot's, and the boundaries are those around each command to it.
Ends with 1 at the first point at which that does not hold.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from haishin.cli import inbox as verb
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.message.keys import Keys, LeaveKey, return_path
from haishin.residents.desk.desk import Requests
from haishin.residents.desk.inbox import Failure
from haishin.residents.desk.pages import digests, offered
from haishin.residents.mails.mailbox import Imap
from haishin.residents.registry import registry_file
from haishin.residents.registry.registry import Registry
from support.commands import NOW
from support.contract import desk_contract
from support.dovecot import PASSWORD, USER, running_dovecot
from support.kills import Broken, Fuse, around, demand, fast_folder, in_fork
from support.kills import arm as arm_sockets
from support.postfix import NOBODY
from support.residents import wish
from support.sink import Sink
from support.transport import make_certificate

AT = datetime.fromisoformat(NOW)
DOMAIN = "residents.example.jp"
STRANGER, MOVED, MOVING = (f"{name}@{DOMAIN}" for name in ("stranger", "moved", "moving"))
TOKEN = "abcdefgh234567ij"
# Who does what; each but the last three ends by leaving. Moved chooses by his link for another address, Moving.
CLICKED, PRESSED, MAILED, SAID, NAMED, DEAD, REFUSED, SILENT = (
    f"{name}@{DOMAIN}" for name in ("clicked", "pressed", "mailed", "said", "named", "dead", "refused", "silent")
)
LEAVERS = {CLICKED: "one-click", PRESSED: "button", MAILED: "mail", SAID: "word", MOVED: "moved"}
ANSWERED = (*LEAVERS, NAMED, STRANGER, MOVING)
SPF = "Authentication-Results: mx.example.jp; spf=pass smtp.mailfrom={domain}\n"
ON_TOP = "Return-Path: <{path}>\nX-Original-To: {to}\nDelivered-To: {to}\nReceived: by mx.example.jp\n"
TIP = "From: <tip@elsewhere.example.jp>\nSubject: tip\n\nhelp\n"
BROKEN = b"\n\nno head\n"
MESSAGE_ID = re.compile(rb"(?m)^Message-ID: \S+")
RUNS = 2  # a pass does all there is; the next, nothing


def write(folder: Path, name: str, to: str, text: str, path: str) -> None:
    head = ON_TOP.format(path=path, to=to)
    (folder / "new" / name).write_text(head + text, encoding="utf-8")


def make_template(folder: Path) -> Path:
    """Make a state folder, a desk and a mailbox in which everybody has done his part."""
    state = StateFolder(folder / "state")
    state.root.mkdir(mode=0o700)
    keys, leaving = Keys.load(state.keys, create=True), LeaveKey.load(state.leave_key, create=True)
    registry = Registry(state.registry)
    people = (*LEAVERS, NAMED, DEAD, REFUSED, SILENT)
    ids = {one: registry.register(wish(one), AT - timedelta(days=400)) for one in people}
    for name in ("requests", "pages", "mails/new", "mails/cur", "mails/tmp"):
        (folder / "desk" / name).mkdir(parents=True)
    requests = Requests(folder / "desk" / "requests")
    requests.put(leaving.token(ids[CLICKED]), "one-click")
    requests.put(leaving.token(ids[PRESSED]), "button")
    requests.put(LeaveKey.throwaway().token(ids[NAMED]), "button")
    page = min(digests(offered(desk_contract(), "touroku@example.jp")))
    chosen = {"station": ["ota"], "category": ["*"], "form": ["text"], "language": ["ja"], "page": [page]}
    requests.put(TOKEN, "choices", chosen)
    with registry.acting() as connection:
        opened = (
            sha256(TOKEN.encode()).hexdigest(),
            MOVING,
            ids[MOVED],
            registry_file.instant(AT + timedelta(hours=9)),
        )
        connection.execute("INSERT INTO link VALUES (?, ?, NULL, ?, ?)", opened)
    (requests.folder / "odd").symlink_to("/etc/passwd")
    mails = folder / "desk" / "mails"
    token = leaving.token(ids[MAILED])
    write(mails, "1", f"teishi+{token}@example.jp", f"From: <{MAILED}>\nSubject:\n\n", MAILED)
    stop = "Subject: =?UTF-8?B?5YGc5q2i?=\n\n"
    write(mails, "2", "anzen@mail.example.jp", f"{SPF.format(domain=DOMAIN)}From: <{SAID}>\n{stop}", SAID)
    write(mails, "4", "teishi@example.jp", f"From: <{NAMED}>\n{stop}", "x@forged.example.net")
    write(mails, "5", "anzen@mail.example.jp", TIP, "tip@elsewhere.example.jp")
    (mails / "new" / "6").write_bytes(BROKEN)
    write(mails, "8", "touroku@example.jp", f"From: <{STRANGER}>\nSubject:\n\n", STRANGER)
    back = return_path("20261125-1606-koekake", ids[DEAD], "bounce.mail.example.jp", keys)
    write(mails, "7", back, report(DEAD), "")
    silent_at = AT - timedelta(days=1)
    with registry.acting() as connection:
        for days in (3, 2):
            connection.execute(
                "INSERT INTO sign VALUES (?, ?, ?, ?, 'unknown', ?, NULL)",
                (ids[SILENT], f"{'a' * 7}{days}", f"{silent_at - timedelta(days):%Y-%m-%d}",
                 registry_file.instant(silent_at - timedelta(days)), DOMAIN),
            )  # fmt: skip
    return folder


def report(address: str) -> str:
    """What Postfix writes of a mailbox that is not there."""
    said = f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
    return f"""\
From: MAILER-DAEMON@mx.example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{address}>: host mx.{DOMAIN}[192.0.2.1] said: {said} (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.{DOMAIN}
Diagnostic-Code: smtp; {said}

--b--
"""


@dataclass
class _Main:
    """The verb's view of main, but for the clock never asked."""

    now: Callable[[], datetime] = lambda: AT


@dataclass
class _Context:
    environment: dict[str, str]
    main: _Main = field(default_factory=_Main)
    stdin: io.StringIO = field(default_factory=io.StringIO)

    def warn(self, text: Text) -> None:
        raise Broken(text.en)


class _Armed(sqlite3.Connection):
    """A connection with a boundary around each statement."""

    fuse = Fuse(None)

    def execute(self, *words: Any) -> sqlite3.Cursor:
        self.fuse()
        found = super().execute(*words)
        self.fuse()
        return found

    def executemany(self, *words: Any) -> sqlite3.Cursor:
        self.fuse()
        found = super().executemany(*words)
        self.fuse()
        return found


def arm(fuse: Fuse) -> None:
    """Put the boundaries in, in this process."""
    arm_sockets(fuse)
    _Armed.fuse = fuse
    setattr(sqlite3, "connect", partial(sqlite3.connect, factory=_Armed))  # noqa: B010
    for name in ("unlink", "rename", "link", "rmdir", "mkdir", "write", "fsync", "fchmod"):
        setattr(os, name, around(getattr(os, name), fuse))


def arm_imap(fuse: Fuse) -> None:
    """Put boundaries around each command to the mailbox."""
    Imap._ask = around(Imap._ask, fuse)  # type: ignore[method-assign]


@dataclass
class Figures:
    """What a sweep has seen."""

    points: int = 0
    killed: int = 0
    unsure: int = 0  # answers that were marked, and did not go
    most: int = 0  # of them in one world

    def __str__(self) -> str:
        return (
            f"{self.points} points, {self.killed} killed; {self.unsure} answers in doubt "
            f"(at most {self.most} at once); lost 0, doubled 0"
        )


class Sweep:
    """Kills in copies of one world, and checks the promises."""

    def __init__(self, folder: Path, mailbox: str = "") -> None:
        self.figures = Figures()
        self._template = make_template(folder / "template")
        self._world = folder / "world"
        self._relay = Sink()
        self._arm = arm
        self._mailbox = str(self._world / "desk" / "mails")
        if mailbox:
            self._arm, self._mailbox = arm_imap, mailbox

    def close(self) -> None:
        """Stop the relay."""
        self._relay.close()

    def length(self) -> int:
        """The boundaries of a run without a kill."""
        fuse, said = Fuse(None), self._world.with_name("said")

        def counted() -> None:
            self._arm(fuse)
            self._pass()
            said.write_text(str(fuse.passed))

        self._begin()
        self._pass()  # so that forks find all read that is read once
        self._begin()
        in_fork(counted)
        self._check()
        demand(self.figures.unsure == 0, "an answer was lost without a kill")
        return int(said.read_text())

    def __call__(self, point: int) -> None:
        """Kill there, come to rest, and check. Raises Broken."""

        def armed() -> None:
            self._arm(Fuse(point))
            self._pass()
            ended.touch()

        self._begin()
        ended = self._world / "ended"
        in_fork(armed)
        self.figures.killed += not ended.exists()
        for _ in range(RUNS):
            in_fork(self._pass)
        self._check()
        self.figures.points += 1

    def _begin(self) -> None:
        shutil.rmtree(self._world, ignore_errors=True)
        shutil.copytree(self._template, self._world, symlinks=True)
        if self._arm is arm_imap:
            mails = self._world / "desk" / "mails"
            for path in (mails, *mails.rglob("*")):
                shutil.chown(path, NOBODY, NOBODY)
        self._relay.close()
        self._relay = Sink()

    def _pass(self) -> None:
        """Do what the verb does, once."""
        contract, state = desk_contract(), StateFolder(self._world / "state")
        named = contract.organization.mail.desk
        assert named is not None
        desk = self._world / "desk"
        context: Any = _Context(
            {
                "HAISHIN_SMTP": f"smtp://127.0.0.1:{self._relay.port}",
                "HAISHIN_DESK": str(desk),
                "HAISHIN_INBOX": self._mailbox,
            }
        )
        with verb._alone(state):
            inbox = verb._assembled(named, contract, state, context, once=True)
            known = inbox.registry.find(REFUSED)
            assert known is not None
            said = f"550 5.1.1 <{REFUSED}>: User unknown"
            at, alert = AT - timedelta(hours=1), "20261125-1606-koekake"
            refused = Failure(known.subscriber.id, alert, at, "rcpt", 550, "5.1.1", said)
            inbox.failures = lambda since, until: [refused] if since <= refused.at < until else []
            demand(inbox.run(), "the pass could not be done")

    def _check(self) -> None:
        state, desk = self._world / "state", self._world / "desk"
        with closing(sqlite3.connect(state / "subscribers.sqlite")) as registry:

            def asked(question: str) -> list[tuple[Any, ...]]:
                return registry.execute(question).fetchall()

            demand(asked("PRAGMA integrity_check") == [("ok",)], "the registry is damaged")
            left = asked("SELECT address, how FROM event JOIN subscriber USING (id) WHERE what = 'left'")
            demand(sorted(left) == sorted(LEAVERS.items()), f"left: {left}")
            gone = asked("SELECT address FROM subscriber WHERE left_at IS NOT NULL")
            demand({one for (one,) in gone} == {*LEAVERS}, f"away without an event, or half: {gone}")
            silent = asked("SELECT address FROM subscriber WHERE silent_at IS NOT NULL")
            demand(silent == [(SILENT,)], f"silent: {silent}")
            fell = asked("SELECT count(*) FROM event WHERE what = 'silent'")
            demand(fell == [(1,)], f"{fell} fell silent")
            signs = asked("SELECT address, class FROM sign JOIN subscriber USING (id) WHERE address <> 'silent@' || "
                          f"'{DOMAIN}' ORDER BY address")  # fmt: skip
            demand(signs == [(DEAD, "unknown"), (REFUSED, "unknown")], f"signs: {signs}")
            waiting = asked("SELECT address, tried_at FROM answer")
            moved = asked("SELECT what, how FROM event JOIN subscriber USING (id) WHERE address LIKE 'moving@%'")
            demand(moved[1:] == [] and moved[0] == ("registered", "page"), f"moved: {moved}")
            links = asked("SELECT address, digest FROM link")
            demand([address for address, _ in links] == [STRANGER], f"links: {links}")
        self._relay.close()
        copies, unsure = Counter(to for to, _ in self._relay.taken), [one for one, _ in waiting]
        demand(all(tried for _, tried in waiting), "an answer still waits")
        demand(len({*unsure}) == len(unsure), "somebody is in the outbox twice")
        lost = 0
        for one in ANSWERED:
            count = copies.pop(one, 0)
            demand(count == 1 or (count == 0 and one in unsure), f"{one} has {count} answers")
            lost += count == 0
        demand(not copies, f"the relay took {copies} besides")
        ids = [found[0] for _, text in self._relay.taken if (found := MESSAGE_ID.search(text))]
        demand(len({*ids}) == len(self._relay.taken), "two answers with one id")
        self.figures.unsure += lost
        self.figures.most = max(self.figures.most, lost)
        mails = desk / "mails"
        demand(sorted(os.listdir(desk / "requests")) == [], "a request is left")
        demand([path.name for path in unread(mails)] == [], "a mail is left")
        below = ".INBOX." if self._arm is arm_imap else "."  # as Dovecot names what lies below
        kept = [path.read_text() for path in unread(mails / f"{below}kept")]
        demand([text.endswith(TIP) for text in kept] == [True], f"kept: {kept}")
        aside = [path.read_bytes() for path in unread(mails / f"{below}aside")]
        demand(aside == [BROKEN], f"aside: {aside}")
        pages = {path.name for path in (desk / "pages").iterdir()}
        demand(pages >= {"leave.html", "accepted.html", "again.html", "page.css", "leave.json"}, f"pages: {pages}")
        demand({name for name in pages if len(name) == 64} == {links[0][1]}, f"pages of links: {pages}")
        drafts = {name for name in pages if name.startswith(".")}
        demand(not drafts, f"what a killed pass began to write lies there for ever: {drafts}")


def unread(folder: Path) -> list[Path]:
    """The letters of a folder that nobody has seen, but for those that wait to be expunged."""
    lying = [*(folder / "new").iterdir(), *(folder / "cur").iterdir()]
    return [path for path in lying if not {"S", "T"} & {*path.name.rpartition(":2,")[2].partition(":")[0]}]


def sweep(every: int, first: int, tell: Callable[[str], None], *, imap: bool = False) -> Figures:
    """Kill at every so-manieth boundary."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as made, ExitStack() as running:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "template").mkdir()
        certificate = make_certificate(folder)
        mailbox = ""
        if imap:
            os.environ["SSL_CERT_FILE"] = str(certificate / "cert.pem")
            dovecot = running.enter_context(running_dovecot(folder / "world" / "desk" / "mails", certificate))
            mailbox = f"imaps://{USER}:{PASSWORD}@127.0.0.1:{dovecot.secure}/INBOX"
        kills = Sweep(folder, mailbox)
        running.callback(kills.close)
        length = kills.length()
        for number, point in enumerate(range(first, length, every)):
            try:
                kills(point)
            except Broken as broken:
                raise Broken(f"point {point} of {length}: {broken}") from None
            if number % 50 == 49:
                tell(f"{point} of {length}: {kills.figures}")
        return kills.figures


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "imap"]
    given: Sequence[int] = [*map(int, words), *(1, 0)[len(words) :]]
    say(sweep(given[0], given[1], say, imap="imap" in sys.argv))
