"""Acts of a person that rest on more than the ledger: the change is read from git, journal and forge."""

from __future__ import annotations

from datetime import datetime

from haishin.consult.decision.upkeep import Proposal
from haishin.consult.forge.github import GitHubForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.mainline import lost as lost_main
from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import (
    Changes,
    Proof,
    by_paths,
    changes_since,
    contract_before,
    contract_in_force,
    prove_change,
)
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, UnknownForm
from haishin.core.contract.hours import stamp
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal
from haishin.core.model import Account
from haishin.core.repository.history import ROOT, changed_paths, has
from haishin.send.acts import acts, takeover
from haishin.send.acts.acts import demand_answer
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger.beat import hear
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.live.installed import running_commit
from haishin.send.mail_host import MailHost


def adopt(main: Main, ledger: Ledger, now: datetime, by: str, *, lost: bool) -> None:
    """Take over everything that must be taken over; from then on the beat is this journal's."""
    host = MailHost(main)
    journal = host.journal(host.state(), anew=lost)
    try:
        process = main.process
        Pulse(journal, lambda: now, process.ticks, lambda told: None, running_commit(process)).over(ledger)
        view = ledger.read()
        heard = hear(main.git, view, now)
        takeover.adopt(ledger, main.contract_by(view), journal, heard, now, by, lost=lost)
    finally:
        journal.close()


def accept(main: Main, ledger: Ledger, commit: str, now: datetime, by: str) -> None:
    """Record who answers for a commit, by the rules before it: no change of the roster makes its own approver."""
    git, tip, view = main.git, main.fetch(), ledger.read()
    if len(commit) < 40:
        raise Refusal(Message("send/short-commit", commit=commit))
    if not has(git, commit):
        raise Refusal(Message("send/no-commit", commit=commit))
    instead = None
    if commit == tip:
        instead = lost_main(git, tip, view, MailHost(main).state().root)
    if instead is not None:  # all of main is answered for
        before = instead if has(git, instead) else tip
        rules = contract_in_force(git, main.contract_at, view, before)
        demand_answer(rules.contract, Proposal(()), (), now, by)
    elif (needless := _needless(main, tip, view, commit, now)) is not None:
        raise Refusal(needless)
    else:
        demand_answer(*answerable(main, view, commit, now), now, by)
    acts.accept(ledger, commit, now, by, instead=instead)


def _needless(main: Main, tip: str, view: LedgerView, commit: str, now: datetime) -> Message | None:
    """Say why a commit waits for no person's word; None: it does, as far as is known."""
    for entry in view.records:
        if entry.kind == "accepted" and entry.fields["commit"] == commit:
            if entry.by is None:
                return Message("send/proven-already", commit=commit)
            return Message("send/accepted-before", commit=commit, by=entry.by, at=stamp(entry.at))
    if view.rehearsal:
        return Message("send/rehearsal-needs-no-word")
    git = main.git
    if commit not in changes_since(git, view, tip):
        return Message("send/no-such-change", commit=commit)
    forge = ForgeAccess(main).open()
    pulls = forge if isinstance(forge, GitHubForge) else None
    changes = Changes(git, main.remote, tip, pulls, main.contract_at, proposals(git))
    try:
        proof = prove_change(changes, view, commit, now)
    except UnknownForm:
        return None
    return Message("send/proven-already", commit=commit) if isinstance(proof, Proof) else None


def answerable(
    main: Main, view: LedgerView, commit: str, now: datetime
) -> tuple[Contract, Proposal, tuple[Account | None, ...]]:
    """Find the grounds of an answer for a commit: the rules before it, its change, and its authors."""
    git, contract, paths = main.git, main.contract_by(view), tuple[str, ...]()
    if has(git, f"{commit}^1"):
        contract = contract_before(git, main.contract_at, view, commit)
        paths = tuple(path for path in changed_paths(git, f"{commit}^1", commit) if not path.startswith(f"{ROOT}/"))
    brought = proposals(git).read(commit, paths, contract, now.astimezone(JST).date())
    forge = ForgeAccess(main).open()
    wrote = forge.wrote(commit, contract.policy.authorship.commits) if isinstance(forge, GitHubForge) else ()
    return contract, by_paths(brought), wrote
