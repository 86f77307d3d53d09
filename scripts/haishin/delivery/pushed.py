"""What a push to main brought, as it would be judged, where no ledger was ever begun. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from haishin.delivery import heartbeat
from haishin.delivery.candidates import Item
from haishin.delivery.records import BRANCH, new_id, record
from haishin.delivery.stops import stops
from haishin.delivery.survey import MainSnapshot, SenderInputs
from haishin.delivery.view import LedgerView
from haishin.errors import ToolError
from haishin.model import Text
from haishin.repository.git import Git
from haishin.repository.history import descends, remote_refs


@dataclass(frozen=True, slots=True)
class Brought:
    """An alert that a push brought, what would become of it, and its file as it is written."""

    item: Item
    source: str


def never_begun(git: Git, remote: str) -> bool:
    """Whether the remote has neither a ledger nor the heartbeat of a sender, which had one. Raises GitError."""
    return not remote_refs(git, remote, *(f"refs/heads/{name}" for name in (BRANCH, heartbeat.BRANCH)))


def beginning(watermark: str, now: datetime) -> LedgerView:
    """The ledger as an activation at that commit would begin it; it stands nowhere."""
    begun = record("activated", now, repository=new_id(), rehearsal=False, watermark=watermark)
    return LedgerView("", (begun,))


def brought(inputs: SenderInputs, before: str) -> tuple[Brought, ...] | None:
    """The alerts that main has and had not at ``before``, judged without a registry; None where main never was there.

    Raises ToolError where the rules cannot be read.
    """
    return tuple(_brought(inputs, before)) if descends(inputs.git, inputs.tip, before) else None


def _brought(inputs: SenderInputs, before: str) -> Iterator[Brought]:
    survey, view = MainSnapshot(inputs), beginning(before, inputs.clock())
    survey.open(view)
    if survey.unread is not None:
        raise ToolError(
            Text(
                f"main の schema/ の書式(form: {survey.unread})を、このプログラムは読めません。",
                f"This program cannot read the form of main's schema/ (form: {survey.unread}).",
            ),
            Text("main のプログラムで実行してください。", "Run it by the program of main."),
        )
    standing = stops(inputs.git, inputs.remote)
    for candidate in survey.candidates(view):
        source = inputs.git.run("cat-file", "blob", candidate.file.blob).decode("utf-8", "replace")
        yield Brought(survey.foretell(candidate, view, standing, inputs.clock()), source)
