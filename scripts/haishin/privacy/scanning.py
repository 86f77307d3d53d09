"""All detectors over title and text; what is consented, disclosed or told better by another detector is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from haishin.contract.organization import Organization
from haishin.contract.wording import Wording
from haishin.privacy.detectors import (
    address,
    birthdate,
    email,
    gps,
    name,
    numbers,
    phone,
    plate,
    school_victim,
    sns,
)
from haishin.privacy.hit import Field, Found, Hit
from haishin.privacy.passage import Passage
from haishin.privacy.public import public_from
from haishin.text.normalising import accounts, digits, prose


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
    *numbers.DETECTORS,
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
KINDS = tuple(detector.KIND for detector in DETECTORS)
_SPACE = re.compile(r"\s")
_KANA = re.compile("[ぁ-んァ-ヶー]+")
_READING = re.compile(rf"[(（]{_KANA.pattern}[)）]")
_BEFORE = 40  # more than a name with its title
TITLES = re.compile(r"(?:さん|さま|様|氏|くん|君|ちゃん)$")


def scan(
    title: str,
    body: str,
    *,
    category: str | None,
    consent_names: tuple[str, ...],
    consent: bool,
    disclosed: tuple[str, ...],
    undisclosed: frozenset[str] = frozenset(),
    wording: Wording,
    organization: Organization,
) -> tuple[Hit, ...]:
    """Everything personal in a mail, sorted by field and place.

    ``category``: code or Japanese name, None if unknown. ``consent_names``: the persons who may be named;
    ``consent`` alone lets every name pass (where the names are not told). ``disclosed``: texts that may stand as they
    are, but for the kinds ``undisclosed``. Never raises for any text.
    """
    public = public_from(wording, organization)
    fields: tuple[tuple[Field, str], ...] = (("title", title), ("body", body))
    views = [(field, text, prose(text)) for field, text in fields if text]
    mail = tuple(view.text for _, _, view in views)
    named = tuple(_plain(one) for one in consent_names)
    hits = []
    for field, text, view in views:
        passage = Passage(view, digits(view), accounts(view), category, mail, public)
        free = [(at, at + len(one)) for one in disclosed if one for at in _occurrences(text, one)]
        for kind, one in _standing(passage, text):
            if kind not in undisclosed and any(start <= one.start and one.end <= end for start, end in free):
                continue
            if kind == name.KIND and (
                consent or _named(text[one.start : one.end], named) or _reading(text, one, named)
            ):
                continue
            hits.append(Hit(kind, field, one.start, one.end, one.severity))
    return tuple(sorted(hits, key=lambda hit: (hit.field != "title", hit.start, hit.end, hit.kind)))


def _standing(passage: Passage, text: str) -> Iterator[tuple[str, Found]]:
    taken = bytearray(len(text))  # one mark a character: comparing every pair would be quadratic
    for detector in DETECTORS:
        # Of overlapping findings of one kind the surer stands, then the longer.
        for one in sorted(detector.find(passage), key=lambda one: (one.severity != "error", one.start - one.end)):
            if 1 not in taken[one.start : one.end]:
                yield detector.KIND, _trimmed(one, text)
                taken[one.start : one.end] = b"\1" * (one.end - one.start)


def _trimmed(one: Found, text: str) -> Found:
    """Without the blanks and line breaks at both ends, so that its place is that of its first letter."""
    written = text[one.start : one.end]
    if not (kept := len(written.strip())):
        return one
    start = one.start + len(written) - len(written.lstrip())
    return replace(one, start=start, end=start + kept)


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _plain(written: str) -> str:
    return _SPACE.sub("", prose(written).text)


def _named(written: str, named: tuple[str, ...]) -> bool:
    """Whether that is one of the named persons: the full name, or the surname with which it begins."""
    plain = TITLES.sub("", _READING.sub("", _plain(written)))
    return bool(plain) and any(one == plain or (len(plain) > 1 and one.startswith(plain)) for one in named)


def _reading(text: str, one: Found, named: tuple[str, ...]) -> bool:
    """Whether that is the reading, in brackets, right behind a named person."""
    head = text[max(0, one.start - _BEFORE) : one.start].rstrip()
    kana = _KANA.fullmatch(_plain(text[one.start : one.end]))
    return bool(kana) and head.endswith(("(", "（")) and TITLES.sub("", _plain(head[:-1])).endswith(named)
