"""The one comment on an open pull request: whose turn it is, what residents will get, when, how many, who must agree.

A pure function of the verdict. Text of others is escaped or fenced (T27); a mail that may tell who somebody is, is not
shown before a person has looked at it (ARCHITECTURE.md, what must always hold, 3). What the first screen of a phone
has no room for is folded, and nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from haishin.contract import Contract
from haishin.decision.people import objected
from haishin.errors import HaishinError
from haishin.message.prepare import Variant, compose
from haishin.message.sender import Sender
from haishin.model import Alert, Kind, Language, Reason, Text, What
from haishin.report import pasting, table, verdict
from haishin.report.escaping import fenced, plain
from haishin.review import approvals, call, declared, facts, found
from haishin.review.fitting import Part, fitted
from haishin.review.page import Page
from haishin.review.people import missing
from haishin.review.words import clause, folded, joined, listed

_LONG = 45_000  # characters of the mail's part: no text that the rules let pass is longer
_MAIL = Text("#### 届くメール", "#### The mail")
_WITHHELD = Text(
    "個人情報とみられる記載があるため、直るまで、本文と、起案者が書いた事情は表示しません。",
    "It may tell who somebody is: until that is mended, neither the text nor what was declared is shown.",
)
_ASKED = Text("承認する方へ:{ask}", "To the approver: {ask}")
_UNMADE = Text("メールの見本を作れません:{why}", "The mail cannot be shown: {why}")
_GROUNDS = Text("根拠(要領)", "Grounds in the guideline")
_TABLE = Text("別表(選んだ行に ▶)", "The table (▶ the chosen row)")
_FOOT = Text(
    "コミット {commit} についての判定です。新しい判定のたびに、このコメントは書き換わります。",
    "The verdict on commit {commit}. This comment is rewritten with each new verdict.",
)
_COUNTED = Text("人数は{when}現在です。", " Counted as of {when}.")


def render(page: Page) -> str:
    """The comment in Markdown, no longer than the forge takes."""
    judged, contract, language = page.judged, page.contract, page.language
    shown = "\n\n".join(_mail(page))
    parts = (
        Part("\n\n".join(_top(page))),
        Part("\n\n".join(_reasoned(page)), 3),
        Part("\n\n".join(found.section(page)), 4),
        Part("\n\n".join(approvals.objections(judged, contract, language)), 3),
        Part(shown, 1 if len(shown) < _LONG else 6, whole=True),
        Part("\n".join([*call.stopping(page), *call.advice(page)]), 3),
        Part(_declared(page), 3),
        Part(approvals.section(judged, contract, language), 2),
        Part(approvals.ignored(judged, contract, language), 3),
        Part(_grounds(page), 4),
        Part(_table(page), 5),
        Part(_foot(page)),
    )
    return fitted(parts, language)


def _top(page: Page) -> Iterator[str]:
    yield call.heading(page)
    yield "\n".join(call.steps(page))
    yield facts.facts(page)


def _reasoned(page: Page) -> Iterator[str]:
    """What else stands in the way, and what is pasted where a principle may be set aside."""
    judged, language = page.judged, page.language
    if reasons := _reasons(page):
        told = (plain(judged.mask.text(one.message[language])) for one in reasons)
        yield listed([f"- {one}" for one in told], language)
    waivers = (one.waiver for one in judged.verdict.reasons if one.waiver is not None)
    if paste := pasting.waiving(waivers, judged.source, language):
        if page.mail is not None and found.offered(page):
            yield call.tonight(page.mail, page)
        yield plain(paste[0])
        yield fenced(paste[1])


def _reasons(page: Page) -> list[Reason]:
    """What neither the heading, the facts, the findings nor the lists of approvals and of what was declared tell."""
    judged, policy = page.judged, page.contract.policy
    told, turn = judged.verdict, judged.verdict.turn
    elsewhere = {one.message.ja for one in judged.mask.findings}
    elsewhere |= {objected(login).ja for login in approvals.objecting(judged, page.contract, page.language)}
    told = replace(told, reasons=tuple(one for one in told.reasons if one.message.ja not in elsewhere))
    clock = {hold.clause for hold in told.holds if hold.kind == "clock"}
    reasons = [
        one
        for one in verdict.unlisted_reasons(told)
        if one.logged is None and one.waiver != "delivery-hours" and not (one.kind is Kind.HOLD and one.clause in clock)
    ]
    headed = {What.DECIDE_PRESS: policy.press.clause, What.TICK: policy.checklist_clause}
    if turn.what in headed:
        first = next((one for one in reasons if one.clause == headed[turn.what]), None)
        reasons = [one for one in reasons if one is not first]
    return reasons


def _mail(page: Page) -> Iterator[str]:
    if page.mail is None:
        return
    yield _MAIL[page.language]
    if page.judged.private:
        yield _WITHHELD[page.language]
    else:
        if page.judged.verdict.asks and missing(page.judged.verdict.approvals):
            yield from _questions(page.mail, page)
        yield mail(page.mail, page.contract, page.language)


def _questions(alert: Alert, page: Page) -> Iterator[str]:
    """What no list can judge, asked before the mail is read."""
    language = page.language
    asked = [_ASKED.format(ask=plain(one.ask[language]))[language] for one in page.contract.policy.asked(alert)]
    if asked:
        yield "\n".join(f"- {one}" for one in asked)


def mail(alert: Alert, contract: Contract, language: Language) -> str:
    """Subject and text as residents will see them: a quotation in which each paragraph is a line."""
    try:
        told = compose(alert, Variant("text", "ja"), Sender.of(contract.organization.mail), contract)
    except HaishinError as refused:  # the findings say why; no comment at all would help nobody
        return _UNMADE.format(why=plain(refused.message[language]))[language]
    lines = [f"**{plain(told.subject)}**", "", *(plain(line.strip(" ")) for line in told.text.rstrip("\n").split("\n"))]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _declared(page: Page) -> str:
    judged = page.judged
    if page.mail is None or judged.private:
        return ""
    return declared.section(page.mail, judged.mask, page.contract, page.language)


def _grounds(page: Page) -> str:
    """The clauses, with their sentences, on which what is said above rests, each with the lines that were found."""
    told: dict[str, list[str]] = {one.clause: [] for one in verdict.unlisted_reasons(page.judged.verdict) if one.clause}
    for one in page.judged.mask.findings:
        if one.clause:
            told.setdefault(one.clause, []).append(found.place(one, page.language))
    lines = []
    for name, places in told.items():
        where = f"({joined(dict.fromkeys(places), page.language)})" if places else ""
        lines.append(f"- {clause(name, page.contract, page.language)}{where}")
    return folded(_GROUNDS[page.language], ["\n".join(lines)] if lines else [])


def _table(page: Page) -> str:
    alert = page.judged.alert
    if alert is None:
        return ""
    chosen = table.Choice(alert.category, alert.case, alert.content)
    return folded(_TABLE[page.language], [table.markdown(page.contract.policy, page.language, chosen)])


def _foot(page: Page) -> str:
    when = facts.counted(page)
    told = _FOOT.format(commit=plain(page.judged.opened.head[:10]))[page.language]
    return f"---\n\n{told}{_COUNTED.format(when=when)[page.language] if when else ''}"
