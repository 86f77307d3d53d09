from __future__ import annotations

from collections.abc import Iterator

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import typed
from support.contract import shipped
from support.documents import document, findings


def only(line: str) -> tuple[tuple[int, int, int, int], str, str, str, str]:
    """Span, messages and hints of the one finding that the line earns in place of ``press: none``."""
    (one,) = document(changed("press: none", line)).findings
    assert one.rule == "schema"
    span = one.span
    return (
        (span.line, span.column, span.end_line, span.end_column),
        one.message.ja,
        one.message.en,
        one.hint.ja,
        one.hint.en,
    )


def test_missing() -> None:
    assert only("# press: none") == (
        (1, 1, 1, 4),
        "項目「press」(報道発表)がありません。",
        "The item `press` is missing.",
        "「press: …」の行を加えてください。発表しないなら none、決まっていなければ undecided、"
        "発表するなら予定を書きます。例:{at: 2026-11-25T17:00+09:00, consistent: yes}",
        "Add a line `press: …`.",
    )


def test_missing_within_an_item() -> None:
    span, ja, en, _, _ = only("press: {by: unit}")
    assert (span, ja, en) == (
        (8, 1, 8, 6),
        "項目「press.consistent」(発表文との整合)がありません。",
        "The item `press.consistent` is missing.",
    )


def test_a_slip_of_the_pen() -> None:
    span, ja, en, _, hint = only("press: none\nrecognised_at: 2026-11-25T15:40+09:00")
    assert (span, en) == ((9, 1, 9, 14), "The item `recognised_at` is not known.")
    assert ja == "項目「recognised_at」は使えません。"
    assert hint.startswith("Known items are title, category, case,")
    assert only("pres: none")[:3] == (
        (8, 1, 8, 5),
        "項目「pres」は使えません。「press」の書き誤りではありませんか。",
        "The item `pres` is not known. Did you mean `press`?",
    )


@pytest.mark.parametrize(
    ("line", "span", "ja", "en"),
    [
        ("press: no", (8, 8, 8, 10), "報道発表の値「no」は使えません。", "`no` is not allowed for `press`."),
        ("press: [none]", (8, 8, 8, 14), "報道発表の書き方が正しくありません。", "`press` has the wrong shape."),
        (
            "press: none\nfollows: {alert: x, as: correction}",
            (9, 18, 9, 19),
            "前の情報メールの番号の値「x」の書き方が正しくありません。",
            "`x` is not written as `follows.alert` must be.",
        ),
        (
            "press: none\nconsent: {state: given, names: [[a]]}",
            (9, 33, 9, 36),
            "氏名には文字を1つだけ書いてください。",
            "`consent.names` must be a single text.",
        ),
        (
            "press: none\nconsent: {state: given, until: 2027-02-30}",
            (9, 32, 9, 42),
            "氏名を載せてよい最終日の日付「2027-02-30」を読めません。",
            "`2027-02-30` is no date (`consent.until`).",
        ),
        (
            "press: none\nwaivers: [{rule: consent, reason: ''}]",
            (9, 35, 9, 37),
            "理由が書かれていません。",
            "`waivers.reason` is empty.",
        ),
        (
            "press: none\nwhy_late: " + "あ" * 1001,
            (9, 11, 9, 1012),
            "遅れた理由が長すぎます(1000文字まで)。",
            "`why_late` is too long (at most 1000 characters).",
        ),
        (
            "press: none\ncase_name: |-\n  あ\n  い",
            (9, 12, 11, 4),
            "事案の名前は改行のない1行で書いてください。",
            "`case_name` must be a single line.",
        ),
        (
            "press: none\nexercise: TRUE",
            (9, 11, 9, 15),
            "訓練は true か false で書いてください。",
            "`exercise` must be true or false.",
        ),
    ],
)
def test_messages(line: str, span: tuple[int, int, int, int], ja: str, en: str) -> None:
    assert only(line)[:3] == (span, ja, en)


@pytest.mark.parametrize(
    "time",
    ["2026-11-25T15:40+09:00", "2026-11-25T15:40:59+09:00", "2026-11-25T06:40Z", "2024-02-29T00:00-11:30"],
)
def test_times(time: str) -> None:
    assert document(changed("2026-11-25T15:40+09:00", time)).findings == ()


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-25 15:40+09:00",
        "2026-11-25T15:40",
        "2026-11-25T15:40+0900",
        "2026-11-25t15:40z",
        "2025-02-29T00:00Z",
        "2026-11-25T15:40:60Z",
        "2026-11-25T15:40:00.5Z",
        "20261125T1540Z",
        "2026-11-25T15:40+25:00",
        "2026-W48-3T15:40Z",
        "9999-12-31T23:59+09:00",
        "1999-12-31T23:59+09:00",
        "2026-11-25T15+09:00",
        "2026-11-25T15:40+09:00 ごろ",
    ],
)
def test_no_times(time: str) -> None:
    (one,) = document(changed("2026-11-25T15:40+09:00", time)).findings
    assert one.message.en == f"`{time}` is no date and time with an offset (`recognized_at`)."


def test_a_private_value_in_the_wrong_place_is_not_repeated() -> None:
    found = document(changed("press: none", "press: none\nconsent: {state: given, names: 群馬 太郎, at: []}"))
    assert len(found.findings) == 2
    assert all("群馬" not in one.message.ja + one.hint.ja for one in found.findings)


def test_only_what_the_schema_calls_boolean_gets_a_type() -> None:
    schema = shipped().schemas["alert"].source
    assert typed({"exercise": "true", "title": "true"}, schema) == {"exercise": True, "title": "true"}
    assert typed({"exercise": ["true"]}, schema) == {"exercise": ["true"]}


def test_every_item_has_a_japanese_title_and_description() -> None:
    def items(part: object) -> list[dict[str, object]]:
        if isinstance(part, dict):
            inner = [one for value in part.values() for one in items(value)]
            own = part.get("properties")
            return inner + (list(own.values()) if isinstance(own, dict) and "$ref" not in own else [])
        return [one for value in part for one in items(value)] if isinstance(part, list) else []

    named = items(shipped().schemas["alert"].source)
    assert len(named) > 30
    assert all(one.get("title") and one.get("description") for one in named)


def test_the_sample_is_fine() -> None:
    assert document(SAMPLE).findings == ()


WRONG = ["[a]", "{a: b}", "[]", "{}", "[[a]]", "[{a: b}]", "''", "x y", "[delivery-hours]"]


def lines() -> Iterator[str]:
    """Every item of the schema, and every item of an item, with values that cannot be right."""
    for name, part in shipped().schemas["alert"].source["properties"].items():
        inner = part.get("items", part)
        for wrong in WRONG:
            yield f"{name}: {wrong}"
            for below in {**inner.get("else", {}), **inner}.get("properties", {}):
                item = f"{{{below}: {wrong}}}"
                yield f"{name}: [{item}]" if "items" in part else f"{name}: {item}"


def test_no_finding_is_without_a_remedy() -> None:
    told = [one for line in lines() for one in document(changed("press: none", line)).findings]
    assert len(told) > 300
    assert {one.message.ja for one in told if not one.hint.ja.strip() or not one.hint.en.strip()} == set()


def test_a_waiver_without_its_reason() -> None:
    (_, ja, _, hint, _) = only("press: none\nwaivers: [delivery-hours]")
    assert (ja, hint) == ("原則の例外は「名前: 値」の組で書いてください。", f"{WAIVED}{PRINCIPLE}")


WAIVED = "「waivers: [{rule: delivery-hours, reason: 理由をここに書く}]」の形に書いてください。"
PRINCIPLE = "「原則として」と定められたことによらないときに、理由を添えて書きます。"


@pytest.mark.parametrize(
    ("line", "line_to_write"),
    [
        ("waivers: [{rule: delivery-hours}]", "waivers: [{rule: delivery-hours, reason: 理由をここに書く}]"),
        ("waivers:\n  - rule: delivery-hours", "waivers: [{rule: delivery-hours, reason: 理由をここに書く}]"),
        ("waivers: delivery-hours", "waivers: [{rule: delivery-hours, reason: 理由をここに書く}]"),
        ("waivers: {rule: delivery-hours, reason: 急ぐ}", "waivers: [{rule: delivery-hours, reason: …}]"),
        ("waivers: [{reason: 逃走中}]", "waivers: [{reason: …, rule: …}]"),
        ("follows: 20261125-1605-koekake", "follows: {alert: 20261125-1605-koekake, as: …}"),
        ("consult: supervisor", "consult: [supervisor]"),
        ("consult: 前橋花子", "consult: […]"),  # where no code is written, nothing is repeated
        ("disclose: [{text: 前橋花子}]", "disclose: [{text: …, ground: …}]"),
        ("consent: {by: 前橋花子}", "consent: {by: …, state: …}"),
    ],
)
def test_the_line_to_write(line: str, line_to_write: str) -> None:
    told = [one for one in document(changed("press: none", f"press: none\n{line}")).findings if one.rule == "schema"]
    assert [one.hint.ja.startswith(f"「{line_to_write}」の形に書いてください。") for one in told] == [True]
    assert told[0].hint.en == f"Write it in the shape of `{line_to_write}`."


def test_the_line_to_write_is_read() -> None:
    line = WAIVED[1 : WAIVED.index("」")].replace("理由をここに書く", "刃物を持って逃走中のため")
    assert findings(changed("press: none", f"press: none\n{line}")) == ()


def test_a_case_is_named_in_the_round_of_its_category() -> None:
    for category in ("不審者情報", "不審", "soudan"):
        text = SAMPLE.replace("category: suspicious-person", f"category: {category}").replace("approach", "声かけ")
        (told,) = [one for one in document(text).findings if one.span.line == 4]
        assert told.message.ja == "事案の値「声かけ」は使えません。"
        assert told.hint.ja.startswith("「approach」と書いてください。")
