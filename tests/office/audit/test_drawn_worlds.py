"""An audit has nothing to say of what the sender did, whatever the chain, the waivers, the people and the moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from haishin.consult.ids import MainIds
from haishin.core.model import Alert
from haishin.core.repository.history import removed_ids
from haishin.office.audit.figures import journal_agrees, records_agree
from haishin.office.audit.findings import Difference
from haishin.office.audit.told_again import (
    Grounds,
    as_the_claim_tells,
    as_the_forge_tells,
    told_again,
)
from haishin.send.ledger.ledger_view import LedgerView, claim_of
from laws.drawing import Dice
from laws.houses import House, Nobody, agreed_in, lived_in
from laws.worlds import draw


def audited(seed: int, folder: Path) -> tuple[int, list[tuple[str, Difference]]]:
    """How many claims a world has, and what an audit of each finds, by the forge and by the claim alone."""
    world = draw(seed)
    lived = lived_in(world, folder, {}, Nobody)
    house = lived.house
    pull, house.clock.now = agreed_in(house, world.alert, Dice(seed))
    lived.merge(world.alert, replace(pull, merged_at=house.clock()))
    lived.run()
    view, found, claims = house.view(), [], 0
    for number, record in enumerate(view.records):
        if record.kind == "claimed":
            claims += 1
            found += [(record.fields["alert"], one) for one in _differs(house, view, number)]
    return claims, found


def _differs(house: House, view: LedgerView, number: int) -> list[Difference]:
    record = view.records[number]
    claim = claim_of(record)
    contract = house.contract_at(claim.commit)
    alert, _ = house.examine(claim.path, claim.blob, contract, claim.commit)
    assert isinstance(alert, Alert)
    ids = MainIds((), (), removed_ids(house.clone, claim.commit))
    given = Grounds(record.fields, claim, LedgerView("", view.records[:number]), ids, contract, alert)
    online = as_the_forge_tells(house.pulls.of[claim.alert], claim, rehearsal=True)
    found = []
    for pulls in (online, as_the_claim_tells(given)):
        found += told_again(given, pulls)[1]
    own = [one for one in view.records if one.alert == claim.alert]
    entry = view.of(claim.alert)
    found += records_agree(own, claim, entry)
    with house.journal() as journal:
        kept = {one.alert_id: one for one in journal.entries()}.get(claim.alert)
        found += journal_agrees(claim, entry, kept, journal.counts(claim.alert), own=entry.journal == journal.id)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_said_of_what_the_sender_did(seed: int, tmp_path: Path) -> None:
    assert audited(seed, tmp_path)[1] == []
