"""Findings for a terminal: place, message, the line with its underline, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from haishin.check.findings import pasting
from haishin.check.findings.labels import SEVERITY, cited, marked, total
from haishin.core.catalogue import Message
from haishin.core.escaping import line_start, pieces, visible, width
from haishin.core.masking import Mask
from haishin.core.model import WHOLE_FILE, Finding, Language, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_BEFORE, _AFTER = 40, 80  # code points of a long line shown before and from the column


def report(
    findings: Sequence[Finding],
    sources: Mapping[str, str],
    language: Language,
    files: int,
    *,
    colour: bool = False,
) -> str:
    """List each as ``path:line:column severity rule [clause]`` with message, source line and hint; the sum at the end.

    Below the findings of a file stand the lines that its drafter may paste.
    """
    mask = Mask(findings, sources)
    lines: list[str] = []
    for path, of_file in groupby(mask.findings, key=lambda finding: finding.path):
        in_file = list(of_file)
        for finding in in_file:
            lines += [*_finding(finding, mask, language, colour), ""]
        if instruction := pasting.confirming(in_file, sources.get(path, ""), language):
            lines += [*instruction, ""]
    return "\n".join([*lines, total(findings, language, files), ""])


def _finding(finding: Finding, mask: Mask, language: Language, colour: bool) -> Iterator[str]:
    span = finding.span
    severity = SEVERITY[finding.severity][language]
    if colour:
        severity = f"\x1b[1;{_COLOURS[finding.severity]}m{severity}\x1b[0m"
    rule = finding.rule
    if finding.clause:
        rule += f" [{cited(finding.clause, language, ours=finding.ours)}]"
    place = f"{line_start(finding.path)}:{span.line}:{span.column}"
    yield f"{place} {severity} {rule}{marked(finding, language)}"
    yield f"  {line_start(finding.message[language])}"
    yield from _source(finding, mask, language)
    yield f"  → {visible(finding.hint[language])}"


def _source(finding: Finding, mask: Mask, language: Language) -> Iterator[str]:
    span = finding.span
    line, plain = mask.line(finding.path, span.line)
    margin = f"  {span.line:>4} | "
    if not plain:
        yield f"{margin}{visible(line)} {Message('check/findings/withheld')[language]}"
        return
    if not line or span == WHOLE_FILE:
        return
    first = max(0, span.column - 1 - _BEFORE)
    last = min(len(line), span.column - 1 + _AFTER)
    shown = pieces(line[first:last])
    start = span.column - 1 - first
    end = len(shown)
    if span.end_line == span.line:
        end = span.end_column - 1 - first
    before, marked, rest = "".join(shown[:start]), "".join(shown[start:end]), "".join(shown[start:])
    if first:
        before = f"…{before}"
    if last < len(line):
        rest = f"{rest}…"
    yield f"{margin}{before}{rest}"
    yield f"  {'':>4} | {' ' * width(before)}{'^' * max(1, width(marked))}"
