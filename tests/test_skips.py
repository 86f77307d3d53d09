from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent / "conftest.py"
SENTENCE = "CI=true: 1 skipped; .ci/run installs what the tests use, so a skip is a failure"


def run(folder: Path, ci: str, workers: str = "0") -> subprocess.CompletedProcess[str]:
    """Pytest in that folder, with the conftest of all tests and no plugin but the one that makes workers."""
    (folder / "conftest.py").write_bytes(CONFTEST.read_bytes())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", workers, "-c", os.devnull]
    return subprocess.run(
        [*command, "--rootdir", folder, folder],
        capture_output=True,
        text=True,
        env=kept | {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(CONFTEST.parent)},
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
@pytest.mark.parametrize(
    "skip", ["def test_it():\n    pytest.skip('no')", "pytest.skip('no', allow_module_level=True)"]
)
def test_a_skip_fails_a_continuous_run_only(tmp_path: Path, skip: str, ci: str, code: int, workers: str) -> None:
    (tmp_path / "test_it.py").write_text(f"import pytest\n{skip}\ndef test_other(): pass\n", encoding="utf-8")
    done = run(tmp_path, ci, workers)
    # Where the whole module was skipped, nothing is left that could run: pytest's own code 5.
    assert done.returncode == (code or (5 if "module" in skip else 0)), done.stdout
    assert (SENTENCE in done.stdout) == (ci == "true")


def test_without_a_skip_a_continuous_run_passes(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")
    done = run(tmp_path, "true")
    assert done.returncode == 0, done.stdout
