"""The acts still owed by persons: to write provably, answer, tick, agree; and the waivers, which are shown to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from haishin.consult.consultation import Consultation, consult
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import PRIVATE
from haishin.core.contract.roster import ROLES
from haishin.core.model import Case, Finding, Hold, Kind, Objection, Pull, Reason, Seat, Severity, Text, What

_NOTHING = Text("", "")


def authorship(pull: Pull | None, consulted: Consultation, contract: Contract) -> Aspect:
    """Ask for a pull request, and for one more person behind a text whose author is not proven."""
    clause = contract.policy.authorship.clause
    if pull is None:
        return reason(
            Kind.CONSULT,
            None,  # the guideline knows no pull requests
            What.PROPOSE,
            "プルリクエストがまだありません。作成すると、承認を待つ状態になります。",
            "There is no pull request yet.",
        )
    if any(approval.apart for approval in consulted.missing):
        return reason(
            Kind.CONSULT,
            clause,
            What.APPROVE,
            "だれが書いたのか確かめられません(体制表にない人か、署名で確かめられないコミットによります)。"
            "ほかに必要な承認とは別に、所属のもう一人が承認するか、体制表にある人がブラウザーで起案し直してください。",
            "Who wrote this cannot be proven: somebody outside the roster, or a commit that is not verified. One more "
            "person of the unit must approve, besides all others; or somebody of the roster drafts it anew in the "
            "browser.",
        )
    return Aspect()


def unapproved(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Require the withdrawal of what was merged before it was approved: approving afterwards does not mend it."""
    pull = case.pull
    if pull is None or pull.merged_at is None:
        return Aspect()
    said = tuple(review for review in pull.reviews if review.submitted_at <= pull.merged_at)
    if not consult(replace(case, pull=replace(pull, reviews=said)), now, contract).missing:
        return Aspect()
    return reason(
        Kind.CONSULT,
        None,
        What.WITHDRAW,
        "承認がそろわないままマージされました。取り下げて(ファイルを削除して)、新しい番号で起案し直してください。",
        "It was merged before it was approved. Withdraw it (delete the file) and draft it anew under a new number.",
    )


def overworked(pull: Pull | None, contract: Contract) -> tuple[Reason, ...]:
    """Refuse to look up the authors of too many commits; no other reason is given, and nobody is asked."""
    if pull is None or pull.commits <= contract.policy.authorship.commits:
        return ()
    return reason(
        Kind.CONSULT,
        None,
        What.DRAFT_ANEW,
        "直しが多すぎて確かめられません。本文を写して、新しい番号で起案し直し、この申請を閉じてください。",
        "Too many commits to be looked up. Copy the text, draft it anew under a new number, and close this one.",
    ).reasons


def checklist(case: Case, contract: Contract) -> Aspect:
    """Ask for every tick of the check-list (T*): an open box stops the merge, and after the merge the sending."""
    pull = case.pull
    if pull is None or pull.checklist == "complete":
        return Aspect()
    clause = contract.policy.checklist_clause
    opened = Message("consult/decision/pull-requests-check-list")
    if pull.merged_at is None:
        return Aspect((Reason(Kind.CONSULT, clause, opened),), what=What.TICK)
    who = Message("consult/decision/ticks-drafters-check-list")
    return Aspect((Reason(Kind.HOLD, clause, opened),), (Hold("person", None, who, clause),), what=What.TICK)


def required_answers(case: Case, contract: Contract) -> Aspect:
    """Ask the drafter to answer the warnings of ``answer_first``: nobody approves a text that may not be shown to him.

    Gives one reason for each clause, which names lines and rules, and nothing that the drafter wrote.
    """
    by_clause: dict[str | None, list[Finding]] = {}
    for finding in unanswered(case, contract):
        by_clause.setdefault(finding.clause, []).append(finding)
    reasons = tuple(Reason(Kind.CONSULT, clause, _to_answer(findings)) for clause, findings in by_clause.items())
    return Aspect(reasons, what=What.ANSWER if reasons else None)


def unanswered(case: Case, contract: Contract) -> tuple[Finding, ...]:
    """List the warnings that hold everything back; in an urgent matter the private ones alone."""
    policy = contract.policy
    urgent = policy.urgent(case.alert, case.history)
    first = policy.answer_first & {PRIVATE} if urgent else policy.answer_first
    return tuple(
        finding
        for finding in case.findings
        if finding.severity is Severity.WARNING and (PRIVATE if finding.private else finding.rule) in first
    )


def _to_answer(findings: list[Finding]) -> Text:
    ja = "、".join(dict.fromkeys(f"{warning.span.line}行目({warning.rule})" for warning in findings))
    en = ", ".join(dict.fromkeys(f"line {warning.span.line} ({warning.rule})" for warning in findings))
    return Text(
        f"先に答える警告:{ja}。直すか、このままでよい理由を confirmed に書いてください。",
        f"To be answered first: {en}. Mend them, or say in `confirmed` why they may stand.",
    )


def waivers_used(case: Case, contract: Contract) -> Aspect:
    """Give one reason to send for each waiver of the alert, so that approvers and the log show it."""
    return Aspect(
        tuple(
            Reason(
                Kind.SEND,
                contract.policy.waivers.get(waiver.rule),
                Message("consult/decision/rests-waiver", rule=waiver.rule, reason=waiver.reason),
                logged=Message("consult/decision/rests-waiver-2", rule=waiver.rule),
            )
            for waiver in case.alert.waivers
        )
    )


def missing_approvals(consulted: Consultation, contract: Contract) -> Iterator[Reason]:
    """Give one reason for each due approval that is missing, and for each objection that stands."""
    for approval in consulted.missing:
        nobody = _NOTHING if approval.candidates else _nobody(contract)
        yield Reason(
            Kind.CONSULT,
            approval.clause,
            Message(
                "consult/decision/missing-approval",
                seats_ja=seats_ja(approval.any_of, contract),
                nobody=nobody,
                seats_en=seats_en(approval.any_of),
            ),
        )
    for objection in consulted.objections:
        yield Reason(Kind.CONSULT, objection.clause, objected(objection, contract))


def _nobody(contract: Contract) -> Text:
    owner = contract.organization.units[contract.organization.owner]
    return Message("consult/decision/nobody-roster-give-now", name=owner.name)


def objected(objection: Objection, contract: Contract) -> Text:
    """Word an objection that stands, and what ends it."""
    login, others = objection.login, objection.enders
    if objection.left is not None:
        nobody = _NOTHING if objection.heirs else _nobody(contract)
        return Message(
            "consult/decision/asked-changes-left-seat",
            login=login,
            seats_ja=seats_ja(others, contract),
            nobody=nobody,
            seats_en=seats_en(others),
        )
    if not others:
        return Message("consult/decision/asked-changes-waits-until-2", login=login)
    return Message(
        "consult/decision/asked-changes-waits-until",
        login=login,
        seats_ja=seats_ja(others, contract),
        seats_en=seats_en(others),
    )


def seats_en(seats: tuple[Seat, ...]) -> str:
    """Word these seats, one of which is asked: ``manager of UNIT or officer of UNIT``."""
    return " or ".join(f"{seat.role} of {seat.unit}" for seat in seats)


def seats_ja(seats: tuple[Seat, ...], contract: Contract) -> str:
    """Word the same in Japanese: ``○○警察署の運用管理者、又は○○警察署の運用責任者``."""
    units = contract.organization.units
    return "、又は".join(
        f"{units[seat.unit].name if seat.unit in units else seat.unit}の{ROLES[seat.role].ja}" for seat in seats
    )
