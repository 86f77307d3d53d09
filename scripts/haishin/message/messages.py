"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal

# --- headers --------------------------------------------------------------------------------------------------------


# --- keys -----------------------------------------------------------------------------------------------------------


# --- the text -------------------------------------------------------------------------------------------------------


def unknown_unit(known: Iterable[str]) -> Refusal:
    """Refuse an alert in the folder of no unit."""
    units = ", ".join(known)
    return Refusal(
        Message("message/unknown-unit", units=units),
    )


# --- what schema/ says ----------------------------------------------------------------------------------------------


# --- a mail that was received ---------------------------------------------------------------------------------------
