"""The transport to scripted relays, with each of its two dialogues: the plain one is the other one's oracle."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from haishin.send.rows import Envelope, Outcome
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.rows import ALERT, envelope, rows
from support.sink import Nobody, Sink

CONTEXT = ssl.create_default_context()  # made once: it takes longer than a sending
_dialogue = {"pipelining": True}


@pytest.fixture(scope="module", autouse=True, params=[True, False], ids=["pipelined", "plain"])
def dialogue(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Import it to run a module's tests with each: the relays say the same, and the same must become of everybody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(_dialogue, "pipelining", request.param)
        yield request.param


def transport_over(urls: Sequence[str], context: ssl.SSLContext = CONTEXT, *, connections: int = 1) -> SmtpTransport:
    return SmtpTransport([*map(parse, urls)], "sender.test", context, connections=connections, **_dialogue)


def transport_to(*sinks: Sink | Nobody, connections: int = 1) -> SmtpTransport:
    return transport_over([f"smtp://127.0.0.1:{sink.port}" for sink in sinks], connections=connections)


def patient() -> bool:
    """Whoever asks has nothing else to heed."""
    return True


def awaited(transport: SmtpTransport, count: int) -> list[Outcome]:
    """So many outcomes, when they are there."""
    outcomes: list[Outcome] = []
    while len(outcomes) < count:
        outcomes += transport.poll(60)
    return outcomes


def mailed(transport: SmtpTransport, envelopes: Sequence[Envelope]) -> list[Outcome]:
    """Keep the transport as busy as it says that it can be; return what became of them."""
    left = [*envelopes]
    outcomes: list[Outcome] = []
    while len(outcomes) < len(envelopes):
        begin(transport, left)
        outcomes += transport.poll(60)
    return outcomes


def begin(transport: SmtpTransport, left: list[Envelope]) -> None:
    """Submit as many as there is room for, and take them off the list."""
    count = transport.room
    transport.submit(left[:count])
    del left[:count]


def begun(transport: SmtpTransport, envelopes: Sequence[Envelope]) -> list[Outcome]:
    """Submit all at once, however many can be under way; return what became of them."""
    transport.submit(envelopes)
    return awaited(transport, len(envelopes))


def send(transport: SmtpTransport, envelopes: Sequence[Envelope]) -> list[Outcome]:
    """The same, and close the transport."""
    outcomes = begun(transport, envelopes)
    assert transport.close() == []
    return outcomes


def mails(count: int, alert: str = ALERT) -> list[Envelope]:
    return [envelope(row, alert) for row in rows(count)]


def make_certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 and its key, in that folder."""
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=relay.test "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem",
        shell=True,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder
