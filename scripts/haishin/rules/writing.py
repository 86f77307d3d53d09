"""What the rules of wording look at, and what they yield: title and text alone, wherever these come from.

A file comes with its front matter (``problems``); ``haishin scan`` has title, text and perhaps the category.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal, Protocol

from haishin.contract import Contract
from haishin.document.lines import Lines
from haishin.model import Document, Fix, Follows, Severity
from haishin.rules.items import NONE
from haishin.rules.places import day_of, in_title, text_of
from haishin.rules.problem import Context, Problem, Rule
from haishin.text.normalising import narrowed, unquoted

Field = Literal["title", "body"]
_SWINDLE = re.compile("詐欺|サギ|還付金|悪質商法|だまし")
_ARREST = re.compile("逮捕|検挙|送致")


@dataclass(frozen=True)
class Writing:
    """Title and text. ``category`` is a code or a Japanese name; what is None is not known.

    ``day`` is what the front matter or the name of the file says; ``case`` and ``content`` as in the front matter.
    """

    title: str
    body: str
    category: str | None = None
    case: str | None = None
    content: str | None = None
    follows: Follows | None = None
    day: date | None = None

    @cached_property
    def fields(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Title and text, each with the name of its field."""
        return ("title", self.title), ("body", self.body)

    @cached_property
    def swindle(self) -> bool:
        """Whether its words speak of one."""
        return any(_SWINDLE.search(text) for _, text in self.fields)

    @cached_property
    def arrest(self) -> bool:
        """Whether its words speak of one."""
        return any(_ARREST.search(text) for _, text in self.fields)

    @cached_property
    def unquoted(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """The same with what stands in quotation marks blanked out: every offset stays."""
        return ("title", unquoted(self.title)), ("body", unquoted(self.body))

    @cached_property
    def narrow(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Both as written, full-width ASCII made narrow: every offset stays."""
        return ("title", narrowed(self.title)), ("body", narrowed(self.body))

    @cached_property
    def plain(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Unquoted, and full-width ASCII made narrow, character by character: every offset stays."""
        if self.unquoted == self.fields:
            return self.narrow
        (_, title), (_, body) = self.unquoted
        return ("title", narrowed(title)), ("body", narrowed(body))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one field, offsets in code points from 0, half-open; the rest as in ``Problem``."""

    field: Field
    start: int
    end: int
    key: str
    values: Mapping[str, object] | None = None
    severity: Severity | None = None
    fixed: str | None = None


Look = Callable[[Writing, Contract], Iterator[Stretch]]


class WordingRule(Rule, Protocol):
    """A rule that needs title and text alone."""

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """Everything that it has against the wording."""
        ...


def problems(document: Document, context: Context, look: Look, *, items: frozenset[str] = NONE) -> Iterator[Problem]:
    """What ``look`` says of a document, with its places in the file; the text is judged even where no alert formed.

    ``items``: the names of the items that are judged too, each by itself, as a title is.
    """
    lines: Lines | None = None
    for one in look(written(document), context.contract):
        lines = lines or Lines(document.source)
        if one.field == "title":
            span = in_title(document, one.start, one.end)
        else:
            start = lines.offset(document.body_line)
            span = lines.span(start + one.start, start + one.end)
        exact = span.line == span.end_line and span.end_column - span.column == one.end - one.start
        fix = Fix(one.fixed) if one.fixed is not None and exact else None
        yield Problem(span, one.key, one.values or {}, fix=fix, severity=one.severity)
    for path, text in document.values.items():
        if path and path[-1] in items and path != ("title",):
            for one in look(replace(written(document), title=text, body=""), context.contract):
                yield Problem(document.place(*path), one.key, one.values or {}, severity=one.severity)


class _Written:
    """The writing of the document looked at last: the rules ask for it in turn."""

    def __init__(self) -> None:
        self._document: Document | None = None
        self._writing = Writing("", "")

    def by(self, document: Document) -> Writing:
        """Its title (empty where no alert formed) and text."""
        if self._document is not document:
            self._writing = _writing(document)
            self._document = document
        return self._writing


_written = _Written()


def written(document: Document) -> Writing:
    """Title (empty where no alert formed) and text of that document."""
    return _written.by(document)


def _writing(document: Document) -> Writing:
    alert = document.alert
    body, _ = text_of(document)
    if alert is None:
        return Writing("", body)
    return Writing(alert.title, body, alert.category, alert.case, alert.content, alert.follows, day_of(alert))
