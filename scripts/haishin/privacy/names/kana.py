"""Names in kana: surname and given name with a gap or without, in either order, listed or put together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, shared
from haishin.privacy.names.likeness import GIVEN_READINGS, SURNAME_READINGS
from haishin.privacy.names.lists import words
from haishin.privacy.seeking import begun, near

_GAP = re.compile(
    r"[ \n・]{1,2}(?:(?<=[ぁ-ん][ \n・])|(?<=[ぁ-ん][ \n・]{2})|(?<=[ァ-ヺー][ \n・])|(?<=[ァ-ヺー][ \n・]{2}))"
    r"(?P<second>[ぁ-ん]{2,8}|[ァ-ヺー]{2,8}(?![ァ-ヺー]))"
)
_FIRST = re.compile("[ぁ-ん]{2,12}$|(?<![ァ-ヺー])[ァ-ヺー]{2,7}$")
# Hiragana behind kanji is the end of a word and a particle: only behind the particle a name may begin.
_RUN = re.compile(
    r"(?:(?<![ぁ-ん])(?:(?<=[ァ-ヺー一-龥々])(?:には|では|とは|[はがのにをと])|(?<![ァ-ヺー一-龥々0-9]))(?P<hira>[ぁ-ん]{4,11})"
    r"|(?<![ァ-ヺー])(?P<kata>[ァ-ヺ][ァ-ヺー]{3,11})(?![ァ-ヺー]))"
)
_BEGUN = re.compile(
    r"[ぁ-んァ-ヺ](?:(?<=[ぁ-ん])(?<![ぁ-ん].)(?:(?<![ァ-ヺー一-龥々0-9].)|(?<=[ァ-ヺー一-龥々][はがのにをとで]))[ぁ-ん]{3}"
    r"|(?<=[ァ-ヺ])(?<![ァ-ヺー].)[ァ-ヺー]{3})"
)
_LONG = re.compile("[ぁ-ん]{7,40}")
_HEADS = frozenset(forms.hiragana(reading[:3]) for reading in forms.SURNAME_KANA)
_GIVEN_HEADS = frozenset(forms.hiragana(reading[:2]) for reading in forms.KANA if len(reading) > 2)
_NOUNS = (*(noun for noun in forms.KATAKANA_NOUNS if len(noun) > 2), *forms.POLITE)
# What groups, courses and trains are called: ひまわり・さくら.
_THINGS = tuple(words("words", "group"))
_RANK = (Severity.WARNING, Severity.ERROR)
_ENOUGH = 6  # kana that are hardly a word
_WORD = "(?:[ぁ-ん]{1,8}|[ァ-ヺー]{1,8})"
# In each reading.
_OPEN = re.compile(rf"[(（](?:(?<=[{forms.K}].)(?={_WORD}[ ・])|(?<=[ぁ-んァ-ヺー].)(?=[{forms.K}]))")
_READ = re.compile(
    rf"(?P<before>[{forms.K}]{{1,5}}(?:[ ・]?[{forms.K}]{{1,4}})?)[(（](?P<one>{_WORD})[ ・](?P<two>{_WORD})[)）]"
    rf"|(?P<four>{_WORD})[ ・](?P<three>{_WORD})[(（](?P<behind>[{forms.K}]{{1,5}}(?:[ ・]?[{forms.K}]{{1,4}})?)[)）]"
)
# What tells that a person is written there.
_BEFORE = re.compile(
    rf"(?:[「『\"(【]|名前?[はが:「 ]{{0,2}}|(?:{shared.LABELS}|{shared.ROLES})[はがの:、 ]{{0,2}}"
    r"|の(?:は|が)、?| )$"
)
_BEHIND = re.compile(
    r"[」』\"]?(?:さん|さま|様|氏|容疑|ちゃん|くん|\s?[(（、,]?\s?[0-9]{1,3}\s?(?:歳|才|さい)|(?:です)?と(?:名乗|記|書|縫|刺|答|話|言|いう)"
    r"|の(?:名|刺|縫)|を(?:[^。]{0,8}(?:逮捕|検挙|指名手配|書類送検)|見)|名義|によると|の自宅|(?:は|が|に)[^。]{0,12}(?:けが|重傷|軽傷|死亡)|[」』\")】])"
)


def kana(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _GAP.finditer(text):
        if (found := _pair(match, text)) is not None:
            yield found
    for match in begun(_BEGUN, _RUN, text):
        if (found := _run(match, text)) is not None:
            yield found
    for match in _LONG.finditer(text):
        yield from _within(match, text)


def furigana(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Kanji and how they are read, in either order: such care is taken with names."""
    for match in near(_OPEN, _READ, text, 20):
        first, second = match["one"] or match["four"], match["two"] or match["three"]
        likely = _sure(first, second)
        kanji = match["before"] or match["behind"]
        apart = re.search("[ ・]", kanji) and not re.split("[ ・]", kanji)[0].endswith(forms.NOUNS)
        if (likely or apart) and not kanji.endswith(forms.NOUNS) and not shared.alias(text, *match.span()):
            yield *match.span(), Severity.ERROR if likely else Severity.WARNING


def _pair(match: re.Match[str], text: str) -> tuple[int, int, Severity] | None:
    first = _FIRST.search(text, max(0, match.start() - 13), match.start())
    if first is None:
        return None
    things = forms.hiragana(first[0]) in _THINGS and forms.hiragana(match["second"]).startswith(_THINGS)
    if (things and "・" in match[0]) or match["second"].startswith(forms.POLITE):
        return None
    if first[0].rstrip("はがもに").endswith(_NOUNS):
        return None
    second, behind = match["second"], match.start("second")
    for size in range(min(len(second), 6), 1, -1):
        end = behind + size
        if not _ends(text, end):
            continue
        start = first.start()
        sure = _sure(first[0], second[:size]) if len(first[0]) < 8 else 0
        told = _told(text, start, end)
        if not sure and told and size > 2 and GIVEN_READINGS.grade(second[:size]) > 1:
            sure = 2
        if sure > 2 or (sure and told):
            certain = sure > 3 or (told and sure > 2)
        else:  # behind the end of a verb: 遭ったおおしお みつえ
            tails = (match.start() - more for more in range(min(6, len(first[0]) - 1), 2, -1))
            start = next((at for at in tails if _full(text[at : match.start()], second[:size]) > 3), end)
            certain = False
        if start < end:
            return None if shared.alias(text, start, end) else (start, end, _RANK[certain])
    return None


def _within(match: re.Match[str], text: str) -> Iterator[tuple[int, int, Severity]]:
    """A listed surname and a listed given name, three kana each and more, within a stretch of hiragana."""
    run = match[0]
    for at in range(len(run) - 5):
        if run[at : at + 3] not in _HEADS:
            continue
        for cut in range(at + 3, min(at + 7, len(run) - 2)):
            if run[cut : cut + 2] not in _GIVEN_HEADS or SURNAME_READINGS.grade(run[at:cut]) < 2:
                continue
            for end in range(min(len(run), cut + 5), cut + 2, -1):
                place = match.start() + at, match.start() + end
                if (
                    GIVEN_READINGS.grade(run[cut:end]) > 1
                    and _ends(text, place[1])
                    and not run[at:end].rstrip("はがもに").endswith(_NOUNS)
                    and not shared.alias(text, *place)
                ):
                    yield *place, Severity.WARNING
                    break


def _sure(first: str, second: str) -> int:
    """2 to 4: how far two kana words are surname and given name, in either order; 0: not."""
    return max(_full(first, second), _full(second, first))


def _full(surname: str, given: str) -> int:
    one, two = SURNAME_READINGS.grade(surname), GIVEN_READINGS.grade(given)
    if two < 2 and SURNAME_READINGS.grade(given) > 1:  # ホンダ・スズキ
        return 0
    return one + two if one and two else 0


def _ends(text: str, end: int) -> bool:
    """Whether the kana may end there: katakana does where other letters begin."""
    return bool(shared.BOUND.match(text, end)) or (
        text[end - 1] > "ん" and not (text[end].isascii() or "ァ" <= text[end] <= "ー")
    )


def _told(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text, max(0, start - 8), start) or _BEHIND.match(text, end))


def _run(match: re.Match[str], text: str) -> tuple[int, int, Severity] | None:
    run, start = match["hira"] or match["kata"], match.start(match.lastgroup or 0)
    inside = start > match.start()
    for size in range(len(run), 3, -1):
        end = start + size
        if not _ends(text, end) or run[:size].rstrip("はがもに").endswith(_NOUNS):
            continue
        if size < 5 and SURNAME_READINGS.grade(run[:size]) > 1:  # タカハシ
            return None
        best = max((_sure(run[:cut], run[cut:size]) for cut in range(2, size - 1)), default=0)
        if not best:
            continue
        if shared.alias(text, start, end):
            return None
        told = not inside and _told(text, start, end)
        if told and best > 3:
            return start, end, Severity.ERROR
        if (told and best + size > 6) or (size >= _ENOUGH and best > 3):
            return start, end, Severity.WARNING
    return None
