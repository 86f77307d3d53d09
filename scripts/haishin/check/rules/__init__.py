"""The interface of a rule, its input and its output. Each module is a rule; ``words/`` holds their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from haishin.check.reading import Field, Reading, Version, Writing
from haishin.check.reading.items import NONE
from haishin.core.contract import Contract
from haishin.core.model import Fix, Severity, Span, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """A violation of a rule; a field without an explanation is as in ``Finding``."""

    span: Span
    key: str  # of the rule's message and hint
    values: Mapping[str, object] = field(default_factory=dict)  # for the placeholders of both
    private: bool = False
    fix: Fix | None = None
    severity: Severity | None = None  # if the rule has certain and uncertain cases
    matched: str = field(default="", repr=False)
    shown: bool = False  # found in the text as shown; reported if these lines as written have no such problem


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a field, offsets in code points from 0, half-open; the rest as in ``Problem``."""

    field: Field
    start: int
    end: int
    key: str
    values: Mapping[str, object] | None = None
    severity: Severity | None = None
    fixed: str | None = None


Look = Callable[[Writing, Contract], Iterator[Stretch]]


class Described(Protocol):
    """What RULES.md shows of a rule: everything but its check."""

    @property
    def ID(self) -> str:
        """Its name, kebab-case."""
        ...

    @property
    def NAME(self) -> Text:
        """What an officer calls it, a few words without punctuation."""
        ...

    @property
    def SUMMARY(self) -> str:
        """A Japanese sentence for the index: the problem and its remedy."""
        ...

    @property
    def SEVERITY(self) -> Severity:
        """The severity of its problems unless they carry their own."""
        ...

    @property
    def MESSAGES(self) -> Mapping[str, Text]:
        """Its messages, by key."""
        ...

    @property
    def HINTS(self) -> Mapping[str, Text]:
        """What to do about each message, by the same key."""
        ...

    @property
    def GOOD(self) -> tuple[str, ...]:
        """Whole files without a problem of it."""
        ...

    @property
    def BAD(self) -> tuple[tuple[str, str], ...]:
        """Whole files, each behind the key of the message that it earns."""
        ...


class Rule(Described, Protocol):
    """The interface of a module of this room."""

    def check(self, reading: Reading) -> Iterator[Problem]:
        """Yield the problems of a document."""
        ...


class WordingRule(Rule, Protocol):
    """The interface of a rule that needs title and text alone."""

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """Yield the problems of a wording."""
        ...


def problems(reading: Reading, look: Look, *, items: frozenset[str] = NONE) -> Iterator[Problem]:
    """Yield the findings of ``look`` in a document as written and as shown; the text is judged even without an alert.

    ``items``: the items in words that are judged too, each by itself, as a title is.
    """
    for version in reading.versions:
        for stretch in look(version.writing, reading.contract):
            yield _problem(reading, version, stretch)
        if not items:
            continue
        for path, writing in version.authored:
            if path[-1] in items:
                for stretch in look(writing, reading.contract):
                    place = reading.place(*path)
                    yield Problem(
                        place, stretch.key, stretch.values or {}, severity=stretch.severity, shown=version.shown
                    )


def _problem(reading: Reading, version: Version, stretch: Stretch) -> Problem:
    """Turn a stretch into a problem with its place in the file; a stretch that marks cut gets no fix."""
    span = reading.span(version, stretch.field, stretch.start, stretch.end)
    values = stretch.values or {}
    if version.shown:
        matched = dict(version.writing.fields)[stretch.field][stretch.start : stretch.end]
        return Problem(span, stretch.key, values, severity=stretch.severity, matched=matched, shown=True)
    exact = span.line == span.end_line and span.end_column - span.column == stretch.end - stretch.start
    fix = None
    if stretch.fixed is not None and exact:
        fix = Fix(stretch.fixed)
    return Problem(span, stretch.key, values, fix=fix, severity=stretch.severity)
