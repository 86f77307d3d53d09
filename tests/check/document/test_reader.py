"""The reader as a whole: what becomes of a file without a fault, what of one with many, and that nothing crashes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document import oversize, read
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.core.model import (
    Alert,
    Confirmation,
    Consent,
    ConsentState,
    Disclosure,
    Document,
    FollowKind,
    Follows,
    Press,
    PressKind,
    Scope,
    Span,
    Text,
    Waiver,
)
from support.contract import shipped
from support.documents import brief, document

JST = timezone(timedelta(hours=9))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JST)


def test_the_sample() -> None:
    found = document(SAMPLE)
    assert found.findings == ()
    assert found.alert == Alert(
        unit="maebashi",
        year="2026",
        id="20261125-1540-koekake",
        title="下校中の児童に対する声かけ事案の発生",
        category="suspicious-person",
        content="caution",
        scope=Scope(False, ("maebashi",)),
        press=Press(PressKind.NONE),
        body=SAMPLE.split("---\n")[2].rstrip("\n"),
        case="approach",
        recognized_at=at(25, 15, 40),
    )
    assert found.body_line == 10
    assert found.place("scope", 0) == Span(6, 9, 6, 17)
    assert found.keys[("press",)] == Span(8, 1, 8, 6)


EVERYTHING = changed(
    "press: none",
    """\
press: {at: 2026-11-25T17:00+09:00, title: 発表, by: unit, consistent: yes}
case_name: 盗撮
follows: {alert: 20261124-0910-koekake, as: follow-up, necessity: 特徴が分かった}
consent: {state: given, by: 長男, at: 2026-11-25T18:10:05+09:00, names: [群馬 太郎], until: 2027-02-25}
disclose: [{text: 白色の軽トラック, ground: hit-and-run}]
waivers: [{rule: delivery-hours, reason: 逃走中}]
confirmed: [{rule: relative-day, mark: k3f9, reason: 確認した}]
consult: [supervisor, seian-kikaku]
why_mail: メールが要る
why_late: >-
  現場の確認に
  時間を要した
expires_at: 2026-11-27T20:00+09:00
not_before: 2026-11-25T22:00Z
exercise: true""",
).replace("[maebashi]", "[takasaki, maebashi]")


def test_every_item() -> None:
    found = document(EVERYTHING)
    assert found.findings == ()
    alert = found.alert
    assert alert is not None
    assert alert.scope == Scope(False, ("maebashi", "takasaki"))
    assert alert.press == Press(PressKind.RELEASE, at(25, 17), "発表", True, "yes")
    assert alert.case_name == "盗撮"
    assert alert.follows == Follows("20261124-0910-koekake", FollowKind.FOLLOW_UP, "特徴が分かった")
    given_at = datetime(2026, 11, 25, 18, 10, 5, tzinfo=JST)
    assert alert.consent == Consent(ConsentState.GIVEN, "長男", given_at, ("群馬 太郎",), date(2027, 2, 25))
    assert alert.disclose == (Disclosure("白色の軽トラック", "hit-and-run"),)
    assert alert.waivers == (Waiver("delivery-hours", "逃走中"),)
    assert alert.confirmed == (Confirmation("relative-day", "k3f9", "確認した"),)
    assert alert.consult == ("supervisor", "seian-kikaku")
    assert (alert.why_mail, alert.why_late) == ("メールが要る", "現場の確認に 時間を要した")
    assert (alert.expires_at, alert.not_before) == (at(27, 20), datetime(2026, 11, 25, 22, tzinfo=UTC))
    assert alert.exercise is True


def test_scope_of_the_prefecture_and_undecided_press() -> None:
    alert = document(changed("[maebashi]", "prefecture").replace("press: none", "press: undecided")).alert
    assert alert is not None
    assert (alert.scope, alert.press) == (Scope(True), Press(PressKind.UNDECIDED))


def test_columns_count_code_points() -> None:
    found = document(changed("press: none", "press: {title: 𠮷🚨, consistent: perhaps}"))
    (finding,) = found.findings
    assert finding.span == Span(8, 32, 8, 39)


def test_text_is_taken_without_the_empty_lines_around_it_and_its_first_line_keeps_its_indent() -> None:
    found = document(changed("---\n11月", "---\n\n \n  11月") + "\n\n")
    assert found.body_line == 12
    assert found.alert is not None
    assert found.alert.body.startswith("  11月25日")
    assert found.alert.body.endswith("お願いします。")


def test_all_faults_of_a_file_in_one_run_and_no_alert() -> None:
    found = document(
        changed("content: caution", "contents: caution").replace("[maebashi]", "[]").replace("T15:40+09:00", "")
    )
    assert brief(found.findings) == [("schema", 5, 1), ("schema", 6, 8), ("schema", 7, 16)]
    assert found.alert is None


@pytest.mark.parametrize("line", ["exercise: perhaps", "subject: 件名", "consult: supervisor", "follows: x"])
def test_a_faulty_item_that_is_not_needed_is_left_out_of_the_alert(line: str) -> None:
    found = document(changed("press: none", f"press: none\n{line}"))
    assert brief(found.findings)[0][:2] == ("schema", 9)
    assert found.alert == document(SAMPLE).alert


@pytest.mark.parametrize(
    ("word", "meant"),
    [("yes", True), ("はい", True), ("ＴＲＵＥ", True), ("no", False), ("いいえ", False)],
)
def test_an_exercise_is_one_by_whatever_word_says_so(word: str, meant: bool) -> None:
    """F2: to delete the line, as was once advised, would mail a real robbery."""
    found = document(changed("press: none", f"press: none\nexercise: {word}"))
    (one,) = found.findings
    assert (one.span.line, one.fix and one.fix.replacement) == (9, str(meant).lower())
    assert one.hint.ja.startswith(f"「{str(meant).lower()}」と書いてください。訓練なら true と書いてください。")
    assert found.alert is not None
    assert found.alert.exercise is meant


def test_a_yaml_fault_leaves_no_alert_but_the_place_of_the_text() -> None:
    found = document(changed("press: none", "press: &a none"))
    assert (found.alert, found.body_line) == (None, 10)


@pytest.mark.parametrize(
    ("text", "line", "title"),
    [
        ("本文だけ\n", 1, None),
        ("\n---\ntitle: 声かけ\n---\n本文\n", 5, "声かけ"),
        (" ---\ntitle: 声かけ\nscope:\n  - maebashi\n\n本文\n", 6, "声かけ"),
        ("---\ntitle: 声かけ\n# 注\n本文\n", 4, "声かけ"),
        ("title: 声かけ\n本文\n", 2, "声かけ"),
        ("本文\n続き\n注意\ntitle: 声かけ\n", 1, None),
    ],
)
def test_without_a_pair_of_fences_items_and_text_are_told_apart(text: str, line: int, title: str | None) -> None:
    read = document(text)
    assert (read.alert, read.body_line) == (None, line)
    assert "front-matter" in {one.rule for one in read.findings}
    assert (None if read.sketch is None else read.sketch.title) == title


def test_unit_year_and_id_are_the_last_three_parts_of_any_path() -> None:
    alert = document(SAMPLE, "drafts/a/ota/2027/20270101-0000-x.md").alert
    assert alert is not None
    assert (alert.unit, alert.year, alert.id) == ("ota", "2027", "20270101-0000-x")
    alone = document(SAMPLE, "x.md").alert
    assert alone is not None
    assert (alone.unit, alone.year, alone.id) == ("", "", "x")


def test_a_file_too_large_to_read() -> None:
    (finding,) = oversize(PATH, 40000).findings
    assert finding.message == Text(
        "ファイルが大きすぎます(40000バイト)。32768バイトまでです。",
        "The file is too large (40000 bytes); at most 32768 bytes are allowed.",
    )


# --- nothing crashes it ---------------------------------------------------------------------------


def sound(found: Document) -> None:
    """Findings lie inside the file, and without an alert there is at least one."""
    rows = found.source.split("\n")
    for finding in found.findings:
        span = finding.span
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert 1 <= span.line <= span.end_line <= len(rows)
        assert 1 <= span.column <= len(rows[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(rows[span.end_line - 1]) + 1
    assert found.alert is not None or found.findings


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    read(PATH, data, shipped())


PIECES = st.sampled_from(
    [
        *"-:{}[],&*!|>'\"%@`#? \t\n~<=.\\",
        "---",
        "\n---\n",
        "\n  ",
        ": ",
        "- ",
        "title",
        "press",
        "scope",
        "category",
        "none",
        "<<",
        "&a ",
        "*a",
        "!!str ",
        "...",
        "\r\n",
        "\x85",
        "\u2028",
        "\ufeff",
        "𠮷",
        "あ",
        "2026-11-25T15:40Z",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_anything_like_front_matter(text: str) -> None:
    sound(document(f"---\n{text}\n---\n本文\n"))
    sound(document(text))


@given(st.lists(PIECES, max_size=12).map("".join), st.integers(0, len(SAMPLE)))
def test_anything_within_the_sample(text: str, place: int) -> None:
    sound(document(SAMPLE[:place] + text + SAMPLE[place:]))


@given(st.binary(min_size=1, max_size=4), st.integers(0, len(SAMPLE.encode())))
def test_any_bytes_within_the_sample(data: bytes, place: int) -> None:
    whole = SAMPLE.encode()
    sound(document(whole[:place] + data + whole[place:]))


@pytest.mark.parametrize("text", ["[" * 8000, "{a: " * 2000, "- " * 4000, "? " * 4000, "a: " * 2000, "!" * 8000])
def test_depth_is_refused(text: str) -> None:
    found = document(f"---\nconsult: {text}\n---\n本文\n")
    assert found.findings
