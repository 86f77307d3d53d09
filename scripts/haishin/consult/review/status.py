"""The verdict as the one commit status ``consultation``. Fixed words, counts and times: no text of the alert (T27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from haishin.consult import turns
from haishin.consult.forge.writer import StatusState
from haishin.consult.phrases import ANY_HOUR, moment
from haishin.consult.review.judging import Judged
from haishin.core.contract import Contract
from haishin.core.model import Change, Kind, Language, Severity, Text, Who

# The weakest first: two pull requests with one head share a status, and the weaker verdict wins.
STRENGTH: Final[tuple[StatusState, ...]] = ("error", "failure", "pending", "success")

_COMPLETE = Text("承認がそろいました。", "All approvals are given.")
_AT = Text("配信予定 {when}", "Goes out on {when}")
_AT_ONCE = Text("配信予定 マージ後すぐ", "Goes out when merged")
_STOPPED = Text("配信予定 再開後(今は止められています)", "Goes out when what is stopped now goes on")
_ANY_HOUR = Text("{what}。{phrase}", "{what}, {phrase}")
_WITHDRAWAL = Text("マージすると取り下げになります。", "Merging withdraws it.")
_UPKEEP = Text("マージできます。", "It may be merged.")
_ERRORS = Text("直すところが {n} 件あります。", "{n} thing(s) to correct.")
_MISSING = Text("あと {n} 件の承認が必要です。", "{n} approval(s) still missing.")
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
    """A commit status: its state and its text."""

    state: StatusState
    text: str


def light(judged: Judged, contract: Contract, language: Language) -> Light:
    """Put a verdict into a status: first whose turn it is, then what there is to know about it."""
    verdict = judged.verdict
    sentences = [*turns.turn_sentences(verdict, judged.opened.author.login, contract, language)]
    if verdict.mergeable:
        sentences += [_COMPLETE[language], merging(judged, language)]
        return Light("success", _joined(sentences, language))
    errors = sum(1 for finding in judged.mask.findings if finding.severity is Severity.ERROR)
    missing = sum(1 for approval in verdict.approvals if approval.mode == "before" and not approval.given)
    if errors:
        sentences.append(_ERRORS.format(n=errors)[language])
    if verdict.asks and missing:
        sentences.append(_MISSING.format(n=missing)[language])
    if not verdict.asks and verdict.turn.who is Who.DRAFTER:
        sentences.append(turns.NOT_YET[language])
    return Light("failure" if verdict.kind is Kind.REJECT else "pending", _joined(sentences, language))


def _joined(sentences: Iterable[str], language: Language) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def unjudged_light(language: Language, *, young: bool) -> Light:
    """Give the status where no verdict could be made; quiet while the pull request has only just changed."""
    return Light("pending", _YOUNG[language]) if young else Light("error", _UNKNOWN[language])


def uncommented_light(language: Language) -> Light:
    """Give the status where the comment could not be written: the comment that is there may be about another text."""
    return Light("error", _UNSAID[language])


def weakest(lights: Iterable[Light]) -> Light:
    """Choose the status that stands for several pull requests with one head."""
    return min(lights, key=lambda light: STRENGTH.index(light.state))


def merging(judged: Judged, language: Language) -> str:
    """Say what a merge does now, and when the mail goes out."""
    if judged.alert is None:
        return _UPKEEP[language]
    if judged.change is Change.DELETED:
        return _WITHDRAWAL[language]
    if judged.verdict.stopped:
        return _STOPPED[language]
    when = judged.verdict.not_before
    if when is not None:
        return _AT.format(when=moment(when, language))[language]
    if judged.verdict.any_hour:
        return _ANY_HOUR.format(what=_AT_ONCE[language], phrase=ANY_HOUR[language])[language]
    return _AT_ONCE[language]
