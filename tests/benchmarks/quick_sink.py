"""Run as a program: a relay that takes everything as fast as it can, for whoever measures or rehearses a sending.

Arguments: port, milliseconds by which each reply comes late (as behind a line of that round trip), and the words
``log=FILE`` (one line for each message that it took, the address of RCPT, written before the reply, so that the file
is whole however the process ends) and ``tls=CERTIFICATE,KEY`` (STARTTLS is offered). One thread, no limits.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import sys
from collections import deque
from time import monotonic

PIECE = 1 << 18
END = b"\r\n.\r\n"
REPLIES = {
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
}
TAKEN = b"250 2.0.0 Ok: queued as 4c1RxW0vTzz7Nm\r\n"
HELLO = (
    b"250-sink\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250%sENHANCEDSTATUSCODES\r\n"
)


class Client:
    """One connection: what it has said and is not answered yet."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.rest = b""
        self.text = False  # in the middle of DATA
        self.secured = False
        self.recipient = b""
        self.taken: list[bytes] = []


class Relay:
    """The sockets, and the replies that are due later."""

    def __init__(self, port: int, seconds: float, log: str | None, context: ssl.SSLContext | None) -> None:
        self._server = socket.create_server(("127.0.0.1", port), backlog=1024)
        self._server.setblocking(False)
        self._seconds = seconds
        self._log = None if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._context = context
        self._poll = select.epoll()
        self._poll.register(self._server, select.EPOLLIN)
        self._clients: dict[int, Client] = {}
        self._late: deque[tuple[float, Client, bytes]] = deque()

    def serve(self) -> None:
        """Go on for ever."""
        while True:
            wait = max(self._late[0][0] - monotonic(), 0) if self._late else -1
            for number, _ in self._poll.poll(wait):
                if number == self._server.fileno():
                    self._accept()
                elif (client := self._clients.get(number)) is not None:
                    self._listen(client)
            now = monotonic()
            while self._late and self._late[0][0] <= now:
                _, client, data = self._late.popleft()
                self._say(client, data)

    def _accept(self) -> None:
        sock, _ = self._server.accept()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = self._clients[sock.fileno()] = Client(sock)
        self._poll.register(sock, select.EPOLLIN)
        self._answer(client, b"220 sink ESMTP\r\n")

    def _listen(self, client: Client) -> None:
        """Read what there is, and answer all of it at once."""
        try:
            data = client.sock.recv(PIECE)
            while isinstance(client.sock, ssl.SSLSocket) and client.sock.pending():
                data += client.sock.recv(PIECE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            data = b""
        if not data:
            self._drop(client)
            return
        replies = self._heard(client, client.rest + data)
        if client.taken:
            if self._log is not None:
                os.write(self._log, b"\n".join((*client.taken, b"")))
            client.taken.clear()
        if replies:
            self._answer(client, b"".join(replies))

    def _heard(self, client: Client, data: bytes) -> list[bytes]:
        replies: list[bytes] = []
        at = 0
        while True:
            if client.text:
                end = data.find(END, at)
                if end < 0:
                    client.rest = data[max(at, len(data) - len(END) + 1) :]
                    return replies
                at = end + len(END)
                client.text = False
                client.taken.append(client.recipient)
                replies.append(TAKEN)
                continue
            end = data.find(b"\r\n", at)
            if end < 0:
                client.rest = data[at:]
                return replies
            verb = data[at : at + 4].upper()
            if verb == b"RCPT":
                client.recipient = data[data.index(b"<", at) + 1 : data.index(b">", at)]
            replies.append(REPLIES.get(verb) or self._rarer(client, verb))
            # The end of an empty text begins with the end of this line.
            client.text = verb == b"DATA"
            at = end if client.text else end + 2

    def _rarer(self, client: Client, verb: bytes) -> bytes:
        if verb == b"EHLO":
            more = b"-STARTTLS\r\n250 " if self._context is not None and not client.secured else b" "
            return HELLO % more
        if verb == b"STAR" and self._context is not None and not client.secured:
            client.sock.setblocking(True)
            client.sock.sendall(b"220 2.0.0 Ready\r\n")
            with contextlib.suppress(OSError):
                client.sock = self._context.wrap_socket(client.sock, server_side=True)
            client.sock.setblocking(False)
            client.secured = True
            return b""
        return b"221 2.0.0 Bye\r\n" if verb == b"QUIT" else b"500 5.5.1 What?\r\n"

    def _answer(self, client: Client, data: bytes) -> None:
        if self._seconds:
            self._late.append((monotonic() + self._seconds, client, data))
        else:
            self._say(client, data)

    def _say(self, client: Client, data: bytes) -> None:
        try:
            client.sock.send(data)
        except OSError:
            self._drop(client)

    def _drop(self, client: Client) -> None:
        if (number := client.sock.fileno()) >= 0:
            self._poll.unregister(number)
            del self._clients[number]
            client.sock.close()


def main(port: int, milliseconds: float, *words: str) -> None:
    given = dict(word.split("=", 1) for word in words)
    context = None
    if "tls" in given:
        certificate, key = given["tls"].split(",")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    Relay(port, milliseconds / 1000, given.get("log"), context).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:])
