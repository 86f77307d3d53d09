"""``frame.yaml``: its codes are those of the other files (a misspelt one would stay Japanese), and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haishin.contract.frame import EXERCISE, JAPANESE, OVER, RowWords, Tongue
from haishin.contract.parts import Contract, Mistake, Source, unknown
from haishin.contract.policy import Row
from haishin.model import FollowKind, Path, Text

_NO_ROW = RowWords(None, None, {}, {}, {})


def words(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Stations, categories, cases, contents and kinds that do not exist."""
    for station in source.value["areas"]:
        if station not in contract.organization.stations:
            yield source.mistake(("areas", station), unknown("警察署", "station", station))
    for language, tongue in contract.tongues.items():
        at: Path = ("languages", language)
        yield from _among(source, (*at, "contents"), tongue.contents, contract.policy.contents, "配信内容", "content")
        kinds = dict.fromkeys((EXERCISE, *(kind.value for kind in OVER), *contract.policy.contents), "")
        yield from _among(source, (*at, "advice_by_kind"), tongue.by_kind, kinds, "種類", "kind")
        for category, given in tongue.rows.items():
            place: Path = (*at, "rows", category)
            row = contract.policy.row(category)
            if row is None:
                yield source.mistake(place, unknown("配信区分", "category", category))
                continue
            yield from _among(source, (*place, "cases"), given.cases, row.cases, "事案", "case")
            yield from _among(source, (*place, "advice_by_case"), given.by_case, row.cases, "事案", "case")
            yield from _among(source, (*place, "advice_by_kind"), given.by_kind, kinds, "種類", "kind")


def _among(
    source: Source, path: Path, used: Mapping[str, str], known: Mapping[str, str], ja: str, en: str
) -> Iterator[Mistake]:
    for code in used:
        if code not in known:
            yield source.mistake((*path, code), unknown(ja, en, code))


def lacking(contract: Contract, source: Source) -> Iterator[Mistake]:
    """What a reader of a language is told in Japanese, or not at all, because nobody wrote it."""
    policy = contract.policy
    ends = (EXERCISE, *(kind.value for kind in OVER), *policy.press.arrest_contents)
    for language, tongue in contract.tongues.items():
        at: Path = ("languages", language)
        for kind in ends:
            if kind not in tongue.by_kind:
                yield source.mistake(at, _no(language, "advice_by_kind", kind, "助言", "advice"))
        if language != JAPANESE:
            yield from _unnamed(tongue, contract, source, at, language)
        for row in policy.table:
            given = tongue.rows.get(row.category, _NO_ROW)
            place: Path = (*at, "rows", row.category) if row.category in tongue.rows else at
            if language != JAPANESE:
                if given.name is None:
                    yield source.mistake(place, _no(language, "name", row.category, "見出し", "label"))
                for case in row.cases:
                    if case not in given.cases:
                        yield source.mistake(place, _no(language, "cases", case, "見出し", "label"))
            for case in _unadvised(row, given):
                yield source.mistake(place, _no(language, "advice_by_case", case, "助言", "advice"))


def _unnamed(tongue: Tongue, contract: Contract, source: Source, at: Path, language: str) -> Iterator[Mistake]:
    for content in contract.policy.contents:
        if content not in tongue.contents:
            yield source.mistake(at, _no(language, "contents", content, "見出し", "label"))
    for mark in (EXERCISE, *(kind.value for kind in FollowKind)):
        if mark not in tongue.marks:
            yield source.mistake(at, _no(language, "marks", mark, "見出し", "label"))


def _unadvised(row: Row, given: RowWords) -> Iterator[str]:
    """Cases without advice, of a row that tells of incidents: what no one has to recognise asks for no caution."""
    if row.recognized != "never" and given.advice is None:
        yield from (case for case in row.cases if case not in given.by_case)


def _no(language: str, item: str, code: str, ja: str, en: str) -> Text:
    return Text(
        f"言語「{language}」の {item} に、「{code}」の{ja}がありません。",
        f"The language `{language}` has no {en} for `{code}` ({item}).",
    )
