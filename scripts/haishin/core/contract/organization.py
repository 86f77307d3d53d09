"""Units, their areas and municipalities, and the sections in charge (``schema/organization.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from haishin.core.catalogue import Message
from haishin.core.contract.forming import form
from haishin.core.model import Scope, Text

_STATION = "警察署"
_RESERVED = frozenset({"invalid", "test", "localhost", "example"})  # RFC 2606, RFC 6761
_SAMPLE_NETWORKS = frozenset({"192.0.2", "198.51.100", "203.0.113"})  # RFC 5737
_LOCAL = frozenset({"local", "internal"})  # RFC 6762; kept by ICANN for private networks
UnitKind = str  # the words of the force: here section, squad (隊), school (校), station


@dataclass(frozen=True, slots=True)
class Unit:
    """所属."""

    id: str
    name: str
    kind: UnitKind
    level: Literal["headquarters", "station"]
    phone: str  # the public contact
    municipalities: tuple[str, ...] = ()  # of a station's area, by their Japanese names
    officer_title: str = ""
    manager_title: str = ""

    @property
    def short_name(self) -> str:
        """The name without 警察署, as subjects and numbers have it."""
        return self.name.removesuffix(_STATION)


@dataclass(frozen=True, slots=True)
class InCharge:
    """A line of ``in_charge``: the unit in charge of a category or, if it differs, of a case or content."""

    category: str
    unit: str  # may be ``sender``
    case: str | None = None
    content: str | None = None

    @property
    def precision(self) -> int:
        """How specific the line is: 0 the category alone, 2 case and content too."""
        return (self.case is not None) + (self.content is not None)

    def covers(self, category: str, case: str | None, content: str) -> bool:
        """Whether the line is about that matter."""
        return self.category == category and self.case in (None, case) and self.content in (None, content)


@dataclass(frozen=True, slots=True)
class Leave:
    """The ways for residents to change or end their registration; None: the force has no such way."""

    page: str | None = None
    mailbox: str | None = None
    phone: str | None = None

    @property
    def shown(self) -> str:
        """All of them in a line; empty without any."""
        return " / ".join(way for way in (self.page, self.mailbox, self.phone) if way is not None)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where residents register and leave by themselves: the page and the addresses that ``haishin inbox`` reads."""

    page: str  # https, without the last slash: a link to leave is ``PAGE/l/TOKEN``
    stop: str  # whatever comes to ``LOCAL+TOKEN@DOMAIN`` of it leaves; the local part holds no ``+``
    authserv: str  # our mail server's name in Authentication-Results (RFC 8601 2.2)
    register: str | None = None  # empty mails to it or to ``LOCAL-STATION@DOMAIN`` bring a link; None: to no address


@dataclass(frozen=True, slots=True)
class Mail:
    """The sender: From address and name, the domain of return paths, the List-Id, the ways to leave, the desk."""

    from_address: str
    from_name: str
    return_domain: str
    list_id: str
    list_name: str
    leave: Leave = Leave()
    desk: Desk | None = None  # None: no mail has a link or an address of its reader's own


@dataclass(frozen=True, slots=True)
class Organization:
    """The police force and its units."""

    name: str
    owner: str
    units: Mapping[str, Unit]  # by id, in the order of the file
    in_charge: tuple[InCharge, ...]
    mail: Mail
    form_url: str | None = None  # of the page of ``haishin form``, for drafters
    whole: str | None = None  # the force's word for all areas (府内全域); None: 県内全域 in a subject, 全県 elsewhere

    @property
    def stations(self) -> tuple[str, ...]:
        """Ids of all stations."""
        return tuple(unit.id for unit in self.units.values() if unit.level == "station")

    @property
    def whole_area(self) -> str:
        """All areas, as a subject says it."""
        return self.whole or "県内全域"

    @property
    def everywhere(self) -> Text:
        """All areas, as pages, comments and front matter say it."""
        usual = Message("core/contract/everywhere")
        return usual if self.whole is None else Text(self.whole, usual.en)

    def is_station(self, unit: str) -> bool:
        """Whether that unit is a station."""
        return unit in self.units and self.units[unit].level == "station"

    def areas(self, scope: Scope) -> tuple[str, ...]:
        """List the ids of the stations that a scope covers."""
        if scope.prefecture:
            return self.stations
        return scope.stations

    def section_in_charge(self, sender: str, category: str, case: str | None, content: str) -> str:
        """Find the section in charge (本部主管課): the most specific line wins; the loader has refused gaps and ties.

        ``sender`` in the line means the section that sends (別表 T7); for a station it is the 主管課. So it is for a
        matter outside the table: such an alert is refused, but its consultation can still be shown.
        """
        fitting = [line for line in self.in_charge if line.covers(category, case, content)]
        if not fitting:
            return self.owner
        best = max(fitting, key=lambda line: line.precision)
        if best.unit != "sender":
            return best.unit
        if self.is_station(sender):
            return self.owner
        return sender


def is_reserved(host: str) -> bool:
    """Whether a host is reserved for examples and tests.

    Such mail bounces, its links lead nowhere, and whoever writes that name could vouch for himself.
    """
    *above, last = labels = host.lower().rstrip(".").split(".")
    return last in _RESERVED or "example" in labels or labels == [""] or ".".join(above) in _SAMPLE_NETWORKS


def leads_nowhere(host: str) -> bool:
    """Whether no resident's mail or browser gets to a host: it is reserved, or of a local network."""
    return is_reserved(host) or host.lower().rstrip(".").rpartition(".")[2] in _LOCAL


def organization_from(value: Mapping[str, Any]) -> Organization:
    """Form the organization from the mapping of ``organization.yaml``, which has passed its JSON Schema."""
    units = {unit: form(Unit, {"id": unit, **given}) for unit, given in value["units"].items()}
    return form(Organization, value, units=units)
