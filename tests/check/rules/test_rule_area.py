from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.check.reading.gazetteer import Gazetteer
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings

PLACE = "前橋市文京町2丁目地内"
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def area(text: str) -> list[tuple[int, int, int, str]]:
    return [
        (one.span.line, one.span.column, one.span.end_column, one.message.ja)
        for one in findings(text)
        if one.rule == "area"
    ]


def added(sentence: str) -> str:
    return changed(LINE, sentence)


@pytest.mark.parametrize(
    ("sentence", "columns", "name", "stations"),
    [
        ("男は高崎市内でも目撃されています。", (3, 6), "高崎市", "高崎警察署、高崎北警察署、藤岡警察署"),
        ("玉村町でも起きています。", (1, 4), "玉村町", "伊勢崎警察署"),
        ("邑楽郡千代田町でも起きています。", (4, 8), "千代田町", "大泉警察署"),
        ("群馬県高山村でも起きています。", (4, 7), "高山村", "吾妻警察署"),
        ("伊勢崎地区でも起きています。", (1, 4), "伊勢崎", "伊勢崎警察署"),
        ("高崎駅周辺でも起きています。", (1, 3), "高崎", "高崎警察署、高崎北警察署、藤岡警察署"),
        ("太田署に届けてください。", (1, 4), "太田署", "太田警察署"),
        ("避難先は、太田市立の小学校の体育館です。", (6, 9), "太田市", "太田警察署"),
    ],
)
def test_a_place_outside_the_scope(sentence: str, columns: tuple[int, int], name: str, stations: str) -> None:
    assert area(added(sentence)) == [
        (13, *columns, f"「{name}」は配信範囲の外です。管轄は{stations}です。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "通報したのは高崎さんの家族です。",
        "前橋地方検察庁の前です。",
        "前橋駅の北口です。",
        "高崎駅から前橋駅まで電車で来ました。",
        "県道高崎渋川線の交差点です。",
        "桐生大橋の東です。",
        "高崎経済大学と太田記念病院の前です。",
        "前橋市千代田町2丁目です。",
        "前橋市富岡町です。",
        "男は高崎市方面へ逃げました。",
        "高崎市に住む男です。",
        "高崎市在住の男です。",
        "高崎市役所の職員をかたる電話です。",
        "長野県高山村の話です。",
        "福島県大沼郡昭和村の話です。",
        "前橋署に届けてください。",
    ],
)
def test_what_is_no_place_outside(sentence: str) -> None:
    assert area(added(sentence)) == []


@pytest.mark.parametrize("place", ["前橋市千代田町", "前橋市本町2丁目・千代田町", "前橋市表町、本町、千代田町3丁目"])
def test_a_quarter_of_a_city_is_no_town_of_that_name_in_the_title_either(place: str) -> None:
    text = changed(PLACE, f"{place}地内").replace("title: 下校中", "title: 千代田町、下校中")
    assert area(text) == []
    (told,) = area(text.replace(LINE, "邑楽郡千代田町でも起きています。"))
    assert told[3] == "「千代田町」は配信範囲の外です。管轄は大泉警察署です。"
    assert len(area(added("前橋市内、千代田町でも起きています。"))) == 1


def test_the_finding_is_a_warning_that_names_the_codes_and_stands_once() -> None:
    text = added("高崎市でも、また高崎市でも起きています。")
    (found,) = [one for one in findings(text) if one.rule == "area"]
    assert found.severity is Severity.WARNING
    assert found.message.en == "`高崎市` lies outside the scope; it belongs to takasaki, takasaki-kita, fujioka."
    assert found.hint.en == (
        "To tell its people too, add takasaki, takasaki-kita, fujioka to `scope`; "
        "otherwise see whether the name is needed."
    )


def test_one_station_of_several_that_have_the_place_is_enough() -> None:
    text = changed("[maebashi]", "[fujioka]").replace(PLACE, "高崎市吉井町")
    assert area(text) == []
    assert [one[3] for one in area(text.replace("fujioka", "tomioka"))] == [
        "「高崎市」は配信範囲の外です。管轄は高崎警察署、高崎北警察署、藤岡警察署です。",
    ]


def test_the_title_counts_too() -> None:
    title = "下校中の児童に対する"
    assert area(changed(title, "太田市の児童に対する")) == [
        (2, 8, 11, "「太田市」は配信範囲の外です。管轄は太田警察署です。")
    ]
    quoted = changed("title: " + title, 'title: "太田市の児童に対する').replace("発生\ncat", '発生"\ncat')
    assert [one[:3] for one in area(quoted)] == [(2, 9, 12)]
    assert area(changed(PLACE + "の", "").replace(title, "前橋市の児童に対する")) == []


def test_the_sender_may_name_itself() -> None:
    text = changed("[maebashi]", "[maebashi-higashi]").replace(LINE, "問合せ先 前橋警察署")
    assert area(text) == []
    assert [one[3] for one in area(text.replace("前橋警察署", "渋川警察署"))] == [
        "「渋川警察署」は配信範囲の外です。管轄は渋川警察署です。"
    ]


def test_whether_any_place_is_named_another_rule_asks() -> None:
    bare = changed(PLACE + "の", "")
    assert [one.rule for one in findings(bare)] == ["incomplete"]
    assert area(bare.replace(LINE, "文京町での話です。")) == []


def test_the_gazetteer_knows_every_municipality_and_station() -> None:
    known = Gazetteer(shipped())
    organization = shipped().organization
    for station in organization.stations:
        unit = organization.units[station]
        for name in (unit.name, *unit.municipalities):
            (place,) = known.places(f"「{name}」")
            assert (place.name, station in place.stations) == (name, True)
    assert known.forms("nobody") == ()


@pytest.mark.parametrize("scope", ["[maebasi]", "[maebashi, takasakii]", "[koho-kocho]"])
def test_of_a_misspelt_scope_nothing_is_told_but_that(scope: str) -> None:
    text = changed("[maebashi]", scope).replace("男に声をかけられる", "高崎市内から来た男に声をかけられる")
    assert [one.rule for one in findings(text)] == ["scope"]
