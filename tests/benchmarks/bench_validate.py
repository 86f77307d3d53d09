"""What the rules cost: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_validate.py [COUNT] [ROUNDS]``.

Makes COUNT alerts (default 10,000) from the sample alerts in a scratch folder, each with an id and some words of its
own. Then, ROUNDS times (default 3) in turn, in CPU seconds of this one process: reading them and checking them against
the schema alone, and the whole ``validate`` of the folder (tree, reader, rules). Prints the best of each and their
ratio. To have a core of its own: ``taskset --cpu-list 0 python …``. With ``--profile`` the functions that cost
most.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from haishin.check.alert_files import FOLDER, alert_entries, check_files
from haishin.check.document import read
from haishin.core.repository.sources import WorktreeSource
from support.contract import shipped
from support.force import FORCE

TOWNS = ["文京町", "元総社町", "天川大島町", "小屋原町", "連取町", "宮子町", "笠懸町", "飯塚町", "箕郷町", "鬼石"]


def make(folder: Path, count: int) -> None:
    """That many alerts; one that follows another still follows one of its own kind."""
    samples = sorted((FORCE / FOLDER).glob("*/*/*.md"))
    for number in range(count):
        sample = samples[number % len(samples)]
        turn = number // len(samples)
        path = folder / sample.relative_to(FORCE).with_name(f"{sample.stem}-{turn}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = sample.read_text("utf-8")
        for other in samples:
            text = text.replace(other.stem, f"{other.stem}-{turn}")
        front, fence, body = text.partition("\n---\n")
        body = body.replace("地内", f"{TOWNS[turn % len(TOWNS)]}{turn % 9 + 1}丁目付近", 1)
        path.write_text(front + fence + body, encoding="utf-8")


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = process_time()
    act()
    return process_time() - start


def main() -> int:
    """Always 0: what is fast enough, a person says."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count, rounds = (*numbers, *(10_000, 3)[len(numbers) :])[:2]
    contract = shipped()
    with TemporaryDirectory() as scratch:
        make(Path(scratch), count)
        source = WorktreeSource(Path(scratch))

        def reading() -> None:
            for entry in alert_entries(source, contract)[0]:
                read(entry.path, source.read(entry), contract)

        def validating() -> None:
            check_files(source, contract)

        validating()  # what is made once and kept is made now
        pairs = [(seconds(reading), seconds(validating)) for _ in range(rounds)]
        alone, whole = (min(side) for side in zip(*pairs, strict=True))
        sys.stdout.write(
            f"{count} alerts: read and schema {alone:.2f} s, whole validate {whole:.2f} s, "
            f"ratio {whole / alone:.2f}, {count / whole:.0f} a second\n"
        )
        if "--profile" in sys.argv:
            with cProfile.Profile() as profile:
                validating()
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
