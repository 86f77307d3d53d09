"""What of the roster is otherwise than the guideline has it: named with line and remedy, from the day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.posts import Fault, entry_line, odd_posts
from haishin.core.model import Role, Seat
from support.contract import blobs, shipped, supervised_by, without_deputies
from support.decision import city

TODAY = date(2026, 11, 25)
STAFF = "      - {role: staff, unit: keimu, from: 2026-04-01, until: null}\n"
OFFICER = "      - {role: officer, unit: maebashi, from: 2026-04-01, until: null}\n"
SUPERVISOR = "      - {role: supervisor, unit: koho-kocho, from: 2026-04-01, until: null}\n"
CLERK = "      - {role: staff, unit: koho-kocho, from: 2026-04-01, until: null}\n"


def rewritten(*changes: tuple[str, str]) -> tuple[Contract, str]:
    """The contract whose roster says something else, once each, and that roster."""
    text = blobs()["roster.yaml"].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return load_blobs({**blobs(), "roster.yaml": text.encode()}), text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_roster_is_as_it_should_be() -> None:
    assert odd_posts(shipped(), TODAY) == ()


def test_another_force_lacks_three_officers() -> None:
    assert [(post.fault, post.remedy.ja) for post in odd_posts(city(), TODAY)] == [
        (Fault.NO_OFFICER, "副分署長を、role: officer で書いてください。")
    ] * 3


def test_two_managers_of_one_unit() -> None:
    """G10."""
    second = STAFF.replace("staff", "manager").replace("04-01", "12-01")
    force, text = rewritten((STAFF, second))
    [post] = odd_posts(force, TODAY)
    assert (post.fault, post.since) == (Fault.SEVERAL, date(2026, 12, 1))
    assert post.line == line_of(text, "{role: manager, unit: keimu,")
    assert post.text.ja.startswith("2026-12-01 から、警務課に運用管理者が2人います(斉藤 明美、")
    assert post.text.ja.endswith("。一つの所属に一人です。")
    assert post.remedy == Message("core/contract/post-several.do")
    closed = "{role: manager, unit: keimu, from: 2026-04-01, until: 2026-11-30}"
    handed, _ = rewritten((STAFF, second), ("{role: manager, unit: keimu, from: 2026-04-01, until: null}", closed))
    assert odd_posts(handed, TODAY) == ()
    assert odd_posts(handed, date(2026, 11, 30)) == ()


def test_a_unit_without_an_officer() -> None:
    """G10."""
    force, text = rewritten((OFFICER, OFFICER.replace("null", "2026-11-30")))
    post, left = odd_posts(force, TODAY)
    assert left.fault is Fault.CLERK  # he is no officer any more, and deputises still
    assert (post.fault, post.since, post.line) == (
        Fault.NO_OFFICER,
        date(2026, 12, 1),
        line_of(text, "{role: officer, unit: maebashi,"),
    )
    assert post.text.en == "From 2026-12-01 on, maebashi has no officer."
    assert odd_posts(force, date(2026, 12, 1))[0].text.ja == "今、前橋警察署に運用責任者がいません。"


def test_a_clerk_as_supervisor_beside_the_chief() -> None:
    """G10."""
    force, text = rewritten((CLERK, CLERK + SUPERVISOR))
    assert [(post.fault, post.since) for post in odd_posts(force, TODAY)] == [
        (Fault.SEVERAL, TODAY),
        (Fault.ELSEWHERE, TODAY),
    ]
    elsewhere = odd_posts(force, TODAY)[1]
    assert elsewhere.line == line_of(text, "id: koho-kocho-staff") + 5
    assert elsewhere.text.ja == "今、福田 徹は運用総括管理者ですが、広報広聴課の運用管理者(課長)ではありません。"


def test_a_supervisor_who_is_not_of_the_section_in_charge_need_not_be_its_chief() -> None:
    assert odd_posts(load_blobs(supervised_by("keimu")), TODAY) == ()
    clerk, _ = rewritten((CLERK, CLERK + SUPERVISOR))
    units = clerk.organization.units
    titled = {**units, "koho-kocho": replace(units["koho-kocho"], manager_title="部長")}
    [_, elsewhere] = odd_posts(replace(clerk, organization=replace(clerk.organization, units=titled)), TODAY)
    assert elsewhere.text.ja == "今、福田 徹は運用総括管理者ですが、広報広聴課の運用管理者(部長)ではありません。"
    assert elsewhere.remedy == Message("core/contract/post-elsewhere.do")


def test_a_clerk_who_deputises_by_day() -> None:
    """G10."""
    appointed = "{for: {role: manager, unit: keimu}, order: 9, when: absent, from: 2026-04-01, until: null}"
    stands = f"    deputy:\n      - {appointed}\n"
    force, text = rewritten((STAFF, STAFF + stands))
    [post] = odd_posts(force, TODAY)
    assert (post.fault, post.line) == (Fault.CLERK, line_of(text, "order: 9"))
    assert "運用管理者でも運用責任者でもありませんが、昼間も警務課の運用管理者を代決できます。" in post.text.ja
    night, _ = rewritten((STAFF, STAFF + stands.replace("absent", "nights-and-holidays")))
    assert odd_posts(night, TODAY) == ()
    days, _ = rewritten((STAFF, STAFF + stands.replace("absent", "dates")))
    assert [one.fault for one in odd_posts(days, TODAY)] == [Fault.CLERK]


def test_a_supervisor_with_nobody_beside_her() -> None:
    """O17."""
    force = load_blobs(without_deputies(blobs(), "supervisor", "koho-kocho"))
    [post] = odd_posts(force, TODAY)
    assert (post.fault, post.text.en) == (Fault.ALONE, "Now, nobody may act by day for the supervisor of koho-kocho.")
    assert "deputy({for: {role: supervisor, unit: koho-kocho}, when: absent …})" in post.remedy.ja
    nights, _ = rewritten(
        (
            "{for: {role: supervisor, unit: koho-kocho}, order: 1, when: absent",
            "{for: {role: supervisor, unit: koho-kocho}, order: 1, when: nights-and-holidays",
        )
    )
    assert [one.fault for one in odd_posts(nights, TODAY)] == [Fault.ALONE]


@pytest.mark.parametrize("unit", ["maebashi", "keimu"])
def test_the_line_of_an_empty_seat_is_that_of_its_last_entry(unit: str) -> None:
    text = blobs()["roster.yaml"].decode()
    assert entry_line(shipped(), Seat(Role.MANAGER, unit)) == line_of(text, f"{{role: manager, unit: {unit},")
    assert entry_line(shipped(), Seat(Role.SUPERVISOR, unit)) == 1
