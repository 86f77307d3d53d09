"""The machine that mails: its state folder, and the journal in it."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from haishin.consult.main import Main
from haishin.core import state as states
from haishin.core.state import StateFolder
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import Holder
from haishin.send.ledger.records import BRANCH as LEDGER


@dataclass(frozen=True, slots=True)
class MailHost:
    """The state folder and the journal of this machine, as the environment names them."""

    main: Main

    def state_folder(self) -> Path:
        """Find the path of the state folder: ``HAISHIN_STATE``, else the user's own by the ledger's repository id."""
        environment, repository = self.main.process.environment, ""
        if not environment.get("HAISHIN_STATE"):
            repository = self.main.ledger().read(self.main.told.get(LEDGER)).repository
        return states.locate(environment, repository)

    def state(self, *, create: bool = True) -> StateFolder:
        """Open the state folder; without ``create`` a missing folder stays missing, for a reader.

        Raises Refusal if a checkout could clean it.
        """
        root = self.state_folder()
        if not self.main.process.scratch:
            states.refuse_work_tree(root, self.main.process.environment)
        return states.open_state(root, create=create)

    def journal(self, state: StateFolder, *, anew: bool = False) -> Journal:
        """Open the journal for this host to write; ``anew``: the journal of the folder is given up.

        Raises Refusal when another sender or another host has it, JournalError.
        """
        return Journal.open(state.journal, holder=Holder(_this_host(), self.main.process.clock), anew=anew)


def _this_host() -> str:
    """Name this machine until it starts anew: a copy of it has the same name, and boots by itself."""
    boot, started = Path("/proc/sys/kernel/random/boot_id"), ""
    if boot.exists():
        started = boot.read_text("ascii").strip()
    return f"{socket.gethostname()}/{started}"
