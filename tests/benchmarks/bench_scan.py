"""How fast ``scan`` is: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_scan.py``. A command.

Prints how many mails of the corpus the whole ``scan`` (persons and wording) goes through in a second, and what it costs
as their texts, put one behind the other, grow; then, of ``privacy.scan`` alone, mails and characters a second over the
sample alerts, and for hostile texts the seconds of 8, 16 and 32 Ki
characters and by what the last doubling multiplied the cost: about 2 where it is linear, 4 where it is quadratic.
"""

from __future__ import annotations

import sys
from datetime import date
from time import process_time

from corpus.judge import HERE, mails_of
from corpus.published import WHOLE
from haishin.check import privacy
from haishin.check.document import read
from haishin.check.mail_scan import scan
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


def _corpus() -> None:
    """Print alerts a second over the whole corpus, and the growth by length."""
    mails = [mail for name in WHOLE for mail in mails_of(HERE / f"{name}.jsonl")]
    times = [sum(_whole(mail.title, mail.body, mail.category, mail.day) for mail in mails) for _ in range(3)]
    sys.stdout.write(f"scan: {len(mails) / min(times[1:]):.0f} alerts/s over the {len(mails)} mails of the corpus\n")
    text = "\n".join(mail.body for mail in mails)
    before = 0.0
    for size in (1024, 2048, 4096, 8192, 16384, 32768):
        taken = min(_whole("件名", text[:size], None, None) for _ in range(3))
        sys.stdout.write(
            f"  {size:6} characters {taken * 1000:7.1f} ms" + (f" x{taken / before:.1f}\n" if before else "\n")
        )
        before = taken


def _whole(title: str, body: str, category: str | None, day: date | None) -> float:
    start = process_time()
    list(scan(title, body, CONTRACT, category=category, consent=False, day=day))
    return process_time() - start


def main() -> int:
    """0 when no hostile text takes more than the limit nor grows as a square does.

    The limit is the first argument: seconds at 32 Ki characters, 0.2 by default.
    """
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 0.2
    _corpus()
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
