"""A verdict for other tools (JSON) and for people: what will happen, when, who must still agree, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from haishin.check.findings.labels import cited
from haishin.consult import turns
from haishin.consult.phrases import ANY_HOUR, BY, empty_seat, iso, moment, person_name, seat_name, unit_name
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
    Text,
    Verdict,
    What,
)

Aim: TypeAlias = Literal["mail", "withdrawal", "upkeep"]  # what a verdict would let happen

_SEND = Text("配信できます。", "Can be sent.")
_SEND_SINCE = Text(
    "配信できます。条件は{since}にそろいました。", "Can be sent. Nothing has been missing since {since}."
)
_HOLD_CLOCK = Text(
    "保留:ほかの条件はそろっています。マージしてかまいません。配信は{when}に始まります。",
    "On hold: only the time is missing. It may be merged now; it goes out on {when}.",
)
_HOLD_PERSON = Text(
    "保留:人の確認を待っています。まだマージできません。",
    "On hold: it waits for a person and may not be merged yet.",
)
_CONSULT_MISSING = Text(
    "協議中:まだ配信できません。あと {n} 件の承認が必要です。",
    "In consultation: not to be sent yet. {n} approval(s) still missing.",
)
_CONSULT = Text(
    "協議中:まだ配信できません。人の判断が必要です。",
    "In consultation: not to be sent yet. A person has to decide.",
)
_ANSWER = Text(
    "まだ配信できません。起案者が次の警告に答えるまで、だれにも承認を頼みません。",
    "Not to be sent yet. Until the drafter has answered these warnings, nobody is asked to approve.",
)
_REJECT = Text(
    "配信できません。このままでは配信されません。次のところを直してください。",
    "Cannot be sent as it stands. The file has to change:",
)
_WITHDRAW = Text(
    "取り下げできます。マージすると、このメールは配信されません。",
    "Can be withdrawn: once this is merged, the mail does not go out.",
)
_MERGE = Text("マージできます。メールの配信はありません。", "May be merged. No mail goes out.")
_MERGE_MISSING = Text(
    "協議中:まだマージできません。あと {n} 件の承認が必要です。",
    "In consultation: not to be merged yet. {n} approval(s) still missing.",
)
_MERGE_CONSULT = Text(
    "協議中:まだマージできません。人の判断が必要です。",
    "In consultation: not to be merged yet. A person has to decide.",
)
_MERGE_REJECT = Text(
    "マージできません。次のところを直してください。", "Cannot be merged as it stands. It has to change:"
)
_NOT_BEFORE = Text("早くても{when}です。", "Not before {when}.")
_CONFIRMED = Text(
    "起案者が「確認済み」とした指摘({n} 件)。承認の前に確かめてください。",
    "Confirmed by the drafter ({n}). Look at it before you approve.",
)
_LINE = Text("{line}行目", "line {line}")
_MISSING = Text("まだ必要な承認({n} 件)", "Approvals still missing ({n})")
_OR = Text("、または", ", or ")
_CANDIDATES = Text("今、承認できる人:", "Who can approve now:")
_NOBODY = Text(
    "今、承認できる人がいません。{owner}に連絡してください。",
    "Nobody can approve now. Please call {owner}.",
)
_BECAUSE = Text("根拠:{clause}", "Ground: {clause}")
_CANDIDATE = Text("{who}:{seat}", "{who}: {seat}")
_ACTING = Text(
    "{who}:{seat}。{principal} の代決(「代決」と書かなくてかまいません)",
    "{who}: {seat}, acting for {principal} (without a line 「代決」)",
)
_WORD = Text(
    "{who}:{seat}。{principal} の代決(レビューに「代決」だけの行が要ります)",
    "{who}: {seat}, acting for {principal} (with a line 「代決」 in the review)",
)
_HOLDS = Text("待っていること", "Waiting for")
_UNTIL = {
    "clock": Text("{what}({when}まで)", "{what} (until {when})"),
    "person": Text("{what}({when}以降の予定)", "{what} (planned for {when} or later)"),
}
_HOW_TO_CONFIRM = Text(
    "報道発表が済んだら、レビューに「広報済」とだけ書いた行を入れてください。本文の承認は、発表の確認になりません。",
    "Once the press release is made, put a line 「広報済」 into a review. Approving the text confirms no release.",
)
_NOTES = Text("そのほか", "Notes")
_GIVEN = Text("承認済み:{who} {seat}", "Approved: {who}, {seat}")
_INFORMED = Text("知らせる相手(返事は待ちません):{seats}", "Informed, not waited for: {seats}")
_INFORMED_AND_SEEN = Text("知らせた相手:{seats}。{who} が確認済み", "Informed: {seats}; seen by {who}")
_IGNORED = Text("数えなかったレビュー:{who}。{reason}", "Review not counted: {who}: {reason}")
_NOT_COUNTED = Text("{who} の記録は数えません:{ja}", "What {who} said does not count: {en}")
_PUSHED = Text(
    "このファイルを main に入れた、マージ済みのプルリクエストがありません(直接の変更とみられます)。"
    "main から取り除き、新しい id でプルリクエストを出してください。",
    "No merged pull request brought this file to main: it seems to have been pushed. Take it away and open a pull "
    "request with a new id.",
)


def why_not_sent(verdict: Verdict, pull: Pull | None) -> tuple[Text, ...]:
    """Say in words fit for a log why a merged alert does not go; whose review is ignored comes last."""
    messages = tuple(reason.logged or reason.message for reason in verdict.reasons)
    if verdict.mergeable:
        return messages
    ignored = (_NOT_COUNTED.format(who=vote.login, ja=vote.reason.ja, en=vote.reason.en) for vote in verdict.ignored)
    return (*(() if pull is not None else (_PUSHED,)), *messages, *ignored)


def data(verdict: Verdict, language: Language) -> dict[str, object]:
    """Give the JSON shape of ``haishin decide --format json``; times are ISO 8601 to the second, with +09:00."""
    return {
        "verdict": verdict.kind.value,
        "mergeable": verdict.mergeable,
        "not_before": iso(verdict.not_before),
        "since": iso(verdict.since),
        "moments": [iso(moment) for moment in verdict.moments],
        "turn": {
            "who": verdict.turn.who.value,
            "what": verdict.turn.what.value,
            "since": iso(verdict.turn.since),
            "people": list(verdict.turn.people),
            "beside": list(verdict.turn.beside),
        },
        "holds": [
            {"kind": hold.kind, "until": iso(hold.until), "who": hold.who[language], "clause": hold.clause}
            for hold in verdict.holds
        ],
        "approvals": [_approval(approval) for approval in verdict.approvals],
        "ignored": [{"login": vote.login, "reason": vote.reason[language]} for vote in verdict.ignored],
        "reasons": [{"clause": reason.clause, "message": reason.message[language]} for reason in verdict.reasons],
    }


def _approval(approval: Approval) -> dict[str, object]:
    return {
        "any_of": [{"role": seat.role.value, "unit": seat.unit} for seat in approval.any_of],
        "mode": approval.mode,
        "clause": approval.clause,
        "status": "given" if approval.given else "missing",
        "by": approval.by,
        "acting": approval.acting,
        "candidates": [
            {"login": candidate.login, "role": candidate.role.value, "unit": candidate.unit, "acting": candidate.acting}
            for candidate in approval.candidates
        ],
    }


def text(
    verdict: Verdict, contract: Contract, language: Language, aim: Aim = "mail", findings: Sequence[Finding] = ()
) -> str:
    """Say the verdict in sentences: what was confirmed, headline, reasons, missing approvals, holds, then notes.

    ``findings``: those of the alert, which are reported beside it, so that no reason repeats them.
    """
    reported = {finding.message.ja for finding in findings}
    verdict = replace(verdict, reasons=tuple(reason for reason in verdict.reasons if reason.message.ja not in reported))
    return "\n".join([*_answers(findings, language), *_Sentences(verdict, contract, language, aim).lines(), ""])


def _answers(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """List what the drafter answered himself: whoever approves looks at that first."""
    confirmed = [finding for finding in findings if finding.confirmed]
    if not confirmed:
        return
    yield f"■ {_CONFIRMED.format(n=len(confirmed))[language]}"
    for finding in confirmed:
        ground = f" [{cited(finding.clause, language)}]" if finding.clause else ""
        where = _LINE.format(line=finding.span.line)[language]
        yield f"・{where} {finding.rule}{ground} {visible(finding.message[language])}"
    yield ""


def headline(verdict: Verdict, language: Language, aim: Aim = "mail") -> str:
    """Say in one or two sentences what will happen, and what is still missing for it."""
    missing = len(_missing(verdict))
    if aim != "mail" and verdict.kind is Kind.SEND:
        return (_WITHDRAW if aim == "withdrawal" else _MERGE)[language]
    if aim != "mail" and verdict.kind is Kind.CONSULT:
        return (_MERGE_MISSING.format(n=missing) if missing else _MERGE_CONSULT)[language]
    when = None if verdict.not_before is None else moment(verdict.not_before, language)
    if verdict.kind is Kind.SEND:
        since = verdict.since
        return (_SEND if since is None else _SEND_SINCE.format(since=moment(since, language)))[language]
    if verdict.kind is Kind.REJECT:
        return (_MERGE_REJECT if aim == "upkeep" else _REJECT)[language]
    if verdict.unanswered:
        return _ANSWER[language]
    if verdict.kind is Kind.HOLD and verdict.mergeable and when is not None:
        return _HOLD_CLOCK.format(when=when)[language]
    sentence = _CONSULT_MISSING.format(n=missing) if missing else _CONSULT
    if verdict.kind is Kind.HOLD:
        sentence = _HOLD_PERSON
    if when is None:
        return sentence[language]
    return f"{sentence[language]}{'' if language == 'ja' else ' '}{_NOT_BEFORE.format(when=when)[language]}"


def _missing(verdict: Verdict) -> list[Approval]:
    return [approval for approval in verdict.approvals if approval.mode == "before" and not approval.given]


def unlisted_reasons(verdict: Verdict) -> list[Reason]:
    """Select the reasons that the lists of missing approvals and of holds do not say better.

    Each missing approval and each hold brings one reason of its clause; where there are more, one says something else,
    and all are selected.
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
    """Group the seats for which one approval of a person may stand; for a holder of such a seat, that seat alone."""
    holders = {candidate.login for candidate in candidates if candidate.acting is None}
    groups: dict[tuple[str, str | None], list[PossibleApprover]] = defaultdict(list)
    for candidate in candidates:
        if candidate.acting is None or candidate.login not in holders:
            groups[candidate.login, candidate.acting].append(candidate)
    return groups.values()


class _Sentences:
    """The sentences of one verdict; a clause's own sentence is quoted where the clause first comes up."""

    def __init__(self, verdict: Verdict, contract: Contract, language: Language, aim: Aim) -> None:
        self._verdict = verdict
        self._aim = aim
        self._contract = contract
        self._language = language
        self._quoted_clauses: set[str] = set()

    def lines(self) -> Iterator[str]:
        verdict = self._verdict
        yield f"■ {headline(verdict, self._language, self._aim)}"
        if verdict.any_hour and verdict.asks and self._aim == "mail":
            yield f"・{ANY_HOUR[self._language]}"
        yield from (f"▶ {sentence}" for sentence in turns.turn_sentences(verdict, None, self._contract, self._language))
        if verdict.turn.what is What.DECIDE_PRESS:
            yield f"・{turns.EDITING[self._language]}"
        missing = _missing(verdict)
        reasons = unlisted_reasons(verdict)
        yield from self._reasons([reason for reason in reasons if reason.kind is verdict.kind])
        if missing and verdict.asks:
            yield from ("", f"■ {_MISSING.format(n=len(missing))[self._language]}")
            for number, approval in enumerate(missing, 1):
                yield from self._missing(number, approval)
        if verdict.holds:
            yield from ("", f"■ {_HOLDS[self._language]}")
            for hold in verdict.holds:
                yield from self._hold(hold)
        others = [reason for reason in reasons if reason.kind is not verdict.kind]
        notes = [*self._reasons(others), *self._notes()]
        if notes:
            yield from ("", f"■ {_NOTES[self._language]}", *notes)

    def _reasons(self, reasons: Sequence[Reason]) -> Iterator[str]:
        for reason in reasons:
            yield f"・{visible(reason.message[self._language])}{self._cite(reason.clause)}"

    def _quoted(self, clause: str) -> str:
        """Cite the clause, with its own sentence the first time."""
        sentence = "" if clause in self._quoted_clauses else self._contract.policy.sentence(clause)
        self._quoted_clauses.add(clause)
        quoted = f"「{visible(sentence)}」" if sentence else ""
        return f"{cited(clause, self._language)}{quoted}"

    def _cite(self, clause: str | None) -> str:
        """Do the same in brackets, behind a sentence."""
        if clause is None:
            return ""
        return f"({self._quoted(clause)})" if self._language == "ja" else f" ({self._quoted(clause)})"

    def _missing(self, number: int, approval: Approval) -> Iterator[str]:
        yield f"{number}. {self._seats(approval)}"
        yield f"   {_BECAUSE.format(clause=self._quoted(approval.clause))[self._language]}"
        if not approval.candidates:
            owner = unit_name(self._contract.organization.owner, self._contract)
            yield f"   {_NOBODY.format(owner=owner)[self._language]}"
            return
        yield f"   {_CANDIDATES[self._language]}"
        for own in seats_by_person(approval.candidates):
            yield f"   ・{self._candidate(own)}"

    def _seats(self, approval: Approval) -> str:
        names = [seat_name(seat, self._contract, self._language) for seat in approval.any_of]
        return _OR[self._language].join(names)

    def _candidate(self, own: Sequence[PossibleApprover]) -> str:
        contract, language = self._contract, self._language
        one = min(own, key=lambda candidate: candidate.word)
        who = person_name(one.login, contract)
        seat = _OR[language].join(seat_name(Seat(each.role, each.unit), contract, language) for each in own)
        if one.acting is None:
            return _CANDIDATE.format(who=who, seat=seat)[language]
        words = _WORD if one.word else _ACTING
        principal = empty_seat(one.acting, contract, language) or person_name(one.acting, contract)
        return words.format(who=who, seat=seat, principal=principal)[language]

    def _hold(self, hold: Hold) -> Iterator[str]:
        what = visible(hold.who[self._language])
        if hold.until is not None:
            what = _UNTIL[hold.kind].format(what=what, when=moment(hold.until, self._language))[self._language]
        yield f"・{what}{self._cite(hold.clause)}"
        if hold.kind == "person" and hold.clause == self._contract.policy.press.arrest_clause:
            yield f"  {_HOW_TO_CONFIRM[self._language]}"

    def _notes(self) -> Iterator[str]:
        contract, language = self._contract, self._language
        for approval in self._verdict.approvals:
            seats = self._seats(approval)
            if approval.by is not None:
                who = person_name(approval.by, contract)
                if approval.acting is not None:
                    acting = approval.acting
                    principal = empty_seat(acting, contract, language) or person_name(acting, contract)
                    who = BY.format(who=who, principal=principal)[language]
                if approval.mode == "inform":
                    yield f"・{_INFORMED_AND_SEEN.format(seats=seats, who=who)[language]}"
                    continue
                seat = seats if approval.role is None else seat_name(approval.role, contract, language)
                yield f"・{_GIVEN.format(seat=seat, who=who)[language]}"
            elif approval.mode == "inform":
                yield f"・{_INFORMED.format(seats=seats)[language]}{self._cite(approval.clause)}"
        for vote in self._verdict.ignored:
            who = person_name(vote.login, contract)
            yield f"・{_IGNORED.format(who=who, reason=visible(vote.reason[language]))[language]}"
