"""Rule ``limits``: lengths of title and text, by ``policy.limits`` (T26)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "limits"
SEVERITY = Severity.ERROR
NAME = Text("長さの上限", "The limits of length")
SUMMARY = "件名や本文が上限より長いときは短くし、本文がないときは書いてください。"

MESSAGES = {
    "title": Text(
        "件名が長すぎます({length}文字)。{limit}文字までです。",
        "The title is too long ({length} characters); at most {limit} are allowed.",
    ),
    "text": Text(
        "本文が長すぎます({length}文字)。{limit}文字までです。",
        "The text is too long ({length} characters); at most {limit} are allowed.",
    ),
    "lines": Text(
        "本文の行が多すぎます({length}行)。{limit}行までです。",
        "The text has too many lines ({length}); at most {limit} are allowed.",
    ),
    "empty": Text("本文が書かれていません。", "The text is empty."),
}
HINTS = {
    "title": Text("件名を短くし、詳しいことは本文に書いてください。", "Shorten the title; details belong in the text."),
    "text": Text("ここから後を短くしてください。", "Shorten it from here on."),
    "lines": Text("ここから後の行を減らしてください。", "Use fewer lines from here on."),
    "empty": Text("2つ目の「---」の下に本文を書いてください。", "Write the text below the second `---`."),
}
_TEXT = SAMPLE.split("---\n", 2)[2]
GOOD = (SAMPLE, changed("下校中の児童に対する声かけ事案の発生", "あ" * 60))
BAD = (
    ("title", changed("下校中の児童に対する声かけ事案の発生", "あ" * 61)),
    ("text", SAMPLE + "あ" * 2000 + "\n"),
    ("lines", SAMPLE + "\nあ" * 200 + "\n"),
    ("empty", changed(_TEXT, "")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Measure title and text, the text without empty lines around it."""
    limits = reading.contract.policy.limits
    alert = reading.alert_with("title")
    if alert is not None and len(alert.title) > limits.title_characters:
        values = {"length": len(alert.title), "limit": limits.title_characters}
        yield Problem(reading.place("title"), "title", values)
    text, lines = reading.body.rstrip(), reading.lines
    rows = text.split("\n")
    if not text and reading.document.places:
        closing = len(reading.source[: reading.start].rstrip("\n ").split("\n"))
        yield Problem(lines.line(closing), "empty")
    if len(text) > limits.text_characters:
        span = reading.in_text(limits.text_characters, len(text))
        yield Problem(span, "text", {"length": len(text), "limit": limits.text_characters})
    if len(rows) > limits.text_lines:
        span = lines.span(lines.offset(reading.document.body_line + limits.text_lines), reading.start + len(text))
        yield Problem(span, "lines", {"length": len(rows), "limit": limits.text_lines})
