from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from haishin.core.model import RowState
from haishin.send.rows import Outcome, SnapshotRow
from haishin.send.transport import pipelined, plain
from haishin.send.transport.dialogue import SECONDS, Ticket
from support.ports import relay
from support.rows import ALERT, envelope, rows
from support.sink import CLOSE, HANG, RESET, TAKE_AND_CLOSE, Nobody, Sink
from support.transport import awaited, dialogue, mails, send, transport_over, transport_to

__all__ = ["dialogue"]  # the fixture

P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT


def test_the_whole_dialogue() -> None:
    with Sink() as sink:
        (outcome,) = send(transport_to(sink), mails(1))

    sent = envelope(rows(1)[0])
    assert outcome == Outcome(ALERT, "r000", A, "dot", "yes", 250, "2.0.0", "DOT 250 2.0.0", said="queued as X1")
    assert sink.taken == [("r000@example.test", sent.head + b"\xe6\x9c\xac\r\n.dot\r\n")]
    assert sink.commands == [
        "ehlo sender.test",
        "noop",
        f"MAIL FROM:<b-r000@return.test> SIZE={len(sent.head + sent.body)} RET=HDRS ENVID={ALERT}.r000",
        "RCPT TO:<r000@example.test> NOTIFY=FAILURE",
        "DATA",
        "quit",
    ]


def test_only_what_is_offered_is_used_and_the_connection_is_kept() -> None:
    with Sink(extensions=()) as sink:
        outcomes = send(transport_to(sink), mails(3))

    assert [one.state for one in outcomes] == [A, A, A]
    assert sink.connections == 1
    assert sink.commands[2:4] == ["MAIL FROM:<b-r000@return.test>", "RCPT TO:<r000@example.test>"]


def test_an_envelope_id_is_encoded_and_a_long_one_left_out() -> None:
    odd = envelope(SnapshotRow("r+1", "text", "ja", True, "a@example.test"))
    long = envelope(SnapshotRow("r" * 90, "text", "ja", True, "b@example.test"))
    with Sink(extensions=("DSN",)) as sink:
        transport = transport_to(sink)
        transport.submit([odd, long])
        awaited(transport, 2)
        transport.close()

    assert sink.commands[2] == f"MAIL FROM:<b-r+1@return.test> RET=HDRS ENVID={ALERT}.r+2B1"
    assert sink.commands[5] == f"MAIL FROM:<b-{'r' * 90}@return.test> RET=HDRS"


@pytest.mark.parametrize("offered", [True, False])
def test_an_address_beyond_ascii(offered: bool) -> None:
    with Sink(extensions=("SMTPUTF8",) if offered else ()) as sink:
        outcomes = send(
            transport_to(sink), [envelope(SnapshotRow("r000", "text", "ja", True, "太郎@example.test")), *mails(2)[1:]]
        )

    if offered:
        assert [one.state for one in outcomes] == [A, A]
        assert sink.commands[2:4] == ["MAIL FROM:<b-r000@return.test> SMTPUTF8", "RCPT TO:<太郎@example.test>"]
        assert sink.commands[5] == "MAIL FROM:<b-r001@return.test>"
    else:
        assert outcomes[0] == Outcome(
            ALERT, "r000", F, "rcpt", "no", None, "5.6.7", "RCPT 5.6.7", said="the relay does not offer SMTPUTF8"
        )
        assert outcomes[1].state is A


class Hasty(dict[str, float]):
    """What each phase may take, of one of them a moment when it is asked for the first time."""

    def __init__(self, stage: str) -> None:
        super().__init__(SECONDS)
        self._hasty = [stage]

    def __getitem__(self, stage: str) -> float:
        if stage not in self._hasty:
            return super().__getitem__(stage)
        self._hasty.remove(stage)
        return 0.1


@pytest.mark.parametrize(
    ("verb", "reply", "state", "stage", "dot"),
    [
        ("MAIL", "451 4.3.0 busy", P, "mail", "no"),
        ("RCPT", "450 4.2.1 later", D, "rcpt", "no"),
        ("RCPT", "550 5.1.1 unknown", F, "rcpt", "no"),
        ("RCPT", "552 5.2.2 full", D, "rcpt", "no"),
        ("RCPT", "421 4.3.2 going down", P, "rcpt", "no"),
        ("RCPT", CLOSE, P, "rcpt", "no"),
        ("RCPT", RESET, P, "rcpt", "no"),
        ("RCPT", HANG, P, "rcpt", "no"),
        ("RCPT", "nonsense", P, "rcpt", "no"),
        ("DATA", "451 4.3.0 later", D, "data", "no"),
        ("DATA", "554 5.5.1 no", F, "data", "no"),
        ("DATA", "250 odd", P, "data", "no"),
        ("DATA", "354 go on\r\n250 2.0.0 queued as X0", P, "data", "no"),  # before there is anything to queue
        ("DATA", "421 4.3.2 going down", P, "data", "no"),
        ("DATA", CLOSE, P, "data", "no"),
        ("DATA", RESET, P, "data", "no"),
        ("DATA", HANG, P, "data", "no"),
        ("DOT", "451 4.3.0 later", D, "dot", "yes"),
        ("DOT", "550 5.7.1 filtered", F, "dot", "yes"),
        ("DOT", "421 4.3.2 going down", P, "dot", "yes"),
        ("DOT", CLOSE, Q, "dot", "yes"),
        ("DOT", RESET, Q, "dot", "yes"),
        ("DOT", HANG, Q, "dot", "yes"),
        ("DOT", TAKE_AND_CLOSE, Q, "dot", "yes"),
        ("DOT", "nonsense", Q, "dot", "yes"),
        ("DOT", "9" * 9000, Q, "dot", "yes"),
    ],
)
def test_every_fault_at_every_verb(
    monkeypatch: pytest.MonkeyPatch, verb: str, reply: str, state: RowState, stage: str, dot: str
) -> None:
    """The one it happens to gets its state, the next one goes out, and nobody gets two."""
    if reply == HANG:
        hasty = Hasty(stage)
        monkeypatch.setattr(pipelined, "SECONDS", hasty)
        monkeypatch.setattr(plain, "SECONDS", hasty)
    with Sink({verb: [reply]}) as sink:
        first, second = send(transport_to(sink), mails(2))

    assert (first.recipient_id, first.state, first.dot) == ("r000", state, dot)
    assert first.stage == stage or reply == RESET  # which may overtake the replies before it
    assert (second.recipient_id, second.state) == ("r001", A)
    wanted = ["r000@example.test"] * (reply == TAKE_AND_CLOSE) + ["r001@example.test"]
    assert [address for address, _ in sink.taken] == wanted


def test_a_write_that_fails_at_the_dot(monkeypatch: pytest.MonkeyPatch, dialogue: bool) -> None:
    """Of a lone write over a line in the clear it is certain that nothing is out; after several it is not."""
    real = socket.socket.send

    def fragile(self: socket.socket, data: bytes, *flags: int) -> int:
        if data.endswith(b"\r\n.\r\n") or data == b".\r\n":
            raise ConnectionResetError(104, "Connection reset by peer")
        return real(self, data, *flags)

    monkeypatch.setattr(socket.socket, "send", fragile)
    monkeypatch.setattr(socket.socket, "sendall", lambda self, data: fragile(self, data) and None)
    with Sink() as sink:
        (outcome,) = send(transport_to(sink), mails(1))

    state, stage, dot = (P, "data", "no") if dialogue else (Q, "dot", "maybe")
    assert (outcome.state, outcome.stage, outcome.dot) == (state, stage, dot)
    assert sink.taken == []


def test_a_dot_that_is_out_is_never_taken_for_unwritten(monkeypatch: pytest.MonkeyPatch, dialogue: bool) -> None:
    """Whoever recalls in between would give back as waiting what the relay has."""
    told: dict[Ticket, list[str]] = {}

    def write(ticket: Ticket, dot: str) -> None:
        told.setdefault(ticket, []).append(dot)

    monkeypatch.setattr(Ticket, "dot", property(lambda ticket: told[ticket][-1], write), raising=False)
    with Sink() as sink:
        outcomes = send(transport_to(sink), mails(3))

    assert [one.state for one in outcomes] == [A, A, A]
    assert [states for ticket, states in told.items() if ticket.envelope] == [["no", "maybe", "yes"]] * 3


@pytest.mark.parametrize("goodbye", ["421 4.4.2 idle", CLOSE])
def test_a_used_connection_that_was_closed_is_made_anew(goodbye: str) -> None:
    with Sink({"MAIL": ["250 ok", goodbye]}) as sink:
        outcomes = send(transport_to(sink), mails(2))

    assert [one.state for one in outcomes] == [A, A]
    assert sink.connections == 2


@pytest.mark.parametrize(("void", "connections"), [("554 5.5.1 nobody", 1), ("250 2.0.0 ok", 2), (CLOSE, 2)])
def test_a_text_that_nobody_is_to_get_is_empty(void: str, connections: int, dialogue: bool) -> None:
    """A relay that asks for the text although it has refused the recipient gets the dot alone (RFC 2920 3.1)."""
    with Sink({"RCPT": ["550 5.1.1 unknown"], "VOID": ["354 go on", void]}) as sink:
        outcomes = send(transport_to(sink), mails(2))

    assert [(one.state, one.stage, one.dot) for one in outcomes] == [(F, "rcpt", "no"), (A, "dot", "yes")]
    assert [address for address, text in sink.taken if text] == ["r001@example.test"]
    assert sink.connections == (connections if dialogue else 1)


def test_a_fresh_connection_is_not_tried_again_and_again() -> None:
    with Sink({"MAIL": [CLOSE, CLOSE]}) as sink:
        outcomes = send(transport_to(sink), mails(3))

    assert [(one.state, one.stage) for one in outcomes] == [(P, "mail"), (P, "mail"), (A, "dot")]


def test_a_server_that_cannot_reset_is_left() -> None:
    unknown = {f"r00{number}@example.test": ["550 5.1.1 unknown"] * 2 for number in range(2)}
    with Sink({"RSET": ["500 what?", CLOSE]}, by_recipient=unknown) as sink:
        outcomes = send(transport_to(sink), mails(3))

    assert [one.state for one in outcomes] == [F, F, A]
    assert sink.connections == 3


@pytest.mark.parametrize(
    ("greeting", "ours", "code"),
    [("554 5.3.2 not here", True, 554), ("421 4.3.2 busy", False, 421), (CLOSE, False, None)],
)
def test_a_relay_that_does_not_greet(greeting: str, ours: bool, code: int | None) -> None:
    with Sink({"GREETING": [greeting]}) as sink:
        outcomes = send(transport_to(sink), mails(2))

    assert [(one.state, one.stage, one.dot, one.ours, one.code) for one in outcomes] == [
        (P, "connect", "no", ours, code)
    ] * 2
    assert outcomes[0].text.startswith(f"127.0.0.1:{sink.port}: ")


@pytest.mark.parametrize("place", ["GREETING", "NOOP"])
def test_a_relay_that_answers_by_two_codes_is_told_in_words(place: str) -> None:
    with Sink({place: ["220-5.1.1 ok\r\n550 5.1.1 no"]}) as sink:
        (outcome,) = send(transport_to(sink), mails(1))

    told = f"127.0.0.1:{sink.port}: answers what is no reply of SMTP"
    assert (outcome.text, outcome.code, outcome.ours) == (told, None, False)


def test_nobody_listens_and_another_relay_does() -> None:
    with Nobody() as gone, Sink() as sink:
        alone = send(transport_to(gone), mails(1))
        outcomes = send(transport_to(gone, sink), mails(2))

    assert alone == [Outcome(ALERT, "r000", P, "connect", "no", text=f"127.0.0.1:{gone.port}: Connection refused")]
    assert [one.state for one in outcomes] == [A, A]
    assert sink.connections == 1


# --- TLS and login, against aiosmtpd ----------------------------------------------------------------


class Box:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.addresses += envelope.rcpt_tos
        return "250 2.0.0 ok"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mx.example.test "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem",
        shell=True,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


def server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"user@x", b"p:/ss")
    return AuthResult(success=good, handled=False)


@pytest.fixture(params=["smtp+starttls", "smtps"])
def secured(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, int, Box]]:
    box, context = Box(), server_context(certificate)
    if request.param == "smtps":
        secured = {"ssl_context": context, "auth_require_tls": False}
    else:
        secured = {"tls_context": context, "require_starttls": True}
    with relay(box, authenticator=authenticate, **secured) as port:
        yield request.param, port, box


def test_a_trusted_relay_with_login(secured: tuple[str, int, Box], certificate: Path) -> None:
    scheme, port, box = secured
    relay = f"{scheme}://user%40x:p%3A%2Fss@127.0.0.1:{port}"

    outcomes = send(transport_over([relay], trusting(certificate)), mails(2))

    assert [one.state for one in outcomes] == [A, A]
    assert box.addresses == ["r000@example.test", "r001@example.test"]


@pytest.mark.parametrize("secured", [True, False])
def test_long_texts_arrive_whole(secured: bool, certificate: Path) -> None:
    """Longer than what a line takes at once: what TLS has refused is offered again with the same bytes."""
    text = b"".join(b"%07d " % number * 9 + b"\r\n" for number in range(40_000))
    row, *others = rows(4)
    envelopes = [envelope(row, text=text), *(envelope(other, text=text[:100_000] + b"\r\n") for other in others)]
    with Sink(tls=server_context(certificate) if secured else None) as sink:
        scheme = "smtps" if secured else "smtp"
        outcomes = send(transport_over([f"{scheme}://127.0.0.1:{sink.port}"], trusting(certificate)), envelopes)

    assert [one.state for one in outcomes] == [A] * 4
    assert [taken for _, taken in sink.taken] == [one.head + one.body for one in envelopes]


@pytest.mark.parametrize(
    ("verb", "reply", "state"), [("RCPT", "550 5.1.1 no", F), ("DATA", CLOSE, P), ("DOT", CLOSE, Q)]
)
def test_faults_over_tls(verb: str, reply: str, state: RowState, certificate: Path) -> None:
    with Sink({verb: [reply]}, tls=server_context(certificate)) as sink:
        outcomes = send(transport_over([f"smtps://127.0.0.1:{sink.port}"], trusting(certificate)), mails(4))

    assert [one.state for one in outcomes] == [state, A, A, A]
    assert len(sink.taken) == 3


def test_an_untrusted_certificate_is_refused(secured: tuple[str, int, Box]) -> None:
    scheme, port, box = secured

    (outcome,) = send(transport_over([f"{scheme}://127.0.0.1:{port}"]), mails(1))

    assert (outcome.state, outcome.stage, outcome.ours) == (P, "connect", True)
    assert outcome.text == f"127.0.0.1:{port}: certificate not trusted: self-signed certificate"
    assert box.addresses == []


def test_a_certificate_for_another_name_is_refused(secured: tuple[str, int, Box], certificate: Path) -> None:
    scheme, port, _ = secured
    relay = f"{scheme}://localhost:{port}"

    (outcome,) = send(transport_over([relay], trusting(certificate)), mails(1))

    assert outcome.ours
    assert "certificate not trusted: Hostname mismatch" in outcome.text


def test_a_wrong_password_stops_and_is_not_shown(secured: tuple[str, int, Box], certificate: Path) -> None:
    scheme, port, box = secured
    relay = f"{scheme}://user%40x:hunter2@127.0.0.1:{port}"

    (outcome,) = send(transport_over([relay], trusting(certificate)), mails(1))

    assert (outcome.code, outcome.ours, outcome.text) == (535, True, f"127.0.0.1:{port}: login refused (535)")
    assert box.addresses == []


def test_a_password_beyond_ascii_stops_and_is_not_shown(secured: tuple[str, int, Box], certificate: Path) -> None:
    scheme, port, _ = secured
    relay = f"{scheme}://user:%E7%A7%98@127.0.0.1:{port}"

    (outcome,) = send(transport_over([relay], trusting(certificate)), mails(1))

    assert (outcome.ours, outcome.text) == (True, f"127.0.0.1:{port}: login failed (UnicodeEncodeError)")


def test_no_encryption_offered() -> None:
    with Sink() as sink:
        relay = f"smtp+starttls://user:hunter2@127.0.0.1:{sink.port}"
        (outcome,) = send(transport_over([relay]), mails(1))

    assert outcome.text == f"127.0.0.1:{sink.port}: STARTTLS or AUTH not offered"
    assert outcome.ours
    assert not any("hunter2" in line or line.startswith(("AUTH", "MAIL")) for line in sink.commands)


def test_no_tls_behind_the_port() -> None:
    with Sink() as sink:
        (outcome,) = send(transport_over([f"smtps://127.0.0.1:{sink.port}"]), mails(1))

    assert outcome.ours
    assert outcome.text.startswith(f"127.0.0.1:{sink.port}: TLS failed: ")


def test_no_login_method_in_common(certificate: Path) -> None:
    with Sink(extensions=("STARTTLS",)) as sink:
        relay = f"smtp+starttls://user:hunter2@127.0.0.1:{sink.port}"
        (outcome,) = send(transport_over([relay], trusting(certificate)), mails(1))

    assert outcome.ours
    assert "500" in outcome.text  # the sink does not know STARTTLS after all
