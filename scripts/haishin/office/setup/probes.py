"""One plain request to the outside: the ways to leave that a mail names, a relay."""

from __future__ import annotations

import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Final
from urllib.error import HTTPError

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Leave
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal, ToolError
from haishin.office.setup.local import PostfixFacts, RelayFacts
from haishin.send.transport import Unusable
from haishin.send.transport.relay import Relay, connect
from haishin.send.watch.monitor import FAULTS, SECONDS, get

_PROGRAMS: Final = "/usr/sbin:/usr/local/sbin:/usr/bin"


def try_leaving(leave: Leave, proxies: Mapping[str, str]) -> None:
    """Open the page, look up the mailbox's host.

    Raises Refusal if the page's server says that there is no such page, ToolError if page or host could not be asked.
    """
    if leave.page is not None:
        _open_page(leave.page, proxies)
    if leave.mailbox is not None:
        _look_up(leave.mailbox.rpartition("@")[2])


def try_relay(relay: Relay) -> RelayFacts:
    """Greet the relay, secure the line, log in and take leave: no mail is sent."""
    try:
        client = connect(relay, socket.gethostname(), ssl.create_default_context(), SECONDS)
    except Unusable as why:
        return RelayFacts(str(relay), why.at, why.text)
    until = _certificate(client.sock)
    with suppress(OSError):  # it has let us in
        client.quit()
    client.close()
    return RelayFacts(str(relay), until=until)


def try_postfix(addresses: Iterable[str], port: int = 25, programs: str = _PROGRAMS) -> PostfixFacts | None:
    """Ask the Postfix of this machine which of these addresses it takes: no mail is sent. None: there is none.

    Raises ToolError.
    """
    postconf = shutil.which("postconf", path=programs)
    if postconf is None:
        return None
    try:
        told = subprocess.run([postconf, "-h", "recipient_delimiter"], capture_output=True, check=True, timeout=SECONDS)
        with smtplib.SMTP("127.0.0.1", port, timeout=SECONDS) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("")
            refused = tuple(address for address in addresses if client.rcpt(address)[0] >= 500)
    except (OSError, smtplib.SMTPException, subprocess.SubprocessError) as fault:
        raise ToolError(Message("office/setup/postfix-silent", why=type(fault).__name__)) from fault
    return PostfixFacts(told.stdout.decode("ascii", "replace").strip(), refused)


def _certificate(sock: socket.socket | None) -> date | None:
    """Return the last day of the certificate that the other side has shown; None in the clear."""
    shown = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    if not shown:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), JST).date()


def _open_page(url: str, proxies: Mapping[str, str]) -> None:
    try:
        get(url, proxies)
    except HTTPError as answer:
        answer.close()
        if answer.code in (404, 410):
            raise Refusal(Message("office/setup/page-closed", url=url, why=answer.code)) from None
        raise ToolError(Message("office/setup/page-closed", url=url, why=answer.code)) from None
    except FAULTS as fault:
        raise ToolError(Message("office/setup/page-closed", url=url, why=type(fault).__name__)) from None


def _look_up(name: str) -> None:
    try:
        socket.getaddrinfo(name, 25, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise ToolError(Message("office/setup/mailbox-host-unknown", name=name)) from fault
