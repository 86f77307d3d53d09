"""A far end of the mail's way that refuses each recipient at a command and in words of one's own."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple


class Refusal(NamedTuple):
    at: str  # mail, rcpt or dot
    says: str  # lines between newlines


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 far.test ESMTP")
        path = to = ""
        while line := self.rfile.readline():
            verb, _, rest = line.decode("utf-8").strip().partition(" ")
            address = rest.partition("<")[2].partition(">")[0].replace('"', "")
            match verb.upper():
                case "EHLO":
                    self._say("250-far.test\n250 8BITMIME")
                case "MAIL":
                    path = address
                    self._refuse("mail", path) or self._say("250 ok")
                case "RCPT":
                    to = address
                    self._refuse("rcpt", to) or self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    while self.rfile.readline().rstrip(b"\r\n") != b".":
                        pass
                    self._refuse("dot", to) or self._say("250 ok")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _refuse(self, at: str, address: str) -> bool:
        refusal = self.server.refusals.get(address)
        if refusal is None or refusal.at != at:
            return False
        self._say(refusal.says)
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(text.replace("\n", "\r\n").encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    address_family = socket.AF_INET

    def __init__(self, refusals: Mapping[str, Refusal]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.refusals = refusals


@contextmanager
def far_end(refusals: Mapping[str, Refusal]) -> Iterator[int]:
    """Its port; ``refusals``: by recipient, or by return path for what is refused at MAIL."""
    with _Server(refusals) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
