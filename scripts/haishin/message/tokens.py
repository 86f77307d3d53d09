"""Identifiers and tokens for one alert and one reader: computed, never stored, the same at every attempt."""

from __future__ import annotations

import base64
import hashlib
import re

from haishin.errors import ToolError
from haishin.message.keys import Keys
from haishin.model import Text

_ID = re.compile(r"[a-z0-9_-]{1,33}")  # longer would not fit a local part of 64 characters (RFC 5321 4.5.3.1.1)
_BAD_ID = Text(
    "登録者の番号が決まりの形（英小文字・数字・「-」「_」で33文字まで）ではありません。",
    "A subscriber's id is not of the fixed form (up to 33 of a–z, 0–9, - and _).",
)
_BAD_ID_HINT = Text(
    "登録者の一覧（データベース）が壊れていないか確かめてください。",
    "Check whether the subscribers' database is damaged.",
)


def short(alert_id: str) -> str:
    """Eight characters that stand for the alert where its id is too long."""
    return base64.b32encode(hashlib.sha256(alert_id.encode()).digest()).decode("ascii")[:8].lower()


def message_id(alert_id: str, recipient_id: str, domain: str, keys: Keys) -> str:
    """``<MAC.YYYYMMDD-HHMM@domain>`` (RFC 5322 3.6.4): who sends again sends the same, so stores can drop a double."""
    return f"<{keys.mac('message-id', alert_id, _checked(recipient_id))}.{alert_id[:13]}@{domain}>"


def return_path(alert_id: str, recipient_id: str, domain: str, keys: Keys) -> str:
    """VERP: ``bounce+SHORT.RECIPIENT.MAC@domain``, the MAC over short and recipient; ≤ 64 characters before the @."""
    alert = short(alert_id)
    return f"bounce+{alert}.{_checked(recipient_id)}.{keys.mac('return-path', alert, recipient_id)}@{domain}"


def envelope_id(alert_id: str, recipient_id: str, keys: Keys) -> str:
    """ENVID (RFC 3461 4.4), as xtext as it stands: ``SHORT.RECIPIENT.MAC``."""
    alert = short(alert_id)
    return f"{alert}.{_checked(recipient_id)}.{keys.mac('envid', alert, recipient_id)}"


def _checked(recipient_id: str) -> str:
    if not _ID.fullmatch(recipient_id):
        raise ToolError(_BAD_ID, _BAD_ID_HINT)
    return recipient_id
