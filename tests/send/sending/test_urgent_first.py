"""An urgent alert beside a long notice to the same carrier (the full size is a command: ``support/urgent.py``)."""

from __future__ import annotations

from pathlib import Path

from support.urgent import RATE, course


def test_an_urgent_alert_merged_a_minute_later_is_done_first(tmp_path: Path) -> None:
    went = course(tmp_path, 5_000, 100)
    assert went.mails == (5_000, 100)
    assert went.between == 0
    # Seen at the next look at main, then the carrier's whole rate is its own.
    assert went.urgent_done < went.urgent_merged + 100 / RATE + 10
    assert went.notice_done > went.urgent_done
    assert went.notice_done < (5_000 + 100) / RATE + 15  # and nothing of the rate was wasted
