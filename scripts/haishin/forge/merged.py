"""Pull requests that were merged lately, from one page of the list: their comments still have something to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from haishin.forge.github import root
from haishin.forge.http import Http
from haishin.forge.reading import Record, malformed

MOST: Final = 30  # pull requests of one look


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged pull request and the commit that its merge made; ``page``: where people see it."""

    number: int
    commit: str
    merged_at: datetime
    page: str


def recently_merged(http: Http, repository: str, branch: str, since: datetime) -> tuple[Merged, ...]:
    """Those merged into the branch since then, among the most recently touched; raises ForgeError."""
    path = f"{root(repository)}/pulls"
    query = {"state": "closed", "base": branch, "sort": "updated", "direction": "desc", "per_page": str(MOST)}
    listed = http.get(path, **query)
    if not isinstance(listed, list):
        raise malformed(path)
    found = []
    for one in (Record(value, path) for value in listed):
        at, commit = one.optional_moment("merged_at"), one.optional_text("merge_commit_sha")
        if at is not None and commit is not None and at >= since and one.record("base").text("ref") == branch:
            found.append(Merged(one.number("number"), commit, at, one.text("html_url")))
    return tuple(sorted(found, key=lambda one: one.number))
