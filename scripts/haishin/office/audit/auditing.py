"""An audit as a whole: the ledger against itself, then every claim against all else that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haishin.consult.forge import Forge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit, HaishinError, ToolError
from haishin.core.repository.history import descends, fetch_branch
from haishin.core.state import StateFolder, locate, read_line
from haishin.office.audit.chain import brought, chain, standing
from haishin.office.audit.findings import AuditedAlert, Finding, differs, sorted_out, unasked
from haishin.office.audit.gathering import Audit
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import TIP_FILE
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BRANCH, FILE, Codec, LedgerRefusal


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found."""

    alerts: tuple[AuditedAlert, ...]
    found: tuple[Finding, ...]  # of the ledger as a whole
    forge: bool = False  # it was asked
    journal: bool = False  # it was asked: this is the mail host

    def sorted_out(self) -> tuple[list[Finding], list[Finding]]:
        """List all that disagrees, and all that could not be asked."""
        return sorted_out((*self.found, *(one for alert in self.alerts for one in alert.found)))

    @property
    def exit(self) -> Exit:
        """2: not all could be asked; 1: something disagrees; 0: sound."""
        differing, open_questions = self.sorted_out()
        return Exit.TOOL if open_questions else Exit.refused_if(differing)


def audit(main: Main, since: date | None, *, offline: bool) -> Report:
    """Audit the claims since a day of Japan time (None: all), and the ledger as a whole.

    Raises ToolError without a ledger, GitError if git or the remote fails.
    """
    tip = fetch_branch(main.git, main.remote, BRANCH)
    if tip is None:
        raise ToolError(Message("office/audit/no-ledger", branch=BRANCH))
    data = main.git.run("cat-file", "blob", f"{tip}:{FILE}")
    found = [differs(*one) for one in chain(brought(main.git, tip), standing(data))]
    try:
        records = Codec(main.newest.contract.schemas["ledger"].source).parse(data)
        begun = LedgerView(tip, records[:1])
    except LedgerRefusal as damaged:
        return Report((), (*found, unasked("ledger", damaged.message)))
    try:
        LedgerView(tip, records)
    except LedgerRefusal as impossible:
        found.append(differs("story", None, impossible.message))
    state = StateFolder(locate(main.process.environment, begun.repository))
    seen = read_line(state.root / TIP_FILE)
    if seen is not None and not descends(main.git, tip, seen):
        found.append(differs("ledger-rewound", seen, tip))
    forge = journal = None
    try:
        forge = None if offline else _forge(main)
    except HaishinError as unreachable:
        found.append(unasked("forge", unreachable.message))
    try:
        journal = Journal.open(state.journal, lock=False) if state.journal.exists() else None
    except HaishinError as unreadable:
        found.append(unasked("journal", unreadable.message))
    try:
        held = Audit(main, tip, records, forge, journal)
        chosen = [one for one in held.alerts if since is None or one.claim.at.astimezone(JST).date() >= since]
        held.look(chosen)
        found += held.unclaimed()
    finally:
        if journal is not None:
            journal.close()
    return Report(tuple(chosen), tuple(found), forge is not None, journal is not None)


def _forge(main: Main) -> Forge:
    forge = ForgeAccess(main).open()
    if forge is None:
        raise ToolError(Message("office/audit/no-forge"))
    return forge
