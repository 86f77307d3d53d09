"""Rule ``recognized-at``: matters that happen say when they became known (4(3))."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import FRONT
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "recognized-at"
SEVERITY = Severity.ERROR
NAME = Text("認知日時がない", "No time of recognition")
SUMMARY = "認知日時が書かれていないときは、recognized_at に事案を知った日時を書いてください。"

MESSAGES = {
    "missing": Text("認知日時(recognized_at)が書かれていません。", "The item `recognized_at` is missing."),
}
HINTS = {
    "missing": Text(
        "「recognized_at: {moment}」のように、事案を認知した日時(続報では新しい事実を知った日時)を加えてください。",
        "Add when the matter became known, as `recognized_at: {moment}`.",
    ),
}
_LINE = "recognized_at: 2026-11-25T15:40+09:00\n"
GOOD = (
    SAMPLE,
    changed("suspicious-person\ncase: approach", "notice\ncase: safety").replace(_LINE, ""),
)
BAD = (("missing", changed(_LINE, "")),)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert_with("recognized_at", "category", "case")
    if alert is None or alert.recognized_at is not None:
        return
    row = reading.contract.policy.row(alert.category)
    if row is not None and row.recognition_required(alert.case):
        yield Problem(FRONT, "missing")
