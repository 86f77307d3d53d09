"""Rule ``characters``: what the reviewer sees is what the resident gets (T16, T25).

Refused are control and format characters (also bidirectional ones), line and paragraph separators, private-use,
unassigned and surrogate code points, fillers and variation selectors, marks over or through a letter, digit or sign
that is never written with one (a number struck through), and text that is not in NFC; in the title also the beginning
of an encoded word, which mail programs would decode. What a phone's keyboard puts behind a picture passes (⚠️, 1️⃣).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby

from haishin.check.document.lines import Lines
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Fix, Severity, Text
from haishin.core.text.signs import ODD, PICTURED

ID = "characters"
SEVERITY = Severity.ERROR
NAME = Text("見えない文字", "Hidden characters")
SUMMARY = "見えない文字、重なった記号、分かれた濁点は、消すか打ち直してください。"

MESSAGES = {
    "hidden": Text(
        "目に見えない文字や制御文字({code})があります。", "There are invisible or control characters here ({code})."
    ),
    "tab": Text("タブ文字があります。", "There is a tab character here."),
    "mark": Text("文字や数字に重なる記号({code})があります。", "There is a mark over or through a character ({code})."),
    "nfc": Text(
        "濁点などが分かれた文字や、古い互換文字({code})があります。",
        "This character is not in its composed form ({code}).",
    ),
    "encoded-word": Text("件名に「=?」は使えません。", "The title may not hold `=?`."),
}
HINTS = {
    "hidden": Text("その文字を消してください。", "Delete them."),
    "tab": Text("空白に置き換えてください。", "Use spaces."),
    "mark": Text("重ねた記号を消してください。", "Delete the mark."),
    "nfc": Text("「{fixed}」と打ち直してください。", "Type it again as `{fixed}`."),
    "encoded-word": Text("「=」と「?」の間に空白を入れるか、消してください。", "Put a space between, or delete it."),
}
GOOD = (changed("文京町2丁目", "髙﨑町\u3000①丁目〜、⚠\ufe0f1\ufe0f\u20e3"), SAMPLE)
BAD = (
    ("hidden", changed("文京町", "文京\u202e町")),
    ("tab", changed("文京町", "文京\t町")),
    ("mark", changed("文京町2", "文京町2\u0338")),
    ("nfc", changed("児童が", "児童か\u3099")),
    ("encoded-word", changed("下校中の", "=?utf-8?B?44GC?=")),
)

# Fillers and variation selectors count as letters or marks in Unicode; nobody sees them.
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FILLER = re.compile(f"[{_FILLERS}]")
_MARKS = frozenset({"Mn", "Mc", "Me"})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def hides(character: str) -> bool:
    """Whether the character is invisible; a line feed does not count."""
    return character != "\n" and (unicodedata.category(character) in _HIDDEN or bool(_FILLER.match(character)))


def check(reading: Reading) -> Iterator[Problem]:
    """Check the whole file; a character that the reader has refused already is not reported again."""
    lines = reading.lines
    refused = {(finding.span.line, finding.span.column) for finding in reading.document.findings}
    for start, end in _runs(reading.source, hides):
        span = lines.span(start, end)
        if (span.line, span.column) not in refused:
            run = reading.source[start:end]
            codes = " ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in run[:8]))
            yield Problem(span, "tab" if set(run) == {"\t"} else "hidden", {"code": codes})
    yield from _marked(reading.source, lines)
    yield from _decomposed(reading.source, lines)
    if reading.alert is not None and "=?" in reading.alert.title:
        span = reading.place("title")
        offset = reading.source.find("=?", lines.offset(span.line, span.column))
        yield Problem(lines.span(offset, offset + 2), "encoded-word")


def _runs(text: str, of: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of such characters, but what belongs to a picture."""
    others = [match.span() for match in ODD.finditer(text)]
    pictured = {index for span in others for match in PICTURED.finditer(text, *span) for index in range(*match.span())}
    for span in others:
        for held, run in groupby(range(*span), lambda at: at not in pictured and of(text[at])):
            if held:
                start, *rest = run
                yield start, start + len(rest) + 1


def _marked(text: str, lines: Lines) -> Iterator[Problem]:
    """Yield characters with marks that NFC leaves standing though their script has none."""
    for first, end in _runs(text, _mark):
        start = max(0, first - 1)
        standing = unicodedata.normalize("NFC", text[start:end])[1:]
        if standing and _unmarked(text[start]):
            codes = " ".join(f"U+{ord(character):04X}" for character in standing[:8])
            yield Problem(lines.span(start, end), "mark", {"code": codes})


def _mark(character: str) -> bool:
    return unicodedata.category(character) in _MARKS and not hides(character)


def _unmarked(character: str) -> bool:
    """Whether it is written without marks: Japanese, English, digits and signs; other scripts need theirs."""
    japanese = "\u3041" <= character <= "\u9fff" or "\uff01" <= character <= "\uff9f"
    return japanese or character.isascii() or not character.isalpha()


def _decomposed(text: str, lines: Lines) -> Iterator[Problem]:
    """Yield characters with their combining marks that NFC would write differently."""
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and _joins(text[index]):
            continue
        cluster = text[start:index]
        fixed = unicodedata.normalize("NFC", cluster)
        if fixed != cluster:
            codes = " ".join(f"U+{ord(character):04X}" for character in cluster[:8])
            yield Problem(lines.span(start, index), "nfc", {"code": codes, "fixed": fixed}, fix=Fix(fixed))
        start = index


def _joins(character: str) -> bool:
    """Whether NFC may join it to the character before it: a combining mark, a vowel or a final of Hangul."""
    return unicodedata.combining(character) > 0 or "\u1161" <= character <= "\u11ff"
