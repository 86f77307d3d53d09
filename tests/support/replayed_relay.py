"""A relay that says to each envelope what its script says, however often and on whatever connection it comes.

So two dialogues hear the same of each envelope, though a pipelined one has more than one at a time on a connection.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from support.sink import DEFAULTS, Sink

# Said behind a reply: how it comes.
IN_BYTES = " | in single bytes"
HANG_UP_BEFORE, HANG_UP_WITHIN, HANG_UP_BEHIND = (f" | hang up {place} it" for place in ("before", "within", "behind"))
TORN = " | torn"  # the line breaks with a reset: what was said and not read is lost

_SENDER = re.compile(rb"MAIL FROM:<b-(\w+)@")
_LINGER_NOT = struct.pack("ii", 1, 0)


class ReplayedRelay(Sink):
    """``scripts``: for each recipient's id verb → reply and how it comes, the default where a verb is missing.

    ``VOID`` answers DATA when nobody is to get the text, ``LONE DOT`` the dot if it was asked for all the same;
    ``noop`` each NOOP but the first of a connection. With ``glued`` MAIL and RCPT are answered together with DATA,
    which only a client that pipelines lives through. With ``anew`` each envelope fares well from its second time on.
    """

    def __init__(
        self,
        scripts: Mapping[str, Mapping[str, str]],
        noop: str = DEFAULTS["NOOP"],
        *,
        glued: bool = False,
        anew: bool = False,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        self._scripts = scripts
        self._noop = noop
        self._glued = glued
        self._anew = anew
        self._times: Counter[str] = Counter()
        self._session = threading.local()  # each connection has a thread of its own
        self.dots: Counter[str] = Counter()
        self.voids = 0
        super().__init__(extensions=("PIPELINING", "SIZE 1000000", "DSN", "STARTTLS"), starttls=starttls)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._session.held = b""
        self._session.recipient = self._session.verb = ""
        self._session.noops = 0
        super()._serve(connection)

    def _talk(self, connection: socket.socket, lines: Iterable[bytes]) -> None:
        super()._talk(connection, self._noted(lines))

    def _noted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            if found := _SENDER.match(line):
                self._session.recipient = found[1].decode()
                self._times[self._session.recipient] += 1
            yield line

    def _next(self, verb: str, recipient: str = "") -> str:
        session = self._session
        if verb == "VOID" and session.verb == "VOID":
            verb = "LONE DOT"
        session.verb = verb
        session.noops += verb == "NOOP"
        self.voids += verb == "VOID"
        self.dots[session.recipient] += verb == "DOT"
        if verb == "NOOP":
            return self._noop if session.noops > 1 else DEFAULTS[verb]
        well = self._anew and self._times[session.recipient] > 1
        script = {} if well else self._scripts.get(session.recipient, {})
        return script.get(verb, DEFAULTS["VOID" if verb == "LONE DOT" else verb])

    def _say(self, connection: socket.socket, reply: str) -> bool:
        text, *manners = re.split(r"(?= \| )", reply)
        data = f"{text}\r\n".encode()
        if HANG_UP_BEFORE in manners or TORN in manners:
            data = b""
        elif HANG_UP_WITHIN in manners:
            data = data[: len(data) // 2]
        session = self._session
        data, session.held = session.held + data, b""
        leaving = text.startswith("421") or bool({HANG_UP_BEFORE, HANG_UP_WITHIN, HANG_UP_BEHIND, TORN} & {*manners})
        if self._glued and session.verb in ("MAIL", "RCPT") and not leaving:
            session.held = data
            return True
        size = 1 if IN_BYTES in manners else len(data) or 1
        for start in range(0, len(data), size):
            connection.sendall(data[start : start + size])
        if TORN in manners:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        elif leaving:
            # Not closed before the client has: what is unread then would make a reset of it. Below TLS, as a crash is.
            socket.socket.shutdown(connection, socket.SHUT_WR)
            while socket.socket.recv(connection, 65536):
                pass
        return not leaving
