"""What is typed into the front matter is scanned like the text, and never printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.findings import REPORTERS
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import document, findings

OTHER = "suspicious-person\ncase: other\ncase_name: {}\n"


def private(text: str | bytes) -> list[tuple[str, int, int, int, str]]:
    """Rule, line, columns, message of each private finding."""
    return [
        (one.rule, one.span.line, one.span.column, one.span.end_column, one.message.ja)
        for one in findings(text)
        if one.private
    ]


def item(line: str) -> str:
    return changed("press: none", f"press: none\n{line}")


def test_the_name_of_the_case_is_mailed() -> None:
    text = SAMPLE.replace("suspicious-person\ncase: approach\n", OTHER.format("田中一郎 090-1234-5678による盗撮"))
    assert private(text) == [
        ("name", 5, 12, 16, "事案の名前に個人の氏名が書かれています:****"),
        ("phone", 5, 17, 30, "事案の名前に公開の一覧にない電話番号が書かれています:090-****-****"),
    ]
    assert private(SAMPLE.replace("suspicious-person\ncase: approach\n", OTHER.format("盗撮"))) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("○○事案", [("placeholder", 5, 12, "「○○」は、後で書くつもりの印のままです。")]),
        ("盗撮（取扱注意）", [("intake-note", 5, 12, "「取扱注意」という内部の書き込みが残っています。")]),
        ("盗撮", []),
    ],
)
def test_the_name_of_the_case_is_judged_by_its_words(name: str, told: list[tuple[str, int, int, str]]) -> None:
    text = SAMPLE.replace("suspicious-person\ncase: approach\n", OTHER.format(name))
    assert [(one.rule, one.span.line, one.span.column, one.message.ja) for one in findings(text)] == told


@pytest.mark.parametrize(
    ("line", "label", "start"),
    [
        ("why_mail: 田中一郎さんの希望", "メールで配信する理由", 11),
        ("why_late: 届出人の田中一郎さんに確認中", "遅れた理由", 15),
        ("follows: {alert: 20261124-0910-a, as: follow-up, necessity: 田中一郎さんの希望}", "続報の必要性", 61),
        ("waivers: [{rule: delivery-hours, reason: 田中一郎さんの希望}]", "理由", 42),
        ("confirmed: [{rule: origin, mark: k3f9, reason: 田中一郎さんが話した}]", "理由", 48),
    ],
)
def test_every_reason_stays_on_record(line: str, label: str, start: int) -> None:
    assert private(item(line)) == [("name", 9, start, start + 6, f"{label}に個人の氏名が書かれています:******")]


# Every item of words, with that word left open; of those that take a code or a time nothing else passes anyway.
AUTHORED = (
    "case_name: {}",
    "why_mail: {}",
    "why_late: {}",
    "press: {{title: {}, consistent: not-yet}}",
    "follows: {{alert: 20261124-0910-a, as: follow-up, necessity: {}}}",
    "consent: {{state: given, by: {}}}",
    "consent: {{state: given, names: [{}]}}",
    "disclose: [{{text: {}, ground: public-wanted}}]",
    "waivers: [{{rule: delivery-hours, reason: {}}}]",
    "confirmed: [{{rule: origin, mark: k3f9, reason: {}}}]",
)


def typed(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The items that take words, as the schema has them."""
    if schema.get("$ref") in ("#/$defs/line", "#/$defs/prose"):
        yield path
    for name, part in {**schema.get("properties", {}), **schema.get("else", {}).get("properties", {})}.items():
        yield from typed(part, (*path, name))
    if "items" in schema:
        yield from typed(schema["items"], path)


def placed(line: str, value: str) -> str:
    """The sample with that item."""
    new = line.format(value)
    return changed("press: none", new if new.startswith("press:") else f"press: none\n{new}")


def test_no_item_of_words_is_forgotten() -> None:
    open_ = {tuple(str(part) for part in one.partition(":")[0].split()) for one in AUTHORED}
    assert {path[:1] for path in typed(shipped().schemas["alert"].source)} - {("title",)} == open_
    assert len([*typed(shipped().schemas["alert"].source)]) == len(AUTHORED) + 1


@pytest.mark.parametrize("line", AUTHORED)
@given(
    st.sampled_from(
        [r"\n", r"\r", r"\t", r"\0", r"\e", r"\N", r"\L", r"\P", r"\x1b", r"\u202e", "\t", "\x1b", "\u2028", "\u202e"]
    ),
    st.sampled_from(["::add-mask::x", "##[error]x", "a"]),
)
@settings(max_examples=14)
def test_a_line_end_or_a_control_character_in_an_item_is_an_error(line: str, odd: str, behind: str) -> None:
    found = findings(placed(line, f'"あ{odd}{behind}"'))
    place = 8 if line.startswith("press") else 9
    assert [one for one in found if one.severity is Severity.ERROR and one.span.line == place] != []


@pytest.mark.parametrize("mark", ["|", "|-", "|+"])
@pytest.mark.parametrize(
    ("item", "label"),
    [("why_late: {}", "遅れた理由"), ("waivers:\n  - rule: delivery-hours\n    reason: {}", "理由")],
)
def test_a_block_of_lines_is_an_error_with_its_remedy(mark: str, item: str, label: str) -> None:
    text = changed("press: none", "press: none\n" + item.format(f"{mark}\n      一行目\n      ::add-mask::x"))
    (one,) = [one for one in findings(text) if one.rule == "schema"]
    assert one.message.ja == f"{label}は改行のない1行で書いてください。"
    assert one.hint.ja == "改行を消し、「|」や「>」を使わずに、項目の名前と同じ行に書いてください。"


@pytest.mark.parametrize(
    "line", [one for one in AUTHORED if "names" not in one and "text: {}" not in one and "by" not in one]
)
def test_what_must_be_true_is_looked_at_in_every_item(line: str) -> None:
    for value, rule in [
        ("○○に確かめた", "placeholder"),
        ("11月31日に知った", "impossible-number"),
        ("11月25日（金）", "weekday-mismatch"),
    ]:
        found = findings(placed(line, value))
        assert [one.rule for one in found if one.severity is Severity.ERROR and one.rule == rule] == [rule], value


@pytest.mark.parametrize("secret", ["090-3456-7812", "山田太郎さん"])
@pytest.mark.parametrize(
    "line",
    [
        "press: &{} none",
        "press: *{}",
        "press: !{} none",
        "press: !!{} &a none",
        "press: !<{}> none",
        "press: none\nscope: &{} [maebashi]",
        "press: none\nwhy_late: &a !{}\n  理由",
        "press: none\n&{} why_late: 理由",
    ],
)
def test_what_stands_behind_an_anchor_alias_or_tag_is_not_repeated(line: str, secret: str) -> None:
    text = changed("press: none", line.format(secret))
    found = findings(text)
    assert any(one.private for one in found)
    for name, report in REPORTERS.items():
        for language in ("ja", "en"):
            assert "太郎" not in (said := report(found, {PATH: text}, language, 1)), name
            assert "3456" not in said, name


def test_the_title_of_a_release() -> None:
    text = changed("press: none", "press: {title: 田中一郎容疑者の逮捕について, consistent: yes}")
    assert private(text) == [("name", 8, 16, 23, "発表の題名に個人の氏名が書かれています:*******")]


@pytest.mark.parametrize(
    ("old", "new", "value", "rules"),
    [
        ("2026-11-25T15:40+09:00", "田中一郎 090-1234-5678", "田中一郎 090-1234-5678", {"name", "schema"}),
        ("[maebashi]", "[090-1234-5678]", "090-1234-5678", {"phone", "scope"}),
        ("caution", "090-1234-5678", "090-1234-5678", {"phone", "table-row"}),
        (
            "press: none",
            "press: none\nfollows: {alert: 田中一郎09012345678, as: correction}",
            "田中一郎09012345678",
            {"name", "schema"},
        ),
        ("press: none", "press: none\nwaivers: [{rule: 田中一郎, reason: a}]", "田中一郎", {"name", "schema"}),
        ("2026-11-25T15:40+09:00", '"\\u7530\\u4e2d一郎"', "田中一郎", {"name", "schema", "front-matter"}),
        ("press: none", "press: none\n田中一郎09012345678: a", "田中一郎09012345678", {"name", "schema"}),
    ],
)
def test_of_an_item_that_is_no_prose_the_whole_value_is_masked(old: str, new: str, value: str, rules: set[str]) -> None:
    text = changed(old, new)
    found = findings(text)
    assert {one.rule for one in found} == rules
    for name, report in REPORTERS.items():
        said = report(found, {found[0].path: text}, "ja", 1)
        assert value not in said, name
        assert "1234" not in said, name


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            changed("press: none", "press: none # 田中一郎さん 090-1234-5678"),
            [("name", 8, 15, 21), ("phone", 8, 22, 35)],
        ),
        (changed("press: none", "press none 田中一郎"), [("name", 8, 12, 16)]),
        (changed("press: none", "press: none\npress: 田中一郎"), [("name", 9, 8, 12)]),
        (changed("---\ntitle", "title").replace("press: none", "田中一郎さん"), [("name", 7, 1, 7)]),
    ],
)
def test_what_is_no_item_is_scanned_too(text: str, places: list[tuple[str, int, int, int]]) -> None:
    assert [one[:4] for one in private(text)] == places


@pytest.mark.parametrize(
    "line",
    [
        "why_late: 関係者に確認していたため",
        "follows: {alert: 20261125-1540-koekake-2, as: correction}",
        "expires_at: 2026-11-26T20:00+09:00",
        "consult: [seian-kikaku, supervisor]",
        "# 原稿は前橋警察署の当直",
        "waivers: [{rule: delivery-hours, reason: 犯人が刃物を持って逃走しているため}]",
    ],
)
def test_what_tells_of_nobody_passes(line: str) -> None:
    assert private(item(line)) == []


def test_who_may_be_named_in_the_text_may_stand_in_the_list_of_names_and_no_number_may() -> None:
    missing = changed(
        "suspicious-person\ncase: approach\ncontent: caution",
        "information-request\ncase: missing-person\ncontent: lookout",
    ).replace(
        "press: none", "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [田中花子]}"
    )
    assert private(missing) == []
    assert [one[:4] for one in private(missing.replace("[田中花子]", "[090-1234-5678]"))] == [("phone", 9, 69, 82)]


def test_what_is_disclosed_may_be_listed() -> None:
    line = "disclose: [{text: 群馬300あ0000, ground: public-wanted}]"
    text = item(line).replace("- 不審な人を", "- 車は群馬300あ0000です。不審な人を")
    assert private(text) == []


def test_a_value_is_known_by_its_path() -> None:
    values = document(item('waivers: [{rule: consent, reason: "a b"}]')).values
    assert values["title",] == "下校中の児童に対する声かけ事案の発生"
    assert values["scope", 0] == "maebashi"
    assert values["waivers", 0, "reason"] == "a b"
