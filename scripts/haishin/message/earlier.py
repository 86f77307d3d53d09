"""Renderer 1, before this one: to compare mails that were sent then. Nothing new is made by it.

Its text was broken at 70 columns, its subject began with the category's name, and its frame knew advice by category
alone. Such a mail names no renderer.
"""

from __future__ import annotations

from haishin.contract import Contract
from haishin.message.framing import Frame, StandingText, case_name, date_of, framed, holes, standing
from haishin.message.html import page
from haishin.message.kinsoku import folded, wrap
from haishin.message.markup import blocks, lines
from haishin.message.prepare import MailText, Variant, usual
from haishin.message.sender import Sender
from haishin.message.subject import category_name, headed, region
from haishin.model import Alert

RENDERER = "1"
_WIDTH = 70


def compose(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
    """Compose what the readers of that variant read then."""
    alert, language = usual(alert), variant.language
    line = headed((_category(alert, contract, language),), alert, contract, language)
    read = blocks(alert.body)
    around = _frame(alert, contract, sender, language)
    text = [part for line in lines(read) for part in wrap(line.text, _WIDTH, line.first, line.rest)]
    narrow = Frame(_folded(around.above), None, _folded(around.below))
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
        None,
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
