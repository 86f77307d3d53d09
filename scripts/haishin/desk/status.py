"""The verdict as the one commit status ``consultation``. Fixed words, counts and times: no text of the alert (T27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from haishin.desk.judging import Judged
from haishin.forge.writing import State
from haishin.model import Change, Kind, Language, Severity, Text
from haishin.report.phrases import ANY_HOUR, moment

# The weakest first: two pull requests with one head share a status, and the weaker verdict wins.
STRENGTH: Final[tuple[State, ...]] = ("error", "failure", "pending", "success")

_COMPLETE = Text("承認がそろいました。", "All approvals are given. ")
_AT = Text("配信予定 {when}", "Goes out on {when}")
_AT_ONCE = Text("配信予定 マージ後すぐ", "Goes out when merged")
_ANY_HOUR = Text("{what}。{phrase}", "{what}, {phrase}")
_WITHDRAWAL = Text("マージすると取り下げになります。", "Merging withdraws it.")
_UPKEEP = Text("マージできます。", "It may be merged.")
_ERRORS = Text("直すところが {n} 件あります。", "{n} thing(s) to correct.")
_UNMERGED = Text("このままではマージできません。", "It cannot be merged as it stands.")
_REFUSED = Text("このままでは配信できません。", "It cannot be sent as it stands.")
_ANSWER = Text(
    "起案者が先に答える警告があります。承認はまだ頼みません。",
    "The drafter has warnings to answer first. Nobody is asked to approve yet.",
)
_MISSING = Text("協議中:あと {n} 件の承認が必要です。", "In consultation: {n} approval(s) still missing.")
_DECIDE = Text("協議中:人の判断が必要です。", "In consultation: a person has to decide.")
_PERSON = Text("人の確認を待っています。", "It waits for a person's word.")
_UNKNOWN = Text(
    "確かめられません。承認はないものとして扱います。", "It cannot be verified: nothing counts as approved."
)
_UNSAID = Text(
    "コメントを書けません。今あるコメントは、別の文についてのものかもしれません。承認はないものとして扱います。",
    "The comment cannot be written; the one there may tell of another text. Nothing counts as approved.",
)
_YOUNG = Text("確かめています。", "Being looked at.")


@dataclass(frozen=True, slots=True)
class Light:
    """A state and its text."""

    state: State
    text: str


def light(judged: Judged, language: Language) -> Light:
    """The status of a verdict."""
    verdict = judged.verdict
    if verdict.mergeable:
        return Light("success", f"{_COMPLETE[language]}{_what_merging_does(judged, language)}")
    if verdict.kind is Kind.REJECT:
        errors = sum(1 for one in judged.mask.findings if one.severity is Severity.ERROR)
        refused = _REFUSED if judged.proposal is None else _UNMERGED
        return Light("failure", _ERRORS.format(n=errors)[language] if errors else refused[language])
    missing = sum(1 for one in verdict.approvals if one.mode == "before" and not one.given)
    if verdict.unanswered:
        return Light("pending", _ANSWER[language])
    if verdict.kind is Kind.HOLD:
        return Light("pending", _PERSON[language])
    return Light("pending", _MISSING.format(n=missing)[language] if missing else _DECIDE[language])


def unknown(language: Language, *, young: bool) -> Light:
    """The status where no verdict could be made; quiet while the pull request has only just changed."""
    return Light("pending", _YOUNG[language]) if young else Light("error", _UNKNOWN[language])


def unsaid(language: Language) -> Light:
    """The status where the comment could not be written: the one that is there may tell of another text."""
    return Light("error", _UNSAID[language])


def weakest(lights: Iterable[Light]) -> Light:
    """The one that stands for several pull requests with one head."""
    return min(lights, key=lambda one: STRENGTH.index(one.state))


def _what_merging_does(judged: Judged, language: Language) -> str:
    if judged.alert is None:
        return _UPKEEP[language]
    if judged.change is Change.DELETED:
        return _WITHDRAWAL[language]
    when = judged.verdict.not_before
    if when is not None:
        return _AT.format(when=moment(when, language))[language]
    if judged.verdict.any_hour:
        return _ANY_HOUR.format(what=_AT_ONCE[language], phrase=ANY_HOUR[language])[language]
    return _AT_ONCE[language]
