"""What happened to a resident: when, how and by whom, without an address; and the time after which it is forgotten.

A state changes here, together with its event. Functions take a connection inside ``registry_file.writing``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, TypeAlias

from haishin.core.contract.policy import JST, ResidentLimits
from haishin.residents.registry.reach import SIGN_DAYS
from haishin.residents.registry.registry_file import instant

What = Literal["registered", "changed", "left", "silent", "revived", "erased"]
Digest: TypeAlias = Callable[[str], str]  # of an address in any case, by a key: what stays of an erased one

ANSWERED_DAYS = 1
MAIL_DAYS = 7  # for which a mail that was acted upon is known again

# Control addresses are a unit's own and never fall silent.
_STATES: dict[What, str] = {
    "left": "SET left_at = :at WHERE id = :id AND left_at IS NULL",
    "silent": "SET silent_at = :at WHERE id = :id AND left_at IS NULL AND silent_at IS NULL AND control IS NULL",
    "revived": "SET silent_at = NULL WHERE id = :id AND left_at IS NULL AND silent_at IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a resident's history."""

    at: datetime
    what: What
    how: str  # import, operator, one-click, button, mail, word, bounces, retention …
    by: str | None  # the login of a person of the roster; None: himself, or the program
    words: str | None = None  # the digest of the page or mail by which he registered or chose


def note(
    connection: sqlite3.Connection,
    subscriber_id: str,
    now: datetime,
    what: What,
    how: str,
    by: str | None,
    words: str | None = None,
) -> None:
    """Append an event."""
    connection.execute(
        "INSERT INTO event (id, at, what, how, by, words) VALUES (?, ?, ?, ?, ?, ?)",
        (subscriber_id, instant(now), what, how, by, words),
    )


def of(connection: sqlite3.Connection, subscriber_id: str) -> tuple[Event, ...]:
    """List a resident's events, the oldest first."""
    rows = connection.execute(
        "SELECT at, what, how, by, words FROM event WHERE id = ? ORDER BY number", (subscriber_id,)
    )
    return tuple(Event(datetime.fromisoformat(at), *event) for at, *event in rows)


def change(
    connection: sqlite3.Connection, subscriber_id: str, now: datetime, how: str, by: str | None = None, *, what: What
) -> bool:
    """Change a resident's state and note it; False, with nothing noted, if there is nobody whose state it can be."""
    done = connection.execute(f"UPDATE subscriber {_STATES[what]}", {"at": now.isoformat(), "id": subscriber_id})
    if done.rowcount:
        note(connection, subscriber_id, now, what, how, by)
    if done.rowcount and what == "left":  # his link to choose ends (threat W22)
        own = "address = (SELECT address FROM subscriber WHERE id = ?)"
        connection.execute(f"DELETE FROM link WHERE mover = ? OR {own}", (subscriber_id, subscriber_id))
    if done.rowcount and what == "revived":  # he needs new signs to fall silent again
        connection.execute("DELETE FROM sign WHERE id = ?", (subscriber_id,))
    return done.rowcount == 1


leave = partial(change, what="left")
silence = partial(change, what="silent")
revive = partial(change, what="revived")


def bury(connection: sqlite3.Connection, subscriber_id: str, at: datetime, digest: Digest) -> bool:
    """Delete a resident with his address; that he was there until then stays, as id and digest. False: nobody."""
    row = connection.execute("SELECT address FROM subscriber WHERE id = ?", (subscriber_id,)).fetchone()
    if row is None:
        return False
    connection.execute("INSERT INTO gone VALUES (?, ?, ?)", (subscriber_id, digest(row[0]), instant(at)))
    connection.execute("DELETE FROM subscriber WHERE id = ?", (subscriber_id,))
    connection.execute("DELETE FROM sign WHERE id = ?", (subscriber_id,))
    connection.execute("DELETE FROM answer WHERE address = ? COLLATE NOCASE", row)
    connection.execute("DELETE FROM link WHERE address = ? OR mover = ?", (row[0], subscriber_id))
    connection.execute("INSERT OR REPLACE INTO desk VALUES ('forget', 'due')")  # until ``registry_file.forget`` is done
    return True


def tidy(connection: sqlite3.Connection, now: datetime, limits: ResidentLimits, digest: Digest) -> int:
    """Forget events older than they may be; return the number of addresses deleted.

    Addresses go by whole days in Japan: the first call of a day finds them all.
    """
    midnight = now.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
    left = connection.execute(
        "SELECT id, left_at FROM subscriber WHERE left_at IS NOT NULL AND unixepoch(left_at) < ?",
        ((midnight - timedelta(limits.keep_address_days)).timestamp(),),
    ).fetchall()
    for subscriber_id, left_at in left:
        bury(connection, subscriber_id, datetime.fromisoformat(left_at), digest)
        note(connection, subscriber_id, now, "erased", "retention", None)
    # Events lie in the order of their times: the first that stays is soon found.
    connection.execute(
        "DELETE FROM event WHERE number < (SELECT number FROM event WHERE at >= ? ORDER BY number LIMIT 1)",
        (instant(now - timedelta(limits.history_days)),),
    )
    # Of what was tried and has no end nobody knows whether it went.
    connection.execute("DELETE FROM answer WHERE tried_at < ?", (instant(now - timedelta(ANSWERED_DAYS)),))
    connection.execute("DELETE FROM link WHERE until <= ?", (instant(now),))  # where no inbox runs
    for table, days in (
        ("sign", SIGN_DAYS),
        ("answered", ANSWERED_DAYS),
        ("mail_taken", MAIL_DAYS),
    ):
        connection.execute(f"DELETE FROM {table} WHERE at < ?", (instant(now - timedelta(days)),))
    return len(left)
