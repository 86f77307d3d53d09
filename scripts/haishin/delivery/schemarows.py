"""The rows of the list of conditions about main's ``schema/``: what is wrong with it, and what ends in it."""

from __future__ import annotations

from haishin.delivery.condition import Holes, Row
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text


def _endings(seen: Seen, *, alarm: bool) -> Holes:
    return [{"text": one.text, "remedy": one.remedy} for one in seen.endings if one.alarm is alarm]


ROWS: tuple[Row, ...] = (
    Row(
        "broken-schema",
        lambda seen: [] if seen.broken is None else [{"why": seen.broken}],
        Text(
            "main の schema/ を読めないため、読める最後の版で判定と配信を続けています。{why}",
            "main's schema/ cannot be read; judging and sending go on by the last one that can. {why}",
        ),
        Text(
            "示された行を直すプルリクエストを出し、いつものように承認を受けてマージしてください。",
            "Open a pull request that corrects the lines named, and have it approved and merged as usual.",
        ),
    ),
    Row("ending", lambda seen: _endings(seen, alarm=True), Text("{text}", "{text}"), Text("{remedy}", "{remedy}")),
    Row(
        "ending-soon",
        lambda seen: _endings(seen, alarm=False),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
        Exit.FINE,
    ),
)
