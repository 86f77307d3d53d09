"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.consult.forge import ForgeError, NotThere
from haishin.core.catalogue import Message

# --- set-up ---------------------------------------------------------------------------------------------------------


# --- answers --------------------------------------------------------------------------------------------------------


def refused(path: str, status: int) -> ForgeError:
    """Report a status other than success: NotThere for 404, and for 422, which an unknown commit gets."""
    kind = NotThere if status in (404, 422) else ForgeError
    return kind(
        Message("consult/forge/refused", path=path, status=status),
        Message("consult/forge/refused-2"),
    )


# --- what they say --------------------------------------------------------------------------------------------------


def several_claims(numbers: Iterable[int]) -> ForgeError:
    """Report several pull requests whose merge made one commit."""
    named = ", ".join(f"#{number}" for number in numbers)
    return ForgeError(
        Message("consult/forge/several-claims", named=named),
        Message("consult/forge/held"),
    )
