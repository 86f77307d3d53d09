"""What a sending is given, and what it says of itself afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from haishin.contract import Contract
from haishin.delivery.journal import Journal
from haishin.delivery.rows import Counts, Envelope, Row
from haishin.delivery.seen import Seen
from haishin.delivery.transport import Transport
from haishin.delivery.view import Claim
from haishin.delivery.waits import Waits
from haishin.model import Alert, Text


@dataclass(frozen=True)
class Sending:
    """What a sending needs beside its inputs. ``signalled``: a signal asked us to end.

    ``progress`` hears of results and may ask how far the alert is, ``finished`` how far it came when its loop has
    ended; ``going`` is called before each intent, ``alive`` often while mail goes. ``ticks``: seconds that only grow.
    ``claims`` False: what was begun goes on, nothing new is begun. ``waits``: what only the clock held at the last
    look; None remembers nothing.
    """

    journal: Journal
    transport: Callable[[], Transport]
    envelopes: Callable[[Alert, Claim, Contract], Callable[[Row], Envelope]]
    signalled: Callable[[], bool]
    progress: Callable[[str, Callable[[], Counts]], None]
    finished: Callable[[str, Counts], None]
    going: Callable[[], None]
    alive: Callable[[], None]
    ticks: Callable[[], float]
    claims: bool = True
    waits: Waits | None = None


@dataclass
class Run:
    """What a run did. ``held``: alert and why; ``waiting``: alert and when the clock lets it go (None unknown).

    ``foreign``: begun by another journal and left alone. ``left``: sendable, but beyond the run's number.
    ``counts``: how far each alert of ``sent`` and ``resumed`` is. ``seen``: what this run saw at its end, for the list
    of conditions.
    """

    seen: Seen
    halted: bool = False
    sent: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    held: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list)
    waiting: list[tuple[str, datetime | None]] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    left: int = 0
    sealed: list[str] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
