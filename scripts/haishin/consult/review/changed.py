"""The effect of a change of ``schema/``, a line for each person or row: its approvers read nothing else of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from haishin.consult.phrases import seat_name
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.loading import LIMITS
from haishin.core.model import Language, Role, Seat
from haishin.core.strict_yaml import Value, compose

_LONGEST: Final = 80  # characters of a value
_IDS: Final = ("id", "login", "category", "code", "rule", "text")  # what a row of a list is known by
_OWN_NAME: Final = ("people", "accounts", "roles", "deputy")  # lists whose rows say themselves what they are
_KEYS: Final = ("from", "until", "name", "login", "account", "when", "order")  # of the roster, with Japanese names


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of ``schema/`` before and after; empty if there is none."""

    path: str
    before: str
    after: str


def lines(change: FileChange, contract: Contract, language: Language) -> list[str]:
    """Name each row that differs: ``氏名 警察署の運用管理者(署長) 終わりの日:null → 2026-11-30``."""
    before, after = (compose(text, limits=LIMITS).value for text in (change.before, change.after))
    return list(_Rows(contract, language).differing((), before or {}, after or {}))


class _Rows:
    def __init__(self, contract: Contract, language: Language) -> None:
        self._contract = contract
        self._language = language

    def differing(self, at: tuple[str, ...], before: Value | None, after: Value | None) -> Iterator[str]:
        if before == after:
            return
        if isinstance(before, dict) and isinstance(after, dict):
            for key in dict.fromkeys(chain(before, after)):
                yield from self.differing(self._below(at, key), before.get(key), after.get(key))
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._of_lists(at, before, after)
        elif before is None and isinstance(after, list):
            yield from self._of_lists(at, [], after)
        elif after is None and isinstance(before, list):
            yield from self._of_lists(at, before, [])
        elif before is None or after is None:
            yield self._alone(at, before, after)
        else:
            row = Message(
                "consult/review/row-differs", at=" ".join(at), old=self._short(before), new=self._short(after)
            )
            yield row[self._language]

    def _of_lists(self, at: tuple[str, ...], before: Sequence[Value], after: Sequence[Value]) -> Iterator[str]:
        old, new = ({self._identity(row): row for row in rows} for rows in (before, after))
        for identity in dict.fromkeys(chain(old, new)):
            was, now = old.get(identity), new.get(identity)
            if isinstance(was, dict) and isinstance(now, dict):
                yield from self.differing((*at, self._title(now)), was, now)
            elif was != now:
                yield self._alone(at, was, now)

    def _alone(self, at: tuple[str, ...], before: Value | None, after: Value | None) -> str:
        if after is None:
            return Message("consult/review/row-gone", at=" ".join((*at, self._short(before or ""))))[self._language]
        return Message("consult/review/row-new", at=" ".join((*at, self._short(after))))[self._language]

    def _below(self, at: tuple[str, ...], key: str) -> tuple[str, ...]:
        if key in _OWN_NAME:
            return at
        if key in _KEYS:
            return (*at, Message(f"consult/review/key-{key}")[self._language])
        return (*at, key)

    def _identity(self, row: Value) -> object:
        """Know a row again: by its id, of a seat by seat and first day, else by all that it says."""
        if isinstance(row, dict):
            for key in _IDS:
                if isinstance(row.get(key), str):
                    return key, row[key]
            if "from" in row:
                return repr([row.get(key) for key in ("role", "unit", "for", "when", "from")])
        return repr(row)

    def _title(self, row: Mapping[str, Value]) -> str:
        """Title a row: a person's name, a seat, or its id."""
        of, deputy = row.get("for", row), "for" in row
        if isinstance(of, dict) and of.get("role") in tuple(Role) and isinstance(of.get("unit"), str):
            seat = seat_name(Seat(Role(str(of["role"])), str(of["unit"])), self._contract, self._language)
            if deputy:
                return Message("consult/review/seat-deputy", seat=seat)[self._language]
            return seat
        return self._short(row.get("name") or next((row[key] for key in _IDS if key in row), ""))

    def _short(self, value: Value) -> str:
        """Write a value in one line; of a row its title, then its texts."""
        if isinstance(value, list):
            said = ", ".join(map(self._short, value))
        elif isinstance(value, dict):
            days = [str(value[key]) for key in ("from", "until") if value.get(key, "null") != "null"]
            rows = [row for key in _OWN_NAME for row in value.get(key, ()) if isinstance(row, dict)]
            said = " ".join(filter(None, (self._title(value), *days, *map(self._short, rows)))) or ", ".join(value)
        elif value == "null":
            said = Message("consult/review/no-value")[self._language]
        else:
            said = value
        if len(said) > _LONGEST:
            return f"{said[:_LONGEST]}…"
        return said
