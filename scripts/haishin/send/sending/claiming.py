"""The record by which a journal claims an alert: all that the claim rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from haishin.core.model import Approval, LedgerRecord, rounded
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record, times
from haishin.send.sending.survey import Addressed


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
    closing: dict[str, Any] = {"closes": True} if alert.closes else {}
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
        ends=alert.ends,
        thread=(first.thread or followed) if first is not None else None,
        journal=journal,
        nonce=nonce,
        snapshot=rounded(item.audience.size),
        scope={"prefecture": scope.prefecture, "stations": list(scope.stations)},
        due=[_seats(approval) for approval in item.verdict.approvals if approval.lasting],
        category=alert.category,
        exercise=alert.exercise,
        **closing,
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
