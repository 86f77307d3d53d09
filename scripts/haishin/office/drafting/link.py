"""Links to the forge's own page for a new file, with path and text filled in.

A link is kept in histories and logs on its way: no name goes into it. GitHub answers a long address with 414; a long
text is copied instead.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from haishin.check import privacy
from haishin.core.contract import Contract

LONGEST = 6_000  # bytes of an address, all of it ASCII; servers begin to refuse at some 8,000
_SAFE = "!'()*"  # with letters, digits and -._~ what a browser's encodeURIComponent leaves as it is
_JAPANESE = re.compile("(?:%[89A-F][0-9A-F])+")
_REMOTE = re.compile(
    r"(?:https://(?:[^/@\s]+@)?|ssh://git@|git@)(?P<host>[A-Za-z0-9.-]+)(?::[0-9]+)?[:/]"
    r"(?P<owner>[A-Za-z0-9_-][A-Za-z0-9._-]*)/(?P<name>[A-Za-z0-9_-][A-Za-z0-9._-]*?)(?:\.git)?/?"
)


def page_of(remote: str, branch: str) -> str | None:
    """Make the address of the forge's page for a new file on that branch; None for a remote of another form."""
    found = _REMOTE.fullmatch(remote)
    if found is None:
        return None
    return f"https://{found['host']}/{found['owner']}/{found['name']}/new/{quote(branch)}"


def link(page: str, path: str, text: str | None) -> str:
    """Make the address that opens the page with that path, and with that text unless it is None."""
    return f"{page}?filename={quote(path, safe=_SAFE)}" + ("" if text is None else f"&value={quote(text, safe=_SAFE)}")


def opening(page: str, path: str, text: str) -> str:
    """Make the address with the text, or without it if it would grow too long."""
    whole = link(page, path, text)
    if fits(whole):
        return whole
    return link(page, path, None)


def shortened(address: str) -> str:
    """Write the address with its Japanese as it is read, a third as long; a browser spells it out again."""
    return _JAPANESE.sub(lambda octets: unquote(octets[0]), address)


def fits(address: str) -> bool:
    """Judge whether an address may be used; otherwise the text is copied."""
    return len(address) < LONGEST


def nameless(title: str, text: str, contract: Contract) -> bool:
    """Judge whether a wording holds no personal data, so that it may stand in an address (5(4))."""
    return not privacy.scan(title, text, contract)
