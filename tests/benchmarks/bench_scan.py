"""How fast ``privacy.scan`` is: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_scan.py``. A command.

Prints mails and characters a second over the sample alerts, and for hostile texts the seconds of 8, 16 and 32 Ki
characters and by what the last doubling multiplied the cost: about 2 where it is linear, 4 where it is quadratic.
"""

from __future__ import annotations

import sys
from time import process_time

from haishin.check import privacy
from haishin.check.document import read
from support.contract import shipped
from support.force import FORCE

CONTRACT = shipped()
SEEDS = (
    *"10a@田あアー一十様小の普生市\n",
    *("0-", "a@", "a.", "さん", "容疑者", "氏名", "被害者は", "さとう", "ニ", "ゼロ", "一の", "1番", "1丁目"),
    *("佐藤の妻", "佐藤", "犯人", "男性が", "犯人の佐藤", "あさん", "町1-", "前橋市1"),
    *("1組小", "一、", "「佐藤」と", "田(1)", "グエン・", "ゼロ1"),
    *("36.123,", "N36", "口座番号は", "小学校1年"),
    *("x.com/", "LINE", "A B ", "群馬", "300あ", "a\u0301", "㍿", "ﷺ", "1\u200b", "★a"),
)  # fmt: skip


GROWTH = 3.0  # of the cost when the text doubles: between linear and quadratic, with room for a busy machine


def seconds(body: str) -> float:
    """One scan, in time of the processor: a busy machine does not blur it."""
    start = process_time()
    privacy.scan("件名", body, CONTRACT)
    return process_time() - start


def main() -> int:
    """0 when no hostile text takes more than the limit nor grows as a square does.

    The limit is the first argument: seconds at 32 Ki characters, 0.2 by default.
    """
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 0.2
    bodies = []
    for path in sorted((FORCE / "alerts").glob("*/*/*.md")):
        alert = read(path.relative_to(FORCE).as_posix(), path.read_bytes(), CONTRACT).alert
        bodies += [alert.body] if alert is not None else []
    spent = sum(seconds(body) for _ in range(20) for body in bodies)
    count, characters = 20 * len(bodies), 20 * sum(map(len, bodies))
    sys.stdout.write(
        f"{count / spent:.0f} mails/s, {characters / spent:.0f} characters/s ({len(bodies)} sample alerts)\n"
    )
    slow = 0
    for seed in SEEDS:
        texts = [(seed * size)[:size] for size in (8192, 16384, 32768)]
        times = [min(seconds(text) for _ in range(3)) for text in texts]
        growth = times[2] / times[1]
        bad = times[2] > limit or growth > GROWTH
        slow += bad
        shown = " ".join(f"{taken:.3f}" for taken in times)
        sys.stdout.write(f"{seed!r:12} {shown} x{growth:.1f}{'  SLOW' if bad else ''}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
