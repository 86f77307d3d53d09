"""Git's proofs of a pull request: that the text reviewed is the text on main, and which commits changed it.

Blobs are compared, no word is believed (threats T4–T6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from haishin.core.model import Pull, Review
from haishin.core.repository.git import Git, records
from haishin.core.repository.history import FORGED, TreeFile, files_at, has, obtain
from haishin.core.repository.sources import REGULAR

_FILES = (REGULAR, "100755")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

_Text = Mapping[str, TreeFile | None]  # path → its file


def prove(pull: Pull, git: Git, remote: str, path: str, blob: str, *, believe: bool) -> Pull:
    """Look up in git the text of each review of the pull request, and give the pull request with that in ``text``.

    ``believe``: take the file's word for a review without a commit (a rehearsal's offline forge only).
    """
    return _proven(pull, git, remote, {path: TreeFile(REGULAR, blob)}, believe)


def prove_paths(pull: Pull, git: Git, remote: str, commit: str, paths: Iterable[str]) -> Pull:
    """Prove likewise a pull request without an alert: its text is the content, or the lack, at these paths."""
    return _proven(pull, git, remote, files_at(git, commit, paths), False)


def irregular(git: Git, commit: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Select the paths at which the commit has something else than a file: a link, another repository."""
    there = files_at(git, commit, paths)
    return tuple(path for path, file in there.items() if file is not None and file.mode not in _FILES)


def _proven(pull: Pull, git: Git, remote: str, wanted: _Text, believe: bool) -> Pull:
    return replace(
        pull,
        reviews=tuple(replace(review, text=_text(review, git, remote, wanted, believe)) for review in pull.reviews),
    )


def _text(review: Review, git: Git, remote: str, wanted: _Text, believe: bool) -> Literal["same", "other", "unknown"]:
    if review.commit is None:
        if believe:
            return review.text
        return "unknown"
    if _COMMIT.fullmatch(review.commit) is None:
        return "unknown"
    # After a squash the reviewed commit is on no branch; the forge still serves it.
    if not obtain(git, remote, review.commit):
        return "unknown"
    there = files_at(git, review.commit, wanted)
    if there == wanted and FORGED not in wanted.values():
        return "same"
    return "other"


def changing(git: Git, remote: str, commits: Sequence[str], path: str) -> frozenset[str] | None:
    """Select the commits that changed that path against their first parent, as the forge compares them.

    None if they cannot be got; the last is their head.
    """
    if not commits or not obtain(git, remote, commits[-1]) or not all(has(git, commit) for commit in commits):
        return None
    listed = git.run(
        *("diff-tree", "--stdin", "--root", "-r", "--no-renames", "--diff-merges=first-parent", "--name-only", "-z"),
        *("--", f":(top,literal){path}"),
        data="".join(f"{commit}\n" for commit in commits).encode(),  # git passes over a line without its end
    )
    return frozenset(records(listed)) & frozenset(commits)
