"""The summary of a push before any sender is connected: what would be mailed, when, to whom, and what is missing.

A pure function. Text of others is escaped or fenced (T27); what a private finding matched is masked, and while one is
open the mail is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from haishin.consult.phrases import moment
from haishin.consult.review.approvers import missing
from haishin.consult.review.comment import mail
from haishin.consult.review.layout import area_names, bullet_list, joined, labelled, name_with_login, seat_names
from haishin.consult.verdict import unlisted_reasons
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.escaping import code, plain
from haishin.core.masking import Mask
from haishin.core.model import Approval, Language, Severity, Text
from haishin.send.sending.plan import Brought
from haishin.send.sending.survey import Fate

_PLANNED = Text(
    "下見：この内容で送る予定です。配信の機械がつながれていないため、実際には送っていません",
    "Preview: this is what would be sent. No mail host is connected, so nothing was sent",
)
_SHORT = Text("下見：承認が足りないため、送れません", "Preview: approvals are missing, so it cannot be sent")
_HELD = Text("下見：このままでは送れません", "Preview: it cannot be sent as it is")
_UNKNOWN = Text(
    "下見：確かめられないことがあり、送れません", "Preview: something cannot be known, so it cannot be sent"
)
_NOTHING = Text(
    "下見：この変更で main に加わった情報メールはありません", "Preview: this change brought no alert to main"
)
_ELSEWHERE = Text(
    "下見：最初の push か、書き換えられた main のため、どの情報メールが加わったか分かりません",
    "Preview: a first push, or a main that was rewritten; what it brought cannot be told",
)
_UNSENT = Text("何も送っていません。", "Nothing was sent.")
_ALERT = Text("情報メール", "Alert")
_WHEN = Text("いつ", "When")
_AT_ONCE = Text("すぐに", "at once")
_WAITS = Text("{when}(それまで待ちます)", "{when}; it would wait until then")
_REACH = Text("だれに", "To whom")
_NOBODY = Text(
    "{area}の登録者。登録者名簿がないため、届く人はまだ一人もいません",
    "residents of {area}; there is no registry, so nobody would get it yet",
)
_GIVEN = Text("承認", "Approved")
_BY = Text("{seat}:{who}({when})", "{seat}: {who} ({when})")
_BY_ACTING = Text("{seat}:{who}({principal}の代決、{when})", "{seat}: {who} (acting for {principal}, {when})")
_MISSING = Text("足りない承認", "Missing approval")
_WHO = Text("{seat}({who})", "{seat} ({who})")
_EMPTY = Text("今、承認できる人がいません", "nobody can give it now")
_MAIL = Text("### 届くメール", "### The mail")
_WITHHELD = Text(
    "個人情報とみられる記載があるため、本文は表示しません。", "It may tell who somebody is, so the text is not shown."
)
_LACKS = Text("### 実際に送るために、まだないもの", "### What is missing for the real thing")
_GUIDE = Text("手順は [OPERATING.md]({link}) にあります。", "How to set it up: [OPERATING.md]({link}).")


def heading(brought: Brought) -> Text:
    """Say in one sentence, which quotes nobody, what would become of it."""
    item = brought.item
    if item.unknown:
        return _UNKNOWN
    if item.fate in (Fate.SEND, Fate.WAIT):
        return _PLANNED
    return _SHORT if item.verdict is not None and missing(item.verdict.approvals) else _HELD


def render(
    brought: Sequence[Brought] | None, contract: Contract, language: Language, lacks: Sequence[Text], guide: str
) -> str:
    """Write the page in Markdown; ``brought`` None: not known. ``guide``: the address of OPERATING.md."""
    parts: list[str] = []
    for one in brought or ():
        parts += _alert(one, contract, language)
    if not brought:
        parts += [f"## {(_ELSEWHERE if brought is None else _NOTHING)[language]}", _UNSENT[language]]
    parts += [_LACKS[language], bullet_list([f"- {plain(one[language])}" for one in lacks], language)]
    parts.append(_GUIDE.format(link=guide)[language])
    return "\n\n".join(parts) + "\n"


def _alert(brought: Brought, contract: Contract, language: Language) -> Iterator[str]:
    head = heading(brought)
    yield f"## {head[language]}"
    if head is not _PLANNED:
        yield _UNSENT[language]
    alert, mask = (
        brought.item.candidate.alert,
        Mask(brought.item.candidate.findings, {brought.item.candidate.file.path: brought.source}),
    )
    yield bullet_list([f"- {line}" for line in _lines(brought, mask, contract, language)], language)
    if alert is None:
        return
    yield _MAIL[language]
    if any(finding.private and finding.severity is not Severity.NOTE for finding in mask.findings):
        yield _WITHHELD[language]
    else:
        shown = replace(alert, title=mask.text(alert.title), body=mask.text(alert.body))
        yield mail(shown, contract, language)


def _lines(brought: Brought, mask: Mask, contract: Contract, language: Language) -> Iterator[str]:
    item, alert = brought.item, brought.item.candidate.alert

    def line(name: Text, text: str) -> str:
        return labelled(f"**{name[language]}**", text, language)

    yield line(_ALERT, code(item.candidate.id))
    if item.fate is Fate.SEND:
        late = item.verdict is not None and item.verdict.any_hour
        yield line(_WHEN, _AT_ONCE[language] + (f"({Message('consult/any-hour')[language]})" if late else ""))
    elif item.until is not None:
        yield line(_WHEN, _WAITS.format(when=moment(item.until, language))[language])
    if alert is not None:
        where = area_names(alert.scope, contract, language)
        yield line(_REACH, _NOBODY.format(area=where)[language])
    verdict = item.verdict
    for approval in verdict.approvals if verdict is not None else ():
        if approval.by is not None and approval.at is not None:
            yield line(_GIVEN, _given(approval, approval.by, moment(approval.at, language), contract, language))
    for approval in missing(verdict.approvals) if verdict is not None else ():
        who = joined(
            (name_with_login(login, contract) for login in dict.fromkeys(each.login for each in approval.candidates)),
            language,
        )
        words = {"seat": seat_names(approval.any_of, contract, language), "who": who or _EMPTY[language]}
        yield line(_MISSING, _WHO.format(**words)[language])
    listed = set() if verdict is None else {reason.logged or reason.message for reason in verdict.reasons}
    listed -= set() if verdict is None else {reason.logged or reason.message for reason in unlisted_reasons(verdict)}
    yield from (plain(mask.text(reason[language])) for reason in item.reasons if reason not in listed)


def _given(approval: Approval, by: str, when: str, contract: Contract, language: Language) -> str:
    seat = seat_names(approval.any_of if approval.role is None else (approval.role,), contract, language)
    words = {"seat": seat, "who": name_with_login(by, contract), "when": when}
    if approval.acting is None:
        return _BY.format(**words)[language]
    return _BY_ACTING.format(**words, principal=name_with_login(approval.acting, contract))[language]
