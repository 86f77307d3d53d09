"""All detectors over title and text; what is consented, disclosed or told better by another detector is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from haishin.contract import Contract
from haishin.model import Severity
from haishin.privacy.detector import Found, Passage
from haishin.privacy.detectors import DETECTORS, name
from haishin.privacy.detectors.name import TITLES
from haishin.privacy.public import public_from
from haishin.text.lazy import lazy
from haishin.text.normalising import prose

Field = Literal["title", "body"]
_SPACE = lazy(r"\s")
_KANA = lazy("[ぁ-んァ-ヶー]+")
_READING = lazy(rf"[(（]{_KANA.pattern}[)）]")
_BEFORE = 40  # more than a name with its title


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Personal information of that kind; ``start`` and ``end`` as in ``Found``, into that field."""

    kind: str
    field: Field
    start: int
    end: int
    severity: Severity


def scan(
    title: str,
    body: str,
    contract: Contract,
    *,
    category: str | None = None,
    consent_names: tuple[str, ...] = (),
    consent: bool = False,
    disclosed: tuple[str, ...] = (),
    undisclosed: frozenset[str] = frozenset(),
) -> tuple[Hit, ...]:
    """Everything personal in a mail, sorted by field and place.

    ``category``: code or Japanese name, None if unknown. ``consent_names``: the persons who may be named;
    ``consent`` alone lets every name pass (where the names are not told). ``disclosed``: texts that may stand as they
    are, but for the kinds ``undisclosed``. Never raises for any text.
    """
    public = contract.once(public_from)
    fields: tuple[tuple[Field, str], ...] = (("title", title), ("body", body))
    views = [(field, text, prose(text)) for field, text in fields if text]
    mail = tuple(view.text for _, _, view in views)
    named = tuple(_plain(one) for one in consent_names)
    hits = []
    for field, text, view in views:
        passage = Passage(view, category, mail, public)
        free = [(at, at + len(one)) for one in disclosed if one for at in _occurrences(text, one)]
        for kind, one in _standing(passage, text):
            if kind not in undisclosed and any(start <= one.start and one.end <= end for start, end in free):
                continue
            if kind == name.DETECTOR.kind and (
                consent or _named(text[one.start : one.end], named) or _reading(text, one, named)
            ):
                continue
            hits.append(Hit(kind, field, one.start, one.end, one.severity))
    return tuple(sorted(hits, key=lambda hit: (hit.field != "title", hit.start, hit.end, hit.kind)))


def _standing(passage: Passage, text: str) -> Iterator[tuple[str, Found]]:
    taken = bytearray(len(text))  # one mark a character: comparing every pair would be quadratic
    for detector in DETECTORS:
        # Of overlapping findings of one kind the surer stands, then the longer.
        reported = [found for found, why in detector.judged(passage) if why is None]
        for one in sorted(reported, key=lambda found: (found.severity != "error", found.start - found.end)):
            if 1 not in taken[one.start : one.end]:
                yield detector.kind, _trimmed(one, text)
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
