"""What a change of ``schema/`` changes, as whoever approves it reads it."""

from __future__ import annotations

import pytest
from test_sweep import running

from haishin.consult.review.changed import FileChange, lines
from support.comments import Shown
from support.review import Office, contract, schema

ROSTER, POLICY = schema()["roster.yaml"], schema()["policy.yaml"]
CHIEF = "- {role: manager, unit: maebashi, from: 2026-04-01, until: null}"
SEAT = "前橋警察署の運用管理者(署長)"
NEW = (
    "  - id: x\n    name: 黛 由紀\n    accounts: [{login: mayuzumi, account: 2001}]\n"
    "    roles: [{role: officer, unit: maebashi, from: 2026-12-01, until: null}]\n"
    "    deputy: [{for: {role: manager, unit: maebashi}, order: 1, when: absent, from: 2026-12-01, until: null}]\n"
)


def told(before: str, after: str, name: str = "roster") -> list[str]:
    return lines(FileChange(f"schema/{name}.yaml", before, after), contract(), "ja")


def test_a_role_that_ends_is_told_by_person_and_seat() -> None:
    after = ROSTER.replace(CHIEF, CHIEF.replace("null", "2026-11-30"))
    assert told(ROSTER, after) == [f"登坂 浩 {SEAT} 任期の終わり:なし → 2026-11-30"]
    assert told(after, ROSTER) == [f"登坂 浩 {SEAT} 任期の終わり:2026-11-30 → なし"]


def test_who_comes_and_who_goes_is_told_with_seats_and_days() -> None:
    line = f"黛 由紀 mayuzumi 前橋警察署の運用責任者(副署長) 2026-12-01 {SEAT}の代決 2026-12-01"
    assert told(ROSTER, ROSTER + NEW) == [f"追加:{line}"]
    assert told(ROSTER + NEW, ROSTER) == [f"削除:{line}"]


def test_another_account_another_name_another_circumstance() -> None:
    before = ROSTER + NEW
    after = (
        before.replace("2001", "2002")
        .replace("黛 由紀", "黛 ゆき")
        .replace("order: 1, when: absent, from: 2026-12", "order: 2, when: absent, from: 2026-12")
    )
    assert told(before, after) == [
        "黛 ゆき 名前:黛 由紀 → 黛 ゆき",
        "黛 ゆき mayuzumi アカウントの番号:2001 → 2002",
        f"黛 ゆき {SEAT}の代決 お願いする順:1 → 2",
    ]
    assert told(before, before.replace("login: mayuzumi", "login: mayu")) == [
        "削除:黛 由紀 mayuzumi", "追加:黛 由紀 mayu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max_age_minutes: 720", "max_age_minutes: 600", ["limits max_age_minutes:720 → 600"]),
        ("form: 1\n", "form: 1\n\n", []),
        ("  - {category: notice", "  # x\n  - {category: notice", []),
    ],
)
def test_any_other_row_is_told_by_its_keys(old: str, new: str, said: list[str]) -> None:
    assert told(POLICY, POLICY.replace(old, new, 1), "policy") == said


def test_a_long_value_is_cut_and_a_new_file_told_by_its_keys() -> None:
    assert told("a: b\n", f"a: {'x' * 200}\n") == [f"a:b → {'x' * 80}…"]
    assert told("", "a: b\nc: [d, e]\n") == ["追加:a b", "追加:c d", "追加:c e"]


def test_the_comment_shows_it_and_no_word_of_it_is_more_than_text(office: Office) -> None:
    office.put_rules()
    hostile = ROSTER.replace("name: 登坂 浩", "name: '<!-- @maebashi-staff [x](https://evil.example) ##[x]'", 1)
    office.propose(files={"schema/roster.yaml": hostile}, author="koho-kocho-staff")
    with running(office.fake):
        office.sweep()
    said = office.comment()
    assert "@maebashi-staff" not in said
    assert "<!-- " not in said.split("\n", 1)[1]
    shown = Shown(said.split("\n", 1)[1]).words
    assert "\n変わること\n\n<!-- @maebashi-staff [x](https://evil.example) ##\\[x] 名前:登坂 浩 → <!-- @maeb" in shown
    assert "**何を** <code>schema&#47;roster&#46;yaml</code>\n" in said
