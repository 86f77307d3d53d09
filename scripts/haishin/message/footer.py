"""What stands around the alert's text: whether it is an exercise, who sends it, where to ask, how to change or stop."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.contract.frame import JAPANESE
from haishin.contract.organization import Unit
from haishin.errors import Refusal, ToolError
from haishin.message.labels import labels
from haishin.model import Alert, Text

_DASHES = re.compile("[-‐‑‒–—―−ー]")
_MISSING = Text(
    "schema/wording.yaml の texts に定型文「{name}」がありません。",
    "schema/wording.yaml has no standing text `{name}` under `texts`.",
)
_HOLE = Text(
    "schema/wording.yaml の定型文「{name}」に、埋められない {{…}} があります。",
    "The standing text `{name}` of schema/wording.yaml has a {{…}} that cannot be filled.",
)
_NO_UNIT = Text(
    "フォルダーの名前が、知られている所属ではないため、配信元が分かりません。",
    "The folder is not named after a unit that is known, so nobody knows who sends it.",
)
_UNITS = Text("使える所属は {units} です。", "Units are {units}.")
_HINT = Text(
    "texts に書いてください。使える印は {force}、{sender}、{contact}、{phone}、{list_name}、{leave} です。",
    "Write it under `texts`. It may use {force}, {sender}, {contact}, {phone}, {list_name}, {leave}.",
)


def voices(alert: Alert, contract: Contract) -> tuple[Unit, Unit]:
    """The unit in whose name the alert goes out, and the one to ask.

    4(4)イ: for the whole prefecture, and for whatever a section of headquarters mails, the section in charge
    speaks; the unit that wrote it is the contact. Raises Refusal when that unit is not known.
    """
    organization = contract.organization
    if alert.unit not in organization.units:
        raise Refusal(_NO_UNIT, _UNITS.format(units=", ".join(organization.units)))
    own = organization.units[alert.unit]
    if alert.scope.prefecture or not organization.is_station(alert.unit):
        in_charge = organization.section_in_charge(alert.unit, alert.category, alert.case, alert.content)
        return organization.units[in_charge], own
    return own, own


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing text, filled: lines by LF; and the language that it is in (BCP 47)."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above and below the alert's text; ``advice`` ends the text of a Japanese reader."""

    above: tuple[Standing, ...]
    advice: Standing | None
    below: tuple[Standing, ...]


def frame(alert: Alert, contract: Contract, list_name: str, leave: str, language: str) -> Frame:
    """The frame in the reader's language, in Japanese where a text is missing in it.

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
            *((Standing(_tag(language), words),) if words is not None else ()),
        ),
        _advice(alert, contract) if words is None else None,
        (standing("footer", language, contract, values, absent),),
    )


def framed(text: str, around: Frame) -> str:
    """The whole text of the mail: lines by LF, one LF at the end."""
    ending = (around.advice,) if around.advice is not None else ()
    above, below = ([one.text for one in part] for part in (around.above, (*ending, *around.below)))
    return "\n\n".join(part.strip("\n") for part in (*above, text, *below)) + "\n"


def holes(alert: Alert, contract: Contract, list_name: str, leave: str) -> dict[str, str]:
    """What fills a standing text."""
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
) -> Standing:
    """That text in the reader's language (``NAME-LANGUAGE``) where there is one, else in Japanese (``NAME``).

    ``absent``: holes whose lines are left out.
    """
    texts = contract.wording.texts
    found = language if f"{name}-{language}" in texts else JAPANESE
    template = texts.get(f"{name}-{language}", texts.get(name))
    if template is None:
        raise ToolError(_MISSING.format(name=name), _HINT)
    kept = (line for line in template.splitlines(keepends=True) if not any(hole in line for hole in absent))
    try:
        return Standing(_tag(found), "".join(kept).format_map(values))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ToolError(_HOLE.format(name=name), _HINT) from error


def _advice(alert: Alert, contract: Contract) -> Standing | None:
    tongue = contract.tongues.get(JAPANESE)
    words = tongue.advice(alert) if tongue is not None else None
    return Standing(JAPANESE, f"{tongue.labels['advice']}{words}") if tongue is not None and words is not None else None


def _digits(text: str) -> str:
    """The text as its numbers are compared: neither full-width digits nor hyphens."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", text))


def _tag(language: str) -> str:
    """Easy Japanese (``ja-easy``) is Japanese to a screen reader."""
    return language.partition("-")[0]
