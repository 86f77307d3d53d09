"""One relay: its address as configured, and the way to a secured, logged-in connection (``smtplib``)."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from haishin.delivery.transport.client import CONNECT_SECONDS, Client, SecureClient
from haishin.delivery.transport.replies import codes
from haishin.errors import ToolError
from haishin.model import Text

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


class Unusable(Exception):
    """No connection. ``ours``: the set-up is wrong, another try would not help. The text is ours, without secrets."""

    def __init__(self, text: str, *, code: int | None = None, ours: bool) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.ours = ours


def parse(url: str) -> Relay:
    """A relay from its URL; user and password are percent-decoded. Raises ToolError, which never shows the URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong("書式が正しくありません", "it is no URL") from None
    if parts.scheme not in _PORTS:
        raise _wrong(
            "先頭は smtp:// か smtp+starttls:// か smtps:// です",
            "it must begin with smtp://, smtp+starttls:// or smtps://",
        )
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _wrong(
            "サーバー名だけを書き、その後ろに何も付けないでください(パスワードの / ? # @ : は % で表します)",
            "it must name a host and nothing after it (write / ? # @ : of a password with %)",
        )
    if (parts.username is None) != (parts.password is None):
        raise _wrong("利用者名とパスワードは両方必要です", "user and password go together")
    if parts.username is not None and parts.scheme == "smtp":
        raise _wrong(
            "暗号化しない接続ではパスワードを送りません", "a password is never sent over an unencrypted connection"
        )
    return Relay(
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
    )


def connect(relay: Relay, local_hostname: str, context: ssl.SSLContext) -> Client:
    """A greeted, secured and logged-in connection after EHLO. Raises Unusable."""
    client: Client | None = None
    try:
        if relay.scheme == "smtps":
            client = SecureClient(relay.host, relay.port, local_hostname, timeout=CONNECT_SECONDS, context=context)
        else:
            client = Client(relay.host, relay.port, local_hostname, timeout=CONNECT_SECONDS)
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


def _why(relay: Relay, error: Exception) -> Unusable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unusable(f"{relay}: certificate not trusted: {error.verify_message}", ours=True)
    if isinstance(error, ssl.SSLError):
        return Unusable(f"{relay}: TLS failed: {error.reason}", ours=True)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # Without the server's words: some repeat the user.
        return Unusable(
            f"{relay}: login refused ({error.smtp_code})", code=error.smtp_code, ours=error.smtp_code >= 500
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Unusable(f"{relay}: STARTTLS or AUTH not offered", ours=True)
    if isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
        shown = codes(code, said if isinstance(said, bytes) else said.encode())
        return Unusable(f"{relay}: {shown}", code=code, ours=500 <= code < 600)
    if isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, (smtplib.SMTPException, ValueError)):
        return Unusable(f"{relay}: {getattr(error, 'strerror', None) or 'connection broken'}", ours=False)
    return Unusable(f"{relay}: login failed ({type(error).__name__})", ours=True)


def _wrong(ja: str, en: str) -> ToolError:
    return ToolError(
        Text(f"HAISHIN_SMTP の値を使えません:{ja}。", f"HAISHIN_SMTP cannot be used: {en}."),
        Text(
            "例:smtp+starttls://利用者:パスワード@mail.example.jp:587",
            "For example smtp+starttls://user:password@mail.example.jp:587",
        ),
    )
