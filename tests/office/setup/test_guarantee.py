"""``doctor``'s answer in lines."""

from __future__ import annotations

import pytest

from haishin.core.model import Text
from haishin.office.setup.guarantee import Assurance, Guarantee, lines

WHY, DO = Text("理由", "why"), Text("直し方", "mend it")


@pytest.mark.parametrize(
    ("state", "heads"),
    [
        (Assurance.MISSING, ["[欠けている] hosts", "[欠けている] leave"]),
        (Assurance.UNREADABLE, ["[読めない] hosts(ほか1件)"]),
    ],
)
def test_what_is_missing_always_says_why_and_what_to_do(state: Assurance, heads: list[str]) -> None:
    """Also beside a row of the same cause; only what cannot be read for one reason is one row."""
    rows = [Guarantee(name, Text(name, name), state, WHY, DO) for name in ("hosts", "leave")]
    said = list(lines(Text("機械", "host"), rows, "ja"))
    assert [one for one in said if one.startswith("[")] == heads
    assert said.count("    今: 理由") == said.count("    → 直し方") == len(heads)
