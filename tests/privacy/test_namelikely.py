"""Names that no list has, by their letters and what stands around them: all invented."""

from __future__ import annotations

import pytest

from haishin.model import Severity
from haishin.privacy.names.likely import likely


def hits(text: str) -> list[tuple[str, Severity]]:
    return [(text[start:end], severity) for start, end, severity in likely(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("逮捕されたのは沢木野優磨(24)で、", "沢木野優磨"),
        ("運転手の沢木野優磨を書類送検", "沢木野優磨"),
        ("管理人沢木野優磨によると", "沢木野優磨"),
        ("歩いていた沢木野 優磨は軽傷", "沢木野 優磨"),
        ("沢木野 優磨名義の口座", "沢木野 優磨"),
        ("沢木野優磨元店長を逮捕", "沢木野優磨"),
        ("沢木野 ナツヱ、87歳、", "沢木野 ナツヱ"),
        ("岩ノ沢優磨（34）", "岩ノ沢優磨"),
    ],
)
def test_a_likely_name_beside_what_tells_of_a_person_is_sure(text: str, name: str) -> None:
    assert (name, Severity.ERROR) in hits(text)


@pytest.mark.parametrize("text", ["沢木野優磨、軽傷", "1 沢木野 優磨 120万円", "封筒に沢木野里緒菜の名"])
def test_alone_it_is_put_before_a_person(text: str) -> None:
    assert [severity for _, severity in hits(text)] == [Severity.WARNING]


@pytest.mark.parametrize(
    "text",
    [
        "一方通行を解除し、写真撮影、運転代行、屋根修理を",
        "前橋 高崎 伊勢崎の各署",
        "空き巣\n令和8年",
        "沢木野市川まつりを開きます。",
        "個人名義と法人名義の口座",
        "「沢木野優磨」を名乗る男は職員ではありません。",
        "女子大学生と男子高校生が",
        "全長二、三メートル、国道三の二号",
        "聞き出そうとします。山すそが、迷わず、",
        "施錠だけの対策、片側だけでも",
    ],
)
def test_words_places_and_false_names_are_none(text: str) -> None:
    assert hits(text) == []
