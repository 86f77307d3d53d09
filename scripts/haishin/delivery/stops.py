"""Stopping: a branch ``stop/<alert id>`` or ``stop/all`` at the remote, which anybody with write may make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field

from haishin.delivery import messages
from haishin.delivery.ledger import Ledger
from haishin.delivery.messages import LedgerRefusal
from haishin.delivery.transport import POLL_SECONDS
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
LOOK_EVERY = SEEN_WITHIN - POLL_SECONDS
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


def stops(git: Git, remote: str, timeout: float = 60) -> Stops:
    """Read the stop branches that stand now. Raises GitError when the remote does not answer.

    Made in a browser, a name may carry capitals, the file's folder or its ``.md``: the id in it counts.
    """
    branches: dict[str, dict[str, str]] = {}
    for ref, commit in remote_refs(git, remote, *_ASKED, timeout=timeout).items():
        branch = ref.removeprefix(_HEADS)
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


class Watch:
    """What a running sender asks between groups: must this alert's sending stop? Looks at most every 4 seconds.

    ``ticks``: seconds that only grow, whatever becomes of the wall clock.
    ``record`` is told at once of every stop branch that it sees.
    ``known``: ids of main; a stop branch that names none of them, nor one the ledger knows of main, stops too.
    ``reason`` says why it stopped: ``stop``, ``ledger`` (held, halted or adopted there), ``signal`` or ``blind`` (the
    remote could not be read for 10 minutes).
    """

    def __init__(
        self,
        ledger: Ledger,
        alert: str,
        journal: str,
        ticks: Callable[[], float],
        signalled: Callable[[], bool],
        known: Set[str],
        record: Callable[[Stops], None],
    ) -> None:
        self._ledger = ledger
        self._alert = alert
        self._journal = journal
        self._ticks = ticks
        self._signalled = signalled
        self._known = known
        self._record = record
        self._looked: float | None = None
        self._saw = ticks()
        self.reason: str | None = None

    def __call__(self) -> bool:
        """Return whether to drain now; once True, always True."""
        if self.reason is None and self._signalled():
            self.reason = "signal"
        now = self._ticks()
        if self.reason is None and (self._looked is None or now - self._looked >= LOOK_EVERY):
            self._looked = now
            self.reason = self._look(now)
        return self.reason is not None

    def _look(self, now: float) -> str | None:
        try:
            standing = stops(self._ledger.git, self._ledger.remote, timeout=10)
            view = self._ledger.read()
        except LedgerRefusal:
            return "ledger"
        except GitError:
            return "blind" if now - self._saw >= BLIND_FOR else None
        except HaishinError:
            return "ledger"
        self._saw = now
        stopping = standing.stops(self._alert) or standing.strange(self._known | view.known)
        with suppress(HaishinError):  # it stops all the same, and the branch still stands
            self._record(standing)
        if stopping:
            return "stop"
        entry = view.of(self._alert)
        return "ledger" if view.halted or entry.stopped or entry.journal != self._journal else None
