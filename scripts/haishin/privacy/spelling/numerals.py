"""Numbers in words: kanji numerals, 大字, and digits as they are spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable

from haishin.privacy.seeking import either
from haishin.privacy.spelling.view import View

_VALUES = dict(
    zip("〇零○◯一二三四五六七八九壱弐参肆伍", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5), strict=True)
)
_SCALES = {"十": 10, "拾": 10, "百": 100, "千": 1000}
NUMERALS = "".join(_VALUES) + "".join(_SCALES)

# Of official papers, beside their like: 大陸 and 漆 are words.
_LIKE = "[零壱弐参肆伍陸漆柒捌玖貳參拾佰仟廿卅]"
_FORMAL = re.compile(
    f"[陸漆柒](?:(?<={_LIKE}.)|(?={_LIKE}))|[捌玖貳參佰仟卅]|廿(?!日市)|きごう|キゴウ|ばんごう|バンゴウ"
)
_PLAIN = {
    "陸": "六", "漆": "七", "柒": "七", "捌": "八", "玖": "九", "貳": "二", "參": "三", "佰": "百", "仟": "千",
    "廿": "二十", "卅": "三十",
    "きごう": "記号", "キゴウ": "記号", "ばんごう": "番号", "バンゴウ": "番号",  # ごう is five, too
}  # fmt: skip

_SPOKEN = {
    "ゼロ": 0, "レイ": 0, "マル": 0, "レー": 0, "イチ": 1, "ニイ": 2, "ニー": 2, "ニ": 2, "サン": 3, "ヨン": 4,
    "ヨー": 4, "ゴー": 5, "ゴウ": 5, "ゴオ": 5, "ゴ": 5, "ロク": 6, "ナナ": 7, "シチ": 7, "ハチ": 8,
    "キュウ": 9, "キュー": 9,
}  # fmt: skip
_HIRAGANA = {"".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in word): n for word, n in _SPOKEN.items()}
# In hiragana they are words.
_SPOKEN |= {
    "ヒト": 1, "フタ": 2, "ワン": 1, "ツー": 2, "スリー": 3, "フォー": 4, "ファイブ": 5, "シックス": 6, "セブン": 7,
    "エイト": 8, "ナイン": 9,
}  # fmt: skip
_LEAST = 4
_DIGIT = f"[0-9{NUMERALS}]"
_BETWEEN = r"(?:[\s、,]?(?:点|テン|てん)[\s、,]?|[\s\-・、,./の()ーノ]{0,2})"


def _words(words: Iterable[str]) -> str:
    """The longest first; にいち is two and one."""
    longest = sorted(words, key=len, reverse=True)
    return either({"にい": "にい(?!ち)", "ニイ": "ニイ(?!チ)"}.get(word, word) for word in longest)


_WORD = _words(_SPOKEN | _HIRAGANA)
_LONG = _words(word for word in _SPOKEN | _HIRAGANA if len(word) > 1)  # a lone に or ご is a particle
_LONG_HIRAGANA = _words(word for word in _HIRAGANA if len(word) > 1)
_LONG_KATAKANA = _words(word for word in _SPOKEN if len(word) > 1)
# Six and more: shorter runs are words. Written digits may stand among the spoken ones, before them too.
# A run that begins in hiragana stays in it: に and さん before a katakana number are a particle and an honorific.
SPOKEN_RUN = re.compile(
    rf"(?:{_words(_SPOKEN)})(?:{_BETWEEN}(?:{_WORD}|{_DIGIT})){{5,}}"
    rf"|(?:{_words(_HIRAGANA)})(?:{_BETWEEN}(?:{_words(_HIRAGANA)}|{_DIGIT})){{5,}}"
    rf"|(?:{_LONG_KATAKANA})(?:[\s・、,-]?(?:{_LONG_KATAKANA})){{3,}}"
    rf"|(?:{_LONG_HIRAGANA})(?:[\s・、,-]?(?:{_LONG_HIRAGANA})){{3,}}"
    rf"|(?<![0-9{NUMERALS}])(?:{_DIGIT}{_BETWEEN}){{1,8}}(?:{_LONG})(?:{_BETWEEN}(?:{_WORD}|{_DIGIT})){{5,}}"
    rf"|(?<![0-9{NUMERALS}])(?:{_DIGIT}{_BETWEEN}){{3,12}}(?:{_words(_SPOKEN)}){{3,8}}(?![ァ-ヺー])"
)
_CLASS = rf"[ の・、]?(?:(?:{_WORD})(?:[ ・]?(?:{_WORD})){{1,2}}|[0-9]{{3}})"
_SIGN = "[あ-えか-けこさすせそたちつてとなにぬねのはひふほま-もやゆよら-ろわを]"
_LETTER = (
    rf"(?!(?<=に)い)(?:[ の・、]?(?:{_SIGN}[ の・、]{{1,2}}|{_SIGN})"
    r"|[ の・、「]{1,2}(?:(?:ひらがな|平仮名|かな)[のはが]?「?)?[あ-んア-ン][ の・、」]{1,2})"
)
_LAST = rf"(?:[ニゴにご]{{0,3}}(?:{_LONG})(?:[の・、 -]{{0,2}}(?:{_WORD})){{1,3}}|[0-9]{{2}}-?[0-9]{{2}}|[ニゴ]{{4}})"
# The two numbers of a plate and the letter between.
SPOKEN_PLATE = re.compile(
    r"(?:(?<=[一-龥])(?<!号)|(?<=バー)|(?<=[ぁ-んァ-ヶ][ の・、])(?<![るうちいんくなごにルウチイクナゴニ][ の・、]))"
    rf"(?P<class>{_CLASS})(?P<letter>{_LETTER})(?P<last>{_LAST})"
    rf"(?!ー|[\s・、の-]{{0,2}}(?:{_WORD}|{_DIGIT}))"  # a longer run is a telephone's
)
# One beside a written digit (5ハチ三), and before the unit of a date or a position.
AMONG = (
    re.compile(rf"(?:{_LONG_KATAKANA})(?:{_LONG_KATAKANA}){{0,5}}(?=[0-9{NUMERALS}])"),
    re.compile(rf"[0-9{NUMERALS}](?:{_LONG_KATAKANA}){{1,6}}(?![ァ-ヺー])"),
    re.compile(
        rf"[年月成和正治の°度](?:[ニゴ]|[ニゴにご]{{2}}|[ニゴにご]?(?:{_LONG}))(?:{_WORD}){{0,3}}(?=[年月日°度分'′])"
    ),
    re.compile(rf"(?:{_WORD})(?:{_WORD}){{3}}(?=年(?:{_WORD}|[0-9]){{1,2}}月)"),
)
_SOUNDS = "".join(sorted(set("".join(_SPOKEN | _HIRAGANA))))
# One of these in each of them; most texts have none.
_HEARD = re.compile(
    rf"(?:{_WORD})(?:[{_SOUNDS}0-9{NUMERALS}\s\-・、,./の()ノ]{{5}}"
    rf"|{_LETTER}(?:[ニゴにご]{{0,3}}(?:{_LONG})[の・、 -]{{0,2}}(?:{_WORD})|[0-9]{{2}}|[ニゴ]{{4}}))"
)
_HEARD_BEHIND = re.compile(
    rf"[0-9](?:{_BETWEEN}(?:{_words(_SPOKEN)}){{3}}|{_LETTER}[ニゴにご]{{0,3}}(?:{_LONG}|[ニゴ]))"
)
NUMBERED = re.compile(rf"(?:(?:{_WORD})[\s・-]{{0,2}}){{3,}}")  # such a text is a number, no name
_SPOKEN |= _HIRAGANA | {"ニイチ": 21, "にいち": 21}
_TOKENS = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)))
_LONGS = re.compile(_LONG)
_SURELY = ("ぜろ", "れい", "まる", "いち", "よん", "ろく", "なな", "しち", "はち", "きゅう")  # さん is a title, too
_PARTICLES = (*"のでがを」)", "")
_WHOLE = re.compile("0[5-9]0[0-9]{8}|0[1-9](?!0)[0-9]{8}|(?!0[5-9]0)[0-9]{12}|[0-9]{16}")
_POINT = re.compile(r"[\s、,]?(?:点|テン|てん)[\s、,]?")


def heard(text: str) -> bool:
    """Whether a spoken run or plate may stand in it."""
    return bool(_HEARD.search(text) or _HEARD_BEHIND.search(text))


def formal(view: View) -> View:
    """Numerals of official papers (陸, 廿) as common ones, and what sounds like a number but names one."""
    return view.rewrite(_FORMAL, lambda found: _PLAIN[found[0]])


def spoken(found: re.Match[str]) -> str | None:
    """The digits of a spoken run, with what stands between them; None where a particle merely precedes a number."""
    text, follows = found[0], found.string[found.end() : found.end() + 1]
    front = back = ""
    plain = _plain(text)
    # 〜に連絡, unless another particle follows or the number is whole with it only
    if text.endswith("に") and follows not in _PARTICLES and not _WHOLE.fullmatch(plain):
        text, back = text[:-1], "に"
        plain = _plain(text)
    if text[:1] in ("に", "ニ") and (len(plain) > 12 or (len(plain) > 10 and plain[1] == "0")):  # 携帯に〇九〇…
        front, text = text[0], text[1:]
    digits, count = _TOKENS.subn(_digits, text)
    written = sum(character.isdecimal() or character in NUMERALS for character in text)
    among = not "ぁ" <= text[0] <= "ん" and count + written > 6 and _LONGS.search(text) is not None
    among = among or (count > 1 and text.startswith(_SURELY) and _WHOLE.fullmatch(plain) is not None)
    digits = _POINT.sub(".", digits)
    return front + re.sub("[、ーノ]", "-", digits) + back if count >= _LEAST or among else None


def _plain(text: str) -> str:
    return re.sub("[^0-9]", "", _TOKENS.sub(_digits, text))


def among(found: re.Match[str]) -> str | None:
    """Spoken digits among written ones; None for the end of a word in katakana."""
    word = all("ァ" <= letter <= "ー" for letter in found.string[max(0, found.start() - 1) : found.start() + 1])
    return None if word and found.start() else _TOKENS.sub(_digits, found[0])


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
