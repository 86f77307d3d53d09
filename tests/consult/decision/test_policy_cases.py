"""The tables of verdict cases in ``tests/examples``: data, judged by ``decide`` over the contract of each force."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from haishin.consult.decision import decide
from haishin.consult.decision.deciding import rejected
from haishin.consult.verdict import data
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Case, Change, Turn, Verdict, What
from support.decision import alert, case, city, contract, moment, pull, table, written
from support.force import CITY, EXAMPLES

CITY_BASE = yaml.safe_load((CITY / "base.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in table(EXAMPLES / "policy").items()])
def test_case(one: dict[str, Any]) -> None:
    _expect(one, _judge(one, contract(), {}, {}))


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in table(CITY / "policy").items()])
def test_another_force(one: dict[str, Any]) -> None:
    _expect(one, _judge(one, city(), CITY_BASE["alert"], CITY_BASE["pull"]))


def test_enough_cases() -> None:
    assert len(table(EXAMPLES / "policy")) >= 160
    assert len(table(CITY / "policy")) >= 15


def _judge(one: dict[str, Any], force: Contract, base: dict[str, Any], author: dict[str, Any]) -> Verdict:
    given = one.get("pull", {})
    asked = pull(*given.get("reviews", ()), **{**author, **given}) if given is not None else None
    change = one.get("change", "added")
    history = one.get("history", {})
    if "written" not in one:
        judged = case(alert(**{**base, **one.get("alert", {})}), asked, change, **history)
    else:
        made, findings = written(one["written"], one.get("body", alert().body), force, base)
        if made is None:
            return rejected(findings, Turn(What.CORRECT))
        judged = Case(made, Change(change), findings, asked, case(made, **history).history)
    return decide(judged, moment(one["now"]), force)


def _expect(one: dict[str, Any], judged: Verdict) -> None:
    verdict = data(judged, "ja")
    expected = one["expect"]
    before = [entry for entry in verdict["approvals"] if entry["mode"] == "before"]
    seen = {
        "verdict": verdict["verdict"],
        "mergeable": verdict["mergeable"],
        "not_before": verdict["not_before"],
        "since": verdict["since"],
        "due": [_seats(entry) for entry in before],
        "missing": [_seats(entry) for entry in before if entry["status"] == "missing"],
        "informed": [_seats(entry) for entry in verdict["approvals"] if entry["mode"] == "inform"],
        "acting": [entry["acting"] for entry in verdict["approvals"] if entry["acting"]],
        "clauses": [reason["clause"] for reason in verdict["reasons"]],
        "ignored": [entry["login"] for entry in verdict["ignored"]],
    }
    wanted = {
        key: moment(value).astimezone(JST).isoformat()
        if key in ("not_before", "since") and value is not None
        else value
        for key, value in expected.items()
    }
    assert {key: seen[key] for key in wanted} == wanted
    assert {"verdict", "mergeable"} <= wanted.keys()


def _seats(entry: dict[str, Any]) -> str:
    return " | ".join(f"{seat['role']}@{seat['unit']}" for seat in entry["any_of"])
