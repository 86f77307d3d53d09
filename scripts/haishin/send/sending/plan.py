"""What a sending would do now, and what it would do with a push where no ledger was begun. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """What a sending would do: the items in their order, those beyond the run's number, those begun already.

    ``stopped``: begun, and then stopped by itself; ``over``: begun or taken over here, and nobody is left to mail.
    """

    tip: str
    halted: bool
    seen: Seen
    items: tuple[Item, ...] = ()
    left: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


def plan(inputs: SenderInputs, journal: Journal | None, told: Mapping[str, str] | None = None) -> Plan:
    """Select as ``reconcile`` would now, and write nothing: no ledger, no journal, no mail; ``told``: as there."""
    told = told or ask(inputs.git, inputs.remote, inputs.ledger.branch)
    survey = MainSnapshot(inputs)
    view = inputs.ledger.read(told.get(inputs.ledger.branch))
    refuse_back(inputs.git, survey.tip, view, inputs.state)
    survey.open(view)
    standing = stops_in(told).among(survey.known(view))
    halted = view.halted or standing.all
    items: list[Item] = []
    for candidate in survey.candidates(view) if survey.unread is None else ():
        item = survey.judge(candidate, view, standing, journal, inputs.clock())
        if item.fate is Fate.SEND and halted:
            item = Item(candidate, Fate.STOPPED, (Message("send/sending/halted"),))
        items.append(item)
    begun = {alert: entry for alert, entry in view.alerts.items() if entry.unfinished}
    going = [item.candidate.id for item in items if item.fate is Fate.SEND]
    return Plan(
        survey.tip,
        halted,
        see(survey, view, standing, journal, items=items),
        tuple(items),
        tuple(going[survey.contract.policy.limits.alerts_per_run :]),
        tuple(begun),
        tuple(alert for alert, entry in begun.items() if entry.stopped or alert in standing.alerts),
        tuple(
            alert
            for alert, entry in begun.items()
            if journal is not None and entry.journal == journal.id and not _left(journal, alert)
        ),
    )


def _left(journal: Journal, alert: str) -> int:
    """Count the recipients still to be mailed, or in the air."""
    counts = journal.counts(alert)
    return counts.waiting + counts[RowState.INTENT]


@dataclass(frozen=True, slots=True)
class Brought:
    """An alert that a push brought, what would become of it, and its file as it is written."""

    item: Item
    source: str


def brought(inputs: SenderInputs, before: str) -> tuple[Brought, ...] | None:
    """Judge, without a registry, alerts that main has gained since ``before``; None where main never was there.

    Raises ToolError where the rules cannot be read.
    """
    return tuple(_brought(inputs, before)) if descends(inputs.git, inputs.tip, before) else None


def _brought(inputs: SenderInputs, before: str) -> Iterator[Brought]:
    survey, view = MainSnapshot(inputs), beginning(before, inputs.clock())
    survey.open(view)
    if survey.unread is not None:
        raise ToolError(Message("send/sending/form-unread", form=survey.unread))
    standing = stops(inputs.git, inputs.remote).among(survey.known(view))
    for candidate in survey.candidates(view):
        source = inputs.git.run("cat-file", "blob", candidate.file.blob).decode("utf-8", "replace")
        yield Brought(survey.foretell(candidate, view, standing, inputs.clock()), source)
