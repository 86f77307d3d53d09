"""The guideline as data (``schema/policy.yaml``): table, hours, rows, waivers, limits, and the clause behind each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, Literal

from haishin.core.contract.forming import form
from haishin.core.model import Alert, ConsentState, History, Role, Text

JST = timezone(timedelta(hours=9), "JST")  # Japan has no summer time; a fixed offset needs no zone data
Mode = Literal["before", "inform"]
PRIVATE = "private"  # in ``answer_first``: whatever a detector finds
ELEMENTS = ("who", "what", "where", "when", "act")  # Mileti and Sorensen (1990): source, hazard, place, time, guidance
_TIME = re.compile("20[0-9]{6}-[0-9]{4}")  # with which an id begins
_QUESTIONS = 2  # more than two are not read


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause's own sentence and the mechanisms by which it is honoured.

    ``by``: what the workflow always does, or reminds of, where no rule, row or hold says it.
    """

    sentence: str
    how: tuple[str, ...]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectLabel:
    """The short label that begins the subject of such alerts (【強盗】): the first that a phone shows (5(1)).

    ``cases`` and ``contents``: None = any. ``words``: one of them stands in the title. ``more``: the next one that fits
    is said as well (【検挙】【強盗】).
    """

    say: str
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None
    more: bool = False

    def fits(self, alert: Alert) -> bool:
        """Tell whether the alert is one of these."""
        return (
            (self.cases is None or alert.case in self.cases)
            and (self.contents is None or alert.content in self.contents)
            and (self.words is None or any(word in alert.title for word in self.words))
        )


def labels_of(alert: Alert, labels: Sequence[SubjectLabel], name: str) -> tuple[SubjectLabel, ...]:
    """Choose the first label that fits and what it lets follow; the category's name stands in for a last one."""
    said: list[SubjectLabel] = []
    for label in (*labels, SubjectLabel(name)):
        if label.fits(alert):
            said.append(label)
            if not label.more:
                break
    return tuple(said)


@dataclass(frozen=True, slots=True)
class RequiredElements:
    """The elements of a warning that such alerts must say (5(1)); None = any.

    A warning that lacks one of ``ELEMENTS`` is believed less, or not acted upon.
    """

    say: tuple[str, ...]
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None

    def fits(self, case: str | None, content: str | None) -> bool:
        """Tell whether an alert of that case and content is one of these."""
        return (self.cases is None or case in self.cases) and (self.contents is None or content in self.contents)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of 別表. ``cases`` by code; ``other`` among them only where the row says 等.

    ``printed``: the guideline's own words, the lines of each cell beside the name. ``under``: the row it stands under.
    ``open_days``: by case or content, after how many days its closing mail is reminded of.
    """

    category: str
    name: str
    under: str | None
    clause: str
    printed: tuple[tuple[str, ...], ...]
    cases: Mapping[str, str]
    contents: tuple[str, ...]
    recognized: tuple[str, ...] | Literal["always", "never"]
    expires_hours: int
    open_days: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[SubjectLabel, ...] = field(default=(), metadata={"at": "label"})
    must_say: tuple[RequiredElements, ...] = ()

    def recognition_required(self, case: str | None) -> bool:
        """Tell whether an alert of that case must say when the matter became known (4(3))."""
        if isinstance(self.recognized, str):
            return self.recognized == "always"
        return case in self.recognized

    def due(self, case: str | None, content: str | None) -> tuple[str, ...]:
        """List the elements that such an alert must say; where no line tells, all five of an incident and none else."""
        usual = ELEMENTS if self.recognition_required(case) else ()
        return next((line.say for line in self.must_say if line.fits(case, content)), usual)


@dataclass(frozen=True, slots=True)
class Place:
    """A role of a unit in the policy's words: sender, in-charge, owner, other, others."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Need:
    """Any one of these places must agree (before) or is told (inform)."""

    any_of: tuple[Place, ...]
    mode: Mode


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row of "who must agree", or a trigger. ``when``: word → allowed values or a truth value."""

    id: str
    clause: str
    when: Mapping[str, tuple[str, ...] | bool | str]
    need: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Alerts of one category, of some of its cases and contents; None = any."""

    category: str
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None

    def covers(self, alert: Alert) -> bool:
        """Tell whether the alert is of this kind."""
        return (
            alert.category == self.category
            and (self.cases is None or alert.case in self.cases)
            and (self.contents is None or alert.content in self.contents)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """配信時間 in Japan time, half-open."""

    opens: time
    closes: time
    clause: str

    def is_open(self, moment: datetime) -> bool:
        """Tell whether mail may go at that moment."""
        return self.opens <= moment.astimezone(JST).time() < self.closes

    def left(self, moment: datetime) -> timedelta:
        """Return how long mail may still go from that moment on, nothing where it may not go."""
        closing = datetime.combine(moment.astimezone(JST).date(), self.closes, JST)
        return closing - moment if self.is_open(moment) else timedelta()


@dataclass(frozen=True, slots=True)
class Consulted:
    """Whom the drafter's ``consult: UNIT`` asks for."""

    clause: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Authorship:
    """5(3): who wrote a text. ``verified``: only commits that the forge vouches for say so.

    ``commits``: of so many in one pull request it is looked up.
    """

    clause: str
    verified: bool = True
    commits: int = 30


@dataclass(frozen=True, slots=True)
class Reminders:
    """Minutes without the approval until it is asked for again, and from each time to the next.

    ``merge``: without the merge until everybody of the unit is called for it; ``press``: without 「広報済」 until it is
    asked for again. None: neither. ``urgent``: the same in an urgent matter, None where it is as any other.
    """

    after: int
    again: int
    merge: int | None = None
    press: int | None = None
    urgent: Reminders | None = None

    def of(self, alert: Alert | None, policy: Policy) -> Reminders:
        """Choose the reminders that hold for such an alert."""
        return self.urgent if self.urgent is not None and alert is not None and policy.urgent(alert) else self


@dataclass(frozen=True, slots=True)
class PressPolicy:
    """Which contents report an arrest; in which categories quoted words report none; who may write 「広報済」."""

    clause: str
    arrest_clause: str
    arrest_contents: tuple[str, ...]
    quotes_pass: tuple[str, ...]
    confirmed_by: tuple[Place, ...]
    confirmed_by_unit: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """For which case and contents the family's consent is asked, and for how many months a name may be mailed."""

    clause: str
    case: str
    contents: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Mail domains of one receiver, a carrier say, and the most messages a second that it is to get from us."""

    domains: tuple[str, ...]
    per_second: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """What refusals weigh, in points, and from how many on they are not believed.

    A refusal of somebody whom another alert has reached weighs ``reached``; nothing where another was refused as well;
    of anybody else ``mailbox`` where it speaks of his mailbox, ``other`` where of something else. Each mail taken lifts
    one point. Not believed: ``amid`` points; at the beginning or the end of a run ``edge``; at the end of an alert that
    has reached nobody ``unreached``. As shipped a list of which three in ten are dead, or eight in a thousand of those
    reached before have died since, comes to ``amid`` less than once in 10⁹ answers: (3/7)²⁵ for a walk of steps of one.
    """

    mailbox: int = 1
    other: int = 2
    reached: int = 5
    unreached: int = 4
    edge: int = 10
    amid: int = 25


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much an audience may differ from what its approvers were shown: beyond both it waits for a person."""

    share: float = 0.2
    people: int = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a file and of a sending. Minutes, characters, recipients; ``connections``: to one relay at once."""

    title_characters: int
    text_characters: int
    text_lines: int
    opening_characters: int
    advised_characters: int
    max_age_minutes: int
    alerts_per_run: int
    stopped_hours: int
    in_flight: int
    audience: Mapping[str, int]
    retry_minutes: tuple[int, ...]
    attempts: int
    refusals: Refusals = Refusals()
    destinations: Mapping[str, Destination] = field(default_factory=dict)
    connections: int = 50
    audience_differs: Difference = Difference()

    @property
    def audience_prefecture(self) -> int:
        """Ceiling of a prefecture-wide sending."""
        return self.audience["prefecture"]

    @property
    def audience_station(self) -> int:
        """Ceiling of a sending to stations' areas."""
        return self.audience["stations"]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a journal remembers an alert, in days from when it was begun.

    After ``address_days`` no address of it is left, after ``follow_up_days`` only how many were in which state.
    """

    address_days: int
    follow_up_days: int


@dataclass(frozen=True, slots=True)
class Question:
    """What no list can judge, put before the approver of such alerts."""

    ask: Text = field(metadata={"at": ""})
    of: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Who agrees to a change of these paths: one of these roles (3(1)); ``vacant`` too where nobody fills them.

    A path that ends with a slash is all below it. ``generated``: files that count here as long as they are what the
    program makes of the ``schema/`` that comes with them. A step that names no path is for everything else.
    """

    roles: tuple[Role, ...]
    paths: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    vacant: tuple[Role, ...] = ()

    def covers(self, path: str, generated: Collection[str]) -> bool:
        """Tell whether a change of that path is for these people; ``generated``: the paths that are as made."""
        if not (self.paths or self.generated):
            return True
        named = any(path == own or (own.endswith("/") and path.startswith(own)) for own in self.paths)
        return named or (path in self.generated and path in generated)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """3(1): who agrees to a change without an alert; steps from the loosest to the strictest, which is for the rest."""

    clause: str
    steps: tuple[Step, ...]

    def step(self, paths: Collection[str], generated: Collection[str] = ()) -> Step:
        """Find the strictest step that one of the paths asks for; of no path at all, the last."""
        asked = (next(at for at, step in enumerate(self.steps) if step.covers(path, generated)) for path in paths)
        return self.steps[max(asked, default=len(self.steps) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``schema/policy.yaml``. ``public_forge``: live mode may rest on a repository that others can read.

    ``retention``: None keeps every address. ``lock_days``: how old the packages of the program may be, None: any age.
    """

    clauses: Mapping[str, Clause]
    table: tuple[Row, ...]
    contents: Mapping[str, str]
    hours: Hours
    prompt_minutes: int = field(metadata={"at": "promptness.minutes"})
    prompt_clause: str = field(metadata={"at": "promptness.clause"})
    duty_from: time = field(metadata={"at": "duty.from"})
    duty_until: time = field(metadata={"at": "duty.until"})
    holidays: frozenset[date]
    rows: tuple[Requirement, ...]
    triggers: tuple[Requirement, ...]
    consult: Consulted
    upkeep: Upkeep
    reminders: Reminders | None = None
    supervisor_unit: str | None
    waivers: Mapping[str, str]
    urgent_matters: tuple[Selection, ...] = field(metadata={"at": "urgent"})
    trends: tuple[Selection, ...] = field(default=(), metadata={"at": "promptness.trends"})
    urgent_follows: tuple[str, ...]
    resent_in_doubt: tuple[Selection, ...] = ()
    questions: tuple[Question, ...] = ()
    press: PressPolicy
    consent: ConsentPolicy
    outside_category: str = field(metadata={"at": "outside.category"})
    outside_clause: str = field(metadata={"at": "outside.clause"})
    followup_clause: str = field(metadata={"at": "followup.clause"})
    checklist_clause: str = field(metadata={"at": "checklist.clause"})
    authorship: Authorship
    expiry_clause: str = field(metadata={"at": "expiry.clause"})
    disclosures: Mapping[str, str]
    disclosure_cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, str]
    never_confirmable: frozenset[str]
    confirmable_errors: frozenset[str]
    answer_first: frozenset[str]
    limits: Limits
    retention: Retention | None = None
    lock_days: int | None = field(default=None, metadata={"at": "program.lock_days"})
    public_forge: bool

    def is_holiday(self, day: date) -> bool:
        """Tell whether it is a Saturday, a Sunday, a listed day, or 29 December to 3 January, which need no listing."""
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        return new_year or day.weekday() >= 5 or day in self.holidays

    def row(self, category: str) -> Row | None:
        """Find the row of 別表 of that category."""
        return next((row for row in self.table if row.category == category), None)

    def asked(self, alert: Alert) -> tuple[Question, ...]:
        """List what its approver is asked, at most two questions (5(3), 5(5))."""
        return tuple(question for question in self.questions if any(kind.covers(alert) for kind in question.of))[
            :_QUESTIONS
        ]

    def may_stand(self, rule: str, alert: Alert | None) -> bool:
        """Tell whether an error of that rule passes once a person has looked; no name without its consent (T4)."""
        if rule not in self.confirmable_errors:
            return False
        if alert is None or alert.case != self.consent.case or alert.content not in self.consent.contents:
            return True
        given = alert.consent
        return given is not None and given.state is ConsentState.GIVEN and bool(given.names)

    def discloses(self, ground: str, case: str | None) -> bool:
        """Tell whether that ground publishes what else is private, in such a case."""
        return ground in self.disclosures and case in self.disclosure_cases.get(ground, (case,))

    def sentence(self, clause: str | None) -> str:
        """Quote the clause's own sentence, empty where the clause is none of the guideline's."""
        found = self.clauses.get(clause) if clause is not None else None
        return found.sentence if found is not None else ""

    def urgent(self, alert: Alert, history: History | None = None) -> bool:
        """Tell whether the matter is urgent: a listed one, or what rights an alert sent under a waiver; no exercise."""
        listed = any(matter.covers(alert) for matter in self.urgent_matters)
        return (listed and not alert.exercise) or bool(self._lent(alert, history))

    def manager_grants(self, rule: str, alert: Alert, history: History | None = None) -> bool:
        """Tell whether the sending unit's manager alone grants that waiver; otherwise the supervisor does, too."""
        return self.urgent(alert) or rule in self._lent(alert, history)

    def _lent(self, alert: Alert, history: History | None) -> tuple[str, ...]:
        """Name the waivers that the claim of what the alert rights lends it, in the same category."""
        follows = alert.follows
        if history is None or follows is None or follows.kind not in self.urgent_follows or alert.exercise:
            return ()
        first = history.of(follows.alert)
        return first.waivers if first.category == alert.category else ()

    def open_days(self, alert: Alert) -> int | None:
        """Tell after how many days such a matter wants its end told; None: it is over with its mail."""
        row = self.row(alert.category)
        days = row.open_days if row is not None else {}
        return min((days[code] for code in (alert.case or "", alert.content) if code in days), default=None)

    def resends(self, alert: Alert) -> bool:
        """Tell whether those in doubt after a crash get such an alert once more, under the same Message-ID."""
        return any(kind.covers(alert) for kind in self.resent_in_doubt)

    def of_one_moment(self, alert: Alert) -> bool:
        """Tell whether the matter happened at one moment, so that its mail can be late; a trend did not (4(3))."""
        return not any(trend.covers(alert) for trend in self.trends)

    def priority(self, alert: Alert) -> int:
        """Rank the alert in the order of sending, 0 first: urgent matters before the rest."""
        return 0 if self.urgent(alert) else 1

    def expiry(self, alert: Alert) -> datetime:
        """Find when the alert expires: ``expires_at``, or the row's hours after its last known start."""
        if alert.expires_at is not None:
            return alert.expires_at
        starts = [id_time(alert.id), alert.not_before, alert.press.at, alert.recognized_at]
        row = self.row(alert.category)
        hours = row.expires_hours if row is not None else 24
        return max(start for start in starts if start is not None) + timedelta(hours=hours)


@lru_cache(maxsize=256)  # several rules ask in turn for the time of one alert
def id_time(alert_id: str) -> datetime:
    """Read the time in an id ``YYYYMMDD-HHMM-…``; raises ValueError when it is no time of this century."""
    if not _TIME.match(alert_id):
        raise ValueError(alert_id)
    return datetime.fromisoformat(alert_id[:13]).replace(tzinfo=JST)


def policy_from(value: Mapping[str, Any]) -> Policy:
    """Form the policy from the mapping of ``policy.yaml``, which has passed its JSON Schema."""
    return form(
        Policy,
        value,
        waivers={rule: given["clause"] for rule, given in value["waivers"].items()},
        public_forge=value.get("forge", {}).get("public") == "allowed",
    )
