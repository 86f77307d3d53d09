"""登録者名簿: the SQLite registry. Each call opens the file for itself."""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum, auto
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from haishin.core.catalogue import Message
from haishin.core.contract.loading import Contract
from haishin.core.contract.policy import ResidentLimits
from haishin.core.errors import Refusal
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.message.keys import Keys
from haishin.residents.registry import csvfile, history, signs
from haishin.residents.registry.csvfile import CsvLine, Refused
from haishin.residents.registry.history import Digest, Event, What
from haishin.residents.registry.reach import MAILED, RESIDENT, SUBSCRIBER, parted, shown
from haishin.residents.registry.readers import Readers
from haishin.residents.registry.registry_file import forget, reading, writing
from haishin.residents.registry.subscriber import Choices, Subscriber, Wish, moment

OWN = "空メール"  # the origin of a consent that a resident gave by himself: no list knows better
SHARE = 20  # a sync takes out one in so many at most, unless more is said: a cut file must not empty the registry


class NotSynced(Refusal):
    """The list cannot be followed, and nothing was changed; ``problems`` are the lines that cannot be taken."""

    def __init__(self, message: Message, problems: tuple[Refused, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Stats:
    """Exact counts, for the mail host only (``reach.shown`` makes them fit to leave it)."""

    registered: int
    left: int
    silent: int  # registered, and not mailed: the address came back
    control: int  # control addresses, which no other field counts
    night: int
    exercise: int
    stations: Mapping[str, int]  # each choice as it was made, ``*`` among them; so the next two
    municipalities: Mapping[str, int]
    categories: Mapping[str, int]
    forms: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry in that file. It comes into being with the first import or pass of the inbox.

    Every call may raise ToolError (``registry_file``).
    """

    path: Path
    patience: float = 5.0  # seconds to wait while another process writes

    @property
    def readers(self) -> Readers:
        """The sender's questions to it."""
        return Readers(self.path, self.patience)

    def digest(self) -> Digest:
        """Return the digest by which an erased address is known again. It may raise ToolError (``Keys.load``).

        The keys come into being with the first who needs them, and never anew beside a journal that rests on others.
        """

        @cache
        def keys() -> Keys:
            state = StateFolder(self.path.parent)
            return Keys.load(state.keys, create=not state.journal.exists())

        return lambda address: keys().mac("message-id", "gone", address.lower())

    def acting(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open a transaction for what residents ask for (``acting``), all or nothing."""
        return writing(self.path, self.patience)

    def begin(self) -> None:
        """Make an empty registry if there is none: with registering by mail, that is how a force begins."""
        with writing(self.path, self.patience, create=True):
            pass

    def register(self, wish: Wish, now: datetime, how: str = "operator", by: str | None = None) -> str:
        """Register a wish with a consent; gives the resident's id, the same as before if the address is registered.

        Raises Refusal if he has left, fallen silent or been erased since that consent.
        """
        with writing(self.path, self.patience, create=True) as connection:
            try:
                known = find(connection, None, wish.address)
                return admit(connection, known, None, wish, Act(now, how, by, self.digest()))[1]
            except NotTaken as error:
                raise Refusal(error.reason, Message("residents/consent-again")) from None

    def leave(self, subscriber_id: str, now: datetime, how: str = "operator", by: str | None = None) -> bool:
        """Mark a subscriber as left; False when there is no such subscriber or he had left before."""
        with writing(self.path, self.patience) as connection:
            return history.leave(connection, subscriber_id, now, how, by)

    def change(self, what: What, addresses: Iterable[str], now: datetime, by: str) -> list[Known | None]:
        """Let a person make whoever has these canonical addresses, in any case, left, silent, revived or erased.

        In a single transaction; returns for each whom it changed, as he was before (None: nobody).
        """
        changed, digest = list[Known | None](), self.digest()
        with writing(self.path, self.patience) as connection:
            for address in addresses:
                done = None
                for known in by_address(connection, address):
                    if what == "erased":
                        happened = erase(connection, known.subscriber.id, now, "operator", by, digest)
                    else:
                        happened = history.change(connection, known.subscriber.id, now, "operator", by, what=what)
                    if happened:
                        done = done or known
                changed.append(done)
        if what == "erased":
            forget(self.path, self.patience)
        return changed

    def answer_guard(self, what: What, domain: str, day: date, now: datetime, by: str) -> int:
        """Let a person answer a guard (``signs.answer``); return the number of people whom that changes."""
        with writing(self.path, self.patience) as connection:
            return signs.answer(connection, domain, day, now, by, what=what)

    def tidy(self, now: datetime, limits: ResidentLimits) -> int:
        """Forget what is too old, and the bytes that an earlier call could not; count the addresses deleted."""
        with writing(self.path, self.patience) as connection:
            deleted = history.tidy(connection, now, limits, self.digest())
            due = connection.execute("SELECT 1 FROM desk WHERE name = 'forget'").fetchone()
        if due:
            forget(self.path, self.patience)
        return deleted

    def history(self, address: str) -> tuple[Event, ...]:
        """List the events of whoever has that canonical address, in any case, or had it, the oldest first."""
        with reading(self.path, self.patience) as connection:
            ids = [known.subscriber.id for known in by_address(connection, address)]
            if connection.execute("SELECT EXISTS (SELECT 1 FROM gone)").fetchone()[0]:
                gone = connection.execute("SELECT id FROM gone WHERE who = ?", (self.digest()(address),))
                ids += [subscriber_id for (subscriber_id,) in gone]
            events = [event for subscriber_id in ids for event in history.of(connection, subscriber_id)]
            return tuple(sorted(events, key=attrgetter("at")))

    def find(self, address: str) -> Known | None:
        """Find who is registered under that canonical address, in any case, or else was."""
        with reading(self.path, self.patience) as connection:
            return min(by_address(connection, address), key=lambda known: known.left_at is not None, default=None)

    def signs(self, subscriber_id: str) -> list[tuple[str, str]]:
        """List when his mails came back and how, the oldest first."""
        with reading(self.path, self.patience) as connection:
            asked = "SELECT at, class FROM sign WHERE id = ? ORDER BY at, class"
            return connection.execute(asked, (subscriber_id,)).fetchall()

    def import_csv(
        self,
        stream: BinaryIO,
        contract: Contract,
        now: datetime,
        *,
        sync: bool = False,
        removals: int | None = None,
        by: str | None = None,
    ) -> csvfile.ImportReport:
        """Import every line that the contract allows, in a single transaction, and report the others.

        ``sync``: the file is the whole registry: people it does not name are marked as left, at most ``removals``
        (None: a ``SHARE``-th). Raises csvfile.CsvError or NotSynced, with nothing changed, if it cannot be followed.
        """
        counts = dict.fromkeys(Done, 0)
        problems: list[Refused] = []
        act = Act(now, "import", by, self.digest())
        with writing(self.path, self.patience, create=True) as connection:
            connection.execute("CREATE TEMP TABLE taken (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
            for line in csvfile.read(stream, Choices.of(contract), now):
                if isinstance(line, Refused):
                    problems.append(line)
                    continue
                try:
                    counts[take(connection, line, act)] += 1
                except NotTaken as error:
                    problems.append(line.refused(error.column, error.reason))
            removed = 0
            if sync:
                removed = _follow(connection, tuple(problems), removals, act)
        return csvfile.ImportReport(
            counts[Done.ADDED],
            counts[Done.UPDATED],
            counts[Done.UNCHANGED],
            len({problem.line for problem in problems}),
            tuple(problems),
            removed,
        )

    def export_csv(self, stream: BinaryIO) -> int:
        """Write the subscribers who are mailed, in the order of the ids, and give their number."""
        return csvfile.write(stream, self.everybody())

    def everybody(self) -> Iterator[Subscriber]:
        """Yield the subscribers who are mailed, in the order of the ids, as they are read from the disk."""
        with reading(self.path, self.patience) as connection:
            for row in connection.execute(f"{SUBSCRIBER}WHERE {MAILED} ORDER BY s.id"):
                yield subscriber(row)

    def stats(self) -> Stats:
        """Count the subscribers who are mailed, and those who are not."""
        with reading(self.path, self.patience) as connection:
            connection.execute("BEGIN")  # all counts of one moment

            def number(condition: str) -> int:
                (count,) = connection.execute(f"SELECT count(*) FROM subscriber WHERE {condition}").fetchone()
                return int(count)

            def chosen(table: str) -> dict[str, int]:
                return dict(
                    connection.execute(
                        f"SELECT {table}, count(*) FROM {table} JOIN subscriber s ON s.number = {table}.subscriber "
                        f"WHERE {RESIDENT} GROUP BY {table} ORDER BY {table}"
                    )
                )

            def each(column: str) -> dict[str, int]:
                return dict(
                    connection.execute(
                        f"SELECT {column}, count(*) FROM subscriber WHERE {RESIDENT} "
                        f"GROUP BY {column} ORDER BY {column}"
                    )
                )

            return Stats(
                number(RESIDENT),
                number("left_at IS NOT NULL AND control IS NULL"),
                number("left_at IS NULL AND silent_at IS NOT NULL AND control IS NULL"),
                number("left_at IS NULL AND control IS NOT NULL"),
                number(f"{RESIDENT} AND night = 1"),
                number(f"{RESIDENT} AND exercise = 1"),
                chosen("station"),
                chosen("municipality"),
                chosen("category"),
                each("form"),
                each("language"),
            )


def _follow(connection: sqlite3.Connection, problems: tuple[Refused, ...], removals: int | None, act: Act) -> int:
    """Mark as left and count those whom the import has not named. Raises NotSynced, which rolls the import back.

    Who registered by himself stands in no list and stays.
    """
    # Nobody is lost whose line says less than is known of him; any other refused line may be a registered one.
    harmless = (Message("residents/line-left"), Message("residents/line-silent"), Message("residents/line-own"))
    blocking = {problem.line for problem in problems if problem.reason not in harmless}
    if blocking:
        raise NotSynced(Message("residents/lines-in-the-way", lines=len(blocking)), problems)
    if removals is None:
        removals = connection.execute(f"SELECT count(*) FROM subscriber WHERE {RESIDENT}").fetchone()[0] // SHARE
    unnamed = f"SELECT id FROM subscriber WHERE {RESIDENT} AND origin <> ? AND id NOT IN (SELECT id FROM taken)"
    missing = [subscriber_id for (subscriber_id,) in connection.execute(unnamed, (OWN,))]
    if len(missing) > removals:
        raise NotSynced(Message("residents/too-many-missing", people=shown(len(missing))), problems)
    return sum(history.leave(connection, subscriber_id, act.now, act.how, act.by) for subscriber_id in missing)


class Done(Enum):
    """What became of a line."""

    ADDED = auto()
    UPDATED = auto()
    UNCHANGED = auto()


class NotTaken(Exception):
    """The registry cannot take this wish; the transaction goes on without it."""

    def __init__(self, column: str, reason: Text) -> None:
        super().__init__()
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Act:
    """When, how and by whom the registry is changed, as its events say it."""

    now: datetime
    how: str
    by: str | None
    digest: Digest
    words: str | None = None  # the digest of what the resident has read before he consented


@dataclass(frozen=True, slots=True)
class Known:
    """A subscriber of the registry, with the values that only the registry needs."""

    number: int
    left_at: datetime | None
    silent_at: datetime | None
    subscriber: Subscriber

    @property
    def away(self) -> datetime | None:
        """Since when he is not mailed."""
        return self.left_at or self.silent_at


def take(connection: sqlite3.Connection, line: CsvLine, act: Act) -> Done:
    """Write the wish of a line and note in ``taken`` whose it was. Raises NotTaken."""
    known = find(connection, line.id, line.wish.address)
    named = known.subscriber.id if known else line.id
    earlier = connection.execute("SELECT line FROM taken WHERE id = ?", (named,)).fetchone()
    if earlier is not None:
        column = "id" if line.id else "address"
        raise NotTaken(column, Message("residents/line-twice", line=earlier[0]))
    done, subscriber_id = admit(connection, known, line.id, line.wish, act)
    connection.execute("INSERT INTO taken VALUES (?, ?)", (subscriber_id, line.number))
    return done


def find(connection: sqlite3.Connection, given: str | None, address: str) -> Known | None:
    """Find the subscriber by id and address; either may have changed. Raises NotTaken if they contradict."""
    owner = next(by_address(connection, address), None)
    if given is None:
        return owner
    row = connection.execute("SELECT number, left_at, silent_at FROM subscriber WHERE id = ?", (given,)).fetchone()
    if owner is None and row is not None:
        return _known(connection, *row)
    erased = row is None and connection.execute("SELECT 1 FROM gone WHERE id = ?", (given,)).fetchone()
    if owner is not None and owner.subscriber.id != given and not erased:
        raise NotTaken("id", Message("residents/line-taken"))
    return owner


def by_address(connection: sqlite3.Connection, address: str) -> Iterator[Known]:
    """Yield the owners of that canonical address, first as it is written, then in another case; also if they left.

    Mail hosts may distinguish ``R4@`` from ``r4@`` (RFC 5321 2.4) and hardly ever do. An older registry may hold both.
    """
    rows = connection.execute(
        "SELECT number, left_at, silent_at FROM subscriber WHERE address = ? COLLATE NOCASE "
        "ORDER BY address <> ?, number",
        (address, address),
    )
    return (_known(connection, *row) for row in rows.fetchall())


def by_id(connection: sqlite3.Connection, subscriber_id: str) -> Known | None:
    """Find whoever has that id, also if he left."""
    query = "SELECT number, left_at, silent_at FROM subscriber WHERE id = ?"
    row = connection.execute(query, (subscriber_id,)).fetchone()
    return None if row is None else _known(connection, *row)


def _known(connection: sqlite3.Connection, number: int, left_at: str | None, silent_at: str | None) -> Known:
    row = connection.execute(f"{SUBSCRIBER}WHERE s.number = ?", (number,)).fetchone()
    return Known(number, _at(left_at), _at(silent_at), subscriber(row))


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def admit(
    connection: sqlite3.Connection, known: Known | None, given: str | None, wish: Wish, act: Act
) -> tuple[Done, str]:
    """Write a wish over the subscriber known by that id or address, else as a new subscriber; return his id, too.

    Who has left, fell silent or was erased needs a consent from after that. He comes back as another person, with
    another id and none of his choices: carriers hand addresses on (threat W18). Raises NotTaken.
    """
    reason, since = Message("residents/line-left"), known.away if known else None
    if known is not None and known.left_at is None and known.silent_at is not None:
        reason = Message("residents/line-silent")
    own = known.subscriber.consented_at if known and not known.away and known.subscriber.origin == OWN else None
    if own is not None and moment(wish.consented_at) < moment(own):
        raise NotTaken("consented_at", Message("residents/line-own"))
    if known is None or known.subscriber.address.lower() != wish.address.lower():
        since = max(filter(None, (since, _gone(connection, given, wish.address, act.digest))), default=None)
    if since is not None and moment(wish.consented_at) <= since:
        raise NotTaken("consented_at", reason)
    if known is not None and known.away is not None:
        history.bury(connection, known.subscriber.id, known.away, act.digest)
        known = None
    if known is not None:
        subscriber_id = known.subscriber.id
    elif given is not None and not connection.execute("SELECT 1 FROM gone WHERE id = ?", (given,)).fetchone():
        subscriber_id = given
    else:
        subscriber_id = new_id()
    done = put(connection, known, identified(subscriber_id, wish), act.now)
    if done is not Done.UNCHANGED:
        what: What = "registered" if done is Done.ADDED else "changed"
        history.note(connection, subscriber_id, act.now, what, act.how, act.by, act.words)
    return done, subscriber_id


def _gone(connection: sqlite3.Connection, given: str | None, address: str, digest: Digest) -> datetime | None:
    """Find when whoever had that id or address last was erased, or left before that; None: nobody was."""
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM gone)").fetchone()[0]:
        return None
    asked = "SELECT at FROM gone WHERE id = ? OR who = ? ORDER BY at DESC LIMIT 1"
    row = connection.execute(asked, (given, digest(address))).fetchone() or (None,)
    return _at(row[0])


def put(connection: sqlite3.Connection, known: Known | None, wanted: Subscriber, now: datetime) -> Done:
    """Write the subscriber as wanted, over the subscriber known by that id or address."""
    if known is not None and known.subscriber == wanted:
        return Done.UNCHANGED
    own = (wanted.address, wanted.form, wanted.language, wanted.night, wanted.exercise, wanted.origin, wanted.control)
    if known is None:
        number = connection.execute(
            "INSERT INTO subscriber (address, form, language, night, exercise, origin, control, consented_at, id,"
            " registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*own, wanted.consented_at, wanted.id, now.isoformat()),
        ).lastrowid
    else:
        number = known.number
        connection.execute(
            "UPDATE subscriber SET address = ?, form = ?, language = ?, night = ?, exercise = ?, origin = ?,"
            " control = ?, consented_at = ? WHERE number = ?",
            (*own, wanted.consented_at, number),
        )
        if known.subscriber.address != wanted.address:
            connection.execute("DELETE FROM sign WHERE id = ?", (wanted.id,))  # they are the other address's
    for table, values in (
        ("station", wanted.stations),
        ("municipality", wanted.municipalities),
        ("category", wanted.categories),
    ):
        if known is not None:
            connection.execute(f"DELETE FROM {table} WHERE subscriber = ?", (number,))
        for value in sorted(values):
            connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (number, value))
    return Done.ADDED if known is None else Done.UPDATED


def subscriber(row: tuple[Any, ...]) -> Subscriber:
    """Form the subscriber of a row of ``SUBSCRIBER``."""
    subscriber_id, address, stations, municipalities, categories, form, language, night, exercise, *consent = row
    origin, consented_at, control = consent
    return Subscriber(
        id=subscriber_id,
        address=address,
        stations=parted(stations),
        municipalities=parted(municipalities),
        categories=parted(categories),
        form=form,
        language=language,
        night=bool(night),
        exercise=bool(exercise),
        origin=origin,
        consented_at=consented_at,
        control=control,
    )


def erase(
    connection: sqlite3.Connection, subscriber_id: str, now: datetime, how: str, by: str | None, digest: Digest
) -> bool:
    """Delete a subscriber with his address, whatever his state; False if there is none.

    Its bytes are in the file until ``registry_file.forget``.
    """
    done = history.bury(connection, subscriber_id, now, digest)
    if done:
        history.note(connection, subscriber_id, now, "erased", how, by)
    return done


def identified(subscriber_id: str, wish: Wish) -> Subscriber:
    """Put an id to a wish."""
    return Subscriber(id=subscriber_id, **{part.name: getattr(wish, part.name) for part in fields(Wish)})


def new_id() -> str:
    """Make an id of 128 random bits in base32: 26 lower-case characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
