"""The registry: ids, registration, leaving, counts, one transaction, and no half-written state."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.recipient import Recipient
from haishin.residents import Registry, Stats, Wish
from haishin.residents.csvfile import CsvError, ImportReport
from support.selection import by_id

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
    patient = replace(registry, patience=30)
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
    assert registry.register(replace(WISH, consented_at=later), now) == one
    assert [found.id for found in by_id(registry, one)] == [one]


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
    assert registry.remove(["r4@example.jp", "R4@example.jp", "r_@example.jp"], now) == [True, False, False]
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
    assert registry.remove(["DUP@example.jp"], now) == [True]
    assert registry.stats().registered == 0
