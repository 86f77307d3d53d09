"""The mail of one claimed alert. Whatever goes wrong in making it is that alert's own trouble and stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from haishin.contract import Contract
from haishin.delivery.candidates import Ready, crashed
from haishin.delivery.mainline import rules_at
from haishin.delivery.records import LedgerRefusal, Record
from haishin.delivery.rows import Envelope, Row
from haishin.delivery.survey import SenderInputs
from haishin.delivery.view import Claim, claim_of
from haishin.model import Alert, Text

# An alert, the claim on which it goes and the contract of that claim → the mail of one recipient.
Envelopes = Callable[[Alert, Claim, Contract], Callable[[Row], Envelope]]


class Unmailable(Exception):
    """An alert cannot be made into mail; ``why`` is fit for a log."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def mail_of(
    claim: Claim, inputs: SenderInputs, envelopes: Envelopes
) -> tuple[Alert, Contract, Callable[[Row], Envelope]]:
    """The text as claimed, the contract that it was claimed under, and what makes its envelopes. Raises Unmailable.

    What main says now plays no part.
    """
    try:
        contract = rules_at(inputs.git, inputs.contract_at, claim.commit)
        alert, _ = inputs.examine(claim.path, claim.blob, contract)
        if alert is None:
            raise LedgerRefusal(
                Text(
                    f"台帳の {claim.alert} の本文を読めません。",
                    f"The text of {claim.alert} in the ledger is unreadable.",
                ),
                Text("台帳を確かめてください。", "Check the ledger."),
            )
        make = envelopes(alert, claim, contract)
    except Exception as crash:
        raise Unmailable(crashed(crash)) from crash

    def guarded(row: Row) -> Envelope:
        try:
            return make(row)
        except Exception as crash:
            raise Unmailable(crashed(crash)) from crash

    return alert, contract, guarded


def refuse_unmailable(item: Ready, entry: Record, contract: Contract, envelopes: Envelopes) -> None:
    """Before the claim makes it final: each form of the mail, to nobody. Raises Unmailable."""
    try:
        make = envelopes(item.alert, claim_of(entry), contract)
        for row in {(row.form, row.language): row for row in item.rows}.values():
            make(replace(row, address="nobody@example.invalid"))
    except Exception as crash:
        raise Unmailable(crashed(crash)) from crash
