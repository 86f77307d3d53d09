from __future__ import annotations

import pytest

from haishin.check.document import read
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.reading import Tree
from support.contract import shipped
from support.documents import brief, findings

TEXT = changed("press: none", "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}")
FIRST = "alerts/takasaki/2026/20261124-0910-koekake.md"


def test_the_alert_that_is_followed_lies_in_the_tree_where_that_is_known() -> None:
    assert brief(findings(TEXT, tree=Tree(frozenset({PATH})))) == [("follows", 9, 18)]
    assert findings(TEXT, tree=Tree(frozenset({PATH, FIRST}))) == ()
    assert findings(TEXT) == ()


def first(category: str) -> Tree:
    """The tree in which the followed alert is of that category."""
    words = SAMPLE.replace("category: suspicious-person", f"category: {category}")
    document = read(FIRST, words.encode(), shipped())
    return Tree(frozenset({PATH, FIRST}), {"20261124-0910-koekake": document}.get)


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        ("follow-up, necessity: 場所が分かったため", "caution", [("follows", 3, 11)]),
        ("correction", "caution", [("follows", 3, 11)]),
        ("cancellation", "caution", [("follows", 3, 11)]),
        ("resolution", "caution", []),
        ("correction", "arrest", []),
    ],
)
def test_what_follows_keeps_the_category_of_the_first(
    kind: str, content: str, found: list[tuple[str, int, int]]
) -> None:
    """S5: it goes to the readers of that category. Only an arrest or a resolution may belong to another."""
    text = TEXT.replace("as: correction", f"as: {kind}").replace("content: caution", f"content: {content}")
    named = [one for one in brief(findings(text, tree=first("crime"))) if one[0] == "follows"]
    assert named == found
    assert [one for one in brief(findings(text, tree=first("suspicious-person"))) if one[0] == "follows"] == []
