"""What people say at the forge: reviews with what became of them, and words that count.

The words are 「代決」, 「広報済」 and 「練習承認」 on a line of a review, and the ticked boxes of a pull request. The
timeline adds who dismissed a review, when the branch was rewritten, and which text was edited.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final, Literal

from haishin.consult.forge import ForgeError
from haishin.consult.forge.answers import GHOST, JsonObject
from haishin.core.catalogue import Message
from haishin.core.model import Account, Review, ReviewState, Word

SUGGESTIONS: Final = "<!-- haishin: suggestions "  # begins a review of ours, which says nothing of the text
_STATES: Final = {state.value: state for state in ReviewState}
_WORDS: Final = {"代決": Word.ACTING, "広報済": Word.PRESS_RELEASED, "練習承認": Word.PRACTICE}
_RELEASED: Final = re.compile(r"広報済\s*(\d{1,2}):(\d{2})")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_INDENTED: Final = re.compile(r" {0,3}\t| {4}")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOX: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The dismissal of a review."""

    by: Account | None  # None: unknown
    was: ReviewState | None  # the state before; None: unknown


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of a pull request that bear on its reviews."""

    dismissals: Mapping[int, Dismissal]  # by review id
    edited: Mapping[int, datetime]  # by review id
    rewritten: datetime | None  # the newest force push of the branch


def read_timeline(events: Iterable[JsonObject]) -> Timeline:
    """Read the events that matter and skip the others; raises ForgeError for a malformed event that matters."""
    dismissals: dict[int, Dismissal] = {}
    edited: dict[int, datetime] = {}
    rewritten: datetime | None = None
    for event in events:
        match event.optional_text("event"):
            case "review_dismissed":
                review = event.record("dismissed_review")
                was = _STATES.get(review.text("state").upper())
                dismissals[review.number("review_id")] = Dismissal(event.account("actor"), was)
            case "head_ref_force_pushed":
                at = event.moment("created_at")
                if rewritten is None or at > rewritten:
                    rewritten = at
            case "reviewed" if (changed := event.optional_moment("updated_at")) is not None:
                edited[event.number("id")] = changed
    return Timeline(dismissals, edited, rewritten)


def read_review(record: JsonObject, timeline: Timeline) -> Review | None:
    """Read a review; None before its submission, and for a review of suggestions.

    Its ``text`` is unknown here: the forge names a commit, git knows its content. The commit is left out if the forge's
    word for it is no proof: collected, or named before the branch was rewritten (threat T5). Words of a text that was
    edited later may not be the reviewer's, since every writer can edit it (threat T35). A dismissal that the timeline
    does not explain counts as a dismissed objection.
    """
    state = _STATES.get(record.text("state").upper())
    if state is None:
        if record.text("state").upper() == "PENDING":
            return None
        raise ForgeError(Message("consult/forge/malformed", where=f"{record.where}: state"))
    body = record.optional_text("body") or ""
    if state is ReviewState.COMMENTED and body.startswith(SUGGESTIONS):
        return None
    number = record.number("id")
    at = record.moment("submitted_at")
    edited = timeline.edited.get(number, at) != at
    if edited:
        body = ""
    commit = record.optional_text("commit_id")
    if timeline.rewritten is not None and at <= timeline.rewritten:
        commit = None
    review = Review(
        account=record.account("user") or GHOST,
        state=state,
        submitted_at=at,
        commit=commit,
        text="unknown",
        says=says(body),
        edited=edited,
        press_released=press_released(body),
    )
    if state is not ReviewState.DISMISSED:
        return review
    dismissal = timeline.dismissals.get(number, Dismissal(None, None))
    return replace(review, was=dismissal.was or ReviewState.CHANGES_REQUESTED, dismissed_by=dismissal.by)


def read_reviews(records: Iterable[JsonObject], timeline: Timeline) -> Iterator[Review]:
    """Read the submitted reviews of a pull request."""
    for record in records:
        review = read_review(record, timeline)
        if review is not None:
            yield review


# --- words ----------------------------------------------------------------------------------------------------------


def says(body: str) -> frozenset[Word]:
    """Read the words that stand alone on a line, outside of quotations (``>``), code blocks and comments."""
    words = {_WORDS[word] for word in _lines(body) if word in _WORDS}
    if press_released(body) is not None:
        words.add(Word.PRESS_RELEASED)
    return frozenset(words)


def press_released(body: str) -> time | None:
    """Read the time in a line 「広報済 13:05」, digits, colon and blank in any width; of several the last."""
    latest = None
    for line in _lines(body):
        match = _RELEASED.fullmatch(unicodedata.normalize("NFKC", line))
        if match is not None and int(match[1]) < 24 and int(match[2]) < 60:
            latest = time(int(match[1]), int(match[2]))
    return latest


def _lines(body: str) -> Iterator[str]:
    """Yield each spoken line, trimmed and composed (NFC)."""
    for line in _spoken(body):
        if _INDENTED.match(line) is None:
            yield unicodedata.normalize("NFC", line).strip()


def checklist(body: str, template: str = "") -> Literal["complete", "open"]:
    """Tell whether every box of the task lists is ticked; the boxes of the template must be among them, word for word.

    A text without boxes is open.
    """
    boxes = list(_boxes(body))
    ticked = [text for mark, text in boxes if mark != " "]
    asked = {text for _, text in _boxes(template)}
    if boxes and len(ticked) == len(boxes) and asked <= set(ticked):
        return "complete"
    return "open"


def _boxes(body: str) -> Iterator[tuple[str, str]]:
    """Yield mark and words of each box."""
    for line in _spoken(body):
        if (box := _BOX.match(line)) is not None:
            yield box.group(1), unicodedata.normalize("NFC", line[box.end() :].strip())


def _spoken(body: str) -> Iterator[str]:
    """Yield the lines outside comments, quotations (up to an empty line) and fenced code."""
    fence = ""
    quoted = False
    for line in _COMMENT.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).split("\n"):
        mark = _FENCE.fullmatch(line)
        if fence:
            if mark is not None and mark.group(1).startswith(fence) and not mark.group(2).strip():
                fence = ""
        elif mark is not None and not (mark.group(1).startswith("`") and "`" in mark.group(2)):
            fence = mark.group(1)
            quoted = False
        elif line.lstrip().startswith(">"):
            quoted = True
        elif not line.strip():
            quoted = False
        elif not quoted:
            yield line
