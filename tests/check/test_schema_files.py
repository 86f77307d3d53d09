"""What ``validate`` warns of in a ``schema/`` that loads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from haishin.check.schema_files import warnings
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import Quiet
from haishin.core.model import Finding, Severity, Span
from support.contract import around_the_clock, blobs, line_of, shipped

DAY = date(2026, 11, 25)


def quiet(contract: Contract) -> list[Finding]:
    return [one for one in warnings(contract, None, DAY) if one.rule == "quiet"]


def test_a_force_without_an_end_of_its_hours_is_asked_when_it_is_night() -> None:
    line = line_of("policy.yaml", "hours: {opens:", blobs())
    reason, remedy = Message("core/contract/quiet-missing"), Message("check/quiet-remedy")
    place = Span(line, 1, line, 1)
    assert quiet(around_the_clock()) == [
        Finding("schema/policy.yaml", place, "quiet", Severity.WARNING, reason, remedy)
    ]
    assert [*warnings(around_the_clock(), ["alerts/maebashi/2026/20261125-1605-koekake.md"], DAY)] == []


@pytest.mark.parametrize("opens", [time(), time(0, 1)])
def test_with_a_night_nobody_is_asked(opens: time) -> None:
    policy = around_the_clock().policy
    if opens == time():
        policy = replace(policy, quiet=Quiet(time(22), time(7)))
    policy = replace(policy, hours=replace(policy.hours, opens=opens))
    assert quiet(replace(around_the_clock(), policy=policy)) == quiet(shipped()) == []
