"""Which matters wait for their end: by what the ledger says was mailed and what main holds, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from haishin.consult.matters import open_matters
from haishin.core.contract.policy import JST
from haishin.core.model import Alert, FollowKind, Follows, LedgerRecord
from haishin.core.repository.history import AlertFile
from haishin.send.ledger.records import record
from support.contract import shipped
from support.decision import alert as made
from support.records import of, view

FIRST, NEXT = "20261125-1100-alpha", "20261126-0900-beta"
SENT = datetime(2026, 11, 25, 11, 10, tzinfo=JST)
DAYS = 7  # of a lookout for a suspicious person, as shipped


def path(alert: str) -> str:
    return f"alerts/maebashi/2026/{alert}.md"


def mailed(alert: str = FIRST, at: datetime = SENT, thread: str | None = None, **more: object) -> LedgerRecord:
    fields = {
        "alert": alert, "path": path(alert), "blob": "b" * 40, "commit": "c" * 40, "schema": "d" * 40, "pull": 7,
        "approvals": [], "waivers": [], "ends": None, "thread": thread, "journal": "1" * 32, "nonce": "2" * 32,
        "snapshot": 30, "scope": {"prefecture": False, "stations": ["maebashi"]}, "exercise": False,
    }  # fmt: skip
    return record("claimed", at, None, **{**fields, **more})


LOOKOUT = replace(made(), id=FIRST, content="lookout", case="approach", follows=None)
MISSING = replace(LOOKOUT, category="information-request", case="missing-person")


def following(kind: FollowKind, first: str = FIRST, **more: str) -> Alert:
    return replace(LOOKOUT, id=NEXT, follows=Follows(first, kind, "r"), **more)  # type: ignore[arg-type]


def found(
    *records: LedgerRecord,
    after: timedelta,
    alerts: tuple[Alert | None, ...] = (LOOKOUT,),
    unsent: tuple[Alert, ...] = (),
) -> list[tuple[str, int]]:
    """Alert and how-manieth time; ``after`` the first was mailed."""
    files = {path(one.id): one for one in (*alerts, *unsent) if one is not None}
    listed = [AlertFile(one.id, path(one.id), "b" * 40) for one in unsent]

    def read(asked: Sequence[tuple[str, str]]) -> list[Alert | None]:
        return [files.get(path) for path, _ in asked]

    open_ = open_matters(view(*records), listed, read, shipped(), SENT + after)
    return [(one.last.alert, one.times) for one in open_]


@pytest.mark.parametrize(
    ("after", "times"),
    [
        (timedelta(days=DAYS, seconds=-1), []),
        (timedelta(days=DAYS), [1]),
        (timedelta(days=2 * DAYS, seconds=-1), [1]),
        (timedelta(days=2 * DAYS), [2]),
        (timedelta(days=3 * DAYS, seconds=-1), [2]),
        (timedelta(days=3 * DAYS), []),
    ],
)
def test_it_waits_twice_for_the_days_of_its_row(after: timedelta, times: list[int]) -> None:
    assert found(mailed(), after=after) == [(FIRST, one) for one in times]


def test_a_missing_person_waits_for_the_fewest_days_that_the_row_names() -> None:
    assert found(mailed(), after=timedelta(days=3), alerts=(MISSING,)) == [(FIRST, 1)]
    assert found(mailed(), after=timedelta(days=3)) == []


def test_what_is_no_lookout_is_over_with_its_mail() -> None:
    for content in ("caution", "sighting", "arrest"):
        assert found(mailed(), after=timedelta(days=DAYS), alerts=(replace(LOOKOUT, content=content),)) == []
    arrest = replace(MISSING, content="arrest")  # of a case that has days
    assert found(mailed(), after=timedelta(days=DAYS), alerts=(arrest,)) == []


@pytest.mark.parametrize("kind", [FollowKind.RESOLUTION, FollowKind.CANCELLATION])
def test_it_is_closed_by_its_end(kind: FollowKind) -> None:
    end = following(kind, content="lookout")
    records = (mailed(), mailed(NEXT, SENT + timedelta(days=1), FIRST, ends=FIRST, nonce="3" * 32))
    assert found(*records, after=timedelta(days=DAYS + 1), alerts=(LOOKOUT, end)) == []


def test_it_is_closed_by_the_arrest() -> None:
    arrest = following(FollowKind.FOLLOW_UP, content="arrest")
    records = (mailed(), mailed(NEXT, SENT + timedelta(days=1), FIRST, nonce="3" * 32))
    assert found(*records, after=timedelta(days=DAYS + 1), alerts=(LOOKOUT, arrest)) == []


@pytest.mark.parametrize("kind", [FollowKind.FOLLOW_UP, FollowKind.CORRECTION])
@pytest.mark.parametrize("content", ["lookout", "caution"])
def test_with_a_follow_up_the_days_begin_anew(kind: FollowKind, content: str) -> None:
    more = following(kind, content=content)
    records = (mailed(), mailed(NEXT, SENT + timedelta(days=2), FIRST, nonce="3" * 32))
    assert found(*records, after=timedelta(days=DAYS + 1), alerts=(LOOKOUT, more)) == []
    assert found(*records, after=timedelta(days=DAYS + 2), alerts=(LOOKOUT, more)) == [(NEXT, 1)]


def test_what_was_stopped_is_never_asked_for() -> None:
    back = of("held", FIRST, cause="stop", reason="r")
    assert found(mailed(), back, after=timedelta(days=DAYS)) == []
    assert found(mailed(), back, of("went-on", FIRST), after=timedelta(days=DAYS)) == [(FIRST, 1)]


def test_what_is_merged_to_follow_it_is_waited_for() -> None:
    late = timedelta(days=DAYS)
    for kind in FollowKind:
        assert found(mailed(), after=late, unsent=(following(kind),)) == []
    assert found(mailed(), after=late, unsent=(following(FollowKind.RESOLUTION, "20261125-1000-other"),)) == [
        (FIRST, 1)
    ]
    ended = of("expired", NEXT)
    assert found(mailed(), ended, after=late, unsent=(following(FollowKind.RESOLUTION),)) == [(FIRST, 1)]


def test_an_exercise_what_cannot_be_read_and_what_was_never_begun_have_no_end() -> None:
    late = timedelta(days=DAYS)
    assert found(mailed(exercise=True), after=late) == []
    assert found(mailed(), after=late, alerts=(None,)) == []
    assert found(of("withdrawn", FIRST), after=late) == []


def test_without_days_in_the_policy_nobody_is_reminded() -> None:
    policy = shipped().policy
    table = tuple(replace(row, open_days={}) for row in policy.table)
    none = replace(shipped(), policy=replace(policy, table=table))
    at = SENT + timedelta(days=DAYS)
    assert open_matters(view(mailed()), [], lambda asked: [LOOKOUT] * len(asked), none, at) == ()


def test_no_file_is_read_of_what_is_too_old_or_too_young() -> None:
    def read(asked: Sequence[tuple[str, str]]) -> list[Alert | None]:
        raise AssertionError(asked)

    for days in (1, 100):
        assert open_matters(view(mailed()), [], read, shipped(), SENT + timedelta(days=days)) == ()


def test_the_oldest_stands_first() -> None:
    other = "20261125-0900-other"
    records = (mailed(), mailed(other, SENT - timedelta(hours=2), nonce="3" * 32))
    alerts = (LOOKOUT, replace(LOOKOUT, id=other))
    assert found(*records, after=timedelta(days=DAYS), alerts=alerts) == [(other, 1), (FIRST, 1)]
