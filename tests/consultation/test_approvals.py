"""What a review that did not count is told, in the exact words."""

from __future__ import annotations

from typing import Any

import pytest

from haishin.consultation import approvals as said
from haishin.consultation import consult
from haishin.model import Text
from support_decision import alert, case, contract, moment, pull


@pytest.mark.parametrize(
    ("review", "fields", "why"),
    [
        ("outsider APPROVED 16:10", {}, said.OUTSIDER),
        ("maebashi-manager APPROVED 16:10", {"committers": ["maebashi-manager"]}, said.WRITER),
        ("maebashi-manager COMMENTED 16:10", {}, said.COMMENT),
        ("maebashi-manager DISMISSED 16:10", {}, said.DISMISSED),
        ("maebashi-manager APPROVED 16:10 other", {}, said.OTHER_TEXT),
        ("maebashi-manager APPROVED 16:10 unknown", {}, said.UNKNOWN_TEXT),
        ("takasaki-manager APPROVED 16:10", {}, said.NOT_DUE),
        ("maebashi-officer APPROVED 16:10", {}, said.NOT_ACTING),
        ("maebashi-officer APPROVED 16:10 edited", {}, said.EDITED),
        ("maebashi-officer COMMENTED 16:10 edited", {}, said.EDITED),
        ("maebashi-duty APPROVED 16:10", {}, said.OFF_DUTY),
        ("maebashi-duty APPROVED 16:10 acting", {}, said.OFF_DUTY),
        ("maebashi-manager APPROVED 2026-03-31T16:10", {}, said.NO_ROLE),
        ("takasaki-manager CHANGES_REQUESTED 16:10", {}, said.POWERLESS),
    ],
)
def test_why_it_did_not_count(review: str, fields: dict[str, Any], why: Text) -> None:
    judged = case(alert(), pull(review, **fields))
    assert [one.reason for one in consult(judged, moment("16:30"), contract()).ignored] == [why]


def test_the_older_word_and_the_second_hat() -> None:
    words = (
        "maebashi-manager APPROVED 16:10",
        "maebashi-manager APPROVED 16:20",
        "maebashi-officer APPROVED 16:15 acting",
    )
    ignored = consult(case(alert(), pull(*words)), moment("16:30"), contract()).ignored
    assert [(one.login, one.reason) for one in ignored] == [
        ("maebashi-manager", said.OLDER),
        ("maebashi-officer", said.DOUBLE),
    ]
