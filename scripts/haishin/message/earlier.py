"""The renderers before this one: to compare mails that were sent then. Nothing new is made by them.

1: its text was broken at 70 columns, its subject began with the category's name, and its frame knew advice by category
alone. Such a mail names no renderer. 2: standing advice ended the text of a Japanese reader, and stood in other
languages under an exercise, an arrest and what was over, too.
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
    case_name,
    content_name,
    date_of,
    frame,
    framed,
    holes,
    listed,
    standing,
)
from haishin.message.html import page, paragraph
from haishin.message.kinsoku import folded, wrap
from haishin.message.markup import blocks, lines, plain_text
from haishin.message.prepare import MailText, Variant, usual
from haishin.message.sender import Sender
from haishin.message.subject import category_name, headed, region, subject

UNNAMED = "1"  # the renderer of a mail that names none
_WIDTH = 70


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


# --- renderer 1 ---------------------------------------------------------------------------------------------------


def _first(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
    alert, language = usual(alert), variant.language
    line = headed((_category(alert, contract, language),), alert, contract, language)
    read = blocks(alert.body)
    around = _frame(alert, contract, sender, language)
    text = [part for line in lines(read) for part in wrap(line.text, _WIDTH, line.first, line.rest)]
    narrow = Frame(_folded(around.above), _folded(around.below))
    return MailText(
        line,
        framed("\n".join(text), narrow),
        page(line, read, around, sender.leave.page) if variant.form == "html" else None,
    )


def _folded(part: tuple[StandingText, ...]) -> tuple[StandingText, ...]:
    return tuple(StandingText(text.language, folded(text.text, _WIDTH)) for text in part)


def _frame(alert: Alert, contract: Contract, sender: Sender, language: str) -> Frame:
    values = holes(alert, contract, sender.list_name, sender.leave.shown)
    words = _labels(alert, contract, language)
    absent = () if values["leave"] else ("{leave}",)
    return Frame(
        (
            *((standing("exercise", language, contract, values),) if alert.exercise else ()),
            *((StandingText(language.partition("-")[0], words),) if words is not None else ()),
        ),
        (standing("footer", language, contract, values, absent),),
    )


def _category(alert: Alert, contract: Contract, language: str) -> str:
    """Return the category's name; the wording could give one for residents then."""
    name = category_name(alert.category, contract, language)
    tongue = contract.tongues.get(language)
    known = tongue is not None and alert.category in tongue.rows and tongue.rows[alert.category].name is not None
    return name if known else contract.wording.texts.get(f"label-{alert.category}") or name


def _labels(alert: Alert, contract: Contract, language: str) -> str | None:
    tongue = contract.tongues.get(language)
    if tongue is None:
        return None
    row = tongue.rows.get(alert.category)
    values = {
        "category": _category(alert, contract, language),
        "case": case_name(alert, contract, language),
        "content": tongue.contents.get(alert.content) or contract.policy.contents.get(alert.content),
        "area": region(alert.scope, contract, language),
        "date": date_of(alert),
        "advice": row.advice if row is not None else None,
    }
    # A frame of today has no word for the category: with it such a mail differs, and is no crash.
    known = {name: value for name, value in values.items() if value is not None and name in tongue.labels}
    shown = [f"{tongue.labels[name]}: {value}" for name, value in known.items()]
    return "\n".join([*shown, tongue.note] if tongue.note is not None else shown)


COMPOSE: Mapping[str, Callable[[Alert, Variant, Sender, Contract], MailText]] = {UNNAMED: _first, "2": _second}
