"""How a verdict tells a length of time."""

from __future__ import annotations

import pytest

from haishin.decision.aspect import lasting
from haishin.model import Text


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, Text("0分", "0 min")),
        (45.9, Text("45分", "45 min")),
        (60, Text("1時間", "1 h")),
        (90, Text("1時間30分", "1 h 30 min")),
        (480, Text("8時間", "8 h")),
    ],
)
def test_hours_and_minutes(minutes: float, said: Text) -> None:
    assert lasting(minutes) == said
