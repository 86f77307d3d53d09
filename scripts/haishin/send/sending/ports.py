"""The ports of delivery to rooms that it does not know: how an alert is judged once more, how a row becomes a mail."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Literal

from haishin.core.contract import Contract
from haishin.core.contract.numbering import public_number
from haishin.core.masking import Mask
from haishin.core.model import Alert, LedgerClaim
from haishin.core.recipient import Recipient
from haishin.core.repository.git import Git
from haishin.core.repository.sources import CommitSource
from haishin.message.framing import trusted
from haishin.message.headers import wire
from haishin.message.keys import Keys, LeaveKey
from haishin.message.prepare import Origin, Prepared, Variant, prepare
from haishin.message.sender import Sender
from haishin.send.rows import Envelope, SnapshotRow
from haishin.send.sending.survey import Examined
from haishin.send.transport import Transport
from haishin.send.transport.maildir import MaildirTransport
from haishin.send.transport.relay import Relay
from haishin.send.transport.smtp import SmtpTransport


def examiner(git: Git, tip: str, recorded: Collection[str]) -> Callable[[str, str, Contract], Examined]:
    """Make the judge of a blob that is about to go out; other alerts are read as the tip holds them."""

    def examine(path: str, blob: str, contract: Contract) -> Examined:
        from haishin.check.alert_files import read_blob, tree_of  # not before: most runs have nothing to judge
        from haishin.check.engine import check

        document = read_blob(git, path, blob, contract)
        tree = tree_of(CommitSource(git, tip), contract, recorded)
        return document.alert, Mask(check(document, contract, tree), {path: document.source}).findings

    return examine


def alerts_of(git: Git, commit: str, contract: Contract) -> Callable[[str], Alert | None]:
    """Make the reader of a commit's alerts, by their ids."""
    from haishin.check.alert_files import tree_of  # not before: see above

    return tree_of(CommitSource(git, commit), contract).alert


def envelopes(
    keys: Keys, leave_key: Callable[[], LeaveKey], *, live: bool
) -> Callable[[Alert, LedgerClaim, Contract], Callable[[SnapshotRow], Envelope]]:
    """Make the maker of a row's mail; live, in no language that nobody looked through.

    ``leave_key`` is asked by alerts whose contract names a desk: first when the alert is tried before its claim.
    """

    def of(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
        sender = Sender.of(contract.organization.mail)
        leaving = None
        if sender.desk is not None:
            leaving = leave_key()
        number = None
        if live:
            number = public_number(alert, claim, contract)
        origin = Origin(sender, claim.commit, claim.at, claim.thread, keys, leaving, number)

        @cache
        def prepared(variant: Variant) -> Prepared:
            return prepare(alert, variant, origin, contract)

        def make(row: SnapshotRow) -> Envelope:
            # Whatever else a snapshot might name, the plainest form reaches everybody.
            form: Literal["html", "text"] = "text"
            if row.form == "html":
                form = "html"
            language = row.language
            if live:
                language = trusted(language, contract)
            ready = prepared(Variant(form, language))
            recipient = Recipient(row.recipient_id, row.address)
            return Envelope(
                alert.id,
                row.recipient_id,
                ready.envelope_sender(recipient),
                wire(row.address),
                ready.head(recipient),
                ready.body,
            )

        return make

    return of


def transport(relays: tuple[Relay, ...], maildir: Path, connections: int) -> Transport:
    """Open the way out: the relays, over so many connections to each at most, or the Maildir if no relay is named."""
    if not relays:
        return MaildirTransport(maildir)
    return SmtpTransport(relays, socket.gethostname(), ssl.create_default_context(), connections=connections)
