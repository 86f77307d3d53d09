"""Which program runs here, and which rules it can read: main may have others by now.

A program that main has left behind goes on with what it has proven; what is no commit of main never sends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from haishin.contract import Contract, ContractError, UnknownForm
from haishin.model import Text
from haishin.repository.git import Git

LOCK = "requirements.lock"
STAMP = "haishin-stamp.json"  # as the bootstrap leaves it in the environment
RELEASES = "releases"  # the folder of the exported ones, each called by its commit
IN_USE = ".in-use"  # in a release: whoever runs from it holds this file
PROGRAM = ("scripts", "pyproject.toml", LOCK)
Parts = Mapping[str, str | None]  # a name of PROGRAM → the id of what stands there; None: nothing, "": in no commit


@dataclass(frozen=True)
class Rules:
    """The newest ``schema/`` of main that this program reads, and the commit that has it.

    ``unread``: the form of a newer one, else None. ``broken``: what is wrong with a newer one, else None.
    """

    contract: Contract
    commit: str
    unread: str | None = None
    broken: Text | None = None


def rules_of(git: Git, contract_at: Callable[[str], Contract], tip: str) -> Rules:
    """``schema/`` at the tip, or at the newest commit of main's line before it that loads (3(1): main goes on).

    Raises ContractError or UnknownForm where none does.
    """
    try:
        return Rules(contract_at(tip), tip)
    except (UnknownForm, ContractError) as unusable:
        for commit in _line(git, tip, ("schema",))[1:]:
            try:
                contract = contract_at(commit)
            except (UnknownForm, ContractError):
                continue
            unread = unusable.form if isinstance(unusable, UnknownForm) else None
            return Rules(contract, commit, unread, None if unread is not None else unusable.message)
        raise


def rules_at(git: Git, contract_at: Callable[[str], Contract], commit: str) -> Contract:
    """The ``schema/`` that a claim at a commit of main rests on: its own, or the one before while that was broken.

    Raises UnknownForm for one of another form.
    """
    try:
        return contract_at(commit)
    except ContractError:
        return rules_of(git, contract_at, commit).contract


def parts_of(git: Git, commit: str) -> Parts:
    """The program as a commit holds it; one that is not here holds none that anybody could know."""
    if git.attempt("cat-file", "-e", f"{commit}^{{commit}}").returncode != 0:
        return dict.fromkeys(PROGRAM, "")
    return {name: _ids(git, [commit], name)[0] for name in PROGRAM}


def released(file: Path) -> Path | None:
    """The release that a file of the package belongs to, ``FOLDER/releases/COMMIT``; None: it lies in a checkout."""
    place = file.resolve().parents[3]
    return place if place.parent.name == RELEASES else None


@contextmanager
def in_use(place: Path | None) -> Iterator[None]:
    """Keep that release (None: a checkout) from being taken away by an update while something runs from it."""
    if place is None or not (place / IN_USE).exists():
        yield
        return
    with (place / IN_USE).open("rb") as file:  # the sender may read it alone
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def other(git: Git, tip: str, running: Parts) -> tuple[str, ...]:
    """The parts in which the tip differs from what runs."""
    wanted = parts_of(git, tip)
    return tuple(name for name in PROGRAM if running.get(name) != wanted[name])


def unknown(git: Git, tip: str, running: Parts) -> tuple[str, ...]:
    """The parts of what runs that no commit of main's first-parent line holds: nobody can have proven them."""
    found = []
    for name in other(git, tip, running):
        held = [*_line(git, tip, (name,)), *git.text("rev-list", "--first-parent", "--max-parents=0", tip).split()]
        if running.get(name) not in _ids(git, held, name):
            found.append(name)
    return tuple(found)


def packages(prefix: Path) -> str | None:
    """The digest of the lock file that an environment was made from, None where it does not say."""
    try:
        told = json.loads((prefix / STAMP).read_bytes())
    except (OSError, ValueError):
        return None
    return told.get(LOCK) if isinstance(told, dict) else None


def locked_by(git: Git, digest: str) -> str:
    """The id of main's lock file with that digest; "" where none was ever like it."""
    for blob in dict.fromkeys(_ids(git, _line(git, "HEAD", (LOCK,)), LOCK)):
        if blob and hashlib.sha256(git.run("cat-file", "blob", blob)).hexdigest() == digest:
            return blob
    return ""


def _line(git: Git, tip: str, names: Iterable[str]) -> list[str]:
    return git.text("log", "--first-parent", "--format=%H", tip, "--", *(f":(top){name}" for name in names)).split()


def _ids(git: Git, commits: Iterable[str], name: str) -> list[str | None]:
    asked = "".join(f"{commit}:{name}\n" for commit in commits)
    told = git.run("cat-file", "--batch-check=%(objectname)", data=asked.encode()).decode().splitlines()
    return [None if line.endswith(" missing") else line for line in told]
