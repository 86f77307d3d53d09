"""What is made of a contract is made once, and never given out for another one."""

from __future__ import annotations

from dataclasses import replace

from haishin.core.contract import Contract
from support.contract import shipped


def test_each_contract_has_its_own_and_makes_it_once() -> None:
    made: list[Contract] = []

    def place_count(contract: Contract) -> int:
        made.append(contract)
        return len(contract.organization.units)

    first = replace(shipped())
    second = replace(first, organization=replace(first.organization, units={}))
    assert [one.once(place_count) for one in (first, first, second)] == [len(first.organization.units)] * 2 + [0]
    assert len(made) == 2
