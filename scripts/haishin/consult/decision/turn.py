"""The turn: the first rung of the ladder that applies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.consult.consultation import Consultation
from haishin.consult.consultation.requirements import chief
from haishin.consult.decision.clearance import confirmers
from haishin.consult.decision.record import held_back
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import STOP, Alert, Case, Change, Kind, LedgerState, Pull, Role, Seat, Turn, What, Who

_NOTHING = Consultation((), (), ())
_ORDER = tuple(What)
_LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Ground:
    """The grounds of a turn."""

    pull: Pull | None
    unit: str  # its members may merge
    consulted: Consultation = _NOTHING
    acts: tuple[What, ...] = ()  # asked for by the aspects
    said: tuple[datetime | None, ...] = ()  # the moments of words that count; None: no word
    case: Case | None = None  # None: the change is no alert

    @property
    def alert(self) -> Alert | None:
        """The alert that it is about."""
        if self.case is None:
            return None
        return self.case.alert

    @property
    def mail(self) -> Case | None:
        """The case if an alert waits to be mailed: no withdrawal, no upkeep."""
        if self.case is not None and self.case.change is not Change.DELETED:
            return self.case
        return None


def turn(ground: Ground, kind: Kind, now: datetime, contract: Contract) -> Turn:
    """Find whose turn it is; ``kind`` is that of the verdict."""
    since = _since(ground)
    what = min(_rungs(ground, kind, now, contract, since), key=_ORDER.index)
    people = tuple(dict.fromkeys(_people(what, ground, now, contract, since)))
    if what is not What.OBJECTION:
        return Turn(what, people, since)
    beside = tuple(objection.login for objection in ground.consulted.objections if not objection.to_be_seen)
    return Turn(what, people, since, beside)


def correcting(pull: Pull | None) -> Turn:
    """Give the turn to the drafter of a file that cannot be read as an alert: to correct it."""
    ground = Ground(pull, "")
    return Turn(What.CORRECT, () if pull is None else (pull.author.login,), _since(ground))


def _rungs(ground: Ground, kind: Kind, now: datetime, contract: Contract, since: datetime | None) -> Iterator[What]:
    """Yield every rung that applies; never none."""
    pull, consulted = ground.pull, ground.consulted
    yield from ground.acts  # every refusal has one
    if pull is None:
        yield What.PROPOSE
        return
    if pull.draft and pull.merged_at is None:
        yield What.READY
    if any(not objection.to_be_seen for objection in consulted.objections):
        yield What.OBJECTION
    if consulted.missing or consulted.objections:
        yield What.APPROVE
    if pull.merged_at is None and What.RELEASE not in ground.acts:
        awaited = pull.automatic and since is not None and not _everybody(ground, now, contract, since)
        yield What.MERGED_SOON if awaited else What.MERGE
    elif ground.mail is None:
        yield What.DONE
    else:
        yield from to_be_ended(ground.mail)
        yield What.WAIT if kind is Kind.HOLD else What.SEND


def to_be_ended(case: Case) -> Iterator[What]:
    """Yield the rungs of a stop or limit that a person has to end."""
    past = case.history.of(case.alert.id)
    if case.history.halted:
        yield What.RESUME
    if STOP in past.causes or held_back(case) is not None:
        yield What.RELEASE
    if past.state is LedgerState.HELD and _LIMIT in past.causes:
        yield What.LIFT


def _people(what: What, ground: Ground, now: datetime, contract: Contract, since: datetime | None) -> Iterator[str]:
    day = now.astimezone(JST).date()
    if what.who in (Who.DRAFTER, Who.MERGER) and ground.pull is not None:
        yield ground.pull.author.login
    if what.who is Who.MERGER and since is not None and _everybody(ground, now, contract, since):
        yield from (person.login for person in contract.roster.people if person.belongs(ground.unit, day))
    if what is What.APPROVE:
        yield from _approvers(ground.consulted)
    if what is What.CONFIRM_RELEASE and ground.case is not None:
        yield from confirmers(ground.case, now, contract)
    stopped = None if ground.mail is None else held_back(ground.mail)
    yield from may_end(what, ground.unit if stopped is None else stopped.unit, now, contract)


def may_end(what: What, unit: str, now: datetime, contract: Contract) -> tuple[str, ...]:
    """List the logins of those who may let that unit's alert go on; empty for any other rung."""
    if what not in (What.RESUME, What.RELEASE, What.LIFT):
        return ()
    seats = [chief(contract)]
    if what is What.RELEASE:
        seats.insert(0, Seat(Role.MANAGER, unit))
    day = now.astimezone(JST).date()
    return tuple(dict.fromkeys(person.login for seat in seats for person in contract.roster.holders(seat, day)))


def _approvers(consulted: Consultation) -> Iterator[str]:
    """Yield the persons asked first for each missing approval, then those who must see it again, or their heirs."""
    for approval in consulted.missing:
        deputies_first = sorted(approval.first, key=lambda candidate: candidate.acting is None)
        yield from (candidate.login for candidate in deputies_first)
    for objection in consulted.objections:
        if objection.left is not None:
            yield from objection.heirs
        elif objection.met:
            yield objection.login


def _everybody(ground: Ground, now: datetime, contract: Contract, since: datetime) -> bool:
    """Judge whether it has waited so long for its merge that all of the unit are called."""
    usual = contract.policy.reminders
    if usual is None:
        return False
    minutes = usual.of(ground.alert, contract.policy).merge
    return minutes is not None and now >= since + timedelta(minutes=minutes)


def _since(ground: Ground) -> datetime | None:
    """Find the latest of: proposed, first judged with this text, the last word that counted, merged."""
    pull = ground.pull
    if pull is None:
        return None
    words: Iterable[datetime | None] = (
        pull.opened_at,
        pull.seen_at,
        pull.merged_at,
        ground.consulted.last,
        *(objection.at for objection in ground.consulted.objections),
        *ground.said,
    )
    return max(word for word in words if word is not None)
