"""The engine: it runs the rules over a document and stamps their problems into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from string import Formatter

from haishin.check.document.forming import place_of
from haishin.check.reading import Reading, Tree
from haishin.check.rule_registry import DESCRIBED, RULES
from haishin.check.rules import Problem, Rule, confirmed
from haishin.check.rules.confirmed import mark, plain
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import Policy
from haishin.core.errors import ToolError
from haishin.core.model import Alert, Confirmation, Document, Finding, Severity, Span, Text


class RuleError(ToolError):
    """A crash of a rule: the file was not checked, so nothing may be taken for clean."""

    def __init__(self, rule: str, path: str, error: Exception) -> None:
        kind = type(error).__name__  # never the error's words: they may hold text of the file
        super().__init__(Message("check/rule-failed", path=path, rule=rule, error=kind))


def check(document: Document, contract: Contract, tree: Tree, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """List all findings of the document, the reader's too, each with its clause, in the order of the file.

    The text is judged as it is written and as it is shown. A warning that the front matter confirms becomes a note, and
    so does an error of a kind that policy allows; never one of the kinds that policy excludes. Raises RuleError,
    whatever went wrong.
    """
    try:
        return _checked(document, contract, tree, rules)
    except ToolError:
        raise
    except Exception as error:
        raise RuleError("engine", document.path, error) from error


def _checked(document: Document, contract: Contract, tree: Tree, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    reading = Reading(document, contract, tree, contract.once(known))
    stamped = [(problem.shown, _finding(reading, rule, problem)) for rule, problem in _problems(reading, rules)]
    findings = [*document.findings, *(finding for shown, finding in stamped if not shown)]
    lines = {key for finding in findings for key in _keys(finding)}
    findings += [finding for shown, finding in stamped if shown and lines.isdisjoint(_keys(finding))]
    findings = [_clause(finding, contract) for finding in findings]
    given = _confirmable(document, contract)
    block, ran, alert_id = document.place("confirmed"), {rule.ID for rule in rules}, place_of(document.path)[2]
    marked = [replace(finding, mark=mark(alert_id, finding.rule, finding.matched)) for finding in findings]
    # What stands in the confirmations alone is not confirmed by them.
    elsewhere = {(finding.rule, finding.mark) for finding in marked if not _within(finding.span, block)}
    answers = {(answer.rule, answer.mark): answer for _, answer in given if (answer.rule, answer.mark) in elsewhere}
    idle = [
        _clause(_idle(reading, index), contract)
        for index, answer in given
        if (answer.rule, answer.mark) not in answers and answer.rule in ran
    ]
    answered = [
        _answered(finding, answers.get((finding.rule, finding.mark)), document.alert, contract.policy)
        for finding in marked
    ]
    offered = [
        finding if (finding.rule, finding.mark) in elsewhere else replace(finding, mark="") for finding in answered
    ]
    return tuple(sorted((*offered, *idle), key=lambda finding: finding.order))


def _problems(reading: Reading, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Problem]]:
    for rule in rules:
        try:
            problems = list(rule.check(reading))
        except Exception as error:
            raise RuleError(rule.ID, reading.path, error) from error
        for problem in problems:
            yield rule, problem


def known(contract: Contract) -> frozenset[str]:
    """List the names of everything that can find something."""
    return _DESCRIBED.union(contract.policy.rules, contract.policy.never_confirmable)


def _finding(reading: Reading, rule: Rule, problem: Problem) -> Finding:
    start, end = reading.lines.bounds(problem.span)
    return Finding(
        reading.path,
        problem.span,
        rule.ID,
        problem.severity or rule.SEVERITY,
        rule.MESSAGES[problem.key].format(**problem.values),
        rule.HINTS[problem.key].format(**problem.values),
        private=problem.private,
        fix=problem.fix,
        matched=problem.matched or reading.source[start:end],
        constant=_constant(rule.MESSAGES[problem.key], rule.HINTS[problem.key]),
    )


# Items of a message that come from the contract and never from the file.
_OF_THE_CONTRACT = frozenset(
    ("limit", "months", "last", "lacking", "lacking_en", "wording", "contents", "size", "length")
)


@cache
def _constant(*texts: Text) -> bool:
    items = {item for text in texts for words in (text.ja, text.en) for _, item, _, _ in Formatter().parse(words)}
    return items - {None} <= _OF_THE_CONTRACT


def _clause(finding: Finding, contract: Contract) -> Finding:
    return replace(finding, clause=contract.policy.rules.get(finding.rule))


def _confirmable(document: Document, contract: Contract) -> list[tuple[int, Confirmation]]:
    """List what may be confirmed of that document, each with its place in the list."""
    given = document.alert.confirmed if document.alert is not None else ()
    return [
        (index, confirmation)
        for index, confirmation in enumerate(given)
        if confirmation.rule not in contract.policy.never_confirmable
    ]


_DESCRIBED = frozenset(rule.ID for rule in DESCRIBED)


def _keys(finding: Finding) -> list[tuple[object, ...]]:
    """Yield the deduplication keys of a finding in the text as shown: rule and line; each private text has its own."""
    what = plain(finding.matched) if finding.private else ""
    span = finding.span
    return [(finding.rule, finding.severity, line, what) for line in range(span.line, span.end_line + 1)]


def _within(span: Span, around: Span) -> bool:
    return (around.line, around.column) <= (span.line, span.column) and (span.end_line, span.end_column) <= (
        around.end_line,
        around.end_column,
    )


def _idle(reading: Reading, index: int) -> Finding:
    """Report a confirmation that no finding needs (any more)."""
    problem = Problem(reading.place("confirmed", index, "rule"), "nothing", severity=Severity.WARNING)
    return _finding(reading, confirmed, problem)


def _answered(finding: Finding, answer: Confirmation | None, alert: Alert | None, policy: Policy) -> Finding:
    """Give the finding as its confirmation leaves it; its mark stays where it may be confirmed and is not yet."""
    error = finding.severity is Severity.ERROR and not policy.may_stand(finding.rule, alert)
    if error or finding.severity is Severity.NOTE or finding.rule in (*policy.never_confirmable, confirmed.ID):
        hint = _joined(finding.hint, Message("check/stays")) if error and answer is not None else finding.hint
        return replace(finding, hint=hint, mark="")
    if answer is None:
        return finding
    why = Message("check/confirmed", reason=answer.reason)
    if finding.private:  # the reason may tell in other words what is masked
        why = Message("check/confirmed-private")
    return replace(finding, severity=Severity.NOTE, message=_joined(finding.message, why), confirmed=True, mark="")


def _joined(text: Text, more: Text) -> Text:
    return Text(text.ja + more.ja, f"{text.en} {more.en}")
