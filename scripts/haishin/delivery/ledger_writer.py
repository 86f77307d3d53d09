"""What a run writes into the ledger: each record once, decided on the newest view; no address, no exact number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from haishin.delivery import messages
from haishin.delivery.ledger import Ledger
from haishin.delivery.ledger_view import WAITING, LedgerView
from haishin.delivery.records import record, times
from haishin.delivery.stops import Stops
from haishin.delivery.survey import Addressed
from haishin.model import Approval, LedgerEntry, LedgerRecord, LedgerState, Limit, Text, rounded


class LedgerWriter:
    """The ledger of one run with the last ``view`` of it; ``journal`` is the id of ours.

    ``told``: its tip, as the remote has just named it.
    """

    def __init__(self, ledger: Ledger, journal: str, clock: Callable[[], datetime], told: str | None = None) -> None:
        self._ledger = ledger
        self._journal = journal
        self._clock = clock
        self.view = ledger.read(told)

    def read(self) -> None:
        """Read the ledger again."""
        self.view = self._ledger.read()

    def append(self, entry: LedgerRecord) -> bool:
        """Append a record on exactly this view and read again; False when somebody else was first."""
        tip = self._ledger.append(entry, self.view.tip)
        self.view = self._ledger.read(tip)
        return tip is not None

    def stops(self, standing: Stops) -> None:
        """Record every stop that stands, once, whatever becomes of its branch: only a person's word ends it."""
        reason = messages.UNKNOWN_STOP.ja if standing.doubtful else "stop/all"
        halted = record("halted", self._clock(), cause="stop", reason=reason)
        held = [self._held(alert, "stop", (messages.STOPPED,)) for alert in sorted(standing.alerts)]

        def due(view: LedgerView) -> list[LedgerRecord]:
            all_of_it = [halted] if standing.all and not view.halted else []
            return all_of_it + [entry for entry in held if _may_be_stopped(view.of(str(entry.alert)))]

        if due(self.view):
            self.view = self._ledger.write_all(due)

    def end(self, kind: str, alert: str, **fields: Any) -> None:
        """Record the end of an alert that was not begun."""
        entry = record(kind, self._clock(), alert=alert, **fields)
        self._write(lambda view: entry if view.of(alert).state in WAITING else None)

    def hold(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> None:
        """Record a hold, once for each cause and each limit."""
        entry = self._held(alert, cause, reasons, limit)

        def stands(view: LedgerView) -> bool:
            known = view.of(alert)
            return cause in known.causes and (limit is None or limit in known.limits)

        self._write(lambda view: None if stands(view) else entry)

    def _held(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> LedgerRecord:
        which = {} if limit is None else {"limit": limit.value}
        return record("held", self._clock(), alert=alert, cause=cause, reason=shortened(reasons), **which)

    def free(self, alert: str) -> None:
        """Release what only the clock holds any more; what a person has stopped stays stopped."""
        entry = record("released", self._clock(), alert=alert)
        self._write(lambda view: entry if _held_by_us(view.of(alert)) else None)

    def seal(self, kind: str, alert: str, result: Mapping[str, Any]) -> None:
        """Record ``sealed`` or ``settled`` while the alert is this journal's; ``result``: how far it came."""
        journal = self._journal
        entry = record(kind, self._clock(), alert=alert, journal=journal, **result)
        self._write(lambda view: entry if view.of(alert).journal == journal else None)

    def _write(self, make: Callable[[LedgerView], LedgerRecord | None]) -> None:
        self.view = self._ledger.write(make)


def _may_be_stopped(entry: LedgerEntry) -> bool:
    return entry.state in WAITING | {LedgerState.CLAIMED} and "stop" not in entry.causes


def _held_by_us(entry: LedgerEntry) -> bool:
    return entry.state is LedgerState.HELD and not entry.stopped


def shortened(reasons: tuple[Text, ...]) -> str:
    """Join reasons in Japanese, a line each, cut to the 2000 characters that a record may hold."""
    return "\n".join(reason.ja for reason in reasons)[:2000]


def claimed(
    item: Addressed, commit: str, schema: str | None, view: LedgerView, journal: str, nonce: str, now: datetime
) -> LedgerRecord:
    """Make the record by which ``journal`` claims the item; ``commit``: main's tip, ``schema``: its tree ``schema/``.

    ``thread`` is the first mailed alert of the chain; ``scope`` and ``due`` are those of the whole chain, since what
    follows an alert takes its readers. A missing ``schema`` is refused by the ledger's own schema. Recognition, the
    last due approval and the merge are three of the four times of 5(1); the seal has the fourth.
    """
    alert, file, pull = item.alert, item.candidate.file, item.pull
    given = [approval for approval in item.verdict.approvals if approval.given]
    followed = alert.follows.alert if alert.follows is not None else None
    first = view.of(followed).claim if followed is not None else None
    scope = alert.scope if first is None else alert.scope.union(first.scope)
    return record(
        "claimed",
        now,
        alert=alert.id,
        path=file.path,
        blob=file.blob,
        commit=commit,
        schema=schema,
        pull=pull.number if pull is not None else None,
        approvals=[_approval(approval) for approval in given],
        waivers=sorted({waiver.rule for waiver in alert.waivers}),
        ends=item.candidate.ends,
        thread=(first.thread or followed) if first is not None else None,
        journal=journal,
        nonce=nonce,
        snapshot=rounded(item.audience.size),
        scope={"prefecture": scope.prefecture, "stations": list(scope.stations)},
        due=[_seats(approval) for approval in item.verdict.approvals if approval.lasting],
        category=alert.category,
        exercise=alert.exercise,
        **({"drafter": pull.author.login} if pull is not None else {}),
        **times(
            recognized_at=alert.recognized_at,
            approved_at=item.verdict.approved,
            merged_at=pull.merged_at if pull is not None else None,
        ),
    )


def _seats(due: Approval) -> list[dict[str, str]]:
    return [{"role": seat.role.value, "unit": seat.unit} for seat in due.any_of]


def _approval(given: Approval) -> dict[str, str | None]:
    seat = given.role if given.role is not None else given.any_of[0]
    return {
        "person": given.person,
        "role": seat.role.value,
        "unit": seat.unit,
        "acting": given.acting,
        "commit": given.commit,
        "at": given.at.isoformat() if given.at is not None else None,
    }
