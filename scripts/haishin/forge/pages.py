"""Pages of the forge that a person opens: their addresses, and nothing that is asked of them."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from haishin.forge.http import PUBLIC

_LONGEST: Final = 6_000  # bytes of an address that is still taken


def new_file(api: str, repository: str, branch: str, path: str, text: str) -> str:
    """The page for a new file with its path, and with its text where the address does not grow too long for that."""
    site = "https://github.com" if api == PUBLIC else api.removesuffix("/").removesuffix("/api/v3")
    page = f"{site}/{repository}/new/{quote(branch)}"
    whole = f"{page}?{urlencode({'filename': path, 'value': text}, quote_via=quote)}"
    return whole if len(whole) <= _LONGEST else f"{page}?{urlencode({'filename': path}, quote_via=quote)}"
