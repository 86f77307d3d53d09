"""A guarantee and how it is kept: the words of ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from haishin.model import Text


class State(StrEnum):
    """How a guarantee is kept; ``READY``: something of this machine; ``UNPROVEN``: only a person can see it."""

    ENFORCED = "enforced"
    PROOF = "proof"
    READY = "ready"
    UNPROVEN = "unproven"
    MISSING = "missing"
    UNREADABLE = "unreadable"

    @property
    def fine(self) -> bool:
        """Whether nothing is known that needs to be done for safety."""
        return self not in (State.MISSING, State.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One line of the answer. ``found``: what was seen that a person should know; ``remedy``: what to do."""

    id: str
    title: Text
    state: State
    found: Text | None = None
    remedy: Text | None = None
