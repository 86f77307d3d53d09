"""The registry: ids, registration, leaving, counts, one transaction, and no half-written state."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.recipient import Recipient
from haishin.residents.desk.inbox import record_kept, record_pass
from haishin.residents.registry import history, signs
from haishin.residents.registry.csvfile import CsvError, ImportReport
from haishin.residents.registry.history import What, leave
from haishin.residents.registry.readers import DeskFacts
from haishin.residents.registry.registry import Registry, Stats
from haishin.residents.registry.registry_file import reading, writing
from haishin.residents.registry.subscriber import Wish
from support.selection import by_id, rows

Take = Callable[..., ImportReport]

HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
TARO = "taro@example.jp,maebashi;ota,前橋市,crime;fraud,html,ja,yes,no,窓口,2026-04-01"
WISH = Wish(
    address="taro@example.jp",
    stations=frozenset({"maebashi", "ota"}),
    municipalities=frozenset({"前橋市"}),
    categories=frozenset({"crime", "fraud"}),
    form="html",
    language="ja",
    night=True,
    exercise=False,
    origin="窓口",
    consented_at="2026-04-01",
)


def test_register_gives_a_random_id_and_keeps_the_wish(registry: Registry, now: datetime) -> None:
    one = registry.register(WISH, now)
    other = registry.register(replace(WISH, address="hanako@example.jp"), now)
    assert re.fullmatch(r"[a-z2-7]{26}", one)
    assert one != other
    (found,) = by_id(registry, one)
    assert {name: getattr(found, name) for name in Wish.__slots__} == {
        name: getattr(WISH, name) for name in Wish.__slots__
    }
    assert found.recipient == Recipient(one, "taro@example.jp")


def test_register_again_keeps_the_id(registry: Registry, now: datetime) -> None:
    one = registry.register(WISH, now)
    changed = replace(WISH, stations=frozenset({"numata"}), municipalities=frozenset(), night=False)
    assert registry.register(changed, now) == one
    (found,) = by_id(registry, one)
    assert (found.stations, found.municipalities, found.night) == (frozenset({"numata"}), frozenset(), False)
    assert registry.stats().registered == 1


def test_many_may_be_the_first(registry: Registry, now: datetime) -> None:
    patient = replace(registry, patience=120)
    wishes = [replace(WISH, address=f"r{number}@example.jp") for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda wish: patient.register(wish, now), wishes))
    assert len(set(ids)) == registry.stats().registered == 16


def test_leaving(registry: Registry, now: datetime) -> None:
    one = registry.register(WISH, now)
    assert registry.leave(one, now)
    assert not registry.leave(one, now)
    assert not registry.leave("a" * 26, now)
    assert by_id(registry, one) == []
    with pytest.raises(Refusal) as caught:
        registry.register(WISH, now)
    assert caught.value.message == Message("residents/line-left")
    assert caught.value.hint == Message("residents/consent-again")
    later = (now + timedelta(minutes=1)).isoformat()
    again = registry.register(replace(WISH, consented_at=later), now)
    assert again != one  # carriers hand addresses on: he is another person (threat W18)
    assert [found.id for found in by_id(registry, one, again)] == [again]


def test_stats(registry: Registry, take: Take, contract: Contract, now: datetime) -> None:
    take(
        TARO,
        "hanako@example.jp,*,,*,text,en,no,yes,窓口,2026-04-01",
        TARO.replace("taro", "gone"),
    )
    (gone,) = [one for one in registry.everybody() if "gone" in one.address]
    registry.leave(gone.id, now)
    assert registry.stats() == Stats(
        registered=2,
        left=1,
        silent=0,
        control=0,
        night=1,
        exercise=1,
        stations={"*": 1, "maebashi": 1, "ota": 1},
        municipalities={"前橋市": 1},
        categories={"*": 1, "crime": 1, "fraud": 1},
        forms={"html": 1, "text": 1},
        languages={"en": 1, "ja": 1},
    )


def test_registered_at_stays(registry: Registry, take: Take, contract: Contract, now: datetime) -> None:
    take(TARO)
    data = f"{HEADING}\n{TARO.replace('html', 'text')}\n".encode()
    assert registry.import_csv(io.BytesIO(data), contract, now + timedelta(days=9)).updated == 1
    with closing(sqlite3.connect(registry.path)) as connection:
        assert connection.execute("SELECT registered_at, left_at FROM subscriber").fetchall() == [
            ("2026-11-25T16:00:00+09:00", None)
        ]


def test_a_file_that_fails_half_way_changes_nothing(registry: Registry, contract: Contract, now: datetime) -> None:
    broken = f"{HEADING}\n{TARO}\n".encode() + b"\xff\n"
    with pytest.raises(CsvError):
        registry.import_csv(io.BytesIO(broken), contract, now)
    with pytest.raises(ToolError):  # not even an empty registry, which would mail nobody without a word
        registry.stats()


def test_a_stream_that_breaks_changes_nothing(
    registry: Registry, take: Take, contract: Contract, now: datetime
) -> None:
    take(TARO)

    class Torn(io.BytesIO):
        def __next__(self) -> bytes:
            if self.tell() > len(HEADING) + 10:
                raise KeyboardInterrupt
            return super().__next__()

    data = f"{HEADING}\n{TARO.replace('taro', 'jiro')}\n{TARO}\n".encode()
    with pytest.raises(KeyboardInterrupt):
        registry.import_csv(Torn(data), contract, now)
    assert registry.stats().registered == 1


def test_a_reader_sees_one_state(registry: Registry, take: Take, now: datetime) -> None:
    take(*(TARO.replace("taro", f"r{number}") for number in range(50)))
    rows = registry.everybody()
    first = next(rows)
    ids = [first.id]
    for one in rows:
        ids.append(one.id)
        registry.leave(one.id, now)
        registry.register(replace(WISH, address=f"new{len(ids)}@example.jp"), now)
    assert len(ids) == 50


def test_a_reading_given_up_leaves_nothing_locked(registry: Registry, take: Take) -> None:
    take(TARO, TARO.replace("taro", "jiro"))
    rows: Iterable[object] = registry.everybody()
    assert next(iter(rows))
    del rows
    assert take(TARO).unchanged == 1


def test_nothing_printed_shows_an_address(registry: Registry, take: Take, contract: Contract, now: datetime) -> None:
    report = take(TARO, TARO, TARO.replace("html", "x"))
    found = list(registry.everybody())
    registry.leave(found[0].id, now)
    with pytest.raises(Refusal) as caught:
        registry.register(WISH, now)
    printed = f"{report}{found}{WISH}{registry.stats()}{caught.value!r}{caught.value.__cause__}"
    printed += "".join(problem.text.ja + problem.text.en for problem in report.problems)
    assert not re.search(r"[^*]@", printed)
    assert "taro" not in printed


def test_who_leaves_is_found_in_any_case(registry: Registry, take: Take, now: datetime) -> None:
    take(TARO.replace("taro", "R4"), TARO.replace("taro", "r40"))
    known = registry.find("r4@example.jp")
    assert known is not None
    assert known.subscriber.address == "R4@example.jp"  # mailed as it was written
    addresses = ["r4@example.jp", "R4@example.jp", "r_@example.jp"]
    assert registry.change("left", addresses, now, "koho-kocho-manager") == [known, None, None]
    assert [one.address for one in registry.everybody()] == ["r40@example.jp"]


def test_an_address_in_another_case_is_the_same_person(registry: Registry, take: Take) -> None:
    report = take(TARO.replace("taro", "dup"), TARO.replace("taro", "Dup"))
    assert (report.added, [(one.line, one.column, one.reason.ja) for one in report.problems]) == (
        1,
        [(3, "address", "2行目と同じ登録者です。")],
    )
    (before,) = registry.everybody()
    assert take(TARO.replace("taro", "Dup")).updated == 1
    (after,) = registry.everybody()
    assert (after.id, after.address) == (before.id, "Dup@example.jp")


def test_an_older_registry_that_holds_both(registry: Registry, take: Take, now: datetime) -> None:
    take(TARO.replace("taro", "dup"), TARO.replace("taro", "other"))
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute("DROP INDEX address_in_any_case")
        connection.execute("UPDATE subscriber SET address = 'Dup@example.jp' WHERE address LIKE 'other%'")
    both = [TARO.replace("taro", "dup"), TARO.replace("taro", "Dup")]
    assert (take(*both).unchanged, registry.stats().registered) == (2, 2)
    first = registry.find("dup@example.jp")
    assert first is not None
    registry.leave(first.subscriber.id, now)
    rest = registry.find("dup@example.jp")
    assert rest is not None
    assert (rest.subscriber.address, rest.left_at) == ("Dup@example.jp", None)
    assert registry.change("left", ["DUP@example.jp"], now, "koho-kocho-manager") == [rest]
    assert registry.stats().registered == 0


# --- who is not mailed any more, and imports (threats W18, W23) ----------------------------------

FATES: tuple[What, ...] = ("left", "silent", "erased")
BY = "koho-kocho-manager"
REASON = {"left": "line-left", "silent": "line-silent", "erased": "line-left"}
WITH_ID = f"id,{HEADING}"


@pytest.mark.parametrize("given", [False, True], ids=["by address", "by id"])
@pytest.mark.parametrize("fate", FATES)
def test_no_import_revives_anybody_without_a_newer_consent(
    registry: Registry, take: Take, now: datetime, fate: What, given: bool
) -> None:
    take(TARO, TARO.replace("taro", "jiro"))
    before = {one.address: one.id for one in registry.everybody()}
    taro = before["taro@example.jp"]
    assert registry.change(fate, ["taro@example.jp"], now - timedelta(hours=2), BY) != [None]

    def again(consent: str) -> ImportReport:
        line = TARO.replace("taro", "TARO").replace("2026-04-01", consent)
        return take(f"{taro},{line}", heading=WITH_ID) if given else take(line)

    for consent in ("2026-04-01", "2026-11-25T14:00+09:00"):
        (problem,) = again(consent).problems
        assert (problem.column, problem.reason) == ("consented_at", Message(f"residents/{REASON[fate]}"))
        assert [one.id for one in registry.everybody()] == [before["jiro@example.jp"]]
    assert again("2026-11-25T14:00:01+09:00").added == 1
    (back,) = [one for one in registry.everybody() if one.id != before["jiro@example.jp"]]
    assert (back.address, back.id != taro) == ("TARO@example.jp", True)
    assert {row[0] for row in rows(registry.readers.left())} == {taro}  # an alert begun before him mails him no more
    # The sheet still has his old id: it is the same line again, and he stays who he is now.
    assert again("2026-11-25T14:00:01+09:00").unchanged == 1
    assert registry.stats().registered == 2


@pytest.mark.parametrize("fate", FATES)
def test_who_comes_back_has_nothing_of_who_was_there(registry: Registry, take: Take, now: datetime, fate: What) -> None:
    """Threat W18: the new owner of an old address."""
    take(TARO)
    (old,) = registry.everybody()
    with writing(registry.path, 0) as connection:
        signs.note(connection, old.id, "aaaaaaaa", now - timedelta(days=1), "unknown")
    registry.change(fate, [old.address], now, BY)
    narrow = replace(WISH, stations=frozenset({"numata"}), municipalities=frozenset(), categories=frozenset({"notice"}))
    new = registry.register(replace(narrow, consented_at="2026-11-26"), now + timedelta(days=2))
    (found,) = registry.everybody()
    assert (found.id, found.stations, found.categories) == (new, {"numata"}, {"notice"})
    assert rows(registry.readers.unknown(now)) == []
    with reading(registry.path, 0) as connection:
        assert [event.what for event in history.of(connection, new)] == ["registered"]
    told = [event.what for event in registry.history("taro@example.jp")]
    assert told == ["registered", fate, "registered"]


def test_an_erased_address_is_nobodys_under_another_id_either(registry: Registry, take: Take, now: datetime) -> None:
    """Somebody registered who moves to it needs a consent of his own from after that; he stays who he is."""
    take(TARO, TARO.replace("taro", "jiro"))
    ids = {one.address: one.id for one in registry.everybody()}
    registry.change("erased", ["taro@example.jp"], now - timedelta(hours=2), BY)
    jiro = ids["jiro@example.jp"]
    (problem,) = take(f"{jiro},{TARO}", heading=WITH_ID).problems
    assert problem.reason == Message("residents/line-left")
    assert take(f"{jiro},{TARO.replace('2026-04-01', '2026-11-25T15:00+09:00')}", heading=WITH_ID).updated == 1
    assert [(one.id, one.address) for one in registry.everybody()] == [(jiro, "taro@example.jp")]


def test_a_sync_marks_no_silent_one_as_left(registry: Registry, contract: Contract, take: Take, now: datetime) -> None:
    people = [TARO.replace("taro", f"r{number}") for number in range(4)]
    take(*people)
    registry.change("silent", ["r0@example.jp", "r1@example.jp"], now, BY)

    def sync(*lines: str) -> ImportReport:
        data = "\n".join((HEADING, *lines, "")).encode()
        return registry.import_csv(io.BytesIO(data), contract, now, sync=True, removals=1, by=BY)

    report = sync(*people[1:])  # one silent one is named, one is not: neither is in the way, and neither leaves
    assert (report.removed, report.unchanged, report.refused) == (0, 2, 1)
    stats = registry.stats()
    assert (stats.registered, stats.silent, stats.left) == (2, 2, 0)
    assert sync(people[0], people[1], people[2]).removed == 1
    left = [(event.what, event.how, event.by) for event in registry.history("r3@example.jp")]
    assert left[-1] == ("left", "import", BY)


@pytest.mark.parametrize("days", [(0, 2), (2, 0)])
def test_of_two_who_had_an_address_the_later_end_counts(
    registry: Registry, take: Take, now: datetime, days: tuple[int, int]
) -> None:
    take(TARO.replace("taro", "jiro"))
    with writing(registry.path, 0) as connection:
        for sign, day in zip("ab", days, strict=True):
            at = (now + timedelta(days=day)).astimezone(UTC).isoformat()
            connection.execute("INSERT INTO gone VALUES (?, ?, ?)", (sign * 26, registry.digest()(WISH.address), at))
    with pytest.raises(Refusal):
        registry.register(replace(WISH, consented_at="2026-11-27"), now)
    assert registry.register(replace(WISH, consented_at="2026-11-28"), now)


# --- what the alarms are told ---------------------------------------------------------------------


def test_what_a_pass_of_the_inbox_saw_is_told(registry: Registry, take: Take, now: datetime) -> None:
    take(*(TARO.replace("taro", f"r{number}") for number in range(20)))
    nothing = DeskFacts(None, 0, None, 0, None, 0, None, None, 0, ())
    assert registry.readers.desk_facts(now) == nothing
    with writing(registry.path, 0) as connection:
        record_pass(connection, now, aside=1)
        record_kept(connection, 2, now - timedelta(days=1))
    told = replace(nothing, passed_at=now, kept=2, kept_since=now - timedelta(days=1), aside=1, aside_at=now)
    assert registry.readers.desk_facts(now) == told
    later = now + timedelta(minutes=5)
    with writing(registry.path, 0) as connection:
        record_pass(connection, later, strange=3)
        record_kept(connection, 0, None)
        for at, tried in ((now, later), (later, None), (later + timedelta(minutes=1), None)):
            row = (at.astimezone(UTC).isoformat(), tried and tried.astimezone(UTC).isoformat())
            connection.execute(
                "INSERT INTO answer (address, kind, language, made_at, tried_at) VALUES ('a@b.jp', 'left', 'ja', ?, ?)",
                row,
            )
        ids = [one.id for one in by_id(registry, *(one.id for one in registry.everybody()))]
        for number, (minutes, how, by) in enumerate(
            [(0, "one-click", None), (1, "mail", None), (60, "word", None), (90, "button", None), (5, "operator", BY)]
        ):
            assert leave(connection, ids[number], later - timedelta(minutes=minutes), how, by)
        for identity in ids[6:16]:
            signs.note(connection, identity, "aaaaaaaa", now, "unknown")
        guards = signs.settle(connection, later)
    assert [guard.people for guard in guards] == [10]
    assert registry.readers.desk_facts(later) == replace(
        told,
        passed_at=later,
        kept=0,
        kept_since=None,
        strange=3,
        strange_at=later,
        answers_since=later,
        leavers=2,  # by themselves, within the hour
        guards=guards,
    )
