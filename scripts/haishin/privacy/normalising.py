"""One normaliser: from a text as it was written to the views that the detectors read.

``prose`` keeps the meaning of every word: widths and compatibility forms are folded (NFKC by cluster, so that ﾊ and
its mark
stay together), invisible characters are dropped, dashes beside digits are hyphens, and a text set with a space
between all letters is closed up. ``digits`` folds further, only where numbers stand: kanji numerals, 大字, spoken
digits, letters
that look like digits, spelt at-marks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from haishin.privacy.numerals import NUMERALS, SPOKEN, SPOKEN_PLATE, SPOKEN_RUN, numeral, spoken, spoken_plate
from haishin.privacy.view import View

_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
# Most of a text is in its one spelling already; the rest goes cluster by cluster.
_CLUSTER = re.compile(f"(?P<plain>[\n -~、。々〇「」ぁ-ゖァ-ヺ・ー一-鿿]+(?![{_MARKS}]))|(?s:.)[{_MARKS}]*")
_LONGEST = 3
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_BOTH = f"0-9{NUMERALS}"
_DASH = re.compile(f"(?<=[{_BOTH}])([ \\n]?)[‐‑‒–—―−─━⁃ー]([ \\n]?)(?=[{_BOTH}])")
_DASHED = re.compile(f"[‐‑‒–—―−─━⁃ー](?:(?<=[{_BOTH})].)|(?<=[{_BOTH}][ \\n].)|(?=[ \\n]?[{_BOTH}(]))")
_LOOSE_DASH = re.compile(f"(?<=[{_BOTH})])[‐‑‒–—―−─━⁃]|[‐‑‒–—―−─━⁃](?=[{_BOTH}(])")
_SPACED = re.compile(r"(?<![^\W\d_a-zA-Z][ ])[^\s](?:[ \t]{1,2}[^\s](?![A-Za-z0-9]{2})){3,}")
_SPACY = re.compile(r"[ \t][^\s][ \t]")
# さ・か・い, and two spaces where one is meant.
_DOTTED = re.compile(
    "[ぁ-ん](?<![ぁ-ん・].)(?:・[ぁ-ん]){2,}|[ァ-ヺー](?<![ァ-ヺー・].)(?:・[ァ-ヺー]){2,}(?![ァ-ヺー・])"
)
_WIDE = re.compile(r"(?<=[^\s!-~])[ \t]{2,4}(?=[^\s!-~])")
_GAP = re.compile(r"[ \t]+")

# The letter first, what stands before it behind it: so a search skips to the letter.
_ZERO = re.compile(r"[Oo](?:(?<=[0-9-].)(?=[0-9-])|(?<![A-Za-z0-9].)(?=[5-9][Oo0])|(?<=[5-9].)(?=-?[0-9]))")
_ONE = re.compile(r"[lI|](?<=[0-9-].)(?=[0-9-])")
_ROUND = re.compile(r"[〇○◯](?:(?<![〇○◯].)(?=[0-9]{1,3}[-\s(の]?[0-9])|(?<=[0-9].)(?=[-0-9]))")
_STROKE = re.compile("[一丨](?<=[0-9].)(?=[0-9])")
# 丁目, 番, 号 in hiragana behind their numbers.
_UNIT = re.compile(
    "(?:(?P<number>いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう)ちょうめ|(?<=[0-9])(?:ちょうめ|ばんち|ばん(?=[0-9ち])"
    "|ごう))"
)
_UNITS = {"ちょうめ": "丁目", "ばんち": "番地", "ばん": "番", "ごう": "号"}
_SMALL = {"いっ": 1, "に": 2, "さん": 3, "よん": 4, "ご": 5, "ろく": 6, "なな": 7, "はっ": 8, "きゅう": 9}
_CHAIN = re.compile(f"[{NUMERALS}]+(?:[ \\n]?[-の・ノ之./、()][ \\n]?[{NUMERALS}]+|[ \\n][{NUMERALS}]+)*")
_RUN = re.compile(f"[{NUMERALS}]+")
_SCALE = re.compile("[十拾百千]")
_BEFORE = re.compile(
    r"(?:[0-9][-.のノ ]?|番地?の?|丁目|普通[・ :]?|[A-Z]{2}[- ]?|[SHTR](?:\.)?|昭和|平成|令和|大正|号|[0-9一二"
    r"三四五六七八九〇百十][ ]?[あ-ん][ の]{0,2})$"
)
_AFTER = re.compile(
    r"[ ]?(?:[-.のノ]?[0-9]|丁目|番|号|年|月|日|度|分|秒|室|棟|[ぁ-ん][ の]{0,2}[0-9一二三四五六七八九〇十百千]{2})"
)
_PLACEHOLDER = frozenset("〇○◯零")

# Without any of these there is no sign of an address to be spelt anew.
_ACCOUNTED = re.compile(r"[A-Za-z@★☆◎●■◆]|アット|あっと|ドット|どっと|アンダー|ハイフン|はいふん|[(\[<{]\s?\.")
_AT = re.compile(
    r"(?<=[A-Za-z0-9_+-])(?:[\s、・,]?(?:[(\[<{【「〔\"]\s?(?:at|AT|At|アットマーク|アット|あっとまーく|あっと|@|"
    r"a)\s?[)\]>}】」〕\"]"
    r"|アットマーク|あっとまーく|アット|あっと)[\s、・,]?|\s?[★☆◎●■◆]\s?(?=[A-Za-z0-9-]+\s?[.(\[ド])"
    r"|[ /_、・,-]{1,2}(?:at|AT)[ /_、・,-]{1,2}(?=[A-Za-z0-9-]+[ /_、・,-]{0,2}(?:\.|dot|DOT|ドット|\(dot)))"
    r"(?=[A-Za-z0-9])"
)
_LONE_AT = re.compile(r"(?:アットマーク|あっとまーく|\(アット\)|\(at\))\s?(?=[A-Za-z0-9_])")
_DOT = re.compile(
    r"(?<=[A-Za-z0-9_-])(?:[\s、・]?(?:[(\[<{「\"]\s?(?:dot|DOT|ドット|どっと|\.)\s?[)\]>}」\"]|ドット|どっと)[\s、・]?"
    r"|[ /_、・,-]{1,2}(?:dot|DOT)[ /_、・,-]{1,2})(?=[A-Za-z0-9_])"
)
_ENDINGS = r"(?:com|net|org|jp|co|ne|or|ac|info|example)(?![A-Za-z])"
_SLIP = re.compile(rf"(?P<host>@[A-Za-z0-9-]{{2,20}})[。,、・点](?={_ENDINGS}|[a-z]{{2,4}}(?![A-Za-z]))")
_BROKEN = re.compile(r"(?P<host>@[A-Za-z0-9-]{1,20})\n(?=[A-Za-z0-9-]{1,20}\.[A-Za-z]{2})")
# 「■を@に」: the sign that stands for the at-mark.
_INSTEAD = re.compile(r"(?P<sign>[^\w\s@。、「」()])[」』]?\s?(?:を|は|→|=)\s?(?:半角の?)?[「『]?(?:@|アットマーク)")
_UNDER = re.compile(r"(?<=[A-Za-z0-9_.])\s?(?:アンダーバー|アンダースコア|アンダーライン)\s?(?=[A-Za-z0-9_])")
_HYPHEN = re.compile(r"(?<=[A-Za-z0-9])\s?(?:ハイフン|はいふん)\s?(?=[A-Za-z0-9])")
_AT_GAP = re.compile(r"(?<=[A-Za-z0-9_])\s*@\s*(?=[A-Za-z0-9])")


def prose(text: str) -> View:
    """The text with its spelling made one."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        start, end = found.span()
        if found["plain"]:
            letters.append(found[0])
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            continue
        for character in _plain(found[0]):
            letters.append(character)
            starts.append(start)
            ends.append(end)
    view = View("".join(letters), starts, ends)
    if _DASHED.search(view.text):
        view = view.rewrite(_DASH, lambda found: f"{found[1]}-{found[2]}")
        view = view.rewrite(_LOOSE_DASH, lambda _: "-")
    if _SPACY.search(view.text) or "\0" in view.text:
        view = _closed(view)
    if "  " in view.text or "\t" in view.text:
        view = view.rewrite(_WIDE, lambda _: " ")
    return view.rewrite(_DOTTED, lambda found: found[0].replace("・", "")) if "・" in view.text else view


def digits(view: View) -> View:
    """The prose with its numbers in digits."""
    view = view.rewrite(_STROKE, lambda _: "-")
    view = view.rewrite(_ROUND, lambda _: "0").rewrite(_ZERO, lambda _: "0").rewrite(_ONE, lambda _: "1")
    if "ちょうめ" in view.text or "ばんち" in view.text:
        view = view.rewrite(_UNIT, _unit)
    if SPOKEN.search(view.text):
        view = view.rewrite(SPOKEN_PLATE, spoken_plate)
        view = view.rewrite(SPOKEN_RUN, lambda found: spoken(found[0]))
    return view.rewrite(_CHAIN, _numerals)


def accounts(view: View) -> View:
    """The prose with the signs of mail addresses and account names written as signs."""
    if not _ACCOUNTED.search(view.text):
        return view
    for sign in {found["sign"] for found in _INSTEAD.finditer(view.text)}:
        view = view.rewrite(re.compile(rf"(?<=[A-Za-z0-9_])\s?{re.escape(sign)}\s?(?=[A-Za-z0-9])"), lambda _: "@")
    view = view.rewrite(_AT, lambda _: "@").rewrite(_LONE_AT, lambda _: "@")
    view = (
        view.rewrite(_DOT, lambda _: ".")
        .rewrite(_SLIP, lambda found: found["host"] + ".")
        .rewrite(_BROKEN, lambda found: found["host"])
        .rewrite(_UNDER, lambda _: "_")
        .rewrite(_HYPHEN, lambda _: "-")
    )
    return view.rewrite(_AT_GAP, lambda _: "@")


@lru_cache(maxsize=8192)
def _cluster(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", cluster)
    if len(plain) > _LONGEST:  # a whole phrase in one sign: nobody hides a number in it, and it would only cost time
        plain = cluster
    return "".join(_letter(character) for character in plain)


def _plain(cluster: str) -> str:
    # Long clusters are an attacker's; they would only fill the memory.
    return _cluster(cluster) if len(cluster) < 4 else _cluster.__wrapped__(cluster)


def _letter(character: str) -> str:
    if character in " \n\t" or character.isascii():
        return character
    if character in "·•∙⋅‧":
        return "・"
    category = unicodedata.category(character)
    if category == "Cf" or character in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category == "Zs" else character


def _closed(view: View) -> View:
    stretches = view.rewrite(_SPACED, lambda found: _GAP.sub("\0", found[0]) if "\0" not in found[0] else None)
    return stretches.rewrite(_HOLE, lambda _: "")


_HOLE = re.compile("(?<=[^\\s])\0")


def _unit(found: re.Match[str]) -> str:
    number = found["number"]
    return f"{_SMALL[number]}丁目" if number else _UNITS[found[0]]


def _numerals(found: re.Match[str]) -> str | None:
    chain = found[0]
    runs = _RUN.findall(chain)
    count = sum(map(len, runs))
    enough = chain == "十" and found.string.startswith("分", found.end())  # 十分注意
    if enough or all(character in _PLACEHOLDER for run in runs for character in run):
        return None
    scaled = bool(_SCALE.search(chain))
    if (
        len(runs) > 1
        or (count >= 3 and not scaled)
        or _AFTER.match(found.string, found.end())
        or _BEFORE.search(found.string, max(0, found.start() - 6), found.start())
    ):
        return re.sub("[ノ之]", "-", _RUN.sub(lambda run: numeral(run[0]), chain))
    return None
