"""What only the last run of the sender could find out: kept in the state folder for every verb that looks.

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
    """The findings of one run that no look can make."""

    at: datetime
    failed: Fault | None = None  # the error that ended it
    barred: bool = False  # the forge did not say who can read the repository
    unasked: tuple[tuple[str, Fault], ...] = ()  # alert → why its pull request could not be read
    unproven: tuple[tuple[str, Fault], ...] = ()  # commit outside ``alerts/`` → why nothing proves it
    crashed: tuple[tuple[str, Text], ...] = ()  # alert → why no mail could be made of it
    idle: tuple[IdleRelay, ...] | None = None  # relays that take nothing; None: it has tried none


def note_run(state: StateFolder, run: LastRun) -> None:
    """Keep it over what was kept; a run that found nothing leaves no file, a folder that is not there none either.

    Runs that fail alike keep the time of the first, and one that has tried no relay what is known of them.
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
    elif state.root.exists():
        keep(state.last_run, _FORM, json.dumps(_written(run), ensure_ascii=False).encode())


def last_run(state: StateFolder) -> LastRun | None:
    """Read it; None if the last run found nothing, and if the note cannot be read."""
    data = recall(state.last_run, _FORM)
    return None if data is None else _read(json.loads(data))


def idle_relays(before: LastRun | None, tried: Mapping[str, str | None], now: datetime) -> tuple[IdleRelay, ...]:
    """List the relays that take nothing after a run; ``tried``: as ``Transport.tried``, ``before``: the run before."""
    known = {one.name: one for one in (before.idle if before is not None else None) or ()}
    idle = []
    for name, why in tried.items():
        if why:
            idle.append(IdleRelay(name, known[name].since if name in known else now, why))
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


def _written(run: LastRun) -> list[object]:
    return [
        run.at.isoformat(),
        None if run.failed is None else _fault(run.failed),
        run.barred,
        [[commit, _fault(why)] for commit, why in run.unproven],
        [[alert, _fault(why)] for alert, why in run.unasked],
        [[alert, why.ja, why.en] for alert, why in run.crashed],
        [[one.name, one.since.isoformat(), one.why] for one in run.idle or ()],
    ]


def _read(fields: list[Any]) -> LastRun:
    at, failed, barred, unproven, unasked, crashed, idle = fields
    return LastRun(
        moment(at),
        None if failed is None else _fault_of(failed),
        barred,
        tuple((alert, _fault_of(why)) for alert, why in unasked),
        tuple((commit, _fault_of(why)) for commit, why in unproven),
        tuple((alert, Text(ja, en)) for alert, ja, en in crashed),
        tuple(IdleRelay(name, moment(since), why) for name, since, why in idle) or None,
    )


def _words(text: Text) -> Text:
    return Text(text.ja, text.en)


def _fault(fault: Fault) -> list[str | int]:
    return [int(fault.exit), fault.text.ja, fault.text.en, fault.remedy.ja, fault.remedy.en]


def _fault_of(fields: list[Any]) -> Fault:
    code, ja, en, remedy_ja, remedy_en = fields
    return Fault(Text(ja, en), Text(remedy_ja, remedy_en), Exit(code))
