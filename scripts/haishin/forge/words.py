"""What people write to the forge: 「代決」 and 「広報済」 on a line of a review, ticked boxes in a pull request."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import time
from typing import Final, Literal

from haishin.model import Word

_WORDS: Final = {"代決": Word.ACTING, "広報済": Word.PRESS_RELEASED}
_RELEASED: Final = re.compile(r"広報済\s*(\d{1,2}):(\d{2})")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_INDENTED: Final = re.compile(r" {0,3}\t| {4}")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOX: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\](?:\s|$)")


def says(body: str) -> frozenset[Word]:
    """The words that stand alone on a line. A quotation (``>``), a code block or a comment says nothing."""
    found = {_WORDS[word] for word in _lines(body) if word in _WORDS}
    return frozenset(found if released(body) is None else {*found, Word.PRESS_RELEASED})


def released(body: str) -> time | None:
    """The time in a line 「広報済 13:05」, digits, colon and blank in any width; of several the last."""
    found = None
    for line in _lines(body):
        told = _RELEASED.fullmatch(unicodedata.normalize("NFKC", line))
        if told is not None and int(told[1]) < 24 and int(told[2]) < 60:
            found = time(int(told[1]), int(told[2]))
    return found


def _lines(body: str) -> Iterator[str]:
    """What stands alone on a line, in one form."""
    for line in _spoken(body):
        if _INDENTED.match(line) is None:
            yield unicodedata.normalize("NFC", line).strip()


def checklist(body: str, template: str = "") -> Literal["complete", "open"]:
    """Whether there are task-list boxes and every one is ticked, those of the template in its very words among them.

    A text without boxes is open, and so is one from which a box of the template was taken away or reworded.
    """
    boxes = list(_boxes(body))
    ticked = {text for mark, text in boxes if mark != " "}
    whole = all(mark != " " for mark, _ in boxes) and all(text in ticked for _, text in _boxes(template))
    return "complete" if boxes and whole else "open"


def _boxes(body: str) -> Iterator[tuple[str, str]]:
    """Mark and words of each box."""
    for line in _spoken(body):
        if (found := _BOX.match(line)) is not None:
            yield found.group(1), unicodedata.normalize("NFC", line[found.end() :].strip())


def _spoken(body: str) -> Iterator[str]:
    """The lines outside comments, quotations and fenced code; a quoted paragraph goes on till an empty line."""
    fence = ""
    quoted = False
    for line in _COMMENT.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).split("\n"):
        found = _FENCE.fullmatch(line)
        if fence:
            if found is not None and found.group(1).startswith(fence) and not found.group(2).strip():
                fence = ""
        elif found is not None and not (found.group(1).startswith("`") and "`" in found.group(2)):
            fence = found.group(1)
            quoted = False
        elif line.lstrip().startswith(">"):
            quoted = True
        elif not line.strip():
            quoted = False
        elif not quoted:
            yield line
