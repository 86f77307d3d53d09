"""The published counts: rounded, never below 10, beside the ledger's records and never in their way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.contract.policy import JST
from haishin.core.model import Reached, Scope
from haishin.core.repository.git import Git, GitError
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.published import Published, _read, _written, publish, read_published
from haishin.send.ledger.records import record, rounded_counts
from support.ledger import ALPHA, NOON, World, git

EXACT = {"prefecture": {"crime": 1234, "traffic": 9}, "maebashi": {"crime": 15}, "ota": {"crime": 3}}
SHOWN = {"prefecture": {"crime": 1230}, "maebashi": {"crime": 20}}
NIGHT = {"prefecture": {"crime": 304}, "maebashi": {"crime": 9}}
AT_NIGHT = {"prefecture": {"crime": 300}}
MAEBASHI = Scope(False, ("maebashi",))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


def read(world: World) -> Published | None:
    return read_published(Git(world.clone), str(world.remote))


def test_published_once_a_day_in_japan_and_again_after_a_seal(world: World) -> None:
    ledger = world.ledger()
    assert read(world) is None
    assert publish(ledger, lambda: Reached(EXACT, NIGHT), NOON, again=False)
    assert read(world) == Published(NOON, SHOWN, AT_NIGHT)
    more = Reached({**EXACT, "ota": {"crime": 10}}, NIGHT)
    assert not publish(ledger, lambda: more, NOON + timedelta(hours=11, minutes=59), again=False)
    assert publish(ledger, lambda: more, NOON + timedelta(minutes=1), again=True)
    assert read(world) == Published(NOON + timedelta(minutes=1), {**SHOWN, "ota": {"crime": 10}}, AT_NIGHT)
    assert not publish(ledger, lambda: more, NOON + timedelta(minutes=2), again=True)  # nothing new to say
    fewer = Reached(more.everybody, {"prefecture": {"crime": 290}})
    assert publish(ledger, lambda: fewer, NOON + timedelta(minutes=3), again=True)
    assert publish(ledger, lambda: more, NOON + timedelta(hours=12), again=False)


def test_records_go_on_before_and_after(world: World, tmp_path: Path) -> None:
    state = tmp_path / "memory"
    state.mkdir()
    ledger = world.ledger(state)
    before = ledger.read()
    publish(ledger, lambda: Reached(EXACT, NIGHT), NOON, again=False)
    assert ledger.read().records == before.records
    ledger.write(lambda view: record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="r"))
    assert world.kinds() == ["activated", "held"]
    assert read(world) == Published(NOON, SHOWN, AT_NIGHT)  # a record leaves the file where it is
    assert world.ledger(state).read().tip == git(world.remote, "rev-parse", "dispatch-log")
    names = git(world.remote, "ls-tree", "--name-only", "dispatch-log").splitlines()
    assert names == ["audience.json", "ledger.jsonl"]


def test_a_lost_race_is_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Ledger.put
    lost: list[str] = []

    def raced(self: Ledger, *given: Any) -> bool:
        if not lost:
            lost.append("once")
            world.ledger().write(lambda view: record("halted", NOON, "sato", reason="r"))
        return put(self, *given)

    monkeypatch.setattr(Ledger, "put", raced)
    assert publish(world.ledger(), lambda: Reached(EXACT, NIGHT), NOON, again=False)
    assert world.kinds() == ["activated", "halted"]
    assert read(world) == Published(NOON, SHOWN, AT_NIGHT)


def test_a_record_loses_against_no_file(world: World) -> None:
    """What was decided on holds: the records are those that were read."""
    stale = world.ledger().read()
    publish(world.ledger(), lambda: Reached(EXACT, NIGHT), NOON, again=False)
    halted = record("halted", NOON, "sato", reason="r")
    assert world.ledger().append(halted, stale.tip)
    assert world.kinds() == ["activated", "halted"]
    assert read(world) == Published(NOON, SHOWN, AT_NIGHT)


def test_a_remote_that_does_not_answer_is_an_error(world: World, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        read_published(Git(world.clone), str(tmp_path / "nowhere"))


def test_without_a_ledger_nothing_is_known(tmp_path: Path) -> None:
    assert read(World.make(tmp_path)) is None


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"[]",
        b"{",
        b'{"at": "2026-11-25T12:00:00+09:00"}',
        b'{"at": "2026-11-25T12:00:00", "counts": {}, "night": {}}',
        b'{"at": 7, "counts": {}, "night": {}}',
        b'{"at": "0001-01-01T00:00:00+09:00", "counts": {}, "night": {}}',
        b'{"at": "9999-12-31T23:59:59-09:00", "counts": {}, "night": {}}',
        b'{"at": "2026-11-25T12:00:00+09:00", "counts": [], "night": {}}',
        b'{"at": "2026-11-25T12:00:00+09:00", "counts": {"ota": 10}, "night": {}}',
        b'{"at": "2026-11-25T12:00:00+09:00", "counts": {}, "night": {"ota": {"crime": 9}}}',
        b'{"at": "2026-11-25T12:00:00+09:00", "counts": {}}',
        b'{"at": "2026-11-25T12:00:00+09:00", "counts": {}, "night": {}, "more": 1}',
        *(
            b'{"at": "2026-11-25T12:00:00+09:00", "counts": {"ota": {"crime": %s}}, "night": {}}' % number
            for number in (b"0", b"9", b"11", b"-10", b"true", b"10.0", b'"10"', b"null")
        ),
        b"[" * 100_000,
    ],
)
def test_what_is_not_ours_is_unknown(value: bytes) -> None:
    assert _read(value) is None


def test_a_file_beyond_measure_is_unknown(world: World) -> None:
    ledger = world.ledger()
    ledger.put("audience.json", _written(Published(NOON, SHOWN, {})) + b" " * 1024 * 1024, NOON, ledger.read())
    assert read(world) is None


@pytest.mark.parametrize(
    ("scope", "category", "expected"),
    [
        (Scope(True), "crime", 1230),
        (Scope(True), "traffic", None),
        (MAEBASHI, "crime", 20),
        (MAEBASHI, "fraud", None),
        (Scope(False, ("ota",)), "crime", None),
        (Scope(False, ("maebashi", "ota")), "crime", 20),
        (Scope(False, ()), "crime", None),
    ],
)
def test_the_reach_of_a_scope(scope: Scope, category: str, expected: int | None) -> None:
    assert Published(NOON, SHOWN, {}).reach(scope, category) == expected
    assert Published(NOON, {}, SHOWN).reach_at_night(scope, category) == expected


def test_several_stations_never_exceed_the_prefecture() -> None:
    both = Scope(False, ("maebashi", "ota"))
    places = {"prefecture": {"crime": 50}, "maebashi": {"crime": 40}, "ota": {"crime": 30}}
    assert Published(NOON, places, {}).reach(both, "crime") == 50
    del places["prefecture"]
    assert Published(NOON, places, {}).reach(both, "crime") == 70


CELLS = st.dictionaries(
    st.sampled_from(["prefecture", "maebashi", "ota"]),
    st.dictionaries(st.sampled_from(["crime", "fraud", "traffic"]), st.integers(0, 10**6) | st.integers(0, 30)),
)


@given(CELLS, CELLS)
def test_nothing_below_ten_and_nothing_exact_ever_leaves(
    exact: dict[str, dict[str, int]], night: dict[str, dict[str, int]]
) -> None:
    put: list[bytes] = []

    class Kept(Ledger):
        def __init__(self) -> None:
            self.git = Git(Path("nowhere"))

        @property
        def last(self) -> LedgerView:
            return LedgerView("0" * 40, (record("activated", NOON, repository="r", rehearsal=True, watermark="w"),))

        def put(self, name: str, data: bytes, at: datetime, expected_tip: str, by: str | None = None) -> bool:
            put.append(data)
            return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("haishin.send.ledger.published.published_at", lambda git, tip: None)
        assert publish(Kept(), lambda: Reached(exact, night), NOON, again=False)
    for name, counted in (("counts", exact), ("night", night)):
        for place, row in json.loads(put[0])[name].items():
            assert row
            for category, number in row.items():
                assert number >= 10
                assert number % 10 == 0
                assert abs(number - counted[place][category]) <= 5
    found = _read(put[0])
    assert found is not None
    for category, number in exact.get("prefecture", {}).items():
        assert found.reach(Scope(True), category) == rounded_counts({category: number}).get(category)


@given(CELLS, st.integers(10**9, 2**31))
def test_what_was_written_is_read(exact: Mapping[str, Mapping[str, int]], seconds: int) -> None:
    rounded = {place: rounded_counts(row) for place, row in exact.items()}
    published = Published(datetime.fromtimestamp(seconds, JST), rounded, dict(list(rounded.items())[:1]))
    assert _read(_written(published)) == published
