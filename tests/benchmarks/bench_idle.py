"""What a run with nothing to do costs: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_idle.py [COUNT …]``.

Sends one real alert in a scratch repository (twelve residents) and multiplies it: COUNT alerts (default 100, 1,000 and
10,000) on main, each with its commit, its text and its year, each sealed in the ledger and in the journal. Then, in
turn, as processes: ``send --help``, which only starts (the peer), ``send``, ``status`` and ``plan``. Prints, in CPU
seconds of the process and of all that it started, the best of ROUNDS, the first run of ``send`` on a machine that has
never read this ledger, and how many times the peer each is; besides, the seconds that went by. With ``--profile VERB``
the functions that cost most.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha1
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from support.commands import NOW, Scratch
from support.contract import shipped
from support.sending import CAUTION_ID, CAUTION_TEXT, merge, ok, records, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
A_DAY = 10  # alerts: 10,000 of them are three years
VERBS = (("send", "--help"), ("send",), ("status",), ("plan",))


def make(folder: Path, count: int) -> Scratch:
    """A rehearsal that has sent so many alerts, the last of them now."""
    scratch = service(folder, PEOPLE)
    merge(scratch)
    ok(scratch.run("send"))
    at = [datetime.fromisoformat(NOW) - timedelta(minutes=24 * 60 // A_DAY * turn) for turn in range(1, count)]
    moments = {f"{moment:%Y%m%d-%H%M}-koekake-{turn}": moment for turn, moment in enumerate(reversed(at))}
    texts = {alert: f"{CAUTION_TEXT}{alert} です。\n".encode() for alert in moments}
    told = records(scratch)
    kinds = [record["kind"] for record in told]
    claim, seal = (told[kinds.index(kind)] for kind in ("claimed", "sealed"))
    written = list(_records(claim, seal, moments, texts))
    _bring(scratch, moments, texts)
    _record(scratch, [*told[: kinds.index("claimed")], *written, *told[kinds.index("claimed") :]], len(written))
    _remember(scratch, [(record["alert"], record["nonce"]) for record in written if record["kind"] == "claimed"])
    (scratch.state / "ledger-tip").unlink()
    return scratch


UNITS = sorted(shipped().organization.units)


def _path(alert: str) -> str:
    """In the folder of one unit after the other."""
    return f"alerts/{UNITS[int(alert.rpartition('-')[2]) % len(UNITS)]}/{alert[:4]}/{alert}.md"


def _records(
    claim: dict[str, Any], seal: dict[str, Any], moments: dict[str, datetime], texts: dict[str, bytes]
) -> Iterator[dict[str, Any]]:
    for number, (alert, moment) in enumerate(moments.items()):
        text, when = texts[alert], {"at": moment.isoformat(), "alert": alert}
        blob = sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()
        yield claim | when | {"id": f"{number:032x}", "nonce": f"{number:032x}", "path": _path(alert), "blob": blob}
        yield seal | when | {"id": f"{number + (1 << 64):032x}", "accepted_at": moment.isoformat()}


def _commit(branch: str, parent: str, moment: datetime) -> bytes:
    base = f"from {parent}\n" if parent else ""
    who = f"committer t <t@localhost.invalid> {int(moment.timestamp())} +0900"
    return f"commit refs/heads/{branch}\n{who}\ndata 1\n.\n{base}".encode()


def _data(data: bytes) -> bytes:
    return b"data %d\n" % len(data) + data + b"\n"


def _import(scratch: Scratch, stream: bytes) -> None:
    subprocess.run(
        ["git", "--git-dir", str(scratch.remote), "fast-import", "--quiet", "--force"], input=stream, check=True
    )


def _bring(scratch: Scratch, moments: dict[str, datetime], texts: dict[str, bytes]) -> None:
    """Each alert by a commit of its own on main; the work tree stays as it is."""
    commits = [
        _commit("main", "refs/heads/main^0" * (not turn), moment)
        + f"M 100644 inline {_path(alert)}\n".encode()
        + _data(texts[alert])
        for turn, (alert, moment) in enumerate(moments.items())
    ]
    _import(scratch, b"".join(commits))


def _record(scratch: Scratch, lines: list[dict[str, Any]], commits: int) -> None:
    """The ledger with these lines, on as many commits as there would be."""
    data = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()
    moment = datetime.fromisoformat(NOW)
    empty = b"".join(
        _commit("dispatch-log", "refs/heads/dispatch-log^0" * (not turn), moment) + b"\n" for turn in range(commits)
    )
    last = _commit("dispatch-log", "" if commits else "refs/heads/dispatch-log^0", moment)
    _import(scratch, empty + last + b"M 100644 inline ledger.jsonl\n" + _data(data))


def _remember(scratch: Scratch, claims: list[tuple[str, str]]) -> None:
    """The journal's rows of the alert that was sent, again for each."""
    with closing(sqlite3.connect(scratch.state / "journal.sqlite")) as sql, sql:
        for table, own in (("release", ("alert_id", "nonce")), ("delivery", ("alert_id",))):
            names = [str(row[1]) for row in sql.execute(f"PRAGMA table_info({table})")]
            taken = ", ".join("?" if name in own else name for name in names)
            sql.executemany(
                f"INSERT INTO {table}({', '.join(names)}) SELECT {taken} FROM {table} WHERE alert_id = ?",
                ((*claim[: len(own)], CAUTION_ID) for claim in claims),
            )


def seconds(scratch: Scratch, words: tuple[str, ...]) -> tuple[float, float]:
    """CPU seconds, and those that went by, of one process; its bytecode lies as where the command ran before."""
    bytecode = {"PYTHONDONTWRITEBYTECODE": None, "PYTHONPYCACHEPREFIX": str(scratch.folder / "bytecode")}
    before, start = getrusage(RUSAGE_CHILDREN), perf_counter()
    done = scratch.run(*words, apart=True, env=bytecode)
    passed, after = perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    if done.returncode or done.stderr:
        raise SystemExit(done.stdout + done.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, passed


def profile(scratch: Scratch, verb: str) -> None:
    """The functions of one run that cost most."""
    with cProfile.Profile() as watched:
        ok(scratch.run(verb))
    for order in ("tottime", "cumulative"):
        pstats.Stats(watched).sort_stats(order).print_stats(45)


def main() -> int:
    """Always 0: what is fast enough, a person says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile")
    given = parser.parse_args()
    for count in given.counts:
        with TemporaryDirectory() as scratch_folder:
            scratch = make(Path(scratch_folder), count)
            for verb in VERBS[:1]:
                seconds(scratch, verb)
            first = seconds(scratch, ("send",))
            turns = [{" ".join(verb): seconds(scratch, verb) for verb in VERBS} for _ in range(given.rounds)]
            best = {name: min(turn[name] for turn in turns) for name in turns[0]}
            for name, (spent, passed) in {"send (first)": first, **best}.items():
                times = spent / best["send --help"][0]
                sys.stdout.write(f"{count:6} alerts {name:12} {spent:6.2f} s {times:6.2f} times the bare start")
                sys.stdout.write(f" ({passed:.2f} s went by)\n")
            if given.profile:
                profile(scratch, given.profile)
    return 0


if __name__ == "__main__":
    sys.exit(main())
