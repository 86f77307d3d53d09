"""Generated worlds: a chain of alerts and what became of each, and the alert that is judged after them.

``draw(seed)`` is the whole of a world: the same seed gives the same one. The chain is lived through with the program's
own functions: each alert is agreed to by the people whom the consultation names, judged by ``decide``, claimed by
``claimed`` and folded by ``LedgerView``, so that what the judged alert follows is what the program itself wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from haishin.consult.decision import decide
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST, id_time
from haishin.core.contract.roster import Roster
from haishin.core.model import (
    Account,
    Alert,
    Case,
    Change,
    ConsentState,
    Finding,
    FollowKind,
    History,
    Kind,
    LedgerRecord,
    PressKind,
    Pull,
    Review,
    ReviewState,
    Scope,
    Seat,
    Severity,
    Span,
    Text,
    Verdict,
    What,
    Word,
)
from haishin.core.repository.history import AlertFile
from haishin.residents.registry.readers import Selection
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record
from haishin.send.rows import Audience
from haishin.send.sending.claiming import claimed
from haishin.send.sending.survey import Addressed, SendCandidate
from haishin.send.sending.survey import Fate as Selected
from laws.drawing import (
    ALL_STATIONS,
    FIRST_DAY,
    MINUTE,
    STATIONS,
    SUPERVISOR,
    UNITS,
    Dice,
    draw_alert,
    draw_review,
    draw_roster,
    draw_scope,
    often,
    weighed,
)
from support.contract import shipped

LONGEST = 4  # alerts in a chain, the judged one included


class Fate(StrEnum):
    """What became of an alert before the next one was drafted."""

    UNSENT = "unsent"
    HELD = "held"
    CLAIMED = "claimed"
    STOPPED = "stopped before its first mail"
    SENDING = "in mid-sending"
    SEALED = "sealed"
    DOUBTED = "sealed, all in doubt"
    UNREACHED = "sealed with nobody"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    BEFORE = "from before the activation"


BEGUN = frozenset({Fate.CLAIMED, Fate.STOPPED, Fate.SENDING, Fate.SEALED, Fate.DOUBTED, Fate.UNREACHED})
FOLLOWABLE = BEGUN - {Fate.UNREACHED}  # somebody has got it, or may have, by the ledger alone


@dataclass(frozen=True)
class Link:
    """One alert of a chain, and what is to become of it (where the program lets that happen)."""

    alert: Alert
    fate: Fate

    @property
    def at(self) -> datetime:
        """When it was drafted."""
        return id_time(self.alert.id)


Rows = frozenset[frozenset[Seat]]  # of mode before: any one of these seats


def rows(verdict: Verdict) -> Rows:
    """The approvals that are due, each as the seats of which any one will do."""
    return frozenset(frozenset(one.any_of) for one in verdict.approvals if one.mode == "before" and not one.apart)


@dataclass
class Told:
    """What main, ledger and forge hold after some alerts. ``agreed``: by begun alert, its verdict and pull request."""

    contract: Contract
    records: list[LedgerRecord] = field(default_factory=list)
    main: dict[str, Alert] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    fates: dict[str, Fate] = field(default_factory=dict)
    agreed: dict[str, tuple[Verdict, Pull, datetime]] = field(default_factory=dict)

    def view(self) -> LedgerView:
        """The ledger as it stands."""
        return LedgerView("", tuple(self.records))

    def history(self, alert: Alert) -> History:
        """What a verdict on that alert is told of the past."""
        followed = () if alert.follows is None else (alert.follows.alert,)
        return self.view().history((alert.id, *followed), self.removed)

    def judge(self, alert: Alert, pull: Pull | None, now: datetime, findings: tuple[Finding, ...] = ()) -> Verdict:
        """The program's verdict."""
        return decide(Case(alert, Change.ADDED, findings, pull, self.history(alert)), now, self.contract)

    def before(self, alert: Alert) -> Iterator[str]:
        """The ids that an alert follows, the nearest first, as far back as each was begun."""
        while alert.follows is not None and alert.follows.alert in self.agreed:
            yield alert.follows.alert
            alert = self.main[alert.follows.alert]

    def happen(self, link: Link, dice: Dice, until: datetime) -> None:
        """Let an alert be drafted, agreed to and become what it may become until that moment."""
        alert, fate = link.alert, link.fate
        self.main[alert.id] = alert
        if fate in BEGUN:
            fate = self._begin(link, dice, until)
        elif fate is not Fate.UNSENT and fate is not Fate.BEFORE:
            self._end(alert.id, fate, link.at + MINUTE)
        self.fates[alert.id] = fate

    def _begin(self, link: Link, dice: Dice, until: datetime) -> Fate:
        alert, fate = link.alert, link.fate
        pull, when = agreed(alert, partial(self.judge, alert), link.at, dice)
        verdict = self.judge(alert, replace(pull, merged_at=when), when)
        if verdict.kind is Kind.HOLD and verdict.mergeable and verdict.not_before is not None:
            when = verdict.not_before
            verdict = self.judge(alert, replace(pull, merged_at=pull.merged_at or when), when)
        if verdict.kind is not Kind.SEND:
            self._end(alert.id, Fate.HELD, when)
            return Fate.HELD
        if when > until:
            return Fate.UNSENT
        pull = replace(pull, merged_at=when)
        verdict = self.judge(alert, pull, when)
        self.agreed[alert.id] = verdict, pull, when
        self.records.append(claim_record(alert, verdict, pull, self.view(), when))
        journal = str(self.records[-1].fields["journal"])
        if fate is Fate.STOPPED:
            self.records.append(record("held", when, alert=alert.id, cause="stop", reason="止める"))
        counts = {Fate.SEALED: {"accepted": 1230}, Fate.DOUBTED: {"in-doubt": 20}, Fate.UNREACHED: {"failed": 20}}
        if fate in counts:
            last: dict[str, Any] = {"accepted_at": when.isoformat()} if fate is Fate.SEALED else {}
            if fate is Fate.UNREACHED:
                last["nobody"] = True
            doubt = fate is Fate.DOUBTED
            self.records.append(
                record("sealed", when, alert=alert.id, journal=journal, counts=counts[fate], in_doubt=doubt, **last)
            )
        return fate

    def _end(self, alert: str, fate: Fate, at: datetime) -> None:
        match fate:
            case Fate.HELD:
                self.records.append(record("held", at, alert=alert, cause="verdict", reason="理由"))
            case Fate.EXPIRED:
                self.records.append(record("expired", at, alert=alert))
            case Fate.WITHDRAWN:
                self.records.append(record("withdrawn", at, alert=alert))
                self.removed.add(alert)
            case Fate.REFUSED:
                self.records.append(record("refused", at, "koho-kocho-manager", alert=alert, reason="理由"))


def claim_record(
    alert: Alert,
    verdict: Verdict,
    pull: Pull,
    view: LedgerView,
    now: datetime,
    *,
    file: AlertFile | None = None,
    commit: str = "c" * 40,
    schema: str = "d" * 40,
) -> LedgerRecord:
    """The program's record of a claim: of that file, at that commit of main with that tree ``schema/``."""
    audience = Audience(Selection(Path(), "", ()), {("text", "ja"): 1230})
    candidate = SendCandidate(file or AlertFile(alert.id, alert.path, "b" * 40), now, alert)
    item = Addressed(candidate, Selected.SEND, alert=alert, pull=pull, verdict=verdict, audience=audience)
    return claimed(item, commit, schema, view, "e" * 32, "f" * 32, now)


def activated(contract: Contract) -> Told:
    """A ledger that was begun the day before, and nothing else."""
    begun = FIRST_DAY - timedelta(days=1)
    return Told(contract, [record("activated", begun, repository="0" * 32, rehearsal=True, watermark="0" * 40)])


def proposed(alert: Alert, at: datetime) -> Pull:
    """A pull request by somebody of the alert's unit who writes texts and approves none."""
    author = Account(f"{alert.unit}-staff")
    return Pull(7, author, (author,), "complete", at, None, (), (alert.path,))


def agreed(alert: Alert, judge: Callable[[Pull, datetime], Verdict], at: datetime, dice: Dice) -> tuple[Pull, datetime]:
    """The pull request with the words of whoever is asked, one after the other, until nobody more can be asked."""
    pull, now = proposed(alert, at), at + MINUTE
    for _ in range(12):
        verdict = judge(pull, now)
        spoken = {review.account.login for review in pull.reviews if Word.PRESS_RELEASED not in review.says}
        missing = [one for one in verdict.approvals if one.mode == "before" and not one.given]
        able = [candidate for one in missing for candidate in one.candidates if candidate.login not in spoken]
        if able:
            chosen = dice.choice(able)
            says = frozenset({Word.ACTING} if chosen.word else set())
            pull = said(pull, chosen.login, ReviewState.APPROVED, now, says)
        elif verdict.turn.what is What.CONFIRM_RELEASE and verdict.turn.people:
            now = max(now, alert.press.at or now)
            who = dice.choice(verdict.turn.people)
            pull = said(pull, who, ReviewState.COMMENTED, now, frozenset({Word.PRESS_RELEASED}))
        else:
            break
        now += dice.choice((1, 4)) * MINUTE
    return pull, now


def said(pull: Pull, login: str, state: ReviewState, at: datetime, says: frozenset[Word] = frozenset()) -> Pull:
    """The pull request with one word more on the text that is judged."""
    return replace(pull, reviews=(*pull.reviews, Review(Account(login), state, at, None, "same", says)))


# --- a world ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """``chain``: what went before; ``alert``: the one that is judged, with its pull request, at the moment ``now``.

    ``less``: the same alert before the last things were added to it. ``roster``: the people of the units concerned.
    """

    seed: int
    chain: tuple[Link, ...]
    alert: Alert
    less: Alert
    pull: Pull
    now: datetime
    findings: tuple[Finding, ...]
    roster: Roster = field(repr=False)

    @property
    def contract(self) -> Contract:
        """The example force's contract with the people of this world."""
        return with_people(self.roster)

    @property
    def told(self) -> Told:
        """What the chain left behind."""
        return lived(self.seed, self.chain, self.roster, id_time(self.alert.id))

    @property
    def first(self) -> Fate | None:
        """What had become of the alert that is followed; None: it follows nothing."""
        return None if self.alert.follows is None else self.told.fates.get(self.alert.follows.alert)

    @cached_property
    def verdict(self) -> Verdict:
        """The program's verdict on the alert."""
        return self.told.judge(self.alert, self.pull, self.now, self.findings)

    def __str__(self) -> str:
        told = [
            f"  {link.at:%m-%d %H:%M} {shown(link.alert)} → {self.told.fates[link.alert.id]}" for link in self.chain
        ]
        words = [
            f"  {one.submitted_at.astimezone(JST):%m-%d %H:%M} {one.account.login} {one.state} {one.text}"
            f"{''.join(f' {word}' for word in sorted(one.says))}"
            for one in self.pull.reviews
        ]
        lines = [
            f"seed {self.seed}, {self.now.astimezone(JST):%Y-%m-%d %H:%M}, merged {self.pull.merged_at}",
            *told,
            f"  judged: {shown(self.alert)}",
            *([f"  before: {shown(self.less)}"] if self.less != self.alert else []),
            *words,
            *(f"  {one.severity} {one.rule}{' private' if one.private else ''}" for one in self.findings),
            *(f"  {one}" for one in changed_people(self.roster)),
        ]
        return "\n".join(lines)


@lru_cache(maxsize=4)
def with_people(roster: Roster) -> Contract:
    """The example force's contract with these people."""
    return replace(shipped(), roster=roster)


@lru_cache(maxsize=4)
def lived(seed: int, chain: tuple[Link, ...], roster: Roster, until: datetime) -> Told:
    """What a chain leaves behind at a moment; nothing of it is changed any more."""
    told, dice = activated(with_people(roster)), Dice(seed)
    drafted = [*(link.at for link in chain), until]
    for link, later in zip(chain, drafted[1:], strict=True):
        told.happen(link, dice, later)
    return told


def changed_people(roster: Roster) -> Iterator[str]:
    """Tell of each person who is not as in the example force."""
    usual = {person.id: person for person in shipped().roster.people}
    for person in roster.people:
        before = usual[person.id]
        if person.roles != before.roles:
            held = (f"{one.seat.role}@{one.seat.unit} {one.since}..{one.until or ''}" for one in person.roles)
            yield f"{person.login} holds {', '.join(held)}"
        if person.deputies != before.deputies:
            stands = (f"{one.seat.role}@{one.seat.unit} {one.when} {one.until or ''}" for one in person.deputies)
            yield f"{person.login} stands in for {', '.join(stands) or 'nobody'}"


def shown(alert: Alert) -> str:
    """An alert in one line: what the policy's rows may ask of it."""
    scope = "prefecture" if alert.scope.prefecture else "+".join(alert.scope.stations)
    if alert.scope.stations == ALL_STATIONS:
        scope = "every station"
    parts = [f"{alert.id} {alert.unit} {alert.category}/{alert.case}/{alert.content} [{scope}]"]
    if alert.follows is not None:
        parts.append(f"{alert.follows.kind} of {alert.follows.alert}")
    parts += [f"waives {waiver.rule}" for waiver in alert.waivers]
    parts += [f"consults {unit}" for unit in alert.consult]
    if alert.press.kind is not PressKind.NONE:
        parts.append(f"press {alert.press.kind} {alert.press.consistent}")
    if alert.consent is not None:
        parts.append(f"consent {alert.consent.state}{' named' if alert.consent.names else ''}")
    parts += [name for name in ("disclose", "exercise", "expires_at", "not_before") if getattr(alert, name)]
    return ", ".join(parts)


def draw(seed: int, *, lively: bool = False) -> World:
    """Draw a world; ``lively``: of those in which most is sent, so that there are readers to be compared."""
    dice = Dice(seed)
    contract = shipped()
    at = FIRST_DAY + dice.choice((0, dice.randrange(1440), dice.randrange(4320))) * MINUTE
    chain: list[Link] = []
    length = weighed(dice, {0: 3, 1: 4, 2: 3, 3: 2})
    unit = _unit(dice, None, contract)
    for number in range(length):
        first = chain[-1].alert if chain else None
        made = draw_alert(dice, contract, unit, at, number, first, kept=0.95 if lively else 0.75)
        if lively and first is None and often(dice, 0.5):
            made = replace(made, scope=Scope(True))
        any_fate = often(dice, 0.3 if lively else 1) if number == length - 1 else often(dice, 0.1)
        chain.append(_link(dice, made, at, tuple(Fate) if any_fate else sorted(FOLLOWABLE)))
        at += dice.choice((15, 50, 200, 900, 2000)) * MINUTE
        unit = _unit(dice, chain[-1].alert, contract)
    followed = chain[-1].alert if chain and often(dice, 0.85) else None
    alert = draw_alert(dice, contract, unit, at, length, followed, kept=0.95 if lively else 0.75)
    if often(dice, 0.95 if lively else 0.5):
        alert = cleared(alert, at)
    concerned = _concerned([*(link.alert for link in chain), alert], contract)
    roster = draw_roster(dice, of_units(concerned), concerned, at.date())
    less = _with_less(dice, alert)
    return _spoken(dice, World(seed, tuple(chain), alert, less, proposed(alert, at), at, _findings(dice), roster))


def _concerned(alerts: list[Alert], contract: Contract) -> tuple[str, ...]:
    """The units whose people may have a word on these alerts."""
    charge = contract.organization.section_in_charge
    units = {contract.organization.owner, *STATIONS}
    for alert in alerts:
        units |= {alert.unit, charge(alert.unit, alert.category, alert.case, alert.content), *alert.consult}
    return tuple(sorted(units - {SUPERVISOR}))


@lru_cache(maxsize=256)
def of_units(units: tuple[str, ...]) -> Roster:
    """The people of these units, as in the example force: fewer are looked through sooner."""
    people = shipped().roster.people
    return Roster(tuple(person for person in people if {tenure.seat.unit for tenure in person.roles} & {*units}))


def _unit(dice: Dice, first: Alert | None, contract: Contract) -> str:
    if first is not None and often(dice, 0.45):
        return first.unit
    if first is not None and often(dice, 0.35):
        organization = contract.organization
        return organization.section_in_charge(first.unit, first.category, first.case, first.content)
    return dice.choice(STATIONS if often(dice, 0.5) else UNITS)


def _link(dice: Dice, alert: Alert, at: datetime, fates: Sequence[Fate]) -> Link:
    """An alert of the chain with one of these fates; those before the last one are mostly begun."""
    fate = dice.choice(fates)
    return Link(cleared(alert, at) if fate in BEGUN else alert, fate)


def cleared(alert: Alert, at: datetime) -> Alert:
    """The alert without anything that only its drafter or the family can mend: approvals are all that it waits for."""
    arrest = alert.content == "arrest" and not alert.exercise
    press = alert.press
    if press.kind is PressKind.UNDECIDED or (arrest and press.kind is PressKind.NONE):
        press = replace(press, kind=PressKind.RELEASE if arrest else PressKind.NONE, at=None)
    if press.kind is PressKind.RELEASE and (press.consistent is None or (arrest and press.consistent == "not-yet")):
        press = replace(press, consistent="yes")
    consent = alert.consent
    if consent is not None and consent.state is not ConsentState.GIVEN and not alert.waives("consent"):
        consent = replace(consent, state=ConsentState.GIVEN, by="長男", at=at - 5 * MINUTE)
    recognized = alert.recognized_at if alert.recognized_at is None else min(alert.recognized_at, at)
    why = alert.why_late or "確認に時間を要したため"
    changes: dict[str, Any] = {"press": press, "consent": consent, "recognized_at": recognized, "why_late": why}
    mail = "ほかの手段では間に合わないため" if alert.category == "outside" else None
    return replace(alert, **changes, why_mail=mail, expires_at=None, not_before=None)


def _findings(dice: Dice) -> tuple[Finding, ...]:
    kind = weighed(dice, {"": 14, "error": 2, "private": 1, "placeholder": 1, "hearsay": 1, "confirmed": 2})
    return (finding(kind),) if kind else ()


def finding(kind: str) -> Finding:
    """A finding: an error, a warning that is private or of that rule, or one that a person has answered."""
    severities = {"error": Severity.ERROR, "confirmed": Severity.NOTE}
    rule = kind if kind in ("placeholder", "hearsay") else "phone"
    words = Text(kind, kind)
    return Finding(
        "a.md", Span(9, 1, 9, 2), rule, severities.get(kind, Severity.WARNING), words, words,
        private=kind == "private", confirmed=kind == "confirmed",
    )  # fmt: skip


def _spoken(dice: Dice, world: World) -> World:
    """The world with words on its pull request: mostly of all who are asked, one missing, one too many, or any."""
    judge = partial(world.told.judge, world.alert, findings=world.findings)
    pull, now = agreed(world.alert, judge, id_time(world.alert.id), dice)
    how = weighed(dice, {"all": 5, "one less": 3, "one more": 3, "any": 1})
    kept = list(pull.reviews)
    if how == "one less" and kept:
        kept.pop(dice.randrange(len(kept)))
    if how in ("one more", "any"):
        logins = _logins(world)
        kept = [] if how == "any" else kept
        kept += [draw_review(dice, logins, pull.opened_at) for _ in range(dice.choice((1, 1, 3)))]
    pull = replace(
        pull,
        reviews=tuple(kept),
        checklist="complete" if often(dice, 0.85) else "open",
        draft=often(dice, 0.04),
        author=dice.choice((pull.author,) * 12 + (Account("outsider"), Account(f"{world.alert.unit}-manager"))),
        merged_at=now if often(dice, 0.5) else None,
        files=(world.alert.path,),
    )
    now += dice.choice((0, 0, 0, 0, 1, 10, 200, 700, 1500, -20)) * MINUTE
    return replace(world, pull=pull, now=now)


def _logins(world: World) -> list[str]:
    """Who may speak on it: everybody of the units concerned, of the 主管課, of a station beside, and an outsider."""
    units = {world.alert.unit, *(link.alert.unit for link in world.chain), *world.alert.consult, "koho-kocho", "ota"}
    roles = ("manager", "manager", "officer", "staff")
    return ["outsider", *(f"{unit}-{role}" for unit in sorted(units - {SUPERVISOR}) for role in roles)]


# --- what was added ---------------------------------------------------------------------------------


def _with_less(dice: Dice, alert: Alert) -> Alert:
    """The alert without one to three of the things that somebody may add to it, or with a narrower scope."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        if there := list(takeable(alert)):
            weights = [4 if name.startswith(("waiver", "follows")) else 1 for name in there]
            alert = without(alert, dice.choices(there, weights)[0], dice)
    return alert


def takeable(alert: Alert) -> Iterator[str]:
    """Name what may be taken away of that alert, or made narrower."""
    yield from (f"waiver {waiver.rule}" for waiver in alert.waivers)
    yield from (f"consult {unit}" for unit in alert.consult)
    optional = ("follows", "disclose", "consent", "why_mail", "why_late", "expires_at", "not_before", "exercise")
    yield from (name for name in optional if getattr(alert, name))
    if alert.scope.prefecture or len(alert.scope.stations) > 1:
        yield "scope"


def without(alert: Alert, name: str, dice: Dice) -> Alert:
    """The alert without that."""
    kind, _, which = name.partition(" ")
    match kind:
        case "waiver":
            return replace(alert, waivers=tuple(one for one in alert.waivers if one.rule != which))
        case "consult":
            return replace(alert, consult=tuple(one for one in alert.consult if one != which))
        case "scope":
            return replace(alert, scope=_narrower(alert, dice))
        case "disclose":
            return replace(alert, disclose=())
        case "exercise":
            return replace(alert, exercise=False)
    return replace(alert, **{kind: None})


def _narrower(alert: Alert, dice: Dice) -> Scope:
    if alert.scope.prefecture:
        narrow = draw_scope(dice, alert.unit)
        return Scope(False, tuple(sorted(STATIONS))) if narrow.prefecture else narrow
    kept = dice.randrange(1, len(alert.scope.stations))
    return Scope(False, tuple(sorted(dice.sample(alert.scope.stations, kept))))


# --- smaller worlds ---------------------------------------------------------------------------------

PLAIN: Mapping[str, Any] = {
    "waivers": (), "consult": (), "disclose": (), "consent": None, "why_mail": None, "why_late": None,
    "expires_at": None, "not_before": None, "exercise": False, "case_name": None,
}  # fmt: skip


def lesser(world: World) -> Iterator[World]:
    """Yield the worlds that lack one thing of this one."""
    usual = of_units(_concerned([*(link.alert for link in world.chain), world.alert], world.contract))
    if world.roster != usual:
        yield replace(world, roster=usual)
    for at in range(len(world.chain)):
        yield _unlinked(world, at)
    for at in range(len(world.pull.reviews)):
        reviews = world.pull.reviews[:at] + world.pull.reviews[at + 1 :]
        yield replace(world, pull=replace(world.pull, reviews=reviews))
    if world.findings:
        yield replace(world, findings=())
    for name, plain in PLAIN.items():
        if getattr(world.alert, name) != plain:
            yield replace(world, alert=replace(world.alert, **{name: plain}), less=replace(world.less, **{name: plain}))
        if getattr(world.alert, name) != getattr(world.less, name):
            yield replace(world, less=replace(world.less, **{name: getattr(world.alert, name)}))
        for at, link in enumerate(world.chain):
            if getattr(link.alert, name) != plain:
                made = replace(link, alert=replace(link.alert, **{name: plain}))
                yield replace(world, chain=(*world.chain[:at], made, *world.chain[at + 1 :]))
    if world.alert.scope != world.less.scope:
        yield replace(world, less=replace(world.less, scope=world.alert.scope))


def _unlinked(world: World, at: int) -> World:
    """The world without one alert of the chain; what followed it follows what it followed."""
    gone = world.chain[at].alert

    def relinked(alert: Alert) -> Alert:
        if alert.follows is None or alert.follows.alert != gone.id:
            return alert
        before = gone.follows
        return replace(alert, follows=None if before is None else replace(alert.follows, alert=before.alert))

    links = [replace(link, alert=relinked(link.alert)) for link in world.chain if link.alert is not gone]
    return replace(world, chain=tuple(links), alert=relinked(world.alert), less=relinked(world.less))


# --- what was met -----------------------------------------------------------------------------------

UNIT_KINDS = ("station", "section in charge", "other section", "owner", "squad or school")
SCOPES = ("one area", "several areas", "every area", "prefecture")
WAIVED = ("none", "delivery-hours", "consent", "both")
Pair = tuple[str, ...]


def met(world: World) -> Iterator[Pair]:
    """Name what the world brings together: every pair that ``ALL_PAIRS`` lists, as far as it is in it."""
    alert, contract = world.alert, world.contract
    if alert.follows is not None and world.first is not None:
        yield "first and kind", world.first, alert.follows.kind
    rules = [waiver.rule for waiver in alert.waivers]
    waived = "both" if len(rules) > 1 else rules[0] if rules else "none"
    yield "verdict, waiver, exercise", world.verdict.kind, waived, "exercise" if alert.exercise else "real"
    yield "scope and unit", scope_of(alert.scope), kind_of(alert, contract)


def scope_of(scope: Scope) -> str:
    """Name the shape of a scope."""
    if scope.prefecture:
        return "prefecture"
    if set(scope.stations) == set(ALL_STATIONS):
        return "every area"
    return "one area" if len(scope.stations) == 1 else "several areas"


def kind_of(alert: Alert, contract: Contract) -> str:
    """Name what the sending unit is to this alert."""
    organization = contract.organization
    if organization.is_station(alert.unit):
        return "station"
    if organization.units[alert.unit].kind in ("squad", "school"):
        return "squad or school"
    if alert.unit == organization.owner:
        return "owner"
    charged = organization.section_in_charge(alert.unit, alert.category, alert.case, alert.content)
    return "section in charge" if charged == alert.unit else "other section"


ALL_PAIRS: tuple[Pair, ...] = (
    *(("first and kind", fate, kind) for fate in Fate for kind in FollowKind),
    *(
        ("verdict, waiver, exercise", kind, waived, how)
        for kind in Kind
        for waived in WAIVED
        for how in ("real", "exercise")
    ),
    *(("scope and unit", scope, kind) for scope in SCOPES for kind in UNIT_KINDS),
)
