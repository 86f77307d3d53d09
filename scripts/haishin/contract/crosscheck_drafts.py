"""The wordings of ``drafts.yaml`` belong to the table, each matter has one, and CI sees every mark in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from haishin.contract.drafts import MARK, UNIT, Draft
from haishin.contract.parts import Contract, Mistake, Source, unknown
from haishin.contract.policy import Row
from haishin.model import Path, Text

_QUOTED = Text(
    "印 ＜＜…＞＞ が「」の中にあると、書き換え忘れに気付けません。「」ごと印の例に入れてください。",
    "A mark ＜＜…＞＞ within 「」 is not seen when it is left over. Put the brackets into the mark's example.",
)
_BROKEN = Text(
    "印の書き方が正しくありません。＜＜場所＝駅前＞＞ のように、12文字までの名前と例を書いてください。",
    "A mark is not formed as it must be: write a name of at most 12 characters and an example: ＜＜場所＝駅前＞＞.",
)
_TWICE = Text("同じ事案と配信内容の型が2つあります。", "Two drafts are for the same case and content.")
_CASE = Text("case だけは書けません。category も書いてください。", "A case needs its category.")


def drafts(contract: Contract, source: Source) -> Iterator[Mistake]:
    """What does not exist, what stands twice, marks that would be left over unseen."""
    policy = contract.policy
    for index, one in enumerate(contract.drafts):
        at: Path = ("drafts", index)
        row = policy.row(one.category) if one.category is not None else None
        if one.category is not None and row is None:
            yield source.mistake((*at, "category"), unknown("配信区分", "category", one.category))
        elif one.case is not None and row is None:
            yield source.mistake((*at, "case"), _CASE)
        elif one.case is not None and row is not None and one.case not in row.cases:
            yield source.mistake((*at, "case"), unknown("事案", "case", one.case))
        for content in one.contents:
            if content not in _contents(contract, row):
                yield source.mistake((*at, "contents"), unknown("配信内容", "content", content))
        for item, text in (("title", one.title), ("text", one.text)):
            yield from _marks(source, (*at, item), text)
    for (_, earlier), (index, later) in combinations(enumerate(contract.drafts), 2):
        if _same(earlier, later):
            yield source.mistake(("drafts", index), _TWICE)


def _contents(contract: Contract, row: Row | None) -> tuple[str, ...]:
    return row.contents if row is not None else tuple(contract.policy.contents)


def _marks(source: Source, place: Path, text: str) -> Iterator[Mistake]:
    rest, depth = MARK.sub(lambda mark: "" if mark["example"] or mark[0] == UNIT else mark[0], text), 0
    if "＜" in rest or "＞" in rest:
        yield source.mistake(place, _BROKEN)
    for sign in MARK.sub("＜", text):  # what is left of a mark is its beginning
        depth += (sign == "「") - (sign == "」")
        if sign == "＜" and depth:
            yield source.mistake(place, _QUOTED)
            return


def _same(one: Draft, other: Draft) -> bool:
    shared = not one.contents or not other.contents or not set(one.contents).isdisjoint(other.contents)
    return shared and (one.category, one.case, one.follows) == (other.category, other.case, other.follows)
