"""System calls of ``haishin send`` that fail or kill: nobody is lost or gets two, and an error is told in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import syscalls

PROGRAM = Path(syscalls.__file__)


@pytest.mark.skipif(syscalls.TRACER is None, reason="hitting single system calls needs the Debian package strace")
def test_a_few_calls_of_each_kind() -> None:
    """In a process of its own: it forks. Every call is a command (ARCHITECTURE.md)."""
    faults = ["fdatasync:signal=KILL", "pwrite64:error=ENOSPC", "sendto:error=ECONNRESET"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(PROGRAM.parent)])}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "3,8", *faults], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    *each, last = done.stdout.splitlines()
    assert [line.partition(" runs hit")[0] for line in each] == [f"{fault}: 2" for fault in faults]
    assert last == f"{2 * len(faults)} runs; lost 0, doubled 0"
