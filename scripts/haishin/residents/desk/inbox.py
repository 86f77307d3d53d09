"""One pass of the inbox: the page's requests, the mailbox, what relays have refused; then the answers.

Each source's trouble stays its own: while the mailbox cannot be reached, the page's requests are acted on all the same.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from haishin.core.catalogue import linked
from haishin.core.contract.policy import JST, ResidentLimits
from haishin.core.errors import HaishinError
from haishin.core.model import Text
from haishin.message.keys import short
from haishin.residents.desk import answers, choosing
from haishin.residents.desk.acting import Fate, Grounds, act_on_mail, act_on_request
from haishin.residents.desk.answers import Answerer, Post
from haishin.residents.desk.desk import Requests
from haishin.residents.desk.pages import refuse_two_groups
from haishin.residents.mails.bounces import refusal
from haishin.residents.mails.incoming import Unreadable, read
from haishin.residents.mails.mailbox import Mailbox, Unread
from haishin.residents.registry import signs
from haishin.residents.registry.reach import SIGN_DAYS
from haishin.residents.registry.registry import Registry, by_id
from haishin.residents.registry.registry_file import instant

_SLICE = timedelta(seconds=2)  # of mails in a pass: who asks to leave waits for no backlog of them
_REQUESTS = 1000  # of a pass: else forged ones without end keep the mails waiting
_RECORDED = timedelta(minutes=1)  # by then a refusal is in the journal, however slow its commit was
_NOTED = timedelta(minutes=1)  # a note of each pass would make the sender ask each time who has left


_BORNE = 10  # troubles of a pass that are each an item's own; more are the registry's
Amiss: TypeAlias = Literal["page", "mailbox", "registry", "answers"]  # the part of a pass that was not whole
_HEARD = "heard-until"  # the moment up to which the relays' refusals were noted


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that a relay refused for good while it was handed over."""

    resident: str
    alert: str
    at: datetime
    stage: str  # the command that was refused; empty if an earlier version did not note it
    code: int
    enhanced: str | None
    said: str = field(repr=False)  # the relay's words, which may hold the address


@dataclass
class Inbox:
    """The sources of a pass and its ways out; a source that the force does not use is None."""

    registry: Registry
    grounds: Grounds
    answerer: Answerer
    limits: ResidentLimits
    authserv: str
    requests: Requests | None
    mailbox: Callable[[], AbstractContextManager[Mailbox]] | None  # opened for each pass
    failures: Callable[[datetime, datetime], Iterable[Failure]]  # between two moments
    post: Post
    clock: Callable[[], datetime]
    warn: Callable[[Text], None]
    pages: Path | None = None  # of links to choose; None as ``requests``
    _settled: date | None = None  # the day in Japan for which signs and deadlines were looked at
    _noted: datetime | None = None
    _flying: int = 0  # answers that have begun and whose end is not written
    _ended: list[tuple[int, bool]] = field(default_factory=list)  # ends that are not written
    waiting: bool = False  # an answer was not taken in this pass, and is tried again
    more: bool = False  # mails lie there that this pass had no time for
    _troubles: int = 0  # requests and mails that could not be acted on in this pass
    _said: set[Text] = field(default_factory=set)  # troubles since the last whole pass: each is told once
    _aside: int = 0  # mails set aside since the last note
    _unread: Unread | None = None  # None: the mailbox was not read yet

    @property
    def busy(self) -> bool:
        """Whether answers are on their way."""
        return self._flying > 0

    def run(self) -> bool:
        """Do a pass; return whether all of it could be done."""
        self.more, self._troubles = False, 0
        amiss: Amiss | None = None
        parts: tuple[tuple[Amiss, Callable[[], None]], ...] = (
            ("page", self._take_requests),
            ("mailbox", self._read_mails),
            ("registry", self._settle),
            ("page", self._show_links),
            ("answers", self._answer),
            ("registry", lambda: self._note(amiss)),
        )
        for name, part in parts:
            before = self._troubles
            try:
                part()
            except HaishinError as fault:
                self._tell(fault)
            if self._troubles > before:
                amiss = amiss or name
        if amiss is None:
            self._said.clear()
        return amiss is None

    def _tell(self, fault: HaishinError) -> None:
        self._troubles += 1
        if fault.message not in self._said:
            self._said.add(fault.message)
            self.warn(linked((fault.message, fault.hint), " "))

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Let the trouble of a request or mail be its own: it stays, and the next is looked at; a few end the part."""
        try:
            yield
        except HaishinError as fault:
            if self._troubles >= _BORNE:
                raise
            self._tell(fault)

    def _take_requests(self) -> None:
        if self.requests is None:
            return
        for request in islice(self.requests.take(self.clock()), _REQUESTS):
            with self._apart():
                with self.registry.acting() as connection:
                    act_on_request(connection, request, self.grounds, self.clock())
                self.requests.done(request.name)

    def _read_mails(self) -> None:
        if self.mailbox is None:
            self._unread = Unread(0, None)
            return
        until: datetime | None = None
        with self.mailbox() as mailbox:
            for letter in mailbox:
                if until is None:  # however long the mailbox took to open
                    until = self.clock() + _SLICE
                elif self.clock() >= until:
                    self.more = True
                    break
                if letter.fault is not None:
                    self._tell(letter.fault)
                    continue
                try:
                    mail = read(letter.data, self.authserv)
                except Unreadable:
                    self._aside += 1
                    mailbox.aside(letter.key)
                    continue
                digest = hashlib.sha256(letter.data).hexdigest()
                with self._apart():
                    with self.registry.acting() as connection:
                        fate = act_on_mail(connection, mail, digest, self.grounds, self.clock())
                    if fate is Fate.PERSON or not letter.whole:  # nobody knows how it goes on
                        mailbox.keep(letter.key)
                    else:
                        mailbox.done(letter.key)
            self._unread = mailbox.unread()

    def _hear_relays(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Note whom relays have refused since, by the rows that reports are read by."""
        until = now.replace(microsecond=0) - _RECORDED
        told = connection.execute("SELECT value FROM desk WHERE name = ?", (_HEARD,)).fetchone()
        since = until - timedelta(SIGN_DAYS)
        if told is not None:
            since = datetime.fromisoformat(told[0])
        for failure in self.failures(since, until):
            known = by_id(connection, failure.resident)
            if known is not None:
                domain = known.subscriber.address.rpartition("@")[2]
                sign = refusal(domain, failure.stage, failure.code, failure.enhanced, failure.said)
                signs.note(connection, failure.resident, short(failure.alert), failure.at, sign)
        connection.execute("INSERT OR REPLACE INTO desk VALUES (?, ?)", (_HEARD, instant(until)))

    def _settle(self) -> None:
        """On each new day, read the refusals of relays, decide who has fallen silent, and forget what is due."""
        now = self.clock()
        today = now.astimezone(JST).date()
        if self._settled == today:
            return
        with self.registry.acting() as connection:
            self._hear_relays(connection, now)
            signs.settle(connection, now)
        self.registry.tidy(now, self.limits)
        self._settled = today

    def _show_links(self) -> None:
        """Open the pages of new links before they are mailed, and close the pages of old links."""
        if self.pages is not None:
            if self.requests is not None:
                refuse_two_groups(self.requests.folder, self.pages)
            with self.registry.acting() as connection:
                choosing.lay_out(connection, self.pages, self.clock())

    def _answer(self) -> None:
        """Mail the answers that wait: each is marked, and the mark is on the disk, before its mail begins."""
        with self.registry.acting() as connection:
            rows = answers.begin(connection, self.clock(), answers.AT_ONCE - self._flying)
            letters = [self.answerer.compose(row, answers.owner(connection, row)) for row in rows]
        if letters:
            self.post.submit(letters)
            self._flying += len(letters)
        self._ended += self.post.ended()
        self.waiting = any(again for _, again in self._ended)
        if self._ended:
            with self.registry.acting() as connection:
                answers.end(connection, self._ended)
            self._flying -= len(self._ended)
            self._ended = []

    def _note(self, amiss: Amiss | None) -> None:
        """Leave word for the alarms: whether the pass was whole, which part was not, how many mails wait."""
        now = self.clock()
        if self._noted is not None and abs(now - self._noted) < _NOTED:
            return
        strange = self.requests.strange if self.requests is not None else 0
        with self.registry.acting() as connection:
            record_pass(connection, now, amiss, aside=self._aside, strange=strange)
            if self._unread is not None:
                record_kept(connection, *self._unread)
        self._noted, self._aside = now, 0
        if self.requests is not None:
            self.requests.strange = 0


def record_pass(
    connection: sqlite3.Connection, now: datetime, amiss: Amiss | None = None, *, aside: int = 0, strange: int = 0
) -> None:
    """Write the facts of a pass of the inbox for ``Readers.desk_facts``, which explains the values."""
    connection.execute("DELETE FROM desk WHERE name = 'amiss'")
    facts = {"passed-at": instant(now)} if amiss is None else {"amiss": amiss}
    for name, number in (("aside", aside), ("strange", strange)):
        if number:
            facts |= {name: str(number), f"{name}-at": instant(now)}
    connection.executemany("INSERT OR REPLACE INTO desk VALUES (?, ?)", facts.items())


def record_kept(connection: sqlite3.Connection, kept: int, since: datetime | None) -> None:
    """Write how many mails wait for a person, and since when; known only if the mailbox was read."""
    connection.execute("DELETE FROM desk WHERE name = 'kept-since'")
    facts = {"kept": str(kept)} | ({} if since is None else {"kept-since": instant(since)})
    connection.executemany("INSERT OR REPLACE INTO desk VALUES (?, ?)", facts.items())
