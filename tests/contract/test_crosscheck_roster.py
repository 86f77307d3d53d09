from __future__ import annotations

from datetime import date

import pytest

from haishin.contract import load_blobs
from haishin.model import Role, Seat
from support_contract import blobs, line_of, spoiled, told, vacated


@pytest.mark.parametrize(
    ("old", "new", "at", "ja", "en"),
    [
        (
            "- id: keimu-staff",
            "- id: keimu-officer # 2",
            "- id: keimu-officer # 2",
            "人の id「keimu-officer」が2回あります。",
            "The person id `keimu-officer` stands twice.",
        ),
        (
            "login: keimu-staff,",
            "login: Keimu-OFFICER,",
            "Keimu-OFFICER",
            "ログイン名「Keimu-OFFICER」が2回あります(大文字と小文字は同じとみなします)。",
            "The login `Keimu-OFFICER` stands twice (upper and lower case are the same).",
        ),
        (
            "{role: staff, unit: keimu, from: 2026-04-01, until: null}",
            "{role: staff, unit: keimu, from: 2026-04-01, until: 2026-03-31}",
            "until: 2026-03-31",
            "終わりの日 2026-03-31 が始まりの日 2026-04-01 より前です。",
            "It ends on 2026-03-31, before it begins on 2026-04-01.",
        ),
        (
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: null",
            "order: 2, when: nights-and-holidays, from: 2026-04-01, until: 2025-04-01",
            "until: 2025-04-01",
            "終わりの日 2025-04-01 が始まりの日 2026-04-01 より前です。",
            "It ends on 2025-04-01, before it begins on 2026-04-01.",
        ),
        (
            "role: staff, unit: keimu,",
            "role: staff, unit: keimubu,",
            "unit: keimubu",
            "所属「keimubu」はありません。",
            "There is no unit `keimubu`.",
        ),
        (
            "role: staff, unit: keimu,",
            "role: supervisor, unit: keimu,",
            "role: supervisor, unit: keimu,",
            "運用総括管理者の所属は「koho-kocho」です。",
            "The supervisor belongs to `koho-kocho`.",
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: manager, unit: soumu}",
            "unit: soumu",
            "所属「soumu」はありません。",
            "There is no unit `soumu`.",
        ),
        (
            "for: {role: manager, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            "for: {role: supervisor, unit: keimu}",
            "運用総括管理者の所属は「koho-kocho」です。",
            "The supervisor belongs to `koho-kocho`.",
        ),
    ],
)
def test_a_mistake_is_told(old: str, new: str, at: str, ja: str, en: str) -> None:
    files = spoiled("roster.yaml", old, new)
    assert told(files) == [("roster.yaml", line_of("roster.yaml", at, files), ja, en)]


def test_an_account_number_belongs_to_one_person() -> None:
    files = spoiled("roster.yaml", "login: keimu-officer, account: null", "login: keimu-officer, account: 42")
    files["roster.yaml"] = files["roster.yaml"].replace(
        b"login: keimu-staff, account: null", b"login: keimu-staff, account: 42"
    )
    assert told(files) == [
        (
            "roster.yaml",
            line_of("roster.yaml", "login: keimu-staff,", files),
            "アカウントの番号「42」が2回あります。",
            "The account number 42 stands twice.",
        )
    ]


def test_a_closed_role_may_rest_in_a_dissolved_unit() -> None:
    closed = "      - {role: staff, unit: dissolved, from: 2020-04-01, until: 2026-03-31}\n"
    files = spoiled("roster.yaml", "      - {role: staff, unit: keimu,", closed + "      - {role: staff, unit: keimu,")
    assert load_blobs(files).roster.people[5].roles[0].seat.unit == "dissolved"


@pytest.mark.parametrize(
    ("role", "unit"), [("manager", "keimu"), ("supervisor", "koho-kocho"), ("manager", "naganohara")]
)
def test_a_seat_that_nobody_holds_is_no_mistake_and_may_have_a_deputy(role: str, unit: str) -> None:
    """3(1): a gap in the roster never stops the prefecture."""
    seat, before, after = Seat(Role(role), unit), date(2026, 11, 30), date(2026, 12, 1)
    empty = load_blobs(vacated(blobs(), role, unit, "2026-11-30")).roster
    assert (empty.filled(seat, before), empty.filled(seat, after)) == (True, False)
    files = spoiled(
        "roster.yaml",
        f"role: {role}, unit: {unit}, from: 2026-04-01, until: null",
        f"role: {role}, unit: {unit}, from: 2026-04-01, until: 2026-11-30",
    )
    deputed = load_blobs(files).roster
    assert (deputed.holders(seat, after), deputed.filled(seat, after)) == ((), True)


def test_a_role_may_last_one_day() -> None:
    old = "{role: staff, unit: keimu, from: 2026-04-01, until: null}"
    files = spoiled("roster.yaml", old, old.replace("null", "2026-04-01"))
    assert load_blobs(files) != load_blobs(blobs())
