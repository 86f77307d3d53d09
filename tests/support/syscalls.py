"""Run as a program: let each system call of a small sending fail or kill in turn, go on, and compare with the relay.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/syscalls.py [EVERY | N,N… [CALL:FAULT …]]

``haishin send`` runs in a rehearsal as a process of its own under ``strace -f -e inject=…:when=N``, git and SQLite
included: of each thread the N-th such call is hit, for every N (or every EVERY-th, or those that are named) until none
is. Then the command runs again without, until all is at rest. After an error the command has to end with words and a
remedy; whatever was hit, nobody is lost, and nobody gets two outside those in doubt. Ends with 1 at the first that does
not hold.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from support.commands import NOW, Scratch
from support.kills import demand, fast_folder
from support.sending import CAUTION_ID, kinds, merge, service, states
from support.sink import Sink

TRACER = shutil.which("strace")  # None too where nobody may trace
if (
    TRACER is not None
    and subprocess.run([TRACER, "-o", os.devnull, "true"], capture_output=True, check=False).returncode
):
    TRACER = None
IN_FLIGHT = 3
PEOPLE = [f"r{number}@residents.example.jp" for number in range(8)]
KILL = "signal=KILL"
FAULTS = (
    *(f"{call}:{KILL}" for call in ("fdatasync", "fsync", "pwrite64", "rename", "connect", "sendto")),
    *(f"pwrite64:error={error}" for error in ("ENOSPC", "EIO")),
    *(f"{call}:error=EIO" for call in ("fdatasync", "fsync", "rename")),
    *(f"connect:error={error}" for error in ("ECONNREFUSED", "ETIMEDOUT")),
    *(f"sendto:error={error}" for error in ("ECONNRESET", "ENOBUFS")),
)
LATER = [f"2026-11-25T{hour}:{minute:02}+09:00" for hour in (17, 18) for minute in (15, 30, 45)]


class Hit:
    """What became of one injected run."""

    def __init__(self, code: int, said: str, hits: int) -> None:
        self.code = code
        self.said = said
        self.hits = hits


class SystemCalls:
    """Sends from copies of one scratch folder, each to a relay of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = service(folder / "template", PEOPLE, limits={"in_flight": str(IN_FLIGHT)})
        merge(self._template)

    def __call__(self, fault: str, number: int) -> Hit:
        """Hit the calls of that number; come to rest and check. Raises Broken."""
        scratch = Scratch(self._folder / "scratch", self._template.folder)
        try:
            with Sink() as sink:
                live = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{sink.port}"}
                hit = self._injected(scratch, fault, number, live)
                for now in LATER:
                    done = scratch.run("send", now=now, live=True, env=live)
                    if kinds(scratch)[-1] == "sealed" and done.returncode in (0, 3):
                        break
            self._check(scratch, fault, hit, Counter(address for address, _ in sink.taken))
            return hit
        finally:
            shutil.rmtree(scratch.folder)

    def _injected(self, scratch: Scratch, fault: str, number: int, live: dict[str, str]) -> Hit:
        assert TRACER is not None
        trace = scratch.folder / "trace"
        call = fault.partition(":")[0]
        # Under --seccomp-bpf strace 6.13 injects errors, and forgets signals.
        quick = [] if fault.endswith(KILL) else ["--seccomp-bpf"]
        options = ["-f", *quick, "-e", f"trace={call}", "-e", f"inject={fault}:when={number}", "-o", trace]
        done = subprocess.run(
            [TRACER, *options, sys.executable, "-m", "haishin", "send", "--live"],
            cwd=scratch.copy,
            env=scratch._environment(NOW, live=True, env=live),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=240,
        )
        traced = trace.read_text("utf-8", "replace")
        hits = traced.count("killed by SIGKILL" if fault.endswith(KILL) else "(INJECTED)")
        return Hit(done.returncode, done.stdout + done.stderr, hits)

    def _check(self, scratch: Scratch, fault: str, hit: Hit, got: Counter[str]) -> None:
        killed = fault.endswith(KILL) and hit.code in (-9, 137)
        refused = hit.code in (1, 2) and any(line.startswith(("→ ", "  → ")) for line in hit.said.splitlines())
        demand("Traceback" not in hit.said, f"no words for what happened: {hit.said}")
        demand(killed or refused or hit.code in (0, 3), f"no clear refusal: {hit.code} {hit.said}")
        told = states(scratch)
        demand(sorted(told) == PEOPLE, f"the snapshot is {sorted(told)}")
        for address, state in told.items():
            demand(state in ("accepted", "in-doubt"), f"{address} is {state} in the end")
            copies = got.pop(address, 0)
            demand(copies == 1 or (copies == 0 and state == "in-doubt"), f"{address} is {state}, {copies} copies")
        demand(not got, f"the relay took {got} besides")
        doubt = [*told.values()].count("in-doubt")
        # Of an error each connection has met one, and may have met it at the dot.
        demand(doubt <= (IN_FLIGHT if fault.endswith(KILL) else hit.hits), f"{doubt} in doubt")
        demand(kinds(scratch).count("claimed") == 1, f"the ledger says {kinds(scratch)}")
        demand(CAUTION_ID in hit.said or hit.code != 0, "it ended well and did not say what it sent")


def sweep(numbers: Sequence[int], faults: Sequence[str], tell: Callable[[str], None]) -> int:
    """Hit the calls of these numbers by each fault, until none is hit; return how many runs were."""
    hits = 0
    with tempfile.TemporaryDirectory(dir=fast_folder()) as made:
        calls = SystemCalls(Path(made))
        for fault in faults:
            told: Counter[int] = Counter()
            for number in numbers:
                hit = calls(fault, number)
                if not hit.hits:
                    break
                told[hit.code] += 1
            hits += told.total()
            tell(f"{fault}: {told.total()} runs hit; exit codes {dict(told)}")
    return hits


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    first, *given = sys.argv[1:] or ["1"]
    chosen = [int(one) for one in first.split(",")] if "," in first else range(1, 100_000, int(first))
    say(f"{sweep(chosen, given or FAULTS, say)} runs; lost 0, doubled 0")
