"""Where a name may stand: before and behind what tells of one, and wherever the lists may know one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from haishin.check.privacy.names.evidence import AGE, HONORIFIC, LINK, POSTED, READING, begins, cues, tellers
from haishin.check.privacy.names.forms import K, form, known, weight
from haishin.check.privacy.names.lists import names, surname_heads
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import Words, occurrences

_LETTER = f"{K}ぁ-んァ-ヺーA-Za-z'"
_PIECE = rf"[{_LETTER}](?:[{_LETTER}]|[ ・=_,.]{{1,2}}(?=[{_LETTER}])|[(\[「](?=[{K}]))*"
_LONGEST = 20  # letters of a name with its gaps
_SURNAME = 5  # of a surname
_MORE = 8  # of a role before it, or of what shows that it has ended
_KEPT = 4096  # stretches asked about last
_BACK = lazy(rf"{_PIECE}\Z")
_FORTH = lazy(_PIECE)
_SCRIPTS = (f"[{K}ぁぃぅぇぉっゃゅょ]", "[ァ-ヺー]", "[A-Za-z0-9]")
# Where a name may begin: not within a word, but for hiragana behind a particle, and behind a role.
_BEGIN = lazy(
    "(?![ぁぃぅぇぉっゃゅょ])(?:"
    + "|".join(f"(?={script})(?<!{script})" for script in _SCRIPTS)
    + rf"|(?=[ぁ-ん])(?:(?<![ぁ-ん{K}])|(?<=[のはがをにともでた]))|(?P<told>(?<=[{K}ぁ-んァ-ヺー])(?=[{_LETTER}])))"
)
# Where one may end: not within a word; in hiragana, and in kanji before hiragana, only where a particle or a title is.
_PARTICLE = (
    "[はがをにともへでのや]|か(?!し)|から|まで|より|など|ら|ほか|です|だ|こと|って|さえ|しか|のみ|ばかり|さん|さま|くん"
    "|ちゃん"
)
_END = lazy(
    rf"(?<=[{K}])(?:(?![{K}ぁ-ん])|(?={_PARTICLE}))|(?<=[ァ-ヺー])(?![・=]?[ァ-ヺー])"
    rf"|(?<=[A-Za-z0-9])(?![A-Za-z0-9])|(?<=[ぁ-ん])(?!(?<=か)ら)(?=[^ぁ-んァ-ヺ{K}]|$|{_PARTICLE}|様|氏|君|方|宅|容疑|先生|巡査)"
)
# Hiragana with a gap; katakana and letters as a whole. ヵ and ヶ begin no name.
_GAP = lazy(" (?=[ぁ-ん])")
_GAPPED = lazy("[ぁ-ん](?<![ぁ-んァ-ヺー].)[ぁ-ん]{1,5} (?=[ぁ-ん]{2})")
_WHOLE = lazy(
    r"[ァ-ヴヷ-ヺーA-Za-z](?:(?<=[ァ-ヺー])(?<![ァ-ヺー].)[ァ-ヺー]{1,11}(?:[・= ][ァ-ヺー]{1,12}){0,4}(?![ァ-ヺー])"
    r"|(?<=[A-Za-z])(?<![A-Za-z0-9@._-].)[A-Za-z'-]*[ ,.・]{1,2}[A-Za-z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)*"
    r"(?![A-Za-z0-9@_-]))"
)
_HOUSE = lazy(rf"(?:町|丁目)([{K}]{{2,4}})(?=方|宅)")  # in other places it may be a part of the town
_GIVEN_ENDS = "郎朗助介輔丞進門衛"  # of given names that no list has, for their ends tell them
_READ = lazy(rf"{READING.pattern}\Z")
_RUN = lazy(f"[{K}]+(?=((?: [{K}]{{1,3}}(?![{K}]))?))")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that may be a name, some of them more than once."""
    said = frozenset(_words().within(text))
    yield from _before(text, said)
    yield from _behind(text, said)
    yield from _anywhere(text)


def _before(text: str, said: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands before an honorific, an age or a cue."""
    for pattern in (HONORIFIC, AGE):
        for match in pattern.finditer(text):
            end = match.start() - (text[match.start() - 1 : match.start()] in (" ", "」"))
            if text.endswith(match[0], 0, end):  # no name ends so; a row of them would only cost time
                continue
            reading = _READ.search(text, max(0, end - 16), end)  # 名前（なまえ）さん
            yield from _ended(text, reading.start() if reading else end)
    for start, _ in _places(text, said & cues("behind")):
        yield from _ended(text, start)


def _behind(text: str, said: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands behind a role, a label or a cue."""
    for end in dict.fromkeys(end for _, end in _places(text, said & tellers())):
        yield from _begun(text, end)
        if (link := LINK.match(text, end)) and link.end() > end:
            yield from _begun(text, link.end())
    for _, end in _places(text, said & cues("before")):
        yield from _begun(text, end)


def _anywhere(text: str) -> Iterator[tuple[int, int]]:
    """Yield what may be a full name: by the lists, by a gap, and by a given name at the end of a word."""
    yield from (match.span() for match in _WHOLE.finditer(text))
    if _GAP.search(text):
        for match in _GAPPED.finditer(text):
            yield from _begun(text, match.start())
    yield from (match.span(1) for match in _HOUSE.finditer(text))
    heads, given = surname_heads(), names("given")
    for run in _RUN.finditer(text):
        start, end = run.start(), run.end(1)
        if text[start : start + 2] in heads or text[start] in heads:
            yield from _begun(text, start)
            yield from _written_on(text, start, end)
        if end - start > 2 and (text[end - 2 : end] in given or text[end - 1] in _GIVEN_ENDS):
            yield from _ended(text, end)


def _written_on(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the listed names that begin there and to which a word is written on that may tell of one."""
    for end in range(start + 1, min(stop, start + _SURNAME + 1)):
        if text[start:end] not in names("surname"):
            continue
        for given in range(min(stop - end, 4)):
            told = begins(text, end + given, cues("behind")) or POSTED.match(text, end + given)
            if told and (not given or known(text[end : end + given])):
                yield start, end + given


def _ended(text: str, end: int) -> list[tuple[int, int]]:
    """Find the likeliest, then longest name that ends there, if one does."""
    size = likeliest(text[max(0, end - _LONGEST - _MORE) : end], ends=True)
    return [(end - size, end)] if size else []


def _begun(text: str, start: int) -> list[tuple[int, int]]:
    """Find the likeliest, then longest name that begins there, if one does."""
    size = likeliest(text[start : start + _LONGEST + _MORE], ends=False)
    return [(start, start + size)] if size else []


@lru_cache(_KEPT)
def likeliest(text: str, *, ends: bool) -> int:
    """Measure the name with which the text ends, or begins; 0 if there is none."""
    piece = _BACK.search(text, max(0, len(text) - _LONGEST)) if ends else _FORTH.match(text, 0, _LONGEST)
    if piece is None:
        return 0
    if ends:
        begins = _BEGIN.finditer(text, piece.start())
        stretches = [text[at.start() :] for at in begins if at.lastgroup is None or _role_ends(text, at.start())]
    else:
        stretches = [text[: at.end()] for at in _END.finditer(text, 1) if at.end() <= piece.end()]
    weighed = ((weight(keys), len(stretch)) for stretch in stretches if (keys := form(stretch)))
    return max(weighed, default=(0, 0))[1]


@cache
def _words() -> Words:
    return Words(tellers() | cues("before") | cues("behind"))


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """List the places of these words in a text; of those that begin together the longest."""
    ends = {start: start + len(word) for word in sorted(words, key=len) for start in occurrences(text, word)}
    return sorted(ends.items())


def _role_ends(text: str, at: int) -> bool:
    """Whether a role or a label ends there."""
    return any(text[at - size : at] in tellers() for size in range(1, min(_MORE, at) + 1))
