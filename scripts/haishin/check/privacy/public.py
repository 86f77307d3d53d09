"""The public words of a contract: its numbers, hosts, offices and accounts, in the detectors' spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from haishin.check.privacy.names.lists import usual, words
from haishin.core.contract import Contract
from haishin.core.text.lazy import lazy

# Registrations in these are given to public bodies alone (JPRS: lg.jp, go.jp; names of municipalities are reserved).
_PUBLIC_DOMAIN = lazy(r"(?:^|\.)(?:lg|go)\.jp$|(?:^|\.)(?:pref|city|town|vill|metro)\.[a-z0-9-]+(?:\.[a-z]+)?\.jp$")
# A section of an authority tells by its name what it is.
_SECTION = "(?<=[一-龥]{2})(?:課|(?<!薬)局(?!番)|署|本部|委員会|機構)|(?:広報|管理|対策|推進)室|高速隊|機動隊|警察隊"


@dataclass(frozen=True, slots=True, eq=False)
class Public:
    """The numbers, hosts and names that are public."""

    phones: frozenset[str]  # digits
    hosts: frozenset[str]  # lower case
    accounts: frozenset[str]  # lower case
    offices: re.Pattern[str]  # words that stand for public offices
    places: frozenset[str]  # names of places here that may be surnames
    figures: re.Pattern[str]  # mascots and persons of the past

    def phone(self, number: str) -> bool:
        """Whether that national number, digits only, is listed or a police station's (…0110)."""
        return number in self.phones or (len(number) == 10 and number.endswith("0110"))

    def domain(self, name: str) -> bool:
        """Whether mail or pages of that domain are a public body's."""
        name = name.lower()
        return any(name == host or name.endswith("." + host) for host in self.hosts) or bool(
            _PUBLIC_DOMAIN.search(name)
        )

    def account(self, name: str) -> bool:
        """Whether that account is listed."""
        return name.lower().lstrip("@") in self.accounts


def public_from(contract: Contract) -> Public:
    """Read the contract's lists of public words; ask for it by ``contract.once``."""
    wording, organization = contract.wording, contract.organization
    units = organization.units.values()
    numbers = (*wording.public_phones, *(unit.phone for unit in units))
    mail, lists = organization.mail, wording.lists
    offices = sorted(lists.get("public_offices", ()), key=len, reverse=True)
    areas = [area[:-1] for unit in units for area in unit.municipalities]
    accounts = (name.lower().lstrip("@") for name in lists.get("official_accounts", ()))
    figures = {*map(usual, lists.get("figures", ())), *words("figure")}
    return Public(
        phones=frozenset(re.sub(r"[^0-9]", "", number) for number in numbers),
        hosts=frozenset((*wording.official_hosts, mail.from_address.rpartition("@")[2], mail.list_id)),
        accounts=frozenset(accounts),
        offices=lazy("|".join([*map(re.escape, offices), _SECTION])),
        places=frozenset(map(usual, (*areas, *lists.get("place_names", ())))),
        figures=lazy("|".join(map(re.escape, sorted(figures)))),
    )
