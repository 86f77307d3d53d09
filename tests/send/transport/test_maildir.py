from __future__ import annotations

import errno
import mailbox
import os
from pathlib import Path

import pytest

from haishin.core.errors import ToolError
from haishin.core.model import RowState
from haishin.send.transport.maildir import MaildirTransport
from support.raising import raises
from support.rows import envelope, rows


def test_messages_are_written_byte_for_byte(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path / "box")
    sent = [envelope(row, text=b"..one\r\n....\r\nx.\r\n") for row in rows(3)]
    transport.submit(sent)

    outcomes = transport.poll(1)

    assert [(one.recipient_id, one.state, one.stage, one.dot) for one in outcomes] == [
        (f"r00{n}", RowState.ACCEPTED, "dot", "yes") for n in range(3)
    ]
    files = list((tmp_path / "box" / "new").iterdir())
    assert sorted(file.read_bytes() for file in files) == [one.head + b".one\r\n...\r\nx.\r\n" for one in sent]
    assert not any("example" in file.name or "r00" in file.name for file in files)
    box = mailbox.Maildir(tmp_path / "box", create=False)
    assert sorted(message["To"] for message in box) == [f"r00{n}@example.test" for n in range(3)]
    assert transport.poll(1) == []


def test_a_second_copy_is_a_second_file(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path)
    transport.submit([envelope(rows(1)[0])] * 2)

    transport.poll(1)

    assert len(list((tmp_path / "new").iterdir())) == 2


def test_closing_gives_back_what_was_not_begun(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path)
    transport.submit([envelope(row) for row in rows(2)])

    rest = transport.close()

    assert [(one.state, one.stage, one.dot, one.ours) for one in rest] == [
        (RowState.PENDING, "connect", "no", False)
    ] * 2
    assert transport.close() == transport.poll(1) == []


def test_a_full_disk_stops_before_the_name_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = MaildirTransport(tmp_path)
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:  # file and folder of the first, then the file of the second
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    transport.submit([envelope(row) for row in rows(3)])

    outcomes = transport.poll(1)

    assert [(one.state, one.stage, one.dot, one.ours, one.text) for one in outcomes] == [
        (RowState.ACCEPTED, "dot", "yes", False, ""),
        (RowState.PENDING, "data", "no", True, "Maildir: No space left on device"),
        (RowState.PENDING, "connect", "no", False, ""),
    ]
    assert list((tmp_path / "tmp").iterdir()) == []
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_a_name_that_may_be_lost_is_in_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = MaildirTransport(tmp_path)
    real, calls = os.fsync, []

    def broken(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", broken)
    transport.submit([envelope(rows(1)[0])])

    (outcome,) = transport.poll(1)

    assert (outcome.state, outcome.dot, outcome.ours) == (RowState.IN_DOUBT, "maybe", True)


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "box").touch()

    with raises(ToolError, "send/transport/maildir-unusable", folder=tmp_path / "box", why="Not a directory"):
        MaildirTransport(tmp_path / "box")
