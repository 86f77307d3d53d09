"""Variations of a text in form, as people write and paste, for the dump of findings (``dump.py``).

Every choice is drawn from a ``Random`` seeded with the id of the text: another text more changes no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from random import Random

_HOLES = str.maketrans("0123456789", "〇一二三四五六七八九")
_SPOKEN = ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー")
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000})
_DAY = re.compile(r"([0-9０-９]{1,2})月([0-9０-９]{1,2})日(?:[（(][月火水木金土日](?:曜日)?[）)])?")


def _wide(text: str, _: Random) -> str:
    return text.translate(_WIDE)


def _narrow(text: str, _: Random) -> str:
    return unicodedata.normalize("NFKC", text)


def _marked(text: str, random: Random) -> str:
    """Emphasis around some stretches, in the middle of words too."""
    return _around(text, random, lambda inner: random.choice(["**{}**", "*{}*", "__{}__"]).format(inner))


def _linked(text: str, random: Random) -> str:
    places = ["https://www.police.pref.gunma.jp/", "http://example.com/a", "tel:027-001-0110", "mailto:a@example.jp"]
    return _around(text, random, lambda inner: f"[{inner}]({random.choice(places)})")


def _around(text: str, random: Random, dress: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        line = found[0]
        start = random.randrange(len(line) - 3)
        end = min(len(line), start + random.randint(2, 9))
        return line[:start] + dress(line[start:end]) + line[end:]

    return re.sub(r"[^\n]{6,40}", one, text)


def _broken(text: str, random: Random) -> str:
    """Line breaks in the middle of lines."""
    return _between(text, random, ["\n", "\n", "  \n", "\\\n"], 12)


def _spaced(text: str, random: Random) -> str:
    """Blanks between letters, and some that nobody sees."""
    return _between(text, random, [" ", " ", "　", "\u200b", "\u00a0"], 4)


def _between(text: str, random: Random, signs: list[str], every: int) -> str:
    return "".join(one + (random.choice(signs) if one > " " and not random.randrange(every) else "") for one in text)


def _dated(text: str, random: Random) -> str:
    """Other forms of a date, and weekdays that are wrong as often as not; one in front where there is none."""
    return _DAY.sub(lambda found: _day(found, random), text if _DAY.search(text) else f"11月25日（水）、{text}")


def _day(found: re.Match[str], random: Random) -> str:
    month, day = (int(unicodedata.normalize("NFKC", group)) for group in found.groups())
    weekday = random.choice("月火水木金土日")
    forms = [
        f"令和8年{month}月{day}日",
        f"令和８年{month}月{day}日（{weekday}）",
        f"2026年{month}月{day}日({weekday}曜日)",
        f"{month}/{day}（{weekday}）",
        f"R8.{month}.{day}",
        f"2026-{month:02}-{day:02}",
        f"{month}月{day}日（{weekday}）",
        f"{_numeral(month)}月{_numeral(day)}日",
        f"平成38年{month}月{day}日",
        f"{month}月{day}日から{day + 1}日まで",
        f"{weekday}曜日の{day}日",
        f"昨日（{day}日）",
        f"{month}月{day + 20}日",
    ]
    return random.choice(forms)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else "〇一二三四五六七八九"[tens]) + "十" * (tens > 0) + " 一二三四五六七八九"[ones].strip()


def _numbers(text: str, random: Random) -> str:
    """Digits as numerals, or as they are said aloud."""
    plain = re.sub(r"[０-９]", lambda one: unicodedata.normalize("NFKC", one[0]), text)
    if random.randrange(2):
        return plain.translate(_HOLES)
    return re.sub(r"[0-9]", lambda one: _SPOKEN[int(one[0])], plain)


def _swapped(text: str, random: Random) -> str:
    sentences = re.findall(r"[^。\n]*[。\n]+|[^。\n]+", text)
    random.shuffle(sentences)
    return "".join(sentences)


def _listed(text: str, random: Random) -> str:
    """Each sentence an item of a list."""
    form = random.choice(["- {}", "* {}", "{number}. {}", "- 1) {}", "・{}", "> {}", "## {}\n"])
    sentences = [one.strip() for one in re.split(r"(?<=。)|\n", text) if one.strip()]
    return "\n".join(form.format(one, number=number + number // 3) for number, one in enumerate(sentences, 1))


VARIATIONS: dict[str, Callable[[str, Random], str]] = {
    "wide": _wide,
    "narrow": _narrow,
    "marked": _marked,
    "linked": _linked,
    "broken": _broken,
    "spaced": _spaced,
    "dated": _dated,
    "numbers": _numbers,
    "swapped": _swapped,
    "listed": _listed,
}


def varied(name: str, text: str, count: int) -> Iterator[tuple[str, str]]:
    """That many variations of a text by their names, now and then one of another."""
    random = Random(name)
    for kind in random.sample(sorted(VARIATIONS), count):
        changed = VARIATIONS[kind](text, random)
        if not random.randrange(4):
            kind, changed = f"{kind}+{(more := random.choice(sorted(VARIATIONS)))}", VARIATIONS[more](changed, random)
        yield kind, changed
