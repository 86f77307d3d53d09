from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.core.model import Fix, Severity
from support.documents import findings, said

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def test_a_public_number_is_named_with_its_fix() -> None:
    (found,) = findings(changed(LINE, "前橋警察署０２７-００１－０１１０へ。"))
    assert said((found,)) == [
        (
            13,
            6,
            13,
            18,
            "電話番号「027-001-0110」が全角です。",
            "The telephone number `027-001-0110` is written in full-width characters.",
        )
    ]
    assert (found.severity, found.fix) == (Severity.NOTE, Fix("027-001-0110"))


@pytest.mark.parametrize(
    ("line", "fixes"),
    [
        ("１１０番へ。", ["110"]),
        ("＃９１１０へ。", ["#9110"]),
        ("０２７−００１ー０１１０へ。", ["027-001-0110"]),
        ("110番、027-001-0110へ。", []),
        ("１１０番地、１１０番線、１１０番目、１１０人です。", []),
        ("１１００番です。", []),
        ("９－１１０番です。", []),
        ("０９０－００１２－３４５６へ。", []),
    ],
)
def test_only_what_is_listed_and_called(line: str, fixes: list[str]) -> None:
    found = [one.fix for one in findings(changed(LINE, line)) if one.rule == "phone-width"]
    assert found == [Fix(one) for one in fixes]
