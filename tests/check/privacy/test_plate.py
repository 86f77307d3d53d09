"""A plate however it is written, and parts of one."""

from __future__ import annotations

import pytest

from support.privacy import found, kanji, spaced, wide


@pytest.mark.parametrize("region", ["前橋", "群馬", "伊勢崎", "富士山", "いわき", "なにわ", "袖ヶ浦"])
def test_any_region_is_one(region: str) -> None:
    assert found(f"車は{region} 503 さ 12-34です。") == [("plate", f"{region} 503 さ 12-34")]


@pytest.mark.parametrize(
    "told",
    [
        "前橋 503 さ 12-34",
        wide("前橋 503 さ 12-34"),
        spaced("前橋503さ1234"),
        kanji("前橋503さ1234"),
        "前橋　五百三　さ　十二の三十四",
        "前橋、503、ひらがな「さ」、12-34",
        "前橋503は・・12",
    ],
)
def test_a_plate_is_found_however_it_is_told(told: str) -> None:
    assert "plate" in {kind for kind, _ in found(f"見た人によると、車は{told}です。受付は15時。")}


@pytest.mark.parametrize(
    "text",
    [
        "前橋ナンバーの車、下2桁は34",
        "前橋500の車",
        "国道300は12台の車で渋滞",
        "品番 300-あ-12",
        "マイナンバー総合フリーダイヤル（0120-95-0178）",
        "群馬 3-1 埼玉",
        "近くの方(50)が110番",
        "バイクで前橋の12-34番窓口へ",
    ],
)
def test_a_part_of_it_is_none(text: str) -> None:
    assert found(text) == []
