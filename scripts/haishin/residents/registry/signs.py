"""Signs that an address is dead, by days in Japan; a whole domain's are not believed before a person was asked.

A carrier that answers "unknown" for everybody for hours looks as if all had gone (Gmail, 14 December 2020): so one day
is never enough, and no day on which more than a ``SHARE``-th of a domain came back (threat W17).
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, timedelta

from haishin.core.contract.policy import JST
from haishin.residents.registry import history
from haishin.residents.registry.reach import RESIDENT, SIGN_DAYS
from haishin.residents.registry.readers import Guard, guards
from haishin.residents.registry.registry_file import instant

UNKNOWN = "unknown"  # the only class that makes anybody silent
SHARE, FEWEST = 20, 10  # more than one in so many of a domain's residents, and at least so many
_APART = timedelta(hours=12)  # between two signs: an outage over midnight is one
_DOMAIN = "lower(substr(address, instr(address, '@') + 1))"


def note(connection: sqlite3.Connection, subscriber_id: str, alert: str, at: datetime, cls: str) -> int:
    """Note that an alert (``keys.short``) came back so from a resident; of an alert and a class the first counts.

    However often its report is read or brought again, it is no second day (threat W16). Nobody's is not noted.
    Returns how many of his domain came back so that day.
    """
    connection.execute(
        "INSERT OR IGNORE INTO sign "
        f"SELECT id, ?, ?, ?, ?, {_DOMAIN}, NULL FROM subscriber WHERE id = ? AND {RESIDENT}",
        (alert, _day(at), instant(at), cls, subscriber_id),
    )
    (alike,) = connection.execute(
        "SELECT count(DISTINCT id) FROM sign WHERE class = ? AND day = ? "
        f"AND domain = (SELECT {_DOMAIN} FROM subscriber WHERE id = ?)",
        (cls, _day(at), subscriber_id),
    ).fetchone()
    return int(alike)


def settle(connection: sqlite3.Connection, now: datetime) -> tuple[Guard, ...]:
    """Make silent from whom two alerts came back as unknown, on two days of the last 60 that are over; list the guards.

    Signs of a guarded day count for nobody.
    """
    _guard(connection)
    twice = connection.execute(
        f"SELECT id FROM sign JOIN subscriber USING (id) WHERE class = '{UNKNOWN}' AND guarded IS NOT 1 AND {RESIDENT} "
        "AND day < ? AND day >= ? GROUP BY id "
        "HAVING count(DISTINCT day) > 1 AND unixepoch(max(at)) - unixepoch(min(at)) >= ?",
        (_day(now), _day(now - timedelta(SIGN_DAYS)), _APART.total_seconds()),
    ).fetchall()
    for (subscriber_id,) in twice:
        history.silence(connection, subscriber_id, now, "bounces")
    return guards(connection)


def answer(
    connection: sqlite3.Connection, domain: str, day: date, now: datetime, by: str, *, what: history.What
) -> int:
    """Let a person say of a domain's day that who came back is gone (silent) or was there (revived); count these.

    ``silent`` takes who is guarded. ``revived`` takes back any silence, and signs of that day count for nothing.
    """
    ids = connection.execute(
        f"SELECT DISTINCT id FROM sign WHERE class = '{UNKNOWN}' AND domain = ? AND day = ? AND (guarded OR ?)",
        (domain, day.isoformat(), what == "revived"),
    ).fetchall()
    done = sum(history.change(connection, subscriber_id, now, "guard", by, what=what) for (subscriber_id,) in ids)
    if what == "revived":
        connection.execute(
            f"DELETE FROM sign WHERE class = '{UNKNOWN}' AND domain = ? AND day = ?", (domain, day.isoformat())
        )
    return done


def _guard(connection: sqlite3.Connection) -> None:
    """Guard the signs of each domain and day that are too many; each is judged once, and a guard stays."""
    many = connection.execute(
        f"SELECT domain, day, count(DISTINCT id) AS people, max(guarded) FROM sign WHERE class = '{UNKNOWN}' "
        "GROUP BY domain, day HAVING people >= ? AND count(guarded) < count(*)",
        (FEWEST,),
    ).fetchall()
    if not many:
        return
    people = dict(
        connection.execute(
            f"SELECT {_DOMAIN} AS domain, count(*) FROM subscriber WHERE {RESIDENT} "
            "AND domain IN (SELECT value FROM json_each(?)) GROUP BY 1",
            (json.dumps([domain for domain, *_ in many]),),
        ).fetchall()
    )
    for domain, day, number, already in many:
        connection.execute(
            "UPDATE sign SET guarded = ? WHERE domain = ? AND day = ? AND class = ?",
            (already == 1 or number * SHARE > people.get(domain, 0), domain, day, UNKNOWN),
        )


def _day(at: datetime) -> str:
    return at.astimezone(JST).date().isoformat()
