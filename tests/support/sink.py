"""A scripted SMTP server on loopback: says for each verb what the test tells it, and remembers what it took."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Iterable, Mapping

CLOSE = "close"  # hang up without a word
RESET = "reset"  # the same with a TCP reset
HANG = "hang"  # say nothing until the client gives up
TAKE_AND_CLOSE = "take and close"  # at the dot: accept the message, hang up before the reply
AND_GONE = "250 2.0.0 ok and gone"  # hang up behind this reply
ENDLESS = "endless "  # and a line that is said again and again, 16 MiB long

DEFAULTS = {
    "GREETING": "220 sink ESMTP",
    "HELO": "250 sink",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "VOID": "554 5.5.1 no valid recipients",  # to DATA when there are none, and to the dot if that was taken
    "DOT": "250 2.0.0 queued as X1",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
    "NOOP": "250 ok",
}


class Sink:
    """``script``: verb → replies, used up one by one, then the defaults. ``by_recipient``: the same for RCPT.

    ``tls``: speak TLS from the first byte; ``starttls``: when asked to.
    """

    def __init__(
        self,
        script: Mapping[str, Iterable[str]] | None = None,
        *,
        extensions: Iterable[str] = ("PIPELINING", "SIZE 1000000", "DSN"),
        by_recipient: Mapping[str, Iterable[str]] | None = None,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        self._tls = tls
        self._starttls = starttls
        self._script = {verb: deque(replies) for verb, replies in (script or {}).items()}
        self._by_recipient = {address: deque(replies) for address, replies in (by_recipient or {}).items()}
        self._extensions = tuple(extensions)
        self.commands: list[str] = []
        self.dotted: list[str] = []  # whose text came whole, taken or not
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lines: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._main = threading.Thread(target=self._accept)
        self._main.start()

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(cut=kind is not None)

    def close(self, *, cut: bool = False) -> None:
        """Stop; everything that a client had written before is in ``taken`` afterwards.

        ``cut``: break the lines of clients that nobody closes any more, as after a test that has failed.
        """
        if self._closing.is_set():
            return
        self._closing.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._main.join()
        self._server.close()
        for line in self._lines if cut else ():
            with contextlib.suppress(OSError):  # most are closed
                socket.socket.shutdown(line, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._server.accept()
            if self._closing.is_set():
                connection.close()
                return
            self.connections += 1
            self._lines.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _next(self, verb: str, recipient: str = "") -> str:
        own = self._by_recipient.get(recipient) if verb == "RCPT" else None
        queue = own or self._script.get(verb)
        return queue.popleft() if queue else DEFAULTS.get(verb, "500 5.5.1 what?")

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._lines.append(connection)
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as lines:
            if self._say(connection, self._next("GREETING")):
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: object) -> None:
        mailing, recipient = False, ""
        for raw in lines:  # type: ignore[attr-defined]
            if not raw.endswith(b"\n"):
                return  # cut off in the middle of a command
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            self.commands.append(line)
            verb = line.split(" ")[0].upper()
            if verb == "EHLO" and "EHLO" not in self._script:
                names = ["sink", *self._extensions]
                text = "".join(f"250{'-' if name != names[-1] else ' '}{name}\r\n" for name in names)
                connection.sendall(text.encode())
                continue
            if verb == "STARTTLS" and self._starttls is not None:
                connection.sendall(b"220 2.0.0 go on\r\n")
                with self._starttls.wrap_socket(connection, server_side=True) as secured, secured.makefile("rb") as hid:
                    self._lines.append(secured)
                    self._talk(secured, hid)
                return
            if verb == "RCPT" and mailing:
                recipient = line[line.index("<") + 1 : line.index(">")]
                reply = self._next(verb, recipient)
                recipient = recipient if reply.startswith("2") else ""
            elif verb == "RCPT":
                reply = "503 5.5.1 MAIL first"
            elif verb == "DATA" and not recipient:
                reply = self._next("VOID")
            elif verb == "MAIL" and mailing:
                reply = "503 5.5.1 nested"
            else:
                reply = self._next(verb)
                mailing = reply.startswith("2") and (verb == "MAIL" or (mailing and verb != "RSET"))
                recipient = "" if verb in ("MAIL", "RSET") else recipient
            if not self._say(connection, reply):
                return
            if verb == "DATA" and reply.startswith("354"):
                data = self._text(lines)
                if data is None:
                    return
                self.dotted.append(recipient)
                reply = self._next("DOT" if recipient else "VOID")
                if reply.startswith("2") or reply == TAKE_AND_CLOSE:
                    self.taken.append((recipient, data))
                if not self._say(connection, reply):
                    return
                mailing, recipient = False, ""
            if verb == "QUIT":
                return

    def _text(self, lines: object) -> bytes | None:
        data = bytearray()
        for line in lines:  # type: ignore[attr-defined]
            if line == b".\r\n":
                return bytes(data)
            data += line[1:] if line.startswith(b".") else line
        return None

    def _say(self, connection: socket.socket, reply: str) -> bool:
        if reply == HANG:
            with contextlib.suppress(OSError):
                while connection.recv(4096):
                    pass
        if reply == RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if reply in (CLOSE, RESET, TAKE_AND_CLOSE, HANG):
            connection.close()
            return False
        if reply.startswith(ENDLESS):
            line = f"{reply.removeprefix(ENDLESS)}\r\n".encode()
            for _ in range(256):
                connection.sendall(line * (65536 // len(line)))
        connection.sendall(f"{reply}\r\n".encode())
        return reply != AND_GONE and not reply.startswith("421")


class Gate(Sink):
    """Answers a verb only when the gate is opened; ``asked`` is set when the verb has come."""

    def __init__(self, verb: str, times: int = 1) -> None:
        self._verb = verb
        self._times = threading.Semaphore(times)
        self.asked = threading.Semaphore(0)
        self.gate = threading.Event()
        super().__init__()

    def _next(self, verb: str, recipient: str = "") -> str:
        if verb == self._verb and self._times.acquire(blocking=False):
            self.asked.release()
            self.gate.wait()
        return super()._next(verb, recipient)

    def close(self, *, cut: bool = False) -> None:
        if cut:
            self.gate.set()
        super().close(cut=cut)


class Nobody:
    """A port at which nobody listens, and which no other test gets."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Nobody:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
