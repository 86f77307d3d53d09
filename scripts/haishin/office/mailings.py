"""A sent mail, put together for the register and its story: claim, file as it was claimed, later mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from haishin.check.alert_files import read_blob
from haishin.consult.consultation.looking import after_the_claim
from haishin.consult.forge import Forge, ForgeError
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.sent_mail import SentMail, Successor
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, Refusal
from haishin.core.model import Alert, LedgerClaim, Look
from haishin.message.subject import subject
from haishin.send.ledger.ledger_view import LedgerView


def mailings(view: LedgerView, main: Main) -> Callable[[LedgerClaim], SentMail]:
    """Make the function that puts a claim's mail together; each file is read once.

    A clone is enough for it. Whether a principal has looked at the text is known if a forge is named.
    """

    @cache
    def read(alert: str) -> tuple[Contract, Alert | None]:
        """Read the alert as it was claimed, with the contract of that commit."""
        claim = view.of(alert).claim
        assert claim is not None
        try:
            contract = main.contract_at(claim.commit)
        except HaishinError:  # of a form before the present program's
            contract = main.contract
        return contract, read_blob(main.git, claim.path, claim.blob, contract).alert

    def followed(claim: LedgerClaim) -> Iterator[Successor]:
        """Find the mails that followed it, in the order of the sendings."""
        for record in view.records:
            if record.kind != "claimed" or record.fields["thread"] != (claim.thread or claim.alert):
                continue
            _, later = read(record.fields["alert"])
            if later is not None and later.follows is not None and later.follows.alert == claim.alert:
                yield Successor(later.follows.kind, later.id, record.at)

    @cache
    def forge() -> Forge | None:
        try:
            return ForgeAccess(main).open()
        except HaishinError:  # named, but without a token
            return None

    def looks(claim: LedgerClaim, contract: Contract) -> tuple[Look, ...]:
        due = after_the_claim(claim, None, contract)
        there = forge() if due and claim.pull is not None else None
        if there is None or claim.pull is None:
            return due
        try:
            return after_the_claim(claim, there.reviews(claim.alert, claim.pull), contract)
        except ForgeError:
            return due

    def mailed(claim: LedgerClaim) -> SentMail:
        contract, alert = read(claim.alert)
        try:
            title = None if alert is None else subject(alert, contract)
        except Refusal:  # by the present organization, a station that is no more
            title = None
        return SentMail(
            claim, view.of(claim.alert), contract, alert, title, tuple(followed(claim)), looks(claim, contract)
        )

    return mailed
