"""The words of the ledger and the stops: where, why, and what to do."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.model import Text


class LedgerRefusal(Refusal):
    """The ledger is missing, rewound or holds what we cannot vouch for: nothing is sent on it."""


class NoLedger(LedgerRefusal):
    """There is none, and none was seen before."""


def ledger_damaged(branch: str, file: str, line: int, what: Text) -> LedgerRefusal:
    """Refuse a record that is none of ours; ``line`` 0: it is about to be written."""
    where = Message("send/ledger/ledger-damaged-2", file=file, line=line) if line else Text("", "")
    return LedgerRefusal(
        Message("send/ledger/ledger-damaged", where=where, what=what, branch=branch),
    )
