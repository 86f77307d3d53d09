from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from support.documents import document, findings, said


def front(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in document(text).findings if one.rule == "front-matter"))


@pytest.mark.parametrize(
    ("text", "span", "english"),
    [
        ("\n" + SAMPLE, (1, 1, 1, 1), "Line 1 is not `---`."),
        ("\u3000" + SAMPLE, (1, 1, 1, 5), "Line 1 is not `---`."),
        ("----" + SAMPLE[3:], (1, 1, 1, 5), "Line 1 is not `---`."),
        ("---\ntitle: a\n", (1, 1, 1, 4), "The closing line `---` is missing."),
        (changed("press: none", "press: none\n----- "), (9, 1, 9, 7), "This line looks like `---` but is not."),
        (SAMPLE + "\n----\n", (15, 1, 15, 5), "There are more than two `---` lines."),
        ("---\n- a\n---\nb\n", (2, 1, 2, 4), "The front matter is not a set of `name: value` lines."),
        (
            changed("press: none", "why_late: " + "a" * 8192 + "\npress: none"),
            (1, 1, 1, 4),
            "The front matter is too large (8392 bytes); at most 8192 bytes are allowed.",
        ),
    ],
)
def test_fences(text: str, span: tuple[int, int, int, int], english: str) -> None:
    found = front(text)
    assert (*span, english) in [(*one[:4], one[5]) for one in found]


def test_a_file_that_ends_with_its_closing_fence() -> None:
    found = document(SAMPLE[: SAMPLE.index("11月")].rstrip("\n"))
    assert found.findings == ()
    assert found.alert is not None
    assert found.alert.body == ""


def test_hyphens_within_a_line_are_no_fence() -> None:
    assert front(SAMPLE + "\n渋川 --- 沼田\n -\n") == []


def test_an_escape_is_told_where_it_stands_and_quotes_may_be_escaped() -> None:
    assert front(changed("下校中の児童に対する声かけ事案の発生", '"声\\u202Eか"')) == [
        (
            2,
            10,
            2,
            12,
            "二重引用符の中で「\\」を使っています。読む人に見えない文字になります。",
            "A backslash in double quotes makes characters that no reader of the file sees.",
        )
    ]
    quoted = document(changed("下校中の児童に対する声かけ事案の発生", '"声\\"か\\\\"'))
    assert quoted.findings == ()
    assert quoted.alert is not None
    assert quoted.alert.title == '声"か\\'


def test_a_backslash_outside_double_quotes_is_a_letter() -> None:
    assert front(changed("下校中の児童に対する声かけ事案の発生", "'声\\u202Eか'")) == []
    assert front(changed("下校中の児童に対する声かけ事案の発生", "声\\nか")) == []


def test_an_escaped_key() -> None:
    assert [one[:2] for one in front(changed("press: none", '"pres\\u0073": none'))] == [(8, 6)]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("case: approach", "case：approach", (4, 1, 6)),
        ("case: approach", "case： approach", (4, 1, 6)),
        ("press: none", "press:none", (8, 1, 7)),
        ("title: ", "title：", (2, 1, 7)),
    ],
)
def test_a_wrong_colon_is_shown_where_it_stands(old: str, new: str, place: tuple[int, int, int]) -> None:
    found = document(changed(old, new)).findings
    assert [(one.span.line, one.span.column, one.span.end_column) for one in found] == [place]
    name = old.split(":")[0]
    assert found[0].message.ja == f"「{name}」の後が、半角の「:」と空白になっていません。"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("waivers: [{rule：delivery-hours、reason：逃走中のため}]", (9, 12)),
        ("waivers:\n  - {rule：delivery-hours、reason：逃走中のため}", (10, 6)),
        ("waivers:\n  - {rule: delivery-hours、reason: 逃走中のため}", (10, 26)),
        ("waivers: [{rule: delivery-hours， reason: 逃走中のため}]", (9, 32)),
    ],
)
def test_full_width_signs_between_the_items_of_one_line(line: str, place: tuple[int, int]) -> None:
    (one,) = document(changed("press: none", f"press: none\n{line}")).findings
    assert (one.rule, (one.span.line, one.span.column)) == ("front-matter", place)
    assert one.message.ja == "{ } の中の区切りに、全角の「：」「、」「，」を使っています。"
    assert one.hint.ja == (
        "半角の「:」と「,」に直し、後に半角の空白を1つ入れて、「{rule: …, reason: …}」の形に書いてください。"
    )


def test_full_width_signs_in_a_reason_pass() -> None:
    reason = "刃物：包丁、逃走中，人命に関わるため"
    assert findings(changed("press: none", f"press: none\nwaivers: [{{rule: delivery-hours, reason: {reason}}}]")) == ()
