"""Rule ``length``: a text is short enough to be read to its end, by ``policy.limits`` (5(1))."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "length"
SEVERITY = Severity.WARNING
NAME = Text("長い本文", "A long text")
SUMMARY = "本文が長くて最後まで読まれにくいときは、要点だけにするか、公式サイトへのリンクにしてください。"

MESSAGES = {
    "long": Text(
        "本文が{length}文字あります。{limit}文字を超えると、最後まで読まれにくくなります。",
        "The text has {length} characters; beyond {limit} few read to the end.",
    )
}
HINTS = {
    "long": Text(
        "要点を残して短くするか、詳しいことは公式サイトに載せてリンクしてください。",
        "Keep the points that matter; put details on the official site and link to it.",
    )
}
GOOD = (SAMPLE,)
BAD = (("long", SAMPLE + "\n" + "戸締まりをしてください。" * 70 + "\n"),)


def check(reading: Reading) -> Iterator[Problem]:
    """Measure the text without empty lines around it; what exceeds a bound of the rule ``limits`` is left to that."""
    limits = reading.contract.policy.limits
    length = len(reading.body.rstrip())
    if limits.advised_characters < length <= limits.text_characters:
        yield Problem(
            reading.in_text(limits.advised_characters, length),
            "long",
            {"length": length, "limit": limits.advised_characters},
        )
