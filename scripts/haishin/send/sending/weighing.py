"""Whether refusals can be believed: a dead mailbox and a relay whose table of recipients is broken say the same.

Each alert of a run has a scale. A refusal lays points on it, the more the less it was to be expected of that person;
each mail that is taken lifts a point. While points lie on it only recipients are given up whom another alert, or a
report that came back, has shown dead. When no point lies on it any more, all these refusals are believed. If the points
came to ``amid`` before, or to ``edge`` with no mail taken behind them, the refused recipients wait for another run.

The answers are weighed in the order in which the mails were begun. A relay refuses sooner than it takes: of many that
are begun together the refusals come first, and the last acceptances before a break come behind the first refusals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from haishin.core.catalogue import Message
from haishin.core.contract.policy import Limits, Refusals
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import RowState
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.rows import Envelope, Outcome, by_alert

# So many lines in a row that broke behind the dot end a run: each of them may be a mail that came.
BROKEN_DOTS = 50
HELD_BACK = 4  # times ``in_flight``: so many answers wait for an earlier one at most
# RFC 3463 has the mailbox' address in X.1 and the mailbox itself in X.2; RFC 5321 4.2.2 these three of older servers.
_MAILBOX = re.compile(r"5\.[12]\.[0-9]+")
_MAILBOX_CODES = (550, 551, 553)


class RelayFault(ToolError):
    """No relay takes mail, or our own set-up keeps it from us."""


_Answer = tuple[Outcome, bool | None]  # and whether another alert has reached him


@dataclass
class Scale:
    """The weight of an alert's refusals in a run."""

    weights: Refusals
    points: int = 0
    doubted: bool = False  # the points have come to ``amid`` since the scale was empty
    taken: bool = False  # a mail was taken
    row: int = 0  # points since a mail was taken last
    early: bool = True  # no refusal of this row was said of the text
    named: list[Outcome] = field(default_factory=list)  # refusals of this row that name our set-up
    undecided: set[str] = field(default_factory=set)  # recipients refused since the scale was empty

    @property
    def stops(self) -> bool:
        """Whether so many were refused in a row that no more of the alert is tried in this run."""
        if self.taken:
            return self.row >= self.weights.amid
        return self.row >= self.weights.edge

    def accept(self) -> set[str]:
        """Lift a point; return the recipients whose refusal is believed by it."""
        self.taken = True
        if not (self.points or self.row or self.doubted):
            return set()
        self.row, self.early, self.named = 0, True, []
        self.points = max(self.points - 1, 0)
        return self._decided()

    def refuse(self, outcome: Outcome, reached: bool | None) -> set[str]:
        """Lay points on it; return recipients whose refusal is believed at once. ``reached``: as ``Journal.known``."""
        if (weight := self._weight(outcome, reached)) == 0:
            return {outcome.recipient_id}
        self.row += weight
        self.early = self.early and outcome.dot == "no"
        self.points = min(self.points + weight, self.weights.amid)
        self.doubted = self.doubted or self.points == self.weights.amid
        if outcome.suspected:
            self.named.append(outcome)  # he waits anyhow
        else:
            self.undecided.add(outcome.recipient_id)
        return self._decided()

    def end(self, waiting: int, *, reached: bool) -> set[str]:
        """Return recipients whose refusal is believed at the end of a run; ``reached``: the alert has reached a reader.

        ``waiting``: the number of refused recipients who wait, of other runs too: run by run they would weigh nothing.
        """
        if max(self.points, waiting) < (self.weights.edge if reached else self.weights.unreached):
            self.points = 0
        return self._decided()

    def _weight(self, outcome: Outcome, reached: bool | None) -> int:
        if reached:
            return self.weights.reached
        if reached is False and not outcome.suspected:
            return 0
        return self.weights.mailbox if _is_of_the_mailbox(outcome) else self.weights.other

    def _decided(self) -> set[str]:
        """Return recipients whose refusal no point questions any more; forget those left in doubt in this run."""
        decided = set[str]()
        if not (self.doubted or self.points):
            decided = self.undecided
        if decided or self.doubted:
            self.undecided = set()
        self.doubted = self.doubted and self.points > 0
        return decided


def _is_of_the_mailbox(outcome: Outcome) -> bool:
    if outcome.suspected:
        return False
    if outcome.enhanced is not None:
        return _MAILBOX.fullmatch(outcome.enhanced) is not None
    return outcome.stage == "rcpt" and outcome.code in _MAILBOX_CODES


class Answers:
    """The relays' answers of a run. ``taken``: mail was accepted."""

    def __init__(self) -> None:
        self.taken = False
        self._scales: dict[str, Scale] = {}
        self._begun: dict[tuple[str, str], _Answer | None] = {}  # by alert and recipient, what came and is not weighed
        self._believed: defaultdict[str, set[str]] = defaultdict(set)
        self._untaken: list[str] = []  # in a row: the relay took not even the sender, or broke off, and why
        self._broken = 0  # in a row: the relay broke off behind the dot
        self._heard = False

    @property
    def fault(self) -> HaishinError | None:
        """Why the relays take no mail; None if a relay took mail, or if none was asked."""
        if self._untaken and not self._heard:
            return RelayFault(Message("send/sending/relay-silent", why=self._untaken[-1]))
        if self.taken:
            return None
        for scale in self._scales.values():
            if scale.named:
                return RelayFault(Message("send/sending/setup-broken", sign=scale.named[-1].text))
        if any(scale.stops for scale in self._scales.values()):
            return Refusal(Message("send/sending/setup-broken", sign=Message("send/sending/all-refused")))
        return None

    def stops(self, alert_id: str) -> bool:
        """Return whether so many of an alert were refused in a row that no more of it is tried in this run."""
        return alert_id in self._scales and self._scales[alert_id].stops

    @property
    def trusted(self) -> list[str]:
        """Return the alerts that had mail taken and no refusal doubted."""
        return [alert for alert, scale in self._scales.items() if scale.taken and not scale.points]

    @property
    def blamed(self) -> Mapping[str, list[str]]:
        """Return by alert the recipients of such a row whose refusal may be for our set-up."""
        blamed = {}
        for alert, scale in self._scales.items():
            if scale.stops:
                blamed[alert] = [outcome.recipient_id for outcome in scale.named]
        return blamed

    def begin(self, envelopes: Iterable[Envelope], limits: Limits) -> None:
        """Take in the envelopes that are handed to the relays, in that order."""
        for envelope in envelopes:
            self._begun[envelope.alert_id, envelope.recipient_id] = None
        self._weigh(limits)

    def hear(self, outcome: Outcome, limits: Limits, reached: bool | None = None) -> HaishinError | None:
        """Return why the run has to end: the fault is ours, or no relay takes mail."""
        self._begun[outcome.alert_id, outcome.recipient_id] = outcome, reached
        self._weigh(limits)
        if outcome.ours and not outcome.suspected:
            return RelayFault(Message("send/sending/setup-broken", sign=outcome.text))
        if outcome.stage == "connect" and not outcome.text:  # taken back by us
            return None
        if outcome.stage == "connect":
            return RelayFault(Message("send/sending/relay-silent", why=outcome.text))
        if outcome.state is RowState.PENDING and (outcome.code is None or outcome.stage == "mail"):
            self._untaken.append(outcome.text)
        else:
            self._heard, self._untaken = True, []
            self._broken += 1
            if outcome.state is not RowState.IN_DOUBT:
                self._broken = 0
        self.taken = self.taken or outcome.state is RowState.ACCEPTED
        if len(self._untaken) < limits.in_flight and self._broken < BROKEN_DOTS:
            return None
        return RelayFault(Message("send/sending/relay-silent", why=outcome.text))

    @property
    def undecided(self) -> list[str]:
        """Return the alerts with a refusal that is neither believed nor given up."""
        return [alert for alert, scale in self._scales.items() if scale.undecided]

    def end(self, alert_id: str, waiting: int, *, reached: bool) -> None:
        """Decide of them at the end of a run (see ``Scale.end``), unless an alert shows that the relay knows nobody."""
        if not any(scale.stops and scale.early for scale in self._scales.values()):
            self._believed[alert_id] |= self._scales[alert_id].end(waiting, reached=reached)

    @property
    def decided(self) -> bool:
        """Whether ``believed`` has a recipient to return."""
        return bool(self._believed)

    def believed(self) -> Mapping[str, set[str]]:
        """Return by alert the recipients whose refusal is believed since the last call."""
        believed, self._believed = self._believed, defaultdict(set)
        return believed

    def _weigh(self, limits: Limits) -> None:
        """Weigh answers in the order of their mails; a mail that hangs delays a number of them, not all."""
        while self._begun:
            key, answer = next(iter(self._begun.items()))
            if answer is None and len(self._begun) <= HELD_BACK * limits.in_flight:
                return
            del self._begun[key]
            if answer is None:  # it is weighed when it comes
                continue
            outcome, reached = answer
            scale = self._scales.setdefault(outcome.alert_id, Scale(limits.refusals))
            decided = set[str]()
            if outcome.state is RowState.ACCEPTED:
                decided = scale.accept()
            elif outcome.refused:
                decided = scale.refuse(outcome, reached)
            if decided:
                self._believed[outcome.alert_id] |= decided


def reached_before(
    journal: Journal, outcomes: Iterable[Outcome], unknown: Selection | None
) -> dict[tuple[str, str], bool | None]:
    """Return by alert and refused recipient whether another alert has reached them (``Journal.known``)."""
    reached = {}
    for alert_id, refused in by_alert(outcome for outcome in outcomes if outcome.refused).items():
        known = journal.known(alert_id, [outcome.recipient_id for outcome in refused], unknown)
        for recipient_id, before in known.items():
            reached[alert_id, recipient_id] = before
    return reached
