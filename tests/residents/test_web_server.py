"""The page's own server: bounded in threads, bytes and time, and silent (W2, W19)."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, active_count
from typing import Any
from unittest import mock

import pytest

from haishin.residents.desk import web
from support.desk import FORM, ONE_CLICK, Page
from support.ports import reserved
from support.served import ask, heard, line, served

FORMED = {"Content-Type": FORM}


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page.published(tmp_path)


def waiting() -> tuple[Callable[..., list[bytes]], Barrier, Event]:
    """A page whose answers wait; two of them meet at the barrier before they do."""
    met, go = Barrier(3), Event()

    def application(_: object, start: Callable[..., object]) -> list[bytes]:
        met.wait(30)
        go.wait(30)
        start("200 OK", [])
        return [b"x"]

    return application, met, go


def test_it_serves_the_page(page: Page) -> None:
    with served(page.app) as port:
        got, head = ask(port, "GET", page.link()), ask(port, "HEAD", page.link())
        style = ask(port, "GET", "/page.css")
        posted = [ask(port, "POST", page.link(), ONE_CLICK, FORMED) for _ in range(3)]
        junk = ask(port, "POST", "/l/junk?x=1", ONE_CLICK, FORMED)
    assert got.body == (page.pages / "leave.html").read_bytes()
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(got.body)))
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
    assert {(one.status, one.body) for one in (*posted, junk)} == {(200, (page.pages / "accepted.html").read_bytes())}
    assert len(os.listdir(page.folder / "requests")) == 1


def test_every_answer_has_its_code(page: Page) -> None:
    with served(page.app) as port:
        assert ask(port, "PUT", page.link(), b"x" * 100, FORMED).status == 405
        assert ask(port, "POST", page.link(), b"x" * 100, {"Content-Type": "text/plain"}).status == 415
        assert ask(port, "POST", page.link(), b"x" * 16_385, FORMED).status == 413
        assert ask(port, "POST", page.link(), b"", {**FORMED, "Content-Length": "-1"}).status == 400
        assert ask(port, "GET", "/").status == 404
        assert ask(port, "POST", page.link(), b"x" * 16_384, FORMED).status == 200


def test_a_type_that_is_not_said_is_none(page: Page) -> None:
    with served(page.app) as port:
        assert ask(port, "POST", page.link(), ONE_CLICK).status == 415


@pytest.mark.parametrize(
    "sent", [b"\r\n", b"GET\r\n\r\n", b"POST /l/x\r\n\r\n", b"GET /l/x HTTP/9.9\r\n\r\n", b"\xff" * 99]
)
def test_what_is_no_request_is_refused_and_the_next_is_served(page: Page, sent: bytes) -> None:
    with served(page.app) as port:
        with line(port) as connected:
            connected.sendall(sent)
            connected.shutdown(socket.SHUT_WR)
            said = heard(connected)
            assert b"200" not in said.partition(b"\r\n")[0]
        assert ask(port, "GET", page.link()).status == 200


# --- bounds ---------------------------------------------------------------------------------------------------------


def test_no_more_threads_than_it_may_have(page: Page) -> None:
    application, met, go = waiting()
    before = active_count()
    with served(application, threads=2) as port, ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, port, "GET", "/") for _ in range(6)]
        met.wait(30)  # two of them answer
        assert active_count() - before <= 1 + 2 + 6  # the server, its threads, and those who ask
        assert not any(one.done() for one in asked)
        go.set()
        for _ in range(2):
            met.wait(30)  # and then the others, two by two
        assert {one.result().status for one in asked} == {200}


@pytest.mark.parametrize(
    "sent", [b"", b"POST /l/x HTTP/1.1\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\nhalf"]
)
def test_who_falls_silent_is_left(page: Page, sent: bytes) -> None:
    with served(page.app, threads=1) as port:
        with mock.patch.object(web.Connection, "seconds", 0.2), line(port) as connected:
            connected.sendall(sent)
            assert b" 200 " not in heard(connected)
        assert ask(port, "GET", page.link()).status == 200


def test_who_sends_a_byte_now_and_then_is_left_too(page: Page) -> None:
    """Each of his bytes comes in time; all of them together do not."""
    with served(page.app, threads=1) as port:
        with mock.patch.object(web.Connection, "seconds", 0.5), line(port) as slow:
            slow.sendall(b"GET /l/x HTTP/1.1\r\n")
            slow.settimeout(0.05)
            sent = 0
            while sent < 1000:
                try:
                    slow.sendall(b"x")
                    sent += 1
                    if slow.recv(1) == b"":
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
        assert 0 < sent < 1000
        assert ask(port, "GET", page.link()).status == 200


def test_no_more_is_read_than_a_request_may_have(page: Page) -> None:
    seen: list[int] = []
    real = socket.SocketIO.readinto

    def counted(one: socket.SocketIO, buffer: Any) -> int | None:
        seen.append(real(one, buffer) or 0)
        return seen[-1]

    with mock.patch.object(socket.SocketIO, "readinto", counted), served(page.app) as port, line(port) as connected:
        head = b"POST " + page.link().encode() + b" HTTP/1.1\r\n" + b"X: " + b"x" * 60_000 + b"\r\n"
        try:
            connected.sendall(head + b"".join(b"X%d: %s\r\n" % (number, b"y" * 900) for number in range(2_000)))
        except OSError:
            connected.close()  # it has hung up already
        else:
            heard(connected)
    assert sum(seen) == 4 * web.LARGEST
    assert os.listdir(page.folder / "requests") == []


def test_many_at_once_are_all_served(page: Page) -> None:
    links = [page.link(f"resident{number}") for number in range(40)]
    with served(page.app, threads=4) as port, ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda link: ask(port, "POST", link, ONE_CLICK, FORMED).status, links * 3))
    assert answers == [200] * 120
    assert len(os.listdir(page.folder / "requests")) == 40


# --- what it tells, and what it has ---------------------------------------------------------------------------------


def test_nothing_is_logged_of_who_asks_for_what(page: Page, capfd: pytest.CaptureFixture[str]) -> None:
    """W19: neither of a good link, nor of a broken request, nor of one that broke off."""
    token = page.key.token("resident")
    with served(page.app) as port:
        ask(port, "POST", page.link("resident"), ONE_CLICK, FORMED)
        ask(port, "GET", f"/nowhere/{token}")
        for sent in (
            f"GET /l/{token}",
            f"POST /l/{token} HTTP/9.9",
            f"FOO /l/{token} x y z",
            f"POST /l/{token} HTTP/1.1",
        ):
            with line(port) as connected:
                connected.sendall(f"{sent}\r\nContent-Length: 9\r\n\r\n".encode())
                connected.shutdown(socket.SHUT_WR)
                heard(connected)
    assert capfd.readouterr() == ("", "")


def test_trouble_is_told_without_a_token(page: Page, capfd: pytest.CaptureFixture[str]) -> None:
    (page.pages / "leave.json").unlink()
    with served(page.app) as port:
        assert ask(port, "POST", page.link(), ONE_CLICK, FORMED).status == 503
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("The page could not take a request (The key file of leaving, ")
    assert page.link()[3:] not in err


def test_a_mistake_of_the_server_is_told_by_its_place(page: Page, capfd: pytest.CaptureFixture[str]) -> None:
    fault = mock.patch.object(web.Connection, "get_environ", side_effect=KeyError("/l/token"))
    with fault, served(page.app) as port, line(port) as connected:
        connected.sendall(b"GET /l/token HTTP/1.1\r\n\r\n")
        assert heard(connected) == b""
    err = capfd.readouterr().err
    assert "KeyError" in err
    assert "web.py:" in err
    assert "token" not in err


def test_nothing_of_the_process_or_the_client_is_in_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """W2: what the page is told of its process is what a program that took it over would print first."""
    monkeypatch.setenv("HAISHIN_SMTP", "smtps://user:password@relay")
    told: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        told.append(environ)
        start("200 OK", [])
        return []

    with served(application) as port:
        assert ask(port, "GET", "/l/x?y").status == 200
    assert "password" not in repr(told)
    assert (told[0]["PATH_INFO"], told[0]["wsgi.multithread"]) == ("/l/x", True)
    assert set(told[0]) & set(os.environ) == set()


def test_it_opens_no_socket_but_those_that_come_in(page: Page) -> None:
    """W2: its unit may forbid every family of addresses."""
    opened: list[tuple[Any, ...]] = []
    real = socket.socket.__init__

    def watched(self: socket.socket, *given: Any, **named: Any) -> None:
        if named.get("fileno") is None and (not given or given[-1] is None or len(given) < 4):
            opened.append(given)
        real(self, *given, **named)

    with served(page.app) as port, line(port) as connected, mock.patch.object(socket.socket, "__init__", watched):
        connected.sendall(b"GET /l/x HTTP/1.0\r\n\r\n")
        assert heard(connected).startswith(b"HTTP/1.0 200 OK\r\n")
    assert opened == []


def test_once_closed_it_takes_nobody(page: Page) -> None:
    with reserved() as port:
        with served(page.app, port=port):
            assert ask(port, "GET", page.link()).status == 200
        with pytest.raises(ConnectionRefusedError):
            ask(port, "GET", page.link())
