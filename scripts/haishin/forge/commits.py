"""Single commits as the forge tells them: who wrote one, when it was committed, what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from haishin.forge.http import Http
from haishin.forge.reading import Record, malformed
from haishin.model import Account

_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Commit:
    """``title``: the first line of its message; ``paths``: what it changed, of a renaming both names."""

    title: str
    author: Account | None
    committed_at: datetime | None
    paths: frozenset[str]


class Commits:
    """The commits of one repository, ``root`` being its path in the API."""

    def __init__(self, http: Http, root: str) -> None:
        self._http = http
        self._root = root
        self._known: dict[str, Commit] = {}

    def of(self, sha: str) -> Commit:
        """A commit; it never changes, so it is asked for once. Raises ForgeError."""
        if sha not in self._known:
            path = f"{self._root}/commits/{sha}"
            pages = [Record(body, f"commits/{sha[:12]}") for body in self._http.bodies(path, inside="files")]
            first = pages[0]
            if first.text("sha") != sha:
                raise malformed(f"{first.where}: sha")
            inner = first.record("commit")
            committer = inner.optional_record("committer")
            self._known[sha] = Commit(
                title=inner.text("message").split("\n", 1)[0],
                author=first.account("author"),
                committed_at=committer.optional_moment("date") if committer is not None else None,
                paths=frozenset(path for page in pages for path in _paths(page)),
            )
        return self._known[sha]


def checked_sha(value: str, where: str) -> str:
    """The id of a commit or blob; raises ForgeError for anything else."""
    if _SHA.fullmatch(value) is None:
        raise malformed(where)
    return value


def _paths(page: Record) -> Iterator[str]:
    for file in page.records("files"):
        yield file.text("filename")
        if (previous := file.optional_text("previous_filename")) is not None:
            yield previous
