"""The comment cut to what the forge takes: the mail first, the rest by rank, and a line that says what is left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from haishin.forge.writer import ROOM
from haishin.model import Language, Text

_LINE: Final = 1000  # characters of a line, where the whole is too long: a sentence that quotes what a drafter wrote
_RESERVE: Final = 250  # for what closes a part that is cut, and says so
_FENCE: Final = re.compile(r"(`{3,}|~{3,})")
_HALF_A_NAME: Final = re.compile(r"@[A-Za-z0-9_-]*\Z")  # it would call somebody else
_CUT = Text(
    "長すぎるため、ここから {n} 行を省きました。ファイルそのものを見てください。",
    "Too long: {n} lines are left out here. Look at the file itself.",
)
_FOLDED = Text("長すぎるため、折りたたんだ部分を省きました。", "Too long: what is folded is left out.")


@dataclass(frozen=True, slots=True)
class Part:
    """Paragraphs of the comment. ``rank``: what is cut first has the highest; 0 is never cut.

    ``whole``: no line of it is shortened by itself.
    """

    text: str
    rank: int = 0
    whole: bool = False


def fitted(parts: Sequence[Part], language: Language) -> str:
    """The parts in their order, no longer than the forge takes."""
    kept = [part.text for part in parts]
    if _size("\n\n".join(kept)) > ROOM:
        kept = [part.text if part.whole else _short_lines(part.text) for part in parts]
    for index in sorted(range(len(parts)), key=lambda at: -parts[at].rank):
        over = _size("\n\n".join(kept)) - ROOM
        if over > 0 and parts[index].rank:
            kept[index] = _cut(kept[index], _size(kept[index]) - over, language)
    return "\n\n".join(filter(None, kept))


def _size(text: str) -> int:
    """Characters as UTF-16 counts them: never fewer than anybody else does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short_lines(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(one if len(one) <= _LINE else f"{_HALF_A_NAME.sub('', one[:_LINE])}…" for one in lines)


def _cut(text: str, room: int, language: Language) -> str:
    """The first lines, as many as there is room for; a fold goes as a whole."""
    if text.startswith("<details>"):
        return _FOLDED[language]
    lines = text.split("\n")
    ends = list(accumulate(_size(line) + 1 for line in lines))
    count = bisect_right(ends, room - _RESERVE)
    kept = lines[:count]
    return "\n".join([*kept, *_closing(kept), "", _CUT.format(n=len(lines) - count)[language]])


def _closing(lines: Sequence[str]) -> list[str]:
    """What ends the fence and the fold that these lines leave open."""
    fence, folds = "", 0
    for line in lines:
        found = _FENCE.match(line.lstrip())
        if fence:
            if found is not None and line.strip() == found[1] and found[1].startswith(fence):
                fence = ""
        elif found is not None:
            fence = found[1]
        else:
            folds += line.count("<details>") - line.count("</details>")
    return [*([fence] if fence else []), *["", "</details>"] * folds]
