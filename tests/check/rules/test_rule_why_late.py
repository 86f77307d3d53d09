from __future__ import annotations

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.core.model import Severity
from support.documents import findings, said

ARREST = changed("content: caution", "content: arrest").replace("press: none", "press: {at: 2026-11-25T16:00+09:00}")


def late(text: str, path: str = PATH) -> bool:
    return any(one.rule == "why-late" for one in findings(text, path))


def test_place_and_words() -> None:
    (found,) = (one for one in findings(changed("T15:40", "T10:10")) if one.rule == "why-late")
    assert said((found,)) == [
        (
            7,
            16,
            7,
            38,
            "認知から番号の時刻までに、配信時間で5時間30分が過ぎています(目安は3時間)。",
            "5 h 30 min of delivery hours lie between recognition and the time of the id (limit 3 h).",
        )
    ]
    assert (found.severity, found.clause) == (Severity.WARNING, "4(3)")


@pytest.mark.parametrize(("recognized", "told"), [("T12:40", False), ("T12:39", True)])
def test_up_to_the_limit_nothing_is_late(recognized: str, told: bool) -> None:
    assert late(changed("T15:40", recognized)) is told


def test_the_night_between_does_not_count() -> None:
    assert not late(changed("T15:40", "T19:00"), "alerts/maebashi/2026/20261126-0900-koekake.md")
    assert late(changed("T15:40", "T19:00"), "alerts/maebashi/2026/20261126-0901-koekake.md")


def test_what_is_urgent_or_waited_for_a_release_or_says_why_is_told_nothing() -> None:
    early = "T08:40"
    urgent = changed("suspicious-person\ncase: approach\ncontent: caution", "crime\ncase: robbery\ncontent: lookout")
    reason = changed("press: none", "press: none\nwhy_late: 被害者の確認に時間を要したため")
    for text in (urgent, ARREST, reason):
        assert not late(text.replace("T15:40", early))
    assert late(changed("T15:40", early))
