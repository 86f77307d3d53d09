"""A damaged byte in the registry or the journal: no verb prints what is stored, whichever value it hit (threat T30)."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from haishin.cli.verbs import parser
from haishin.core import state
from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.residents.registry.registry_file import writing
from haishin.send.journal.journal import Journal
from haishin.send.transport.maildir import MaildirTransport
from support.commands import Scratch
from support.folders import kept
from support.sending import CAUTION_ID, merge, ok, service
from support.shares import share

SECRET = "himitsu"
PEOPLE = [f"{SECRET}{number}@residents.example.jp" for number in range(4)]
SECOND_ID = "20261125-1607-koekake"
CSV = """address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at
himitsu0@residents.example.jp,ota,,suspicious-person,html,ja,yes,no,test,2026-04-02
himitsu9@residents.example.jp,ota,,suspicious-person,html,ja,yes,no,test,2026-04-02
"""
# Every verb that opens the state folder, those that ask git apart: they take a tenth of a second and more.
QUICK = {
    ("settle",): (CAUTION_ID,),
    ("subscribers", "import"): ("residents.csv",),
    ("subscribers", "export"): ("out.csv",),
    ("subscribers", "find"): ("--file", "one.txt"),
    ("subscribers", "remove"): ("--file", "two.txt", "--by", "koho-kocho-manager"),
    ("subscribers", "silence"): ("--file", "one.txt", "--by", "koho-kocho-manager"),
    ("subscribers", "revive"): ("--unknown", "residents.example.jp", "2026-11-24", "--by", "koho-kocho-manager"),
    ("subscribers", "history"): ("--file", "one.txt", "--output", "out.csv"),
    ("subscribers", "erase"): ("--file", "one.txt", "--by", "koho-kocho-manager"),
    ("subscribers", "stats"): (),
    ("subscribers", "recount"): ("--by", "koho-kocho-manager"),
    ("status",): (CAUTION_ID, "--failed"),
    ("backup",): ("../kept/one",),
}
LAST = {("restore",): ("../before",)}  # it may mend the damage
SLOW = {
    ("plan",): (),
    ("status",): (),
    ("health",): ("--older-than", "30"),
    ("audit",): ("--offline",),
    ("adopt",): ("--by", "koho-kocho-manager"),
    ("send",): (),
}
# The rest, each as far as it goes here: none of them opens the folder.
APART = {
    ("update",): ("f" * 40, "--into", "releases"),
    ("version",): (),
    ("upgrade",): ("nosuch",),
    ("validate",): (),
    ("table",): (),
    ("sheet",): (),
    ("render",): (CAUTION_ID,),
    ("rules",): (),
    ("scan",): ("--jsonl",),
    ("decide",): (CAUTION_ID,),
    ("consult",): (),
    ("fix",): (),
    ("hook", "install"): (),
    ("hook", "remove"): (),
    ("preview",): (CAUTION_ID,),
    ("verify",): ("residents.csv",),
    ("stop",): ("nosuch",),
    ("codeowners",): ("--check",),
    ("doctor",): (),
    ("service",): (),
    ("rulesets",): (),
    ("manual",): (),
    ("init",): ("--empty",),
    ("roster", "import"): ("residents.csv", "--from", "2027-04-01"),
    ("demo",): ("--keep", "."),
    ("form",): (),
    ("web",): (),
    ("inbox",): ("--once",),
    ("new",): ("maebashi", "suspicious-person", "approach", "caution"),
}
# They read or write the ledger alone, though its memory lies in the state folder.
LEDGER = {("ledger", "init"), ("ledger", "log"), ("report",), ("publish",), ("go",), ("refuse",), ("accept",)}

DATABASES = ("subscribers.sqlite", "journal.sqlite")
KINDS = ("high bit", "wrong type", "null", "overlong", "misplaced")


@cache
def _unfinished() -> Path:
    """A sending that broke off with somebody waiting, in doubt and failed, and another alert still to go."""
    scratch = service(kept(), PEOPLE)
    merge(scratch)
    broken = ToolError(Text("", "the disk broke"), Text("", ""))
    with mock.patch.object(MaildirTransport, "submit", side_effect=broken):
        assert scratch.run("send").returncode == 2
    with closing(sqlite3.connect(scratch.state / "journal.sqlite", isolation_level=None)) as journal:
        rows = [one for (one,) in journal.execute("SELECT recipient_id FROM delivery ORDER BY recipient_id")]
        for state_, row in zip(("pending", "in-doubt", "failed", "deferred"), rows, strict=True):
            journal.execute("UPDATE delivery SET state = ?, enhanced = '5.1.1' WHERE recipient_id = ?", (state_, row))
        journal.execute("INSERT INTO bucket VALUES ('residents.example.jp', 1, 1, 1)")
        journal.execute("INSERT INTO sums VALUES (?, 'accepted', 0)", (CAUTION_ID,))
    with closing(sqlite3.connect(scratch.state / "subscribers.sqlite", isolation_level=None)) as registry:
        registry.execute("INSERT INTO municipality SELECT number, 'maebashi' FROM subscriber")
        at = "2026-11-24T00:00:00+00:00"
        sign = "'aaaaaaaa', '2026-11-24', ?, 'unknown', 'residents.example.jp', 1"
        registry.execute(f"INSERT INTO sign SELECT id, {sign} FROM subscriber", (at,))
        registry.execute("INSERT INTO gone VALUES (?, ?, ?)", ("a" * 26, "b" * 14, at))
        registry.execute("INSERT INTO answer VALUES (1, ?, 'link', 'ja', ?, NULL, ?)", (PEOPLE[0], at, "a" * 16))
        registry.execute("INSERT INTO link VALUES (?, ?, 'ota', NULL, ?)", ("d" * 64, PEOPLE[0], at))
        registry.execute("INSERT INTO answered VALUES (?, ?)", ("b" * 14, at))
        registry.execute("INSERT INTO mail_taken VALUES (?, ?)", ("0" * 64, at))
        registry.execute("INSERT INTO desk VALUES ('passed-at', ?)", (at,))
    ok(scratch.run("backup", "../before"))
    merge(scratch, SECOND_ID)
    (scratch.copy / "residents.csv").write_text(CSV, encoding="utf-8")
    (scratch.copy / "one.txt").write_text(PEOPLE[0], encoding="utf-8")
    (scratch.copy / "two.txt").write_text("\n".join(PEOPLE[2:]), encoding="utf-8")
    return scratch.folder


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path, _unfinished())


def columns() -> Iterator[tuple[str, str, str]]:
    """Database, table and column of everything that is stored."""
    with tempfile.TemporaryDirectory() as folder:
        with writing(Path(folder) / DATABASES[0], 0, create=True):
            pass
        Journal.open(Path(folder) / DATABASES[1]).close()
        for database in DATABASES:
            yield from _columns(Path(folder) / database)


def _columns(file: Path) -> Iterator[tuple[str, str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for found in connection.execute(f"PRAGMA table_info({table})"):
                yield file.name, table, found[1]


COLUMNS = list(columns())


def damage(file: Path, table: str, column: str, kind: str) -> bool:
    """Damage one value past everything that SQLite checks; False where the file's format has no room for it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (kept_sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (value,) = connection.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchone()
    raw = str(value or PEOPLE[1]).encode()
    damaged: object
    expression = "?"
    if kind == "high bit":
        expression, damaged = "CAST(? AS TEXT)", raw[:-1] + bytes([raw[-1] | 0x80])
    elif kind == "wrong type":
        damaged = PEOPLE[1] if isinstance(value, int) else raw
    elif kind == "null":
        damaged = None
    elif kind == "overlong":
        damaged = raw.decode() + PEOPLE[1] * 1000
    else:
        damaged = f"{SECRET}8@residents.example.jp"
    open_sql = kept_sql.replace("NOT NULL", "").replace("STRICT, ", "").replace("STRICT", "")
    _rewrite(file, table, open_sql)
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            first = f"SELECT {column} FROM {table} LIMIT 1"
            connection.execute(f"UPDATE {table} SET {column} = {expression} WHERE {column} IS ({first})", (damaged,))
    except sqlite3.IntegrityError:
        return False
    finally:
        _rewrite(file, table, kept_sql)
    return True


def _rewrite(file: Path, table: str, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, table))


def leaves(one: argparse.ArgumentParser, *before: str) -> Iterator[tuple[str, ...]]:
    """Every verb with the words that call it."""
    inner = [action for action in one._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield before
    for action in inner:
        for name, chosen in action.choices.items():
            yield from leaves(chosen, *before, name)


def test_no_verb_is_forgotten(scratch: Scratch) -> None:
    assert set(leaves(parser({}))) == {*QUICK, *SLOW, *LAST, *APART, *LEDGER}
    with mock.patch.object(state, "open_state", side_effect=AssertionError("opened")) as opened:
        for verb, arguments in APART.items():
            scratch.run(*verb, *arguments)
            assert not opened.called, verb


@pytest.mark.sweep
@pytest.mark.parametrize(("database", "table", "column"), COLUMNS)
def test_no_verb_prints_what_is_stored(tmp_path: Path, database: str, table: str, column: str) -> None:
    scratch = Scratch(tmp_path, _unfinished())
    number = COLUMNS.index((database, table, column))
    # A Latin square: each column meets a kind of damage and, with it, one of the slow verbs; in a thorough run two.
    for turn in share((0, 2), 2):
        kind = KINDS[(number + turn) % len(KINDS)]
        shutil.rmtree(scratch.state)
        shutil.copytree(_unfinished() / "state", scratch.state)
        if not damage(scratch.state / database, table, column, kind):
            continue
        slow = list(SLOW)[(number // len(KINDS) + turn) % len(SLOW)]
        for verb, arguments in {**QUICK, slow: SLOW[slow], **LAST}.items():
            done = scratch.run(*verb, *arguments)
            assert SECRET not in done.stdout + done.stderr, (kind, verb)
            assert "Traceback" not in done.stdout + done.stderr
            (scratch.copy / "out.csv").unlink(missing_ok=True)
            shutil.rmtree(scratch.folder / "kept", ignore_errors=True)


@pytest.mark.parametrize(
    ("database", "what", "table", "row"),
    [
        ("subscribers.sqlite", "登録者名簿 subscribers.sqlite", "subscriber", 3),
        ("journal.sqlite", "配信記録 {state}/journal.sqlite", "delivery", 1),  # the one that waits
    ],
)
def test_the_table_and_the_row_are_told(scratch: Scratch, database: str, what: str, table: str, row: int) -> None:
    with closing(sqlite3.connect(scratch.state / database, isolation_level=None)) as connection:
        key = connection.execute(f"SELECT address FROM {table} LIMIT 1 OFFSET {row - 1}").fetchone()
        connection.execute(
            f"UPDATE {table} SET address = CAST(? AS TEXT) WHERE address = ?", (b"himitsu\xff@example.jp", *key)
        )
    done = scratch.run("subscribers", "export", "out.csv") if table == "subscriber" else scratch.run("send")
    place = what.format(state=scratch.state)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"{place} に、壊れた値があります(表 {table} の {row} 行目)。値そのものは表示しません。\n"
        "→ その値では何も送りません。ディスクの状態を確かめ、バックアップから戻してください。\n",
    )


def test_a_mistake_of_the_program_shows_no_value(scratch: Scratch) -> None:
    with mock.patch("haishin.residents.registry.registry.parted", side_effect=ValueError(PEOPLE[0])):
        done = scratch.run("subscribers", "export", "out.csv")
    assert (done.returncode, done.stdout) == (2, "")
    first, hint = done.stderr.splitlines()
    assert first.startswith("プログラムの誤りで、途中で終わりました(ValueError、__init__.py:")
    assert hint == ("→ この表示を添えて、プログラムを管理している人に知らせてください。個人の情報は入っていません。")
    assert SECRET not in done.stderr


def test_the_sound_files_are_read(scratch: Scratch) -> None:
    """The other tests would pass on files that nobody reads."""
    assert ok(scratch.run("subscribers", "export", "out.csv")) == "4 人を書き出しました。\n"
    assert scratch.run("settle", CAUTION_ID).returncode == 3
    done = scratch.run("send")
    assert done.returncode == 3, done.stderr
    assert len(scratch.mails()) == 6  # two that waited, and four of the second alert
