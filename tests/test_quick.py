"""Which tests are quick: none that starts a server, a browser, a workflow, a sweep of kills or a simulation."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PLAIN = "def test_it(): pass\n"
PAGE = "from pytest import fixture\n@fixture\ndef page(browser): return browser\n"


def chosen(folder: Path, *words: str) -> list[str]:
    """The files of the tests that pytest takes in that folder, with the conftest of all tests."""
    (folder / "conftest.py").write_bytes((TESTS / "conftest.py").read_bytes())
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-c", os.devnull, "--rootdir", folder, folder]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    path = os.pathsep.join(map(str, (folder, TESTS, TESTS.parent / "scripts")))
    told = kept | {"CI": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": path}
    done = subprocess.run([*command, *words], capture_output=True, text=True, env=told, check=False)
    return sorted(line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line)


def test_a_test_is_quick_unless_it_or_its_fixture_takes_from_what_starts_something(tmp_path: Path) -> None:
    files = {
        "test_plain.py": PLAIN,
        "test_module.py": f"from support import kills\n{PLAIN}",
        "test_sweep.py": f"import pytest\npytestmark = pytest.mark.sweep\n{PLAIN}",
        "test_function.py": f"from support.postfix import start_postfix\n{PLAIN}",
        "test_fixture.py": "def test_it(browser): pass\n",
        "test_fixture_of_a_fixture.py": f"{PAGE}def test_it(page): pass\n",
        "test_beside_such_a_fixture.py": f"{PAGE}{PLAIN}",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert chosen(tmp_path) == sorted(files)
    assert chosen(tmp_path, "--quick") == ["test_beside_such_a_fixture.py", "test_plain.py"]


def heavy() -> frozenset[str]:
    """The list in conftest.py."""
    (found,) = (
        node.value
        for node in ast.parse((TESTS / "conftest.py").read_text("utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "HEAVY"
    )
    assert isinstance(found, ast.Call)
    return frozenset(ast.literal_eval(found.args[0]))


def support() -> dict[str, Path]:
    """What tests import from each other, by name."""
    return {f"support.{path.stem}": path for path in (TESTS / "support").glob("*.py")}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
    return names


def test_whatever_stands_in_the_list_is_there() -> None:
    assert [name for name in heavy() - support().keys() if not (TESTS / f"{name.replace('.', '/')}.py").exists()] == []


@pytest.mark.parametrize("name", sorted(support()))
def test_support_that_takes_from_what_starts_something_is_in_the_list(name: str) -> None:
    if name not in heavy():
        assert not imported(support()[name]) & heavy()
