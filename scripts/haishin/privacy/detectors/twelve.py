"""Numbers of twelve digits: what My Number and the driving licence share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.spelling.view import View

_S = r"[-\s・./_,、のと*|~()]{0,3}"
_TWELVE = re.compile(
    rf"[0-9](?<![0-9].)(?<![0-9][-. ].)(?<![0-9]{{4}}[のと、・/*,].)(?:{_S}[0-9]){{11}}(?![0-9])(?!-[0-9])"
    rf"(?!{_S}[0-9]{{3,4}}(?![0-9]))"  # sixteen in groups of four are a card
)
# Numbers of papers and machines: their writer says so.
_OTHER = re.compile(
    r"(?:受理|受付|事件|広報|報道|整理|管理|伝票|注文|製造|機体|車体|車台|追跡|問い?合わせ|"
    r"登録|商品|会員|お客様|振込先|荷物|送り状|認証|契約|法人|保険者|防犯登録|シリアル)"
    r"(?:番号|No\.?|コード)?[はが:「(の第 ]{0,3}$"
)
# Papers are numbered by day: 2026 02 18 0012.
_DATED = re.compile(r"20[2-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4}$")


_GOES_ON = re.compile(r"\s?(?:年|月|日|円|人|件|名|台|時|[、と]\s?[0-9])")
_LOOSE = re.compile(r"(?=.*[、/.と])(?=.*[0-9]{2})[0-9]{1,3}(?:[^0-9]+[0-9]{1,3})*", re.DOTALL)
_AMOUNTS = re.compile(r"(?=.*[、と])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_DATES = re.compile(r"(?:19|20)[0-9]{2}[-/.][01]?[0-9][-/.][0-3]?[0-9](?![0-9])")


def several(match: re.Match[str]) -> bool:
    """Whether the figures rather are several numbers: days, dates, amounts, what is counted."""
    text = match[0]
    listed = _LOOSE.fullmatch(text) or _AMOUNTS.match(text) or _DATES.match(text)
    return bool(listed or _GOES_ON.match(match.string, match.end()))


def numbers(view: View) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each: the match, its digits, the thirty characters before it."""
    for match in _TWELVE.finditer(view.text):
        before = view.text[max(0, match.start() - 30) : match.start()]
        digits = re.sub("[^0-9]", "", match[0])
        if _DATED.match(digits) and (match[0] == digits or len(match[0].split("-")[0]) == 8):
            continue
        if not _OTHER.search(before) and "+" not in before[-2:]:
            yield match, digits, before
