"""Figures set apart to be read by nobody: signs between them, each in brackets, kanji numerals among digits."""

from __future__ import annotations

import re

from haishin.privacy.spelling.numerals import numeral
from haishin.privacy.spelling.view import View

_KANJI = "〇零一二三四五六七八九"
_FIGURE = f"[0-9{_KANJI}]"
_OPEN, _CLOSE = r"[(\[{<【「『〔《〈\"]", r"[)\]}>】」』〕》〉\"]"
_BRACKETS = re.compile(f"{_OPEN}|{_CLOSE}")
_ENCLOSED = re.compile(f"{_OPEN}{_FIGURE}{{1,4}}{_CLOSE}")
_EACH = re.compile(rf"{_OPEN}{_FIGURE}{_CLOSE}(?:[ ・、.,/-]?{_OPEN}{_FIGURE}{_CLOSE})+")
# One part in other brackets than the round ones that telephone numbers have.
_AMID = re.compile(rf"(?<={_FIGURE})[{{<《〈『\"](?P<figures>{_FIGURE}{{2,4}})[}}>》〉』\"](?={_FIGURE})")
# Signs that mean nothing between figures: no dash, no point of decimals, no share, no arrow.
_SIGN = r"[^\w\s.,/%°'\"′″´`、。・~〜→⇒←()\[\]{}「」『』-]"
_AMONG = re.compile(f"{_SIGN}(?<={_FIGURE}.){_SIGN}?(?={_FIGURE})")
_APART = re.compile(
    rf"(?<!{_FIGURE}){_FIGURE}{{1,6}}(?P<sign>{_SIGN}{{1,2}})"
    rf"{_FIGURE}{{1,8}}(?:(?P=sign){_FIGURE}{{1,8}}){{0,15}}(?!{_FIGURE})"
)
_ALONE = re.compile(
    rf"{_FIGURE}[-/](?<!{_FIGURE}..)(?<!{_FIGURE}[-/]..){_FIGURE}(?:[-/]{_FIGURE}){{3,14}}(?![-/]?{_FIGURE})"
)
_SINGLES = re.compile(
    rf"(?<!{_FIGURE}){_FIGURE}(?P<sign>{_SIGN}){_FIGURE}(?P=sign){_FIGURE}(?:(?P=sign)|(?!{_FIGURE}))"
)
_MIXED = re.compile(f"[0-9][{_KANJI}]|[{_KANJI}][0-9]")
_RUN = re.compile(rf"(?<!{_FIGURE}){_FIGURE}(?:[-/.() ]{{0,2}}{_FIGURE}){{2,20}}")
_SURELY = re.compile("[二三四五六七八九]")  # 〇 may be a blank, 一 a dash
_ENOUGH = 7  # digits: no shorter number is private by itself
_WHOLE = 10  # where they are in two parts only
_CLOCK = 3  # figures between colons that tell no time


def parted(view: View) -> View:
    """The figures as they are usually written: with hyphens between the parts, with nothing between digits."""
    if _ENCLOSED.search(view.text):
        view = view.rewrite(_EACH, lambda found: _BRACKETS.sub("", found[0]))
        view = view.rewrite(_AMID, lambda found: f"-{found['figures']}-")
    if _AMONG.search(view.text):
        if signs := {found["sign"] for found in _SINGLES.finditer(view.text)}:  # they stand between the digits of all
            view = view.rewrite(re.compile(f"(?<={_FIGURE})[{re.escape(''.join(signs))}](?={_FIGURE})"), lambda _: "")
        view = view.rewrite(_APART, _hyphened)
    view = view.rewrite(_ALONE, lambda found: re.sub("[-/]", "", found[0]))
    return view.rewrite(_RUN, _unmixed) if _MIXED.search(view.text) else view


def _hyphened(found: re.Match[str]) -> str | None:
    parts = found[0].split(found["sign"])
    longest, digits = max(map(len, parts)), sum(map(len, parts))
    if found["sign"] == ":" and longest < _CLOCK:
        return None
    return "-".join(parts) if digits >= (_ENOUGH if len(parts) > 2 else _WHOLE) else None


def _unmixed(found: re.Match[str]) -> str | None:
    mixed = _SURELY.search(found[0]) and _MIXED.search(found[0])
    return re.sub(f"[{_KANJI}]+", lambda run: numeral(run[0]), found[0]) if mixed else None
