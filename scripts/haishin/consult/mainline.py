"""Main only goes forward: a commit that was judged stays on its first-parent line (threats T2, T8).

Introductions of alerts, withdrawals, proofs of changes and the ``schema/`` that loads are all read along that line. A
force push, or a merge whose parents are swapped, takes another line, on which all of that never happened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.contract import Contract, ContractError, UnknownForm
from haishin.core.errors import Refusal
from haishin.core.model import Text
from haishin.core.repository import history
from haishin.core.repository.git import Git
from haishin.core.repository.history import descends, line_of, line_touching, removed_ids
from haishin.core.state import keep, read_line, recall, unusable_file, version, write_line
from haishin.send.ledger.ledger_view import LedgerView

FILE = "main-tip"
REMOVED_FILE = "main-removed"
_REMEMBERED = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{32})")


def lost(git: Git, tip: str, view: LedgerView, state: Path | None) -> str | None:
    """Find a commit that was judged and is not on the first-parent line of ``tip``; None if main went forward.

    Judged: the beginning of main's line, the tip of every claim since, and the tip that the state folder remembers
    (None: no folder). Raises Refusal if main does not contain the commit of the activation, GitError, ToolError.
    """
    line = line_of(git, tip)
    if view.watermark not in line and not descends(git, tip, view.watermark):
        raise Refusal(Message("consult/another-main", watermark=view.watermark[:12]))
    start, commits = view.mainline
    seen = read_line(state / FILE) if state is not None else None
    if seen is not None:
        if (noted := _REMEMBERED.fullmatch(seen)) is None:
            raise unusable_file(Path(FILE), "not a commit")
        if noted[2] == start:
            commits = (noted[1], *commits)
    return next((commit for commit in commits if commit not in line), None)


def refuse_back(git: Git, tip: str, view: LedgerView, state: Path | None) -> None:
    """Raise Refusal if ``lost`` finds a commit."""
    if (judged := lost(git, tip, view, state)) is not None:
        raise Refusal(Message("consult/main-went-back", judged=judged, tip=tip))


def note(tip: str, view: LedgerView, state: Path | None) -> None:
    """Remember that this tip is judged. Raises ToolError."""
    if state is not None:
        write_line(state / FILE, f"{tip} {view.mainline[0]}")


def removed(
    git: Git, tip: str, view: LedgerView, state: Path | None, *, note: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """Find the ids that main's line has ever taken away, and those since the activation.

    ``note``: the state folder remembers them, so that the next run asks for the commits since alone. The removals of a
    commit's line never change; if that commit is no more on main's line nothing is believed.
    """
    file, key = (state or Path()) / REMOVED_FILE, f"{version(history.__file__)} {view.watermark}"
    kept = recall(file, key) if state is not None else None
    before = json.loads(kept) if kept is not None else None
    if before is not None and before["tip"] in line_of(git, tip):
        later = frozenset[str]()
        if before["tip"] != tip:
            later = removed_ids(git, f"{before['tip']}..{tip}")
        ever, since = later.union(before["ever"]), later.union(before["since"])
    else:
        ever, since = removed_ids(git, tip), removed_ids(git, f"{view.watermark}..{tip}")
    if note and state is not None and (before is None or before["tip"] != tip):
        keep(file, key, json.dumps({"tip": tip, "ever": sorted(ever), "since": sorted(since)}).encode())
    return ever, since


@dataclass(frozen=True)
class MainContract:
    """A contract of main that this program can read, and the commit that has it."""

    contract: Contract
    commit: str
    unread: str | None = None  # the unknown form of a newer contract
    broken: Text | None = None  # the fault of a newer contract


def contract_of_main(git: Git, contract_at: Callable[[str], Contract], tip: str) -> MainContract:
    """Load the contract at the tip, or at the newest commit of main's line before it that loads (3(1): main goes on).

    Raises ContractError or UnknownForm if none does.
    """
    try:
        return MainContract(contract_at(tip), tip)
    except (UnknownForm, ContractError) as unusable:
        for commit in line_touching(git, tip, "schema")[1:]:
            try:
                contract = contract_at(commit)
            except (UnknownForm, ContractError):
                continue
            if isinstance(unusable, UnknownForm):
                return MainContract(contract, commit, unread=unusable.form)
            return MainContract(contract, commit, broken=unusable.message)
        raise


def contract_of_claim(git: Git, contract_at: Callable[[str], Contract], commit: str) -> Contract:
    """Load the contract that a claim at a commit rests on: the commit's, or the contract before while that was broken.

    Raises UnknownForm for another form.
    """
    try:
        return contract_at(commit)
    except ContractError:
        return contract_of_main(git, contract_at, commit).contract
