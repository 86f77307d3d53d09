from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support_rows import ALERT, NOON, audience, rows

from haishin.delivery.journal import Journal
from haishin.delivery.messages import JournalError
from haishin.errors import Exit, Refusal


def test_files_are_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    journal.freeze(ALERT, "n1", audience(rows(1)), NOON)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}

    journal.close()
    assert modes == {
        "journal.db": 0o600,
        "journal.db-wal": 0o600,
        "journal.db-shm": 0o600,
        "journal.db.lock": 0o600,
    }


def test_every_new_file_has_an_id_of_its_own(tmp_path: Path) -> None:
    one, two = Journal.open(tmp_path / "one.db"), Journal.open(tmp_path / "two.db")

    assert len(one.id) == 32
    assert one.id != two.id
    one.close()
    two.close()


def test_a_second_sender_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    sender = Journal.open(path)
    sender.freeze(ALERT, "n1", audience(rows(3)), NOON)

    with pytest.raises(Refusal) as caught:
        Journal.open(path)
    reader = Journal.open(path, lock=False)

    assert caught.value.message.en == "another sender is running"
    assert caught.value.message.ja == "別の送信処理が動いています。"
    assert caught.value.exit_code is Exit.REFUSED
    assert reader.counts(ALERT).total == 3
    assert reader.id == sender.id
    with pytest.raises(JournalError, match="attempt to write a readonly database"):
        reader.recover()
    reader.close()
    sender.close()
    Journal.open(path).close()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    code = (
        "import os, sys; from pathlib import Path; from haishin.delivery.journal import Journal; "
        "Journal.open(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env={"PYTHONPATH": _scripts()}, check=False)

    assert done.returncode == -9
    Journal.open(path).close()


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(JournalError) as caught:
        Journal.open(tmp_path / "journal.db", lock=False)

    assert caught.value.message.en == f"There is no journal at {tmp_path / 'journal.db'}."
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="No such file or directory"):
        Journal.open(tmp_path / "none" / "journal.db")


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()

    with pytest.raises(JournalError, match="Is a directory"):
        Journal.open(tmp_path / "journal.db")


@pytest.mark.parametrize("lock", [True, False])
def test_another_file_in_its_place(tmp_path: Path, lock: bool) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)

    with pytest.raises(JournalError, match="is damaged, or no journal at all") as told:
        Journal.open(path, lock=lock)
    assert told.value.hint.ja == "このファイルを別の場所に残し、控えから戻してください(OPERATING.md の Backups)。"


@pytest.mark.parametrize(("version", "table"), [(1, "release"), (0, "something")])
def test_another_version_is_not_touched(tmp_path: Path, version: int, table: str) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as other:
        other.execute(f"CREATE TABLE {table}(a)")
        other.execute(f"PRAGMA user_version = {version}")
    other.close()

    with pytest.raises(JournalError) as caught:
        Journal.open(path)

    assert caught.value.message.en == f"The journal {path} has version {version}; this program knows version 2."


def test_an_empty_file_is_no_journal_to_read(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()

    with pytest.raises(JournalError, match="has version 0"):
        Journal.open(tmp_path / "journal.db", lock=False)


def test_a_file_system_without_wal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            return super().execute("SELECT 'delete'" if "journal_mode" in sql else sql, *more)  # type: ignore[arg-type]

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **k, factory=Stubborn))

    with pytest.raises(JournalError) as caught:
        Journal.open(tmp_path / "journal.db")

    assert caught.value.message.en == (
        f"The journal {tmp_path / 'journal.db'} cannot be opened in WAL mode (answer: delete)."
    )


def test_a_full_disk_undoes_the_whole_step(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    pages = journal._file.connection.execute("PRAGMA page_count").fetchone()[0]
    journal._file.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(JournalError) as caught:
        journal.freeze(ALERT, "n1", audience(rows(2000)), NOON)

    assert caught.value.message.en == (
        f"The journal {tmp_path / 'journal.db'} cannot be read or written: database or disk is full"
    )
    assert "example.test" not in str(caught.value)
    assert journal.entries() == []
    journal.verify()
    journal.close()


def test_a_locked_database(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path, busy_seconds=0.01)
    meddler = sqlite3.connect(path, isolation_level=None)
    meddler.execute("BEGIN IMMEDIATE")

    with pytest.raises(JournalError, match="database is locked"):
        journal.freeze(ALERT, "n1", audience(rows(1)), NOON)

    meddler.execute("ROLLBACK")
    meddler.close()
    assert journal.freeze(ALERT, "n1", audience(rows(1)), NOON) == 1
    journal.close()
    with pytest.raises(JournalError, match="ProgrammingError"):
        journal.entries()


def test_a_commit_reaches_the_disk(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")

    assert journal._file.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._file.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def _scripts() -> str:
    return str(Path(__file__).parents[2] / "scripts")
