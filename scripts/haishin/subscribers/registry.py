"""登録者名簿: the SQLite registry. Each call opens the file for itself."""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, BinaryIO

from haishin.contract.loading import Contract
from haishin.errors import Refusal
from haishin.model import Scope, Text
from haishin.subscribers import audience, csvfile
from haishin.subscribers.row import REASONS, Line, Refused
from haishin.subscribers.storage import reading, writing
from haishin.subscribers.subscriber import Choices, Subscriber, Wish, moment


@dataclass(frozen=True, slots=True)
class Stats:
    """Exact counts, for the mail host only (``audience.shown`` makes them fit to leave it).

    ``stations``, ``municipalities``, ``categories`` count each choice as it was made, ``*`` among them.
    """

    registered: int
    left: int
    night: int
    exercise: int
    stations: Mapping[str, int]
    municipalities: Mapping[str, int]
    categories: Mapping[str, int]
    forms: Mapping[str, int]
    languages: Mapping[str, int]


class _Done(Enum):
    ADDED = auto()
    UPDATED = auto()
    UNCHANGED = auto()


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry in that file. It comes into being with the first import or registration.

    ``patience``: seconds to wait while another process writes. Every call may raise ToolError (``storage``).
    """

    path: Path
    patience: float = 5.0

    def register(self, wish: Wish, now: datetime) -> str:
        """Take the wish of somebody who has consented; gives his id, kept where the address is known already.

        Raises Refusal when he has left and this consent is older.
        """
        with writing(self.path, self.patience, create=True) as connection:
            try:
                known = _find(connection, None, wish.address)
                wanted = _identified(known.subscriber.id if known else _new_id(), wish)
                _put(connection, known, wanted, now)
                return wanted.id
            except _NotTaken as error:
                raise Refusal(
                    error.reason,
                    Text("本人の新しい同意を得てください。", "Ask the resident for a new consent."),
                ) from None

    def leave(self, subscriber_id: str, now: datetime) -> bool:
        """Mark as left; False when there is no such subscriber or he had left before."""
        with writing(self.path, self.patience) as connection:
            done = connection.execute(
                "UPDATE subscriber SET left_at = ? WHERE id = ? AND left_at IS NULL", (now.isoformat(), subscriber_id)
            )
            return done.rowcount == 1

    def import_csv(self, stream: BinaryIO, contract: Contract, now: datetime) -> csvfile.ImportReport:
        """Take every line that the contract allows, in one transaction, and report the others.

        Raises csvfile.CsvError, with nothing changed, when the file as a whole cannot be taken.
        """
        counts = dict.fromkeys(_Done, 0)
        problems: list[Refused] = []
        with writing(self.path, self.patience, create=True) as connection:
            connection.execute("CREATE TEMP TABLE taken (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
            for line in csvfile.read(stream, Choices.of(contract), now):
                if isinstance(line, Refused):
                    problems.append(line)
                    continue
                try:
                    counts[_take(connection, line, now)] += 1
                except _NotTaken as error:
                    problems.append(line.refused(error.column, error.reason))
        return csvfile.ImportReport(
            counts[_Done.ADDED],
            counts[_Done.UPDATED],
            counts[_Done.UNCHANGED],
            len({problem.line for problem in problems}),
            tuple(problems),
        )

    def export_csv(self, stream: BinaryIO) -> int:
        """Write everybody who has not left, in the order of the ids; gives their number."""
        return csvfile.write(stream, self.everybody())

    def everybody(self) -> Iterator[Subscriber]:
        """All who have not left, in the order of the ids, one at a time from the disk."""
        return self._rows(f"{audience.SUBSCRIBER}WHERE s.left_at IS NULL ORDER BY s.id", ())

    def select(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Iterator[Subscriber]:
        """Who gets such an alert, in the order of the ids, one at a time from the disk."""
        return self._rows(*audience.query(scope, category, exercise, contract.organization))

    def by_ids(self, ids: Iterable[str]) -> Iterator[Subscriber]:
        """Those of the given ids who are still registered, in the given order."""
        with reading(self.path, self.patience) as connection:
            for one in ids:
                row = connection.execute(
                    f"{audience.SUBSCRIBER}WHERE s.left_at IS NULL AND s.id = ?", (one,)
                ).fetchone()
                if row is not None:
                    yield _subscriber(row)

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
                        f"WHERE s.left_at IS NULL GROUP BY {table} ORDER BY {table}"
                    )
                )

            def each(column: str) -> dict[str, int]:
                return dict(
                    connection.execute(
                        f"SELECT {column}, count(*) FROM subscriber WHERE left_at IS NULL "
                        f"GROUP BY {column} ORDER BY {column}"
                    )
                )

            return Stats(
                number("left_at IS NULL"),
                number("left_at IS NOT NULL"),
                number("left_at IS NULL AND night = 1"),
                number("left_at IS NULL AND exercise = 1"),
                chosen("station"),
                chosen("municipality"),
                chosen("category"),
                each("form"),
                each("language"),
            )

    def _rows(self, query: str, parameters: tuple[str, ...]) -> Iterator[Subscriber]:
        with reading(self.path, self.patience) as connection:
            for row in connection.execute(query, parameters):
                yield _subscriber(row)


# --- rows ---------------------------------------------------------------------------------------


class _NotTaken(Exception):
    """The registry cannot take this wish; the transaction goes on without it."""

    def __init__(self, column: str, reason: Text) -> None:
        super().__init__()
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Known:
    """A subscriber of the registry, with what only the registry needs."""

    number: int
    left_at: datetime | None
    subscriber: Subscriber


def _take(connection: sqlite3.Connection, line: Line, now: datetime) -> _Done:
    known = _find(connection, line.id, line.wish.address)
    subscriber_id = known.subscriber.id if known else line.id or _new_id()
    earlier = connection.execute("SELECT line FROM taken WHERE id = ?", (subscriber_id,)).fetchone()
    if earlier is not None:
        column = "address" if line.id is None else "id"
        raise _NotTaken(column, REASONS["twice"].format(line=earlier[0]))
    done = _put(connection, known, _identified(subscriber_id, line.wish), now)
    connection.execute("INSERT INTO taken VALUES (?, ?)", (subscriber_id, line.number))
    return done


def _find(connection: sqlite3.Connection, given: str | None, address: str) -> _Known | None:
    owner = _known(connection, "address", address)
    if given is None:
        return owner
    if owner is not None and owner.subscriber.id != given:
        raise _NotTaken("id", REASONS["taken"])
    return owner or _known(connection, "id", given)


def _known(connection: sqlite3.Connection, column: str, value: str) -> _Known | None:
    found = connection.execute(f"SELECT number, left_at FROM subscriber WHERE {column} = ?", (value,)).fetchone()
    if found is None:
        return None
    number, left_at = found
    row = connection.execute(f"{audience.SUBSCRIBER}WHERE s.number = ?", (number,)).fetchone()
    return _Known(number, datetime.fromisoformat(left_at) if left_at else None, _subscriber(row))


def _put(connection: sqlite3.Connection, known: _Known | None, wanted: Subscriber, now: datetime) -> _Done:
    """Write the subscriber as wanted, over the one that is known by his id or address."""
    if known is not None and known.left_at is not None:
        if moment(wanted.consented_at) <= known.left_at:
            raise _NotTaken("consented_at", REASONS["left"])
    elif known is not None and known.subscriber == wanted:
        return _Done.UNCHANGED
    own = (wanted.address, wanted.form, wanted.language, wanted.night, wanted.exercise, wanted.origin)
    if known is None:
        number = connection.execute(
            "INSERT INTO subscriber (address, form, language, night, exercise, origin, consented_at, id, registered_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*own, wanted.consented_at, wanted.id, now.isoformat()),
        ).lastrowid
    else:
        number = known.number
        connection.execute(
            "UPDATE subscriber SET address = ?, form = ?, language = ?, night = ?, exercise = ?, origin = ?,"
            " consented_at = ?, left_at = NULL WHERE number = ?",
            (*own, wanted.consented_at, number),
        )
    for table, values in (
        ("station", wanted.stations),
        ("municipality", wanted.municipalities),
        ("category", wanted.categories),
    ):
        connection.execute(f"DELETE FROM {table} WHERE subscriber = ?", (number,))
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", [(number, value) for value in sorted(values)])
    return _Done.ADDED if known is None else _Done.UPDATED


def _subscriber(row: tuple[Any, ...]) -> Subscriber:
    """The subscriber of a row of ``audience.SUBSCRIBER``."""
    subscriber_id, address, stations, municipalities, categories, form, language, night, exercise, *consent = row
    origin, consented_at = consent
    return Subscriber(
        id=subscriber_id,
        address=address,
        stations=_set(stations),
        municipalities=_set(municipalities),
        categories=_set(categories),
        form=form,
        language=language,
        night=bool(night),
        exercise=bool(exercise),
        origin=origin,
        consented_at=consented_at,
    )


def _set(joined: str | None) -> frozenset[str]:
    return frozenset(joined.split(";")) if joined else frozenset()


def _identified(subscriber_id: str, wish: Wish) -> Subscriber:
    return Subscriber(id=subscriber_id, **{part.name: getattr(wish, part.name) for part in fields(Wish)})


def _new_id() -> str:
    """128 random bits in base32: 26 lower-case characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
