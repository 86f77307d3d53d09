"""The renderers before this one: to compare mails that were sent then. Nothing new is made by them.

2: standing advice ended the text of a Japanese reader, and stood in other languages under an exercise, an arrest and
what was over, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

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
from haishin.message.prepare import MailText, Variant, usual
from haishin.message.sender import Sender
from haishin.message.subject import subject


def _second(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
    alert, language = usual(alert), variant.language
    line = subject(alert, contract, language)
    read = blocks(alert.body)
    around = frame(alert, contract, sender.list_name, sender.leave.shown, language)
    if language != JAPANESE and language in contract.tongues:
        around, ending = _told_in(language, alert, contract, around), None
    else:
        ending = _ending(alert, contract)
    text = plain_text(read) if ending is None else f"{plain_text(read)}\n\n{ending}"
    html = page(line, read, around, sender.leave.page) if variant.form == "html" else None
    if html is not None and ending is not None:
        html = html.replace("</main>", f"{paragraph(StandingText(JAPANESE, ending), None)}\n</main>")
    return MailText(line, framed(text, around), html)


def _ending(alert: Alert, contract: Contract) -> str | None:
    """Return the advice below the text of who reads Japanese."""
    tongue = contract.tongues.get(JAPANESE)
    advice = _advice(alert, tongue) if tongue is not None else None
    return f"{tongue.labels['advice']}{advice}" if tongue is not None and advice is not None else None


def _told_in(language: str, alert: Alert, contract: Contract, around: Frame) -> Frame:
    """Put the labels of then, with their advice, into the place of today's."""
    tongue = contract.tongues[language]
    why = _over(alert)
    content = tongue.marks[why] if why in tongue.marks else content_name(alert, contract, tongue)
    words = listed(alert, contract, language, content, _advice(alert, tongue))
    return replace(around, above=(*around.above[:-1], replace(around.above[-1], text=words)))


def _advice(alert: Alert, tongue: Tongue) -> str | None:
    row, why = tongue.rows.get(alert.category), _over(alert)
    own = row.by_kind if row is not None else {}
    found = own.get(why or alert.content) or tongue.by_kind.get(why or alert.content)
    if found is not None or why or row is None:
        return found
    return row.by_case.get(alert.case or "", row.advice)


def _over(alert: Alert) -> str:
    """Name why nobody need do anything: an exercise, or the end of the matter; empty where that is not so."""
    if alert.exercise:
        return EXERCISE
    return alert.follows.kind.value if alert.follows is not None and alert.follows.kind in OVER else ""


COMPOSE: Mapping[str, Callable[[Alert, Variant, Sender, Contract], MailText]] = {"2": _second}
