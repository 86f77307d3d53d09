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
    """Exact counts, for the mail host only (``reach.shown`` makes them fit to leave it).

    ``stations``, ``municipalities``, ``categories`` count each choice as it was made, ``*`` among them. Control
    addresses are counted in ``control`` alone.
    """

    registered: int
    left: int
    control: int
    night: int
    exercise: int
    stations: Mapping[str, int]
    municipalities: Mapping[str, int]
    categories: Mapping[str, int]
    forms: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry in that file. It comes into being with the first import or registration.

    ``patience``: seconds to wait while another process writes. Every call may raise ToolError (``registry_file``).
    """

    path: Path
    patience: float = 5.0

    def register(self, wish: Wish, now: datetime) -> str:
        """Register a wish that somebody consented to; gives his id, the same as before where the address is known.

        Raises Refusal when he has left and this consent is older.
        """
        with writing(self.path, self.patience, create=True) as connection:
            try:
                known = find(connection, None, wish.address)
                wanted = identified(known.subscriber.id if known else new_id(), wish)
                put(connection, known, wanted, now)
                return wanted.id
            except NotTaken as error:
                raise Refusal(error.reason, Message("residents/consent-again")) from None

    def leave(self, subscriber_id: str, now: datetime) -> bool:
        """Mark a subscriber as left; False when there is no such subscriber or he had left before."""
        with writing(self.path, self.patience) as connection:
            return leave(connection, subscriber_id, now)

    def remove(self, addresses: Iterable[str], now: datetime) -> list[bool]:
        """Mark canonical addresses, in any case, as left, in one transaction; tells of each whether it stood there."""
        with writing(self.path, self.patience) as connection:
            known = (by_address(connection, one) for one in addresses)
            return [sum(leave(connection, one.subscriber.id, now) for one in same) > 0 for same in known]

    def find(self, address: str) -> Known | None:
        """Find who is registered under that canonical address, in any case, or else was."""
        with reading(self.path, self.patience) as connection:
            return min(by_address(connection, address), key=lambda known: known.left_at is not None, default=None)

    def import_csv(
        self, stream: BinaryIO, contract: Contract, now: datetime, *, sync: bool = False, removals: int | None = None
    ) -> csvfile.ImportReport:
        """Import every line that the contract allows, in one transaction, and report the others.

        ``sync``: the file is everybody: whom it does not name is marked as left, ``removals`` at most (None: one in
        ``SHARE``). Raises csvfile.CsvError or NotSynced, with nothing changed, when it cannot be taken as a whole.
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
            removed = _follow(connection, tuple(problems), removals, now) if sync else 0
        return csvfile.ImportReport(
            counts[Done.ADDED],
            counts[Done.UPDATED],
            counts[Done.UNCHANGED],
            len({problem.line for problem in problems}),
            tuple(problems),
            removed,
        )

    def export_csv(self, stream: BinaryIO) -> int:
        """Write everybody who has not left, in the order of the ids, and give their number."""
        return csvfile.write(stream, self.everybody())

    def everybody(self) -> Iterator[Subscriber]:
        """Yield everybody who has not left, in the order of the ids, one at a time from the disk."""
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

        A damaged value among what would be mailed is told by its place.
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
        """Count for each place and category the residents who get such an alert; no row of one goes through Python."""
        with reading(self.path, self.patience) as connection:
            return reach(connection.execute(ALIKE), contract)

    def mark(self) -> object:
        """Read a value that every change alters, without opening the file."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        stats = [file.stat() for file in files if file.exists()]
        # An empty log is only a sign of a reader.
        return [(stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats if stat.st_size]

    def stats(self) -> Stats:
        """Count everybody who has not left, and who has."""
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
    # One who has left and stands in the other list is no loss; any other refused line may be somebody registered.
    if blocking := [one for one in problems if one.reason != Message("residents/line-left")]:
        raise NotSynced(Message("residents/lines-in-the-way", lines=len({one.line for one in blocking})), problems)
    there = connection.execute(f"SELECT count(*) FROM subscriber WHERE {RESIDENT}").fetchone()[0]
    missing = [
        one
        for (one,) in connection.execute(
            f"SELECT id FROM subscriber WHERE {RESIDENT} AND id NOT IN (SELECT id FROM taken)"
        )
    ]
    if len(missing) > (there // SHARE if removals is None else removals):
        raise NotSynced(Message("residents/too-many-missing", people=shown(len(missing))), problems)
    return sum(leave(connection, one, now) for one in missing)


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
    """A subscriber of the registry, with what only the registry needs."""

    number: int
    left_at: datetime | None
    subscriber: Subscriber


def take(connection: sqlite3.Connection, line: CsvLine, now: datetime) -> Done:
    """Write the wish of a line and note in ``taken`` whose it was. Raises NotTaken."""
    known = find(connection, line.id, line.wish.address)
    subscriber_id = known.subscriber.id if known else line.id or new_id()
    earlier = connection.execute("SELECT line FROM taken WHERE id = ?", (subscriber_id,)).fetchone()
    if earlier is not None:
        column = "address" if line.id is None else "id"
        raise NotTaken(column, Message("residents/line-twice", line=earlier[0]))
    done = put(connection, known, identified(subscriber_id, line.wish), now)
    connection.execute("INSERT INTO taken VALUES (?, ?)", (subscriber_id, line.number))
    return done


def find(connection: sqlite3.Connection, given: str | None, address: str) -> Known | None:
    """Find the subscriber by id and address, one of which may have changed. Raises NotTaken if they contradict."""
    owner = next(by_address(connection, address), None)
    if given is None:
        return owner
    if owner is not None and owner.subscriber.id != given:
        raise NotTaken("id", Message("residents/line-taken"))
    return owner or _by_id(connection, given)


def by_address(connection: sqlite3.Connection, address: str) -> Iterator[Known]:
    """Yield who has that canonical address, first as it is written, then in another case; also those who have left.

    Mail hosts may tell ``R4@`` from ``r4@`` (RFC 5321 2.4) and hardly ever do. An older registry may hold both.
    """
    rows = connection.execute(
        "SELECT number, left_at FROM subscriber WHERE address = ? COLLATE NOCASE ORDER BY address <> ?, number",
        (address, address),
    )
    return (_known(connection, *row) for row in rows.fetchall())


def _by_id(connection: sqlite3.Connection, subscriber_id: str) -> Known | None:
    row = connection.execute("SELECT number, left_at FROM subscriber WHERE id = ?", (subscriber_id,)).fetchone()
    return _known(connection, *row) if row is not None else None


def _known(connection: sqlite3.Connection, number: int, left_at: str | None) -> Known:
    row = connection.execute(f"{SUBSCRIBER}WHERE s.number = ?", (number,)).fetchone()
    return Known(number, datetime.fromisoformat(left_at) if left_at else None, subscriber(row))


def put(connection: sqlite3.Connection, known: Known | None, wanted: Subscriber, now: datetime) -> Done:
    """Write the subscriber as wanted, over the one that is known by his id or address."""
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
