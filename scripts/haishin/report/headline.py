"""A verdict in one or two sentences: what will happen, and what is still missing for it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from haishin.model import Kind, Language, Text, Verdict
from haishin.report.phrases import moment

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


def headline(verdict: Verdict, language: Language, aim: Aim = "mail") -> str:
    """The verdict in one or two sentences."""
    missing = sum(1 for one in verdict.approvals if one.mode == "before" and not one.given)
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
    said = _CONSULT_MISSING.format(n=missing) if missing else _CONSULT
    if verdict.kind is Kind.HOLD:
        said = _HOLD_PERSON
    if when is None:
        return said[language]
    return f"{said[language]}{'' if language == 'ja' else ' '}{_NOT_BEFORE.format(when=when)[language]}"
