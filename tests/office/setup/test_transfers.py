"""人事異動: what a CSV changes in the roster, what it must not, and what is put before a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from haishin.consult.forge import ForgeError
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.roster import Person
from haishin.core.model import Account, Role, Seat, Text
from haishin.office.setup.rosterfile import edited
from haishin.office.setup.staffing import read
from haishin.office.setup.transfers import RosterChange, plan
from support.contract import blobs, shipped
from support.force import FORCE
from support.settings import numbered, numbered_contract

APRIL = date(2027, 4, 1)
HEAD = "所属,役割,ログイン,氏名,人の番号,代決,順番,条件\n"
ROSTER = numbered((FORCE / "schema/roster.yaml").read_text(encoding="utf-8"))


@cache
def contract() -> Contract:
    return numbered_contract()


def number(login: str, given: Contract | None = None) -> int:
    people = (given or contract()).roster.people
    found = next(one for person in people for one in person.accounts if one.login == login)
    return found.number or 5000 + sum(map(ord, login))


def forge(**new: int) -> Callable[[str], Account | None]:
    """Everybody of the roster under the number that it gives, and these."""
    known = {one.login.lower(): one for person in contract().roster.people for one in person.accounts}
    known |= {login.replace("_", "-"): Account(login.replace("_", "-"), found) for login, found in new.items()}
    return lambda login: known.get(login.lower())


def planned(
    rows: str, find: Callable[[str], Account | None] | None = None, given: Contract | None = None
) -> RosterChange:
    postings, problems = read((HEAD + rows).encode(), contract().organization)
    assert problems == ()
    return plan(postings, given or contract(), APRIL, find or forge(m_tanaka=9001, n_sato=9002))


def loaded(outcome: RosterChange, text: str = ROSTER) -> Contract:
    """The contract after the edits: it must load."""
    return load_blobs({**blobs(), "roster.yaml": edited(text, outcome.edits, contract().organization).encode()})


def said(texts: list[Text]) -> list[str]:
    return [text.en for text in texts]


def person(contract: Contract, name: str) -> Person:
    return next(one for one in contract.roster.people if one.id == name)


def test_a_new_chief_follows_the_old_one() -> None:
    outcome = planned("前橋警察署,署長,m-tanaka,田中 一郎,,,,\n")
    assert said(outcome.differences) == [
        "- maebashi manager 登坂 浩 (@maebashi-manager) until 2027-03-31",
        "+ maebashi manager 田中 一郎 (@m-tanaka) from 2027-04-01",
    ]
    assert (outcome.problems, outcome.notes) == ([], [])
    after = loaded(outcome).roster
    seat = Seat(Role.MANAGER, "maebashi")
    assert [one.id for one in after.holders(seat, date(2027, 3, 31))] == ["maebashi-manager"]
    assert [one.id for one in after.holders(seat, APRIL)] == ["m-tanaka"]
    assert after.person(Account("anything", 9001), by_number=True) == person(loaded(outcome), "m-tanaka")


def test_a_row_of_the_staff_ends_nobody_else_s_place() -> None:
    outcome = planned("前橋警察署,その他,m-tanaka,田中 一郎,,,,\n")
    assert said(outcome.differences) == ["+ maebashi member of staff 田中 一郎 (@m-tanaka) from 2027-04-01"]
    after = loaded(outcome).roster.holders(Seat(Role.STAFF, "maebashi"), APRIL)
    before = contract().roster.holders(Seat(Role.STAFF, "maebashi"), APRIL)
    assert [one.id for one in after] == [*(one.id for one in before), "m-tanaka"]


def test_who_of_the_staff_is_posted_elsewhere_leaves_his_unit() -> None:
    outcome = planned("高崎警察署,その他,maebashi-staff,,,,,\n")
    assert said(outcome.differences)[0].startswith("- maebashi member of staff")
    after = loaded(outcome).roster
    assert "maebashi-staff" in [one.id for one in after.holders(Seat(Role.STAFF, "takasaki"), APRIL)]
    assert "maebashi-staff" not in [one.id for one in after.holders(Seat(Role.STAFF, "maebashi"), APRIL)]


def test_the_new_one_stands_with_his_unit() -> None:
    text = edited(ROSTER, planned("前橋警察署,署長,m-tanaka,田中 一郎,,,,\n").edits, contract().organization)
    assert (
        "  - id: m-tanaka\n"
        "    name: 田中 一郎\n"
        "    accounts: [{login: m-tanaka, account: 9001}]\n"
        "    roles:\n"
        "      - {role: manager, unit: maebashi, from: 2027-04-01, until: null}\n"
        "  - id: maebashi-officer\n"
    ) in text


def test_a_round_of_transfers() -> None:
    """Numata's chief goes to Maebashi, Maebashi's to Ota, Ota's retires, a new one comes to Numata."""
    outcome = planned(
        "前橋警察署,署長,numata-manager,,,,,\n太田警察署,署長,maebashi-manager,,,,,\n"
        "沼田警察署,署長,n-sato,佐藤 次郎,s-1,,,\n"
    )
    assert (outcome.problems, outcome.notes) == ([], [])
    after = loaded(outcome).roster
    chiefs = {unit: [one.id for one in after.holders(Seat(Role.MANAGER, unit), APRIL)] for unit in ("maebashi", "ota")}
    assert chiefs == {"maebashi": ["numata-manager"], "ota": ["maebashi-manager"]}
    assert [one.id for one in after.holders(Seat(Role.MANAGER, "numata"), APRIL)] == ["s-1"]
    assert not person(loaded(outcome), "ota-manager").belongs("ota", APRIL)
    before = date(2027, 3, 31)
    assert all(
        [one.id for one in after.holders(Seat(Role.MANAGER, unit), before)]
        == [one.id for one in contract().roster.holders(Seat(Role.MANAGER, unit), before)]
        for unit in contract().organization.units
    )


def test_who_stays_stays_as_he_is() -> None:
    outcome = planned(
        "前橋警察署,署長,maebashi-manager,登坂　浩,maebashi-manager,,,\n"
        "前橋警察署,副署長,maebashi-officer,,,署長,1,不在\n"
    )
    # The other deputy for the role is not named, so he is none any more; nothing else changes.
    assert said(outcome.differences) == ["- maebashi manager, deputy 木村 誠 (@maebashi-duty) until 2027-03-31"]
    assert outcome.notes == []
    outcome = planned("前橋警察署,署長,MAEBASHI-manager,登坂 浩,,,,\n")
    assert (outcome.edits, outcome.differences, outcome.problems, outcome.notes) == ([], [], [], [])


def test_whoever_leaves_a_unit_deputises_there_no_more() -> None:
    outcome = planned(
        "前橋警察署,副署長,m-tanaka,田中 一郎,,署長,1,\n沼田警察署,副署長,maebashi-officer,,,,,\n"
        "前橋警察署,その他,maebashi-duty,,,署長,2,当直\n".replace("当直", "夜間・休日")
        + "前橋警察署,その他,maebashi-staff,,,,,\n"
    )
    assert said(outcome.differences) == [
        "- maebashi officer 石井 直樹 (@maebashi-officer) until 2027-03-31",
        "- numata officer 鈴木 美咲 (@numata-officer) until 2027-03-31",
        "- maebashi manager, deputy 石井 直樹 (@maebashi-officer) until 2027-03-31",
        "- numata manager, deputy 鈴木 美咲 (@numata-officer) until 2027-03-31",
        "+ maebashi officer 田中 一郎 (@m-tanaka) from 2027-04-01",
        "+ numata officer 石井 直樹 (@maebashi-officer) from 2027-04-01",
        "+ maebashi manager, deputy 田中 一郎 (@m-tanaka) from 2027-04-01",
    ]
    after = loaded(outcome)
    assert [one.covers(APRIL) for one in person(after, "maebashi-officer").deputies] == [False]
    assert [one.covers(date(2027, 3, 31)) for one in person(after, "maebashi-officer").deputies] == [True]
    assert [one.covers(APRIL) for one in person(after, "maebashi-duty").deputies] == [True]


def test_who_moves_up_in_his_unit_keeps_nothing_that_the_file_takes() -> None:
    outcome = planned("前橋警察署,署長,maebashi-officer,,,,,\n前橋警察署,副署長,m-tanaka,田中 一郎,,,,\n")
    after = loaded(outcome)
    assert person(after, "maebashi-officer").holds(Seat(Role.MANAGER, "maebashi"), APRIL)
    assert not person(after, "maebashi-officer").holds(Seat(Role.OFFICER, "maebashi"), APRIL)
    assert [one.covers(APRIL) for one in person(after, "maebashi-officer").deputies] == [False]  # of himself
    assert outcome.notes == []


def test_who_moves_up_alone_is_no_deputy_of_himself_and_his_double_hat_is_named() -> None:
    outcome = planned("前橋警察署,署長,maebashi-officer,,,,,\n")
    assert said(outcome.differences) == [
        "- maebashi manager 登坂 浩 (@maebashi-manager) until 2027-03-31",
        "- maebashi manager, deputy 石井 直樹 (@maebashi-officer) until 2027-03-31",
        "+ maebashi manager 石井 直樹 (@maebashi-officer) from 2027-04-01",
    ]
    assert [note.ja for note in outcome.notes] == [
        "石井 直樹 は前橋警察署の運用管理者と運用責任者を兼ねることになります。"
    ]


def test_one_new_person_in_both_roles_of_a_unit_is_named() -> None:
    row = "前橋警察署,{},m-tanaka,田中 一郎,,,,\n"
    outcome = planned(row.format("署長") + row.format("副署長"))
    assert said(outcome.notes) == ["田中 一郎 will be both the manager and the officer of maebashi."]


def test_an_old_chief_who_stays_supervisor_is_named() -> None:
    outcome = planned("広報広聴課,課長,m-tanaka,田中 一郎,,,,\n")
    assert [note.ja for note in outcome.kept][0:1] == [
        "久保田 徹 は広報広聴課の運用総括管理者のままです(CSV に、その役割の行がありません)。"
    ]
    both = "広報広聴課,課長,m-tanaka,田中 一郎,,,,\n広報広聴課,運用総括管理者,m-tanaka,,,,,\n"
    assert planned(both).notes == []


def test_another_order_of_asking_is_a_new_appointment() -> None:
    outcome = planned(
        "前橋警察署,副署長,maebashi-officer,,,署長,2,不在\n前橋警察署,その他,maebashi-duty,,,署長,1,夜間・休日\n"
        "前橋警察署,その他,maebashi-staff,,,,,\n"
    )
    deputies = person(loaded(outcome), "maebashi-officer").deputies
    assert [(one.order, one.covers(APRIL)) for one in deputies] == [(1, False), (2, True)]


def test_an_appointment_that_has_ended_is_left_alone() -> None:
    stands = "{for: {role: manager, unit: maebashi}, order: 1, when: absent, from: 2026-04-01, until: "
    ended = numbered_contract(lambda text: text.replace(f"{stands}null}}", f"{stands}2026-05-31}}"))
    outcome = planned("前橋警察署,副署長,m-tanaka,田中 一郎,,署長,,\n", given=ended)
    assert said(outcome.differences) == [
        "- maebashi officer 石井 直樹 (@maebashi-officer) until 2027-03-31",
        "- maebashi manager, deputy 木村 誠 (@maebashi-duty) until 2027-03-31",
        "+ maebashi officer 田中 一郎 (@m-tanaka) from 2027-04-01",
        "+ maebashi manager, deputy 田中 一郎 (@m-tanaka) from 2027-04-01",
    ]


def test_a_person_with_several_rows_is_one_person() -> None:
    row = "前橋警察署,{},m-tanaka,田中 一郎,,{},,\n"
    outcome = planned(row.format("署長", "") + row.format("副署長", "署長") * 2)
    made = person(loaded(outcome), "m-tanaka")
    assert [tenure.seat.role for tenure in made.roles] == [Role.MANAGER, Role.OFFICER]
    assert len(made.deputies) == 1


# --- accounts -----------------------------------------------------------------------------------------------------


def test_numbers_are_filled_in_from_the_forge() -> None:
    rows = "前橋警察署,署長,maebashi-manager,登坂 浩,,,,\n"
    outcome = planned(rows * 2, given=shipped())
    assert said(outcome.differences) == [f"= 登坂 浩 (@maebashi-manager): account id {number('maebashi-manager')}"]
    after = loaded(outcome, (FORCE / "schema/roster.yaml").read_text(encoding="utf-8"))
    assert person(after, "maebashi-manager").accounts == (Account("maebashi-manager", number("maebashi-manager")),)


def test_a_renamed_login_is_the_same_person() -> None:
    renamed = forge(tosaka=number("maebashi-manager"))
    outcome = planned("前橋警察署,署長,tosaka,,maebashi-manager,,,\n", renamed)
    assert said(outcome.differences) == ["= 登坂 浩: login @maebashi-manager → @tosaka"]
    assert person(loaded(outcome), "maebashi-manager").login == "tosaka"


def test_a_login_that_is_somebody_elses_now_is_refused() -> None:
    taken = forge(maebashi_manager=666)
    outcome = planned("前橋警察署,署長,maebashi-manager,,,,,\n", taken)
    assert [(problem.line, problem.reason) for problem in outcome.problems] == [
        (2, Message("office/setup/login-passed-on", login="maebashi-manager", number=666))
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("前橋警察署,署長,gone,x,,,,", Message("office/setup/no-such-account", login="gone")),
        ("前橋警察署,署長,m-tanaka,,,,,", Message("office/setup/name-needed", login="m-tanaka")),
        (
            "前橋警察署,署長,m-tanaka,田中,maebashi-officer,,,",
            Message("office/setup/id-taken", given="maebashi-officer"),
        ),
        (
            "前橋警察署,署長,maebashi-officer,石井 直樹,other,,,",
            Message("office/setup/other-id", login="maebashi-officer", known="maebashi-officer", given="other"),
        ),
    ],
)
def test_a_row_whose_person_is_not_clear_stands_against_it(row: str, message: Message) -> None:
    outcome = planned(f"{row}\n")
    assert [(problem.line, problem.reason) for problem in outcome.problems] == [(2, message)]


def test_a_forge_that_does_not_answer_is_no_empty_forge() -> None:
    def silent(login: str) -> Account | None:
        raise ForgeError(Text("い", "silent"), Text("ろ", "wait"))

    with pytest.raises(ForgeError):
        planned("前橋警察署,署長,m-tanaka,田中 一郎,,,,\n", silent)


# --- gaps ---------------------------------------------------------------------------------------------------------


def test_a_chief_who_leaves_without_a_successor_stands_in_two_places_and_is_named() -> None:
    outcome = planned("前橋警察署,署長,numata-manager,,,,,\n")
    assert said(outcome.notes) == ["武藤 香織 will be in maebashi, numata."]
    assert outcome.problems == []


def test_whoever_keeps_a_seat_that_the_list_no_longer_gives_him_is_named() -> None:
    """O10: the chief has retired, and the list has nobody in his place."""
    outcome = planned("前橋警察署,副署長,maebashi-officer,,,,,\n沼田警察署,署長,ota-manager,,,,,\n")
    every = [unit for unit in contract().organization.units if unit not in ("maebashi", "numata")]
    assert said(outcome.kept) == [
        "登坂 浩 stays manager of maebashi (the file has no row for that role).",
        f"{person(contract(), 'ota-manager').name} stays manager of ota (the file has no row for that role).",
        f"{person(contract(), 'numata-officer').name} stays officer of numata (the file has no row for that role).",
        f"Units without a row in the file stay as they are: {', '.join(every)}",
    ]


def test_several_chiefs_and_missing_officers_are_named() -> None:
    outcome = planned("前橋警察署,署長,maebashi-manager,,,,,\n前橋警察署,署長,m-tanaka,田中 一郎,,,,\n")
    assert said(outcome.notes) == ["The manager of maebashi is held by several."]

    def close(text: str) -> str:
        return text.replace(
            "{role: officer, unit: ota, from: 2026-04-01, until: null}",
            "{role: officer, unit: ota, from: 2026-04-01, until: 2026-09-30}",
        )

    outcome = planned("前橋警察署,署長,maebashi-manager,,,,,\n", given=numbered_contract(close))
    assert said(outcome.notes) == ["The officer of ota is vacant."]


def _ending(text: str) -> str:
    """Ota's chief goes at the end of March, the next one comes a year later only."""
    role = "{role: manager, unit: ota, from: 2026-04-01, until: "
    other = (
        "  - id: other\n    name: 他\n    accounts: [{login: other, account: 77}]\n    roles:\n"
        "      - {role: manager, unit: ota, from: 2028-01-01, until: null}\n"
    )
    return text.replace(f"{role}null}}", f"{role}2027-03-31}}").replace(
        "  # --- 大泉警察署", f"{other}  # --- 大泉警察署"
    )


def test_a_vacant_chair_is_named_and_stops_no_other_unit() -> None:
    outcome = planned("桐生警察署,署長,kiryu-manager,,,,,\n", given=numbered_contract(_ending))
    assert (said(outcome.notes), outcome.problems) == (["The manager of ota is vacant."], [])


def test_a_force_without_a_supervisor_lacks_none() -> None:
    def planned_for(supervisor: str | None) -> list[str]:
        policy = replace(contract().policy, supervisor_unit=supervisor)
        rows = "前橋警察署,署長,maebashi-manager,,,,,\n"
        return said(planned(rows, given=replace(contract(), policy=policy)).notes)

    assert (planned_for(None), planned_for("keimu")) == ([], ["The supervisor of keimu is vacant."])


def test_the_supervisor_is_of_the_unit_that_policy_names() -> None:
    """Another unit's row was taken, and the roster that it made could not be loaded."""
    rows = (
        "前橋警察署,署長,maebashi-manager,,,,,\n"
        "警務課,運用総括管理者,keimu-manager,,,,,\n"
        "広報広聴課,次席,koho-kocho-officer,,,運用総括管理者,1,不在\n"
    )
    [problem] = planned(rows).problems
    reason = Message("core/contract/supervisor-elsewhere", named="keimu", unit="koho-kocho")
    assert (problem.line, problem.reason) == (3, reason)
    elsewhere = replace(contract(), policy=replace(contract().policy, supervisor_unit="keimu"))
    outcome = planned(rows, given=elsewhere)
    assert outcome.problems == []
    written = edited(ROSTER, outcome.edits, contract().organization)
    assert "for: {role: supervisor, unit: keimu}, order: 1, when: absent, from: 2027-04-01" in written


def test_what_begins_later_cannot_be_closed_before() -> None:
    outcome = planned("太田警察署,署長,m-tanaka,田中 一郎,,,,\n", given=numbered_contract(_ending))
    assert [(problem.line, problem.reason) for problem in outcome.problems] == [
        (0, Message("office/setup/cannot-close", name="他", began=date(2028, 1, 1), last=date(2027, 3, 31)))
    ]


def test_another_name_in_the_file_is_put_before_a_person() -> None:
    outcome = planned("前橋警察署,署長,maebashi-manager,登坂 博,,,,\n" * 2)
    assert said(outcome.notes) == [
        "The name of maebashi-manager differs (roster 登坂 浩, CSV 登坂 博); the roster's stays."
    ]
    assert outcome.edits == []
