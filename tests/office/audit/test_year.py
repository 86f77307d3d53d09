"""A year of 3,000 alerts is audited within ten seconds and 300 MB; a shorter one here, by the same command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.force import ROOT
from support.year import write_year


def audited(folder: Path, alerts: int, *words: str) -> subprocess.CompletedProcess[str]:
    """``haishin audit`` in a clone of such a year, as a process of its own."""
    remote = folder / "remote.git"
    remote.mkdir()
    write_year(remote, alerts)
    subprocess.run(["git", "clone", "--quiet", str(remote), "clone"], cwd=folder, check=True)
    told = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "scripts")}
    words = (sys.executable, "-m", "haishin", "--lang", "en", "audit", *words)
    return subprocess.run(words, cwd=folder / "clone", env=told, capture_output=True, encoding="utf-8", check=False)


def test_a_year_is_sound(tmp_path: Path) -> None:
    done = audited(tmp_path, 60, "--offline")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "60 alert(s) audited: sound in all that was asked."
