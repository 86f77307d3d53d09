"""Of nothing private any output tells anything, and no remedy makes it harder to find: every sample, every notation."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.check.difference import difference
from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.findings import REPORTERS
from haishin.check.mending import mend
from haishin.check.privacy import KINDS
from haishin.check.reading import Tree
from haishin.core.model import Finding
from support.contract import shipped
from support.documents import findings
from support.hidden import LEAKS, NOTATIONS, files, folded, secrets

FILES = [(notation, text, findings(text)) for notation, text in dict.fromkeys(files())]
LEAKING = [one for one in FILES if any(found.private for found in one[2])]


def reports(text: str, found: tuple[Finding, ...]) -> list[str]:
    """Everything that is printed of a file."""
    made = []
    for name, report in REPORTERS.items():
        for language in ("ja", "en"):
            said = report(found, {PATH: text}, language, 1)
            if name in ("json", "sarif"):  # as it reads, not as it is escaped
                said = json.dumps(json.loads(said), ensure_ascii=False, indent=1)
            made.append(said)
    return made


def test_every_kind_and_nearly_every_notation_is_looked_at() -> None:
    assert {one.rule for _, _, found in LEAKING for one in found if one.private} >= set(KINDS)
    seen = Counter(notation for notation, _, _ in LEAKING)
    assert set(seen) == {*NOTATIONS, "sample"}
    assert seen["plain"] >= len(LEAKS)


@pytest.mark.parametrize("notation", [*NOTATIONS, "sample"])
def test_no_report_tells_anything_of_it(notation: str) -> None:
    for name, text, found in LEAKING:
        if name == notation:
            hidden = secrets(found)
            for said in reports(text, found):
                plain = folded(said)
                assert [one for one in hidden if one in plain] == [], (text, said)


def private(found: tuple[Finding, ...]) -> Counter[str]:
    return Counter(one.rule for one in found if one.private)


@pytest.mark.parametrize("notation", [*NOTATIONS, "sample"])
def test_a_fix_never_takes_a_private_finding_away_nor_tells_it(notation: str) -> None:
    for name, text, found in LEAKING:
        if name == notation:
            mended = mend(PATH, text.encode(), shipped(), Tree()).decode()
            after = findings(mended)
            assert private(found) <= private(after), text
            said = folded(difference(PATH, (text, found), (mended, after), "ja"))
            assert [one for one in secrets(found) if one in said] == [], (text, said)


@pytest.mark.parametrize(
    "line",
    [
        "番号①②③④⑤⑥⑦⑧⑨⓪①⑧",
        "住所は前橋市文京町2-⑩-③です。",
        "車は群馬③⓪⓪あ①②③④です。",
        "振込先は普通 ①②③④⑤⑥⑦です。",
        "旅券番号はＴＫ①②③④⑤⑥⑦です。",
        "男は昭和㊿年③月③日生まれです。",
        "声をかけられたのは、けやき小⑤年②組の女児です。",
        "通報者はﾔﾏﾀﾞ ﾀﾛｳさんです。",
    ],
)
def test_what_overlaps_it_is_left_to_a_person_and_the_rest_is_put_right(line: str) -> None:
    text = f"{SAMPLE}\n{line}\n\n㋿8年です。\n"
    before = findings(text)
    assert private(before)
    mended = mend(PATH, text.encode(), shipped(), Tree()).decode()
    assert mended == text.replace("㋿", "令和")
    assert private(findings(mended)) == private(before)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(LEAKS), st.sampled_from(sorted(NOTATIONS))), min_size=1, max_size=3))
def test_nor_where_several_stand_together(drawn: list[tuple[str, str]]) -> None:
    text = SAMPLE + "".join(f"\n{NOTATIONS[notation](leak)}㋿  \n" for leak, notation in drawn)
    found = findings(text)
    after = findings(mend(PATH, text.encode(), shipped(), Tree()))
    assert private(found) <= private(after)
