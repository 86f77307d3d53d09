"""The mailbox over IMAP and TLS, with a real Dovecot: nothing is marked as seen, nothing is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.residents.mails.incoming import read
from haishin.residents.mails.mailbox import Mailbox, Unread, open_mailbox
from haishin.residents.mails.mime import MAX_BYTES
from support.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from support.postfix import NOBODY
from support.reports import answers, stored
from support.transport import make_certificate


@pytest.fixture
def folder() -> Iterator[Path]:
    """A Maildir that Dovecot's user may enter, with its certificate beside it."""
    top = Path(tempfile.mkdtemp(prefix="inbox-", dir="/tmp"))
    top.chmod(0o755)
    make_certificate(top)
    for name in ("tmp", "new", "cur"):
        (top / "mail" / name).mkdir(parents=True)
    try:
        yield top
    finally:
        shutil.rmtree(top)


def deliver(folder: Path, *mails: bytes) -> None:
    for number, data in enumerate(mails):
        path = folder / "mail" / "new" / f"{1_700_000_000 + number}.{number}.test"
        path.write_bytes(data)
        os.utime(path, (1_700_000_000 + number,) * 2)
    for path in (folder / "mail", *(folder / "mail").rglob("*")):
        shutil.chown(path, NOBODY, NOBODY)


@contextmanager
def opened(folder: Path, dovecot: Dovecot, inside: str = "INBOX") -> Iterator[Mailbox]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
        with open_mailbox(f"imaps://{USER}:{PASSWORD}@127.0.0.1:{dovecot.secure}/{inside}", seconds=30) as mailbox:
            yield mailbox


def unseen(dovecot: Dovecot, folder: str) -> int:
    with dovecot.inbox() as client:
        client.select(folder, readonly=True)
        return len(client.search(None, "UNSEEN")[1][0].split())


def test_reports_are_read_done_kept_and_set_aside(folder: Path) -> None:
    deliver(folder, *(stored(row.name) for row in answers()))
    with running_dovecot(folder / "mail", folder) as dovecot:
        with opened(folder, dovecot) as mailbox:
            letters = list(mailbox)
            assert [read(letter.data, "x").to for letter in letters] == [
                f"bounce+{row.name}@corp.test" for row in answers()
            ]
            assert all(letter.whole for letter in letters)
            assert mailbox.unread() == Unread(0, None)
            for letter in letters[3:]:
                mailbox.done(letter.key)
            mailbox.keep(letters[0].key)
            mailbox.keep(letters[1].key)
            mailbox.aside(letters[2].key)
            assert list(mailbox) == []
            assert mailbox.unread() == Unread(3, datetime.fromtimestamp(1_700_000_000, UTC))
        assert [unseen(dovecot, name) for name in ("INBOX", "INBOX.kept", "INBOX.aside")] == [0, 2, 1]


def test_looking_marks_nothing_and_a_large_mail_is_not_read_whole(folder: Path) -> None:
    deliver(folder, b"Subject: x\n\n", b"Subject: big\n\n" + b"x" * 80 + b"\n" * 400_000)
    with running_dovecot(folder / "mail", folder) as dovecot:
        with opened(folder, dovecot) as mailbox:
            assert [(len(letter.data) <= MAX_BYTES, letter.whole) for letter in mailbox] == [
                (True, True),
                (True, False),
            ]
            mailbox.done(str(99))  # gone already
        assert unseen(dovecot, "INBOX") == 2


def test_what_another_marked_as_deleted_stays(folder: Path) -> None:
    deliver(folder, b"Subject: a\n\n", b"Subject: b\n\n")
    with running_dovecot(folder / "mail", folder) as dovecot:
        with dovecot.inbox() as client:
            client.select("INBOX")
            client.store("1", "+FLAGS", r"(\Deleted)")
            client.unselect()
        with opened(folder, dovecot) as mailbox:
            (letter,) = mailbox
            mailbox.done(letter.key)
        assert unseen(dovecot, "INBOX") == 1


def test_a_server_that_can_neither_move_nor_expunge_one(folder: Path) -> None:
    deliver(folder, b"Subject: a\n\n", b"Subject: b\n\n")
    with running_dovecot(folder / "mail", folder) as dovecot, opened(folder, dovecot) as mailbox:
        mailbox._can = [b"IMAP4REV1"]  # type: ignore[attr-defined]
        first, second = mailbox
        mailbox.keep(first.key)
        mailbox.done(second.key)
        assert list(mailbox) == []
        assert mailbox.unread().number == 1


def test_another_folder_by_its_name(folder: Path) -> None:
    deliver(folder, b"Subject: a\n\n")
    with running_dovecot(folder / "mail", folder) as dovecot:
        with dovecot.inbox() as client:
            client.create('"come back"')
            client.select("INBOX")
            client.copy("1", '"come back"')
        with opened(folder, dovecot, "come%20back") as mailbox:
            (letter,) = mailbox
            mailbox.keep(letter.key)
            assert mailbox.unread().number == 1
        assert unseen(dovecot, '"come back.kept"') == 1


@pytest.mark.parametrize(("password", "inside", "step"), [("wrong", "INBOX", "login"), (PASSWORD, "nowhere", "folder")])
def test_a_door_that_stays_shut_is_told_without_the_password(
    folder: Path, password: str, inside: str, step: str
) -> None:
    deliver(folder)
    with running_dovecot(folder / "mail", folder) as dovecot, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
        with pytest.raises(ToolError) as caught:
            open_mailbox(f"imaps://{USER}:{password}@127.0.0.1:{dovecot.secure}/{inside}", seconds=30)
    assert caught.value.message.values["reason"] == Message(f"residents/imap-{step}")
    assert password not in str(caught.value)
