"""What a verb has seen when it ends, as ``conditions`` judges it: plain facts, each read in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from haishin.contract.endings import Ending, endings
from haishin.contract.policy import JST
from haishin.delivery.candidates import CAUSES, Item, errors_of, joined
from haishin.delivery.ground import SOUND, Ground, ground
from haishin.delivery.heartbeat import SILENCE, Heard
from haishin.delivery.journal import Journal
from haishin.delivery.mainline import lost
from haishin.delivery.overview import Held, Late, halted_since, late, uncorrected
from haishin.delivery.overview import held as standing_holds
from haishin.delivery.stops import Stops
from haishin.delivery.survey import MainSnapshot
from haishin.delivery.view import STOPPED_BY, LedgerView
from haishin.errors import ToolError
from haishin.model import LedgerState, Text


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The facts. ``patience``: how long the sender may be silent, None: not asked.

    ``tip``: of main; ``lost``: a commit that was judged before and that main does not continue; ``stale``: parts of the
    program that no commit of main holds; ``behind``: parts that main has changed since; ``unread``: the form of main's
    ``schema/`` where the program cannot read it; ``broken``: what is
    wrong with main's ``schema/``; ``released``: it is a release and no checkout; ``barred``: nothing new
    might be begun; ``strange``: stop branches that name no alert; ``odd``: paths in ``alerts/`` that are no alert;
    ``faulty``, ``crashed``: alerts that cannot go as they stand, by their errors or because the program fails on them,
    and why; ``unasked``: whose pull request could not be read in this run, and why; ``edited``: changed on main after
    their sending had begun; ``spent``: ended unsent and on main again;
    ``held``, ``limited``: merged and waiting for a person; ``halted_long``, ``stopped_long``: by a person, for longer
    than the policy's hours; ``recalled``: begun, recalled, and nothing has corrected it since; ``ground``: what this
    host knows of itself; ``heard``: the heartbeat; ``late``: unsent for longer than patience; ``endings``: what comes
    to an end in ``schema/``, told like ``late`` to who has patience.
    """

    now: datetime
    patience: timedelta | None = None
    tip: str = ""
    lost: str | None = None
    stale: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    unread: str | None = None
    broken: Text | None = None
    released: bool = False
    barred: bool = False
    strange: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    faulty: tuple[tuple[str, Text], ...] = ()
    crashed: tuple[tuple[str, Text], ...] = ()
    unasked: tuple[tuple[str, ToolError], ...] = ()
    edited: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    halted_long: datetime | None = None
    stopped_long: tuple[Held, ...] = ()
    recalled: tuple[str, ...] = ()
    ground: Ground = SOUND
    heard: Heard = SILENCE
    late: tuple[Late, ...] = ()
    endings: tuple[Ending, ...] = ()


def see(
    survey: MainSnapshot,
    view: LedgerView,
    standing: Stops,
    journal: Journal | None,
    *,
    items: Iterable[Item] = (),
    crashed: Mapping[str, Text] = MappingProxyType({}),
    heard: Heard = SILENCE,
    patience: timedelta | None = None,
    sending: bool = False,
) -> Seen:
    """The facts of an open survey, the ledger, the stop branches and this host's journal (None: there is none here).

    ``items``: what was judged in this run; ``crashed``: what could not be made into mail in it, and why; ``sending``:
    whether this process is the sender.
    """
    now = survey.inputs.clock()
    waiting = survey.candidates(view)
    faulty = {one.id: joined(errors_of(one)) for one in waiting if one.crash is None and errors_of(one)}
    failed = {one.id: one.crash for one in waiting if one.crash is not None} | dict(crashed)
    # What another on main is to end waits for that one, which is told itself.
    unasked = {item.candidate.id: item.fault for item in items if item.fault is not None}
    told = {*faulty, *failed, *unasked, *(ended for ended, _ in survey.endings)}
    here, long = {file.id for file in survey.files}, timedelta(hours=survey.contract.policy.limits.stopped_hours)
    held = {alert: cause for alert, cause in _held(survey, view, items) if alert not in told}
    recalled = uncorrected(view)
    return Seen(
        now=now,
        patience=patience,
        tip=survey.tip,
        lost=lost(survey.inputs.git, survey.tip, view, survey.inputs.state),
        stale=survey.stale,
        behind=survey.behind,
        unread=survey.unread,
        broken=survey.broken,
        released=survey.inputs.released,
        strange=standing.strange(survey.known(view)),
        odd=survey.odd,
        faulty=tuple(faulty.items()),
        crashed=tuple(failed.items()),
        unasked=tuple(sorted(unasked.items())),
        edited=survey.edited(view),
        spent=survey.spent(view),
        held=tuple(alert for alert, cause in held.items() if cause == "verdict"),
        limited=tuple(alert for alert, cause in held.items() if cause == "limit"),
        halted_long=halted_since(view, now - long),
        stopped_long=tuple(
            one
            for one in standing_holds(view)
            if one.cause in STOPPED_BY
            and one.alert not in recalled
            and one.since <= now - long
            and (one.alert in here or view.of(one.alert).claim)
        ),
        recalled=recalled,
        ground=ground(survey, view, journal, heard, sending=sending),
        heard=heard,
        late=late(survey, view, now, patience) if patience is not None else (),
        endings=endings(survey.contract, now.astimezone(JST).date()) if patience is not None else (),
    )


def _held(survey: MainSnapshot, view: LedgerView, items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Merged alerts that wait for a person's word, by what this run has judged, else by the ledger; and the cause."""
    judged = {item.candidate.id: CAUSES.get(item.fate) for item in items}
    for alert in sorted({file.id for file in survey.files}):
        entry = view.of(alert)
        if alert in judged:
            cause = judged[alert]
        elif entry.state is not LedgerState.HELD or entry.stopped:
            cause = None
        else:
            cause = "verdict" if "verdict" in entry.causes else None if entry.lifted else "limit"
        if cause in ("verdict", "limit"):
            yield alert, cause
