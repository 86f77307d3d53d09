"""All detectors run over title and text, less the consented, the disclosed, and the stretches of a surer detector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from haishin.check.privacy.detector import Found, Passage
from haishin.check.privacy.detectors import DETECTORS, name
from haishin.check.privacy.detectors.name import TITLES
from haishin.check.privacy.public import Public, public_from
from haishin.core.contract import Contract
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy
from haishin.core.text.normalising import prose
from haishin.core.text.seeking import occurrences

Field = Literal["title", "body"]
_SPACE = lazy(r"\s")
_KANA = lazy("[ぁ-んァ-ヶー]+")
_READING = lazy(rf"[(（]{_KANA.pattern}[)）]")
_BEFORE = 40  # more than a name with its title
_KEPT = 128  # mails asked about last


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Personal information of a kind; ``start`` and ``end`` as in ``Found``, into that field."""

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
    """List everything personal in a mail, sorted by field and place.

    ``category``: code or Japanese name, None if unknown. ``consent_names``: the persons who may be named;
    ``consent`` alone lets every name pass (if the names are unknown). ``disclosed``: texts that may stand as they
    are, but for the kinds ``undisclosed``. Never raises for any text.
    """
    named = tuple(_plain(person) for person in consent_names)
    hits = []
    passages = _passages(title, body, category, contract.once(public_from))
    _ask([passage for _, _, passage in passages])
    for field, text, passage in passages:
        free = [(at, at + len(part)) for part in disclosed if part for at in occurrences(text, part)]
        for kind, stretch in _standing(passage, text):
            if kind not in undisclosed and any(start <= stretch.start and stretch.end <= end for start, end in free):
                continue
            if kind == name.DETECTOR.kind and (
                consent or _named(text[stretch.start : stretch.end], named) or _reading(text, stretch, named)
            ):
                continue
            hits.append(Hit(kind, field, stretch.start, stretch.end, stretch.severity))
    return tuple(sorted(hits, key=lambda hit: (hit.field != "title", hit.start, hit.end, hit.kind)))


def ask_ahead(mails: Iterable[tuple[str, str, str | None]], contract: Contract) -> None:
    """Ask about some mails (title, text, category) in a row, for speed: a ``scan`` of one of them has its answers.

    If that fails, the ``scan`` of the mail at fault asks again, and its caller knows the file.
    """
    public = contract.once(public_from)
    with suppress(Exception):
        _ask([passage for mail in mails for _, _, passage in _passages(*mail, public)])


@lru_cache(_KEPT)
def _passages(title: str, body: str, category: str | None, public: Public) -> Sequence[tuple[Field, str, Passage]]:
    fields: tuple[tuple[Field, str], ...] = (("title", title), ("body", body))
    views = [(field, text, prose(text)) for field, text in fields if text]
    mail = tuple(view.text for _, _, view in views)
    return [(field, text, Passage(view, category, mail, public)) for field, text, view in views]


def _ask(passages: Iterable[Passage]) -> None:
    """Ask each detector about them in a row, while its patterns are at hand."""
    waiting = dict.fromkeys(passage for passage in passages if len(passage.reported) < len(DETECTORS))
    for detector in DETECTORS:
        for passage in waiting:
            passage.reported[detector.kind] = tuple(detector.reported(passage))


def _standing(passage: Passage, text: str) -> Iterator[tuple[str, Found]]:
    taken = bytearray(len(text))  # one mark a character: comparing every pair would be quadratic
    for detector in DETECTORS:
        # Of overlapping findings of one kind the surer stands, then the longer.
        for stretch in sorted(passage.reported[detector.kind], key=_rank):
            if 1 not in taken[stretch.start : stretch.end]:
                yield detector.kind, _trimmed(stretch, text)
                taken[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)


def _rank(stretch: Found) -> tuple[bool, int]:
    return stretch.severity is not Severity.ERROR, stretch.start - stretch.end


def _trimmed(stretch: Found, text: str) -> Found:
    """Take blanks and line breaks off both ends, so that its place is that of its first letter."""
    written = text[stretch.start : stretch.end]
    if not (length := len(written.strip())):
        return stretch
    start = stretch.start + len(written) - len(written.lstrip())
    return replace(stretch, start=start, end=start + length)


def _plain(written: str) -> str:
    return _SPACE.sub("", prose(written).text)


def _named(written: str, named: tuple[str, ...]) -> bool:
    """Whether it names one of these persons: by the full name, or by the surname with which it begins."""
    plain = TITLES.sub("", _READING.sub("", _plain(written)))
    return bool(plain) and any(person == plain or (len(plain) > 1 and person.startswith(plain)) for person in named)


def _reading(text: str, stretch: Found, named: tuple[str, ...]) -> bool:
    """Whether it is the reading, in brackets, right behind a named person."""
    head = text[max(0, stretch.start - _BEFORE) : stretch.start].rstrip()
    kana = _KANA.fullmatch(_plain(text[stretch.start : stretch.end]))
    return bool(kana) and head.endswith(("(", "（")) and TITLES.sub("", _plain(head[:-1])).endswith(named)
