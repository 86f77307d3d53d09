"""Values from SQLite, each checked before it is used or shown (threat T30).

A damaged byte can turn up anywhere, and Python's own error would print the value. Here text that is no UTF-8 stays
bytes, so that damage is always the same: a value that is not of its column's form. It is named by table and row.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from haishin import __version__
from haishin.core.catalogue import Message
from haishin.core.model import Text

Form: TypeAlias = Callable[[object], bool]
Forms: TypeAlias = Mapping[str, Form]  # by the name of the column


Steps: TypeAlias = Sequence[Sequence[str]]  # of a file: the statements that make form 1 of nothing, form 2 of form 1, …


_FORMS = 100  # more than there will be: the number in a file is that of the release times this, plus its form


class Damage(Exception):
    """A value that this program never wrote; says nothing of it."""


class OtherForm(Exception):
    """A file of a form that this program does not know; ``needed`` names the release that does, if it is told."""

    def __init__(self, form: int, known: int, release: int) -> None:
        super().__init__()
        self.form = form
        self.known = known
        version = f"{release // 1_000_000}.{release // 1000 % 1000}.{release % 1000}"
        self.needed = Message("core/needed-release", version=version) if release else Text("", "")


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the file holds nothing at all, and so is of no form yet."""
    return connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is None


def is_current(connection: sqlite3.Connection, steps: Steps) -> bool:
    """Whether the file is of the newest form, neither empty nor of an earlier form. Raises OtherForm."""
    form, release = _form(connection)
    if form > len(steps) or (form == 0 and not is_empty(connection)):
        raise OtherForm(form, len(steps), release)
    return form == len(steps)


def migrate(connection: sqlite3.Connection, steps: Steps) -> None:
    """Bring the file to the newest form, step by step. Raises OtherForm.

    Inside a transaction of the caller's, so that a form and its number reach the disk together. A released step never
    changes: its tables lie on disks.
    """
    if is_current(connection, steps):
        return
    form, _ = _form(connection)
    for step in steps[form:]:
        for statement in step:
            connection.execute(statement)
    major, minor, patch = (int(part) for part in __version__.split("."))
    release = major * 1_000_000 + minor * 1000 + patch
    connection.execute(f"PRAGMA user_version = {release * _FORMS + len(steps)}")


def _form(connection: sqlite3.Connection) -> tuple[int, int]:
    """Read the form, and the release that brought the file to it, as a number; 0: unknown."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    release, form = divmod(number, _FORMS)
    return form, release


def whole(value: object) -> bool:
    """A number that SQLite can hold as such."""
    return type(value) is int


def real(value: object) -> bool:
    """A number with a fraction."""
    return type(value) is float


def flag(value: object) -> bool:
    """0 or 1."""
    return type(value) is int and value in (0, 1)


def optional(form: Form) -> Form:
    """NULL, or of that form."""
    return lambda value: value is None or form(value)


def one_of(words: Collection[str]) -> Form:
    """One of those words."""
    return lambda value: isinstance(value, str) and value in words


def text(pattern: str) -> Form:
    """A text that matches as a whole."""
    match = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, str) and match(value) is not None


# A code, a name of a place. No address fits it.
word = text(r"[^\s\x00-\x1f\x7f@<>]{1,64}")
words = text(r"[^\s\x00-\x1f\x7f@<>]{0,20000}")
address = text(r"[!-?A-~]{1,64}@[!-?A-~]{1,255}")
domain = text(r"[!-?A-~]{0,255}")  # none where the address is purged


def guard(connection: sqlite3.Connection, forms: Forms) -> None:
    """From now on every row that is fetched is checked, and Damage raised. A column without a form holds no address."""

    def read(raw: bytes) -> object:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw

    asked: tuple[object, list[Form]] = None, []  # of the rows read last

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal asked
        if asked[0] is not cursor.description:
            asked = cursor.description, [forms.get(column[0], _computed) for column in cursor.description]
        for form, value in zip(asked[1], values, strict=True):
            if not form(value):
                raise Damage
        return values

    connection.text_factory = read
    connection.row_factory = row


def read_only(file: Path) -> str:
    """Return the name under which ATTACH opens the file to be read; needs a connection made with ``uri``."""
    return f"{file.absolute().as_uri()}?mode=ro"


def damaged(connection: sqlite3.Connection, tables: Iterable[str], file: Text) -> Message:
    """The table and the row of the first damaged value, and what to do; ``file``: the file in words."""
    for table in tables:
        rows = connection.execute(f"SELECT * FROM {table}")
        number = 1
        try:
            while rows.fetchone() is not None:
                number += 1
        except Damage:
            return Message("core/value-damaged-at", file=file, table=table, number=number)
    return Message("core/value-damaged", file=file)


def _computed(value: object) -> bool:
    return value is None or type(value) is int or (isinstance(value, str) and "@" not in value)
