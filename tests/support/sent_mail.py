"""Three mails for the register: one with all that it can say, its correction, and one of an older ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from haishin.consult.sent_mail import SentMail, Successor
from haishin.core.model import (
    Alert,
    Confirmation,
    FollowKind,
    Follows,
    LedgerRecord,
    Look,
    Press,
    PressKind,
    Scope,
    Waiver,
)
from haishin.message.subject import subject
from haishin.send.ledger.ledger_view import LedgerView
from support.contract import shipped

FIRST, SECOND, OLD = "20261125-2105-nogare", "20261126-0910-teisei", "20261124-1000-kunren"
HOSTILE = "路上強盗<b>&\u202e"
GIVEN = {
    "person": "maebashi-officer", "role": "manager", "unit": "maebashi", "acting": "maebashi-manager",
    "commit": "a" * 40, "at": "2026-11-25T21:20:00+09:00",
}  # fmt: skip
VACANT = {**GIVEN, "person": "sosa-1-officer", "unit": "sosa-1", "acting": "manager@sosa-1"}


def record(kind: str, alert: str, at: str, by: str | None = None, **fields: Any) -> LedgerRecord:
    return LedgerRecord(kind, datetime.fromisoformat(at), by, f"{kind}{alert}{at}", {"alert": alert, **fields})


def claimed(alert: str, at: str, **fields: Any) -> LedgerRecord:
    whole = {
        "path": f"alerts/maebashi/2026/{alert}.md", "blob": "b" * 40, "commit": "c" * 40, "schema": "d" * 40,
        "pull": 7, "approvals": [GIVEN], "waivers": [], "ends": None, "thread": None, "journal": "c" * 32,
        "nonce": "e" * 32, "snapshot": 1230, "exercise": False,
        "scope": {"prefecture": False, "stations": ["maebashi", "maebashi-higashi"]}, **fields,
    }  # fmt: skip
    return record("claimed", alert, at, **whole)


START = {"repository": "a" * 32, "rehearsal": False, "watermark": "0" * 40}
MISSING = "前橋警察署の運用管理者の承認がまだありません。"
RECORDS = (
    LedgerRecord("activated", datetime(2026, 11, 1, tzinfo=UTC), None, "0" * 32, START),
    claimed(OLD, "2026-11-24T10:30:00+09:00", approvals=[{**GIVEN, "acting": None, "at": None}], snapshot=None),
    record("sealed", OLD, "2026-11-24T10:31:00+09:00", journal="c" * 32, counts={}, in_doubt=False),
    record("held", FIRST, "2026-11-25T21:10:00+09:00", cause="verdict", reason=MISSING),
    claimed(
        FIRST, "2026-11-25T21:22:00+09:00", drafter="maebashi-staff", approvals=[GIVEN, VACANT],
        waivers=["delivery-hours"], recognized_at="2026-11-25T20:55:00+09:00",
        approved_at="2026-11-25T21:20:00+09:00", merged_at="2026-11-25T21:21:30+09:00",
    ),
    record("held", FIRST, "2026-11-25T21:23:00+09:00", cause="stop", reason="番地を\n確かめる"),
    record("went-on", FIRST, "2026-11-25T21:25:00+09:00", "maebashi-manager"),
    record(
        "sealed", FIRST, "2026-11-25T21:31:00+09:00", journal="c" * 32, counts={"accepted": 1200, "in-doubt": 20},
        in_doubt=True, accepted_at="2026-11-25T21:30:10+09:00",
    ),
    claimed(
        SECOND, "2026-11-26T09:30:00+09:00", drafter="outsider", approvals=[], ends=FIRST, thread=FIRST,
        recognized_at="2026-11-26T09:05:00+09:00", merged_at="2026-11-26T09:29:00+09:00",
        scope={"prefecture": True, "stations": []},
    ),
)  # fmt: skip
VIEW = LedgerView("f" * 40, RECORDS)


def alert(identity: str, **fields: Any) -> Alert:
    whole: dict[str, Any] = {
        "title": HOSTILE, "category": "crime", "content": "lookout", "case": "robbery",
        "scope": Scope(False, ("maebashi", "maebashi-higashi")), **fields,
    }  # fmt: skip
    return Alert("maebashi", "2026", identity, press=Press(PressKind.NONE), body="本文\n", **whole)


ALERTS: dict[str, Alert | None] = {
    FIRST: alert(
        FIRST,
        waivers=(Waiver("delivery-hours", "凶器を持って\n逃走中のため"),),
        confirmed=(Confirmation("place-detail", "k3f9", "店の所在地で、=公表済み"),),
        why_late="通訳を待ったため",
    ),
    SECOND: alert(
        SECOND, title="服の色の訂正", scope=Scope(True), case="other", case_name="=SUM(A1)",
        follows=Follows(FIRST, FollowKind.CORRECTION, None),
    ),
    OLD: None,
}  # fmt: skip


def sent_mail(identity: str) -> SentMail:
    entry, file, contract = VIEW.of(identity), ALERTS[identity], shipped()
    assert entry.claim is not None
    later = Successor(FollowKind.CORRECTION, SECOND, datetime(2026, 11, 26, 0, 30, tzinfo=UTC))
    told = None if file is None else subject(file, contract)
    looks = (Look("maebashi-manager", entry.claim.at),) if identity == FIRST else ()
    return SentMail(entry.claim, entry, contract, file, told, (later,) if identity == FIRST else (), looks)
