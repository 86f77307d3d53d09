"""The verb ``inbox``: registering, leaving and returned mails, one pass or pass after pass."""

from __future__ import annotations

import argparse
import fcntl
import mailbox
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from haishin.cli.context import Acts
from haishin.cli.given import unusable
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.organization import Desk
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import RowState
from haishin.core.state import StateFolder, unusable_file
from haishin.message.keys import Keys
from haishin.message.sender import Sender
from haishin.residents.desk import desk, pages
from haishin.residents.desk.acting import Grounds
from haishin.residents.desk.answers import Answerer, Letter
from haishin.residents.desk.choosing import Offer
from haishin.residents.desk.inbox import Failure, Inbox
from haishin.residents.mails.mailbox import open_mailbox
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices
from haishin.send.journal.journal import Journal
from haishin.send.mail_host import MailHost
from haishin.send.rows import Envelope, Outcome
from haishin.send.sending.ports import transport
from haishin.send.transport import PATIENT_SECONDS, Transport
from haishin.send.transport.relay import Relay, parse

_EVERY = 2.0  # seconds between two passes: a claimed alert heeds within ten who leaves
_LIFE = 3600.0  # seconds after which the service begins anew, with the rules and the program of then


def _inbox(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.deliver:
        return _deliver(context)
    contract = context.main.in_force
    named = contract.organization.mail.desk
    if named is None:
        raise Refusal(Message("cli/no-desk", root=context.root))
    state = MailHost(context.main).state()
    with _alone(state):
        inbox = _assembled(named, contract, state, context, once=arguments.once)
        until = context.process.ticks() + _LIFE
        whole = True
        while True:
            whole = inbox.run() and whole
            if arguments.once and inbox.waiting:
                raise ToolError(Message("cli/answers-stay"))
            if arguments.once and not inbox.more:
                return Exit.FINE if whole else Exit.TOOL
            if context.process.ticks() > until and not inbox.busy:
                return Exit.FINE
            if not inbox.more:
                context.sleep(_EVERY)


def _deliver(context: Outside) -> Exit:
    """Put the mail of standard input into the inbox's Maildir, for a mail server that hands over single mails."""
    maildir = Path(context.environment.get("HAISHIN_INBOX", ""))
    try:
        if not (maildir / "new").is_dir():
            raise ToolError(Message("cli/no-maildir", place=maildir if maildir.is_absolute() else ""))
        mailbox.Maildir(maildir, create=False).add(context.stdin.buffer.read())
    except OSError as fault:
        raise unusable(maildir, fault) from fault
    return Exit.FINE


def _assembled(named: Desk, contract: Contract, state: StateFolder, context: Outside, *, once: bool) -> Inbox:
    relays = _relays(context)
    keys = Keys.load(state.keys, create=not state.journal.exists())
    organization, clock = contract.organization, context.main.now
    place, mails = desk.place(context.environment), context.environment.get("HAISHIN_INBOX")
    if place is None and mails is None:
        raise ToolError(Message("cli/nothing-to-read"))
    leaving = pages.key_of(state.leave_key, place and place / desk.PAGES)
    registry = Registry(state.registry)
    registry.begin()
    answerer = Answerer(Sender.of(organization.mail), named, keys, leaving, _contact(contract), pages.names(contract))
    shown, offer = dict[str, bytes](), None
    if named.register is not None:
        shown = pages.offered(contract, named.register)
        word = sha256(answerer.text("word").ja.encode()).hexdigest()[:16]
        ours = frozenset((organization.mail.from_address, named.stop, named.register))
        choices = Choices.of(contract)
        offer = Offer(named.register, ours, choices, pages.digests(shown), word)
    requests = None
    if place is not None:
        owner = organization.units[organization.owner]
        pages.publish(place / desk.PAGES, state.leave_key, organization.name, owner.phone, named.stop, shown)
        requests = desk.Requests(place / desk.REQUESTS)
    return Inbox(
        registry=registry,
        grounds=Grounds(named.stop, keys, leaving, registry.digest(), offer),
        answerer=answerer,
        limits=contract.policy.residents,
        authserv=named.authserv,
        requests=requests,
        mailbox=None if mails is None else partial(open_mailbox, mails),
        failures=_failures(state),
        post=_Post(lambda: transport(relays, state.maildir, 1), PATIENT_SECONDS if once else 0),
        clock=clock,
        warn=context.warn,
        pages=None if place is None else place / desk.PAGES,
    )


def _contact(contract: Contract) -> str:
    """Word the ways to reach the force: those that its mails name, else its own telephone."""
    organization = contract.organization
    owner = organization.units[organization.owner]
    return organization.mail.leave.shown or f"{organization.name} {owner.name} {owner.phone}"


def _failures(state: StateFolder) -> Callable[[datetime, datetime], Iterable[Failure]]:
    """Make the reader of the refusals that the sender's journal holds, if this machine has a journal."""

    def failures(since: datetime, until: datetime) -> Iterable[Failure]:
        if not state.journal.exists():
            return []
        journal = Journal.open(state.journal, lock=False)
        try:
            return [Failure(*refused) for refused in journal.refusals(since, until)]
        finally:
            journal.close()

    return failures


def _relays(context: Outside) -> tuple[Relay, ...]:
    """Read the relays; none, and with them the Maildir, only in a rehearsal. Raises ToolError."""
    relays = tuple(parse(url) for url in context.environment.get("HAISHIN_SMTP", "").split())
    if not relays and not context.main.ledger().read().rehearsal:
        raise ToolError(Message("send/live/no-relay"))
    return relays


class _Post:
    """Mails answers by a transport of the sender's, which is open while any is on its way."""

    def __init__(self, opened: Callable[[], Transport], patience: float) -> None:
        self._opened = opened
        self._patience = patience  # seconds that a look waits
        self._way: Transport | None = None
        self._flying = 0

    def submit(self, letters: Sequence[Letter]) -> None:
        """Begin with the letters."""
        if self._way is None:
            self._way = self._opened()
        self._flying += len(letters)
        self._way.submit([_envelope(letter) for letter in letters])

    def ended(self) -> list[tuple[int, bool]]:
        """Return the letters that have ended."""
        outcomes: list[Outcome] = []
        while self._way is not None and len(outcomes) < self._flying and (came := self._way.poll(self._patience)):
            outcomes += came
        self._flying -= len(outcomes)
        if not self._flying:
            outcomes += self.close()
        waiting = (RowState.PENDING, RowState.DEFERRED)  # any other is over; what is in doubt is not mailed again
        return [(int(outcome.recipient_id), outcome.state in waiting) for outcome in outcomes]

    def close(self) -> list[Outcome]:
        """Hang up; mails on their way are in doubt."""
        way, self._way = self._way, None
        return [] if way is None else way.close()


def _envelope(letter: Letter) -> Envelope:
    return Envelope("answer", str(letter.number), letter.mail_from, letter.rcpt_to, letter.head, letter.body)


@contextmanager
def _alone(state: StateFolder) -> Iterator[None]:
    """Hold the lock of the inbox: two would answer twice. Raises Refusal if another has it."""
    try:
        lock = state.inbox_lock.open("a")
    except OSError as fault:
        raise unusable_file(state.inbox_lock, fault.strerror) from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(Message("cli/inbox-runs")) from None
        yield


VERBS: Acts = outside({"inbox": _inbox})
