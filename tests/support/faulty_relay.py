"""A relay in a process of its own that fails at every verb and logs, in one order, what it took; plain and STARTTLS.

One thread serves all sessions, so the log has an order, and ``mark`` writes into it at a moment at which all that was
written to the relay before has been read.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import socket
import ssl
import struct
import subprocess
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from time import monotonic
from typing import Any

# Besides replies: what may happen in the place of one.
CLOSE, RESET, HANG = "close", "reset", "hang"
BROKEN = (CLOSE, RESET, HANG)
SLOW = "slow"  # the text is left unread for a while
TAKE, CLOSED_AFTER, HUNG_AFTER, LATE = "250 2.0.0 queued", "taken, then close", "taken, then hang", "taken, then late"
LATE_SECONDS, SLOW_SECONDS = 0.1, 0.05

FAULTS: dict[str, tuple[str, ...]] = {
    "GREETING": ("421 4.3.2 later", "554 5.3.2 no", *BROKEN),
    "EHLO": ("421 4.3.2 later", "451 4.3.0 later", *BROKEN),
    "STARTTLS": ("454 4.7.0 later", "421 4.3.2 later", CLOSE, RESET),
    "MAIL": ("451 4.3.0 later", "421 4.3.2 later", "552 5.3.4 too big", *BROKEN),
    "RCPT": ("450 4.2.1 later", "452 4.5.3 too many", "550 5.1.1 nobody", "552 5.2.2 full", "421 4.7.0 later", *BROKEN),
    "DATA": ("451 4.3.0 later", "421 4.3.2 later", "554 5.5.1 no", *BROKEN),
    "TEXT": (SLOW, *BROKEN),
    "DOT": ("451 4.3.0 later", "554 5.6.0 no", "421 4.3.2 later", *BROKEN, CLOSED_AFTER, HUNG_AFTER, LATE, LATE),
    "RSET": ("421 4.3.2 later", CLOSE),
}
GOOD = {"GREETING": "220 relay", "MAIL": "250 2.1.0 ok", "RCPT": "250 2.1.5 ok", "DATA": "354 go on", "DOT": TAKE}
GOOD |= {"RSET": "250 2.0.0 ok", "NOOP": "250 2.0.0 ok", "QUIT": "221 2.0.0 bye", "STARTTLS": "220 2.0.0 go on"}
MESSAGE_ID = re.compile(rb"Message-ID: <([^@>]+)@")


@dataclass(frozen=True)
class Manner:
    """How it serves from now on: which share of verbs fails, by which seed, and what it offers.

    ``hangs``: whether it may also fall silent, for which the other side needs patience. ``session``: recipients that it
    takes in one session, None any number.
    """

    seed: int = 0
    share: float = 0.0
    hangs: bool = False
    pipelining: bool = True
    size: int = 1_000_000
    session: int | None = None


@dataclass(frozen=True)
class Log:
    """``took``: the local part of each message's id and the marks, in order; ``to``: the addresses of the messages.

    ``unsure``: dots without an answer.
    """

    took: list[str]
    to: list[str]
    unsure: int


class FaultyRelay:
    """Started and ended as a context; ``certificate``: the folder with ``cert.pem`` and ``key.pem``."""

    def __init__(self, certificate: Path) -> None:
        mail, control = (socket.create_server(("127.0.0.1", 0), backlog=256) for _ in range(2))
        self.port: int = mail.getsockname()[1]
        self._control: int = control.getsockname()[1]
        self._process = os.fork()
        if self._process == 0:
            try:
                _Server(mail, control, certificate).serve()
            except BaseException as error:  # noqa: BLE001 (a fork must not go on with its parent's work)
                traceback.print_exception(error)
            os._exit(1)
        mail.close()
        control.close()

    def __enter__(self) -> FaultyRelay:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def behave(self, manner: Manner, *, anew: bool = False) -> None:
        """Serve so from now on; ``anew``: with an empty log, and without the sessions there are."""
        self._ask({"manner": asdict(manner), "anew": anew})

    def mark(self, name: str) -> None:
        """Write a mark behind all that has been sent to it before this call."""
        self._ask({"mark": name})

    def log(self) -> Log:
        """What it has taken."""
        return Log(**self._ask({}))

    def _ask(self, question: dict[str, Any]) -> Any:
        with socket.create_connection(("127.0.0.1", self._control)) as line, line.makefile("rwb") as both:
            both.write(json.dumps(question).encode() + b"\n")
            both.flush()
            return json.loads(both.readline())


def make_certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 and its key, in that folder."""
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=relay.test "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem",
        shell=True,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


class _Server:
    def __init__(self, mail: socket.socket, control: socket.socket, certificate: Path) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        self.selector = DefaultSelector()
        self.selector.register(mail, EVENT_READ, self._accept)
        self.selector.register(control, EVENT_READ, self._answer)
        self.mail, self.control = mail, control
        mail.setblocking(False)
        self.timers: deque[tuple[float, Callable[[], None]]] = deque()
        self.sessions: set[_Session] = set()
        self._begin(Manner())

    def _begin(self, manner: Manner) -> None:
        self.manner = manner
        self.chance = random.Random(manner.seed)

    def serve(self) -> None:
        self._empty()
        while True:
            for key, _ in self.selector.select(0.02 if self.timers else None):
                key.data()
            for _ in range(len(self.timers)):
                at, act = self.timers.popleft()
                if at <= monotonic():
                    act()
                else:
                    self.timers.append((at, act))

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.timers.append((monotonic() + seconds, act))

    def draw(self, verb: str) -> str:
        """What to say to this verb, or to do instead."""
        faults = [fault for fault in FAULTS.get(verb, ()) if self.manner.hangs or fault not in (HANG, HUNG_AFTER)]
        if faults and self.chance.random() < self.manner.share:
            return self.chance.choice(faults)
        return GOOD.get(verb, "500 5.5.1 what?")

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                _Session(self, self.mail.accept()[0]).begin()

    def _answer(self) -> None:
        line, _ = self.control.accept()
        with line, line.makefile("rwb") as both:
            if not (asked := both.readline()).endswith(b"\n"):
                return  # who asked was killed
            question = json.loads(asked)
            if question.get("anew"):
                for session in [*self.sessions]:
                    session.end(reset=True)
                self._empty()
            if "manner" in question:
                self._begin(Manner(**question["manner"]))
            if "mark" in question:
                self._accept()
                for session in [*self.sessions]:
                    session.hurry()
                    session.read()
                self.took.append(question["mark"])
            with contextlib.suppress(OSError):
                both.write(json.dumps({"took": self.took, "to": self.to, "unsure": self.unsure}).encode() + b"\n")
                both.flush()

    def _empty(self) -> None:
        self.took: list[str] = []
        self.to: list[str] = []
        self.unsure = 0


class _Session:
    """One connection. ``text``: the message that is being read, None between commands."""

    def __init__(self, server: _Server, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self.tls: ssl.SSLObject | None = None
        self.arrived, self.leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.rest = b""
        self.text: bytes | None = None
        self.slow = self.slowed = self.silent = self.waiting = False
        self.recipients = 0
        self.mailing = self.named = False  # whether MAIL, and RCPT after it, were taken
        self.recipient = ""
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.sessions.add(self)
        server.selector.register(sock, EVENT_READ, self.read)

    def begin(self) -> None:
        self._do(self.server.draw("GREETING"))

    def read(self) -> None:
        """Read all that has come, and go on with it."""
        while self in self.server.sessions:
            try:
                piece = self.sock.recv(65536)
            except BlockingIOError:
                break
            except OSError:
                piece = b""
            if not piece:
                self.end()
                return
            if not self.silent:
                self._take(piece)

    def hurry(self) -> None:
        """Be slow no longer."""
        self.slow = self.slowed = False
        self._go_on()

    def end(self, *, reset: bool = False) -> None:
        if self not in self.server.sessions:
            return
        if reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.sessions.remove(self)
        self.server.selector.unregister(self.sock)
        self.sock.close()

    def _take(self, piece: bytes) -> None:
        if self.tls is None:
            self.rest += piece
        else:
            self.arrived.write(piece)
            try:
                while True:
                    self.rest += self.tls.read(65536)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                self.end()
                return
            self._flush()
        self._go_on()

    def _go_on(self) -> None:
        while self in self.server.sessions and not (self.silent or self.waiting or self.slowed):
            if self.text is not None:
                if not self._read_text():
                    return
            else:
                line, found, rest = self.rest.partition(b"\r\n")
                if not found:
                    return
                self.rest = rest
                self._command(line.decode("utf-8", "replace"))

    def _command(self, line: str) -> None:
        verb = line.split(" ")[0].upper()
        said = self.server.draw(verb)
        if verb == "EHLO" and said.startswith("500"):
            manner = self.server.manner
            offered = ["relay", f"SIZE {manner.size}", "DSN"]
            offered += ["PIPELINING"] if manner.pipelining else []
            offered += ["STARTTLS"] if self.tls is None else []
            said = "\r\n".join(f"250{'-' if name != offered[-1] else ' '}{name}" for name in offered)
        elif verb == "MAIL" and (size := re.search(r"SIZE=(\d+)", line)) and int(size[1]) > self.server.manner.size:
            said = "552 5.3.4 too big"
        elif verb == "RCPT" and not self.mailing and said == GOOD["RCPT"]:
            said = "503 5.5.1 MAIL first"
        elif verb == "DATA" and not self.named and said == GOOD["DATA"] and self.server.manner.seed % 2:
            said = "554 5.5.1 nobody named"  # else it takes the text and refuses the dot (RFC 2920 3.1)
        elif verb == "RCPT" and said == GOOD["RCPT"]:
            self.recipients += 1
            self.recipient = line[line.index("<") + 1 : line.index(">")]
            most = self.server.manner.session
            said = "452 4.5.3 too many" if most is not None and self.recipients > most else said
        if verb in ("MAIL", "RSET"):
            self.mailing, self.named = said == GOOD["MAIL"], False
        self.named = self.named or (verb == "RCPT" and said == GOOD["RCPT"])
        if verb == "DATA" and said == GOOD["DATA"]:
            self.text = b""
            fault = self.server.draw("TEXT")
            if fault in BROKEN:
                self._do(said)
                self.server.unsure += 1  # a sender that writes text and dot at once cannot know
                self._do(fault)
                return
            self.slow = fault == SLOW
        self._do(said)
        if verb == "STARTTLS" and said == GOOD["STARTTLS"]:
            self.rest = b""
            self.tls = self.server.context.wrap_bio(self.arrived, self.leaving, server_side=True)
        if verb == "QUIT":
            self.end()

    def _read_text(self) -> bool:
        """Whether there was a dot."""
        assert self.text is not None
        if self.slow:
            self.slow, self.slowed = False, True
            self.server.later(SLOW_SECONDS, self.hurry)
            return False
        whole = self.text + self.rest
        end = 3 if whole.startswith(b".\r\n") else whole.find(b"\r\n.\r\n") + 5
        if end == 4:
            self.text, self.rest = whole, b""
            return False
        self.text, self.rest = None, whole[end:]
        self._dot(whole[:end])
        return True

    def _dot(self, text: bytes) -> None:
        said = self.server.draw("DOT") if self.named else "554 5.5.1 nobody named"
        self.mailing = self.named = False
        if said in (TAKE, CLOSED_AFTER, HUNG_AFTER, LATE):
            found = MESSAGE_ID.search(text)
            self.server.took.append(found[1].decode() if found else "no message of ours")
            self.server.to.append(self.recipient)
        if said in (*BROKEN, CLOSED_AFTER, HUNG_AFTER):
            self.server.unsure += 1
        if said == LATE:
            self.waiting = True
            self.server.later(LATE_SECONDS, self._answer_late)
        else:
            self._do({CLOSED_AFTER: CLOSE, HUNG_AFTER: HANG}.get(said, said))

    def _answer_late(self) -> None:
        if self in self.server.sessions:
            self._do(TAKE)
            self.waiting = False
            self._go_on()

    def _do(self, said: str) -> None:
        if said in (CLOSE, RESET):
            self.end(reset=said == RESET)
        elif said == HANG:
            self.silent = True
        else:
            self._say(f"{said}\r\n".encode())
            if said.startswith("421"):
                self.end()

    def _say(self, data: bytes) -> None:
        if self.tls is None:
            self._send(data)
            return
        try:
            self.tls.write(data)
        except ssl.SSLError:
            self.end()
        else:
            self._flush()

    def _flush(self) -> None:
        self._send(self.leaving.read())

    def _send(self, data: bytes) -> None:
        try:
            self.sock.sendall(data)  # a few lines: they fit into any buffer
        except OSError:
            self.end()
