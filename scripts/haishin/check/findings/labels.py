"""Words for severities, counts, marks and clauses, which all reporters of findings share."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.core.catalogue import Message
from haishin.core.model import Finding, Language, Severity

SEVERITY = {
    Severity.ERROR: Message("check/findings/severity-error"),
    Severity.WARNING: Message("check/findings/severity-warning"),
    Severity.NOTE: Message("check/findings/severity-note"),
}
_COUNTED = {
    Severity.ERROR: Message("check/findings/counted-error"),
    Severity.WARNING: Message("check/findings/counted-warning"),
    Severity.NOTE: Message("check/findings/counted-note"),
}

STRENGTH = {severity: rank for rank, severity in enumerate(Severity)}  # errors first


def weight(finding: Finding) -> tuple[bool, int]:
    """Give the sort key of a list for approvers: what a person confirmed, then errors, warnings, notes."""
    return (not finding.confirmed, STRENGTH[finding.severity])


def counted(findings: Iterable[Finding], language: Language) -> str:
    """Count by severity: ``エラー 2 件、警告 1 件``; one without findings is left out."""
    have = [finding.severity for finding in findings]
    parts = [text.format(n=have.count(kind))[language] for kind, text in _COUNTED.items() if kind in have]
    return ("、" if language == "ja" else ", ").join(parts)


def total(findings: Iterable[Finding], language: Language, files: int) -> str:
    """Sum a report up in one line."""
    counts = counted(findings, language)
    return (Message("check/findings/total") if counts else Message("check/findings/clean")).format(
        counts=counts, files=files
    )[language]


def marked(finding: Finding, language: Language) -> str:
    """Show the mark that a confirmation names, ``(印 k3f9)``; empty where the finding cannot be confirmed."""
    return Message("check/findings/mark", mark=finding.mark)[language] if finding.mark else ""


def cited(clause: str, language: Language) -> str:
    """Cite a clause: ``要領 4(2)``, ``別表 T2``."""
    return (Message("check/findings/of-table") if clause.startswith("T") else Message("check/findings/clause")).format(
        clause=clause
    )[language]
