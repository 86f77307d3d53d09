"""The ledger held against itself: each commit of its branch says which records it brought, and the digest of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from haishin.core.repository.git import Git, records
from haishin.office.audit.findings import Difference
from haishin.send.ledger.records import moment

_BROUGHT = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, as the commit that brought it says or as a line of the ledger has it now."""

    digest: str
    place: str  # the commit, or the line by its number
    at: int | None  # seconds; None for a record that came with another, and for a line that cannot be read

    @property
    def shown(self) -> str:
        """The place and the digest."""
        return f"{self.place} sha256:{self.digest}"


Entries = Mapping[tuple[str, int], Entry]  # by the id, empty if it cannot be read; 0: the first of that id


def brought(git: Git, tip: str) -> Entries:
    """List what the commits of the branch brought, the oldest first. Raises GitError."""
    found = []
    for said in records(git.run("log", "--first-parent", "--reverse", "-z", "--format=%H %ct%n%B", tip)):
        head, *message = said.split("\n")
        commit, when = head.split(" ")
        matches = filter(None, map(_BROUGHT.fullmatch, message))
        for number, match in enumerate(matches):
            found.append((match[1], Entry(match[2], commit, None if number else int(when))))
    return _numbered(found)


def standing(data: bytes) -> Entries:
    """Cut the ledger's bytes into lines."""
    found = []
    for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n"), 1):
        identity, at = "", None
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            record = json.loads(raw)
            identity, at = str(record["id"]), int(moment(record["at"]).timestamp())
        found.append((identity, Entry(sha256(raw + b"\n").hexdigest(), f"{number}:", at)))
    return _numbered(found)


def _numbered(entries: Iterable[tuple[str, Entry]]) -> Entries:
    times, found = Counter[str](), dict[tuple[str, int], Entry]()
    for identity, entry in entries:
        found[identity, times[identity]] = entry
        times[identity] += 1
    return found


def chain(said: Entries, lines: Entries) -> Iterator[Difference]:
    """Compare the lines with what the commits say that they brought."""
    for key, line in lines.items():
        if key not in said:
            yield "ledger-added", None, line.shown
    for key, origin in said.items():
        if key not in lines:
            yield "ledger-dropped", f"{origin.place} {key[0]}", None
            continue
        line = lines[key]
        if line.digest != origin.digest:
            yield "ledger-edited", origin.shown, line.shown
        if origin.at not in (None, line.at):
            yield "ledger-redated", line.at, f"{origin.place} {origin.at}"
    was, now = ([key for key in side if key in said and key in lines] for side in (said, lines))
    moved = next((pair for pair in zip(was, now, strict=True) if pair[0] != pair[1]), None)
    if moved is not None:
        yield "ledger-reordered", moved[0][0], moved[1][0]
