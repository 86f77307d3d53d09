"""What a year costs: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_year.py [COUNT …]``.

Writes a year of COUNT alerts (default 300 and 3,000, with corrections, waivers and holds). In a clone of it audits with
``--offline``, writes the register and the figures and publishes, each in a process of its own, and prints the CPU
seconds, the memory and the seconds that went by.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from support.force import ROOT
from support.year import write_year

# Starts the command from a small process: what is forked begins with the memory of its parent.
MEASURE = """
import resource, subprocess, sys, time
began = time.perf_counter()
call = [sys.executable, "-m", "haishin", "--lang", "en", *sys.argv[1:]]
done = subprocess.run(call, stdout=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu, wall = used.ru_utime + used.ru_stime, time.perf_counter() - began
said = done.stdout.splitlines()[-1]
sys.stdout.write(f"{cpu:.1f} s of CPU, {used.ru_maxrss // 1024} MB, {wall:.1f} s; exit {done.returncode}: {said}")
"""
VERBS = (
    ("audit", "--offline"),
    ("report", "--form", "register", "--into", "out"),
    ("report", "--period", "2026-12..2027-11", "--into", "out"),
    ("publish", "../site"),
)


def main() -> None:
    counts = argparse.ArgumentParser(description=__doc__)
    counts.add_argument("counts", nargs="*", type=int, default=[300, 3000])
    for count in counts.parse_args().counts:
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "remote.git").mkdir()
            write_year(folder / "remote.git", count)
            subprocess.run(["git", "clone", "--quiet", "remote.git", "clone"], cwd=folder, check=True)
            told = {"PATH": os.environ["PATH"], "HOME": name, "PYTHONPATH": str(ROOT / "scripts")}
            for verb in VERBS:
                call = (sys.executable, "-c", MEASURE, *verb)
                done = subprocess.run(call, cwd=folder / "clone", env=told, capture_output=True, text=True, check=True)
                sys.stdout.write(f"{count} {' '.join(verb[:2])}: {done.stdout}\n")


if __name__ == "__main__":
    main()
