"""The beat, a file beside the records: which journal sends, how far it is, when that was so, and by which program.

By it a journal that is behind is told: a copy that would mail people again. It goes with each record of the sender, so
that no record is newer than it. Whoever may write the ledger's branch can forge it, as he can forge a record (T10).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from haishin.core.repository.git import Git, small_file
from haishin.core.repository.history import object_id
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BEAT, moment

EVERY = 60.0  # seconds, while mail goes; also what a copy of the same minute may hide
AT_REST = timedelta(minutes=30)  # so long one beat serves while nothing is written
_SKEW = timedelta(minutes=5)  # between two honest clocks
_LARGEST = 1024  # bytes
_JOURNAL = re.compile(r"[0-9a-f]{32}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_KEYS = {"at", "journal", "beats", "program"}


@dataclass(frozen=True, slots=True)
class Beat:
    """When a run last ended well (or mail last went), in which journal, and how far that was: its ``beats``.

    ``program``: the commit whose program ran; None where no commit could be named.
    """

    at: datetime
    journal: str
    beats: int
    program: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What stands beside the records. ``beat``: None where there is none, or none that can be read.

    ``commit``: which brought it. ``odd``: why it is not believed; its time may lie ahead of this clock, or it may name
    a journal that the ledger does not know.
    """

    beat: Beat | None = None
    commit: str | None = None
    odd: Literal["unreadable", "future", "unknown"] | None = None


SILENCE = Heard()


def hear(git: Git, view: LedgerView, now: datetime) -> Heard:
    """Read the beat that lies beside these records. Raises GitError."""
    if not view.tip or object_id(git, view.tip, BEAT) is None:
        return SILENCE
    commit = git.text("rev-list", "-1", view.tip, "--", f":(top,literal){BEAT}")
    data = small_file(git, view.tip, BEAT, _LARGEST)
    beat = _read(data) if data is not None else None
    if beat is None:
        return Heard(None, commit, "unreadable")
    if beat.at > now + _SKEW:
        return Heard(beat, commit, "future")
    if view.journals and beat.journal not in view.journals:  # before the first claim nobody was mailed
        return Heard(beat, commit, "unknown")
    return Heard(beat, commit)


def written(beat: Beat) -> bytes:
    """Write a beat as its file holds it."""
    value = {"at": beat.at.isoformat(), "journal": beat.journal, "beats": beat.beats, "program": beat.program}
    return json.dumps(value, indent=1).encode() + b"\n"


def _read(data: bytes) -> Beat | None:
    try:
        value = json.loads(data)
        at, journal, beats, program = moment(value["at"]), value["journal"], value["beats"], value["program"]
        sound = set(value) == _KEYS and type(beats) is int and _JOURNAL.fullmatch(journal) is not None
        if not sound or (program is not None and _COMMIT.fullmatch(program) is None):
            return None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return Beat(at, journal, beats, program)
