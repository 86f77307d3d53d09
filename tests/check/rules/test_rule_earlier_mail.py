from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said

BEGIN = "11月25日午後3時30分ころ、"


def told(
    begin: str, kind: str = "correction", first: str = "20261124-1910-a"
) -> list[tuple[int, int, int, int, str, str]]:
    text = changed(BEGIN, begin).replace("press: none", f"press: none\nfollows: {{alert: {first}, as: {kind}}}")
    return said(tuple(one for one in findings(text) if one.rule == "earlier-mail"))


def test_place_and_words() -> None:
    ((line, column, end_line, end_column, ja, en),) = told("先ほど配信した情報は誤りです。")
    assert (line, column, end_line, end_column) == (11, 1, 11, 58)
    assert ja == "どの情報メールのことか(何月何日のものか)が書かれていません。"
    assert en == "The text does not say which mail it is about, by its date."
    assert told("11月26日に配信した情報は誤りです。") == [
        (
            11,
            1,
            11,
            7,
            "「11月26日」とありますが、前の情報メール(20261124-1910-a)は11月24日のものです。",
            "It says `11月26日`, but the mail before (20261124-1910-a) is of 11/24.",
        )
    ]


@pytest.mark.parametrize(
    ("begin", "kind", "count"),
    [
        ("11月24日に配信した情報は誤りです。", "correction", 0),
        ("１１月２４日（火）午後7時ころにお知らせした事案は、", "resolution", 0),
        ("11月25日に配信した情報は、", "correction", 0),  # it had waited for the morning
        ("11月23日に配信した情報は、", "cancellation", 1),
        ("11月23日（月）午後7時ころ配信の情報は、", "follow-up", 1),
        ("11月23日に発生した事案は、", "correction", 0),
        ("本日お知らせした事案は、", "follow-up", 0),
        ("本日お知らせした事案は、", "resolution", 1),
    ],
)
def test_the_day_of_the_earlier_mail(begin: str, kind: str, count: int) -> None:
    assert len(told(begin, kind)) == count


def test_nothing_is_asked_of_a_mail_that_follows_none_or_names_none() -> None:
    assert [one.rule for one in findings(changed(BEGIN, "先ほど配信した")) if one.rule == "earlier-mail"] == []
    assert told("先ほど配信した", first="20261399-9999-a") == []
