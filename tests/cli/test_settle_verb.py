"""``settle``: a sender killed in the middle, a real Postfix, and its real log."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from pathlib import Path

import pytest
from support_sending import CAUTION_ID, kinds, merge, ok, records, service, states

from support_commands import Scratch
from support_postfix import DOMAIN, Postfix, postfix

__all__ = ["postfix"]  # the fixture

PEOPLE = [f"r{number:02}@{DOMAIN}" for number in range(12)]
KILLED_AFTER_FIVE = """
import os, signal
from haishin.delivery.transport.smtp import SmtpTransport
poll, count = SmtpTransport.poll, []
def counted(self, timeout):
    if len(count) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    count.append(1)
    return poll(self, timeout)
SmtpTransport.poll = counted
from haishin.delivery.journal import Journal
Journal.record = lambda *_: None
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    return scratch


def test_a_real_log_settles_whom_a_kill_left_in_doubt(scratch: Scratch, postfix: Postfix) -> None:
    relay = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{postfix.port}"}
    assert scratch.run("send", live=True, env=relay, prelude=KILLED_AFTER_FIVE).returncode == -9
    postfix.messages(5)
    doubtful = scratch.run("send", live=True, env=relay)
    assert doubtful.returncode == 3
    assert Counter(states(scratch).values()) == {"in-doubt": 12}

    listed = scratch.run("settle", CAUTION_ID)
    assert (listed.returncode, len(listed.stdout.splitlines())) == (3, 12)
    assert DOMAIN not in listed.stdout + listed.stderr

    log = ("settle", CAUTION_ID, "--log", str(postfix.folder / "maillog"), "--by", "koho-kocho-staff")
    first = scratch.run(*log)
    assert (first.returncode, first.stdout) == (3, "届いた <10\nまだ分からない <10\n")
    assert Counter(states(scratch).values()) == {"accepted": 5, "in-doubt": 7}
    assert (kinds(scratch)[-1], records(scratch)[-1]["by"]) == ("settled", "koho-kocho-staff")

    again = scratch.run(*log, "--resend-absent")
    assert (again.returncode, again.stdout) == (0, "次の回にもう一度送る <10\n")
    ok(scratch.run("send", live=True, env=relay))
    mails = [email.message_from_bytes(data, policy=email.policy.default) for data in postfix.messages(12)]
    assert Counter(str(mail["To"]) for mail in mails) == Counter(PEOPLE)
    assert set(states(scratch).values()) == {"accepted"}
    assert records(scratch)[-1]["in_doubt"] is False
    assert ok(scratch.run("settle", CAUTION_ID)) == "分からない人はいません。\n"


def test_what_is_missing_is_said(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    log = scratch.folder / "maillog"
    by = ("--by", "koho-kocho-staff")
    unsaid = scratch.run("settle", CAUTION_ID, "--log", str(log))
    assert (unsaid.returncode, unsaid.stderr) == (
        1,
        "だれが確かめたかの指定(--by)がありません。\n→ --by に、主管課の人のアカウント名を書いてください。\n",
    )
    missing = scratch.run("--lang", "en", "settle", CAUTION_ID, "--log", str(log), *by)
    assert (missing.returncode, missing.stderr) == (
        2,
        f"{log} cannot be read: No such file or directory\n→ Check where it is and its permissions.\n",
    )
    log.write_bytes(b"\xff no log\n")
    nobody = scratch.run("settle", CAUTION_ID, "--log", str(log), "--by", "maebashi-manager")
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert ok(scratch.run("settle", CAUTION_ID, "--log", str(log), *by)) == "分からない人はいません。\n"
