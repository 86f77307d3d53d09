"""A document as the rules see it: the values that several rules ask for, each made once when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from markdown_it.token import Token

from haishin.check.document import decoding
from haishin.check.document.forming import place_of
from haishin.check.document.lines import Lines
from haishin.check.reading.personal import Personal, personal
from haishin.check.reading.rendering import MARKS, PARSER, plain, rendered, structured
from haishin.check.reading.writing import Field, Version, Writing
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST, id_time
from haishin.core.model import Alert, Document, Span


def _nowhere(alert_id: str) -> Document | None:
    return None


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of ``alerts/``."""

    paths: frozenset[str] = frozenset()
    # Reads the alert of an id, None if the tree has none; by default no other file is known.
    find: Callable[[str], Document | None] = field(default=_nowhere, repr=False, compare=False)
    recorded: Collection[str] = ()  # ids that the ledger knows, in this tree or not
    holders: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)  # id in lower case → its paths

    def alert(self, alert_id: str) -> Alert | None:
        """Read the alert of an id; None if the tree has none, or it cannot be read."""
        document = self.find(alert_id)
        if document is None:
            return None
        return document.alert

    def __post_init__(self) -> None:
        holders: dict[str, tuple[str, ...]] = {}
        for path in sorted(self.paths):
            name = place_of(path)[2].lower()
            holders[name] = (*holders.get(name, ()), path)
        object.__setattr__(self, "holders", holders)


class Reading:
    """A document with the contract, the other files and the names of all rules (``known``)."""

    def __init__(self, document: Document, contract: Contract, tree: Tree, known: frozenset[str] = frozenset()) -> None:
        self.document, self.contract, self.tree, self.known = document, contract, tree, known
        self.alert, self.source, self.path = document.sketch, document.source, document.path

    def alert_with(self, *items: str) -> Alert | None:
        """Give the alert if none of these items is faulty: what rests on a faulty item is asked when it is mended."""
        if self.document.unsure.isdisjoint(items):
            return self.alert
        return None

    def place(self, *path: str | int) -> Span:
        """Find the span of an item, as ``Document.place`` does."""
        return self.document.place(*path)

    def item(self, name: str, value: str) -> Span:
        """Find the span of that value in a list of the front matter; the whole list if it is not written so."""
        for path, span in self.document.places.items():
            if path[:1] == (name,) and len(path) == 2:
                start, end = self.lines.bounds(span)
                if self.source[start:end].strip("'\"") == value:
                    return span
        return self.place(name)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the file."""
        return Lines(self.source)

    @cached_property
    def start(self) -> int:
        """The offset in the file at which the text below the front matter begins."""
        return self.lines.offset(self.document.body_line)

    @cached_property
    def body(self) -> str:
        """The text below the front matter."""
        return self.source[self.start :]

    def in_text(self, start: int, end: int) -> Span:
        """Turn a stretch of the text into a span of the file."""
        return self.lines.span(self.start + start, self.start + end)

    def in_title(self, start: int, end: int) -> Span:
        """Turn a stretch of the title into a span; all of the value if it is not written as it reads."""
        first = self._title
        if first is None:
            return self.place("title")
        return self.lines.span(first + start, first + end)

    @cached_property
    def _title(self) -> int | None:
        """The offset in the file at which the title begins; None if it is not written as it reads."""
        first, last = self.lines.bounds(self.place("title"))
        written = self.source[first:last]
        if self.alert is None or self.alert.title == written:
            return first
        if written[:1] == written[-1:] and written[:1] in ("'", '"') and written[1:-1] == self.alert.title:
            return first + 1
        return None

    def span(self, version: Version, field: Field, start: int, end: int) -> Span:
        """Turn a stretch of title or text of a version into a span of the file."""
        if field == "title":
            return self.in_title(*version.in_item(("title",), start, end))
        return self.in_text(*version.in_body(start, end))

    @cached_property
    def structured(self) -> bool:
        """Whether Markdown may make more of the text than paragraphs, headings and a plain list."""
        return structured(self.body)

    @cached_property
    def tokens(self) -> tuple[list[Token], dict[str, Any]]:
        """The text as Markdown tokens, and the parser's notes (``references``)."""
        notes: dict[str, Any] = {}
        return PARSER.parse(self.body.replace("\r", " "), notes), notes

    @cached_property
    def writing(self) -> Writing:
        """Title (empty if no item could be read) and text as written."""
        alert = self.alert
        if alert is None:
            return Writing("", self.body)
        return Writing(
            alert.title,
            self.body,
            alert.category or None,
            alert.case,
            alert.content,
            alert.follows,
            day_of(alert),
            alert.exercise,
            self.contract.policy.agreed(alert),
        )

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The document as written, and as a reader sees it if marks change that: 山田**太郎** is 山田太郎."""
        values = self.document.values
        written = Version(self.writing, values)
        body, changed, read, items = None, self.writing, dict(values), {}
        if MARKS.search(self.body):
            body = rendered(self.body, self.tokens[0])
            changed = replace(changed, body=body.text)
        if MARKS.search("\n".join(values.values())):
            views = {path: plain(value) for path, value in values.items()}
            items = {path: view for path, view in views.items() if view is not None}
            read |= {path: view.text for path, view in items.items()}
        if changed.body == self.body and not items:
            return (written,)
        if self.writing.title and ("title",) in items:
            changed = replace(changed, title=read["title",])
        return written, Version(changed, read, True, body, items)

    @cached_property
    def personal(self) -> tuple[Personal, ...]:
        """All personal texts of the file, confirmed or not; each in the version that shows it."""
        return tuple(personal(self.document, self.contract, self.lines, self.versions))

    @cached_property
    def unread(self) -> bool:
        """Whether the file could not be read to its end, so that no fix is written."""
        end = self.lines.span(len(self.source), len(self.source))
        return any(finding.rule == decoding.ID and finding.span == end for finding in self.document.findings)


def day_of(alert: Alert) -> date | None:
    """Find the day in Japan that the alert is about: of ``recognized_at``, else of its id."""
    if alert.recognized_at is not None:
        return alert.recognized_at.astimezone(JST).date()
    try:
        return id_time(alert.id).date()
    except ValueError:
        return None


def days_of(alert: Alert) -> tuple[date, ...]:
    """List, in order, every day in Japan that 本日 may mean in it: of recognition, id and earliest sending."""
    moments = [moment for moment in (alert.recognized_at, alert.not_before) if moment is not None]
    with suppress(ValueError):
        moments.append(id_time(alert.id))
    return tuple(sorted({moment.astimezone(JST).date() for moment in moments}))


def bound_by(alert: Alert) -> tuple[str, ...]:
    """List the names and texts that items and text both hold, so that neither may be changed alone."""
    disclosed = tuple(disclosure.text for disclosure in alert.disclose)
    if alert.consent is None:
        return disclosed
    return alert.consent.names + disclosed
