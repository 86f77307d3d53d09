"""Edits of ``roster.yaml`` that leave everything else as it was typed: comments, order, layout."""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from haishin.core.model import Path
from haishin.core.strict_yaml import YamlLimits, compose
from haishin.office.setup import messages

_LIMITS: Final = YamlLimits(depth=12, flow_depth=4)
_PLAIN: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Put:
    """Another value at a place that holds one."""

    path: Path
    value: str


@dataclass(frozen=True, slots=True)
class Append:
    """One more entry in a person's ``roles`` or ``deputy``."""

    person: int
    key: str
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Join:
    """A new person, after that one; -1: the first of all."""

    after: int
    person: dict[str, Any]


Edit = Put | Append | Join


@dataclass
class _Page:
    """The text and its changes by offset."""

    text: str
    changes: list[tuple[int, int, int, str]] = field(default_factory=list)  # offset, rank there, length, new text

    def __post_init__(self) -> None:
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def before(self, line: int, column: int) -> str:
        """Return what stands before that place on its line."""
        return self.text[self.starts[line - 1] : self.offset(line, column)]

    def insert(self, offset: int, text: str, rank: int = 0) -> None:
        """Insert a text; of several at one place, the lower rank stands first."""
        self.changes.append((offset, rank, 0, text))

    def done(self) -> str:
        text = self.text
        for offset, _, length, new in sorted(self.changes, reverse=True):
            text = text[:offset] + new + text[offset + length :]
        return text


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Make all edits, and prove that the text then says just that.

    Raises ToolError for a text that is not read, or laid out so that an entry cannot be put in.
    """
    page = _Page(text if text.endswith("\n") else f"{text}\n")
    composed = compose(page.text, limits=_LIMITS)
    wanted: Any = copy.deepcopy(composed.value)
    if composed.faults or not isinstance(wanted, dict):
        raise messages.unedited_roster()
    appended: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    joined: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, Put):
            place = composed.places[edit.path]
            start, end = page.offset(place.line, place.column), page.offset(place.end_line, place.end_column)
            page.changes.append((start, 0, end - start, edit.value))
            _set(wanted, edit.path, edit.value)
        elif isinstance(edit, Append):
            appended[edit.person, edit.key].append(edit.entry)
            wanted["people"][edit.person].setdefault(edit.key, []).append(edit.entry)
        else:
            joined[edit.after].append(edit.person)
    for (person, key), entries in appended.items():
        _append(page, composed.places, composed.keys, person, key, [_flow(entry) for entry in entries])
    for after, people in sorted(joined.items(), reverse=True):
        place = composed.places[("people",) if after < 0 else ("people", after)]
        if after < 0:  # `people: []`
            start, end = page.offset(place.line, place.column) - 1, page.offset(place.end_line, place.end_column)
            page.changes.append((start, 0, end - start, ""))
        dash = "  - " if after < 0 else page.before(place.line, place.column)
        page.insert(page.starts[place.end_line], "".join(_block(who, dash) for who in people), 2)
        wanted["people"][after + 1 : after + 1] = people
    result = page.done()
    again = compose(result, limits=_LIMITS)
    if again.faults or again.value != wanted:
        raise messages.unedited_roster()
    return result


def _set(value: Any, path: Path, text: str) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = text


def _append(page: _Page, places: Any, keys: Any, person: int, key: str, entries: list[str]) -> None:
    path: Path = ("people", person, key)
    if path in places:
        whole = places[path]
        last = places[(*path, len([known for known in places if len(known) == 4 and known[:3] == path]) - 1)]
        if page.text[page.offset(whole.line, whole.column)] == "[":
            page.insert(page.offset(whole.end_line, whole.end_column) - 1, "".join(f", {entry}" for entry in entries))
            return
        dash = page.before(last.line, last.column)
        page.insert(page.starts[last.end_line], "".join(f"{dash}{entry}\n" for entry in entries))
        return
    roles = places["people", person, "roles"]
    named = keys["people", person, "roles"]
    indent = " " * (named.column - 1)
    lines = [f"{indent}{key}:\n", *(f"{indent}  - {entry}\n" for entry in entries)]
    page.insert(page.starts[roles.end_line], "".join(lines), 1)  # below what the roles themselves get there


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    return str(value)


def _block(who: dict[str, Any], dash: str) -> str:
    """A person as the shipped roster writes one."""
    indent = " " * len(dash)
    name = who["name"] if _PLAIN.fullmatch(who["name"]) else json.dumps(who["name"], ensure_ascii=False)
    accounts = ", ".join(_flow(account) for account in who["accounts"])
    lines = [f"{dash}id: {who['id']}", f"{indent}name: {name}", f"{indent}accounts: [{accounts}]"]
    for key in ("roles", "deputy"):
        if key in who:
            lines += [f"{indent}{key}:", *(f"{indent}  - {_flow(entry)}" for entry in who[key])]
    return "".join(f"{line}\n" for line in lines)
