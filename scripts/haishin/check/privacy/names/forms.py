"""What the letters of a stretch say of it as a name, by the lists and by their shape: keys of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from haishin.check.privacy.names.lists import endings, names, noun, points, shape, short, words
from haishin.core.text.lazy import lazy

Keys = tuple[str, ...]
K = "一-龥々〆ヶヵ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
GAP = lazy(r"[ ・=_,、.(\[「]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRA = lazy("[ぁ-んー]+")
_KATA = lazy("[ァ-ヺー]+")
_LATIN = lazy("[A-Za-z'-]+")
_HAN = lazy(f"[{K}]+")
_FOREIGN = lazy(f"[{K}]{{1,3}}")  # 王麗華
_GIVEN = lazy(f"[{K}]{{2,3}}")
_KANJI = lazy(f"[{K}]+(?:[ぁ-んァ-ヺー]{{1,5}}[{K}]{{0,4}})?|[ぁ-んァ-ヺ]{{1,4}}[{K}]{{1,2}}")
_KANA_GIVEN = lazy("[ぁ-んァ-ヺー]{2,5}")
# Given names whose last letters tell them: kanji with 太郎 or 之助, kana with 子.
_MADE = lazy(f"[{K}]{{1,2}}(?:[太一二次三四五士史司志]郎|太朗|之[助介輔丞進]|[右左]衛門|兵衛)|[ァ-ヺ]{{2,3}}子")
_KANA_FEMALE = lazy("([ぁ-んァ-ヺ]{2,3})[子江代枝美恵乃]")
_SURNAME, _UNLISTED = 5, 6  # letters of a surname, of a word that no list has
_AREAS = frozenset("市区郡県")  # the first two begin surnames, too
_NEGATION = "未無不非"  # 未逮捕, 無傷
_LIKE, _GIVEN_LIKE = 5, 20  # how far letters must be those of names rather than of nouns (shapes.tsv)
_FULL = ("shortest full name", "short full name", "full name")  # by the parts with more than a letter
_KEPT = 4096  # stretches asked about last


def katakana(text: str) -> str:
    """Write hiragana as katakana."""
    return text.translate(_KATAKANA)


def known(given: str) -> bool:
    """Whether a list has that given name, in kanji or kana, or only given names are built like it."""
    if _KANA_GIVEN.fullmatch(given):
        return katakana(given) in names("given reading")
    stem = _KANA_FEMALE.fullmatch(given)
    return given in names("given") or bool(
        _MADE.fullmatch(given) or (stem and katakana(stem[1]) in names("given reading"))
    )


def weight(keys: Iterable[str]) -> int:
    """Sum the points of the evidence."""
    return sum(map(points("evidence").__getitem__, keys))


@lru_cache(_KEPT)
def form(written: str) -> Keys:
    """Name what the letters of a stretch say: its likeliest reading as a name; none if nothing speaks for one."""
    parts = [part for part in GAP.split(written) if part]
    if len(parts) > 2 and all(len(part) == 1 for part in parts[1:]):  # 松井 政 夫
        parts = [parts[0], "".join(parts[1:])] if len(parts[0]) > 1 else ["".join(parts)]
    plain = "".join(parts)
    if not parts or plain in words("example"):
        return ()
    readings: Iterable[Keys] = ()
    if _LATIN.fullmatch(plain):
        readings = _latin(parts)
    elif _KATA.fullmatch(plain):
        readings = [*_foreign(parts, "・" in written or "=" in written), *_kana(parts, "")]
    elif _HIRA.fullmatch(plain):
        readings = _kana(parts, "hiragana ")
    elif len(parts) == 1 and _KANJI.fullmatch(plain):
        readings = _joined(plain)
    elif len(parts) == 2:
        readings = _pair(*parts)
    return max(readings, key=weight, default=())


def _joined(word: str) -> Iterable[Keys]:
    """List the readings of kanji, or of kanji and kana, without a gap: those of the lists, or those of its shape."""
    if word in words("calling") or word in words("role") or word in words("label"):
        return []
    return [(*keys, *_against(word)) for keys in _listed(word)] or _unlisted(word)


def _against(word: str) -> Iterator[str]:
    """Yield what makes a listed name surer, and what speaks against it."""
    if word in words("common"):
        yield "common"
    if noun(word) or word in words("noun"):
        yield "noun"


def _listed(word: str) -> Iterator[Keys]:
    if word in names("surname"):
        yield ("surname" if len(word) > 1 else "short surname",)
    if known(word):
        yield ("given name" if len(word) > 1 else "short given name",)
    if word in words("kanji", "foreign_names"):
        yield ("foreign surname",)
    elif (
        _FOREIGN.fullmatch(word)
        and word[0] in words("kanji", "foreign_names")
        and not word.endswith(endings("offence"))
    ):
        yield ("foreign name",)
    for size in range(1, min(_SURNAME, len(word) - 1) + 1):
        surname, given = word[:size], word[size:]
        kana = size > 2 and surname[0] < "一" and katakana(surname) in names("surname reading")
        if kana and known(given) and not (len(given) > 1 and noun(given)):  # さとう健一, not じょう瑠璃
            yield ("surname, like a given name" if len(given) > 1 else "shortest full name",)
        if surname not in names("surname") or given[0] in _AREAS:
            continue
        if known(given):
            pair = {surname, given}
            sure = size > 1 or pair <= words("common")
            against = ["like a place"] * (given in words("mountain"))
            against += ["noun and rare name"] * (len(word) < 4 and noun(word) == "noun")  # 東琴
            told = len(given) > 1 and (sure or given[0] >= "一")  # 林健太, not 官りょう
            yield _FULL[sure + told], *against
        elif size > 1 and _like_given(given):
            yield ("surname, like a given name",)
        elif size > 1 and _KATA.fullmatch(given) and len(given) < 4:  # 栗原カツ
            yield "surname, like a given name", *["noun in kana"] * bool(noun(given))


def _unlisted(word: str) -> Iterator[Keys]:
    """Yield the readings of a word without a listed surname: as one with a listed given name, or by its shape alone."""
    sizes = range(2, min(_SURNAME, len(word) - 1) + 1)
    halves = [(word[:size], word[size:]) for size in sizes if known(word[size:]) and _HAN.fullmatch(word[:size])]
    alone = _HAN.fullmatch(word) is not None and 1 < len(word) <= _UNLISTED
    if not halves and not alone:
        return
    kind = noun(word)
    half = [] if kind else [keys for surname, given in halves for keys in _half(surname, given)]
    made = kind == "noun" or word.endswith(endings("offence")) or _compound(word, 2) or not _AREAS.isdisjoint(word[1:])
    made = made or (word[0] in _NEGATION and noun(word[1:]) != "")
    if made and ("word, given name",) not in half:
        yield ("noun alone",)
        return
    yield from half
    if alone and word.endswith(endings("noun", "calling", "role", "kin", "place")):
        yield ("noun alone",)
    elif alone and kind:
        yield ("noun and rare name",)
    elif alone:
        yield ("like a surname" if shape("surname", word) >= _LIKE else "unlike a name",)


def _half(surname: str, given: str) -> Iterator[Keys]:
    """Yield the reading of a surname of kanji, if no list has it, with a listed given name."""
    if surname in names("surname") or (len(given) == 1 and noun(surname[-1] + given)):
        return
    if noun(surname) == "noun":
        if _GIVEN.fullmatch(given) and (not noun(given) or given in words("common")):
            yield ("word, given name",)
        return
    like = shape("surname", surname) >= _LIKE and not noun(surname)
    if like and len(given) > 1 and _HAN.fullmatch(given) and not noun(given):
        yield ("like a surname, given name",)
    elif like or not _KANA_GIVEN.fullmatch(given):
        yield ("unlike a surname, given name",)


def _like_given(given: str) -> bool:
    if not _GIVEN.fullmatch(given) or noun(given) or given.endswith(endings("noun")):
        return False
    return shape("given", given) >= _GIVEN_LIKE


def _compound(word: str, least: int) -> bool:
    """Whether a word is put together of two nouns, each of so many letters."""
    return any(noun(word[:at]) and noun(word[at:]) for at in range(least, len(word) - least + 1))


def _pair(surname: str, given: str) -> Iterator[Keys]:
    """Yield the readings of two words, not both without kanji."""
    whole = surname + given
    if len(surname) == 1:  # 佐 藤健一
        yield from (keys for keys in _joined(whole) if "full name" in keys)
    if whole in names("surname"):
        yield "surname", *_against(whole)
    listed = surname in names("surname") or surname in words("kanji", "foreign_names")
    if known(given) and listed:
        yield ("full name",)
    elif known(given) and _HAN.fullmatch(surname):
        yield from _half(surname, given)
    elif not listed:
        return
    elif _like_given(given) or _KANA_GIVEN.fullmatch(given):
        yield ("surname, like a given name",)
    elif len(given) < 4 and (surname in words("kanji", "foreign_names") or not noun(given)):
        yield ("half a name",)


def _kana(parts: list[str], script: str) -> Iterator[Keys]:
    """Yield the readings of kana as a Japanese name; ``script``: before the key."""
    former, latter = (katakana(part).replace("ー", "ウ") for part in (*parts, "")[:2])  # イチロー
    if parts[-1].endswith(endings("kana noun")) and len("".join(parts)) < 4:
        return
    if len(parts) == 2:
        first = former in names("surname reading"), latter in names("given reading")
        second = latter in names("surname reading"), former in names("given reading")
        if all(first) or all(second):
            yield (f"{script}full name",)
        elif any((*first, *second)) and len(former + latter) > 4:
            yield ("half a name",)
    if len(parts) != 1:
        return
    listed = bool(noun(parts[0]) or noun(former))
    sizes = range(2, len(former) - 1)
    split = [at for at in sizes if former[:at] in names("surname reading") and former[at:] in names("given reading")]
    if split and not listed:
        long = not script and any(2 < at < len(former) - 2 for at in split)
        yield ("kana name in one" if long else "short kana name in one",)
    if former in names("given reading") or (len(former) > 2 and former in names("surname reading")):
        common = parts[0] in words("common")
        yield f"{script}part of a kana name", *["common"] * common, *["noun in kana"] * listed


def _foreign(parts: list[str], pointed: bool) -> Iterator[Keys]:
    """Yield the readings of katakana; ``pointed``: its parts are joined by a sign used in names of other languages."""
    named = [part for part in parts if part in words("kana", "foreign_names")]
    nouns = [part for part in parts if noun(part) == "noun" and part not in named]
    if len(parts) > 1 and len(nouns) > len(named):
        return
    telling = any(len(part) > 2 and part not in words("thing") for part in named)
    if len(parts) == 1:
        word = parts[0]
        if telling and not noun(word):
            yield ("part of a foreign name",)
        elif len(word) > 2 and not noun(word[-4:]) and not noun(word) and not _compound(word, 3):
            yield ("unlisted katakana",)
    elif telling and (pointed or len(named) == len(parts)):
        yield ("full name",)
    elif pointed or named or not any(map(noun, parts)):
        yield ("half a name" if named else "unlisted foreign name",)


def _latin(parts: list[str]) -> Iterator[Keys]:
    plain = [short(part) for part in parts]
    families, given = words("surname", "roman"), words("given", "roman")
    theirs = sum(part.lower() in words("latin", "foreign_names") for part in parts)
    if len(parts) == 1:
        if len(plain[0]) > 3 and (plain[0] in families or plain[0] in given or theirs):
            yield ("part of a foreign name",)
    elif theirs > 1 or (len(parts) == 2 and any(one in families and two in given for one, two in (plain, plain[::-1]))):
        yield ("full name",)
    elif len(parts[0]) == 1 and parts[0].isupper() and plain[1] in families:
        yield ("initial and surname",)
    elif theirs or len(plain[0]) == 1 or not families.isdisjoint(plain):
        yield ("half a name",)
