"""The secrets behind Message-IDs and tokens, by purpose and key id, in two files of the state folder.

``keys.json``: an old key is never deleted, since bounces of its mails come back for a while. The current key of
``message-id`` must not change either: threads point to identifiers computed before. ``leave.json``: the key of leaving
alone, which the web has, too; an old key stays for ever, as the mails with its tokens do.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2s
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError

Ring = Literal["message-id", "return-path", "envid"]
RINGS: tuple[Ring, ...] = get_args(Ring)
_Formed = TypeVar("_Formed")

MAC_LENGTH = 14  # the key id, then 13 characters = 65 bits: short enough for a header line, guessed only online
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_LEAVE_BYTES = MAC_LENGTH - 1
_LETTERS = (_ALPHABET * 8).encode("ascii")  # by the last 5 bits of a byte
_SECRET_BYTES = 32  # and the most that BLAKE2s takes

_ID = re.compile(r"[a-z0-9_-]{1,33}")  # longer would not fit a local part of 64 characters (RFC 5321 4.5.3.1.1)
_TOKEN = re.compile(rf"({_ID.pattern})\.([a-z2-7]{{{MAC_LENGTH}}})[^a-z0-9]{{0,3}}")
_RETURNED = re.compile(rf"bounce\+([a-z2-7]{{8}})\.({_ID.pattern})\.([a-z2-7]{{{MAC_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The secrets of a purpose."""

    current: str  # the id of the key in use
    secrets: Mapping[str, bytes] = field(repr=False)  # by key id, a character of a–z, 2–7

    @classmethod
    def throwaway(cls) -> KeyRing:
        """Make a random key."""
        key_id = secrets.choice(_ALPHABET)
        return cls(key_id, {key_id: secrets.token_bytes(_SECRET_BYTES)})

    @classmethod
    def of(cls, entry: Any) -> KeyRing:
        """Read a ring of a key file. Raises ValueError, KeyError, TypeError or AttributeError for anything else."""
        ring = {key_id: bytes.fromhex(text) for key_id, text in entry["keys"].items()}
        if entry["current"] not in ring:
            raise ValueError
        if any(len(key_id) != 1 or key_id not in _ALPHABET or len(key) < 16 for key_id, key in ring.items()):
            raise ValueError
        return cls(entry["current"], ring)

    def written(self) -> dict[str, object]:
        """Return what ``of`` reads."""
        return {"current": self.current, "keys": {key_id: key.hex() for key_id, key in self.secrets.items()}}


@dataclass(frozen=True, slots=True)
class Keys:
    """One ring for each purpose."""

    rings: Mapping[Ring, KeyRing] = field(repr=False)

    @classmethod
    def throwaway(cls) -> Keys:
        """Make random keys that are not kept: for a preview."""
        return cls({purpose: KeyRing.throwaway() for purpose in RINGS})

    @classmethod
    def load(cls, path: Path, create: bool) -> Keys:
        """Read ``keys.json``; with ``create``, make it first if it is missing.

        Raises ToolError if it is missing, readable by others, or damaged.
        """
        if create and not path.exists():
            _create(path, {purpose: ring.written() for purpose, ring in cls.throwaway().rings.items()})
        return _load(path, "keys", 0o077, lambda document: cls({ring: KeyRing.of(document[ring]) for ring in RINGS}))

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


@dataclass(frozen=True, slots=True)
class LeaveKey:
    """The key of leaving. Without a resident's id, 128 random bits, it makes no token."""

    ring: KeyRing

    @classmethod
    def throwaway(cls) -> LeaveKey:
        """Make a random key that is not kept: for a preview."""
        return cls(KeyRing.throwaway())

    @classmethod
    def load(cls, path: Path, create: bool) -> LeaveKey:
        """Read ``leave.json``, which its group may read, too; with ``create``, make it first if it is missing.

        Raises ToolError if it is missing, open to others, or damaged.
        """
        if create and not path.exists():
            _create(path, cls.throwaway().ring.written())
        return _load(path, "leave-key", 0o037, cls._of)

    @classmethod
    def _of(cls, document: Any) -> LeaveKey:
        ring = KeyRing.of(document)
        if any(len(secret) > _SECRET_BYTES for secret in ring.secrets.values()):
            raise ValueError
        return cls(ring)

    def token(self, resident_id: str) -> str:
        """Make ``ID.MAC`` for the head of a mail, whose Message-ID or return path has checked the id; it never ends."""
        key_id = self.ring.current
        return f"{resident_id}.{_leave_mac(key_id, self.ring.secrets[key_id], resident_id)}"

    def resident(self, token: str) -> str | None:
        """Return whose token it is, with the current key or an older key; None if it is not ours.

        It may be in capitals, or have a sign behind it that stood beside it in a text (``.``, ``>``). Whether there is
        such a resident only the registry knows.
        """
        found = _TOKEN.fullmatch(token.lower())
        if found is None or (secret := self.ring.secrets.get(found[2][0])) is None:
            return None
        if not hmac.compare_digest(_leave_mac(found[2][0], secret, found[1]), found[2]):
            return None
        return found[1]


def _leave_mac(key_id: str, secret: bytes, resident_id: str) -> str:
    """Return key id and keyed BLAKE2s (RFC 7693), 5 bits of each byte: a third of ``_mac``, once more a mail."""
    mac = _keyed(secret).copy()
    mac.update(resident_id.encode())
    return key_id + mac.digest().translate(_LETTERS).decode()


@lru_cache(maxsize=64)
def _keyed(secret: bytes) -> blake2s:
    return blake2s(key=secret, digest_size=_LEAVE_BYTES)


def _mac(key_id: str, secret: bytes, purpose: str, parts: tuple[str, ...]) -> str:
    text = b""
    for part in (purpose, *parts):
        data = part.encode()
        text += len(data).to_bytes(4, "big") + data  # ("a", "b") is not ("ab",)
    # The first 70 bits as RFC 4648 6 writes them. By hand: the standard library's takes longer than the digest.
    bits = int.from_bytes(hmac.digest(secret, text, "sha256")[:9], "big") >> 2
    word = key_id + _PAIRS[bits >> 60] + _PAIRS[bits >> 50 & 1023] + _PAIRS[bits >> 40 & 1023]
    word += _PAIRS[bits >> 30 & 1023] + _PAIRS[bits >> 20 & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]
    return word[:MAC_LENGTH]


def _load(path: Path, name: Literal["keys", "leave-key"], barred: int, form: Callable[[Any], _Formed]) -> _Formed:
    """Read a key file. Raises ToolError if it is missing, damaged, or has a barred bit of a mode."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode & 0o777
            data = stream.read()
    except FileNotFoundError:
        raise ToolError(Message(f"message/missing-{name}", path=path)) from None
    except OSError as error:
        raise ToolError(Message("message/keys-broken", path=path, reason=error.strerror)) from error
    if mode & barred:
        raise ToolError(Message(f"message/open-{name}", path=path, mode=mode))
    try:
        return form(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # The error's own text could quote a secret.
        raise ToolError(Message("message/keys-broken", path=path, reason=type(error).__name__)) from None


def _create(path: Path, document: Mapping[str, object]) -> None:
    """Write the file whole or not at all; when another process was first, its file stands."""
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


def returned(local: str, keys: Keys) -> tuple[str, str] | None:
    """Read ``short`` and recipient's id out of the part before the @ of a return path; None if it is not ours.

    A mail server on the way may have changed its case.
    """
    found = _RETURNED.fullmatch(local.lower())
    if found is None or not keys.verify("return-path", found[3], found[1], found[2]):
        return None
    return found[1], found[2]


def envelope_id(alert_id: str, recipient_id: str, keys: Keys) -> str:
    """ENVID (RFC 3461 4.4), as xtext as it stands: ``SHORT.RECIPIENT.MAC``."""
    alert = short(alert_id)
    return f"{alert}.{_checked(recipient_id)}.{keys.mac('envid', alert, recipient_id)}"


def _checked(recipient_id: str) -> str:
    if not _ID.fullmatch(recipient_id):
        raise ToolError(Message("message/bad-subscriber-id"))
    return recipient_id
