"""Findings that only a run of the sender can make: kept in the state folder for every verb that looks.

A look asks no forge and makes no mail, so by itself it would say that all is well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from haishin.core.errors import Exit, HaishinError
from haishin.core.model import Text
from haishin.core.state import StateFolder, keep, recall
from haishin.send.ledger.records import moment

_FORM = "3"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as it was said, and the exit code that it meant."""

    text: Text
    remedy: Text
    exit: Exit = Exit.TOOL

    @classmethod
    def of(cls, error: HaishinError) -> Fault:
        """Take over the words of an error: a file keeps no code."""
        return cls(_words(error.message), _words(error.hint), error.exit_code)


@dataclass(frozen=True, slots=True)
class IdleRelay:
    """One relay of several that takes nothing: since when, and why in words for a log."""

    name: str
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class LastRun:
    """The findings of a run that no look can make."""

    at: datetime
    failed: Fault | None = None  # the error that ended it
    barred: bool = False  # the forge did not say who can read the repository
    unasked: tuple[tuple[str, Fault], ...] = ()  # alert → why its pull request could not be read
    unproven: tuple[tuple[str, Fault], ...] = ()  # commit outside ``alerts/`` → why nothing proves it
    crashed: tuple[tuple[str, Text], ...] = ()  # alert → why no mail could be made of it
    idle: tuple[IdleRelay, ...] | None = None  # relays that take nothing; None: it has tried none


def note_run(state: StateFolder, run: LastRun) -> None:
    """Replace the note of the run before; a run without findings, or a missing folder, leaves no file.

    Runs that fail alike keep the time of the first. A run that has tried no relay keeps the idle relays of before.
    """
    before = last_run(state)
    if run.idle is None and before is not None:
        run = replace(run, idle=before.idle)
    run = replace(run, idle=run.idle or None)
    if before is not None and before.failed is not None and before.failed == run.failed:
        run = replace(run, at=before.at)
    if run == LastRun(run.at):
        with suppress(OSError):
            state.last_run.unlink(missing_ok=True)
        return
    if not state.root.exists():
        return
    failed = None
    if run.failed is not None:
        failed = _fault(run.failed)
    unproven = [[commit, _fault(why)] for commit, why in run.unproven]
    unasked = [[alert, _fault(why)] for alert, why in run.unasked]
    crashed = [[alert, why.ja, why.en] for alert, why in run.crashed]
    idle = [[relay.name, relay.since.isoformat(), relay.why] for relay in run.idle or ()]
    fields = [run.at.isoformat(), failed, run.barred, unproven, unasked, crashed, idle]
    keep(state.last_run, _FORM, json.dumps(fields, ensure_ascii=False).encode())


def last_run(state: StateFolder) -> LastRun | None:
    """Read it; None if the last run found nothing, and if the note cannot be read."""
    data = recall(state.last_run, _FORM)
    if data is None:
        return None
    at, failed, barred, unproven, unasked, crashed, idle = json.loads(data)
    run = LastRun(moment(at), barred=barred)
    if failed is not None:
        run = replace(run, failed=_fault_of(failed))
    unproven = tuple((commit, _fault_of(why)) for commit, why in unproven)
    unasked = tuple((alert, _fault_of(why)) for alert, why in unasked)
    crashed = tuple((alert, Text(ja, en)) for alert, ja, en in crashed)
    idle = tuple(IdleRelay(name, moment(since), why) for name, since, why in idle)
    return replace(run, unasked=unasked, unproven=unproven, crashed=crashed, idle=idle or None)


def idle_relays(before: LastRun | None, tried: Mapping[str, str | None], now: datetime) -> tuple[IdleRelay, ...]:
    """List the relays that take nothing after a run; ``tried``: as ``Transport.tried``, ``before``: the run before."""
    known: dict[str, IdleRelay] = {}
    if before is not None and before.idle is not None:
        known = {relay.name: relay for relay in before.idle}
    idle = []
    for name, why in tried.items():
        if why:
            idle.append(replace(known.get(name, IdleRelay(name, now, why)), why=why))
        elif why is None and name in known:
            idle.append(known[name])
    return tuple(idle)


@contextmanager
def noting(state: StateFolder, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keep the error that ends a run, and let it pass on."""
    try:
        yield
    except HaishinError as fault:
        note_run(state, LastRun(clock(), Fault.of(fault)))
        raise


def _words(text: Text) -> Text:
    return Text(text.ja, text.en)


def _fault(fault: Fault) -> list[str | int]:
    return [int(fault.exit), fault.text.ja, fault.text.en, fault.remedy.ja, fault.remedy.en]


def _fault_of(fields: list[Any]) -> Fault:
    code, ja, en, remedy_ja, remedy_en = fields
    return Fault(Text(ja, en), Text(remedy_ja, remedy_en), Exit(code))
