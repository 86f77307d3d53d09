"""Findings as JSON, for other tools; lines and columns from 1, in code points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from haishin.core.escaping import json_text
from haishin.core.masking import Mask
from haishin.core.model import Finding, Language


def report(findings: Sequence[Finding], sources: Mapping[str, str], language: Language, files: int) -> str:
    """Write ``{"findings": […], "files": n}``; a private finding offers no fix, for a fix could repeat the text."""
    masked = Mask(findings, sources).findings
    return json_text({"findings": [_finding(finding, language) for finding in masked], "files": files})


def _finding(finding: Finding, language: Language) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "clause": finding.clause,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "message": finding.message[language],
        "hint": finding.hint[language],
        "private": finding.private,
        "mark": finding.mark or None,
        "fix": None if finding.fix is None else {"replacement": finding.fix.replacement},
    }
