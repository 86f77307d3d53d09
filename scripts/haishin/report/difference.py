"""What a fix changes in a file, as a unified difference; lines that hold something private stay masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from haishin.model import Finding, Language, Text
from haishin.report.escaping import visible
from haishin.report.masking import Mask

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_OPEN_END = Text("\\ ファイルの最後に改行がありません", "\\ No newline at end of file")
_SIDES = ("a", "b")


def difference(
    path: str, before: tuple[str, Sequence[Finding]], after: tuple[str, Sequence[Finding]], language: Language
) -> str:
    """The lines that differ with three around them; each side is a text and what is found in it.

    What nobody would see (a byte order mark, a carriage return) is written as ``<U+FEFF>``.
    """
    texts = (before[0], after[0])
    mask = Mask(
        [replace(one, path=side) for side, (_, found) in zip(_SIDES, (before, after), strict=True) for one in found],
        # As the reader numbers the lines, so that masks fall on the right ones.
        {side: text.removeprefix("\ufeff").replace("\r\n", "\n") for side, text in zip(_SIDES, texts, strict=True)},
    )
    lines = [_LINE.findall(text) for text in texts]
    rows = [f"--- a/{visible(path)}", f"+++ b/{visible(path)}"]
    for group in SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_grouped_opcodes():
        first, last = group[0], group[-1]
        rows.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@")
        for kind, *bounds in group:
            if kind == "equal":
                rows += _shown(" ", 0, lines[0], bounds[0], bounds[1], mask, language)
                continue
            rows += _shown("-", 0, lines[0], bounds[0], bounds[1], mask, language)
            rows += _shown("+", 1, lines[1], bounds[2], bounds[3], mask, language)
    return "".join(f"{row}\n" for row in rows)


def _shown(
    sign: str, side: int, lines: Sequence[str], start: int, end: int, mask: Mask, language: Language
) -> Iterator[str]:
    for index in range(start, end):
        line, plain = mask.line(_SIDES[side], index + 1)
        yield sign + visible(lines[index].removesuffix("\n") if plain else line)
        if not lines[index].endswith("\n"):
            yield _OPEN_END[language]


def _range(start: int, end: int) -> str:
    """``start,count`` as unified differences count."""
    size = end - start
    return f"{start + 1 if size else start},{size}" if size != 1 else f"{start + 1}"
