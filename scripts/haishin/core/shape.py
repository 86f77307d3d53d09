"""The shape of a pull request: what it is by the paths that it changes.

One alert a pull request and nothing else in it: what a resident reads and the rules that judge it never change in one
step (threat T2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from haishin.core.catalogue import Message
from haishin.core.model import WHOLE_FILE, Finding, Severity, Text

ID = "pull-request"
_ALERTS = "alerts/"


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a pull request. ``alert``: the one alert file that it changes, or None; ``reasons``: its faults."""

    alert: str | None
    reasons: tuple[Text, ...] = ()


def shape(paths: Iterable[str]) -> Shape:
    """Tell what a pull request that changes these paths is (an old name counts as a path)."""
    changed = dict.fromkeys(paths)
    alerts = [path for path in changed if path.startswith(_ALERTS)]
    reasons = []
    if len(alerts) > 1:
        reasons.append(Message("core/pull-several-alerts"))
    if alerts and len(alerts) < len(changed):
        reasons.append(Message("core/pull-mixed"))
    return Shape(alerts[0] if len(alerts) == 1 else None, tuple(reasons))


def findings(paths: Iterable[str]) -> tuple[Finding, ...]:
    """Report an error on each file beside the first alert, for a drafter."""
    changed = dict.fromkeys(paths)
    first = next((path for path in changed if path.startswith(_ALERTS)), None)
    if first is None:
        return ()
    return tuple(_misplaced(path) for path in changed if path != first)


def _misplaced(path: str) -> Finding:
    reason = Message("core/pull-several-alerts" if path.startswith(_ALERTS) else "core/pull-mixed")
    return Finding(path, WHOLE_FILE, ID, Severity.ERROR, reason, reason.remedy)
