"""What a timeline adds to the reviews: who dismissed what, when the branch was rewritten, what was edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from haishin.forge.reading import GHOST, Record, malformed
from haishin.forge.words import released, says
from haishin.model import Account, Review, ReviewState

_STATES: Final = {state.value: state for state in ReviewState}


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who dismissed a review (None: nobody can say) and what it was before (None: unknown)."""

    by: Account | None
    was: ReviewState | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dismissals and edits by review id; ``rewritten``: the newest force push of the pull request's branch."""

    dismissals: Mapping[int, Dismissal]
    edited: Mapping[int, datetime]
    rewritten: datetime | None


def read_timeline(events: Iterable[Record]) -> Timeline:
    """The events that matter here, the others passed over; raises ForgeError when one that matters is malformed."""
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
                rewritten = at if rewritten is None else max(at, rewritten)
            case "reviewed" if (changed := event.optional_moment("updated_at")) is not None:
                edited[event.number("id")] = changed
    return Timeline(dismissals, edited, rewritten)


def read_review(record: Record, timeline: Timeline) -> Review | None:
    """A review; None for one not submitted yet.

    Its ``text`` is unknown here: the forge names a commit, git says what it holds. The commit is left out where the
    forge's word for it is no proof: collected, or named before the branch was rewritten (threat T5). Words of a text
    that was edited later are not the reviewer's for certain, since every writer can edit it (threat T35). A dismissal
    that the timeline does not explain counts as a dismissed objection.
    """
    state = _STATES.get(record.text("state").upper())
    if state is None:
        if record.text("state").upper() == "PENDING":
            return None
        raise malformed(f"{record.where}: state")
    number = record.number("id")
    at = record.moment("submitted_at")
    edited = timeline.edited.get(number, at) != at
    body = record.optional_text("body") or ""
    review = Review(
        account=record.account("user") or GHOST,
        state=state,
        submitted_at=at,
        commit=record.optional_text("commit_id") if timeline.rewritten is None or at > timeline.rewritten else None,
        text="unknown",
        says=frozenset() if edited else says(body),
        edited=edited,
        released=None if edited else released(body),
    )
    if state is not ReviewState.DISMISSED:
        return review
    dismissal = timeline.dismissals.get(number, Dismissal(None, None))
    return replace(review, was=dismissal.was or ReviewState.CHANGES_REQUESTED, dismissed_by=dismissal.by)
