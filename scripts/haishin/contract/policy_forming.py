"""``policy.yaml`` as a ``Policy``, once it has passed its schema: scalars are text, lists are lists of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from haishin.contract.elements import due_from
from haishin.contract.label import labels_from
from haishin.contract.policy import (
    Authorship,
    Clause,
    ConsentPolicy,
    Consulted,
    Hours,
    Limits,
    Need,
    Place,
    Policy,
    PressPolicy,
    Question,
    Reminders,
    Requirement,
    Row,
    Selection,
)
from haishin.contract.upkeep import Step, Upkeep
from haishin.model import Role, Text

Value = Mapping[str, Any]


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _places(values: Sequence[Value]) -> tuple[Place, ...]:
    return tuple(Place(Role(value["role"]), value["unit"]) for value in values)


def _word(value: object) -> tuple[str, ...] | bool | str:
    if isinstance(value, list):
        return tuple(value)
    if value in ("true", "false"):
        return value == "true"
    return str(value)


def _requirement(value: Value) -> Requirement:
    return Requirement(
        value["id"],
        value["clause"],
        {word: _word(given) for word, given in value["when"].items()},
        tuple(Need(_places(need["any_of"]), need["mode"]) for need in value["need"]),
    )


def _reminders(value: Value | None) -> Reminders | None:
    if value is None:
        return None
    merge, press = (int(value[key]) if key in value else None for key in ("merge", "press"))
    return Reminders(int(value["after"]), int(value["again"]), merge, press, _reminders(value.get("urgent")))


def _authorship(value: Value) -> Authorship:
    verified = value.get("verified", "true") == "true"
    return Authorship(value["clause"], verified=verified, commits=int(value.get("commits", "30")))


def _row(value: Value) -> Row:
    recognized = value["recognized"]
    return Row(
        value["category"],
        value["name"],
        _optional(value["under"]),
        value["clause"],
        tuple(tuple(cell) for cell in value["printed"]),
        dict(value["cases"]),
        tuple(value["contents"]),
        tuple(recognized) if isinstance(recognized, list) else recognized,
        int(value["expires_hours"]),
        {code: int(days) for code, days in value.get("open_days", {}).items()},
        labels_from(value.get("label", ())),
        due_from(value.get("must_say", ())),
    )


def _optional(value: str) -> str | None:
    return None if value == "null" else value


def _some(value: Value, key: str) -> tuple[str, ...] | None:
    return tuple(value[key]) if key in value else None


def _selections(values: Sequence[Value]) -> tuple[Selection, ...]:
    return tuple(Selection(item["category"], _some(item, "cases"), _some(item, "contents")) for item in values)


def _step(value: Value) -> Step:
    return Step(
        tuple(value.get("paths", ())),
        tuple(value.get("generated", ())),
        tuple(Role(role) for role in value["roles"]),
        tuple(Role(role) for role in value.get("vacant", ())),
    )


def policy_from(value: Value) -> Policy:
    """The policy from the mapping of ``policy.yaml``, which has passed its JSON Schema."""
    limits = value["limits"]
    press = value["press"]
    consent = value["consent"]
    return Policy(
        clauses={
            name: Clause(item["sentence"], tuple(item["how"]), item.get("by"))
            for name, item in value["clauses"].items()
        },
        table=tuple(_row(row) for row in value["table"]),
        contents=dict(value["contents"]),
        hours=Hours(_clock(value["hours"]["opens"]), _clock(value["hours"]["closes"]), value["hours"]["clause"]),
        prompt_minutes=int(value["promptness"]["minutes"]),
        prompt_clause=value["promptness"]["clause"],
        duty_from=_clock(value["duty"]["from"]),
        duty_until=_clock(value["duty"]["until"]),
        holidays=frozenset(date.fromisoformat(day) for day in value["holidays"]),
        rows=tuple(_requirement(item) for item in value["rows"]),
        triggers=tuple(_requirement(item) for item in value["triggers"]),
        consult=Consulted(value["consult"]["clause"], tuple(Role(role) for role in value["consult"]["roles"])),
        upkeep=Upkeep(value["upkeep"]["clause"], tuple(_step(step) for step in value["upkeep"]["steps"])),
        reminders=_reminders(value.get("reminders")),
        supervisor_unit=_optional(value["supervisor_unit"]),
        waivers={rule: item["clause"] for rule, item in value["waivers"].items()},
        urgent_matters=_selections(value["urgent"]),
        urgent_follows=tuple(value["urgent_follows"]),
        questions=tuple(
            Question(Text(item["ja"], item["en"]), _selections(item["of"])) for item in value.get("questions", ())
        ),
        press=PressPolicy(
            press["clause"],
            press["arrest_clause"],
            tuple(press["arrest_contents"]),
            tuple(press["quotes_pass"]),
            _places(press["confirmed_by"]),
            _places(press["confirmed_by_unit"]),
        ),
        consent=ConsentPolicy(consent["clause"], consent["case"], tuple(consent["contents"]), int(consent["months"])),
        outside_category=value["outside"]["category"],
        outside_clause=value["outside"]["clause"],
        followup_clause=value["followup"]["clause"],
        checklist_clause=value["checklist"]["clause"],
        authorship=_authorship(value["authorship"]),
        expiry_clause=value["expiry"]["clause"],
        disclosures=dict(value["disclosures"]),
        disclosure_cases={ground: tuple(cases) for ground, cases in value.get("disclosure_cases", {}).items()},
        rules=dict(value["rules"]),
        never_confirmable=frozenset(value["never_confirmable"]),
        confirmable_errors=frozenset(value["confirmable_errors"]),
        answer_first=frozenset(value["answer_first"]),
        limits=Limits(
            **{
                name: int(limits[name])
                for name in (
                    "title_characters",
                    "text_characters",
                    "text_lines",
                    "opening_characters",
                    "advised_characters",
                    "max_age_minutes",
                    "alerts_per_run",
                    "stopped_hours",
                    "in_flight",
                    "attempts",
                )
            },
            audience={kind: int(number) for kind, number in limits["audience"].items()},
            retry_minutes=tuple(int(minutes) for minutes in limits["retry_minutes"]),
            broken_share=float(limits["broken_share"]),
        ),
        public_forge=value.get("forge", {}).get("public") == "allowed",
    )
