from __future__ import annotations

from haishin.document.sample import PATH, changed
from haishin.reading import Tree
from support_documents import brief, findings

TEXT = changed("press: none", "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}")
FIRST = "alerts/takasaki/2026/20261124-0910-koekake.md"


def test_the_alert_that_is_followed_lies_in_the_tree_where_that_is_known() -> None:
    assert brief(findings(TEXT, tree=Tree(frozenset({PATH})))) == [("follows", 9, 18)]
    assert findings(TEXT, tree=Tree(frozenset({PATH, FIRST}))) == ()
    assert findings(TEXT) == ()
