"""The beat, a file beside the records: the journal that sends, its progress, the time, and the program that runs.

It shows that a journal is behind: a copy that would mail people again. It goes with each record of the sender, so no
record is newer. Any writer of the ledger's branch can forge it, as he can forge a record (T10).
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
    """The sign of life of a sender."""

    at: datetime  # when a run last ended well, or mail last went
    journal: str
    beats: int  # the journal's count at that time
    program: str | None = None  # the commit whose program ran; None: no commit could be named


@dataclass(frozen=True, slots=True)
class Heard:
    """The beat as read beside the records."""

    beat: Beat | None = None  # None: it is missing or unreadable
    commit: str | None = None  # the commit that brought it
    # Why it is not believed: unreadable, ahead of this clock, or of a journal that the ledger does not know.
    odd: Literal["unreadable", "future", "unknown"] | None = None


SILENCE = Heard()


def hear(git: Git, view: LedgerView, now: datetime) -> Heard:
    """Read the beat that lies beside these records. Raises GitError."""
    if not view.tip or object_id(git, view.tip, BEAT) is None:
        return SILENCE
    commit = git.text("rev-list", "-1", view.tip, "--", f":(top,literal){BEAT}")
    data = small_file(git, view.tip, BEAT, _LARGEST)
    beat = _read(data or b"")
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
