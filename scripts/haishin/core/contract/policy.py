"""The guideline as data (``schema/policy.yaml``): table, hours, rows, waivers, limits, and the clause behind each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, Literal

from haishin.core.contract.forming import form
from haishin.core.model import Alert, ConsentState, History, LedgerClaim, Role, Text

JST = timezone(timedelta(hours=9), "JST")  # Japan has no summer time; a fixed offset needs no zone data
Mode = Literal["before", "inform"]
PRIVATE = "private"  # in ``answer_first``: whatever a detector finds
ELEMENTS = ("who", "what", "where", "when", "act")  # Mileti and Sorensen (1990): source, hazard, place, time, guidance
_TIME = re.compile("20[0-9]{6}-[0-9]{4}")  # with which an id begins
_QUESTIONS = 2  # more than two are not read


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the guideline."""

    sentence: str
    how: tuple[str, ...]  # the mechanisms that honour it
    by: str | None = None  # the workflow's own part, if no rule, row or hold names it
    ours: bool = False  # the force's own decision, of which the guideline says nothing: no quotation


@dataclass(frozen=True, slots=True)
class SubjectLabel:
    """The short label that begins the subject of such alerts (【強盗】): the first that a phone shows (5(1))."""

    say: str
    cases: tuple[str, ...] | None = None  # None: any
    contents: tuple[str, ...] | None = None  # None: any
    words: tuple[str, ...] | None = None  # the title has any of them
    more: bool = False  # the next label that fits is said as well (【検挙】【強盗】)

    def fits(self, alert: Alert) -> bool:
        """Whether the alert gets this label."""
        return (
            (self.cases is None or alert.case in self.cases)
            and (self.contents is None or alert.content in self.contents)
            and (self.words is None or any(word in alert.title for word in self.words))
        )


def labels_of(alert: Alert, labels: Sequence[SubjectLabel], name: str) -> tuple[SubjectLabel, ...]:
    """Choose the first label that fits and the labels that it lets follow; the last is the category's name."""
    said: list[SubjectLabel] = []
    for label in (*labels, SubjectLabel(name)):
        if label.fits(alert):
            said.append(label)
            if not label.more:
                break
    return tuple(said)


@dataclass(frozen=True, slots=True)
class RequiredElements:
    """The elements of a warning that such alerts must say (5(1)).

    A warning without any of ``ELEMENTS`` is believed less, or not acted upon.
    """

    say: tuple[str, ...]
    cases: tuple[str, ...] | None = None  # None: any
    contents: tuple[str, ...] | None = None  # None: any

    def fits(self, case: str | None, content: str | None) -> bool:
        """Whether an alert of that case and content must say them."""
        return (self.cases is None or case in self.cases) and (self.contents is None or content in self.contents)


@dataclass(frozen=True, slots=True)
class Cap:
    """The mandatory values of CAP 1.2 that no alert holds."""

    category: str
    event: str
    urgency: str
    severity: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of 別表."""

    category: str
    name: str
    under: str | None  # the row of the first level above it
    clause: str
    printed: tuple[tuple[str, ...], ...]  # the guideline's own words: the lines of each cell beside the name
    cases: Mapping[str, str]  # by code; ``other`` among them only if the row says 等
    contents: tuple[str, ...]
    recognized: tuple[str, ...] | Literal["always", "never"]
    expires_hours: int
    open_days: Mapping[str, int] = field(default_factory=dict)  # by case or content: days until its end is asked for
    labels: tuple[SubjectLabel, ...] = field(default=(), metadata={"at": "label"})
    must_say: tuple[RequiredElements, ...] = ()
    publish_days: int | None = field(default=None, metadata={"at": "publish.days"})  # from the seal; None: never shown
    cap: Cap | None = field(default=None, metadata={"at": "publish.cap"})

    def recognition_required(self, case: str | None) -> bool:
        """Whether an alert of that case must say when the matter became known (4(3))."""
        if isinstance(self.recognized, str):
            return self.recognized == "always"
        return case in self.recognized

    def due(self, case: str | None, content: str | None) -> tuple[str, ...]:
        """List the elements that such an alert must say; without a line all five of an incident, else none."""
        for line in self.must_say:
            if line.fits(case, content):
                return line.say
        return ELEMENTS if self.recognition_required(case) else ()


@dataclass(frozen=True, slots=True)
class Place:
    """A role of a unit: sender, in-charge, owner, other, others, or a unit's id; any supervisor is the force's."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Need:
    """Any of these places must agree (before) or is informed (inform)."""

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
    """Alerts of a category, of some of its cases and contents; None = any."""

    category: str
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None

    def covers(self, alert: Alert) -> bool:
        """Whether the alert is of this kind."""
        return (
            alert.category == self.category
            and (self.cases is None or alert.case in self.cases)
            and (self.contents is None or alert.content in self.contents)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """配信時間 in Japan time, half-open."""

    opens: time
    closes: time  # 0:00: the end of the day, written 24:00
    clause: str

    @property
    def whole_day(self) -> bool:
        """Whether mail may always go."""
        return self.opens == self.closes

    @property
    def until(self) -> str:
        """When they close, as people write it: ``20:00``, ``24:00``."""
        return "24:00" if self.closes == time() else f"{self.closes:%-H:%M}"

    def closing(self, day: date) -> datetime:
        """Find the moment at which they close on that day."""
        return datetime.combine(day, self.closes, JST) + timedelta(days=self.closes == time())

    def is_open(self, moment: datetime) -> bool:
        """Whether mail may go at that moment."""
        local = moment.astimezone(JST)
        return local.time() >= self.opens and local < self.closing(local.date())

    def left(self, moment: datetime) -> timedelta:
        """Return the time for mail from that moment on; nothing outside the hours, without end if they never close."""
        if self.whole_day:
            return timedelta.max
        if not self.is_open(moment):
            return timedelta()
        return self.closing(moment.astimezone(JST).date()) - moment


@dataclass(frozen=True, slots=True)
class Quiet:
    """The time in which residents without night mail get nothing: Japan time, half-open, over midnight if need be."""

    begins: time = field(metadata={"at": "from"})
    ends: time = field(metadata={"at": "until"})

    def covers(self, moment: datetime) -> bool:
        """Whether that moment is quiet; each is, if the quiet ends when it begins."""
        clock = moment.astimezone(JST).time()
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@dataclass(frozen=True, slots=True)
class Consulted:
    """The roles that the drafter's ``consult: UNIT`` asks for."""

    clause: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Authorship:
    """5(3): the authors of a text."""

    clause: str
    verified: bool = True  # only commits that the forge vouches for prove them
    commits: int = 30  # so many of a pull request are looked up


@dataclass(frozen=True, slots=True)
class Reminders:
    """Minutes of waiting until a reminder."""

    after: int  # without the approval, until it is asked for again
    again: int  # from each time to the next
    merge: int | None = None  # without the merge, until all people of the unit are called for it; None: never
    press: int | None = None  # without 「広報済」, until it is asked for again; None: never
    urgent: Reminders | None = None  # in an urgent matter; None: as in any other

    def of(self, alert: Alert | None, policy: Policy) -> Reminders:
        """Choose the reminders that hold for such an alert."""
        if self.urgent is None or alert is None or not policy.urgent(alert):
            return self
        return self.urgent


@dataclass(frozen=True, slots=True)
class PressPolicy:
    """The policy of press releases and arrests."""

    clause: str
    arrest_clause: str
    arrest_contents: tuple[str, ...]  # contents that report an arrest
    quotes_pass: tuple[str, ...]  # categories in which quoted words report none
    confirmed_by: tuple[Place, ...]  # the writers of 「広報済」
    confirmed_by_unit: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """The case and contents that need the family's consent, and the months for which a name may be mailed."""

    clause: str
    case: str
    contents: tuple[str, ...]
    months: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Mail domains of a receiver, a carrier say, and the most messages a second that it is to get from us."""

    domains: tuple[str, ...]
    per_second: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """The points that refusals weigh, and the sums from which on they are not believed. A mail taken lifts a point.

    As shipped a list with three dead addresses in ten, or with eight in a thousand of those reached before, comes to
    ``amid`` less than once in 10⁹ answers: (3/7)²⁵ for a walk of steps of 1.
    """

    mailbox: int = 1  # weight of a refusal that names the mailbox
    other: int = 2  # … that names another cause
    reached: int = 5  # … of an address that another alert has reached; nothing if another was refused as well
    unreached: int = 4  # not believed at the end of an alert that has reached no address
    edge: int = 10  # … at the beginning or the end of a run
    amid: int = 25  # … at any time


@dataclass(frozen=True, slots=True)
class Difference:
    """The bounds between an audience and the number shown to its approvers: beyond both it waits for a person."""

    share: float = 0.2
    people: int = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a file and of a sending: minutes, characters, recipients."""

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
    connections: int = 50  # at once, to a relay
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
    """The memory of a journal, in days from the beginning of an alert."""

    address_days: int  # then no address of it is left
    follow_up_days: int  # then only the numbers by state are left


@dataclass(frozen=True, slots=True)
class ResidentLimits:
    """How long residents who left are known, and when a person looks at leaving and arriving."""

    keep_address_days: int = 28  # after leaving; then the address is deleted
    history_days: int = 1095  # events, which hold no address
    arrival_minutes: int = 15  # from the seal of an alert to its arrival at a unit's own address
    leavers_an_hour: int = 200  # by page or mail; more are an alarm


@dataclass(frozen=True, slots=True)
class Site:
    """The public list of the alerts whose rows have ``publish`` (``haishin publish``)."""

    url: str = field(metadata={"at": "address"})  # https, without the last slash
    index: bool = False  # search engines may list it


@dataclass(frozen=True, slots=True)
class Question:
    """A question that no list can judge, put before the approver of such alerts."""

    ask: Text = field(metadata={"at": ""})
    of: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The roles that agree to a change of these paths, any of them (3(1)). A step without paths is for all others."""

    roles: tuple[Role, ...]
    paths: tuple[str, ...] = ()  # a path that ends with a slash is all below it
    generated: tuple[str, ...] = ()  # files that count here while they equal the program's output for that ``schema/``
    vacant: tuple[Role, ...] = ()  # roles that agree, too, if the others are vacant

    def covers(self, path: str, generated: Collection[str]) -> bool:
        """Whether a change of that path is for these people; ``generated``: the paths that are as made."""
        if not (self.paths or self.generated):
            return True
        named = any(path == own or (own.endswith("/") and path.startswith(own)) for own in self.paths)
        return named or (path in self.generated and path in generated)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """3(1): consent to a change without an alert; steps from the loosest to the strictest, which is for the rest."""

    clause: str
    steps: tuple[Step, ...]

    def step(self, paths: Collection[str], generated: Collection[str] = ()) -> Step:
        """Find the strictest step that the paths ask for; without any path the last."""
        strictest = -1
        for path in paths:
            covers = [step.covers(path, generated) for step in self.steps]
            strictest = max(strictest, covers.index(True))
        return self.steps[strictest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``schema/policy.yaml``."""

    clauses: Mapping[str, Clause]
    table: tuple[Row, ...]
    site: Site | None = None
    contents: Mapping[str, str]
    hours: Hours
    quiet: Quiet | None = None  # None: outside the hours
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
    retention: Retention | None = None  # None keeps every address
    residents: ResidentLimits = ResidentLimits()
    lock_days: int | None = field(  # how old the packages of the program may be, None: any age
        default=None, metadata={"at": "program.lock_days"}
    )
    public_forge: bool  # live mode may rest on a repository that others can read
    app: int | None = field(default=None, metadata={"at": "forge.app"})  # the App that writes ``consultation``

    def is_holiday(self, day: date) -> bool:
        """Whether it is a Saturday, a Sunday, a listed day, or 29 December to 3 January, which need no listing."""
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        return new_year or day.weekday() >= 5 or day in self.holidays

    def is_day(self, moment: datetime) -> bool:
        """Whether residents without night mail get mail at that moment, if mail goes at all."""
        if self.quiet is None:
            return self.hours.is_open(moment)
        return not self.quiet.covers(moment)

    def row(self, category: str) -> Row | None:
        """Find the row of 別表 of that category."""
        return next((row for row in self.table if row.category == category), None)

    @property
    def publishes(self) -> bool:
        """Whether any row is shown on the site."""
        return any(row.publish_days is not None for row in self.table)

    def publish_days(self, alert: Alert | LedgerClaim) -> int | None:
        """Count the days from its seal for which the site shows such an alert; None: never, as an exercise."""
        row = self.row(alert.category or "")
        if row is None or alert.exercise:
            return None
        return row.publish_days

    def asked(self, alert: Alert) -> tuple[Question, ...]:
        """List the questions to its approver, at most two (5(3), 5(5))."""
        asked = [question for question in self.questions if _any_covers(question.of, alert)]
        return tuple(asked[:_QUESTIONS])

    def may_stand(self, rule: str, alert: Alert | None) -> bool:
        """Whether an error of that rule passes once a person has looked; no name without its consent (T4)."""
        if rule not in self.confirmable_errors:
            return False
        if alert is None or alert.case != self.consent.case or alert.content not in self.consent.contents:
            return True
        given = alert.consent
        return given is not None and given.state is ConsentState.GIVEN and bool(given.names)

    def agreed(self, alert: Alert) -> bool:
        """Whether the family agreed to the search for a missing person, or its consent was waived (T4)."""
        given = alert.consent is not None and alert.consent.state is ConsentState.GIVEN
        return alert.case == self.consent.case and (given or alert.waives("consent"))

    def discloses(self, ground: str, case: str | None) -> bool:
        """Whether that ground publishes otherwise private words, in such a case."""
        return ground in self.disclosures and case in self.disclosure_cases.get(ground, (case,))

    def sentence(self, clause: str | None) -> str:
        """Quote the clause's own sentence; empty if the guideline has no such clause."""
        if clause is None or clause not in self.clauses:
            return ""
        return self.clauses[clause].sentence

    def is_ours(self, clause: str | None) -> bool:
        """Whether the clause is the force's own decision, and none of the guideline."""
        return clause is not None and clause in self.clauses and self.clauses[clause].ours

    def urgent(self, alert: Alert, history: History | None = None) -> bool:
        """Whether the matter is urgent: listed, or it rights an alert sent under a waiver; never an exercise."""
        listed = _any_covers(self.urgent_matters, alert)
        return (listed and not alert.exercise) or bool(self._lent(alert, history))

    def manager_grants(self, rule: str, alert: Alert, history: History | None = None) -> bool:
        """Whether the sending unit's manager alone grants that waiver; otherwise the supervisor does, too."""
        return self.urgent(alert) or rule in self._lent(alert, history)

    def _lent(self, alert: Alert, history: History | None) -> tuple[str, ...]:
        """Name the waivers of the righted alert's claim, which hold for the alert, too, in the same category."""
        follows = alert.follows
        if history is None or follows is None or follows.kind not in self.urgent_follows or alert.exercise:
            return ()
        first = history.of(follows.alert)
        if first.category != alert.category:
            return ()
        return first.waivers

    def open_days(self, alert: Alert) -> int | None:
        """Count the days until the end of such a matter is asked for; None: it is over with its mail."""
        row = self.row(alert.category)
        if row is None:
            return None
        codes = (alert.case or "", alert.content)
        return min((days for code, days in row.open_days.items() if code in codes), default=None)

    def resends(self, alert: Alert) -> bool:
        """Whether recipients in doubt after a crash get such an alert once more, under the same Message-ID."""
        return _any_covers(self.resent_in_doubt, alert)

    def of_one_moment(self, alert: Alert) -> bool:
        """Whether the matter happened at a moment, so that its mail can be late; a trend did not (4(3))."""
        return not _any_covers(self.trends, alert)

    def priority(self, alert: Alert) -> int:
        """Rank the alert in the order of sending, 0 first: urgent matters before the rest."""
        return int(not self.urgent(alert))

    def expiry(self, alert: Alert) -> datetime:
        """Find when the alert expires: ``expires_at``, or the row's hours after its last known start."""
        if alert.expires_at is not None:
            return alert.expires_at
        starts = [id_time(alert.id), alert.not_before, alert.press.at, alert.recognized_at]
        row = self.row(alert.category)
        lasts = timedelta(hours=24 if row is None else row.expires_hours)
        return max(filter(None, starts)) + lasts


def _any_covers(selections: Collection[Selection], alert: Alert) -> bool:
    return any(selection.covers(alert) for selection in selections)


@lru_cache(maxsize=256)  # several rules ask in turn for the time of an alert
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
