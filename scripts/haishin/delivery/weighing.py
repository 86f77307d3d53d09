"""Whether a relay's answers can be believed: a broken set-up of ours refuses people in the same words as a mailbox."""

from __future__ import annotations

from collections import deque

from haishin.contract.policy import Limits
from haishin.delivery import messages
from haishin.delivery.journal import Journal
from haishin.delivery.rows import Outcome
from haishin.errors import HaishinError
from haishin.model import RowState, Text

# While mail goes the share of refusals is judged over this many answers, never over fewer; at the end over all.
SAMPLE = 50
# So many refusals are judged before, while the relay has taken nothing; fewer mailboxes that are gone are believed.
PROBE = 5


class Answers:
    """What the relays have said in one run. ``taken``: mail was accepted; ``believed``: so are the refusals."""

    def __init__(self) -> None:
        self.taken = False
        self.believed = True
        self._last: deque[Outcome] = deque()  # ``SAMPLE`` of them, and all that came since they are not believed
        self._failed = 0  # how many of them are refusals
        self._untaken: list[str] = []  # in a row: the relay took not even the sender, or broke off, and why
        self._doubted = 0  # in a row: the relay broke off behind the dot
        self._heard = False

    @property
    def fault(self) -> HaishinError | None:
        """What keeps the relays from taking anything; None where one has, or nobody asked."""
        if self._untaken and not self._heard:
            return messages.relay_silent(self._untaken[-1])
        return _setup_broken(self.suspected[-1]) if self.suspected and not self.taken else None

    @property
    def refused(self) -> list[Outcome]:
        """Return whom the last answers refused for good."""
        return [one for one in self._last if one.state is RowState.FAILED]

    @property
    def suspected(self) -> list[Outcome]:
        """Return whom the last answers refused for what they say is our set-up."""
        return [one for one in self._last if one.suspected]

    def hear(self, outcome: Outcome, limits: Limits) -> HaishinError | None:
        """Return why the run has to end: the fault is ours, or no relay takes mail."""
        if outcome.ours and not outcome.suspected:
            return _setup_broken(outcome)
        if outcome.stage == "connect":  # without words it is one that we took back
            return messages.relay_silent(outcome.text) if outcome.text else None
        if outcome.suspected or (outcome.code is not None and outcome.state is not RowState.PENDING):
            self._add(outcome)
        if outcome.state is RowState.PENDING and (outcome.code is None or outcome.stage == "mail"):
            self._untaken.append(outcome.text)
        else:
            self._heard, self._untaken = True, []
            self._doubted = self._doubted + 1 if outcome.state is RowState.IN_DOUBT else 0
        if len(self._untaken) >= limits.in_flight or self._doubted >= SAMPLE:
            return messages.relay_silent(outcome.text)
        enough = len(self._last) == SAMPLE or (self._failed >= PROBE and not self.taken)
        if enough and self._failed >= len(self._last) * limits.broken_share:
            self.believed = False
            named = self.suspected
            return _setup_broken(named[-1]) if named else messages.last_refused(self._failed, len(self._last))
        return None

    def _add(self, outcome: Outcome) -> None:
        self.taken = self.taken or outcome.state is RowState.ACCEPTED
        self._last.append(outcome)
        self._failed += _refuses(outcome)
        if len(self._last) > SAMPLE and self.believed:
            self._failed -= _refuses(self._last.popleft())


def _refuses(outcome: Outcome) -> bool:
    return outcome.state is RowState.FAILED or outcome.suspected


def _setup_broken(outcome: Outcome) -> HaishinError:
    return messages.setup_broken(Text(outcome.text, outcome.text))


def not_believed(journal: Journal, alert: str, share: float) -> frozenset[str]:
    """Return whom the relay refused for good where so many of all who were answered are: nobody is given up for that.

    Fewer than ``PROBE`` count only where it was not for their mailboxes; one beside accepted mail is believed.
    """
    counts, refused = journal.counts(alert), journal.refused(alert)
    if len(refused) < PROBE:
        refused = journal.refused(alert, mailboxes=False)
    answers = counts[RowState.ACCEPTED] + counts[RowState.FAILED]
    many = len(refused) > 1 or len(refused) == answers
    return refused if many and len(refused) >= answers * share else frozenset()
