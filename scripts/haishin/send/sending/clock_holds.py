"""Alerts that only the clock held at the last look, so that the forge is not asked for them anew in every run.

No mail rests on this memory: at the hour, or some minutes after the last look, the forge is asked again, so that all
verbs see an objection to a waiting alert.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from haishin.core.repository.history import AlertFile
from haishin.send.ledger.records import moment

FILE = "waits.json"
ASK_AGAIN = timedelta(minutes=5)


class ClockHolds:
    """The memory, a file in the state folder. If the file cannot be read or written, nothing is remembered."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._path = folder / FILE
        self._clock = clock

    def until(self, file: AlertFile, schema: str | None) -> datetime | None:
        """Return until when this very text waits by this ``schema/``; None if the forge is to be asked."""
        return _moment(self._read().get(file.id), [file.blob, schema], self._clock())

    def note(self, file: AlertFile, schema: str | None, until: datetime | None) -> None:
        """Remember that the forge was asked and that only the clock holds the alert until then."""
        if until is None:
            return
        now = self._clock()
        known = {alert: hold for alert, hold in self._read().items() if _moment(hold, None, now) is not None}
        known[file.id] = [file.blob, schema, now.isoformat(), until.isoformat()]
        beside = self._path.with_name(f"{FILE}.{os.getpid()}")
        try:
            beside.write_text(json.dumps(known), "ascii")
            os.replace(beside, self._path)
        except OSError:
            return

    def _read(self) -> dict[str, object]:
        try:
            holds = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return holds if isinstance(holds, dict) else {}


def _moment(hold: object, same: list[str | None] | None, now: datetime) -> datetime | None:
    if not (isinstance(hold, list) and len(hold) == 4 and same in (None, hold[:2])):
        return None
    try:
        asked, until = moment(hold[2]), moment(hold[3])
        return until if asked <= now < min(until, asked + ASK_AGAIN) else None
    except (TypeError, ValueError):
        return None
