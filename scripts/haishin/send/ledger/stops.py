"""Stopping: a branch ``stop/<alert id>`` or ``stop/all`` at the remote; any person with write may make it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, ToolError
from haishin.core.repository.git import Git, GitError, shown
from haishin.core.repository.history import alert_files, fetch_branch, remote_branches
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView

ALL = "all"
_ID = re.compile(r"[0-9]{8}-[0-9]{4}-[a-z0-9-]+")


def plain(text: str) -> str:
    """Fold to lower case and half width (NFKC), without blanks around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_id(text: str) -> bool:
    """Return whether the text has the form of an id."""
    return len(text) <= 64 and _ID.fullmatch(text) is not None


def meant(text: str) -> str:
    """Find the id in ``stop/<id>``, ``<id>.md`` or a whole path; ``all``; else the text itself, plain."""
    parts = plain(text).removesuffix(".md").removeprefix("stop/").split("/")
    if parts[0] == ALL:
        return ALL
    return next(filter(is_id, parts), "/".join(parts))


PREFIX = "stop/"
_HEADS = "refs/heads/"
# ``.github/rulesets/stops.json`` keeps these names: a stop is not taken away before it was seen.
_BEGINS = re.compile(r"[Ss][Tt][Oo][Pp]|[ｓＳ]|停止")
_STOP = re.compile(r"(?:stop|停止)[-_./]*(?P<rest>.*)")
SEEN_WITHIN = 5  # seconds, the pause between two questions counted in; the remote's answer takes its own time
LOOK_EVERY = 3.0
_PATIENCE = 10.0  # seconds for an answer of the remote
BLIND_FOR = 600.0
_AT_ONCE = 500  # branches that a push takes away


@dataclass(frozen=True, slots=True)
class Stops:
    """The stop branches that stand at the remote."""

    all: bool  # nothing may go
    alerts: frozenset[str]  # the ids of ``stop/ID``
    doubtful: tuple[str, ...] = ()  # branches that may mean a single alert and do not say which: each stops all
    # All of them, with their commits.
    branches: Mapping[str, str] = field(default_factory=dict, compare=False)

    def stops(self, alert: str) -> bool:
        """Return whether that alert may not go."""
        return self.all or alert in self.alerts

    def among(self, *known: Collection[str]) -> Stops:
        """Return the same as it is if all ids are ``known``: a stop of an unknown id may be meant for any alert."""
        if not self.alerts:
            return self
        unknown = self.alerts.difference(*known)
        if not unknown:
            return self
        doubtful = sorted({*self.doubtful, *(PREFIX + alert for alert in unknown)})
        return replace(self, all=True, alerts=self.alerts.difference(unknown), doubtful=tuple(doubtful))


def ask(git: Git, remote: str, *branches: str, timeout: float = 60) -> dict[str, str]:
    """Ask the remote at a single moment for these branches and for all that may be stops: branch → commit.

    Raises GitError when it does not answer.
    """
    answer = remote_branches(git, remote, timeout=timeout)
    return {branch: commit for branch, commit in answer.items() if branch in branches or _may_stop(branch, commit)}


def stops(git: Git, remote: str) -> Stops:
    """Read the stop branches that stand now. Raises GitError when the remote does not answer."""
    return stops_in(ask(git, remote))


def stops_in(answer: Mapping[str, str]) -> Stops:
    """Find the stop branches in an answer of ``ask``.

    Only ``stop/ID`` stops a single alert. A name made in a browser may carry capitals, another sign than the slash, a
    slip, or the file's folder: every branch that begins with the word is meant to stop something.
    """
    everything, alerts, doubtful = False, set[str](), []
    branches = {branch: commit for branch, commit in answer.items() if _may_stop(branch, commit)}
    for branch in branches:
        name = branch.removeprefix(PREFIX)
        if branch.startswith(PREFIX) and is_id(name):
            alerts.add(name)
        elif _target(branch) == ALL:
            everything = True
        else:
            doubtful.append(branch)
    return Stops(everything or bool(doubtful), frozenset(alerts), tuple(sorted(doubtful)), branches)


def ids_of(git: Git, remote: str, branch: str, tip: str | None) -> frozenset[str]:
    """List the ids of main at the tip that the remote has just named. Raises GitError, ToolError."""
    here = fetch_branch(git, remote, branch, tip)
    if here is None:
        return frozenset()
    return frozenset(file.id for file in alert_files(git, here))


def _may_stop(branch: str, commit: str) -> bool:
    """Return whether a branch may be meant as a stop; so may a line of the remote that names no branch."""
    return not commit or _target(branch) is not None


def _target(branch: str) -> str | None:
    """Find the target of a stop branch: ``all``, an id, or an unknown text; None: the branch has another purpose."""
    if _BEGINS.match(branch) is None:
        return None
    named = _STOP.fullmatch(plain(branch))
    if named is None:
        return None
    # A branch named plain ``stop``, or a branch below stop/all, keeps git from making stop/all: it says as much.
    return meant(named["rest"] or ALL)


def stop(git: Git, remote: str, branch: str, target: str) -> bool:
    """Make the stop branch for an alert id or ``all``, on main's tip; return False if it is there already.

    Raises ToolError when it does not stand there afterwards.
    """
    tip = fetch_branch(git, remote, branch)
    said, made = "", False
    if tip is not None:
        done = git.attempt("push", "--porcelain", "--no-verify", remote, f"{tip}:{_HEADS}{PREFIX}{target}")
        said, made = shown(done.stderr.decode("utf-8", "replace").strip()), b"*\t" in done.stdout
    standing = stops(git, remote)
    stands = target in standing.alerts
    if target == ALL:
        stands = standing.all
    if not stands:
        raise ToolError(Message("send/ledger/stop-not-made", target=target, said=said))
    return made


def take_away(git: Git, remote: str, standing: Stops, branches: Iterable[str]) -> None:
    """Delete those of the branches that stand, so that each can be made again; a branch made anew meanwhile stays.

    Raises ToolError when a branch stands there afterwards.
    """
    said, gone = "", [branch for branch in branches if standing.branches.get(branch)]
    if not gone:
        return
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        leases = [f"--force-with-lease={_HEADS}{branch}:{standing.branches[branch]}" for branch in some]
        deleted = [f":{_HEADS}{branch}" for branch in some]
        done = git.attempt("push", "--porcelain", "--no-verify", *leases, remote, *deleted)
        said = shown(done.stderr.decode("utf-8", "replace").strip())
    there = stops(git, remote).branches
    for branch in gone:
        if branch in there:
            raise ToolError(Message("send/ledger/stop-not-deleted", branch=branch, said=said))


@dataclass(frozen=True, slots=True)
class Sight:
    """A look at the remote."""

    standing: Stops
    view: LedgerView | None  # None: the ledger is missing, rewritten or unknown
    tip: str | None  # main's; None: the remote has no such branch
    # Main's ids, asked for if a stop names an id; None: they could not be read, so no id can be called unknown.
    main: frozenset[str] | None

    def heeded(self, known: Collection[str]) -> Stops:
        """Return the stops as they are if these ids are known, main's and the ledger's."""
        if self.main is None:
            return self.standing
        recorded = frozenset[str]()
        if self.view is not None:
            recorded = self.view.known
        return self.standing.among(known, self.main, recorded)

    def ends(self, known: Collection[str]) -> Literal["stop", "ledger"] | None:
        """Return why no alert may go on; ``known``: ids that main had before, beside those of this look."""
        if self.view is None:
            return "ledger"
        if self.view.halted or self.heeded(known).all:
            return "stop"
        return None

    def stops(self, alert: str, journal: str) -> bool:
        """Return whether a person has stopped this alert, or another journal has taken it over."""
        if self.view is None or alert in self.standing.alerts:
            return True
        entry = self.view.of(alert)
        return entry.stopped or entry.journal not in (None, journal)  # None: it was claimed after this look


class Watch:
    """Looks at the remote while mail goes: for stops, for the ledger, and whether main has moved.

    ``main``: the branch. ``ticks``: seconds that only grow, whatever the wall clock does. ``nudge``: a file that a stop
    made on this machine touches, so that it is looked for at once. ``sight``: the newest, None before the first. After
    ``start`` it looks on a thread of its own, so that neither a relay nor the disk keeps it from seeing a stop; before,
    each caller looks himself.
    """

    def __init__(self, ledger: Ledger, main: str, ticks: Callable[[], float], nudge: Path | None = None) -> None:
        self._ledger = ledger.reader()
        self.main = main
        self._ticks = ticks
        self._nudge = nudge
        self._nudged = self._touched()
        self._looked: float | None = None
        self._saw = ticks()
        self.sight: Sight | None = None
        self._ended = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Look on a thread of its own from now on."""
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; a look that hangs is not waited for."""
        self._ended.set()

    def __call__(self) -> Sight | None:
        """Return the newest sight, at most ``LOOK_EVERY`` seconds old while the remote answers; None before the first.

        The first time, and after a stop was made on this machine, it is looked at now.
        """
        touched = self._touched()
        due = self._looked is None or (self._thread is None and self._ticks() - self._looked >= LOOK_EVERY)
        if due or touched != self._nudged:
            self._nudged = touched
            self._look()
        return self.sight

    @property
    def blind(self) -> bool:
        """Return whether the remote could not be read for 10 minutes."""
        return self._ticks() - self._saw >= BLIND_FOR

    def _go_on(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        """Look now. If the look fails, the last sight stands, and soon this is blind."""
        self._looked = now = self._ticks()
        ledger, before = self._ledger, self.sight
        with suppress(Exception):
            answer = ask(ledger.git, ledger.remote, self.main, ledger.branch, timeout=_PATIENCE)
            standing, tip = stops_in(answer), answer.get(self.main)
            if before is not None:  # these stops count from here on, even if the rest cannot be read
                self.sight = Sight(standing, before.view, tip, None)
            ids = frozenset[str]()
            if standing.alerts:
                ids = ids_of(ledger.git, ledger.remote, self.main, tip)
            self.sight = Sight(standing, self._read(answer.get(ledger.branch), before), tip, ids)
            self._saw = now

    def _read(self, tip: str | None, before: Sight | None) -> LedgerView | None:
        """Read the ledger, unless its tip is that of the last sight; None if it is not to be believed."""
        if before is not None and before.view is not None and before.view.tip == tip:
            return before.view
        try:
            return self._ledger.read(tip)
        except GitError:
            raise
        except HaishinError:
            return None

    def _touched(self) -> int | None:
        if self._nudge is None:
            return None
        try:
            return self._nudge.stat().st_mtime_ns
        except OSError:
            return None
