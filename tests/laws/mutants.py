"""Draw mutants of the rooms that decide, and tell which of them no test kills.

    PYTHONPATH=scripts:tests .venv/bin/python -m laws.mutants --mutants 200 --seed 1

A mutant has one thing changed: a comparison, an ``and`` or ``or``, a ``not``, a condition that is held true or false.
Each is tried in a copy of the repository by the tests of its room and by the laws, until the first one fails; one that
ends in no time is killed, too. What is left is printed with its place, to be explained or to get its test.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Literal

from support.force import ROOT

PACKAGE = "scripts/haishin"
SECONDS = 900  # for the tests of one mutant
LAWS = ("tests/laws/test_moments.py", "tests/laws/test_laws_of_a_case.py", "tests/laws/test_laws_of_a_sending.py")
# Which tests may kill a mutant, by where it is: the quick ones first.
SENDING, STORIES = "tests/send/sending", "tests/send/test_stories.py"
READERS = (f"{SENDING}/test_audience.py", f"{SENDING}/test_what_follows.py", f"{SENDING}/test_reconcile.py", STORIES)
TESTS = {
    "consult/consultation": (
        "tests/consult/consultation", "tests/consult/decision", "tests/consult/review/test_turns.py", *LAWS,
    ),
    "consult/decision": (
        "tests/consult/decision", "tests/consult/consultation", "tests/consult/review/test_turns.py", *LAWS,
    ),
    "send/ledger/ledger_view.py": (
        "tests/send/ledger/test_ledger_view.py", "tests/send/ledger/test_what_ends.py",
        "tests/send/ledger/test_ledger.py", f"{SENDING}/test_reconcile.py", STORIES, *LAWS,
    ),
    "send/ledger/ending.py": (
        "tests/send/ledger/test_what_ends.py", "tests/send/ledger/test_ledger_view.py", *READERS, *LAWS,
    ),
    "send/ledger/readers.py": (*READERS, *LAWS),
    "send/sending/audience.py": (*READERS, *LAWS),
    "send/sending/survey.py": (
        f"{SENDING}/test_reconcile.py", f"{SENDING}/test_what_follows.py", f"{SENDING}/test_own_trouble.py", STORIES,
        *LAWS,
    ),
}  # fmt: skip
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
Fate = Literal["killed", "timed out", "survived"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: its place in bytes, what stood there and what stands there instead."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old} → {self.new}"

    def applied(self, source: bytes) -> bytes:
        """Return the file with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


def mutants(file: str, source: bytes) -> Iterator[Mutant]:
    """Yield every mutant of a file, from its beginning to its end."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.walk(ast.parse(source)):
        for place, changed in _changes(node):
            assert place.end_lineno is not None
            assert place.end_col_offset is not None
            start, end = (
                starts[place.lineno - 1] + place.col_offset,
                starts[place.end_lineno - 1] + place.end_col_offset,
            )
            # In brackets of its own, so that it stays one operand of whatever stands around it.
            yield Mutant(file, place.lineno, start, end, " ".join(source[start:end].decode().split()), f"({changed})")


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield the changes of one node: which expression, and what is to stand there."""
    match node:
        case ast.Compare(left, [operator], [right]):
            yield node, ast.unparse(ast.Compare(left, [OPPOSITE[type(operator)]()], [right]))
        case ast.BoolOp(operator, values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield node, ast.unparse(ast.BoolOp(other, values))
        case ast.UnaryOp(ast.Not(), operand):
            yield node, ast.unparse(operand)
        case ast.If(test) | ast.IfExp(test) | ast.While(test) | ast.Assert(test):
            yield from _held(test)
        case ast.comprehension():
            for condition in node.ifs:
                yield from _held(condition)
        case ast.match_case(guard=ast.expr() as guard):
            yield from _held(guard)


def _held(condition: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    yield condition, "True"
    yield condition, "False"


def draw(number: int, seed: int, only: str = "") -> list[Mutant]:
    """Draw so many of all mutants of the files that ``TESTS`` names; ``only``: of those whose path begins so."""
    every: list[Mutant] = []
    for place in sorted(TESTS):
        path = ROOT / PACKAGE / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = file.relative_to(ROOT / PACKAGE).as_posix()
            if name.startswith(only):
                every += mutants(name, file.read_bytes())
    return random.Random(seed).sample(every, min(number, len(every)))


def killers_of(file: str) -> tuple[str, ...]:
    """Find the tests that may kill a mutant of that file."""
    return next(tests for place, tests in TESTS.items() if file == place or file.startswith(f"{place}/"))


def copied(folder: Path) -> Path:
    """Copy what git tracks of the repository, as it stands in the work tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def tried(root: Path, tests: Iterable[str], seconds: float) -> Fate:
    """Run the tests in that copy until the first one fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]
    environment = {**os.environ, "PYTHONPATH": f"{root}/scripts:{root}/tests", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return "timed out"
    return "survived" if done.returncode == 0 else "killed"


def judged(mutant: Mutant, roots: SimpleQueue[Path]) -> Fate:
    """Try one mutant in a copy that is free, and print the mutant at once if it is not killed."""
    root = roots.get()
    file = root / PACKAGE / mutant.file
    source = file.read_bytes()
    try:
        file.write_bytes(mutant.applied(source))
        fate = tried(root, killers_of(mutant.file), SECONDS)
    finally:
        file.write_bytes(source)
        roots.put(root)
    if fate != "killed":
        sys.stdout.write(f"{fate}: {mutant}\n")
        sys.stdout.flush()
    return fate


def main(chosen: Sequence[Mutant], jobs: int) -> int:
    """Try them all and tell of those that survive; return 1 where one did, 2 where the tests fail by themselves."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="haishin-mutants-") as folder:
        roots: SimpleQueue[Path] = SimpleQueue()
        for job in range(jobs):
            roots.put(copied(Path(folder, str(job))))
        every = dict.fromkeys(test for mutant in chosen for test in killers_of(mutant.file))
        if (unchanged := tried(Path(folder, "0"), every, SECONDS)) != "survived":
            sys.stdout.write(f"The tests do not pass without a mutant: {unchanged}.\n")
            return 2
        with ThreadPoolExecutor(jobs) as pool:
            fates = list(pool.map(lambda mutant: judged(mutant, roots), chosen))
    survived = fates.count("survived")
    slow = fates.count("timed out")
    sys.stdout.write(
        f"{len(chosen)} mutants in {(time.monotonic() - begun) / 60:.0f} min: {survived} survived, {slow} timed out\n"
    )
    return 1 if survived else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=200, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many are tried at once")
    parser.add_argument("--only", default="", help="a room or file of the package, as send/sending/survey.py")
    given = parser.parse_args()
    sys.exit(main(draw(given.mutants, given.seed, given.only), given.jobs))
