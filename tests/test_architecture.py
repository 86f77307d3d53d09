"""The map in ARCHITECTURE.md against the code: who may import whom, what a program loads, what is not measured."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scripts" / "haishin"
MODULES = sorted(PACKAGE.rglob("*.py"))

# What the four declared packages bring under their import names.
THIRD_PARTY = {"frontmatter", "jsonschema", "markdown_it", "yaml"}

# Lines that a program may load: at import, and with what it imports later. A program is its verb's module and the way
# to it; who changes it must know so much. Each holds `cli/usage.py`: a call that is not understood is told in Japanese.
BUDGET = {
    # with reversed periods, numbers told in words and by kana, named workplaces, hosts that lead nowhere, unusual
    # words, surnames that stand as persons do, statements of one thought; nicknames and workplaces by their sentence
    "validate": (18_780, 19_320),
    "consult": (29_750, 30_380),  # with what a change changes, remedies, lines asked for, the numbers of claims
    "send": (24_460, 39_080),  # with the registry and the page for the alarms, refused envelopes
}
ENTRIES = {"validate": "cli/alerts", "consult": "cli/consulting", "send": "cli/sending", "residents": "cli/web"}
COMMON = ("cli/__init__", "cli/verbs", "cli/context")

# Lines that coverage is told to leave out, by file. Each needs its reason here.
UNMEASURED: dict[str, int] = {}


def rooms() -> dict[str, set[str]]:
    """The table of ARCHITECTURE.md in its order: room → the rooms it may import."""
    rows = re.findall(
        r"^\| `([\w/]+)` \|[^|]*\|([^|]*)\|$", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE
    )
    table = {room: {name.strip() for name in names.split(",") if name.strip()} for room, names in rows}
    return {room: set(table) - {room} if names == {"all"} else names for room, names in table.items()}


@cache
def table() -> dict[str, set[str]]:
    return rooms()


def is_in(name: str, room: str) -> bool:
    """Whether a path below the package lies in a folder, or is it."""
    return f"{name}/".startswith(f"{room}/")


def room_of(path: Path) -> str:
    """The innermost row of the table that a module lies in; its first folder if there is none."""
    return room_named(path.relative_to(PACKAGE).as_posix().removesuffix(".py"))


def room_named(name: str) -> str:
    return max((room for room in table() if is_in(name, room)), key=len, default=name.partition("/")[0])


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of everything imported, at any depth of the file; a relative import as ``.``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." if node.level else node.module or "."
            yield from (f"{module}.{alias.name}" for alias in node.names) if is_folder(module) else [module]


def is_folder(module: str) -> bool:
    """Whether it is the package or a folder of it, from which modules are imported."""
    top, _, rest = module.partition(".")
    return top == "haishin" and (PACKAGE / rest.replace(".", "/")).is_dir()


def trespasses(room: str, source: str, allowed: dict[str, set[str]]) -> set[str]:
    """What that source imports and may not; a folder that is allowed stands for every room in it."""
    found = set()
    for name in imports(ast.parse(source)):
        top, _, rest = name.partition(".")
        if top == "haishin":
            target = room_named(rest.replace(".", "/"))
            if target not in {room, "__version__"} and not any(is_in(target, other) for other in allowed[room]):
                found.add(name)
        elif top not in sys.stdlib_module_names | THIRD_PARTY:
            found.add(name)
    return found


def test_the_table_names_every_room_and_no_other() -> None:
    marks = {"__init__.py", "__main__.py"}
    there = {room_of(path) for path in MODULES if path.name not in marks}
    assert set(rooms()) == there


def test_the_table_runs_from_the_inside_outwards() -> None:
    inner: set[str] = set()
    for room, names in rooms().items():
        covered = {other for name in names for other in table() if is_in(other, name)}
        assert covered - {room} <= inner, f"{room} imports upward"
        inner.add(room)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_what_its_room_may(path: Path) -> None:
    allowed = rooms() | {"__init__": set(), "__main__": {"cli"}}
    assert trespasses(room_of(path), path.read_text("utf-8"), allowed) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import json, yaml\nfrom haishin.core.model import Text\nfrom haishin.consult import turns", set()),
        ("from haishin import __version__", set()),
        ("def late():\n    from haishin.cli import run", {"haishin.cli.run"}),
        ("from haishin import cli", {"haishin.cli"}),
        ("import haishin.consult.forge.files", {"haishin.consult.forge.files"}),
        ("from . import errors", {"."}),
        ("import requests", {"requests"}),
    ],
)
def test_a_trespass_is_seen(source: str, found: set[str]) -> None:
    assert trespasses("consult", source, {"consult": {"core", "consult/decision"}}) == found


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


def loads(path: Path, *, lazy: bool) -> set[Path]:
    """The modules of the package that a module imports, each with its folders; ``lazy``: inside functions, too."""
    inside = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

    def nodes(node: ast.AST) -> Iterator[ast.AST]:
        for child in ast.iter_child_nodes(node):
            typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            if not typing and (lazy or not isinstance(child, inside)):
                yield child
                yield from nodes(child)

    found = set()
    for name in named_by(nodes(parsed(path))):
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            place = PACKAGE.parent.joinpath(*parts[:length])
            found |= {place / "__init__.py", place.with_suffix(".py")}
    return found & set(MODULES)


def named_by(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def closure(program: str, *, lazy: bool) -> set[Path]:
    waiting = [PACKAGE / f"{name}.py" for name in (*COMMON, ENTRIES[program])]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += loads(path, lazy=lazy)
    return found


@pytest.mark.parametrize("program", BUDGET)
def test_a_program_loads_no_more_than_its_budget(program: str) -> None:
    loaded = [closure(program, lazy=lazy) for lazy in (False, True)]
    lines = [sum(len(path.read_bytes().splitlines()) for path in paths) for paths in loaded]
    over = [length > limit for length, limit in zip(lines, BUDGET[program], strict=True)]
    assert not any(over), (
        f"{program} loads {lines} lines, at import and in all; {BUDGET[program]} are allowed. "
        "Say it shorter, import less, or raise BUDGET with the reason."
    )


@pytest.mark.parametrize("program", BUDGET)
def test_no_program_loads_the_office(program: str) -> None:
    office = [path for path in closure(program, lazy=True) if is_in(path.relative_to(PACKAGE).as_posix(), "office")]
    assert office == []


def test_a_case_has_one_maker() -> None:
    """What nobody can make otherwise cannot be made without the record, nor without its errors."""
    made = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(isinstance(node, ast.Call) and ast.unparse(node.func) == "Case" for node in ast.walk(parsed(path)))
    ]
    assert made == ["consult/case.py"]


def test_only_the_edge_reads_clock_and_environment() -> None:
    reach = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|os\.environ|os\.getenv|utcnow")
    edge = {"cli"}
    inside = [path for path in MODULES if room_of(path) not in edge and reach.search(path.read_text("utf-8"))]
    # git is started with the process's environment unless one is passed in.
    assert [path.relative_to(PACKAGE).as_posix() for path in inside] == ["core/repository/git.py"]


def test_no_test_reads_the_date_of_the_machine() -> None:
    """The benchmarks may; a test that starts a process of its own is seen at the other dates of ``.ci/run``."""
    reach = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "benchmarks" not in path.parts]
    assert [path.name for path in tests if reach.search(path.read_text("utf-8"))] == []


def test_what_git_says_is_cut_at_its_own_ends_alone() -> None:
    """S1: ``str.splitlines`` also ends a line at U+2028 and the like, which a name may hold."""
    asking = [
        path for path in MODULES if room_of(path) != "cli" and "haishin.core.repository.git" in path.read_text("utf-8")
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
