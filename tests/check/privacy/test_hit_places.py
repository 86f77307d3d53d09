"""A hit begins with its first letter and ends with its last, whatever blanks its detector reads along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.sample import SAMPLE
from support.documents import findings
from support.privacy import scan


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("\n\n1975年3月3日生まれです。", "1975年3月3日生まれ"),
        ("現場は 北緯36度23分12秒 東経139度3分45秒 です。", "北緯36度23分12秒 東経139度3分45秒"),
        ("\n　1975年3月3日生まれです。", "1975年3月3日生まれ"),
    ],
)
def test_without_the_blanks_around_it(body: str, text: str) -> None:
    assert [body[hit.start : hit.end] for hit in scan(body)] == [text]


def test_it_is_reported_in_its_own_line() -> None:
    found = [one for one in findings(f"{SAMPLE}\n1975年3月3日生まれです。\n") if one.private]
    assert [(one.span.line, one.span.column) for one in found] == [(15, 1)]


@given(
    st.lists(
        st.sampled_from(
            [
                "1975年3月3日生まれ",
                "北緯36度23分12秒東経139度3分45秒",
                "山田太郎さん",
                " ",
                "\n",
                "　",
                "です。",
                "090-1234-5678",
            ]
        )
    ).map("".join)
)
def test_no_hit_begins_or_ends_with_a_blank(body: str) -> None:
    for hit in scan(body):
        written = body[hit.start : hit.end]
        assert written == written.strip()
