"""Whole vehicle registrations.

Finds region + class + kana + number (道路運送車両法施行規則, form of plates) in any spacing, without the region beside
a cue (ナンバー, 車両), with halves, or told (さくらの「さ」); any without a class and a moped's beside a cue.
Passes: a region alone, part of a number, the last digits, models. Confidence: error; warning for four digits alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Passage
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy

_KANA = "あ-けこ-そた-てとな-のはひふほま-もやゆよら-ろわをア-ケコ-ソタ-テトナ-ノハヒフホマ-モヤユヨラ-ロワヲABEHKMTY"
_REGION = "(?:[一-龥ヶケ]{2,5}(?<![番号約計道])|(?![はがのでにを])[ぁ-ん]{3,4}|[ァ-ヺ]{3,5})(?:ナンバー)?"
_S = r"[\s\-/・、_()「」『』の]{0,3}(?:(?:ひらがなの?|[上下]が)「?)?"
_B = r"[\s\-/、_()「」『』の]{0,3}"
_N = r"(?:の?\([^)]{1,6}\))?"  # 480け(足利)66-21
_CLASS = r"[1-9](?<![0-9].)(?:[0-9][0-9ACFHKLMPXY]?|[A-Y][0-9])"
_LAST = (
    r"(?:[・.]{1,3}\s?[0-9](?:[-・]?[0-9]){0,2}|[0-9]{2}\s?[-・〜の]?\s?[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,3})"
    r"(?![0-9]|[-.:][0-9])"
)
_WHOLE = lazy(rf"(?:(?P<region>{_REGION}){_S})?{_CLASS}{_S}(?P<kana>[{_KANA}]){_N}{_B}(?P<last>{_LAST})")
_PLATED = lazy(rf"[0-9ACFHKLMPXY]{_S}[{_KANA}]{_N}{_S}[・.0-9]")  # in each of them; most texts have none
_CYCLE = lazy(
    rf"(?:[一-龥]{{2,5}}|[ぁ-ん]{{3}}[市町]|とちぎ|いわき|つくば|なにわ)(?:ナンバー)?・?{_B}(?P<kana>[{_KANA}])・?{_B}(?:(?:数字|番号)[^0-9。\n]{{0,5}})?"
    r"[0-9](?:[-の・]?[0-9]){2,4}(?![0-9])"
)
# With its kana said before or behind its number.
_TOLD = lazy(
    rf"(?:かな|ひらがな|平仮名|カナ)[はが:]?\s?「?[{_KANA}]」?[、\s]"
    rf"(?:下?[4四]?(?:けた|桁)|番号|数字)?[はが:\s]{{0,2}}[0-9]{{2}} ?-? ?[0-9]{{2}}(?![0-9])"
    rf"|[0-9]{{2}}-?[0-9]{{2}}[、\s]{{1,2}}(?:かな|ひらがな|平仮名|カナ)[はが:]?\s?「?[{_KANA}]」?"
)
# The four digits alone: with a car's colour and kind its neighbours know it.
_FOUR = lazy(
    r"(?:(?<!希望)ナンバー|プレート|車番|登録番号|指定番号)(?:の(?:下?[4四](?:けた|桁)|数字))?[はがの:、]{0,2}\s?「?(?P<four>[0-9]{2}-?[0-9]{2})(?![-0-9]|\s?番)"
)
_CUE = lazy(
    "ナンバー|車|カー|ダンプ|トレーラー|登録番号|プレート|ワゴン|軽|トラック|バイク|オートバイ|原付|標識|スクーター|二輪|番号"
)
_CYCLE_CUE = lazy("ナンバー|オートバイ|原付|標識|スクーター|バイク|二輪|プレート")
_COUNT = lazy(r" ?(?:[時分人名件台歳才円日月年代本号回個]|か所|丁目|番[地線目]|メートル|キロ|センチ)")
_PARTICLES = frozenset("のにでとはもやへをが")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield whole plates, and four digits alone."""
    for match in _WHOLE.finditer(text) if _PLATED.search(text) else ():
        near = text[max(0, match.start() - 20) : match.start()]
        cue = _CUE.search(near) or _CUE.match(text, match.end()) or _CUE.search(text, match.end(), match.end() + 12)
        halves = any(sign in match["last"][:3] for sign in "-の・.") or "「" in match[0]
        spaced = len(match["last"]) > 3 and f" {match['kana']} " in match[0]
        if (
            halves
            or (cue and len(match["last"]) > 2)
            or (match["region"] and (spaced or match["kana"] not in _PARTICLES))
        ):
            yield Candidate(text, *match.span())
    for match in _FOUR.finditer(text):
        yield Candidate(text, *match.span("four"), Severity.WARNING)
    for match in _TOLD.finditer(text):
        yield Candidate(text, *match.span())
    for match in _CYCLE.finditer(text):
        words = _CUE if "-" in match[0] else _CYCLE_CUE  # 22-68 may be a car's
        cue = words.search(text, max(0, match.start() - 20), match.end() + 20)
        if cue and match["kana"] not in _PARTICLES:
            yield Candidate(text, *match.span())


def counted(candidate: Candidate, _: Passage) -> bool:
    """Whether it is a number of things, an hour, a distance."""
    return _COUNT.match(candidate.text, candidate.end) is not None


DETECTOR = Detector(
    kind="plate",
    reads=lambda passage: passage.digits,
    cue=lazy(
        f"車番|登録番号|かな|カナ|ひらがな|平仮名|{_PLATED.pattern}|{_CYCLE_CUE.pattern}|[0-9](?<=[{_KANA}].)[0-9]-[0-9]{{2}}"
    ),
    find=_find,
    filters=(counted,),
)
