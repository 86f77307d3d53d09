from __future__ import annotations

import string

from support.contract import shipped

WORDING = shipped().wording
HOLES = {"force", "sender", "contact", "phone", "list_name", "leave", "number", "site"}


def test_the_phones_of_all_units_are_public_and_reach_nobody() -> None:
    for unit in shipped().organization.units.values():
        assert unit.phone in WORDING.public_phones
        assert unit.phone.endswith("-0110")
        # No exchange in Japan begins with 0: a sample number that slips into a mail disturbs nobody.
        assert unit.phone.split("-")[1].startswith("0")
    assert WORDING.public_phones["#9110"] == "警察相談専用電話"


def test_the_official_hosts_are_exact() -> None:
    assert "www.police.pref.gunma.jp" in WORDING.official_hosts
    assert "police.pref.gunma.jp.example.com" not in WORDING.official_hosts


def test_the_standing_texts_have_no_other_holes() -> None:
    for text in WORDING.texts.values():
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} <= HOLES


def test_a_child_is_recognised() -> None:
    assert {"児童", "小学生", "女児", "男児", "園児", "中学生", "幼児"} <= set(WORDING.lists["child_words"])
