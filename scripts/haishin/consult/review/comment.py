"""The comment on an open pull request: whose turn it is, the mail, when it goes out, to how many, who must agree.

A pure function of the verdict. Text of others is escaped or fenced (T27); a mail that may identify a person is not
shown before a person has looked at it (ARCHITECTURE.md, what must always hold, 3). Parts for which the first screen of
a phone has no room are folded, and nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from haishin.check.findings import pasting, table
from haishin.check.findings.labels import SEVERITY, cited, weight
from haishin.consult import asked, verdict
from haishin.consult.decision import people
from haishin.consult.decision.people import objected
from haishin.consult.phrases import moment, seat_name
from haishin.consult.review import approvers, call, changed, facts
from haishin.consult.review.approvers import missing
from haishin.consult.review.facts import CommentInputs
from haishin.consult.review.layout import MOST, Part, bullet_list, fitted, fold, joined, labelled, quoted_clause
from haishin.consult.sent_mail import waiver_name
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.escaping import fenced, plain
from haishin.core.masking import Mask
from haishin.core.model import (
    Alert,
    Consent,
    Finding,
    Kind,
    Language,
    Press,
    Reason,
    Role,
    Seat,
    Severity,
    What,
)
from haishin.message.prepare import Variant, foretold
from haishin.message.sender import Sender

_LONG = 45_000  # characters of the mail's part: no text that the rules let pass is longer
_HEADED = {  # what the heading says of these is enough
    "press-undecided": What.DECIDE_PRESS,
    "press-not-compared": What.COMPARE_PRESS,
    "arrest-no-text-yet": What.COMPARE_PRESS,
    "follows-without-necessity": What.NECESSITY,
    "consent-nobody": What.CONSENT,
    "checklist-open": What.TICK,
}
_QUOTED = 40  # characters of what a finding quotes


def render(inputs: CommentInputs) -> str:
    """Write the comment in Markdown, no longer than the forge takes."""
    judged, contract, language = inputs.judged, inputs.contract, inputs.language
    top = (call.heading(inputs), "\n".join(call.steps(inputs)), facts.facts(inputs))
    shown = "\n\n".join(_mail(inputs))
    rank = 1
    if len(shown) >= _LONG:
        rank = 6
    parts = (
        Part("\n\n".join(top)),
        Part(_changed(inputs), 2),
        Part("\n\n".join(_reasoned(inputs)), 3),
        Part("\n\n".join(_findings_section(inputs)), 4),
        Part("\n\n".join(approvers.objections(judged, contract, language)), 3),
        Part(shown, rank, whole=True),
        Part("\n".join([*call.dropping(inputs), *call.advice(inputs)]), 3),
        Part(_declared(inputs), 3),
        Part(approvers.section(judged, contract, language), 2),
        Part(approvers.ignored(judged, contract, language), 3),
        Part(_grounds(inputs), 4),
        Part(_table(inputs), 5),
        Part(_foot(inputs)),
    )
    return fitted(parts, language)


def _changed(inputs: CommentInputs) -> str:
    """List the effect of a change of ``schema/``, by person and row."""
    lines = [
        f"- {plain(line)}"
        for change in inputs.judged.changed
        for line in changed.lines(change, inputs.contract, inputs.language)
    ]
    if not lines:
        return ""
    return f"{Message('consult/review/changed-title')[inputs.language]}\n\n{bullet_list(lines, inputs.language)}"


def _reasoned(inputs: CommentInputs) -> Iterator[str]:
    """List the remaining obstacles, and the lines to paste if a principle may be set aside."""
    judged, language = inputs.judged, inputs.language
    if reasons := _reasons(inputs):
        messages = (plain(judged.mask.text(reason.message[language])) for reason in reasons)
        yield bullet_list([f"- {message}" for message in messages], language)
    if judged.alert is not None and not judged.private:
        for how, lines in asked.lines(judged.verdict, judged.alert, judged.source, inputs.now, language):
            yield plain(how)
            yield fenced(judged.mask.text(lines))
    waivers = (reason.waiver for reason in judged.verdict.reasons if reason.waiver is not None)
    if paste := pasting.waiving(waivers, judged.source, language):
        if inputs.mail is not None and _waiver_offered(inputs):
            seat = plain(seat_name(Seat(Role.MANAGER, inputs.mail.unit), inputs.contract, language))
            yield Message("consult/review/urgent-tonight", seat=seat)[language]
        yield plain(paste[0])
        yield fenced(paste[1])
        if judged.verdict.turn.what is What.CONSENT and "delivery-hours" in paste[1]:
            yield Message("consult/review/once-agreed")[language]


def _reasons(inputs: CommentInputs) -> list[Reason]:
    """Select the reasons that no other part of the comment gives: heading, facts, findings, approvals, declarations."""
    judged = inputs.judged
    decided, turn = judged.verdict, judged.verdict.turn
    elsewhere = {finding.message.ja for finding in judged.mask.findings}
    elsewhere |= {objected(objection, inputs.contract).ja for objection in decided.objections}
    elsewhere |= {reason.message.ja for reason in people.required_answers(decided.unanswered)}
    others = tuple(reason for reason in decided.reasons if reason.message.ja not in elsewhere)
    decided = replace(decided, reasons=others)
    clock = {hold.clause for hold in decided.holds if hold.kind == "clock"}
    reasons = []
    for reason in verdict.unlisted_reasons(decided):
        waits = reason.kind is Kind.HOLD and reason.clause in clock
        if reason.logged is None and reason.waiver != "delivery-hours" and not waits:
            reasons.append(reason)
    return [reason for reason in reasons if _HEADED.get(asked.code(reason)) is not turn.what]


def _mail(inputs: CommentInputs) -> Iterator[str]:
    """Show the mail; before it, to the approvers, the questions that no list can judge."""
    if inputs.mail is None:
        return
    language, decided = inputs.language, inputs.judged.verdict
    if inputs.judged.private:
        yield Message("consult/review/mail-withheld")[language]
        return
    yield Message("consult/review/mail-title")[language]
    questions = inputs.contract.policy.asked(inputs.mail)
    if questions and decided.asks and missing(decided.approvals):
        asked = (Message("consult/review/question", ask=plain(question.ask[language])) for question in questions)
        yield "\n".join(f"- {question[language]}" for question in asked)
    yield mail(inputs.mail, inputs.contract, language)


def mail(alert: Alert, contract: Contract, language: Language) -> str:
    """Quote subject and text as residents will see them, each paragraph in a line."""
    try:
        composed = foretold(alert, Variant("text", "ja"), Sender.of(contract.organization.mail), contract)
    except HaishinError as refused:  # the findings say why; no comment at all would help nobody
        return Message("consult/review/mail-unmade", why=plain(refused.message[language]))[language]
    text = (plain(line.strip(" ")) for line in composed.text.rstrip("\n").split("\n"))
    lines = [f"**{plain(composed.subject)}**", "", *text]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _declared(inputs: CommentInputs) -> str:
    """Fold the drafter's declarations beside the text, a line each; private words are masked.

    Whoever approves answers for them as well (T*). No other part of the comment repeats them: no recognition, no time
    of a press release, no name, no confirmed warning, no person to be consulted.
    """
    judged, language = inputs.judged, inputs.language
    if inputs.mail is None or judged.private:
        return ""
    lines = []
    for name, text in _declared_lines(inputs.mail, inputs.contract, language):
        lines.append(labelled(f"- **{plain(name)}**", plain(judged.mask.text(text)), language))
    return fold(Message("consult/review/declared-title")[language], "\n".join(lines))


def _grounds(inputs: CommentInputs) -> str:
    """Fold the clauses behind the comment, with their sentences and the lines of their findings."""
    reasons = verdict.unlisted_reasons(inputs.judged.verdict)
    places_by_clause: dict[str, list[str]] = {reason.clause: [] for reason in reasons if reason.clause}
    for finding in inputs.judged.mask.findings:
        if finding.clause:
            places_by_clause.setdefault(finding.clause, []).append(_place(finding, inputs.language))
    lines = []
    for name, places in places_by_clause.items():
        line = f"- {quoted_clause(name, inputs.contract, inputs.language)}"
        if places:
            line += f"({joined(dict.fromkeys(places), inputs.language)})"
        lines.append(line)
    return fold(Message("consult/review/grounds-title")[inputs.language], "\n".join(lines))


def _table(inputs: CommentInputs) -> str:
    alert = inputs.judged.alert
    if alert is None:
        return ""
    chosen = table.Choice(alert.category, alert.case, alert.content)
    rows = table.markdown(inputs.contract.policy, inputs.language, chosen)
    return fold(Message("consult/review/table-title")[inputs.language], rows)


def _foot(inputs: CommentInputs) -> str:
    commit = plain(inputs.judged.opened.head[:10])
    foot = Message("consult/review/foot", commit=commit)
    if when := facts.counted(inputs):
        foot = Message("consult/review/foot-counted", commit=commit, when=when)
    return f"---\n\n{foot[inputs.language]}"


def _findings_section(inputs: CommentInputs) -> Iterator[str]:
    """List the findings, with place and remedy; right under each the lines that let it stand."""
    language = inputs.language
    findings = sorted(inputs.judged.mask.findings, key=weight)
    if _waiver_offered(inputs):
        hours = inputs.contract.policy.hours.clause
        findings = [finding for finding in findings if finding.clause != hours]
    if not findings:
        return
    yield Message("consult/review/findings-title")[language]
    shown: list[str] = []
    for finding in findings[:MOST]:
        shown += _finding_lines(finding, inputs)
    yield "\n".join(shown).rstrip("\n")
    if sum(bool(finding.mark) for finding in findings) > 1:
        yield Message("consult/review/confirmed-once")[language]
    rest = findings[MOST:]
    warnings = [finding for finding in rest if finding.severity is Severity.WARNING]
    if warnings:
        words = (f"{_place(finding, language)}{_quoted(finding, inputs.judged.mask)}" for finding in warnings)
        yield labelled(f"- **{SEVERITY[Severity.WARNING][language]}**", joined(words, language), language)
    if len(warnings) < len(rest):
        yield Message("consult/review/more-items", n=len(rest) - len(warnings))[language]


def _waiver_offered(inputs: CommentInputs) -> bool:
    """Tell whether the waiver of the hours is offered to be pasted: then no finding says it again."""
    hours = inputs.contract.policy.hours.clause
    return any(reason.waiver is not None and reason.clause == hours for reason in inputs.judged.verdict.reasons)


def _place(finding: Finding, language: Language) -> str:
    """Name the line of a finding: ``7 行目``."""
    return Message("consult/review/line", line=finding.span.line)[language]


def _finding_lines(finding: Finding, inputs: CommentInputs) -> Iterator[str]:
    """Write severity, place, the words that were found, the remedy, and the lines that let it stand."""
    language = inputs.language
    severity = SEVERITY[finding.severity]
    if finding in inputs.judged.verdict.unanswered:
        severity = Message("consult/review/to-be-answered")
    label = f"- **{severity[language]}** {_place(finding, language)}"
    if inputs.judged.mask.words(finding) not in finding.message[language]:
        label += _quoted(finding, inputs.judged.mask)
    yield labelled(label, plain(finding.message[language]), language)
    yield f"  - → {plain(finding.hint[language])}"
    judged = inputs.judged
    if line := asked.for_finding(finding, judged.alert, judged.source, inputs.now, language):
        yield f"  - {plain(line[0])}\n\n{fenced(line[1])}\n"
    if paste := pasting.confirming([finding], judged.source, language):
        yield f"  - {plain(paste[0])}\n\n{fenced(paste[1])}\n"


def _quoted(finding: Finding, mask: Mask) -> str:
    """Quote the words that were found, or their beginning; no private words."""
    words = mask.words(finding)
    if not words:
        return ""
    if len(words) > _QUOTED:
        return f"「{plain(words[:_QUOTED])}…」"
    return f"「{plain(words)}」"


def _declared_lines(alert: Alert, contract: Contract, language: Language) -> Iterator[tuple[str, str]]:
    if release := joined(_press(alert.press, language), language):
        yield Message("consult/review/declared-press")[language], release
    if alert.consent is not None:
        yield Message("consult/review/declared-consent")[language], _consent(alert.consent, language)
    necessity = None
    if alert.follows is not None:
        necessity = alert.follows.necessity
    for label, reason in (
        (Message("consult/review/declared-necessity"), necessity),
        (Message("consult/review/declared-why-mail"), alert.why_mail),
        (Message("consult/review/declared-why-late"), alert.why_late),
    ):
        if reason is not None:
            yield label[language], reason
    for waiver in alert.waivers:
        rule = waiver_name(waiver.rule, language)
        name = Message("consult/review/declared-waiver", rule=rule)[language]
        clause = contract.policy.waivers.get(waiver.rule)
        if clause is not None:
            name += f"({cited(clause, language, ours=contract.policy.is_ours(clause))})"
        yield name, waiver.reason


def _press(press: Press, language: Language) -> Iterator[str]:
    """Give the state of the release; its time stands at the head of the comment."""
    if press.by_unit:
        yield Message("consult/review/press-by-unit")[language]
    if press.consistent is not None:
        yield Message(f"consult/review/press-agrees-{press.consistent}")[language]
    if press.title is not None:
        yield Message("consult/review/press-titled", title=press.title)[language]


def _consent(consent: Consent, language: Language) -> str:
    parts = [Message(f"consult/review/consent-is-{consent.state}")[language]]
    if consent.by is not None:
        parts.append(consent.by)
    if consent.at is not None:
        parts.append(moment(consent.at, language))
    if consent.until is not None:
        parts.append(Message("consult/review/consent-until", day=consent.until)[language])
    return joined(parts, language)
