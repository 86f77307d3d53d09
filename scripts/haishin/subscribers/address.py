"""Mail addresses: one spelling for each mailbox, and a masked form for reports.

Canonical form: local part unquoted and in its own case, in which it is mailed but never compared; domain as
lower-case A-labels (RFC 5321 4.1.2, RFC 3490). The message room quotes again what the wire needs quoted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from haishin.errors import Refusal
from haishin.model import Text

MAX_OCTETS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAX_LOCAL = 64  # RFC 5321 4.5.3.1.1

MESSAGES = {
    "empty": Text("メールアドレスがありません。", "The address is missing."),
    "long": Text(
        "メールアドレスが長すぎます(254バイトまで、@より前は64バイトまで)。",
        "The address is too long (at most 254 octets, 64 of them before the @).",
    ),
    "characters": Text(
        "メールアドレスに空白、制御文字、<、> のいずれかが入っています。",
        "The address contains a space, a control character, < or >.",
    ),
    "shape": Text(
        "メールアドレスには半角の @ がちょうど一つ必要です。",
        "The address needs exactly one @.",
    ),
    "local": Text(
        "メールアドレスの @ より前に、使えない文字があります。",
        "The part before the @ contains a character that is not allowed there.",
    ),
    "dots": Text(
        "メールアドレスの @ より前で、点が続くか、先頭か末尾にあります。携帯電話会社のドメインのほかでは使えません。",
        "The part before the @ has two dots in a row, or one at its start or end; only phone carriers gave out such.",
    ),
    "domain": Text(
        "メールアドレスの @ より後ろが、正しいドメイン名ではありません。",
        "The part after the @ is no correct domain name.",
    ),
}
_HINT = Text("アドレスを本人の登録内容と照らし合わせてください。", "Compare the address with what the resident wrote.")

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# IDNA 2003, which the standard library knows, maps these two to other letters: the mail would go to another domain.
_DEVIATING = frozenset("ßς")


class AddressError(Refusal):
    """The text is no address that can be mailed; the message never holds it."""

    def __init__(self, reason: str) -> None:
        super().__init__(MESSAGES[reason], _HINT)


def canonical(text: str, carrier_domains: Collection[str]) -> str:
    """The one spelling of that mailbox; raises AddressError.

    ``carrier_domains``: lower-case domains, with their subdomains, whose odd local parts are taken as they are.
    """
    if not text:
        raise AddressError("empty")
    if any(unicodedata.category(sign)[0] in "CZ" or sign in "<>" for sign in text):
        raise AddressError("characters")
    if len(text.encode()) > MAX_OCTETS:
        raise AddressError("long")
    local, at, domain = text.rpartition("@")
    if quoted := _QUOTED.fullmatch(local):
        local = re.sub(r"\\(.)", r"\1", quoted[1])
    elif not at or "@" in local:
        raise AddressError("shape")
    domain = _domain(domain)
    if not _LOCAL.fullmatch(local) or not local.strip("."):
        raise AddressError("local")
    if len(local) > MAX_LOCAL or len(local) + 1 + len(domain) > MAX_OCTETS:
        raise AddressError("long")
    if ".." in f".{local}." and not _is_carrier(domain, carrier_domains):
        raise AddressError("dots")
    return f"{local}@{domain}"


def masked(text: str) -> str:
    """``a***@d***``: enough to find the line again, too little to write to."""
    local, at, domain = text.rpartition("@")
    return f"{_first(local)}***@{_first(domain)}***" if at else f"{_first(text)}***"


def _domain(text: str) -> str:
    if _DEVIATING & set(text):
        raise AddressError("domain")
    try:
        domain = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise AddressError("domain") from None  # the codec's own error shows the domain
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdecimal() or not all(map(_LABEL.fullmatch, labels)):
        raise AddressError("domain")
    return domain


def _is_carrier(domain: str, carrier_domains: Collection[str]) -> bool:
    return any(domain == carrier or domain.endswith(f".{carrier}") for carrier in carrier_domains)


def _first(text: str) -> str:
    return text[0] if text[:1].isascii() and text[:1].isalnum() else ""
