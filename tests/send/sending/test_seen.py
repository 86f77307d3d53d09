"""What waits and why, since when; and which merged alerts are late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from haishin.core.contract import Contract
from haishin.core.errors import ToolError
from haishin.core.last_build import LastBuild, note_build
from haishin.core.model import LedgerRecord, Text
from haishin.core.state import StateFolder
from haishin.residents.registry.readers import DeskFacts
from haishin.send.ledger.ledger_view import Held, LedgerView, held
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops
from haishin.send.sending.seen import HostFacts, Late, _list_facts, late, see
from haishin.send.sending.survey import MainSnapshot
from support.contract import desk_contract, publishing_contract, shipped
from support.ledger import ALPHA, BETA, NOON, Host, Residents, World
from support.records import FIRST, claimed, sealed

MERGED = datetime.fromisoformat("2026-11-25T11:30:00+09:00")
LATER = NOON + timedelta(minutes=5)


def view(*records: LedgerRecord) -> LedgerView:
    begun = record("activated", NOON, repository="r", rehearsal=True, watermark="w")
    return LedgerView("0" * 40, (begun, *records))


def hold(cause: str, at: datetime = NOON, alert: str = ALPHA) -> LedgerRecord:
    return record("held", at, alert=alert, cause=cause, reason="理由")


def test_each_cause_since_its_first_record() -> None:
    found = held(view(hold("verdict"), hold("limit", LATER), hold("verdict", LATER), hold("stop", LATER, BETA)))
    assert found == (
        Held(ALPHA, "verdict", NOON, "理由"),
        Held(ALPHA, "limit", LATER, "理由"),
        Held(BETA, "stop", LATER, "理由"),
    )


def test_a_release_ends_the_holds_of_its_own_alert() -> None:
    released = record("went-on", LATER, "sato", alert=ALPHA)
    assert held(view(hold("stop"), hold("stop", alert=BETA), released)) == (Held(BETA, "stop", NOON, "理由"),)
    assert held(view(hold("stop"), released, hold("stop", LATER))) == (Held(ALPHA, "stop", LATER, "理由"),)


def test_beside_a_stop_what_was_missing_before_is_not_told() -> None:
    stopped = hold("stop", LATER)
    assert held(view(hold("verdict"), hold("limit"), stopped)) == (Held(ALPHA, "stop", LATER, "理由"),)


def test_what_went_is_held_by_a_person_alone() -> None:
    assert held(view(hold("verdict"), claimed())) == ()
    assert held(view(claimed(), hold("stop"))) == (Held(ALPHA, "stop", NOON, "理由"),)
    assert held(view(claimed(), hold("stop"), sealed())) == ()
    assert held(view(hold("verdict"), record("refused", NOON, alert=ALPHA, reason="r"))) == ()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


def found(world: World, tmp_path: Path, now: datetime, minutes: int) -> tuple[Late, ...]:
    host = Host(world, tmp_path / "state")
    survey = MainSnapshot(host.inputs())
    ledger = world.ledger().read()
    survey.open(ledger)
    return late(survey, ledger, now, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("now", "minutes", "is_late"),
    [
        ("2026-11-25T12:00:00+09:00", 30, False),
        ("2026-11-25T12:00:01+09:00", 30, True),
        ("2026-11-25T20:30:00+09:00", 30, False),  # at night nothing has to go
        ("2026-11-26T07:20:00+09:00", 30, False),  # and the morning counts from its opening
        ("2026-11-26T07:30:00+09:00", 30, True),
    ],
)
def test_late_is_merged_and_unsent_inside_the_hours(
    world: World, tmp_path: Path, now: str, minutes: int, is_late: bool
) -> None:
    world.alert(ALPHA)
    assert found(world, tmp_path, datetime.fromisoformat(now), minutes) == ((Late(ALPHA, MERGED),) if is_late else ())


def test_an_alert_whose_hours_are_waived_has_none(world: World, tmp_path: Path) -> None:
    world.alert(ALPHA, night="yes")
    night = datetime.fromisoformat("2026-11-25T23:00:00+09:00")
    assert found(world, tmp_path, night, 30) == (Late(ALPHA, MERGED),)


def test_an_unreadable_one_is_late_too(world: World, tmp_path: Path) -> None:
    world.alert(ALPHA, broken="yes")
    assert [one.alert for one in found(world, tmp_path, NOON, 10)] == [ALPHA]


def test_what_the_ledger_holds_is_not_late(world: World, tmp_path: Path) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    for entry in (hold("stop"), hold("verdict", alert=BETA)):
        world.ledger().write(lambda view, entry=entry: entry)  # type: ignore[misc]
    assert found(world, tmp_path, NOON, 10) == ()  # what the ledger holds is told as held


# --- leaving ------------------------------------------------------------------------------------------------------

FACTS = DeskFacts(NOON, 3, NOON, 0, None, 0, None, None, 200, (), 4)


class Registered(Residents):
    """A registry that tells of leaving, or cannot be read."""

    facts: DeskFacts | None = FACTS

    def desk_facts(self, now: datetime) -> DeskFacts:
        if self.facts is None:
            raise ToolError(Text("読めません。", "damaged"), Text("", ""))
        return self.facts


def of_leaving(
    world: World, state: Path, facts: DeskFacts | None, folder: Path | None = None, *, desk: bool = True
) -> HostFacts:
    class Named(Host):
        def contract(self, commit: str) -> Contract:
            return desk_contract() if desk else super().contract(commit)

    host = Named(world, state, residents=Registered())
    host.residents.facts = facts  # type: ignore[attr-defined]
    journal = host.journal()
    try:
        survey = MainSnapshot(replace(host.inputs(), desk=folder))
        view = world.ledger().read()
        survey.open(view)
        return see(survey, view, Stops(False, frozenset()), journal, sending=True).host
    finally:
        journal.close()


def test_leaving_is_told_where_main_names_a_desk(world: World, tmp_path: Path) -> None:
    told = of_leaving(world, tmp_path / "state", FACTS)
    assert (told.desk, told.leavers, told.request_since, told.unreadable) == (FACTS, (), None, None)
    assert of_leaving(world, tmp_path / "state", FACTS, desk=False).desk is None


def test_more_leavers_than_the_policy_expects(world: World, tmp_path: Path) -> None:
    """W6: 200 are expected."""
    assert of_leaving(world, tmp_path / "state", replace(FACTS, leavers=201)).leavers == (201,)


def test_a_registry_that_cannot_tell_of_leaving_cannot_be_read(world: World, tmp_path: Path) -> None:
    told = of_leaving(world, tmp_path / "state", None)
    assert (told.unreadable, told.desk) == (Text("読めません。", "damaged"), None)


def test_since_when_a_request_of_the_page_waits(world: World, tmp_path: Path) -> None:
    requests = tmp_path / "desk" / "requests"
    assert of_leaving(world, tmp_path / "state", FACTS, tmp_path / "desk").request_since is None  # not there: unknown
    requests.mkdir(parents=True)
    assert of_leaving(world, tmp_path / "state", FACTS, tmp_path / "desk").request_since is None
    (requests / ("a" * 64)).touch()
    written = datetime.fromtimestamp((requests / ("a" * 64)).stat().st_ctime, UTC)
    assert of_leaving(world, tmp_path / "state", FACTS, tmp_path / "desk").request_since == written


# --- the public list ----------------------------------------------------------------------------------------------


def of_the_list(
    state: Path | None, *records: LedgerRecord, publishing: bool = True, rehearsal: bool = False
) -> tuple[LastBuild | None, datetime | None]:
    """The build and the first seal, 30 days after noon."""
    first = replace(FIRST, fields={**FIRST.fields, "rehearsal": rehearsal})
    contract = publishing_contract() if publishing else shipped()
    inputs = SimpleNamespace(state=state, clock=lambda: NOON + timedelta(days=30))
    main = cast(MainSnapshot, SimpleNamespace(contract=contract, inputs=inputs))
    told = _list_facts(HostFacts(), main, LedgerView("t" * 40, (first, *records)))
    return told.build, told.listed_since


def ended(alert: str, after: timedelta, **claim: str | bool) -> tuple[LedgerRecord, LedgerRecord]:
    """An alert that is to be listed for 30 days, sealed so long after noon."""
    begun = claimed(alert, **{"category": "suspicious-person", **claim})
    return begun, replace(sealed(alert=alert), at=NOON + after)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("records", "since"),
    [
        ((), None),
        (ended(ALPHA, SECOND), NOON + SECOND),
        (ended(ALPHA, timedelta()), None),  # its days are over
        ((*ended(ALPHA, 2 * SECOND), *ended(BETA, SECOND)), NOON + SECOND),
        (ended(ALPHA, SECOND)[:1], None),  # it still goes
        (ended(ALPHA, SECOND, category="crime"), None),
        (ended(ALPHA, SECOND, exercise=True), None),
    ],
)
def test_since_when_the_public_list_has_something_to_show(
    records: tuple[LedgerRecord, ...], since: datetime | None, tmp_path: Path
) -> None:
    assert of_the_list(tmp_path, *records) == (None, since)


def test_a_build_is_read_where_policy_publishes_in_earnest_on_the_mail_host(tmp_path: Path) -> None:
    build = LastBuild(NOON, "blob-gone")
    note_build(StateFolder(tmp_path), build)
    went = ended(ALPHA, SECOND)
    assert of_the_list(tmp_path, *went) == (build, NOON + SECOND)
    assert of_the_list(tmp_path, *went, publishing=False) == (None, None)
    assert of_the_list(tmp_path, *went, rehearsal=True) == (None, None)
    assert of_the_list(None, *went) == (None, None)
