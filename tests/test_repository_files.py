"""The files around the code: lock files, schemas, documents, and what must not stand in any file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from haishin.office.product import Owner, own

ROOT = Path(__file__).parent.parent
TEST_COMMAND = "python3 scripts/bootstrap.py test"

# --- what must not stand in any file -------------------------------------------------------------

ADDRESS = re.compile(r"[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+", re.IGNORECASE)
# RFC 2606 and 6761; example.jp and its like are kept free by the registry of .jp in the same way.
RESERVED = re.compile(
    r"(?:^|\.)(?:example|example\.(?:com|net|org|jp|(?:co|ne)\.jp)|test|invalid|localhost)$", re.IGNORECASE
)
# What cannot be anybody's: a domain of one letter under .jp (three is the least), a label with a hyphen at its edge.
IMPOSSIBLE = re.compile(r"^[a-z]\.jp$|(?:^|\.)-|-(?:\.|$)")
# Tests of what only a carrier's domain allows need its name; the local parts are letters a and b with dots or hyphens.
CARRIER_FORM = re.compile(r"[-.]*a?[-.]*b?\.?")
CARRIERS = re.compile(r"(?:^|\.)x?(?:docomo|ezweb|vodafone)\.ne\.jp$")
INVENTED = {
    "taro@xn--wgv71a119e.jp": "the domain by which the registry of .jp shows what its names can be",
    "anzen@police.gunma.jp": "live mode refuses example hosts, and a test must see it accept another",
}
MACHINE_PATH = re.compile(r"(?:^|[^\w.])/(?:work|root|home|Users)/[\w.-]", re.MULTILINE)


@cache
def tracked() -> tuple[str, ...]:
    """Paths of the repository, those not yet added included; from the folder itself where it is no clone."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()))


def texts() -> Iterator[tuple[str, str]]:
    for name in tracked():
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            assert name.startswith(("tests/examples/", ".github/pictures/")), f"{name} is no UTF-8 text"


def foreign_addresses(text: str) -> list[str]:
    """Addresses that might be somebody's (T30)."""
    return [found[0] for found in ADDRESS.finditer(text) if not _is_nobodys(found[0].lower())]


def _is_nobodys(address: str) -> bool:
    local, _, domain = address.partition("@")
    if RESERVED.search(domain) or IMPOSSIBLE.search(domain) or address in INVENTED:
        return True
    return bool(CARRIERS.search(domain) and CARRIER_FORM.fullmatch(local))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("to a@example.jp, b.c+d@mail.example.com", []),
        ("x@relay.test y@nowhere.invalid z@localhost", []),
        ("actions/checkout@0123abc @pytest.fixture a @ b.c user:word@127.0.0.1:25", []),
        ("a@b.jp, x@-y.jp, a..b@docomo.ne.jp, .a@mail.ezweb.ne.jp", []),
        ("taro@" + "docomo.ne.jp", ["taro@" + "docomo.ne.jp"]),
        ("a@" + "ab.jp", ["a@" + "ab.jp"]),
        ("a..b@" + "notexample.jp", ["a..b@" + "notexample.jp"]),
        ("x@" + "example.jp.evil.com", ["x@" + "example.jp.evil.com"]),
    ],
)
def test_foreign_addresses_are_seen(text: str, found: list[str]) -> None:
    assert foreign_addresses(text) == found


def test_no_file_holds_a_foreign_address() -> None:
    """But for what is a force's own: its sender's address is no example."""
    product = ((name, text) for name, text in texts() if own().owner(name) is Owner.PRODUCT)
    assert {name: found for name, text in product if (found := foreign_addresses(text))} == {}


def test_no_file_holds_a_path_of_a_machine() -> None:
    assert MACHINE_PATH.search("see " + "/home" + "/taro")
    assert not MACHINE_PATH.search("https://example.jp/home" + "/x and scripts/work" + "/x")
    assert {name: found[0] for name, text in texts() if (found := MACHINE_PATH.search(text))} == {}


def test_test_files_have_names_of_their_own() -> None:
    names = [Path(name).name for name in tracked() if name.startswith("tests/") and name.endswith(".py")]
    # The command of a folder is imported by the folder's name: ``python -m simulation.run``.
    twice = {name for name in names if names.count(name) > 1 and name not in ("conftest.py", "run.py")}
    assert twice == set(), "pytest imports test files by their bare name"


# --- lock files -----------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    """Name → version of a lock file; every one hashed, nothing else in it (T15)."""
    text = (ROOT / name).read_text(encoding="ascii")
    assert "://" not in text
    found = {}
    for block in re.sub(r"^\s*#.*\n", "", text.replace("\\\n", " "), flags=re.MULTILINE).splitlines():
        requirement, *hashes = block.split()
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+", requirement), block
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word) for word in hashes), block
        found.update([requirement.split("==")])
    return found


def declared(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", requirement)[0].lower() for requirement in requirements}


def test_lock_files_are_hashed_and_agree_with_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime, test = pins("requirements.lock"), pins("requirements-dev.lock")
    assert declared(project["dependencies"]) == {"python-frontmatter", "pyyaml", "markdown-it-py", "jsonschema"}
    assert declared(project["dependencies"]) <= runtime.keys()
    assert declared(project["optional-dependencies"]["dev"]) <= test.keys()
    assert runtime.items() <= test.items()


# --- schemas --------------------------------------------------------------------------------------


def test_schemas_follow_the_schema_of_schemas() -> None:
    schemas = sorted([*(ROOT / "schema").glob("*.schema.json"), *(ROOT / "scripts").rglob("*.schema.json")])
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *schemas]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# --- commands and documents -----------------------------------------------------------------------


def continuous(tmp_path: Path, fails: int) -> tuple[int, list[str]]:
    """What ``.ci/run`` calls once all is installed, and its exit code; the call of that number fails with 1."""
    program = (ROOT / ".ci" / "run").read_text("utf-8")
    begins = program.index(f'"$python" {TEST_COMMAND.partition(" ")[2]}')
    log = tmp_path / "log"
    log.write_text("")
    stubs = {
        "python": f'echo "${{clock-today}} | $*" >> {log}; [ "$(wc -l < {log})" != {fails} ]',
        "faketime": 'export clock="$TZ $2"; shift 2; exec "$@"',
    }
    for name, text in stubs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    assert "\nset -euo pipefail\n" in program
    command = f"set -euo pipefail; python=python\n{program[begins:]}"
    told = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command], env=told, check=False)
    return done.returncode, log.read_text("utf-8").splitlines()


def test_the_continuous_run_calls_the_commands_of_the_readme(tmp_path: Path) -> None:
    """The whole once, as today; then the quick part elsewhere and at other dates; none that fails is passed over."""
    quick = f"{TEST_COMMAND} --quick"
    rooms = ("consult/consultation", "consult/decision", "core", "office/test_register.py", "cli/test_send.py")
    dated = " ".join(f"tests/{room}" for room in rooms)
    for command in (TEST_COMMAND, quick):
        assert re.search(rf"^\$ {command} +#", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    code, calls = continuous(tmp_path, 0)
    assert (code, calls) == (
        0,
        [
            f"today | {TEST_COMMAND.partition(' ')[2]}",
            f"America/New_York @2028-02-29 12:00:00 | {quick.partition(' ')[2]} {dated}",
            f"Asia/Tokyo @2026-12-31 23:59:50 | {quick.partition(' ')[2]} {dated}",
        ],
    )
    for number in range(1, len(calls) + 1):
        assert continuous(tmp_path, number) == (1, calls[:number])


@pytest.mark.parametrize("name", [".ci/run", "scripts/bootstrap.py"])
def test_what_is_called_by_name_may_be_executed(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_links_between_the_documents_lead_somewhere() -> None:
    dead = [
        f"{name}: {target}"
        for name, text in texts()
        if re.fullmatch(r"[^/]+\.md", name)
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
        if not (ROOT / target).exists()
    ]
    assert dead == []
