"""What is asked of the outside: ways to leave that are not there, a monitor that cannot be told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from unittest import mock

import pytest

from haishin.assembly.probes import tell_monitor, try_leaving
from haishin.contract.organization import Leave
from haishin.errors import HaishinError, Refusal, ToolError


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
    assert caught.value.message.en == f"{url} cannot be opened ({code})"
    assert caught.value.hint.ja == "受け付けていないなら、schema/organization.yaml の mail.leave から消してください。"


def test_a_page_that_nobody_serves() -> None:
    with page(200) as url:
        pass
    with pytest.raises(ToolError) as caught:
        try_leaving(Leave(url), {})
    assert caught.value.message.en == f"{url} cannot be opened (URLError)"


def test_a_mailbox_on_a_host_that_nobody_knows() -> None:
    unknown = mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(-2, "x"))
    with unknown as asked, pytest.raises(ToolError) as caught:
        try_leaving(Leave(mailbox="teishi@bounce.example.jp"), {})
    assert asked.call_args.args == ("bounce.example.jp", 25)
    assert caught.value.message.en == "the mailbox's host bounce.example.jp is not found"


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
