"""One normaliser: from a text as it was written to the views that the detectors read.

``prose`` keeps the meaning of every word: widths, compatibility forms, digits in circles and look-alike letters of
other alphabets are folded (NFKC by cluster, so that ﾊ and its mark stay together), invisible characters and marks over
or through letters are dropped, dashes beside digits are hyphens, and a text set with a space or one sign between all
letters is closed up.
``digits`` folds further, only where numbers stand: kanji numerals, 大字, spoken digits, counts and dates, letters that
look like digits, the parts of a number told one by one, two spoken letters before a number. ``accounts`` spells mail
addresses and account names: letters, digits and signs told in words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from haishin.privacy.spelling.figures import parted
from haishin.privacy.spelling.letters import paired, spelt
from haishin.privacy.spelling.numerals import (
    AMONG,
    NUMERALS,
    SPOKEN_PLATE,
    SPOKEN_RUN,
    among,
    formal,
    heard,
    numeral,
    spoken,
    spoken_plate,
)
from haishin.privacy.spelling.spokennumbers import counted, dated
from haishin.privacy.spelling.telling import joined, unhesitating
from haishin.privacy.spelling.view import View

_MARKS = "\u0300-\u036f\u20d0-\u20ff\u3099-\u309c\uff9e\uff9f"
# Most of a text is in its one spelling already; the rest goes cluster by cluster.
_CLUSTER = re.compile(f"(?P<plain>[\n -~、。々〇「」ぁ-ゖァ-ヺ・ー一-鿿]+(?![{_MARKS}]))|(?s:.)[{_MARKS}]{{0,7}}")
_SPACING = str.maketrans("\u309b\u309c", "\u3099\u309a")
_LONGEST = 3
# Greek and Cyrillic letters that look like Latin ones or digits.
_ALIKE = dict(zip("ОоΟοІіΙЗАаВЕеКМНРрСсТТХхуΑΒΕΖΗΚΜΝΡΤΥΧ", "OoOoIiI3AaBEeKMHPpCcTTXxyABEZHKMNPTYX", strict=True))
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")
_UNREAD = frozenset({"Cf", "Mn", "Mc", "Me"})
_BOTH = f"0-9{NUMERALS}"
_DASH = re.compile(f"(?<=[{_BOTH}])([ \\n]?)[‐‑‒–—―−─━⁃ー]([ \\n]?)(?=[{_BOTH}])")
_DASHED = re.compile(f"[‐‑‒–—―−─━⁃ー](?:(?<=[{_BOTH})].)|(?<=[{_BOTH}][ \\n].)|(?=[ \\n]?[{_BOTH}(]))")
_LOOSE_DASH = re.compile(f"(?<=[{_BOTH})])[‐‑‒–—―−─━⁃]|[‐‑‒–—―−─━⁃](?=[{_BOTH}(])")
_SPACED = re.compile(r"(?<![^\W\d_a-zA-Z][ ])[^\s](?:[ \t]{1,2}[^\s](?![A-Za-z0-9]{2})){3,}")
_SPACY = re.compile(r"[ \t][^\s][ \t]")
# さ・か・い or 新／井／美／代: one sign between all letters.
_SIGNED = re.compile(
    r"(?<![・/×*|+])(?!ー)[^\W_]ー?(?P<sign>[・/×*|+])[^\W_]ー?(?:(?P=sign)[^\W_]ー?){1,30}(?!(?P=sign))"
)
_SIGN = re.compile("[・/×*|+]")
_SCRIPTS = re.compile("(?P<hiragana>[ぁ-ゖ])|(?P<katakana>[ァ-ヺー])|(?P<han>[一-龥々〇])|(?P<latin>[A-Za-z0-9])")
_WIDE = re.compile(r"(?<=[^\s!-~])[ \t]{2,4}(?=[^\s!-~])")
_GAP = re.compile(r"[ \t]+")

# The letter first, what stands before it behind it: so a search skips to the letter.
_ZERO = re.compile(r"[Oo](?:(?<=[0-9-].)(?=[0-9-])|(?<![A-Za-z0-9].)(?=[5-9][Oo0])|(?<=[5-9].)(?=-?[0-9]))")
_ONE = re.compile(r"[lI|](?<=[0-9-].)(?=[0-9-])")
_ROUND = re.compile(r"[〇○◯](?:(?<![〇○◯].)(?=[0-9]{1,3}[-\s(の]?[0-9])|(?<=[0-9].)(?=[-0-9]))")
_ROUNDS = re.compile(r"[〇○◯]{2}(?<=[0-9]..)(?=[\s、・の「]{0,2}[あ-ん][\s、・の」]{0,2}[0-9])")  # 5〇〇さ12-34
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
    r"(?:[0-9](?:[-.のノ ]|点|てん|テン)?|(?:局番|桁|中|頭|次|年|月|日|数字)[がは]|"
    r"番地?の?|丁目|普通[・ :]?|[A-Z]{2}[- ]?|[SHTR](?:\.)?|(?:昭和|平成|令和|大正)の?|号|[0-9一二"
    r"三四五六七八九〇百十][ ]?[あ-ん][ の]{0,2})$"
)
_AFTER = re.compile(
    r"[ ]?(?:[-.のノ]?[0-9]|(?:点|てん|テン)[0-9一二三四五六七八九〇零ぁ-んァ-ヺ]|"
    r"丁目|番|号|年|月|日|[度分秒°′″'\"]|室|棟|"
    r"[、,・「の ]{0,2}[ぁ-ん][」、,・ の]{0,2}[0-9一二三四五六七八九〇十百千]{2})"
)
_PLACEHOLDER = frozenset("〇○◯零")

# Without any of these there is no sign of an address to be spelt anew.
_ACCOUNTED = re.compile("[A-Za-z@★☆◎●■◆]")
_TOLD = re.compile(r"アット|あっと|ドット|どっと|アンダー|ハイフン|はいふん|\(\s?\.|\[\s?\.|<\s?\.|{\s?\.")
_AT = re.compile(
    r"(?<=[A-Za-z0-9_+-])(?:[\s、・,]?(?:[(\[<{【「〔\"]\s?(?:at|AT|At|アットマーク|アット|あっとまーく|あっと|@|"
    r"a)\s?[)\]>}】」〕\"]"
    r"|アットマーク|あっとまーく|アット|あっと|(?:@| ?at ?)マーク)[\s、・,]?|\s?[★☆◎●■◆]\s?(?=[A-Za-z0-9-]+\s?[.(\[ド])"
    r"|[ /_、・,-]{1,2}(?:at|AT)[ /_、・,-]{1,2}(?=[A-Za-z0-9-]+[ /_、・,-]{0,2}(?:\.|dot|DOT|ドット|\(dot)))"
    r"(?=[A-Za-z0-9])"
)
_LONE_AT = re.compile(r"(?:@マーク|アットマーク|あっとまーく|\(アット\)|\(at\))\s?(?=[A-Za-z0-9_])")
_DOT = re.compile(
    r"(?<=[A-Za-z0-9_-])(?:[\s、・]?(?:[(\[<{「【〔『\"]\s?(?:dot|DOT|d|ドット|どっと|\.)\s?[)\]>}」】〕』\"]"
    r"|ドット|どっと|テン|てん|ピリオド)[\s、・]?"
    r"|[ /_、・,-]{1,2}(?:dot|DOT)[ /_、・,-]{1,2})(?=[A-Za-z0-9_])"
)
_ENDINGS = r"(?:com|net|org|jp|co|ne|or|ac|info|example)(?![A-Za-z])"
_SLIP = re.compile(rf"(?P<host>@[A-Za-z0-9-]{{2,20}})\s?[。,、・点 ]\s?(?={_ENDINGS}|[a-z]{{2,4}}(?![A-Za-z]))")
_ENDING = re.compile(r"[。、・](?<=[A-Za-z0-9].)\s?(?=(?:com|net|org|jp|co\.jp|ne\.jp)(?![A-Za-z]))")
_BROKEN = re.compile(r"(?P<host>@[A-Za-z0-9-]{1,20})\n(?=[A-Za-z0-9-]{1,20}\.[A-Za-z]{2})")
# 「■を@に」: the sign that stands for the at-mark.
_INSTEAD = re.compile(r"(?P<sign>[^\w\s@。、「」()])[」』]?\s?(?:を|は|→|=)\s?(?:半角の?)?[「『]?(?:@|アットマーク)")
_SAID = re.compile(
    r"(?<=[A-Za-z0-9_.])[\s・、]?(?:(?P<under>アンダーバー|アンダースコア|アンダーライン)|(?P<hyphen>ハイフン|はいふん|マイナス)"
    r"|スラッシュ)[\s・、]{0,2}(?:数字[のでが])?(?=[A-Za-z0-9_@?])"
)
_AT_GAP = re.compile(r"(?<=[A-Za-z0-9_])\s*@[\s、・,]*(?=[A-Za-z0-9])")
_HAN = re.compile("(?<=[A-Za-z0-9_.#-])[〇零一二三四五六七八九]{1,8}(?![一-龥])")


_KEPT = 8  # views of the texts asked about last: scan and rules ask in turn about those of one mail


@lru_cache(_KEPT)
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
        for character in _cluster(found[0]):
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
    return view.rewrite(_SIGNED, _unsigned) if _SIGN.search(view.text) else view


@lru_cache(_KEPT)
def digits(view: View) -> View:
    """The prose with its numbers in digits."""
    view = unhesitating(parted(formal(view))).rewrite(_STROKE, lambda _: "-")
    view = view.rewrite(_ROUND, lambda _: "0").rewrite(_ZERO, lambda _: "0").rewrite(_ONE, lambda _: "1")
    view = counted(view)
    if "ちょうめ" in view.text or "ばんち" in view.text:
        view = view.rewrite(_UNIT, _unit)
    if heard(view.text):
        view = view.rewrite(SPOKEN_PLATE, spoken_plate)
        view = view.rewrite(SPOKEN_RUN, spoken)
    for pattern in AMONG:
        view = view.rewrite(pattern, among)
    view = view.rewrite(_CHAIN, _numerals).rewrite(_ROUND, lambda _: "0").rewrite(_ROUNDS, lambda _: "00")
    return paired(joined(dated(view)))


def accounts(view: View) -> View:
    """The prose with the signs of mail addresses and account names written as signs."""
    view = spelt(view)
    if not (_ACCOUNTED.search(view.text) or _TOLD.search(view.text)):
        return view
    for sign in {found["sign"] for found in _INSTEAD.finditer(view.text)}:
        view = view.rewrite(re.compile(rf"(?<=[A-Za-z0-9_])\s?{re.escape(sign)}\s?(?=[A-Za-z0-9])"), lambda _: "@")
    view = view.rewrite(_AT, lambda _: "@").rewrite(_LONE_AT, lambda _: "@").rewrite(_AT_GAP, lambda _: "@")
    return (
        view.rewrite(_DOT, lambda _: ".")
        .rewrite(_SLIP, lambda found: found["host"] + ".")
        .rewrite(_ENDING, lambda _: ".")
        .rewrite(_BROKEN, lambda found: found["host"])
        .rewrite(_SAID, lambda found: "_" if found["under"] else "-" if found["hyphen"] else "/")
        .rewrite(_HAN, lambda found: numeral(found[0]))
    )


@lru_cache(maxsize=8192)
def _cluster(cluster: str) -> str:
    """A character with its marks; those that do not melt into it (digits struck through) go."""
    value = unicodedata.numeric(cluster[0], None) if unicodedata.category(cluster[0]) == "No" else None
    # ❶, ⑴ and ㈩, too
    plain = (
        unicodedata.normalize("NFKC", cluster.translate(_SPACING)) if value is None or value % 1 else str(int(value))
    )
    if len(plain) > _LONGEST:  # a whole phrase in one sign: nobody hides a number in it, and it would only cost time
        plain = cluster
    return "".join(_letter(character) for character in plain)


def _letter(character: str) -> str:
    if character in " \n\t" or character.isascii():
        return character
    if character in _ALIKE:
        return _ALIKE[character]
    if character in "·•∙⋅‧":
        return "・"
    category = unicodedata.category(character)
    if category in _UNREAD or character in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category == "Zs" else character


def _closed(view: View) -> View:
    stretches = view.rewrite(_SPACED, lambda found: _GAP.sub("\0", found[0]) if "\0" not in found[0] else None)
    return stretches.rewrite(_HOLE, lambda _: "")


_FEW = 3
_PLENTY = 4  # letters: no list, so that a word may touch them (新・井・美・代容疑者)
_HOLE = re.compile("(?<=[^\\s])\0")


def _unsigned(found: re.Match[str]) -> str | None:
    start, text, sign = "", found[0], found["sign"]
    before = _script(found.string, found.start() - 1)
    if before == _script(text, 0) == "hiragana":  # a particle: 封筒につ・ち・や・か
        start = " "
    elif before == _script(text, 0):  # the last letter of a word (前橋・5・0・3)
        start, text = text[: text.index(sign) + 1], text[text.index(sign) + 1 :]
    letters = text.replace(sign, "")
    if all(letter.isdecimal() or letter in NUMERALS for letter in letters) or (
        letters.isascii() and sign != "・" and len(letters) <= _PLENTY
    ):
        return None
    last = _script(letters, len(letters) - 1)
    runs_on = last != "hiragana" and last == _script(found.string, found.end())
    if runs_on and last != "han":  # ニー・ニー・ゼロ
        return None
    return start + letters if len(letters) >= (_PLENTY if runs_on or start else _FEW) else None


def _script(text: str, at: int) -> str | None:
    found = _SCRIPTS.match(text, at) if at >= 0 else None
    return found.lastgroup if found else None


def _unit(found: re.Match[str]) -> str:
    number = found["number"]
    return f"{_SMALL[number]}丁目" if number else _UNITS[found[0]]


def _numerals(found: re.Match[str]) -> str | None:
    chain = found[0]
    runs = _RUN.findall(chain)
    count = sum(map(len, runs))
    # 十分注意, 四日市
    word = (chain == "十" and found.string.startswith("分", found.end())) or found.string.startswith(
        "日市", found.end()
    )
    if word or all(character in _PLACEHOLDER for run in runs for character in run):
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
