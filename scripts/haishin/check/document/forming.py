"""Typed items, which have passed the schema → Alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from haishin.check.document.sample import PATH
from haishin.core.contract.policy import id_time
from haishin.core.model import (
    Alert,
    Confirmation,
    Consent,
    ConsentState,
    Disclosure,
    FollowKind,
    Follows,
    Press,
    PressKind,
    Scope,
    Waiver,
)
from haishin.core.text.calendar import WEEKDAYS

# Without these, or with a fault in them, nothing else can be judged; any other faulty item is left out.
INDISPENSABLE = frozenset({"title", "category", "case", "case_name", "content", "scope", "recognized_at", "press"})

# In the place of those that have no sure value: what no row of 別表 knows and nobody receives.
UNKNOWN = {"title": "", "category": "", "content": "", "scope": [], "press": "undecided"}

Items = Mapping[str, Any]


def place_of(path: str) -> tuple[str, str, str]:
    """Split off unit, year and id: the last three parts of a path, wherever the file lies; empty for fewer."""
    parts = ["", "", *path.split("/")]
    unit, year, name = parts[-3:]
    return unit, year, name.removesuffix(".md")


def own_time(path: str) -> dict[str, str]:
    """Write the moment of the file's id as remedies show it: ``moment``, ``day``, ``date``; else the sample's."""
    try:
        moment = id_time(place_of(path)[2])
    except ValueError:
        moment = id_time(place_of(PATH)[2])
    return {
        "moment": f"{moment:%Y-%m-%dT%H:%M+09:00}",
        "day": f"{moment:%Y-%m-%d}",
        "date": f"{moment.month}月{moment.day}日（{WEEKDAYS[moment.weekday()]}）",
    }


def form(path: str, items: Items, body: str) -> Alert:
    """Form the alert of a file. ``items`` hold every indispensable item that the schema requires."""
    unit, year, alert_id = place_of(path)
    disclosures = (Disclosure(given["text"], given["ground"]) for given in items.get("disclose", ()))
    waivers = (Waiver(given["rule"], given["reason"]) for given in items.get("waivers", ()))
    confirmed = (Confirmation(given["rule"], given["mark"], given["reason"]) for given in items.get("confirmed", ()))
    return Alert(
        unit=unit,
        year=year,
        id=alert_id,
        title=items["title"],
        category=items["category"],
        content=items["content"],
        scope=_scope(items["scope"]),
        press=_press(items["press"]),
        body=body,
        case=items.get("case"),
        case_name=items.get("case_name"),
        recognized_at=_time(items, "recognized_at"),
        follows=_follows(items.get("follows")),
        consent=_consent(items.get("consent")),
        disclose=tuple(disclosures),
        waivers=tuple(waivers),
        confirmed=tuple(confirmed),
        consult=tuple(items.get("consult", ())),
        why_mail=items.get("why_mail"),
        why_late=items.get("why_late"),
        expires_at=_time(items, "expires_at"),
        not_before=_time(items, "not_before"),
        exercise=items.get("exercise", False),
    )


def _time(items: Items, name: str) -> datetime | None:
    if name not in items:
        return None
    return datetime.fromisoformat(items[name])


def _scope(value: str | list[str]) -> Scope:
    if isinstance(value, str):
        return Scope(True)
    return Scope(False, tuple(sorted(value)))


def _press(value: str | Items) -> Press:
    if isinstance(value, str):
        return Press(PressKind(value))
    return Press(
        PressKind.RELEASE, _time(value, "at"), value.get("title"), value.get("by") == "unit", value["consistent"]
    )


def _follows(value: Items | None) -> Follows | None:
    if value is None:
        return None
    return Follows(value["alert"], FollowKind(value["as"]), value.get("necessity"))


def _consent(value: Items | None) -> Consent | None:
    if value is None:
        return None
    until = None
    if "until" in value:
        until = date.fromisoformat(value["until"])
    return Consent(
        ConsentState(value["state"]), value.get("by"), _time(value, "at"), tuple(value.get("names", ())), until
    )
