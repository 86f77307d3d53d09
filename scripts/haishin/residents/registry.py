"""登録者名簿: the SQLite registry. Each call opens the file for itself."""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, BinaryIO

from haishin.core import stored
from haishin.core.catalogue import Message
from haishin.core.contract.loading import Contract
from haishin.core.errors import Refusal
from haishin.core.model import Reached, Scope, Text
from haishin.residents import csvfile
from haishin.residents.csvfile import CsvLine, Refused
from haishin.residents.reach import (
    ALIKE,
    SUBSCRIBER,
    Selection,
    among,
    choosing,
    controls,
    left,
    parted,
    reach,
    registered,
    shown,
)
from haishin.residents.registry_file import reading, writing
from haishin.residents.subscriber import Choices, Subscriber, Wish, moment

SHARE = 20  # a sync takes out one in so many at most, unless more is said: a cut file must not empty the registry


RESIDENT = "left_at IS NULL AND control IS NULL"


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
    """The registry in that file. It comes into being with the first import or registration.

    Every call may raise ToolError (``registry_file``).
    """

    path: Path
    patience: float = 5.0  # seconds to wait while another process writes

    def register(self, wish: Wish, now: datetime) -> str:
        """Register a wish with a consent; gives the resident's id, the same as before if the address is known.

        Raises Refusal if he has left since that consent.
        """
        with writing(self.path, self.patience, create=True) as connection:
            try:
                known = find(connection, None, wish.address)
                subscriber_id = new_id() if known is None else known.subscriber.id
                wanted = identified(subscriber_id, wish)
                put(connection, known, wanted, now)
                return wanted.id
            except NotTaken as error:
                raise Refusal(error.reason, Message("residents/consent-again")) from None

    def leave(self, subscriber_id: str, now: datetime) -> bool:
        """Mark a subscriber as left; False when there is no such subscriber or he had left before."""
        with writing(self.path, self.patience) as connection:
            return leave(connection, subscriber_id, now)

    def remove(self, addresses: Iterable[str], now: datetime) -> list[bool]:
        """Mark canonical addresses, in any case, as left, in a single transaction: whether each stood there."""
        stood = []
        with writing(self.path, self.patience) as connection:
            for address in addresses:
                left = [leave(connection, known.subscriber.id, now) for known in by_address(connection, address)]
                stood.append(any(left))
        return stood

    def find(self, address: str) -> Known | None:
        """Find who is registered under that canonical address, in any case, or else was."""
        with reading(self.path, self.patience) as connection:
            return min(by_address(connection, address), key=lambda known: known.left_at is not None, default=None)

    def import_csv(
        self, stream: BinaryIO, contract: Contract, now: datetime, *, sync: bool = False, removals: int | None = None
    ) -> csvfile.ImportReport:
        """Import every line that the contract allows, in a single transaction, and report the others.

        ``sync``: the file is the whole registry: people it does not name are marked as left, at most ``removals``
        (None: a ``SHARE``-th). Raises csvfile.CsvError or NotSynced, with nothing changed, if it cannot be followed.
        """
        counts = dict.fromkeys(Done, 0)
        problems: list[Refused] = []
        with writing(self.path, self.patience, create=True) as connection:
            connection.execute("CREATE TEMP TABLE taken (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
            for line in csvfile.read(stream, Choices.of(contract), now):
                if isinstance(line, Refused):
                    problems.append(line)
                    continue
                try:
                    counts[take(connection, line, now)] += 1
                except NotTaken as error:
                    problems.append(line.refused(error.column, error.reason))
            removed = 0
            if sync:
                removed = _follow(connection, tuple(problems), removals, now)
        return csvfile.ImportReport(
            counts[Done.ADDED],
            counts[Done.UPDATED],
            counts[Done.UNCHANGED],
            len({problem.line for problem in problems}),
            tuple(problems),
            removed,
        )

    def export_csv(self, stream: BinaryIO) -> int:
        """Write the subscribers who have not left, in the order of the ids, and give their number."""
        return csvfile.write(stream, self.everybody())

    def everybody(self) -> Iterator[Subscriber]:
        """Yield the subscribers who have not left, in the order of the ids, as they are read from the disk."""
        with reading(self.path, self.patience) as connection:
            for row in connection.execute(f"{SUBSCRIBER}WHERE s.left_at IS NULL ORDER BY s.id"):
                yield subscriber(row)

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        """Select whoever chose such an alert and has not left."""
        return choosing(self.path, scope, category, exercise, contract.organization)

    def among(self, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
        """Select those of the ids who have not left; ``ids``: a SELECT of them from the journal."""
        return among(self.path, ids, parameters, exercise)

    def registered(self) -> Selection:
        """Select all residents who have not left."""
        return registered(self.path)

    def controls(self, unit: str) -> Selection:
        """Select the control addresses of a unit."""
        return controls(self.path, unit)

    def left(self) -> Selection:
        """Select whoever has left."""
        return left(self.path)

    def count(self, selection: Selection, journal: Path | None) -> dict[tuple[str, str], int]:
        """Count the people selected, by form and language; ``journal``: the file that the selection asks too, if any.

        Raises ToolError with the place of a damaged value among those that would be mailed.
        """
        with reading(self.path, self.patience) as connection:
            if journal is not None:
                connection.execute("ATTACH ? AS journal", (stored.read_only(journal),))
            groups = connection.execute(
                f"SELECT form, language, count(*) AS people FROM ({selection.rows}) GROUP BY form, language",
                selection.parameters,
            ).fetchall()
            unsound = "SELECT id FROM subscriber INDEXED BY unsound WHERE NOT sound"
            if connection.execute(f"SELECT EXISTS ({unsound})").fetchone()[0]:
                # Also where an id is NULL, which is in no list.
                asked = f"SELECT count(*) - total(id NOT IN ({unsound})) > 0 FROM ({selection.rows})"
                if connection.execute(asked, selection.parameters).fetchone()[0]:
                    raise stored.Damage
            return {(form, language): people for form, language, people in groups}

    def reach(self, contract: Contract) -> Reached:
        """Count for each place and category the residents who get such an alert; SQLite groups them."""
        with reading(self.path, self.patience) as connection:
            return reach(connection.execute(ALIKE), contract)

    def mark(self) -> object:
        """Read a value that every change alters, without opening the file."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        stats = [file.stat() for file in files if file.exists()]
        # An empty log is only a sign of a reader.
        return [(stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats if stat.st_size]

    def stats(self) -> Stats:
        """Count the subscribers who have not left, and those who have."""
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
                number("left_at IS NULL AND control IS NOT NULL"),
                number(f"{RESIDENT} AND night = 1"),
                number(f"{RESIDENT} AND exercise = 1"),
                chosen("station"),
                chosen("municipality"),
                chosen("category"),
                each("form"),
                each("language"),
            )


def _follow(connection: sqlite3.Connection, problems: tuple[Refused, ...], removals: int | None, now: datetime) -> int:
    """Mark as left and count those whom the import has not named. Raises NotSynced, which rolls the import back."""
    # A subscriber who has left and stands in the file is no loss; any other refused line may be a registered one.
    blocking = {problem.line for problem in problems if problem.reason != Message("residents/line-left")}
    if blocking:
        raise NotSynced(Message("residents/lines-in-the-way", lines=len(blocking)), problems)
    if removals is None:
        removals = connection.execute(f"SELECT count(*) FROM subscriber WHERE {RESIDENT}").fetchone()[0] // SHARE
    unnamed = f"SELECT id FROM subscriber WHERE {RESIDENT} AND id NOT IN (SELECT id FROM taken)"
    missing = [subscriber_id for (subscriber_id,) in connection.execute(unnamed)]
    if len(missing) > removals:
        raise NotSynced(Message("residents/too-many-missing", people=shown(len(missing))), problems)
    return sum(leave(connection, subscriber_id, now) for subscriber_id in missing)


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
class Known:
    """A subscriber of the registry, with the values that only the registry needs."""

    number: int
    left_at: datetime | None
    subscriber: Subscriber


def take(connection: sqlite3.Connection, line: CsvLine, now: datetime) -> Done:
    """Write the wish of a line and note in ``taken`` whose it was. Raises NotTaken."""
    known = find(connection, line.id, line.wish.address)
    subscriber_id = known.subscriber.id if known else line.id or new_id()
    earlier = connection.execute("SELECT line FROM taken WHERE id = ?", (subscriber_id,)).fetchone()
    if earlier is not None:
        column = "id" if line.id else "address"
        raise NotTaken(column, Message("residents/line-twice", line=earlier[0]))
    done = put(connection, known, identified(subscriber_id, line.wish), now)
    connection.execute("INSERT INTO taken VALUES (?, ?)", (subscriber_id, line.number))
    return done


def find(connection: sqlite3.Connection, given: str | None, address: str) -> Known | None:
    """Find the subscriber by id and address; either may have changed. Raises NotTaken if they contradict."""
    owner = next(by_address(connection, address), None)
    if given is None:
        return owner
    if owner is not None and owner.subscriber.id != given:
        raise NotTaken("id", Message("residents/line-taken"))
    row = connection.execute("SELECT number, left_at FROM subscriber WHERE id = ?", (given,)).fetchone()
    if owner is None and row is not None:
        return _known(connection, *row)
    return owner


def by_address(connection: sqlite3.Connection, address: str) -> Iterator[Known]:
    """Yield the owners of that canonical address, first as it is written, then in another case; also if they left.

    Mail hosts may distinguish ``R4@`` from ``r4@`` (RFC 5321 2.4) and hardly ever do. An older registry may hold both.
    """
    rows = connection.execute(
        "SELECT number, left_at FROM subscriber WHERE address = ? COLLATE NOCASE ORDER BY address <> ?, number",
        (address, address),
    )
    return (_known(connection, *row) for row in rows.fetchall())


def _known(connection: sqlite3.Connection, number: int, left_at: str | None) -> Known:
    row = connection.execute(f"{SUBSCRIBER}WHERE s.number = ?", (number,)).fetchone()
    return Known(number, datetime.fromisoformat(left_at) if left_at else None, subscriber(row))


def put(connection: sqlite3.Connection, known: Known | None, wanted: Subscriber, now: datetime) -> Done:
    """Write the subscriber as wanted, over the subscriber known by that id or address."""
    if known is not None and known.left_at is not None:
        if moment(wanted.consented_at) <= known.left_at:
            raise NotTaken("consented_at", Message("residents/line-left"))
    elif known is not None and known.subscriber == wanted:
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
            " control = ?, consented_at = ?, left_at = NULL WHERE number = ?",
            (*own, wanted.consented_at, number),
        )
    for table, values in (
        ("station", wanted.stations),
        ("municipality", wanted.municipalities),
        ("category", wanted.categories),
    ):
        connection.execute(f"DELETE FROM {table} WHERE subscriber = ?", (number,))
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", [(number, value) for value in sorted(values)])
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


def leave(connection: sqlite3.Connection, subscriber_id: str, now: datetime) -> bool:
    """Mark a subscriber as left; False when there is no such subscriber or he had left before."""
    done = connection.execute(
        "UPDATE subscriber SET left_at = ? WHERE id = ? AND left_at IS NULL", (now.isoformat(), subscriber_id)
    )
    return done.rowcount == 1


def identified(subscriber_id: str, wish: Wish) -> Subscriber:
    """Put an id to a wish."""
    return Subscriber(id=subscriber_id, **{part.name: getattr(wish, part.name) for part in fields(Wish)})


def new_id() -> str:
    """Make an id of 128 random bits in base32: 26 lower-case characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
