"""Who must agree, over every row of the table, sender and scope: what is added to an alert takes no approval away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from haishin.consult.consultation import consult
from haishin.consult.consultation.requirements import confirming_seats, due
from haishin.consult.decision.clearance import press
from haishin.core.contract import Contract, load_blobs
from haishin.core.model import (
    Alert,
    Case,
    Change,
    Disclosure,
    FollowKind,
    Follows,
    History,
    LedgerState,
    Past,
    Role,
    Scope,
    Seat,
    Waiver,
)
from support.contract import spoiled, supervised_by
from support.decision import alert, case, city, contract, moment, pull
from support.people import supervisor

FORCES = {"force": contract, "city": city}
FIRST = "20261125-1500-first"
Due = frozenset[frozenset[Seat]]


def asked(made: Alert, rules: Contract, first: Past | None = None) -> Due:
    """Those one of whom must agree, for each approval that is due."""
    history = History({FIRST: first} if first is not None else {})
    return frozenset(
        frozenset(item.any_of)
        for item in due(Case(made, Change.ADDED, (), None, history), rules)
        if item.mode == "before"
    )


def enough(more: Due, less: Due) -> bool:
    """Whether whoever gives all of the first has given all of the second."""
    return all(any(own <= other for own in more) for other in less)


def scopes(unit: str, rules: Contract) -> list[Scope]:
    """The unit's own area, one other and two others with it and without, each station by name, the prefecture."""
    stations = rules.organization.stations
    own = [unit] if unit in stations else []
    others = [station for station in stations if station != unit]
    some = [own, others[:1], others[1:2], [*own, *others[:1]], [*own, *others[:2]], others[:2], [*own, *others]]
    return [*(Scope(False, tuple(sorted(named))) for named in some if named), Scope(True)]


def senders(rules: Contract) -> list[str]:
    """Two stations, the owner, and every section that is in charge of anything."""
    sections = {line.unit for line in rules.organization.in_charge} - {"sender"}
    return [*rules.organization.stations[:2], *sorted({*sections, rules.organization.owner})]


def everything(rules: Contract) -> Iterator[Alert]:
    """An alert of each sender, category, case and content."""
    for unit in senders(rules):
        for row in rules.policy.table:
            for matter in row.cases:
                for content in row.contents:
                    yield replace(
                        alert(), unit=unit, category=row.category, case=matter, content=content, scope=Scope(True)
                    )


def covers(wide: Scope, narrow: Scope, rules: Contract) -> bool:
    return wide.prefecture or (not narrow.prefecture and set(narrow.stations) <= set(wide.stations))


@pytest.mark.parametrize("force", FORCES)
def test_a_wider_scope_takes_no_approval_away_and_a_narrower_one_asks_no_more(force: str) -> None:
    rules, pairs = FORCES[force](), 0
    for made in everything(rules):
        needs = {scope: asked(replace(made, scope=scope), rules) for scope in scopes(made.unit, rules)}
        for narrow, wide in combinations(needs, 2):
            if covers(wide, narrow, rules):
                assert enough(needs[wide], needs[narrow]), (made, narrow, wide)
                assert len(needs[wide]) >= len(needs[narrow]), (made, narrow, wide)
                pairs += 1
    assert pairs > 100


def test_to_headquarters_all_stations_by_name_are_the_prefecture() -> None:
    """No station is informed one by one of what goes to all."""
    rules = contract()
    for made in everything(rules):
        if not rules.organization.is_station(made.unit):
            named = replace(made, scope=Scope(False, tuple(sorted(rules.organization.stations))))
            assert due(case(named), rules) == due(case(made), rules)


def additions(made: Alert, rules: Contract) -> Iterator[Alert]:
    """The alert with one more item, each in turn."""
    for rule in rules.policy.waivers:
        yield replace(made, waivers=(*made.waivers, Waiver(rule, "人命に関わるため")))
    yield replace(made, exercise=True)
    yield replace(made, disclose=(Disclosure("前橋花子", "public-wanted"),))
    yield replace(made, why_late="確認に時間を要したため", why_mail="ほかに手段がないため")
    for unit in ("supervisor", *senders(rules)[:2]):
        yield replace(made, consult=(*made.consult, unit))


@pytest.mark.parametrize("force", FORCES)
def test_no_item_takes_an_approval_away(force: str) -> None:
    """G4: an unused waiver by day took the 主管課's agreement to a prefecture-wide notice away."""
    rules = FORCES[force]()
    for made in everything(rules):
        for scope in (scopes(made.unit, rules)[0], Scope(True)):
            bare = replace(made, scope=scope)
            needs = asked(bare, rules)
            for one in additions(bare, rules):
                assert enough(asked(one, rules), needs), one
            for one in additions(replace(bare, exercise=True, waivers=(Waiver("delivery-hours", "急"),)), rules):
                assert enough(asked(one, rules), asked(replace(one, exercise=False), rules)), one
                assert enough(asked(one, rules), asked(replace(one, waivers=()), rules)), one


SEATS = ((Seat(Role.MANAGER, "takasaki"),), (Seat(Role.MANAGER, "sosa-1"), Seat(Role.OFFICER, "sosa-1")))


@pytest.mark.parametrize("kind", FollowKind)
def test_what_follows_asks_whoever_was_due_for_the_first_and_for_its_own(kind: FollowKind) -> None:
    """S5, S10: by whatever unit, of whatever scope; but for the waiver that the first's claim lends."""
    rules = contract()
    for made in everything(rules):
        own, *_, wide = scopes(made.unit, rules)
        alone = replace(made, scope=own)
        for scope in (own, wide):
            first = Past(LedgerState.SEALED, scope=scope, due=SEATS, category=made.category)
            needs = asked(replace(alone, follows=Follows(FIRST, kind)), rules, first)
            assert enough(needs, frozenset(map(frozenset, SEATS)))
            assert enough(needs, asked(alone, rules))
            assert enough(needs, asked(replace(alone, scope=scope), rules))


def test_of_a_unit_that_is_no_more_the_supervisor_answers() -> None:
    gone = (Seat(Role.MANAGER, "dissolved"), Seat(Role.OFFICER, "dissolved"))
    first = Past(LedgerState.SEALED, scope=Scope(False, ("maebashi",)), due=(gone, (*gone, *SEATS[0])))
    made = alert(follows={"alert": FIRST, "as": "correction"})
    supervisor = Seat(Role.SUPERVISOR, "koho-kocho")
    assert asked(made, contract(), first) == {
        frozenset({Seat(Role.MANAGER, "maebashi")}), frozenset({supervisor}), frozenset(SEATS[0]),
    }  # fmt: skip
    owner = Seat(Role.MANAGER, city().organization.owner)
    assert frozenset({owner}) in asked(replace(made, unit="kita"), city(), replace(first, due=(gone,)))


def test_a_withdrawal_asks_nobody_of_what_it_followed() -> None:
    first = {"state": "sealed", "due": ["manager@takasaki"]}
    made = alert(follows={"alert": FIRST, "as": "correction"})
    (one,) = due(case(made, None, "deleted", **{FIRST: first}), contract())
    assert Seat(Role.MANAGER, "takasaki") not in one.any_of


def test_what_is_due_for_a_waiver_alone_is_not_due_for_what_follows() -> None:
    """A waiver is granted for one mail; what follows it waives for itself."""
    made = alert(waivers=["delivery-hours"], consult=["takasaki"])
    lasting = [item.any_of for item in due(case(made), contract()) if item.lasting]
    assert lasting == [
        (Seat(Role.MANAGER, "maebashi"),),
        (Seat(Role.MANAGER, "takasaki"), Seat(Role.OFFICER, "takasaki")),
    ]
    disclosed = replace(made, disclose=(Disclosure("前橋花子", "public-wanted"),))
    lasting = [item.any_of for item in due(case(disclosed), contract()) if item.lasting]
    assert (Seat(Role.SUPERVISOR, "koho-kocho"),) in lasting


OUTSIDE = {"category": "outside", "case": "recruiting", "content": "information", "why_mail": "ほかに手段がない"}


def test_the_supervisor_of_a_row_is_the_force_s_wherever_the_seat_is() -> None:
    """A seat of the 主管課 that nobody can hold left such an alert without anybody who may approve it."""
    made, rules = alert(**OUTSIDE), load_blobs(supervised_by("keimu"))
    own, above = frozenset({Seat(Role.MANAGER, "maebashi")}), Seat(Role.SUPERVISOR, "keimu")
    assert asked(made, rules) == {own, frozenset({above})}
    consulted = consult(case(made, pull("maebashi-manager APPROVED 16:10")), moment("16:30"), rules)
    [missing] = consulted.missing
    assert [one.login for one in missing.candidates if one.acting is None] == [supervisor()]
    given = pull("maebashi-manager APPROVED 16:10", f"{supervisor()} APPROVED 16:11")
    assert consult(case(made, given), moment("16:30"), rules).missing == ()
    assert asked(made, contract()) == {own, frozenset({replace(above, unit="koho-kocho")})}
    arrest = case(alert(content="arrest", press={"at": "17:00", "consistent": "yes"}), pull())
    whose = [press(arrest, moment("16:30"), force).holds[0].who for force in (rules, contract())]
    assert whose[0] == whose[1]  # she may confirm a release, and the 主管課 is asked
    without = replace(contract(), policy=replace(contract().policy, supervisor_unit=None))
    assert asked(made, without) == {own, frozenset({Seat(Role.MANAGER, "koho-kocho")})}


def test_a_row_may_ask_a_unit_by_its_id() -> None:
    need = "need: [{any_of: [{role: supervisor, unit: owner}], mode: before}]"
    rules = load_blobs(spoiled("policy.yaml", need, need.replace("supervisor, unit: owner", "officer, unit: keimu")))
    assert asked(alert(**OUTSIDE), rules) == {
        frozenset({Seat(Role.MANAGER, "maebashi")}),
        frozenset({Seat(Role.OFFICER, "keimu")}),
    }


@pytest.mark.parametrize(
    ("by", "old", "new", "who"),
    [
        ("owner", "", "", "広報広聴課の「広報済」"),
        (
            "owner",
            "\n    - {role: staff, unit: owner}",
            "\n    - {role: staff, unit: keimu}",
            "広報広聴課か警務課の「広報済」",
        ),
        (
            "owner",
            "".join(f"\n    - {{role: {role}, unit: owner}}" for role in ("manager", "officer", "staff")),
            "",
            "広報広聴課の「広報済」",
        ),
        ("unit", "", "", "前橋警察署の運用責任者又は運用管理者の「広報済」"),
        (
            "unit",
            "\n    - {role: officer, unit: sender}",
            "\n    - {role: staff, unit: keimu}",
            "前橋警察署か警務課の「広報済」",
        ),
    ],
)
def test_a_release_may_be_confirmed_by_a_unit_named_by_its_id(by: str, old: str, new: str, who: str) -> None:
    rules = load_blobs(spoiled("policy.yaml", old, new))
    told = {"at": "13:00", "by": by, "consistent": "yes"}
    made = alert(category="crime", case="robbery", content="arrest", press=told)
    assert (Seat(Role.STAFF, "keimu") in confirming_seats(made, rules)) is bool(new)
    [hold] = press(case(made, pull()), moment("16:30"), rules).holds
    assert hold.who.ja == who
    said = press(case(made, pull("keimu-staff COMMENTED 16:00 press-released")), moment("16:30"), rules)
    assert (said.ended_at is not None) is bool(new)
