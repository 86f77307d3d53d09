"""Whether the text that a person reviewed is the text on main: blobs compared, no word believed (threats T4, T5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    return _proven(pull, git, remote, {path: blob}, believe)


def prove_paths(pull: Pull, git: Git, remote: str, commit: str, paths: Iterable[str]) -> Pull:
    """The same for a pull request without an alert: all that stands at these paths of a commit, or stands no more."""
    return _proven(pull, git, remote, {path: tree_of(git, commit, path) for path in paths}, False)


def _proven(pull: Pull, git: Git, remote: str, wanted: Mapping[str, str | None], believe: bool) -> Pull:
    return replace(
        pull,
        reviews=tuple(replace(review, text=_text(review, git, remote, wanted, believe)) for review in pull.reviews),
    )


def _text(
    review: Review, git: Git, remote: str, wanted: Mapping[str, str | None], believe: bool
) -> Literal["same", "other", "unknown"]:
    if review.commit is None:
        return review.text if believe else "unknown"
    if _COMMIT.fullmatch(review.commit) is None:
        return "unknown"
    if not has(git, review.commit):  # after a squash the reviewed commit is on no branch; the forge still serves it
        git.attempt("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", remote, review.commit)
    if not has(git, review.commit):
        return "unknown"
    return "same" if all(tree_of(git, review.commit, path) == blob for path, blob in wanted.items()) else "other"
