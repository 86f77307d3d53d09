"""What an audit finds: two records that disagree, or a question that nobody answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from haishin.core.catalogue import Message
from haishin.core.model import Approval, LedgerClaim, LedgerEntry, LedgerRecord, LedgerState, Text

Difference: TypeAlias = tuple[str, object, object]  # the code, what was expected, what was found


@dataclass(frozen=True, slots=True)
class Finding:
    """Two records of the same matter that disagree, or a question that could not be asked."""

    code: str
    message: Message  # it has a remedy
    values: Mapping[str, object]  # ``expected`` and ``found``; empty: it could not be asked


def differs(code: str, expected: object, found: object, alert: str | None = None) -> Finding:
    """Make the finding of the row ``differs-CODE``; without an alert it is of the ledger as a whole."""
    values = {"expected": expected, "found": found}
    return Finding(code, Message(f"office/audit/differs-{code}", alert=alert), values)


def unasked(code: str, why: Text | str, alert: str | None = None) -> Finding:
    """Make the finding of the row ``unasked-CODE``."""
    return Finding(code, Message(f"office/audit/unasked-{code}", alert=alert, why=why), {})


def sorted_out(found: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """List what disagrees, and what could not be asked."""
    return [one for one in found if one.values], [one for one in found if not one.values]


@dataclass
class AuditedAlert:
    """An alert that was claimed, and the audit's findings on it so far."""

    record: LedgerRecord
    claim: LedgerClaim
    number: int  # the place of the claim in the ledger
    entry: LedgerEntry = field(default_factory=partial(LedgerEntry, LedgerState.CLAIMED))
    approvals: tuple[Approval, ...] = ()  # due by the rules of then
    found: list[Finding] = field(default_factory=list)

    def differ(self, *differences: Difference) -> None:
        """Note disagreements."""
        self.found += [differs(*one, self.claim.alert) for one in differences]

    def ask_in_vain(self, code: str, why: Text | str) -> None:
        """Note a question that could not be asked."""
        self.found.append(unasked(code, why, self.claim.alert))
