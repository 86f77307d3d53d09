"""What stands around the alert's text: whether it is an exercise, who sends it, where to ask, how to change or stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.contract.organization import Unit
from haishin.errors import Refusal, ToolError
from haishin.message.kinsoku import wrap
from haishin.message.labels import labels
from haishin.message.text import WIDTH
from haishin.model import Alert, Text

_JAPANESE = "ja"
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
    """A standing text, filled: lines by LF, not wrapped; and the language that it is in (BCP 47)."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above and below the alert's text."""

    above: tuple[Standing, ...]
    below: tuple[Standing, ...]


def frame(alert: Alert, contract: Contract, list_name: str, leave: str, language: str) -> Frame:
    """The frame in the reader's language, in Japanese where a text is missing in it.

    ``leave``: the ways to change or end a registration; where there is none no line speaks of it.
    """
    sender, contact = voices(alert, contract)
    values = {
        "force": contract.organization.name,
        "sender": sender.name,
        "contact": contact.name,
        "phone": contact.phone,
        "list_name": list_name,
        "leave": leave,
    }
    words = labels(alert, contract, language)
    return Frame(
        (
            *((_standing("exercise", language, contract, values),) if alert.exercise else ()),
            *((Standing(_tag(language), words),) if words is not None else ()),
        ),
        (_standing("footer", language, contract, values),),
    )


def framed(
    text: str, alert: Alert, contract: Contract, list_name: str, leave: str, language: str, width: int = WIDTH
) -> str:
    """The whole text of the mail: lines by LF, one LF at the end."""
    around = frame(alert, contract, list_name, leave, language)
    above, below = (["\n".join(_wrapped(one.text, width)) for one in part] for part in (around.above, around.below))
    return "\n\n".join(part.strip("\n") for part in (*above, text, *below)) + "\n"


def _wrapped(text: str, width: int) -> Iterator[str]:
    for long in text.split("\n"):
        yield from wrap(long, width)


def _standing(name: str, language: str, contract: Contract, values: dict[str, str]) -> Standing:
    """That text in the reader's language (``NAME-LANGUAGE``) where there is one, else in Japanese (``NAME``)."""
    texts = contract.wording.texts
    found = language if f"{name}-{language}" in texts else _JAPANESE
    template = texts.get(f"{name}-{language}", texts.get(name))
    if template is None:
        raise ToolError(_MISSING.format(name=name), _HINT)
    if not values["leave"]:
        template = "".join(line for line in template.splitlines(keepends=True) if "{leave}" not in line)
    try:
        return Standing(_tag(found), template.format_map(values))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ToolError(_HOLE.format(name=name), _HINT) from error


def _tag(language: str) -> str:
    """Easy Japanese (``ja-easy``) is Japanese to a screen reader."""
    return language.partition("-")[0]
