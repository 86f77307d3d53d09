"""A verdict for other tools (JSON) and for people: what will happen, when, who must still agree, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from haishin.check.findings.labels import cited, clause_sentence
from haishin.consult import turns
from haishin.consult.phrases import empty_seat, iso, moment, person_name, seat_name, unit_name
from haishin.core.catalogue import Message, linked
from haishin.core.contract import Contract
from haishin.core.escaping import visible
from haishin.core.model import (
    Approval,
    Finding,
    Hold,
    Kind,
    Language,
    PossibleApprover,
    Pull,
    Reason,
    Seat,
    Severity,
    Text,
    Verdict,
    What,
)

Aim: TypeAlias = Literal["mail", "withdrawal", "upkeep"]  # what a verdict would let happen


def why_not_sent(verdict: Verdict, pull: Pull | None) -> tuple[Text, ...]:
    """Say in words fit for a log why a merged alert does not go; ignored reviews come last.

    Of an alert that no pull request brought nothing is said but that and its errors: no approval can come any more.
    """
    messages = tuple(reason.logged or reason.message for reason in verdict.reasons)
    if verdict.mergeable:
        return messages
    if pull is None:
        errors = (reason.logged or reason.message for reason in verdict.reasons if reason.kind is Kind.REJECT)
        return (Message("consult/pushed"), *errors)
    ignored = (Message("consult/not-counted", who=vote.login, reason=vote.reason) for vote in verdict.ignored)
    return (*messages, *ignored)


def data(verdict: Verdict, language: Language) -> dict[str, object]:
    """Give the JSON shape of ``haishin decide --format json``; times are ISO 8601 to the second, with +09:00."""
    holds = [
        {"kind": hold.kind, "until": iso(hold.until), "who": hold.who[language], "clause": hold.clause}
        for hold in verdict.holds
    ]
    ignored = [{"login": vote.login, "reason": vote.reason[language]} for vote in verdict.ignored]
    reasons = [{"clause": reason.clause, "message": reason.message[language]} for reason in verdict.reasons]
    turn = verdict.turn
    return {
        "verdict": verdict.kind.value,
        "mergeable": verdict.mergeable,
        "not_before": iso(verdict.not_before),
        "since": iso(verdict.since),
        "moments": list(map(iso, verdict.moments)),
        "turn": {
            "who": turn.who.value,
            "what": turn.what.value,
            "since": iso(turn.since),
            "people": list(turn.people),
            "beside": list(turn.beside),
        },
        "holds": holds,
        "approvals": list(map(_approval, verdict.approvals)),
        "ignored": ignored,
        "reasons": reasons,
    }


def _approval(approval: Approval) -> dict[str, object]:
    seats = [{"role": seat.role.value, "unit": seat.unit} for seat in approval.any_of]
    candidates = [
        {"login": candidate.login, "role": candidate.role.value, "unit": candidate.unit, "acting": candidate.acting}
        for candidate in approval.candidates
    ]
    return {
        "any_of": seats,
        "mode": approval.mode,
        "clause": approval.clause,
        "status": "given" if approval.given else "missing",
        "by": approval.by,
        "acting": approval.acting,
        "candidates": candidates,
    }


def text(
    verdict: Verdict, contract: Contract, language: Language, aim: Aim = "mail", findings: Sequence[Finding] = ()
) -> str:
    """Say the verdict in sentences: confirmed findings, headline, reasons, missing approvals, holds, then notes.

    ``findings``: those of the alert, which are reported beside it, so that no reason repeats them.
    """
    reported = {finding.message.ja for finding in findings}
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    verdict = replace(verdict, reasons=tuple(reason for reason in verdict.reasons if reason.message.ja not in reported))
    return "\n".join([*_answers(findings, language), *_Sentences(verdict, contract, language, aim, errors).lines(), ""])


def _answers(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """List the findings that the drafter answered himself: approvers look at them first."""
    confirmed = [finding for finding in findings if finding.confirmed]
    if not confirmed:
        return
    yield f"■ {Message('consult/confirmed', n=len(confirmed))[language]}"
    for finding in confirmed:
        ground = f" [{cited(finding.clause, language, ours=finding.ours)}]" if finding.clause else ""
        where = Message("consult/line", line=finding.span.line)[language]
        yield f"・{where} {finding.rule}{ground} {visible(finding.message[language])}"
    yield ""


def headline(verdict: Verdict, language: Language, aim: Aim = "mail") -> str:
    """Say in a sentence or two what will happen, and which steps are missing."""
    if aim == "mail":
        return _about_mail(verdict, language)[language]
    missing = len(_missing(verdict))
    if verdict.kind is Kind.SEND:
        return Message(f"consult/ready-{aim}")[language]
    if verdict.kind is Kind.CONSULT and missing:
        return Message("consult/merge-missing", n=missing)[language]
    if verdict.kind is Kind.CONSULT:
        return Message("consult/merge-consult")[language]
    if verdict.kind is Kind.REJECT and aim == "upkeep":
        return Message("consult/merge-reject")[language]
    return _about_mail(verdict, language)[language]


def _about_mail(verdict: Verdict, language: Language) -> Message:
    if verdict.kind is Kind.SEND and verdict.since is None:
        return Message("consult/send")
    if verdict.kind is Kind.SEND and verdict.since is not None:
        return Message("consult/send-since", since=moment(verdict.since, language))
    if verdict.kind is Kind.REJECT:
        return Message("consult/reject")
    if verdict.unanswered:
        return Message("consult/answer")
    when = None if verdict.not_before is None else moment(verdict.not_before, language)
    if verdict.kind is Kind.HOLD and verdict.mergeable and when is not None:
        return Message("consult/hold-clock", when=when)
    missing = len(_missing(verdict))
    if verdict.kind is Kind.HOLD:
        sentence = Message("consult/hold-person")
    elif missing:
        sentence = Message("consult/consult-missing", n=missing)
    else:
        sentence = Message("consult/consult")
    if when is None:
        return sentence
    return Message("consult/and-not-before", sentence=sentence, when=when)


def _missing(verdict: Verdict) -> list[Approval]:
    return [approval for approval in verdict.approvals if approval.missing]


def unlisted_reasons(verdict: Verdict) -> list[Reason]:
    """Select the reasons that the lists of missing approvals and of holds do not say better.

    Each missing approval and each hold brings a reason of its clause; if there are more, some reason says something
    else, and all are selected.
    """
    listed: list[tuple[Kind, str | None]] = [(Kind.CONSULT, approval.clause) for approval in _missing(verdict)]
    listed += [(Kind.HOLD, hold.clause) for hold in verdict.holds]
    given = [(reason.kind, reason.clause) for reason in verdict.reasons]
    return [
        reason
        for reason, key in zip(verdict.reasons, given, strict=True)
        if reason.clause is None or listed.count(key) != given.count(key)
    ]


def seats_by_person(candidates: Sequence[PossibleApprover]) -> Iterable[list[PossibleApprover]]:
    """Group the seats that a single approval of a person may fill; for a holder of such a seat, that seat alone."""
    holders = {candidate.login for candidate in candidates if candidate.acting is None}
    groups: dict[tuple[str, str | None], list[PossibleApprover]] = defaultdict(list)
    for candidate in candidates:
        if candidate.acting is None or candidate.login not in holders:
            groups[candidate.login, candidate.acting].append(candidate)
    return groups.values()


class _Sentences:
    """The sentences of one verdict; a clause's own sentence is quoted at its first mention."""

    def __init__(self, verdict: Verdict, contract: Contract, language: Language, aim: Aim, errors: int) -> None:
        self._verdict = verdict
        self._errors = errors  # that are reported above
        self._aim = aim
        self._contract = contract
        self._language = language
        self._quoted_clauses: set[str] = set()

    def lines(self) -> Iterator[str]:
        verdict = self._verdict
        if verdict.kind is Kind.REJECT and self._errors:
            yield self._marked("■ ", Message("consult/reject-above", n=self._errors))
        else:
            yield f"■ {headline(verdict, self._language, self._aim)}"
        if verdict.any_hour and verdict.asks and self._aim == "mail":
            yield self._marked("・", Message("consult/any-hour"))
        yield from (f"▶ {sentence}" for sentence in turns.turn_sentences(verdict, None, self._contract, self._language))
        if verdict.turn.what is What.DECIDE_PRESS:
            yield self._marked("・", Message("consult/editing"))
        missing = _missing(verdict)
        reasons = unlisted_reasons(verdict)
        yield from self._reasons([reason for reason in reasons if reason.kind is verdict.kind])
        if missing and verdict.asks:
            yield from ("", self._marked("■ ", Message("consult/missing", n=len(missing))))
            for number, approval in enumerate(missing, 1):
                yield from self._missing(number, approval)
        if verdict.holds:
            yield from ("", self._marked("■ ", Message("consult/waiting-for")))
            for hold in verdict.holds:
                yield from self._hold(hold)
        others = [reason for reason in reasons if reason.kind is not verdict.kind]
        notes = [*self._reasons(others), *self._notes()]
        if notes:
            yield from ("", self._marked("■ ", Message("consult/notes")), *notes)

    def _marked(self, mark: str, said: Text) -> str:
        return f"{mark}{said[self._language]}"

    def _reasons(self, reasons: Sequence[Reason]) -> Iterator[str]:
        for reason in reasons:
            yield f"・{visible(reason.message[self._language])}{self._cite(reason.clause)}"

    def _quoted(self, clause: str) -> str:
        """Cite the clause, with its own sentence the first time."""
        policy = self._contract.policy
        said = "" if clause in self._quoted_clauses else visible(clause_sentence(clause, policy))
        self._quoted_clauses.add(clause)
        return f"{cited(clause, self._language, ours=policy.is_ours(clause))}{said}"

    def _cite(self, clause: str | None) -> str:
        """Do the same in brackets, behind a sentence."""
        if clause is None:
            return ""
        if self._language == "ja":
            return f"({self._quoted(clause)})"
        return f" ({self._quoted(clause)})"

    def _missing(self, number: int, approval: Approval) -> Iterator[str]:
        yield f"{number}. {self._seats(approval.any_of)}"
        yield self._marked("   ", Message("consult/because", clause=self._quoted(approval.clause)))
        if not approval.candidates:
            owner = unit_name(self._contract.organization.owner, self._contract)
            yield self._marked("   ", Message("consult/nobody-can-approve", owner=owner))
            return
        yield self._marked("   ", Message("consult/who-can-approve"))
        for own in seats_by_person(approval.candidates):
            yield self._marked("   ・", self._candidate(own))

    def _seats(self, seats: Iterable[Seat]) -> str:
        names = (seat_name(seat, self._contract, self._language) for seat in seats)
        return linked(names, Message("consult/or"))[self._language]

    def _candidate(self, own: Sequence[PossibleApprover]) -> Message:
        """Name a person with the seats that a single approval of his may fill."""
        first = min(own, key=lambda candidate: candidate.word)
        who = person_name(first.login, self._contract)
        seat = self._seats(Seat(candidate.role, candidate.unit) for candidate in own)
        if first.acting is None:
            return Message("consult/candidate", who=who, seat=seat)
        principal = self._principal(first.acting)
        if first.word:
            return Message("consult/candidate-acting-by-word", who=who, seat=seat, principal=principal)
        return Message("consult/candidate-acting", who=who, seat=seat, principal=principal)

    def _principal(self, acting: str) -> str:
        return empty_seat(acting, self._contract, self._language) or person_name(acting, self._contract)

    def _hold(self, hold: Hold) -> Iterator[str]:
        what = visible(hold.who[self._language])
        if hold.until is not None:
            when = moment(hold.until, self._language)
            what = Message(f"consult/until-{hold.kind}", what=what, when=when)[self._language]
        yield f"・{what}{self._cite(hold.clause)}"
        if hold.kind == "person" and hold.clause == self._contract.policy.press.arrest_clause:
            yield self._marked("  ", Message("consult/how-to-confirm"))

    def _notes(self) -> Iterator[str]:
        for approval in self._verdict.approvals:
            seats = self._seats(approval.any_of)
            if approval.by is not None:
                yield self._marked("・", self._given(approval, approval.by, seats))
            elif approval.mode == "inform":
                yield self._marked("・", Message("consult/informed", seats=seats)) + self._cite(approval.clause)
        for vote in self._verdict.ignored:
            who, reason = person_name(vote.login, self._contract), visible(vote.reason[self._language])
            yield self._marked("・", Message("consult/ignored", who=who, reason=reason))

    def _given(self, approval: Approval, by: str, seats: str) -> Message:
        who: object = person_name(by, self._contract)
        if approval.acting is not None:
            who = Message("consult/acting-for", who=who, principal=self._principal(approval.acting))
        if approval.mode == "inform":
            return Message("consult/informed-and-seen", seats=seats, who=who)
        if approval.role is not None:
            seats = seat_name(approval.role, self._contract, self._language)
        return Message("consult/given", seat=seats, who=who)
