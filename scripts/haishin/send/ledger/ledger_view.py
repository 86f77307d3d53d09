"""The meaning of the ledger: a pure fold of its records into a state for each alert."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.contract.numbering import series
from haishin.core.contract.policy import JST
from haishin.core.model import (
    STOP,
    History,
    LedgerClaim,
    LedgerEntry,
    LedgerRecord,
    LedgerState,
    Limit,
    Past,
    Role,
    Scope,
    Seat,
)
from haishin.send.ledger.ending import ended_by, over_with
from haishin.send.ledger.records import FILE, LedgerRefusal

WAITING = frozenset({LedgerState.UNSENT, LedgerState.HELD})
BEGUN = frozenset({LedgerState.CLAIMED, LedgerState.SEALED})
_END = {
    "withdrawn": LedgerState.WITHDRAWN,
    "expired": LedgerState.EXPIRED,
    "refused": LedgerState.REFUSED,
}
OVER = frozenset(_END.values())
_UNSENT = LedgerEntry()


@dataclass(frozen=True)
class LedgerView:
    """All records up to ``tip``. Raises LedgerRefusal when they tell no possible story."""

    tip: str
    records: tuple[LedgerRecord, ...]
    blob: str = ""  # git's id of their bytes: beside them the branch moves, too

    def __post_init__(self) -> None:
        kinds = [record.kind for record in self.records]
        if kinds[:1] != ["activated"] or kinds.count("activated") != 1:
            raise _impossible(1, Message("send/ledger/not-begun-once"))
        if len({record.id for record in self.records}) != len(self.records):
            raise _impossible(len(self.records), Message("send/ledger/id-twice"))
        self.alerts  # noqa: B018 (folded at once, so that an impossible story is refused on reading)

    @property
    def repository(self) -> str:
        """The random id of this repository."""
        return str(self.records[0].fields["repository"])

    @property
    def rehearsal(self) -> bool:
        """Whether this ledger was made for a rehearsal, for ever."""
        return bool(self.records[0].fields["rehearsal"])

    @property
    def watermark(self) -> str:
        """The commit of main at activation: its alerts are history and are never mailed."""
        return str(self.records[0].fields["watermark"])

    def at(self, tip: str) -> LedgerView:
        """Return these very records as another tip holds them."""
        if tip == self.tip:
            return self
        moved = copy(self)  # with what is folded already
        object.__setattr__(moved, "tip", tip)
        return moved

    @cached_property
    def journals(self) -> tuple[str, ...]:
        """The journals that claimed or took over anything, the newest last."""
        return journals_of(self.records)

    @cached_property
    def mainline(self) -> tuple[str, tuple[str, ...]]:
        """The record that began main's first-parent line, by its id, and the commits that must stay on that line.

        That record is the activation, or the newest ``accepted`` by which a person answered for a main that had gone
        back (``instead``). The commits are the line's first and the tip of each claim since.
        """
        start, commits = 0, [self.watermark]
        for number, record in enumerate(self.records):
            if "instead" in record.fields:
                start, commits = number, [record.fields["commit"]]
            elif record.kind == "claimed":
                commits.append(record.fields["commit"])
        return self.records[start].id, tuple(commits)

    @cached_property
    def halted(self) -> bool:
        """Whether all sending is stopped until a person lets it go on."""
        of_all = (record.kind for record in self.records if record.alert is None)
        last = [kind for kind in of_all if kind in ("halted", "went-on")][-1:]
        return last == ["halted"]

    @cached_property
    def accepted_commits(self) -> frozenset[str]:
        """Commits that changed ``schema/`` or ``scripts/`` and that a reviewed pull request or a person answers for."""
        return frozenset(record.fields["commit"] for record in self.records if record.kind == "accepted")

    @cached_property
    def known(self) -> frozenset[str]:
        """Alerts that a sender has seen on main; a person may have stopped any id."""
        return frozenset(record.alert for record in self.records if record.alert is not None and not _by_hand(record))

    @cached_property
    def alerts(self) -> Mapping[str, LedgerEntry]:
        """Every alert that has a record."""
        drafts: dict[str, _Draft] = {}
        for number, record in enumerate(self.records, 1):
            if (alert := record.alert) is None:
                continue
            draft = drafts.setdefault(alert, _Draft())
            if record.fields.get("practice") and not self.rehearsal:
                raise _impossible(number, Message("send/ledger/practice-in-earnest", alert=alert))
            draft.step(record, number)
            if record.kind == "claimed" and draft.claim is not None:
                if "due" not in record.fields and draft.claim.thread in drafts:
                    draft.claim = _with_first(draft.claim, drafts[draft.claim.thread].claim)
                closed = None
                if draft.claim.closes:
                    closed = draft.claim.thread
                for over in tuple(over_with(draft.claim.ends, closed, drafts)):
                    if over != alert:
                        drafts.setdefault(over, _Draft()).end(record)
        return {alert: LedgerEntry(**vars(draft)) for alert, draft in drafts.items()}

    def of(self, alert: str) -> LedgerEntry:
        """Return the entry of that alert; an unknown alert is unsent."""
        return self.alerts.get(alert, _UNSENT)

    def thread(self, claim: LedgerClaim) -> tuple[LedgerClaim, ...]:
        """Return all claims of the thread of that claim in their order, that of its first mailed alert before them."""
        first = claim.thread or claim.alert
        claims = (entry.claim for entry in self.alerts.values() if entry.claim is not None)
        same = (other for other in claims if first in (other.alert, other.thread))
        return tuple(sorted(same, key=lambda other: (other.alert != first, other.at)))

    def next_number(self, unit: str, now: datetime) -> int:
        """Return the number of the unit's next claim: its claims of the year in Japan time are counted from 1."""
        counted = [series(entry.claim) for entry in self.alerts.values() if entry.claim is not None]
        return 1 + counted.count((unit, now.astimezone(JST).year))

    def history(self, alerts: Iterable[str], removed: Collection[str] = ()) -> History:
        """Gather the pasts of those alerts for a verdict: by their claims, never by a file.

        ``removed`` are ids once taken from main.
        """
        return History({alert: self._past(alert, alert in removed) for alert in alerts}, self.halted, self.rehearsal)

    def _past(self, alert: str, removed: bool) -> Past:
        entry = self.of(alert)
        reached = entry.reached or None
        if entry.nobody and reached is None:
            reached = 0
        past = Past(
            state=entry.state,
            at=entry.at,
            reached=reached,
            ended_by=ended_by(alert, self.alerts),
            removed=removed,
            causes=entry.causes,
        )
        if (claim := entry.claim) is None:
            return past
        stopped = None
        for other in (claim.thread or alert, alert):  # its own stop counts before the first's
            if self.of(other).stopped and ended_by(other, self.alerts) is None:
                stopped = self.of(other).claim
        return replace(
            past,
            stopped=stopped,
            scope=claim.scope,
            waivers=claim.waivers,
            due=claim.due,
            category=claim.category,
            exercise=claim.exercise,
        )


def journals_of(records: Iterable[LedgerRecord]) -> tuple[str, ...]:
    """List the journals by which these records claim or take over, in their order."""
    return tuple(str(record.fields["journal"]) for record in records if record.kind in ("claimed", "adopted"))


def _by_hand(record: LedgerRecord) -> bool:
    return (record.kind == "went-on" and record.by is not None) or record.fields.get("cause") == STOP


def ended_causes(record: LedgerRecord) -> frozenset[str]:
    """Return the causes of a hold that a record ``went-on`` of an alert ends: by a person's word, or by our own."""
    if record.by is None:
        return frozenset({"verdict", "limit"})
    return frozenset(record.fields.get("causes", (STOP, "limit")))


class _Draft:
    """The entry of an alert while its records are folded."""

    def __init__(self) -> None:
        self.state = LedgerState.UNSENT
        self.at: datetime | None = None
        self.claim: LedgerClaim | None = None
        self.journal: str | None = None
        self.causes: frozenset[str] = frozenset()
        self.limits: frozenset[Limit] = frozenset()
        self.lifted: frozenset[Limit] = frozenset()
        self.ended_by: str | None = None
        self.counts: Mapping[str, int] = {}
        self.in_doubt = False
        self.nobody = False
        self.accepted: datetime | None = None
        self.stopped_at: datetime | None = None
        self.went_on_at: datetime | None = None

    def step(self, record: LedgerRecord, number: int) -> None:
        """Fold a record in. Raises LedgerRefusal if it cannot follow those before."""
        kind, fields = record.kind, record.fields
        if kind == "claimed":
            if self.state not in WAITING:
                raise _impossible(number, Message("send/ledger/not-to-be-claimed", alert=record.alert))
            self.claim = claim_of(record)
            self.journal = self.claim.journal
            self._become(LedgerState.CLAIMED, record)
        elif kind == "held":
            self._hold(fields["cause"], record)
            if fields["cause"] == "limit":
                self.limits |= _named_limits(fields)
        elif kind == "went-on":
            self._go_on(record)
        elif kind in _END:
            if self.state not in WAITING:
                raise _impossible(number, Message("send/ledger/begun-or-ended", alert=record.alert))
            self._become(_END[kind], record)
        elif self.state not in BEGUN:  # sealed, settled, adopted
            raise _impossible(number, Message("send/ledger/never-claimed", alert=record.alert))
        elif kind == "adopted":
            self.state, self.journal = LedgerState.CLAIMED, fields["journal"]
        elif fields["journal"] != self.journal:
            raise _impossible(number, Message("send/ledger/of-another-journal", alert=record.alert))
        elif kind == "sealed" or self.state is LedgerState.SEALED:  # settled while mail goes: the seal has the numbers
            self.counts, self.in_doubt = dict(fields["counts"]), fields["in_doubt"]
            self.nobody = fields.get("nobody", False)
            self.accepted = _time(fields, "accepted_at") or self.accepted
            self._become(LedgerState.SEALED, record)

    def end(self, claimed: LedgerRecord) -> None:
        """Fold in the claim of another alert that ends it."""
        self.ended_by = claimed.alert

    def _go_on(self, record: LedgerRecord) -> None:
        """End a stop and limits by a person's word; else a hold by the clock or the file alone."""
        ended = ended_causes(record)
        self.causes -= ended
        if record.by is not None:
            self.went_on_at = record.at
        if "limit" in ended and record.by is not None:
            self.lifted |= self.limits
        if "limit" in ended:
            self.limits = frozenset()
        if STOP in ended:
            self.stopped_at = None
        if self.state is LedgerState.HELD and not self.causes:
            self._become(LedgerState.UNSENT, record)

    def _hold(self, cause: str, record: LedgerRecord) -> None:
        self.causes |= {cause}
        if cause == STOP and self.stopped_at is None:
            self.stopped_at = record.at
        if self.state in WAITING:
            self._become(LedgerState.HELD, record)

    def _become(self, state: LedgerState, record: LedgerRecord) -> None:
        self.state, self.at = state, record.at


def _named_limits(fields: Mapping[str, Any]) -> frozenset[Limit]:
    if "limit" in fields:
        return frozenset({Limit(fields["limit"])})
    return frozenset(Limit)  # a record of before that names none


def claim_of(record: LedgerRecord) -> LedgerClaim:
    """Read the grounds of a ``claimed`` record."""
    fields = record.fields
    return LedgerClaim(
        alert=fields["alert"],
        at=record.at,
        path=fields["path"],
        blob=fields["blob"],
        commit=fields["commit"],
        schema=fields["schema"],
        waivers=tuple(fields["waivers"]),
        ends=fields["ends"],
        thread=fields["thread"],
        journal=fields["journal"],
        nonce=fields["nonce"],
        snapshot=fields["snapshot"],
        scope=Scope(fields["scope"]["prefecture"], tuple(fields["scope"]["stations"])),
        due=_due(fields),
        category=fields.get("category"),
        exercise=fields["exercise"],
        pull=fields["pull"],
        drafter=fields.get("drafter"),
        approvals=tuple(fields["approvals"]),
        recognized=_time(fields, "recognized_at"),
        approved=_time(fields, "approved_at"),
        merged=_time(fields, "merged_at"),
        closes=fields.get("closes", False),
        practice=fields.get("practice", False),
        number=fields.get("number"),
    )


def _due(fields: Mapping[str, Any]) -> tuple[tuple[Seat, ...], ...]:
    """Read the seats that had to agree. A record without ``due`` means the unit's manager and all who agreed.

    Clerks apart: they agree only to a text whose author was not proven.
    """
    if "due" in fields:
        return tuple(tuple(map(_seat, seats)) for seats in fields["due"])
    approvals = fields["approvals"]
    agreed = {(given["role"], given["unit"]) for given in approvals if given["role"] not in (None, Role.STAFF)}
    manager = (Role.MANAGER.value, fields["path"].split("/")[1])
    return tuple((Seat(Role(role), unit),) for role, unit in sorted({manager, *agreed}))


def _seat(seat: Mapping[str, str]) -> Seat:
    return Seat(Role(seat["role"]), seat["unit"])


def _with_first(claim: LedgerClaim, first: LedgerClaim | None) -> LedgerClaim:
    """Complete an older claim of a follow-up by the first of its chain, whose readers it took."""
    if first is None:
        return claim
    return replace(claim, scope=claim.scope.union(first.scope), due=tuple(dict.fromkeys((*claim.due, *first.due))))


def _time(fields: Mapping[str, Any], name: str) -> datetime | None:
    if name not in fields:
        return None
    return datetime.fromisoformat(fields[name])


def _impossible(number: int, what: Message) -> LedgerRefusal:
    return LedgerRefusal(Message("send/ledger/ledger-impossible", file=FILE, line=number, what=what))


@dataclass(frozen=True, slots=True)
class Held:
    """A cause that holds an alert (``stop``, ``limit``, ``verdict``), since when, why."""

    alert: str
    cause: str
    since: datetime
    reason: str


def held(view: LedgerView) -> tuple[Held, ...]:
    """List every hold that stands, the oldest first; a verdict's ends by itself when the alert goes.

    While a person's stop stands the alert is not judged, so a verdict of before says nothing beside it.
    """
    standing = []
    for hold in _standing(view):
        entry = view.of(hold.alert)
        if hold.cause == STOP:
            holds = entry.state in (LedgerState.HELD, LedgerState.CLAIMED)
        else:
            holds = entry.state is LedgerState.HELD and not entry.stopped
        if holds:
            standing.append(hold)
    return tuple(standing)


def _standing(view: LedgerView) -> tuple[Held, ...]:
    standing: dict[tuple[str, str, str], Held] = {}
    for record in view.records:
        alert = record.alert
        if alert is not None and record.kind == "held":
            cause, limit = str(record.fields["cause"]), str(record.fields.get("limit", ""))
            standing.setdefault((alert, cause, limit), Held(alert, cause, record.at, str(record.fields["reason"])))
        elif alert is not None and record.kind == "went-on":
            ended = ended_causes(record)
            standing = {key: hold for key, hold in standing.items() if key[0] != alert or key[1] not in ended}
    return tuple(standing.values())


def held_by_people(view: LedgerView) -> tuple[Held, ...]:
    """List the holds that a person can end, the oldest first: stops, of sent alerts too, and limits."""
    return tuple(hold for hold in _standing(view) if _ends_by_a_word(hold, view.of(hold.alert).state))


def _ends_by_a_word(hold: Held, state: LedgerState) -> bool:
    if hold.cause == STOP:
        return state not in OVER
    return hold.cause == "limit" and state is LedgerState.HELD


def halted_since(view: LedgerView) -> datetime | None:
    """Find since when all sending is halted; None if the ledger has no halt that stands."""
    if not view.halted:
        return None
    return next(record.at for record in reversed(view.records) if record.kind == "halted")


def stopped_since(view: LedgerView, alert: str) -> datetime | None:
    """Return since when a person keeps the alert from going on, by itself or with all others, without a break."""
    stops = [hold.since for hold in held(view) if hold.alert == alert and hold.cause == STOP]
    stops += [record.at for record in view.records if record.kind == "halted"][-1:] * view.halted
    return min(stops, default=None)


def refused_for(view: LedgerView, alert: str) -> list[str]:
    """List why the alert was refused, a line each."""
    reasons = [
        str(record.fields["reason"]) for record in view.records if record.kind == "refused" and record.alert == alert
    ]
    return "\n".join(reasons).splitlines()
