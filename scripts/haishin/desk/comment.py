"""The one comment on an open pull request: what residents will get, when, how many, and who must still agree.

A pure function of the verdict. Text of others is escaped or fenced (T27); a mail that may tell who somebody is, is not
shown before a person has looked at it (DESIGN: what must always hold, 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from haishin.contract import Contract
from haishin.desk import approvals, declared
from haishin.desk.fitting import Part, fitted
from haishin.desk.judging import Judged
from haishin.desk.words import MORE, MOST, area, clause, joined, listed, said
from haishin.errors import HaishinError
from haishin.message.kinsoku import folded
from haishin.message.prepare import Variant, compose
from haishin.message.sender import Sender
from haishin.model import Alert, Change, Finding, FollowKind, Kind, Language, Reason, Severity, Text
from haishin.report import pasting, table, verdict
from haishin.report.findings.words import SEVERITY, cited, marked, weight
from haishin.report.headline import Aim, headline
from haishin.report.markdown import fenced, plain
from haishin.report.masking import Mask
from haishin.report.phrases import ANY_HOUR, moment, people

_LONGEST = 40  # characters of what a finding quotes
COLUMNS = 40  # of a line of the mail: as many as a phone shows without moving the text sideways

_HEADS = {
    Kind.REJECT: Text("直すところがあります", "Something has to be corrected"),
    Kind.CONSULT: Text("協議中です", "In consultation"),
    Kind.HOLD: Text("人の確認を待っています", "Waiting for a person's word"),
}
_COMPLETE = Text("承認がそろいました", "All approvals are given")
_ANSWER = Text("起案者が先に答える警告があります", "The drafter has warnings to answer first")
_WHEN = Text("配信", "Goes out")
_REACH = Text("届く人", "Reaches")
_AT = Text("{when}に配信されます(マージは今でもできます)。", "on {when} (it may be merged now).")
_LATER = Text("早くても{when}です。", "not before {when}.")
_AT_ONCE = Text("マージするとすぐに配信されます", "as soon as it is merged")
_OPEN = Text("承認がそろい、マージした時です", "when all have agreed and it is merged")
_CONFIRMED = Text("確認が済み、マージした時です", "when that word is given and it is merged")
_PLAINLY = Text("{what}。", "{what}.")
_ANY_HOUR = Text("{what}。**{phrase}**。", "{what}; **{phrase}**.")
_HOURS = Text("{what}(配信時間は{opens}から{closes}まで)。", "{what} (between {opens} and {closes}).")
_WITHDRAWAL = Text(
    "マージすると、このメールは配信されません(取り下げ)。", "Merging withdraws this alert: it will not be mailed."
)
_UPKEEP = Text(
    "情報メールのない変更です。だれの承認が要るかは、変えるファイルによります。",
    "It changes no alert. Who must agree goes by the files that it changes.",
)
_KNOWN = Text("{who}({area}、{when}現在)", "{who} ({area}, as of {when})")
_MOST = Text("多くて{who}({area}、{when}現在)", "at most {who} ({area}, as of {when})")
_UNKNOWN = Text(
    "人数は分かりません(10 人未満か、まだ数えていません。{area})",
    "their number is not known (fewer than 10, or not counted yet; {area})",
)
_NIGHT = Text(
    "今届くのは、夜間のメールも受け取る人です。{now}。ほかの人には{opens}から届きます",
    "now only those who take mail at night: {now}; the others get it from {opens} on",
)
_SAME = Text("先のメール({id})が届いた人たち", "those who got the first mail ({id})")
_SAME_KNOWN = Text("先のメール({id})が届いた人たち({who})", "those who got the first mail ({id}; {who})")
_EXERCISE = Text("訓練に登録した人だけ", "only those registered for exercises")
_FINDINGS = Text("### 指摘と直し方", "### Findings and remedies")
_PLACE = Text("{line} 行目", "line {line}")
_MAIL = Text("### 届くメール", "### The mail")
_SUBJECT = Text("件名:{subject}", "Subject: {subject}")
_WITHHELD = Text(
    "個人情報とみられる記載があるため、本文と、起案者が書いた事情は表示しません。直すか、根拠を書いてください。",
    "It may tell who somebody is, so neither the text nor what was declared is shown. Correct it, or state the ground.",
)
_ASKED = Text("承認する方へ:{ask}", "To the approver: {ask}")
_UNMADE = Text("メールの見本を作れません:{why}", "The mail cannot be shown: {why}")
_TABLE = Text("別表(選んだ行に ▶)", "The table (▶ the chosen row)")
_FOOT = Text(
    "コミット {commit} についての判定です。新しい判定のたびに、このコメントは書き換わります。",
    "The verdict on commit {commit}. This comment is rewritten with each new verdict.",
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an alert goes to: rounded, None = unknown; ``at``: when that was counted.

    ``night``: how many of them take mail outside the delivery hours.
    """

    count: int | None = None
    at: datetime | None = None
    night: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the comment is made of, at the moment ``now``.

    ``first``: rounded size of the sending that this one follows.
    """

    judged: Judged
    contract: Contract
    language: Language
    reach: Reach
    now: datetime
    first: int | None = None


def render(page: Page) -> str:
    """The comment in Markdown, no longer than the forge takes."""
    parts = (
        Part("\n\n".join(_top(page)), 3),
        Part("\n\n".join(_findings(page)), 4),
        Part("\n\n".join(_mail(page)), 1, whole=True),
        Part("\n\n".join(_declared(page)), 3),
        Part("\n\n".join(_people(page)), 2),
        Part("\n\n".join(_table(page)), 5),
        Part(_foot(page)),
    )
    return fitted(parts, page.language)


def _top(page: Page) -> Iterator[str]:
    judged, language = page.judged, page.language
    told = judged.verdict
    head = _COMPLETE if told.mergeable else _ANSWER if told.unanswered else _HEADS[told.kind]
    yield f"## {head[language]}"
    yield headline(told, language, _aim(judged))
    if judged.alert is None or told.kind is Kind.REJECT:
        if judged.pull is not None:
            yield _UPKEEP[language]
    elif judged.change is Change.DELETED:
        yield _WITHDRAWAL[language]
    else:
        when = said(f"- **{_WHEN[language]}**", _when(page), language)
        yield f"{when}\n{said(f'- **{_REACH[language]}**', _reach(judged.alert, page), language)}"
    errors = {one.message.ja for one in judged.mask.findings}  # told below, with place and remedy
    # What quotes the drafter's own reason is told below as well, among what was declared.
    reasons = [one for one in verdict.untold(told) if one.message.ja not in errors and one.logged is None]
    if reasons:
        yield listed([f"- {_reason(one, page)}" for one in reasons], language)
    waivers = (one.waiver for one in told.reasons if one.waiver is not None)
    if paste := pasting.waiving(waivers, judged.source, language):
        yield from _paste(paste)


def _aim(judged: Judged) -> Aim:
    if judged.alert is None and judged.pull is not None:
        return "upkeep"
    return "withdrawal" if judged.change is Change.DELETED else "mail"


def _when(page: Page) -> str:
    told, language, hours = page.judged.verdict, page.language, page.contract.policy.hours
    if told.not_before is not None:
        return (_AT if told.mergeable else _LATER).format(when=moment(told.not_before, language))[language]
    what = _AT_ONCE if told.mergeable else _CONFIRMED if told.kind is Kind.HOLD else _OPEN
    if told.any_hour:
        return _ANY_HOUR.format(what=what[language], phrase=ANY_HOUR[language])[language]
    if told.mergeable:
        return _PLAINLY.format(what=what[language])[language]
    return _HOURS.format(what=what[language], opens=f"{hours.opens:%-H:%M}", closes=f"{hours.closes:%-H:%M}")[language]


def _reach(alert: Alert, page: Page) -> str:
    language = page.language
    if alert.exercise:
        return _EXERCISE[language]
    if alert.follows is not None and alert.follows.kind is not FollowKind.FOLLOW_UP:
        first = plain(alert.follows.alert)
        if page.first is None:
            return _SAME.format(id=first)[language]
        return _SAME_KNOWN.format(id=first, who=people(page.first, language))[language]
    hours = page.contract.policy.hours
    if not page.judged.verdict.any_hour or hours.is_open(page.now):
        return _counted(page.reach.count, alert, page)
    now = _counted(page.reach.night, alert, page)
    return _NIGHT.format(now=now, opens=f"{hours.opens:%-H:%M}")[language]


def _counted(count: int | None, alert: Alert, page: Page) -> str:
    language, where = page.language, area(alert.scope, page.contract, page.language)
    if count is None or page.reach.at is None:
        return _UNKNOWN.format(area=where)[language]
    words = _MOST if len(alert.scope.stations) > 1 else _KNOWN
    return words.format(who=people(count, language), area=where, when=moment(page.reach.at, language))[language]


def _reason(reason: Reason, page: Page) -> str:
    ground = "" if reason.clause is None else f"({clause(reason.clause, page.contract, page.language)})"
    return f"{plain(page.judged.mask.text(reason.message[page.language]))}{ground}"


def _findings(page: Page) -> Iterator[str]:
    language = page.language
    found = sorted(page.judged.mask.findings, key=weight)
    if not found:
        return
    yield _FINDINGS[language]
    yield "\n".join(_finding(one, page) for one in found[:MOST])
    rest = found[MOST:]
    if warnings := [one for one in rest if one.severity is Severity.WARNING]:
        told = (f"{_place(one, language)}{_quoted(one, page.judged.mask)}" for one in warnings)
        yield said(f"- **{SEVERITY[Severity.WARNING][language]}**", joined(told, language), language)
    if len(warnings) < len(rest):
        yield MORE.format(n=len(rest) - len(warnings))[language]
    if paste := pasting.confirming(page.judged.mask.findings, page.judged.source, language):
        yield from _paste(paste)


def _paste(told: tuple[str, str]) -> Iterator[str]:
    """What to do, and the lines as they are to be written."""
    yield plain(told[0])
    yield fenced(told[1])


def _finding(one: Finding, page: Page) -> str:
    """Severity, place, what was found in its own words, and the remedy."""
    language = page.language
    ground = f"({plain(cited(one.clause, language))})" if one.clause else ""
    words = _quoted(one, page.judged.mask)
    quoted = "" if page.judged.mask.words(one) in one.message[language] else words
    what = said(
        f"- **{SEVERITY[one.severity][language]}** {_place(one, language)}{quoted}{marked(one, language)}",
        plain(one.message[language]),
        language,
    )
    return f"{what}{ground}\n  - → {plain(one.hint[language])}"


def _place(one: Finding, language: Language) -> str:
    return _PLACE.format(line=one.span.line)[language]


def _quoted(one: Finding, mask: Mask) -> str:
    """The words that were found, or how they begin; nothing of what is private."""
    words = mask.words(one)
    return f"「{plain(words[:_LONGEST])}{'…' if len(words) > _LONGEST else ''}」" if words else ""


def _people(page: Page) -> Iterator[str]:
    return approvals.section(page.judged, page.contract, page.language)


def _mail(page: Page) -> Iterator[str]:
    if page.judged.alert is None or page.judged.change is Change.DELETED:
        return
    yield _MAIL[page.language]
    if page.judged.private:
        yield _WITHHELD[page.language]
    else:
        if page.judged.verdict.asks:
            yield from _questions(page.judged.alert, page)
        yield mail(page.judged.alert, page.contract, page.language)


def _questions(alert: Alert, page: Page) -> Iterator[str]:
    """What no list can judge, asked before the mail is read."""
    language = page.language
    asked = [_ASKED.format(ask=plain(one.ask[language]))[language] for one in page.contract.policy.asked(alert)]
    if asked:
        yield "\n".join(f"- {one}" for one in asked)


def _declared(page: Page) -> Iterator[str]:
    judged = page.judged
    if judged.alert is not None and judged.change is not Change.DELETED and not judged.private:
        yield from declared.section(judged.alert, judged.mask, page.contract, page.language)


def mail(alert: Alert, contract: Contract, language: Language) -> str:
    """Subject and text as residents will see them, in lines that a phone holds."""
    try:
        told = compose(alert, Variant("text", "ja"), Sender.of(contract.organization.mail), contract)
    except HaishinError as refused:  # the findings say why; no comment at all would help nobody
        return _UNMADE.format(why=plain(refused.message[language]))[language]
    return f"{_SUBJECT.format(subject=plain(told.subject))[language]}\n\n{fenced(folded(told.text, COLUMNS))}"


def _table(page: Page) -> Iterator[str]:
    alert = page.judged.alert
    if alert is not None:
        chosen = table.Choice(alert.category, alert.case, alert.content)
        rows = table.markdown(page.contract.policy, page.language, chosen)
        yield f"<details><summary>{_TABLE[page.language]}</summary>\n\n{rows}\n</details>"


def _foot(page: Page) -> str:
    return f"---\n\n{_FOOT.format(commit=plain(page.judged.opened.head[:10]))[page.language]}"
