"""The mail of one claimed alert. Whatever goes wrong in making it is that alert's own trouble and stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from haishin.contract import Contract
from haishin.delivery import messages
from haishin.delivery.candidates import Ready
from haishin.delivery.ledger_view import claim_of
from haishin.delivery.mainline import rules_at
from haishin.delivery.rows import Envelope, SnapshotRow
from haishin.delivery.survey import SenderInputs
from haishin.model import Alert, LedgerClaim, LedgerRecord, Text

# An alert, the claim on which it goes and the contract of that claim → the mail of one recipient.
Envelopes = Callable[[Alert, LedgerClaim, Contract], Callable[[SnapshotRow], Envelope]]


class Unmailable(Exception):
    """An alert cannot be made into mail; ``why`` is fit for a log."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def mail_of(
    claim: LedgerClaim, inputs: SenderInputs, envelopes: Envelopes
) -> tuple[Alert, Contract, Callable[[SnapshotRow], Envelope]]:
    """The text as claimed, the contract that it was claimed under, and what makes its envelopes. Raises Unmailable.

    What main says now plays no part.
    """
    try:
        contract = rules_at(inputs.git, inputs.contract_at, claim.commit)
        alert, _ = inputs.examine(claim.path, claim.blob, contract)
        if alert is None:
            raise messages.claimed_text_unreadable(claim.alert)
        make = envelopes(alert, claim, contract)
    except Exception as crash:
        raise Unmailable(messages.program_failed(crash)) from crash

    def guarded(row: SnapshotRow) -> Envelope:
        try:
            return make(row)
        except Exception as crash:
            raise Unmailable(messages.program_failed(crash)) from crash

    return alert, contract, guarded


def refuse_unmailable(item: Ready, entry: LedgerRecord, contract: Contract, envelopes: Envelopes) -> None:
    """Before the claim makes it final: each form of the mail, to nobody. Raises Unmailable."""
    try:
        make = envelopes(item.alert, claim_of(entry), contract)
        for row in {(row.form, row.language): row for row in item.rows}.values():
            make(replace(row, address="nobody@example.invalid"))
    except Exception as crash:
        raise Unmailable(messages.program_failed(crash)) from crash
