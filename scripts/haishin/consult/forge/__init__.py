"""Pull requests, reviews and their words; the forge behind a protocol (offline: a folder of files)."""

from __future__ import annotations

from typing import Protocol

from haishin.core.errors import ToolError
from haishin.core.model import Pull, Review


class ForgeError(ToolError):
    """Failure to read the forge: whatever it holds counts as not approved."""


class NotThere(ForgeError):
    """Answer that there is no such thing (404; 422 for an unknown commit), or that this token may not see it."""


class Forge(Protocol):
    """Source of pull requests."""

    offline: bool

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Return the pull request of an alert, None when there is none; raises ForgeError when it cannot be read.

        ``most``: a pull request of more commits is not looked into.
        """
        ...

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Return who has reviewed that pull request of that alert and when, up to now; no more of it is proven.

        Raises ForgeError when it cannot be read.
        """
        ...
