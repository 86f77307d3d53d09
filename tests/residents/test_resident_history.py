"""Events without addresses, and what is forgotten when: of an erased address no byte stays."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.policy import ResidentLimits
from haishin.core.errors import ToolError
from haishin.residents.registry import history
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.history import leave, revive, silence
from haishin.residents.registry.movements import movements
from haishin.residents.registry.registry import Registry, erase, new_id
from haishin.residents.registry.registry_file import reading, writing
from residents.test_registry_file import FORMS, restored
from support.raising import raises

Take = Callable[..., ImportReport]
BY = "koho-kocho-manager"
LIMITS = ResidentLimits()
LINE = "{},maebashi,,crime,text,ja,yes,no,窓口,2026-04-01"


def ids(registry: Registry) -> dict[str, str]:
    return {one.address.partition("@")[0]: one.id for one in registry.everybody()}


def count(registry: Registry, table: str) -> int:
    with reading(registry.path, 0) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(number)


def test_each_act_is_an_event_with_its_way_and_its_person(registry: Registry, take: Take, now: datetime) -> None:
    take(LINE.format("taro@example.jp"), LINE.format("jiro@example.jp"))
    take(LINE.format("taro@example.jp").replace("text", "html"))
    who = ids(registry)["taro"]
    acts = [("silent", "bounces", None), ("revived", "operator", BY), ("left", "one-click", None)]
    with writing(registry.path, 0) as connection:
        assert silence(connection, who, now, "bounces")
        assert revive(connection, who, now + timedelta(minutes=1), "operator", BY)
        assert leave(connection, who, now + timedelta(minutes=2), "one-click")
        found = [(event.what, event.how, event.by) for event in history.of(connection, who)]
        assert erase(connection, who, now + timedelta(minutes=3), "operator", BY, registry.digest())
    assert found == [("registered", "import", None), ("changed", "import", None), *acts]
    told = registry.history("TARO@example.jp")
    assert [event.what for event in told] == ["registered", "changed", "silent", "revived", "left", "erased"]
    assert told[-1].at == now + timedelta(minutes=3)
    assert len(registry.history("jiro@example.jp")) == 1
    assert registry.history("nobody@example.jp") == ()


def test_who_came_left_and_fell_silent_is_counted_by_the_months_of_japan(
    registry: Registry, take: Take, now: datetime
) -> None:
    """Who is erased before he left has left; a unit's own address is nobody's."""
    take(*(LINE.format(f"{name}@example.jp") for name in ("taro", "jiro", "saburo", "shiro")))
    take(LINE.format("taro@example.jp").replace("text", "html"))
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control"
    take("desk@police.test,,,,text,ja,yes,no,窓口,2026-04-01,maebashi", heading=heading)
    midnight, who = datetime(2026, 11, 30, 15, tzinfo=UTC), ids(registry)
    with writing(registry.path, 0) as connection:
        assert silence(connection, who["taro"], midnight - timedelta(seconds=1), "bounces")
        assert revive(connection, who["taro"], midnight, "operator", BY)
        assert leave(connection, who["taro"], midnight, "mail")
        assert leave(connection, who["jiro"], midnight - timedelta(seconds=1), "mail")
        assert erase(connection, who["jiro"], midnight, "operator", BY, registry.digest())
        assert erase(connection, who["saburo"], midnight, "operator", BY, registry.digest())
    registry.tidy(midnight + timedelta(days=40), LIMITS)
    november = {"registered": 4, "left": 1, "silent": 1}
    assert movements(registry) == {"2026-11": november, "2026-12": {"left": 2}}


def test_an_event_without_a_readable_time_is_no_count(registry: Registry, take: Take) -> None:
    take(LINE.format("taro@example.jp"))
    with writing(registry.path, 0) as connection:
        connection.execute("UPDATE event SET at = 'x'")
    with pytest.raises(ToolError) as told:
        movements(registry)
    assert isinstance(told.value.message, Message)
    assert told.value.message.values["table"] == "event"


def test_what_changes_nothing_is_no_event(registry: Registry, take: Take, now: datetime) -> None:
    take(LINE.format("taro@example.jp"))
    take(LINE.format("taro@example.jp"))
    who = ids(registry)["taro"]
    with writing(registry.path, 0) as connection:
        assert not revive(connection, who, now, "operator", BY)  # he is there
        assert leave(connection, who, now, "mail")
        assert not leave(connection, who, now, "mail")
        assert not silence(connection, who, now, "bounces")
        assert not revive(connection, who, now, "operator", BY)  # no leaving is undone
        for act in (leave, silence, revive):
            assert not act(connection, "a" * 26, now, "operator")
        assert not erase(connection, "a" * 26, now, "operator", BY, registry.digest())
    assert [event.what for event in registry.history("taro@example.jp")] == ["registered", "left"]


def test_a_control_address_never_falls_silent(registry: Registry, take: Take, now: datetime) -> None:
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control"
    take("desk@police.test,,,,text,ja,yes,no,窓口,2026-04-01,maebashi", heading=heading)
    (desk,) = registry.everybody()
    assert registry.change("silent", [desk.address], now, BY) == [None]
    assert [one.id for one in registry.everybody()] == [desk.id]


@pytest.mark.parametrize(("hours", "gone"), [(0, False), (7, False), (8, True)])  # 16:00 + 8 h: the 29th day begins
def test_an_address_goes_by_whole_days_after_leaving(
    registry: Registry, take: Take, now: datetime, hours: int, gone: bool
) -> None:
    take(LINE.format("taro@example.jp"), LINE.format("jiro@example.jp"))
    before = ids(registry)
    registry.leave(before["taro"], now)
    assert registry.tidy(now + timedelta(days=28, hours=hours), LIMITS) == gone
    assert (registry.find("taro@example.jp") is None) == gone
    assert registry.find("jiro@example.jp") is not None
    assert [event.how for event in registry.history("taro@example.jp")][2:] == ["retention"] * gone
    with reading(registry.path, 0) as connection:
        kept = connection.execute("SELECT id, at FROM gone").fetchall()
    assert kept == [(before["taro"], "2026-11-25T07:00:00+00:00")] * gone  # when he left


@pytest.mark.parametrize("dump", FORMS, ids=lambda dump: dump.stem)
def test_of_who_left_before_this_form_the_address_goes_as_well(tmp_path: Path, dump: Path) -> None:
    old = restored(dump, tmp_path / "old.sqlite")
    assert old.tidy(datetime(2026, 12, 24, 14, 59, tzinfo=UTC), LIMITS) == 1
    assert old.find("taro@example.test") is None
    assert len(list(old.everybody())) == 1
    assert b"taro@" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_of_an_answer_in_doubt_the_address_goes_after_a_day(registry: Registry, take: Take, now: datetime) -> None:
    """Also of a stranger's, whom no registration outlives."""
    take(LINE.format("taro@example.jp"))
    with writing(registry.path, 0) as connection:
        for second, tried in ((0, True), (1, True), (2, False)):
            at = (now - timedelta(1, seconds=1 - second)).astimezone(UTC).isoformat()
            row = (f"stranger{second}@example.jp", at, at if tried else None)
            connection.execute("INSERT INTO answer VALUES (NULL, ?, 'unknown', 'ja', ?, ?, NULL)", row)
    registry.tidy(now, LIMITS)
    with reading(registry.path, 0) as connection:
        kept = connection.execute("SELECT address FROM answer").fetchall()
    assert kept == [("stranger1@example.jp",), ("stranger2@example.jp",)]


def test_what_else_is_older_than_it_may_be_goes(registry: Registry, take: Take, now: datetime) -> None:
    take(LINE.format("taro@example.jp"))
    with writing(registry.path, 0) as connection:
        connection.execute("DELETE FROM event")
        for number, (table, days) in enumerate((("sign", 60), ("answered", 1), ("mail_taken", 7), ("event", 1095))):
            for second in (-1, 0):  # one second too old, and just not
                at = (now - timedelta(days, seconds=-second)).astimezone(UTC).isoformat()
                if table == "event":
                    history.note(connection, "a" * 26, now - timedelta(days, seconds=-second), "left", "mail", None)
                elif table == "sign":
                    row = ("a" * 26, "ab"[second] * 8, f"2026-09-{26 - second}", at)
                    connection.execute("INSERT INTO sign VALUES (?, ?, ?, ?, 'unknown', 'x.jp', 0)", row)
                else:
                    key = ("b" * 14) if table == "answered" else f"{number}{-second}".zfill(64)
                    connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (key, at))
    assert registry.tidy(now, LIMITS) == 0
    assert {table: count(registry, table) for table in ("sign", "answered", "mail_taken", "event")} == {
        "sign": 1,
        "answered": 1,
        "mail_taken": 1,
        "event": 1,
    }


def churned(registry: Registry, now: datetime, chance: random.Random) -> tuple[dict[str, str], list[str]]:
    """Many who come and are erased, in many transactions: who is there, by address, and who was."""
    there: dict[str, str] = {}
    erased: list[str] = []
    insert = (
        "INSERT INTO subscriber (address, id, form, language, night, exercise, origin, consented_at, registered_at) "
        "VALUES (?, ?, ?, 'ja', 1, 0, '窓口', '2026-04-01', '2026-04-01')"
    )
    for _ in range(150):
        with writing(registry.path, 0) as connection:
            for _ in range(chance.randint(1, 60)):
                if chance.random() < 0.65 or not there:
                    address = f"zq{len(there) + len(erased)}q{'x' * chance.randint(0, 30)}@example.jp"
                    there[address] = new_id()
                    connection.execute(insert, (address, there[address], chance.choice(("text", "html"))))
                else:
                    address = chance.choice(list(there))
                    assert history.bury(connection, there.pop(address), now, registry.digest())
                    erased.append(address)
    return there, erased


def test_of_an_erased_address_no_byte_stays(registry: Registry, take: Take, now: datetime) -> None:
    """Though SQLite moved rows about, and the sender has the file open; of somebody who had left, too."""
    take(LINE.format("taro@example.jp"))
    with closing(sqlite3.connect(registry.path, isolation_level=None)) as sender:
        sender.execute("SELECT count(*) FROM subscriber").fetchone()  # so that the log stays
        there, erased = churned(registry, now, random.Random(1))
        registry.change("left", list(there)[::2], now, BY)
        asked = list(there)[::3]
        with writing(registry.path, 0) as connection:
            connection.executemany(
                "INSERT INTO answer (address, kind, language, made_at) VALUES (?, 'left', 'ja', ?)",
                [(address, now.isoformat()) for address in there],
            )
        assert None not in registry.change("erased", [address.upper() for address in asked], now, BY)
        data = b"".join(path.read_bytes() for path in registry.path.parent.glob("subscribers*"))
    gone = {*erased, *asked}
    assert [address for address in gone if address.encode() in data] == []
    assert [address for address in there if address not in gone and address.encode() not in data] == []
    assert count(registry, "answer") == len(there) - len(asked)


def test_a_reader_of_before_keeps_its_bytes_and_the_operator_is_told(
    registry: Registry, take: Take, now: datetime
) -> None:
    take(LINE.format("taro@example.jp"), LINE.format("jiro@example.jp"))
    with closing(sqlite3.connect(registry.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM subscriber").fetchone()
        with pytest.raises(ToolError) as caught:
            registry.change("erased", ["taro@example.jp"], now, BY)
        assert caught.value.message == Message("residents/file-locked", name="subscribers.sqlite")
    assert registry.find("taro@example.jp") is None
    assert registry.change("erased", ["taro@example.jp"], now, BY) == [None]
    assert b"taro@" not in b"".join(path.read_bytes() for path in registry.path.parent.iterdir())


def test_no_key_is_made_anew_beside_a_journal(registry: Registry, take: Take, now: datetime) -> None:
    """Mails that went rest on those that are missing: the sender is to say so, and nobody to hide it."""
    take(LINE.format("taro@example.jp"))
    registry.path.with_name("journal.sqlite").touch()
    with pytest.raises(ToolError) as caught:
        registry.change("erased", ["taro@example.jp"], now, BY)
    keys = registry.path.with_name("keys.json")
    assert caught.value.message == Message("message/missing-keys", path=keys)
    assert not keys.exists()
    assert registry.find("taro@example.jp") is not None
    registry.path.with_name("journal.sqlite").unlink()
    assert registry.change("erased", ["taro@example.jp"], now, BY) != [None]
    keys.unlink()
    registry.path.with_name("journal.sqlite").touch()
    with pytest.raises(ToolError):  # whom it would be to know again it cannot
        take(LINE.format("taro@example.jp"))


def test_what_a_reader_kept_from_being_forgotten_the_next_call_forgets(
    registry: Registry, take: Take, now: datetime
) -> None:
    take(LINE.format("himitsu@example.jp"), LINE.format("hanako@example.jp"))
    with closing(sqlite3.connect(registry.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM subscriber").fetchone()
        with raises(ToolError, "residents/file-locked", name=registry.path.name):
            registry.change("erased", ["himitsu@example.jp"], now, "clerk")
    assert registry.tidy(now, LIMITS) == 0
    files = [path for path in registry.path.parent.iterdir() if path.name.startswith(registry.path.name)]
    assert not any(b"himitsu" in path.read_bytes() for path in files)
    with reading(registry.path, 0) as connection:
        assert connection.execute("SELECT count(*) FROM desk").fetchone() == (0,)
