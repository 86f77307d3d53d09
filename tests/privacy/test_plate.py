"""Every region in every spelling, and the parts of a plate told apart."""

from __future__ import annotations

import pytest

from haishin.privacy.detectors import plate
from support_privacy import found, kanji, spaced, wide

REGIONS = (*plate.REGIONS, *plate.HEARD)


def test_every_region_is_known() -> None:
    assert len(plate.REGIONS) == len(set(plate.REGIONS)) > 130
    forms = ("車は{0} 503 さ 12-34です。", "車は{0}の「503」、ひらがなの「さ」、12の34です。")
    texts = [form.format(region) for region in REGIONS for form in forms]
    assert [text for text in texts if "plate" not in {kind for kind, _ in found(text)}] == []


@pytest.mark.parametrize(
    "told",
    [
        "前橋 503 さ 12-34",
        wide("前橋 503 さ 12-34"),
        spaced("前橋503さ1234"),
        kanji("前橋503さ1234"),
        "前橋・5・0・3・さ・1・2・3・4",
        "前橋　五百三　さ　十二の三十四",
        "まえばし ごひゃくさん さ じゅうにのさんじゅうよん",
        "前橋［503］\n《さ》\n［12－34］",
        "前橋5O3 さ l2-34",
        "503、前橋、さ、12-34",
        "一連番号は12-34、かなは「さ」、分類番号は503、地域名は前橋",
        "前橋、503、さしすせその「さ」、12の34",
        "タカサキ、ゴーハチサン、ひらがなのヌ、ヨンロクの、ニイイチ",
    ],
)
def test_a_plate_is_found_however_it_is_told(told: str) -> None:
    assert "plate" in {kind for kind, _ in found(f"見た人によると、車は{told}です。受付は15時。")}


@pytest.mark.parametrize(
    "text",
    [
        "前橋ナンバーの車、下2桁は34",
        "電柱番号は「前橋 12 さ 345」です。",
        "前橋500の車",
        "群馬 3-1 埼玉",
        "バイクで前橋の12-34番窓口へ",
        "分類番号と一連番号を控えてください。",
    ],
)
def test_a_part_of_it_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("防犯登録番号 群馬県警察 123456 です。", "123456"),
        ("自転車の防犯登録は、群馬A-12345です。", "A-12345"),
        ("防犯登録番号　１２３４５６７", "１２３４５６７"),
    ],
)
def test_a_bicycle_is_known_by_its_registration(text: str, number: str) -> None:
    assert found(text) == [("plate", number)]


@pytest.mark.parametrize(
    "text",
    [
        "防犯登録をしましょう。",
        "防犯登録の料金が600円に変わりました。",
        "防犯登録は2026年から10年間有効です。",
        "防犯登録については、110番へ。",
    ],
)
def test_the_matter_of_registration_is_none(text: str) -> None:
    assert found(text) == []
