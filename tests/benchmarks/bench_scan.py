"""How fast ``privacy.scan`` is: ``PYTHONPATH=scripts python tests/benchmarks/bench_scan.py``. A command, not a test.

Prints mails and characters a second over the sample alerts, and for hostile texts the seconds of 8, 16 and 32
KiB, which must double and not quadruple.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from haishin import privacy
from haishin.contract import load
from haishin.document import read

ROOT = Path(__file__).parent.parent.parent
CONTRACT = load(ROOT / "schema")
SEEDS = (
    *"10a@田あアー一十様小の普生市\n",
    *("0-", "a@", "a.", "さん", "容疑者", "氏名", "被害者は", "さとう", "ニ", "ゼロ", "一の", "1番", "1丁目"),
    *("36.123,", "N36", "口座番号は", "小学校1年"),
    *("x.com/", "LINE", "A B ", "群馬", "300あ", "a\u0301", "㍿", "ﷺ", "1\u200b", "★a"),
)  # fmt: skip


def seconds(body: str) -> float:
    """One scan."""
    start = perf_counter()
    privacy.scan(
        "件名",
        body,
        category=None,
        consent_names=(),
        consent=False,
        disclosed=(),
        wording=CONTRACT.wording,
        organization=CONTRACT.organization,
    )
    return perf_counter() - start


def main() -> int:
    """0 when no hostile text takes more than the limit given as the first argument (seconds at 32 KiB; default 0.2)."""
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 0.2
    bodies = []
    for path in sorted((ROOT / "alerts").glob("*/*/*.md")):
        alert = read(path.relative_to(ROOT).as_posix(), path.read_bytes(), CONTRACT).alert
        bodies += [alert.body] if alert is not None else []
    spent = sum(seconds(body) for _ in range(20) for body in bodies)
    count, characters = 20 * len(bodies), 20 * sum(map(len, bodies))
    sys.stdout.write(
        f"{count / spent:.0f} mails/s, {characters / spent:.0f} characters/s ({len(bodies)} sample alerts)\n"
    )
    slow = 0
    for seed in SEEDS:
        times = [min(seconds((seed * size)[:size]) for _ in range(2)) for size in (8192, 16384, 32768)]
        slow += times[-1] > limit
        sys.stdout.write(
            f"{seed!r:12} {times[0]:.3f} {times[1]:.3f} {times[2]:.3f}{'  SLOW' if times[-1] > limit else ''}\n"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
