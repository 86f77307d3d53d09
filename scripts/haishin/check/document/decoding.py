"""Rule ``file``: bytes → text. UTF-8 without BOM, LF, at most 32 KiB (T20, T26).

Text with a fault is read on if possible, so that a single run reports all faults.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from haishin.check.document.lines import Lines
from haishin.check.document.problem import Fault
from haishin.check.document.sample import SAMPLE
from haishin.core.model import WHOLE_FILE, Severity, Span, Text

ID = "file"
SEVERITY = Severity.ERROR
NAME = Text("読めないファイル", "A file that cannot be read")
SUMMARY = "文字コード、改行、大きさのために読めないファイルは、UTF-8(BOMなし)、LF で保存し直してください。"
MAX_BYTES = 32 * 1024

MESSAGES = {
    "size": Text(
        "ファイルが大きすぎます({size}バイト)。{limit}バイトまでです。",
        "The file is too large ({size} bytes); at most {limit} bytes are allowed.",
    ),
    "empty": Text("ファイルに何も書かれていません。", "The file is empty."),
    "bom": Text("ファイルの先頭に BOM が付いています。", "The file begins with a byte order mark."),
    "encoding": Text(
        "文字コードが UTF-8 ではありません。ここから先を読めません。",
        "This is not UTF-8; nothing can be read from here on.",
    ),
    "line-ends": Text(
        "改行が CRLF の行が{count}行あります。改行は LF だけです。",
        "{count} lines end with CRLF; lines must end with LF only.",
    ),
}
HINTS = {
    "size": Text(
        "文章を短くしてください。画像などは貼り付けられません。", "Shorten the text. Pictures cannot be embedded."
    ),
    "empty": Text("ひな形を写して書き直してください。", "Start again from the form."),
    "bom": Text("「UTF-8(BOMなし)」で保存し直してください。", "Save it again as UTF-8 without BOM."),
    "encoding": Text(
        "元の編集ソフトで開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存し直してください。",
        "Open it in the editor it was written with, and save it again with the encoding UTF-8.",
    ),
    "line-ends": Text("改行コードを LF にして保存し直してください。", "Save it again with LF line ends."),
}
GOOD = (SAMPLE,)
BAD = (("bom", "\ufeff" + SAMPLE), ("line-ends", SAMPLE.replace("\n", "\r\n")), ("empty", ""))


def too_large(size: int) -> Fault:
    """Make the fault of a file of that many bytes, which is not read."""
    return Fault(ID, "size", WHOLE_FILE, {"size": size, "limit": MAX_BYTES})


def decode(data: bytes, faults: list[Fault]) -> tuple[str, bool]:
    """Decode to the text with LF line ends and whether it is all of the file; faults are added to the list."""
    if len(data) > MAX_BYTES:
        faults.append(too_large(len(data)))
        return "", False
    if not data:
        faults.append(Fault(ID, "empty", WHOLE_FILE))
        return "", False
    if data.startswith(codecs.BOM_UTF8):
        faults.append(Fault(ID, "bom", WHOLE_FILE))
        data = data.removeprefix(codecs.BOM_UTF8)
    whole = True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = False
        text = data[: error.start].decode("utf-8")
        lines = Lines(text.replace("\r\n", "\n"))
        faults.append(Fault(ID, "encoding", lines.span(len(lines.text), len(lines.text))))
    faults.extend(_line_ends(text, data.count(b"\r\n")))
    return text.replace("\r\n", "\n"), whole


def _line_ends(text: str, count: int) -> Iterator[Fault]:
    """Report CRLF at its first place; ``count`` lines of the whole file have it."""
    if "\r\n" in text:
        before = text.split("\r\n", 1)[0].split("\n")
        line, column = len(before), len(before[-1]) + 1
        yield Fault(ID, "line-ends", Span(line, column, line, column), {"count": count})
