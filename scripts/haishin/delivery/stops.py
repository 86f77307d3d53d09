"""Stopping: a branch ``stop/<alert id>`` or ``stop/all`` at the remote, which anybody with write may make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from haishin.delivery import messages
from haishin.delivery.ledger import Ledger
from haishin.delivery.ledger_view import LedgerView
from haishin.errors import HaishinError
from haishin.repository.git import Git, GitError, shown
from haishin.repository.history import fetch_branch, remote_refs

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


PREFIX = "refs/heads/stop/"
_HEADS = "refs/heads/"
# An asterisk crosses slashes here; full-width letters are named by their first alone, brackets know no such letter.
_ASKED = tuple(_HEADS + name for name in ("[Ss][Tt][Oo][Pp]*", "ｓ*", "Ｓ*"))
_FOLDER = re.compile(r"stop(?:/(?P<rest>.*))?")
_BESIDE = re.compile(r"stop[-_.]+(?P<rest>.+)")
SEEN_WITHIN = 5  # seconds, the pause between two questions counted in; the remote's answer takes its own time
LOOK_EVERY = 3.0
_PATIENCE = 10.0  # seconds for one answer of the remote
BLIND_FOR = 600.0


@dataclass(frozen=True, slots=True)
class Stops:
    """The stop branches that stand at the remote; ``alerts``: what they name, mostly ids.

    ``branches``: by what they name, the branches and the commits that they stand on.
    """

    all: bool
    alerts: frozenset[str]
    branches: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def stops(self, alert: str) -> bool:
        """Return whether that alert may not go."""
        return self.all or alert in self.alerts

    def strange(self, known: Collection[str]) -> tuple[str, ...]:
        """List names of no known alert: somebody wanted to stop something, so nothing new goes meanwhile."""
        return tuple(sorted(self.alerts.difference(known)))

    @property
    def nameless(self) -> frozenset[str]:
        """Names without the form of an id, by which no alert can be held."""
        return frozenset(name for name in self.alerts if not is_id(name))


def ask(git: Git, remote: str, *branches: str, timeout: float = 60) -> dict[str, str]:
    """Ask the remote at one moment for these branches and for what may stop something: branch → commit.

    Raises GitError when it does not answer.
    """
    refs = remote_refs(git, remote, *_ASKED, *(_HEADS + branch for branch in branches), timeout=timeout)
    return {ref.removeprefix(_HEADS): commit for ref, commit in refs.items()}


def stops(git: Git, remote: str) -> Stops:
    """Read the stop branches that stand now. Raises GitError when the remote does not answer."""
    return stops_in(ask(git, remote))


def stops_in(told: Mapping[str, str]) -> Stops:
    """Find the stop branches in an answer of ``ask``.

    Made in a browser, a name may carry capitals, the file's folder or its ``.md``: the id in it counts.
    """
    branches: dict[str, dict[str, str]] = {}
    for branch, commit in told.items():
        if (name := _named(branch)) is not None:
            branches.setdefault(name, {})[branch] = commit
    return Stops(ALL in branches, frozenset(branches.keys() - {ALL}), branches)


def _named(branch: str) -> str | None:
    """Find what a branch stops: an id, ``all``, or the rest of its name as written; None: it has another purpose."""
    if (inside := _FOLDER.fullmatch(plain(branch))) is not None:
        # A branch named plain ``stop``, or one below stop/all, keeps git from making stop/all: it says as much.
        target = meant(inside["rest"] or ALL)
        return target if target == ALL or is_id(target) else branch.partition("/")[2] or target
    if (beside := _BESIDE.fullmatch(plain(branch))) is not None and (
        (target := meant(beside["rest"])) == ALL or is_id(target)
    ):
        return target
    return None


def stop(git: Git, remote: str, branch: str, target: str) -> None:
    """Make the stop branch for an alert id or ``all``, on main's tip, unless it is there already.

    Raises ToolError when it does not stand there afterwards.
    """
    tip = fetch_branch(git, remote, branch)
    said = ""
    if tip is not None:
        done = git.attempt("push", "--porcelain", "--no-verify", remote, f"{tip}:{PREFIX}{target}")
        said = shown(done.stderr.decode("utf-8", "replace").strip())
    standing = stops(git, remote)
    if not (standing.all if target == ALL else target in standing.alerts):
        raise messages.stop_not_made(target, said)


def take_away(git: Git, remote: str, standing: Stops, *names: str) -> None:
    """Delete the branches of these names, so that each can be made again; one made anew meanwhile stays.

    Raises ToolError when one stands there afterwards.
    """
    for name in names:
        for branch, commit in standing.branches.get(name, {}).items():
            lease = f"--force-with-lease={_HEADS}{branch}:{commit}"
            done = git.attempt("push", "--porcelain", "--no-verify", lease, remote, f":{_HEADS}{branch}")
            if branch in stops(git, remote).branches.get(name, {}):
                said = shown(done.stderr.decode("utf-8", "replace").strip())
                raise messages.stop_not_deleted(branch, said)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look at the remote showed. ``view``: None where the ledger is missing, rewritten or unknown.

    ``tip``: main's; None where the remote has no such branch.
    """

    standing: Stops
    view: LedgerView | None
    tip: str | None

    def ends(self, known: Collection[str]) -> Literal["stop", "ledger"] | None:
        """Return why nothing may go on; ``known``: the ids of main, beside those that the ledger knows."""
        if self.view is None:
            return "ledger"
        strange = self.standing.strange({*known, *self.view.known}) if self.standing.alerts else ()
        return "stop" if self.standing.all or strange or self.view.halted else None

    def stops(self, alert: str, journal: str) -> bool:
        """Return whether somebody has stopped this alert, or another journal has taken it over."""
        if self.view is None or alert in self.standing.alerts:
            return True
        entry = self.view.of(alert)
        return entry.stopped or entry.journal not in (None, journal)  # None: it was claimed after this look


class Watch:
    """Looks at the remote while mail goes: for stops, for what the ledger says, and whether main has moved.

    ``ticks``: seconds that only grow, whatever becomes of the wall clock. ``nudge``: a file that a stop made on this
    machine touches, so that it is looked for at once. ``sight``: the newest, None before the first.
    After ``start`` it looks on a thread of its own, so that neither a relay nor the disk keeps it from seeing a stop;
    before, whoever asks looks himself.
    """

    def __init__(self, ledger: Ledger, main: str, ticks: Callable[[], float], nudge: Path | None = None) -> None:
        self._ledger = ledger.reader()
        self._main = main
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
        self._looked = now = self._ticks()
        ledger, before = self._ledger, self.sight
        try:
            told = ask(ledger.git, ledger.remote, self._main, ledger.branch, timeout=_PATIENCE)
            view: LedgerView | None
            tip = told.get(ledger.branch)
            if before is not None and before.view is not None and before.view.tip == tip:
                view = before.view
            else:
                view = ledger.read(tip)
        except GitError:
            return
        except HaishinError:
            view = None
        self.sight = Sight(stops_in(told), view, told.get(self._main))
        self._saw = now

    def _touched(self) -> int | None:
        try:
            return self._nudge.stat().st_mtime_ns if self._nudge is not None else None
        except OSError:
            return None
