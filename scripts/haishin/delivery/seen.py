"""What a verb has seen when it ends, as ``conditions`` judges it: plain facts, each read in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.delivery.candidates import Fate, Item
from haishin.delivery.heartbeat import SILENCE, Heard
from haishin.delivery.journal import Journal
from haishin.delivery.mainline import lost
from haishin.delivery.overview import Late, late
from haishin.delivery.stops import Stops
from haishin.delivery.survey import Survey
from haishin.delivery.view import LedgerView


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The facts. ``patience``: how long the sender may be silent, None: not asked.

    ``tip``: of main; ``lost``: a commit that was judged before and that main does not continue; ``stale``: parts of the
    program that no commit of main holds; ``behind``: parts that main has changed since; ``unread``: the form of main's
    ``schema/`` where the program cannot read it; ``barred``: nothing new might be begun; ``strange``: stop branches
    that name no alert; ``edited``: changed on main after their sending had begun; ``spent``: ended unsent and on main
    again; ``nobody``: would reach nobody; ``in_doubt``: alerts with recipients of whom nobody knows; ``heard``: the
    heartbeat; ``late``: unsent for longer than patience.
    """

    now: datetime
    patience: timedelta | None = None
    tip: str = ""
    lost: str | None = None
    stale: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    unread: str | None = None
    barred: bool = False
    strange: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    in_doubt: tuple[str, ...] = ()
    heard: Heard = SILENCE
    late: tuple[Late, ...] = ()


def see(
    survey: Survey,
    view: LedgerView,
    standing: Stops,
    journal: Journal | None,
    *,
    items: Iterable[Item] = (),
    heard: Heard = SILENCE,
    patience: timedelta | None = None,
) -> Seen:
    """The facts of an open survey, the ledger, the stop branches and this host's journal (None: there is none here).

    ``items``: what was judged in this run.
    """
    now = survey.desk.clock()
    return Seen(
        now=now,
        patience=patience,
        tip=survey.tip,
        lost=lost(survey.desk.git, survey.tip, view, survey.desk.state),
        stale=survey.stale,
        behind=survey.behind,
        unread=survey.unread,
        strange=standing.strange(survey.known(view)),
        edited=survey.edited(view),
        spent=survey.spent(view),
        nobody=tuple(item.candidate.id for item in items if item.fate is Fate.NOBODY),
        in_doubt=_in_doubt(view, journal),
        heard=heard,
        late=late(survey, view, now, patience) if patience is not None else (),
    )


def _in_doubt(view: LedgerView, journal: Journal | None) -> tuple[str, ...]:
    """By the journal where it knows the alert, else by what was sealed."""
    ours = {claim.alert_id for claim in journal.claims()} if journal is not None else set()
    return tuple(
        alert
        for alert, entry in sorted(view.alerts.items())
        if (bool(journal.in_doubt(alert)) if journal is not None and alert in ours else entry.in_doubt)
    )
