from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from haishin import __version__
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal
from haishin.core.model import Text
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import Holder, JournalError
from haishin.send.journal.journal_forms import STEPS
from haishin.send.rows import JournalEntry
from support.raising import raises
from support.rows import ALERT, NOON, Clock, audience, rows


def test_files_are_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    journal.freeze(ALERT, "n1", audience(rows(1)), NOON)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}

    journal.close()
    assert modes == {
        "journal-id": 0o600,
        "journal.db": 0o600,
        "journal.db-wal": 0o600,
        "journal.db-shm": 0o600,
        "journal.db.lock": 0o600,
    }


# --- one owner at a time ------------------------------------------------------------------------


def copied(path: Path, into: Path) -> Path:
    """The journal as an online copy of this moment has it, in a folder of another host."""
    into.mkdir()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(into / path.name)) as target:
        source.backup(target)
    return into / path.name


def test_a_copy_is_refused_on_another_host_while_the_first_goes_on(tmp_path: Path) -> None:
    clock = Clock()
    first = Journal.open(tmp_path / "journal.db", holder=Holder("mail1/b1", clock))
    copy = copied(tmp_path / "journal.db", tmp_path / "copy")
    clock.forward(seconds=59)

    with raises(Refusal, "send/journal/held-elsewhere", host="mail1", seconds=1):
        Journal.open(copy, holder=Holder("mail2/b2", clock))

    clock.forward(seconds=1)
    Journal.open(copy, holder=Holder("mail2/b2", clock)).close()
    first.close()


def test_the_holder_says_so_every_ten_seconds_and_a_copy_of_then_is_refused(tmp_path: Path) -> None:
    clock = Clock()
    journal = Journal.open(tmp_path / "journal.db", holder=Holder("mail1/b1", clock))
    before = journal.written
    said = []
    for _ in range(25):
        clock.forward(seconds=1)
        journal.hold()
        said.append(journal._file.read("SELECT held_at FROM meta")[0][0])
    assert sorted(set(said)) == [int(NOON.timestamp()) + after for after in (0, 10, 20)]
    assert journal.written == before  # it leaves no copy behind
    clock.now = NOON  # set back: it is said anew
    journal.hold()
    assert journal._file.read("SELECT held_at FROM meta") == [(int(NOON.timestamp()),)]
    copy = copied(tmp_path / "journal.db", tmp_path / "copy")
    with raises(Refusal, "send/journal/held-elsewhere", host="mail1", seconds=60):
        Journal.open(copy, holder=Holder("mail2/b2", clock))
    journal.close()


def test_a_journal_that_was_closed_moves_to_another_host_at_once(tmp_path: Path) -> None:
    Journal.open(tmp_path / "journal.db", holder=Holder("mail1/b1", Clock())).close()
    Journal.open(tmp_path / "journal.db", holder=Holder("mail2/b2", Clock())).close()


def test_a_dead_process_of_the_same_host_keeps_nobody_away(tmp_path: Path) -> None:
    holder = Holder("mail1/b1", Clock())
    dead = Journal.open(tmp_path / "journal.db", holder=holder)
    dead._file._unlock()  # as the kernel does, and nothing else is tidied
    Journal.open(tmp_path / "journal.db", holder=holder).close()
    dead._file.connection.close()


@pytest.mark.parametrize("instead", ["nothing", "an empty file", "a journal that knows nothing"])
def test_a_journal_is_not_replaced_by_an_empty_one(tmp_path: Path, instead: str) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    journal.freeze(ALERT, "n1", audience(rows(1)), NOON)
    journal.close()
    path.unlink()
    if instead == "an empty file":
        path.touch()
    if instead == "a journal that knows nothing":
        (tmp_path / "other").mkdir()
        Journal.open(tmp_path / "other" / "journal.db").close()
        (tmp_path / "other" / "journal.db").rename(path)
    before = sorted(file.name for file in tmp_path.iterdir())

    with raises(JournalError, "send/journal/journal-gone", name="journal.db"):
        Journal.open(path)

    assert sorted(file.name for file in tmp_path.iterdir()) == before  # and none was made
    Journal.open(path, anew=True).close()  # as that act does
    Journal.open(path).close()


def test_a_copy_of_the_journal_itself_may_be_put_back(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal.open(path).close()
    copy = copied(path, tmp_path / "copy")
    path.unlink()
    copy.rename(path)
    path.chmod(0o644)
    Journal.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_has_taken_another_id_is_not_missed(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    journal.renew()
    journal.close()
    Journal.open(tmp_path / "journal.db").close()


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
    (tmp_path / "journal-id").unlink()
    reader = Journal.open(path, lock=False)

    assert not (tmp_path / "journal-id").exists()  # who looks writes nothing
    assert caught.value.message == Message("send/journal/sender-running")
    assert caught.value.exit_code is Exit.REFUSED
    assert reader.counts(ALERT).total == 3
    assert reader.id == sender.id
    with raises(JournalError, "send/journal/journal-unusable", path=path, why="attempt to write a readonly database"):
        reader.recover()
    assert reader.taken
    sender.close()
    assert not reader.taken
    Journal.open(path).close()  # whoever asked holds nothing
    reader.close()


def test_no_row_stands_without_its_alert(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    with pytest.raises(JournalError), journal._file.transaction() as sql:
        sql.execute("INSERT INTO sums VALUES ('gone', 'failed', 1)")
    journal.close()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    code = (
        "import os, sys; from pathlib import Path; from haishin.send.journal.journal import Journal; "
        "Journal.open(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env={"PYTHONPATH": _scripts()}, check=False)

    assert done.returncode == -9
    Journal.open(path).close()


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with raises(JournalError, "send/journal/journal-missing", path=tmp_path / "journal.db"):
        Journal.open(tmp_path / "journal.db", lock=False)

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

    with raises(JournalError, "send/journal/journal-damaged", path=path):
        Journal.open(path, lock=lock)


@pytest.mark.parametrize(("form", "table"), [(7, "release"), (0, "something")])
@pytest.mark.parametrize("lock", [True, False])
def test_a_form_that_nobody_knows_is_not_touched(tmp_path: Path, form: int, table: str, lock: bool) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as other:
        other.execute(f"CREATE TABLE {table}(a)")
        other.execute(f"PRAGMA user_version = {form}")
    other.close()

    needed = Text("", "")
    with raises(JournalError, "send/journal/journal-of-other-form", path=path, form=form, known=6, needed=needed):
        Journal.open(path, lock=lock)


def test_a_later_form_names_the_release_that_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal.open(path).close()
    with sqlite3.connect(path) as later:
        (number,) = later.execute("PRAGMA user_version").fetchone()
        later.execute(f"PRAGMA user_version = {number + 1}")
    later.close()

    needed = Message("core/needed-release", version=__version__)
    with raises(JournalError, "send/journal/journal-of-other-form", path=path, form=7, known=6, needed=needed):
        Journal.open(path)


def test_an_empty_file_is_no_journal_to_read(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()

    with raises(JournalError, "send/journal/journal-missing", path=tmp_path / "journal.db"):
        Journal.open(tmp_path / "journal.db", lock=False)


FORMS = sorted((Path(__file__).parent / "forms").glob("journal-*.sql"))
OLD_ROWS = [  # of each of them
    ("20261125-1200-koekake", "r0", "taro@example.test", "example.test", 0, 0, "html", 1, "intent", 1795575600),
    ("20261125-1200-koekake", "r1", "a..b@Docomo.example.test", "docomo.example.test", 0, 0, "text", 0, "superseded",
     None),
    ("20261125-1200-koekake", "r2", "hana@example.test", "example.test", 0, 0, "text", 1, "intent", 1795575600),
    ("20261125-1300-teisei", "r0", "taro@example.test", "example.test", 0, 0, "html", 1, "expired", None),
]  # fmt: skip


@pytest.mark.parametrize("dump", FORMS, ids=lambda dump: dump.stem)
def test_an_earlier_form_becomes_what_a_new_file_is_and_keeps_its_rows(tmp_path: Path, dump: Path) -> None:
    path, fresh = tmp_path / "journal.db", tmp_path / "fresh.db"
    restored(dump, path)
    Journal.open(fresh).close()

    journal = Journal.open(path)

    assert schema(path) == schema(fresh)
    assert journal.id in dump.read_text("utf-8")
    assert journal.entries() == [
        JournalEntry("20261125-1200-koekake", "n1", "claimed", None, 3),
        JournalEntry("20261125-1300-teisei", "n2", "sealed", "20261125-1200-koekake", 1, 1),
    ]
    columns = "alert_id, recipient_id, address, destination, control, resent, form, night, state, intent_at"
    assert journal._file.read(f"SELECT {columns} FROM delivery") == OLD_ROWS
    journal.verify()
    journal.close()


def test_of_each_earlier_form_a_copy_is_stored() -> None:
    assert [dump.name for dump in FORMS] == [f"journal-{form}.sql" for form in range(1, len(STEPS))]


def test_who_only_looks_does_not_change_the_form(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    restored(FORMS[-1], path)
    before = path.read_bytes()

    with raises(JournalError, "send/journal/journal-of-earlier-form", path=path):
        Journal.open(path, lock=False)

    assert path.read_bytes() == before


def test_a_change_of_form_that_breaks_off_leaves_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    restored(FORMS[0], path)
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bucket(a)")  # in the way of the last statement
    other.close()
    before = schema(path)

    with raises(JournalError, "send/journal/journal-unusable", path=path, why="SQLITE_ERROR"):
        Journal.open(path)

    assert schema(path) == before


def restored(dump: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.executescript(dump.read_text("utf-8"))


def schema(path: Path) -> tuple[int, dict[str, str]]:
    """The form, and the tables and indexes as they were declared, without their spaces."""
    with closing(sqlite3.connect(path)) as opened:
        (form,) = opened.execute("PRAGMA user_version").fetchone()
        made = opened.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return form, {name: "".join(sql.split()) for name, sql in made}


def test_a_file_system_without_wal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            return super().execute("SELECT 'delete'" if "journal_mode" in sql else sql, *more)  # type: ignore[arg-type]

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **k, factory=Stubborn))

    with raises(JournalError, "send/journal/journal-not-wal", path=tmp_path / "journal.db", mode="delete"):
        Journal.open(tmp_path / "journal.db")


def test_a_full_disk_undoes_the_whole_step(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    pages = journal._file.connection.execute("PRAGMA page_count").fetchone()[0]
    journal._file.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(JournalError) as caught:
        journal.freeze(ALERT, "n1", audience(rows(2000)), NOON)

    path, why = tmp_path / "journal.db", "database or disk is full"
    assert caught.value.message == Message("send/journal/journal-unusable", path=path, why=why)
    assert "example.test" not in str(caught.value)
    assert journal.entries() == []
    journal.verify()
    journal.close()


def test_a_locked_database(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path, busy_seconds=0.01)
    meddler = sqlite3.connect(path, isolation_level=None)
    meddler.execute("BEGIN IMMEDIATE")

    with raises(JournalError, "send/journal/journal-unusable", path=path, why="database is locked"):
        journal.freeze(ALERT, "n1", audience(rows(1)), NOON)

    meddler.execute("ROLLBACK")
    meddler.close()
    assert journal.freeze(ALERT, "n1", audience(rows(1)), NOON) == 1
    journal.close()
    with raises(JournalError, "send/journal/journal-unusable", path=path, why="ProgrammingError"):
        journal.entries()


def test_a_commit_reaches_the_disk(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")

    assert journal._file.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._file.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def _scripts() -> str:
    return str(Path(__file__).parents[3] / "scripts")
