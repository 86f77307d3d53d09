"""A pass of the inbox: each source's trouble stays its own; a break anywhere does nothing twice and loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from test_answers import DESK

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.message.keys import Keys, LeaveKey
from haishin.message.sender import Sender
from haishin.residents.desk.acting import Fate, Grounds, act_on_mail
from haishin.residents.desk.answers import Answerer, Letter, put
from haishin.residents.desk.desk import Requests
from haishin.residents.desk.inbox import Failure, Inbox
from haishin.residents.mails.incoming import Incoming
from haishin.residents.mails.mailbox import Mailbox, Maildir
from haishin.residents.mails.mime import MAX_BYTES
from haishin.residents.registry.registry import Registry
from support.contract import shipped
from support.residents import TARO, wish
from support.rows import Clock

OURS = b"Delivered-To: teishi+%s@police.example.jp\nReceived: by mx\nFrom: <taro@example.net>\nSubject: unsubscribe\n\n"
TIP = b"Delivered-To: mail@police.example.jp\nReceived: by mx\nFrom: <hanako@example.net>\nSubject: tip\n\nhelp\n"
ALERT = "20261125-1640-koekake"
BROKEN = b"\n\n"
GONE = Message("residents/mailbox-unknown", variable="HAISHIN_INBOX")


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Relay:
    """Takes each letter, or does as it is told."""

    again: bool = False
    took: list[int] = field(default_factory=list)
    flying: list[tuple[int, bool]] = field(default_factory=list)
    killed: bool = False

    def submit(self, letters: Sequence[Letter]) -> None:
        if self.killed:
            raise Killed
        self.took += [letter.number for letter in letters]
        self.flying += [(letter.number, self.again) for letter in letters]

    def ended(self) -> Iterable[tuple[int, bool]]:
        ended, self.flying = self.flying, []
        return ended


@dataclass
class Office:
    """An inbox over a scratch folder."""

    folder: Path
    clock: Clock
    relay: Relay = field(default_factory=Relay)
    keys: Keys = field(default_factory=Keys.throwaway)
    leaving: LeaveKey = field(default_factory=LeaveKey.throwaway)
    failures: list[Failure] = field(default_factory=list)
    said: list[Text] = field(default_factory=list)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    mailbox_gone: bool = False

    def __post_init__(self) -> None:
        self.registry = Registry(self.folder / "subscribers.sqlite", patience=0)
        self.requests = Requests(self.folder / "requests")
        (self.folder / "requests").mkdir()
        for part in ("tmp", "new", "cur"):
            (self.folder / "mails" / part).mkdir(parents=True)
        self.taro = self.registry.register(wish(TARO), self.clock() - timedelta(days=400))

    def inbox(self) -> Inbox:
        organization = shipped().organization
        return Inbox(
            registry=self.registry,
            grounds=Grounds(DESK.stop, self.keys, self.leaving, self.registry.digest()),
            answerer=Answerer(Sender.of(organization.mail), DESK, self.keys, self.leaving, "027-243-0110"),
            limits=shipped().policy.residents,
            authserv=DESK.authserv,
            requests=self.requests,
            mailbox=self._mailbox,
            failures=self._failures,
            post=self.relay,
            clock=self.clock,
            warn=self.said.append,
        )

    def _mailbox(self) -> nullcontext[Mailbox]:
        if self.mailbox_gone:
            raise ToolError(GONE)
        return nullcontext(Maildir(self.folder / "mails"))

    def _failures(self, since: datetime, until: datetime) -> Iterable[Failure]:
        self.asked.append((since, until))
        return [failure for failure in self.failures if since <= failure.at < until]

    def deliver(self, data: bytes, name: str = "1") -> None:
        (self.folder / "mails" / "new" / name).write_bytes(data)

    def lying(self, folder: str = "") -> list[bytes]:
        place = self.folder / "mails" / folder
        return [path.read_bytes() for part in ("new", "cur") for path in sorted((place / part).glob("*"))]

    def there(self) -> bool:
        known = self.registry.find(TARO)
        return known is not None and known.left_at is None

    def token(self) -> str:
        return self.leaving.token(self.taro)

    def signs(self) -> list[str]:
        with self.registry.acting() as connection:
            return [cls for (cls,) in connection.execute("SELECT class FROM sign")]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, Clock())


def test_a_request_and_a_mail_are_acted_on_and_answered(office: Office) -> None:
    office.requests.put(office.token(), "button")
    assert office.inbox().run()
    assert not office.there()
    assert office.relay.took == [1]
    assert list((office.folder / "requests").iterdir()) == []
    assert office.inbox().run()
    assert office.relay.took == [1]


def test_a_mail_is_removed_once_it_is_done_and_a_tip_is_kept_unread(office: Office) -> None:
    office.deliver(OURS % office.token().encode())
    office.deliver(TIP, "2")
    assert office.inbox().run()
    assert not office.there()
    assert (office.lying(), office.lying(".kept")) == ([], [TIP])
    facts = office.registry.readers.desk_facts(office.clock())
    assert (facts.kept, facts.passed_at) == (1, office.clock())
    assert office.inbox().run()
    assert office.lying(".kept") == [TIP]


def test_of_a_mail_too_long_to_be_read_whole_nothing_is_removed(office: Office) -> None:
    letter = OURS % office.token().encode() + b" " * MAX_BYTES + b"help\n"
    office.deliver(letter)
    assert office.inbox().run()
    assert not office.there()
    assert (office.lying(), office.lying(".kept")) == ([], [letter])


def test_a_broken_mail_is_set_aside_and_the_next_goes_on(office: Office) -> None:
    office.deliver(BROKEN)
    office.deliver(OURS % office.token().encode(), "2")
    assert office.inbox().run()
    assert office.lying(".aside") == [BROKEN]
    assert not office.there()
    assert office.registry.readers.desk_facts(office.clock()).aside == 1


def test_letters_of_another_user_stay_and_the_next_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many: any may be somebody's who asks to leave, and is read once its owner is put right."""
    opened = Path.open

    def closed(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.name != "2":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **named)

    for name in "1abcdefghijkl":
        office.deliver(TIP, name)
    office.deliver(OURS % office.token().encode(), "2")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", closed)
        assert not office.inbox().run()
    assert (len(office.lying()), office.lying(".aside")) == (13, [])
    assert not office.there()
    new = office.folder / "mails" / "new"
    told = Message("residents/mailbox-broken", place=new, reason="Permission denied")
    assert [text.en for text in office.said] == [f"{told.en} {told.remedy.en}"]  # once
    facts = office.registry.readers.desk_facts(office.clock())
    assert (facts.passed_at, facts.amiss) == (None, "mailbox")
    assert office.inbox().run()
    assert len(office.lying(".kept")) == 13


def test_a_pass_without_its_mailbox_is_not_whole_and_forgets_no_mail_that_waits(office: Office) -> None:
    office.deliver(TIP)
    assert office.inbox().run()
    before = office.registry.readers.desk_facts(office.clock())
    assert (before.kept, before.amiss) == (1, None)
    office.mailbox_gone = True
    inbox = office.inbox()
    for _ in range(2):
        office.clock.forward(minutes=9)
        assert not inbox.run()
    assert len(office.said) == 1
    facts = office.registry.readers.desk_facts(office.clock())
    assert (facts.passed_at, facts.kept, facts.amiss) == (before.passed_at, 1, "mailbox")
    office.mailbox_gone = False
    office.clock.forward(minutes=9)
    assert inbox.run()
    facts = office.registry.readers.desk_facts(office.clock())
    assert (facts.passed_at, facts.kept, facts.amiss) == (office.clock(), 1, None)


def test_what_nobody_can_remove_from_the_requests_is_noted_once_a_minute(office: Office) -> None:
    """Else the sender would ask at each pass who has left: every note is a change of the registry."""
    (office.folder / "requests" / "x").mkdir()
    (office.folder / "requests" / "x" / "y").touch()
    inbox, marks = office.inbox(), []
    for _ in range(4):
        office.clock.forward(seconds=2)
        inbox.run()
        marks.append(office.registry.readers.mark())
    assert marks[1:] == marks[:-1]
    assert office.registry.readers.desk_facts(office.clock()).strange == 1
    office.clock.forward(hours=-1)  # set back: the alarms are told at once all the same
    inbox.run()
    assert office.registry.readers.desk_facts(office.clock()).passed_at == office.clock().replace(microsecond=0)


def test_without_its_mailbox_the_page_is_heeded(office: Office) -> None:
    office.mailbox_gone = True
    office.requests.put(office.token(), "one-click")
    assert not office.inbox().run()
    assert not office.there()
    assert [text.ja for text in office.said] == [f"{GONE.ja} {GONE.remedy.ja}"]


@pytest.mark.parametrize("name", ["act_on_request", "act_on_mail"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_around_the_act_loses_and_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str, when: str
) -> None:
    if name == "act_on_mail":
        office.deliver(OURS % office.token().encode())
    else:
        office.requests.put(office.token(), "one-click")
    with monkeypatch.context() as patch:
        target = {"act_on_request": (Requests, "done"), "act_on_mail": (Maildir, "done")}[name]
        if when == "before":
            patch.setattr(f"haishin.residents.desk.inbox.{name}", _kill)
        else:
            patch.setattr(*target, _kill)
        with pytest.raises(Killed):
            office.inbox().run()
    assert office.there() == (when == "before")
    assert office.inbox().run()
    assert not office.there()
    assert office.relay.took == [1]


def test_a_kill_while_an_answer_is_mailed_mails_it_never_twice(office: Office) -> None:
    office.requests.put(office.token(), "one-click")
    office.relay.killed = True
    with pytest.raises(Killed):
        office.inbox().run()
    office.relay.killed = False
    assert office.inbox().run()
    assert office.relay.took == []  # nobody knows whether it went
    assert not office.there()


def test_an_answer_waits_for_a_relay(office: Office) -> None:
    office.requests.put(office.token(), "one-click")
    office.relay.again = True
    inbox = office.inbox()
    inbox.run()
    office.relay.again = False
    inbox.run()
    inbox.run()
    assert office.relay.took == [1, 1]


def test_while_the_registry_is_held_by_another_no_end_of_an_answer_is_forgotten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not taken, so it is tried again."""
    office.requests.put(office.token(), "one-click")
    office.relay.again = True
    inbox = office.inbox()
    with monkeypatch.context() as patch:
        patch.setattr("haishin.residents.desk.answers.end", _held)
        assert not inbox.run()
    office.relay.again = False
    assert inbox.run()
    assert inbox.run()
    assert (office.relay.took, inbox.busy) == ([1, 1], False)


def test_before_a_relay_that_hangs_no_more_are_marked_than_a_break_may_lose(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haishin.residents.desk.answers.AT_ONCE", 2)
    with office.registry.acting() as connection:
        for _ in range(5):
            put(connection, TARO, "left", "ja", office.clock())
    ended, hangs = Relay.ended, True
    monkeypatch.setattr(Relay, "ended", lambda relay: [] if hangs else ended(relay))
    inbox = office.inbox()
    for _ in range(3):
        inbox.run()
    assert (office.relay.took, inbox.busy) == ([1, 2], True)
    hangs = False
    for _ in range(3):
        inbox.run()
    assert (office.relay.took, inbox.busy) == ([1, 2, 3, 4, 5], False)


REPORT = b"Return-Path: <>\nDelivered-To: bounce+x.y.z@police.example.jp\nReceived: by mx\nFrom: <>\n\n"


@pytest.mark.parametrize("way", ["click", "mail"])
def test_nobody_who_leaves_waits_for_a_backlog_of_mails(
    office: Office, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """After an alert to a large list thousands of reports lie there, and others of it are still to be mailed."""
    for number in range(40):
        office.deliver(REPORT + str(number).encode(), f"0.{number}")
    asked: list[datetime] = []

    def slowly(connection: Connection, mail: Incoming, *more: Any) -> Fate:
        """Half a second for each; after the first he asks."""
        if not asked:
            asked.append(office.clock())
            if way == "click":
                office.requests.put(office.token(), "one-click")
            else:
                office.deliver(OURS % office.token().encode(), "9")
        office.clock.forward(milliseconds=500)
        return act_on_mail(connection, mail, *more)

    monkeypatch.setattr("haishin.residents.desk.inbox.act_on_mail", slowly)
    inbox = office.inbox()
    while office.there():
        assert inbox.run()
        assert inbox.more
    assert office.clock() - asked[0] <= timedelta(seconds=5)
    while inbox.more:
        assert inbox.run()
    assert office.lying() == []


def test_a_mailbox_that_is_slow_to_open_is_read_all_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Office._mailbox

    def slowly(self: Office) -> nullcontext[Mailbox]:
        self.clock.forward(seconds=10)
        return opened(self)

    monkeypatch.setattr(Office, "_mailbox", slowly)
    office.deliver(OURS % office.token().encode())
    inbox = office.inbox()
    assert (inbox.run(), inbox.more, office.there()) == (True, False, False)


def test_requests_without_end_keep_no_mail_waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haishin.residents.desk.inbox._REQUESTS", 3)
    for _ in range(7):
        office.requests.put(LeaveKey.throwaway().token(office.taro), "button")
    office.deliver(TIP)
    inbox, left = office.inbox(), []
    for _ in range(3):
        inbox.run()
        left.append(len(list((office.folder / "requests").iterdir())))
    assert (left, office.lying(".kept")) == ([4, 1, 0], [TIP])


def test_what_a_relay_refused_is_a_sign_once(office: Office) -> None:
    at = office.clock() - timedelta(minutes=5)
    office.failures = [Failure(office.taro, ALERT, at, "rcpt", 550, "5.1.1", "5.1.1 <taro@example.net>: User unknown")]
    inbox = office.inbox()
    inbox.run()
    assert office.signs() == ["unknown"]
    office.clock.forward(hours=9)
    inbox.run()
    assert len(office.asked) == 1
    office.clock.forward(hours=15)
    inbox.run()
    assert office.asked[0][1] == office.asked[1][0]


def test_a_refusal_whose_commit_was_slow_is_not_passed_over(office: Office) -> None:
    """The journal dates it before the pass, and shows it after."""
    early, late = office.clock() - timedelta(minutes=5), office.clock() - timedelta(seconds=1)
    said = "5.1.1 <taro@example.net>: Mailbox full"
    office.failures = [Failure(office.taro, ALERT, early, "dot", 552, "5.2.2", said)]
    inbox = office.inbox()
    inbox.run()
    unknown = "5.1.1 <taro@example.net>: User unknown"
    office.failures.append(Failure(office.taro, ALERT, late, "rcpt", 550, "5.1.1", unknown))
    office.clock.forward(days=1)
    inbox.run()
    assert "unknown" in office.signs()


def test_a_damaged_resident_keeps_nobody_else_from_leaving(office: Office) -> None:
    hanako = office.registry.register(wish("hanako@example.net"), office.clock() - timedelta(days=400))
    with closing(sqlite3.connect(office.registry.path)) as registry:
        registry.execute("UPDATE subscriber SET language = 'j a' WHERE id = ?", (office.taro,))
        registry.commit()
    office.requests.put(office.token(), "button")
    office.requests.put(office.leaving.token(hanako), "button")
    assert not office.inbox().run()
    known = office.registry.find("hanako@example.net")
    assert known is not None
    assert known.left_at is not None
    assert len(list(office.requests.folder.iterdir())) == 1


def test_who_came_back_on_two_days_falls_silent_on_the_third(office: Office) -> None:
    said = "5.1.1 <taro@example.net>: User unknown"
    office.failures = [
        Failure(office.taro, f"{days}", office.clock() - timedelta(days=days), "rcpt", 550, "5.1.1", said)
        for days in (3, 1)
    ]
    inbox = office.inbox()
    inbox.run()
    known = office.registry.find(TARO)
    assert known is not None
    assert known.silent_at == office.clock()


def _held(*_: object) -> None:
    raise ToolError(Message("residents/file-locked", name="subscribers.sqlite"))


def _kill(*_: object, **__: object) -> None:
    raise Killed
