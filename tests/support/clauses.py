"""Cases that somebody wrote from the reading of the guideline alone: what the program says, beside what is expected.

They name a roster of their own: station officers deputise at nights and on holidays too, the night begins at 18:00, and
the limit of promptness is 240 minutes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import cache
from typing import Any

import yaml

from haishin.consult.decision import decide
from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.consult.verdict import data, text
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import Deputy, Person, Tenure
from haishin.core.model import Case, Change, Finding, Role, Seat, Turn, Verdict, What
from support.decision import alert, case, contract, moment, pull, table, written
from support.force import EXAMPLES

FOLDER = EXAMPLES / "clauses"
JUDGED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "judged" / "differences.yaml").read_text(encoding="utf-8"))


def cases() -> dict[str, dict[str, Any]]:
    """By the name, which is used once."""
    return {name.partition(": ")[2]: one for name, one in table(FOLDER).items()}


@cache
def force() -> Contract:
    """The shipped contract with the roster that the cases name."""
    whole = contract()
    people = tuple(replace(person, deputies=_deputies(person)) for person in whole.roster.people)
    policy = replace(whole.policy, prompt_minutes=240, duty_from=time(18))
    return replace(whole, roster=replace(whole.roster, people=people), policy=policy)


def _deputies(person: Person) -> tuple[Deputy, ...]:
    """Of a section by 「代決」 alone; of a station at nights and on holidays too."""
    absent = tuple(own for own in person.deputies if own.when == "absent")
    stations = contract().organization.is_station
    return absent + tuple(replace(own, when="nights-and-holidays") for own in absent if stations(own.seat.unit))


def difference(one: dict[str, Any]) -> dict[str, Any]:
    """What the program says where the case expects something else, by item; ``says``: fragments that it leaves out."""
    verdict, said = _judge(one)
    told = data(verdict, "ja")
    before = [entry for entry in told["approvals"] if entry["mode"] == "before"]
    informed = [entry for entry in told["approvals"] if entry["mode"] == "inform"]
    seen = {
        "verdict": told["verdict"],
        "mergeable": told["mergeable"],
        "not_before": told["not_before"],
        "due": sorted(_any(entry) for entry in before),
        "missing": sorted(_any(entry) for entry in before if entry["status"] == "missing"),
        "informed": sorted({seat["unit"] for entry in informed for seat in entry["any_of"]}),
    }
    expected = {key: _plain(key, value) for key, value in one["expect"].items() if key in seen}
    unsaid = [words for words in one["expect"].get("says", ()) if words not in said]
    return {key: seen[key] for key in expected if seen[key] != expected[key]} | ({"says": unsaid} if unsaid else {})


def _plain(key: str, value: Any) -> Any:
    match key:
        case "due" | "missing":
            return sorted(" | ".join(sorted(_seat(words) for words in each.split("|"))) for each in value)
        case "informed":
            return sorted({"koho-kocho" if "supervisor" in each else each.split("@")[-1].strip() for each in value})
        case "not_before":
            return moment(value).astimezone(JST).isoformat() if value is not None else None
    return value


def _seat(words: str) -> str:
    return "supervisor@koho-kocho" if words.strip() == "supervisor" else words.strip()


def _any(entry: dict[str, Any]) -> str:
    return " | ".join(sorted(f"{seat['role']}@{seat['unit']}" for seat in entry["any_of"]))


def _judge(one: dict[str, Any]) -> tuple[Verdict, str]:
    """The verdict, and all that the officer reads."""
    rules, now = _roster(one.get("roster", {})), moment(one["now"])
    given = one.get("pull", {})
    reviews = [_review(line) for line in (given or {}).get("reviews", ())]
    asked = (
        pull(*reviews, **{key: value for key, value in given.items() if key != "reviews"})
        if given is not None
        else None
    )
    found: tuple[Finding, ...] = ()
    if "files" in one:
        assert asked is not None
        verdict = decide_upkeep(asked, Proposal(tuple(one["files"]), frozenset(one["files"])), now, rules)
    elif "written" in one:
        items = {key: _scalar(value) for key, value in one["written"].items()}
        body = items.pop("body", None) or one.get("body") or alert().body
        place = {key: items.pop(key) for key in ("unit", "id") if key in items}
        made, found = written(items, body, rules, place)
        history = case(made or alert(), **one.get("history", {})).history
        verdict = (
            rejected(found, Turn(What.CORRECT))
            if made is None
            else decide(Case(made, Change(one.get("change", "added")), found, asked, history), now, rules)
        )
    else:
        made = alert(**_dated(one.get("alert", {})))
        verdict = decide(case(made, asked, one.get("change", "added"), **one.get("history", {})), now, rules)
    words = [f"{each.message.ja}{each.hint.ja if each.hint else ''}" for each in found]
    return verdict, text(verdict, rules, "ja", findings=found) + "".join(words)


def _scalar(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=9999).strip().removesuffix("\n...")


def _dated(fields: dict[str, Any]) -> dict[str, Any]:
    consent = fields.get("consent", {})
    return {**fields, "consent": {**consent, "until": str(consent["until"])}} if "until" in consent else fields


def _review(line: str) -> str:
    """``press-released=H:MM`` as the other tables of cases write it."""
    head, equals, at = line.partition("press-released=")
    return f"{head}press-released at={at.zfill(5)}" if equals else line


def _roster(change: dict[str, Any]) -> Contract:
    whole = force()
    people = {person.login: person for person in whole.roster.people}
    for one in change.get("closed", ()):
        own = people[one["login"]]
        people[own.login] = replace(own, roles=tuple(replace(role, until=_day(one["until"])) for role in own.roles))
    for one in change.get("added", ()):
        role = Tenure(Seat(Role(one["role"]), one["unit"]), _day(one["from"]), _day(one.get("until")))
        own = people.get(one["login"]) or _nobody(one["login"])
        people[own.login] = replace(own, roles=(*own.roles, role))
    for one in change.get("removed_deputies", ()):
        own = people[one["login"]]
        people[own.login] = replace(
            own, deputies=tuple(each for each in own.deputies if each.seat != _held(one["for"]))
        )
    for one in change.get("deputies", ()):
        own, days = people[one["login"]], (_day(one["from"]), _day(one.get("until")))
        people[own.login] = replace(own, deputies=(*own.deputies, Deputy(_held(one["for"]), 9, one["when"], *days)))
    return replace(whole, roster=replace(whole.roster, people=tuple(people.values())))


def _nobody(login: str) -> Person:
    """Somebody new, who holds nothing yet."""
    first = force().roster.people[0]
    account = replace(first.accounts[0], login=login)
    return replace(first, id=login, name=login, accounts=(account,), roles=(), deputies=())


def _held(words: str) -> Seat:
    role, _, unit = words.partition("@")
    return Seat(Role(role), unit or "koho-kocho")


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
