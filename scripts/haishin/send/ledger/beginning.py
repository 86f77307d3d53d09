"""Before the ledger: whether it was ever begun, and the ledger that an activation would begin."""

from __future__ import annotations

from datetime import datetime

from haishin.core.repository.git import Git
from haishin.core.repository.history import remote_branches
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BRANCH, new_id, record


def never_begun(git: Git, remote: str) -> bool:
    """Return whether the remote has no ledger. Raises GitError."""
    return not remote_branches(git, remote, BRANCH)


def beginning(watermark: str, now: datetime) -> LedgerView:
    """Make the ledger that an activation at that commit would begin, without writing it."""
    begun = record("activated", now, repository=new_id(), rehearsal=False, watermark=watermark)
    return LedgerView("", (begun,))
