"""The engine: it runs the rules over a document and stamps their problems into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, repeat
from string import Formatter

from haishin.check.document import schema
from haishin.check.document.forming import own_time, place_of
from haishin.check.privacy.scanning import ask_ahead
from haishin.check.reading import Reading, Tree
from haishin.check.rule_registry import DESCRIBED, RULES
from haishin.check.rules import Problem, Rule, confirmed, table_row
from haishin.check.rules.confirmed import mark, plain
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import Policy
from haishin.core.errors import ToolError
from haishin.core.model import Confirmation, Document, Finding, Severity, Span, Text

_AT_ONCE = 32  # documents of which a rule or a detector is asked in a row, while its words and patterns are at hand


class RuleError(ToolError):
    """A crash of a rule: the file was not checked, so nothing may be taken for clean."""

    def __init__(self, rule: str, path: str, error: Exception) -> None:
        kind = type(error).__name__  # never the error's words: they may hold text of the file
        super().__init__(Message("check/rule-failed", path=path, rule=rule, error=kind))


def check(document: Document, contract: Contract, tree: Tree, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """List all findings of the document, the reader's too, each with its clause, in the order of the file.

    The text is judged as it is written and as it is shown. A warning that the front matter confirms becomes a note, and
    so does an error of a kind that policy allows; never a finding of an excluded kind. Raises RuleError on any crash.
    """
    return next(check_all([document], contract, tree, rules))


def check_all(
    documents: Iterable[Document], contract: Contract, tree: Tree, rules: Sequence[Rule] = RULES
) -> Iterator[tuple[Finding, ...]]:
    """Yield what ``check`` lists of each document; each rule is asked about a few of them in a row, for speed."""
    waiting = iter(documents)
    while group := tuple(islice(waiting, _AT_ONCE)):
        asked, path = "engine", group[0].path
        try:
            readings = [Reading(document, contract, tree, contract.once(known)) for document in group]
            ask_ahead([(one.writing.title, one.writing.body, one.writing.category) for one in readings], contract)
            problems: list[list[tuple[Rule, Problem]]] = [[] for _ in readings]
            for rule in rules:
                asked = rule.ID
                for reading, found in zip(readings, problems, strict=True):
                    path = reading.path
                    found += zip(repeat(rule), rule.check(reading))
            asked = "engine"
            for reading, found in zip(readings, problems, strict=True):
                path = reading.path
                yield _findings(reading, found, rules)
        except Exception as error:
            raise RuleError(asked, path, error) from error


def _findings(reading: Reading, problems: Iterable[tuple[Rule, Problem]], rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """List the findings with clause and mark, as confirmed; of the text as shown only those that are new."""
    found = list(reading.document.findings)
    shown: list[Finding] = []
    for rule, problem in problems:
        among = shown if problem.shown else found
        among.append(_finding(reading, rule, problem))
    lines = {key for finding in found for key in _keys(finding)}
    found += [finding for finding in shown if lines.isdisjoint(_keys(finding))]
    policy, alert_id = reading.contract.policy, place_of(reading.path)[2]
    category = reading.document.places.get(("category",))
    stamped = []
    for finding in found:
        printed = mark(alert_id, finding.rule, finding.matched)
        is_of_the_table = finding.rule == schema.ID and finding.span == category  # what no row has, the reader finds
        clause = policy.rules.get(table_row.ID if is_of_the_table else finding.rule)
        stamped.append(replace(finding, clause=clause, ours=policy.is_ours(clause), mark=printed))
    confirmations = _Confirmations(reading.document, policy, stamped)
    findings = [confirmations.answered(finding) for finding in stamped]
    findings += confirmations.idle(reading, rules)
    return tuple(sorted(findings, key=lambda finding: finding.order))


class _Confirmations:
    """The confirmations of a document's front matter, as far as policy allows them."""

    def __init__(self, document: Document, policy: Policy, found: Iterable[Finding]) -> None:
        self._alert = document.sketch
        self._policy = policy
        block = document.place("confirmed")
        # A text that stands in the confirmations alone is not confirmed by them.
        self._marked = {(finding.rule, finding.mark) for finding in found if not _within(finding.span, block)}
        self._answers: dict[tuple[str, str], Confirmation] = {}
        self._idle: list[tuple[int, Confirmation]] = []
        for index, given in enumerate(document.sketch.confirmed if document.sketch is not None else ()):
            if given.rule in policy.never_confirmable:
                continue
            if (given.rule, given.mark) in self._marked:
                self._answers[given.rule, given.mark] = given
            else:
                self._idle.append((index, given))

    def answered(self, finding: Finding) -> Finding:
        """Give the finding as its confirmation leaves it; its mark stays if it may be confirmed and is not yet."""
        answer = self._answers.get((finding.rule, finding.mark))
        final = finding.severity is Severity.ERROR and not self._policy.may_stand(finding.rule, self._alert)
        if final and answer is not None:
            finding = replace(finding, hint=_joined(finding.hint, Message("check/stays")))
        excluded = finding.rule in (*self._policy.never_confirmable, confirmed.ID)
        if final or excluded or finding.severity is Severity.NOTE or (finding.rule, finding.mark) not in self._marked:
            return replace(finding, mark="")
        if answer is None:
            return finding
        why = Message("check/confirmed", reason=answer.reason)
        if finding.private:  # the reason may tell in other words what is masked
            why = Message("check/confirmed-private")
        return replace(finding, severity=Severity.NOTE, message=_joined(finding.message, why), confirmed=True, mark="")

    def idle(self, reading: Reading, ran: Sequence[Rule]) -> Iterator[Finding]:
        """Report the confirmations that no finding needs (any more), as far as their rules ran."""
        for index, given in self._idle:
            if any(given.rule == rule.ID for rule in ran):
                problem = Problem(reading.place("confirmed", index, "rule"), "nothing", severity=Severity.WARNING)
                finding = _finding(reading, confirmed, problem)
                clause = self._policy.rules.get(finding.rule)
                yield replace(finding, clause=clause, ours=self._policy.is_ours(clause))


def known(contract: Contract) -> frozenset[str]:
    """List the names of all rules and detectors."""
    return _DESCRIBED.union(contract.policy.rules, contract.policy.never_confirmable)


def _finding(reading: Reading, rule: Rule, problem: Problem) -> Finding:
    start, end = reading.lines.bounds(problem.span)
    return Finding(
        reading.path,
        reading.lines.span(start, end),
        rule.ID,
        problem.severity or rule.SEVERITY,
        rule.MESSAGES[problem.key].format(**problem.values),
        rule.HINTS[problem.key].format(**{**own_time(reading.path), **problem.values}),
        private=problem.private,
        fix=problem.fix,
        matched=problem.matched or reading.source[start:end],
        constant=_constant(rule.MESSAGES[problem.key], rule.HINTS[problem.key]),
    )


# Items of a message that come from the contract, or the time in the name of the file, and never from its text.
_OF_THE_CONTRACT = frozenset(
    (*own_time(""), "limit", "months", "last", "lacking", "lacking_en", "wording", "contents", "size", "length")
)


@cache
def _constant(*texts: Text) -> bool:
    items = {item for text in texts for words in (text.ja, text.en) for _, item, _, _ in Formatter().parse(words)}
    return items - {None} <= _OF_THE_CONTRACT


_DESCRIBED = frozenset(rule.ID for rule in DESCRIBED)


def _keys(finding: Finding) -> list[tuple[object, ...]]:
    """List the deduplication keys of a finding in the text as shown: rule and line; each private text has its own."""
    private = ""
    if finding.private:
        private = plain(finding.matched)
    span = finding.span
    return [(finding.rule, finding.severity, line, private) for line in range(span.line, span.end_line + 1)]


def _within(span: Span, around: Span) -> bool:
    begins = (around.line, around.column) <= (span.line, span.column)
    return begins and (span.end_line, span.end_column) <= (around.end_line, around.end_column)


def _joined(text: Text, more: Text) -> Text:
    return Text(text.ja + more.ja, f"{text.en} {more.en}")
