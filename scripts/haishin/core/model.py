"""The words that the rooms say to each other: frozen values, no files, no network.

Times are aware ``datetime``; text positions count from 1 in code points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Literal

Language = Literal["ja", "en"]

# Signs of JIS X 0208 to which the tables of Windows give another code point (an IME types these), and the usual one,
# which old mail programs know: the mail is written with it, and nobody is told.
USUAL_SIGNS: Mapping[str, str] = {"～": "〜", "－": "−", "∥": "‖", "￠": "¢", "￡": "£", "￢": "¬", "—": "―"}


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the tool."""

    ja: str
    en: str

    def format(self, **values: object) -> Text:
        """Fill the same named holes in both languages."""
        return Text(self.ja.format(**values), self.en.format(**values))

    def __getitem__(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en


# --- findings -----------------------------------------------------------------------------------


class Severity(StrEnum):
    """Error refuses the file, a warning asks the approver to look, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file: half-open, lines and columns from 1, in code points."""

    line: int
    column: int
    end_line: int
    end_column: int


WHOLE_FILE = Span(1, 1, 1, 1)


class Spans:
    """Stretches of a file together."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[tuple[int, int]] = []
        self._ends: list[tuple[int, int]] = []
        for span in sorted(spans):
            start, end = (span.line, span.column), (span.end_line, span.end_column)
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, span: Span) -> bool:
        """Whether the span shares a character with any of them, or, as a mere point, lies at any of them."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        at = bisect_right(self._starts, max(start, (end[0], end[1] - 1))) - 1
        return at >= 0 and (start < self._ends[at] or start == self._starts[at])


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe replacement for the span of a finding."""

    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement of a rule or the reader about a place in a file."""

    path: str
    span: Span
    rule: str
    severity: Severity
    message: Text
    hint: Text
    clause: str | None = None  # the guideline's by the policy's ``rules`` map; None: the rule is ours
    ours: bool = False  # that clause is the force's own
    private: bool = False  # the matched text and its lines must never be printed
    fix: Fix | None = None
    confirmed: bool = False  # answered in the front matter: now a note with the reason, reported first
    # The text found, if it differs from the span (quotes, escapes); never printed.
    matched: str = field(default="", repr=False, compare=False)
    constant: bool = False  # message and hint hold no text of the file
    mark: str = ""  # names it in a confirmation; empty if it is confirmed or cannot be

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """Sort key: file, place, rule, message."""
        return (self.path, self.span, self.rule, self.message.ja)


# --- the alert ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """配信範囲: the whole prefecture, or the areas of named stations (sorted, never empty)."""

    prefecture: bool
    stations: tuple[str, ...] = ()

    def union(self, other: Scope) -> Scope:
        """Join both into the scope that covers them."""
        if self.prefecture or other.prefecture:
            return Scope(True)
        return Scope(False, tuple(sorted({*self.stations, *other.stations})))


class PressKind(StrEnum):
    """報道発表: none planned, not decided yet, or a release."""

    NONE = "none"
    UNDECIDED = "undecided"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Press:
    """5(2): whether the matter is announced to the press, and how the texts agree."""

    kind: PressKind
    at: datetime | None = None
    title: str | None = None
    by_unit: bool = False
    consistent: Literal["yes", "no", "not-yet"] | None = None


class FollowKind(StrEnum):
    """The relation of an alert to the alert it follows."""

    FOLLOW_UP = "follow-up"
    CORRECTION = "correction"
    RESOLUTION = "resolution"
    CANCELLATION = "cancellation"

    @property
    def ends(self) -> bool:
        """Whether the alert that is followed is over with it."""
        return self is not FollowKind.FOLLOW_UP

    @property
    def closes(self) -> bool:
        """Whether the whole thread is over with it; it goes only to those whom the thread has reached."""
        return self in (FollowKind.RESOLUTION, FollowKind.CANCELLATION)


@dataclass(frozen=True, slots=True)
class Follows:
    """The alert that an alert follows, by id."""

    alert: str
    kind: FollowKind
    necessity: str | None = None


class ConsentState(StrEnum):
    """了解 of the family: given, still asked for, refused, or no family to ask."""

    GIVEN = "given"
    PENDING = "pending"
    REFUSED = "refused"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Consent:
    """別表 T4: consent of the family of a missing person; ``by`` is a relation, never a name."""

    state: ConsentState
    by: str | None = None
    at: datetime | None = None
    names: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A text that may stand although a detector would find it, and on what ground."""

    text: str
    ground: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A principle set aside, with the reason (原則の例外)."""

    rule: str
    reason: str


WHY = "理由をここに書く"  # stands in the lines to paste, until the drafter says why


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's statement that a finding stands, with the reason."""

    rule: str
    mark: str  # of the finding
    reason: str


@dataclass(frozen=True, slots=True)
class Alert:
    """情報メール: a file of ``alerts/``; unit, year and id come from its path."""

    unit: str
    year: str
    id: str
    title: str
    category: str
    content: str
    scope: Scope
    press: Press
    body: str
    case: str | None = None
    case_name: str | None = None
    recognized_at: datetime | None = None
    follows: Follows | None = None
    consent: Consent | None = None
    disclose: tuple[Disclosure, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    consult: tuple[str, ...] = ()
    why_mail: str | None = None
    why_late: str | None = None
    expires_at: datetime | None = None
    not_before: datetime | None = None
    exercise: bool = False

    @property
    def path(self) -> str:
        """The place of the file in the repository."""
        return f"alerts/{self.unit}/{self.year}/{self.id}.md"

    @property
    def ends(self) -> str | None:
        """The alert that it ends, if any."""
        if self.follows is None or not self.follows.kind.ends:
            return None
        return self.follows.alert

    @property
    def closes(self) -> bool:
        """Whether it ends its whole thread."""
        return self.follows is not None and self.follows.kind.closes

    def waives(self, rule: str) -> bool:
        """Whether the front matter sets this principle aside."""
        return any(waiver.rule == rule for waiver in self.waivers)


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read."""

    path: str
    source: str
    alert: Alert | None  # None: it could not be formed
    findings: tuple[Finding, ...]
    places: Mapping[Path, Span] = field(default_factory=dict)  # of values: ``("press", "at")`` → span
    keys: Mapping[Path, Span] = field(default_factory=dict)  # likewise of their keys
    body_line: int = 1  # the first line of the body
    values: Mapping[Path, str] = field(default_factory=dict, repr=False)  # those that are texts
    # The alert as far as its items can be read, for the rules alone; of an item in ``unsure`` it holds no sure value.
    sketch: Alert | None = None
    unsure: frozenset[str] = frozenset()

    def place(self, *path: str | int) -> Span:
        """Find the span of the value at that path, or of the nearest written value around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return WHOLE_FILE


# --- people and the pull request -----------------------------------------------------------------


class Role(StrEnum):
    """運用総括管理者, 運用管理者, 運用責任者, and all others of a unit."""

    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    OFFICER = "officer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A role of a unit, as a row of the policy names it after its words were resolved."""

    role: Role
    unit: str


class ReviewState(StrEnum):
    """The forge's words for a review."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    COMMENTED = "COMMENTED"
    DISMISSED = "DISMISSED"


class Word(StrEnum):
    """A line in a review that means something: 「代決」, 「広報済」, on a rehearsal's ledger 「練習承認」."""

    ACTING = "acting"
    PRESS_RELEASED = "press-released"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at the forge; ``number`` is None offline, where people are matched by login."""

    login: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a pull request."""

    account: Account
    state: ReviewState
    submitted_at: datetime
    commit: str | None
    text: Literal["same", "other", "unknown"]  # of the reviewed commit, beside the judged text
    says: frozenset[Word] = frozenset()
    was: ReviewState | None = None  # before the dismissal, if known
    dismissed_by: Account | None = None  # of DISMISSED only
    edited: bool = False  # after it was given: its words do not count
    press_released: time | None = None  # in Japan, if 「広報済」 gives a time; the day is not said


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as data."""

    number: int
    author: Account
    committers: tuple[Account | None, ...]  # of the commits that changed this text; None: unknown
    checklist: Literal["complete", "open"]
    opened_at: datetime
    merged_at: datetime | None
    reviews: tuple[Review, ...]
    files: tuple[str, ...] | None = None  # all paths that it changes, old names too; None: unknown
    unverified: tuple[Account | None, ...] = ()  # the forge's names for those commits that it does not vouch for
    commits: int = 1  # of too many by the policy neither committers nor reviews are looked up
    draft: bool = False  # not ready for review
    automatic: bool = False  # the forge merges it as soon as it may
    seen_at: datetime | None = None  # our first status on this text


class LedgerState(StrEnum):
    """The state of an alert in the ledger."""

    UNSENT = "unsent"
    HELD = "held"
    CLAIMED = "claimed"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Past:
    """The past of an alert."""

    state: LedgerState = LedgerState.UNSENT
    at: datetime | None = None
    scope: Scope | None = None  # of the claim and of the alerts it follows; None: unknown
    reached: int | None = None  # recipients accepted or in doubt; None: unknown
    waivers: tuple[str, ...] = ()  # of the claim
    ended_by: str | None = None
    removed: bool = False
    causes: frozenset[str] = frozenset()  # of its hold, in the ledger's words
    # The seats that had to agree to it and the alerts it follows, any of each; its follow-ups need them too.
    due: tuple[tuple[Seat, ...], ...] = ()
    category: str | None = None  # of the claim
    exercise: bool | None = None  # of the claim
    stopped: LedgerClaim | None = None  # by a person and not ended: its own claim or that of the first of its thread
    before: bool = False  # its id was on main before the activation

    @property
    def unheard(self) -> bool:
        """Whether no mail of it has reached anyone: never begun, or at an end without recipients."""
        if self.state is LedgerState.SEALED:
            return self.reached == 0
        return self.state is not LedgerState.CLAIMED


@dataclass(frozen=True, slots=True)
class History:
    """The pasts by alert id, as far as the ledger was asked."""

    pasts: Mapping[str, Past] = field(default_factory=dict)
    halted: bool = False  # a person has stopped all sending
    rehearsal: bool = False  # the ledger is a rehearsal's: the drafter's 「練習承認」 stands in for whoever is due

    def of(self, alert: str) -> Past:
        """Look up the past of that alert; unsent if the ledger was not asked."""
        return self.pasts.get(alert, Past())

    def knows(self, alert: str) -> bool:
        """Whether the ledger was asked of it."""
        return alert in self.pasts


class Change(StrEnum):
    """The change of a pull request to the file."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a verdict rests on, but the clock and the contract."""

    alert: Alert
    change: Change
    findings: tuple[Finding, ...]
    pull: Pull | None
    history: History


# --- what ledger and journal say of an alert ----------------------------------------------------

FLOOR = 10  # a smaller number could point at people (T31)


def rounded(count: int) -> int | None:
    """A count of people that may leave the mail host: to the nearest ten, None below ten."""
    if count < FLOOR:
        return None
    return (count + 5) // 10 * 10


PREFECTURE = "prefecture"

Reach = dict[str, dict[str, int]]  # station id (or ``prefecture``) → category → people, 0 absent


@dataclass(frozen=True, slots=True)
class Reached:
    """The numbers of people whom alerts would reach by the registry."""

    everybody: Reach
    night: Reach  # who take mail outside the hours too


class RowState(StrEnum):
    """The state of a recipient of an alert; every row of the journal has a single state."""

    PENDING = "pending"
    INTENT = "intent"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    IN_DOUBT = "in-doubt"


class Limit(StrEnum):
    """A limit that an alert passes only by a person's word."""

    AGE = "age"
    NOBODY = "nobody"
    CEILING = "ceiling"
    DIFFERS = "differs"


STOP = "stop"  # the cause of a hold that only a person's word ends


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """A line of the ledger."""

    kind: str
    at: datetime
    by: str | None  # the person who acted; None: the sender itself
    id: str  # random
    fields: Mapping[str, Any] = field(default_factory=dict)  # of the kind

    @property
    def alert(self) -> str | None:
        """The alert that the record names, if any."""
        alert: str | None = self.fields.get("alert")
        return alert


@dataclass(frozen=True, slots=True)
class LedgerClaim:
    """The grounds of a ``claimed`` record. A field is None if the record has none."""

    alert: str
    at: datetime
    path: str
    blob: str
    commit: str
    schema: str
    waivers: tuple[str, ...]
    ends: str | None
    thread: str | None
    journal: str
    nonce: str
    snapshot: int | None  # rounded; None below 10
    scope: Scope  # with that of the alerts it follows
    due: tuple[tuple[Seat, ...], ...]  # the seats that had to agree, any of each, with those of the alerts it follows
    category: str | None
    exercise: bool
    pull: int | None
    drafter: str | None  # a login
    approvals: tuple[Mapping[str, Any], ...]  # as recorded
    recognized: datetime | None
    approved: datetime | None
    merged: datetime | None
    closes: bool = False  # the whole thread: a resolution or a cancellation
    practice: bool = False  # of a rehearsal's: it rests on a 「練習承認」
    number: int | None = None  # among the claims of its unit in its year of Japan time, from 1

    @property
    def unit(self) -> str:
        """The unit whose alert it is."""
        return self.path.split("/")[1]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An alert in the ledger."""

    state: LedgerState = LedgerState.UNSENT
    at: datetime | None = None
    claim: LedgerClaim | None = None
    journal: str | None = None  # the journal that may go on with the claim; another than the claim's once adopted
    causes: frozenset[str] = frozenset()
    limits: frozenset[Limit] = frozenset()  # that hold it
    lifted: frozenset[Limit] = frozenset()  # that hold it no more
    ended_by: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    in_doubt: bool = False
    nobody: bool = False  # it has ended, and reached nobody
    accepted: datetime | None = None  # the last one
    stopped_at: datetime | None = None  # by a person, until one lets it go on
    went_on_at: datetime | None = None  # by a person's last word

    @property
    def reached(self) -> int:
        """Recipients accepted or in doubt, as far as the rounded counts say."""
        return self.counts.get("accepted", 0) + self.counts.get("in-doubt", 0)

    @property
    def unheard(self) -> bool:
        """Whether no mail of it has reached anyone: never begun, or at an end without recipients."""
        if self.state is LedgerState.SEALED:
            return self.nobody
        return self.state is not LedgerState.CLAIMED

    @property
    def stopped(self) -> bool:
        """Whether a person has to let it go on before anything more goes."""
        return STOP in self.causes

    @property
    def hidden(self) -> bool:
        """Whether it was begun and a person has stopped it: its words are shown no more."""
        return self.claim is not None and self.stopped

    @property
    def unfinished(self) -> bool:
        """Whether it was begun and not sealed."""
        return self.state is LedgerState.CLAIMED


# --- the verdict --------------------------------------------------------------------------------


class Kind(StrEnum):
    """Kinds of verdict, the strongest first."""

    REJECT = "reject"
    CONSULT = "consult"
    HOLD = "hold"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class PossibleApprover:
    """A person who could give an approval now."""

    login: str
    role: Role
    unit: str
    acting: str | None = None  # the principal of a deputy: a login or, of an empty seat, ``role@unit``
    word: bool = False  # the approval stands for the principal's only with a line 「代決」


@dataclass(frozen=True, slots=True)
class Approval:
    """A due (or merely informed) consultation, and its giver."""

    any_of: tuple[Seat, ...]
    mode: Literal["before", "inform"]
    clause: str
    given: bool = False
    by: str | None = None
    person: str | None = None
    acting: str | None = None
    at: datetime | None = None
    role: Seat | None = None
    commit: str | None = None
    candidates: tuple[PossibleApprover, ...] = ()
    apart: bool = False  # to be given by a person who gave no other
    lasting: bool = False  # due for follow-ups of the alert, too
    practice: bool = False  # given by the drafter's 「練習承認」; ``candidates`` could give it in earnest

    @property
    def missing(self) -> bool:
        """Whether it is due and not given."""
        return self.mode == "before" and not self.given

    @property
    def first(self) -> tuple[PossibleApprover, ...]:
        """The candidates to ask first: those who need no 「代決」; the first deputy if there is no other."""
        return tuple(candidate for candidate in self.candidates if not candidate.word) or self.candidates[:1]


@dataclass(frozen=True, slots=True)
class Look:
    """後閲 that follows a 代決."""

    principal: str  # a login
    since: datetime
    seen: datetime | None = None  # by the principal; None until then
    known: bool = True  # the reviews could be read


@dataclass(frozen=True, slots=True)
class Hold:
    """Right, but not yet: for the clock (``until`` known) or for a person."""

    kind: Literal["clock", "person"]
    until: datetime | None
    who: Text
    clause: str | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A review that did not count, and why."""

    login: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Objection:
    """A request for changes by a person who must be heard: it blocks until an approval ends it."""

    login: str
    clause: str
    at: datetime
    met: bool  # the text has changed since
    ends_with: tuple[Seat, ...] = ()  # seats whose later approval ends it as well as its author's
    left: datetime | None = None  # the author's end in all of ``seats``; None: he holds a seat, or needs no successor
    seats: tuple[Seat, ...] = ()  # of the author when he spoke; after ``left`` an approval for any of them ends it
    heirs: tuple[str, ...] = ()  # logins of people who could now approve for them

    @property
    def enders(self) -> tuple[Seat, ...]:
        """The seats whose later approval ends it."""
        if self.left is None:
            return self.ends_with
        return self.seats

    @property
    def to_be_seen(self) -> bool:
        """Whether an approver is to look next, not the drafter to change the text."""
        return self.met or self.left is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of a verdict."""

    kind: Kind
    clause: str | None  # None: a rule of the house, not of the guideline
    message: Text
    waiver: str | None = None  # the principle that the drafter may set aside here, with a reason
    logged: Text | None = None  # for a log and the ledger, if the message holds words of the drafter (T27)


class Who(StrEnum):
    """Whose turn it is."""

    DRAFTER = "drafter"
    APPROVER = "approver"
    PRESS = "press"
    MERGER = "merger"
    CLOCK = "clock"
    SENDER = "sender"
    NOBODY = "nobody"


class What(StrEnum):
    """The next step: the rungs of the ladder, in order; the first that applies is the turn.

    Before all others come the steps that no edit mends.
    """

    BEGUN = "begun"
    ENDED = "ended"
    EXPIRED = "expired"
    CORRECT = "correct"
    PROPOSE = "propose"
    READY = "ready"
    ANSWER = "answer"
    DECIDE_PRESS = "decide-press"
    COMPARE_PRESS = "compare-press"
    CORRECT_TIME = "correct-time"
    WHY_LATE = "why-late"
    NECESSITY = "necessity"
    CONSENT = "consent"
    DRAFT_ANEW = "draft-anew"
    OBJECTION = "objection"
    TICK = "tick"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    CONFIRM_RELEASE = "confirm-release"
    MERGE = "merge"
    MERGED_SOON = "merged-soon"
    RESUME = "resume"
    RELEASE = "release"
    LIFT = "lift"
    WAIT = "wait"
    SEND = "send"
    DONE = "done"

    @property
    def who(self) -> Who:
        """Whose that is."""
        return _DOES.get(self, Who.DRAFTER)

    @property
    def is_over(self) -> bool:
        """Whether the text is never mailed any more."""
        return self in (What.BEGUN, What.ENDED, What.EXPIRED)


_DOES: Mapping[What, Who] = {
    **dict.fromkeys((What.BEGUN, What.ENDED, What.EXPIRED, What.DONE), Who.NOBODY),
    What.APPROVE: Who.APPROVER,
    What.CONFIRM_RELEASE: Who.PRESS,
    **dict.fromkeys((What.MERGE, What.MERGED_SOON), Who.MERGER),
    What.WAIT: Who.CLOCK,
    **dict.fromkeys((What.RESUME, What.RELEASE, What.LIFT, What.SEND), Who.SENDER),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn in a pull request."""

    what: What
    people: tuple[str, ...] = ()  # logins; the people to ask first come first
    since: datetime | None = None  # None without a pull request
    beside: tuple[str, ...] = ()  # logins of the people who asked for the change

    @property
    def who(self) -> Who:
        """The part that these people play."""
        return self.what.who


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on an alert now."""

    kind: Kind
    mergeable: bool
    not_before: datetime | None
    since: datetime | None
    holds: tuple[Hold, ...]
    approvals: tuple[Approval, ...]
    ignored: tuple[Ignored, ...]
    reasons: tuple[Reason, ...]
    unanswered: tuple[Finding, ...] = ()  # the warnings that the drafter answers first
    any_hour: bool = False  # the hours are waived; it goes at night
    stopped: bool = False  # a person has to end a stop by the ledger first, merged or not
    objections: tuple[Objection, ...] = ()
    practice: bool = False  # it rests on a 「練習承認」, and goes to its unit's control addresses alone
    moments: tuple[datetime, ...] = ()  # of the coming day at which it may change, the earliest first
    turn: Turn = field(kw_only=True)

    @property
    def approved(self) -> datetime | None:
        """The time of the last due approval; None without any."""
        due = [approval for approval in self.approvals if approval.given and approval.mode == "before"]
        return max((approval.at for approval in due if approval.at is not None), default=None)

    @property
    def sleeps(self) -> bool:
        """Whether an urgent matter waits for the hours, and its drafter may still say that it goes at once (4(2))."""
        return any(reason.kind is Kind.HOLD and reason.waiver == "delivery-hours" for reason in self.reasons)

    @property
    def asks(self) -> bool:
        """Whether people are asked for missing acts; not about a text that has to change, or be answered for."""
        drafting = self.turn.who is Who.DRAFTER and self.turn.what not in (What.PROPOSE, What.TICK)
        return self.kind is not Kind.REJECT and not self.unanswered and not drafting
