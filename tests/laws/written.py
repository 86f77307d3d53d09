"""An alert as the file that a drafter writes: the reader makes the same alert of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from haishin.core.model import Alert, Consent, Press, PressKind


def written(alert: Alert) -> str:
    """The whole file: front matter, its values as JSON, which YAML reads too, and the text."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in _items(alert))
    return "\n".join(("---", *lines, "---", alert.body, ""))


def _items(alert: Alert) -> Iterator[tuple[str, Any]]:
    for name in ("title", "category", "case", "case_name", "content"):
        if (value := getattr(alert, name)) is not None:
            yield name, value
    yield "scope", "prefecture" if alert.scope.prefecture else list(alert.scope.stations)
    for name in ("recognized_at", "expires_at", "not_before"):
        if (moment := getattr(alert, name)) is not None:
            yield name, _time(moment)
    yield "press", _press(alert.press)
    if (follows := alert.follows) is not None:
        necessity = {"necessity": follows.necessity} if follows.necessity is not None else {}
        yield "follows", {"alert": follows.alert, "as": follows.kind.value, **necessity}
    if alert.consent is not None:
        yield "consent", _consent(alert.consent)
    if alert.disclose:
        yield "disclose", [{"text": one.text, "ground": one.ground} for one in alert.disclose]
    if alert.waivers:
        yield "waivers", [{"rule": one.rule, "reason": one.reason} for one in alert.waivers]
    if alert.confirmed:
        yield "confirmed", [{"rule": one.rule, "mark": one.mark, "reason": one.reason} for one in alert.confirmed]
    if alert.consult:
        yield "consult", list(alert.consult)
    for name in ("why_mail", "why_late"):
        if (why := getattr(alert, name)) is not None:
            yield name, why
    if alert.exercise:
        yield "exercise", True


def _press(press: Press) -> Any:
    if press.kind is not PressKind.RELEASE:
        return press.kind.value
    told: dict[str, Any] = {"consistent": press.consistent}
    if press.at is not None:
        told["at"] = _time(press.at)
    if press.title is not None:
        told["title"] = press.title
    if press.by_unit:
        told["by"] = "unit"
    return told


def _consent(consent: Consent) -> Any:
    told: dict[str, Any] = {"state": consent.state.value}
    if consent.by is not None:
        told["by"] = consent.by
    if consent.at is not None:
        told["at"] = _time(consent.at)
    if consent.names:
        told["names"] = list(consent.names)
    if consent.until is not None:
        told["until"] = consent.until.isoformat()
    return told


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
