"""A resident's wish, the resident as the registry knows him, and the canonical spelling of his address.

Printing any of them shows no address. Canonical form of an address: local part unquoted and in its own case, mailed in
it but compared without; domain as lower-case A-labels (RFC 5321 4.1.2, RFC 3490). The message room quotes again for the
wire.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import get_args

from haishin.core.catalogue import Message
from haishin.core.contract.loading import Contract
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal
from haishin.core.model import Language
from haishin.core.recipient import Recipient

ALL = "*"  # in a set of choices: all, also those that come later
BETWEEN = ";"  # the values of one field
FORMS = ("text", "html")
LANGUAGES: tuple[str, ...] = get_args(Language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wish:
    """The choices of a resident, and the ground on which he may be mailed."""

    address: str  # canonical (``canonical``)
    stations: frozenset[str]
    municipalities: frozenset[str]
    categories: frozenset[str]
    form: str
    language: str
    night: bool
    exercise: bool
    origin: str  # of the consent: its place
    consented_at: str  # an ISO 8601 date, or a time with offset
    control: str | None = None  # the unit whose own address it is: it gets every mail of the unit, counted nowhere

    def __repr__(self) -> str:
        return f"{type(self).__name__}({Recipient('', self.address)!r})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subscriber(Wish):
    """登録者: a wish with the random id that stands for the resident everywhere else."""

    id: str

    @property
    def recipient(self) -> Recipient:
        """The resident as message and transport need him."""
        return Recipient(self.id, self.address)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that the contract offers, and its units."""

    stations: Collection[str]
    municipalities: Collection[str]
    categories: Collection[str]
    carrier_domains: Collection[str]  # for ``canonical``
    languages: Collection[str] = LANGUAGES  # of the frame; the alert itself is never translated
    units: Collection[str] = ()

    @classmethod
    def of(cls, contract: Contract) -> Choices:
        """List the stations, their municipalities and the categories of the table, in the order of the files."""
        organization = contract.organization
        named = (name for station in organization.stations for name in organization.units[station].municipalities)
        return cls(
            organization.stations,
            tuple(dict.fromkeys(named)),
            tuple(row.category for row in contract.policy.table),
            contract.wording.lists.get("carrier_domains", ()),
            tuple(dict.fromkeys((*LANGUAGES, *contract.tongues))),
            organization.units.keys(),
        )


def moment(consented_at: str) -> datetime:
    """Find the earliest moment of a consent: a mere date counts from its midnight in Japan.

    Raises ValueError when the text is neither a date nor a time with offset.
    """
    if len(consented_at) == len("2026-01-31"):
        return datetime.combine(date.fromisoformat(consented_at), time(), JST)
    at = datetime.fromisoformat(consented_at)
    if at.tzinfo is None:
        raise ValueError("no offset")
    return at


MAX_OCTETS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
_PLAIN = re.compile("[!-;=?-~]+")  # almost every address; what is in it need not be looked up
MAX_LOCAL = 64  # RFC 5321 4.5.3.1.1


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# IDNA 2003, which the standard library knows, maps these two to other letters: the mail would go to another domain.
_DEVIATING = frozenset("ßς")


class AddressError(Refusal):
    """The text is no address that can be mailed; the message never holds it."""

    def __init__(self, reason: str) -> None:
        super().__init__(Message(f"residents/address-{reason}"), Message("residents/compare-address"))


def canonical(text: str, carrier_domains: Collection[str]) -> str:
    """Spell the address of a mailbox in its canonical form. Raises AddressError.

    ``carrier_domains``: lower-case domains, with their subdomains, whose odd local parts are taken as they are.
    """
    if not text:
        raise AddressError("empty")
    if not _PLAIN.fullmatch(text) and any(unicodedata.category(sign)[0] in "CZ" or sign in "<>" for sign in text):
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
    """Mask an address as ``a***@d***``: enough to find the line again, too little to write to."""
    local, at, domain = text.rpartition("@")
    shown = f"{_first(domain)}***"
    if at:
        shown = f"{_first(local)}***@{shown}"
    return shown


@lru_cache(maxsize=1024)  # a list names few domains many times
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
    first = text[:1]
    return first if first.isascii() and first.isalnum() else ""
