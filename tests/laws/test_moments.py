"""The law *moments*: between two successive moments that a verdict names nothing of it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.consult.decision import decide
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.core.model import Alert, Consent, ConsentState, Review, Verdict
from support.decision import alert, case, contract, moment, pull
from support.drawn import alerts, moments, reviews

DAY = timedelta(days=1)
STATES: tuple[dict[str, Any], ...] = (
    {},
    {"draft": True},
    {"automatic": True},
    {"checklist": "open"},
    {"unverified": ["maebashi-staff"]},
)
INSTANT = datetime.resolution
MANAGER = "maebashi-manager APPROVED 16:10"


@st.composite
def timed(draw: st.DrawFn) -> Alert:
    """An alert of any kind with any times, possible ones or not."""
    made = draw(alerts())
    at = st.one_of(st.none(), moments)
    consent = st.builds(
        Consent,
        state=st.sampled_from(ConsentState),
        at=at,
        names=st.sampled_from([(), ("前橋花子",)]),
        until=st.one_of(st.none(), moments.map(lambda found: found.date())),
    )
    return replace(
        made,
        recognized_at=draw(at),
        not_before=draw(at),
        expires_at=draw(at),
        press=replace(made.press, at=draw(at)),
        consent=draw(st.one_of(st.none(), consent)),
    )


def plain(verdict: Verdict) -> Verdict:
    return replace(verdict, moments=())


def stands(verdicts: Any, now: datetime, share: float) -> None:
    """Between each two of the moments, at the first instant, at the last one and somewhere between."""
    named = verdicts(now).moments
    assert list(named) == sorted(set(named))
    assert all(now < at <= now + DAY for at in named)
    for begin, end in zip((now, *named), (*named, now + DAY), strict=True):
        last = end - INSTANT
        if begin <= last:
            there = plain(verdicts(begin))
            assert plain(verdicts(last)) == there, (begin, last)
            assert plain(verdicts(begin + (last - begin) * share)) == there, (begin, share)


@settings(max_examples=60)
@given(
    timed(),
    st.lists(reviews, max_size=4),
    moments,
    st.one_of(st.none(), moments),
    st.sampled_from(STATES),
    st.floats(0, 1),
)
def test_nothing_changes_between_two_moments(
    made: Alert, words: list[Review], now: datetime, merged: datetime | None, fields: dict[str, Any], share: float
) -> None:
    asked = replace(pull(**fields), reviews=tuple(words), merged_at=merged)
    stands(lambda at: decide(case(made, asked), at, contract()), now, share)


@settings(max_examples=40)
@given(st.lists(reviews, max_size=4), moments, st.one_of(st.none(), moments), st.floats(0, 1))
def test_nor_of_a_change_without_an_alert(
    words: list[Review], now: datetime, merged: datetime | None, share: float
) -> None:
    asked = replace(pull(author="keimu-staff"), reviews=tuple(words), merged_at=merged)
    change = Proposal(("schema/roster.yaml",))
    stands(lambda at: decide_upkeep(asked, change, at, contract()), now, share)


def test_a_seat_that_falls_empty_at_midnight_is_named() -> None:
    """People come and go by days of Japan."""
    found = decide(case(alert(), pull()), moment("16:30"), contract()).moments
    assert moment("2026-11-26T00:00") in found
    assert moment("17:15") in found  # whoever is on duty
    assert moment("18:40") + INSTANT in found  # late after 180 minutes
    assert moment("20:00") in found
    assert moment("2026-11-26T07:00") in found


def test_each_hour_that_a_late_alert_counts_is_named_until_it_is_approved() -> None:
    made = alert(recognized_at="10:40")
    late, approved = (
        decide(case(made, pull(*words)), moment("16:30"), contract()).moments for words in ((), (MANAGER,))
    )
    assert {moment("16:40"), moment("19:40"), moment("2026-11-26T07:40")} <= {*late} - {*approved}


def test_when_a_consent_is_given_and_the_end_of_its_last_day_are_named() -> None:
    given = {"state": "given", "by": "長男", "at": "17:43", "names": ["前橋花子"], "until": "2026-11-25"}
    found = decide(case(alert(consent=given), pull()), moment("16:30"), contract()).moments
    assert {moment("17:43"), moment("2026-11-26T00:00")} <= {*found}


def test_when_all_of_the_unit_are_called_to_merge_is_named() -> None:
    judged = case(alert(), pull(MANAGER))
    assert moment("16:20") in decide(judged, moment("16:15"), contract()).moments


@pytest.mark.parametrize(("content", "late", "other"), [("arrest", "19:35", "18:40"), ("caution", "18:40", "19:35")])
def test_when_an_arrest_is_late_is_counted_from_its_release(content: str, late: str, other: str) -> None:
    judged = case(alert(content=content, press={"at": "16:35", "consistent": "yes"}), pull())
    found = decide(judged, moment("16:30"), contract()).moments
    assert moment(late) + INSTANT in found
    assert moment(other) + INSTANT not in found
