"""The map in ARCHITECTURE.md against the code: who may import whom, how long a module may be, what is not measured."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scripts" / "haishin"
MODULES = sorted(PACKAGE.rglob("*.py"))

# What the four declared packages bring under their import names.
THIRD_PARTY = {"frontmatter", "jsonschema", "markdown_it", "yaml"}

LIMIT = 300  # lines of a module
LONGER = {
    "cli/messages.py": "one table: every error of the verbs with its words",
    "cli/sending.py": "what a plan and a run say, in the same words",
    "cli/status.py": "one verb: the same overview in words and as data",
    "cli/verbs.py": "one table: every verb with its arguments, read from top to bottom",
    "consultation/approvals.py": "one weighing: whose word counts, for which role, and why the rest does not",
    "contract/crosscheck.py": "one question of each file in turn: does what it names exist in the others?",
    "contract/policy.py": "one file of the contract, read as one value",
    "delivery/conditions.py": "one list of everything that needs a person, with its words",
    "delivery/journal.py": "one class: the states of a recipient and every way between them",
    "delivery/ledger_view.py": "one fold of the ledger's records",
    "delivery/messages.py": "the words of one room's errors, a function each",
    "delivery/reconcile.py": "one run, whose order of steps is the promise",
    "delivery/seen.py": "every fact that a condition may need, each read once",
    "delivery/survey.py": "one selection and its words, for the dry run and for the sending",
    "delivery/transport/smtp.py": "one class: for each envelope one outcome, under one lock",
    "forge/github.py": "one class: what GitHub says of pull requests, each word with its proof",
    "json_schema.py": "one reader of JSON Schema: each keyword with its words",
    "model.py": "one list of words in the order of the data; parted by subject, they would import each other",
    "report/verdict.py": "one verdict: as data, in one sentence, at length",
    "review/afterwards.py": "one comment: what became of an alert, each state with its words",
    "review/call.py": "one beginning of the comment: each turn with its words and its way to the button",
    "review/judging.py": "one judge of one state of main: of what is open, and of what a merge has brought",
    "review/reminding.py": "every call to people: what is said, to whom, at which moment",
    "setup/local.py": "one question for each row of its table",
    "setup/transfers.py": "one plan: whom the postings mean, and what of the roster they change",
    "strict_yaml.py": "one reader: events in, value and places out",
    "subscribers/csvfile.py": "one file format: its columns, and the reasons for which a line is refused",
    "subscribers/registry.py": "one registry: what may be asked of it, and how its rows are found and written",
}

# Lines that coverage is told to leave out, by file. Each needs its reason here.
UNMEASURED: dict[str, int] = {}


def rooms() -> dict[str, set[str]]:
    """The table of ARCHITECTURE.md in its order: room → the rooms it may import."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    table = {room: {name.strip() for name in names.split(",") if name.strip()} for room, names in rows}
    return {room: set(table) - {room} if names == {"all"} else names for room, names in table.items()}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of everything imported, at any depth of the file; a relative import as ``.``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." if node.level else node.module or "."
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "haishin" else [module]


def trespasses(room: str, source: str, allowed: dict[str, set[str]]) -> set[str]:
    """What that source imports and may not."""
    found = set()
    for name in imports(ast.parse(source)):
        top, _, rest = name.partition(".")
        if top == "haishin":
            target = rest.partition(".")[0]
            if target not in {room, "__version__", *allowed[room]}:
                found.add(name)
        elif top not in sys.stdlib_module_names | THIRD_PARTY:
            found.add(name)
    return found


def test_the_table_names_every_room_and_no_other() -> None:
    there = {room_of(path) for path in MODULES} - {"__init__", "__main__"}
    assert set(rooms()) == there


def test_the_table_runs_from_the_inside_outwards() -> None:
    inner: set[str] = set()
    for room, names in rooms().items():
        assert names <= inner, f"{room} imports upward"
        inner.add(room)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_what_its_room_may(path: Path) -> None:
    allowed = rooms() | {"__init__": set(), "__main__": {"cli"}}
    assert trespasses(room_of(path), path.read_text("utf-8"), allowed) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import json, yaml\nfrom haishin.model import Text\nfrom haishin.report.terminal import write_error", set()),
        ("from haishin import model, __version__", set()),
        ("def late():\n    from haishin.cli import run", {"haishin.cli"}),
        ("from haishin import cli", {"haishin.cli"}),
        ("import haishin.forge.files", {"haishin.forge.files"}),
        ("from . import errors", {"."}),
        ("import requests", {"requests"}),
    ],
)
def test_a_trespass_is_seen(source: str, found: set[str]) -> None:
    assert trespasses("report", source, {"report": {"model", "errors"}}) == found


def test_every_function_on_the_way_of_an_alert_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py):([\w.]+)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    assert len(named) > 20
    missing = []
    for file, name in named:
        scope = ast.parse((PACKAGE / file).read_text("utf-8")).body
        for part in name.split("."):
            inside = [one for one in scope if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == part]
            scope = inside[0].body if inside else []
        missing += [f"{file}:{name}"] if not scope else []
    assert missing == []


def test_modules_are_short_or_say_why_not() -> None:
    lengths = {path.relative_to(PACKAGE).as_posix(): len(path.read_bytes().splitlines()) for path in MODULES}
    assert {name for name, length in lengths.items() if length > LIMIT} == set(LONGER)


def test_only_the_edge_reads_clock_and_environment() -> None:
    reach = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|os\.environ|os\.getenv|utcnow")
    edge = {"cli"}
    inside = [path for path in MODULES if room_of(path) not in edge and reach.search(path.read_text("utf-8"))]
    # git is started with the process's environment unless one is passed in.
    assert [path.relative_to(PACKAGE).as_posix() for path in inside] == ["repository/git.py"]


def test_no_test_reads_the_date_of_the_machine() -> None:
    """The benchmarks may; a test that starts a process of its own is seen at the other dates of ``.ci/run``."""
    reach = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "benchmarks" not in path.parts]
    assert [path.name for path in tests if reach.search(path.read_text("utf-8"))] == []


def test_what_git_says_is_cut_at_its_own_ends_alone() -> None:
    """S1: ``str.splitlines`` also ends a line at U+2028 and the like, which a name may hold."""
    asking = [
        path for path in MODULES if room_of(path) != "cli" and "haishin.repository.git" in path.read_text("utf-8")
    ]
    assert len(asking) > 10
    assert [path.name for path in asking if "splitlines" in path.read_text("utf-8")] == []


def test_what_is_not_measured_is_counted() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): count
        for path in MODULES
        if (count := path.read_text("utf-8").count("pragma: no " + "cover"))
    }
    assert found == UNMEASURED


def test_what_is_installed_holds_the_data_of_the_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["haishin"]
    data = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert data == {path for pattern in told for path in PACKAGE.glob(pattern)}
