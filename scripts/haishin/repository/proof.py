"""Whether the text that a person reviewed is the text on main: blobs compared, no word believed (threats T4, T5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from haishin.model import Pull, Review
from haishin.repository.git import Git
from haishin.repository.history import has, tree_of

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def prove(pull: Pull, git: Git, remote: str, path: str, blob: str, *, believe: bool) -> Pull:
    """The pull request with each review's ``text`` looked up in git.

    ``believe``: what the file says of a review without a commit is taken as it is (a rehearsal's offline forge only).
    """
    return replace(
        pull,
        reviews=tuple(replace(review, text=_text(review, git, remote, path, blob, believe)) for review in pull.reviews),
    )


def _text(
    review: Review, git: Git, remote: str, path: str, blob: str, believe: bool
) -> Literal["same", "other", "unknown"]:
    if review.commit is None:
        return review.text if believe else "unknown"
    if _COMMIT.fullmatch(review.commit) is None:
        return "unknown"
    if not has(git, review.commit):  # after a squash the reviewed commit is on no branch; the forge still serves it
        git.attempt("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", remote, review.commit)
    if not has(git, review.commit):
        return "unknown"
    return "same" if tree_of(git, review.commit, path) == blob else "other"
