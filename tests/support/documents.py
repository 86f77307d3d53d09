"""Documents and findings in short form, for the tests of reader and rules."""

from __future__ import annotations

from haishin.check.document import read
from haishin.check.document.sample import PATH
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.model import Document, Finding
from support.contract import shipped


def document(text: str | bytes, path: str = PATH) -> Document:
    """What the reader makes of it."""
    return read(path, text if isinstance(text, bytes) else text.encode(), shipped())


def findings(text: str | bytes, path: str = PATH, tree: Tree | None = None) -> tuple[Finding, ...]:
    """What reader and rules say of it."""
    return check(document(text, path), shipped(), tree or Tree())


def brief(found: tuple[Finding, ...]) -> list[tuple[str, int, int]]:
    """Rule, line, column of each."""
    return [(finding.rule, finding.span.line, finding.span.column) for finding in found]


def said(found: tuple[Finding, ...]) -> list[tuple[int, int, int, int, str, str]]:
    """Span and both messages of each."""
    return [
        (one.span.line, one.span.column, one.span.end_line, one.span.end_column, one.message.ja, one.message.en)
        for one in found
    ]
