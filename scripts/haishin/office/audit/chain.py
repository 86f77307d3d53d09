"""The ledger held against itself: each commit of its branch says which records it brought, and the digest of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from haishin.core.repository.git import Git, records
from haishin.office.audit.findings import Disagreement
from haishin.send.ledger.records import moment

_BROUGHT = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, as the commit that brought it says or as a line of the ledger has it now."""

    id: str  # empty for a line that cannot be read
    digest: str
    place: str  # the commit, or the line by its number
    at: int | None  # seconds; None for a record that came with another, and for a line that cannot be read

    @property
    def shown(self) -> str:
        """The place and the digest."""
        return f"{self.place} sha256:{self.digest}"


def brought(git: Git, tip: str) -> list[Entry]:
    """List what the commits of the branch brought, the oldest first. Raises GitError."""
    found = []
    for said in records(git.run("log", "--first-parent", "--reverse", "-z", "--format=%H %ct%n%B", tip)):
        head, *message = said.split("\n")
        commit, when = head.split(" ")
        matches = filter(None, map(_BROUGHT.fullmatch, message))
        for number, match in enumerate(matches):
            found.append(Entry(match[1], match[2], commit, None if number else int(when)))
    return found


def standing(data: bytes) -> list[Entry]:
    """Cut the ledger's bytes into lines."""
    return [_line(number, raw) for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n"), 1)]


def chain(said: Sequence[Entry], lines: Sequence[Entry]) -> Iterator[Disagreement]:
    """Compare the lines with what the commits say that they brought."""
    first = {one.id: one for one in reversed(said)}
    surplus = Counter(line.id for line in lines)
    surplus.subtract(one.id for one in said)
    for line in reversed(lines):
        if surplus[line.id] > 0:
            surplus[line.id] -= 1
            yield Disagreement("ledger-added", None, line.shown)
    for one in said:
        if surplus[one.id] < 0:
            surplus[one.id] += 1
            yield Disagreement("ledger-dropped", f"{one.place} {one.id}", None)
    for line in lines:
        if line.id not in first:
            continue
        origin = first[line.id]
        if line.digest != origin.digest:
            yield Disagreement("ledger-edited", origin.shown, line.shown)
        if origin.at not in (None, line.at):
            yield Disagreement("ledger-redated", line.at, f"{origin.place} {origin.at}")
    yield from _reordered(said, lines)


def _reordered(said: Sequence[Entry], lines: Sequence[Entry]) -> Iterator[Disagreement]:
    known = {one.id for one in said} & {line.id for line in lines}
    was = dict.fromkeys(one.id for one in said if one.id in known)
    now = dict.fromkeys(line.id for line in lines if line.id in known)
    moved = next((pair for pair in zip(was, now, strict=True) if pair[0] != pair[1]), None)
    if moved is not None:
        yield Disagreement("ledger-reordered", *moved)


def _line(number: int, raw: bytes) -> Entry:
    identity, at = "", None
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        record = json.loads(raw)
        identity, at = str(record["id"]), int(moment(record["at"]).timestamp())
    return Entry(identity, sha256(raw + b"\n").hexdigest(), f"{number}:", at)
