"""Findings as Markdown for the summary of a workflow run; GitHub refuses one above 1 MiB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from haishin.check.findings import pasting
from haishin.check.findings.labels import SEVERITY, cited, marked, total, weight
from haishin.core.catalogue import Message
from haishin.core.escaping import code, fenced, plain
from haishin.core.masking import Mask
from haishin.core.model import Finding, Language

LIMIT = 1 << 20  # bytes
_TAIL = 4096  # kept free for the last lines


def report(findings: Sequence[Finding], sources: Mapping[str, str], language: Language, files: int) -> str:
    """Write heading, sum and a table: confirmed findings, then errors first; rows beyond the limit are only counted."""
    mask = Mask(findings, sources)
    masked = sorted(mask.findings, key=weight)
    parts = [f"{Message('check/findings/summary-title')[language]}\n\n{total(masked, language, files)}\n"]
    if masked:
        parts.append(f"\n{Message('check/findings/summary-head')[language]}\n")
    size = sum(len(part.encode()) for part in parts)
    for number, finding in enumerate(masked):
        row = _row(finding, language)
        size += len(row.encode())
        if size > LIMIT - _TAIL:
            rest = Message("check/findings/summary-cut", n=len(masked) - number)
            parts.append(f"\n{rest[language]}\n")
            break
        parts.append(row)
    for path, source in sources.items():
        pasted = pasting.confirming((finding for finding in mask.findings if finding.path == path), source, language)
        if pasted is None:
            continue
        part = f"\n{code(path)}: {pasted[0]}\n\n{fenced(pasted[1])}\n"
        size += len(part.encode())
        if size <= LIMIT:
            parts.append(part)
    return "".join(parts)


def _row(finding: Finding, language: Language) -> str:
    place = code(f"{finding.path}:{finding.span.line}:{finding.span.column}")
    rule = f"{code(finding.rule)}{marked(finding, language)}"
    if finding.clause:
        rule += f"<br>{plain(cited(finding.clause, language, ours=finding.ours))}"
    says = f"{plain(finding.message[language])}<br>→ {plain(finding.hint[language])}"
    return f"| {SEVERITY[finding.severity][language]} | {place} | {rule} | {says} |\n"
