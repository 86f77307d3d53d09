from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE
from haishin.core.model import Severity
from support.documents import findings, said

TEXT = SAMPLE.split("---\n", 2)[2].rstrip("\n")


def of(length: int, after: str = "\n") -> str:
    return SAMPLE.rstrip("\n") + "\n" * 2 + "あ" * (length - len(TEXT) - 2) + after


def test_a_long_text_is_a_warning_from_the_first_character_too_many() -> None:
    found = tuple(one for one in findings(of(801)) if one.rule == "length")
    column = 800 - len(TEXT) - 2 + 1
    assert said(found) == [
        (
            15,
            column,
            15,
            column + 1,
            "本文が801文字あります。800文字を超えると、最後まで読まれにくくなります。",
            "The text has 801 characters; beyond 800 few read to the end.",
        )
    ]
    assert (found[0].severity, found[0].clause) == (Severity.WARNING, "5(1)")


@pytest.mark.parametrize(("text", "rules"), [(of(800), []), (of(800, "\n\n\n"), []), (of(2001), ["limits"])])
def test_up_to_the_limit_and_beyond_the_hard_one(text: str, rules: list[str]) -> None:
    assert [one.rule for one in findings(text) if one.rule in ("length", "limits")] == rules
