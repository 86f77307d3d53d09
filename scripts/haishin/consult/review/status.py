"""The verdict as the commit status ``consultation``. Fixed words, counts and times: no text of the alert (T27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from haishin.consult import turns
from haishin.consult.forge.writer import StatusState
from haishin.consult.phrases import moment
from haishin.consult.review.approvers import missing
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import in_a_row
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
    """Put a verdict into a status: first whose turn it is, then the counts."""
    verdict = judged.verdict
    sentences = [*turns.turn_sentences(verdict, judged.opened.author.login, contract, language)]
    if verdict.mergeable:
        sentences.append(merging(judged, language))
        return Light("success", in_a_row(sentences, language))
    errors = sum(finding.severity is Severity.ERROR for finding in judged.mask.findings)
    if errors:
        sentences.append(Message("consult/review/status-errors", n=errors)[language])
    if verdict.asks and missing(verdict.approvals):
        taps = [tap for tap in turns.taps(verdict) if tap.approvals]
        sentences.append(Message("consult/review/status-missing", n=len(taps))[language])
    if not verdict.asks and verdict.turn.who is Who.DRAFTER:
        sentences.append(Message("consult/not-yet")[language])
    if verdict.kind is Kind.REJECT:
        return Light("failure", in_a_row(sentences, language))
    return Light("pending", in_a_row(sentences, language))


def unjudged_light(language: Language, *, young: bool) -> Light:
    """Give the status without a verdict; quiet while the pull request has only just changed."""
    if young:
        return Light("pending", Message("consult/review/status-young")[language])
    return Light("error", Message("consult/review/status-unjudged")[language])


def uncommented_light(language: Language) -> Light:
    """Give the status without a new comment: the comment that is there may be about another text."""
    return Light("error", Message("consult/review/status-uncommented")[language])


def weakest(lights: Iterable[Light]) -> Light:
    """Choose the status for several pull requests with the same head."""
    return min(lights, key=lambda light: STRENGTH.index(light.state))


def merging(judged: Judged, language: Language) -> str:
    """Say when the mail goes out if it is merged now."""
    if judged.alert is None:
        return Message("consult/review/goes-upkept")[language]
    if judged.change is Change.DELETED:
        return Message("consult/review/goes-withdrawn")[language]
    if judged.verdict.stopped:
        return Message("consult/review/status-stopped")[language]
    when = judged.verdict.not_before
    if when is not None:
        return Message("consult/review/status-at", when=moment(when, language))[language]
    if judged.verdict.any_hour:
        return Message("consult/review/status-at-any-hour", phrase=Message("consult/any-hour"))[language]
    return Message("consult/review/status-at-once")[language]
