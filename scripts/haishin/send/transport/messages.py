"""The words of the ways out: where, why, and what to do."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import Text


class RelayFault(ToolError):
    """No relay takes mail, or our own set-up keeps it from us."""


def setup_broken(sign: Text) -> RelayFault:
    """Report that our own set-up is at fault; ``sign``: by which it shows."""
    return RelayFault(Message("send/transport/broken", sign=sign))


def relay_misnamed(ja: str, en: str) -> ToolError:
    """Report a value of HAISHIN_SMTP that names no relay; the value itself is never shown."""
    return ToolError(
        Text(f"HAISHIN_SMTP の値を使えません:{ja}。", f"HAISHIN_SMTP cannot be used: {en}."),
        Text(
            "例:smtp+starttls://利用者:パスワード@mail.example.jp:587",
            "For example smtp+starttls://user:password@mail.example.jp:587",
        ),
    )
