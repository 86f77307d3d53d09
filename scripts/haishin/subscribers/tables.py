"""A subscriber in the tables: found, judged against what is known, written."""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum, auto
from typing import Any

from haishin.model import Text
from haishin.subscribers import audience
from haishin.subscribers.row import REASONS, Line
from haishin.subscribers.subscriber import Subscriber, Wish, moment


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


def take(connection: sqlite3.Connection, line: Line, now: datetime) -> Done:
    """Write what the line wants and note in ``taken`` whose it was. Raises NotTaken."""
    known = find(connection, line.id, line.wish.address)
    subscriber_id = known.subscriber.id if known else line.id or new_id()
    earlier = connection.execute("SELECT line FROM taken WHERE id = ?", (subscriber_id,)).fetchone()
    if earlier is not None:
        column = "address" if line.id is None else "id"
        raise NotTaken(column, REASONS["twice"].format(line=earlier[0]))
    done = put(connection, known, identified(subscriber_id, line.wish), now)
    connection.execute("INSERT INTO taken VALUES (?, ?)", (subscriber_id, line.number))
    return done


def find(connection: sqlite3.Connection, given: str | None, address: str) -> Known | None:
    """Who is meant by an id and an address, one of which may have changed. Raises NotTaken where they contradict."""
    owner = next(by_address(connection, address), None)
    if given is None:
        return owner
    if owner is not None and owner.subscriber.id != given:
        raise NotTaken("id", REASONS["taken"])
    return owner or _by_id(connection, given)


def by_address(connection: sqlite3.Connection, address: str) -> Iterator[Known]:
    """Who has that canonical address, first as it is written, then in another case; also those who have left.

    Mail hosts may tell ``R4@`` from ``r4@`` (RFC 5321 2.4) and hardly ever do. An older registry may hold both.
    """
    rows = connection.execute(
        "SELECT number, left_at FROM subscriber WHERE address = ? COLLATE NOCASE ORDER BY address <> ?, number",
        (address, address),
    )
    return (_known(connection, *row) for row in rows.fetchall())


def _by_id(connection: sqlite3.Connection, subscriber_id: str) -> Known | None:
    found = connection.execute("SELECT number, left_at FROM subscriber WHERE id = ?", (subscriber_id,)).fetchone()
    return _known(connection, *found) if found is not None else None


def _known(connection: sqlite3.Connection, number: int, left_at: str | None) -> Known:
    row = connection.execute(f"{audience.SUBSCRIBER}WHERE s.number = ?", (number,)).fetchone()
    return Known(number, datetime.fromisoformat(left_at) if left_at else None, subscriber(row))


def put(connection: sqlite3.Connection, known: Known | None, wanted: Subscriber, now: datetime) -> Done:
    """Write the subscriber as wanted, over the one that is known by his id or address."""
    if known is not None and known.left_at is not None:
        if moment(wanted.consented_at) <= known.left_at:
            raise NotTaken("consented_at", REASONS["left"])
    elif known is not None and known.subscriber == wanted:
        return Done.UNCHANGED
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
    return Done.ADDED if known is None else Done.UPDATED


def subscriber(row: tuple[Any, ...]) -> Subscriber:
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


def leave(connection: sqlite3.Connection, subscriber_id: str, now: datetime) -> bool:
    """Mark as left; False when there is no such subscriber or he had left before."""
    done = connection.execute(
        "UPDATE subscriber SET left_at = ? WHERE id = ? AND left_at IS NULL", (now.isoformat(), subscriber_id)
    )
    return done.rowcount == 1


def identified(subscriber_id: str, wish: Wish) -> Subscriber:
    """The wish under that id."""
    return Subscriber(id=subscriber_id, **{part.name: getattr(wish, part.name) for part in fields(Wish)})


def new_id() -> str:
    """128 random bits in base32: 26 lower-case characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
