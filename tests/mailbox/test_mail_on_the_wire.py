"""Odd but real addresses and those of other letters: the octets that aiosmtpd and Postfix get to see."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from haishin.core.model import RowState
from haishin.core.recipient import Recipient
from haishin.message.headers import wire
from haishin.message.prepare import Form
from haishin.send.rows import Envelope, Outcome
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.mails import FORMS, prepared, samples
from support.ports import relay
from support.postfix import DOMAIN, Postfix, postfix

__all__ = ["postfix"]  # the fixture

ODD = {
    "a..b": '"a..b"',
    ".a": '".a"',
    "a.": '"a."',
    "a...b.": '"a...b."',
    "-a": "-a",
    "o'hara+alerts": "o'hara+alerts",
    'a"b': '"a\\"b"',
    "a b": '"a b"',
    "a@b": '"a@b"',
    "a>b<c,d;e": '"a>b<c,d;e"',
}
FOREIGN = "太郎"
READER = Recipient("abcdefghijklmnopqrstuvwxyz", f"taro@{DOMAIN}")


@dataclass
class Sink:
    """What an aiosmtpd server was told: the arguments of MAIL and RCPT, and the text of each mail."""

    port: int = 0
    mail: list[str] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.texts.append(envelope.original_content)
        return "250 OK"


class Listening(SMTP):
    """Keeps the arguments before it reads anything into them."""

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.event_handler.mail.append(arg)
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self.event_handler.rcpt.append(arg)
        await super().smtp_RCPT(arg)


@pytest.fixture(params=[True, False], ids=["SMTPUTF8 offered", "not offered"])
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    heard = Sink()

    class Server(Controller):
        def factory(self) -> SMTP:
            return Listening(heard, enable_SMTPUTF8=request.param, hostname="mx.test.invalid")

    with relay(heard, Server) as heard.port:
        yield heard


def envelope(local: str, rcpt_to: str | None = None) -> Envelope:
    """One sample to that reader, as the sender would hand it over."""
    reader = Recipient("abcdefghijklmnopqrstuvwxyz", f"{local}@{DOMAIN}")
    made = prepared(samples()[0], "text")
    rcpt_to = rcpt_to or wire(reader.address)
    return Envelope(made.alert, reader.id, made.envelope_sender(reader), rcpt_to, made.head(reader), made.body)


def sent(port: int, envelopes: list[Envelope]) -> list[Outcome]:
    transport = SmtpTransport([parse(f"smtp://127.0.0.1:{port}")], "sender.test", connections=1)
    transport.submit(envelopes)
    outcomes: list[Outcome] = []
    while len(outcomes) < len(envelopes) and (ended := transport.poll(30)):
        outcomes += ended
    transport.close()
    return outcomes


def to(text: bytes) -> str:
    found = re.search(rb"(?m)^To:\s(.*?)\r?$", text)
    assert found
    return found[1].decode("ascii")


def test_a_server_is_told_the_quoted_form(sink: Sink) -> None:
    envelopes = [envelope(local) for local in ODD]
    outcomes = sent(sink.port, envelopes)
    assert [outcome.state for outcome in outcomes] == [RowState.ACCEPTED] * len(ODD)
    written = [f"{local}@{DOMAIN}" for local in ODD.values()]
    assert sink.rcpt == [f"TO:<{address}>" for address in written]
    assert [to(text) for text in sink.texts] == written
    assert sink.texts == [one.head + one.body for one in envelopes]
    assert not any("SMTPUTF8" in argument for argument in sink.mail)


@pytest.mark.parametrize("form", FORMS)
def test_a_text_that_looks_like_smtp_stays_one_mail(sink: Sink, form: Form) -> None:
    envelopes = []
    for before, after in itertools.product(("\n", "\n\n", "\n\n## ", "\n- "), ("\n", "\n\n")):
        body = f"始{before}.{after}MAIL FROM:<a@{DOMAIN}>{after}RCPT TO:<b@{DOMAIN}>\nDATA\nSubject: a\n\n終\n..\n.\n"
        made = prepared(replace(samples()[0], body=body), form)
        envelopes.append(
            Envelope(made.alert, READER.id, made.envelope_sender(READER), READER.address, made.head(READER), made.body)
        )
    outcomes = sent(sink.port, envelopes)
    assert [outcome.state for outcome in outcomes] == [RowState.ACCEPTED] * len(envelopes)
    assert sink.rcpt == [f"TO:<{READER.address}>"] * len(envelopes)
    assert sink.texts == [one.head + one.body for one in envelopes]


def test_other_letters_ask_for_smtputf8_or_are_not_sent(sink: Sink, request: pytest.FixtureRequest) -> None:
    offered = bool(request.node.callspec.params["sink"])
    (outcome,) = sent(sink.port, [envelope("taro", f"{FOREIGN}@{DOMAIN}")])
    if offered:
        assert outcome.state is RowState.ACCEPTED
        assert [argument.split(" ")[-1] for argument in sink.mail] == ["SMTPUTF8"]
        assert sink.rcpt == [f"TO:<{FOREIGN}@{DOMAIN}>"]
    else:
        assert (outcome.state, outcome.enhanced, outcome.dot) == (RowState.FAILED, "5.6.7", "no")
        assert (sink.mail, sink.texts) == ([], [])


def test_postfix_delivers_to_all_but_one(postfix: Postfix) -> None:
    envelopes = [*(envelope(local) for local in ODD), envelope("taro", f"{FOREIGN}@{DOMAIN}")]
    outcomes = sent(postfix.port, envelopes)
    # It takes a hyphen at the beginning for an option of some program, unless told allow_min_user = yes.
    refused = outcomes.pop(list(ODD).index("-a"))
    assert (refused.state, refused.stage, refused.code, refused.ours) == (RowState.FAILED, "rcpt", 501, False)
    assert [outcome.state for outcome in outcomes] == [RowState.ACCEPTED] * len(ODD)
    delivered = {}
    for text in postfix.messages(len(ODD)):
        found = re.search(rb"(?m)^Delivered-To: (.*)$", text)
        assert found
        delivered[unquoted(found[1].decode())] = to(text)
    assert delivered.pop(f"{FOREIGN}@{DOMAIN}") == f"taro@{DOMAIN}"
    assert delivered == {f"{local}@{DOMAIN}": f"{written}@{DOMAIN}" for local, written in ODD.items() if local != "-a"}


def unquoted(address: str) -> str:
    """Postfix keeps addresses in their own form and writes them as it likes."""
    local, _, domain = address.rpartition("@")
    return re.sub(r"\\(.)", r"\1", local.removeprefix('"').removesuffix('"')) + "@" + domain
