"""A unit's control addresses get every mail of their unit, and stand in no number of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from haishin.core.contract.policy import Retention
from haishin.core.model import RowState, Scope
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Wish
from haishin.send.journal.journal import Journal
from haishin.send.rows import Audience, Counts
from haishin.send.sending.audience import Leavers
from support.contract import shipped
from support.rows import ALERT, LIMITS, NOON, outcome

LATER = "20261125-1300-teisei"
EVERYWHERE = frozenset({"*"})
RESIDENT = Wish(
    address="r@example.test", stations=EVERYWHERE, municipalities=frozenset(), categories=EVERYWHERE, form="html",
    language="ja", night=False, exercise=False, origin="窓口", consented_at="2026-04-01",
)  # fmt: skip
CONTROL = replace(
    RESIDENT, address="desk@police.test", stations=frozenset(), categories=frozenset(), control="maebashi"
)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Two residents, and a control address of each of two units."""
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    for wish in (
        RESIDENT,
        replace(RESIDENT, address="s@example.test"),
        CONTROL,
        replace(CONTROL, address="other@police.test", control="ota"),
    ):
        registry.register(wish, NOON)
    return registry


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.open(tmp_path / "journal.sqlite")
    yield journal
    journal.verify()
    journal.close()


def audience(registry: Registry, unit: str = "maebashi", scope: Scope = Scope(True)) -> Audience:  # noqa: B008
    chosen = registry.readers.choosing(scope, "crime", False, shipped())
    return Audience(chosen, registry.readers.count(chosen, None), registry.readers.controls(unit))


def begun(journal: Journal, registry: Registry) -> dict[str, str]:
    """Frozen and claimed; the ids of those who are due, by address."""
    assert journal.freeze(ALERT, "n1", audience(registry), NOON) == 2
    journal.claim(ALERT, "n1", None)
    return {row.address: row.recipient_id for row in journal.due(ALERT, NOON, 9, daytime=True)}


def tried(journal: Journal, identity: str, state: RowState, **more: object) -> None:
    journal.intend(ALERT, [identity], NOON)
    journal.record(ALERT, [outcome(identity, state, **more)], NOON, LIMITS)


def states(journal: Journal, alert: str = ALERT) -> list[tuple[object, ...]]:
    sql = "SELECT address, control, state FROM delivery WHERE alert_id = ? ORDER BY address"
    return journal._file.read(sql, alert)


def test_those_of_its_unit_are_mailed_and_in_no_number(journal: Journal, registry: Registry) -> None:
    assert {*begun(journal, registry)} == {"r@example.test", "s@example.test", "desk@police.test"}
    assert journal.counts(ALERT) == Counts({RowState.PENDING: 2})
    assert len(journal.snapshot_ids(ALERT)) == 2
    assert [entry.snapshot for entry in journal.entries()] == [2]
    # At night, too: whoever looks after the unit's mails wants them when they go.
    assert [row.address for row in journal.due(ALERT, NOON, 9, daytime=False)] == ["desk@police.test"]


def test_a_mail_to_nobody_goes_to_no_control_address(journal: Journal, registry: Registry) -> None:
    for address in ("r@example.test", "s@example.test"):
        registry.change("left", [address], NOON, "koho-kocho-manager")
    assert journal.freeze(ALERT, "n1", audience(registry), NOON) == 0
    assert states(journal) == []


def test_one_in_a_form_that_no_resident_takes_gets_the_residents(journal: Journal, registry: Registry) -> None:
    """That form alone is known to be made: the mail was tried in it before the claim."""
    registry.register(replace(CONTROL, form="text", language="en", consented_at="2026-05-01"), NOON)
    begun(journal, registry)
    rows = {row.address: (row.form, row.language) for row in journal.due(ALERT, NOON, 9, daytime=True)}
    assert rows["desk@police.test"] == ("html", "ja")


def test_one_that_is_not_mailed_yet_is_waited_for_and_one_that_is_refused_is_not(
    journal: Journal, registry: Registry
) -> None:
    ids = begun(journal, registry)
    for address in ("r@example.test", "s@example.test"):
        tried(journal, ids[address], RowState.ACCEPTED)
    assert journal.waits(ALERT)
    tried(journal, ids["desk@police.test"], RowState.DEFERRED, code=450)
    assert not journal.waits(ALERT)
    later = journal.due(ALERT, NOON + timedelta(hours=1), 9, daytime=True)
    assert [row.address for row in later] == ["desk@police.test"]  # while the alert is open it is tried again

    assert journal.seal(ALERT) == Counts({RowState.ACCEPTED: 2})
    assert states(journal)[0] == ("desk@police.test", 1, "expired")


def test_it_is_known_to_whom_of_them_a_mail_was_due(journal: Journal, registry: Registry) -> None:
    """Whatever became of it, but for who left before."""
    registry.register(replace(CONTROL, address="second@police.test"), NOON)
    ids = begun(journal, registry)
    desk, second = ids["desk@police.test"], ids["second@police.test"]
    tried(journal, desk, RowState.FAILED, code=550)
    assert journal.controls(ALERT) == sorted((desk, second))
    registry.change("left", ["second@police.test"], NOON, "koho-kocho-manager")
    Leavers(journal, registry.readers, ALERT)()
    assert journal.controls(ALERT) == [desk]
    assert journal.controls(LATER) == []


def test_what_became_of_one_is_in_no_count_and_no_doubt(journal: Journal, registry: Registry) -> None:
    desk = begun(journal, registry)["desk@police.test"]
    tried(journal, desk, RowState.IN_DOUBT)
    assert journal.unsure(dead=False) == frozenset()
    assert journal.in_doubt(ALERT) == journal.reached(ALERT) == frozenset()
    assert journal.last_accepted(ALERT) is None
    journal._file.connection.execute("UPDATE delivery SET state = 'failed', code = 550 WHERE control = 1")
    journal._file.connection.execute("UPDATE delivery SET state = 'deferred' WHERE control = 1")
    assert journal.unbelieved(NOON + timedelta(days=1)) == {}
    assert journal.unreached(NOON + timedelta(days=1)) == {}
    assert journal.counts(ALERT) == Counts({RowState.PENDING: 2})


def test_one_that_waits_is_superseded_and_gets_what_ends_the_alert(journal: Journal, registry: Registry) -> None:
    begun(journal, registry)
    ids, parameters = journal.people([ALERT], reached=False)
    same = registry.readers.among(ids, parameters, False)
    people = Audience(same, registry.readers.count(same, journal.path), registry.readers.controls("maebashi"))
    assert journal.freeze(LATER, "n2", people, NOON) == 2
    journal.claim(LATER, "n2", ALERT)
    assert [state for *_, state in states(journal)] == ["superseded"] * 3
    assert [row[:2] for row in states(journal, LATER)] == [
        ("desk@police.test", 1),
        ("r@example.test", 0),
        ("s@example.test", 0),
    ]


def test_one_that_was_taken_out_is_suppressed(journal: Journal, registry: Registry) -> None:
    begun(journal, registry)
    assert any(registry.change("left", ["desk@police.test"], NOON, "koho-kocho-manager"))
    Leavers(journal, registry.readers, ALERT)()
    assert states(journal)[0] == ("desk@police.test", 1, "suppressed")


def test_when_all_is_purged_it_stands_in_no_sum(journal: Journal, registry: Registry) -> None:
    ids = begun(journal, registry)
    for address in ids:
        tried(journal, ids[address], RowState.ACCEPTED if "example" in address else RowState.IN_DOUBT)
    journal.seal(ALERT)
    journal.purge(Retention(30, 365), NOON + timedelta(days=366))
    assert states(journal) == []
    assert journal.counts(ALERT) == Counts({RowState.ACCEPTED: 2})


def test_a_damaged_one_stops_nobody_s_mail(journal: Journal, registry: Registry) -> None:
    from haishin.residents.registry.registry_file import writing

    with writing(registry.path, 0) as sql:
        sql.execute("UPDATE subscriber SET address = 'broken' WHERE address = 'desk@police.test'")
    assert {*begun(journal, registry)} == {"r@example.test", "s@example.test"}
