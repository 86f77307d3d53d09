"""Kill a sender at points of all kinds, let the next ones go on, and compare the journal with what the relay took."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from support import kills

PROGRAM = Path(kills.__file__)


def test_nobody_is_lost_and_nobody_gets_two() -> None:
    """In a process of its own: it forks. The long one is a command (ARCHITECTURE.md)."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(PROGRAM.parent)])}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "12", "3"], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    # Threads make no two runs of one length: a few end before their point.
    assert re.match("12 points, (9|10|11|12) killed; ", done.stdout), done.stdout
    assert done.stdout.endswith("lost 0, doubled 0\n")
