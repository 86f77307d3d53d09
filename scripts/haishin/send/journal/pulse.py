"""The beat of this journal: it goes with each record, before a run's first mail, each minute of mail, and at rest.

First the count in the journal is raised, then the branch is written: after a crash in between the journal is ahead,
never behind. The beat on the branch is read before it is replaced, so that of two copies of a journal that run at once
the later copy goes no further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import LedgerRecord, Text
from haishin.send.journal.journal import Journal
from haishin.send.ledger.beat import AT_REST, EVERY, SILENCE, Beat, Heard, hear, written
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView, journals_of


class JournalBehind(Refusal):
    """The ledger's branch has heard more of this journal than the journal knows itself."""


def is_behind(journal: Journal, heard: Heard) -> bool:
    """Return whether the branch has heard more of this very journal than it knows itself, whatever the beat's time."""
    beat = heard.beat
    return beat is not None and beat.journal == journal.id and beat.beats > journal.beats


def missing(view: LedgerView, journal: Journal) -> list[str]:
    """List the alerts that were claimed under this journal's id, but not by it: another copy of it goes on."""
    nonces = {known.nonce for known in journal.entries()}
    claims = [entry.claim for entry in view.alerts.values() if entry.claim is not None]
    return [claim.alert for claim in claims if claim.journal == journal.id and claim.nonce not in nonces]


class Pulse:
    """The beats of a run. ``ticks``: seconds that only grow; ``program``: the commit that runs; ``before``: the last.

    A beat that the remote refuses is reported once and stops nothing, except before the first mail.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        tell: Callable[[Text], None],
        program: str | None = None,
        before: Heard = SILENCE,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._ticks = ticks
        self._tell = tell
        self._program = program
        self._ledger: Ledger | None = None
        self._at: datetime | None = None  # the time that the next beat names; None: its own
        self._next: Beat | None = None  # the beat that is being pushed
        self._stood: Beat | None = None
        if before.odd is None:
            self._stood = before.beat
        self._last = ticks()
        self._written = journal.written
        self._more = False  # the next beat raises the count, whatever was written
        self._raised = False  # the count was raised in this run, in the journal
        self._ahead = False  # and on the branch
        self._reported = False

    def over(self, ledger: Ledger) -> None:
        """Go with each push into that ledger from now on."""
        ledger.pulse = self
        self._ledger = ledger

    # --- what the ledger asks and says ----------------------------------------------------------

    def on(self, view: LedgerView, entries: Sequence[LedgerRecord]) -> bytes | None:
        """Make the beat that goes on top of these records with those entries.

        None: by them another journal is the newest, and its beat stays. Raises JournalBehind.
        """
        if journals_of((*view.records, *entries))[-1:] not in ((), (self._journal.id,)):
            return None
        now = self._clock()
        assert self._ledger is not None
        heard = hear(self._ledger.git, view, now)
        behind = is_behind(self._journal, heard) or missing(view, self._journal)
        if view.journals and behind:  # before the first claim no mail went
            raise JournalBehind(Message("send/journal/journal-overtaken", commit=heard.commit))
        if self._journal.written != self._written or (self._more and not self._raised):
            self._journal.beat()
            self._written, self._raised = self._journal.written, True
        self._next = Beat(self._at or now, self._journal.id, self._journal.beats, self._program)
        return written(self._next)

    def stands(self) -> None:
        """Hear that the beat was read back from the branch."""
        self._stood, self._ahead, self._last = self._next, self._raised, self._ticks()
        self._journal.beaten(self._clock())

    # --- when it is due --------------------------------------------------------------------------

    def going(self) -> None:
        """Raise the count before the first intent, so that every older copy is known as older, and read it back.

        Called before each intent; a record of this run may have done it. It is not yet a sign that all is well, and so
        keeps the time of the beat before. Raises Refusal, ToolError: then nothing is mailed.
        """
        if self._ahead:
            return
        self._more = True
        if self._stood is not None:
            self._at = self._stood.at
        try:
            self._push()
        except JournalBehind:
            raise
        except HaishinError as fault:
            raise ToolError(Message("send/journal/nothing-begun", message=fault.message), fault.hint) from fault
        finally:
            self._more, self._at = False, None
        if not self._ahead:
            raise Refusal(Message("send/journal/journal-foreign", adopt=Message("send/journal/adopt")))

    def alive(self) -> None:
        """Hold the journal, and beat once a minute; called often while mail goes. Raises Refusal, JournalError."""
        self._journal.hold()
        now = self._ticks()
        if now - self._last >= EVERY:
            self._last = now
            self._try()

    def end(self) -> None:
        """Beat because a run has ended well, unless an equal beat stands there that is young enough."""
        if self._journal.written == self._written and self._serves():
            return
        self._try()

    def _serves(self) -> bool:
        """Return whether the beat that stands is equal but for its time, and young enough."""
        stood, journal = self._stood, self._journal
        if stood is None or (stood.journal, stood.beats, stood.program) != (journal.id, journal.beats, self._program):
            return False
        return timedelta() <= self._clock() - stood.at < AT_REST

    def _try(self) -> None:
        try:
            self._push()
        except JournalBehind:
            raise
        except HaishinError as refused:
            if not self._reported:
                self._reported = True
                self._tell(Message("send/journal/beat-unwritten", message=refused.message))

    def _push(self) -> None:
        assert self._ledger is not None
        self._ledger.beat(self._clock())
