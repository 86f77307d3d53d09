"""What a rule is, what it is given and what it yields; each module of this room is one rule, ``words/`` their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from haishin.contract import Contract
from haishin.model import Fix, Severity, Span, Text
from haishin.reading import Field, Reading, Version, Writing
from haishin.reading.items import NONE


@dataclass(frozen=True, slots=True)
class Problem:
    """``key`` names message and hint of the rule, ``values`` fill their holes; the rest as in ``Finding``.

    ``shown``: it stands in what is shown; told where nothing of the kind is found in these lines as written.
    """

    span: Span
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    private: bool = False
    fix: Fix | None = None
    severity: Severity | None = None  # where one rule knows certain and uncertain cases
    matched: str = field(default="", repr=False)
    shown: bool = False


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


class Described(Protocol):
    """A rule as RULES.md shows it: everything but its check."""

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
        """One Japanese sentence for the index: what is found, and what to do about it."""
        ...

    @property
    def SEVERITY(self) -> Severity:
        """What its problems are unless they say otherwise."""
        ...

    @property
    def MESSAGES(self) -> Mapping[str, Text]:
        """What it says, by key."""
        ...

    @property
    def HINTS(self) -> Mapping[str, Text]:
        """What to do about it, by the same key."""
        ...

    @property
    def GOOD(self) -> tuple[str, ...]:
        """Whole files to which it has nothing to say."""
        ...

    @property
    def BAD(self) -> tuple[tuple[str, str], ...]:
        """Whole files, each behind the key of the message it earns."""
        ...


class Rule(Described, Protocol):
    """One module of this room."""

    def check(self, reading: Reading) -> Iterator[Problem]:
        """Everything that this rule has against the document."""
        ...


class WordingRule(Rule, Protocol):
    """A rule that needs title and text alone."""

    def look(self, writing: Writing, contract: Contract) -> Iterator[Stretch]:
        """Everything that it has against the wording."""
        ...


def problems(reading: Reading, look: Look, *, items: frozenset[str] = NONE) -> Iterator[Problem]:
    """What ``look`` says of a document as written and as shown; the text is judged even where no alert formed.

    ``items``: the names of the items that are judged too, each by itself, as a title is.
    """
    for version in reading.versions:
        for one in look(version.writing, reading.contract):
            yield _problem(reading, version, one)
        for path, text in version.values.items():
            if path and path[-1] in items and path != ("title",):
                for one in look(replace(version.writing, title=text, body=""), reading.contract):
                    place = reading.place(*path)
                    yield Problem(place, one.key, one.values or {}, severity=one.severity, shown=version.shown)


def _problem(reading: Reading, version: Version, one: Stretch) -> Problem:
    """With its place in the file; what marks cut has no fix."""
    span = reading.span(version, one.field, one.start, one.end)
    values = one.values or {}
    if version.shown:
        matched = dict(version.writing.fields)[one.field][one.start : one.end]
        return Problem(span, one.key, values, severity=one.severity, matched=matched, shown=True)
    exact = span.line == span.end_line and span.end_column - span.column == one.end - one.start
    fix = Fix(one.fixed) if one.fixed is not None and exact else None
    return Problem(span, one.key, values, fix=fix, severity=one.severity)
