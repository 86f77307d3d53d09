"""The heartbeat: one overwritten branch that says when a sender was last well, and how far its journal was.

A second watcher reads it; and a journal that is behind it was restored from a backup, which would mail people again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from haishin.delivery.journal import Journal
from haishin.delivery.objects import commit_file
from haishin.errors import ToolError
from haishin.model import Text
from haishin.repository.git import Git
from haishin.repository.history import fetch_branch

BRANCH = "dispatch-heartbeat"
FILE = "heartbeat.json"
EVERY = 60.0  # seconds, while mail goes; also what a backup of the same minute may hide


@dataclass(frozen=True, slots=True)
class Beat:
    """When a reconcile last ended well (or mail last went), by which journal, and the number of its beats."""

    at: datetime
    journal: str
    beats: int


def read_beat(git: Git, remote: str) -> Beat | None:
    """The last one; None where there is none, or what stands there is not ours. Raises GitError, ToolError."""
    tip = fetch_branch(git, remote, BRANCH)
    if tip is None:
        return None
    found = git.attempt("cat-file", "blob", f"{tip}:{FILE}")
    try:
        value = json.loads(found.stdout)
        beat = Beat(datetime.fromisoformat(value["at"]), str(value["journal"]), int(value["beats"]))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return beat if beat.at.tzinfo is not None else None


def write_beat(git: Git, remote: str, beat: Beat) -> None:
    """Overwrite the branch. Raises GitError when the remote refuses."""
    value = {"at": beat.at.isoformat(), "journal": beat.journal, "beats": beat.beats}
    commit = commit_file(git, FILE, json.dumps(value).encode() + b"\n", beat.at, ("heartbeat",), None)
    git.run("push", "--quiet", "--force", "--no-verify", remote, f"{commit}:refs/heads/{BRANCH}")


class Pulse:
    """The heartbeat of one run; ``ticks``: seconds that only grow.

    A remote that refuses it is told of once and stops nothing.
    """

    def __init__(
        self,
        git: Git,
        remote: str,
        journal: Journal,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        tell: Callable[[Text], None],
    ) -> None:
        self._git = git
        self._remote = remote
        self._journal = journal
        self._clock = clock
        self._ticks = ticks
        self._tell = tell
        self._last = ticks()
        self._told = False

    def begin(self, before: Beat | None) -> None:
        """Say that this journal goes on from here; not yet that all is well."""
        self._write(before.at if before is not None else self._clock())

    def alive(self) -> None:
        """Called often while mail goes; beats once a minute."""
        now = self._ticks()
        if now - self._last >= EVERY:
            self._last = now
            self._write(self._clock())

    def end(self) -> None:
        """A reconcile has ended well."""
        self._write(self._clock())

    def _write(self, at: datetime) -> None:
        # First the journal, then the branch: after a crash in between the journal is ahead, never behind.
        beats = self._journal.beat()
        try:
            write_beat(self._git, self._remote, Beat(at, self._journal.id, beats))
        except ToolError as refused:
            if not self._told:
                self._told = True
                self._tell(_silent(refused))


def _silent(refused: ToolError) -> Text:
    return Text(
        f"注意:ブランチ {BRANCH} に書けません。配信は続けますが、見張りは止まったと判断します。{refused.message.ja}",
        f"Note: the branch {BRANCH} cannot be written. Sending goes on, but a watcher will think that it has stopped. "
        f"{refused.message.en}",
    )
