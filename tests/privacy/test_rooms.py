"""Rooms of buildings, with and without a word for the building."""

from __future__ import annotations

import pytest

from haishin.privacy.detectors.rooms import rooms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("男はサンハイツ203に入りました。", ["サンハイツ203"]),
        ("県営広瀬団地の12号棟、304に住む", ["県営広瀬団地の12号棟、304"]),
        ("コーポ桜2-Bの女性", ["コーポ桜2-B"]),
        ("居室はB棟の203でした。", ["B棟の203"]),
        ("居室は2号棟4階405でした。", ["2号棟4階405"]),
        ("女性の部屋の305号室", ["305号室"]),
        ("クレールB-203のベランダ", ["クレールB-203"]),
        ("アムール駅前405に住む女性", ["アムール駅前405"]),
        ("社宅203室です。", ["社宅203室"]),
        ("住宅15軒に不審な電話", []),
        ("工場棟2棟500平方メートル", []),
        ("ランドクルーザー300が盗まれ", []),
        ("ホテルエイト502号室に宿泊", []),
        ("カラオケ店の203号室", []),
        ("ハウス栽培のいちご120パック", []),
    ],
)
def test_a_room_is_found(text: str, found: list[str]) -> None:
    assert sorted({match[0] for match in rooms(text)}) == found
