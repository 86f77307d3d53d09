"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal


def exposed(*, private: bool) -> Refusal:
    """Refuse a repository that others can read (``private``: that can only be forked)."""
    why = Message("send/live/exposed-2") if private else Message("send/live/exposed-3")
    return Refusal(
        Message("send/live/exposed", why=why),
    )


# --- the preview of a push ---
