from __future__ import annotations

import pytest

from haishin.document.sample import SAMPLE, changed
from haishin.model import Fix, Severity
from support_documents import findings, said

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def test_blanks_and_the_last_line_feed_with_their_fixes() -> None:
    found = findings(changed(LINE, "見てください。 \u3000").rstrip("\n"))
    assert said(found) == [
        (13, 8, 13, 10, "行の終わりに空白があります。", "There are blanks at the end of the line."),
        (13, 10, 13, 10, "ファイルの最後に改行がありません。", "The file does not end with a line feed."),
    ]
    assert [(one.severity, one.fix) for one in found] == [(Severity.NOTE, Fix("")), (Severity.NOTE, Fix("\n"))]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (SAMPLE, []),
        (changed(LINE, "あ\n   \nい"), [(14, 1, 4)]),
        (changed(LINE, "あ\n\u3000\nい"), []),  # a line that holds a paragraph together
        (changed(LINE, "\u3000字下げ"), []),
        (changed("press: none", "press: none "), []),  # the items' own matter
        ("", []),
    ],
)
def test_places(text: str, places: list[tuple[int, int, int]]) -> None:
    found = [one.span for one in findings(text) if one.rule == "trailing"]
    assert [(span.line, span.column, span.end_column) for span in found] == places


def test_of_a_file_that_cannot_be_read_to_its_end_nothing_is_promised() -> None:
    data = changed(LINE, "１１０番へ。  ").encode() + "児童".encode("cp932")
    assert [one.rule for one in findings(data)] == ["file"]
