"""The end of an alert that has nobody waiting, written down unless the relay's answers speak of a broken set-up."""

from __future__ import annotations

from collections.abc import Callable

from haishin.delivery.dispatch import broken
from haishin.delivery.journal import Journal
from haishin.delivery.ledger_writer import LedgerWriter
from haishin.delivery.records import rounded_counts
from haishin.delivery.rows import Claim, Counts, RowState
from haishin.errors import Refusal


def seal(journal: Journal, book: LedgerWriter, ours: Callable[[Claim], bool], share: float) -> list[str]:
    """Write down the end of every alert of ours that has nobody waiting, and what was settled since; which.

    ``share``: of refusals, from which our set-up is taken to be broken: then nobody was refused for good, and all whom
    the relay refused wait again. Raises Refusal for that, when all others are sealed.
    """
    sealed, problems = [], []
    for frozen in journal.claims():
        alert = frozen.alert_id
        entry = book.view.of(alert)
        if not ours(frozen) or (frozen.state == "sealed" and not entry.in_doubt and not entry.unfinished):
            continue
        counts = journal.counts(alert)
        if counts.waiting or counts[RowState.INTENT]:
            continue
        if frozen.state == "claimed" and _spoilt(journal, alert, counts, share):
            problems.append(_problem(alert, share))
            continue
        shown, doubt = rounded_counts({state.value: n for state, n in counts.items()}), counts[RowState.IN_DOUBT] > 0
        if entry.unfinished or (entry.counts, entry.in_doubt) != (shown, doubt):
            book.seal("sealed" if entry.unfinished else "settled", alert, shown, doubt, journal.last_accepted(alert))
            sealed.append(alert)
        if frozen.state == "claimed":
            journal.seal(alert)
    if problems:
        raise problems[0]
    return sealed


def _spoilt(journal: Journal, alert: str, counts: Counts, share: float) -> bool:
    """Whether the refusals are our set-up's: then they wait again. One beside others that were taken is nobody's."""
    refused, answers = journal.refused(alert), counts[RowState.ACCEPTED] + counts[RowState.FAILED]
    many = len(refused) > 1 or len(refused) == answers
    return bool(refused) and many and len(refused) >= answers * share and journal.give_back(alert, refused) > 0


def _problem(alert: str, share: float) -> Refusal:
    return broken(
        f"{alert} の宛先のうち {share:.0%} 以上が拒否されました",
        f"at least {share:.0%} of the recipients of {alert} were refused",
    )
