"""One relay: its address as configured, and the way to a secured, logged-in connection (``smtplib`` with limits).

Each reply has a limit that no server has reason to reach; ``smtplib`` does not count the seconds of a whole reply.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass, field, replace
from time import monotonic
from urllib.parse import unquote, urlsplit

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.send.transport import Unusable
from haishin.send.transport.replies import ReplyBuffer, codes

CONNECT_SECONDS = 30
BLOCKED = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
PIECE = 4096
# Linux: a relay that writes each reply by itself (Nagle) shall not wait 40 ms for our acknowledgement of the last one.
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class Client(smtplib.SMTP):
    """From connecting to the login it has as long as its ``timeout``, afterwards what ``allow`` grants to each phase.

    ``round_trip``: seconds that the relay took to answer when nothing was to be done.
    """

    round_trip = 0.0
    _until: float | None = None

    def allow(self, seconds: float) -> None:
        """Begin a phase: reading and writing have to end within that time from now on."""
        self._until = monotonic() + seconds
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for the next reply, code (-1: none) and text. Raises OSError when the line breaks or a limit is met."""
        if self._until is None:
            self.allow(self.timeout)
        try:
            while (reply := self.replies.take()) is None:
                self.replies.add(self._listen())
        except OSError:
            self.close()
            raise
        return reply

    @property
    def replies(self) -> ReplyBuffer:
        """The bytes that have come; smtplib forgets them when TLS begins, and so all words in the clear."""
        if self.file is None:
            self.file = ReplyBuffer()
        buffer: ReplyBuffer = self.file
        return buffer

    def take_in(self) -> bool:
        """Take the bytes that have come, without waiting; return whether more can come. Raises OSError."""
        assert self.sock is not None  # smtplib forgets it only together with an error
        while True:
            try:
                piece = self.sock.recv(PIECE)
            except BLOCKED:
                return True
            except OSError:
                return False
            if not piece:
                return False
            self.replies.add(piece)
            if _QUICKACK is not None:
                with contextlib.suppress(OSError):  # the next read tells what is wrong
                    # It holds for a while only, so it is said anew each time.
                    self.sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            # Bytes that TLS has decrypted already do not make the socket readable again.
            if len(piece) < PIECE and not isinstance(self.sock, ssl.SSLSocket):
                return True

    def cut(self) -> None:
        """Break the line, also under a thread that waits on it; that thread closes it."""
        sock = self.sock
        if sock is not None:
            with contextlib.suppress(OSError):  # it is broken already
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # SSLSocket's own takes TLS from under that thread

    def _listen(self) -> bytes:
        """Receive the next bytes."""
        assert self._until is not None
        assert self.sock is not None  # smtplib forgets it only together with an error
        left = self._until - monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self.sock.settimeout(left)
            piece = self.sock.recv(PIECE)
        except TimeoutError:
            raise TimeoutError(errno.ETIMEDOUT, "no whole reply in time") from None
        except OSError as broken:
            raise smtplib.SMTPServerDisconnected("connection broken") from broken
        if not piece:
            raise smtplib.SMTPServerDisconnected("connection broken")
        return piece


class SecureClient(Client, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Relay:
    """``smtp://``, ``smtp+starttls://`` or ``smtps://`` with host, port, and for the secured two user and password."""

    scheme: str
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def parse(url: str) -> Relay:
    """Read a relay from its URL; user and password are percent-decoded. Raises ToolError, which never shows the URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _misnamed(Message("send/transport/misnamed-form")) from None
    if parts.scheme not in _PORTS:
        raise _misnamed(Message("send/transport/misnamed-scheme"))
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _misnamed(Message("send/transport/misnamed-host"))
    if (parts.username is None) != (parts.password is None):
        raise _misnamed(Message("send/transport/misnamed-password"))
    if parts.username is not None and parts.scheme == "smtp":
        raise _misnamed(Message("send/transport/misnamed-open-password"))
    if parts.scheme == "smtp" and not is_loopback(parts.hostname):
        raise _misnamed(Message("send/transport/misnamed-open"))
    relay = Relay(parts.scheme, parts.hostname, port or _PORTS[parts.scheme])
    if parts.username is None or parts.password is None:
        return relay
    return replace(relay, user=unquote(parts.username), password=unquote(parts.password))


def _misnamed(why: Message) -> ToolError:
    return ToolError(Message("send/transport/relay-misnamed", why=why))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect(relay: Relay, local_hostname: str, context: ssl.SSLContext, seconds: float | None = None) -> Client:
    """Make a greeted, secured and logged-in connection that has answered NOOP. Raises Unusable.

    ``seconds``: how long that may take, ``CONNECT_SECONDS`` unless said.
    """
    client: Client | None = None
    timeout = seconds or CONNECT_SECONDS
    try:
        if relay.scheme == "smtps":
            client = SecureClient(relay.host, relay.port, local_hostname, timeout=timeout, context=context)
        else:
            client = Client(relay.host, relay.port, local_hostname, timeout=timeout)
        _enter(client, relay, context)
    except (OSError, ValueError) as error:  # smtplib's own exceptions are OSErrors
        if client is not None:
            client.close()
        raise _why(relay, error) from None  # the cause may quote what we sent
    return client


def _enter(client: Client, relay: Relay, context: ssl.SSLContext) -> None:
    client.ehlo_or_helo_if_needed()
    if relay.scheme == "smtp+starttls":
        client.starttls(context=context)
        client.ehlo_or_helo_if_needed()
    if relay.user is not None and relay.password is not None:
        client.login(relay.user, relay.password)
    assert client.sock is not None  # smtplib forgets it only together with an error
    # Text and dot are two writes; without this the second one would wait for the first one's acknowledgement.
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    began = monotonic()
    code, said = client.noop()
    client.round_trip = monotonic() - began
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)


def _why(relay: Relay, error: Exception) -> Unusable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unusable(f"{relay}: certificate not trusted: {error.verify_message}", ours=True, at="secure")
    if isinstance(error, ssl.SSLError):
        return Unusable(f"{relay}: TLS failed: {error.reason}", ours=True, at="secure")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < 0:  # none, or lines of two codes
        return Unusable(f"{relay}: answers what is no reply of SMTP", ours=False)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # Without the server's words: some repeat the user.
        return Unusable(
            f"{relay}: login refused ({error.smtp_code})",
            code=error.smtp_code,
            ours=error.smtp_code >= 500,
            at="login",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Unusable(f"{relay}: STARTTLS or AUTH not offered", ours=True, at="secure")
    if isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
        shown = codes(code, said if isinstance(said, bytes) else said.encode())
        return Unusable(f"{relay}: {shown}", code=code, ours=500 <= code < 600, at="greet")
    if isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, (smtplib.SMTPException, ValueError)):
        return Unusable(f"{relay}: {getattr(error, 'strerror', None) or 'connection broken'}", ours=False)
    return Unusable(f"{relay}: login failed ({type(error).__name__})", ours=True, at="login")
