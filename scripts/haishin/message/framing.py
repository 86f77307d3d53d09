"""Frame around the alert's text: whether it is an exercise, who sends it, where to ask, how to change or stop.

Nothing else stands around it in Japanese: what to do, and that a matter is over, its text says or nobody (5(3)). Above
it, for who reads another language, stand reviewed words for what the fields say, and the standing advice of the case.
"""

from __future__ import annotations

import re
import unicodedata
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
    """Return the unit in whose name the alert goes out, and the one to ask.

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


def frame(alert: Alert, contract: Contract, list_name: str, leave: str, language: str) -> Frame:
    """Compose the frame in the reader's language, in Japanese where a text is missing in it.

    ``leave``: the ways to change or end a registration; where there is none no line speaks of it. Whom to ask stands
    once in a mail: where the alert's text gives that number, no line here does.
    """
    given = _digits(voices(alert, contract)[1].phone) in _digits(alert.body)
    absent = (*(("{leave}",) if not leave else ()), *(("{contact}", "{phone}") if given else ()))
    values = holes(alert, contract, list_name, leave)
    words = labels(alert, contract, language)
    return Frame(
        (
            *((standing("exercise", language, contract, values),) if alert.exercise else ()),
            *((StandingText(_tag(language), words),) if words is not None else ()),
        ),
        (standing("footer", language, contract, values, absent),),
    )


def framed(text: str, around: Frame) -> str:
    """Join frame and text to the whole text of the mail: lines by LF, one LF at the end."""
    above, below = ([text.text for text in part] for part in (around.above, around.below))
    return "\n\n".join(part.strip("\n") for part in (*above, text, *below)) + "\n"


def holes(alert: Alert, contract: Contract, list_name: str, leave: str) -> dict[str, str]:
    """Return the values for the holes of a standing text."""
    sender, contact = voices(alert, contract)
    return {
        "force": contract.organization.name,
        "sender": sender.name,
        "contact": contact.name,
        "phone": contact.phone,
        "list_name": list_name,
        "leave": leave,
    }


def standing(
    name: str, language: str, contract: Contract, values: dict[str, str], absent: tuple[str, ...] = ()
) -> StandingText:
    """Fill that text in the reader's language (``NAME-LANGUAGE``) where there is one, else in Japanese (``NAME``).

    ``absent``: holes whose lines are left out.
    """
    texts = contract.wording.texts
    found = language if f"{name}-{language}" in texts else JAPANESE
    template = texts.get(f"{name}-{language}", texts.get(name))
    if template is None:
        raise ToolError(Message("message/standing-text-missing", name=name))
    kept = (line for line in template.splitlines(keepends=True) if not any(hole in line for hole in absent))
    try:
        return StandingText(_tag(found), "".join(kept).format_map(values))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ToolError(Message("message/standing-text-unfillable", name=name)) from error


def _digits(text: str) -> str:
    """Normalise numbers for comparison: no full-width digits, no hyphens."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", text))


def _tag(language: str) -> str:
    """Return the tag for a screen reader, to which easy Japanese (``ja-easy``) is Japanese."""
    return language.partition("-")[0]


# --- another language ---------------------------------------------------------------------------------------------


def languages(contract: Contract) -> tuple[str, ...]:
    """List the languages that a frame may be in, Japanese first."""
    footers = (name.removeprefix(_FOOTER) for name in contract.wording.texts if name.startswith(_FOOTER))
    return tuple(dict.fromkeys((JAPANESE, *contract.tongues, *footers)))


def trusted(language: str, contract: Contract) -> str:
    """Return that language where somebody checked its words, else Japanese: residents act on what they read."""
    tongue = contract.tongues.get(language)
    return language if tongue is not None and tongue.checked is not None else JAPANESE


def labels(alert: Alert, contract: Contract, language: str) -> str | None:
    """Say category, case, content, area, date and advice, a line each; None where the language has no words.

    Of an exercise, an arrest and what is over only that it is one: the mark stands in the place of the content, and no
    advice. A word that is missing in the language is the Japanese one; advice that is missing is left out. The text of
    the alert is never translated.
    """
    tongue = contract.tongues.get(language)
    if tongue is None or language == JAPANESE:
        return None
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
        "date": date_of(alert),
        "advice": advice,
    }
    lines = [f"{tongue.labels[name]}: {value}" for name, value in values.items() if value is not None]
    return "\n".join([*lines, tongue.note] if tongue.note is not None else lines)


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
    """Return the name of the case, with what the author called it."""
    if alert.case is None:
        return None
    row, words = contract.policy.row(alert.category), contract.tongues[language].rows.get(alert.category)
    name = (words.cases.get(alert.case) if words is not None else None) or (
        row.cases.get(alert.case) if row is not None else None
    )
    return f"{name} ({alert.case_name})" if alert.case_name is not None else name


def date_of(alert: Alert) -> str:
    """Return the day on which the matter became known, else that of the id, in Japan."""
    return (alert.recognized_at or id_time(alert.id)).astimezone(JST).date().isoformat()
