"""Where things stand in a document: helpers that several rules share."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from haishin.contract.kept import of_last
from haishin.contract.policy import JST, id_time
from haishin.document import decoding
from haishin.document.lines import Lines
from haishin.model import Alert, Document, Span


def item(document: Document, name: str, value: str) -> Span:
    """The span of that value in a list of the front matter; of the whole list where it is written some other way."""
    lines = Lines(document.source)
    for path, span in document.places.items():
        if path[:1] == (name,) and len(path) == 2:
            start, end = lines.bounds(span)
            if document.source[start:end].strip("'\"") == value:
                return span
    return document.place(name)


@of_last
def text_of(document: Document) -> tuple[str, int]:
    """The text below the front matter, and its offset in the file."""
    start = Lines(document.source).offset(document.body_line)
    return document.source[start:], start


def title_of(document: Document) -> tuple[str, int | None]:
    """The title, and its offset in the file; None where it is not written as it reads (with escapes, say)."""
    lines = Lines(document.source)
    place = document.place("title")
    first, last = lines.bounds(place)
    written = document.source[first:last]
    if document.alert is None or document.alert.title == written:
        return written, first
    if written[:1] == written[-1:] and written[:1] in ("'", '"') and written[1:-1] == document.alert.title:
        return document.alert.title, first + 1
    return document.alert.title, None


def in_title(document: Document, start: int, end: int) -> Span:
    """That stretch of the title; all of its value where the title is not written as it reads."""
    _, first = title_of(document)
    return document.place("title") if first is None else Lines(document.source).span(first + start, first + end)


def day_of(alert: Alert) -> date | None:
    """The day in Japan that the alert is about: of ``recognized_at``, else of its id."""
    if alert.recognized_at is not None:
        return alert.recognized_at.astimezone(JST).date()
    try:
        return id_time(alert.id).date()
    except ValueError:
        return None


def days_of(alert: Alert) -> tuple[date, ...]:
    """Every day in Japan that 本日 may mean in it: of recognition, of its id, of the earliest sending; in order."""
    moments = [one.astimezone(JST).date() for one in (alert.recognized_at, alert.not_before) if one is not None]
    with suppress(ValueError):
        moments.append(id_time(alert.id).date())
    return tuple(sorted(set(moments)))


def unread(document: Document) -> bool:
    """Whether the reader could not read the file to its end, so that no fix is written."""
    lines = Lines(document.source)
    end = lines.span(len(document.source), len(document.source))
    return any(one.rule == decoding.ID and one.span == end for one in document.findings)


def bound_by(alert: Alert) -> tuple[str, ...]:
    """The names and texts that stand in the items as in the text, so that neither may be changed alone."""
    names = alert.consent.names if alert.consent is not None else ()
    return (*names, *(one.text for one in alert.disclose))
