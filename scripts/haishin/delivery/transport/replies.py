"""What a server's reply means for the recipient, for the connection and for us (RFC 5321 4.2, RFC 3463)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from haishin.delivery.rows import RowState, Stage

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# RFC 7372 and RFC 8616: SPF, DKIM and DMARC failed; 5.7.515 is one large receiver's word for the same.
_OURS = re.compile(r"[45]\.7\.(26|27|28|29|30|515)")
_OURS_WORDS = re.compile(
    r"authenticat|\bSPF\b|\bDKIM\b|\bDMARC\b|unable to relay|"
    r"\brelay(ing)?\b.{0,12}\b(denied|prohibited|not (permitted|allowed))",
    re.IGNORECASE,
)
_POLICY = re.compile(r"[45]\.7\.[01]")
TEXT_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply as read. ``hang_up``: the connection is of no more use."""

    state: RowState
    code: int
    enhanced: str | None
    text: str
    ours: bool = False
    hang_up: bool = False


def words(said: bytes, address: str = "") -> str:
    """The server's words on one line, without control characters, without anything like an address, cut."""
    text = _CONTROL.sub(" ", said.decode("utf-8", "replace"))
    local = address.rpartition("@")[0].strip('"')
    for name in filter(None, (address, local)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return _ADDRESS.sub("…", text).strip()[:TEXT_CHARACTERS]


def read(stage: Stage, code: int, said: bytes, address: str) -> Reading:
    """The reading of a reply that refuses at MAIL, RCPT or DATA, or of any reply to the dot."""
    text = words(said, address)
    found = _ENHANCED.match(text)
    enhanced = found[1] if found else None
    if found:
        text = text[found.end() :]
    if code == 421:
        # The server is leaving; that says nothing of this recipient.
        return Reading(RowState.PENDING, code, enhanced, text, hang_up=True)
    if not 200 <= code < 600 or 300 <= code < 400 or (200 <= code < 300 and stage != "dot"):
        # Out of step. After the dot nobody can know what it answers.
        state = RowState.IN_DOUBT if stage == "dot" else RowState.PENDING
        return Reading(state, code, enhanced, text, hang_up=True)
    if code < 300:
        return Reading(RowState.ACCEPTED, code, enhanced, text)
    if _is_ours(stage, code, enhanced or "", text):
        return Reading(RowState.PENDING, code, enhanced, text, ours=True)
    if code < 500:
        # At MAIL it is the relay that is busy, not the recipient's mailbox.
        return Reading(RowState.PENDING if stage == "mail" else RowState.DEFERRED, code, enhanced, text)
    if stage == "rcpt" and code == 552:
        return Reading(RowState.DEFERRED, code, enhanced, text)  # RFC 5321 4.5.3.1.10
    return Reading(RowState.FAILED, code, enhanced, text)


def _is_ours(stage: Stage, code: int, enhanced: str, text: str) -> bool:
    if stage == "mail" and code >= 500:
        return True  # our sender address, our size, our right to send: no recipient was named yet
    if code == 530 or _OURS.fullmatch(enhanced):
        return True
    return bool(_POLICY.fullmatch(enhanced) or not enhanced) and code >= 500 and bool(_OURS_WORDS.search(text))
