"""Numbers in words: kanji numerals, 大字, and digits as they are spoken."""

from __future__ import annotations

import re

_VALUES = dict(
    zip("〇零○◯一二三四五六七八九壱弐参肆伍", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5), strict=True)
)
_SCALES = {"十": 10, "拾": 10, "百": 100, "千": 1000}
NUMERALS = "".join(_VALUES) + "".join(_SCALES)

_SPOKEN = {
    "ゼロ": 0, "レイ": 0, "マル": 0, "レー": 0, "イチ": 1, "ニイ": 2, "ニー": 2, "ニ": 2, "サン": 3, "ヨン": 4,
    "ヨー": 4, "ゴー": 5, "ゴウ": 5, "ゴ": 5, "ロク": 6, "ナナ": 7, "シチ": 7, "ハチ": 8, "キュウ": 9, "キュー": 9,
}  # fmt: skip
_HIRAGANA = {"".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in word): n for word, n in _SPOKEN.items()}
_LEAST = 4


def _run(first: dict[str, int], words: dict[str, int]) -> str:
    head, token = ("|".join(sorted(some, key=len, reverse=True)) for some in (first, words))
    return rf"(?:{head})(?:[\s\-・、,.の()ーノ]{{0,2}}(?:{token}|[0-9{NUMERALS}])){{5,}}"


# Six and more: shorter runs are words. Written digits may stand among the spoken ones.
# A run that begins in hiragana stays in it: に and さん before a katakana number are a particle and an honorific.
SPOKEN_RUN = re.compile(f"{_run(_SPOKEN, _SPOKEN | _HIRAGANA)}|{_run(_HIRAGANA, _HIRAGANA)}")
_SPOKEN |= _HIRAGANA | {"ニイチ": 21, "にいち": 21}
_TOKENS = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)))


def spoken(text: str) -> str | None:
    """The digits of a spoken run, with what stands between them; None where a particle merely precedes a number."""
    digits, count = _TOKENS.subn(lambda found: str(_SPOKEN[found[0]]), text)
    return re.sub("[、ーノ]", "-", digits) if count >= _LEAST else None


def numeral(text: str) -> str:
    """A run of kanji numerals as digits: 二千百一 → 2101, 〇八〇 → 080."""
    if not any(character in _SCALES for character in text):
        return "".join(str(_VALUES[character]) for character in text)
    total = current = 0
    for character in text:
        if character in _SCALES:
            total += (current or 1) * _SCALES[character]
            current = 0
        else:
            current = current * 10 + _VALUES[character]
    return str(total + current)
