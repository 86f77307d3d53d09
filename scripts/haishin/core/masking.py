"""Never print the text of a private finding, nor a line that holds it (ARCHITECTURE.md, what must always hold, 3)."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from haishin.core.catalogue import Message
from haishin.core.model import Finding, Span, Spans, Text

_LONGEST = 12  # more dots would only tell a length
_SHORTEST = 3  # what is shorter is hidden where it was found: elsewhere it is part of every other word,
_SURNAME = re.compile("[一-鿿々]{2}|[ァ-ヶー]{2}")  # except this, where no other such character joins it
_JOINED = tuple(re.compile(f"[{kind}]") for kind in ("0-9", "A-Za-z"))  # letters that go on make another word
_JOINED_SHORT = (*_JOINED, *(re.compile(f"[{kind}]") for kind in ("一-鿿々", "ァ-ヶー")))
_FORMS = 8  # shown of one line, which may hold a thousand


@dataclass(frozen=True, slots=True, order=True)
class PrivateSpan:
    """A private part of a line: columns from 1, half-open, and the rule that found it."""

    start: int
    end: int
    kind: str


def masked_form(kind: str, length: int) -> str:
    """Give the stand-in for a private text of that many code points."""
    return f"［{kind} {'●' * max(1, min(length, _LONGEST))}］"


def masked_line(source_line: str, spans: Sequence[PrivateSpan]) -> str:
    """Show the line itself when nothing in it is private; else only its first masked forms, nothing around them."""
    if not spans:
        return source_line
    first = heapq.nsmallest(_FORMS, spans)
    forms = [masked_form(part.kind, min(part.end, len(source_line) + 1) - part.start) for part in first]
    return f"…{'…'.join(forms)}…"


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a word of its own: 1234 does not stand in 12345, nor 前橋 in 前橋警察署."""
    kinds = _JOINED if end - start >= _SHORTEST else _JOINED_SHORT
    for edge, beside in ((text[start], text[start - 1 : start]), (text[end - 1], text[end : end + 1])):
        if any(kind.match(edge) and kind.match(beside) for kind in kinds):
            return False
    return True


class _Words:
    """The private texts of a file, each with the rule that found it, in any case.

    They are looked up by beginning and length: a pattern of a thousand of them would be tried at each letter.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        lengths: dict[str, set[int]] = {}
        for form in kinds:
            lengths.setdefault(form[0].casefold(), set()).add(len(form))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}

    def mask(self, text: str) -> str:
        """Replace each of them in a text by its masked form."""
        shown, last = [], 0
        for start, end, kind in self._places(text):
            shown += [text[last:start], masked_form(kind, end - start)]
            last = end
        return "".join((*shown, text[last:]))

    def spans(self, line: str) -> Iterator[PrivateSpan]:
        """Find them in a line."""
        for start, end, kind in self._places(line):
            yield PrivateSpan(start + 1, end + 1, kind)

    def _places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and rule of each, from left to right, none overlapping; of several the longest."""
        last = 0
        if not self._kinds:
            return
        for start, first in enumerate(text):
            if start < last:
                continue
            for length in self._lengths.get(first.casefold(), ()):
                end = start + length
                form = text[start:end]
                kind = self._kinds.get(form) or self._kinds.get(form.casefold())
                if kind is not None and end <= len(text) and _stands_alone(text, start, end):
                    yield start, end, kind
                    last = end
                    break


_NO_WORDS = _Words({})


class Mask:
    """The findings of a run with everything private taken out, and the source lines that may be shown.

    A finding that overlaps a private finding quotes nothing: it would quote the private text in some spelling. Its
    place and rule remain. A private text of a file hides nothing of another file. ``findings`` are sorted by place; a
    path stays as it is, for it names the place and the forge shows it anyway.
    """

    def __init__(self, findings: Iterable[Finding], sources: Mapping[str, str]) -> None:
        ordered = sorted(findings, key=lambda finding: finding.order)
        self._lines = {path: source.split("\n") for path, source in sources.items()}
        self._spans: dict[tuple[str, int], list[PrivateSpan]] = {}
        self._shown: dict[tuple[str, int], tuple[str, bool]] = {}
        learnt: dict[str, dict[str, str]] = {}
        private: dict[str, list[Span]] = {}
        for finding in ordered:
            if finding.private:
                private.setdefault(finding.path, []).append(finding.span)
                self._learn(finding, learnt.setdefault(finding.path, {}))
        self._words = {path: _Words(kinds) for path, kinds in learnt.items()}
        self._places = {path: Spans(spans) for path, spans in private.items()}
        self._all = _Words({form: kind for kinds in learnt.values() for form, kind in kinds.items()})
        self.findings = tuple(self._masked(finding) for finding in ordered)

    def text(self, text: str) -> str:
        """Mask a text about all the files: each private text in it, of whatever file."""
        return self._all.mask(text)

    def line(self, path: str, number: int) -> tuple[str, bool]:
        """Show a line (from 1) as far as it may be shown, and whether that is the line itself; empty without a line."""
        lines = self._lines.get(path, [])
        if not 1 <= number <= len(lines):
            return "", True
        if (path, number) not in self._shown:
            self._shown[path, number] = self._line(path, number, lines[number - 1])
        return self._shown[path, number]

    def words(self, finding: Finding) -> str:
        """Quote the words of the finding; empty if its lines may not be shown, or if it has no words."""
        span, lines = finding.span, self._lines.get(finding.path, [])
        parts = list(_parts(span, lines))
        if not all(self.line(finding.path, number)[1] for number, _, _ in parts):
            return ""
        return " ".join(lines[number - 1][start - 1 : end - 1] for number, start, end in parts).strip()

    def _line(self, path: str, number: int, line: str) -> tuple[str, bool]:
        words = self._words.get(path, _NO_WORDS)
        spans = self._spans.get((path, number), []) or list(words.spans(line))
        return masked_line(line, spans), not spans

    def _learn(self, finding: Finding, kinds: dict[str, str]) -> None:
        lines = self._lines.get(finding.path, [])
        parts = []
        for number, start, end in _parts(finding.span, lines):
            self._spans.setdefault((finding.path, number), []).append(PrivateSpan(start, end, finding.rule))
            parts.append(lines[number - 1][start - 1 : end - 1])
        whole = "\n".join(parts)
        # A line break inside must not hide the parts; a part of mere punctuation would mask every sentence.
        for text in (whole, finding.matched, *(part for part in parts if any(map(str.isalnum, part)))):
            for form in (text.strip(), unicodedata.normalize("NFKC", text).strip()):
                if len(form) >= _SHORTEST or _SURNAME.fullmatch(form):
                    kinds.setdefault(form.casefold(), finding.rule)
                    kinds.setdefault(form, finding.rule)

    def _masked(self, finding: Finding) -> Finding:
        words = self._words.get(finding.path, _NO_WORDS)
        if not finding.private and finding.path in self._places and self._places[finding.path].touch(finding.span):
            if finding.constant:
                return replace(finding, fix=None, matched="")
            hidden = Message("core/overlaps-private")
            return replace(finding, message=hidden, hint=hidden.remedy, fix=None, matched="")
        fix = finding.fix
        tells = fix is not None and (finding.private or words.mask(fix.replacement) != fix.replacement)
        if tells:
            fix = None
        message = Text(words.mask(finding.message.ja), words.mask(finding.message.en))
        hint = Text(words.mask(finding.hint.ja), words.mask(finding.hint.en))
        return replace(finding, message=message, hint=hint, fix=fix, matched="")


def _parts(span: Span, lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Give (line, first column, column after the last) for each line of the span that exists."""
    for number in range(max(span.line, 1), min(span.end_line, len(lines)) + 1):
        start, end = 1, len(lines[number - 1]) + 1
        if number == span.line:
            start = max(span.column, 1)
        if number == span.end_line:
            end = span.end_column
        yield number, start, max(end, start)
