"""The registry's file: who may open it, which version it has, and what SQLite's errors become."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import ToolError
from haishin.core.model import Scope, Text
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import STEPS, explained, reading, writing

TARO = "taro@example.jp,maebashi,,crime,html,ja,yes,no,窓口,2026-04-01"
Take = Callable[..., ImportReport]

MISSING = (
    Message("residents/registry-missing", name="subscribers.sqlite"),
    Message("residents/registry-missing.do"),
)
DAMAGED = (
    Message("residents/file-damaged", name="subscribers.sqlite"),
    Message("residents/file-damaged.do"),
)


def refused(registry: Registry) -> tuple[Text, Text]:
    with pytest.raises(ToolError) as caught:
        registry.stats()
    return caught.value.message, caught.value.hint


def test_all_files_are_the_owner_s_alone(registry: Registry, take: Take) -> None:
    with writing(registry.path, 0, create=True) as connection:
        connection.execute("CREATE TABLE x (y)")
        modes = {path.name: path.stat().st_mode & 0o777 for path in registry.path.parent.iterdir()}
    assert modes == {f"subscribers.sqlite{suffix}": 0o600 for suffix in ("", "-wal", "-shm")}


def test_the_journal_is_a_write_ahead_log(registry: Registry, take: Take) -> None:
    take(TARO)
    with reading(registry.path, 0) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_open_to_others(mode: int, registry: Registry, take: Take) -> None:
    take(TARO)
    registry.path.chmod(mode)
    assert refused(registry) == (
        Message("residents/registry-open-to-others", name="subscribers.sqlite", mode=mode),
        Message("residents/registry-open-to-others.do", name="subscribers.sqlite"),
    )


def test_missing(registry: Registry) -> None:
    assert refused(registry) == MISSING
    assert not registry.path.exists()


def test_empty(registry: Registry) -> None:
    registry.path.touch(0o600)
    assert refused(registry) == MISSING


def test_a_later_form(registry: Registry, take: Take) -> None:
    take(TARO)
    with closing(sqlite3.connect(registry.path)) as connection:
        connection.execute("PRAGMA user_version = 1200300409")
    needed = Message("core/needed-release", version="12.3.4")
    expected = (
        Message("residents/registry-of-other-form", name="subscribers.sqlite", form=9, known=5, needed=needed),
        Message("residents/registry-of-other-form.do"),
    )
    assert refused(registry) == expected
    with pytest.raises(ToolError) as caught:
        take(TARO)
    assert (caught.value.message, caught.value.hint) == expected


FORMS = sorted((Path(__file__).parent / "forms").glob("registry-*.sql"))


def restored(dump: Path, path: Path) -> Registry:
    path.touch(0o600)
    with closing(sqlite3.connect(path)) as made:
        made.executescript(dump.read_text("utf-8"))
    return Registry(path, patience=0)


def schema(path: Path) -> tuple[int, int, dict[str, str]]:
    """Form and kind, and the tables and indexes as they were declared, without their spaces."""
    with closing(sqlite3.connect(path)) as opened:
        (form,), (kind,) = (opened.execute(f"PRAGMA {one}").fetchone() for one in ("user_version", "application_id"))
        made = opened.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return form, kind, {name: "".join(sql.split()) for name, sql in made}


@pytest.mark.parametrize(
    ("dump", "index"),
    [*((dump, True) for dump in FORMS), (FORMS[0], False)],  # form 1 once had none
    ids=lambda one: getattr(one, "stem", None),
)
def test_an_earlier_form_becomes_what_a_new_file_is_and_keeps_its_rows(
    tmp_path: Path, registry: Registry, take: Take, dump: Path, index: bool
) -> None:
    take(TARO)
    old = restored(dump, tmp_path / "old.sqlite")
    if not index:
        with closing(sqlite3.connect(old.path)) as opened:
            opened.execute("DROP INDEX address_in_any_case")

    (left,) = old.everybody()

    assert schema(old.path) == schema(registry.path)
    assert (left.id, left.address) == ("ni5ncdncginnxtef5xdzo2axfa", "a..b@docomo.example.test")
    assert left.stations == {"maebashi", "ota"}
    gone = old.find("taro@example.test")
    assert gone is not None
    assert (gone.subscriber.categories, gone.left_at) == ({"*"}, datetime(2026, 11, 25, 3, tzinfo=UTC))


def test_what_stood_broken_in_an_earlier_form_is_still_not_mailed(tmp_path: Path, contract: Contract) -> None:
    old = restored(FORMS[-1], tmp_path / "old.sqlite")
    everybody = old.readers.choosing(Scope(True), "crime", False, contract)
    with closing(sqlite3.connect(old.path)) as opened, opened:
        opened.execute("UPDATE subscriber SET address = 'broken' WHERE left_at IS NULL")

    with pytest.raises(ToolError) as caught:
        old.readers.count(everybody, None)
    assert "damaged (table subscriber, row 2)" in caught.value.message.en


def test_of_each_earlier_form_a_copy_is_stored() -> None:
    assert [dump.name for dump in FORMS] == [f"registry-{form}.sql" for form in range(1, len(STEPS))]


def test_another_database(registry: Registry, take: Take) -> None:
    with closing(sqlite3.connect(registry.path)) as connection:
        connection.execute("CREATE TABLE x (y)")
    registry.path.chmod(0o600)
    assert refused(registry) == DAMAGED
    with pytest.raises(ToolError) as caught:
        take(TARO)
    assert caught.value.message == DAMAGED[0]


def test_no_database(registry: Registry) -> None:
    registry.path.write_bytes(b"address,stations\n" * 100)
    registry.path.chmod(0o600)
    assert refused(registry) == DAMAGED


def test_locked(registry: Registry, take: Take) -> None:
    take(TARO)
    with writing(registry.path, 0), pytest.raises(ToolError) as caught:
        take(TARO)
    assert (caught.value.message, caught.value.hint) == (
        Message("residents/file-locked", name="subscribers.sqlite"),
        Message("residents/file-locked.do"),
    )


def test_a_reader_is_not_locked_out(registry: Registry, take: Take) -> None:
    take(TARO)
    with writing(registry.path, 0):
        assert registry.stats().registered == 1


def test_disk_full(registry: Registry, take: Take) -> None:
    take(TARO)

    def fill() -> None:
        with writing(registry.path, 0) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
            connection.execute("DELETE FROM subscriber")
            connection.execute("CREATE TABLE x AS SELECT zeroblob(1000000)")

    with pytest.raises(ToolError) as caught:
        fill()
    assert (caught.value.message, caught.value.hint) == (
        Message("residents/file-disk-full", name="subscribers.sqlite"),
        Message("residents/file-disk-full.do"),
    )
    assert registry.stats().registered == 1


def test_a_rollback_by_sqlite_itself(registry: Registry, take: Take) -> None:
    take(TARO)

    def register_twice() -> None:
        with writing(registry.path, 0) as connection:
            connection.execute("DELETE FROM category")
            connection.execute("INSERT OR ROLLBACK INTO station SELECT * FROM station")

    with pytest.raises(sqlite3.IntegrityError):
        register_twice()
    assert registry.stats().categories == {"crime": 1}


CLOSED = Message("residents/file-closed", name="subscribers.sqlite")


def test_no_folder(tmp_path: Path, take: Take) -> None:
    with pytest.raises(ToolError) as caught:
        take(TARO, into=Registry(tmp_path / "nowhere" / "subscribers.sqlite"))
    assert (caught.value.message, caught.value.hint) == (
        CLOSED,
        Message("residents/file-closed.do"),
    )


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(Registry(tmp_path / "file" / "subscribers.sqlite"))[0] == CLOSED


def test_a_folder_where_the_file_should_be(registry: Registry) -> None:
    registry.path.mkdir(mode=0o700)
    assert refused(registry)[0] == CLOSED


def test_an_error_without_a_sentence_of_its_own(registry: Registry) -> None:
    with (
        pytest.raises(ToolError) as caught,
        explained(registry.path),
        closing(sqlite3.connect(":memory:")) as connection,
    ):
        connection.execute("SELECT * FROM nothing")
    assert (caught.value.message, caught.value.hint) == (
        Message("residents/sqlite-error", name="subscribers.sqlite", error="SQLITE_ERROR"),
        Message("residents/sqlite-error.do"),
    )


@pytest.mark.parametrize(("free", "code"), [(0, "file-disk-full"), (1, "sqlite-error")])
def test_an_error_of_a_full_disk_is_told_as_that(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    """SQLite says nothing better of its log and the log's index."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"
    with pytest.raises(ToolError) as caught, explained(registry.path):
        raise error
    assert caught.value.message.code == f"residents/{code}"


def test_a_broken_constraint_is_our_mistake(registry: Registry) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE x (y NOT NULL)")
        with pytest.raises(sqlite3.IntegrityError), explained(registry.path):
            connection.execute("INSERT INTO x VALUES (NULL)")
