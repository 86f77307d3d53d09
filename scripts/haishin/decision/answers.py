"""What the drafter answers before anybody is asked (policy's ``answer_first``): nobody approves what he may not see."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.contract.policy import PRIVATE
from haishin.decision.aspect import Aspect
from haishin.model import Case, Finding, Kind, Reason, Severity, Text, What


def answers(case: Case, contract: Contract) -> Aspect:
    """One reason a clause; it names line and rule, and nothing that the drafter wrote."""
    by_clause: dict[str | None, list[Finding]] = {}
    for one in unanswered(case, contract):
        by_clause.setdefault(one.clause, []).append(one)
    told = tuple(Reason(Kind.CONSULT, clause, _told(found)) for clause, found in by_clause.items())
    return Aspect(told, what=What.ANSWER if told else None)


def unanswered(case: Case, contract: Contract) -> tuple[Finding, ...]:
    """The warnings that hold everything back; in an urgent matter the private ones alone."""
    policy = contract.policy
    urgent = policy.urgent(case.alert, case.history)
    first = policy.answer_first & {PRIVATE} if urgent else policy.answer_first
    return tuple(
        one
        for one in case.findings
        if one.severity is Severity.WARNING and (PRIVATE if one.private else one.rule) in first
    )


def _told(found: list[Finding]) -> Text:
    ja = "、".join(dict.fromkeys(f"{one.span.line}行目({one.rule})" for one in found))
    en = ", ".join(dict.fromkeys(f"line {one.span.line} ({one.rule})" for one in found))
    return Text(
        f"先に答える警告:{ja}。直すか、このままでよい理由を confirmed に書いてください。",
        f"To be answered first: {en}. Mend them, or say in `confirmed` why they may stand.",
    )
