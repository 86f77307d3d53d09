"""Rule ``trailing``: no blanks at the ends of lines of the text, and a line feed at the end of the file.

Nobody sees either; they make differences where nothing was changed. A line of nothing but full-width blanks is left
alone: taking them away would part a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Fix, Severity, Text
from haishin.rules.places import text_of, unread
from haishin.rules.problem import Context, Problem

ID = "trailing"
SEVERITY = Severity.NOTE
NAME = Text("行の終わりの空白", "Blanks at the end of a line")
SUMMARY = "行の終わりの空白と最後の改行は、haishin fix --write で直せます。"

MESSAGES = {
    "blank": Text("行の終わりに空白があります。", "There are blanks at the end of the line."),
    "newline": Text("ファイルの最後に改行がありません。", "The file does not end with a line feed."),
}
_FIX = Text("haishin fix --write で直せます。", "`haishin fix --write` puts it right.")
HINTS = {"blank": _FIX, "newline": _FIX}
GOOD = (SAMPLE,)
BAD = (("blank", changed("発生しました。\n", "発生しました。  \n")), ("newline", SAMPLE.rstrip("\n")))

_BLANKS = re.compile(r"(?<=[^ \u3000\n])[ \u3000]+(?=\n|\Z)|^ +(?=\n|\Z)", re.MULTILINE)

_END = re.compile(r"[ \u3000](?=\n|\Z)")  # most texts have none


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Looks at the text below the front matter, and at the end of the file, where all of it could be read."""
    if unread(document):
        return  # what it promises could not be kept
    text, start = text_of(document)
    lines = Lines(document.source)
    for blanks in _BLANKS.finditer(text) if _END.search(text) else ():
        yield Problem(lines.span(start + blanks.start(), start + blanks.end()), "blank", fix=Fix(""))
    if document.source and not document.source.endswith("\n"):
        end = len(document.source)
        yield Problem(lines.span(end, end), "newline", fix=Fix("\n"))
