"""T16, T17, T25: no header, reader or second message comes of what an author, the registry or the set-up brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.contract.organization import Leave
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.recipient import Recipient
from haishin.message.prepare import Variant, prepare
from support.message import CONTRACT, DESK, LEAVE, READER, alert, origin, read

TEXT = Variant("text", "ja")
FORMS = pytest.mark.parametrize("form", [TEXT, Variant("html", "ja")], ids=["text", "html"])
BREAKS = [
    "\n",
    "\r",
    "\r\n",
    "\n\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\0",
    "\r\n\t",
    "\r\n ",
]
REFUSED = [
    *(f"声かけ{mark}Bcc: x@y.jp" for mark in BREAKS),
    *(f"Bcc: x@y.jp{mark}" for mark in BREAKS),
    "a\r\n\r\n本文のふり",
    "a\r\n.\r\nMAIL FROM:<x@y.jp>\r\nRCPT TO:<z@y.jp>\r\nDATA\r\n",
    "a\n.\nMAIL FROM:<x@y.jp>",
    "a\r.\rMAIL FROM:<x@y.jp>",
    # What relays have taken for the end of a mail: each mixture of line ends around the dot, and NUL before it.
    "a\n.\r\nMAIL FROM:<x@y.jp>",
    "a\r\n.\nMAIL FROM:<x@y.jp>",
    "a\r.\r\nMAIL FROM:<x@y.jp>",
    "a\r\n.\rMAIL FROM:<x@y.jp>",
    "a\r.\nMAIL FROM:<x@y.jp>",
    "a\n.\rMAIL FROM:<x@y.jp>",
    "a\r\n\0.\r\nMAIL FROM:<x@y.jp>",
    "a\r\n.\x85MAIL FROM:<x@y.jp>",
    "a\x85.\x85MAIL FROM:<x@y.jp>",
    "a\u2028.\u2028MAIL FROM:<x@y.jp>",
    "=?UTF-8?B?DQpCY2M6IHhAeS5qcA==?=",
    "=?utf-8?q?a=0D=0ABcc:_x@y.jp?=",
    "=?iso-2022-jp?B?GyRC?=",
    "a=?x",
    "a\x1b$Bb",
    "a\x1b(B",
    "a\u202eb",
    "a\u2066b\u2069",
    "a\u200bb",
    "a\u200db",
    "a\ufeffb",
    "a\u00adb",
    "a\ud800b",
    "a\ue000b",
    "a\uffffb",
    "a\x7fb",
    "a\x80b",
    "a\tb",
    "\U000e0041\U000e0042",
]
HARMLESS = [
    "Bcc: x@y.jp",
    "Subject: 別の件名",
    "a, b@c.jp; <d@e.jp>",
    '"a" <x@y.jp>',
    "%0d%0aBcc: x@y.jp",
    "\\r\\nBcc: x@y.jp",
    "&#13;&#10;Bcc: x@y.jp",
    "$(id) `id` {sender} %s %(a)s",
    ".",
    "..",
    "＝？UTF-8？B？DQo＝？＝",
    "= ?UTF-8?B?DQo= ? =",
    "<script>alert(1)</script>",
    "::error::x",
    " 前 ",
]
assert len(REFUSED) >= 40


def _names() -> list[str]:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    return read(prepared.head(READER) + prepared.body).names


NAMES = _names()


@pytest.mark.parametrize("text", REFUSED)
def test_a_title_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        prepare(alert(title=text), TEXT, origin(), CONTRACT)


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("field", ["from_name", "list_name"])
def test_a_name_of_the_sender_is_refused(field: str, text: str) -> None:
    with pytest.raises(Refusal):
        prepare(alert(), TEXT, origin(sender=replace(origin().sender, **{field: text})), CONTRACT)


@pytest.mark.parametrize("text", [text for text in REFUSED if "=?" not in text])
@pytest.mark.parametrize("field", ["from_address", "return_domain", "list_id", "page", "mailbox"])
def test_an_address_of_the_sender_is_refused(field: str, text: str) -> None:
    sender = origin().sender
    if field in ("page", "mailbox"):
        sender = replace(sender, leave=Leave(**{field: f"teishi@example.jp{text}"}))
    else:
        sender = replace(sender, **{field: getattr(sender, field) + text})
    with pytest.raises(HaishinError):
        prepare(alert(), TEXT, origin(sender=sender), CONTRACT).head(READER)


@pytest.mark.parametrize("text", [text for text in REFUSED if "=?" not in text])
@pytest.mark.parametrize("field", ["page", "stop"])
def test_an_address_of_the_desk_is_refused(field: str, text: str) -> None:
    desk = replace(DESK, **{field: getattr(DESK, field) + text})
    made = origin(sender=replace(origin().sender, desk=desk), leave_key=LEAVE)
    with pytest.raises(HaishinError):
        prepare(alert(), TEXT, made, CONTRACT)


@pytest.mark.parametrize("text", [text for text in REFUSED if "=?" not in text])
@pytest.mark.parametrize("where", ["before", "after"])
def test_an_address_of_a_reader_is_refused(where: str, text: str) -> None:
    address = f"{text}taro@example.ne.jp" if where == "before" else f"taro@example.ne.jp{text}"
    with pytest.raises(Refusal) as refused:
        prepare(alert(), TEXT, origin(), CONTRACT).head(Recipient(READER.id, address))
    assert "taro" not in str(refused.value)


@pytest.mark.parametrize("text", REFUSED)
def test_an_id_of_a_reader_is_refused(text: str) -> None:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    for use in (prepared.head, prepared.envelope_sender, prepared.envid):
        with pytest.raises(ToolError):
            use(Recipient(text, READER.address))


@pytest.mark.parametrize("text", [text for text in REFUSED if "=?" not in text])
def test_an_id_of_an_alert_and_a_commit_are_refused(text: str) -> None:
    for bad in (
        {"alert": alert(id=f"20261125-1605-{text}"), "origin": origin()},
        {"alert": alert(), "origin": origin(commit=text)},
    ):
        with pytest.raises(ToolError):
            prepare(bad["alert"], TEXT, bad["origin"], CONTRACT)  # type: ignore[arg-type]


@FORMS
@pytest.mark.parametrize("text", REFUSED)
def test_a_body_is_refused_or_stays_a_body(text: str, form: Variant) -> None:
    try:
        prepared = prepare(alert(body=text), form, origin(), CONTRACT)
    except Refusal:
        return
    mail = read(prepared.head(READER) + prepared.body)
    assert mail.names == NAMES


@given(st.characters(categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")))
def test_no_character_that_cannot_be_seen_gets_through(character: str) -> None:
    with pytest.raises(Refusal):
        prepare(alert(title=f"声{character}かけ"), TEXT, origin(), CONTRACT)
    if character not in "\n\t":
        with pytest.raises(Refusal):
            prepare(alert(body=f"声{character}かけ"), TEXT, origin(), CONTRACT)
        with pytest.raises(Refusal):
            prepare(alert(body=f"[声](https://a.jp/{character})"), TEXT, origin(), CONTRACT)


@FORMS
@pytest.mark.parametrize("text", HARMLESS)
def test_near_misses_stay_what_they_are(text: str, form: Variant) -> None:
    prepared = prepare(alert(title=text), form, origin(), CONTRACT)
    mail = read(prepared.head(READER) + prepared.body)
    assert mail.names == NAMES
    try:
        prepared = prepare(alert(body=text), form, origin(), CONTRACT)
    except Refusal:
        return
    assert read(prepared.head(READER) + prepared.body).names == NAMES


@FORMS
def test_lone_dots_in_a_body_end_nothing(form: Variant) -> None:
    prepared = prepare(alert(body=".\n..\n.\n\n. a\n\nMAIL FROM:<x@y.jp>"), form, origin(), CONTRACT)
    mail = read(prepared.head(READER) + prepared.body)
    assert mail.text.startswith(".\n..\n.\n\n. a\n\nMAIL FROM:<x@y.jp>")
