from __future__ import annotations

import pytest

from haishin.document.sample import changed
from haishin.model import Span
from haishin.rules.places import item, text_of
from support_documents import document, findings


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("[ota, 'edo']", Span(6, 14, 6, 19)),
        ("\n  - ota\n  - edo", Span(8, 5, 8, 8)),
    ],
)
def test_an_item_of_a_list(written: str, span: Span) -> None:
    assert item(document(changed("[maebashi]", written)), "scope", "edo") == span


def test_an_item_in_a_block_has_the_place_of_its_list() -> None:
    found = findings(changed("scope: [maebashi]", "scope:\n  - maebashi\n  - |-\n    edo"))
    assert [(one.rule, one.span.line, one.span.column) for one in found] == [("scope", 7, 3)]


def test_the_text_and_where_it_begins() -> None:
    assert text_of(document("---\na: b\n---\n\nあ\n")) == ("あ\n", 14)
    assert text_of(document("あ\n")) == ("", 2)
