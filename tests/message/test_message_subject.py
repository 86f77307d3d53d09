from __future__ import annotations

import pytest
from support_message import CODES, CONTRACT, alert, contract

from haishin.errors import Refusal
from haishin.message.subject import region, subject
from haishin.model import FollowKind, Follows, Scope


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "【不審者情報】前橋：声かけ"),
        ({"exercise": True}, "【訓練】【不審者情報】前橋：声かけ"),
        ({"follows": Follows("x", FollowKind.FOLLOW_UP)}, "【続報】【不審者情報】前橋：声かけ"),
        ({"follows": Follows("x", FollowKind.CORRECTION)}, "【訂正】【不審者情報】前橋：声かけ"),
        ({"follows": Follows("x", FollowKind.RESOLUTION)}, "【解決】【不審者情報】前橋：声かけ"),
        ({"follows": Follows("x", FollowKind.CANCELLATION)}, "【取消】【不審者情報】前橋：声かけ"),
        (
            {"follows": Follows("x", FollowKind.CORRECTION), "exercise": True},
            "【訓練】【訂正】【不審者情報】前橋：声かけ",
        ),
        ({"scope": Scope(True)}, "【不審者情報】県内全域：声かけ"),
        ({"category": "notice", "case": "safety"}, "【お知らせ】前橋：声かけ"),
        ({"category": "outside", "case": "event"}, "【別表以外】前橋：声かけ"),
    ],
)
def test_lines(changes: dict[str, object], line: str) -> None:
    assert subject(alert(title="声かけ", **changes), CONTRACT) == line


def test_the_wording_may_name_a_category_for_residents() -> None:
    named = contract(**{"label-outside": "県警からのお知らせ"})
    assert subject(alert(title="音楽隊", category="outside"), named) == "【県警からのお知らせ】前橋：音楽隊"


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
    assert error.value.message.ja == "地域（scope）に、知られている警察署がありません。"
