"""What a resident wants, and the resident as the registry knows him. Printing either shows no address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import get_args

from haishin.contract.loading import Contract
from haishin.contract.policy import JST
from haishin.model import Language
from haishin.recipient import Recipient

ALL = "*"  # in a set of choices: every one, also those that come later
BETWEEN = ";"  # the values of one field
FORMS = ("text", "html")
LANGUAGES: tuple[str, ...] = get_args(Language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wish:
    """What somebody chose, and on what ground we may mail him.

    ``address`` is canonical (``address.canonical``). ``consented_at`` is an ISO 8601 date, or a time with offset;
    ``origin`` says where the consent was given.
    """

    address: str
    stations: frozenset[str]
    municipalities: frozenset[str]
    categories: frozenset[str]
    form: str
    language: str
    night: bool
    exercise: bool
    origin: str
    consented_at: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({Recipient('', self.address)!r})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subscriber(Wish):
    """登録者: a wish with the random id that stands for the resident everywhere else."""

    id: str

    @property
    def recipient(self) -> Recipient:
        """The resident as the message and the transport need him."""
        return Recipient(self.id, self.address)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the contract offers to choose from, and the carriers' domains for ``address.canonical``.

    ``languages``: of what stands around an alert; the alert itself is never translated.
    """

    stations: Collection[str]
    municipalities: Collection[str]
    categories: Collection[str]
    carrier_domains: Collection[str]
    languages: Collection[str] = LANGUAGES

    @classmethod
    def of(cls, contract: Contract) -> Choices:
        """The stations, their municipalities and the categories of the table, in the order of the files."""
        organization = contract.organization
        named = (name for station in organization.stations for name in organization.units[station].municipalities)
        return cls(
            organization.stations,
            tuple(dict.fromkeys(named)),
            tuple(row.category for row in contract.policy.table),
            contract.wording.lists.get("carrier_domains", ()),
            tuple(dict.fromkeys((*LANGUAGES, *contract.tongues))),
        )


def moment(consented_at: str) -> datetime:
    """When the consent was given at the earliest: a mere date counts from its midnight in Japan.

    Raises ValueError when the text is neither a date nor a time with offset.
    """
    if len(consented_at) == len("2026-01-31"):
        return datetime.combine(date.fromisoformat(consented_at), time(), JST)
    at = datetime.fromisoformat(consented_at)
    if at.tzinfo is None:
        raise ValueError("no offset")
    return at
