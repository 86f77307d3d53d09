from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.core.contract.policy import Retention
from haishin.core.errors import Refusal
from haishin.core.model import RowState, Scope
from haishin.residents.registry import signs
from haishin.residents.registry.history import What
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import writing
from haishin.residents.registry.subscriber import Wish
from haishin.send.journal.journal import LIFE, Journal, JournalMismatch
from haishin.send.journal.journal_file import JournalError
from haishin.send.rows import EVERYWHERE, Audience, AudienceChanged, Domains, JournalEntry, SnapshotRow
from haishin.send.sending.audience import Leavers
from support.contract import shipped
from support.raising import raises
from support.rows import ALERT, LIMITS, NOON, audience, left, outcome, rows

LATER = "20261125-1300-teisei"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "journal.db")
    yield opened
    opened.verify()
    opened.close()


def begun(journal: Journal, count: int = 4, alert_id: str = ALERT, night: bool = True) -> list[str]:
    snapshot = rows(count, night=night)
    assert journal.freeze(alert_id, "n1", audience(snapshot), NOON) == count
    journal.claim(alert_id, "n1", None)
    return [row.recipient_id for row in snapshot]


def due(journal: Journal, minutes: int = 0, limit: int = 100, daytime: bool = True, seconds: int = 0) -> list[str]:
    now = NOON + timedelta(minutes=minutes, seconds=seconds)
    return [row.recipient_id for row in journal.due(ALERT, now, limit, daytime=daytime)]


def test_a_snapshot_is_due_only_once_claimed(journal: Journal) -> None:
    journal.freeze(ALERT, "n1", audience(rows(3)), NOON)
    assert due(journal) == []

    journal.claim(ALERT, "n1", None)
    journal.claim(ALERT, "n1", None)

    assert due(journal) == ["r000", "r001", "r002"]
    assert due(journal, limit=2) == ["r000", "r001"]
    assert journal.entries() == [JournalEntry(ALERT, "n1", "claimed", None, 3)]
    assert journal.due(ALERT, NOON, 1, daytime=True) == [SnapshotRow("r000", "text", "ja", True, "r000@example.test")]

    journal.expire(ALERT)
    journal.seal(ALERT)
    journal.claim(ALERT, "n1", None)
    assert [entry.state for entry in journal.entries()] == ["sealed"]


def test_what_is_asked_in_mid_sending_takes_no_longer_for_a_long_alert(journal: Journal) -> None:
    ids = begun(journal, 2000)
    journal.intend(ALERT, ids, NOON)
    journal.record(ALERT, [outcome(one, RowState.ACCEPTED) for one in ids[1:-2]], NOON, LIMITS)
    journal.record(ALERT, [outcome(ids[-2], RowState.FAILED, code=550, enhanced="5.7.1")], NOON, LIMITS)
    journal.record(ALERT, [outcome(ids[-1], RowState.PENDING, stage="connect", dot="no")], NOON, LIMITS)
    steps: list[int] = []
    journal._file.connection.set_progress_handler(lambda: steps.append(1), 10)

    assert journal.waits(ALERT)
    assert journal.untried(ALERT, day=True)
    assert journal.unsure(dead=True) == {ALERT}
    assert journal.known("another", ids[-3:]) == {ids[-3]: True, ids[-2]: None}
    assert journal.in_doubt(ALERT) == {ids[0]}
    assert journal.recover() == 1
    assert journal.unsure(dead=False) == {ALERT}
    assert journal.resend(ALERT, NOON) == 1
    assert due(journal) == [ids[0], ids[-1]]

    assert 10 * len(steps) < len(ids), "of SQLite's machine"


def test_whom_a_relay_refused_keeps_nobody_from_his_mail(journal: Journal) -> None:
    ids = begun(journal)
    journal.intend(ALERT, ids[:2], NOON)
    journal.record(ALERT, [outcome(one, RowState.FAILED, code=550) for one in ids[:2]], NOON, LIMITS, believed=())
    assert journal.unbelieved(NOON) == {ALERT: (2, "550")}
    assert journal.unbelieved(NOON - timedelta(seconds=1)) == {}
    assert [one.code for one in journal.failed(ALERT)] == [550, 550]

    later = LIMITS.retry_minutes[0]
    assert due(journal, later) == ["r002", "r003"]
    journal.intend(ALERT, ids[2:], NOON)
    assert due(journal) == []
    assert due(journal, later) == ["r000", "r001"]


def test_who_is_not_believed_to_be_refused_waits_longer_each_time_and_keeps_his_attempts(journal: Journal) -> None:
    ids = begun(journal, 1)
    minute, waits = 0, []
    for _ in range(2 * LIMITS.attempts):
        now, began = NOON + timedelta(minutes=minute), minute
        journal.intend(ALERT, ids, now)
        journal.record(ALERT, [outcome(ids[0], RowState.FAILED, code=550)], now, LIMITS, believed=())
        while not due(journal, minute):
            minute += 1
        waits.append(minute - began)
    first, second, last = LIMITS.retry_minutes
    assert waits[0] <= first < waits[1] <= second < waits[2] <= last
    assert {*waits[2:]} == {waits[2]}
    journal.intend(ALERT, ids, now)
    journal.record(ALERT, [outcome(ids[0], RowState.DEFERRED, code=451)], now, replace(LIMITS, attempts=5))
    assert journal.counts(ALERT)[RowState.DEFERRED] == 1


def test_whom_a_relay_refused_before_it_took_mail_again_waits_no_longer(journal: Journal) -> None:
    ids = begun(journal, 3)
    journal.intend(ALERT, ids, NOON)
    refused = outcome(ids[0], RowState.FAILED, code=550)
    journal.record(ALERT, [refused, outcome(ids[1], RowState.DEFERRED, code=450)], NOON, LIMITS, believed=())
    journal.hurry(ALERT, NOON)
    assert due(journal) == []
    journal.hurry(ALERT, NOON + timedelta(seconds=1))
    assert due(journal) == [ids[0]]


def test_whom_our_set_up_deferred_waits_no_longer_and_nobody_else(journal: Journal) -> None:
    ids = begun(journal, 2)
    journal.intend(ALERT, ids, NOON)
    journal.record(ALERT, [outcome(one, RowState.DEFERRED, code=450) for one in ids], NOON, LIMITS)
    journal.at_once(ALERT, ids[:1])
    assert due(journal) == ids[:1]


def test_who_was_tried_is_not_said_to_wait_for_the_sender(journal: Journal) -> None:
    ids = begun(journal, 2)
    assert journal.untried(ALERT, day=True)
    journal.intend(ALERT, ids, NOON)
    tried = outcome(ids[1], RowState.PENDING, stage="rcpt", dot="no")
    journal.record(ALERT, [outcome(ids[0], RowState.ACCEPTED), tried], NOON, LIMITS)
    assert not journal.untried(ALERT, day=True)


@pytest.mark.parametrize("night", [False, True])
def test_who_wants_no_mail_at_night_waits_for_the_sender_by_day_alone(journal: Journal, night: bool) -> None:
    begun(journal, 1, night=night)
    assert [journal.untried(ALERT, day=day) for day in (True, False)] == [True, night]


def test_the_last_mail_of_an_alert_is_the_last_that_was_taken(journal: Journal) -> None:
    ids = begun(journal, 2)
    for minute, (one, state) in enumerate(zip(ids, (RowState.ACCEPTED, RowState.FAILED), strict=True)):
        now = NOON + timedelta(minutes=minute)
        journal.intend(ALERT, [one], now)
        journal.record(ALERT, [outcome(one, state, code=250 if minute == 0 else 550)], now, LIMITS)
    assert journal.last_accepted(ALERT) == NOON


def test_only_who_waits_with_a_refusal_for_good_is_given_up(journal: Journal) -> None:
    ids = begun(journal, 5)
    journal.intend(ALERT, ids[:4], NOON)
    said = [
        outcome(ids[0], RowState.FAILED, code=550),
        outcome(ids[1], RowState.DEFERRED, code=451),
        outcome(ids[2], RowState.ACCEPTED, code=250),
    ]
    journal.record(ALERT, said, NOON, LIMITS, believed=())
    journal.give_up(ALERT, ids)
    states = [state for (state,) in journal._file.read("SELECT state FROM delivery ORDER BY recipient_id")]
    assert states == ["failed", "deferred", "accepted", "intent", "pending"]


def test_what_other_alerts_tell_of_somebody_is_told_by_the_newest_that_does(journal: Journal) -> None:
    """The oldest first: reached, no mailbox, a full one, refused and not believed, put off for good."""
    failed = RowState.FAILED
    column = {"A": (RowState.ACCEPTED, 250, None), "D": (failed, 550, "5.1.1"), "B": (failed, 550, None),
              "F": (failed, 552, "5.2.2"), "U": (failed, 550, "5.1.1"), "-": None}  # fmt: skip
    histories = {
        "A": True,
        "D": False,
        "B": False,
        "F": None,
        "AF": None,
        "AD": False,
        "DA": True,
        "AU": True,
        "DU": False,
    }
    histories |= {"U": ..., "-": ..., "A--": True, "FA": True, "FD": False, "U-D": False}
    ids = [f"r{number:03}" for number in range(len(histories))]
    for turn in range(3):
        alert = f"2026112{turn}-1200-x"
        journal.freeze(alert, f"n{turn}", audience(rows(len(ids))), NOON + timedelta(hours=turn))
        journal.claim(alert, f"n{turn}", None)
        for one, history in zip(ids, histories, strict=True):
            if turn < len(history) and (said := column[history[turn]]) is not None:
                state, code, enhanced = said
                journal.intend(alert, [one], NOON)
                result = outcome(one, state, alert, code=code, enhanced=enhanced)
                journal.record(alert, [result], NOON, LIMITS, believed=() if history[turn] == "U" else ids)
    told = journal.known("this", ids)
    assert [told.get(one, ...) for one in ids] == list(histories.values())
    assert ids[0] not in journal.known("20261120-1200-x", ids)  # its own answer tells nothing
    journal.freeze("20261122-1201-x", "n3", audience(rows(len(ids))), NOON + timedelta(hours=2))  # in the same second
    journal.claim("20261122-1201-x", "n3", None)
    journal.intend("20261122-1201-x", ids[-1:], NOON)
    journal.record("20261122-1201-x", [outcome(ids[-1], RowState.ACCEPTED, "20261122-1201-x")], NOON, LIMITS)
    assert journal.known("this", ids[-1:]) == {ids[-1]: True}


def test_who_came_back_since_has_no_mailbox_whatever_a_relay_said(journal: Journal, registry: Registry) -> None:
    """A relay that passes on takes mail to dead addresses."""
    journal.freeze(ALERT, "n1", counted(registry), NOON)
    journal.claim(ALERT, "n1", None)
    taken, dead, fresh = sorted(one.id for one in registry.everybody())
    for one in (taken, dead):
        journal.intend(ALERT, [one], NOON)
        journal.record(ALERT, [outcome(one, RowState.ACCEPTED)], NOON, LIMITS)
    with writing(registry.path, 0) as connection:
        for one, cls, day in (
            (dead, "unknown", 1),
            (fresh, "unknown", 2),
            (taken, "filtered", 1),
            (taken, "unknown", 61),
        ):
            signs.note(connection, one, "aaaaaaaa", NOON - timedelta(days=day), cls)
    everybody = [taken, dead, fresh]
    assert journal.known(LATER, everybody, registry.readers.unknown(NOON)) == {taken: True, dead: False, fresh: False}
    assert journal.known(LATER, [taken], registry.readers.unknown(NOON)) == {taken: True}
    assert journal.known(LATER, everybody) == {taken: True, dead: True}


def test_rows_are_read_on_by_their_ids_and_by_destination(journal: Journal) -> None:
    people = [SnapshotRow(f"r{n:03}", "text", "ja", True, f"a@{'Big' if n % 2 else 'small'}.test") for n in range(6)]
    journal.freeze(ALERT, "n1", audience(people), NOON)
    journal.claim(ALERT, "n1", None)

    def read(limit: int, after: str = "", among: Domains = EVERYWHERE) -> list[str]:
        rows = journal.due(ALERT, NOON, limit, daytime=True, after=after, among=among)
        return [row.recipient_id for row in rows]

    big = frozenset({"big.test"})
    assert read(2, "r002") == ["r003", "r004"]
    assert read(9, among=Domains(big)) == ["r001", "r003", "r005"]
    assert read(2, "r000", Domains(big, others=True)) == ["r002", "r004"]
    assert read(9, "r005") == []


def test_who_is_in_doubt_is_mailed_once_more_where_policy_says_so(journal: Journal) -> None:
    begun(journal, 3)
    journal.intend(ALERT, ["r000", "r001"], NOON)
    journal.recover()

    assert journal.resend(ALERT, NOON + timedelta(minutes=1)) == 2
    assert due(journal) == ["r002"]
    journal.intend(ALERT, ["r002"], NOON)
    assert due(journal, minutes=1) == ["r000", "r001"]
    journal.intend(ALERT, ["r000"], NOON)
    journal.recover()
    assert journal.resend(ALERT, NOON) == 1
    assert journal.in_doubt(ALERT) == {"r000"}


def test_nobody_in_doubt_is_mailed_what_was_ended_meanwhile(journal: Journal) -> None:
    begun(journal, 1)
    journal.intend(ALERT, ["r000"], NOON)
    journal.recover()
    journal.freeze("20261125-1300-koekake", "n2", audience([]), NOON)
    journal.claim("20261125-1300-koekake", "n2", ALERT)

    assert journal.resend(ALERT, NOON) == 0


def test_nobody_in_doubt_is_mailed_what_was_sealed(journal: Journal) -> None:
    begun(journal, 1)
    journal.intend(ALERT, ["r000"], NOON)
    journal.recover()
    journal.seal(ALERT)

    assert journal.resend(ALERT, NOON) == 0


def test_nobody_in_doubt_is_mailed_once_more_after_another_host_may_have_done_so(journal: Journal) -> None:
    begun(journal, 2)
    journal.intend(ALERT, ["r000"], NOON)
    journal.recover()
    journal.intend(ALERT, ["r001"], NOON)

    other = begun(journal, 1, LATER)
    journal.intend(LATER, other, NOON)
    journal.record(LATER, [outcome(other[0], RowState.IN_DOUBT)], NOON, LIMITS)

    assert journal.adopt(ALERT) == 1

    assert (journal.resend(ALERT, NOON), journal.resend(LATER, NOON)) == (0, 1)
    assert journal.in_doubt(ALERT) == {"r000", "r001"}


def test_whom_the_ledger_says_to_be_superseded_nobody_mails_any_more(journal: Journal) -> None:
    """A copy from before its correction: neither who waits nor, where policy resends, who is in doubt."""
    begun(journal, 3)
    journal.intend(ALERT, ["r000", "r001"], NOON)
    journal.recover()

    journal.supersede(ALERT)

    assert (due(journal), journal.resend(ALERT, NOON)) == ([], 0)
    assert dict(journal.counts(ALERT).states) == {RowState.IN_DOUBT: 2, RowState.SUPERSEDED: 1}


def test_buckets_are_kept(journal: Journal) -> None:
    journal.keep_buckets({"old": (1.0, 0.0, 0.0)})
    journal.keep_buckets({"big": (25.0, -3.0, 1_764_000_000.5)})
    other = Journal.open(journal.path, lock=False)
    assert other.buckets() == {"big": (25.0, -3.0, 1_764_000_000.5)}
    other.close()


def test_an_empty_snapshot_can_be_sealed(journal: Journal) -> None:
    begun(journal, 0)

    assert journal.seal(ALERT).total == 0
    assert journal.entries() == [JournalEntry(ALERT, "n1", "sealed", None, 0, 1)]


def test_an_alert_is_frozen_once(journal: Journal) -> None:
    begun(journal)

    with raises(Refusal, "send/journal/frozen-already", alert=ALERT):
        journal.freeze(ALERT, "n2", audience(rows(1)), NOON)

    assert journal.counts(ALERT).total == 4


def test_a_twin_in_the_snapshot_leaves_nothing(journal: Journal) -> None:
    with pytest.raises(JournalError, match="SQLITE_CONSTRAINT_PRIMARYKEY"):
        journal.freeze(ALERT, "n1", audience([*rows(2), rows(1)[0]]), NOON)

    assert journal.entries() == []


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry(tmp_path / "subscribers.sqlite", patience=0)
    for number in range(3):
        made.register(resident(number), NOON)
    return made


def resident(number: int, language: str = "ja") -> Wish:
    everywhere = frozenset({"*"})
    return Wish(
        address=f"r{number}@example.test", stations=everywhere, municipalities=frozenset(), categories=everywhere,
        form="text", language=language, night=True, exercise=False, origin="窓口", consented_at="2026-04-01",
    )  # fmt: skip


def counted(registry: Registry) -> Audience:
    selection = registry.readers.choosing(Scope(True), "crime", False, shipped())
    return Audience(selection, registry.readers.count(selection, None))


def change(registry: Registry, sql: str) -> None:
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute(sql)


def test_the_snapshot_is_what_the_registry_gives(journal: Journal, registry: Registry) -> None:
    assert journal.freeze(ALERT, "n1", counted(registry), NOON) == 3
    journal.claim(ALERT, "n1", None)
    assert journal.due(ALERT, NOON, 9, daytime=True) == [
        SnapshotRow(one.id, "text", "ja", True, one.address) for one in registry.everybody()
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "DELETE FROM category WHERE subscriber = 1",
        "UPDATE subscriber SET left_at = '2026-11-25' WHERE number = 1",
        "UPDATE subscriber SET language = 'en' WHERE number = 1",
    ],
)
def test_another_registry_than_was_counted_is_not_frozen(journal: Journal, registry: Registry, changed: str) -> None:
    before = counted(registry)
    change(registry, changed)
    with pytest.raises(AudienceChanged):
        journal.freeze(ALERT, "n1", before, NOON)
    assert (journal.entries(), journal.counts(ALERT).total) == ([], 0)


@pytest.mark.parametrize("damage", ["address = 'broken'", "night = 7", "id = 'a b'"])
def test_what_is_damaged_after_the_count_is_never_due(journal: Journal, registry: Registry, damage: str) -> None:
    before = counted(registry)
    change(registry, f"UPDATE subscriber SET {damage} WHERE number = 1")
    journal.freeze(ALERT, "n1", before, NOON)
    journal.claim(ALERT, "n1", None)
    with pytest.raises(JournalError, match=r"A value in the journal .* is damaged \(table delivery, row [1-3]\)"):
        journal.due(ALERT, NOON, 9, daytime=True)


def test_one_who_registers_after_the_count_is_not_frozen_with_it(journal: Journal, registry: Registry) -> None:
    before = counted(registry)
    registry.register(resident(3), NOON)
    with pytest.raises(AudienceChanged):
        journal.freeze(ALERT, "n1", before, NOON)
    assert journal.freeze(ALERT, "n1", counted(registry), NOON) == 4


def test_the_people_of_an_earlier_alert(journal: Journal, registry: Registry) -> None:
    journal.freeze(ALERT, "n1", counted(registry), NOON)
    journal.claim(ALERT, "n1", None)
    gone, reached, _ = (row.recipient_id for row in journal.due(ALERT, NOON, 9, daytime=True))
    journal.intend(ALERT, [reached], NOON)
    journal.record(ALERT, [outcome(reached, RowState.ACCEPTED)], NOON, LIMITS)
    registry.register(resident(3), NOON)
    registry.leave(gone, NOON)

    for ids, size in ((journal.people([ALERT], reached=False), 2), (journal.people([ALERT], reached=True), 1)):
        selection = registry.readers.among(*ids, False)
        assert registry.readers.count(selection, journal.path) == {("text", "ja"): size}
        assert journal.freeze(LATER, "n2", Audience(selection, {("text", "ja"): size}), NOON) == size
        assert gone not in journal.snapshot_ids(LATER)
        assert reached in journal.snapshot_ids(LATER)
        journal.drop(LATER)


FATES: tuple[What | Literal["stays", "is unknown"], ...] = ("stays", "left", "silent", "erased", "is unknown")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(RowState), st.sampled_from(FATES), st.booleans()), max_size=9))
def test_those_suppressed_are_those_who_are_mailed_no_more_asked_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[RowState, str, bool]]
) -> None:
    """Of those who have come back from the air first, while the registry is as it was; then of all."""
    folder = tmp_path_factory.mktemp("leavers")
    registry, journal = Registry(folder / "subscribers.sqlite", patience=0), Journal.open(folder / "journal.db")
    ids = [registry.register(resident(number), NOON) for number in range(len(people))] or [
        registry.register(resident(0), NOON)
    ]
    journal.freeze(ALERT, "n1", counted(registry), NOON)
    journal.claim(ALERT, "n1", None)
    expected, early, address = {}, {}, {one.id: one.address for one in registry.everybody()}
    for identity, (state, fate, back) in zip(ids, people, strict=False):
        sql = "UPDATE delivery SET state = ? WHERE recipient_id = ?"
        journal._file.connection.execute(sql, (state, identity))
        if fate in ("left", "silent", "erased"):
            assert registry.change(fate, [address[identity]], NOON, "koho-kocho-manager") != [None]
        elif fate == "is unknown":  # as in an older copy of the registry
            change(registry, f"DELETE FROM subscriber WHERE id = '{identity}'")
        gone = fate in ("left", "silent", "erased") and state in (RowState.PENDING, RowState.DEFERRED)
        expected[identity] = RowState.SUPPRESSED if gone else state
        early[identity] = RowState.SUPPRESSED if gone and back else state

    def states() -> dict[object, object]:
        found = journal._file.read("SELECT recipient_id, state FROM delivery")
        return {identity: state for identity, state in found if identity in expected}

    journal.suppress(
        ALERT, registry.readers.left(), [one for one, (*_, back) in zip(ids, people, strict=False) if back]
    )
    assert states() == early
    leavers = Leavers(journal, registry.readers, ALERT)
    assert leavers()
    assert states() == expected
    assert not leavers(ids)  # nothing has changed since
    journal.close()


def test_residents_register_while_a_snapshot_is_frozen(journal: Journal, registry: Registry) -> None:
    def joining() -> bool:
        registry.register(resident(4), NOON)  # with no patience: a lock would raise
        return False

    audience_ = counted(registry)
    file = journal._file
    with file.beside(registry.path), file.transaction() as sql:
        sql.set_progress_handler(joining, 1)
        (size,) = sql.execute(f"SELECT count(*) FROM ({audience_.selection.rows})", ("crime",)).fetchone()
        sql.set_progress_handler(None, 0)
    assert (size, registry.stats().registered) == (3, 4)


@pytest.mark.parametrize("nonce", ["n1", "other"])
def test_only_the_own_nonce_claims(journal: Journal, nonce: str) -> None:
    if nonce == "other":
        journal.freeze(ALERT, "n1", audience(rows(1)), NOON)

    with raises(JournalMismatch, "send/journal/no-matching-record", alert=ALERT):
        journal.claim(ALERT, nonce, None)


def test_drop_forgets_a_frozen_snapshot_and_no_other(journal: Journal) -> None:
    journal.freeze(ALERT, "n1", audience(rows(2)), NOON)
    journal.drop(ALERT)
    assert journal.entries() == []
    begun(journal)

    with raises(JournalMismatch, "send/journal/no-matching-record", alert=ALERT):
        journal.drop(ALERT)


def test_those_who_want_no_night_mail_wait_for_the_day(journal: Journal) -> None:
    snapshot = [*rows(1, night=False), SnapshotRow("r9", "text", "ja", True, "r9@example.test")]
    journal.freeze(ALERT, "n1", audience(snapshot), NOON)
    journal.claim(ALERT, "n1", None)

    assert due(journal, daytime=False) == ["r9"]
    assert due(journal, daytime=True) == ["r000", "r9"]


def asked(journal: Journal, people: tuple[str, tuple[object, ...]]) -> set[object]:
    with closing(sqlite3.connect(journal.path)) as connection:
        return {identity for (identity,) in connection.execute(*people)}


def test_who_was_in_the_air_or_in_doubt_may_have_been_reached(journal: Journal) -> None:
    ids = begun(journal)
    journal.intend(ALERT, ids[:1], NOON)
    journal.recover()
    journal.resend(ALERT, NOON)
    journal.intend(ALERT, ids[1:2], NOON)

    assert asked(journal, journal.people([ALERT], reached=True)) == set(ids[:2])


@pytest.mark.parametrize("state", [RowState.PENDING, RowState.DEFERRED])
def test_what_comes_back_of_an_alert_that_was_ended_meanwhile_is_superseded(journal: Journal, state: RowState) -> None:
    """It would be mailed in the next run, after the claim of its correction."""
    ids = begun(journal)
    journal.intend(ALERT, ids[:2], NOON)
    journal.freeze(LATER, "n2", audience(rows(4)), NOON)
    journal.claim(LATER, "n2", ALERT)

    back = outcome(ids[0], state, stage="rcpt", dot="no", code=451)
    journal.record(ALERT, [back, outcome(ids[1], RowState.ACCEPTED)], NOON, LIMITS)

    assert dict(journal.counts(ALERT).states) == {RowState.SUPERSEDED: 3, RowState.ACCEPTED: 1}


def test_the_claim_of_what_ends_an_alert_supersedes_its_waiting_rows(journal: Journal) -> None:
    ids = begun(journal)
    journal.intend(ALERT, ids[:3], NOON)
    results = [
        outcome(ids[0], RowState.ACCEPTED),
        outcome(ids[1], RowState.DEFERRED, code=451),
        outcome(ids[2], RowState.IN_DOUBT),
    ]
    journal.record(ALERT, results, NOON, LIMITS)
    journal.freeze(LATER, "n2", audience(rows(4)), NOON)
    assert journal.counts(ALERT)[RowState.SUPERSEDED] == 0

    journal.claim(LATER, "n2", ALERT)

    assert dict(journal.counts(ALERT).states) == {
        RowState.ACCEPTED: 1,
        RowState.SUPERSEDED: 2,
        RowState.IN_DOUBT: 1,
    }
    assert journal.reached(ALERT) == {ids[0], ids[2]}
    assert journal.snapshot_ids(ALERT) == set(ids)
    assert asked(journal, journal.people([ALERT], reached=True)) == {ids[0], ids[2]}
    # What the relay never took is not sent any more either.
    assert journal.settle(ALERT, (), [ids[2]], ended=True) == 1
    assert journal.counts(ALERT)[RowState.SUPERSEDED] == 3


def test_backing_off_and_failing_in_the_end(journal: Journal) -> None:
    (one,) = begun(journal, 1)
    now = NOON
    for minutes in (5, 15, 60):
        journal.intend(ALERT, [one], now)
        journal.record(ALERT, [outcome(one, RowState.DEFERRED, code=451)], now, LIMITS)
        assert not journal.due(ALERT, now + timedelta(minutes=0.8 * minutes, seconds=-1), 9, daytime=True)
        now += timedelta(minutes=minutes)
        assert journal.due(ALERT, now, 9, daytime=True)
    journal.intend(ALERT, [one], now)

    journal.record(ALERT, [outcome(one, RowState.DEFERRED, code=451)], now, LIMITS)

    assert journal.counts(ALERT)[RowState.FAILED] == 1


def test_a_broken_attempt_is_due_again(journal: Journal) -> None:
    ids = begun(journal, 3)
    journal.intend(ALERT, ids, NOON)
    results = [
        outcome(ids[0], RowState.PENDING, stage="connect", dot="no"),
        outcome(ids[1], RowState.PENDING, stage="data", dot="no"),
        outcome(ids[2], RowState.PENDING, stage="data", dot="no", ours=True),
    ]

    journal.record(ALERT, results, NOON, LIMITS)

    assert due(journal) == [ids[0], ids[2]]
    assert due(journal, minutes=5) == ids


def test_only_waiting_rows_are_intended_and_only_intents_recorded(journal: Journal) -> None:
    ids = begun(journal)
    journal.intend(ALERT, ids[:1], NOON)

    with raises(JournalMismatch, "send/journal/not-waiting", alert=ALERT):
        journal.intend(ALERT, ids[:2], NOON)
    for state in (RowState.ACCEPTED, RowState.DEFERRED):
        with raises(JournalMismatch, "send/journal/not-in-the-air", alert=ALERT):
            journal.record(ALERT, [outcome(ids[0], state), outcome(ids[1], state)], NOON, LIMITS)
        with raises(JournalMismatch, "send/journal/not-in-the-air", alert=ALERT):
            journal.record(ALERT, [outcome("nobody", state)], NOON, LIMITS)

    assert dict(journal.counts(ALERT).states) == {RowState.INTENT: 1, RowState.PENDING: 3}


def test_what_a_dead_process_left_is_in_doubt(tmp_path: Path) -> None:
    first = Journal.open(tmp_path / "journal.db")
    ids = begun(first)
    first.intend(ALERT, ids[:2], NOON)
    looking = Journal.open(tmp_path / "journal.db", lock=False)
    assert looking.in_doubt(ALERT) == frozenset()  # while its sender lives they are in the air
    looking.close()
    first.close()
    journal = Journal.open(tmp_path / "journal.db")

    assert journal.id == first.id
    assert [journal.unsure(dead=dead) for dead in (False, True)] == [frozenset(), {ALERT}]
    assert journal.recover() == 2
    assert journal.recover() == 0
    assert journal.in_doubt(ALERT) == set(ids[:2])
    assert journal.settle(ALERT, [ids[0], "nobody"], [ids[1], ids[3]], ended=False) == 2
    assert dict(journal.counts(ALERT).states) == {RowState.ACCEPTED: 1, RowState.PENDING: 3}
    journal.close()


def test_seal_refuses_while_rows_wait(journal: Journal) -> None:
    ids = begun(journal, 2)
    begun(journal, 0, "over")
    journal.seal("over")
    journal.freeze("unclaimed", "n2", audience([]), NOON)
    journal.intend(ALERT, ids[:1], NOON)

    with raises(JournalMismatch, "send/journal/no-matching-record", alert="unclaimed"):
        journal.seal("unclaimed")
    with raises(JournalMismatch, "send/journal/still-waiting", alert=ALERT):
        journal.seal(ALERT)
    journal.expire(ALERT)
    with pytest.raises(JournalMismatch):
        journal.seal(ALERT)
    journal.recover()

    assert journal.seal(ALERT)[RowState.EXPIRED] == 1
    # Settled as not taken after the seal: it is due again.
    journal.settle(ALERT, (), ids[:1], ended=False)
    assert due(journal) == ids[:1]
    states = {entry.alert_id: entry.state for entry in journal.entries()}
    assert states == {ALERT: "claimed", "over": "sealed", "unclaimed": "frozen"}


def test_what_is_purged_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    ids = begun(journal, 200)
    journal.intend(ALERT, ids[:2], NOON)
    said = [outcome(one, RowState.FAILED, said=f"550 no {one}@example.test here") for one in ids[:2]]
    journal.record(ALERT, said, NOON, LIMITS)
    journal.expire(ALERT)
    journal.seal(ALERT)
    assert len(journal.failed(ALERT)) == 2
    journal._file.connection.execute("PRAGMA secure_delete = OFF")  # as SQLite is built elsewhere

    assert journal.purge(Retention(30, 365), NOON + timedelta(days=31)) == 200

    assert journal.failed(ALERT) == []
    assert journal.counts(ALERT).total == 200
    assert journal.purge(Retention(30, 365), NOON + timedelta(days=31)) == 0  # once
    journal.close()
    assert b"@example.test" not in (tmp_path / "journal.db").read_bytes()


def test_a_run_purges_so_many_rows_and_leaves_the_rest_to_the_next(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haishin.send.journal.journal.PURGED_AT_ONCE", 6)
    for number in range(4):
        begun(journal, 3, alert_id=f"{ALERT}-{number}")
        journal.expire(f"{ALERT}-{number}")
        journal.seal(f"{ALERT}-{number}")
    later = NOON + timedelta(days=400)

    assert [journal.purge(Retention(30, 365), later) for _ in range(5)] == [6, 6, 6, 6, 0]

    assert [entry.purged for entry in journal.entries()] == [2, 2, 2, 2]
    assert [journal.counts(entry.alert_id).total for entry in journal.entries()] == [3, 3, 3, 3]
    begun(journal, 1)
    assert journal.counts(ALERT).total == 1


def test_what_ends_with_its_thread_is_resent_to_none_in_doubt_and_no_other_alert_is_touched(journal: Journal) -> None:
    for alert in (ALERT, "20261125-1100-other"):
        ids = begun(journal, 2, alert_id=alert)
        journal.intend(alert, ids[:1], NOON)
    journal.freeze(LATER, "n2", audience(rows(1)), NOON)
    journal.claim(LATER, "n2", None, [ALERT])
    assert journal._file.read("SELECT alert_id, recipient_id FROM delivery WHERE resent") == [(ALERT, "r000")]


def test_leaving_expiring_adopting(journal: Journal) -> None:
    ids = begun(journal, 4)
    journal.intend(ALERT, ids[:1], NOON)
    journal.record(ALERT, [outcome(ids[0], RowState.ACCEPTED)], NOON, LIMITS)

    assert journal.suppress(ALERT, left(ids[:2]), ids[2:]) == 0
    assert journal.suppress(ALERT, left(ids[:2])) == 1
    assert journal.suppress(ALERT, left([])) == 0
    journal.intend(ALERT, ids[2:3], NOON)
    assert journal.adopt(ALERT) == 2
    assert journal.expire(ALERT) == 0

    assert dict(journal.counts(ALERT).states) == {
        RowState.ACCEPTED: 1,
        RowState.SUPPRESSED: 1,
        RowState.IN_DOUBT: 2,
    }


def test_verify_sees_a_missing_row(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    begun(journal, 2)
    with sqlite3.connect(tmp_path / "journal.db") as meddler:
        meddler.execute("DELETE FROM delivery WHERE recipient_id = 'r001'")
    meddler.close()

    with raises(JournalMismatch, "send/journal/sums-differ", alert=ALERT):
        journal.verify()
    journal.close()


@pytest.mark.parametrize("table", ["release", "delivery"])
def test_verify_sees_a_state_that_it_never_wrote(tmp_path: Path, table: str) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    begun(journal, 2)
    journal._file.connection.execute("PRAGMA ignore_check_constraints = ON")
    journal._file.connection.execute(f"UPDATE {table} SET state = 'odd'")
    with pytest.raises(JournalError):
        journal.verify()
    journal.close()


@pytest.mark.parametrize("state", RowState)
def test_verify_sees_a_row_that_a_seal_left_open(tmp_path: Path, state: RowState) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    begun(journal, 2)
    journal.expire(ALERT)
    journal.seal(ALERT)
    journal._file.connection.execute("UPDATE delivery SET state = ? WHERE recipient_id = 'r001'", (state,))
    is_open = state in (RowState.PENDING, RowState.DEFERRED, RowState.INTENT)
    with raises(JournalMismatch, "send/journal/sums-differ", alert=ALERT) if is_open else nullcontext():
        journal.verify()
    journal.close()


def test_who_was_taken_next_before_and_after_those_in_doubt(journal: Journal) -> None:
    """By the seconds of intents and results; after an adoption, by all the time that the other host had."""

    def attempt(one: str, state: RowState, begun: int, took: int, alert: str = ALERT) -> None:
        journal.intend(alert, [one], NOON + timedelta(seconds=begun))
        result = outcome(one, state, alert, code=451 if state is RowState.DEFERRED else None)
        journal.record(alert, [result], NOON + timedelta(seconds=took), LIMITS)

    def around(*doubtful: str, adopted: int | None = None) -> list[tuple[str, str] | None]:
        act = None if adopted is None else NOON + timedelta(seconds=adopted)
        return list(journal.witnesses(ALERT, doubtful, act))

    journal.freeze(LATER, "n2", audience(rows(2)), NOON)
    journal.claim(LATER, "n2", None)
    begun(journal, 6)
    attempt("r000", RowState.IN_DOUBT, 10, 12)
    attempt("r001", RowState.ACCEPTED, 10, 11)  # of the same second, perhaps before: no witness of what came after
    assert around("r000") == [None, None]
    attempt("r005", RowState.ACCEPTED, 1, 2)  # longer before
    attempt("r000", RowState.ACCEPTED, 3, 5, LATER)
    attempt("r002", RowState.DEFERRED, 7, 9)
    attempt("r003", RowState.FAILED, 12, 13)
    assert around("r000") == [(LATER, "r000"), None]
    attempt("r004", RowState.ACCEPTED, 20, 30)
    attempt("r001", RowState.ACCEPTED, 15, 40, LATER)
    assert around("r000") == [(LATER, "r000"), (LATER, "r001")]
    assert around() == around("r003") == []
    assert around("r000", adopted=18) == [None, (ALERT, "r004")]
    assert around("r000", adopted=30) == [None, None]


def test_the_list_of_alerts_is_read_anew_whoever_has_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    looking = Journal.open(path, lock=False)

    def states() -> list[list[str]]:
        return [[entry.state for entry in one.entries()] for one in (journal, looking)]

    assert states() == [[], []]
    journal.freeze(ALERT, "n1", audience(rows(1)), NOON)
    assert states() == [["frozen"], ["frozen"]]

    def claimed_in_vain() -> None:
        with journal.together():
            journal.claim(ALERT, "n1", None)
            assert states() == [["claimed"], ["frozen"]]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claimed_in_vain()
    assert states() == [["frozen"], ["frozen"]]  # what was rolled back has never been
    assert journal.entries() is journal.entries()  # nobody has written
    looking.close()
    journal.close()


def test_of_those_taken_in_one_second_the_last_tried_is_next_before(journal: Journal) -> None:
    ids = begun(journal, 3)
    for second, one in enumerate(ids):
        journal.intend(ALERT, [one], NOON + timedelta(seconds=second))
    journal.record(ALERT, [outcome(one, RowState.ACCEPTED) for one in ids[:2]], NOON + timedelta(seconds=2), LIMITS)
    journal.recover()
    assert list(journal.witnesses(ALERT, ids[2:], None)) == [(ALERT, ids[1]), None]


def test_the_pace_is_that_of_the_last_larger_alert_without_its_pauses(journal: Journal) -> None:
    assert journal.pace() is None
    ids = begun(journal, 120)
    for later, some in ((0, ids[:60]), (1, ids[60:90]), (39_600, ids[90:])):
        journal.intend(ALERT, some, NOON)
        at = NOON + timedelta(seconds=later)
        journal.record(ALERT, [outcome(one, RowState.ACCEPTED) for one in some], at, LIMITS)
    journal.seal(ALERT)
    few = begun(journal, 3, LATER)
    journal.intend(LATER, few, NOON)
    journal.record(LATER, [outcome(one, RowState.ACCEPTED) for one in few], NOON, LIMITS)
    assert journal.pace() == 40.0
    journal.freeze("newest", "n2", audience(rows(100)), NOON + timedelta(days=1))
    journal.claim("newest", "n2", None)
    journal.intend("newest", ids[:100], NOON)
    journal.record("newest", [outcome(one, RowState.ACCEPTED) for one in ids[:100]], NOON, LIMITS)
    assert journal.pace() == 40.0  # what still goes on tells no pace
    journal.seal("newest")
    assert journal.pace() == 100.0


def test_who_was_refused_together_does_not_come_back_together(journal: Journal) -> None:
    ids = begun(journal, 100)
    journal.intend(ALERT, ids, NOON)
    journal.record(ALERT, [outcome(one, RowState.DEFERRED, code=451) for one in ids], NOON, LIMITS)
    back = [len(due(journal, seconds=seconds)) for seconds in (239, 255, 270, 285, 300)]
    assert back == sorted(back)
    assert (back[0], back[-1], len(set(back))) == (0, 100, 5)


def test_who_was_refused_for_good_is_told_with_the_command_and_the_words(journal: Journal) -> None:
    begun(journal, 3)
    journal.intend(ALERT, ["r000", "r001", "r002"], NOON)
    refused = outcome("r000", RowState.FAILED, stage="dot", code=550, said="550 Unknown user")
    later = outcome("r001", RowState.DEFERRED, stage="rcpt", code=450, said="450 later")
    journal.record(ALERT, [refused, later, outcome("r002", RowState.ACCEPTED)], NOON, LIMITS)
    moment = NOON + timedelta(seconds=1)
    assert journal.refusals(NOON, moment) == [("r000", ALERT, NOON, "dot", 550, None, "550 Unknown user")]
    assert journal.refusals(moment, moment + timedelta(days=1)) == []
    assert journal.refusals(NOON - timedelta(days=1), NOON) == []  # else each pass would hear it twice


def test_a_refusal_of_the_last_try_is_told(journal: Journal) -> None:
    journal.intend(ALERT, begun(journal, 1), NOON)
    last = NOON + LIFE
    journal.record(ALERT, [outcome("r000", RowState.FAILED, code=550)], last, LIMITS)
    assert len(journal.refusals(last, last + timedelta(seconds=1))) == 1


def test_an_alert_that_was_tried_and_has_reached_nobody_is_named(journal: Journal) -> None:
    journal.freeze(LATER, "n1", audience(rows(1)), NOON)
    journal.intend(ALERT, begun(journal, 2), NOON)
    assert journal.unreached(NOON + timedelta(hours=1)) == {}  # in the air
    journal.record(ALERT, [outcome("r000", RowState.FAILED), outcome("r001", RowState.DEFERRED)], NOON, LIMITS)
    assert journal.unreached(NOON) == {}
    assert journal.unreached(NOON + timedelta(hours=1)) == {ALERT: False}
    journal.expire(ALERT)
    assert journal.unreached(NOON) == {ALERT: True}


def test_the_mails_to_a_person_are_told_the_newest_first(journal: Journal) -> None:
    begun(journal)
    journal.freeze(LATER, "n1", audience(rows(1)), NOON + timedelta(hours=1))
    assert [trace.alert_id for trace in journal.traces("r000@example.test", None)] == [LATER, ALERT]
    assert [trace.alert_id for trace in journal.traces("elsewhere@example.test", "r001")] == [ALERT]
