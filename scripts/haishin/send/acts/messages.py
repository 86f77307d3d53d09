"""The words of a person's acts: where, why, and what to do."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.model import LedgerState, Text


def not_entitled(by: str, ja: str, en: str) -> Refusal:
    """Refuse an act to a person who has no such role; ``ja``, ``en``: who has."""
    return Refusal(
        Text(f"{by} はこの操作をできません。できるのは{ja}です。", f"{by} may not do this; {en} may."),
        Text("--by に、できる人のアカウント名を書いてください。", "Give the login of a person who may with --by."),
    )


def too_late_for(alert: str, state: LedgerState) -> Refusal:
    """Refuse an act that the state of the alert leaves no room for."""
    return Refusal(
        Text(f"{alert} には、もうこの操作はできません({state.value})。", f"{alert} is past that: it is {state.value}."),
        Message("send/acts/nothing-to-do"),
    )
