"""The sample alerts are what a station would write, and without a fault."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from haishin.check.alert_files import check_files
from haishin.core.model import Alert, ConsentState, Document, Finding, FollowKind, PressKind
from haishin.core.repository.sources import WorktreeSource
from support.contract import shipped
from support.force import FORCE

_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日（([月火水木金土日])）")


@cache
def checked() -> tuple[list[Document], tuple[Finding, ...]]:
    return check_files(WorktreeSource(FORCE), shipped())


def alerts() -> list[Alert]:
    return [document.alert for document in checked()[0] if document.alert is not None]


def test_they_validate_clean() -> None:
    documents, findings = checked()
    assert findings == ()
    assert len(alerts()) == len(documents) >= 18


def test_every_category_and_content_of_the_table_is_covered() -> None:
    table = {(row.category, content) for row in shipped().policy.table for content in row.contents}
    assert {(alert.category, alert.content) for alert in alerts()} == table


def test_every_station_and_some_sections_write() -> None:
    organization = shipped().organization
    assert {alert.unit for alert in alerts()} >= set(organization.stations)
    assert any(not organization.is_station(alert.unit) for alert in alerts())


def test_every_form_of_an_alert_is_shown() -> None:
    every = alerts()
    followed = [alert.follows for alert in every if alert.follows is not None]
    assert {follows.kind for follows in followed} == set(FollowKind)
    assert all(follows.alert in {alert.id for alert in every} for follows in followed)
    assert any(follows.kind is FollowKind.FOLLOW_UP and follows.necessity for follows in followed)
    assert any(alert.scope.prefecture and shipped().organization.is_station(alert.unit) for alert in every)
    assert any(len(alert.scope.stations) > 1 for alert in every)
    assert any(alert.waives("delivery-hours") and alert.consent is not None for alert in every)
    assert [alert.consent.state for alert in every if alert.consent is not None] == [ConsentState.GIVEN]
    assert any(alert.why_mail for alert in every)
    assert any(alert.exercise for alert in every)
    assert any(alert.case == "other" and alert.case_name for alert in every)
    assert any(alert.press.by_unit for alert in every)


def test_an_arrest_waits_for_its_release() -> None:
    for alert in alerts():
        if alert.content == "arrest":
            assert alert.press.kind is PressKind.RELEASE
            assert alert.press.consistent == "yes"
            assert alert.press.title


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.id)
def test_the_text_is_fit_for_mail(alert: Alert) -> None:
    text = alert.title + alert.body
    for month, day, weekday in _DAY.findall(text):
        assert "月火水木金土日"[date(2026, int(month), int(day)).weekday()] == weekday
    assert not re.search(r"[0-9]月[0-9]{1,2}日(?!（[月火水木金土日]）|）)", text), "a day without its weekday"
    text.encode("iso2022_jp")  # neither half-width kana nor machine-dependent characters
    assert shipped().organization.units[alert.unit].phone not in alert.body, "whom to ask stands below by itself"


def test_a_resolution_does_not_repeat_the_name() -> None:
    names = {name for alert in alerts() if alert.consent is not None for name in alert.consent.names}
    assert names
    assert not any(name in alert.title + alert.body for alert in alerts() if alert.consent is None for name in names)
