"""The unified difference of a fix in a file; lines that hold something private stay masked.

Below a masked line stand the changed characters, if none of them is private.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from haishin.core.catalogue import Message
from haishin.core.escaping import visible
from haishin.core.masking import Mask
from haishin.core.model import Finding, Language, Span

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_LONGEST = 12  # characters of one change that are shown
_WIDEST = 1000  # characters of a line that is looked into


def difference(
    path: str, before: tuple[str, Sequence[Finding]], after: tuple[str, Sequence[Finding]], language: Language
) -> str:
    """Write the lines that differ, with three around them; each side is a text and its findings.

    An invisible character (a byte order mark, a carriage return) is written as ``<U+FEFF>``. A text that is private
    on a side is private on both. Lines that begin with a backslash are remarks, as those of ``diff`` are.
    """
    sides = _Sides(before, after, language)
    rows = [f"--- a/{visible(path)}", f"+++ b/{visible(path)}"]
    old, new = (side.lines for side in sides.both)
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes():
        first, last = group[0], group[-1]
        rows.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@")
        for kind, *bounds in group:
            if kind == "equal":
                rows += sides.lines(" ", sides.both[0], range(*bounds[:2]))
                continue
            rows += sides.lines("-", sides.both[0], range(*bounds[:2]))
            rows += sides.lines("+", sides.both[1], range(*bounds[2:]))
            rows += sides.changed_characters(range(*bounds[:2]), range(*bounds[2:]))
    return "".join(f"{row}\n" for row in rows)


@dataclass(frozen=True, slots=True)
class _Side:
    """A text of the difference."""

    lines: list[str]  # as they are
    private: dict[int, list[tuple[int, int]]]  # its columns by line, as the reader numbers them (from 0, half-open)
    first: int  # its first line in the text of both


class _Sides:
    """Both texts under one mask."""

    def __init__(
        self, before: tuple[str, Sequence[Finding]], after: tuple[str, Sequence[Finding]], language: Language
    ) -> None:
        self._language = language
        # As the reader numbers the lines, so that masks fall on the right ones.
        read = [text.removeprefix("\ufeff").replace("\r\n", "\n") for text, _ in (before, after)]
        shifts = (0, read[0].count("\n") + 1)
        findings = [
            replace(finding, path="", span=_lower(finding.span, shift))
            for shift, (_, side) in zip(shifts, (before, after), strict=True)
            for finding in side
        ]
        self._mask = Mask(findings, {"": "\n".join(read)})
        self.both = tuple(
            _Side(_LINE.findall(text), _private(side), shift)
            for shift, (text, side) in zip(shifts, (before, after), strict=True)
        )

    def lines(self, sign: str, side: _Side, rows: range) -> Iterator[str]:
        """Write those lines, each behind the sign."""
        for index in rows:
            line, plain = self._mask.line("", side.first + index + 1)
            if plain:
                line = side.lines[index].removesuffix("\n")
            yield sign + visible(line)
            if not side.lines[index].endswith("\n"):
                yield Message("check/no-newline")[self._language]

    def changed_characters(self, old: range, new: range) -> Iterator[str]:
        """Say the changes in masked lines that as many lines replace."""
        if len(old) != len(new):
            return
        for was, now in zip(old, new, strict=True):
            changes = list(dict.fromkeys(self._changes(was, now)))
            if changes:
                yield Message("check/changed", changes=" ".join(changes))[self._language]

    def _changes(self, was: int, now: int) -> Iterator[str]:
        pairs = list(zip(self.both, (was, now), strict=True))
        masked = [not self._mask.line("", side.first + at + 1)[1] for side, at in pairs]
        texts = [side.lines[at].removeprefix("\ufeff").rstrip("\r\n") for side, at in pairs]
        if not any(masked) or max(map(len, texts)) > _WIDEST:
            return
        private = [side.private.get(at, []) for side, at in pairs]
        known = all(bool(columns) for columns, hides in zip(private, masked, strict=True) if hides)
        for kind, *bounds in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            parts = (bounds[:2], bounds[2:])
            words = [text[start:end] for text, (start, end) in zip(texts, parts, strict=True)]
            hidden = not known or any(
                begin < end and start < last
                for columns, (start, end) in zip(private, parts, strict=True)
                for begin, last in columns
            )
            if hidden or any(len(word) > _LONGEST or self._mask.text(word) != word for word in words):
                yield Message("check/hidden")[self._language]
            else:
                yield "→".join(map(self._quoted, words))

    def _quoted(self, word: str) -> str:
        if not word:
            return Message("check/nothing")[self._language]
        return f"「{visible(word)}」"


def _lower(span: Span, lines: int) -> Span:
    return Span(span.line + lines, span.column, span.end_line + lines, span.end_column)


def _private(findings: Sequence[Finding]) -> dict[int, list[tuple[int, int]]]:
    rows: dict[int, list[tuple[int, int]]] = {}
    for finding in findings:
        span = finding.span
        for line in range(span.line, span.end_line + 1) if finding.private else ():
            start = span.column - 1 if line == span.line else 0
            rows.setdefault(line - 1, []).append((start, span.end_column - 1 if line == span.end_line else _WIDEST))
    return rows


def _range(start: int, end: int) -> str:
    """Write lines as the head of a hunk does: ``start,count``."""
    size = end - start
    if size == 1:
        return f"{start + 1}"
    return f"{start + 1 if size else start},{size}"
