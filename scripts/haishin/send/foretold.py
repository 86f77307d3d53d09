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

_NOTHING = Message("send/nothing")
_ELSEWHERE = Message("send/elsewhere")


def heading(brought: Brought) -> Text:
    """Say in one sentence, which quotes nobody, what would become of it."""
    item = brought.item
    if item.unknown:
        return Message("send/unknown")
    if item.fate in (Fate.SEND, Fate.WAIT):
        return Message("send/planned")
    return (
        Message("send/short") if item.verdict is not None and missing(item.verdict.approvals) else Message("send/held")
    )


def render(
    brought: Sequence[Brought] | None, contract: Contract, language: Language, lacks: Sequence[Text], guide: str
) -> str:
    """Write the page in Markdown; ``brought`` None: not known. ``guide``: the address of OPERATING.md."""
    parts: list[str] = []
    for one in brought or ():
        parts += _alert(one, contract, language)
    if not brought:
        parts += [f"## {(_ELSEWHERE if brought is None else _NOTHING)[language]}", Message("send/unsent")[language]]
    parts += [Message("send/lacks")[language], bullet_list([f"- {plain(one[language])}" for one in lacks], language)]
    parts.append(Message("send/guide", link=guide)[language])
    return "\n\n".join(parts) + "\n"


def _alert(brought: Brought, contract: Contract, language: Language) -> Iterator[str]:
    head = heading(brought)
    yield f"## {head[language]}"
    if head is not Message("send/planned"):
        yield Message("send/unsent")[language]
    alert, mask = (
        brought.item.candidate.alert,
        Mask(brought.item.candidate.findings, {brought.item.candidate.file.path: brought.source}),
    )
    yield bullet_list([f"- {line}" for line in _lines(brought, mask, contract, language)], language)
    if alert is None:
        return
    yield Message("send/mail")[language]
    if any(finding.private and finding.severity is not Severity.NOTE for finding in mask.findings):
        yield Message("send/withheld")[language]
    else:
        shown = replace(alert, title=mask.text(alert.title), body=mask.text(alert.body))
        yield mail(shown, contract, language)


def _lines(brought: Brought, mask: Mask, contract: Contract, language: Language) -> Iterator[str]:
    item, alert = brought.item, brought.item.candidate.alert

    def line(name: Text, text: str) -> str:
        return labelled(f"**{name[language]}**", text, language)

    yield line(Message("send/alert"), code(item.candidate.id))
    if item.fate is Fate.SEND:
        late = item.verdict is not None and item.verdict.any_hour
        yield line(
            Message("send/when"),
            Message("send/at-once")[language] + (f"({Message('consult/any-hour')[language]})" if late else ""),
        )
    elif item.until is not None:
        yield line(Message("send/when"), Message("send/waits", when=moment(item.until, language))[language])
    if alert is not None:
        where = area_names(alert.scope, contract, language)
        yield line(Message("send/reach"), Message("send/nobody", area=where)[language])
    verdict = item.verdict
    for approval in verdict.approvals if verdict is not None else ():
        if approval.by is not None and approval.at is not None:
            yield line(
                Message("send/given"), _given(approval, approval.by, moment(approval.at, language), contract, language)
            )
    for approval in missing(verdict.approvals) if verdict is not None else ():
        who = joined(
            (name_with_login(login, contract) for login in dict.fromkeys(each.login for each in approval.candidates)),
            language,
        )
        words = {"seat": seat_names(approval.any_of, contract, language), "who": who or Message("send/empty")[language]}
        yield line(Message("send/missing"), Message("send/who").format(**words)[language])
    listed = set() if verdict is None else {reason.logged or reason.message for reason in verdict.reasons}
    listed -= set() if verdict is None else {reason.logged or reason.message for reason in unlisted_reasons(verdict)}
    yield from (plain(mask.text(reason[language])) for reason in item.reasons if reason not in listed)


def _given(approval: Approval, by: str, when: str, contract: Contract, language: Language) -> str:
    seat = seat_names(approval.any_of if approval.role is None else (approval.role,), contract, language)
    words = {"seat": seat, "who": name_with_login(by, contract), "when": when}
    if approval.acting is None:
        return Message("send/by").format(**words)[language]
    return Message("send/by-acting").format(**words, principal=name_with_login(approval.acting, contract))[language]
