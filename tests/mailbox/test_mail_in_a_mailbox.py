"""From our bytes through Postfix into Dovecot, read by IMAP and by neomutt: the reader sees what the reviewer saw."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from fast_mail_parser import parse_email

from haishin.core.model import Alert, RowState
from haishin.core.recipient import Recipient
from haishin.message.headers import wire
from haishin.message.prepare import Form
from haishin.message.preview import preview
from haishin.send.rows import Envelope, Outcome
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.contract import shipped
from support.dovecot import Dovecot, running_dovecot
from support.mails import FORMS, prepared, samples
from support.postfix import DOMAIN, Postfix, start_postfix
from support.programs import Dkim, Neomutt


@dataclass(frozen=True)
class Sent:
    """One mail as it was handed to the server, signed."""

    alert: Alert
    form: Form
    reader: Recipient
    message: bytes


@dataclass(frozen=True)
class Delivered:
    """Everything that was sent, and the two servers that hold it."""

    sent: list[Sent]
    files: list[bytes]
    dovecot: Dovecot
    dkim: Dkim


def readers() -> list[tuple[Recipient, Form]]:
    """Two of each form; one of the addresses is of the odd kind."""
    names = ("text", "a..b", "html", ".c")
    return [(Recipient(f"{n:026}", f"{name}@{DOMAIN}"), FORMS[n // 2]) for n, name in enumerate(names)]


@pytest.fixture(scope="module")
def delivered() -> Iterator[Delivered]:
    dkim = Dkim.fresh()
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))  # not tmp_path: its own user has to enter
    try:
        postfix = start_postfix(folder)
        try:
            sent = send(postfix, dkim)
            files = postfix.messages(len(sent))
        finally:
            postfix.stop()
        with running_dovecot(postfix.maildir) as dovecot:
            yield Delivered(sent, files, dovecot, dkim)
    finally:
        shutil.rmtree(folder)


def send(postfix: Postfix, dkim: Dkim) -> list[Sent]:
    """Every sample to everybody, by our own transport."""
    envelopes = []
    sent = []
    for alert in samples():
        for reader, form in readers():
            made = prepared(alert, form)
            sent.append(Sent(alert, form, reader, made.head(reader) + made.body))
            envelopes.append((made.envelope_sender(reader), wire(reader.address)))
    transport = SmtpTransport([parse(f"smtp://127.0.0.1:{postfix.port}")], "sender.test")
    signed = dkim.sign([one.message for one in sent])
    outcomes: list[Outcome] = []
    for one, message, (mail_from, rcpt_to) in zip(sent, signed, envelopes, strict=True):
        head, empty, body = message.partition(b"\r\n\r\n")
        transport.submit([Envelope(one.alert.id, one.reader.id, mail_from, rcpt_to, head + empty, body)])
    while len(outcomes) < len(sent) and (ended := transport.poll(60)):
        outcomes += ended
    transport.close()
    assert [outcome.state for outcome in outcomes] == [RowState.ACCEPTED] * len(sent)
    return [Sent(one.alert, one.form, one.reader, message) for one, message in zip(sent, signed, strict=True)]


def squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class Reviewed:
    """What the page for reviewers shows of a mail."""

    sender: str
    subject: str
    beginning: str
    text: str
    page: str


def reviewed(alert: Alert) -> Reviewed:
    page = preview(alert, shipped(), "ja")
    found = re.search(
        r"<dt>(.*)</dt><dd><strong>(.*)</strong></dd><dd>(.*?)…?</dd></dl>.*"
        r'srcdoc="(.*?)"></iframe>.*<pre lang="ja" tabindex="0">(.*)</pre>',
        page,
        re.DOTALL,
    )
    assert found
    sender, subject, beginning, inside, text = (unescape(one) for one in found.groups())
    return Reviewed(sender, subject, beginning, text, inside)


def in_mail(text: str) -> str:
    return text.replace("\n", "\r\n")


def identity(message: bytes) -> str:
    (value,) = parse_email(message).headers["Message-ID"]
    return value


def by_number(delivered: Delivered, item: str) -> dict[int, bytes]:
    """One item of every mail in the inbox, as Dovecot hands it over."""
    with delivered.dovecot.inbox() as client:
        status, answer = client.fetch("1:*", f"({item})")
    assert status == "OK"
    return {int(one[0].split()[0]): one[1] for one in answer if isinstance(one, tuple)}


def sent_by_number(delivered: Delivered) -> dict[int, Sent]:
    sent = {identity(one.message): one for one in delivered.sent}
    assert len(sent) == len(delivered.sent) == len(samples()) * 4
    found = {number: sent[identity(data)] for number, data in by_number(delivered, "BODY.PEEK[HEADER]").items()}
    assert len(found) == len(sent)
    return found


def test_no_octet_is_altered_on_the_way(delivered: Delivered) -> None:
    arrived = {identity(data): data.replace(b"\n", b"\r\n") for data in delivered.files}
    for one in delivered.sent:
        data = arrived.pop(identity(one.message))
        assert data.endswith(one.message)
        before = data.removesuffix(one.message)
        assert re.findall(rb"(?m)^[A-Za-z-]+(?=:)", before) == [
            b"Return-Path",
            b"X-Original-To",
            b"Delivered-To",
            b"Received",
        ]
    assert arrived == {}


def test_the_signature_holds_after_the_way(delivered: Delivered, tmp_path: Path) -> None:
    arrived = [data.replace(b"\n", b"\r\n") for data in delivered.files]
    tried = [
        *arrived,
        arrived[0].replace(b"Unsubscribe: <https:", b"Unsubscribe: <http:"),
        arrived[0].replace(b"\r\nList-Unsubscribe:", b"\r\nX-Unsubscribe:"),
    ]
    assert tried[-2] != arrived[0] != tried[-1]
    expected = [True] * len(arrived) + [False] * 2
    assert delivered.dkim.verify(tried) == expected
    assert delivered.dkim.verify_by_opendkim(tried, tmp_path) == expected


def test_imap_shows_what_the_reviewer_saw(delivered: Delivered) -> None:
    mails = sent_by_number(delivered)
    text, page = by_number(delivered, "BINARY.PEEK[1]"), by_number(delivered, "BINARY.PEEK[2]")
    assert text.keys() == mails.keys()
    for number, one in mails.items():
        seen = reviewed(one.alert)
        assert text[number].decode() == in_mail(seen.text)
        assert page[number].decode() == (in_mail(seen.page) if one.form == "html" else "")


def test_imap_finds_a_mail_by_its_subject(delivered: Delivered) -> None:
    mails = sent_by_number(delivered)
    with delivered.dovecot.inbox() as client:
        for alert in samples():
            client.literal = reviewed(alert).subject.encode()  # type: ignore[attr-defined]
            _, (found,) = client.search("UTF-8", "SUBJECT")
            assert {int(number) for number in found.split()} == {n for n, one in mails.items() if one.alert == alert}


def test_a_notification_begins_as_in_the_preview(delivered: Delivered) -> None:
    mails = sent_by_number(delivered)
    for number, shown in by_number(delivered, "PREVIEW").items():
        seen = reviewed(mails[number].alert)
        assert squeezed(shown.decode()).startswith(squeezed(seen.beginning))
        assert len(seen.beginning) > 40


def test_a_follow_up_threads_in_the_mailbox_of_each_reader(delivered: Delivered) -> None:
    mails = sent_by_number(delivered)
    with delivered.dovecot.inbox() as client:
        _, (answer,) = client.thread("REFS", "UTF-8", "ALL")
    threads = [[int(number) for number in re.findall(rb"\d+", thread)] for thread in top_level(answer)]
    assert sorted(number for thread in threads for number in thread) == sorted(mails)
    for thread in threads:
        first, *rest = (mails[number] for number in thread)
        assert first.alert.follows is None
        assert [one.alert.follows.alert for one in rest if one.alert.follows] == [first.alert.id] * len(rest)
        assert {one.reader for one in rest} <= {first.reader}
    followed = sum(alert.follows is not None for alert in samples())
    assert sum(len(thread) > 1 for thread in threads) == followed * 4 > 20


def top_level(answer: bytes) -> list[bytes]:
    """The threads of ``(1 2)((3)(4))(5)``."""
    threads, depth, start = [], 0, 0
    for at, sign in enumerate(answer):
        depth += {40: 1, 41: -1}.get(sign, 0)
        if depth == 0 and sign == 41:
            threads.append(answer[start : at + 1])
            start = at + 1
    return threads


@pytest.fixture
def neomutt(delivered: Delivered, tmp_path: Path) -> Iterator[Neomutt]:
    started = Neomutt.start(tmp_path, delivered.dovecot)
    yield started
    started.stop()


def test_neomutt_shows_what_the_reviewer_saw(delivered: Delivered, neomutt: Neomutt) -> None:
    lines = [line.lstrip().split("|") for line in neomutt.index()]
    assert len(lines) == len(delivered.sent)
    sent = {(reviewed(one.alert).subject, one.reader.address): one for one in delivered.sent}
    before: Sent | None = None
    opened = 0
    for number, name, to, subject in lines:
        branch = subject.startswith("└─>")
        one = sent.pop((subject.removeprefix("└─>"), to.replace('"', "")))
        assert name == "群馬県警察情報メール"
        assert branch is (one.alert.follows is not None)
        if one.alert.follows is not None:
            assert before is not None
            assert (before.alert.id, before.reader) == (one.alert.follows.alert, one.reader)
            seen = reviewed(one.alert)
            assert neomutt.mail(int(number)) == [
                f"From: {seen.sender} <anzen@mail.example.jp>",
                f"Subject: {seen.subject}",
                "",
                *(line.rstrip() for line in seen.text.rstrip("\n").split("\n")),
            ]
            opened += 1
        before = one
    assert sent == {}
    assert opened > 20
