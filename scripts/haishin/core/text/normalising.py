"""The normaliser: a text as it was written → the views that the detectors read.

``prose`` keeps the meaning of every word: widths and compatibility forms are folded (NFKC, ﾊ with its mark), invisible
characters are dropped, dashes beside digits are hyphens, and a text set with a space between all letters is closed up.
``digits`` writes numbers in kanji, read out or each in brackets in digits, and the kana of a plate that a word tells as
that kana; ``accounts`` the signs of a mail address as signs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from haishin.core.text.lazy import lazy
from haishin.core.text.view import View

_MARKS = "\u3099\u309a\uff9e\uff9f"
# Most of a text is in its one spelling already; the rest goes letter by letter, each with its mark.
_CLUSTER = lazy(f"(?P<plain>[\n -~、。々〇「」ぁ-ゖァ-ヺ・ー一-鿿]+(?![{_MARKS}]))|(?s:.)[{_MARKS}]?")
_LONGEST = 3
_UNREAD = frozenset({"Cf", "Mn", "Me"})

_VALUES = dict(zip("〇零○◯一二三四五六七八九壱弐参", (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3), strict=True))
_SCALES = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_NUMERALS = "".join(_VALUES) + "".join(_SCALES) + "廿"
_DASHES = "[‐‑‒–—―−─━⁃ー]"
_DASHED = lazy(_DASHES)
_DASH = lazy(f"{_DASHES}(?:(?<=[0-9{_NUMERALS})].)|(?<=[0-9{_NUMERALS})][ \\n].))(?=[ \\n]?[0-9{_NUMERALS}(])")
_SPACED = lazy(r"(?<![^\W\d_a-zA-Z][ ])[^\s](?:[ \t]{1,2}[^\s](?![A-Za-z0-9]{2}|[一-龥])){3,}")
_SPACY = lazy(r"[ \t][^\s][ \t]")
_GAP = lazy(r"[ \t]+")
_WIDE = lazy(r"(?<=[^\s!-~])[ \t]{2,4}(?=[^\s!-~])")

_CHAIN = lazy(f"[{_NUMERALS}][{_NUMERALS}]*(?:[ \\n]?[-の・ノ./、()][ \\n]?[{_NUMERALS}]+|[ \\n][{_NUMERALS}]+)*")
_RUN = lazy(f"[{_NUMERALS}]+")
# Each part in brackets of its own: 「3」「0」「0」「さ」「12」「34」.
_BRACKETED = lazy(f"(?:[「『][0-9{_NUMERALS}ぁ-んA-Z]{{1,4}}[」』][、と ]?){{2,}}[「『][0-9{_NUMERALS}]{{1,4}}[」』]")
_BRACKETS = lazy("[「」『』、と ]")
_SCALE = lazy("[十拾廿百千]")
_O = lazy("[OolI][0-9 -]")
# O9O-7714-3O85, O9O-7714-23l8
_OH = lazy("(?<![0-9A-Za-z])(?=[0-9 -]{0,12}[OolI])[0-9OolI]{2,4}(?:[- ][0-9OolI]{3,4}){2}(?![0-9A-Za-z])")
_LOOK_ALIKE = str.maketrans("OolI", "0011")
_BEFORE = lazy(r"(?:[0-9][-.のノ ]?|年|月|丁目|番地?の?|号|普通[・ :]?|局番[がは]|(?:昭和|平成|令和|大正))$")
_AFTER = lazy(
    "[ ]?(?:[-.のノ]?[0-9]|、[ぁ-ん]、[0-9一二三四五六七八九〇]|丁目|番|号|年|月|日|[度分秒]|室|棟"
    "|[・「の ]{0,2}[ぁ-ん][」・ の]{0,2}[0-9一二三四五六七八九〇十百]{2})"
)
# Read out: ゼロハチゼロ、サンニイ…, に・さん・ろく・ろく; in ハチに電話 the に is a particle.
_READ = {
    **dict.fromkeys(("ゼロ", "レイ", "マル", "オー", "ぜろ", "れい", "まる"), "0"),
    **dict.fromkeys(("イチ", "いち"), "1"),
    **dict.fromkeys(("ニイ", "ニー", "ニ", "にい", "にー", "に"), "2"),
    **dict.fromkeys(("サン", "さん"), "3"),
    **dict.fromkeys(("ヨン", "よん"), "4"),
    **dict.fromkeys(("ゴー", "ゴ", "ごー", "ご"), "5"),
    **dict.fromkeys(("ロク", "ろく"), "6"),
    **dict.fromkeys(("ナナ", "シチ", "なな", "しち"), "7"),
    **dict.fromkeys(("ハチ", "はち"), "8"),
    **dict.fromkeys(("キュウ", "キュー", "きゅう"), "9"),
}
_READ_ONE = lazy("|".join(_READ))
# Six and more, the numerals among them in katakana (ゼロ二七八の…); fewer only as a word of their own.
_READ_OUT = lazy(
    f"(?:{_READ_ONE.pattern})(?:[、・ /のー-]?(?!(?<=[ァ-ヺー])に)(?:{_READ_ONE.pattern})){{5,}}"
    f"|(?<![一-龥ぁ-んァ-ヺー])(?:{_READ_ONE.pattern})(?:[、・]?(?:{_READ_ONE.pattern})){{2,5}}"
    "(?=[、。「」・) \\n]|です|$)"
    f"|(?:ゼロ|ぜろ)(?:[、・ のー-]?(?:ゼロ|ニー|サン|ヨン|ゴー|ロク|ナナ|ハチ|キュウ|キュー|[0-9{_NUMERALS}])){{5,}}"
)
_READS = lazy(f"(?:{_READ_ONE.pattern})[、・ /のー-]?(?:{_READ_ONE.pattern}|[0-9{_NUMERALS}])")  # begins each of them
# The kana of a plate told by a word with it, or by its row: さくらの「さ」, ちりのち, 「ま」行の「み」.
_BEFORE_DIGITS = rf"[」』]?(?=[、・\s「]{{0,2}}(?:[0-9{_NUMERALS}]|{_READ_ONE.pattern}))"
_TELLS = lazy(rf"の[「『]?[ぁ-ん]{_BEFORE_DIGITS}")
_TOLD = lazy(
    r"(?:[「『]?[あ-わ][」』]?行|[ぁ-ん]{0,4}(?P<told>[ぁ-ん])[ぁ-ん]{0,4})の[「『]?(?P<kana>(?(told)(?P=told)|[ぁ-ん]))"
    rf"{_BEFORE_DIGITS}"
)
_PLACEHOLDER = frozenset("〇○◯零")

_ACCOUNTED = lazy("[A-Za-z]")
_AT = lazy(
    r"(?<=[A-Za-z0-9_])\s?(?:[(\[<{【〔]\s?(?:at?|アットマーク|アット|あっと|@)\s?[)\]>}】〕]|アット(?:マーク)?|あっと(?:まーく)?|[★☆]"
    r"(?=[a-z0-9-]+\.[a-z])|@)\s?(?=[A-Za-z0-9])|(?:アットマーク|あっとまーく)\s?(?=[A-Za-z0-9_])",
    re.IGNORECASE,
)
_DOT = lazy(
    r"(?<=[A-Za-z0-9])(?:\s?[(\[{【]\s?(?:dot|ドット|\.)\s?[)\]}】]|\s?(?:ドット|どっと|ピリオド)|[,。](?=(?:com|net|jp|ne|co|or)(?![a-z])))\s?(?=[A-Za-z])",
    re.IGNORECASE,
)
_LINE = lazy(r"(?<=[A-Za-z0-9])\s?アンダー(?:バー|スコア|ライン)\s?(?=[A-Za-z0-9])")
_FULL_WIDTH = lazy("[\u3000\uff01-\uff5e]")
_QUOTED = lazy(r"「[^「」]*」|『[^『』]*』|“[^“”]*”|\"[^\"\n]*\"")
_KEPT = 128  # views of the texts asked about last: scan and rules ask in turn about those of some mails


def _spelled(found: re.Match[str]) -> str | None:
    if found["plain"]:
        return None
    return _cluster(found[0])


@lru_cache(_KEPT)
def prose(text: str) -> View:
    """Fold the text into a common spelling."""
    written = View(text, range(len(text)), range(1, len(text) + 1))
    view = written.rewrite(_CLUSTER, _spelled, whole=True)
    if _DASHED.search(view.text):
        view = view.rewrite(_DASH, lambda _: "-")
    if _SPACY.search(view.text):
        view = view.rewrite(_SPACED, _holed)
        view = view.rewrite(_HOLE, lambda _: "")
    if "  " in view.text or "\t" in view.text:
        return view.rewrite(_WIDE, lambda _: " ")
    return view


def _holed(spaced: re.Match[str]) -> str | None:
    """Mark each gap of a text that is set with spaces, unless the mark stands in it already."""
    if "\0" in spaced[0]:
        return None
    return _GAP.sub("\0", spaced[0])


_HOLE = lazy("(?<=[^\\s])\0")


@lru_cache(_KEPT)
def digits(view: View) -> View:
    """Write the numbers of the prose in digits."""
    if _TELLS.search(view.text):
        view = view.rewrite(_TOLD, lambda told: f"「{told['kana']}」")
    if _O.search(view.text):
        view = view.rewrite(_OH, lambda found: found[0].translate(_LOOK_ALIKE))
    if "」" in view.text:
        view = view.rewrite(_BRACKETED, lambda found: _BRACKETS.sub("", found[0]))
    if _READS.search(view.text):
        view = view.rewrite(_READ_OUT, lambda found: _READ_ONE.sub(lambda one: _READ[one[0]], found[0]))
    return view.rewrite(_CHAIN, _numerals)


def accounts(view: View) -> View:
    """Write the signs of mail addresses in the prose as signs."""
    if not _ACCOUNTED.search(view.text):
        return view
    view = view.rewrite(_AT, lambda _: "@")
    view = view.rewrite(_LINE, lambda _: "_")
    return view.rewrite(_DOT, lambda _: ".")


@lru_cache(maxsize=8192)
def _cluster(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", cluster)
    if len(plain) > _LONGEST:  # a whole phrase in one sign: nobody hides a number in it, and it would only cost time
        plain = cluster
    return "".join(_letter(character) for character in plain)


def _letter(character: str) -> str:
    if character in " \n\t" or character.isascii():
        return character
    category = unicodedata.category(character)
    if category in _UNREAD:
        return ""
    if category == "Zs":
        return " "
    return character


def numeral(text: str) -> str:
    """Write a run of kanji numerals in digits: 二千百一 → 2101, 〇八〇 → 080."""
    if not _SCALE.search(text):
        return "".join(str(_VALUES[character]) for character in text)
    total = current = 0
    for character in text.replace("廿", "二十"):
        if character in _SCALES:
            total += (current or 1) * _SCALES[character]
            current = 0
        else:
            current = current * 10 + _VALUES[character]
    return str(total + current)


def _numerals(found: re.Match[str]) -> str | None:
    chain, text = found[0], found.string
    runs = _RUN.findall(chain)
    # 十分注意, 四日市
    word = (chain == "十" and text.startswith("分", found.end())) or text.startswith("日市", found.end())
    if word or all(character in _PLACEHOLDER for run in runs for character in run):
        return None
    if (
        len(runs) > 1
        or len(chain) >= (4 if _SCALE.search(chain) else 3)
        or _AFTER.match(text, found.end())
        or _BEFORE.search(text, max(0, found.start() - 6), found.start())
    ):
        return _RUN.sub(lambda run: numeral(run[0]), chain)
    return None


@lru_cache(16)
def narrowed(text: str) -> str:
    """Make full-width ASCII narrow, sign by sign: `str.translate` would look up every letter."""
    return _FULL_WIDTH.sub(_narrow, text)


def _narrow(sign: re.Match[str]) -> str:
    if sign[0] == "\u3000":
        return " "
    return chr(ord(sign[0]) - 0xFEE0)


def unquoted(text: str) -> str:
    """Blank out quotations: every offset stays."""
    return _QUOTED.sub(lambda quote: "\ufffc" * len(quote[0]), text)
