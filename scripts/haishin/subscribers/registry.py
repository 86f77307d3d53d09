"""登録者名簿: the SQLite registry. Each call opens the file for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from haishin.contract.loading import Contract
from haishin.errors import Refusal
from haishin.model import Scope, Text
from haishin.subscribers import audience, csvfile
from haishin.subscribers.row import REASONS, Refused
from haishin.subscribers.storage import reading, writing
from haishin.subscribers.subscriber import Choices, Subscriber, Wish
from haishin.subscribers.tables import Done, Known, NotTaken, by_address, find, identified, leave, new_id, put, take
from haishin.subscribers.tables import subscriber as subscriber_of

SHARE = 20  # a sync takes out one in so many at most, unless more is said: a cut file must not empty the registry


class NotSynced(Refusal):
    """The list cannot be followed, and nothing was changed; ``problems`` are the lines that cannot be taken."""

    def __init__(self, message: Text, hint: Text, problems: tuple[Refused, ...] = ()) -> None:
        super().__init__(message, hint)
        self.problems = problems


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
                known = find(connection, None, wish.address)
                wanted = identified(known.subscriber.id if known else new_id(), wish)
                put(connection, known, wanted, now)
                return wanted.id
            except NotTaken as error:
                raise Refusal(
                    error.reason,
                    Text("本人の新しい同意を得てください。", "Ask the resident for a new consent."),
                ) from None

    def leave(self, subscriber_id: str, now: datetime) -> bool:
        """Mark as left; False when there is no such subscriber or he had left before."""
        with writing(self.path, self.patience) as connection:
            return leave(connection, subscriber_id, now)

    def remove(self, addresses: Iterable[str], now: datetime) -> list[bool]:
        """Mark all of the canonical addresses, in any case, as left, in one transaction; for each whether any was."""
        with writing(self.path, self.patience) as connection:
            known = (by_address(connection, one) for one in addresses)
            return [sum(leave(connection, one.subscriber.id, now) for one in same) > 0 for same in known]

    def find(self, address: str) -> Known | None:
        """Who is registered under that canonical address, in any case, or else was."""
        with reading(self.path, self.patience) as connection:
            return min(by_address(connection, address), key=lambda one: one.left_at is not None, default=None)

    def import_csv(
        self, stream: BinaryIO, contract: Contract, now: datetime, *, sync: bool = False, removals: int | None = None
    ) -> csvfile.ImportReport:
        """Take every line that the contract allows, in one transaction, and report the others.

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
        """Write everybody who has not left, in the order of the ids; gives their number."""
        return csvfile.write(stream, self.everybody())

    def everybody(self) -> Iterator[Subscriber]:
        """All who have not left, in the order of the ids, one at a time from the disk."""
        return self._rows(f"{audience.SUBSCRIBER}WHERE s.left_at IS NULL ORDER BY s.id", ())

    def select(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Iterator[Subscriber]:
        """Who gets such an alert, in the order of the ids, one at a time from the disk."""
        return self._rows(*audience.query(scope, category, exercise, contract.organization))

    def ids(self) -> frozenset[str]:
        """The ids of all who have not left."""
        with reading(self.path, self.patience) as connection:
            return frozenset(one for (one,) in connection.execute("SELECT id FROM subscriber WHERE left_at IS NULL"))

    def mark(self) -> object:
        """Another value after every change, without opening the file."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        stats = [file.stat() if file.exists() else None for file in files]
        return [(stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats if stat is not None]

    def by_ids(self, ids: Iterable[str]) -> Iterator[Subscriber]:
        """Those of the given ids who are still registered, in the given order."""
        with reading(self.path, self.patience) as connection:
            for one in ids:
                row = connection.execute(
                    f"{audience.SUBSCRIBER}WHERE s.left_at IS NULL AND s.id = ?", (one,)
                ).fetchone()
                if row is not None:
                    yield subscriber_of(row)

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
                yield subscriber_of(row)


def _follow(connection: sqlite3.Connection, problems: tuple[Refused, ...], removals: int | None, now: datetime) -> int:
    """Mark as left whom the import has not named; how many. Raises NotSynced, which rolls the import back."""
    # One who has left and stands in the other list is no loss; any other refused line may be somebody registered.
    if blocking := [one for one in problems if one.reason is not REASONS["left"]]:
        raise NotSynced(
            Text(
                f"取り込めない行が {len({one.line for one in blocking})} 行あるため、名簿は何も変えていません。",
                f"{len({one.line for one in blocking})} lines cannot be taken, so nothing was changed.",
            ),
            Text(
                "その行を直してから、もう一度実行してください。そのまま進むと、その行の人が名簿から外れます。",
                "Correct those lines and run again: going on would take the people of those lines out.",
            ),
            problems,
        )
    there = connection.execute("SELECT count(*) FROM subscriber WHERE left_at IS NULL").fetchone()[0]
    missing = [
        one
        for (one,) in connection.execute(
            "SELECT id FROM subscriber WHERE left_at IS NULL AND id NOT IN (SELECT id FROM taken)"
        )
    ]
    if len(missing) > (there // SHARE if removals is None else removals):
        many = audience.shown(len(missing))
        raise NotSynced(
            Text(
                f"このファイルにない登録者が{many.ja}います。多すぎるため、名簿は何も変えていません。",
                f"The file does not name {many.en} who are registered: too many, so nothing was changed.",
            ),
            Text(
                "ファイルが切れていないか確かめ、正しければ、外してよい人数を --removals で指定してください。",
                "Check that the file is whole. If it is, say with --removals how many may be taken out at most.",
            ),
            problems,
        )
    return sum(leave(connection, one, now) for one in missing)
