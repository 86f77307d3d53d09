"""Words for severities, counts, marks and clauses, which all reporters of findings share."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.core.model import Finding, Language, Severity, Text

SEVERITY = {
    Severity.ERROR: Text("エラー", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.NOTE: Text("参考", "note"),
}
_COUNTED = {
    Severity.ERROR: Text("エラー {n} 件", "{n} error(s)"),
    Severity.WARNING: Text("警告 {n} 件", "{n} warning(s)"),
    Severity.NOTE: Text("参考 {n} 件", "{n} note(s)"),
}
_CLEAN = Text("指摘はありません({files} ファイル)。", "No findings ({files} file(s)).")
_TOTAL = Text("{counts}({files} ファイル)", "{counts} ({files} file(s))")
_CLAUSE = Text("要領 {clause}", "guideline {clause}")
_MARK = Text("(印 {mark})", " (mark {mark})")
_OF_TABLE = Text("別表 {clause}", "table {clause}")

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
    return (_TOTAL if counts else _CLEAN).format(counts=counts, files=files)[language]


def marked(finding: Finding, language: Language) -> str:
    """Show the mark that a confirmation names, ``(印 k3f9)``; empty where the finding cannot be confirmed."""
    return _MARK.format(mark=finding.mark)[language] if finding.mark else ""


def cited(clause: str, language: Language) -> str:
    """Cite a clause: ``要領 4(2)``, ``別表 T2``."""
    return (_OF_TABLE if clause.startswith("T") else _CLAUSE).format(clause=clause)[language]
