"""An online backup is whole or is not there; a restored journal goes on only once a person has taken over."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import Text
from haishin.core.state import StateFolder, read_line
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Wish
from haishin.send.journal import backup
from haishin.send.journal.backup import back_up, restore
from haishin.send.journal.journal import Journal, JournalMismatch
from haishin.send.journal.journal_file import Holder
from support.raising import raises
from support.rows import ALERT, NOON, audience, rows

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
ALL = ("journal.sqlite", "subscribers.sqlite", "keys.json", "leave.json", "ledger-tip", "main-tip")


def resident(number: int) -> Wish:
    everywhere = frozenset({"*"})
    return Wish(
        address=f"r{number}@example.test", stations=everywhere, municipalities=frozenset(), categories=everywhere,
        form="text", language="ja", night=True, exercise=False, origin="窓口", consented_at="2026-04-01",
    )  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """A folder with a claimed alert, two residents, keys and what the sender remembers."""
    state = StateFolder(tmp_path / "state")
    state.root.mkdir(mode=0o700)
    for number in range(2):
        Registry(state.registry).register(resident(number), NOON)
    journal = Journal.open(state.journal)
    journal.freeze(ALERT, "n1", audience(rows(3)), NOON)
    journal.claim(ALERT, "n1", None)
    journal.close()
    for name in ALL[2:]:
        (state.root / name).write_text(name, "ascii")
    return state


@pytest.fixture
def made(state: StateFolder, tmp_path: Path) -> Path:
    assert back_up(state, tmp_path / "kept" / "one", NOW) == ALL
    return tmp_path / "kept" / "one"


@pytest.fixture
def other(tmp_path: Path) -> StateFolder:
    """The folder of a new host."""
    other = StateFolder(tmp_path / "other")
    other.root.mkdir(mode=0o700)
    return other


def open_journal(part: StateFolder) -> Journal:
    return Journal.open(part.journal, anew=True)


def id_of(state: StateFolder) -> str:
    with closing(sqlite3.connect(state.journal)) as connection:
        return str(connection.execute("SELECT id FROM meta").fetchone()[0])


def refused(*arguments: object, error: type[HaishinError] = Refusal) -> Text:
    with pytest.raises(error) as caught:
        restore(*arguments)  # type: ignore[arg-type]
    return caught.value.message


def test_a_backup_is_the_owners_alone_and_says_what_it_holds(made: Path) -> None:
    assert sorted(file.name for file in made.parent.iterdir()) == ["one"]  # nothing half-way beside it
    assert made.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in made.iterdir()} == dict.fromkeys(
        (*ALL, "manifest.json"), 0o600
    )
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert (manifest["made_at"], list(manifest["sha256"])) == ("2026-11-25T04:00:00+00:00", list(ALL))


def test_a_new_host_has_all_of_it_under_another_id(state: StateFolder, made: Path, other: StateFolder) -> None:
    assert restore(other, made, open_journal, NOW) == ALL

    with Journal_(other) as journal:
        assert [(one.alert_id, one.state) for one in journal.entries()] == [(ALERT, "claimed")]
        assert journal.snapshot_ids(ALERT) == {"r000", "r001", "r002"}
        assert journal.id != id_of(state)  # so that no claim is its own
    assert {one.address for one in Registry(other.registry).everybody()} == {"r0@example.test", "r1@example.test"}
    assert [(other.root / name).read_text("ascii") for name in ALL[2:]] == list(ALL[2:])
    assert {file.name: file.stat().st_mode & 0o777 for file in other.root.iterdir()} == dict.fromkeys(
        (*ALL, "journal-id", "journal.sqlite.lock"), 0o600
    )
    for database in (other.journal, other.registry):
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class Journal_:
    """The journal of a folder, opened as the next run does."""

    def __init__(self, state: StateFolder) -> None:
        self._journal = Journal.open(state.journal)

    def __enter__(self) -> Journal:
        return self._journal

    def __exit__(self, *_: object) -> None:
        self._journal.verify()
        self._journal.close()


def test_a_backup_while_a_sender_writes_is_of_one_moment(state: StateFolder, tmp_path: Path) -> None:
    """In each copy either both of two rows written in one transaction or neither."""
    halt, begun = Event(), Event()

    def write() -> None:
        journal = Journal.open(state.journal)
        turn = 0
        while not halt.is_set():
            turn += 1
            with journal.together() as sql:
                for one in ("r000", "r001"):
                    sql.execute("UPDATE delivery SET attempt = ? WHERE recipient_id = ?", (turn, one))  # type: ignore[attr-defined]
            begun.set()
        journal.close()

    thread = Thread(target=write)
    thread.start()
    try:
        assert begun.wait(120)
        for turn in range(5):
            back_up(state, tmp_path / f"copy{turn}", NOW)
    finally:
        halt.set()
        thread.join()
    for turn in range(5):
        with closing(sqlite3.connect(tmp_path / f"copy{turn}" / "journal.sqlite")) as copy:
            first, second = copy.execute("SELECT attempt FROM delivery ORDER BY recipient_id LIMIT 2").fetchall()
        assert first == second != (0,)


def test_a_backup_of_a_moment_ago_waits_until_the_other_host_is_silent(
    state: StateFolder, other: StateFolder, tmp_path: Path
) -> None:
    sender = Journal.open(state.journal, holder=Holder("mail1/b1", lambda: NOW))
    back_up(state, tmp_path / "one", NOW)
    here = Holder("mail2/b2", lambda: NOW)
    told = refused(other, tmp_path / "one", lambda part: Journal.open(part.journal, holder=here, anew=True), NOW)
    assert told == Message("send/journal/held-elsewhere", host="mail1", seconds=60)
    assert [file.name for file in other.root.iterdir()] == ["journal.sqlite.lock"]
    sender.close()


def test_what_can_be_read_is_never_replaced(state: StateFolder, made: Path) -> None:
    before = {file.name: file.read_bytes() for file in state.root.iterdir()}
    assert refused(state, made, open_journal, NOW) == Message("send/journal/nothing-to-restore", root=state.root)
    assert {file.name: file.read_bytes() for file in state.root.iterdir()} == before


def test_only_what_is_damaged_or_lacks_is_put_back(state: StateFolder, made: Path) -> None:
    """The registry is sound, and who has left since stays out."""
    (gone, _) = Registry(state.registry).everybody()
    Registry(state.registry).leave(gone.id, NOW)
    state.journal.write_bytes(b"no database at all" * 100)
    Path(f"{state.journal}-wal").write_bytes(b"left behind")
    state.keys.unlink()

    assert restore(state, made, open_journal, NOW) == ("journal.sqlite", "keys.json")

    with Journal_(state) as journal:
        assert journal.counts(ALERT).total == 3
    assert gone.id not in {one.id for one in Registry(state.registry).everybody()}
    aside = state.root / "replaced-20261125T040000Z"
    assert [(aside / f"journal.sqlite{side}").read_bytes()[:11] for side in ("", "-wal")] == [
        b"no database",
        b"left behind",
    ]


def test_a_key_of_leaving_that_is_there_stays_and_a_lost_one_comes_back(state: StateFolder, made: Path) -> None:
    """Tokens never end, so neither a newer nor an older key may take the place of one that is there."""
    state.leave_key.write_text("newer", "ascii")
    state.keys.unlink()
    assert restore(state, made, open_journal, NOW) == ("keys.json",)
    assert read_line(state.journal_id) == id_of(state)  # the journal, which was not put back, is still the folder's own
    assert state.leave_key.read_text("ascii") == "newer"
    state.leave_key.unlink()
    assert restore(state, made, open_journal, NOW) == ("leave.json",)
    assert (state.leave_key.read_text("ascii"), state.leave_key.stat().st_mode & 0o777) == ("leave.json", 0o600)


def test_without_a_desk_there_is_no_key_to_copy(state: StateFolder, tmp_path: Path) -> None:
    state.leave_key.unlink()
    assert back_up(state, tmp_path / "one", NOW) == tuple(name for name in ALL if name != "leave.json")


def test_an_empty_journal_makes_way(state: StateFolder, made: Path) -> None:
    state.journal.unlink()
    Journal.open(state.journal, anew=True).close()
    assert restore(state, made, open_journal, NOW) == ("journal.sqlite",)


def test_a_journal_in_use_is_not_touched(state: StateFolder, made: Path) -> None:
    sender = Journal.open(state.journal)
    assert refused(state, made, open_journal, NOW) == Message("send/journal/sender-running")
    sender.close()


@pytest.mark.parametrize("name", ALL)
def test_an_altered_backup_is_refused_and_nothing_changes(made: Path, other: StateFolder, name: str) -> None:
    raw = (made / name).read_bytes()
    (made / name).write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert refused(other, made, open_journal, NOW) == Message("send/journal/backup-altered", folder=made, name=name)
    assert [file.name for file in other.root.iterdir()] == ["journal.sqlite.lock"]


@pytest.mark.parametrize("manifest", ["", "[]", '{"sha256": 7}', "[" * 10_000])
def test_a_folder_that_is_no_backup(tmp_path: Path, other: StateFolder, manifest: str) -> None:
    assert refused(other, tmp_path / "none", open_journal, NOW) == Message(
        "send/journal/no-backup", folder=tmp_path / "none"
    )
    (tmp_path / "manifest.json").write_text(manifest, "ascii")
    assert refused(other, tmp_path, open_journal, NOW) == Message("send/journal/no-backup", folder=tmp_path)


def test_a_manifest_names_no_other_file(made: Path, other: StateFolder) -> None:
    sums = '"sha256": {"../../evil": "00", ".gitignore": "00"}'
    (made / "manifest.json").write_text(f'{{"made_at": "2026-11-25T04:00:00+00:00", {sums}}}', "ascii")
    assert refused(other, made, open_journal, NOW) == Message("send/journal/nothing-to-restore", root=other.root)
    assert [file.name for file in other.root.iterdir()] == ["journal.sqlite.lock"]


def test_a_file_that_the_manifest_names_and_that_is_gone(made: Path, other: StateFolder) -> None:
    (made / "keys.json").unlink()
    told = refused(other, made, open_journal, NOW, error=ToolError)
    assert told == Message("send/journal/not-copied", place=other.root, why="No such file or directory")
    assert [file.name for file in other.root.iterdir()] == ["journal.sqlite.lock"]


def test_a_backup_is_not_written_over_another(state: StateFolder, made: Path) -> None:
    with raises(Refusal, "send/journal/backup-exists", folder=made):
        back_up(state, made, NOW)


def test_a_journal_restored_from_before_the_first_alert_opens(other: StateFolder, tmp_path: Path) -> None:
    """The folder remembers the id of what is restored, so it takes it for no empty file in the journal's place."""
    Journal.open(other.journal).close()
    back_up(other, tmp_path / "one", NOW)
    other.journal.write_bytes(b"no database at all" * 100)
    assert restore(other, tmp_path / "one", open_journal, NOW) == ("journal.sqlite",)
    with Journal_(other) as journal:
        assert journal.entries() == []


def test_a_journal_that_lacks_a_row_is_not_put_back(state: StateFolder, other: StateFolder, tmp_path: Path) -> None:
    with closing(sqlite3.connect(state.journal)) as meddler, meddler:
        meddler.execute("DELETE FROM delivery WHERE recipient_id = 'r001'")
    back_up(state, tmp_path / "one", NOW)
    said = refused(other, tmp_path / "one", open_journal, NOW, error=JournalMismatch)
    assert said == Message("send/journal/sums-differ", alert=ALERT)
    assert not other.journal.exists()


def test_of_nothing_there_is_no_backup(other: StateFolder, tmp_path: Path) -> None:
    (other.root / "keys.json").touch()
    with raises(Refusal, "send/journal/nothing-to-back-up", root=other.root):
        back_up(other, tmp_path / "one", NOW)
    assert not (tmp_path / "one").exists()


def spoilt(file: Path) -> None:
    with file.open("r+b") as stream:  # past the first page, which SQLite looks at anyway
        stream.seek(4096)
        stream.write(b"\xff" * 8192)


def test_of_a_damaged_file_no_backup_is_made(state: StateFolder, tmp_path: Path) -> None:
    spoilt(state.journal)
    with raises(ToolError, "send/journal/not-copied", place=state.journal, why="SQLITE_CORRUPT"):
        back_up(state, tmp_path / "kept" / "one", NOW)
    assert list((tmp_path / "kept").iterdir()) == []


def test_nor_of_one_in_which_a_byte_of_an_address_has_rotted(state: StateFolder, tmp_path: Path) -> None:
    whole = state.registry.read_bytes()
    state.registry.write_bytes(whole.replace(b"@example", b"Aexample", 1))
    with raises(ToolError, "send/journal/not-copied", place=state.registry, why="SQLITE_CORRUPT"):
        back_up(state, tmp_path / "kept" / "one", NOW)


def test_a_copy_is_marked_as_it_is_made(state: StateFolder, made: Path) -> None:
    """So that it is nobody's claim, whatever way it comes back; each time that it is put back it is another one."""
    marked = id_of(StateFolder(made))
    assert marked != id_of(state)
    again = made.with_name("two")
    back_up(state, again, NOW)
    assert id_of(StateFolder(again)) not in (marked, id_of(state))
    put = set()
    for name in ("first", "second"):
        host = StateFolder(made.with_name(name))
        host.root.mkdir(mode=0o700)
        restore(host, made, open_journal, NOW)
        put.add(id_of(host))
    assert len(put | {marked}) == 3


def test_a_full_disk_leaves_nothing(state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, mark: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_copy", full)
    with raises(ToolError, "send/journal/not-copied", place=tmp_path / "kept" / "one", why="No space left on device"):
        back_up(state, tmp_path / "kept" / "one", NOW)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_disk_that_cannot_be_read_is_not_taken_for_damage(
    state: StateFolder, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked_out(*_: object, **__: object) -> Iterator[object]:
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_CANTOPEN, "SQLITE_CANTOPEN"
        raise error

    monkeypatch.setattr(sqlite3, "connect", locked_out)
    told = refused(state, made, open_journal, NOW, error=ToolError)
    assert told == Message("send/journal/not-copied", place=state.root, why="SQLITE_CANTOPEN")


def test_a_form_of_before_is_restored_by_this_program(tmp_path: Path, other: StateFolder) -> None:
    old = StateFolder(tmp_path / "old")
    old.root.mkdir(mode=0o700)
    with closing(sqlite3.connect(old.journal)) as made:
        made.executescript((Path(__file__).parent / "forms" / "journal-1.sql").read_text("utf-8"))
    back_up(old, tmp_path / "one", NOW)
    shutil.rmtree(old.root)
    assert restore(other, tmp_path / "one", open_journal, NOW) == ("journal.sqlite",)
    with Journal_(other) as journal:
        assert len(journal.entries()) == 2
