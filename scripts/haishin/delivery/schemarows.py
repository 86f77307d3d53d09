"""The rows of the list of conditions about main's ``schema/``: what comes to an end in it."""

from __future__ import annotations

from haishin.delivery.condition import Holes, Row
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text


def _endings(seen: Seen, *, alarm: bool) -> Holes:
    return [{"text": one.text, "remedy": one.remedy} for one in seen.endings if one.alarm is alarm]


ROWS: tuple[Row, ...] = (
    Row("ending", lambda seen: _endings(seen, alarm=True), Text("{text}", "{text}"), Text("{remedy}", "{remedy}")),
    Row(
        "ending-soon",
        lambda seen: _endings(seen, alarm=False),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
        Exit.FINE,
    ),
)
