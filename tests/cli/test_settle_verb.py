"""``settle``: a sender killed in the middle, a real Postfix, and its real log."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from support.commands import Scratch
from support.postfix import DOMAIN, Postfix, postfix
from support.sending import CAUTION_ID, kinds, merge, ok, records, service, states

__all__ = ["postfix"]  # the fixture

PEOPLE = [f"r{number:02}@{DOMAIN}" for number in range(12)]
LATER = "2026-11-25T17:45+09:00"
# At the sixth message: before a word of it is said, or when the relay has it and nothing is on the disk.
KILLED = """
import os, signal
from haishin.send.transport.smtp import SmtpTransport
name, count = "may_dot" if {early} else "ended", []
told = getattr(SmtpTransport, name)
def counted(self, *what):
    count.append(1)
    if len(count) == 6 + (not {early}):  # the first that ends is a question to the relay
        os.kill(os.getpid(), signal.SIGKILL)
    return told(self, *what)
setattr(SmtpTransport, name, counted)
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = service(tmp_path, PEOPLE, limits={"in_flight": "1"})
    merge(scratch)
    return scratch


@pytest.mark.parametrize("early", [True, False])
def test_a_real_log_settles_whom_a_kill_left_in_doubt(scratch: Scratch, postfix: Postfix, early: bool) -> None:
    relay = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{postfix.port}"}
    before = len(postfix.messages(0))
    assert scratch.run("send", live=True, env=relay, prelude=KILLED.format(early=early)).returncode == -9
    postfix.messages(before + 5 + (not early))
    assert scratch.run("settle", CAUTION_ID).returncode == 3  # before the next sender has looked
    doubtful = scratch.run("send", live=True, env=relay, now=LATER)
    assert doubtful.returncode == 3
    assert Counter(states(scratch).values()) == {"accepted": 11, "in-doubt": 1}

    listed = scratch.run("settle", CAUTION_ID)
    assert (listed.returncode, len(listed.stdout.splitlines())) == (3, 1)
    assert scratch.run("settle", f"alerts/maebashi/2026/{CAUTION_ID}.md").stdout == listed.stdout
    assert DOMAIN not in listed.stdout + listed.stderr

    empty = scratch.folder / "maillog"
    empty.touch()
    by = ("--by", "koho-kocho-staff", "--resend-absent")
    refused = scratch.run("--lang", "en", "settle", CAUTION_ID, "--log", str(empty), *by)
    assert (refused.returncode, refused.stderr.splitlines()[0]) == (
        1,
        "The log does not show the mails sent just before and just after those in doubt, so it may not be whole: "
        "nobody is mailed again.",
    )
    wrong = scratch.run("settle", CAUTION_ID, "--log", str(empty), *by[:2])
    assert (wrong.returncode, wrong.stdout.splitlines()[0]) == (3, Message("cli/not-in-log", alert=CAUTION_ID).ja)
    postfix.logged()
    settled = scratch.run("settle", CAUTION_ID, "--log", str(postfix.folder / "maillog"), *by)
    told = Message("cli/settled-again" if early else "cli/settled-accepted", number="<10")
    assert settled.stdout == f"{told.ja}\n"
    assert settled.returncode == 0
    ok(scratch.run("send", live=True, env=relay, now=LATER))
    mails = [email.message_from_bytes(data, policy=email.policy.default) for data in postfix.messages(before + 12)]
    assert Counter(str(mail["To"]) for mail in mails[before:]) == Counter(PEOPLE)
    assert set(states(scratch).values()) == {"accepted"}
    assert (kinds(scratch)[-1], records(scratch)[-1]["in_doubt"]) == ("settled", False)
    assert ok(scratch.run("settle", CAUTION_ID)) == "分からない人はいません。\n"


def test_what_is_missing_is_said(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    log = scratch.folder / "maillog"
    unknown = scratch.run("--lang", "en", "settle", "20261125-9999-no")
    assert (unknown.returncode, unknown.stderr.splitlines()[0]) == (1, "There is no alert 20261125-9999-no on main.")
    logless = scratch.run("--lang", "en", "settle", CAUTION_ID, "--by", "koho-kocho-staff", "--resend-absent")
    assert (logless.returncode, logless.stderr.splitlines()[0]) == (1, "The relay's log (--log) is not given.")
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


def test_without_a_log_a_named_person_s_word_ends_it(scratch: Scratch, postfix: Postfix) -> None:
    relay = {"HAISHIN_SMTP": f"smtp://127.0.0.1:{postfix.port}"}
    before = len(postfix.messages(0))
    assert scratch.run("send", live=True, env=relay, prelude=KILLED.format(early=True)).returncode == -9
    doubtful = scratch.run("--lang", "en", "send", live=True, env=relay, now=LATER)
    assert doubtful.returncode == 3
    assert f"haishin settle {CAUTION_ID} --resend --by LOGIN" in doubtful.stdout + doubtful.stderr
    nobody = scratch.run("settle", CAUTION_ID, "--resend")
    assert (nobody.returncode, nobody.stderr.splitlines()[0]) == (1, "だれが確かめたかの指定(--by)がありません。")
    stranger = scratch.run("settle", CAUTION_ID, "--resend", "--by", "maebashi-manager")
    assert (stranger.returncode, stranger.stdout) == (1, "")
    assert scratch.run("settle", CAUTION_ID, "--resend", "--delivered").returncode == 2  # one of the two

    said = scratch.run("settle", CAUTION_ID, "--resend", "--by", "koho-kocho-staff")
    assert (said.returncode, said.stdout) == (0, f"{Message('cli/settled-again', number='<10').ja}\n")
    assert (records(scratch)[-1]["by"], records(scratch)[-1]["word"]) == ("koho-kocho-staff", "resend")
    ok(scratch.run("send", live=True, env=relay, now=LATER))
    mails = [email.message_from_bytes(data, policy=email.policy.default) for data in postfix.messages(before + 12)]
    assert Counter(str(mail["To"]) for mail in mails[before:]) == Counter(PEOPLE)
    assert set(states(scratch).values()) == {"accepted"}
