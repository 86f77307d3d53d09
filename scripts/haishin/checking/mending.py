"""The fixes of the findings, applied: what ``check`` says and what ``mend`` does cannot differ.

A byte order mark and CRLF are gone as soon as the reader has read the text, so writing it back is their remedy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from haishin.checking.engine import check
from haishin.checking.registry import PERSONAL
from haishin.contract import Contract
from haishin.document import read
from haishin.document.decoding import decode
from haishin.document.lines import Lines
from haishin.model import Document, Finding, Severity, Spans
from haishin.reading import Tree
from haishin.reading.reading import bound_by
from haishin.rules import characters

_TRIALS = 64
_ROUNDS = 8  # a fix may make room for another; more would be two rules that undo each other


def mend(path: str, data: bytes, contract: Contract, tree: Tree) -> bytes:
    """The file with every safe remedy applied; unchanged where it cannot be read to its end. Raises RuleError.

    Never loses what could be read before: a fix after which the items say something else is left out, and a name that
    stands in the items, too, is not changed. Nor is anything that overlaps personal information, for in another
    spelling nobody might find it any more: that is a person's work.
    """
    text, whole = decode(data, [])
    if not whole:
        return data
    for _ in range(_ROUNDS):
        document = read(path, text.encode(), contract)
        found = check(document, contract, tree)
        fixes = apart(_meant(document, _public(found)))
        mended = _careful(document, fixes, partial(_sound, document, _told(found), contract, tree))
        if mended == text:
            break
        text = mended
    return text.encode()


def _public(findings: tuple[Finding, ...]) -> list[Finding]:
    """Without those that overlap something personal."""
    private = Spans(one.span for one in findings if one.private)
    return [one for one in findings if not private.touch(one.span)]


def _told(findings: Iterable[Finding]) -> Counter[tuple[str, Severity | None]]:
    """How much that is personal was found, by rule; how much of it surely."""
    private = [one for one in findings if one.private]
    sure = [(one.rule, one.severity) for one in private if one.severity is Severity.ERROR]
    return Counter([*((one.rule, None) for one in private), *sure])


def _meant(document: Document, findings: Iterable[Finding]) -> Iterable[Finding]:
    """Without what the drafter confirmed, and what would change in the text alone a name that stands in the items."""
    if document.alert is None:
        return findings
    said = (one for one in findings if not one.confirmed)
    bound = bound_by(document.alert)
    return [one for one in said if one.rule == characters.ID or not _touches(document, one, bound)] if bound else said


def _touches(document: Document, finding: Finding, texts: tuple[str, ...]) -> bool:
    """Whether the finding stands in one of those texts, in the line where it stands."""
    span = finding.span
    line = document.source.split("\n")[span.line - 1]
    return any(
        found.start() + 1 < span.end_column and span.column < found.end() + 1
        for text in texts
        for found in re.finditer(re.escape(text), line)
    )


def apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that carry a fix, none of which touches another; of two in one place the first."""
    chosen: list[Finding] = []
    for finding in sorted((one for one in findings if one.fix is not None), key=lambda one: one.order):
        last = chosen[-1].span if chosen else None
        begins = (finding.span.line, finding.span.column)
        if last is None or ((last.end_line, last.end_column) <= begins and last != finding.span):
            chosen.append(finding)
    return tuple(chosen)


def _careful(document: Document, fixes: tuple[Finding, ...], sound: Callable[[str], bool]) -> str:
    """With all of them, or without those that do harm; of too many that do, some that do none are left out, too."""
    kept: tuple[Finding, ...] = ()
    groups, tried = [fixes] if fixes else [], 0
    while groups and tried < _TRIALS:
        group, tried = groups.pop(), tried + 1
        both = tuple(sorted((*kept, *group), key=lambda one: one.order))
        if sound(_applied(document.source, both)):
            kept = both
        elif len(group) > 1:
            middle = len(group) // 2
            groups += (group[middle:], group[:middle])
    return _applied(document.source, kept)


def _sound(
    before: Document, told: Counter[tuple[str, Severity | None]], contract: Contract, tree: Tree, text: str
) -> bool:
    """Whether the same items are there, an alert where one was, and everything personal is found as it was before."""
    after = read(before.path, text.encode(), contract)
    if after.keys.keys() != before.keys.keys() or (after.alert is None and before.alert is not None):
        return False
    return not told or told <= _told(check(after, contract, tree, PERSONAL))


def _applied(source: str, fixes: tuple[Finding, ...]) -> str:
    lines = Lines(source)
    for finding in reversed(fixes):
        assert finding.fix is not None
        span = finding.span
        start, end = lines.bounds(span)
        source = source[:start] + finding.fix.replacement + source[end:]
    return source
