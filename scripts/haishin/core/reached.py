"""How many people alerts would reach, as registry, ledger and comment say it to each other."""

from __future__ import annotations

from dataclasses import dataclass

PREFECTURE = "prefecture"

Reach = dict[str, dict[str, int]]  # station id (or ``prefecture``) → category → people, 0 absent


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom the registry has."""

    everybody: Reach
    night: Reach  # who take mail outside the hours too
