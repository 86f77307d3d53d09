"""What a verb may touch, gathered in one place and passed in."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO, TypeAlias
from urllib.request import getproxies_environment

from haishin import contract as contracts
from haishin import state as states
from haishin.cli.contracts import contracts_at
from haishin.contract import Contract
from haishin.delivery.ledger import Ledger
from haishin.delivery.mainline import Rules, rules_of
from haishin.delivery.messages import NoLedger
from haishin.delivery.records import moment
from haishin.errors import HaishinError, Refusal, ToolError
from haishin.forge import Forge, ForgeError
from haishin.forge.files import FileForge
from haishin.forge.github import GitHubForge, Introduced
from haishin.forge.http import PUBLIC, Http
from haishin.model import Language, Text
from haishin.report.escaping import line_start
from haishin.repository.git import Git
from haishin.repository.history import alert_files, fetch, introducing_commit
from haishin.repository.proof import changing
from haishin.setup.live import Settings
from haishin.state import State

_COLUMNS = 80

Acts: TypeAlias = "Mapping[str, Callable[[argparse.Namespace, CommandContext], int]]"  # a module's verbs, by name


def find_root(start: Path) -> Path:
    """The repository around a folder: the nearest one above that has ``schema/policy.yaml``, else our own."""
    for folder in (start, *start.parents):
        if (folder / "schema" / "policy.yaml").is_file():
            return folder
    return Path(__file__).resolve().parents[3]


@dataclass
class CommandContext:
    """Root of the repository, environment, streams, language and clock of one run.

    ``scratch``: ``demo`` runs it on a folder of its own making, which may lie anywhere and holds no program.
    """

    root: Path
    environment: Mapping[str, str]
    out: TextIO
    err: TextIO
    raw_out: BinaryIO
    stdin: TextIO
    language: Language
    clock: Callable[[], datetime]
    scratch: bool = False
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def contract(self) -> Contract:
        """``schema/`` of the repository; raises ContractError."""
        return contracts.load(self.root / "schema")

    @cached_property
    def tip(self) -> str:
        """Main's tip, fetched once: what a run proves is what it goes by."""
        return fetch(self.git, self.remote, self.branch)

    @cached_property
    def contract_at(self) -> Callable[[str], Contract]:
        """``schema/`` as a commit holds it."""
        return contracts_at(self.git)

    @cached_property
    def rules(self) -> Rules:
        """``schema/`` as main's fetched tip has it, for whoever sends or answers for a sending."""
        return rules_of(self.git, self.contract_at, self.tip)

    @cached_property
    def in_force(self) -> Contract:
        """``schema/`` that residents are mailed by: main's, as for ``rules``; without a remote the folder's."""
        known = self.git.attempt("remote").stdout.decode("utf-8", "replace").split()
        return self.rules.contract if "HAISHIN_REMOTE" in self.environment or self.remote in known else self.contract

    @cached_property
    def git(self) -> Git:
        """Git in the repository."""
        return Git(self.root, self.environment)

    @property
    def columns(self) -> int | None:
        """How wide the terminal is that standard output is; None where it is a file or another program."""
        if not self.out.isatty():
            return None
        try:
            return os.get_terminal_size(self.out.fileno()).columns
        except OSError:  # one that does not tell
            return _COLUMNS

    @property
    def remote(self) -> str:
        """The remote that holds main and the ledger."""
        return self.environment.get("HAISHIN_REMOTE", "origin")

    @property
    def branch(self) -> str:
        """The branch whose alerts are sent."""
        return self.environment.get("HAISHIN_BRANCH", "main")

    def say(self, text: Text) -> None:
        """A line on standard output, or several; whatever it quotes, none of them is a command to a runner (T27)."""
        _print(text[self.language], self.out)

    def warn(self, text: Text) -> None:
        """The same on standard error."""
        _print(text[self.language], self.err)

    def ledger(self, memory: Path | None = None, *, note: bool = True) -> Ledger:
        """The ledger at the remote; ``memory`` remembers the last tip seen, without ``note`` it is only compared."""
        return Ledger(self.git, self.remote, self.rules.contract.schemas["ledger"].source, memory, note=note)

    def state(self, *, create: bool = True) -> State:
        """The state folder: ``HAISHIN_STATE``, else the user's own by the ledger's repository id.

        Without ``create`` a missing one stays missing, for who only looks. Raises Refusal where a checkout cleans.
        """
        named = bool(self.environment.get("HAISHIN_STATE"))
        root = states.locate(self.environment, "" if named else self.ledger().read().repository)
        if not self.scratch:
            states.refuse_work_tree(root, self.environment)
        return states.open_state(root, create=create)

    def template(self) -> str:
        """What a new pull request's text is; empty where the repository has none."""
        path = self.root / ".github" / "pull_request_template.md"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def forge(self) -> Forge | None:
        """The forge that ``HAISHIN_FORGE`` names, None where it is not set."""
        named = self.environment.get("HAISHIN_FORGE", "")
        if not named:
            return None
        kind, _, place = named.partition(":")
        if kind == "file" and place:
            if not Path(place).is_dir():
                raise ToolError(
                    Text(
                        f"HAISHIN_FORGE のフォルダー {place} がありません。",
                        f"The folder {place} of HAISHIN_FORGE does not exist.",
                    ),
                    Text("フォルダーの場所を確かめてください。", "Check where the folder is."),
                )
            return FileForge(Path(place))
        if kind == "github" and place:
            return GitHubForge(self.http(), place, self._introduced, self.changing, self.template())
        raise ToolError(
            Text(f"HAISHIN_FORGE の値 {named!r} は使えません。", f"HAISHIN_FORGE={named!r} is not understood."),
            Text(
                "github:所有者/名前 か file:フォルダー の形で指定してください。",
                "Write github:OWNER/NAME or file:FOLDER.",
            ),
        )

    def settings(self) -> Settings:
        """The settings of the repository at the forge; raises ForgeError where ``HAISHIN_FORGE`` names none."""
        named = self.environment.get("HAISHIN_FORGE", "")
        kind, _, place = named.partition(":")
        if kind != "github" or not place:
            raise ForgeError(
                Text(
                    f"HAISHIN_FORGE({named!r})は、設定を読めるサービスを指していません。",
                    f"HAISHIN_FORGE ({named!r}) names no service whose settings can be read.",
                )
                if named
                else Text(
                    "HAISHIN_FORGE がないため、フォージの設定を読めません。",
                    "HAISHIN_FORGE is not set: no setting can be read.",
                ),
                Text(
                    "HAISHIN_FORGE=github:所有者/名前 と、設定を読めるトークン HAISHIN_FORGE_TOKEN "
                    "を指定してください。",
                    "Set HAISHIN_FORGE=github:OWNER/NAME and, in HAISHIN_FORGE_TOKEN, a token that may read the "
                    "settings.",
                ),
            )
        return Settings(self.http(), place)

    def http(self, variable: str = "HAISHIN_FORGE_TOKEN") -> Http:
        """The way to the forge's API with the token of that variable; raises ToolError without one."""
        token = self.environment.get(variable, "")
        if not token:
            raise ToolError(
                Text(f"{variable} がありません。", f"{variable} is not set."),
                Text(
                    "プルリクエストを読むことだけを許したトークンを設定してください。",
                    "Set a token that may read pull requests, and nothing more.",
                ),
            )
        base = self.environment.get("HAISHIN_FORGE_URL", PUBLIC)
        return Http(
            token,
            clock=self.clock,
            ticks=time.monotonic,
            sleep=self.sleep,
            base=base,
            proxies=getproxies_environment(),
        )

    def changing(self, commits: Sequence[str], path: str) -> frozenset[str] | None:
        """Which of the commits changed that path; None where git cannot get them."""
        return changing(self.git, self.remote, commits, path)

    def _introduced(self, alert_id: str) -> Introduced | None:
        """The commit of main's fetched tip that brought the alert's text, and its path."""
        tip = fetch(self.git, self.remote, self.branch)
        path = next((file.path for file in alert_files(self.git, tip) if file.id == alert_id), None)
        return Introduced(introducing_commit(self.git, tip, path).id, path) if path is not None else None

    def timekeeper(self, *, rehearsal: bool) -> Callable[[], datetime]:
        """The clock for what is recorded; ``HAISHIN_NOW`` replaces it in a rehearsal only (threat T34)."""
        told = self.environment.get("HAISHIN_NOW")
        if not told:
            return self.clock
        if not rehearsal:
            raise Refusal(
                Text("HAISHIN_NOW は予行演習でだけ使えます。", "HAISHIN_NOW is honoured in a rehearsal only."),
                Text("環境変数 HAISHIN_NOW を消してから実行してください。", "Unset HAISHIN_NOW and run again."),
            )
        now = self.moment(told, ToolError)
        return lambda: now

    def now(self) -> datetime:
        """The time of what no record of the ledger holds; before there is a ledger nothing is rehearsed."""
        if not self.environment.get("HAISHIN_NOW"):
            return self.clock()  # asks for no remote
        try:
            rehearsal = self.ledger().read().rehearsal
        except NoLedger:
            return self.clock()
        return self.timekeeper(rehearsal=rehearsal)()

    def moment(self, text: str, error: type[HaishinError] = Refusal) -> datetime:
        """A time given on the command line; it needs an offset. Raises ``error`` where it cannot be read."""
        try:
            return moment(text)
        except ValueError:
            raise error(
                Text(f"時刻 {text!r} を読めません。", f"The time {text!r} cannot be read."),
                Text(
                    "2026-11-25T15:40+09:00 のように、時差を付けて書いてください。",
                    "Write it with its offset, as 2026-11-25T15:40+09:00.",
                ),
            ) from None


def _print(text: str, stream: TextIO) -> None:
    for line in text.splitlines() or [""]:
        print(line_start(line), file=stream)


def from_root(path: str, context: CommandContext) -> str:
    """A path as the user wrote it in his folder, as the repository says it; an absolute one where it lies outside."""
    whole = Path(os.path.abspath(path))  # no symbolic link is followed: that it is one is a finding
    return whole.relative_to(context.root).as_posix() if whole.is_relative_to(context.root) else str(whole)
