"""The parts of a world, each drawn from dice: an alert, the people of the roster, words on a pull request.

Whatever an officer may write may come, and what makes a rule of the policy apply comes often. ``random.Random`` is all
that is drawn from, so that a seed is the whole report, at any version of any tool.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from haishin.core.contract import Contract
from haishin.core.contract.drafts import UNIT, usual_draft, written
from haishin.core.contract.policy import JST, Row
from haishin.core.contract.roster import Deputy, Person, Roster, Tenure
from haishin.core.model import (
    Account,
    Alert,
    Consent,
    ConsentState,
    Disclosure,
    FollowKind,
    Follows,
    Press,
    PressKind,
    Review,
    ReviewState,
    Role,
    Scope,
    Seat,
    Waiver,
    Word,
)

Dice = random.Random
Some = TypeVar("Some")

FIRST_DAY = datetime(2026, 11, 25, 16, 5, tzinfo=JST)  # a Wednesday, when all that the usual wordings tell has happened
MINUTE = timedelta(minutes=1)
STATIONS = ("maebashi", "maebashi-higashi", "takasaki", "ota")
SECTIONS = (
    "koho-kocho", "keimu", "seian-kikaku", "jinshin-anzen", "sosa-1", "sosa-3", "kotsu-kikaku", "kotsu-shido",
    "kotsu-kisei", "keibi-2", "kotsu-kidotai", "keisatsu-gakko",
)  # fmt: skip
UNITS = (*STATIONS, *SECTIONS)
SUPERVISOR = "supervisor"
NAME = "関口三郎"  # whom the usual wording of a lookout for a missing person names


def weighed(dice: Dice, weights: Mapping[Some, float]) -> Some:
    """Draw one of these by their weights."""
    return dice.choices(list(weights), list(weights.values()))[0]


def often(dice: Dice, share: float) -> bool:
    """Draw yes in that share of all worlds."""
    return dice.random() < share


# --- an alert --------------------------------------------------------------------------------------


def draw_scope(dice: Dice, unit: str) -> Scope:
    """Draw a scope: a station's own area, others' areas, all of them one by one, the prefecture."""
    how = weighed(dice, {"own": 3, "one": 2, "two": 2, "some": 1, "all": 1.5, "prefecture": 5})
    if how == "prefecture":
        return Scope(True)
    if how == "own" and unit in STATIONS:
        return Scope(False, (unit,))
    named = {"own": 1, "one": 1, "two": 2, "some": 3, "all": len(STATIONS)}[how]
    chosen = set(dice.sample(STATIONS, named))
    if how in ("two", "some") and unit in STATIONS and often(dice, 0.6):
        chosen = {unit, *sorted(chosen)[: named - 1]}
    if how == "all":
        chosen = set(ALL_STATIONS)
    return Scope(False, tuple(sorted(chosen)))


ALL_STATIONS = (
    "maebashi", "maebashi-higashi", "takasaki", "takasaki-kita", "fujioka", "tomioka", "annaka", "isesaki", "ota",
    "oizumi", "tatebayashi", "kiryu", "shibukawa", "numata", "agatsuma", "naganohara",
)  # fmt: skip


def draw_press(dice: Dice, at: datetime, arrest: bool) -> Press:
    """Draw whether there is a release, and how the texts agree; an arrest has one more often."""
    kind = weighed(dice, {"release": 6, "none": 1} if arrest else {"none": 6, "undecided": 1, "release": 3})
    if kind != "release":
        return Press(PressKind(kind))
    planned = dice.choice((None, at - 60 * MINUTE, at - 10 * MINUTE, at + 90 * MINUTE))
    consistent = weighed(dice, {"yes": 5, "no": 2, "not-yet": 1})
    return Press(PressKind.RELEASE, planned, None, often(dice, 0.3), consistent)  # type: ignore[arg-type]


def draw_consent(dice: Dice, at: datetime) -> Consent | None:
    """Draw what the family says."""
    state = weighed(dice, {"given": 5, "pending": 2, "refused": 2, "nobody": 2, "": 1})
    if state == "given":
        names = (NAME,) if often(dice, 0.5) else ()
        until = at.astimezone(JST).date() + timedelta(days=dice.choice((0, 1, 60))) if often(dice, 0.7) else None
        return Consent(ConsentState.GIVEN, "長男", at - dice.choice((5, 60)) * MINUTE, names, until)
    if state == "refused":
        return Consent(ConsentState.REFUSED, "長男", at - 5 * MINUTE)
    return Consent(ConsentState(state)) if state else None


def draw_waivers(dice: Dice, case: str | None) -> tuple[Waiver, ...]:
    """Draw which principles are set aside; the consent of a family that nobody asks is a warning, and comes rarely."""
    chosen = ["delivery-hours"] if often(dice, 0.4) else []
    if often(dice, 0.6 if case == "missing-person" else 0.05):
        chosen.append("consent")
    return tuple(Waiver(rule, "生命に危険があるため") for rule in chosen)


def draw_consult(dice: Dice, unit: str) -> tuple[str, ...]:
    """Draw whom the drafter asks for."""
    if not often(dice, 0.3):
        return ()
    return tuple(dice.sample(sorted({SUPERVISOR, *UNITS} - {unit}), dice.choice((1, 1, 2))))


def draw_matter(dice: Dice, contract: Contract) -> tuple[Row, str, str]:
    """Draw a row of the table, a case and a content of it; missing persons, robberies and notices come often."""
    if often(dice, 0.4):
        category, case, content = dice.choice(
            (
                *[("information-request", "missing-person", "lookout")] * 3,
                ("crime", "robbery", "lookout"),
                ("notice", "", "caution"),
                ("suspicious-person", "approach", "caution"),
            )
        )
        row = contract.policy.row(category)
        assert row is not None
        return row, case or dice.choice(sorted(row.cases)), content
    row = dice.choice(contract.policy.table)
    return row, dice.choice(sorted(row.cases)), dice.choice(row.contents)


def draw_alert(
    dice: Dice, contract: Contract, unit: str, at: datetime, number: int, first: Alert | None = None, kept: float = 0
) -> Alert:
    """Draw an alert that is drafted at that minute; ``first``: the one that it follows.

    ``number`` is its place in the chain and makes the id its own; ``kept``: how often it is of the first's category.
    """
    row, case, content = draw_matter(dice, contract)
    if first is not None and often(dice, kept):
        same = contract.policy.row(first.category)
        assert same is not None
        row = same
        case = (first.case if often(dice, 0.8) else None) or dice.choice(sorted(row.cases))
        content = first.content if often(dice, 0.7) else dice.choice(row.contents)
    follows = draw_follows(dice, first) if first is not None else None
    scope = first.scope if first is not None and often(dice, 0.4) else draw_scope(dice, unit)
    title, body = text_of(contract, unit, row.category, case, content, follows)
    consent = draw_consent(dice, at) if case == "missing-person" else None
    if consent is None or not consent.names:
        body = body.replace(f"{NAME}さん", "男性")
    waivers = draw_waivers(dice, case)
    recognized = row.recognition_required(case)
    stamp = f"{at.astimezone(JST):%Y%m%d-%H%M}"
    return Alert(
        unit=unit,
        year=stamp[:4],
        id=f"{stamp}-{'abcd'[number]}",
        title=title,
        category=row.category,
        content=content,
        scope=scope,
        press=draw_press(dice, at, content in contract.policy.press.arrest_contents),
        body=body,
        case=case,
        case_name="盗撮" if case == "other" else None,
        recognized_at=at - dice.choice((5, 25, 25, 60, 300, -300)) * MINUTE if recognized else None,
        follows=follows,
        consent=consent,
        disclose=draw_disclosure(dice, body),
        waivers=waivers,
        consult=draw_consult(dice, unit),
        why_mail="ほかの手段では間に合わないため" if row.category == "outside" and often(dice, 0.8) else None,
        why_late="確認に時間を要したため" if often(dice, 0.5) else None,
        expires_at=at + dice.choice((60, 600, 3000)) * MINUTE if often(dice, 0.15) else None,
        not_before=at + dice.choice((-30, 120, 900)) * MINUTE if often(dice, 0.15 + 0.15 * len(waivers)) else None,
        exercise=often(dice, 0.9) if first is not None and first.exercise else often(dice, 0.25),
    )


def draw_follows(dice: Dice, first: Alert) -> Follows:
    """Draw what an alert is to the one before it; a follow-up mostly says why it is needed."""
    kind = dice.choice(tuple(FollowKind))
    why = "新しい事実が分かったため" if kind is FollowKind.FOLLOW_UP and often(dice, 0.9) else None
    return Follows(first.id, kind, why)


def draw_disclosure(dice: Dice, body: str) -> tuple[Disclosure, ...]:
    """Draw something of the text that would be private but for its ground."""
    if not often(dice, 0.12):
        return ()
    return (Disclosure(body[:4], dice.choice(("public-wanted", "missing-vehicle"))),)


def text_of(
    contract: Contract, unit: str, category: str, case: str, content: str, follows: Follows | None
) -> tuple[str, str]:
    """Word title and text as the force does, every mark filled with its example."""
    wording = usual_draft(contract.drafts, category, case, content, follows.kind if follows is not None else None)
    name = contract.organization.units[unit].name
    return written(wording.title.replace(UNIT, name)), written(wording.text.replace(UNIT, name))


# --- who is who ------------------------------------------------------------------------------------

_SEATED = (Role.MANAGER, Role.MANAGER, Role.OFFICER)


def draw_roster(dice: Dice, roster: Roster, units: Sequence[str], day: date) -> Roster:
    """Draw what has changed around that day among these units and the supervisor: mostly nothing, at most three times.

    A holder leaves, with a successor or without; a deputy is gone, or stands in by date; one person holds two seats.
    """
    for _ in range(weighed(dice, {0: 6, 1: 3, 2: 2, 3: 1})):
        seat = Seat(dice.choice(_SEATED), dice.choice(list(units)))
        if often(dice, 0.2):
            seat = Seat(Role.SUPERVISOR, "koho-kocho")
        change = dice.choice((_leaves, _is_followed, _is_undeputed, _is_deputed_by_date, _is_held_besides))
        roster = change(dice, roster, seat, day)
    return roster


def _around(dice: Dice, day: date) -> date:
    return day + timedelta(days=dice.choice((-40, -2, -1, 0, 1, 3)))


def _each(roster: Roster, change: Mapping[str, Person]) -> Roster:
    return Roster(tuple(change.get(person.id, person) for person in roster.people))


def _leaves(dice: Dice, roster: Roster, seat: Seat, day: date) -> Roster:
    last = _around(dice, day)
    changed = {}
    for person in roster.holders(seat, day):
        tenures = tuple(replace(own, until=last) if own.seat == seat else own for own in person.roles)
        changed[person.id] = replace(person, roles=tenures)
    return _each(roster, changed)


def _is_followed(dice: Dice, roster: Roster, seat: Seat, day: date) -> Roster:
    """Let one of the unit's staff hold the seat from a day on, which need not be the day after."""
    roster = _leaves(dice, roster, seat, day)
    since = _around(dice, day)
    staff = next(person for person in roster.people if person.login == f"{seat.unit}-staff")
    return _each(roster, {staff.id: replace(staff, roles=(*staff.roles, Tenure(seat, since, None)))})


def _is_undeputed(dice: Dice, roster: Roster, seat: Seat, day: date) -> Roster:
    changed = {
        person.id: replace(person, deputies=tuple(own for own in person.deputies if own.seat != seat))
        for person in roster.people
    }
    return _each(roster, changed)


def _is_deputed_by_date(dice: Dice, roster: Roster, seat: Seat, day: date) -> Roster:
    since = _around(dice, day)
    own = Deputy(seat, 3, "dates", since, since + timedelta(days=dice.choice((0, 2, 30))))
    officer = next(person for person in roster.people if person.login == f"{seat.unit}-officer")
    return _each(roster, {officer.id: replace(officer, deputies=(*officer.deputies, own))})


def _is_held_besides(dice: Dice, roster: Roster, seat: Seat, day: date) -> Roster:
    """Let the manager of another unit hold the seat, too."""
    others = [one for one in roster.people if one.login.endswith("-manager") and one.login != f"{seat.unit}-manager"]
    manager = dice.choice(others)
    return _each(roster, {manager.id: replace(manager, roles=(*manager.roles, Tenure(seat, _around(dice, day), None)))})


# --- words -----------------------------------------------------------------------------------------


def draw_review(dice: Dice, logins: Sequence[str], begun: datetime) -> Review:
    """Draw any word of any of these people, some time after the pull request was opened."""
    fields: dict[str, Any] = {}
    state = weighed(
        dice,
        {
            ReviewState.APPROVED: 5,
            ReviewState.CHANGES_REQUESTED: 2,
            ReviewState.COMMENTED: 2,
            ReviewState.DISMISSED: 1,
        },
    )
    if state is ReviewState.DISMISSED:
        fields["was"] = dice.choice((None, ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED))
        fields["dismissed_by"] = dice.choice((None, *map(Account, logins)))
    return Review(
        account=Account(dice.choice(list(logins))),
        state=state,
        submitted_at=begun + dice.randint(1, 90) * MINUTE,
        commit=None,
        text=weighed(dice, {"same": 8, "other": 1, "unknown": 1}),  # type: ignore[arg-type]
        says=frozenset(word for word in Word if often(dice, 0.3)),
        edited=often(dice, 0.05),
        **fields,
    )
