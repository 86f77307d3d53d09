from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from haishin.core.contract.numbering import numbered, series
from haishin.send.ledger.ledger_view import claim_of
from support.contract import shipped
from support.records import claimed

CLAIM = claim_of(claimed(number=118))


@pytest.mark.parametrize(
    ("unit", "at", "number", "said"),
    [
        ("maebashi", "2026-11-25T16:05:00+09:00", 118, "前橋 2026-118"),
        ("maebashi", "2026-12-31T15:00:00+00:00", 1, "前橋 2027-1"),  # the year is Japan's
        ("koho-kocho", "2026-11-25T16:05:00+09:00", 2, "広報広聴課 2026-2"),
        ("dissolved", "2026-11-25T16:05:00+09:00", 3, "dissolved 2026-3"),
        ("maebashi", "2026-11-25T16:05:00+09:00", None, None),  # a record of before
    ],
)
def test_a_number_in_words(unit: str, at: str, number: int | None, said: str | None) -> None:
    claim = replace(CLAIM, path=f"alerts/{unit}/2026/x.md", at=datetime.fromisoformat(at), number=number)
    assert numbered(claim, shipped().organization) == said


def test_the_unit_and_the_year_are_counted_together() -> None:
    assert series(CLAIM) == ("maebashi", 2026)
