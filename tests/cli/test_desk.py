"""A force with a desk, by the real command: whose token a mail bears, and when its key comes into being."""

from __future__ import annotations

import fcntl
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.message.keys import LeaveKey
from haishin.residents.desk import answers
from haishin.residents.desk.inbox import record_pass
from haishin.residents.registry.registry import Registry
from support.commands import NOW, Scratch
from support.contract import with_desk
from support.sending import CAUTION_ID, alarmed, merge, ok, records, service
from support.sink import Nobody

SECOND_ID = "20261125-1607-koekake"
PEOPLE = [f"r{number}@residents.example.jp" for number in range(6)]


@pytest.fixture
def host(tmp_path: Path) -> Scratch:
    """Residents are registered, the force has opened its desk, and the inbox has just looked."""
    host = service(tmp_path, PEOPLE)
    with Registry(host.state / "subscribers.sqlite").acting() as connection:
        record_pass(connection, datetime.fromisoformat(NOW))
    (host.copy / "schema" / "organization.yaml").write_bytes(with_desk()["organization.yaml"])
    host.commit("a desk")
    return host


def leave_key(host: Scratch) -> Path:
    return host.state / "leave.json"


def tokens(mail: EmailMessage) -> tuple[str, ...]:
    """Those of the link and of the address."""
    ways = str(mail["List-Unsubscribe"]).strip()
    found = re.fullmatch(r"<https://anzen\.example\.jp/l/(\S+)>, <mailto:teishi\+(\S+)@example\.jp>", ways)
    assert found
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found.groups()


def owners(host: Scratch, mails: list[EmailMessage]) -> dict[str, str | None]:
    """Address → whose tokens its mail bears, by the key in the folder."""
    key = LeaveKey.load(leave_key(host), create=False)
    found = {}
    for mail in mails:
        link, address = tokens(mail)
        assert link == address
        found[str(mail["To"])] = key.resident(link)
    return found


def registered(host: Scratch) -> dict[str, str | None]:
    return {one.address: one.id for one in Registry(host.state / "subscribers.sqlite").everybody()}


def half_way(host: Scratch) -> None:
    """As a sender left it that was killed in mid-sending."""
    with closing(sqlite3.connect(host.state / "journal.sqlite")) as journal, journal:
        journal.execute("UPDATE release SET state = 'claimed'")
        journal.execute("UPDATE delivery SET state = 'pending'")


def test_each_mail_bears_its_reader_s_token_by_a_key_that_a_look_does_not_make(host: Scratch) -> None:
    merge(host)
    ok(host.run("plan"))
    assert not leave_key(host).exists()
    ok(host.run("send"))
    assert leave_key(host).stat().st_mode & 0o777 == 0o600
    assert owners(host, host.mails()) == registered(host)
    assert len({str(mail.get_payload()) for mail in host.mails()}) == 1
    kept = leave_key(host).read_bytes()
    merge(host, SECOND_ID)
    ok(host.run("send"))
    assert (len(host.mails()), leave_key(host).read_bytes()) == (2 * len(PEOPLE), kept)
    assert owners(host, host.mails()) == registered(host)


def test_without_a_desk_there_is_no_key_and_no_token(tmp_path: Path) -> None:
    host = service(tmp_path, PEOPLE)
    merge(host)
    ok(host.run("send"))
    assert not leave_key(host).exists()
    assert {mail["List-Unsubscribe"] for mail in host.mails()} == {"<https://anzen.example.jp>"}
    assert not any("List-Unsubscribe-Post" in mail for mail in host.mails())


def test_a_control_address_gets_the_same_head(host: Scratch) -> None:
    """What is read in its mailbox is what residents get; whom its token names, ``inbox`` lets stay."""
    heading = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control"
    line = "desk@maebashi.example.jp,,,,text,ja,yes,no,unit,2026-04-01,maebashi"
    (host.folder / "control.csv").write_text(f"{heading}\n{line}\n", "utf-8")
    ok(host.run("subscribers", "import", str(host.folder / "control.csv"), now=None))
    merge(host)
    ok(host.run("send"))
    found = owners(host, host.mails())
    assert found == registered(host)
    assert found["desk@maebashi.example.jp"] is not None


def test_a_lost_key_stops_no_alert_half_way(host: Scratch) -> None:
    merge(host)
    ok(host.run("send"))
    half_way(host)
    before = leave_key(host).read_bytes()
    leave_key(host).unlink()
    host.run("send")
    assert len(host.mails()) == 2 * len(PEOPLE)
    assert leave_key(host).read_bytes() != before
    key = LeaveKey.load(leave_key(host), create=False)
    known = [key.resident(tokens(mail)[0]) is not None for mail in host.mails()]
    assert sorted(known) == [False] * len(PEOPLE) + [True] * len(PEOPLE)  # of the mails before it knows none


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"{"), lambda path: path.chmod(0o644)])
def test_a_key_that_cannot_be_read_holds_an_alert_before_its_claim(host: Scratch, damage: object) -> None:
    """The alarm names the file; once it is mended the alert goes."""
    LeaveKey.load(leave_key(host), create=True)
    whole = leave_key(host).read_bytes()
    damage(leave_key(host))  # type: ignore[operator]
    merge(host)
    said = alarmed(host.run("send"))
    assert (CAUTION_ID in said, host.mails()) == (True, [])
    assert "claimed" not in [record["kind"] for record in records(host)]
    assert str(leave_key(host)) in host.run("plan").stdout + said
    leave_key(host).write_bytes(whole)
    leave_key(host).chmod(0o600)
    ok(host.run("send"))
    assert owners(host, host.mails()) == registered(host)


def test_a_backup_carries_the_key_so_that_old_tokens_stay_good(host: Scratch, tmp_path: Path) -> None:
    merge(host)
    ok(host.run("send"))
    assert "leave.json" in ok(host.run("backup", "../kept"))
    leave_key(host).unlink()
    ok(host.run("restore", "../kept"))
    assert owners(host, host.mails()) == registered(host)


TIP = b"Return-Path: <a@b.jp>\nX-Original-To: anzen@mail.example.jp\nReceived: x\nFrom: <a@b.jp>\nSubject: x\n\nhelp\n"


def maildir(folder: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (folder / "mails" / part).mkdir(parents=True)
    return folder / "mails"


def test_a_mail_of_standard_input_is_read_by_whichever_inbox_runs(host: Scratch, tmp_path: Path) -> None:
    """A mail server starts a process for each; none waits for another, nor for the service."""
    mails = maildir(tmp_path)
    told = {"HAISHIN_INBOX": str(mails)}
    with (host.state / "inbox-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(2):
            ok(host.run("inbox", "--deliver", given=TIP.decode(), env=told))
        assert host.run("inbox", "--once", env=told).returncode == 1
    assert [path.read_bytes() for path in (mails / "new").iterdir()] == [TIP] * 2
    ok(host.run("inbox", "--once", env=told))
    assert len(list((mails / ".kept" / "new").iterdir())) == 2


def test_a_force_begins_without_a_list_and_with_nobody(host: Scratch, tmp_path: Path) -> None:
    """Its first residents come by empty mail; an alert until then waits for a person, which is no failure."""
    registry = Registry(host.state / "subscribers.sqlite")
    for left in host.state.glob("subscribers.sqlite*"):
        left.unlink()
    ok(host.run("inbox", "--once", env={"HAISHIN_INBOX": str(maildir(tmp_path))}))
    assert list(registry.everybody()) == []
    merge(host)
    assert f"haishin go {CAUTION_ID}" in alarmed(host.run("send"))


def test_an_answer_that_no_relay_takes_stays_and_is_told(host: Scratch, tmp_path: Path) -> None:
    registry = Registry(host.state / "subscribers.sqlite")
    with registry.acting() as connection:
        answers.put(connection, PEOPLE[0], "left", "ja", datetime.fromisoformat(NOW))
    with Nobody() as gone:
        told = {"HAISHIN_INBOX": str(maildir(tmp_path)), "HAISHIN_SMTP": f"smtp://127.0.0.1:{gone.port}"}
        done = host.run("inbox", "--once", env=told)
    assert (done.returncode, Message("cli/answers-stay").ja in done.stderr) == (2, True)
    with registry.acting() as connection:
        assert len(answers.begin(connection, datetime.fromisoformat(NOW))) == 1


def test_an_inbox_without_its_mailbox_ends_with_the_reason(host: Scratch, tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    done = host.run("inbox", "--once", env={"HAISHIN_INBOX": str(absent)})
    assert done.returncode == 2
    assert f"{absent}" in done.stderr
    assert "HAISHIN_INBOX" in done.stderr


def test_what_the_disk_or_its_owner_refuses_of_a_mail_is_told_by_its_place(
    host: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the Maildir is looked at: the mail server may start it in any folder."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mailbox.Maildir.add", full)
    monkeypatch.setattr("haishin.consult.main.Main.in_force", property(full))
    place = maildir(tmp_path)
    done = host.run("inbox", "--deliver", given=TIP.decode(), env={"HAISHIN_INBOX": str(place)})
    assert (done.returncode, f"{place} を使えません(No space left on device)" in done.stderr) == (2, True)


def test_a_lock_that_is_not_ours_is_told(host: Scratch) -> None:
    (host.state / "inbox-lock").mkdir()
    done = host.run("inbox", "--once", env={"HAISHIN_INBOX": "/"})
    assert (done.returncode, "inbox-lock" in done.stderr) == (2, True)


def test_without_a_maildir_no_mail_of_standard_input_is_taken(host: Scratch) -> None:
    done = host.run("inbox", "--deliver", given=TIP.decode(), env={"HAISHIN_INBOX": "imaps://u:p@mx.test/INBOX"})
    assert (done.returncode, "p@mx" in done.stdout + done.stderr) == (2, False)
