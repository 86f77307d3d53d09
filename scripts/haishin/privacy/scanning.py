"""All detectors over title and text; what is consented, disclosed or told better by another detector is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from haishin.contract.organization import Organization
from haishin.contract.wording import Wording
from haishin.privacy import (
    address,
    bank,
    birthdate,
    card,
    email,
    gps,
    licence,
    mynumber,
    name,
    passport,
    phone,
    plate,
    school_victim,
    sns,
)
from haishin.privacy.hit import Field, Found, Hit
from haishin.privacy.normalising import accounts, digits, prose
from haishin.privacy.passage import Passage
from haishin.privacy.public import public_from


class Detector(Protocol):
    """One module of this room."""

    @property
    def KIND(self) -> str:
        """What it finds."""
        ...

    def find(self, passage: Passage) -> Iterator[Found]:
        """Every such thing in the field, in no order."""
        ...


# Of two findings in one place the earlier kind stands: first those that can never be confirmed, then the surer form.
DETECTORS: tuple[Detector, ...] = (
    mynumber,
    card,
    licence,
    passport,
    bank,
    school_victim,
    birthdate,
    gps,
    email,
    sns,
    plate,
    phone,
    address,
    name,
)
# These find nothing where no digit stands, as in most titles.
_NUMBERS = (mynumber, card, licence, passport, bank, birthdate, plate, phone, address)
_WORDS = tuple(detector for detector in DETECTORS if detector not in _NUMBERS)
_DIGIT = re.compile("[0-9]")
KINDS = tuple(detector.KIND for detector in DETECTORS)
_SPACE = re.compile(r"\s")
TITLES = re.compile(r"(?:さん|さま|様|氏|くん|君|ちゃん)$")


def scan(
    title: str,
    body: str,
    *,
    category: str | None,
    consent_names: tuple[str, ...],
    consent: bool,
    disclosed: tuple[str, ...],
    wording: Wording,
    organization: Organization,
) -> tuple[Hit, ...]:
    """Everything personal in a mail, sorted by field and place.

    ``category``: code or Japanese name, None if unknown. ``consent_names``: the persons who may be named;
    ``consent`` alone lets
    every name pass (where the names are not told). ``disclosed``: texts that may stand as they are. Never raises for
    any text.
    """
    public = public_from(wording, organization)
    fields: tuple[tuple[Field, str], ...] = (("title", title), ("body", body))
    views = {field: prose(text) for field, text in fields}
    harm = any(school_victim.HARM.search(view.text) for view in views.values())
    named = tuple(_plain(one) for one in consent_names)
    hits = []
    for field, text in fields:
        view = views[field]
        passage = Passage(view, digits(view), accounts(view), category, harm, public)
        free = [(at, at + len(one)) for one in disclosed if one for at in _occurrences(text, one)]
        for kind, one in _standing(passage, len(text)):
            if any(start <= one.start and one.end <= end for start, end in free):
                continue
            if kind == name.KIND and (consent or _named(text[one.start : one.end], named)):
                continue
            hits.append(Hit(kind, field, one.start, one.end, one.severity))
    return tuple(sorted(hits, key=lambda hit: (hit.field != "title", hit.start, hit.end, hit.kind)))


def _standing(passage: Passage, size: int) -> Iterator[tuple[str, Found]]:
    taken = bytearray(size)  # one mark a character: comparing every pair would be quadratic
    for detector in DETECTORS if _DIGIT.search(passage.digits.text) else _WORDS:
        # Of overlapping findings of one kind the surer stands, then the longer.
        for one in sorted(detector.find(passage), key=lambda one: (one.severity != "error", one.start - one.end)):
            if 1 not in taken[one.start : one.end]:
                yield detector.KIND, one
                taken[one.start : one.end] = b"\1" * (one.end - one.start)


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _plain(written: str) -> str:
    return _SPACE.sub("", prose(written).text)


def _named(written: str, named: tuple[str, ...]) -> bool:
    """Whether that is one of the named persons: the full name, or the surname with which it begins."""
    plain = TITLES.sub("", _plain(written))
    return bool(plain) and any(one == plain or (len(plain) > 1 and one.startswith(plain)) for one in named)
