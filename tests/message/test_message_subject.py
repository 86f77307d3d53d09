from __future__ import annotations

import re
from dataclasses import replace

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.model import Alert, FollowKind, Follows, Scope
from haishin.message.subject import region, subject
from support.contract import of_a_fu, shipped
from support.mails import LANGUAGES, samples
from support.message import CODES, CONTRACT, alert


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "【声かけ】前橋："),
        ({"exercise": True}, "【訓練】【声かけ】前橋："),
        ({"follows": Follows("x", FollowKind.FOLLOW_UP)}, "【続報】【声かけ】前橋："),
        ({"follows": Follows("x", FollowKind.CORRECTION)}, "【訂正】【声かけ】前橋："),
        ({"follows": Follows("x", FollowKind.RESOLUTION)}, "【解決】【声かけ】前橋："),
        ({"follows": Follows("x", FollowKind.CANCELLATION)}, "【取消】【声かけ】前橋："),
        ({"follows": Follows("x", FollowKind.CORRECTION), "exercise": True}, "【訓練】【訂正】【声かけ】前橋："),
        ({"content": "arrest"}, "【検挙】【声かけ】前橋："),
        ({"content": "arrest", "follows": Follows("x", FollowKind.RESOLUTION)}, "【検挙】【声かけ】前橋："),
        ({"content": "arrest", "follows": Follows("x", FollowKind.CORRECTION)}, "【訂正】【検挙】【声かけ】前橋："),
        ({"case": "other"}, "【不審者】前橋："),
        ({"scope": Scope(True)}, "【声かけ】県内全域："),
        ({"category": "notice", "case": "safety", "content": "information"}, "【お知らせ】前橋："),
        ({"category": "outside", "case": "event"}, "【お知らせ】前橋："),
    ],
)
def test_lines(changes: dict[str, object], line: str) -> None:
    assert subject(alert(title="校門前", **changes), CONTRACT) == f"{line}校門前"


def test_all_areas_are_called_as_the_force_calls_them() -> None:
    assert subject(alert(title="校門前", scope=Scope(True)), of_a_fu()) == "【声かけ】府内全域：校門前"
    assert subject(alert(title="校門前"), of_a_fu()) == "【声かけ】前橋：校門前"
    for language in shipped().tongues:  # a frame has its own word
        assert region(Scope(True), of_a_fu(), language) == region(Scope(True), shipped(), language)


@pytest.mark.parametrize(
    ("category", "case", "title", "label"),
    [
        ("information-request", "animal-sighting", "住宅地付近における熊の目撃", "クマ出没"),
        ("information-request", "animal-sighting", "住宅地付近におけるサルの目撃", "動物出没"),
        ("information-request", "animal-injury", "熊に襲われて負傷する事案の発生", "クマ被害"),
        ("traffic-regulation", "accident", "国道17号の通行止め", "通行止め"),
        ("traffic-regulation", "accident", "国道17号の片側交互通行", "交通規制"),
    ],
)
def test_a_label_says_no_more_than_the_title_does(category: str, case: str, title: str, label: str) -> None:
    changed = alert(category=category, case=case, title=title)
    assert subject(changed, CONTRACT) == f"【{label}】前橋：{title}"


def test_a_row_without_labels_goes_by_its_name() -> None:
    table = tuple(replace(row, labels=()) for row in CONTRACT.policy.table)
    bare = replace(CONTRACT, policy=replace(CONTRACT.policy, table=table))
    assert subject(alert(title="校門前"), bare) == "【不審者情報】前橋：校門前"


# What a hurried person looks for, by the case that says it; of what has no case of its own, the word in the title.
MATTERS = {
    "approach": "声かけ",
    "stalking": "つきまとい",
    "exposure": "露出",
    "indecent-act": "わいせつ",
    "robbery": "強盗",
    "violent-crime": "凶悪",
    "snatching": "ひったくり",
    "special-fraud": "詐欺",
    "warning-call": "詐欺",
    "unscrupulous-sales": "悪質商法",
    "serial-theft": "窃盗",
    "fruit-theft": "盗",
    "animal-injury": "クマ",
    "animal-sighting": "クマ",
    "missing-person": "行方不明",
    "fatal": "死亡事故",
    "critical": "通行止め",
    "fatal-hit-and-run": "ひき逃げ",
    "disaster": "通行止め",
    "20261124-1720-tosatsu": "盗撮",
    "20261119-1500-ekiden-kisei": "駅伝",
    "20261119-1510-tsushin-shogai": "携帯電話",
    "20261117-1500-yugure": "夕暮れ",
    "20261118-1015-saiyo-henko": "警察官採用",
}


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.id)
def test_the_matter_stands_within_the_first_twenty_characters(sample: Alert) -> None:
    matter = MATTERS.get(sample.id) or MATTERS[sample.case or ""]
    assert matter in subject(sample, shipped())[:20]


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.id)
def test_the_town_stands_there_too(sample: Alert) -> None:
    """R1: beside what, where: the town, of several the municipalities; the prefecture's own are told by the region."""
    if sample.scope.prefecture or sample.id == "20261125-1605-koekake":  # many tests rest on the latter's title
        return
    where = subject(sample, shipped())[:20].partition("：")[2]
    known = {town for station in sample.scope.stations for town in shipped().organization.units[station].municipalities}
    town = next((one for one in (*known, *(one.removesuffix("市") for one in known)) if where.startswith(one)), "")
    named = town or re.match("[^、の]{2,}", where)[0]  # type: ignore[index]
    assert town or re.search(rf"(?:{'|'.join(known)}){named}", sample.body), where


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.id)
def test_in_every_language_enough_of_the_matter_stands_there_to_know_it(sample: Alert, language: str) -> None:
    line = subject(sample, shipped(), language)
    matter = line.partition("】" + region(sample.scope, shipped(), language))[0].rpartition("【")[2]
    assert len(line[line.index(matter) : 20]) >= min(len(matter), 6)


@pytest.mark.parametrize(
    ("stations", "names"),
    [
        (CODES[:1], "前橋"),
        (("takasaki", "maebashi"), "前橋・高崎"),
        (CODES[:3], "前橋・前橋東・高崎"),
        (CODES[:4], "前橋・前橋東・高崎ほか"),
        (CODES, "前橋・前橋東・高崎ほか"),
    ],
)
def test_up_to_three_stations_are_named(stations: tuple[str, ...], names: str) -> None:
    assert region(Scope(False, stations), CONTRACT) == names


@pytest.mark.parametrize("stations", [(), ("atlantis",)])
def test_no_station_that_is_known_is_refused(stations: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as error:
        region(Scope(False, stations), CONTRACT)
    assert error.value.message == Message("message/no-known-station")
