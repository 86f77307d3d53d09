"""What a command costs before it acts: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_start.py [ROUNDS]``.

ROUNDS times (default 7) in turn, in CPU seconds of a child process: a bare import of the packages that the tool is
built on, and some verbs of the command, each in a fresh interpreter. All of them load bytecode that an uncounted round
has written to a scratch folder, as on a machine where the command ran before. Prints the best of each and how many
times the bare import that is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from support.force import ROOT, force_root

ALERT = min(force_root().glob("alerts/*/*/*.md"))
PEER = ("-c", "import yaml, jsonschema, markdown_it, frontmatter")
VERBS = (("--help",), ("codeowners", "--check"), ("rules",), ("validate", str(ALERT)))


def seconds(words: tuple[str, ...], bytecode: str) -> float:
    """CPU seconds of one interpreter that runs these words, with its bytecode in that folder."""
    before = getrusage(RUSAGE_CHILDREN)
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**bare, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONPYCACHEPREFIX": bytecode}
    subprocess.run(
        [sys.executable, *words],
        cwd=force_root(),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Always 0: what is fast enough, a person says."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    calls = {"bare import": PEER} | {f"haishin {verb[0]}": ("-m", "haishin", *verb) for verb in VERBS}
    with TemporaryDirectory() as bytecode:
        turns = [{name: seconds(words, bytecode) for name, words in calls.items()} for _ in range(rounds + 1)]
    best = {name: min(turn[name] for turn in turns[1:]) for name in calls}
    for name, spent in best.items():
        sys.stdout.write(f"{name:20} {spent:6.3f} s {spent / best['bare import']:6.2f} times the bare import\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
