"""Whether alerts have arrived at control addresses: which are asked for, and when one is late."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import LedgerRecord, RowState, Scope, Text
from haishin.core.state import StateFolder
from haishin.message.keys import Keys, message_id
from haishin.residents.registry.registry import Registry
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.listening import signatures, with_arrivals
from haishin.send.rows import Audience
from haishin.send.sending.seen import HostFacts, Late, Seen
from support.contract import shipped
from support.raising import raises
from support.records import claimed, sealed, view
from support.residents import wish
from support.rows import LIMITS, NOON, outcome

ALERT, LATER = "20261125-1200-ichi", "20261125-1300-ni"
DUE = timedelta(minutes=15)  # arrival_minutes of the policy


class Desk:
    """A mail host whose unit has two control addresses, with one mailbox for both."""

    def __init__(self, folder: Path) -> None:
        self.state = StateFolder(folder)
        self.maildir = folder / "box"
        for name in ("tmp", "new", "cur"):
            (self.maildir / name).mkdir(parents=True)
        self.keys = Keys.load(self.state.keys, create=True)
        self.registry = Registry(self.state.registry)
        self.registry.register(wish("r@example.test"), NOON)
        for name in ("one", "two"):
            self.registry.register(wish(f"{name}@police.test", control="maebashi"), NOON)
        self.records: list[LedgerRecord] = []

    def send(self, alert: str, at: datetime = NOON) -> list[str]:
        """Send an alert and end it; the Message-IDs of the mails to the control addresses."""
        journal = Journal.open(self.state.journal)
        try:
            chosen = self.registry.readers.choosing(Scope(True), "crime", False, shipped())
            audience = Audience(
                chosen, self.registry.readers.count(chosen, None), self.registry.readers.controls("maebashi")
            )
            journal.freeze(alert, "n1", audience, at)
            journal.claim(alert, "n1", None)
            ids = [row.recipient_id for row in journal.due(alert, at, 9, daytime=True)]
            journal.intend(alert, ids, at)
            journal.record(alert, [outcome(one, RowState.ACCEPTED, alert) for one in ids], at, LIMITS)
            journal.seal(alert)
            people = journal.controls(alert)
        finally:
            journal.close()
        assert len(people) == 2
        self.records += [replace(claimed(alert), at=at), replace(sealed(alert=alert), at=at)]
        domain = shipped().organization.mail.return_domain
        return [message_id(alert, person, domain, self.keys) for person in people]

    def deliver(self, name: str, head: str = "", at: datetime = NOON) -> Path:
        path = self.maildir / "new" / f"{len(list(self.maildir.rglob('*')))}.x"
        path.write_text(f"{head}Message-ID: {name}\nSubject: x\n\nx\n", encoding="ascii")
        os.utime(path, (at.timestamp(),) * 2)
        return path

    @property
    def view(self) -> LedgerView:
        return view(*self.records)

    def seen(self, at: datetime, mailboxes: str = "", host: HostFacts = HostFacts()) -> Seen:  # noqa: B008
        seen = Seen(now=at, host=host)
        return with_arrivals(seen, mailboxes or str(self.maildir), self.view, self.state, shipped())

    def signed(self, at: datetime = NOON, mailboxes: str = "") -> list[set[str]] | None:
        return signatures(mailboxes or str(self.maildir), self.view, self.state, shipped(), at)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_alert_is_late_once_its_minutes_are_over_and_for_a_day(desk: Desk) -> None:
    desk.send(ALERT)
    assert desk.seen(NOON + DUE - timedelta(seconds=1)).missing == ()
    assert desk.seen(NOON + DUE).missing == (Late(ALERT, NOON),)
    assert desk.seen(NOON + timedelta(days=1)).missing == (Late(ALERT, NOON),)
    assert desk.seen(NOON + timedelta(days=1, seconds=1)).missing == ()


def test_it_has_arrived_when_each_of_its_mails_has(desk: Desk) -> None:
    first, second = desk.send(ALERT)
    desk.deliver(first)
    assert desk.seen(NOON + DUE).missing == (Late(ALERT, NOON),)
    letter = desk.deliver(second)
    assert desk.seen(NOON + DUE).missing == ()
    os.utime(letter, ((NOON - timedelta(hours=1, seconds=1)).timestamp(),) * 2)  # before its claim
    assert desk.seen(NOON + DUE).missing == (Late(ALERT, NOON),)


def test_each_alert_by_itself_the_last_first(desk: Desk) -> None:
    one, _ = desk.send(ALERT)
    hour = NOON + timedelta(hours=1)
    desk.send(LATER, hour)
    desk.deliver(one)
    assert desk.seen(hour + DUE).missing == (Late(LATER, hour), Late(ALERT, NOON))


def test_what_is_under_way_is_not_waited_for(desk: Desk) -> None:
    desk.send(ALERT)
    del desk.records[-1]
    assert desk.seen(NOON + DUE).missing == ()


def test_while_a_mailbox_cannot_be_read_nothing_is_said_to_be_missing(desk: Desk) -> None:
    desk.send(ALERT)
    seen = desk.seen(NOON + DUE, f"{desk.maildir} /nowhere")
    broken = Message("residents/mailbox-broken", place=NOWHERE, reason=NO_MAILDIR)
    assert (seen.missing, seen.deaf) == ((), ((2, broken),))


def test_a_damaged_journal_is_told_once(desk: Desk) -> None:
    desk.send(ALERT)
    host = HostFacts(broken=(Text("壊れています。", "damaged"), Text("", "")))
    assert desk.seen(NOON + DUE, "/nowhere", host=host) == Seen(now=NOON + DUE, host=host)


def test_where_nothing_is_mailed_nothing_is_due(desk: Desk, tmp_path: Path) -> None:
    desk.send(ALERT)
    desk.state = StateFolder(tmp_path / "other")
    assert desk.seen(NOON + DUE).missing == ()
    assert not desk.state.root.exists()


NOWHERE, NO_MAILDIR = Path("/nowhere"), Message("residents/no-maildir")
POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"


def test_the_newest_mail_with_one_click_shows_what_is_signed(desk: Desk) -> None:
    hour = NOON + timedelta(hours=1)
    (old, _), (new, newer) = desk.send(ALERT), desk.send(LATER, hour)
    assert desk.signed() is None
    desk.deliver(new, "DKIM-Signature: h=from; b=x\n")  # of before there was a desk
    assert desk.signed(hour) is None
    desk.deliver(old, f"DKIM-Signature: h=from:to; b=x\n{POST}")
    assert desk.signed(hour) == [{"from", "to"}]
    desk.deliver(newer, f"X: y\n{POST}", hour)
    assert desk.signed(hour) == []


def test_without_a_mail_an_unreadable_mailbox_is_the_answer(desk: Desk) -> None:
    one, _ = desk.send(ALERT)
    places = f"/nowhere {desk.maildir}"
    with raises(ToolError, "residents/mailbox-broken", place=NOWHERE, reason=NO_MAILDIR):
        desk.signed(mailboxes=places)
    desk.deliver(one, f"X: y\n{POST}")
    assert desk.signed(mailboxes=places) == []
