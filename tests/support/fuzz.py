"""Hand changed bytes to what strangers may write to: a file of ``alerts/``, a mail to the desk.

    PYTHONPATH=scripts:tests .venv/bin/python -m support.fuzz document --minutes 10
    PYTHONPATH=scripts:tests .venv/bin/python -m support.fuzz inbox --minutes 10

Begins with the examples, and goes on from each input that reached a new place of the program: a step from line to line
of the modules that read, a function of the others. Each fault is made small and printed once, with its input.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from haishin.check.document.reader import read
from haishin.check.document.sample import PATH
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.core.model import Text
from haishin.message.keys import return_path
from haishin.message.sender import Sender
from haishin.residents.desk.acting import Grounds
from haishin.residents.desk.answers import Answerer, Letter
from haishin.residents.desk.choosing import Offer
from haishin.residents.desk.inbox import Inbox
from haishin.residents.mails import mailbox
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices
from support.contract import desk_contract, shipped
from support.force import EXAMPLES, ROOT
from support.mails import KEYS, LEAVE
from support.reports import FOLDER as REPORTS
from support.residents import TARO, wish

if TYPE_CHECKING:
    from _typeshed import TraceFunction

PACKAGE = str(ROOT / "scripts/haishin")
READERS = tuple(
    f"{PACKAGE}/{place}" for place in ("check/document", "core/strict_yaml", "residents/mails", "residents/desk")
)
SECONDS = 2.0  # of the processor, for one input
MEGABYTES = 100  # by which an input may raise the most that the process ever took
MOST = 48 * 1024  # bytes of an input: more than a file may have
NOW = datetime(2026, 11, 25, 7, 40, tzinfo=UTC)
NEW = "hana@docomo.example.test"  # nobody is registered there
PRIVATE = 4  # characters of a private text that are nobody else's by chance

Place = tuple[str, int, int]
Target = Callable[[bytes], None]


class Wrong(Exception):
    """The program has broken what must hold of any input."""


def document(data: bytes) -> None:
    """Read, judge, report and mend a file; nothing private may be printed."""
    read_ = read(PATH, data, shipped())
    found = check(read_, shipped(), Tree())
    rows = read_.source.count("\n") + 1
    for finding in found:
        if not 1 <= finding.span.line <= finding.span.end_line <= rows + 1:
            raise Wrong("a finding without a line")
    private = {finding.matched for finding in found if finding.private and len(finding.matched) >= PRIVATE}
    private = {text for text in private if text not in PATH}
    for name, report in REPORTERS.items():
        printed = report(found, {PATH: read_.source}, "ja", 1)
        if any(text in printed for text in private):
            raise Wrong(f"private text in {name}")
    mend(PATH, data, shipped(), Tree())


def alerts() -> list[bytes]:
    """Read the example files, good and hostile."""
    return [path.read_bytes() for folder in (EXAMPLES / "valid", EXAMPLES / "invalid") for path in folder.glob("*.md")]


@dataclass
class OneMail(mailbox.Mailbox):
    """A mailbox with a single mail."""

    data: bytes
    ends: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[mailbox.Letter]:
        yield mailbox.Letter("one", self.data, True)

    def done(self, key: str) -> None:
        self.ends.append("done")

    def unread(self) -> mailbox.Unread:
        return mailbox.Unread(0, None)

    def _move(self, key: str, folder: str) -> None:
        self.ends.append(folder)


@dataclass
class Desk:
    """A desk with a resident, as it was before each mail."""

    folder: Path
    posted: list[Letter] = field(default_factory=list)
    said: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kept, self._used = self.folder / "kept.sqlite", self.folder / "used.sqlite"
        registry = Registry(self._kept, patience=0)
        self.resident = registry.register(wish(TARO), NOW - timedelta(days=400))
        organization, contract = desk_contract().organization, desk_contract()
        desk, sender = organization.mail.desk, Sender.of(organization.mail)
        assert desk is not None
        assert desk.register is not None
        self.desk, self.register = desk, desk.register
        ours = frozenset((organization.mail.from_address, desk.stop, desk.register))
        offer = Offer(desk.register, ours, Choices.of(contract), frozenset(), "word")
        self._grounds = Grounds(desk.stop, KEYS, LEAVE, registry.digest(), offer)
        self._answerer = Answerer(sender, desk, KEYS, LEAVE, "027-243-0110")
        self.tokens = [self._invited(TARO), self._invited(NEW)]

    def _invited(self, address: str) -> str:
        """Let an address ask for a link; return its token, and keep the registry in which it is open."""
        self(_mail(self.register, "", "", sender=address))
        shutil.copy(self._used, self._kept)
        (letter,) = self.posted
        (token,) = re.findall(rb"\+(\w+)@", letter.head)
        return token.decode()

    def __call__(self, data: bytes) -> None:
        """Do a pass over a mail: it comes to an end once, and nobody is answered but its sender and the resident."""
        shutil.copy(self._kept, self._used)
        mails = OneMail(data)
        inbox = Inbox(
            registry=Registry(self._used, patience=0),
            grounds=self._grounds,
            answerer=self._answerer,
            limits=shipped().policy.residents,
            authserv=self.desk.authserv,
            requests=None,
            mailbox=partial(nullcontext, mails),
            failures=lambda *_: (),
            post=self,
            clock=lambda: NOW,
            warn=self.said.append,
        )
        self.posted.clear()
        self.said.clear()
        if not inbox.run():
            raise Wrong(f"a pass that is not whole: {self.said[0].en}")
        if len(mails.ends) != 1:
            raise Wrong(f"a mail with the ends {mails.ends}")
        for letter in self.posted:
            lines = letter.head.split(b"\r\n")
            if any(b"\n" in line or b"\r" in line for line in lines):
                raise Wrong("a bare line end in the head of an answer")
            domain = letter.rcpt_to.rpartition("@")[2].encode()
            spelled = (domain, domain.decode("idna").encode())
            if letter.rcpt_to != TARO and not any(name in data.lower() for name in spelled):
                raise Wrong("an answer to somebody else")

    def submit(self, letters: Sequence[Letter]) -> None:
        """Take the answers."""
        self.posted += letters

    def ended(self) -> Iterable[tuple[int, bool]]:
        """Tell that each was taken."""
        return [(letter.number, False) for letter in self.posted]

    def mails(self) -> list[bytes]:
        """Write mails of every kind that the desk knows, and take the reports of the examples."""
        stop, domain = self.desk.stop, self.desk.stop.rpartition("@")[2]
        back = return_path("20261125-1640-koekake", self.resident, domain, KEYS)
        tags = [LEAVE.token(self.resident), f"ask.{LEAVE.token(self.resident)}"]
        places = [stop, *(stop.replace("@", f"+{tag}@") for tag in tags), self.register, back]
        places += [self.register.replace("@", f"{tag}@") for tag in ("-ota", *(f"+{token}" for token in self.tokens))]
        vouched = f"Authentication-Results: {self.desk.authserv}; spf=pass smtp.mailfrom="
        reports = [path.read_bytes() for path in sorted(REPORTS.glob("*.eml"))]
        returned = f"Return-Path: <>\nDelivered-To: {back}\nReceived: by mx\n".encode()
        coded = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n"
        return [
            *(
                _mail(to, subject, body, head, sender)
                for to, sender in product(places, (TARO, NEW))
                for subject, body, head in (
                    ("", "", ""),
                    ("停止", "", f"{vouched}{sender}\n"),
                    ("Re: 登録", "登録\n\n> 引用\n", f"{vouched}{sender}\nIn-Reply-To: <a@b>\n"),
                    ("=?iso-2022-jp?B?GyRCRGQ7XxsoQg==?=", "PHA+5YGc5q2iPC9wPg==\n", coded),
                    ("out", "x\n", "Auto-Submitted: auto-replied\n"),
                )
            ),
            *reports,
            *(returned + report for report in reports),
        ]


def _mail(to: str, subject: str, body: str, head: str = "", sender: str = TARO) -> bytes:
    top = f"Return-Path: <{sender}>\nDelivered-To: {to}\nReceived: by mx\n{head}"
    return f"{top}From: {sender}\nTo: {to}\nSubject: {subject}\n\n{body}".encode()


def covered(run: Target, data: bytes) -> set[Place]:
    """Run it, and name the places that it reached."""
    places = set[Place]()

    def called(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        code = frame.f_code
        name, before = code.co_filename, code.co_firstlineno
        if not name.startswith(PACKAGE):
            return None
        places.add((name, before, 0))
        if not name.startswith(READERS):
            frame.f_trace_lines = False
            return None

        def stepped(frame: FrameType, event: str, _: object) -> TraceFunction | None:
            nonlocal before
            places.add((name, before, frame.f_lineno))
            before = frame.f_lineno
            return stepped

        return stepped

    sys.settrace(called)
    try:
        run(data)
    finally:
        sys.settrace(None)
    return places


def changed(data: bytes, corpus: Sequence[bytes], rng: random.Random) -> bytes:
    """Change an input a few times: bytes, slices and lines of it, and slices of another."""
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 3, 8, 40, 200)))
        other = rng.choice(corpus)
        begin = rng.randrange(len(other) + 1)
        lines, others = data.splitlines(keepends=True) or [b""], other.splitlines(keepends=True) or [b""]
        line = rng.randrange(len(lines))
        match rng.randrange(7):
            case 0:
                data = data[:start] + bytes(rng.randrange(256) for _ in range(rng.randrange(4))) + data[end:]
            case 1:
                data = data[:start] + rng.choice(PIECES) + data[end:]
            case 2:
                data = data[:start] + other[begin : begin + rng.choice((1, 4, 20, 200))] + data[end:]
            case 3:
                data = data[:start] + data[start:end] * rng.choice((2, 3, 40, 1000)) + data[end:]
            case 4:
                data = b"".join([*lines[:line], rng.choice(others), *lines[line:]])
            case 5:
                data = b"".join(lines[:line] + lines[line + 1 :])
            case 6:
                data = b"".join([*lines[:line], *others[rng.randrange(len(others)) :]])
    return data[:MOST]


SIGNS = (
    "\0 \n \r \t : ; , - --- # & * ! | > % @ ` \" ' [ ] { } ( ) < > \\ = ? + . / ~ ^ _ 0 9 １ 〇 年 月 日 時 分 号 さん"
)
PIECES = tuple(
    piece.encode()
    for piece in (
        *SIGNS.split(" "), "\n---\n", "\n\n", "\u2028", "\u200b", "\u202e", "\ufeff", "\u3000", "e\u0301",
        "\U0001f600", "&#10;", "&amp;", "氏名", "山田太郎さん", "090-1234-5678", "11月25日（水）午後3時30分ころ", "-1",
        "9" * 20, "[]", "{}", "!!str ", "&a ", "*a", "<<: ", "2026-11-25T15:40+09:00", "9999-12-31T23:59-23:59",
        "?=", "=?utf-8?B?", "=?utf-8?Q?=", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "--b--\n", "\n--b\n",
        "Content-Type: message/rfc822\n\n", "Content-Type: message/delivery-status\n\n", "停止", "登録",
        "Content-Transfer-Encoding: quoted-printable\n", "; charset=iso-2022-jp", "\x1b$B", "\x1b(B",
        "Final-Recipient: rfc822; ", "Status: 5.1.1\n", "Action: failed\n",
    )
)  # fmt: skip


@dataclass
class Fuzz:
    """A target, the inputs from which it goes on, and its faults."""

    run: Target
    corpus: list[bytes]
    seed: int
    places: set[Place] = field(default_factory=set)
    faults: dict[str, bytes] = field(default_factory=dict)  # by what broke, its input
    inputs: int = 0

    def go(self, more: Callable[[], bool]) -> None:
        """Try the corpus, and then what it becomes, while there is ``more``."""
        rng = random.Random(self.seed)
        seeds = len(self.corpus)
        for number in range(sys.maxsize):
            if not more():
                return
            if number < seeds:
                self._try(self.corpus[number])
                continue
            late = max(rng.randrange(len(self.corpus)), rng.randrange(len(self.corpus)))
            data = changed(self.corpus[late], self.corpus, rng)
            if self._try(data):
                self.corpus.append(data)

    def _try(self, data: bytes) -> bool:
        """Run an input; return whether it reached a new place."""
        self.inputs += 1
        reached = set[Place]()
        begun = time.process_time()
        fault = broken(lambda data: reached.update(covered(self.run, data)), data, 20 * SECONDS)
        if fault == "slow" or (fault is None and time.process_time() - begun > SECONDS):
            fault = broken(self.run, data)  # unwatched
        if fault is not None and fault not in self.faults:
            self.faults[fault] = small(self.run, data, fault)
        new = not reached <= self.places
        self.places |= reached
        return new


class Slow(BaseException):
    """An input took too long; no exception, so that nothing takes it for its own."""


def _late(signal: int, frame: FrameType | None) -> NoReturn:
    raise Slow


def broken(run: Target, data: bytes, seconds: float = SECONDS) -> str | None:
    """Name what an input breaks, None if nothing: the exception and its place, ``slow``, ``large``."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGVTALRM, _late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        run(data)
    except Slow:
        return "slow"
    except Exception as error:  # noqa: BLE001 — whatever it is, it is a fault
        cause = error.__cause__ or error
        frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if frame.filename.startswith(PACKAGE)]
        place = f" at {Path(frames[-1].filename).relative_to(PACKAGE)}:{frames[-1].lineno}" if frames else ""
        return f"{type(cause).__name__}{place}: {cause if isinstance(cause, Wrong) else ''}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > MEGABYTES * 1024:
        return "large"
    return None


def small(run: Target, data: bytes, fault: str) -> bytes:
    """Take away what the fault does not need, ever smaller slices."""
    size = len(data) // 2
    while size:
        for start in range(0, len(data), size):
            less = data[:start] + data[start + size :]
            if broken(run, less) == fault:
                data = less
                break
        else:
            size //= 2
    return data


TARGETS: dict[str, Callable[[Path], tuple[Target, list[bytes]]]] = {
    "document": lambda _: (document, alerts()),
    "inbox": lambda folder: ((desk := Desk(folder)), desk.mails()),
}


def fuzz(target: str, folder: Path, seed: int, more: Callable[[], bool]) -> Fuzz:
    """Try a target in a scratch folder, while there is ``more``."""
    run, corpus = TARGETS[target](folder)
    tried = Fuzz(run, corpus, seed)
    tried.go(more)
    return tried


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    until = time.monotonic() + 60 * given.minutes
    with TemporaryDirectory(prefix="haishin-fuzz-") as scratch:
        done = fuzz(given.target, Path(scratch), given.seed, lambda: time.monotonic() < until)
    for fault, data in done.faults.items():
        sys.stdout.write(f"{fault}\n    {data!r}\n")
    sys.stdout.write(
        f"{done.inputs} inputs, {len(done.corpus)} of them kept, {len(done.places)} places, {len(done.faults)} faults\n"
    )
    sys.exit(bool(done.faults))
