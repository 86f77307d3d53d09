from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.check.document.codes import listed, meant, meant_time, nearest, permitted
from haishin.check.document.sample import PATH, changed
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import document, findings

CODES = {"takasaki": "高崎警察署", "maebashi-higashi": "前橋東警察署", "maebashi": "前橋警察署"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("前橋", "maebashi"),
        ("前橋東", "maebashi-higashi"),
        ("前橋警察署", "maebashi"),
        ("maebasi", "maebashi"),
        ("高崎署", "takasaki"),
        ("太田署", None),
        ("全県", None),
        ("", None),
    ],
)
def test_nearest(value: str, code: str | None) -> None:
    assert nearest(CODES, value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("前橋", "maebashi"),
        ("前橋東", "maebashi-higashi"),
        ("前橋警察署の管内", "maebashi"),
        ("高崎警察署と前橋警察署", None),
        ("maebasi", None),
        ("署", None),
        ("", None),
    ],
)
def test_what_is_surely_meant(value: str, code: str | None) -> None:
    assert meant(CODES, value) == code
    assert meant({}, value) is None


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-11-26 17:30", "2026-11-26T17:30+09:00"),
        ("2026-11-27T15:40", "2026-11-27T15:40+09:00"),
        ("2026/11/6 9:05", "2026-11-06T09:05+09:00"),
        ("2026年11月26日　17時30分", "2026-11-26T17:30+09:00"),
        ("２０２６-１１-２６ １７:３０", "2026-11-26T17:30+09:00"),
        ("2026-11-26 17:30:59+01:00", "2026-11-26T17:30+01:00"),
        ("2026-11-31 17:30", None),
        ("2026-11-26 25:30", None),
        ("2026-11-26", None),
        ("11月26日 17:30", None),
        ("17:30", None),
    ],
)
def test_a_time_that_is_surely_meant(written: str, time: str | None) -> None:
    assert meant_time(written, day=False) == time


def test_a_day_that_is_surely_meant() -> None:
    assert meant_time("2027/2/3", day=True) == "2027-02-03"
    assert meant_time("2027-02-30", day=True) is None
    assert meant_time("2027-02-03 10:00", day=True) is None


def test_what_is_near_comes_first_and_everything_is_there_once() -> None:
    assert listed(CODES, "前橋") == "maebashi 前橋警察署、maebashi-higashi 前橋東警察署、takasaki 高崎警察署"
    assert listed(CODES, "全県") == "takasaki 高崎警察署、maebashi-higashi 前橋東警察署、maebashi 前橋警察署"
    assert (listed({}, "a"), nearest({}, "a")) == ("", None)


def test_permitted() -> None:
    row = {"category": "suspicious-person"}
    assert permitted(("case",), row, shipped())["approach"] == "声かけ事案"
    assert list(permitted(("content",), row, shipped())) == ["sighting", "lookout", "caution", "arrest"]
    assert "regulation" in permitted(("content",), {}, shipped())
    cases = permitted(("case",), {"category": ["x"]}, shipped())
    assert {"approach", "fatal-hit-and-run", "recruiting"} <= cases.keys()
    assert permitted(("case",), {"category": "不審者情報"}, shipped()) == permitted(("case",), row, shipped())
    assert permitted(("scope", 0), {}, shipped())["maebashi"] == "前橋警察署"
    assert permitted(("disclose", 0, "ground"), {}, shipped())["public-wanted"]
    assert permitted(("title",), {}, shipped()) == {}


def said(old: str, new: str) -> tuple[str, str]:
    (one,) = document(changed(old, new)).findings
    return one.message.ja, one.hint.ja


@pytest.mark.parametrize(
    ("scope", "form"),
    [
        ("maebashi", "[maebashi]"),
        ("前橋", "[maebashi]"),
        ("高崎、前橋", "[takasaki, maebashi]"),
        ("県内全域", "prefecture"),
        ("前橋署", "[maebashi]"),
        ("maebasi", None),
    ],
)
def test_a_scope_without_brackets_is_told_its_form(scope: str, form: str | None) -> None:
    message, hint = said("[maebashi]", scope)
    assert message == f"配信範囲の値「{scope}」は使えません。"
    example = "[maebashi]" if form in (None, "prefecture") else form
    sure = f"「{form}」と書いてください。" if form is not None else ""
    assert hint.startswith(
        f"{sure}警察署の管内は、{example} のように [ ] に入れて書きます。全域なら prefecture です。使える警察署は "
    )


def test_a_name_for_a_code_is_told_the_codes() -> None:
    message, hint = said("[maebashi]", "[前橋]")
    assert message == "警察署の値「前橋」は使えません。"
    assert hint.startswith(
        "「maebashi」と書いてください。次のどれかを書きます:maebashi 前橋警察署、maebashi-higashi 前橋東警察署、"
    )
    assert said("approach", "声かけ") == (
        "事案の値「声かけ」は使えません。",
        "「approach」と書いてください。"
        "次のどれかを書きます:approach 声かけ事案、stalking つきまとい事案、exposure 露出(公然わいせつ)、"
        "indecent-act 強制わいせつ類似行為、other その他(等)",
    )


SLIPS = (
    ("case: approach", "case: 声かけ", "case: approach"),
    ("press: none", "press: 発表なし", "press: none"),
    ("scope: [maebashi]", "scope: maebashi", "scope: [maebashi]"),
    ("2026-11-25T15:40+09:00", "2026-11-25 15:40", "2026-11-25T15:40+09:00"),
)


@settings(max_examples=15)  # there are 15 sets; each is judged four times
@given(st.sets(st.sampled_from(SLIPS), min_size=1))
def test_slips_in_the_items_stop_no_finding_of_the_text_and_fix_mends_them(slips: set[tuple[str, str, str]]) -> None:
    text = changed("11月25日午後3時30分ころ", "昨日午後3時30分ころ")
    wrong = text
    for right, slip, _ in slips:
        wrong = wrong.replace(right, slip)
    found = findings(wrong)
    assert sorted(one.rule for one in found) == sorted(["schema"] * len(slips) + [one.rule for one in findings(text)])
    assert "relative-day" in {one.rule for one in found}
    assert mend(PATH, wrong.encode(), shipped(), Tree()) == mend(PATH, text.encode(), shipped(), Tree())


def test_what_was_meant_sends_nothing() -> None:
    read = document(changed("press: none", "press: 発表なし"))
    assert read.alert is not None
    assert [(one.rule, one.severity) for one in read.findings] == [("schema", Severity.ERROR)]
