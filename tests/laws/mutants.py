"""Change the rooms that decide and that keep what was sent, one thing at a time; name each change that no test notices.

    PYTHONPATH=scripts:tests .venv/bin/python -m laws.mutants --minutes 120

A mutant has one change inside a function: a comparison, an ``and`` or ``or``, a ``not``, a condition held true or
false, a call left out, a word of an SQL statement. All tests are collected once, and asked once which lines they run.
Each mutant is a fork of that process, in which the function has the changed code; only tests that run the line are
asked, the quick ones and those that have killed most first, until the first one fails. A test that does not
end kills, too. Code that runs when a module is imported is not changed.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Literal, NamedTuple, NoReturn, TextIO

import pytest
from coverage import Coverage

from support.force import ROOT

PACKAGE = ROOT / "scripts/haishin"
PATIENCE = 25.0  # seconds of the processor that the tests asked of one mutant take without it
SENDING, STORIES = "tests/send/sending", "tests/send/test_stories.py"
CONSULT = (
    "tests/consult/consultation", "tests/consult/decision", "tests/consult/review/test_turns.py",
    "tests/consult/review/test_practice_room.py", "tests/consult/review/test_declared.py",
    "tests/laws/test_moments.py", "tests/laws/test_laws_of_a_case.py",
)  # fmt: skip
SEND = (
    "tests/send/ledger/test_ledger_view.py", "tests/send/ledger/test_what_ends.py", f"{SENDING}/test_audience.py",
    f"{SENDING}/test_what_follows.py", f"{SENDING}/test_reconcile.py", f"{SENDING}/test_own_trouble.py",
    f"{SENDING}/test_clock_holds.py", STORIES, "tests/laws/test_laws_of_a_sending.py",
)  # fmt: skip
JOURNAL = (
    "tests/send/journal", "tests/send/acts/test_takeover.py", "tests/send/acts/test_settling.py",
    f"{SENDING}/test_dispatch.py", f"{SENDING}/test_control_addresses.py", f"{SENDING}/test_what_follows.py",
    "tests/send/test_mail_host.py", STORIES, "tests/laws/test_laws_of_a_sending.py",
)  # fmt: skip
# The tests that may kill a mutant, by its place.
TESTS = {
    "consult/consultation": CONSULT, "consult/decision": CONSULT, "send/journal": JOURNAL,
    "send/ledger/ledger_view.py": SEND, "send/ledger/ending.py": SEND, "send/ledger/readers.py": SEND,
    "send/sending/audience.py": SEND, "send/sending/survey.py": SEND,
}  # fmt: skip
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
STATEMENT = re.compile(r"\b(SELECT|UPDATE|DELETE|INSERT|WHERE|AND|OR|ORDER BY|IN)\b")
CONDITION = r"(?<=\b(?:AND|WHERE) )"
# Words of SQL, and what stands there instead.
SQL = [
    (re.compile(old), new)
    for old, new in (
        (r" AND ", " OR "), (r" OR (?!REPLACE|IGNORE)", " AND "), (r" NOT IN ", " IN "), (r"(?<! NOT) IN ", " NOT IN "),
        (r"\bNOT EXISTS\b", "EXISTS"), (r"(?<!NOT )\bEXISTS\b", "NOT EXISTS"), (r" IS NULL\b", " IS NOT NULL"),
        (r" IS NOT NULL\b", " IS NULL"), (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
        (r" <> ", " = "), (r"(?<=WHERE )(\w+) = ", r"\1 <> "), (r"(?<=AND )([\w.]+) = ", r"\1 <> "),
        (r"(?<=OR )([\w.]+) = ", r"\1 <> "), (r" DESC\b", ""), (r" \+ ", " - "),
    )
]  # fmt: skip
Fate = Literal["killed", "timed out", "broke off", "survived", "reached by no test"]
Change = tuple[ast.AST, ast.AST, str]  # a node, what stands in its place, how that reads


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a function: which of its changes it is, its lines and how it reads."""

    file: str
    function: str
    first: int  # line of the function
    number: int
    lines: range
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.lines.start}: {self.words}"


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, int, ast.FunctionDef]]:
    """Yield each function that stands in no other, with its qualified name and the first line of its code."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef):
            first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
            yield f"{prefix}{child.name}", first, child


def changes(function: ast.FunctionDef) -> Iterator[Change]:
    """Yield every change of a function's body."""
    for statement in function.body[ast.get_docstring(function) is not None :]:
        for node in ast.walk(statement):
            for old, new in _changed(node):
                yield old, new, f"{ast.unparse(old)} → {ast.unparse(new)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
                yield from _reworded(node, node.value)


def _changed(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    match node:
        case ast.Compare(left, [operator], [right]):
            yield node, ast.Compare(left, [OPPOSITE[type(operator)]()], [right])
        case ast.BoolOp(operator, values):
            yield node, ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield node, operand
        case ast.If(test) | ast.IfExp(test) | ast.While(test):
            yield from _held(test)
        case ast.comprehension():
            for condition in node.ifs:
                yield from _held(condition)
        case ast.match_case(guard=ast.expr() as guard):
            yield from _held(guard)
        case ast.Expr(ast.Call()):
            yield node, ast.Pass()


def _held(condition: ast.expr) -> Iterator[tuple[ast.AST, ast.AST]]:
    yield condition, ast.Constant(value=True)
    yield condition, ast.Constant(value=False)


def _reworded(node: ast.Constant, text: str) -> Iterator[Change]:
    for pattern, new in SQL:
        for found in pattern.finditer(text):
            start, end = found.span()
            instead = found.expand(new)
            words = f"{text[max(0, start - 40) : start]}[{found[0]}→{instead}]{text[end : end + 40]}"
            yield node, ast.Constant(value=text[:start] + instead + text[end:]), words


def mutants(file: str, source: bytes) -> Iterator[Mutant]:
    """Yield every mutant of a file, from its beginning to its end."""
    for name, first, function in functions(ast.parse(source)):
        for number, (old, _, words) in enumerate(changes(function)):
            assert isinstance(old, ast.expr | ast.stmt)
            assert old.end_lineno is not None
            yield Mutant(file, name, first, number, range(old.lineno, old.end_lineno + 1), words)


class _Instead(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return self.new
        return self.generic_visit(node)


def changed(mutant: Mutant, source: bytes) -> ast.AST:
    """Return the tree of a mutant's file."""
    tree = ast.parse(source)
    (function,) = (function for name, first, function in functions(tree) if first == mutant.first)
    old, new, _ = list(changes(function))[mutant.number]
    return ast.fix_missing_locations(_Instead(old, ast.copy_location(new, old)).visit(tree))


def code_of(mutant: Mutant, source: bytes) -> CodeType:
    """Compile a mutant, and return the code of its function."""
    path = str(PACKAGE / mutant.file)
    found = [compile(changed(mutant, source), path, "exec", dont_inherit=True)]  # type: ignore[call-overload]
    for code in found:
        if (code.co_qualname, code.co_firstlineno) == (mutant.function, mutant.first):
            assert isinstance(code, CodeType)
            return code
        found += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    raise LookupError(mutant)


def every_mutant(only: str = "") -> list[Mutant]:
    """List all mutants of the places that ``TESTS`` names; ``only``: of files whose path begins so."""
    every: list[Mutant] = []
    for place in sorted(TESTS):
        path = PACKAGE / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = file.relative_to(PACKAGE).as_posix()
            if name.startswith(only):
                every += mutants(name, file.read_bytes())
    return every


def draw(every: Sequence[Mutant], share: float, seed: int) -> list[Mutant]:
    """Draw that share of them, in an order by the seed."""
    return random.Random(seed).sample(every, round(share * len(every)))


def killers_of(chosen: Iterable[Mutant]) -> list[str]:
    """List the files and folders of tests that may kill any of them."""
    files = {mutant.file for mutant in chosen}
    places = [place for place in TESTS if any(file == place or file.startswith(f"{place}/") for file in files)]
    return list(dict.fromkeys(test for place in places for test in TESTS[place]))


class Task(NamedTuple):
    """What a fork does: run these tests, with a mutant until the first fails, or without and watched."""

    mutant: Mutant | None
    tests: Sequence[str]


class Told(NamedTuple):
    """What a fork tells: the tests that failed; the seconds of each; what they ran without a mutant."""

    failed: list[str]
    seconds: dict[str, float]
    reach: list[tuple[str, int, list[str]]]  # file, line, tests


@dataclass(eq=False)
class Trials:
    """A plugin of pytest that collects once, and runs the tests in forks of itself."""

    chosen: Sequence[Mutant]
    until: float  # the moment after which no more are begun
    jobs: int
    out: TextIO
    fates: Counter[Fate] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)  # tests that fail without a mutant
    kills: Counter[str] = field(default_factory=Counter)  # by test
    seconds: dict[str, float] = field(default_factory=dict)  # of the processor, of each test without a mutant
    reach: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))  # tests by the line
    sources: dict[str, bytes] = field(default_factory=dict)  # by file
    alive: dict[tuple[str, str, int], list[FunctionType]] = field(default_factory=lambda: defaultdict(list))
    # Of a fork:
    folder: Path | None = None  # None: this is no fork
    watch: Coverage | None = None  # None: with a mutant
    told: Told = field(default_factory=lambda: Told([], {}, []))

    def pytest_configure(self) -> None:
        """Let hypothesis make no failing example small: nobody reads it."""
        hypothesis = importlib.import_module("hypothesis")  # whose asserts pytest wants to rewrite before
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("mutants", deadline=None, max_examples=50, database=None, phases=phases)
        hypothesis.settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Try all mutants; in a fork let pytest go on with the tests of its task."""
        if session.testsfailed:
            self.broken.append("collecting")
            return True
        self._import()
        if self._forked(session, self._unchanged(session)) or self.broken:
            return None if self.folder else True
        self._tell(f"{len(self.chosen)} mutants, {len(self.seconds)} tests in {sum(self.seconds.values()):.0f} s")
        if self._forked(session, (self._task(each) for each in self.chosen if time.monotonic() < self.until)):
            return None
        return True

    def _import(self) -> None:
        """Read and import what is changed, and find its functions: a test may import it later, and somebody edit it."""
        for file in {mutant.file for mutant in self.chosen}:
            self.sources[file] = (PACKAGE / file).read_bytes()
            importlib.import_module(".".join(("haishin", *Path(file).with_suffix("").parts)))
        for function in gc.get_objects():
            if isinstance(function, FunctionType):
                code = function.__code__
                self.alive[code.co_filename, code.co_qualname, code.co_firstlineno].append(function)

    def _unchanged(self, session: pytest.Session) -> Iterator[Task]:
        """Share the modules of tests among the forks."""
        modules: dict[str, list[str]] = defaultdict(list)
        for item in session.items:
            modules[item.nodeid.partition("::")[0]].append(item.nodeid)
        for tests in modules.values():
            yield Task(None, tests)

    def _task(self, mutant: Mutant) -> Task:
        file = str(PACKAGE / mutant.file)
        tests = set[str]().union(*(self.reach.get((file, line), ()) for line in mutant.lines))
        asked, left = [], PATIENCE
        for test in sorted(tests, key=lambda test: self.seconds[test] / (1 + self.kills[test])):
            left -= self.seconds[test]
            if left < 0:
                break
            asked.append(test)
        return Task(mutant, asked)

    def _forked(self, session: pytest.Session, tasks: Iterator[Task]) -> bool:
        """Do each task in a fork; return True there, False when all have ended."""
        running: dict[int, tuple[Task, Path]] = {}
        try:
            while True:
                while len(running) < self.jobs and (task := next(tasks, None)) is not None:
                    folder = Path(tempfile.mkdtemp(prefix="haishin-mutant-"))
                    pid = os.fork()
                    if not pid:
                        running.clear()
                        self._begin(session, task, folder)
                        return True
                    running[pid] = task, folder
                if not running:
                    return False
                pid, status = os.waitpid(-1, 0)
                _kill(pid)
                task, folder = running.pop(pid)
                self._ended(task, folder, os.waitstatus_to_exitcode(status))
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            for pid, (_, folder) in running.items():
                _kill(pid)
                shutil.rmtree(folder, ignore_errors=True)

    def _begin(self, session: pytest.Session, task: Task, folder: Path) -> None:
        """Make of this fork what its task needs: a folder and no output of its own, those tests, that code."""
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nowhere, standard)
        self.folder = folder
        os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
        items = {item.nodeid: item for item in session.items}
        session.items[:] = [items[test] for test in task.tests]
        if task.mutant is None:
            files = sorted({str(PACKAGE / mutant.file) for mutant in self.chosen})
            self.watch = Coverage(data_file=None, config_file=False, include=files)
            self.watch.start()
            return
        session.config.option.maxfail = 1
        code = code_of(task.mutant, self.sources[task.mutant.file])
        for function in self.alive[code.co_filename, code.co_qualname, code.co_firstlineno]:
            function.__code__ = code

    def _ended(self, task: Task, folder: Path, code: int) -> None:
        """Take what a fork tells."""
        path = folder / "told"
        told = Told([], {}, [])
        if path.exists():
            told = Told(*json.loads(path.read_bytes()))
        if task.mutant is None:
            self.broken += told.failed if path.exists() else task.tests[:1]
            self.seconds |= told.seconds
            for name, line, tests in told.reach:
                self.reach[name, line].update(tests)
            return
        self.kills.update(told.failed)
        fate: Fate = "survived"
        if not task.tests:
            fate = "reached by no test"
        elif code == -signal.SIGALRM:
            fate = "timed out"
        elif not path.exists():
            fate = "broke off"
        elif told.failed:
            fate = "killed"
        self.fates[fate] += 1
        if fate != "killed":
            self._tell(f"{fate}: {task.mutant} ({len(task.tests)} tests)")

    def leave(self, folder: Path) -> NoReturn:
        """Tell the parent, and end this fork."""
        if self.watch is not None:
            self.watch.stop()
            data = self.watch.get_data()
            for name in data.measured_files():
                self.told.reach.extend((name, line, tests) for line, tests in data.contexts_by_lineno(name).items())
        (folder / "told").write_text(json.dumps(self.told))
        os._exit(0)

    def _tell(self, words: str) -> None:
        self.out.write(f"{words}\n")
        self.out.flush()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure a test, or bound its time."""
        begun = time.process_time()
        if self.watch is not None:
            self.watch.switch_context(item.nodeid)
        else:
            signal.setitimer(signal.ITIMER_REAL, 60 + 30 * self.seconds[item.nodeid])
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.told.seconds[item.nodeid] = time.process_time() - begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a failure."""
        if report.failed:
            self.told.failed.append(report.nodeid)


def _kill(group: int) -> None:
    """End what a fork has left behind."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def main(chosen: Sequence[Mutant], minutes: float, jobs: int) -> int:
    """Try them and tell of those that survive; return 1 if one did, 2 if the tests fail by themselves."""
    begun = time.monotonic()
    trials = Trials(chosen, begun + 60 * minutes, jobs, sys.stdout)
    tests = [str(ROOT / test) for test in killers_of(chosen)]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        pytest.main([*tests, "-p", "no:cacheprovider", "--capture=no", f"--rootdir={ROOT}"], plugins=[trials])
    if trials.folder is not None:
        trials.leave(trials.folder)
    if trials.broken:
        sys.stdout.write(f"These tests do not pass without a mutant: {trials.broken}\n")
        return 2
    tried, fates = trials.fates.total(), trials.fates
    sys.stdout.write(
        f"{tried} of {len(chosen)} tried in {(time.monotonic() - begun) / 60:.0f} min: "
        f"{', '.join(f'{number} {fate}' for fate, number in fates.most_common())}\n"
    )
    return 1 if fates["survived"] + fates["reached by no test"] else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120, help="after which no more are tried")
    parser.add_argument("--share", type=float, default=1, help="of all mutants, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many are tried at once")
    parser.add_argument("--only", default="", help="a room or file of the package, as send/sending/survey.py")
    given = parser.parse_args()
    every = every_mutant(given.only)
    sys.stdout.write(f"{len(every)} mutants exist\n")
    sys.exit(main(draw(every, given.share, given.seed), given.minutes, given.jobs))
