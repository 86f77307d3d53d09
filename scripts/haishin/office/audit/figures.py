"""The records of an alert against each other and against the journal: their order, their times, their counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from haishin.consult.consultation.standing import SKEW
from haishin.core.model import FLOOR, LedgerClaim, LedgerEntry, LedgerRecord, LedgerState, RowState, rounded
from haishin.office.audit.findings import Difference
from haishin.send.ledger.records import rounded_counts
from haishin.send.rows import Counts, JournalEntry

_NEAR = 5  # a rounded number is as near to the exact one


def records_agree(own: Sequence[LedgerRecord], claim: LedgerClaim, entry: LedgerEntry) -> Iterator[Difference]:
    """Compare the records of an alert with each other: their times, their number, their counts."""
    late = [at for at in (claim.approved, claim.merged) if at is not None and at > claim.at + SKEW]
    if late:
        yield "early", max(late).isoformat(), claim.at.isoformat()
    ends = [record.at for record in own if record.kind in ("sealed", "settled")]
    for at in (*ends, *filter(None, (entry.accepted,))):
        if at < claim.at.replace(microsecond=0):
            yield "order", claim.at.isoformat(), at.isoformat()
    for seal, record in pairwise(record for record in own if record.kind in ("sealed", "adopted")):
        if seal.kind == record.kind == "sealed":
            yield "sealed-twice", None, record.at.isoformat()
    if entry.state is LedgerState.SEALED:
        yield from _adds_up(claim, entry)


def _adds_up(claim: LedgerClaim, entry: LedgerEntry) -> Iterator[Difference]:
    """Compare the rounded counts of the seal with the rounded size of the snapshot, as near as rounding lets them."""
    counts, size = entry.counts, claim.snapshot or 0
    least = sum(counts.values()) - _NEAR * len(counts)
    most = sum(counts.values()) + _NEAR * len(counts) + (FLOOR - 1) * (len(RowState) - len(counts))
    most_there = size + _NEAR if size else FLOOR - 1
    said = ", ".join(f"{state} {number}" for state, number in counts.items())
    nobody = entry.nobody and (entry.in_doubt or entry.reached)
    if least > most_there or most < size - _NEAR or nobody:
        yield "counts", size, f"{said}, nobody" if nobody else said


def journal_agrees(
    claim: LedgerClaim, entry: LedgerEntry, kept: JournalEntry | None, counts: Counts, *, own: bool
) -> Iterator[Difference]:
    """Compare the exact numbers of the journal; ``own``: this journal made the claim."""
    if kept is None:
        if own:
            yield "journal", claim.nonce, None
        return
    if kept.nonce != claim.nonce:
        yield "journal", claim.nonce, kept.nonce
    if rounded(kept.snapshot) != claim.snapshot or counts.total != kept.snapshot:
        yield "snapshot", f"{rounded(kept.snapshot) or 0} ({rounded(counts.total) or 0})", claim.snapshot or 0
    if kept.state == "sealed" and (own or not entry.unfinished) and not entry.in_doubt:
        exact = rounded_counts({state.value: number for state, number in counts.items()})
        nobody = not counts[RowState.ACCEPTED] and not counts[RowState.IN_DOUBT]
        expected, found = {**exact, "nobody": nobody}, {**entry.counts, "nobody": entry.nobody}
        if expected != found:
            yield "sums", expected, found
