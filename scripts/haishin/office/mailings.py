"""Sent mails, put together for the register, the figures and a story: claim, file as it was claimed, later mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from haishin.check.alert_files import read_blobs
from haishin.consult.consultation.looking import after_the_claim
from haishin.consult.forge import Forge, ForgeError
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.sent_mail import SentMail, Successor
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, Refusal
from haishin.core.model import Alert, LedgerClaim, Look
from haishin.core.repository.git import object_ids
from haishin.message.subject import subject
from haishin.send.ledger.ledger_view import LedgerView

_AT_ONCE = 200  # claims whose files are read together
Read = Mapping[str, tuple[Contract, Alert | None]]  # by the alert's id


def mailings(view: LedgerView, main: Main, claims: Sequence[LedgerClaim]) -> Iterator[SentMail]:
    """Put the mails of these claims together, in their order.

    A clone is enough for it. Whether a principal has looked at the text is known if a forge is named.
    """
    of_thread = threads(view)

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

    for start in range(0, len(claims), _AT_ONCE):
        own = claims[start : start + _AT_ONCE]
        read = read_claims(main, {one.alert: one for claim in own for one in of_thread[claim.alert]}.values())
        for claim in own:
            contract, alert = read[claim.alert]
            try:
                title = None if alert is None else subject(alert, contract)
            except Refusal:  # by the present organization, a station that is no more
                title = None
            later = tuple(_followed(claim, of_thread[claim.alert], read))
            yield SentMail(claim, view.of(claim.alert), contract, alert, title, later, looks(claim, contract))


def threads(view: LedgerView) -> dict[str, list[LedgerClaim]]:
    """Find for each claimed alert all claims of its thread, in the order of the sendings."""
    found: dict[str, list[LedgerClaim]] = {}
    for record in view.records:
        if record.kind == "claimed" and (claim := view.of(record.fields["alert"]).claim) is not None:
            found.setdefault(claim.thread or claim.alert, []).append(claim)
    return {claim.alert: thread for thread in found.values() for claim in thread}


def read_claims(main: Main, claims: Iterable[LedgerClaim]) -> Read:
    """Read each alert as it was claimed, with the contract of that commit. Raises GitError if a text is gone."""
    by_rules: dict[str | None, list[LedgerClaim]] = {}
    listed = list(claims)
    for claim, tree in zip(listed, object_ids(main.git, [f"{one.commit}:schema" for one in listed]), strict=True):
        by_rules.setdefault(tree, []).append(claim)
    read: dict[str, tuple[Contract, Alert | None]] = {}
    for alike in by_rules.values():
        try:
            contract = main.contract_at(alike[0].commit)
        except HaishinError:  # of a form before the present program's
            contract = main.contract
        documents = read_blobs(main.git, [(claim.path, claim.blob) for claim in alike], contract)
        read |= {claim.alert: (contract, told.alert) for claim, told in zip(alike, documents, strict=True)}
    return read


def _followed(claim: LedgerClaim, thread: Iterable[LedgerClaim], read: Read) -> Iterator[Successor]:
    """Find the mails of the thread that followed it."""
    for other in thread:
        _, later = read[other.alert]
        if later is not None and later.follows is not None and later.follows.alert == claim.alert:
            yield Successor(later.follows.kind, later.id, other.at)
