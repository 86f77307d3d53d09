"""The whole room against a real mail server: journal, loop and plain SMTP transport into a private Postfix."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from haishin.core.model import RowState
from haishin.send.journal.journal import Journal
from haishin.send.rows import Counts, SnapshotRow
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.dispatch import run
from support.postfix import Postfix, postfix
from support.rows import ALERT, LIMITS, NOON, Clock, audience, rows

__all__ = ["postfix"]  # the fixture


def send(journal: Journal, server: Postfix, clock: Clock) -> Counts:
    transport = SmtpTransport([parse(f"smtp://127.0.0.1:{server.port}")], "sender.test")
    try:
        return run(journal, transport, clock=clock, limits=replace(LIMITS, in_flight=16))
    finally:
        transport.close()


def test_everybody_once_through_a_real_server(postfix: Postfix, tmp_path: Path) -> None:
    ids = [row.recipient_id for row in rows(60)]
    snapshot = [SnapshotRow(one, "text", "ja", True, f"{one}@corp.test") for one in ids]
    snapshot += [SnapshotRow(f"x-{name}", "text", "ja", True, f"{name}@corp.test") for name in ("bad", "later")]
    journal = Journal.open(tmp_path / "journal.db")
    journal.freeze(ALERT, "n", audience(snapshot), NOON)
    journal.claim(ALERT, "n", None)
    clock = Clock()

    counts = send(journal, postfix, clock)

    assert dict(counts.states) == {RowState.ACCEPTED: 60, RowState.FAILED: 1, RowState.DEFERRED: 1}
    received = postfix.messages(60)
    to = Counter(match[1].decode() for text in received if (match := re.search(rb"(?m)^To: (r\d+)@corp\.test", text)))
    assert to == Counter(ids)
    assert all(text.endswith("\n\n本\n.dot\n".encode()) for text in received)
    assert all(b"Return-Path: <b-r" in text for text in received)

    assert send(journal, postfix, clock) == counts
    clock.forward(days=1)
    assert send(journal, postfix, clock)[RowState.DEFERRED] == 1
    assert len(postfix.messages(60)) == 60
    found = journal._file.read("SELECT DISTINCT text FROM delivery WHERE state = 'accepted'")
    assert all(re.fullmatch(r"Ok: queued as \w+", str(text)) for (text,) in found)
    refused = journal._file.read("SELECT code, enhanced, text FROM delivery WHERE state = 'failed'")
    assert refused == [(550, "5.1.1", "<bad@corp.test>: Recipient address rejected: no such user")]
    journal.close()
