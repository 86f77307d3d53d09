"""How envelopes leave: one small protocol, several implementations. Nothing here knows rules or the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from haishin.delivery.rows import Envelope, Outcome

POLL_SECONDS = 1.0  # how long a running sender leaves a transport to itself


class Transport(Protocol):
    """Takes envelopes and says, for each one exactly once, what became of it.

    Refusals, broken lines and full disks are outcomes, not exceptions. ``room``: how many it can have begun before the
    next commit; who dies meanwhile leaves no more in doubt.
    """

    @property
    def room(self) -> int:
        """Envelopes."""
        ...

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Queue them. Each one must stand in the journal as an intent whose commit has returned."""
        ...

    def poll(self, timeout: float) -> list[Outcome]:
        """Go on with the work for about ``timeout`` seconds at most and return what ended meanwhile."""
        ...

    def close(self, drain: bool) -> list[Outcome]:
        """Begin nothing more; with ``drain`` wait for replies that are due, else hang up. The remaining outcomes.

        Envelopes not begun come back as pending. Closing twice is harmless.
        """
        ...
