"""A Maildir instead of a relay: for rehearsals, exercises of the set-up, and tests."""

from __future__ import annotations

import os
import re
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import sleep

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import RowState
from haishin.send.rows import Dot, Envelope, Outcome
from haishin.send.transport import Unusable

_ROOM = 16  # a crash while they are written leaves that many in doubt
_STUFFED = re.compile(rb"^\.", re.MULTILINE)


class MaildirTransport:
    """Writes each message, byte for byte as a relay would get it, into ``folder/new``.

    File names are random: they carry no address, and a second copy of a message is a second file.
    """

    def __init__(self, folder: Path) -> None:
        """Make the three folders. Raises ToolError."""
        self._folder = folder
        self._queue: deque[Envelope] = deque()
        try:
            for name in ("tmp", "new", "cur"):
                (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ToolError(Message("send/transport/maildir-unusable", folder=folder, why=error.strerror)) from error

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        """Return None: a trouble of the folder shows when it is written."""
        return None

    @property
    def room(self) -> int:
        """Envelopes."""
        return _ROOM - len(self._queue)

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Queue the envelopes."""
        self._queue.extend(envelopes)

    def poll(self, timeout: float) -> list[Outcome]:
        """Write all that is queued, however long it takes; on an error the rest comes back as pending.

        With nothing queued the time is waited for.
        """
        if not self._queue:
            sleep(timeout)
        outcomes: list[Outcome] = []
        while self._queue:
            envelope = self._queue.popleft()
            key = (envelope.alert_id, envelope.recipient_id)
            state = RowState.PENDING
            dot: Dot = "no"
            try:
                self._write(envelope)
                # Readers see it now; but only when the name itself is on the disk is it delivered for good.
                state, dot = RowState.IN_DOUBT, "maybe"
                self._flush_names()
            except OSError as error:
                broken = Outcome(*key, state, "data", dot, text=f"Maildir: {error.strerror}", ours=True)
                return [*outcomes, broken, *self.close()]
            outcomes.append(Outcome(*key, RowState.ACCEPTED, "dot", "yes"))
        return outcomes

    def recall(self, alert_id: str | None) -> None:
        """Do nothing: between two polls no envelope is under way, and ``close`` gives back the queue."""

    @property
    def tried(self) -> Mapping[str, str | None]:
        """Empty: there is no relay."""
        return {}

    def close(self) -> list[Outcome]:
        """Give back the queue, as pending."""
        rest = [
            Outcome(envelope.alert_id, envelope.recipient_id, RowState.PENDING, "connect", "no")
            for envelope in self._queue
        ]
        self._queue.clear()
        return rest

    def _write(self, envelope: Envelope) -> None:
        name = secrets.token_hex(16)
        made = self._folder / "tmp" / name
        try:
            with open(made, "xb") as file:
                file.write(envelope.head + _STUFFED.sub(b"", envelope.body))
                file.flush()
                os.fsync(file.fileno())
            os.rename(made, self._folder / "new" / name)
        except OSError:
            made.unlink(missing_ok=True)
            raise

    def _flush_names(self) -> None:
        folder = os.open(self._folder / "new", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
