from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.core.model import Severity
from support.documents import findings

ACT = "不審な人を見かけたときは、110番通報をお願いします。"
LOOKOUT = changed("content: caution", "content: lookout")


def told(text: str) -> list[tuple[int, int, str, Severity]]:
    return [
        (one.span.line, one.span.column, one.message.ja, one.severity)
        for one in findings(text)
        if one.rule == "lookout-contact"
    ]


def test_a_lookout_says_whom_to_tell() -> None:
    assert told(LOOKOUT.replace(ACT, "戸締まりをし、外出を控えてください。")) == [
        (5, 10, "手配ですが、見かけた方がどこに知らせればよいかが書かれていません。", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "似た人を見たときは、１１０番してください。",
        "前橋警察署にお知らせください。",
        "小さなことでも情報をお寄せください。",
        "心当たりのある方は、最寄りの交番へ。",
    ],
)
def test_near_misses(asked: str) -> None:
    assert told(LOOKOUT.replace(ACT, asked)) == []


def test_what_is_no_lookout_or_ends_one_passes() -> None:
    silent = LOOKOUT.replace(ACT, "戸締まりをしてください。")
    assert told(silent.replace("content: lookout", "content: caution")) == []
    ended = silent.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-a, as: resolution}")
    assert told(ended) == []
    further = silent.replace(
        "press: none", "press: none\nfollows: {alert: 20261124-0910-a, as: follow-up, necessity: 特徴が分かったため}"
    )
    assert len(told(further)) == 1
