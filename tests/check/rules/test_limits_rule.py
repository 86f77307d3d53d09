from __future__ import annotations

from haishin.check.document.sample import SAMPLE, changed
from support.documents import findings, said

FRONT = SAMPLE[: SAMPLE.index("11月")]


def found(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "limits"))


def test_the_bounds_themselves_are_fine() -> None:
    assert found(FRONT + "あ" * 2000 + "\n\n") == []
    assert found(FRONT + "あ\n" * 200) == []
    assert found(changed("下校中の児童に対する声かけ事案の発生", "𠮷" * 60)) == []


def test_one_more_is_told_from_where_it_is_too_much() -> None:
    assert found(FRONT + "あ" * 2001) == [
        (
            10,
            2001,
            10,
            2002,
            "本文が長すぎます(2001文字)。2000文字までです。",
            "The text is too long (2001 characters); at most 2000 are allowed.",
        )
    ]
    assert found(FRONT + "あ\n" * 201) == [
        (
            210,
            1,
            210,
            2,
            "本文の行が多すぎます(201行)。200行までです。",
            "The text has too many lines (201); at most 200 are allowed.",
        )
    ]
    assert found(changed("下校中の児童に対する声かけ事案の発生", "𠮷" * 61)) == [
        (
            2,
            8,
            2,
            69,
            "件名が長すぎます(61文字)。60文字までです。",
            "The title is too long (61 characters); at most 60 are allowed.",
        )
    ]


def test_no_text() -> None:
    empty = [(9, 1, 9, 4, "本文が書かれていません。", "The text is empty.")]
    assert found(FRONT) == empty
    assert found(FRONT.rstrip("\n")) == empty
    assert [one[4:] for one in found(FRONT + "\n \n")] == [empty[0][4:]]
