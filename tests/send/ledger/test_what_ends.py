"""What ends an alert, and what still waits for its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from haishin.core.model import LedgerRecord
from haishin.send.ledger.ending import ended_by, uncorrected
from haishin.send.ledger.records import record
from support.ledger import ALPHA, BETA, NOON
from support.records import claimed, of, sealed, view


def told() -> LedgerRecord:
    return of("held", cause="stop", reason="r")


def test_the_end_of_a_thread_ends_what_is_under_way_of_it_alone() -> None:
    more, other = claimed(BETA, thread=ALPHA, nonce="3" * 32), claimed("20261125-1120-other", nonce="5" * 32)
    end = claimed("20261125-1120-gamma", thread=ALPHA, ends=ALPHA, closes=True, nonce="4" * 32)
    seen = view(claimed(), more, other, end)
    ended_by = {alert: entry.ended_by for alert, entry in seen.alerts.items()}
    gamma = "20261125-1120-gamma"
    assert ended_by == {ALPHA: gamma, BETA: gamma, "20261125-1120-other": None, gamma: None}
    held = of("held", "20261125-1120-held", cause="verdict", reason="r")
    done = view(claimed(), more, sealed(alert=BETA, accepted=20), held, end)  # what was sealed is over already
    assert [done.of(alert).ended_by for alert in (ALPHA, BETA, "20261125-1120-held")] == [gamma, None, None]


def test_an_end_that_reached_nobody_is_none() -> None:
    """Whoever got the first still waits for the right text, which may follow it again."""
    seen = view(claimed(), sealed(accepted=20), claimed(BETA, ends=ALPHA, nonce="3" * 32))
    assert (seen.of(ALPHA).ended_by, ended_by(ALPHA, seen.alerts), seen.history([ALPHA]).of(ALPHA).ended_by) == (
        BETA,
    ) * 3
    unheard = record("sealed", NOON, None, alert=BETA, journal="1" * 32, counts={}, in_doubt=False, nobody=True)
    over = view(*seen.records[1:], unheard)
    assert (ended_by(ALPHA, over.alerts), over.history([ALPHA]).of(ALPHA).ended_by) == (None, None)


def test_what_has_begun_waits_for_its_correction() -> None:
    later = NOON + timedelta(minutes=5)
    ended = replace(claimed(BETA, ends=ALPHA, thread=ALPHA, nonce="3" * 32), at=later)
    more = replace(claimed(BETA, thread=ALPHA, nonce="3" * 32), at=later)  # a follow-up ends nothing
    assert uncorrected(view(told()).alerts) == ()
    assert uncorrected(view(claimed(), told()).alerts) == (ALPHA,)
    assert uncorrected(view(claimed(), sealed(), told(), more).alerts) == (ALPHA,)
    assert uncorrected(view(claimed(), told(), ended).alerts) == ()
    assert uncorrected(view(claimed(), told(), of("went-on")).alerts) == ()


def test_an_end_that_has_reached_nobody_is_no_correction() -> None:
    """Be it over, or stopped on its way; of what goes on nobody can say yet whom it reaches."""
    ended = replace(claimed(BETA, ends=ALPHA, thread=ALPHA, nonce="3" * 32), at=NOON + timedelta(minutes=5))
    nobody = of("sealed", BETA, journal="1" * 32, counts={}, in_doubt=False, nobody=True)
    stopped = of("held", BETA, cause="stop", reason="r")
    assert uncorrected(view(claimed(), sealed(accepted=30), told(), ended, nobody).alerts) == (ALPHA,)
    assert uncorrected(view(claimed(), sealed(accepted=30), told(), ended, stopped).alerts) == (ALPHA, BETA)
    assert uncorrected(view(claimed(), sealed(accepted=30), told(), ended, stopped, of("went-on", BETA)).alerts) == ()
    unsent = replace(nobody, fields={**nobody.fields, "alert": ALPHA}, id="9" * 32)
    assert uncorrected(view(claimed(), unsent, told(), ended, nobody).alerts) == ()  # a thread that nobody has got


def test_an_end_from_before_the_stop_is_no_correction_of_it() -> None:
    ended = claimed(BETA, ends=ALPHA, thread=ALPHA, nonce="3" * 32)
    last = replace(
        claimed("20261125-1200-gamma", ends=BETA, thread=ALPHA, nonce="4" * 32), at=NOON + timedelta(minutes=5)
    )
    assert uncorrected(view(claimed(), ended, told()).alerts) == (ALPHA,)
    assert uncorrected(view(claimed(), ended, told(), last).alerts) == ()
