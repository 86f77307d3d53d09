"""Whole vehicle registrations.

Finds region + class + kana + number (道路運送車両法施行規則, form of plates) in any spacing, without the region beside
a cue (ナンバー, 車両) or with a number in two halves; a motorcycle's without a class and a moped's beside a cue.
Passes: a region alone, part of a number, the last digits, models.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "plate"
_KANA = "あ-けこ-そた-てとな-のはひふほま-もやゆよら-ろわをア-ケコ-ソタ-テトナ-ノハヒフホマ-モヤユヨラ-ロワヲABEHKMTY"
_REGION = "(?:[一-龥ヶケ]{2,5}(?<![番号約計道])|なにわ|いわき|つくば|とちぎ)(?:ナンバー)?"
_S = r"[\s\-/・、_()「」『』の]{0,3}(?:ひらがな「?)?"
_B = r"[\s\-/、_()「」『』の]{0,3}"
_CLASS = r"[1-9](?<![0-9].)(?:[0-9][0-9ACFHKLMPXY]?|[A-Y][0-9])"
_LAST = (
    r"(?:[・.]{1,3}\s?[0-9](?:[-・]?[0-9]){0,2}|[0-9]{2}\s?[-・〜の]?\s?[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,3})"
    r"(?![0-9]|[-.:][0-9])"
)
_WHOLE = re.compile(rf"(?:(?P<region>{_REGION}){_S})?{_CLASS}{_S}(?P<kana>[{_KANA}]){_B}(?P<last>{_LAST})")
_PLATED = re.compile(rf"[0-9ACFHKLMPXY]{_S}[{_KANA}]{_S}[・.0-9]")  # in each of them; most texts have none
_CYCLE = re.compile(rf"[一-龥]{{2,5}}[\s・、]?(?P<kana>[{_KANA}]){_B}[0-9]{{1,2}}[-の]?[0-9]{{2,3}}(?![0-9])")
_CUE = re.compile("ナンバー|車|登録番号|プレート|ワゴン|軽|トラック|バイク|原付|標識|スクーター|二輪|番号")
_CYCLE_CUE = re.compile("ナンバー|オートバイ|原付|標識|スクーター|バイク|二輪|プレート")
_COUNT = re.compile(r"\s?(?:[時分人名件台歳才円日月年代本号回個]|か所|丁目|番(?!$)|メートル|キロ|センチ)")
_PARTICLES = frozenset("のにでとはもやへを")


def find(passage: Passage) -> Iterator[Found]:
    """Whole plates only."""
    view = passage.digits
    text = view.text
    for match in _WHOLE.finditer(text) if _PLATED.search(text) else ():
        near = text[max(0, match.start() - 20) : match.start()]
        cue = _CUE.search(near) or _CUE.match(text, match.end()) or _CUE.search(text, match.end(), match.end() + 12)
        halves = "-" in match["last"] or match["last"][0] in "・."
        sure = halves or (cue and len(match["last"]) > 2) or (match["region"] and match["kana"] not in _PARTICLES)
        if sure and not _COUNT.match(text, match.end()):
            yield found(view, match.start(), match.end())
    for match in _CYCLE.finditer(text) if _CYCLE_CUE.search(text) else ():
        cue = _CYCLE_CUE.search(text, max(0, match.start() - 20), match.end() + 20)
        if cue and match["kana"] not in _PARTICLES and not _COUNT.match(text, match.end()):
            yield found(view, match.start(), match.end())
