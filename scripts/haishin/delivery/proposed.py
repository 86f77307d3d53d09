"""What a change outside ``alerts/`` brings, read as data from git: nothing of it is checked out or run (threat T2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from haishin.contract import Contract, ContractError, UnknownForm
from haishin.contract.endings import gaps, told
from haishin.decision.upkeep import Proposal
from haishin.model import Text
from haishin.repository.git import Git
from haishin.repository.history import tree_of

_SCHEMA = "schema/"
_MOST = 20  # mistakes that are told; who mends them is told the rest


@dataclass(frozen=True)
class Proposals:
    """How a change is read. ``at``: ``schema/`` of a commit or tree, checked by the JSON Schemas of another commit.

    ``generated``: path → text of every file that this program makes of a contract.
    """

    git: Git
    at: Callable[[str, str], Contract]
    generated: Callable[[Contract], Mapping[str, str]]

    def read(self, commit: str, paths: Collection[str], base: str, before: Contract, today: date) -> Proposal:
        """The change of these paths as a commit (or tree) has them; ``before``: the contract of ``base``."""
        files = tuple(sorted(paths))
        if not any(path.startswith(_SCHEMA) for path in files):
            # What is generated rests on ``schema/`` alone, so a change of the file by itself is one of the same.
            return Proposal(files, self._made(commit, files, before))
        try:
            after = self.at(commit, base)
        except UnknownForm as unknown:
            return Proposal(files, form=unknown.form)
        except ContractError as error:
            if any(path.startswith(_SCHEMA) and path.endswith(".schema.json") for path in files):
                return Proposal(files, strange=True)
            return Proposal(files, mistakes=tuple(_mistakes(error)))
        known = {gap.seat: gap.since for gap in gaps(before, today)}
        opened = [gap for gap in gaps(after, today) if gap.since < known.get(gap.seat, date.max)]
        return Proposal(
            files,
            self._made(commit, files, after),
            gaps=tuple(told(gap, after, today)[0] for gap in opened),
        )

    def _made(self, commit: str, paths: Iterable[str], contract: Contract) -> frozenset[str]:
        made = self.generated(contract)
        return frozenset(path for path in paths if path in made and self._text(commit, path) == made[path].encode())

    def _text(self, commit: str, path: str) -> bytes | None:
        blob = tree_of(self.git, commit, path)
        return None if blob is None else self.git.run("cat-file", "blob", blob)


def by_paths(proposal: Proposal) -> Proposal:
    """What stands on main by now, for whoever proves it or answers for it: its paths alone say who agrees.

    That it loads, and leaves no seat empty, was for the review to ask before the merge. Forced onto main it stops
    nobody: what does not load is not gone by, and an empty seat stops its own unit (3(1)).
    """
    return replace(proposal, mistakes=(), gaps=())


def _mistakes(error: ContractError) -> Iterable[Text]:
    for one in error.mistakes[:_MOST]:
        place = f"schema/{one.file}"
        yield Text(f"{place} {one.line}行目:{one.reason.ja}", f"{place}, line {one.line}: {one.reason.en}")
