"""The record by which a journal claims an alert: all that the claim rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from haishin.core.model import Alert, Approval, LedgerRecord, Pull, Verdict, rounded
from haishin.core.repository.history import AlertFile
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record, times
from haishin.send.sending.survey import Addressed


def claimed(
    item: Addressed, commit: str, schema: str | None, view: LedgerView, journal: str, nonce: str, now: datetime
) -> LedgerRecord:
    """Make the record by which ``journal`` claims the item; ``commit``: main's tip, ``schema``: its tree ``schema/``.

    A missing ``schema`` is refused by the ledger's own schema.
    """
    return record(
        "claimed",
        now,
        alert=item.alert.id,
        commit=commit,
        schema=schema,
        journal=journal,
        nonce=nonce,
        snapshot=rounded(item.audience.size),
        number=view.next_number(item.alert.unit, now),
        **grounds(item.alert, item.candidate.file, item.pull, item.verdict, view),
    )


def grounds(alert: Alert, file: AlertFile, pull: Pull | None, verdict: Verdict, view: LedgerView) -> dict[str, Any]:
    """Give the grounds of a claim, as its record does; ``view``: the ledger before it.

    ``thread`` is the first mailed alert of the chain; ``scope`` and ``due`` are those of the whole chain, since what
    follows an alert takes its readers. Recognition, the last due approval and the merge are three of the four times of
    5(1); the seal has the fourth.
    """
    scope, thread = alert.scope, None
    if alert.follows is not None:
        followed = view.of(alert.follows.alert).claim
        if followed is not None:
            scope = alert.scope.union(followed.scope)
            thread = followed.thread or alert.follows.alert
    number, merged, more = None, None, dict[str, Any]()
    if alert.closes:
        more["closes"] = True
    if verdict.practice:
        more["practice"] = True
    if pull is not None:
        number, merged = pull.number, pull.merged_at
        more["drafter"] = pull.author.login
    return {
        "path": file.path,
        "blob": file.blob,
        "pull": number,
        "approvals": [_approval(approval) for approval in verdict.approvals if approval.given],
        "waivers": sorted({waiver.rule for waiver in alert.waivers}),
        "ends": alert.ends,
        "thread": thread,
        "scope": {"prefecture": scope.prefecture, "stations": list(scope.stations)},
        "due": [_seats(approval) for approval in verdict.approvals if approval.lasting],
        "category": alert.category,
        "exercise": alert.exercise,
        **more,
        **times(recognized_at=alert.recognized_at, approved_at=verdict.approved, merged_at=merged),
    }


def _seats(due: Approval) -> list[dict[str, str]]:
    return [{"role": seat.role.value, "unit": seat.unit} for seat in due.any_of]


def _approval(given: Approval) -> dict[str, str | None]:
    seat = given.role or given.any_of[0]
    return {
        "person": given.person,
        "role": None if given.practice else seat.role.value,
        "unit": seat.unit,
        "acting": given.acting,
        "commit": given.commit,
        "at": given.at.isoformat() if given.at is not None else None,
    }
