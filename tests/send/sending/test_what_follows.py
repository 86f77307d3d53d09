"""Who gets what follows an alert, and what becomes of those who still wait for it: all cases of DESIGN §7."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from haishin.core.contract.policy import Retention
from haishin.core.model import Alert, FollowKind, Follows, Press, PressKind, RowState, Scope
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Wish
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.rows import JournalEntry
from haishin.send.sending.audience import Leavers, UnknownAudience, audience
from support.contract import shipped
from support.raising import raises
from support.rows import NOON

FIRST, SECOND, THIRD = "20261125-1200-koekake", "20261125-1300-tsuzuki", "20261125-1400-sarani"
CORRECTION, FOLLOW_UP = FollowKind.CORRECTION, FollowKind.FOLLOW_UP
RESOLUTION, CANCELLATION = FollowKind.RESOLUTION, FollowKind.CANCELLATION
# Each resident by what became of the first alert for him; the two last have left, and registered since.
STATES = {
    "accepted": RowState.ACCEPTED, "waiting": RowState.PENDING, "deferred": RowState.DEFERRED,
    "doubtful": RowState.IN_DOUBT, "refused": RowState.FAILED, "late": RowState.EXPIRED,
}  # fmt: skip
LEFT, NEW = "left", "new"
EVERYBODY = {*STATES, NEW}
ENDED = {"accepted": "accepted", "waiting": "superseded", "deferred": "superseded", "doubtful": "in-doubt"}


@dataclass
class Place:
    registry: Registry
    journal: Journal
    ids: dict[str, str]

    def first(self, states: dict[str, RowState]) -> None:
        """Freeze and claim the first alert for these and for one who leaves afterwards."""
        self.freeze(FIRST, audience(alert(FIRST), view(), self.journal, self.registry.readers, shipped()), None)
        for name, state in states.items():
            self.set(name, state)
        self.registry.leave(self.ids[LEFT], NOON)
        self.ids[NEW] = register(self.registry, NEW)
        Leavers(self.journal, self.registry.readers, FIRST)()

    def freeze(self, name: str, people: object, ends: str | None) -> None:
        self.journal.freeze(name, name, people, NOON)  # type: ignore[arg-type]
        self.journal.claim(name, name, ends)

    def set(self, name: str, state: RowState, of: str = FIRST) -> None:
        sql = "UPDATE delivery SET state = ? WHERE recipient_id = ? AND alert_id = ?"
        self.journal._file.connection.execute(sql, (state, self.ids[name], of))

    def follow(self, kind: FollowKind, *chain: str) -> set[str]:
        """Begin what follows the last of the chain, by default the first alert alone; who gets that."""
        begun = chain or (FIRST,)
        name = THIRD if SECOND in begun else SECOND
        ends = begun[-1] if kind is not FOLLOW_UP else None
        following = alert(name, kind, begun[-1])
        self.freeze(name, audience(following, view(*begun), self.journal, self.registry.readers, shipped()), ends)
        names = {identity: name for name, identity in self.ids.items()}
        return {names[identity] for identity in self.journal.snapshot_ids(name)}

    def states(self) -> dict[str, str]:
        """What became of each of the first alert."""
        sql = "SELECT recipient_id, state FROM delivery WHERE alert_id = ?"
        found = dict(cast("list[tuple[str, str]]", self.journal._file.read(sql, FIRST)))
        return {name: found[identity] for name, identity in self.ids.items() if identity in found}

    def purge(self, days: int) -> None:
        """As the run does it so many days later."""
        self.journal.purge(Retention(30, 365), NOON + timedelta(days=days))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    registry = Registry(tmp_path / "subscribers.sqlite", patience=0)
    ids = {name: register(registry, name) for name in (*STATES, LEFT)}
    place = Place(registry, Journal.open(tmp_path / "journal.sqlite"), ids)
    yield place
    place.journal.verify()
    place.journal.close()


def register(registry: Registry, name: str) -> str:
    everywhere = frozenset({"*"})
    wish = Wish(
        address=f"{name}@example.test", stations=everywhere, municipalities=frozenset(), categories=everywhere,
        form="text", language="ja", night=True, exercise=False, origin="窓口", consented_at="2026-04-01",
    )  # fmt: skip
    return registry.register(wish, NOON)


def alert(name: str, kind: FollowKind | None = None, first: str = FIRST) -> Alert:
    follows = Follows(first, kind, "necessary") if kind is not None else None
    return Alert(
        "maebashi", "2026", name, "題", "suspicious-person", "caution", Scope(True), Press(PressKind.NONE), "本文\n",
        case="approach", follows=follows, recognized_at=NOON,
    )  # fmt: skip


def view(*begun: str) -> LedgerView:
    """The ledger of a chain: each of these was claimed, by the nonce of its name."""
    claims = {
        name: SimpleNamespace(
            alert=name, thread=None if name == FIRST else FIRST, nonce=name, exercise=False, scope=Scope(True)
        )
        for name in begun
    }
    asked = SimpleNamespace(
        of=lambda alert: SimpleNamespace(claim=claims.get(alert)), thread=lambda claim: tuple(claims.values())
    )
    return cast("LedgerView", asked)


@pytest.mark.parametrize("kind", FollowKind)
def test_of_one_that_was_never_begun_nobody_is_chosen(place: Place, kind: FollowKind) -> None:
    """S12: neither its own scope, who never got the first, nor nobody."""
    with raises(UnknownAudience, "send/sending/followed-unsent", followed=FIRST):
        audience(alert(SECOND, kind), view(), place.journal, place.registry.readers, shipped())
    with raises(UnknownAudience, "send/sending/first-elsewhere", followed=FIRST):  # a host without a journal
        audience(alert(SECOND, kind), view(FIRST), None, place.registry.readers, shipped())
    with raises(UnknownAudience, "send/sending/exercise-mixed", followed=FIRST):
        exercise = replace(alert(SECOND, kind), exercise=True)
        audience(exercise, view(FIRST), place.journal, place.registry.readers, shipped())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CORRECTION, {*STATES}),
        (FOLLOW_UP, {*STATES}),
        (RESOLUTION, {"accepted", "doubtful"}),
        (CANCELLATION, {"accepted", "doubtful"}),
    ],
)
def test_of_one_half_sent(place: Place, kind: FollowKind, expected: set[str]) -> None:
    """With some deferred and in doubt; who has left gets nothing, and who registered since belongs to neither."""
    place.first(STATES)
    before = place.states()
    assert place.follow(kind) == expected
    assert place.states() == (before if kind is FOLLOW_UP else before | ENDED)
    assert before[LEFT] == "suppressed"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CORRECTION, {*STATES}),
        (FOLLOW_UP, {*STATES}),
        (RESOLUTION, {"doubtful"}),
        (CANCELLATION, {"doubtful"}),
    ],
)
def test_of_one_of_which_all_who_got_it_are_in_doubt(place: Place, kind: FollowKind, expected: set[str]) -> None:
    place.first(dict.fromkeys(STATES, RowState.DEFERRED) | {"doubtful": RowState.IN_DOUBT})
    assert place.follow(kind) == expected
    waiting = {name for name, state in place.states().items() if state == "deferred"}
    assert waiting == ({*STATES} - {"doubtful"} if kind is FOLLOW_UP else set())


@pytest.mark.parametrize("second", FollowKind)
@pytest.mark.parametrize("kind", FollowKind)
def test_of_what_follows_another_the_whole_thread_is_told(place: Place, second: FollowKind, kind: FollowKind) -> None:
    """Though the second one has reached nobody yet, or him alone whom the first has not."""
    place.first(STATES)
    place.follow(second)
    place.set("waiting", RowState.ACCEPTED, SECOND)
    reached = {"accepted", "doubtful"} | ({"waiting"} if second in (CORRECTION, FOLLOW_UP) else set())
    assert place.follow(kind, FIRST, SECOND) == ({*STATES} if kind in (CORRECTION, FOLLOW_UP) else reached)


def test_who_has_left_since_the_first_hears_of_no_end(place: Place) -> None:
    place.first(STATES)
    place.follow(CORRECTION)
    place.registry.leave(place.ids["accepted"], NOON)
    assert place.follow(RESOLUTION, FIRST, SECOND) == {"doubtful"}


@pytest.mark.parametrize(("kind", "knows"), [(CORRECTION, True), (FOLLOW_UP, True), (RESOLUTION, False)])
def test_of_a_second_one_that_this_journal_does_not_know(place: Place, kind: FollowKind, knows: bool) -> None:
    """The first one's snapshot names the readers of a correction; whom the second one has reached nobody can tell."""
    place.first(STATES)
    if knows:
        assert place.follow(kind, FIRST, SECOND) == {*STATES}
        return
    with raises(UnknownAudience, "send/sending/followed-elsewhere", followed=SECOND):
        place.follow(kind, FIRST, SECOND)


ENDS = {
    name: state if state in (RowState.ACCEPTED, RowState.FAILED) else RowState.EXPIRED for name, state in STATES.items()
}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(CORRECTION, {*STATES}), (FOLLOW_UP, {*STATES}), (RESOLUTION, {"accepted"}), (CANCELLATION, {"accepted"})],
)
@pytest.mark.parametrize("days", [30, 31])
def test_of_one_whose_addresses_are_purged_as_before(
    place: Place, kind: FollowKind, expected: set[str], days: int
) -> None:
    """The ids are kept: the addresses are those of the registry, for what follows as for any other alert."""
    place.first(ENDS)
    place.journal.seal(FIRST)
    place.purge(days)
    kept = place.journal._file.read("SELECT count(*) FROM delivery WHERE alert_id = ? AND address <> ''", FIRST)
    assert kept == [(len(STATES) + 1 if days == 30 else 0,)]
    assert place.follow(kind) == expected
    due = {row.address for row in place.journal.due(SECOND, NOON, 99, daytime=True)}
    assert due == {f"{name}@example.test" for name in expected}


@pytest.mark.parametrize("kind", FollowKind)
def test_of_one_whose_rows_are_purged_nobody_knows_the_people(place: Place, kind: FollowKind) -> None:
    place.first(ENDS)
    counts = place.journal.seal(FIRST)
    place.purge(366)
    with raises(UnknownAudience, "send/sending/followed-too-late", followed=FIRST):
        place.follow(kind)
    assert place.journal.counts(FIRST) == counts
    assert place.journal.entries() == [JournalEntry(FIRST, FIRST, "sealed", None, len(STATES) + 1, 1, 2)]


@pytest.mark.parametrize("open_state", [RowState.IN_DOUBT, RowState.DEFERRED])
def test_nothing_is_purged_of_one_that_has_not_ended(place: Place, open_state: RowState) -> None:
    place.first(ENDS | {"doubtful": open_state})
    if open_state is RowState.IN_DOUBT:
        place.journal.seal(FIRST)
    place.purge(9999)
    assert place.journal.snapshot_ids(FIRST) == {place.ids[name] for name in (*STATES, LEFT)}
    assert place.journal._file.read("SELECT count(*) FROM delivery WHERE address = ''") == [(0,)]
