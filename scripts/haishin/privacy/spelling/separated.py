"""Names written letter by letter (つ ち や, つ・ち・や か・お・り, グ エ ン/ホ ア) or as items of a list, in one piece.

The prose has closed most of them up; then what went before and what follows touches them (ひらがなでつちや…), and a
name that begins within a word is none. So a gap is set at both ends where the letters there are of one script.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import lt

from haishin.privacy.names.shared import LABELS
from haishin.privacy.spelling.view import View

_ENOUGH = 4  # letters: fewer are a list or stand by chance
_LETTER = "[ぁ-ゖァ-ヺA-Z一-龥々]ー?"
_SIGNED = re.compile(rf"{_LETTER}(?:[ \n・/._|,、*×-]{{1,3}}{_LETTER}(?![A-Za-z])){{{_ENOUGH - 1},40}}")
# Behind a surname written together, two are enough: 土屋 か お り.
_FEW = re.compile(
    "(?<=[一-龥々][ ])[ぁ-ゖァ-ヺ]ー?(?: [ぁ-ゖァ-ヺ]ー?){1,3}"
    "|(?<=[「『][ぁ-ゖ]{3} )[ぁ-ゖ](?: [ぁ-ゖ]){1,3}(?=[」』])|(?<=[「『][ぁ-ゖ]{4} )[ぁ-ゖ](?: [ぁ-ゖ]){1,3}(?=[」』])"
)
# A part of two letters beside one that the prose has joined: つちはら み/よ.
_KANA = "[ぁ-ゖァ-ヺ]"
# The reading of a surname before the given name: 土屋(つちや)香織.
_INNER = re.compile(r"[(](?<=[一-龥々].)[ぁ-ゖァ-ヺー]{2,8}[)](?=[一-龥々])")
_TWO = re.compile(
    rf"(?:(?<={_KANA}[ \n]){_KANA}[/・._|]{_KANA}|(?<![/・._|]){_KANA}[/・._|]{_KANA}(?=[ \n]{_KANA}))(?![/・._|])"
)
_JOINING = re.compile(rf"[/・._|](?<={_KANA}.)(?={_KANA})")
_SIGN = re.compile(rf"[ \n・/._|,、*×-](?<={_LETTER[:-2]}(?s:.)){_LETTER[:-2]}[ \n・/._|,、*×-]")
# A label and its name as the items of a list, one below the other.
_BULLET = r"\n[ \t]*(?:[-*+・●○■◆▪◦]|[(]?[0-9]{1,2}[.)])[ \t]*"
_MARKER = rf":?[ \t]{{0,2}}{_BULLET}"
_NAME = "(?:[一-龥々]{1,4}|[ぁ-ゖァ-ヺー]{2,6})"
_SHORT = r"(?=[ぁ-ゖァ-ヺー一-龥々]{1,8}(?<!さん|くん|ちゃ)[ \t]*(?:\n|$))"
_ITEM = re.compile(_MARKER + _SHORT)
_LISTING = re.compile(_BULLET + _SHORT)
_BEFORE = 24  # more than a label, a marker and half a name
_LABEL = re.compile(rf"(?:{LABELS})$")
_HALF = re.compile(rf"(?:{LABELS}){_MARKER}{_NAME}(?<![一-龥々]{{4}})$")
_BETWEEN = re.compile(r"[^\wー]+|_+")
_SCRIPT = re.compile("(?P<hiragana>[ぁ-ゖ])|(?P<katakana>[ァ-ヺー])|(?P<han>[一-龥々])|(?P<latin>[A-Za-z0-9])")
_LISTED = re.compile("[月火水木金土日祝一二三四五六七八九十上中下左右東西南北]+")


def separated(view: View) -> View:
    """Each such stretch in one piece, with a gap before and behind it where it would run on; listed parts in a line."""
    if _LISTING.search(view.text):
        view = view.rewrite(_ITEM, _in_line)
    if _SIGN.search(view.text):
        view = view.rewrite(_SIGNED, _read).rewrite(_FEW, lambda found: found[0].replace(" ", ""))
    if ")" in view.text:
        view = view.rewrite(_INNER, lambda _: "")
    if _JOINING.search(view.text):
        view = view.rewrite(_TWO, lambda found: found[0][0] + found[0][2])
    return _parted(view)


def _in_line(found: re.Match[str]) -> str | None:
    before = found.string[max(0, found.start() - _BEFORE) : found.start()]
    return ":" if _LABEL.search(before) else " " if _HALF.search(before) else None


def _read(found: re.Match[str]) -> str | None:
    gaps = Counter(_BETWEEN.findall(found[0]))
    usual = max(gaps, key=lambda gap: gaps[gap])
    words = _BETWEEN.sub(lambda gap: "" if gap[0] == usual else " ", found[0])
    alone = words[-2:-1] == " "  # the first letter of what is not separated
    if _LISTED.fullmatch(words) or len({_script(letter) for letter in words} - {""}) > 1 or len(words.split()[0]) < 2:
        return None
    before = " " if _script(found.string[found.start() - 1 : found.start()]) == _script(words[0]) else ""
    behind = " " if not alone and _script(found.string[found.end() : found.end() + 1]) == _script(words[-1]) else ""
    return before + words + behind


def _parted(view: View) -> View:
    """A gap at the ends of what the prose has closed up."""
    if not any(map(lt, view.ends, view.starts[1:])):  # in most texts nothing was
        return view
    text, starts, ends = view.text, view.starts, view.ends
    gaps = {at for at in range(1, len(text)) if ends[at - 1] < starts[at] and " " not in text[at - 1 : at + 1]}
    breaks = set()
    for at in range(1, len(text)):
        if at not in gaps and _script(text[at - 1]) == _script(text[at]) != "":
            if _open(gaps, at + 1, 1):  # 古土屋 か お り: the first letter is the word's before
                breaks.add(at if _script(text[at]) == _script(text[at + 1]) else at + 1)
            elif _open(gaps, at - 1, -1):
                breaks.add(at)
    if not breaks:
        return view
    letters: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for at, letter in enumerate(text):
        if at in breaks:
            letters.append(" ")
            first.append(starts[at])
            last.append(ends[at])
        letters.append(letter)
        first.append(starts[at])
        last.append(ends[at])
    return View("".join(letters), first, last)


def _open(gaps: set[int], at: int, step: int) -> bool:
    return all(at + step * more in gaps for more in range(_ENOUGH - 1))


def _script(letter: str) -> str:
    found = _SCRIPT.match(letter)
    return (found.lastgroup or "") if found else ""
