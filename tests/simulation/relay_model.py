"""A relay that keeps its own list of what it took, and the transport that hands it mails as the real one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from haishin.core.model import RowState
from haishin.send.rows import Dot, Envelope, Outcome, Stage
from haishin.send.transport import Unusable
from haishin.send.transport.replies import read
from simulation.nature import Fault, Nature, Process

ANSWER_SECONDS = 600  # as the real transport waits for the reply to a dot
# What a relay may do to one message, by where it ends: a reply at a stage, or a line that breaks there.
REPLIES: dict[str, tuple[Stage, int, bytes]] = {
    "busy": ("mail", 421, b"4.3.2 shutting down"),
    "defer": ("rcpt", 451, b"4.7.1 greylisted"),
    "refuse": ("rcpt", 550, b"5.1.1 no such user"),
    "block": ("rcpt", 550, b"5.7.1 blocked"),
    "login": ("mail", 530, b"5.7.0 authentication required"),
    "defer-dot": ("dot", 452, b"4.3.1 no space"),
    "refuse-dot": ("dot", 554, b"5.6.0 refused"),
}
SLOW = ("late", "defer-dot", "refuse-dot")  # so many seconds behind the dot
FATES = (*REPLIES, "reset", "hang", "cut-taken", "cut-lost", "late")


@dataclass(frozen=True)
class Taken:
    """One message that a relay took for good, and when; ``begun``: when its envelope was handed over."""

    at: float
    begun: float
    alert: str
    recipient: str
    host: str


@dataclass
class Relay:
    """The relays of all senders together. ``pace``: seconds from the beginning of a message to its dot.

    ``refuses``: what it does to everybody whose address it does not know, beside the faults of a world.
    """

    nature: Nature
    pace: float
    connections: int
    refuses: Callable[[Envelope], Fault | None] = lambda envelope: None
    taken: list[Taken] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    down_until: float = 0.0
    unanswered: int = 0  # dots whose reply a living sender did not hear

    @property
    def down(self) -> bool:
        """Whether no connection can be made now."""
        return self.nature.ticks < self.down_until


@dataclass
class _Message:
    envelope: Envelope
    begun: float
    fate: Fault | None
    dotted: bool = False
    ended: bool = False


class ModelTransport:
    """Takes envelopes for one process; what it does goes on while the process does something else."""

    def __init__(self, relay: Relay, process: Process, name: str) -> None:
        self._relay = relay
        self._nature = relay.nature
        self._process = process
        self._name = name
        self._under_way: list[_Message] = []
        self._came: list[Outcome] = []
        self._recalled: set[str | None] = set()

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        """Say at once whether a relay can be reached."""
        self._nature.call(self._process)
        self._nature.pass_time(0.05)
        return Unusable("mail.test: connection refused", ours=False) if self._relay.down else None

    @property
    def room(self) -> int:
        """Connections that carry nothing."""
        return self._relay.connections - len(self._under_way)

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Begin each at once."""
        self._nature.call(self._process)
        for envelope in envelopes:
            fate = next(iter(self._nature.faults("message")), None) or self._relay.refuses(envelope)
            message = _Message(envelope, self._nature.ticks, fate)
            self._under_way.append(message)
            if self._relay.down:
                self._end(message, RowState.PENDING, "connect", text="mail.test: connection refused")
            else:
                hang = fate.value if fate is not None and fate.kind == "hang" else 0
                self._nature.after(self._relay.pace * 0.5 + hang, self._guarded(message, self._recipient))
        self._nature.call(self._process)

    def poll(self, timeout: float) -> list[Outcome]:
        """Wait until something ended, at most so long."""
        self._nature.call(self._process)
        until = self._nature.ticks + timeout
        while not self._came and self._nature.next_due() <= until:
            self._nature.step()
        if not self._came:
            self._nature.pass_time(until - self._nature.ticks)
        return self._ended()

    def recall(self, alert_id: str | None) -> None:
        """Write no dot of this alert any more, None: of any."""
        self._nature.call(self._process)
        for message in tuple(self._under_way):
            if not message.dotted and alert_id in (None, message.envelope.alert_id):
                self._end(message, RowState.PENDING, "connect")

    def close(self) -> list[Outcome]:
        """Hang up; in doubt is what has its dot."""
        self._nature.call(self._process)
        for message in tuple(self._under_way):
            state = RowState.IN_DOUBT if message.dotted else RowState.PENDING
            self._end(message, state, "dot" if message.dotted else "connect", text="reply not awaited" * message.dotted)
        return self._ended()

    def _ended(self) -> list[Outcome]:
        came, self._came = self._came, []
        return came

    # --- a message's way ---

    def _guarded(self, message: _Message, act: Callable[[_Message], None]) -> Callable[[], None]:
        """Go on with a message unless its process is dead or has hung up."""

        def go_on() -> None:
            if not (message.ended or self._process.dead):
                act(message)

        return go_on

    def _recipient(self, message: _Message) -> None:
        kind = message.fate.kind if message.fate is not None else ""
        if kind in REPLIES and REPLIES[kind][0] != "dot":
            self._reply(message, kind)
        elif kind == "reset":
            self._end(message, RowState.PENDING, "data", text="connection broken")
        else:
            self._nature.after(self._relay.pace * 0.5, self._guarded(message, self._dot))

    def _dot(self, message: _Message) -> None:
        kind = message.fate.kind if message.fate is not None else ""
        message.dotted = True
        if kind not in REPLIES and kind != "cut-lost":
            # The relay reads what it was sent, not what the sender knows of it.
            told = dict(line.split(b": ", 1) for line in message.envelope.head.splitlines() if line)
            alert, recipient = message.envelope.body.split()[0].decode(), told[b"To"].decode().partition("@")[0]
            assert message.envelope.rcpt_to == told[b"To"].decode()
            self._relay.taken.append(Taken(self._nature.ticks, message.begun, alert, recipient, self._name))
        if kind.startswith("cut"):
            self._end(message, RowState.IN_DOUBT, "dot", text="connection broken")
            return
        slow = message.fate.value if message.fate is not None and kind in SLOW else 0.01
        self._nature.after(min(slow, ANSWER_SECONDS), self._guarded(message, self._answer))

    def _answer(self, message: _Message) -> None:
        kind = message.fate.kind if message.fate is not None else ""
        if kind in SLOW and message.fate is not None and message.fate.value >= ANSWER_SECONDS:
            self._end(message, RowState.IN_DOUBT, "dot", text="no answer")
        elif kind in REPLIES:
            self._reply(message, kind)
        else:
            self._end(message, RowState.ACCEPTED, "dot", 250)

    def _reply(self, message: _Message, kind: str) -> None:
        stage, code, said = REPLIES[kind]
        reply = read(stage, code, said, message.envelope.rcpt_to)
        if reply.state is RowState.FAILED:
            self._relay.refused.add((message.envelope.alert_id, message.envelope.recipient_id))
        self._end(message, reply.state, stage, code, reply.enhanced, kind, reply.ours)

    def _end(
        self,
        message: _Message,
        state: RowState,
        stage: Stage,
        code: int | None = None,
        enhanced: str | None = None,
        text: str = "",
        ours: bool = False,
    ) -> None:
        dot: Dot = "yes" if message.dotted else "no"
        message.ended = True
        self._relay.unanswered += state is RowState.IN_DOUBT
        self._under_way.remove(message)
        envelope = message.envelope
        self._came.append(
            Outcome(envelope.alert_id, envelope.recipient_id, state, stage, dot, code, enhanced, text, ours)
        )
