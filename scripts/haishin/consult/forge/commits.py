"""Single commits at the forge: who made one, whether the forge vouches for that, when, and what it changed."""

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
    """``title``: the first line of its message; ``paths``: what it changed, of a renaming both names.

    ``makers``: its author and its committer, None = nobody can name. What git names as author is free text;
    ``verified``: the committer signed it, or the forge did for an edit in the browser.
    """

    title: str
    makers: tuple[Account | None, ...]
    verified: bool
    committed_at: datetime | None
    paths: frozenset[str]


class Commits:
    """The commits of one repository, ``root`` being its path in the API."""

    def __init__(self, http: Http, root: str) -> None:
        self._http = http
        self._root = root
        self._known: dict[str, ForgeCommit] = {}

    def of(self, sha: str) -> ForgeCommit:
        """Return a commit, asked for once, since it never changes; raises ForgeError."""
        if sha not in self._known:
            path = f"{self._root}/commits/{sha}"
            pages = [JsonObject(body, f"commits/{sha[:12]}") for body in self._http.bodies(path, inside="files")]
            first = pages[0]
            if first.text("sha") != sha:
                raise ForgeError(Message("consult/forge/malformed", where=f"{first.where}: sha"))
            inner = first.record("commit")
            committer = inner.optional_record("committer")
            signature = inner.optional_record("verification")
            self._known[sha] = ForgeCommit(
                title=inner.text("message").split("\n", 1)[0],
                makers=_makers(first.account("author"), first.account("committer")),
                verified=signature is not None and signature.flag("verified"),
                committed_at=committer.optional_moment("date") if committer is not None else None,
                paths=frozenset(path for page in pages for path in _paths(page)),
            )
        return self._known[sha]


def checked_sha(value: str, where: str) -> str:
    """Return the id of a commit or blob; raises ForgeError for anything else."""
    if _SHA.fullmatch(value) is None:
        raise ForgeError(Message("consult/forge/malformed", where=where))
    return value


def _makers(author: Account | None, committer: Account | None) -> tuple[Account | None, ...]:
    """Author and committer, since a committer had the text in his hands too; without the forge's own committer."""
    apart = committer is None or committer.login != _FORGE
    return tuple(dict.fromkeys((author, committer) if apart else (author,)))


def _paths(page: JsonObject) -> Iterator[str]:
    for file in page.records("files"):
        yield file.text("filename")
        if (previous := file.optional_text("previous_filename")) is not None:
            yield previous
