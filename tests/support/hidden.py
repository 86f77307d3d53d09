"""Personal texts in every notation, each in a file of its own, and whether an output tells any of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from haishin.check.document.sample import SAMPLE
from haishin.check.privacy import KINDS
from haishin.check.privacy.detector import whole
from haishin.check.rule_registry import DESCRIBED
from haishin.check.rules.leak import telling
from haishin.core.model import Finding
from support.privacy import kanji, spaced, wide

LEAKS = (
    "通報者は渡辺太郎さんです。",
    "通報者はﾔﾏﾀﾞ ﾀﾛｳさんです。",
    "届出人は髙﨑壽惠廣さんで、①本日来ました。",
    "連絡先は090-1234-5678です。",
    "被害に遭ったのは、前橋市文京町2丁目34番5号の住宅です。",
    "逃走した車は、群馬 300 あ 12-34 の軽自動車です。",
    "情報は hanako.m@example.jp へ送ってください。",
    "男の LINE の ID は hanako_0315 です。",
    "男が聞き出したのは、123456789018 という番号です。",
    "免許証の番号は 309012345620 です。",
    "振込先は、普通 1234567 です。",
    "声をかけられたのは、けやき小学校の5年2組の女児です。",
    "平成2年11月25日（木）生まれの男です。",
    "男は、昭和50年3月3日生まれです。",
    "現場は、36.3912,139.0601 です。",
    "旅券番号は TK1234567 です。",
    "番号 4111 1111 1111 1111 を入力させられました。",
)
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_MATHEMATICAL = {ord("0") + digit: 0x1D7CE + digit for digit in range(10)}
_VOICED = {
    ord(voiced): f"{plain}\u3099"
    for voiced, plain in zip("がぎぐげござじずぜぞだで", "かきくけこさしすせそたて", strict=True)
}


def _marked(text: str) -> str:
    """A mark of emphasis around every other letter of the middle."""
    middle = len(text) // 2
    return f"{text[: middle - 1]}**{text[middle - 1 : middle + 1]}**{text[middle + 1 :]}"


NOTATIONS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "wide": wide,
    "kanji": kanji,
    "circled": lambda text: text.translate(_CIRCLED),
    "mathematical": lambda text: text.translate(_MATHEMATICAL),
    "apart": spaced,
    "decomposed": lambda text: text.translate(_VOICED),
    "marked": _marked,
    "unseen": "\u200b".join,
}


_TITLES = ("plain", "circled", "marked")  # each way of finding; the detectors are the same


def files() -> Iterator[tuple[str, str]]:
    """Each file with the name of its notation: every leak in text and title, and every rule's bad samples."""
    for leak in LEAKS:
        for notation, spell in NOTATIONS.items():
            written = spell(leak)
            yield notation, f"{SAMPLE}\n{written}\n"
            if notation in _TITLES and ": " not in written:
                yield notation, SAMPLE.replace("title: ", f"title: {written.rstrip('。')}")
    for rule in DESCRIBED:
        for _, text in rule.BAD:
            yield "sample", text


def secrets(found: tuple[Finding, ...]) -> set[str]:
    """What no output may hold, as ``folded`` spells it: each private text, and what of it tells by itself."""
    told: set[str] = set()
    for one in found:
        if one.private and one.rule != "leak":
            parts = telling(one.rule, one.matched) if one.rule in KINDS else whole(one.matched)
            told |= {folded(part).partition("\n")[0] for part in parts}
            digits = re.sub("[^0-9]", "", folded(one.matched))
            told |= {digits[-4:]} if len(digits) > 6 else set()
    return {one for one in told if len(one) > (3 if one.isdigit() else 1) and one not in _EVERYBODYS}


# A town that is a surname as well: it stands in the sample.
_EVERYBODYS = frozenset({"前橋"})
_KANJI = str.maketrans("〇一二三四五六七八九", "0123456789")
_HIRAGANA = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}


def folded(output: str) -> str:
    """Letters and digits alone, in one spelling, line by line."""
    plain = unicodedata.normalize("NFKC", output).lower().translate(_HIRAGANA)
    letters = "".join(letter for letter in plain if letter.isalnum() or letter == "\n")
    return f"{letters}\n{letters.translate(_KANJI)}"
