"""The services of a run: git, main's contract, the ledger, the state folder and the forge, as the environment names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from haishin.consult import messages
from haishin.consult.forge import Forge
from haishin.consult.forge.files import FileForge
from haishin.consult.forge.github import GitHubForge, Introduced
from haishin.consult.forge.http import PUBLIC, Http
from haishin.consult.mainline import MainContract, contract_of_main
from haishin.consult.schema_versions import contracts_at
from haishin.core import contract as contracts
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.repository.git import Git, lines
from haishin.core.repository.history import alert_files, fetch, introducing_commit, last_fetched, line_touching
from haishin.core.repository.proof import changing
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.records import BRANCH as LEDGER
from haishin.send.ledger.records import HEARTBEAT, moment
from haishin.send.ledger.stops import ask
from haishin.send.messages import NoLedger


@dataclass
class Services:
    """Everything outside the process that a run may ask; each is made when it is asked for.

    ``ticks``: seconds that only grow. ``proxies``: scheme → address. ``scratch``: ``demo`` runs on a folder of its own
    making, which may lie anywhere and holds no program. ``known``: what a look rests on while the remote is gone.
    """

    root: Path
    environment: Mapping[str, str]
    git: Git
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    sleep: Callable[[float], None]
    proxies: Mapping[str, str]
    scratch: bool = False
    known: Mapping[str, str] | None = None

    @property
    def remote(self) -> str:
        """The remote that holds main and the ledger."""
        return self.environment.get("HAISHIN_REMOTE", "origin")

    @property
    def branch(self) -> str:
        """The branch whose alerts are sent."""
        return self.environment.get("HAISHIN_BRANCH", "main")

    # --- main ---

    def fetch(self) -> str:
        """Fetch main and return its tip of this moment; what a run rests on is ``tip``."""
        return fetch(self.git, self.remote, self.branch)

    def ask(self) -> Mapping[str, str]:
        """Ask the remote at one moment for main, ledger, heartbeat and what may stop something: branch → commit."""
        return ask(self.git, self.remote, self.branch, LEDGER, HEARTBEAT)

    @cached_property
    def told(self) -> Mapping[str, str]:
        """What the remote told when it was first asked, which a mere look rests on as a whole."""
        return self.ask() if self.known is None else self.known

    def remembered(self) -> Mapping[str, str]:
        """Recall what the remote told last of main, ledger and heartbeat; of stops nothing is remembered."""
        return last_fetched(self.git, self.branch, LEDGER, HEARTBEAT)

    @cached_property
    def tip(self) -> str:
        """Main's tip, fetched once: a run judges and sends by the commit that it has proven."""
        return fetch(self.git, self.remote, self.branch, self.told.get(self.branch))

    @cached_property
    def contract_at(self) -> Callable[[str], Contract]:
        """``schema/`` as a commit holds it."""
        return contracts_at(self.git)

    @cached_property
    def main_contract(self) -> MainContract:
        """The contract as main's fetched tip has it, for whoever sends or answers for a sending."""
        return contract_of_main(self.git, self.contract_at, self.tip)

    @cached_property
    def in_force(self) -> Contract:
        """The contract that residents are mailed by: main's, or the folder's where there is no remote."""
        known = lines(self.git.attempt("remote").stdout)
        if "HAISHIN_REMOTE" in self.environment or self.remote in known:
            return self.main_contract.contract
        return contracts.load(self.root / "schema")

    # --- the ledger ---

    def ledger(self, memory: Path | None = None, *, note: bool = True) -> Ledger:
        """Open the ledger at the remote; ``memory`` holds the last tip seen, without ``note`` it is only compared."""
        return Ledger(self.git, self.remote, self.main_contract.contract.schemas["ledger"].source, memory, note=note)

    # --- the forge ---

    @property
    def repository(self) -> str | None:
        """``OWNER/NAME`` at the GitHub that ``HAISHIN_FORGE`` names; None where it names none."""
        kind, _, place = self.environment.get("HAISHIN_FORGE", "").partition(":")
        return place if kind == "github" and place else None

    @property
    def api(self) -> str:
        """The address of the forge's API."""
        return self.environment.get("HAISHIN_FORGE_URL", PUBLIC)

    def forge(self) -> Forge | None:
        """Open the forge that ``HAISHIN_FORGE`` names; None where it is not set. Raises ToolError for another form."""
        if self.repository is not None:
            return GitHubForge(
                self.http(), self.repository, self._introduced, self.changing, self.earlier, self.template()
            )
        named = self.environment.get("HAISHIN_FORGE", "")
        if not named:
            return None
        kind, _, place = named.partition(":")
        if kind != "file" or not place:
            raise messages.unknown_forge(named)
        if not Path(place).is_dir():
            raise messages.no_forge_folder(place)
        return FileForge(Path(place))

    def http(self, variable: str = "HAISHIN_FORGE_TOKEN") -> Http:
        """Open the forge's API with the token of that variable; raises ToolError without one."""
        token = self.environment.get(variable, "")
        if not token:
            raise messages.no_token(variable)
        return Http(token, clock=self.clock, ticks=self.ticks, sleep=self.sleep, base=self.api, proxies=self.proxies)

    def template(self) -> str:
        """Read the text of a new pull request; empty where the repository has none."""
        path = self.root / ".github" / "pull_request_template.md"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def changing(self, commits: Sequence[str], path: str) -> frozenset[str] | None:
        """Find which of the commits changed that path; None where git cannot get them."""
        return changing(self.git, self.remote, commits, path)

    def earlier(self, path: str) -> Sequence[str]:
        """List the commits of main that changed that path."""
        return line_touching(self.git, self.fetch(), path)

    def _introduced(self, alert_id: str) -> Introduced | None:
        """Find the commit that brought the alert's text to main, and its path."""
        tip = self.fetch()
        path = next((file.path for file in alert_files(self.git, tip) if file.id == alert_id), None)
        return Introduced(introducing_commit(self.git, tip, path).id, path) if path is not None else None

    # --- time ---

    def timekeeper(self, *, rehearsal: bool) -> Callable[[], datetime]:
        """Choose the clock for what is recorded; ``HAISHIN_NOW`` replaces it in a rehearsal only (threat T34)."""
        replacement = self.environment.get("HAISHIN_NOW")
        if not replacement:
            return self.clock
        if not rehearsal:
            raise messages.other_clock()
        now = read_moment(replacement, ToolError)
        return lambda: now

    def now(self) -> datetime:
        """Tell the time of what no ledger record holds; before there is a ledger nothing is rehearsed."""
        if not self.environment.get("HAISHIN_NOW"):
            return self.clock()  # asks for no remote
        try:
            rehearsal = self.ledger().read().rehearsal
        except NoLedger:
            return self.clock()
        return self.timekeeper(rehearsal=rehearsal)()


def read_moment(text: str, error: type[HaishinError] = Refusal) -> datetime:
    """Read a time that a person wrote; it needs an offset. Raises ``error`` where it cannot be read."""
    try:
        return moment(text)
    except ValueError:
        raise messages.unreadable_moment(text, error) from None
