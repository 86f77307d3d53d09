"""Spoken numbers that count (さんじゅうよん, ゴヒャク) and spoken dates of an era, in figures."""

from __future__ import annotations

import re

from haishin.privacy.spelling.view import View

_ERAS = {
    "めいじ": "明治", "たいしょう": "大正", "しょうわ": "昭和", "へいせい": "平成", "れいわ": "令和",
    "しょーわ": "昭和", "へーせー": "平成", "れーわ": "令和",
}  # fmt: skip
_ONES = {
    "いち": 1, "いっ": 1, "に": 2, "さん": 3, "よん": 4, "よ": 4, "し": 4, "ご": 5, "ろく": 6, "ろっ": 6, "なな": 7,
    "しち": 7, "はち": 8, "はっ": 8, "きゅう": 9, "く": 9,
}  # fmt: skip
_SCALES = {"じゅう": 10, "じゅっ": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100, "せん": 1000, "ぜん": 1000}
_DAYS = {
    "ついたち": 1, "ふつか": 2, "みっか": 3, "よっか": 4, "いつか": 5, "むいか": 6, "なのか": 7, "ようか": 8,
    "ここのか": 9, "とおか": 10, "じゅうよっか": 14, "はつか": 20, "にじゅうよっか": 24,
}  # fmt: skip


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ONE = _any(_ONES)
_TENS = f"(?:(?:{_ONE})?じゅう(?:{_ONE})?|{_ONE})"
# Two words at least, one of them a scale: に and さん alone are a particle and a title.
_COUNT = (
    rf"(?:(?:(?:{_ONE})?[せぜ]ん)?(?:{_ONE})?[ひびぴ]ゃく(?:(?:{_ONE})?じゅう)?(?:{_ONE})?"
    rf"|(?:{_ONE})じゅう(?:{_ONE})?|じゅう(?:{_ONE}))(?=[\s、,・の」)。-]|ちょうめ|ばん|ごう|$)"
)
_GAP = r"[\s、,・\u306e]{0,2}"  # の, which stays in katakana
_DATE = (
    rf"(?P<era>{'|'.join((*_ERAS, *_ERAS.values()))}){_GAP}(?P<year>{_TENS}|がん|元|[0-9]{{1,2}}){_GAP}(?:ねん|年)"
    rf"{_GAP}(?P<month>{_TENS}|[0-9]{{1,2}}){_GAP}(?:がつ|月)"
    rf"{_GAP}(?:(?P<special>{_any(_DAYS)})|(?P<day>{_TENS}|[0-9]{{1,2}}){_GAP}(?:にち|日))"
)
_KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)})
_TO_HIRAGANA = {ord(to): chr(at) for at, to in _KATAKANA.items()}
_SCALED = re.compile("ゃく|じゅう|ャク|ジュウ")  # in each of them; most texts have none
_SAID = re.compile(f"{_COUNT}|{_COUNT.translate(_KATAKANA)}")
_DATED = (re.compile(_DATE), re.compile(_DATE.translate(_KATAKANA)))
_STEP = re.compile(f"(?P<ones>{_ONE})?(?P<scale>{_any(_SCALES)})|(?P<rest>{_ONE})")


def counted(view: View) -> View:
    """Each such number in figures, without its unit."""
    if not _SCALED.search(view.text):
        return view
    return view.rewrite(_SAID, lambda found: str(_value(found[0].translate(_TO_HIRAGANA))))


def dated(view: View) -> View:
    """Each such date in figures."""
    for pattern in _DATED:
        view = view.rewrite(pattern, _written)
    return view


def _written(found: re.Match[str]) -> str:
    said = {part: text.translate(_TO_HIRAGANA) for part, text in found.groupdict(default="").items()}
    day = _DAYS[said["special"]] if said["special"] else _value(said["day"])
    year = "元" if said["year"] in ("がん", "元") else _value(said["year"])
    return f"{_ERAS.get(said['era'], said['era'])}{year}年{_value(said['month'])}月{day}日"


def _value(said: str) -> int:
    if said.isdecimal():
        return int(said)
    steps = _STEP.finditer(said)
    return sum(_SCALES[s["scale"]] * _ONES.get(s["ones"] or "", 1) if s["scale"] else _ONES[s["rest"]] for s in steps)
