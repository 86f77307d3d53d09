"""Bugs, each of which somebody might write: patches of the real sender under which a law of a sending must break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from haishin.core.model import LedgerRecord, LedgerState, Pull
from haishin.residents.registry.readers import Readers, Selection
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.sending import reconcile, survey
from haishin.send.sending.claiming import claimed
from haishin.send.sending.survey import Addressed, MainSnapshot, SendCandidate
from laws.law import Law
from laws.sending_laws import SENDING_LAWS

Patch = AbstractContextManager[object]
Bug = Callable[[], Patch]


def claim_of_the_file_alone() -> Patch:
    """The claim names the follower's own scope and no first alert (S10)."""

    def planted(item: Addressed, commit: str, schema: str | None, view: LedgerView, *more: Any) -> LedgerRecord:
        return claimed(item, commit, schema, LedgerView(view.tip, view.records[:1]), *more)

    return patch.object(reconcile, "claimed", planted)


def claim_of_the_last_word_alone() -> Patch:
    """The claim names who approved last, not everybody."""

    def planted(item: Addressed, *more: Any) -> LedgerRecord:
        made = claimed(item, *more)
        return replace(made, fields={**made.fields, "approvals": made.fields["approvals"][-1:]})

    return patch.object(reconcile, "claimed", planted)


def held_for_ever() -> Patch:
    """What was held once is not looked at again."""
    return patch.object(survey, "WAITING", frozenset({LedgerState.UNSENT}))


def first_answer_kept() -> Patch:
    """What the forge says of an alert is asked once, whoever speaks afterwards."""
    ask, kept = MainSnapshot._pull, dict[tuple[int, str], Pull | None]()

    def planted(self: MainSnapshot, candidate: SendCandidate, view: LedgerView) -> Pull | None:
        key = id(self.inputs.forge), candidate.id
        if key not in kept:
            kept[key] = ask(self, candidate, view)
        return kept[key]

    return patch.object(MainSnapshot, "_pull", planted)


def readers_of_the_newest_alone() -> Patch:
    """What follows an alert asks whom that one has reached, and forgets those who got the first."""
    return patch.object(LedgerView, "thread", lambda view, claim: (claim,))


def silent_mailed_on() -> Patch:
    """Whoever falls silent while an alert goes gets it all the same."""
    gone = "SELECT id FROM subscriber WHERE left_at IS NOT NULL UNION ALL SELECT id FROM gone"
    return patch.object(Readers, "left", lambda readers: Selection(readers.path, gone, ()))


def erased_mailed_on() -> Patch:
    """Whoever is erased while an alert goes is unknown to the registry, and so has not left."""
    left = "SELECT id FROM subscriber WHERE left_at IS NOT NULL OR silent_at IS NOT NULL"
    return patch.object(Readers, "left", lambda readers: Selection(readers.path, left, ()))


_LAWS: Mapping[str, Law] = {law.__name__: law for law in SENDING_LAWS}
# Which law sees each, and the seed of a world in which it does.
BUGS: Mapping[Bug, tuple[Law, int]] = {
    silent_mailed_on: (_LAWS["shown_is_mailed"], 13),
    erased_mailed_on: (_LAWS["shown_is_mailed"], 4),
    readers_of_the_newest_alone: (_LAWS["shown_is_mailed"], 20),
    claim_of_the_file_alone: (_LAWS["told_again"], 3),
    claim_of_the_last_word_alone: (_LAWS["told_again"], 0),
    held_for_ever: (_LAWS["the_order_does_not_matter"], 0),
    first_answer_kept: (_LAWS["the_order_does_not_matter"], 0),
}
