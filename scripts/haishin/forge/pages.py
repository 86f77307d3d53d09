"""Pages of the forge that a person opens: their addresses, and nothing that is asked of them."""

from __future__ import annotations

from urllib.parse import quote

from haishin.forge.http import PUBLIC


def new_file(api: str, repository: str, branch: str) -> str:
    """The page for a new file on a branch; what it is opened with is added by ``drafting.link``."""
    site = "https://github.com" if api == PUBLIC else api.removesuffix("/").removesuffix("/api/v3")
    return f"{site}/{repository}/new/{quote(branch)}"
