"""Who is asked for a review now, and who is reminded: a function of the verdict and of how long it has waited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.contract import Contract
from haishin.decision.matter import lasting
from haishin.desk.judging import Judged
from haishin.desk.people import asked_at_once, asked_later, missing
from haishin.desk.words import joined, seats
from haishin.forge.writing import APART
from haishin.model import Approval, Kind, Language, Text

_TITLE = Text("承認をお待ちしています({since}以上)。", "Still waiting for approval (over {since}).")
_HOLDER = Text("- {seat}:{who}", "- {seat}: {who}")
_DEPUTY = Text(
    "- {seat}:{who}。代決者の {deputies} も、お願いします。",
    "- {seat}: {who}; now also the deputies {deputies}.",
)
_WORD = Text(
    "不在の人に代わって承認するときは、レビューに「代決」とだけ書いた行を入れてください。",
    "To approve in the absence of the principal, put a line 「代決」 into the review.",
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A comment that is made once: ``mark`` tells it from the others. ``asked``: whom it calls.

    ``apart``: the least time from the one before.
    """

    mark: str
    text: str
    asked: tuple[str, ...]
    apart: timedelta = APART


def requests(judged: Judged, since: datetime, now: datetime, contract: Contract) -> tuple[str, ...]:
    """Logins to ask for a review: of what is due and of who is told, the deputies only after a while.

    Nobody is asked about a draft, about a file that must change or be answered for first, or about a text that he has
    already spoken on.
    """
    if judged.pull is None or judged.opened.draft or not judged.verdict.asks:
        return ()
    times = _times(judged, since, now, contract)
    spoken = {one.account.login.lower() for one in judged.pull.reviews if one.text == "same"}
    logins = [
        login
        for one in judged.verdict.approvals
        if not one.given
        for login in (asked_at_once(one, contract) + _deputies(one, times, contract))
    ]
    return tuple(dict.fromkeys(login for login in logins if login.lower() not in spoken))


def reminder(judged: Judged, since: datetime, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """The reminder that is due now, None before its time; ``since``: from when on the text has waited."""
    times = _times(judged, since, now, contract)
    usual = contract.policy.reminders
    if times == 0 or usual is None:
        return None
    policy = usual.of(judged.alert, contract.policy)
    lines, calls = [], []
    for one in missing(judged.verdict.approvals):
        first, deputies = asked_at_once(one, contract), _deputies(one, times, contract)
        calls += [*first, *deputies]
        if first:
            words = {"seat": seats(one.any_of, contract, language), "who": _called(first, language)}
            text = (
                _DEPUTY.format(**words, deputies=_called(deputies, language)) if deputies else _HOLDER.format(**words)
            )
            lines.append(text[language])
    if not lines:
        return None
    since_when = lasting(policy.after + (times - 1) * policy.again)[language]
    parts = [_TITLE.format(since=since_when)[language], "\n".join(lines)]
    if any(each.word and each.login in calls for one in missing(judged.verdict.approvals) for each in one.candidates):
        parts.append(_WORD[language])
    # One minute less: the run that looks again at that minute is a few seconds early or late.
    apart = APART if policy is usual else timedelta(minutes=policy.again - 1)
    return Reminder(f"{judged.opened.head[:12]} {times}", "\n\n".join(parts), tuple(dict.fromkeys(calls)), apart)


def due(judged: Judged, since: datetime, now: datetime, contract: Contract) -> datetime | None:
    """What next comes at a known time and should not wait for a schedule: the reminder of an urgent alert, or the
    planned time of the press release that an arrest waits for. None where neither is ahead.
    """
    alert, policy = judged.alert, contract.policy
    if alert is None:
        return None
    ahead = list(_reminders(judged, since, contract)) if policy.urgent(alert) else []
    if alert.press.at is not None and policy.press.arrest_clause in {hold.clause for hold in judged.verdict.holds}:
        ahead.append(alert.press.at)
    return min((one for one in ahead if one > now), default=None)


def _times(judged: Judged, since: datetime, now: datetime, contract: Contract) -> int:
    """The how-manieth reminder it is time for."""
    return sum(one <= now for one in _reminders(judged, since, contract))


def _reminders(judged: Judged, since: datetime, contract: Contract) -> Iterator[datetime]:
    """When each reminder is due; as many as there are deputies to come, and one."""
    policy = contract.policy.reminders
    without = missing(judged.verdict.approvals)
    waits = judged.verdict.kind is Kind.CONSULT and judged.verdict.asks
    if policy is None or judged.opened.draft or not waits or not without:
        return
    policy = policy.of(judged.alert, contract.policy)
    for number in range(1 + max(len(asked_later(one, contract)) for one in without)):
        yield since + timedelta(minutes=policy.after + number * policy.again)


def _deputies(approval: Approval, times: int, contract: Contract) -> tuple[str, ...]:
    """With each reminder after the first, one more of the deputies; nobody is asked again who is only told."""
    return asked_later(approval, contract)[: max(0, times - 1)] if approval.mode == "before" else ()


def _called(logins: tuple[str, ...], language: Language) -> str:
    return joined((f"@{login}" for login in logins), language)
