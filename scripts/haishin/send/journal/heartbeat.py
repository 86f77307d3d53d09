"""The heartbeat: one overwritten branch that says when a sender was last well, and how far its journal was.

A second watcher reads it; and a journal that is behind it was restored from a backup, which would mail people again:
its number grows with what is written into the journal, and before a run's first mail, never with a run alone.
Any writer of the repository may have put something else there (threats T12, T13): a digest under a key of the state
folder tells. Where that key is not, the forge's ruleset alone says who wrote it: its age is judged, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.core.repository.git import Git, GitError, commit_file, small_file
from haishin.core.repository.history import fetch_branch
from haishin.send.journal import messages
from haishin.send.journal.journal import Journal
from haishin.send.ledger.records import HEARTBEAT, moment

FILE = "heartbeat.json"
EVERY = 60.0  # seconds, while mail goes; also what a backup of the same minute may hide
_SKEW = timedelta(minutes=5)  # between two honest clocks
_LARGEST = 1024  # bytes
_JOURNAL = re.compile(r"[0-9a-f]{32}")


class BeatKey(Protocol):
    """Signs beats and verifies them, by a key of the state folder."""

    def mac(self, purpose: Literal["heartbeat"], *parts: str) -> str:
        """Return the digest over these parts."""
        ...

    def verify(self, purpose: Literal["heartbeat"], token: str, *parts: str) -> bool:
        """Return whether ``mac`` gave that token for these parts."""
        ...


@dataclass(frozen=True, slots=True)
class Beat:
    """When a reconcile last ended well (or mail last went), by which journal, and how far that was: its ``beats``."""

    at: datetime
    journal: str
    beats: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What stands on the branch. ``beat``: None where there is none that a sender of ours may have written.

    ``proven``: by its digest; without the key it may be anybody's who may write the branch. ``false``: no sender of
    ours wrote it, or its time lies ahead of this clock, of which a proven one still tells how far its journal was.
    """

    beat: Beat | None = None
    proven: bool = False
    false: bool = False

    @property
    def witness(self) -> Beat | None:
        """Return the beat by which a journal may be measured."""
        return self.beat if self.proven else None


SILENCE = Heard()


def read_beat(git: Git, remote: str, now: datetime, key: BeatKey | None, told: str | None = None) -> Heard:
    """Read the last heartbeat; ``key``: None where it is not on this machine. Raises GitError, ToolError.

    ``told``: the branch's tip, as the remote has just named it.
    """
    try:
        tip = fetch_branch(git, remote, HEARTBEAT, told)
    except GitError as fault:
        if fault.malformed:  # somebody with write has put it there
            return Heard(false=True)
        raise
    if tip is None:
        return SILENCE
    data = small_file(git, tip, FILE, _LARGEST)
    if data is None:
        return Heard(false=True)
    try:
        value = json.loads(data)
        beat = Beat(moment(value["at"]), value["journal"], value["beats"])
        ours = type(beat.beats) is int and _JOURNAL.fullmatch(beat.journal) is not None
        ahead = beat.at > now + _SKEW
        if not ours or (ahead and key is None):
            return Heard(false=True)
        if key is not None and not key.verify("heartbeat", value["digest"], *_parts(beat)):
            return Heard(false=True)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Heard(false=True)
    return Heard(beat, proven=key is not None, false=ahead)


def write_beat(git: Git, remote: str, beat: Beat, key: BeatKey) -> None:
    """Overwrite the branch. Raises GitError when the remote refuses."""
    digest = key.mac("heartbeat", *_parts(beat))
    value = {"at": beat.at.isoformat(), "journal": beat.journal, "beats": beat.beats, "digest": digest}
    commit = commit_file(git, FILE, json.dumps(value).encode() + b"\n", beat.at, ("heartbeat",), None)
    git.run("push", "--quiet", "--force", "--no-verify", remote, f"{commit}:refs/heads/{HEARTBEAT}")


def _parts(beat: Beat) -> tuple[str, str, str]:
    return beat.at.isoformat(), beat.journal, str(beat.beats)


class Pulse:
    """The heartbeat of one run; ``ticks``: seconds that only grow; ``before``: the beat that it found.

    A remote that refuses it is told of once and stops nothing.
    """

    def __init__(
        self,
        git: Git,
        remote: str,
        journal: Journal,
        key: BeatKey,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        tell: Callable[[Text], None],
        before: Beat | None = None,
    ) -> None:
        self._git = git
        self._remote = remote
        self._journal = journal
        self._key = key
        self._clock = clock
        self._ticks = ticks
        self._tell = tell
        self._last = ticks()
        self._before = before
        self._written = journal.written
        self._going = False
        self._told = False

    def going(self) -> None:
        """Raise the journal's number before the first intent, so that every older copy is known as older.

        Called before each intent. It is not yet a sign that all is well, and so keeps the time of the beat before.
        """
        if not self._going:
            self._going = True
            self._write(self._before.at if self._before is not None else self._clock(), more=True)

    def alive(self) -> None:
        """Hold the journal, and beat once a minute; called often while mail goes. Raises Refusal, JournalError."""
        self._journal.hold()
        now = self._ticks()
        if now - self._last >= EVERY:
            self._last = now
            self._write(self._clock())

    def end(self) -> None:
        """Beat because a reconcile has ended well."""
        self._write(self._clock())

    def _write(self, at: datetime, *, more: bool = False) -> None:
        # First the journal, then the branch: after a crash in between the journal is ahead, never behind.
        if more or self._journal.written != self._written:
            self._journal.beat()
            self._written = self._journal.written
        beats = self._journal.beats
        try:
            write_beat(self._git, self._remote, Beat(at, self._journal.id, beats), self._key)
        except ToolError as refused:
            if not self._told:
                self._told = True
                self._tell(messages.heartbeat_unwritten(HEARTBEAT, refused))
