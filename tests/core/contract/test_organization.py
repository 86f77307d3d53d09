from __future__ import annotations

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.organization import Desk
from haishin.core.model import Scope
from support.contract import line_of, shipped, spoiled, told, with_desk

ORGANIZATION = shipped().organization
MUNICIPALITIES = """
前橋市 高崎市 桐生市 伊勢崎市 太田市 沼田市 館林市 渋川市 藤岡市 富岡市 安中市 みどり市
榛東村 吉岡町 上野村 神流町 下仁田町 南牧村 甘楽町 中之条町 長野原町 嬬恋村 草津町 高山村 東吾妻町
片品村 川場村 昭和村 みなかみ町 玉村町 板倉町 明和町 千代田町 大泉町 邑楽町
"""


def test_all_35_municipalities_are_covered_and_no_other() -> None:
    covered = {name for station in ORGANIZATION.stations for name in ORGANIZATION.units[station].municipalities}
    assert covered == set(MUNICIPALITIES.split())
    assert len(covered) == 35


def test_a_municipality_may_have_several_stations() -> None:
    def of(name: str) -> set[str]:
        return {unit for unit in ORGANIZATION.stations if name in ORGANIZATION.units[unit].municipalities}

    assert of("前橋市") == {"maebashi", "maebashi-higashi"}
    assert of("高崎市") == {"takasaki", "takasaki-kita", "fujioka"}
    assert of("玉村町") == {"isesaki"}


def test_the_units_are_the_prefectures() -> None:
    assert len(ORGANIZATION.stations) == 16
    assert len(ORGANIZATION.units) == 28
    titles = {(unit.kind, unit.manager_title, unit.officer_title) for unit in ORGANIZATION.units.values()}
    assert titles == {
        ("section", "課長", "次席"),
        ("squad", "隊長", "副隊長"),
        ("school", "校長", "副校長"),
        ("station", "署長", "副署長"),
    }


@pytest.mark.parametrize(
    ("sender", "category", "case", "content", "section"),
    [
        ("maebashi", "suspicious-person", "approach", "caution", "jinshin-anzen"),
        ("maebashi", "information-request", "missing-person", "lookout", "jinshin-anzen"),
        ("maebashi", "crime", "robbery", "lookout", "sosa-1"),
        ("maebashi", "crime", "other", "arrest", "sosa-1"),
        ("maebashi", "crime", "snatching", "caution", "sosa-3"),
        ("maebashi", "information-request", "suspicious-fire", "information", "sosa-1"),
        ("maebashi", "information-request", "serial-theft", "arrest", "sosa-3"),
        ("maebashi", "information-request", "animal-sighting", "information", "seian-kikaku"),
        ("maebashi", "fraud", "warning-call", "caution", "seian-kikaku"),
        ("maebashi", "traffic", "fatal", "caution", "kotsu-kikaku"),
        ("maebashi", "traffic", "fatal-hit-and-run", "lookout", "kotsu-shido"),
        ("maebashi", "traffic-regulation", "event", "regulation", "kotsu-kisei"),
        ("maebashi", "notice", "safety", "caution", "koho-kocho"),
        ("keibi-2", "notice", "safety", "caution", "keibi-2"),
        ("keimu", "outside", "recruiting", "information", "koho-kocho"),
        ("keimu", "weather", None, "information", "koho-kocho"),
    ],
)
def test_the_section_in_charge(sender: str, category: str, case: str | None, content: str, section: str) -> None:
    assert ORGANIZATION.section_in_charge(sender, category, case, content) == section


def test_the_areas_of_a_scope() -> None:
    assert ORGANIZATION.areas(Scope(True)) == ORGANIZATION.stations
    assert ORGANIZATION.areas(Scope(False, ("maebashi",))) == ("maebashi",)
    assert ORGANIZATION.is_station("maebashi")
    assert not ORGANIZATION.is_station("koho-kocho")
    assert not ORGANIZATION.is_station("nowhere")


def test_where_drafters_begin_may_be_left_out() -> None:
    assert shipped().organization.form_url == "https://anzen.example.jp/kian.html"
    without = spoiled("organization.yaml", "form_url: https://anzen.example.jp/kian.html\n", "")
    assert load_blobs(without).organization.form_url is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://anzen.example.jp/a b", "http://kian/?a=b", "file:///kian"]
)
def test_where_drafters_begin_is_an_address(address: str) -> None:
    files = spoiled("organization.yaml", "https://anzen.example.jp/kian.html", address)
    assert [one[:2] for one in told(files)] == [("organization.yaml", line_of("organization.yaml", "form_url", files))]


DESK = Desk("https://anzen.example.jp", "teishi@example.jp", "mx.example.jp", "touroku@example.jp")


def test_the_desk_may_be_left_out() -> None:
    assert shipped().organization.mail.desk is None
    assert load_blobs(with_desk()).organization.mail.desk == DESK


@pytest.mark.parametrize("field", ["page", "stop", "authserv"])
def test_a_desk_is_whole(field: str) -> None:
    files = with_desk()
    lines = files["organization.yaml"].decode().split("\n")
    at = lines.index("  desk:")
    left = [line for number, line in enumerate(lines) if number < at or not line.startswith(f"    {field}: ")]
    files["organization.yaml"] = "\n".join(left).encode()
    assert told(files) == [("organization.yaml", at + 1, Message("core/item-missing", name=field))]


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("page", "http://anzen.example.jp"),
        ("page", "https://anzen.example.jp/"),
        ("page", "https://anzen.example.jp/a b"),
        ("page", "https://anzen.example.jp?a=b"),
        ("page", "https://user@anzen.example.jp"),
        ("page", '"https://anzen.example.jp>,<mailto:x@y.example"'),
        ("stop", "teishi"),
        ("stop", "tei+shi@example.jp"),  # what follows a + is the token
        ("stop", "teishi@example"),
        ("stop", "Teishi@example.jp"),
        ("stop", ".teishi@example.jp"),
        ("stop", "tei..shi@example.jp"),
        ("stop", '"teishi@example.jp\\nBcc: x@example.jp"'),
        ("register", "tou-roku@example.jp"),  # what follows a - is the station
        ("register", "tou+roku@example.jp"),
        ("register", "a" * 21 + "@example.jp"),
        ("authserv", "mx"),
        ("authserv", "mx.example.jp; spf=pass"),
    ],
)
def test_no_part_of_a_desk_is_of_another_form(field: str, written: str) -> None:
    files = with_desk(**{field: written})
    ((file, line, _),) = told(files)
    assert (file, line) == ("organization.yaml", line_of("organization.yaml", f"    {field}: {written}", files))


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("haishin-no-teishi@example.jp", Message("core/contract/stop-too-long", most=15)),
        ("anzen@mail.example.jp", Message("core/contract/stop-taken", address="anzen@mail.example.jp")),
        ("postmaster@example.jp", Message("core/contract/stop-taken", address="postmaster@example.jp")),
        ("touroku-mae@example.jp", Message("core/contract/stop-taken", address="touroku-mae@example.jp")),
        ("bounce@bounce.mail.example.jp", Message("core/contract/stop-taken", address="bounce@bounce.mail.example.jp")),
    ],
)
def test_to_the_address_to_stop_at_comes_nothing_else(stop: str, reason: Message) -> None:
    files = with_desk(stop=stop)
    assert told(files) == [("organization.yaml", line_of("organization.yaml", f"stop: {stop}", files), reason)]


@pytest.mark.parametrize("address", ["teishi@example.jp", "anzen@mail.example.jp"])
def test_to_the_address_for_registering_comes_nothing_else(address: str) -> None:
    files = with_desk(register=address)
    reason = Message("core/contract/stop-taken", address=address)
    assert told(files) == [("organization.yaml", line_of("organization.yaml", f"register: {address}", files), reason)]


@pytest.mark.parametrize("stop", ["a" * 15 + "@example.jp", "anzen@example.jp", "bounce@mail.example.jp"])
def test_an_address_of_its_own_may_be_any(stop: str) -> None:
    desk = load_blobs(with_desk(stop=stop)).organization.mail.desk
    assert desk is not None
    assert desk.stop == stop
