from __future__ import annotations

from datetime import date

import pytest

from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.reading import Reading, Tree
from haishin.check.reading.reading import day_of, days_of
from haishin.core.model import Span
from support.contract import shipped
from support.documents import document, findings


def reading(text: str) -> Reading:
    return Reading(document(text), shipped(), Tree())


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("[ota, 'edo']", Span(6, 14, 6, 19)),
        ("\n  - ota\n  - edo", Span(8, 5, 8, 8)),
    ],
)
def test_an_item_of_a_list(written: str, span: Span) -> None:
    assert reading(changed("[maebashi]", written)).item("scope", "edo") == span


def test_an_item_in_a_block_has_the_place_of_its_list() -> None:
    found = findings(changed("scope: [maebashi]", "scope:\n  - maebashi\n  - |-\n    edo"))
    assert [(one.rule, one.span.line, one.span.column) for one in found] == [("scope", 7, 3)]


def test_the_text_and_where_it_begins() -> None:
    whole, none = reading("---\na: b\n---\n\nあ\n"), reading("あ\n")
    assert (whole.body, whole.start) == ("あ\n", 14)
    assert (none.body, none.start) == ("あ\n", 0)


def test_the_days_of_an_alert() -> None:
    text = SAMPLE.replace("2026-11-25T15:40+09:00", "2026-11-24T16:00+00:00")  # the 25th in Japan
    later = text.replace("press: none", "press: none\nnot_before: 2026-11-26T09:00+09:00")
    alerts = [document(one, path).alert for one in (text, later) for path in (PATH, "alerts/maebashi/2026/x.md")]
    days = [days_of(alert) for alert in alerts if alert is not None]
    first, last = date(2026, 11, 25), date(2026, 11, 26)
    assert days == [(first,), (first,), (first, last), (first, last)]
    unknown = document(text.replace("recognized_at: 2026-11-24T16:00+00:00\n", ""), "alerts/maebashi/2026/x.md").alert
    assert unknown is not None
    assert (days_of(unknown), day_of(unknown)) == ((), None)
