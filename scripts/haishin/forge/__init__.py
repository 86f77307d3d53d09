"""Pull requests, reviews and what they say; the forge behind one protocol (offline: a folder of files)."""

from __future__ import annotations

from typing import Protocol

from haishin.errors import ToolError
from haishin.model import Pull


class ForgeError(ToolError):
    """The forge could not be read: whatever it holds counts as not approved."""


class NotThere(ForgeError):
    """The forge says that it has no such thing (404; 422 for an unknown commit), or hides it from this token."""


class Forge(Protocol):
    """Where pull requests are looked up."""

    offline: bool

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """The pull request of an alert, None when there is none; raises ForgeError when it cannot be read.

        ``most``: of more commits than that nothing is looked up.
        """
        ...
