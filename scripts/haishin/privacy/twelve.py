"""Numbers of twelve digits: what My Number and the driving licence share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.view import View

_S = r"[-\s・./_,の]{0,2}"
_TWELVE = re.compile(
    rf"[0-9](?<![0-9].)(?<![0-9][-. ].)(?:{_S}[0-9]){{11}}(?![0-9])(?!-[0-9])"
    r"(?![- ]?[0-9]{3,4}(?![0-9]))"  # sixteen in groups of four are a card
)
# Numbers of papers and machines: their writer says so.
_OTHER = re.compile(
    r"(?:受理|受付|事件|広報|報道|整理|管理|伝票|注文|製造|機体|車体|車台|追跡|問い?合わせ|"
    r"登録|商品|会員|お客様|振込先|荷物|送り状|認証|契約|法人|保険者|防犯登録|シリアル)"
    r"(?:番号|No\.?|コード)?[はが:「(の第 ]{0,3}$"
)
# Papers are numbered by day: 2026 02 18 0012.
_DATED = re.compile(r"20[2-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4}$")


def numbers(view: View) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each: the match, its digits, the thirty characters before it."""
    for match in _TWELVE.finditer(view.text):
        before = view.text[max(0, match.start() - 30) : match.start()]
        digits = re.sub("[^0-9]", "", match[0])
        if _DATED.match(digits) and (match[0] == digits or len(match[0].split("-")[0]) == 8):
            continue
        if not _OTHER.search(before) and "+" not in before[-2:]:
            yield match, digits, before
