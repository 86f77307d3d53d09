"""The verdict as the one commit status ``consultation``. Fixed words, counts and times: no text of the alert (T27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from haishin.consult import turns
from haishin.consult.forge.writer import StatusState
from haishin.consult.phrases import moment
from haishin.consult.review.judging import Judged
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import Change, Kind, Language, Severity, Who

# The weakest first: two pull requests with one head share a status, and the weaker verdict wins.
STRENGTH: Final[tuple[StatusState, ...]] = ("error", "failure", "pending", "success")


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
        sentences += [Message("consult/review/complete-2")[language], merging(judged, language)]
        return Light("success", _joined(sentences, language))
    errors = sum(1 for finding in judged.mask.findings if finding.severity is Severity.ERROR)
    missing = sum(1 for approval in verdict.approvals if approval.mode == "before" and not approval.given)
    if errors:
        sentences.append(Message("consult/review/errors", n=errors)[language])
    if verdict.asks and missing:
        sentences.append(Message("consult/review/missing-2", n=missing)[language])
    if not verdict.asks and verdict.turn.who is Who.DRAFTER:
        sentences.append(Message("consult/not-yet")[language])
    return Light("failure" if verdict.kind is Kind.REJECT else "pending", _joined(sentences, language))


def _joined(sentences: Iterable[str], language: Language) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def unjudged_light(language: Language, *, young: bool) -> Light:
    """Give the status where no verdict could be made; quiet while the pull request has only just changed."""
    return (
        Light("pending", Message("consult/review/young")[language])
        if young
        else Light("error", Message("consult/review/unknown-2")[language])
    )


def uncommented_light(language: Language) -> Light:
    """Give the status where the comment could not be written: the comment that is there may be about another text."""
    return Light("error", Message("consult/review/unsaid")[language])


def weakest(lights: Iterable[Light]) -> Light:
    """Choose the status that stands for several pull requests with one head."""
    return min(lights, key=lambda light: STRENGTH.index(light.state))


def merging(judged: Judged, language: Language) -> str:
    """Say what a merge does now, and when the mail goes out."""
    if judged.alert is None:
        return Message("consult/review/upkeep")[language]
    if judged.change is Change.DELETED:
        return Message("consult/review/withdrawal")[language]
    if judged.verdict.stopped:
        return Message("consult/review/stopped")[language]
    when = judged.verdict.not_before
    if when is not None:
        return Message("consult/review/at-2", when=moment(when, language))[language]
    if judged.verdict.any_hour:
        return Message(
            "consult/review/any-hour-2",
            what=Message("consult/review/at-once-3")[language],
            phrase=Message("consult/any-hour")[language],
        )[language]
    return Message("consult/review/at-once-3")[language]
