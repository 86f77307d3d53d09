"""What is asked of the outside: ways to leave that are not there, a monitor that cannot be told."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from unittest import mock

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Leave
from haishin.core.contract.policy import JST
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.office.setup import probes
from haishin.office.setup.probes import refused_addresses, try_leaving, try_records, try_relay
from haishin.send.transport.relay import parse
from haishin.send.watch.monitor import tell_monitor
from support.ports import relay as listening
from support.raising import raises
from support.sink import Nobody


@contextmanager
def page(code: int) -> Iterator[str]:
    """A page on this machine that answers with that code."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_answers_is_there() -> None:
    with page(200) as url:
        try_leaving(Leave(url, "teishi@localhost", "027-000-0110"), {})
    try_leaving(Leave(), {})


@pytest.mark.parametrize(("code", "kind"), [(404, Refusal), (410, Refusal), (500, ToolError), (403, ToolError)])
def test_a_page_that_does_not_open(code: int, kind: type[HaishinError]) -> None:
    with page(code) as url, pytest.raises(kind) as caught:
        try_leaving(Leave(url), {})
    assert caught.value.message == Message("office/setup/page-closed", url=url, why=code)


def test_a_page_that_nobody_serves() -> None:
    with page(200) as url:
        pass
    with pytest.raises(ToolError) as caught:
        try_leaving(Leave(url), {})
    assert caught.value.message == Message("office/setup/page-closed", url=url, why="URLError")


def test_a_mailbox_on_a_host_that_nobody_knows() -> None:
    unknown = mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(-2, "x"))
    with unknown as asked, pytest.raises(ToolError) as caught:
        try_leaving(Leave(mailbox="teishi@bounce.example.jp"), {})
    assert asked.call_args.args == ("bounce.example.jp", 25)
    assert caught.value.message == Message("office/setup/mailbox-host-unknown", name="bounce.example.jp")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://monitor.example/secret", "https://…"),
        ("ftp://127.0.0.1/secret", "https://…"),
        ("secret", "https://…"),
        ("http://[secret", "ValueError"),
        ("http://127.0.0.1:1/secret", "URLError"),
    ],
)
def test_an_address_that_cannot_be_asked(url: str, why: str) -> None:
    with pytest.raises(ToolError) as failed:
        tell_monitor(url, {})
    assert failed.value.message.en == (
        f"The outside monitor (HAISHIN_MONITOR_URL) could not be told ({why}). Sending is not affected."
    )


# --- records of the sender's domain -------------------------------------------------------------

# What each tool printed of one zone: SPF at the return path, a key of DKIM, a policy at the organization's domain.
# (dig and host of BIND 9.20 before a server of our own; resolvectl's words are those of its source.)
DIG = """\
name="$6" status=NOERROR
case "$name" in
bounce.mail.kenkei.jp) text="v=spf1 -all" ;;
_dmarc.kenkei.jp) text="v=DMARC1; p=none" ;;
_domainkey.mail.kenkei.jp) text= ;;
*) text= status=NXDOMAIN ;;
esac
echo ";; ->>HEADER<<- opcode: QUERY, status: $status, id: 8420"
[ -z "$text" ] || echo "$name. 300 IN TXT \\"$text\\""
"""
HOST = """\
case "$3" in
bounce.mail.kenkei.jp) echo "$3 descriptive text \\"v=spf1 -all\\"" ;;
_dmarc.kenkei.jp) echo "$3 descriptive text \\"v=DMARC1; p=none\\"" ;;
_domainkey.mail.kenkei.jp) echo "$3 has no TXT record" ;;
*) echo "Host $3 not found: 3(NXDOMAIN)"; exit 1 ;;
esac
"""
RESOLVECTL = """\
fail() { echo "$1: resolve call failed: Name '$1' $2" >&2; exit 1; }
case "$4" in
bounce.mail.kenkei.jp) echo "$4 IN TXT \\"v=spf1 -all\\"  -- link: eth0" ;;
_dmarc.kenkei.jp) echo "$4 IN TXT \\"v=DMARC1; p=none\\"  -- link: eth0" ;;
_domainkey.mail.kenkei.jp) fail "$4" "does not have any RR of the requested type" ;;
*) fail "$4" "not found" ;;
esac
"""
ZONE = {"dig": DIG, "host": HOST, "resolvectl": RESOLVECTL}


def resolver(folder: Path, name: str, text: str) -> str:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("tool", ZONE)
def test_what_receivers_know_of_a_sender_is_looked_up(tmp_path: Path, tool: str) -> None:
    programs = resolver(tmp_path, tool, ZONE[tool])
    assert try_records("mail.kenkei.jp", "bounce.mail.kenkei.jp", programs) == ()
    assert try_records("kenkei.jp", "kenkei.jp", programs) == ("SPF (kenkei.jp)", "DKIM (_domainkey.kenkei.jp)")
    assert try_records("x.example.jp", "bounce.mail.kenkei.jp", programs) == (
        "DKIM (_domainkey.x.example.jp)",
        "DMARC (_dmarc.x.example.jp)",
    )


def test_without_a_tool_nothing_is_looked_up(tmp_path: Path) -> None:
    assert try_records("mail.kenkei.jp", "mail.kenkei.jp", str(tmp_path)) is None


@pytest.mark.parametrize(("tool", "code"), [("dig", 9), ("host", 1), ("resolvectl", 1)])
def test_a_server_that_does_not_answer_is_no_missing_record(tmp_path: Path, tool: str, code: int) -> None:
    programs = resolver(tmp_path, tool, f"echo ';; no servers could be reached'; exit {code}\n")
    with pytest.raises(ToolError) as caught:
        try_records("mail.kenkei.jp", "bounce.mail.kenkei.jp", programs)
    assert caught.value.message == Message(
        "office/setup/resolver-silent", name="bounce.mail.kenkei.jp", why=f"{tool}: {code}"
    )


# --- relays -------------------------------------------------------------------------------------


class Heard:
    """What a relay was told; nobody is to hand it a mail."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    async def handle_MAIL(self, server: SMTP, session: object, envelope: object, address: str, _: list[str]) -> str:
        self.mails.append(address)
        return "250 ok"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mx.example.test "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem",
        shell=True,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


def login(server: SMTP, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"right", handled=False)


@contextmanager
def relay(certificate: Path | None, *, tls_first: bool = False) -> Iterator[tuple[int, Heard]]:
    """A relay on this machine; without a certificate in the clear."""
    heard = Heard()
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        secured = {"ssl_context": context, "auth_require_tls": False} if tls_first else {"tls_context": context}
        options = {**secured, "authenticator": login}
    with listening(heard, **options) as port:
        yield port, heard


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_relay_that_lets_us_in_is_up_until_its_certificate_ends_and_gets_no_mail(
    certificate: Path, scheme: str
) -> None:
    with relay(certificate, tls_first=scheme == "smtps") as (port, heard):
        told = try_relay(parse(f"{scheme}://user:right@127.0.0.1:{port}"))
    assert (told.name, told.failed, told.why) == (f"127.0.0.1:{port}", None, "")
    end = subprocess.run(
        ["openssl", "x509", "-in", str(certificate / "cert.pem"), "-noout", "-enddate"],
        check=True, capture_output=True, text=True,
    ).stdout.strip().removeprefix("notAfter=")  # fmt: skip
    assert told.until == datetime.strptime(end, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC).astimezone(JST).date()
    assert heard.mails == []


def test_a_relay_in_the_clear_has_no_certificate() -> None:
    with relay(None) as (port, heard):
        told = try_relay(parse(f"smtp://127.0.0.1:{port}"))
    assert (told.failed, told.until, heard.mails) == (None, None, [])


@pytest.mark.usefixtures("trusted")
def test_a_login_that_is_refused(certificate: Path) -> None:
    with relay(certificate) as (port, _):
        told = try_relay(parse(f"smtp+starttls://user:wrong@127.0.0.1:{port}"))
    assert (told.failed, told.why) == ("login", f"127.0.0.1:{port}: login refused (535)")


def test_a_certificate_that_is_not_trusted(certificate: Path) -> None:
    with relay(certificate) as (port, _):
        told = try_relay(parse(f"smtp+starttls://user:right@127.0.0.1:{port}"))
    assert told.failed == "secure"
    assert told.why.startswith(f"127.0.0.1:{port}: certificate not trusted: ")


def test_a_relay_without_starttls() -> None:
    with relay(None) as (port, _):
        told = try_relay(parse(f"smtp+starttls://user:right@127.0.0.1:{port}"))
    assert (told.failed, told.why) == ("secure", f"127.0.0.1:{port}: STARTTLS or AUTH not offered")


def test_nobody_there_and_somebody_who_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Nobody() as gone:
        told = try_relay(parse(f"smtp://127.0.0.1:{gone.port}"))
    assert (told.failed, told.why) == ("reach", f"127.0.0.1:{gone.port}: Connection refused")
    monkeypatch.setattr(probes, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        told = try_relay(parse(f"smtp://127.0.0.1:{port}"))
    assert (told.failed, told.why) == ("reach", f"127.0.0.1:{port}: no whole reply in time")


# --- the mail server of this machine --------------------------------------------------------------------------------


class Postmasters:
    """Takes the mail of one postmaster, and writes down who asked from whom."""

    def __init__(self) -> None:
        self.senders: list[str | None] = []
        self.mails = 0

    async def handle_RCPT(self, _: object, session: object, envelope: Any, address: str, options: object) -> str:
        self.senders.append(envelope.mail_from)
        if address != "postmaster@a.test":
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *_: object) -> str:
        self.mails += 1
        return "250 OK"


def test_the_server_itself_is_asked_without_a_mail() -> None:
    """What is written in another set-up of a mail server than the one that runs says nothing."""
    handler = Postmasters()
    with listening(handler) as port:
        assert refused_addresses(["postmaster@a.test", "teishi+x@b.test"], port) == ("teishi+x@b.test",)
    assert (handler.senders, handler.mails) == (["<>", "<>"], 0)


def test_a_server_that_does_not_run() -> None:
    with (
        Nobody() as gone,
        raises(ToolError, "office/setup/server-silent", port=gone.port, why="ConnectionRefusedError"),
    ):
        refused_addresses([], gone.port)
