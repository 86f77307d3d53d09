"""Numbers in words: kanji numerals, 大字, and digits as they are spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VALUES = dict(
    zip("〇零○◯一二三四五六七八九壱弐参肆伍", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5), strict=True)
)
_SCALES = {"十": 10, "拾": 10, "百": 100, "千": 1000}
NUMERALS = "".join(_VALUES) + "".join(_SCALES)

_SPOKEN = {
    "ゼロ": 0, "レイ": 0, "マル": 0, "レー": 0, "イチ": 1, "ニイ": 2, "ニー": 2, "ニ": 2, "サン": 3, "ヨン": 4,
    "ヨー": 4, "ゴー": 5, "ゴウ": 5, "ゴオ": 5, "ゴ": 5, "ロク": 6, "ナナ": 7, "シチ": 7, "ハチ": 8,
    "キュウ": 9, "キュー": 9,
}  # fmt: skip
_HIRAGANA = {"".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in word): n for word, n in _SPOKEN.items()}
_LEAST = 4
_DIGIT = f"[0-9{NUMERALS}]"
_BETWEEN = r"[\s\-・、,.の()ーノ]{0,2}"


def _words(words: Iterable[str]) -> str:
    """The longest first; にいち is two and one."""
    return "|".join(sorted(words, key=len, reverse=True)).replace("にい", "にい(?!ち)").replace("ニイ", "ニイ(?!チ)")


_WORD = _words(_SPOKEN | _HIRAGANA)
_LONG = _words(word for word in _SPOKEN | _HIRAGANA if len(word) > 1)  # a lone に or ご is a particle
_LONG_KATAKANA = _words(word for word in _SPOKEN if len(word) > 1)
# Six and more: shorter runs are words. Written digits may stand among the spoken ones, before them too.
# A run that begins in hiragana stays in it: に and さん before a katakana number are a particle and an honorific.
SPOKEN_RUN = re.compile(
    rf"(?:{_words(_SPOKEN)})(?:{_BETWEEN}(?:{_WORD}|{_DIGIT})){{5,}}"
    rf"|(?:{_words(_HIRAGANA)})(?:{_BETWEEN}(?:{_words(_HIRAGANA)}|{_DIGIT})){{5,}}"
    rf"|(?<![0-9{NUMERALS}])(?:{_DIGIT}{_BETWEEN}){{1,8}}(?:{_LONG})(?:{_BETWEEN}(?:{_WORD}|{_DIGIT})){{5,}}"
)
_CLASS = rf"[ の・、]?(?:{_WORD}){{2,3}}"
_LETTER = r"[ の・、]?(?:[あ-ん][ の・、]{1,2}|[あ-ん])"
_LAST = rf"(?:{_LONG})(?:[の・]?(?:{_WORD})){{1,3}}"
# The two numbers of a plate and the letter between.
SPOKEN_PLATE = re.compile(
    f"(?<=[一-龥ー])(?P<class>{_CLASS})(?P<letter>{_LETTER})(?P<last>{_LAST})"
    rf"(?!ー|[\s・、の-]{{0,2}}(?:{_WORD}|{_DIGIT}))"  # a longer run is a telephone's
)
# In each of them; most texts have none.
_SOUND = f"[{''.join(sorted(set(''.join(_SPOKEN | _HIRAGANA))))}]"
SPOKEN = re.compile(
    rf"{_SOUND}(?:(?:{_SOUND}|{_DIGIT}|[\s\-・、,.の()ーノ]){{5}}|{_SOUND}[ の・、]?[あ-ん][ の・、]{{0,2}}{_SOUND}"
    rf"{{2}}[の・]?{_SOUND})"
)
_SPOKEN |= _HIRAGANA | {"ニイチ": 21, "にいち": 21}
_TOKENS = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)))
_LONGS = re.compile(_LONG)


def spoken(text: str) -> str | None:
    """The digits of a spoken run, with what stands between them; None where a particle merely precedes a number."""
    front = back = ""
    if text.endswith("に"):  # 〜に連絡
        text, back = text[:-1], "に"
    plain = re.sub("[^0-9]", "", _TOKENS.sub(_digits, text))
    if text[:1] in ("に", "ニ") and (len(plain) > 12 or (len(plain) > 10 and plain[1] == "0")):  # 携帯に〇九〇…
        front, text = text[0], text[1:]
    digits, count = _TOKENS.subn(_digits, text)
    written = sum(character.isdecimal() or character in NUMERALS for character in text)
    among = not "ぁ" <= text[0] <= "ん" and count + written > 8 and _LONGS.search(text) is not None
    return front + re.sub("[、ーノ]", "-", digits) + back if count >= _LEAST or among else None


def spoken_plate(found: re.Match[str]) -> str:
    """``ゴーハチゼロつのイチニサンヨン`` → ``580つの1234``: the letter between the numbers stays."""
    return _TOKENS.sub(_digits, found["class"]) + found["letter"] + _TOKENS.sub(_digits, found["last"])


def _digits(found: re.Match[str]) -> str:
    return str(_SPOKEN[found[0]])


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
