"""A guarantee and how it is kept: the words of ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from haishin.model import Text


class State(StrEnum):
    """How a guarantee is kept; ``READY`` is for what lies on this machine."""

    ENFORCED = "enforced"
    PROOF = "proof"
    READY = "ready"
    MISSING = "missing"
    UNREADABLE = "unreadable"

    @property
    def fine(self) -> bool:
        """Whether nothing needs to be done for safety."""
        return self in (State.ENFORCED, State.PROOF, State.READY)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One line of the answer. ``found``: what was seen where that is not as prescribed; ``remedy``: what to do."""

    id: str
    title: Text
    state: State
    found: Text | None = None
    remedy: Text | None = None
