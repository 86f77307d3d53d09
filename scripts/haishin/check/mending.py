"""The fixes of the findings, applied: what ``check`` reports and what ``mend`` changes cannot differ.

A byte order mark and CRLF are gone as soon as the reader has read the text, so writing it back is their remedy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from haishin.check.document import read
from haishin.check.document.decoding import decode
from haishin.check.document.lines import Lines
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.check.reading.reading import bound_by
from haishin.check.rule_registry import PERSONAL
from haishin.check.rules import characters
from haishin.core.contract import Contract
from haishin.core.model import Document, Finding, Severity, Spans

_TRIALS = 64
_ROUNDS = 8  # a fix may make room for another; more would be two rules that undo each other


def mend(path: str, data: bytes, contract: Contract, tree: Tree) -> bytes:
    """Apply every safe remedy to the file; unchanged if it cannot be read to its end. Raises RuleError.

    Never loses a readable item: a fix that changes the meaning of the items is left out, and a name that stands in the
    items, too, is not changed. Nor is a text that overlaps personal information, which might not be found in another
    spelling: that is a person's work.
    """
    text, whole = decode(data, [])
    if not whole:
        return data
    for _ in range(_ROUNDS):
        document = read(path, text.encode(), contract)
        mended = applied(document.source, remedies(document, check(document, contract, tree), contract, tree))
        if mended == text:
            break
        text = mended
    return text.encode()


def remedies(document: Document, findings: tuple[Finding, ...], contract: Contract, tree: Tree) -> tuple[Finding, ...]:
    """Choose the findings whose fixes do no harm, in their order."""
    fixes = apart(_meant(document, _public(findings)))
    return _careful(document, fixes, partial(_sound, document, _private_counts(findings), contract, tree))


def _public(findings: tuple[Finding, ...]) -> list[Finding]:
    """Keep the findings that overlap nothing personal."""
    private = Spans(finding.span for finding in findings if finding.private)
    return [finding for finding in findings if not private.touch(finding.span)]


def _private_counts(findings: Iterable[Finding]) -> Counter[tuple[str, Severity | None]]:
    """Count the personal findings by rule, and those of them that are certain."""
    private = [finding for finding in findings if finding.private]
    sure = [(finding.rule, finding.severity) for finding in private if finding.severity is Severity.ERROR]
    return Counter([*((finding.rule, None) for finding in private), *sure])


def _meant(document: Document, findings: Iterable[Finding]) -> Iterable[Finding]:
    """Keep the findings that are not confirmed, and whose fix leaves alone the names that text and items share."""
    if document.sketch is None:
        return findings
    open_findings = [finding for finding in findings if not finding.confirmed]
    bound = bound_by(document.sketch)
    return [
        finding
        for finding in open_findings
        if not bound or finding.rule == characters.ID or not _touches(document, finding, bound)
    ]


def _touches(document: Document, finding: Finding, texts: tuple[str, ...]) -> bool:
    """Whether the finding touches any of those texts in its line."""
    span = finding.span
    line = document.source.split("\n")[span.line - 1]
    return any(
        match.start() + 1 < span.end_column and span.column < match.end() + 1
        for text in texts
        for match in re.finditer(re.escape(text), line)
    )


def apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep the findings that carry a fix and touch no other; of two at the same place the first."""
    chosen: list[Finding] = []
    fixable = (finding for finding in findings if finding.fix is not None)
    for finding in sorted(fixable, key=lambda finding: finding.order):
        if not chosen:
            chosen.append(finding)
            continue
        last, begins = chosen[-1].span, (finding.span.line, finding.span.column)
        if (last.end_line, last.end_column) <= begins and last != finding.span:
            chosen.append(finding)
    return tuple(chosen)


def _careful(document: Document, fixes: tuple[Finding, ...], sound: Callable[[str], bool]) -> tuple[Finding, ...]:
    """Choose the fixes that do no harm, found by halving; after ``_TRIALS`` trials those not yet tried are left out."""
    accepted: tuple[Finding, ...] = ()
    groups, tried = [fixes] if fixes else [], 0
    while groups and tried < _TRIALS:
        group, tried = groups.pop(), tried + 1
        both = tuple(sorted((*accepted, *group), key=lambda finding: finding.order))
        if sound(applied(document.source, both)):
            accepted = both
        elif len(group) > 1:
            middle = len(group) // 2
            groups += (group[middle:], group[:middle])
    return accepted


def _sound(
    before: Document, counts: Counter[tuple[str, Severity | None]], contract: Contract, tree: Tree, text: str
) -> bool:
    """Whether the items are the same, an alert is still an alert, and all personal findings are as before."""
    after = read(before.path, text.encode(), contract)
    if after.keys.keys() != before.keys.keys() or (after.alert is None and before.alert is not None):
        return False
    return not counts or counts <= _private_counts(check(after, contract, tree, PERSONAL))


def applied(source: str, fixes: tuple[Finding, ...]) -> str:
    """Apply the fixes, which touch no other and stand in their order."""
    lines = Lines(source)
    for finding in reversed(fixes):
        assert finding.fix is not None
        span = finding.span
        start, end = lines.bounds(span)
        source = source[:start] + finding.fix.replacement + source[end:]
    return source
