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
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from haishin.core.contract.policy import JST
from haishin.core.model import LedgerRecord
from haishin.send.ledger.beat import AT_REST, Beat, written
from haishin.send.ledger.records import BEAT, BRANCH, FILE, line_of, record
from support.force import ROOT, force_root
from support.ledger import git
from support.records import claimed, sealed

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


ALERTS_A_DAY = 3  # of a prefecture; each is mailed for so many minutes, with a beat in each
MINUTES = 12


def year() -> Iterator[tuple[datetime, LedgerRecord | None]]:
    """Yield each commit of a year's branch: its time, and its record, or None for a beat alone."""
    begun = datetime(2026, 1, 1, tzinfo=JST)
    yield begun, record("activated", begun, repository="0" * 32, rehearsal=False, watermark="0" * 40)
    for day in range(365):
        morning = begun + timedelta(days=day)
        moments: list[tuple[datetime, LedgerRecord | None]] = []
        moments += [(morning + AT_REST * rest, None) for rest in range(1, 48)]
        for number in range(ALERTS_A_DAY):
            at = morning + timedelta(hours=9 + number, minutes=7)
            alert = f"{at:%Y%m%d-%H%M}-koekake"
            moments.append((at, claimed(alert, nonce=f"{day * ALERTS_A_DAY + number:032x}")))
            moments += [(at + timedelta(minutes=minute), None) for minute in range(1, MINUTES)]
            moments.append((at + timedelta(minutes=MINUTES), sealed(alert=alert, accepted=8000)))
        yield from sorted(moments, key=lambda one: one[0])


def make_year(remote: Path) -> int:
    """Write the branch as git's own stream, which takes seconds where pushes would take hours; return its commits.

    The records first, one form behind the other, for git tells each by the one before.
    """
    lines, commits = b"", 0
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=remote, stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for number, (_, entry) in enumerate(year(), 1):
            if entry is not None:
                lines += line_of(entry)
                importing.stdin.write(f"blob\nmark :{number}\ndata {len(lines)}\n".encode() + lines)
        for commits, (at, entry) in enumerate(year(), 1):
            beat = written(Beat(at, "1" * 32, commits, "a" * 40))
            who = f"haishin <haishin@localhost.invalid> {int(at.timestamp())} +0900"
            said = f"commit refs/heads/{BRANCH}\ncommitter {who}\ndata 5\nbeat\n\n"
            importing.stdin.write(f"{said}M 100644 inline {BEAT}\ndata {len(beat)}\n".encode() + beat)
            if entry is not None:
                importing.stdin.write(f"M 100644 :{commits} {FILE}\n".encode())
    return commits


def tell_of_the_year() -> None:
    """Print what a year's branch is."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        git(folder, "init", "-q", "--bare", "remote.git")
        commits = make_year(folder / "remote.git")
        git(folder / "remote.git", "gc", "-q")
        size = sum(file.stat().st_size for file in (folder / "remote.git" / "objects").rglob("*") if file.is_file())
        git(folder, "init", "-q", "--bare", "clone.git")
        begun = time.monotonic()
        git(folder / "clone.git", "fetch", "-q", f"file://{folder / 'remote.git'}", BRANCH)
        spent = time.monotonic() - begun
    sys.stdout.write(f"a year's ledger: {commits:,} commits, {size / 1e6:.1f} MB, fetched in {spent:.1f} s\n")


def main() -> int:
    """Always 0: what is fast enough, a person says."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    calls = {"bare import": PEER} | {f"haishin {verb[0]}": ("-m", "haishin", *verb) for verb in VERBS}
    with TemporaryDirectory() as bytecode:
        turns = [{name: seconds(words, bytecode) for name, words in calls.items()} for _ in range(rounds + 1)]
    best = {name: min(turn[name] for turn in turns[1:]) for name in calls}
    for name, spent in best.items():
        sys.stdout.write(f"{name:20} {spent:6.3f} s {spent / best['bare import']:6.2f} times the bare import\n")
    tell_of_the_year()
    return 0


if __name__ == "__main__":
    sys.exit(main())
