"""Ledger and texts → the published alerts: of each the words that may stand today, else time, area and category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from haishin.consult.phrases import moment, unit_name
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.numbering import numbered
from haishin.core.contract.policy import JST
from haishin.core.errors import Refusal
from haishin.core.escaping import visible
from haishin.core.model import Alert, FollowKind, Follows, LedgerClaim
from haishin.message.markup import Block, blocks
from haishin.message.prepare import usual
from haishin.message.subject import category_name, subject
from haishin.office.mailings import Read, threads
from haishin.send.ledger.ledger_view import LedgerView


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an alert as its readers got them, or those of its correction."""

    subject: str
    text: tuple[Block, ...]
    alert: Alert  # whose words they are
    follows: Follows | None  # of the alert itself
    corrected: datetime | None = None  # the claim of the correction


@dataclass(frozen=True, slots=True)
class Entry:
    """A published alert and its names; without ``words`` only time, area and category are shown."""

    claim: LedgerClaim
    thread: Sequence[LedgerClaim]  # the claims of its matter, in their order
    number: str  # 中央 2026-118; empty if an older program claimed it
    unit: str
    category: str
    area: str
    sealed: bool
    current: bool  # its days are not over
    changed: datetime  # since when it stands as it stands
    words: Words | None

    @property
    def page(self) -> str:
        """The lasting path of its page."""
        return f"alerts/{self.claim.alert}.html"

    @property
    def title(self) -> str:
        """The subject of its mail, or time, area and category."""
        return f"{time(self.claim.at)} {self.area} {self.category}" if self.words is None else self.words.subject


def time(at: datetime) -> str:
    """Write a moment in Japan time: ``2026年11月26日(木)7:00``."""
    return Message("office/publishing/time", year=at.astimezone(JST).year, when=moment(at, "ja"))["ja"]


class Published:
    """The alerts that the present ``contract`` publishes; ``read`` reads the texts of claims."""

    def __init__(
        self, view: LedgerView, contract: Contract, now: datetime, read: Callable[[Iterable[LedgerClaim]], Read]
    ) -> None:
        self._view, self._contract, self._now, self._threads = view, contract, now, threads(view)
        self._sealed = {one.alert: one.at for one in reversed(view.records) if one.kind == "sealed"}  # the first time
        claims = (entry.claim for entry in view.alerts.values() if entry.claim is not None)
        self._claims = [claim for claim in claims if contract.policy.publish_days(claim) is not None]
        current = (claim for claim in self._claims if now < self._over(claim, contract))
        self._read = read({one.alert: one for claim in current for one in self._threads[claim.alert]}.values())

    def entries(self) -> list[Entry]:
        """List them, the newest first."""
        return [self._entry(claim) for claim in sorted(self._claims, key=attrgetter("at", "alert"), reverse=True)]

    def _over(self, claim: LedgerClaim, contract: Contract) -> datetime:
        days = contract.policy.publish_days(claim) or 0  # which begin with the seal
        return self._sealed.get(claim.alert, self._now) + timedelta(days=days)

    def _entry(self, claim: LedgerClaim) -> Entry:
        contract = self._contract
        then, _ = self._read.get(claim.alert, (contract, None))
        over = min(self._over(claim, contract), self._over(claim, then))  # what was agreed to, and what holds now
        current = self._now < over
        words, changed = self._standing(claim) if current else (None, over)
        number = visible(numbered(claim, then.organization) or "")
        category = visible(category_name(str(claim.category), contract))
        area = "、".join(unit_name(station, contract) for station in claim.scope.stations)
        if claim.scope.prefecture:
            area = contract.organization.everywhere.ja
        unit, sealed, thread = unit_name(claim.unit, contract), claim.alert in self._sealed, self._threads[claim.alert]
        return Entry(claim, thread, number, unit, category, area, sealed, current, changed, words)

    def _standing(self, claim: LedgerClaim) -> tuple[Words | None, datetime]:
        """Find the words that stand for an alert, None without any, and since when that is so."""
        entry, since = self._view.of(claim.alert), self._sealed.get(claim.alert, claim.at)
        thread, right = self._threads[claim.alert], None
        place = thread.index(claim)
        if entry.hidden:
            return None, entry.stopped_at or since
        if entry.unheard or not all(map(self._may_stand, thread[: place + 1])):
            return None, since
        for later in thread[place + 1 :]:
            follows = self._follows(later)
            if later.closes and (follows is None or follows.kind is not FollowKind.RESOLUTION):
                return None, later.at
            if later.ends == claim.alert and not later.closes:
                right = later
        if right is None:
            return self._words(claim), since
        words, changed = self._standing(right)
        if words is None or right.alert not in self._sealed:
            return None, max(changed, right.at)
        return replace(words, follows=self._follows(claim), corrected=words.corrected or right.at), changed

    def _may_stand(self, claim: LedgerClaim) -> bool:
        """Whether the text can be read and rests on no consent to names and no disclosure."""
        _, alert = self._read[claim.alert]
        return alert is not None and not alert.disclose and not (alert.consent and alert.consent.names)

    def _follows(self, claim: LedgerClaim) -> Follows | None:
        _, alert = self._read[claim.alert]
        return None if alert is None else alert.follows

    def _words(self, claim: LedgerClaim) -> Words | None:
        """Write the words of its own; None if the present program would not mail them."""
        contract, read = self._read[claim.alert]
        assert read is not None  # it may stand
        alert = usual(read)
        try:
            return Words(visible(subject(alert, contract)), blocks(alert.body), alert, alert.follows)
        except Refusal:
            return None
