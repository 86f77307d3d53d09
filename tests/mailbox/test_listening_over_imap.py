"""Listening at the mailbox of a control address over IMAP and TLS, with a real Dovecot: all stays unseen."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.residents.mails.listener import Heard, listen
from haishin.residents.mails.mailbox import HEAD_BYTES
from support.dovecot import PASSWORD, USER, Dovecot, running_dovecot
from support.postfix import NOBODY
from support.transport import make_certificate

ONE, TWO, THREE = (f"<{name}.20261125-1200@mail.test>" for name in "abc")
MAILS = (
    f"Subject: x\nMessage-ID: {ONE}\n\nbody\n",
    f"Subject: an answer\nIn-Reply-To: {TWO}\n\nMessage-ID: {TWO}\n",
    "X: " + "x" * 70 + ("\n " + "x" * 70) * (HEAD_BYTES // 60) + f"\nMessage-ID: {THREE}\n\n",
)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    top = Path(tempfile.mkdtemp(prefix="listen-", dir="/tmp"))
    top.chmod(0o755)
    make_certificate(top)
    for folder in ("mail", "mail/.Spam"):
        for name in ("tmp", "new", "cur"):
            (top / folder / name).mkdir(parents=True)
    for number, text in enumerate(MAILS):
        (top / "mail" / "new" / f"{1_700_000_000 + number}.x").write_bytes(text.encode())
    (top / "mail" / ".Spam" / "new" / "1700000000.y").write_bytes(f"Message-ID: {TWO}\n\n".encode())
    for path in (top / "mail", *(top / "mail").rglob("*")):
        shutil.chown(path, NOBODY, NOBODY)
    try:
        with running_dovecot(top / "mail", top) as running, pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", os.fspath(top / "cert.pem"))
            yield running
    finally:
        shutil.rmtree(top)


def heard(dovecot: Dovecot, *folders: str, password: str = PASSWORD) -> Heard:
    places = " ".join(f"imaps://{USER}:{password}@127.0.0.1:{dovecot.secure}/{folder}" for folder in folders)
    return listen(places, [ONE, TWO, THREE], datetime.fromtimestamp(0, UTC))


def test_a_mail_is_found_by_its_message_id_alone(dovecot: Dovecot) -> None:
    told = heard(dovecot, "INBOX")
    assert (list(told.heads), told.deaf) == ([ONE, THREE], [])
    assert told.heads[ONE] == f"Subject: x\nMessage-ID: {ONE}\n\n".encode()
    assert len(told.heads[THREE]) <= HEAD_BYTES


def test_spam_counts_only_where_its_folder_is_named(dovecot: Dovecot) -> None:
    assert set(heard(dovecot, "INBOX", "Spam").heads) == {ONE, TWO, THREE}


def test_looking_leaves_all_unseen_and_recent(dovecot: Dovecot) -> None:
    heard(dovecot, "INBOX")
    with dovecot.inbox() as client:
        flags = client.fetch("1:*", "(FLAGS)")[1]
    assert [b"\\Seen" in line or b"\\Deleted" in line for line in flags] == [False] * len(MAILS)  # type: ignore[operator]
    assert all(b"\\Recent" in line for line in flags)  # type: ignore[operator]


def test_a_password_or_folder_that_is_wrong_is_told_without_it(dovecot: Dovecot) -> None:
    tried = (("login", heard(dovecot, "INBOX", password="wrong")), ("folder", heard(dovecot, "INBOX.absent")))
    for step, told in tried:
        ((number, fault),) = told.deaf
        assert (number, fault.message.values["reason"]) == (1, Message(f"residents/imap-{step}"))
        assert told.heads == {}
