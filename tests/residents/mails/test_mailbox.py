"""The mailbox as a Maildir; over IMAP: tests/mailbox/test_mailbox_over_imap.py."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.residents.mails.mailbox import Unread, open_mailbox
from haishin.residents.mails.mime import MAX_BYTES
from support.raising import raises
from support.transport import make_certificate


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("tmp", "new", "cur"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    return tmp_path / "inbox"


def put(maildir: Path, name: str, data: bytes = b"Subject: x\n\n", folder: str = "new") -> Path:
    path = maildir / folder / name
    path.write_bytes(data)
    return path


def below(maildir: Path, name: str) -> list[str]:
    return sorted(str(path.relative_to(maildir)) for path in maildir.rglob("*") if path.is_file() and path.name == name)


def test_letters_come_oldest_first_and_stay(maildir: Path) -> None:
    put(maildir, "2.b.host", b"second")
    put(maildir, "1.a.host:2,S", b"first", "cur")
    put(maildir, "3.c.host", b"half", "tmp")
    put(maildir, ".hidden")
    (maildir / "new" / "0.link").symlink_to(maildir / "new" / "2.b.host")
    os.mkfifo(maildir / "new" / "0.pipe")
    with open_mailbox(str(maildir)) as mailbox:
        assert [(letter.data, letter.whole) for letter in mailbox] == [(b"first", True), (b"second", True)]
        assert len(list(mailbox)) == 2


def test_of_a_large_letter_its_beginning(maildir: Path) -> None:
    put(maildir, "1.a", b"x" * MAX_BYTES)
    put(maildir, "2.b", b"x" * (MAX_BYTES + 1))
    with open_mailbox(str(maildir)) as mailbox:
        assert [(len(letter.data), letter.whole) for letter in mailbox] == [(MAX_BYTES, True), (MAX_BYTES, False)]


def test_done_kept_and_aside(maildir: Path) -> None:
    for name in ("1.a", "2.b", "3.c"):
        os.utime(put(maildir, name), (1_000_000, 1_000_000))
    os.utime(maildir / "new" / "3.c", (900_000, 900_000))
    with open_mailbox(str(maildir)) as mailbox:
        assert mailbox.unread() == Unread(0, None)
        first, second, third = (letter.key for letter in mailbox)
        mailbox.done(first)
        mailbox.keep(second)
        mailbox.aside(third)
        assert list(mailbox) == []
        assert mailbox.unread() == Unread(2, datetime.fromtimestamp(900_000, UTC))
    assert below(maildir, "1.a") == []
    assert below(maildir, "2.b") == [".kept/new/2.b"]
    assert below(maildir, "3.c") == [".aside/new/3.c"]
    assert (maildir / ".kept" / "maildirfolder").exists()


def test_what_a_person_has_read_waits_no_more(maildir: Path) -> None:
    put(maildir, "1.a")
    with open_mailbox(str(maildir)) as mailbox:
        mailbox.keep(next(iter(mailbox)).key)
        kept = maildir / ".kept"
        (kept / "new" / "1.a").rename(kept / "cur" / "1.a:2,")  # seen in a list, not read
        assert mailbox.unread().number == 1
        (kept / "cur" / "1.a:2,").rename(kept / "cur" / "1.a:2,S")
        assert mailbox.unread() == Unread(0, None)


def test_what_a_mail_program_moves_meanwhile_is_found_by_the_next_pass(maildir: Path) -> None:
    for name in ("1.a", "2.b", "3.c", "4.d"):
        put(maildir, name, name.encode())
    with open_mailbox(str(maildir)) as mailbox:
        letters = iter(mailbox)
        seen = [next(letters)]
        for name in ("1.a", "2.b"):
            (maildir / "new" / name).rename(maildir / "cur" / f"{name}:2,")
        seen += letters
        assert [letter.data for letter in seen] == [b"1.a", b"3.c", b"4.d"]
        for act in (mailbox.done, mailbox.keep, mailbox.aside):
            act(seen[0].key)
        assert sorted(letter.data for letter in mailbox) == [b"1.a", b"2.b", b"3.c", b"4.d"]
        mailbox.done(seen[2].key)
        mailbox.done(seen[2].key)
        assert below(maildir, "4.d") == []


def test_what_came_back_stands_behind_what_people_wrote(maildir: Path) -> None:
    """Who asks to leave by mail waits for no backlog of reports."""
    put(maildir, "1.a", b"Return-Path: <>\nDelivered-To: bounce+x.y.z@example.jp\nReceived: x\n\n")
    put(maildir, "2.b", b'X-Original-To: "bounce+x.y.z"@example.jp\n\n')
    put(maildir, "3.c", b"Delivered-To: teishi+x.y@example.jp\n\n")
    put(maildir, "4.d", b"Subject: bounce+\n\n")
    with open_mailbox(str(maildir)) as mailbox:
        assert [Path(letter.key).name for letter in mailbox] == ["3.c", "4.d", "1.a", "2.b"]


def test_no_letter_takes_the_place_of_another_of_its_name(maildir: Path) -> None:
    with open_mailbox(str(maildir)) as mailbox:
        for number in range(3):
            put(maildir, "1.a", str(number).encode())
            mailbox.keep(next(iter(mailbox)).key)
        assert mailbox.unread().number == 3
    assert {path.read_bytes() for path in (maildir / ".kept" / "new").iterdir()} == {b"0", b"1", b"2"}


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "-",
            "inbox",
            "imap://u:secret@mx.test/INBOX",
            "imaps://mx.test/INBOX",
            "imaps://u@mx.test/INBOX",
            "imaps:///INBOX",
        ),
        *(
            "imaps://u:secret@mx.test:x/INBOX",
            "imaps://u:secret@mx.test:99999/INBOX",
            "imaps://u:secret@[mx/INBOX",
            "pop3s://u:p@mx.test",
        ),
    ],
)
def test_another_place_is_refused_without_a_word_of_it(url: str) -> None:
    with raises(ToolError, "residents/mailbox-unknown", variable="HAISHIN_INBOX") as caught:
        open_mailbox(url)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_folder_that_is_no_maildir(tmp_path: Path) -> None:
    with raises(ToolError, "residents/mailbox-broken", place=tmp_path, reason=Message("residents/no-maildir")):
        open_mailbox(str(tmp_path))


def test_a_disk_that_fails_is_told(maildir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(maildir, "1.a")

    def failing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", "secret")

    with open_mailbox(str(maildir)) as mailbox:
        key = next(iter(mailbox)).key
        monkeypatch.setattr(Path, "unlink", failing)
        with raises(ToolError, "residents/mailbox-broken", place=maildir, reason="Input/output error"):
            mailbox.done(key)


# --- servers that are none ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def server(certificate: Path | None, *says: bytes) -> Iterator[int]:
    """A server that says something, then reads on and is silent; over TLS if there is a certificate."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        line, _ = listening.accept()
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(line)
            if certificate is not None:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
                line = stack.enter_context(context.wrap_socket(line, server_side=True))
            for said in says:
                line.sendall(said)
                line.recv(1000)
            over.wait(30)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        over.set()
        thread.join()
        listening.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ((), "TimeoutError"),
        ((b"* OK hi\r\n",), "TimeoutError"),
        ((b"* BYE secret@example.jp\r\n",), Message("residents/imap-answer")),
        ((b"what\r\n",), Message("residents/imap-answer")),
        ((b"* OK hi\r\n", b"what\r\n"), Message("residents/imap-answer")),
        ((b"* OK hi\r\n", b"* CAPABILITY IMAP4\xff\r\n"), "TimeoutError"),
    ],
)
def test_a_server_that_hangs_or_talks_nonsense_ends(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, says: tuple[bytes, ...], reason: Text | str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    seconds = 0.3 if reason == "TimeoutError" else 60
    with server(certificate, *says) as port, pytest.raises(ToolError) as caught:
        open_mailbox(f"imaps://u:secret@127.0.0.1:{port}/INBOX", seconds=seconds)
    assert caught.value.message.code == "residents/mailbox-broken"
    assert "secret" not in str(caught.value)
    assert caught.value.message.values["reason"] == reason


def test_a_certificate_that_nobody_vouches_for_gets_no_password(certificate: Path) -> None:
    with server(certificate, b"* OK hi\r\n") as port, pytest.raises(ToolError) as caught:
        open_mailbox(f"imaps://u:secret@127.0.0.1:{port}/INBOX", seconds=60)
    assert "certificate" in str(caught.value).lower()


def test_a_server_without_tls_gets_no_password() -> None:
    with server(None, b"* OK hi\r\n") as port, pytest.raises(ToolError) as caught:
        open_mailbox(f"imaps://u:secret@127.0.0.1:{port}/INBOX", seconds=60)
    assert "WRONG_VERSION_NUMBER" in str(caught.value)
