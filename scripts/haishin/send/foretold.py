"""The summary of a push before any sender is connected: its mails, their times and readers, and the missing parts.

A pure function. Text of others is escaped or fenced (T27); the match of a private finding is masked, and while such a
finding is open the mail is not shown.
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


def heading(brought: Brought) -> Text:
    """Say its fate in a sentence that quotes no drafter."""
    item = brought.item
    if item.unknown:
        return Message("send/preview-unknown")
    if item.fate in (Fate.SEND, Fate.WAIT):
        return Message("send/preview-planned")
    if item.verdict is not None and missing(item.verdict.approvals):
        return Message("send/preview-short")
    return Message("send/preview-held")


def render(
    brought: Sequence[Brought] | None, contract: Contract, language: Language, lacks: Sequence[Text], folder: str
) -> str:
    """Write the page in Markdown; ``brought`` None: not known. ``folder``: the address of the manuals'."""
    parts: list[str] = []
    for arrival in brought or ():
        parts += _alert(arrival, contract, language)
    if not brought:
        nothing = Message("send/preview-elsewhere" if brought is None else "send/preview-nothing")
        parts += [f"## {nothing[language]}", Message("send/preview-unsent")[language]]
    parts.append(Message("send/preview-lacks")[language])
    parts.append(bullet_list([f"- {plain(lacking[language])}" for lacking in lacks], language))
    parts.append(Message("send/preview-guide", folder=folder)[language])
    return "\n\n".join(parts) + "\n"


def _alert(brought: Brought, contract: Contract, language: Language) -> Iterator[str]:
    head, candidate = heading(brought), brought.item.candidate
    yield f"## {head[language]}"
    if head != Message("send/preview-planned"):
        yield Message("send/preview-unsent")[language]
    mask = Mask(candidate.findings, {candidate.file.path: brought.source})
    yield bullet_list([f"- {line}" for line in _lines(brought, mask, contract, language)], language)
    alert = candidate.alert
    if alert is None:
        return
    yield Message("send/preview-mail")[language]
    if any(finding.private and finding.severity is not Severity.NOTE for finding in mask.findings):
        yield Message("send/preview-withheld")[language]
    else:
        shown = replace(alert, title=mask.text(alert.title), body=mask.text(alert.body))
        yield mail(shown, contract, language)


def _lines(brought: Brought, mask: Mask, contract: Contract, language: Language) -> Iterator[str]:
    for name, text in _labelled(brought, contract, language):
        yield labelled(f"**{name[language]}**", text[language], language)
    verdict, listed = brought.item.verdict, set[Text]()
    if verdict is not None:
        unlisted = {reason.logged or reason.message for reason in unlisted_reasons(verdict)}
        listed = {reason.logged or reason.message for reason in verdict.reasons} - unlisted
    yield from (plain(mask.text(reason[language])) for reason in brought.item.reasons if reason not in listed)


def _labelled(brought: Brought, contract: Contract, language: Language) -> Iterator[tuple[Text, Text]]:
    """Yield the names and texts of the lines: alert, time, readers, approvals."""
    item, verdict = brought.item, brought.item.verdict
    shown_id = code(item.candidate.id)
    yield Message("send/line-alert"), Text(shown_id, shown_id)
    if item.fate is Fate.SEND:
        late = verdict is not None and verdict.any_hour
        yield Message("send/line-when"), Message("send/at-once-any-hour" if late else "send/at-once")
    elif item.until is not None:
        yield Message("send/line-when"), Message("send/waits", when=moment(item.until, language))
    if (alert := item.candidate.alert) is not None:
        area = area_names(alert.scope, contract, language)
        yield Message("send/line-reach"), Message("send/reach-nobody", area=area)
    approvals = () if verdict is None else verdict.approvals
    for approval in approvals:
        if approval.by is not None and approval.at is not None:
            given = _given(approval, approval.by, moment(approval.at, language), contract, language)
            yield Message("send/line-approved"), given
    for approval in missing(approvals):
        logins = dict.fromkeys(candidate.login for candidate in approval.candidates)
        names = joined((name_with_login(login, contract) for login in logins), language)
        who = names or Message("send/missing-nobody")[language]
        seat = seat_names(approval.any_of, contract, language)
        yield Message("send/line-missing"), Message("send/missing-seat", seat=seat, who=who)


def _given(approval: Approval, by: str, when: str, contract: Contract, language: Language) -> Text:
    seats = approval.any_of if approval.role is None else (approval.role,)
    seat, who = seat_names(seats, contract, language), name_with_login(by, contract)
    if approval.acting is None:
        return Message("send/approved-by", seat=seat, who=who, when=when)
    principal = name_with_login(approval.acting, contract)
    return Message("send/approved-acting", seat=seat, who=who, when=when, principal=principal)
