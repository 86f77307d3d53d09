"""The ways out for envelopes: a small protocol, several implementations. It knows neither rules nor the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from haishin.send.rows import Envelope, Outcome

Step = Literal["reach", "secure", "login", "greet"]

CUT_SECONDS = 1.0  # after a stop: what has its dot may still answer that long
PATIENT_SECONDS = 600.0  # at any other end (RFC 5321 4.5.3.2.6)


class Unusable(Exception):
    """No connection. ``ours``: the set-up is wrong, another try would not help. The text is ours, without secrets.

    ``at``: the step that failed.
    """

    def __init__(self, text: str, *, code: int | None = None, ours: bool, at: Step = "reach") -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.ours = ours
        self.at = at


class Transport(Protocol):
    """Takes envelopes and returns for each of them exactly one outcome.

    Refusals, broken lines and full disks are outcomes, not exceptions. Used by a single thread; it may have threads of
    its own.
    """

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        """Reach a relay now and keep the connection; return why no mail can go, None when it can.

        Asked before a claim, which is final. While no relay answers ``still`` is called a few times a second; when it
        returns False the wait ends.
        """
        ...

    @property
    def room(self) -> int:
        """Envelopes that it can begin at once, beyond those submitted and unanswered."""
        ...

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Begin them. Each must stand in the journal as an intent whose commit has returned."""
        ...

    def poll(self, timeout: float) -> list[Outcome]:
        """Wait until something has ended, ``timeout`` seconds at most, and return all that has."""
        ...

    def recall(self, alert_id: str | None) -> None:
        """Write no dot of this alert (None: of any) from now on; envelopes without a dot come back pending by ``poll``.

        Envelopes that have their dot are awaited as before. A line that hangs before the dot may be cut.
        """
        ...

    @property
    def tried(self) -> Mapping[str, str | None]:
        """Of several relays, by their names: why each takes nothing, in words for a log.

        Empty words for a relay that took mail or would have; None for a relay that was not tried.
        """
        ...

    def close(self) -> list[Outcome]:
        """Hang up now, whatever hangs, and return the remaining outcomes: pending, or in doubt behind a dot.

        Closing twice is harmless.
        """
        ...
