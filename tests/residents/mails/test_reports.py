"""Reports as servers write them → what they mean for the mailbox that was mailed."""

from __future__ import annotations

import re

import pytest

from haishin.residents.mails.bounces import classify, table
from haishin.residents.mails.mime import parse
from haishin.residents.mails.reports import find
from support.reports import Answer, answers, others, stored

DOCOMO = "a@docomo.ne.jp"
OTHERS = {name: (mailed, becomes, mail) for name, mailed, becomes, mail in others()}


def in_parts(recipient: str, diagnostic: str, words: str = "") -> bytes:
    return f"""From: MAILER-DAEMON@far.test
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain; charset=utf-8

{words}

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; far.test

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.0.0
Diagnostic-Code: {diagnostic}
--x--
""".encode()


def from_another(name: str) -> bytes:
    """That report, as a person sends it on."""
    return re.sub(rb"(?m)^From: .*$", b"From: a@example.jp", OTHERS[name][2])


@pytest.mark.parametrize("row", answers(), ids=lambda row: row.name)
def test_a_report_of_postfix(row: Answer) -> None:
    report = find(parse(stored(row.name)))
    assert report is not None
    assert report.stage == row.at
    assert classify(report, row.to) == row.becomes
    assert classify(report, "another@example.jp") == "strange"


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_report_of_another(name: str, end: bytes) -> None:
    mailed, becomes, mail = OTHERS[name]
    report = find(parse(mail.replace(b"\n", end)))
    assert report is not None
    assert classify(report, mailed) == becomes


def test_code_and_status_alone_do_not_tell_docomo_s_filter() -> None:
    """The two reports differ in the words for people alone."""
    unknown, filtered = (find(parse(stored(name))) for name in ("docomo-unknown", "docomo-filter"))
    assert unknown is not None
    assert filtered is not None
    assert (unknown.status, unknown.action) == (filtered.status, filtered.action) == ("5.0.0", "failed")
    assert unknown.said.replace("a@", "b@") == filtered.said


@pytest.mark.parametrize(
    "mail",
    [
        b"From: a@example.jp\nSubject: Re: mail\n\n550 5.1.1 User unknown\n",
        *map(from_another, ("exim at rcpt", "qmail at rcpt", "au unknown")),
        b"From: a@ezweb.ne.jp\nSubject: Mail System Error - Returned Mail\n\nnobody is named here\n",
        b"From: a@example.jp\nContent-Type: message/rfc822\n\n" + in_parts(DOCOMO, "smtp; 550 Unknown user"),
    ],
)
def test_what_is_no_report(mail: bytes) -> None:
    assert find(parse(mail)) is None


@pytest.mark.parametrize("words", ["", "a@docomo.ne.jp\n", "\n\n<b@docomo.ne.jp>: x (in reply to RCPT TO command)"])
def test_the_stage_of_another_mailbox_is_not_taken(words: str) -> None:
    report = find(parse(in_parts(DOCOMO, "smtp; 550 Unknown user a@docomo.ne.jp", words)))
    assert report is not None
    assert (report.stage, classify(report, DOCOMO)) == ("", "strange")


@pytest.mark.parametrize("row", table()["stages"], ids=lambda row: row["say"])
def test_every_stage_is_seen(row: dict[str, str]) -> None:
    words = f"<{DOCOMO}>: host x[203.0.113.5] said: 550 no {row['say'].upper()}"
    report = find(parse(in_parts(DOCOMO, "smtp; 550 no", words)))
    assert report is not None
    assert (report.stage, report.host) == (row["stage"], "x")


def test_no_stage_is_part_of_another_s_words() -> None:
    """``after end of data`` would hide in ``after pipelined end of data``: the last place counts, not the longest."""
    says = [str(row["say"]) for row in table()["stages"]]
    assert [(one, other) for one in says for other in says if one != other and one in other] == []
