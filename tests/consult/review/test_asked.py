"""The lines that are asked for: put where they are to stand and filled in, nothing more is asked for."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from haishin.core.model import WHY, What
from support.comments import judged, shown
from support.review import NOW, PATH, TEXT
from support.situations import ARREST, BY_DAY, JINSHIN, MISSING, OTA, OUTSIDE

LATER = NOW + timedelta(hours=3, minutes=20)
PENDING = MISSING.format(clock="15:50")
TITLE = '発表: "強盗" #1 {x}, y'
BLOCK = f"press:\n  at: 2026-11-25T17:00+09:00\n  title: '{TITLE}'\n  by: unit\n  consistent: not-yet\n"


def pasted(text: str, comment: str, chosen: int = 0) -> str:
    """The file after its drafter has followed the words literally; ``chosen``: which of two lines he takes."""
    found = re.search(r"^(?:  - )?(.*次を貼ってください。.*)\n\n```text\n((?:.*\n)+?)```", comment, re.MULTILINE)
    assert found is not None, comment
    line = found[2].rstrip("\n").split("\n\n")[chosen].replace(WHY, "申告が遅れたため")
    line = line.replace("＜＜時:分＞＞", "16:00").replace("＜＜続柄＞＞", "長男")
    rows = text.split("\n")
    place = [int(number) for number in re.findall("([0-9]+)行目", html.unescape(found[1]))]
    if place:
        rows[place[0] - 1 : place[-1]] = [line]
    else:
        assert "2つ目の「---」のすぐ上に" in html.unescape(found[1])
        rows.insert(rows.index("---", 1), line)
    return "\n".join(rows)


CASES = {
    "why_late": (TEXT, PATH, "maebashi-staff", LATER, 0),
    "press: none": (TEXT.replace("press: none", "press: undecided"), PATH, "maebashi-staff", NOW, 0),
    "press: planned": (TEXT.replace("press: none", "press: undecided"), PATH, "maebashi-staff", NOW, 1),
    "press: text": (ARREST.replace("consistent: yes", "consistent: not-yet"), OTA, "ota-staff", NOW, 0),
    "press: block": (re.sub("press: .*\n", lambda _: BLOCK, ARREST), OTA, "ota-staff", NOW, 0),
    "press: arrest": (re.sub("press: .*\n", "press: none\n", ARREST), OTA, "ota-staff", NOW, 0),
    "consent: pending": (PENDING, BY_DAY, "shibukawa-staff", NOW, 0),
    "consent: missing": (re.sub("consent: .*\n", "", PENDING), BY_DAY, "shibukawa-staff", NOW, 0),
    "why_mail": (re.sub("why_mail: .*\n", "", OUTSIDE), JINSHIN, "jinshin-anzen-staff", NOW, 0),
    "exercise": (TEXT.replace("title: ", "title: 訓練 "), PATH, "maebashi-staff", NOW, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_who_pastes_and_fills_in_what_is_asked_is_asked_no_more(name: str) -> None:
    text, path, author, now, chosen = CASES[name]
    before = judged(text, path=path, author=author, now=now)
    assert before.verdict.turn.who == "drafter"
    mended = pasted(text, shown(before, now=now), chosen)
    after = judged(mended, path=path, author=author, now=now)
    assert after.verdict.turn.what is What.APPROVE, after.verdict.reasons


def test_his_own_values_stay_whatever_stands_in_them() -> None:
    text, path, author, *_ = CASES["press: block"]
    mended = judged(pasted(text, shown(judged(text, path=path, author=author))), path=path, author=author)
    was = judged(text, path=path, author=author).alert
    assert mended.alert is not None
    assert was is not None
    assert mended.alert.press.title == TITLE
    assert (mended.alert.press.at, mended.alert.press.by_unit) == (was.press.at, True)
    assert mended.alert.press.consistent == "yes"


@pytest.mark.parametrize("name", ["why_late", "press: planned", "consent: pending"])
def test_what_is_pasted_and_not_filled_in_is_refused(name: str) -> None:
    text, path, author, now, chosen = CASES[name]
    comment = shown(judged(text, path=path, author=author, now=now), now=now)
    lines = re.search(r"次を貼ってください。.*\n\n```text\n((?:.*\n)+?)```", comment)
    assert lines is not None
    key, _, _ = name.partition(":")
    kept = [row for row in text.split("\n") if not row.startswith(f"{key}:")]
    kept.insert(1, lines[1].rstrip("\n").split("\n\n")[chosen])
    assert judged("\n".join(kept), path=path, author=author, now=now).verdict.kind == "reject"


def test_no_line_is_given_while_anything_is_private() -> None:
    private = TEXT.replace("press: none", "press: undecided").replace("男、40歳代", "電話 090-1234-5678、男、40歳代")
    assert "次を貼ってください" not in shown(judged(private))
