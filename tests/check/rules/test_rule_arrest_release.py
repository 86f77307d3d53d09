from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.consult.decision.clearance import press as release
from support.contract import shipped
from support.decision import alert, case, moment
from support.documents import findings


@pytest.mark.parametrize(
    ("press", "told"),
    [
        ("none", True),
        ("none\nexercise: true", False),
        ("undecided", False),
        ("{at: 2026-11-25T17:00+09:00, consistent: yes}", False),
    ],
)
def test_an_arrest_without_a_release(press: str, told: bool) -> None:
    arrest = changed("content: caution", "content: arrest").replace("press: none", f"press: {press}")
    found = [one for one in findings(arrest) if one.rule == "arrest-release"]
    assert [(one.span.line, one.severity, one.clause) for one in found] == ([(8, "error", "T2")] if told else [])


def test_the_same_words_as_the_verdict() -> None:
    (one,) = findings(changed("content: caution", "content: arrest"))
    (why,) = release(case(alert(content="arrest", press="none")), moment("16:00"), shipped()).reasons
    assert f"{one.message.ja}{one.hint.ja}" == why.message.ja
    assert f"{one.message.en} {one.hint.en}" == why.message.en


def test_nobody_can_confirm_it_away() -> None:
    (one,) = findings(changed("content: caution", "content: arrest"))
    assert one.mark == ""
