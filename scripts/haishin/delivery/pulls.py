"""Where a sending asks for pull requests, and what it has where no forge is named."""

from __future__ import annotations

from typing import Protocol

from haishin.errors import ToolError
from haishin.model import Pull, Text


class Forge(Protocol):
    """Where an alert's pull request is asked for."""

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """The pull request that brought the alert, None where there is none; raises ToolError when it is unreadable.

        ``most``: of more commits than that nothing is looked up.
        """
        ...


class NoForge:
    """Without a forge nothing is known of any pull request, so nothing counts as approved."""

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Raises ToolError."""
        raise no_forge()


def no_forge() -> ToolError:
    """That none is named."""
    return ToolError(
        Text(
            "HAISHIN_FORGE が設定されていないため、承認を確かめられません。",
            "HAISHIN_FORGE is not set: no approval can be looked up.",
        ),
        Text("HAISHIN_FORGE を設定してください。", "Set HAISHIN_FORGE."),
    )
