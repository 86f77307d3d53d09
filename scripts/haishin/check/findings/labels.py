"""Words for severities, counts, marks and clauses, which all reporters of findings share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from haishin.core.catalogue import Message, listed
from haishin.core.model import Finding, Language, Severity

if TYPE_CHECKING:  # the help of every verb reads this module
    from haishin.core.contract.policy import Policy

SEVERITY = {severity: Message(f"check/findings/severity-{severity}") for severity in Severity}
STRENGTH = {severity: rank for rank, severity in enumerate(Severity)}  # errors first


def weight(finding: Finding) -> tuple[bool, int]:
    """Give the sort key of a list for approvers: confirmed findings, then errors, warnings, notes."""
    return (not finding.confirmed, STRENGTH[finding.severity])


def counted(findings: Iterable[Finding], language: Language) -> str:
    """Count by severity: ``エラー 2 件、警告 1 件``; a severity without findings is left out."""
    counts = Counter(finding.severity for finding in findings)
    there = [severity for severity in Severity if counts[severity]]
    return listed(Message(f"check/findings/counted-{severity}", n=counts[severity]) for severity in there)[language]


def total(findings: Iterable[Finding], language: Language, files: int) -> str:
    """Sum a report up in one line."""
    counts = counted(findings, language)
    if not counts:
        return Message("check/findings/clean", files=files)[language]
    return Message("check/findings/total", counts=counts, files=files)[language]


def marked(finding: Finding, language: Language) -> str:
    """Show the mark that a confirmation names, ``(印 k3f9)``; empty if the finding cannot be confirmed."""
    if not finding.mark:
        return ""
    return Message("check/findings/mark", mark=finding.mark)[language]


def cited(clause: str, language: Language, *, ours: bool = False) -> str:
    """Cite a clause: ``要領 4(2)``, ``別表 T2``; a clause of the force's own by its name alone."""
    if ours:
        return clause
    if clause.startswith("T"):
        return Message("check/findings/clause-of-table", clause=clause)[language]
    return Message("check/findings/clause", clause=clause)[language]


def clause_sentence(clause: str, policy: Policy) -> str:
    """Write a clause's sentence as it stands behind its name: quoted, or said if it is the force's own."""
    own = policy.sentence(clause)
    if not own:
        return ""
    return f":{own}" if policy.is_ours(clause) else f"「{own}」"
