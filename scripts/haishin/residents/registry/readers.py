"""配信対象: the sender's questions to the registry: who gets an alert, who has left, how leaving goes (for the alarms).

A selection is SQL that the journal runs. Each call opens the file for itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from haishin.core import stored
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Reached, Scope
from haishin.residents.registry.reach import ALIKE, ANSWERS_AN_HOUR, MAILED, RESIDENT, SIGN_DAYS, reach
from haishin.residents.registry.registry_file import instant, reading
from haishin.residents.registry.subscriber import ALL


@dataclass(frozen=True, slots=True)
class Selection:
    """配信対象: the people an alert goes to, as SQL for a connection that has the registry opened or attached."""

    file: Path  # of the registry
    rows: str  # a SELECT of id, address, form, language and night; of ``left`` and ``unknown``, of the id alone
    parameters: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """A domain of which so many came back on a day that a person must say whether they are gone."""

    domain: str
    day: date
    people: int  # who came back and are still mailed; exact, for the mail host alone


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """The state of leaving, for the alarms: by the inbox, when it passed last, and by the registry now."""

    passed_at: datetime | None  # the end of the inbox's last whole pass; None: there was none
    kept: int  # mails that wait for a person
    kept_since: datetime | None
    aside: int  # mails set aside by the last pass that set any aside
    aside_at: datetime | None
    strange: int  # requests removed, because the page writes none such, by the last pass that removed any
    strange_at: datetime | None
    answers_since: datetime | None  # the oldest answer that was not tried
    leavers: int  # within an hour, by page or mail
    guards: tuple[Guard, ...]  # that no person has answered
    flooded: bool = False  # so many asked for an answer within an hour that others get none
    ours: int = 0  # residents whose mail came back today for a fault of our own set-up
    amiss: str | None = None  # what the last pass could not do (``inbox.Amiss``); None: it was whole


@dataclass(frozen=True, slots=True)
class Readers:
    """The registry in that file, for the sender. Every call may raise ToolError (``registry_file``)."""

    path: Path
    patience: float = 5.0  # seconds to wait while another process writes

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        """Select the residents who chose such an alert, have not left and are not silent.

        The prefecture reaches all who take the category; station areas those who chose a station or a municipality of
        it. An exercise goes only to those marked for exercises, who get real alerts as well.
        """
        conditions = [_chose("category", 1)]
        parameters = [category]
        if not scope.prefecture:
            units = [contract.organization.units.get(station) for station in scope.stations]
            municipalities = sorted({name for unit in units if unit is not None for name in unit.municipalities})
            places = (_chose("station", len(scope.stations)), _chose("municipality", len(municipalities)))
            conditions.append(f"({' OR '.join(places)})")
            parameters += [*scope.stations, *municipalities]
        return self._selection(conditions, parameters, exercise)

    def among(self, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
        """Select those of the ids who are mailed; ``ids``: a SELECT of them from the journal, attached as well."""
        return self._selection([f"s.id IN ({ids})"], parameters, exercise)

    def registered(self) -> Selection:
        """Select all residents who have not left and are not silent."""
        return self._selection([], [], False)

    def left(self) -> Selection:
        """Select whoever is not to be mailed any more: has left, is silent or was erased."""
        away = "SELECT id FROM subscriber WHERE left_at IS NOT NULL OR silent_at IS NOT NULL"
        return Selection(self.path, f"{away} UNION ALL SELECT id FROM gone", ())

    def unknown(self, now: datetime) -> Selection:
        """Select whose address came back as unknown in the last ``SIGN_DAYS``, but for guarded days (``signs``)."""
        rows = "SELECT id FROM sign WHERE class = 'unknown' AND guarded IS NOT 1 AND day >= ?"
        return Selection(self.path, rows, ((now - timedelta(SIGN_DAYS)).astimezone(JST).date().isoformat(),))

    def controls(self, unit: str) -> Selection:
        """Select the control addresses of a unit."""
        rows = f"SELECT id, address, form, language, night FROM subscriber WHERE {MAILED} AND control = ? AND sound"
        return Selection(self.path, rows, (unit,))

    def _selection(self, conditions: Sequence[str], parameters: Sequence[object], exercise: bool) -> Selection:
        wanted = [RESIDENT, *conditions]
        if exercise:
            wanted.append("s.exercise = 1")
        columns = "s.id, s.address, s.form, s.language, s.night"
        rows = f"SELECT {columns} FROM subscriber s WHERE {' AND '.join(wanted)}"
        return Selection(self.path, rows, tuple(parameters))

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

    def desk_facts(self, now: datetime) -> DeskFacts:
        """Read the state of leaving, for the alarms."""
        with reading(self.path, self.patience) as connection:
            connection.execute("BEGIN")  # all of one moment
            told = dict(connection.execute("SELECT name, value FROM desk").fetchall())
            untried = "SELECT made_at FROM answer WHERE tried_at IS NULL ORDER BY number LIMIT 1"
            waiting = connection.execute(untried).fetchone() or (None,)
            (leavers,) = connection.execute(
                "SELECT count(*) FROM event WHERE what = 'left' AND by IS NULL AND at > ?",
                (instant(now - timedelta(hours=1)),),
            ).fetchone()
            (answered,) = connection.execute(
                "SELECT count(*) FROM answered WHERE at > ?", (instant(now - timedelta(hours=1)),)
            ).fetchone()
            (ours,) = connection.execute(
                "SELECT count(DISTINCT id) FROM sign WHERE class = 'ours' AND day = ?",
                (now.astimezone(JST).date().isoformat(),),
            ).fetchone()
            return DeskFacts(
                _at(told.get("passed-at")),
                int(told.get("kept", 0)),
                _at(told.get("kept-since")),
                int(told.get("aside", 0)),
                _at(told.get("aside-at")),
                int(told.get("strange", 0)),
                _at(told.get("strange-at")),
                _at(waiting[0]),
                leavers,
                guards(connection),
                answered >= ANSWERS_AN_HOUR,
                ours,
                told.get("amiss"),
            )


def guards(connection: sqlite3.Connection) -> tuple[Guard, ...]:
    """List the guards that no person has answered."""
    rows = connection.execute(
        f"SELECT domain, day, count(DISTINCT id) FROM sign JOIN subscriber USING (id) WHERE guarded AND {RESIDENT} "
        "GROUP BY domain, day ORDER BY domain, day"
    )
    return tuple(Guard(domain, date.fromisoformat(day), people) for domain, day, people in rows)


def _chose(table: str, number: int) -> str:
    """Spell the condition that the subscriber chose any of so many values, or all, in that table."""
    holes = ", ".join(["?"] * number + [f"'{ALL}'"])
    return f"EXISTS (SELECT 1 FROM {table} WHERE subscriber = s.number AND {table} IN ({holes}))"


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
