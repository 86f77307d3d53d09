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
from haishin.office.audit.findings import AuditedAlert, Disagreement, Unasked
from haishin.office.audit.gathering import Audit
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import TIP_FILE
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BRANCH, FILE, Codec, LedgerRefusal


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. ``differs`` and ``unasked``: of the ledger as a whole."""

    alerts: tuple[AuditedAlert, ...]
    differs: tuple[Disagreement, ...]
    unasked: tuple[Unasked, ...]
    forge: bool  # it was asked
    journal: bool  # it was asked: this is the mail host

    @property
    def all_differs(self) -> tuple[Disagreement, ...]:
        """Every disagreement."""
        return (*self.differs, *(one for alert in self.alerts for one in alert.differs))

    @property
    def all_unasked(self) -> tuple[Unasked, ...]:
        """Every question that could not be asked."""
        return (*self.unasked, *(one for alert in self.alerts for one in alert.unasked))

    @property
    def exit(self) -> Exit:
        """2: not all could be asked; 1: something disagrees; 0: sound."""
        if self.all_unasked:
            return Exit.TOOL
        return Exit.refused_if(self.all_differs)


def audit(main: Main, since: date | None, *, offline: bool) -> Report:
    """Audit the claims since a day of Japan time (None: all), and the ledger as a whole.

    Raises ToolError without a ledger, GitError if git or the remote fails.
    """
    tip = fetch_branch(main.git, main.remote, BRANCH)
    if tip is None:
        raise ToolError(Message("office/audit/no-ledger", branch=BRANCH))
    data = main.git.run("cat-file", "blob", f"{tip}:{FILE}")
    differs, unasked = [*chain(brought(main.git, tip), standing(data))], list[Unasked]()
    try:
        records = Codec(main.newest.contract.schemas["ledger"].source).parse(data)
        if not records or records[0].kind != "activated":
            raise LedgerRefusal(Message("send/ledger/not-begun-once"))
    except LedgerRefusal as damaged:
        return Report((), tuple(differs), (Unasked("ledger", damaged.message),), False, False)
    try:
        LedgerView(tip, records)
    except LedgerRefusal as impossible:
        differs.append(Disagreement("story", None, impossible.message))
    state = StateFolder(locate(main.process.environment, str(records[0].fields["repository"])))
    seen = read_line(state.root / TIP_FILE)
    if seen is not None and not descends(main.git, tip, seen):
        differs.append(Disagreement("ledger-rewound", seen, tip))
    forge = None if offline else _forge(main, unasked)
    journal = _journal(state, unasked)
    try:
        held = Audit(main, tip, records, forge, journal)
        chosen = [one for one in held.alerts if since is None or one.claim.at.astimezone(JST).date() >= since]
        held.look(chosen)
        differs += held.unclaimed()
    finally:
        if journal is not None:
            journal.close()
    return Report(tuple(chosen), tuple(differs), tuple(unasked), forge is not None, journal is not None)


def _forge(main: Main, unasked: list[Unasked]) -> Forge | None:
    try:
        forge = ForgeAccess(main).open()
    except HaishinError as unreachable:
        unasked.append(Unasked("forge", unreachable.message))
        return None
    if forge is None:
        unasked.append(Unasked("forge", Message("office/audit/no-forge")))
    return forge


def _journal(state: StateFolder, unasked: list[Unasked]) -> Journal | None:
    if not state.journal.exists():
        return None
    try:
        return Journal.open(state.journal, lock=False)
    except HaishinError as unreadable:
        unasked.append(Unasked("journal", unreadable.message))
        return None
