"""The scan of a mail of which only title, text, category and day are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from haishin.check import privacy
from haishin.check.reading import Writing
from haishin.check.rule_registry import SCANNED
from haishin.core.contract import Contract
from haishin.core.model import Severity


@dataclass(frozen=True, slots=True)
class Scanned:
    """A finding of a scan: the kind of personal information or the rule, and its place.

    Offsets count code points, half-open.
    """

    kind: str
    field: Literal["title", "body"]
    start: int
    end: int
    severity: Severity


def scan(
    title: str, body: str, contract: Contract, *, category: str | None, consent: bool, day: date | None
) -> Iterator[Scanned]:
    """Yield personal information first, then wording; notes are left out. ``consent``: names may stand."""
    for hit in privacy.scan(title, body, contract, category=category, consent=consent):
        yield Scanned(hit.kind, hit.field, hit.start, hit.end, hit.severity)
    writing = Writing(title, body, category, day=day, agreed=consent)
    for rule in SCANNED:
        for stretch in rule.look(writing, contract):
            severity = stretch.severity or rule.SEVERITY
            if severity is not Severity.NOTE:
                yield Scanned(rule.ID, stretch.field, stretch.start, stretch.end, severity)
