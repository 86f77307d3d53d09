from __future__ import annotations

import base64
import quopri
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.core.model import Alert
from haishin.message.framing import languages
from haishin.message.prepare import Variant, prepare
from haishin.message.sender import Sender
from haishin.message.verify import differences, received
from support.contract import publishing_contract
from support.message import CONTRACT, DESK, LEAVE, READER, SENDER, alert, contract, origin

FORMS = pytest.mark.parametrize("form", ["text", "html"])
MANY = contract(**{"footer-en": "Sent by {sender}", "footer-pt": "Enviado por {sender}"})
RECEIVED = b"Received: from relay.example.jp by mx.example.ne.jp; Wed, 25 Nov 2026 16:30:05 +0900\r\n"


def mail(form: str, language: str = "ja", of: Alert | None = None, by: Contract = CONTRACT, **changes: object) -> bytes:
    variant = Variant(form, language)  # type: ignore[arg-type]
    prepared = prepare(of or alert(), variant, origin(**changes), by)
    return prepared.head(READER) + prepared.body


def names(data: bytes, of: Alert | None = None, by: Contract = CONTRACT) -> list[str]:
    return [one.en for one in differences(received(data), of or alert(), by)]


@FORMS
def test_what_was_sent_is_what_is_read(form: str) -> None:
    got = received(RECEIVED + mail(form))
    assert (got.alert, got.commit) == ("20261125-1605-koekake", "0123456789abcdef0123456789abcdef01234567")
    assert got.intact
    assert (got.content.html is not None) == (form == "html")
    assert differences(got, alert(), CONTRACT) == ()


@FORMS
def test_a_mail_with_a_desk_is_compared_like_any_other(form: str) -> None:
    data = mail(form, sender=replace(SENDER, desk=DESK), leave_key=LEAVE)
    assert b"List-Unsubscribe-Post" in data
    assert received(RECEIVED + data).intact
    assert names(data) == []


@FORMS
@pytest.mark.parametrize("language", ["ja", "en", "pt"])
def test_every_language_of_the_frame_is_known(form: str, language: str) -> None:
    assert languages(MANY) == ("ja", "en", "pt")
    assert names(mail(form, language, by=MANY), by=MANY) == []


@FORMS
@pytest.mark.parametrize("language", ["ja", "zh"])
def test_the_number_is_that_of_the_claim(form: str, language: str) -> None:
    sender = Sender.of(publishing_contract().organization.mail)
    data = mail(form, language, by=publishing_contract(), sender=sender, number="前橋 2026-118")
    differing = ["text", "page"] if form == "html" else ["text"]
    for number, parts in (("前橋 2026-118", []), ("前橋 2026-119", differing), (None, differing)):
        assert [one.en for one in differences(received(data), alert(), publishing_contract(), number)] == parts
    assert received(data).intact  # the digest says nothing of the claim


@FORMS
def test_line_ends_of_a_file_do_not_matter(form: str) -> None:
    data = mail(form).replace(b"\r\n", b"\n")
    assert received(data).intact
    assert names(data) == []


def test_another_transfer_encoding_does_not_matter() -> None:
    head, _, body = mail("text").partition(b"\r\n\r\n")
    again = quopri.encodestring(base64.b64decode(body).replace(b"\r\n", b"\n"))
    data = head.replace(b"base64", b"quoted-printable") + b"\r\n\r\n" + again
    assert received(data).intact
    assert names(data) == []


@FORMS
@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"title": "別の件名"}, ["subject"]),
        ({"body": "別の本文"}, ["text"]),
        ({"exercise": True}, ["subject", "text"]),
        ({"category": "notice", "case": "safety"}, ["subject"]),
    ],
)
def test_another_alert_differs(form: str, changes: dict[str, object], parts: list[str]) -> None:
    expected = [*parts, "page"] if form == "html" else parts
    assert names(mail(form), alert(**changes)) == expected


def swapped(data: bytes, old: str, new: str) -> bytes:
    """The mail with a word of its base64 parts replaced, encoded again."""

    def again(found: re.Match[bytes]) -> bytes:
        text = base64.b64decode(found[0]).decode("utf-8", "replace")
        return base64.encodebytes(text.replace(old, new).encode()).replace(b"\n", b"\r\n")

    head, _, body = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + re.sub(rb"(?m)(?:^[A-Za-z0-9+/=]{4,76}\r\n)+", again, body)


@FORMS
def test_a_changed_text_is_seen_by_the_digest(form: str) -> None:
    data = swapped(mail(form), "前橋市文京町", "高崎市文京町")
    assert not received(data).intact
    assert "text" in names(data)


def test_a_changed_page_is_seen_by_the_alert() -> None:
    data = swapped(mail("html"), "<p>11月25日", "<p>11月26日")
    assert received(data).intact
    assert names(data) == ["page"]


def test_a_changed_subject_is_seen_by_the_digest() -> None:
    data = re.sub(rb"(?s)Subject: .*?\r\nDate", b"Subject: changed\r\nDate", mail("text"))
    assert received(data).content.subject == "changed"
    assert not received(data).intact


def test_a_sample_has_no_commit() -> None:
    for commit in ("preview", "HEAD", "main", "0" * 39, "0" * 41, "A" * 40, "-o"):
        assert received(mail("text", commit=commit)).commit is None
    assert received(mail("text", commit="0" * 64)).commit == "0" * 64


@FORMS
def test_a_mail_of_another_version_is_not_called_false(form: str) -> None:
    data = mail(form).replace(b"X-Alert-Renderer: 4", b"X-Alert-Renderer: 5")
    with pytest.raises(Refusal) as refused:
        received(data)
    assert refused.value.message == Message("message/other-renderer", renderer="5")


UNREADABLE = Message("message/content-unreadable")
ONE_TEXT = Message("message/other-parts")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"", Message('message/header-missing', name='X-Alert-Id')),
        (lambda data: b"\0\xff" * 99, Message('message/header-missing', name='X-Alert-Id')),
        (
            lambda data: b"X-Alert-Commit: " + b"f" * 40 + b"\r\n" + data,
            Message("message/header-not-once", name='X-Alert-Commit', count=2),
        ),
        (
            lambda data: b"X-Alert-Renderer: 1\r\n" + data,
            Message("message/header-not-once", name='X-Alert-Renderer', count=2),
        ),
        (
            lambda data: b"Subject: a\r\n" + data,
            Message("message/header-not-once", name='Subject', count=2),
        ),
        (
            lambda data: data.replace(b"X-Alert-Digest", b"X-Other"),
            Message('message/header-missing', name='X-Alert-Digest'),
        ),
        (
            lambda data: data.replace(b"20261125-1605-koekake", b"../../x"),
            Message("message/header-unreadable", name='X-Alert-Id'),
        ),
        (
            lambda data: re.sub(rb"Subject: .*\r\n", b"Subject: =?x-none?B?YQ==?=\r\n", data),
            Message("message/header-unreadable", name='Subject'),
        ),
        (
            lambda data: re.sub(rb"Subject: .*\r\n", b"Subject: =?UTF-8?B?/w==?=\r\n", data),
            Message("message/header-unreadable", name='Subject'),
        ),
        (lambda data: data.replace(b"text/plain", b"text/html"), ONE_TEXT),
        (lambda data: data.replace(b"text/plain; charset=UTF-8", b"message/rfc822"), ONE_TEXT),
        (lambda data: data.replace(b"charset=UTF-8", b"charset=x-none"), UNREADABLE),
        (lambda data: data.replace(b"charset=UTF-8", b"charset=us-ascii"), UNREADABLE),
        (lambda data: data.replace(b"charset=UTF-8", b"charset=rot13"), UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_mail_of_ours_is_refused(change: object, said: Message) -> None:
    with pytest.raises(Refusal) as refused:
        received(change(mail("text")))  # type: ignore[operator]
    assert refused.value.message == said


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"multipart/alternative", b"multipart/mixed"),
        lambda data: data.replace(b"text/html", b"application/pdf"),
        lambda data: data.replace(b"text/plain", b"text/html"),
        lambda data: data.replace(b"--\r\n", b"\r\nContent-Type: text/html\r\n\r\nx\r\n"),
    ],
)
def test_other_parts_are_refused(change: object) -> None:
    with pytest.raises(Refusal) as refused:
        received(change(mail("html")))  # type: ignore[operator]
    assert refused.value.message == ONE_TEXT


def test_parts_in_each_other_without_end_are_refused() -> None:
    head = re.sub(rb"Content-Type: .*\r\n", b"Content-Type: message/rfc822\r\n", mail("text").partition(b"\r\n\r\n")[0])
    with pytest.raises(Refusal):
        received(head + b"\r\n\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5000)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    head = b"X-Alert-Id: 20261125-1605-a\r\nX-Alert-Commit: x\r\nX-Alert-Digest: y\r\n"
    with pytest.raises(Refusal):
        received(data)
    for whole in (head + b"Subject: a\r\n" + data, head + b"Subject: " + data):
        try:
            got = received(whole)
        except Refusal:
            continue
        assert not got.intact


def test_the_parts_are_named_in_both_languages() -> None:
    assert differences(received(mail("html")), alert(title="別", body="別"), CONTRACT) == (
        Message("message/part-subject"),
        Message("message/part-text"),
        Message("message/part-page"),
    )
