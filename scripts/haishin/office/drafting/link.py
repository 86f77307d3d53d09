"""The forge's own page for a new file."""

from __future__ import annotations

import re
from urllib.parse import quote

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
