"""Main and the ledger beside it, as the remote of the environment has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from haishin.consult.mainline import MainContract, contract_of_main
from haishin.consult.schema_versions import contracts_at
from haishin.consult.upkeep import contract_in_force
from haishin.core import contract as contracts
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.process import Process
from haishin.core.repository.git import Git, lines
from haishin.core.repository.history import fetch, last_fetched
from haishin.send.ledger.ledger import Ledger, NoLedger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BRANCH as LEDGER
from haishin.send.ledger.records import moment
from haishin.send.ledger.stops import ask


@dataclass
class Main:
    """Main of the remote, its rules, its ledger and its clock; each is asked for when it is needed, and once."""

    process: Process
    known: Mapping[str, str] | None = None  # a look rests on it while the remote is gone

    @property
    def git(self) -> Git:
        """Git in the repository."""
        return self.process.git

    @property
    def remote(self) -> str:
        """The remote that holds main and the ledger."""
        return self.process.environment.get("HAISHIN_REMOTE", "origin")

    @property
    def branch(self) -> str:
        """The branch whose alerts are sent."""
        return self.process.environment.get("HAISHIN_BRANCH", "main")

    def fetch(self) -> str:
        """Fetch main and return its tip of this moment; a run rests on ``tip``."""
        return fetch(self.git, self.remote, self.branch)

    def ask(self) -> Mapping[str, str]:
        """Ask the remote at one moment for main, ledger and stop branches: branch → commit."""
        return ask(self.git, self.remote, self.branch, LEDGER)

    @cached_property
    def told(self) -> Mapping[str, str]:
        """The first answer of the remote, on which a mere look rests as a whole."""
        return self.ask() if self.known is None else self.known

    def remembered(self) -> Mapping[str, str]:
        """Recall the last answer of the remote about main and ledger; of stops nothing is remembered."""
        return last_fetched(self.git, self.branch, LEDGER)

    @cached_property
    def tip(self) -> str:
        """Main's tip, fetched once: a run judges and sends by the commit that it has proven."""
        return fetch(self.git, self.remote, self.branch, self.told.get(self.branch))

    # --- its rules ---

    @cached_property
    def contract_at(self) -> Callable[[str], Contract]:
        """``schema/`` as a commit holds it."""
        return contracts_at(self.git)

    @cached_property
    def newest(self) -> MainContract:
        """The newest contract of main that loads, proven or not, and the commit that has it."""
        return contract_of_main(self.git, self.contract_at, self.tip)

    def contract_by(self, view: LedgerView) -> Contract:
        """Load the contract in force by that ledger: main's newest that loads, before the first unproven change."""
        return contract_in_force(self.git, self.contract_at, view, self.tip).contract

    @cached_property
    def rules(self) -> MainContract:
        """The contract in force and the commit that has it; before there is a ledger nothing is proven."""
        try:
            view = self.ledger().read(self.told.get(LEDGER))
        except NoLedger:
            return self.newest
        return contract_in_force(self.git, self.contract_at, view, self.tip)

    @property
    def contract(self) -> Contract:
        """The contract in force, for callers without a ledger at hand."""
        return self.rules.contract

    @cached_property
    def in_force(self) -> Contract:
        """The contract that residents are mailed by: main's in force, or the folder's if there is no remote."""
        known = lines(self.git.attempt("remote").stdout)
        if "HAISHIN_REMOTE" in self.process.environment or self.remote in known:
            return self.contract
        return contracts.load(self.process.root / "schema")

    # --- the ledger, and the time that it allows ---

    def ledger(self, memory: Path | None = None, *, note: bool = True) -> Ledger:
        """Open the ledger at the remote; ``memory`` holds the last tip seen, without ``note`` it is only compared.

        Its form is that of this program's own JSON Schema, whichever contract has it.
        """
        return Ledger(self.git, self.remote, self.newest.contract.schemas["ledger"].source, memory, note=note)

    def timekeeper(self, *, rehearsal: bool) -> Callable[[], datetime]:
        """Choose the clock of records; ``HAISHIN_NOW`` replaces it in a rehearsal only (threat T34)."""
        replacement = self.process.environment.get("HAISHIN_NOW")
        if not replacement:
            return self.process.clock
        if not rehearsal:
            raise Refusal(Message("consult/other-clock"))
        try:
            now = moment(replacement)
        except ValueError:
            raise ToolError(Message("consult/unreadable-now", text=replacement)) from None
        return lambda: now

    def now(self) -> datetime:
        """Return the time for anything beside the ledger; before there is a ledger nothing is rehearsed."""
        if not self.process.environment.get("HAISHIN_NOW"):
            return self.process.clock()  # asks for no remote
        try:
            rehearsal = self.ledger().read().rehearsal
        except NoLedger:
            return self.process.clock()
        return self.timekeeper(rehearsal=rehearsal)()


def read_moment(text: str) -> datetime:
    """Read a time that a person wrote; it needs an offset. Raises Refusal if it cannot be read."""
    try:
        return moment(text)
    except ValueError:
        raise Refusal(Message("consult/unreadable-moment", text=text)) from None
