"""Whether mails lie in the mailboxes of control addresses; over IMAP: tests/mailbox/test_listening_over_imap.py."""

from __future__ import annotations

import os
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.residents.mails.listener import listen, signed
from haishin.residents.mails.mailbox import HEAD_BYTES

ONE, TWO = "<a.20261125-1200@mail.test>", "<b.20261125-1200@mail.test>"
NO_MAILDIR = Message("residents/no-maildir")
SINCE = datetime(2026, 11, 25, 3, tzinfo=UTC)


def box(folder: Path) -> Path:
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True)
    return folder


def put(folder: Path, name: str, data: str, at: datetime = SINCE) -> None:
    path = folder / name
    path.write_bytes(data.encode())
    os.utime(path, (at.timestamp(),) * 2)


def laid(folder: Path) -> list[tuple[str, bytes, float]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path), path.read_bytes(), path.stat().st_mtime) for path in files]


def found(place: str, *names: str) -> dict[str, bytes]:
    heard = listen(place, names or (ONE, TWO), SINCE)
    assert heard.deaf == []
    return heard.heads


def test_what_lies_there_read_or_not_has_arrived_and_nothing_changes(tmp_path: Path) -> None:
    maildir = box(tmp_path / "box")
    put(maildir, "new/1.a", f"Subject: x\nMessage-ID: {ONE}\n\nbody\n")
    put(maildir, "cur/2.b:2,S", f"Subject: x\r\nmessage-id:\r\n {TWO}\r\nTo: y\r\n\r\nbody\r\n")
    before = laid(maildir)
    assert found(str(maildir)) == {
        ONE: f"Subject: x\nMessage-ID: {ONE}".encode(),
        TWO: f"Subject: x\nmessage-id:\n {TWO}\nTo: y".encode(),
    }
    assert laid(maildir) == before


@pytest.mark.parametrize(
    "mail",
    [
        f"Subject: x\n\nMessage-ID: {ONE}\n",  # in the text
        f"Subject: x\nIn-Reply-To: {ONE}\nReferences: {ONE}\n\n",  # an answer to it
        f"Subject: x\n Message-ID: {ONE}\n\n",  # of another header
        f"Message-ID: {ONE[:-1]}x>\n\n",
        "Message-ID: <\xff@mail.test>\n\n",
        "X: " + "x" * HEAD_BYTES + f"\nMessage-ID: {ONE}\n\n",
        "",
    ],
)
def test_what_only_names_it_is_not_it(tmp_path: Path, mail: str) -> None:
    put(box(tmp_path / "box"), "new/1.a", mail)
    assert found(str(tmp_path / "box")) == {}


def test_older_letters_are_not_read_and_folders_not_named_are_not_looked_into(tmp_path: Path) -> None:
    maildir = box(tmp_path / "box")
    put(maildir, "new/1.a", f"Message-ID: {ONE}\n\n", datetime(2026, 11, 25, 2, 59, 59, tzinfo=UTC))
    spam = box(maildir / ".Spam")
    put(spam, "new/2.b", f"Message-ID: {TWO}\n\n")
    assert found(str(maildir)) == {}
    assert list(found(f"{maildir} {spam}")) == [TWO]


def test_a_letter_that_a_mail_program_moves_meanwhile_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maildir = box(tmp_path / "box")
    put(maildir, "new/1.a", f"Message-ID: {ONE}\n\n")
    before = Path.is_file

    def is_file(path: Path) -> bool:
        if path.name == "1.a" and path.exists():
            path.rename(maildir / "cur" / "1.a:2,S")
        return before(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    assert list(found(str(maildir))) == [ONE]


def test_one_that_cannot_be_read_is_told_by_its_place_and_hides_no_other(tmp_path: Path) -> None:
    maildir = box(tmp_path / "box")
    put(maildir, "new/1.a", f"Message-ID: {ONE}\n\n")
    heard = listen(f"imaps://secret@example.test/x {maildir}\n{tmp_path}/absent -", [ONE], SINCE)
    assert list(heard.heads) == [ONE]
    assert [(number, fault.message) for number, fault in heard.deaf] == [
        (1, Message("residents/mailbox-unknown", variable="HAISHIN_LISTEN")),
        (3, Message("residents/mailbox-broken", place=tmp_path / "absent", reason=NO_MAILDIR)),
        (4, Message("residents/mailbox-unknown", variable="HAISHIN_LISTEN")),
    ]
    assert "secret" not in f"{heard.deaf}"


@pytest.mark.parametrize(
    ("head", "covered"),
    [
        ("From: x\nSubject: h=from;", []),
        ("DKIM-Signature: v=1; h=From:To; b=x", [{"from", "to"}]),
        ("X: y\ndkim-signature: v=1;\n\td=x.test; h = From : List-Unsubscribe\n\t: To;\n b=h=z", [
            {"from", "list-unsubscribe", "to"}
        ]),
        ("DKIM-Signature: h=from\nDKIM-Signature: bh=to; h=to", [{"from"}, {"to"}]),
        ("DKIM-Signature: v=1; bh=x\nh=from", []),  # it signs nothing
        ("X-DKIM-Signature: h=from", []),
    ],
)  # fmt: skip
def test_what_signatures_cover(head: str, covered: list[set[str]]) -> None:
    assert signed(head.encode()) == covered


@given(st.lists(st.text(string.ascii_letters + "-", min_size=1), min_size=1), st.sampled_from(["", " ", "\n\t"]))
def test_each_name_of_a_signature_is_read_however_it_is_folded(names: list[str], gap: str) -> None:
    head = f"DKIM-Signature: a=rsa-sha256; h={f'{gap}:{gap}'.join(names)}{gap}; b=x"
    assert signed(head.encode()) == [{name.lower() for name in names}]
