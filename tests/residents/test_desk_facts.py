"""What the alarms are told of leaving: mails that came back for our own set-up, today in Japan."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from haishin.residents.registry import signs
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import writing
from support.residents import wish

MIDNIGHT = datetime.fromisoformat("2026-11-25T00:00:00+09:00")


def test_residents_whose_mail_came_back_today_for_our_own_set_up(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "subscribers.sqlite")
    ids = [registry.register(wish(f"r{number}@example.test"), MIDNIGHT) for number in range(4)]
    second = timedelta(seconds=1)
    with writing(registry.path, registry.patience) as connection:
        for one in ids[:2]:
            signs.note(connection, one, "aaaaaaaa", MIDNIGHT, "ours")
            signs.note(connection, one, "aaaaaaaa", MIDNIGHT + second, "ours")  # once a day
        signs.note(connection, ids[2], "aaaaaaaa", MIDNIGHT - second, "ours")  # yesterday
        signs.note(connection, ids[3], "aaaaaaaa", MIDNIGHT, "filtered")
    assert registry.readers.desk_facts(MIDNIGHT + 23 * timedelta(hours=1)).ours == 2
    assert registry.readers.desk_facts(MIDNIGHT - second).ours == 1
    assert registry.readers.desk_facts(MIDNIGHT + timedelta(days=1)).ours == 0
