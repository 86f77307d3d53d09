"""The claim: what a sending rests on, as the ledger keeps it for audit. No address, no exact number."""

from __future__ import annotations

from datetime import datetime

from haishin.delivery.candidates import Ready
from haishin.delivery.records import Record, record, rounded, times
from haishin.delivery.view import LedgerView
from haishin.model import Approval


def claimed(
    item: Ready, commit: str, schema: str | None, view: LedgerView, journal: str, nonce: str, now: datetime
) -> Record:
    """The record by which ``journal`` claims the item; ``commit`` is main's tip, ``schema`` its tree of ``schema/``.

    ``thread`` is the first mailed alert of the chain. A missing ``schema`` is refused by the ledger's own schema.
    Recognition, the last due approval and the merge are three of the four times of 5(1); the seal has the fourth.
    """
    alert, file, pull = item.alert, item.candidate.file, item.pull
    given = [one for one in item.verdict.approvals if one.given]
    followed = alert.follows.alert if alert.follows is not None else None
    first = view.of(followed).claim if followed is not None else None
    return record(
        "claimed",
        now,
        alert=alert.id,
        path=file.path,
        blob=file.blob,
        commit=commit,
        schema=schema,
        pull=pull.number if pull is not None else None,
        approvals=[_approval(one) for one in given],
        waivers=sorted({waiver.rule for waiver in alert.waivers}),
        ends=item.candidate.ends,
        thread=(first.thread or followed) if first is not None else None,
        journal=journal,
        nonce=nonce,
        snapshot=rounded(len(item.rows)),
        scope={"prefecture": alert.scope.prefecture, "stations": list(alert.scope.stations)},
        exercise=alert.exercise,
        **({"drafter": pull.author.login} if pull is not None else {}),
        **times(
            recognized_at=alert.recognized_at,
            approved_at=max((one.at for one in given if one.mode == "before" and one.at is not None), default=None),
            merged_at=pull.merged_at if pull is not None else None,
        ),
    )


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
