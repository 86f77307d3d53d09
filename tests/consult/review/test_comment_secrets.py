"""The comment tells nothing private in any notation, in either language."""

from __future__ import annotations

import pytest

from support.comments import HEAD, judged, shown
from support.documents import findings
from support.hidden import NOTATIONS, files, folded, secrets

FILES = list(dict.fromkeys(files()))


@pytest.mark.parametrize("notation", [*NOTATIONS, "sample"])
def test_no_comment_tells_anything_of_it(notation: str) -> None:
    for name, text in FILES:
        hidden = secrets(findings(text)) if name == notation else set()
        if hidden:
            found = judged(text)
            for said in (shown(found, language="ja"), shown(found, language="en")):
                plain = folded(said.replace(HEAD[:10], ""))
                assert [one for one in hidden if one in plain] == [], (text, said)
