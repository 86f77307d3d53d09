"""Every check sees every text in the first run: what is found of several mistakes is what is found of each alone."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import pytest

from haishin.check.document.sample import SAMPLE
from support.documents import findings

FRONT = SAMPLE.split("---\n")[1]
LINES = {
    "place": "11月25日午後3時30分ころ、前橋市文京町地内の路上で、下校中の児童が男に声をかけられる事案が発生しました。",
    "man": "男は、40歳代くらい、身長170センチメートルくらい、黒色の上着です。",
    "car": "男は、白色の軽自動車に乗っていました。",
    "advice": "知らない人に声をかけられたときは、すぐにその場を離れてください。",
    "tell": "不審な人を見かけたときは、110番通報をお願いします。",
    "ask": "心当たりのある方は、前橋警察署にお知らせください。",
}
BASE = f"---\n{FRONT}# 1\n# 2\n---\n" + "\n\n".join(LINES.values()) + "\n"
# In the front matter: a line for a line.
ITEMS = {
    "title-empty": ("title: 下校中の児童に対する声かけ事案の発生", "title: ''"),
    "title-colon": ("title: 下校中", "title： 下校中"),
    "title-mark": ("title: 下校中", "title: 前橋: 下校中"),
    "category-name": ("category: suspicious-person", "category: 不審者"),
    "category-other": ("category: suspicious-person", "category: fuzzy"),
    "category-odd": ("category: suspicious-person", "category: 通学路のこと"),
    "category-colon": ("category: ", "category："),
    "case-odd": ("case: approach", "case: 通学路のこと"),
    "case-none": ("case: approach", "case: robbery"),
    "content-odd": ("content: caution", "content: お知らせする"),
    "content-twice": ("content: caution", "contents: caution"),
    "scope-plain": ("scope: [maebashi]", "scope: maebashi"),
    "scope-open": ("scope: [maebashi]", "scope: [maebashi"),
    "time-half": ("recognized_at: 2026-11-25T15:40+09:00", "recognized_at: きのう"),
    "press-no": ("press: none", "press: しない"),
    "anchor": ("press: none", "press: &a none"),
    "unknown-item": ("# 1", "subject: 声かけ"),
    "exercise": ("# 2", "exercise: もちろん"),
    "fence": ("# 1", "-----"),
    "quote": ("# 2", "why_late: '確かめていたため"),
    "follows": ("# 2", "follows: 20261125-1200-koekake"),
    "top": ("---\ntitle", " ---\ntitle"),
}
# In the text: a line each.
TEXT = {
    "day": ("11月25日午後3時30分ころ", "本日午後3時30分ころ"),
    "clock": ("11月25日午後", "11月25日（火）午後"),
    "name": ("男は、40歳代", "男は山田太郎容疑者で、40歳代"),
    "age": ("下校中の児童が", "女性（78歳）が"),
    "phone": ("前橋警察署に", "090-0012-3456に"),
    "plate": ("白色の軽自動車に", "群馬 300 あ 12-34 の軽自動車に"),
    "arrest": ("男は、白色の軽自動車に乗っていました。", "男を逮捕しました。"),
    "rumour": ("すぐにその場を", "噂によると犯人なので、その場を"),
    "left": ("心当たりのある方は、", "心当たりのある方は、○○町の"),
    "sign": ("110番通報", "㋿8年から110番通報"),
    "hidden": ("知らない人", "知ら\u200bない人"),
    "nfc": ("心当たり", "心か\u3099当たり"),
    "link": ("前橋警察署に", "[前橋警察署](http://a.example.com/)に"),
    "wide": ("110番", "１１０番"),
    "event": ("心当たりのある方は、", "警察官採用試験の説明会に参加する方は、"),
    "number": ("40歳代くらい、", "2月30日に40歳代くらい、"),
}
MISTAKES = ITEMS | TEXT
# Not independent: what one of them is found by is what the other has spoiled.
RESTS = {
    *(frozenset((content, "arrest")) for content in ("content-odd", "content-twice")),  # it may be an arrest
    *(
        frozenset((category, other))  # the row is known by case and content
        for category in ("category-other", "category-odd", "category-colon")
        for other in ("case-odd", "case-none", "content-odd", "content-twice")
    ),
    frozenset(("fence", "top")),  # where the text begins
}

Keys = frozenset[tuple[str, str, int, str]]


def made(names: Collection[str]) -> str:
    text = BASE
    for name in names:
        old, new = MISTAKES[name]
        assert old in text, name
        text = text.replace(old, new, 1)
    return text


def found(names: Collection[str]) -> Keys:
    said = findings(made(names))
    return frozenset((one.rule, one.severity.name, one.span.line, one.message.ja) for one in said)


def independent(one: str, other: str) -> bool:
    """Whether each has a place of its own, and neither is found by what the other spoils."""
    return (
        frozenset((one, other)) not in RESTS
        and MISTAKES[other][0] in made([one])
        and MISTAKES[one][0] in made([other])
        and made([one, other]) == made([other, one])
    )


def test_the_base_is_clean_and_each_mistake_is_found() -> None:
    assert found([]) == frozenset()
    assert [name for name in MISTAKES if not found([name])] == []


@cache
def alone(name: str) -> Keys:
    return found([name])


def test_any_number_of_mistakes_is_found_as_each_alone() -> None:
    """A set that grows by whatever is independent of all before, from each mistake on."""
    sizes = []
    for first in MISTAKES:
        names = [first]
        for name in MISTAKES:
            if all(independent(name, other) for other in names):
                names.append(name)
        assert found(names) == frozenset().union(*map(alone, names)), names
        sizes.append(len(names))
    assert min(sizes) >= 12


@pytest.mark.parametrize("first", MISTAKES)
def test_two_mistakes_are_found_as_each_alone(first: str) -> None:
    later = list(MISTAKES)[list(MISTAKES).index(first) + 1 :]
    seconds = [second for second in later if independent(first, second)]
    differing = {second: found((first, second)) ^ (alone(first) | alone(second)) for second in seconds}
    assert {second: sorted(keys) for second, keys in differing.items() if keys} == {}
