"""The renderers before today's: to compare mails that were sent then. No new mail is made by them.

2: standing advice ended the text of a Japanese reader, and stood in other languages under an exercise, an arrest and
the end of a matter, too.
2 and 3: dates in another language were written as ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from haishin.core.contract import Contract
from haishin.core.contract.frame import EXERCISE, JAPANESE, Tongue
from haishin.core.model import Alert
from haishin.message.framing import (
    OVER,
    Frame,
    StandingText,
    content_name,
    frame,
    framed,
    listed,
)
from haishin.message.html import page, paragraph
from haishin.message.markup import blocks, plain_text
from haishin.message.prepare import MailText, Variant, compose, usual
from haishin.message.sender import Sender
from haishin.message.subject import subject

_Compose: TypeAlias = Callable[[Alert, Variant, Sender, Contract], MailText]


def _second(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
    alert, language = usual(alert), variant.language
    line = subject(alert, contract, language)
    read = blocks(alert.body)
    around = frame(alert, contract, sender.list_name, sender.leave.shown, language)
    if language != JAPANESE and language in contract.tongues:
        around, ending = _told_in(language, alert, contract, around), None
    else:
        ending = _ending(alert, contract)
    text = plain_text(read)
    html = page(line, read, around, *filter(None, (sender.leave.page,)))
    if ending is not None:
        text = f"{text}\n\n{ending}"
        html = html.replace("</main>", f"{paragraph(StandingText(JAPANESE, ending), ())}\n</main>")
    return MailText(line, framed(text, around), html if variant.form == "html" else None)


def _ending(alert: Alert, contract: Contract) -> str | None:
    """Return the advice below the text of who reads Japanese."""
    tongue = contract.tongue(JAPANESE)
    advice = _advice(alert, tongue)
    if advice is None:
        return None
    return f"{tongue.labels['advice']}{advice}"


def _told_in(language: str, alert: Alert, contract: Contract, around: Frame) -> Frame:
    """Put the labels of then, with their advice, into the place of today's."""
    tongue = contract.tongues[language]
    why = _over(alert)
    content = tongue.marks.get(why, content_name(alert, contract, tongue))
    words = listed(alert, contract, language, content, _advice(alert, tongue))
    return replace(around, above=(*around.above[:-1], replace(around.above[-1], text=words)))


def _advice(alert: Alert, tongue: Tongue) -> str | None:
    row, why = tongue.row(alert.category), _over(alert)
    kind = why or alert.content
    found = row.by_kind.get(kind) or tongue.by_kind.get(kind)
    if found is not None or why:
        return found
    return row.by_case.get(alert.case or "", row.advice)


def _over(alert: Alert) -> str:
    """Name the reason to do nothing: an exercise, or the end of the matter; empty if there is something to do."""
    if alert.exercise:
        return EXERCISE
    if alert.follows is not None and alert.follows.kind in OVER:
        return alert.follows.kind.value
    return ""


def _undated(make: _Compose) -> _Compose:
    def composed(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
        tongues = {language: replace(tongue, date=None) for language, tongue in contract.tongues.items()}
        return make(alert, variant, sender, replace(contract, tongues=tongues))

    return composed


COMPOSE: Mapping[str, _Compose] = {"2": _undated(_second), "3": _undated(compose)}
