"""The changes that a newer program brings, each with the person who answers for it.

The operator decides by it. The ledger's user and its key are needed for nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from haishin.consult.decision.upkeep import Proposal
from haishin.consult.forge.github import GitHubForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.mainline import refuse_back
from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import Changes, Proof, contract_in_force, prove_change
from haishin.core.catalogue import Message
from haishin.core.contract import UnknownForm
from haishin.core.errors import Refusal
from haishin.core.model import Approval, Text
from haishin.core.repository.history import line_of
from haishin.send.accepting import answerable
from haishin.send.acts.acts import demand_answer
from haishin.send.ledger.beginning import beginning
from haishin.send.ledger.ledger import NoLedger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.program import changes_of_program


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """A commit of main that changes the program, and its approval."""

    commit: str
    pull: int | None = None  # the pull request that proves it
    approvals: tuple[Approval, ...] = ()  # those that counted there, by the forge
    by: str | None = None  # the person who accepted it in the ledger
    unproven: Text | None = None  # why nothing proves it


@dataclass(frozen=True)
class ProgramChanges:
    """The changes between the program that runs and another commit."""

    commit: str
    changes: tuple[ProgramChange, ...]
    view: LedgerView  # the ledger by which they were judged
    forward: bool  # the commit continues the running program; otherwise the changes are unknown

    @property
    def unproven(self) -> tuple[str, ...]:
        """The commits that need a person's word."""
        if not self.forward:
            return (self.commit,)
        return tuple(change.commit for change in self.changes if change.unproven is not None)


def changes_to(main: Main, before: str | None, commit: str, now: datetime) -> ProgramChanges:
    """Find the changes of a commit in the program that runs (``before``, None: no program yet).

    Raises Refusal for a commit that is not on main's first-parent line, and while main went back.
    """
    git, tip = main.git, main.tip
    if commit not in line_of(git, tip):
        raise Refusal(Message("send/not-on-main", commit=commit, tip=tip))
    try:
        view = main.ledger().read()
    except NoLedger:  # what has happened to ``schema/`` since the running program is not believed
        view = beginning(before or tip, now)
    else:
        refuse_back(git, tip, view, None)
    line = line_of(git, commit)
    # A first program on a new host: what the activation has not seen is asked for all the same.
    since = before or view.watermark
    if since not in line:
        return ProgramChanges(commit, (), view, forward=before is None)
    changed = changes_of_program(git, since, commit)
    return ProgramChanges(commit, tuple(_changed(main, view, changed, now)), view, forward=True)


def _changed(main: Main, view: LedgerView, commits: Sequence[str], now: datetime) -> list[ProgramChange]:
    if not commits:
        return []
    forge = ForgeAccess(main).open()
    pulls = forge if isinstance(forge, GitHubForge) else None
    changes = Changes(main.git, main.remote, main.tip, pulls, main.contract_at, proposals(main.git))
    accepted = {entry.fields["commit"]: entry for entry in view.records if entry.kind == "accepted"}
    found = []
    for commit in commits:
        try:
            proof = prove_change(changes, view, commit, now)
        except UnknownForm:
            proof = Message("consult/unproven-other-rules")
        if isinstance(proof, Proof):
            found.append(ProgramChange(commit, proof.pull, proof.approvals))
        elif commit in accepted:
            found.append(ProgramChange(commit, accepted[commit].fields.get("pull"), by=accepted[commit].by))
        else:
            found.append(ProgramChange(commit, unproven=proof))
    return found


def demand_answers(main: Main, found: ProgramChanges, now: datetime, by: str | None) -> None:
    """Refuse unless everything is proven, or that person answers for the rest (3(1)) and wrote none of it."""
    if not found.unproven:
        return
    if by is None:
        raise Refusal(Message("send/nobody-answers", commit=found.unproven[0]))
    if not found.forward:
        rules = contract_in_force(main.git, main.contract_at, found.view, main.tip)
        return demand_answer(rules.contract, Proposal(()), (), now, by)
    for commit in found.unproven:
        demand_answer(*answerable(main, found.view, commit, now), now, by)
