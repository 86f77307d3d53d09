"""The plain SMTP transport: one message at a time, each command waits for its reply. Slow, and easy to be sure of."""

from __future__ import annotations

import contextlib
import ssl
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from threading import Thread
from time import monotonic, sleep

from haishin.delivery.rows import Dot, Envelope, Outcome, Stage
from haishin.delivery.transport import Unusable
from haishin.delivery.transport.relay import Client, Relay, connect
from haishin.delivery.transport.replies import Reply, read
from haishin.model import RowState

# RFC 5321 4.5.3.2. A shorter wait after the dot makes doubles.
SECONDS: dict[Stage, float] = {"mail": 300, "rcpt": 300, "data": 120, "dot": 600}
QUIT_SECONDS = 5  # also for RSET
_ENVID_CHARACTERS = 100  # RFC 3461 4.4


class SmtpTransport:
    """Sends over the first of its relays that can be reached, and stays with it until it fails.

    A connection is made on a helper thread: a relay that hangs meanwhile keeps nobody from looking for a stop.
    ``local_hostname`` is our name in EHLO. ``context`` checks the relay's certificate; the default is strict.
    """

    def __init__(self, relays: Sequence[Relay], local_hostname: str, context: ssl.SSLContext | None = None) -> None:
        self._relays = deque(relays)
        self._local_hostname = local_hostname
        self._context = context or ssl.create_default_context()
        self._client: Client | None = None
        self._making: Future[Client] | None = None
        self._used = False  # whether the connection has carried a message before
        self._queue: deque[Envelope] = deque()
        self._dialogue: _Dialogue | None = None  # about the first of the queue
        self._recalled: list[Outcome] = []

    def ask(self) -> Unusable | None:
        """Connect, unless that was done, and ask by NOOP."""
        try:
            while self._client is None:
                self._client = self._made(1)
            self._client.allow(QUIT_SECONDS)
            self._client.docmd("NOOP")
        except Unusable as why:
            return why
        except OSError:
            self._hang_up()
        return None

    @property
    def room(self) -> int:
        """Envelopes."""
        return 0 if self._queue else 1

    def recall(self, alert_id: str | None) -> None:
        """Hang up where the message in work has no dot yet."""
        if self._dialogue is not None and not self._dialogue.dotted:
            self._dialogue = None
            self._hang_up()
        if self._dialogue is None:
            self._recalled += self._give_back("", None, ours=False)

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Queue the envelopes."""
        self._queue.extend(envelopes)

    def poll(self, timeout: float) -> list[Outcome]:
        """Go on with one message as far as the relay answers meanwhile.

        When no relay can be reached, everything queued comes back as pending.
        """
        if self._recalled:
            recalled, self._recalled = self._recalled, []
            return recalled
        if not self._queue:
            sleep(timeout)
            return []
        until = monotonic() + timeout
        while True:
            if self._dialogue is None:
                self._used = self._client is not None
                try:
                    self._client = self._client or self._made(until - monotonic())
                except Unusable as why:
                    return self._give_back(why.text, why.code, why.ours)
                if self._client is None:
                    return []
                self._dialogue = _Dialogue(self._client, self._queue[0])
            outcome = self._dialogue.go_on(until - monotonic())
            if outcome is None:
                return []
            broken, self._dialogue = self._dialogue.hang_up, None
            if broken:
                self._hang_up()
            if self._used and broken and outcome.stage == "mail" and outcome.state is RowState.PENDING:
                continue  # the relay had closed an idle or well-used connection, nothing was said yet: a fresh one
            self._queue.popleft()
            return [outcome]

    def close(self) -> list[Outcome]:
        """Leave in doubt what has its dot; give back as pending what has none."""
        ended, self._recalled = self._recalled, []
        if self._making is not None:
            self._let_go(self._making)
            self._making = None
        if self._dialogue is not None:
            dialogue, self._dialogue = self._dialogue, None
            if dialogue.dotted:
                self._queue.popleft()
                ended.append(dialogue.last())
            if not dialogue.dotted or dialogue.hang_up:
                self._hang_up()
        if self._client is not None:
            with contextlib.suppress(OSError):  # it is closed all the same
                self._client.allow(QUIT_SECONDS)
                self._client.quit()
        self._hang_up()
        return ended + self._give_back("", None, ours=False)

    def _made(self, seconds: float) -> Client | None:
        """Return the connection, None while it is still being made after that time. Raises Unusable."""
        if self._making is None:
            self._making = Future()
            Thread(target=self._make, args=(self._making,), daemon=True).start()
        try:
            client = self._making.result(max(seconds, 0))
        except TimeoutError:
            return None
        except Unusable:
            self._making = None
            raise
        self._making = None
        return client

    def _make(self, making: Future[Client]) -> None:
        try:
            making.set_result(self._connect())
        except Exception as why:  # noqa: BLE001 (it is raised where the connection is asked for)
            making.set_exception(why)

    def _let_go(self, making: Future[Client]) -> None:
        """Close a connection that nobody waits for any more, as soon as it is made."""

        def close(made: Future[Client]) -> None:
            if made.exception() is None:
                made.result().close()

        making.add_done_callback(close)

    def _connect(self) -> Client:
        tried: list[Unusable] = []
        for _ in range(len(self._relays)):
            try:
                return connect(self._relays[0], self._local_hostname, self._context)
            except Unusable as why:
                tried.append(why)
                self._relays.rotate(-1)
        text = " / ".join(why.text for why in tried)
        raise Unusable(text, code=tried[-1].code, ours=any(why.ours for why in tried))

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _give_back(self, text: str, code: int | None, ours: bool) -> list[Outcome]:
        rest = [
            Outcome(envelope.alert_id, envelope.recipient_id, RowState.PENDING, "connect", "no", code, None, text, ours)
            for envelope in self._queue
        ]
        self._queue.clear()
        return rest


class _Dialogue:
    """MAIL, RCPT, DATA, text, dot for one envelope, so that stage and dot are known exactly when it breaks."""

    def __init__(self, client: Client, envelope: Envelope) -> None:
        self._client = client
        self._envelope = envelope
        self._stage: Stage = "mail"
        self._dot: Dot = "no"
        self._pause = 0.0
        self._talking = self._talk()
        self.hang_up = False

    @property
    def dotted(self) -> bool:
        """Return whether the relay may have taken the message."""
        return self._dot != "no"

    def go_on(self, seconds: float) -> Outcome | None:
        """Return the outcome, None when a reply is still due after that time. Never raises for server or line."""
        self._pause = seconds
        try:
            next(self._talking)
        except StopIteration as done:
            return self._outcome(done.value)
        except OSError as error:  # smtplib's SMTPServerDisconnected is one too
            return self._broken(error.strerror or "connection broken")
        return None

    def last(self) -> Outcome:
        """Return the outcome of what has its dot and is not awaited: in doubt."""
        return self._broken("reply not awaited")

    def _talk(self) -> Generator[None, None, Reply]:
        envelope = self._envelope
        needs_utf8 = not (envelope.mail_from + envelope.rcpt_to).isascii()
        if needs_utf8 and not self._client.has_extn("smtputf8"):
            self._stage = "rcpt"
            return Reply(RowState.FAILED, 0, "5.6.7", "the relay does not offer SMTPUTF8")
        steps: tuple[tuple[Stage, str, range], ...] = (
            ("mail", f"MAIL FROM:<{envelope.mail_from}>{self._mail_options(needs_utf8)}", range(200, 300)),
            ("rcpt", f"RCPT TO:<{envelope.rcpt_to}>{self._rcpt_options()}", range(200, 300)),
            ("data", "DATA", range(354, 355)),
        )
        for stage, command, good in steps:
            self._enter(stage)
            self._client.send(f"{command}\r\n".encode())
            code, said = yield from self._reply()
            if code not in good:
                reading = read(stage, code, said, envelope.rcpt_to)
                if not reading.hang_up:
                    self._reset()
                return reading
        self._client.send(envelope.head + envelope.body)
        self._enter("dot")
        self._dot = "maybe"
        self._client.send(b".\r\n")
        self._dot = "yes"
        code, said = yield from self._reply()
        return read("dot", code, said, envelope.rcpt_to)

    def _reply(self) -> Generator[None, None, tuple[int, bytes]]:
        while (reply := self._client.heard(self._pause)) is None:
            yield
        return reply

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        self._client.allow(SECONDS[stage])

    def _reset(self) -> None:
        """Clear the refused transaction; a server that cannot do that at once is left."""
        try:
            self._client.allow(QUIT_SECONDS)
            code, _ = self._client.docmd("RSET")
        except OSError:
            code = -1
        self.hang_up = code != 250

    def _mail_options(self, needs_utf8: bool) -> str:
        options = ""
        if self._client.has_extn("size"):
            options += f" SIZE={len(self._envelope.head) + len(self._envelope.body)}"
        if needs_utf8:
            options += " SMTPUTF8"
        if self._client.has_extn("dsn"):
            # Alert and random id, so that a report of delivery can be joined to its row without an address.
            token = _xtext(f"{self._envelope.alert_id}.{self._envelope.recipient_id}")
            options += " RET=HDRS" + (f" ENVID={token}" if len(token) <= _ENVID_CHARACTERS else "")
        return options

    def _rcpt_options(self) -> str:
        return " NOTIFY=FAILURE" if self._client.has_extn("dsn") else ""

    def _outcome(self, reading: Reply) -> Outcome:
        self.hang_up = self.hang_up or reading.hang_up
        return Outcome(
            self._envelope.alert_id,
            self._envelope.recipient_id,
            reading.state,
            self._stage,
            self._dot,
            reading.code or None,
            reading.enhanced,
            " ".join(filter(None, (self._stage.upper(), str(reading.code or ""), reading.enhanced))),
            reading.ours,
            reading.said,
        )

    def _broken(self, text: str) -> Outcome:
        self.hang_up = True
        state = RowState.IN_DOUBT if self.dotted else RowState.PENDING
        return Outcome(self._envelope.alert_id, self._envelope.recipient_id, state, self._stage, self._dot, text=text)


def _xtext(text: str) -> str:
    """Encode as xtext (RFC 3461 4)."""
    return "".join(
        char if "!" <= char <= "~" and char not in "+=" else "".join(f"+{byte:02X}" for byte in char.encode())
        for char in text
    )
