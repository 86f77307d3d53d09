"""Frame around the alert's text: whether it is an exercise, who sends it, where to ask, how to change or stop.

In Japanese that is all: advice, and the end of a matter, stand in the text or nowhere (5(3)). Above the text, for
readers of another language, stand reviewed words for the fields and the standing advice of the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.frame import EXERCISE, JAPANESE, Tongue
from haishin.core.contract.organization import Unit
from haishin.core.contract.policy import JST, id_time
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Alert, FollowKind
from haishin.message.subject import category_name, region

_DASHES = re.compile("[-‐‑‒–—―−ー]")
_FOOTER = "footer-"
OVER = (FollowKind.RESOLUTION, FollowKind.CANCELLATION)  # there is nothing to beware of any more


def voices(alert: Alert, contract: Contract) -> tuple[Unit, Unit]:
    """Return the unit that speaks in the alert, and the unit to ask.

    4(4)イ: for the whole prefecture, and for whatever a section of headquarters mails, the section in charge
    speaks; the unit that wrote it is the contact. Raises Refusal when that unit is not known.
    """
    organization = contract.organization
    if alert.unit not in organization.units:
        raise Refusal(Message("message/unknown-unit", units=", ".join(organization.units)))
    own = organization.units[alert.unit]
    if alert.scope.prefecture or not organization.is_station(alert.unit):
        in_charge = organization.section_in_charge(alert.unit, alert.category, alert.case, alert.content)
        return organization.units[in_charge], own
    return own, own


@dataclass(frozen=True, slots=True)
class StandingText:
    """A standing text, filled: lines by LF; and the language that it is in (BCP 47)."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Texts above and below the alert's."""

    above: tuple[StandingText, ...]
    below: tuple[StandingText, ...]


def frame(
    alert: Alert, contract: Contract, list_name: str, leave: str, language: str, number: str | None = None
) -> Frame:
    """Compose the frame in the reader's language, in Japanese if a text is missing in it.

    ``leave``: the ways to change or end a registration; without any no line speaks of it. ``number``: of the claim, as
    the public list has it. The number to ask stands once in a mail: no line here gives it if the alert's text does.
    """
    absent: list[str] = []
    if number is None:
        absent += ["{number}", "{site}"]
    if not leave:
        absent.append("{leave}")
    if _digits(voices(alert, contract)[1].phone) in _digits(alert.body):
        absent += ["{contact}", "{phone}"]
    values = holes(alert, contract, list_name, leave, number)
    words = labels(alert, contract, language)
    above = []
    if alert.exercise:
        above.append(standing("exercise", language, contract, values))
    if words is not None:
        above.append(StandingText(_tag(language), words))
    return Frame(tuple(above), (standing("footer", language, contract, values, absent),))


def number_to_come(alert: Alert, contract: Contract, language: str) -> str | None:
    """Say in the place of the number that it comes with the claim; None if policy does not publish such an alert."""
    if contract.policy.publish_days(alert) is None:
        return None
    return Message("message/number-to-come")["ja" if _tag(language) == JAPANESE else "en"]


def framed(text: str, around: Frame) -> str:
    """Join frame and text to the whole text of the mail: lines by LF, a single LF at the end."""
    above = [standing.text for standing in around.above]
    below = [standing.text for standing in around.below]
    return "\n\n".join(part.strip("\n") for part in (*above, text, *below)) + "\n"


def holes(alert: Alert, contract: Contract, list_name: str, leave: str, number: str | None) -> dict[str, str]:
    """Return the values for the holes of a standing text."""
    (sender, contact), site = voices(alert, contract), contract.policy.site
    return {
        "force": contract.organization.name,
        "sender": sender.name,
        "contact": contact.name,
        "phone": contact.phone,
        "list_name": list_name,
        "leave": leave,
        "number": number or "",
        "site": "" if site is None else site.url,
    }


def standing(
    name: str, language: str, contract: Contract, values: dict[str, str], absent: Sequence[str] = ()
) -> StandingText:
    """Fill that text in the reader's language (``NAME-LANGUAGE``) if it has it, else in Japanese (``NAME``).

    ``absent``: holes whose lines are left out.
    """
    texts = contract.wording.texts
    template = texts.get(f"{name}-{language}")
    if template is None:
        template, language = texts.get(name), JAPANESE
    if template is None:
        raise ToolError(Message("message/standing-text-missing", name=name))
    kept = ""
    for line in template.splitlines(keepends=True):
        if not any(hole in line for hole in absent):
            kept += line
    try:
        return StandingText(_tag(language), kept.format_map(values))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ToolError(Message("message/standing-text-unfillable", name=name)) from error


def _digits(text: str) -> str:
    """Normalise numbers for comparison: no full-width digits, no hyphens."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", text))


def _tag(language: str) -> str:
    """Return the tag for a screen reader, which takes easy Japanese (``ja-easy``) for Japanese."""
    return language.partition("-")[0]


# --- another language ---------------------------------------------------------------------------------------------


def languages(contract: Contract) -> tuple[str, ...]:
    """List the languages that a frame may be in, Japanese first."""
    footers = (name.removeprefix(_FOOTER) for name in contract.wording.texts if name.startswith(_FOOTER))
    return tuple(dict.fromkeys((JAPANESE, *contract.tongues, *footers)))


def trusted(language: str, contract: Contract) -> str:
    """Return that language if its words were checked, else Japanese: residents act on the words they read."""
    if contract.tongue(language).checked is None:
        return JAPANESE
    return language


def labels(alert: Alert, contract: Contract, language: str) -> str | None:
    """Say category, case, content, area, date and advice, a line each; None if the language has no words.

    For an exercise, an arrest and the end of a matter their mark stands in the place of the content, without advice. A
    missing word is Japanese; missing advice is left out. The text of the alert is never translated.
    """
    if language == JAPANESE or language not in contract.tongues:
        return None
    tongue = contract.tongues[language]
    only = _only_that_it_is(alert, contract, tongue)
    if only is not None:
        return listed(alert, contract, language, only, None)
    return listed(alert, contract, language, content_name(alert, contract, tongue), tongue.advice(alert))


def listed(alert: Alert, contract: Contract, language: str, content: str | None, advice: str | None) -> str:
    """Write the lines that have a value, each behind its label, and the language's note."""
    tongue = contract.tongues[language]
    values = {
        "category": category_name(alert.category, contract, language),
        "case": case_name(alert, contract, language),
        "content": content,
        "area": region(alert.scope, contract, language),
        "date": date_of(alert, tongue),
        "advice": advice,
    }
    lines = [f"{tongue.labels[name]}: {value}" for name, value in values.items() if value is not None]
    if tongue.note is not None:
        lines.append(tongue.note)
    return "\n".join(lines)


def _only_that_it_is(alert: Alert, contract: Contract, tongue: Tongue) -> str | None:
    """Name an exercise, an arrest or the end of a matter; None for everything else."""
    name = content_name(alert, contract, tongue) or alert.content
    if alert.exercise:
        return tongue.marks.get(EXERCISE, name)
    if alert.content in contract.policy.press.arrest_contents:
        return name  # whoever was arrested is a suspect: nothing is called solved
    if alert.follows is not None and alert.follows.kind in OVER:
        return tongue.marks.get(alert.follows.kind.value, name)
    return None


def content_name(alert: Alert, contract: Contract, tongue: Tongue) -> str | None:
    """Return the name of the content in that language, else in Japanese."""
    return tongue.contents.get(alert.content) or contract.policy.contents.get(alert.content)


def case_name(alert: Alert, contract: Contract, language: str) -> str | None:
    """Return the name of the case, with the author's own name for it."""
    if alert.case is None:
        return None
    name = contract.tongues[language].row(alert.category).cases.get(alert.case)
    row = contract.policy.row(alert.category)
    if not name and row is not None:
        name = row.cases.get(alert.case)
    if alert.case_name is not None:
        return f"{name} ({alert.case_name})"
    return name


def date_of(alert: Alert, tongue: Tongue) -> str:
    """Return the day of recognition, else that of the id, in Japan, as the language writes it."""
    day = (alert.recognized_at or id_time(alert.id)).astimezone(JST).date()
    if tongue.date is None:
        return day.isoformat()
    month = tongue.months[day.month - 1] if tongue.months else day.month
    return tongue.date.format(year=day.year, month=month, day=day.day)
