"""Pages of the forge that a person opens: their addresses, and nothing that is asked of them."""

from __future__ import annotations

from urllib.parse import quote

from haishin.forge.http import PUBLIC
from haishin.forge.reading import Record


def new_file(api: str, repository: str, branch: str) -> str:
    """The page for a new file on a branch; what it is opened with is added by ``drafting.link``."""
    site = "https://github.com" if api == PUBLIC else api.removesuffix("/").removesuffix("/api/v3")
    return f"{site}/{repository}/new/{quote(branch)}"


def editing(head: Record) -> str:
    """Where a file of a pull request's branch is edited, but for the file's path; empty where the branch is gone."""
    home, branch = head.optional_record("repo"), head.optional_text("ref")
    site = None if home is None else home.optional_text("html_url")
    return f"{site}/edit/{quote(branch)}" if site and branch else ""
