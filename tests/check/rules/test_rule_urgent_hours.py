from __future__ import annotations

import pytest

from haishin.check.document.sample import PATH, changed
from support.documents import findings, said

TEXT = changed("suspicious-person\ncase: approach\ncontent: caution", "crime\ncase: robbery\ncontent: lookout")


def waits(text: str, path: str = PATH) -> list[tuple[int, int]]:
    return [(one.span.line, one.span.column) for one in findings(text, path) if one.rule == "urgent-hours"]


def test_place_and_words() -> None:
    found = tuple(one for one in findings(TEXT.replace("T15:40", "T21:30")) if one.rule == "urgent-hours")
    assert said(found) == [
        (
            7,
            16,
            7,
            38,
            "急を要する事案ですが、配信時間(07:00〜20:00)の外で、時間外の例外がありません。このままでは、次の07:00まで届きません。",
            "An urgent matter outside the delivery hours (07:00–20:00) without a waiver: nobody gets it before the "
            "next 07:00.",
        )
    ]


@pytest.mark.parametrize(
    ("recognized", "told"),
    [("T19:59", False), ("T20:00", True), ("T23:00", True), ("T15:40", False)],
)
def test_the_hours(recognized: str, told: bool) -> None:
    assert bool(waits(TEXT.replace("T15:40", recognized))) is told


def test_drafted_at_night_of_a_matter_of_the_day() -> None:
    assert waits(TEXT, "alerts/maebashi/2026/20261125-2005-goto.md") == [(7, 16)]
    assert waits(TEXT, "alerts/maebashi/2026/20261126-0700-goto.md") == []


def test_an_id_without_a_time_is_told_by_another_rule() -> None:
    assert waits(TEXT, "alerts/maebashi/2026/goto.md") == []
