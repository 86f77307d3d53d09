"""Title and text alone, wherever they come from: a file has front matter, ``haishin scan`` perhaps the category."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from haishin.check.reading.items import AUTHORED
from haishin.core.model import Follows, Path
from haishin.core.text.normalising import narrowed, unquoted
from haishin.core.text.view import View

Field = Literal["title", "body"]
_SWINDLE = re.compile("詐欺|サギ|還付金|悪質商法|だまし")
_ARREST = re.compile("逮捕|検挙|送致")


@dataclass(frozen=True)
class Writing:
    """Title and text with items of the front matter; None: not known."""

    title: str
    body: str
    category: str | None = None  # a code or a Japanese name
    case: str | None = None
    content: str | None = None
    follows: Follows | None = None
    day: date | None = None  # of the front matter or the name of the file
    exercise: bool = False
    agreed: bool = False  # the family, to a search, or its consent was waived

    @cached_property
    def fields(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Title and text, each with the name of its field."""
        return ("title", self.title), ("body", self.body)

    @cached_property
    def swindle(self) -> bool:
        """Whether its words speak of a swindle."""
        return any(_SWINDLE.search(text) for _, text in self.fields)

    @cached_property
    def arrest(self) -> bool:
        """Whether its words speak of an arrest."""
        return any(_ARREST.search(text) for _, text in self.fields)

    @cached_property
    def unquoted(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Title and text with quotations blanked out: every offset stays."""
        return ("title", unquoted(self.title)), ("body", unquoted(self.body))

    @cached_property
    def narrow(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Title and text as written, full-width ASCII made narrow: every offset stays."""
        return ("title", narrowed(self.title)), ("body", narrowed(self.body))

    @cached_property
    def plain(self) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Title and text with quotations blanked out and full-width ASCII made narrow: every offset stays."""
        (_, title), (_, body) = self.unquoted
        return ("title", narrowed(title)), ("body", narrowed(body))

    def judged(self, *, quotes_pass: bool) -> tuple[tuple[Field, str], tuple[Field, str]]:
        """Choose ``plain`` if quotations pass, else ``narrow``."""
        return self.plain if quotes_pass else self.narrow


@dataclass(frozen=True)
class Version:
    """Title, text and items as they are written or as they are shown.

    A view knows the place of each shown character in the written text; it is None if both texts are the same.
    """

    writing: Writing
    values: Mapping[Path, str]  # as in `Document`, with the shown texts
    shown: bool = False
    body: View | None = None
    items: Mapping[Path, View] = field(default_factory=dict)  # of each item whose shown text differs

    @cached_property
    def authored(self) -> tuple[tuple[Path, Writing], ...]:
        """Each item that is written in words, but the title, as a writing of its own, which has it for its title."""
        return tuple(
            (path, replace(self.writing, title=text, body=""))
            for path, text in self.values.items()
            if path and path[-1] in AUTHORED and path != ("title",)
        )

    def in_body(self, start: int, end: int) -> tuple[int, int]:
        """Find a stretch of its text in the text as written."""
        if self.body is None:
            return start, end
        return self.body.span(start, end)

    def in_item(self, path: Path, start: int, end: int) -> tuple[int, int]:
        """Find a stretch of an item in the item as written."""
        if path not in self.items:
            return start, end
        return self.items[path].span(start, end)
