"""What hostile texts cost: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_hostile.py``. A command.

Reads and judges a draft whose text repeats one unit, at a quarter, a half and the whole of 8,000 characters, and prints
the CPU seconds and by what the last doubling multiplied them: about 2 where the cost is linear, 4 where it is
quadratic. Then the slowest of the hostile files, as a multiple of an ordinary draft's cost in the same run.
"""

from __future__ import annotations

import sys
from time import process_time

from haishin.document.sample import SAMPLE
from support_documents import findings
from support_force import EXAMPLES

UNITS = (
    *("[", "*a_", "`", "![", "<", "&", "[a](", "- ", "> ", "[a]: b\n", "|", "\\", "<!--", "<a ", "https://", "`a``"),
    *("a.", "a.jp"),
    *("犯人", "11月25日（火）", "12時", "①", "○", "「", "?", " ", "\u3000", "外国人", "〜", "夕方、", "※", "0"),
    *("男性", "係長", "と話した。", "SNSで話題", "身柄", "逮捕には", "逮捕は、まだ", "のため", "逮捕（", "「逮捕"),
)  # fmt: skip
WHOLE = 8000
GROWTH = 3.0  # when the text doubles: between linear and quadratic, with room for a busy machine


def seconds(data: bytes) -> float:
    """The best of three judgements, in time of the processor: a busy machine does not blur it."""
    spent = []
    for _ in range(3):
        began = process_time()
        findings(data)
        spent.append(process_time() - began)
    return min(spent)


def draft(unit: str, size: int) -> bytes:
    """A whole draft with a text of that many characters."""
    return f"{SAMPLE}\n{(unit * size)[:size]}\n".encode()


def main() -> int:
    """0 when no text's cost grows as a square does."""
    plain = seconds(SAMPLE.encode())  # reads the contract, too
    plain = min(plain, seconds(SAMPLE.encode()))
    slow = 0
    for unit in UNITS:
        quarter, half, whole = (seconds(draft(unit, size)) for size in (WHOLE // 4, WHOLE // 2, WHOLE))
        slow += (bad := whole / half > GROWTH)
        sys.stdout.write(
            f"{unit!r:16} {quarter:.3f} {half:.3f} {whole:.3f} x{whole / half:.1f}{'  SLOW' if bad else ''}\n"
        )
    taken = {path.stem: seconds(path.read_bytes()) for path in sorted((EXAMPLES / "invalid").glob("*.md"))}
    worst = max(taken, key=lambda name: taken[name])
    sys.stdout.write(f"slowest file {worst}: {taken[worst] / plain:.1f} times an ordinary draft ({plain:.3f} s)\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
