from __future__ import annotations

from collections.abc import Mapping

import pytest

from haishin.core.contract.policy import Destination
from haishin.core.model import RowState
from haishin.send.sending.pacing import FREE, SLOWEST, Pacing
from support.rows import outcome

CARRIER = {"carrier": Destination(("carrier.test", "mobile.test"), 50.0)}


class Kept:
    """Where the buckets are kept; counts how often they were written."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[float, float, float]] = {}
        self.written = 0

    def buckets(self) -> dict[str, tuple[float, float, float]]:
        return self.values

    def keep_buckets(self, buckets: Mapping[str, tuple[float, float, float]]) -> None:
        self.values, self.written = dict(buckets), self.written + 1


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def pacing(kept: Kept, seconds: Seconds) -> Pacing:
    pacing = Pacing(kept, seconds)
    pacing.limit(CARRIER)
    return pacing


def test_a_destination_gets_what_policy_allows_a_second_and_no_burst_beyond(pacing: Pacing, seconds: Seconds) -> None:
    seconds.now += 3600
    assert (pacing.bounded, pacing.tokens("carrier")) == ({"carrier": ("carrier.test", "mobile.test")}, 50)
    pacing.spend("carrier", 50)
    assert (pacing.tokens("carrier"), pacing.pause(["carrier"])) == (0, 0.02)
    seconds.now += 0.5
    assert pacing.tokens("carrier") == 25


def test_domains_have_the_name_of_their_destination(pacing: Pacing) -> None:
    assert [pacing.destination(domain) for domain in ("mobile.test", "home.test")] == ["carrier", "home.test"]


def test_no_other_destination_has_a_bound(pacing: Pacing) -> None:
    pacing.spend("home.test", 1000)
    assert pacing.bounded.keys() == {"carrier"}


@pytest.mark.parametrize(
    ("code", "enhanced", "state", "throttles"),
    [
        (421, None, RowState.PENDING, True),
        (450, "4.7.28", RowState.DEFERRED, True),
        (452, "4.3.2", RowState.DEFERRED, True),
        (451, "4.4.5", RowState.DEFERRED, True),
        (450, "4.7.1", RowState.DEFERRED, False),  # greylisted, or an access rule
        (450, "4.2.1", RowState.DEFERRED, False),
        (452, "4.2.2", RowState.DEFERRED, False),
        (550, "5.7.1", RowState.FAILED, False),
        (250, "2.0.0", RowState.ACCEPTED, False),
    ],
)
def test_what_throttles_halves_the_rate(
    pacing: Pacing, code: int, enhanced: str | None, state: RowState, throttles: bool
) -> None:
    pacing.heard("mobile.test", outcome("r", state, code=code, enhanced=enhanced, stage="rcpt"))
    assert pacing.pause(["carrier"]) == (0.04 if throttles else 0.0)


def test_a_rate_recovers_slowly_and_never_above_the_limit(pacing: Pacing, seconds: Seconds) -> None:
    pacing.heard("mobile.test", outcome("r", RowState.DEFERRED, code=450, enhanced="4.7.28", stage="rcpt"))
    for passed, tokens in ((300, 35), (300, 50), (3600, 50)):
        seconds.now += passed
        assert pacing.tokens("carrier") == tokens


def test_a_destination_that_policy_does_not_name_is_bounded_from_the_rate_that_was_too_fast(
    pacing: Pacing, seconds: Seconds
) -> None:
    pacing.spend("home.test", 400)
    seconds.now += 10
    pacing.heard("home.test", outcome("r", RowState.DEFERRED, code=450, enhanced="4.7.28", stage="dot"))
    assert pacing.bounded["home.test"] == ("home.test",)
    seconds.now += 1
    assert pacing.tokens("home.test") == 20
    seconds.now += 600 * 7  # 20/s doubled seven times is beyond what counts as free
    assert pacing.tokens("home.test") > FREE
    assert pacing.bounded.keys() == {"carrier"}


def test_refusals_that_come_together_halve_once(pacing: Pacing) -> None:
    for _ in range(8):
        pacing.heard("mobile.test", outcome("r", RowState.PENDING, code=421, stage="dot"))
    assert pacing.pause(["carrier"]) == 0.04


def test_again_and_again_throttled_it_is_never_given_up(pacing: Pacing, seconds: Seconds) -> None:
    for _ in range(40):
        seconds.now += 10
        pacing.heard("home.test", outcome("r", RowState.DEFERRED, code=450, enhanced="4.7.28", stage="dot"))
    assert pacing.pause(["home.test"]) == pytest.approx(1 / SLOWEST)


def test_a_restart_knows_the_rate_and_what_was_used(pacing: Pacing, kept: Kept, seconds: Seconds) -> None:
    pacing.save()
    assert kept.written == 0
    seconds.now += 1
    pacing.heard("mobile.test", outcome("r", RowState.DEFERRED, code=450, enhanced="4.7.28", stage="rcpt"))
    pacing.save()
    pacing.save()
    assert kept.written == 1
    again = Pacing(kept, seconds)
    again.limit(CARRIER)
    assert again.pause(["carrier"]) == 0.04


def test_a_clock_that_goes_back_gives_and_takes_nothing(pacing: Pacing, seconds: Seconds) -> None:
    pacing.spend("carrier")
    seconds.now -= 3600
    assert pacing.tokens("carrier") == 0
    seconds.now += 1
    assert pacing.tokens("carrier") == 50


def test_a_limit_that_policy_takes_back_is_none_any_more(pacing: Pacing) -> None:
    pacing.heard("home.test", outcome("r", RowState.DEFERRED, code=450, enhanced="4.7.28", stage="dot"))
    pacing.limit({})
    assert pacing.bounded.keys() == {"home.test"}


def test_a_destination_that_nobody_has_mailed_for_a_year_is_free(kept: Kept, seconds: Seconds) -> None:
    kept.values = {"slow.test": (SLOWEST, 0.0, seconds.now)}
    seconds.now += 366 * 86_400
    assert Pacing(kept, seconds).bounded == {}
