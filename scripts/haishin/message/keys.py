"""The secrets behind Message-IDs and tokens, by purpose and key id (``keys.json`` of the state folder).

An old key is never deleted: bounces of its mails come back for a while. The current key of ``message-id`` must not
change either: threads point to identifiers computed before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError

Ring = Literal["message-id", "return-path", "envid"]
RINGS: tuple[Ring, ...] = get_args(Ring)

MAC_LENGTH = 14  # the key id, then 13 characters = 65 bits: short enough for a header line, guessed only online
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_SECRET_BYTES = 32

_ID = re.compile(r"[a-z0-9_-]{1,33}")  # longer would not fit a local part of 64 characters (RFC 5321 4.5.3.1.1)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The secrets of a purpose."""

    current: str  # the id of the key in use
    secrets: Mapping[str, bytes] = field(repr=False)  # by key id, a character of a–z, 2–7


@dataclass(frozen=True, slots=True)
class Keys:
    """One ring for each purpose."""

    rings: Mapping[Ring, KeyRing] = field(repr=False)

    @classmethod
    def throwaway(cls) -> Keys:
        """Make random keys that are not kept: for a preview."""
        rings: dict[Ring, KeyRing] = {}
        for purpose in RINGS:
            key_id = secrets.choice(_ALPHABET)
            rings[purpose] = KeyRing(key_id, {key_id: secrets.token_bytes(_SECRET_BYTES)})
        return cls(rings)

    @classmethod
    def load(cls, path: Path, create: bool) -> Keys:
        """Read ``keys.json``; with ``create``, make it first if it is missing.

        Raises ToolError if it is missing, readable by others, or damaged.
        """
        if create and not path.exists():
            _create(path, cls.throwaway())
        try:
            with path.open("rb") as stream:
                mode = os.fstat(stream.fileno()).st_mode & 0o777
                data = stream.read()
        except FileNotFoundError:
            raise ToolError(Message("message/keys-missing", path=path)) from None
        except OSError as error:
            raise ToolError(Message("message/keys-broken", path=path, reason=error.strerror)) from error
        if mode & 0o077:
            raise ToolError(Message("message/keys-open", path=path, mode=mode))
        try:
            return cls(_parse(data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # The error's own text could quote a secret.
            raise ToolError(Message("message/keys-broken", path=path, reason=type(error).__name__)) from None

    def mac(self, purpose: Ring, *parts: str) -> str:
        """Return ``MAC_LENGTH`` characters of a–z and 2–7: key id and HMAC-SHA-256 over purpose and parts."""
        ring = self.rings[purpose]
        return _mac(ring.current, ring.secrets[ring.current], purpose, parts)

    def verify(self, purpose: Ring, token: str, *parts: str) -> bool:
        """Tell whether ``mac`` gave that token for these parts, with the current key or an older key."""
        secret = self.rings[purpose].secrets.get(token[:1])
        if secret is None or not token.isascii():
            return False
        return hmac.compare_digest(_mac(token[0], secret, purpose, parts).encode(), token.encode())


def _mac(key_id: str, secret: bytes, purpose: Ring, parts: tuple[str, ...]) -> str:
    text = b""
    for part in (purpose, *parts):
        data = part.encode()
        text += len(data).to_bytes(4, "big") + data  # ("a", "b") is not ("ab",)
    # The first 70 bits as RFC 4648 6 writes them. By hand: the standard library's takes longer than the digest.
    bits = int.from_bytes(hmac.digest(secret, text, "sha256")[:9], "big") >> 2
    word = key_id + _PAIRS[bits >> 60] + _PAIRS[bits >> 50 & 1023] + _PAIRS[bits >> 40 & 1023]
    word += _PAIRS[bits >> 30 & 1023] + _PAIRS[bits >> 20 & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]
    return word[:MAC_LENGTH]


def _parse(data: bytes) -> dict[Ring, KeyRing]:
    document = json.loads(data)
    rings: dict[Ring, KeyRing] = {}
    for purpose in RINGS:
        entry = document[purpose]
        ring = {key_id: bytes.fromhex(text) for key_id, text in entry["keys"].items()}
        if entry["current"] not in ring:
            raise ValueError
        if any(len(key_id) != 1 or key_id not in _ALPHABET or len(key) < 16 for key_id, key in ring.items()):
            raise ValueError
        rings[purpose] = KeyRing(entry["current"], ring)
    return rings


def _create(path: Path, keys: Keys) -> None:
    """Write the file whole or not at all; when another process was first, its file stands."""
    document = {}
    for purpose, ring in keys.rings.items():
        secret = {key_id: key.hex() for key_id, key in ring.secrets.items()}
        document[purpose] = {"current": ring.current, "keys": secret}
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            json.dump(document, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)  # unlike a rename, never replaces a file
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise ToolError(Message("message/keys-broken", path=path, reason=error.strerror)) from error
    finally:
        draft.unlink(missing_ok=True)


# --- what they make for one alert and one reader: computed, never stored, the same at every attempt -----------------


@lru_cache(maxsize=64)
def short(alert_id: str) -> str:
    """Return eight characters that stand for the alert where its id is too long."""
    return base64.b32encode(hashlib.sha256(alert_id.encode()).digest()).decode("ascii")[:8].lower()


def message_id(alert_id: str, recipient_id: str, domain: str, keys: Keys) -> str:
    """``<MAC.YYYYMMDD-HHMM@domain>`` (RFC 5322 3.6.4): the same at every attempt, so stores can drop a double."""
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
        raise ToolError(Message("message/bad-subscriber-id"))
    return recipient_id
