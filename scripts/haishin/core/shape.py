"""The shape of a pull request: its kind by the paths that it changes.

A pull request holds an alert and nothing else: a resident's mail and the rules that judge it never change together
(threat T2).
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
    """The shape of a pull request."""

    alert: str | None  # the only alert file that it changes, if there is only one
    reasons: tuple[Text, ...] = ()  # its faults


def shape(paths: Iterable[str]) -> Shape:
    """Find the shape of a pull request that changes these paths (an old name counts as a path)."""
    changed = dict.fromkeys(paths)
    alerts = [path for path in changed if path.startswith(_ALERTS)]
    reasons = []
    if len(alerts) > 1:
        reasons.append(Message("core/pull-several-alerts"))
    if alerts and len(alerts) < len(changed):
        reasons.append(Message("core/pull-mixed"))
    if len(alerts) != 1:
        return Shape(None, tuple(reasons))
    return Shape(alerts[0], tuple(reasons))


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
