"""The lines that a verdict asks its drafter for, complete, with the values that his file has already.

What he still has to write stands in ＜＜ ＞＞ or as the words for a reason: the checks refuse both until he has.
Prose of his is not repeated: it may name a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from haishin.check.findings import pasting
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.model import WHY, Alert, Finding, Language, PressKind, Reason, Verdict

_PLAIN: Final = re.compile(r"[\w・ー（）]+")
_EITHER: Final = frozenset(("press-undecided", "press-not-compared"))  # one of the two


def code(reason: Reason) -> str:
    """Name the decision's sentence of a reason; empty for a sentence of another room."""
    if not isinstance(reason.message, Message):
        return ""
    room, _, name = reason.message.code.rpartition("/")
    return name if room == "consult/decision" else ""


def lines(verdict: Verdict, alert: Alert, source: str, now: datetime, language: Language) -> Iterator[tuple[str, str]]:
    """Yield an instruction and lines for each item that a reason asks for."""
    for what in dict.fromkeys(map(code, verdict.reasons)):
        if written := _written(what, alert, now):
            how = Message("consult/asked-either") if what in _EITHER else None
            if what == "consent-pending":
                how = Message("consult/asked-once-agreed")
            elif what == "arrest-no-text-yet":
                how = Message("consult/asked-if-equal")
            yield pasting.item(written, source, language, how)


def for_finding(
    finding: Finding, alert: Alert | None, source: str, now: datetime, language: Language
) -> tuple[str, str] | None:
    """Give the line that an item which is missing by that finding needs; None for any other finding."""
    written: list[str] = []
    if finding.rule == "exercise":
        written = ["exercise: true"]
    elif alert is not None and finding.rule == "outside" and alert.why_mail is None:
        written = [f"why_mail: {WHY}"]
    elif alert is not None and finding.rule == "arrest-release" and alert.press.kind is PressKind.NONE:
        written = _press(alert, now, "yes")
    elif alert is not None and finding.rule == "consent" and alert.consent is None:
        written = _consent(alert, now)
    if not written:
        return None
    return pasting.item(written, source, language)


def _written(what: str, alert: Alert, now: datetime) -> list[str]:
    match what:
        case "late":
            return [f"why_late: {WHY}"]
        case "follows-without-necessity" if alert.follows is not None:
            follows = alert.follows
            return _block("follows", f"alert: {follows.alert}", f"as: {follows.kind}", f"necessity: {WHY}")
        case "press-undecided":
            return ["press: none", "", *_press(alert, now, "not-yet")]
        case "press-not-compared":
            return [*_press(alert, now, "yes"), "", *_press(alert, now, "no")]
        case "arrest-no-text-yet":
            return _press(alert, now, "yes")
        case "consent-pending":
            return _consent(alert, now)
    return []


def _press(alert: Alert, now: datetime, consistent: str) -> list[str]:
    press, parts = alert.press, [f"at: {_moment(alert.press.at, now)}"]
    if press.title is not None:
        parts.append(f"title: {_scalar(press.title)}")
    if press.by_unit:
        parts.append("by: unit")
    return _block("press", *parts, f"consistent: {consistent}")


def _consent(alert: Alert, now: datetime) -> list[str]:
    given, parts = alert.consent, ["state: given"]
    parts.append(f"by: {_scalar(given.by) if given is not None and given.by else '＜＜続柄＞＞'}")
    parts.append(f"at: {_moment(given.at if given is not None else None, now)}")
    if given is not None and given.until is not None:
        parts.append(f"until: {given.until}")
    return _block("consent", *parts)


def _block(key: str, *parts: str) -> list[str]:
    """Write a mapping with a line for each value: a telephone shows no longer lines."""
    return [f"{key}:", *(f"  {part}" for part in parts)]


def _moment(at: datetime | None, now: datetime) -> str:
    if at is not None:
        return at.astimezone(JST).isoformat(timespec="minutes")
    return f"{now.astimezone(JST):%Y-%m-%d}T＜＜時:分＞＞+09:00"


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)
