"""Plan a sending of now, or of a push to a main without a ledger. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from haishin.consult.mainline import refuse_back
from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import RowState
from haishin.core.repository.history import descends
from haishin.send.journal.journal import Journal
from haishin.send.ledger.beginning import beginning
from haishin.send.ledger.stops import ask, stops, stops_in
from haishin.send.sending.seen import Seen, see
from haishin.send.sending.survey import Fate, Item, MainSnapshot, SenderInputs


@dataclass(frozen=True)
class Plan:
    """The actions of a sending."""

    tip: str
    halted: bool
    seen: Seen
    items: tuple[Item, ...] = ()  # in their order
    left: tuple[str, ...] = ()  # beyond the number of alerts a run
    begun: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()  # begun, and then stopped by itself
    over: tuple[str, ...] = ()  # begun or taken over here, and no recipient is left to mail


def plan(inputs: SenderInputs, journal: Journal | None, told: Mapping[str, str] | None = None) -> Plan:
    """Select as ``reconcile`` would now, and write nothing: no ledger, no journal, no mail; ``told``: as there."""
    told = told or ask(inputs.git, inputs.remote, inputs.ledger.branch)
    main = MainSnapshot(inputs)
    view = inputs.ledger.read(told.get(inputs.ledger.branch))
    refuse_back(inputs.git, main.tip, view, inputs.state)
    main.open(view)
    standing = stops_in(told).among(main.known(view))
    halted = view.halted or standing.all
    items: list[Item] = []
    candidates = main.candidates(view)
    if main.unread is not None:
        candidates = []
    for candidate in candidates:
        item = main.judge(candidate, view, standing, journal, inputs.clock())
        if item.fate is Fate.SEND and halted:
            item = Item(candidate, Fate.STOPPED, (Message("send/sending/halted"),))
        items.append(item)
    begun = {alert: entry for alert, entry in view.alerts.items() if entry.unfinished}
    going = [item.candidate.id for item in items if item.fate is Fate.SEND]
    stopped, over = [], []
    for alert, entry in begun.items():
        if entry.stopped or alert in standing.alerts:
            stopped.append(alert)
        if journal is not None and entry.journal == journal.id:
            counts = journal.counts(alert)
            if not (counts.waiting or counts[RowState.INTENT]):
                over.append(alert)
    return Plan(
        main.tip,
        halted,
        see(main, view, standing, journal, items=items),
        tuple(items),
        tuple(going[main.contract.policy.limits.alerts_per_run :]),
        tuple(begun),
        tuple(stopped),
        tuple(over),
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """An alert that a push brought, with its fate and its file as written."""

    item: Item
    source: str


def brought(inputs: SenderInputs, before: str) -> tuple[Brought, ...] | None:
    """Judge, without a registry, alerts that main has gained since ``before``; None if main never was there.

    Raises ToolError if the rules cannot be read.
    """
    if not descends(inputs.git, inputs.tip, before):
        return None
    main, view = MainSnapshot(inputs), beginning(before, inputs.clock())
    main.open(view)
    if main.unread is not None:
        raise ToolError(Message("send/sending/form-unread", form=main.unread))
    standing = stops(inputs.git, inputs.remote).among(main.known(view))
    found = []
    for candidate in main.candidates(view):
        source = inputs.git.run("cat-file", "blob", candidate.file.blob).decode("utf-8", "replace")
        found.append(Brought(main.foretell(candidate, view, standing, inputs.clock()), source))
    return tuple(found)
