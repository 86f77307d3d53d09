"""Single commits at the forge: the makers, whether the forge vouches for them, the time and the changed paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from haishin.consult.forge import ForgeError
from haishin.consult.forge.answers import JsonObject
from haishin.consult.forge.http import Http
from haishin.core.catalogue import Message
from haishin.core.model import Account

_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FORGE: Final = "web-flow"  # commits for whoever works in the browser; nobody can hold that login


@dataclass(frozen=True, slots=True)
class ForgeCommit:
    """A commit as the forge tells of it; the author in git is free text."""

    title: str  # first line of the message
    makers: tuple[Account | None, ...]  # author and committer; None: an account that the forge cannot name
    verified: bool  # signed by the committer, or by the forge for an edit in the browser
    committed_at: datetime | None
    paths: frozenset[str]  # of a renaming both names


class Commits:
    """The commits of one repository, ``root`` being its path in the API."""

    def __init__(self, http: Http, root: str) -> None:
        self._http = http
        self._root = root
        self._known: dict[str, ForgeCommit] = {}

    def of(self, sha: str) -> ForgeCommit:
        """Return a commit, which never changes and is fetched a single time; raises ForgeError."""
        if sha not in self._known:
            path = f"{self._root}/commits/{sha}"
            pages = [JsonObject(body, f"commits/{sha[:12]}") for body in self._http.bodies(path, inside="files")]
            first = pages[0]
            if first.text("sha") != sha:
                raise ForgeError(Message("consult/forge/malformed", where=f"{first.where}: sha"))
            inner = first.record("commit")
            committer = inner.optional_record("committer")
            signature = inner.optional_record("verification")
            committed_at = None
            if committer is not None:
                committed_at = committer.optional_moment("date")
            paths: set[str] = set()
            for page in pages:
                paths.update(_paths(page))
            self._known[sha] = ForgeCommit(
                title=inner.text("message").split("\n", 1)[0],
                makers=_makers(first.account("author"), first.account("committer")),
                verified=signature is not None and signature.flag("verified"),
                committed_at=committed_at,
                paths=frozenset(paths),
            )
        return self._known[sha]


def checked_sha(value: str, where: str) -> str:
    """Return the id of a commit or blob; raises ForgeError for anything else."""
    if _SHA.fullmatch(value) is None:
        raise ForgeError(Message("consult/forge/malformed", where=where))
    return value


def _makers(author: Account | None, committer: Account | None) -> tuple[Account | None, ...]:
    """Author and committer, since a committer had the text in his hands too; without the forge's own committer."""
    if committer is not None and committer.login == _FORGE:
        return (author,)
    return tuple(dict.fromkeys((author, committer)))


def _paths(page: JsonObject) -> Iterator[str]:
    for file in page.records("files"):
        yield file.text("filename")
        previous = file.optional_text("previous_filename")
        if previous is not None:
            yield previous
