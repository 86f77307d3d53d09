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
    """Stretches of one file together."""

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
        """Tell whether the span shares a character with one of them; a mere point, whether it is where one is."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        at = bisect_right(self._starts, max(start, (end[0], end[1] - 1))) - 1
        return at >= 0 and (start < self._ends[at] or start == self._starts[at])


@dataclass(frozen=True, slots=True)
class Fix:
    """What the span of the finding may safely be replaced by."""

    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule or the reader says of a place in a file.

    ``clause`` is the guideline's clause by the policy's ``rules`` map, None where the rule is ours.
    ``private``: the matched text and its lines must never be printed. ``confirmed``: a person answered it
    in the front matter; it is a note then, says why it stands, and is told before everything else. ``matched``: the
    text that was found, where quotation marks or escapes make it another than the span shows; never printed.
    ``constant``: message and hint are the rule's own words, and nothing of the file stands in them. ``mark``: what a
    confirmation of it names, empty where it cannot be confirmed or is already.
    """

    path: str
    span: Span
    rule: str
    severity: Severity
    message: Text
    hint: Text
    clause: str | None = None
    private: bool = False
    fix: Fix | None = None
    confirmed: bool = False
    matched: str = field(default="", repr=False, compare=False)
    constant: bool = False
    mark: str = ""

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
    """What an alert is to the one it follows."""

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
    """The alert that this one follows, by id."""

    alert: str
    kind: FollowKind
    necessity: str | None = None


class ConsentState(StrEnum):
    """了解 of the family: given, still asked for, refused, or nobody there to ask."""

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
    """A person looked at what was found and says why it stands; ``mark`` is the finding's own."""

    rule: str
    mark: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alert:
    """情報メール: one file of ``alerts/``; unit, year and id come from its path."""

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
        """Where the file belongs in the repository."""
        return f"alerts/{self.unit}/{self.year}/{self.id}.md"

    @property
    def ends(self) -> str | None:
        """The alert that this one ends, if it ends one."""
        return self.follows.alert if self.follows is not None and self.follows.kind.ends else None

    @property
    def closes(self) -> bool:
        """Whether it ends its whole thread."""
        return self.follows is not None and self.follows.kind.closes

    def waives(self, rule: str) -> bool:
        """Tell whether the front matter sets this principle aside."""
        return any(waiver.rule == rule for waiver in self.waivers)


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its text, the place of every field, the alert if it could be formed.

    ``places`` maps a path into the front matter, as ``("press", "at")``, to the span of the value;
    ``keys`` maps it to the span of its key, ``values`` to what the value reads, where it is a text. ``body_line`` is
    the line on which the body begins.
    """

    path: str
    source: str
    alert: Alert | None
    findings: tuple[Finding, ...]
    places: Mapping[Path, Span] = field(default_factory=dict)
    keys: Mapping[Path, Span] = field(default_factory=dict)
    body_line: int = 1
    values: Mapping[Path, str] = field(default_factory=dict, repr=False)

    def place(self, *path: str | int) -> Span:
        """Find the span of the value at that path, or of the nearest thing around it that was written."""
        for length in range(len(path), 0, -1):
            if (span := self.places.get(path[:length])) is not None:
                return span
        return WHOLE_FILE


# --- people and the pull request -----------------------------------------------------------------


class Role(StrEnum):
    """運用総括管理者, 運用管理者, 運用責任者, and everybody else of a unit."""

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
    """A line in a review that means something: 「代決」, 「広報済」."""

    ACTING = "acting"
    PRESS_RELEASED = "press-released"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at the forge; ``number`` is None offline, where people are matched by login."""

    login: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review. ``text`` says whether the reviewed commit holds the text that is judged.

    ``dismissed_by`` is meaningful for DISMISSED only; ``was`` is the state before the dismissal, when known.
    ``edited``: its words were changed after it was given, by whomever, so it says nothing.
    ``press_released``: the time of the press release in Japan, where 「広報済」 gives one; its day is not said.
    """

    account: Account
    state: ReviewState
    submitted_at: datetime
    commit: str | None
    text: Literal["same", "other", "unknown"]
    says: frozenset[Word] = frozenset()
    was: ReviewState | None = None
    dismissed_by: Account | None = None
    edited: bool = False
    press_released: time | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as data. ``committers``: who made the commits that changed this text, None = nobody can name.

    ``unverified``: whom the forge names for those of these commits that it does not vouch for. ``files``: every path
    that it changes, an old name too; None where nobody told. ``commits``: how many it has; of too many by the policy
    neither who made them nor what was said is looked up. ``draft``: it is not ready for review. ``automatic``: somebody
    has let the forge merge it as soon as it may. ``seen_at``: when our status first stood on this text.
    """

    number: int
    author: Account
    committers: tuple[Account | None, ...]
    checklist: Literal["complete", "open"]
    opened_at: datetime
    merged_at: datetime | None
    reviews: tuple[Review, ...]
    files: tuple[str, ...] | None = None
    unverified: tuple[Account | None, ...] = ()
    commits: int = 1
    draft: bool = False
    automatic: bool = False
    seen_at: datetime | None = None


class LedgerState(StrEnum):
    """What the ledger knows of an alert."""

    UNSENT = "unsent"
    HELD = "held"
    CLAIMED = "claimed"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Past:
    """One alert's past. ``scope`` None = unknown; ``reached`` counts recipients accepted or in doubt, None = unknown.

    ``causes``: why it is held, as the ledger names them. ``category``, ``waivers``, ``scope`` and ``due`` are those of
    its claim. ``due``: who had to agree to it, one of each; what follows it needs them too. It and ``scope`` include
    those of what it follows itself. ``stopped``: the claim that a person has stopped and nothing has ended, be it this
    one's or that of the first of its thread. ``before``: the id was on main before the activation.
    """

    state: LedgerState = LedgerState.UNSENT
    at: datetime | None = None
    scope: Scope | None = None
    reached: int | None = None
    waivers: tuple[str, ...] = ()
    ended_by: str | None = None
    removed: bool = False
    causes: frozenset[str] = frozenset()
    due: tuple[tuple[Seat, ...], ...] = ()
    category: str | None = None
    exercise: bool | None = None  # of the claim
    stopped: LedgerClaim | None = None
    before: bool = False

    @property
    def unheard(self) -> bool:
        """Whether nobody has got anything of it: never begun, or at an end that reached nobody."""
        return self.reached == 0 if self.state is LedgerState.SEALED else self.state is not LedgerState.CLAIMED


@dataclass(frozen=True, slots=True)
class History:
    """The pasts by alert id, as far as the ledger was asked. ``halted``: a person has stopped all sending."""

    pasts: Mapping[str, Past] = field(default_factory=dict)
    halted: bool = False

    def of(self, alert: str) -> Past:
        """Look up the past of that alert; unsent where the ledger was not asked."""
        return self.pasts.get(alert, Past())

    def knows(self, alert: str) -> bool:
        """Tell whether the ledger was asked of it."""
        return alert in self.pasts


class Change(StrEnum):
    """What the pull request does to the file."""

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
    return None if count < FLOOR else (count + 5) // 10 * 10


PREFECTURE = "prefecture"

Reach = dict[str, dict[str, int]]  # station id (or ``prefecture``) → category → people, 0 absent


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people alerts would reach by the registry."""

    everybody: Reach
    night: Reach  # who take mail outside the hours too


class RowState(StrEnum):
    """Where one recipient of one alert stands; every row is in exactly one of these."""

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
    """What an alert may not pass without a person's word."""

    AGE = "age"
    NOBODY = "nobody"
    CEILING = "ceiling"
    DIFFERS = "differs"


STOP = "stop"  # the cause of a hold that only a person's word ends


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """One line: its kind, when, by whose act (None = the sender itself), a random id, and the fields of the kind."""

    kind: str
    at: datetime
    by: str | None
    id: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def alert(self) -> str | None:
        """The alert that the record speaks of, if it speaks of one."""
        alert: str | None = self.fields.get("alert")
        return alert


@dataclass(frozen=True, slots=True)
class LedgerClaim:
    """What a ``claimed`` record rests on; ``snapshot`` is rounded, None below 10.

    ``scope`` and ``due`` (who had to agree, one of each) include those of what it follows. ``approvals``: as recorded.
    The category, the three times and the ``drafter`` (a login) are None where the record has none.
    """

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
    snapshot: int | None
    scope: Scope
    due: tuple[tuple[Seat, ...], ...]
    category: str | None
    exercise: bool
    pull: int | None
    drafter: str | None
    approvals: tuple[Mapping[str, Any], ...]
    recognized: datetime | None
    approved: datetime | None
    merged: datetime | None
    closes: bool = False  # the whole thread: a resolution or a cancellation

    @property
    def unit(self) -> str:
        """The unit whose alert it is."""
        return self.path.split("/")[1]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One alert in the ledger. ``journal`` may go on with the claim; it differs from the claim's once adopted."""

    state: LedgerState = LedgerState.UNSENT
    at: datetime | None = None
    claim: LedgerClaim | None = None
    journal: str | None = None
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
        """Whether nobody has got anything of it: never begun, or at an end that reached nobody."""
        return self.nobody if self.state is LedgerState.SEALED else self.state is not LedgerState.CLAIMED

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
    """Somebody who could give an approval now; ``acting``: for whom he deputises, a login or, empty, ``role@unit``.

    ``word``: his approval stands for the principal's only with a line 「代決」.
    """

    login: str
    role: Role
    unit: str
    acting: str | None = None
    word: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """One due (or merely informed) consultation and who gave it; ``apart``: by a person who gave no other.

    ``lasting``: due for what follows the alert, too.
    """

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
    apart: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """後閲 that follows a 代決: whose (a login), since when, and when he looked himself; None until then.

    ``known``: whether the reviews could be read.
    """

    principal: str
    since: datetime
    seen: datetime | None = None
    known: bool = True


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
    """Somebody who must be heard asks for changes: it blocks until he approves, or what ``ends_with`` names.

    ``ends_with``: the seats whose later approval ends it as well. ``met``: the text has changed since. ``left``: since
    when its author holds none of the ``seats`` for which he spoke (None: he does, or nobody need follow him); from then
    on whoever speaks for one of them ends it, too. ``heirs``: the logins of those who could do so now.
    """

    login: str
    clause: str
    at: datetime
    met: bool
    ends_with: tuple[Seat, ...] = ()
    left: datetime | None = None
    seats: tuple[Seat, ...] = ()
    heirs: tuple[str, ...] = ()

    @property
    def enders(self) -> tuple[Seat, ...]:
        """The seats whose later approval ends it."""
        return self.ends_with if self.left is None else self.seats

    @property
    def to_be_seen(self) -> bool:
        """Whether an approver is to look next, not the drafter to change the text."""
        return self.met or self.left is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is; ``clause`` is None where the house, not the guideline, says so.

    ``waiver``: the principle that the drafter may set aside here, with a reason. ``logged``: what a log and the ledger
    say instead, where the message holds words of the drafter (T27).
    """

    kind: Kind
    clause: str | None
    message: Text
    waiver: str | None = None
    logged: Text | None = None


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
    """What is to be done next: the rungs of the ladder, in its order; the first that applies is the turn.

    What no edit mends comes before all.
    """

    BEGUN = "begun"
    ENDED = "ended"
    EXPIRED = "expired"
    PROPOSE = "propose"
    READY = "ready"
    CORRECT = "correct"
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
        """Whether the text is never mailed any more, whatever anybody does."""
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
    """Whose turn it is. ``people``: the logins meant, whoever is to be asked first before the others.

    ``since``: from when on; None without a pull request. ``beside``: logins of those who asked for the change.
    """

    what: What
    people: tuple[str, ...] = ()
    since: datetime | None = None
    beside: tuple[str, ...] = ()

    @property
    def who(self) -> Who:
        """The part that these people play."""
        return self.what.who


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may happen with an alert now.

    ``unanswered``: the drafter has a warning to answer first. ``any_hour``: the hours are waived; it goes at night.
    ``stopped``: a person has to end by the ledger what keeps it back, merged or not.
    ``moments``: of the coming day at which anything of it may change, the earliest first.
    """

    kind: Kind
    mergeable: bool
    not_before: datetime | None
    since: datetime | None
    holds: tuple[Hold, ...]
    approvals: tuple[Approval, ...]
    ignored: tuple[Ignored, ...]
    reasons: tuple[Reason, ...]
    unanswered: bool = False
    any_hour: bool = False
    stopped: bool = False
    objections: tuple[Objection, ...] = ()
    moments: tuple[datetime, ...] = ()
    turn: Turn = field(kw_only=True)

    @property
    def approved(self) -> datetime | None:
        """When the last due approval was given; None where none is."""
        given = (one.at for one in self.approvals if one.given and one.mode == "before" and one.at is not None)
        return max(given, default=None)

    @property
    def sleeps(self) -> bool:
        """Whether an urgent matter waits for the hours, and its drafter may still say that it goes at once (4(2))."""
        return any(reason.kind is Kind.HOLD and reason.waiver == "delivery-hours" for reason in self.reasons)

    @property
    def asks(self) -> bool:
        """Whether anybody is asked for what is missing; not about a text that has to change, or be answered for."""
        drafting = self.turn.who is Who.DRAFTER and self.turn.what not in (What.PROPOSE, What.TICK)
        return self.kind is not Kind.REJECT and not self.unanswered and not drafting
