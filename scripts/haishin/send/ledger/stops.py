"""Stopping: a branch ``stop/<alert id>`` or ``stop/all`` at the remote, which anybody with write may make."""

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
# What begins so, ``.github/rulesets/stops.json`` keeps: nobody takes a stop away before it was seen.
_BEGINS = re.compile(r"[Ss][Tt][Oo][Pp]|[ｓＳ]")
_FOLDER = re.compile(r"stop(?:/(?P<rest>.*))?")
_BESIDE = re.compile(r"stop[-_.]+(?P<rest>.+)")
SEEN_WITHIN = 5  # seconds, the pause between two questions counted in; the remote's answer takes its own time
LOOK_EVERY = 3.0
_PATIENCE = 10.0  # seconds for one answer of the remote
BLIND_FOR = 600.0
_AT_ONCE = 500  # branches that one push takes away


@dataclass(frozen=True, slots=True)
class Stops:
    """The stop branches that stand at the remote. ``all``: nothing may go; ``alerts``: the ids of ``stop/ID``.

    ``doubtful``: the branches that may be meant as a stop of one alert and do not say which: each stops all.
    ``branches``: all of them, with the commits that they stand on.
    """

    all: bool
    alerts: frozenset[str]
    doubtful: tuple[str, ...] = ()
    branches: Mapping[str, str] = field(default_factory=dict, compare=False)

    def stops(self, alert: str) -> bool:
        """Return whether that alert may not go."""
        return self.all or alert in self.alerts

    def among(self, *known: Collection[str]) -> Stops:
        """Return the same as it is for whoever knows every id: one that nobody knows may be meant for any alert."""
        unknown = self.alerts.difference(*known) if self.alerts else ()
        if not unknown:
            return self
        doubtful = sorted({*self.doubtful, *(PREFIX + alert for alert in unknown)})
        return replace(self, all=True, alerts=self.alerts.difference(unknown), doubtful=tuple(doubtful))


def ask(git: Git, remote: str, *branches: str, timeout: float = 60) -> dict[str, str]:
    """Ask the remote at one moment for these branches and for what may stop something: branch → commit.

    Raises GitError when it does not answer.
    """
    told = remote_branches(git, remote, timeout=timeout)
    return {branch: commit for branch, commit in told.items() if branch in branches or _may_stop(branch, commit)}


def stops(git: Git, remote: str) -> Stops:
    """Read the stop branches that stand now. Raises GitError when the remote does not answer."""
    return stops_in(ask(git, remote))


def stops_in(told: Mapping[str, str]) -> Stops:
    """Find the stop branches in an answer of ``ask``.

    Only ``stop/ID`` stops one alert alone. Made in a browser, a name may carry capitals, another sign than the slash,
    the file's folder: whoever wrote that wanted something stopped.
    """
    everything, alerts, doubtful = False, set[str](), []
    branches = {branch: commit for branch, commit in told.items() if _may_stop(branch, commit)}
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
    """List the ids of main at the tip that the remote has just told. Raises GitError, ToolError."""
    here = fetch_branch(git, remote, branch, tip)
    return frozenset(file.id for file in alert_files(git, here)) if here is not None else frozenset()


def _may_stop(branch: str, commit: str) -> bool:
    """Tell whether a branch may be meant as a stop; a line of the remote that names no branch may be, too."""
    return not commit or _target(branch) is not None


def _target(branch: str) -> str | None:
    """Find what a branch stops: ``all``, an id, or nobody knows what; None: it has another purpose."""
    if _BEGINS.match(branch) is None:
        return None
    if (inside := _FOLDER.fullmatch(plain(branch))) is not None:
        # A branch named plain ``stop``, or one below stop/all, keeps git from making stop/all: it says as much.
        return meant(inside["rest"] or ALL)
    beside = _BESIDE.fullmatch(plain(branch))
    target = meant(beside["rest"]) if beside is not None else ""
    return target if target == ALL or is_id(target) else None


def stop(git: Git, remote: str, branch: str, target: str) -> None:
    """Make the stop branch for an alert id or ``all``, on main's tip, unless it is there already.

    Raises ToolError when it does not stand there afterwards.
    """
    tip = fetch_branch(git, remote, branch)
    said = ""
    if tip is not None:
        done = git.attempt("push", "--porcelain", "--no-verify", remote, f"{tip}:{_HEADS}{PREFIX}{target}")
        said = shown(done.stderr.decode("utf-8", "replace").strip())
    standing = stops(git, remote)
    if not (standing.all if target == ALL else target in standing.alerts):
        raise ToolError(Message("send/ledger/stop-not-made", target=target, said=said))


def take_away(git: Git, remote: str, standing: Stops, branches: Iterable[str]) -> None:
    """Delete those of the branches that stand, so that each can be made again; one made anew meanwhile stays.

    Raises ToolError when one stands there afterwards.
    """
    said, gone = "", [branch for branch in branches if standing.branches.get(branch)]
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        leases = [f"--force-with-lease={_HEADS}{branch}:{standing.branches[branch]}" for branch in some]
        deleted = [f":{_HEADS}{branch}" for branch in some]
        done = git.attempt("push", "--porcelain", "--no-verify", *leases, remote, *deleted)
        said = shown(done.stderr.decode("utf-8", "replace").strip())
    there = stops(git, remote).branches if gone else {}
    if left := [branch for branch in gone if branch in there]:
        raise ToolError(Message("send/ledger/stop-not-deleted", branch=left[0], said=said))


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look at the remote showed. ``view``: None where the ledger is missing, rewritten or unknown.

    ``tip``: main's; None where the remote has no such branch. ``main``: the ids that it has there, asked for where a
    stop names any; None where they could not be read, so that of no id it can be said that nobody knows it.
    """

    standing: Stops
    view: LedgerView | None
    tip: str | None
    main: frozenset[str] | None

    def heeded(self, known: Collection[str]) -> Stops:
        """Return the stops as they are for whoever knows these ids, main's and the ledger's."""
        if self.main is None:
            return self.standing
        return self.standing.among(known, self.main, self.view.known if self.view is not None else ())

    def ends(self, known: Collection[str]) -> Literal["stop", "ledger"] | None:
        """Return why nothing may go on; ``known``: ids that main had before, beside those of this look."""
        if self.view is None:
            return "ledger"
        return "stop" if self.heeded(known).all or self.view.halted else None

    def stops(self, alert: str, journal: str) -> bool:
        """Return whether somebody has stopped this alert, or another journal has taken it over."""
        if self.view is None or alert in self.standing.alerts:
            return True
        entry = self.view.of(alert)
        return entry.stopped or entry.journal not in (None, journal)  # None: it was claimed after this look


class Watch:
    """Looks at the remote while mail goes: for stops, for what the ledger says, and whether main has moved.

    ``main``: the branch. ``ticks``: seconds that only grow, whatever becomes of the wall clock. ``nudge``: a file that
    a stop made on this machine touches, so that it is looked for at once. ``sight``: the newest, None before the first.
    After ``start`` it looks on a thread of its own, so that neither a relay nor the disk keeps it from seeing a stop;
    before, whoever asks looks himself.
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
        """Look now. Whatever goes wrong counts as not seen: what was seen before stands, and soon this is blind."""
        self._looked = now = self._ticks()
        ledger, before = self._ledger, self.sight
        with suppress(Exception):
            told = ask(ledger.git, ledger.remote, self.main, ledger.branch, timeout=_PATIENCE)
            standing, tip = stops_in(told), told.get(self.main)
            if before is not None:  # whatever becomes of what else is to be read, these stops count from here on
                self.sight = Sight(standing, before.view, tip, None)
            ids = ids_of(ledger.git, ledger.remote, self.main, tip) if standing.alerts else frozenset[str]()
            self.sight = Sight(standing, self._read(told.get(ledger.branch), before), tip, ids)
            self._saw = now

    def _read(self, tip: str | None, before: Sight | None) -> LedgerView | None:
        """Read the ledger, unless it is the one that was seen before; None where it is not to be believed."""
        if before is not None and before.view is not None and before.view.tip == tip:
            return before.view
        try:
            return self._ledger.read(tip)
        except GitError:
            raise
        except HaishinError:
            return None

    def _touched(self) -> int | None:
        try:
            return self._nudge.stat().st_mtime_ns if self._nudge is not None else None
        except OSError:
            return None
