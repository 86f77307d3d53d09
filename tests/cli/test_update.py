"""The build of a release, as ``update`` starts it: whoever wrote the program is told nothing by it (threat T14)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from haishin.cli.update import build
from haishin.core.errors import ToolError
from support.environment import complete
from support.force import ROOT, put_force
from support.raising import raises

TELLS = """\
import json, os, pathlib, sys
told = [sys.flags.isolated, sys.argv[1:], os.getcwd(), sys.stdin.read(), dict(os.environ)]
pathlib.Path(__file__).with_name("told").write_text(json.dumps(told))
print("something that looks like what update says")
"""
SECRETS = (
    "HAISHIN_FORGE_TOKEN",
    "HAISHIN_SMTP",
    "HAISHIN_STATE",
    "HAISHIN_LIVE",
    "GIT_SSH_COMMAND",
    "SSH_AUTH_SOCK",
    "PYTHONPATH",
    "PYTHONSTARTUP",
)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    return tmp_path


def test_it_is_told_no_secret_and_where_no_state_folder_is(
    release: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "S3CR3T")
    monkeypatch.setenv("PIP_FIND_LINKS", "wheels")
    (release / "scripts" / "bootstrap.py").write_text(TELLS, encoding="utf-8")
    build(release)
    isolated, words, where, typed, told = json.loads((release / "scripts" / "told").read_text("utf-8"))
    assert (isolated, words, where, typed) == (1, ["table"], str(release), "")
    assert "S3CR3T" not in str(told)
    assert {"PATH", "PIP_FIND_LINKS"} <= set(told)
    assert capfd.readouterr().out == ""


def test_one_that_fails_is_no_program(release: Path) -> None:
    (release / "scripts" / "bootstrap.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    with raises(ToolError, "cli/failed-build"):
        build(release)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (None, ""),
        ("scripts/haishin/cli/__init__.py", "def main(:\n"),
        ("scripts/haishin/core/json_schema.py", "raise ImportError\n"),
        ("schema/policy.schema.json", "{\n"),
    ],
)
def test_the_program_itself_is_tried(release: Path, file: str | None, text: str) -> None:
    """By its own JSON Schemas and the rules that its commit has; nothing is installed here."""
    shutil.rmtree(release / "scripts")
    shutil.copytree(ROOT / "scripts", release / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", release)
    put_force(release)
    complete(release)
    if file is None:
        build(release)
        return
    (release / file).write_text(text, encoding="utf-8")
    with raises(ToolError, "cli/failed-build"):
        build(release)
