"""Remedies as whole lines: which lines, in what order, and which never."""

from __future__ import annotations

from haishin.check.reading import Tree
from haishin.check.suggesting import Suggestion, suggest
from support.review import PATH, TEXT, contract

ALONE = Tree(frozenset({PATH}))


def of(text: str, most: int = 10) -> list[tuple[int, int, str]]:
    return [(one.first, one.last, one.text) for one in suggest(PATH, text.encode(), contract(), ALONE, most)]


def test_items_and_text_each_on_its_line() -> None:
    text = TEXT.replace("category: suspicious-person", "category: 不審者").replace("press: none", "press: 発表なし")
    text = text.replace("recognized_at: 2026-11-25T15:40+09:00", "recognized_at: 2026/11/25 15:40")
    assert of(text) == [
        (3, 3, "category: suspicious-person"),
        (7, 7, "recognized_at: 2026-11-25T15:40+09:00"),
        (8, 8, "press: none"),
    ]


def test_two_remedies_of_a_line_are_one_suggestion() -> None:
    assert of(TEXT + "\n一昨日と昨日です。\n") == [(24, 24, "11月23日（月）と11月24日（火）です。")]


def test_no_more_than_asked_for_errors_before_warnings_in_the_order_of_the_file() -> None:
    text = TEXT + "".join(f"\n昨日{n}件です。\n" for n in range(5))
    assert [first for first, _, _ in of(text, 3)] == [24, 26, 28]
    assert of(text, 0) == []


def test_a_line_that_a_fence_does_not_hold_as_it_is() -> None:
    for odd in ("``", "~~", "\t"):
        assert of(f"{TEXT}\n昨日{odd}です。\n") == []


def test_nothing_of_a_clean_or_an_unreadable_file() -> None:
    assert of(TEXT) == []
    assert suggest(PATH, b"---\n\xff\n", contract(), ALONE, 10) == ()


def test_applied_together_they_leave_nothing_to_be_suggested() -> None:
    text = TEXT.replace("category: suspicious-person", "category: 不審者") + "\n昨日です。\n"
    for _ in range(3):
        lines = text.split("\n")
        for one in reversed(suggest(PATH, text.encode(), contract(), ALONE, 10)):
            assert isinstance(one, Suggestion)
            lines[one.first - 1 : one.last] = one.text.split("\n")
        text = "\n".join(lines)
    assert of(text) == []
    assert text == TEXT + "\n11月24日（火）です。\n"
