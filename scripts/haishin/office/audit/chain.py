"""The ledger held against itself: each commit of its branch says which records it brought, and the digest of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from haishin.core.repository.git import Git, records
from haishin.office.audit.findings import Disagreement
from haishin.send.ledger.records import moment

_BROUGHT = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Brought:
    """A record as the commit that brought it says."""

    id: str
    digest: str
    commit: str
    when: int | None  # seconds, as the commit says; None for a record that came with another


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as it stands now; ``id`` is empty if it cannot be read."""

    number: int
    id: str
    digest: str
    at: int | None


def brought(git: Git, tip: str) -> list[Brought]:
    """List what the commits of the branch brought, the oldest first. Raises GitError."""
    found = []
    for said in records(git.run("log", "--first-parent", "--reverse", "-z", "--format=%H %ct%n%B", tip)):
        head, *message = said.split("\n")
        commit, when = head.split(" ")
        matches = filter(None, map(_BROUGHT.fullmatch, message))
        for number, match in enumerate(matches):
            found.append(Brought(match[1], match[2], commit, None if number else int(when)))
    return found


def standing(data: bytes) -> list[Line]:
    """Cut the ledger's bytes into lines."""
    return [_line(number, raw) for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n"), 1)]


def chain(said: Sequence[Brought], lines: Sequence[Line]) -> Iterator[Disagreement]:
    """Compare the lines with what the commits say that they brought."""
    first = {one.id: one for one in reversed(said)}
    surplus = Counter(line.id for line in lines)
    surplus.subtract(one.id for one in said)
    for line in reversed(lines):
        if surplus[line.id] > 0:
            surplus[line.id] -= 1
            yield Disagreement("ledger-added", None, _place(line))
    for one in said:
        if surplus[one.id] < 0:
            surplus[one.id] += 1
            yield Disagreement("ledger-dropped", f"{one.commit} {one.id}", None)
    for line in lines:
        if line.id not in first:
            continue
        origin = first[line.id]
        if line.digest != origin.digest:
            yield Disagreement("ledger-edited", f"{origin.commit} sha256:{origin.digest}", _place(line))
        if origin.when not in (None, line.at):
            yield Disagreement("ledger-redated", line.at, f"{origin.commit} {origin.when}")
    yield from _reordered(said, lines)


def _reordered(said: Sequence[Brought], lines: Sequence[Line]) -> Iterator[Disagreement]:
    known = {one.id for one in said} & {line.id for line in lines}
    was = _once(one.id for one in said if one.id in known)
    now = _once(line.id for line in lines if line.id in known)
    place = next((place for place, pair in enumerate(zip(was, now, strict=True)) if pair[0] != pair[1]), None)
    if place is not None:
        yield Disagreement("ledger-reordered", was[place], now[place])


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _place(line: Line) -> str:
    return f"{line.number}: sha256:{line.digest}"


def _line(number: int, raw: bytes) -> Line:
    identity, at = "", None
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        record = json.loads(raw)
        identity, at = str(record["id"]), int(moment(record["at"]).timestamp())
    return Line(number, identity, sha256(raw + b"\n").hexdigest(), at)
