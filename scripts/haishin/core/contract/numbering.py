"""The numbers of claims: the n-th of a unit in a calendar year of Japan time. A number alone proves nothing."""

from __future__ import annotations

from haishin.core.contract.organization import Organization
from haishin.core.contract.parts import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Alert, LedgerClaim


def series(claim: LedgerClaim) -> tuple[str, int]:
    """Return the unit and the year whose claims are counted together."""
    return claim.unit, claim.at.astimezone(JST).year


def numbered(claim: LedgerClaim, organization: Organization) -> str | None:
    """Say the number in words: ``中央 2026-118``; None for a record of before that has none.

    ``organization``: of the claim's contract. A unit that it does not know is said by its id.
    """
    if claim.number is None:
        return None
    unit, year = series(claim)
    if unit in organization.units:
        unit = organization.units[unit].short_name
    return f"{unit} {year}-{claim.number}"


def public_number(alert: Alert, claim: LedgerClaim, contract: Contract) -> str | None:
    """Say the number in words if policy publishes such an alert; in earnest alone, never in a rehearsal."""
    if contract.policy.publish_days(alert) is None:
        return None
    return numbered(claim, contract.organization)
