"""What reports an arrest in a sentence, read from the lists ``arrest_…`` of ``wording.yaml`` (T2).

A report is a word of ``arrest_words``, unless what follows it, over the small words of ``arrest_links``, is one of
``arrest_negations`` (逮捕, され, て + おりません), or in a mail about a swindle one of ``arrest_scripts``. The longest
word or pass that begins at a place decides (早期検挙 passes, 早期検挙し does not). In a list 「…」 stands for at most
20 characters of the same sentence, a closing 「。」 for its end. No pass reaches into another sentence, so none hides a
report there; and the reach is bounded, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_GAP = "[^。！？\n「」]{0,20}?"
_ENDS = "。！？!?\n"
_END = f"(?:[{_ENDS}]|$)"
_AND = "(?:[、・や]|及び|または|又は)"  # 「逮捕や検挙には至っていません」: one negation of both
_STEPS = 12  # so many small words at most between the word and what decides
_QUOTED = re.compile(r"「[^「」\n]*」|『[^『』\n]*』")
# Spaces, and the ends of lines that only break a sentence.
_LOOSE = re.compile(r"\s(?:(?<!\n)|(?=[ぁ-んァ-ヶ一-龠々]))")


@dataclass(frozen=True, slots=True)
class _Grammar:
    words: re.Pattern[str]
    passes: re.Pattern[str]
    links: re.Pattern[str]
    negations: re.Pattern[str]
    scripts: re.Pattern[str]


def reports(text: str, lists: Mapping[str, tuple[str, ...]], *, swindle: bool) -> Iterator[tuple[int, int]]:
    """The places of all reports of an arrest, in order, half-open; ``swindle``: what a swindler says is none."""
    names = ("arrest_words", "arrest_words_passes", "arrest_links", "arrest_negations", "arrest_scripts")
    grammar = _grammar(*(lists.get(name, ()) for name in names))
    plain = _LOOSE.sub("", text)
    if not grammar.words.search(plain):
        return
    places = [place for place, _ in enumerate(text) if not _LOOSE.match(text, place)]
    quotes = bytearray(len(plain))
    for quote in _QUOTED.finditer(plain) if swindle else ():
        quotes[quote.start() : quote.end()] = b"\1" * (quote.end() - quote.start())
    for match in grammar.words.finditer(plain):
        start, end = match.span()
        if grammar.passes.fullmatch(match[0]) or quotes[start]:
            continue
        # With its end in it nothing follows; and a line may be a sentence, as 「男を逮捕」.
        alone = match[0][-1] in _ENDS or (end < len(plain) and "\n" in text[places[end - 1] : places[end]])
        if alone or not _passes(grammar, plain, end, swindle=swindle):
            yield places[start], places[end - 1] + 1


def _passes(grammar: _Grammar, text: str, place: int, *, swindle: bool) -> bool:
    for _ in range(_STEPS):
        if grammar.negations.match(text, place) or (swindle and grammar.scripts.match(text, place)):
            return True
        link = grammar.links.match(text, place)
        if link is None:
            return False
        place = link.end()
    return False


@lru_cache(maxsize=8)
def _grammar(
    words: tuple[str, ...],
    passes: tuple[str, ...],
    links: tuple[str, ...],
    negations: tuple[str, ...],
    scripts: tuple[str, ...],
) -> _Grammar:
    return _Grammar(
        re.compile(_any((*words, *passes))),
        re.compile(_any(passes)),
        re.compile(f"{_AND}?(?:{_any(words)})|{_any(links)}"),
        re.compile(_any(negations)),
        re.compile(_any(scripts)),
    )


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(map(_spelt, sorted(phrases, key=len, reverse=True))) or "(?!)"


def _spelt(phrase: str) -> str:
    end = phrase.endswith("。")
    return _GAP.join(map(re.escape, phrase.removesuffix("。").split("…"))) + (_END if end else "")
