"""``haishin web`` as it is started: with two variables in an empty folder, or by systemd with a socket in its hands."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from haishin.cli import main
from haishin.cli.web import application
from haishin.core.catalogue import Message
from haishin.residents.desk import web
from support.commands import clock
from support.desk import FORM, ONE_CLICK, Page
from support.force import ROOT
from support.served import ask, served

# What a program that took the page's process over must not find there.
FOREIGN = ("sqlite3", "_sqlite3", "jsonschema", "smtplib", "imaplib", "haishin.core.contract", "haishin.send",
           "haishin.consult", "haishin.office", "haishin.residents.registry")  # fmt: skip
# Told of its end, it says what it has loaded and what its environment is.
PROGRAM = f"""
import json, os, signal, sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from haishin.cli import run

os.geteuid = lambda: 65534
def end(*_):
    found = {{"loaded": sorted(sys.modules), "environment": dict(os.environ)}}
    print(json.dumps(found), flush=True)
    os._exit(0)

signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts the tests in its background ignores it
sys.exit(run(sys.argv[1:]))
"""

# As systemd starts it: the socket is its third file, and is said to be meant for this process.
HANDED = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def page(tmp_path: Path) -> Page:
    (tmp_path / "desk").mkdir()
    return Page.published(tmp_path / "desk")


def environment(page: Page) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HAISHIN_DESK": str(page.folder)}


def command(*words: str) -> list[str]:
    return [sys.executable, "-I", "-c", PROGRAM, *words]


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], passed: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command, cwd=folder, env=environment, pass_fds=passed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def told_port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("配信停止のページを 127.0.0.1:"), line
    return int(line.partition("127.0.0.1:")[2].partition(" ")[0])


def refused(environment: Mapping[str, str], *words: str) -> list[str]:
    """What it says, as a failure of its set-up."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(os, "geteuid", return_value=65534):
        code = main(["--lang", "en", "web", *words], environment, out, err, io.BytesIO(), io.StringIO(), clock)
    assert (code, out.getvalue()) == (2, "")
    return err.getvalue().splitlines()


def test_root_and_a_desk_that_is_not_there_are_refused(page: Page) -> None:
    (page.folder / "requests").rmdir()
    place = ("--listen", "127.0.0.1:0")
    absent = Message("cli/desk-absent", folder=page.folder / "requests")
    assert refused({"HAISHIN_DESK": str(page.folder)}, *place)[0] == absent.en
    with mock.patch.object(os, "geteuid", return_value=0):
        err = io.StringIO()
        assert main(["web", *place], environment(page), io.StringIO(), err, io.BytesIO(), io.StringIO(), clock) == 2
    assert Message("cli/web-is-root").ja in err.getvalue()


def test_it_needs_no_repository_no_schema_and_no_git(page: Page, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with running(command("web", "--listen", "127.0.0.1:0"), tmp_path / "empty", environment(page)) as process:
        port = told_port(process)
        assert ask(port, "GET", page.link()).status == 200
        assert ask(port, "POST", page.link(), ONE_CLICK, {"Content-Type": FORM}).status == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=240)
    found = json.loads(out)
    assert (process.returncode, err) == (0, "")
    assert [name for name in FOREIGN if name in found["loaded"]] == []
    assert {name: value for name, value in found["environment"].items() if name != "LC_CTYPE"} == environment(page)
    assert os.listdir(tmp_path / "empty") == []
    assert len(os.listdir(page.folder / "requests")) == 1


def test_systemd_hands_it_its_socket(page: Page, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number, port = listening.fileno(), listening.getsockname()[1]
        handed = [sys.executable, "-I", "-c", HANDED, str(number), *command("web")]
        with running(handed, tmp_path, environment(page), (number,)) as process:
            assert told_port(process) == port
            assert ask(port, "GET", page.link()).status == 200


def test_it_ends_by_ctrl_c_without_a_word(page: Page, tmp_path: Path) -> None:
    with running(command("web", "--listen", "127.0.0.1:0"), tmp_path, environment(page)) as process:
        told_port(process)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=240) == ("", "")
    assert process.returncode == 0


def test_without_a_desk_it_says_so() -> None:
    for told in ({}, {"HAISHIN_DESK": ""}):
        message, remedy = refused(told, "--listen", "127.0.0.1:0")
        assert message == "HAISHIN_DESK is not set."
        assert remedy.startswith("→ Let HAISHIN_DESK name the folder")


@pytest.mark.parametrize(
    "handed",
    [
        {},
        {"LISTEN_PID": "1", "LISTEN_FDS": "1"},
        {"LISTEN_PID": str(os.getpid())},
        {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "2"},
    ],
)
def test_without_a_place_it_says_so(page: Page, handed: dict[str, str]) -> None:
    """Nor does it take a socket that was meant for another process, or one of several."""
    message, remedy = refused({**environment(page), **handed})
    assert message == "Nobody says where to listen."
    assert "haishin-web.socket" in remedy


def test_a_place_that_is_taken_is_told(page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        message, _ = refused(environment(page), "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert message.startswith("It cannot listen there (Address already in use")


PLACES = ["", "8026", ":8026", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "h:-1", "h:８０"]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_none_is_refused(page: Page, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        refused(environment(page), "--listen", place)
    assert ended.value.code == 2
    assert "write it as 127.0.0.1:8026" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "asked", "family"),
    [
        ("127.0.0.1:8026", ("127.0.0.1", 8026), socket.AF_INET),
        ("[::1]:8026", ("::1", 8026), socket.AF_INET6),
        ("localhost:0", ("localhost", 0), socket.AF_INET),
    ],
)
def test_it_listens_where_it_is_told(
    page: Page, place: str, asked: tuple[str, int], family: socket.AddressFamily
) -> None:
    out = io.StringIO()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with (
            mock.patch.object(socket, "create_server", return_value=listening) as listen,
            mock.patch.object(web.Server, "run"),
            mock.patch.object(os, "geteuid", return_value=65534),
        ):
            words = ["--lang", "en", "web", "--listen", place]
            assert main(words, environment(page), out, out, io.BytesIO(), io.StringIO(), clock) == 0
    assert listen.mock_calls == [mock.call(asked, family=family, backlog=web.BACKLOG)]
    assert out.getvalue() == f"The page is served at 127.0.0.1:{port}.\n"


def test_another_server_serves_the_same_page(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAISHIN_DESK", str(page.folder))
    with served(application) as port:
        assert ask(port, "GET", page.link()).body == (page.pages / "leave.html").read_bytes()
