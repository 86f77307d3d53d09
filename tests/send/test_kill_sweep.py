"""Kill a sender before a real Postfix and settle by its log (more points: ``support/kills.py``)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import kills, postfix

PROGRAM = Path(kills.__file__)


@pytest.mark.skipif(
    not postfix.PROGRAM.exists() or os.geteuid() != 0,
    reason="a private Postfix needs the Debian package postfix and root",
)
def test_a_real_log_settles_whom_any_kill_left_in_doubt() -> None:
    """In a process of its own: it forks."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(PROGRAM.parent)])}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "4"], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    said = r"4 points; settled [1-9]\d* in doubt, \d+ of them mailed again; lost 0, doubled 0\n"
    assert re.fullmatch(said, done.stdout), done.stdout
