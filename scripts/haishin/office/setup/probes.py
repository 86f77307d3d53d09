"""One plain request to the outside: the ways to leave that a mail names, a relay."""

from __future__ import annotations

import re
import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final
from urllib.error import HTTPError

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Leave
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal, ToolError
from haishin.office.setup.local import RelayFacts
from haishin.send.transport import Unusable
from haishin.send.transport.relay import Relay, connect
from haishin.send.watch.monitor import FAULTS, SECONDS, get

_PROGRAMS: Final = "/usr/sbin:/usr/local/sbin:/usr/bin"
# The resolvers' own tools: how TXT is asked for, what an answer holds, what the answer "no such name" holds.
_RESOLVERS: Final = (
    (("dig", "+noall", "+comments", "+answer", "+tries=1", "TXT"), "status: NOERROR", "status: NXDOMAIN"),
    (("host", "-t", "TXT"), r"descriptive text|has no TXT record", "NXDOMAIN"),
    (("resolvectl", "--legend=no", "--type=TXT", "query"), r"IN TXT|does not have any RR", "' not found"),
)


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


def refused_addresses(addresses: Iterable[str], port: int) -> tuple[str, ...]:
    """Ask the mail server of this machine which of these addresses it refuses: no mail is sent. Raises ToolError."""
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=SECONDS) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("")
            return tuple(address for address in addresses if client.rcpt(address)[0] >= 500)
    except (OSError, smtplib.SMTPException) as fault:
        raise ToolError(Message("office/setup/server-silent", port=port, why=type(fault).__name__)) from fault


def try_records(sender: str, return_path: str, programs: str = _PROGRAMS) -> tuple[str, ...] | None:
    """Look up what receivers know of a sender: SPF at the return path's domain, DKIM's names, DMARC's policy.

    Returns those that are missing, each with its name; None: no tool of a resolver is here. Raises ToolError.
    """
    found = [(shutil.which(words[0], path=programs), *row) for row in _RESOLVERS for words in row[:1]]
    tools = [(program, *row) for program, *row in found if program is not None]
    if not tools:
        return None
    program, words, answered, absent = tools[0]

    def texts(name: str) -> list[str] | None:
        return _texts([program, *words[1:], name], name, answered, absent)

    labels = sender.split(".")
    domains = [".".join(labels[start:]) for start in range(len(labels) - 1)]  # a policy may stand at any above it
    held = {
        f"SPF ({return_path})": any(one.startswith("v=spf1") for one in texts(return_path) or ()),
        f"DKIM (_domainkey.{sender})": any(texts(f"_domainkey.{domain}") is not None for domain in domains),
        f"DMARC (_dmarc.{sender})": any(
            one.startswith("v=DMARC1") for domain in domains for one in texts(f"_dmarc.{domain}") or ()
        ),
    }
    return tuple(name for name, there in held.items() if not there)


def _texts(command: list[str], name: str, answered: str, absent: str) -> list[str] | None:
    """The TXT records of a name; None: there is neither that name nor a name below it (RFC 8020). Raises ToolError."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError) as fault:
        raise ToolError(Message("office/setup/resolver-silent", name=name, why=type(fault).__name__)) from fault
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    if re.search(absent, told):
        return None
    if re.search(answered, told):
        return re.findall(r'\s"([^"]*)"', told)
    tool = Path(command[0]).name
    raise ToolError(Message("office/setup/resolver-silent", name=name, why=f"{tool}: {done.returncode}"))


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
