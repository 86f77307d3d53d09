"""The drill of OPERATING.md: the host is lost in mid-sending, a backup is restored elsewhere, a person takes over."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from haishin.core.catalogue import Message
from support.commands import Scratch, clock
from support.sending import CAUTION_ID, clone, merge, ok, service

SECOND_ID = "20261125-1607-koekake"
PEOPLE = [f"r{number}@residents.example.jp" for number in range(6)]
BY = ("--by", "koho-kocho-staff")


def test_a_standby_goes_on_after_a_person_has_taken_over_and_mails_nobody_twice(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    merge(host)
    ok(host.run("send"))
    written(host, "claimed", "pending")  # as it was in mid-sending
    made = host.run("backup", "../kept")
    assert ok(made) == (
        f"{host.folder / 'kept'} に控えを作りました"
        "(journal.sqlite, subscribers.sqlite, keys.json, ledger-tip, main-tip)。\n"
    )
    written(host, "sealed", "accepted")  # and what the backup does not know
    assert len(host.mails()) == len(PEOPLE)

    standby = clone(host, "standby")
    restored = standby.run("restore", "../kept")
    assert ok(restored).splitlines()[-1] == (
        "前の機械の送信を止めてから、haishin adopt --by アカウント名 で引き継いでください。"
    )
    refused = standby.run("send")
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        1,
        "この状態フォルダーの配信記録は、台帳にある最後の配信のものではありません。",
    )
    ok(standby.run("adopt", *BY))
    assert (standby.run("send").returncode, standby.mails()) == (3, [])  # all of them may have got it

    merge(standby, SECOND_ID)
    assert standby.run("send").returncode == 3
    assert len(standby.mails()) == len(PEOPLE)
    with closing(sqlite3.connect(standby.state / "journal.sqlite")) as journal:
        states = Counter(journal.execute("SELECT alert_id, state FROM delivery"))
    assert states == {(CAUTION_ID, "in-doubt"): len(PEOPLE), (SECOND_ID, "accepted"): len(PEOPLE)}


def written(host: Scratch, state: str, rows: str) -> None:
    with closing(sqlite3.connect(host.state / "journal.sqlite")) as journal, journal:
        journal.execute("UPDATE release SET state = ?", (state,))
        journal.execute("UPDATE delivery SET state = ?", (rows,))


def test_a_host_whose_journal_was_deleted_says_how_to_go_on(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    merge(host)
    ok(host.run("send"))
    ok(host.run("backup", "../kept"))
    for file in host.state.glob("journal.sqlite*"):
        file.unlink()

    (host.copy / "mail.log").touch()
    gone = host.run("settle", CAUTION_ID, "--log", "mail.log", *BY)
    assert (gone.returncode, gone.stderr.splitlines()[0]) == (
        2,
        "この状態フォルダーにあった配信記録 journal.sqlite がないか、空のものに替わっています。何も送りません。",
    )
    ok(host.run("restore", "../kept"))
    ok(host.run("adopt", *BY))
    merge(host, SECOND_ID)
    assert host.run("send").returncode == 0
    assert len(host.mails()) == 2 * len(PEOPLE)


def test_no_backup_is_written_into_a_checkout(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    refused = host.run("backup", "kept")
    assert (refused.returncode, (host.copy / "kept").exists()) == (1, False)
    assert Message("core/backup-in-work-tree", folder=host.copy / "kept").ja in refused.stderr
    shutil.rmtree(host.state)
    assert host.run("backup", "../kept").returncode == 1


def test_a_sender_beside_another_host_s_is_refused(tmp_path: Path) -> None:
    """As where the journal was copied while the other sends."""
    host = service(tmp_path, PEOPLE)
    merge(host)
    ok(host.run("send"))
    with closing(sqlite3.connect(host.state / "journal.sqlite")) as journal, journal:
        journal.execute("UPDATE meta SET holder = 'mail1/b1', held_at = ?", [clock().timestamp()])
    merge(host, SECOND_ID)
    refused = host.run("send")
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        1,
        "この配信記録は、別の機械(mail1)が今使っています。",
    )
    assert len(host.mails()) == len(PEOPLE)


def test_a_sender_makes_no_new_journal_where_the_folder_had_one(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    ok(host.run("send"))
    (host.state / "journal.sqlite").unlink()
    refused = host.run("send")
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        2,
        "この状態フォルダーにあった配信記録 journal.sqlite がないか、空のものに替わっています。何も送りません。",
    )
    assert not (host.state / "journal.sqlite").exists()


def test_a_send_forgets_addresses_after_the_policy_s_days(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    merge(host)
    ok(host.run("send"))
    days = "SELECT count(*) FROM delivery WHERE address <> ''"
    with closing(sqlite3.connect(host.state / "journal.sqlite", isolation_level=None)) as journal:
        journal.execute("UPDATE release SET created_at = created_at - 86400 * 29")
        ok(host.run("send"))
        assert journal.execute(days).fetchone() == (len(PEOPLE),)
        journal.execute("UPDATE release SET created_at = created_at - 86400 * 2")
        ok(host.run("send"))
        assert journal.execute(days).fetchone() == (0,)
    assert ok(host.run("status")).startswith("台帳:予行演習")
