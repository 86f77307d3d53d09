"""The turns followed to the end: the person whose turn it is does what is asked, nobody else does anything.

A world of one alert: the drafter's file and pull request, the people of the roster, the clock, and a forge that keeps
what they said. It runs from a state that chance draws until the alert is sent, or closed by whoever was told to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.consult.consultation.standing import writers
from haishin.consult.decision import decide
from haishin.consult.forge.github import Opened
from haishin.consult.review.judging import Judged
from haishin.consult.review.reminding import reminder, requests
from haishin.core.masking import Mask
from haishin.core.model import (
    Alert,
    Case,
    Change,
    Consent,
    ConsentState,
    Finding,
    History,
    Kind,
    LedgerState,
    Past,
    Press,
    PressKind,
    Pull,
    Review,
    ReviewState,
    Severity,
    Span,
    Text,
    Turn,
    Verdict,
    Waiver,
    What,
    Who,
    Word,
)
from support.comments import HEAD, account
from support.decision import alert, moment
from support.review import contract as numbered

CALLS = "{after: 30, again: 30, merge: 10, press: 10}"
MINUTE = timedelta(minutes=1)
ENDS = ("sent", "withdrawn", "closed")
MISSING = {"category": "information-request", "case": "missing-person", "content": "lookout"}
FIELDS: list[dict[str, Any]] = [
    {},
    {"content": "arrest", "press": {"at": "17:00", "consistent": "yes"}},
    {"content": "arrest", "press": {"at": "17:00", "consistent": "not-yet"}},
    {"content": "arrest", "press": {"consistent": "yes", "by": "unit"}},
    {"content": "arrest", "press": "none"},
    {"press": "undecided"},
    {"press": {"at": "17:00", "consistent": "no"}},
    {"category": "crime", "case": "robbery", "content": "lookout", "press": {"consistent": "not-yet"}},
    *({**MISSING, "consent": {"state": state}} for state in ("pending", "nobody")),
    {**MISSING, "consent": {"state": "refused", "by": "長男", "at": "15:50"}},
    {
        **MISSING,
        "consent": {"state": "given", "by": "長男", "at": "15:50", "names": ["前橋太郎"], "until": "2026-12-01"},
    },
    {**MISSING, "consent": {"state": "given", "by": "長男", "at": "23:50"}},
    {"follows": {"alert": "20261124-1200-x", "as": "follow-up"}},
    {"follows": {"alert": "20261124-1200-x", "as": "correction"}},
    {
        "category": "outside",
        "case": "recruiting",
        "content": "information",
        "recognized_at": None,
        "why_mail": "ほかにない",
    },
]
SCOPES = [["maebashi"], ["maebashi", "takasaki"], ["maebashi", "takasaki", "ota"], "prefecture"]
REVIEWERS = ["maebashi-manager", "maebashi-officer", "takasaki-manager", "koho-kocho-manager"]
AUTHORS = ["maebashi-staff", "maebashi-manager", "maebashi-officer", "koho-kocho-manager", "outsider"]


def finding(severity: Severity) -> Finding:
    return Finding("a.md", Span(9, 1, 9, 2), "x", severity, Text("x", "x"), Text("x", "x"), private=True)


@dataclass
class World:
    """What there is, and what people do with it. ``asked``: every turn that came, with the text that it was about."""

    alert: Alert
    findings: tuple[Finding, ...]
    pull: Pull | None
    now: datetime
    history: History = field(default_factory=History)
    change: Change = Change.ADDED
    text: int = 0
    asked: set[tuple[What, str, int]] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    end: str = ""

    @property
    def verdict(self) -> Verdict:
        return decide(Case(self.alert, self.change, self.findings, self.pull, self.history), self.now, numbered(CALLS))

    @property
    def opened(self) -> Pull:
        assert self.pull is not None
        return self.pull

    def edit(self, made: Alert | None = None, **changes: Any) -> None:
        """Another text, in the same pull request or, once that is merged, in one of its own."""
        self.alert = replace(made or self.alert, **changes)
        self.text += 1
        if self.pull is None:  # a file that lies in its drafter's hands
            return
        reviews = tuple(replace(one, text="other") for one in self.opened.reviews)
        self.pull = replace(self.opened, reviews=reviews)
        if self.opened.merged_at is not None:
            self.change = Change.MODIFIED
            self.pull = replace(self.opened, merged_at=None, opened_at=self.now, reviews=())

    def say(self, login: str, state: ReviewState, *words: Word) -> None:
        said = Review(account(login), state, self.now, None, "same", frozenset(words))
        self.pull = replace(self.opened, reviews=(*self.opened.reviews, said))

    # --- what is asked, done exactly -----------------------------------------------------------------

    def propose(self, turn: Turn) -> None:
        self.pull = proposed("maebashi-staff", self.now)

    def ready(self, turn: Turn) -> None:
        self.pull = replace(self.opened, draft=False)

    def correct(self, turn: Turn) -> None:
        """Errors go; an arrest gets its release, what may not wait its waiver, what would be too late another end."""
        self.findings = tuple(one for one in self.findings if one.severity is not Severity.ERROR)
        made = self.alert
        if made.content == "arrest" and made.press.kind is PressKind.NONE:
            made = replace(made, press=Press(PressKind.RELEASE, None, None, False, "yes"))
        if made.consent is not None and made.consent.until is not None:
            made = replace(made, consent=replace(made.consent, names=(), until=None))
        if made.expires_at is not None or numbered().policy.expiry(made) <= self.now:
            made = replace(made, expires_at=self.now + timedelta(days=2), not_before=None)
        self.edit(made)

    def answer(self, turn: Turn) -> None:
        self.findings = ()
        self.edit()

    def decide_press(self, turn: Turn) -> None:
        self.edit(press=Press(PressKind.NONE))

    def compare_press(self, turn: Turn) -> None:
        self.edit(press=replace(self.alert.press, consistent="yes"))

    def correct_time(self, turn: Turn) -> None:
        made = self.alert
        if made.recognized_at is not None:
            made = replace(made, recognized_at=min(made.recognized_at, self.now))
        if made.consent is not None and made.consent.at is not None:
            made = replace(made, consent=replace(made.consent, at=min(made.consent.at, self.now)))
        self.edit(made)

    def why_late(self, turn: Turn) -> None:
        self.edit(why_late="確認に時間を要したため")

    def necessity(self, turn: Turn) -> None:
        assert self.alert.follows is not None
        self.edit(follows=replace(self.alert.follows, necessity="新しい事実が分かったため"))

    def consent(self, turn: Turn) -> None:
        """The family agrees; where it has refused, or nobody is there, the principle is set aside."""
        assert self.alert.consent is not None
        if self.alert.consent.state is ConsentState.PENDING:
            self.edit(consent=Consent(ConsentState.GIVEN, "長男", self.now))
        else:
            self.edit(waivers=(*self.alert.waivers, Waiver("consent", "生命に危険があるため")))

    def draft_anew(self, turn: Turn) -> None:
        self.end = "closed"

    def objection(self, turn: Turn) -> None:
        assert turn.beside
        self.edit()

    def tick(self, turn: Turn) -> None:
        self.pull = replace(self.opened, checklist="complete")

    def withdraw(self, turn: Turn) -> None:
        self.end = "withdrawn"

    def approve(self, turn: Turn) -> None:
        """Everybody who is meant, one after the other, as long as it is still asked of him."""
        for login in turn.people:
            still = self.verdict.turn
            if still.what is What.APPROVE and login in still.people:
                self.say(login, ReviewState.APPROVED, Word.ACTING)
                self.now += MINUTE

    def confirm_release(self, turn: Turn) -> None:
        """Whoever may: once the release was made."""
        planned = self.alert.press.at
        self.now = max(self.now, planned) if planned is not None else self.now
        self.say(turn.people[0], ReviewState.COMMENTED, Word.PRESS_RELEASED)

    def merge(self, turn: Turn) -> None:
        self.pull = replace(self.opened, merged_at=self.now)

    def wait(self, turn: Turn) -> None:
        until = self.verdict.not_before
        assert until is not None
        assert until > self.now
        self.now = until

    def release(self, turn: Turn) -> None:
        """Whoever may lets it go on."""
        assert "maebashi-manager" in turn.people or turn.what is not What.RELEASE
        self.history = History()

    def send(self, turn: Turn) -> None:
        assert self.verdict.kind is Kind.SEND
        self.end = "sent"

    def close(self, turn: Turn) -> None:
        self.end = "closed"


DO: dict[What, Callable[[World, Turn], None]] = {
    What.CORRECT: World.correct,
    What.PROPOSE: World.propose,
    What.READY: World.ready,
    What.ANSWER: World.answer,
    What.DECIDE_PRESS: World.decide_press,
    What.COMPARE_PRESS: World.compare_press,
    What.CORRECT_TIME: World.correct_time,
    What.WHY_LATE: World.why_late,
    What.NECESSITY: World.necessity,
    What.CONSENT: World.consent,
    What.DRAFT_ANEW: World.draft_anew,
    What.OBJECTION: World.objection,
    What.TICK: World.tick,
    What.WITHDRAW: World.withdraw,
    What.APPROVE: World.approve,
    What.CONFIRM_RELEASE: World.confirm_release,
    What.MERGE: World.merge,
    What.MERGED_SOON: World.merge,
    What.WAIT: World.wait,
    **dict.fromkeys((What.RESUME, What.RELEASE, What.LIFT), World.release),
    What.SEND: World.send,
    **dict.fromkeys((What.BEGUN, What.ENDED, What.EXPIRED, What.DONE), World.close),
}


def proposed(author: str, at: datetime, **more: Any) -> Pull:
    return Pull(7, account(author), (account(author),), "open", at, None, (), None, **more)


reviews = st.builds(
    Review,
    account=st.sampled_from(["maebashi-manager", "maebashi-officer", "takasaki-manager", "koho-kocho-manager"]).map(
        account
    ),
    state=st.sampled_from([*ReviewState, ReviewState.CHANGES_REQUESTED]),
    submitted_at=st.integers(1, 30).map(lambda minutes: moment("16:00") + minutes * MINUTE),
    commit=st.none(),
    text=st.sampled_from(["same", "same", "other", "unknown"]),
    says=st.frozensets(st.sampled_from(Word)),
    was=st.sampled_from([None, ReviewState.CHANGES_REQUESTED]),
    dismissed_by=st.sampled_from([None, account("maebashi-staff"), account("maebashi-officer")]),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A state that people may come to by themselves, before anybody was told anything."""
    now = (
        moment("16:30")
        + draw(st.sampled_from([0, 0, 0, 30, 30, 3 * 60, 5 * 60, 10 * 60, 24 * 60, 4 * 24 * 60])) * MINUTE
    )
    fields = {**draw(st.sampled_from(FIELDS)), "scope": draw(st.sampled_from(SCOPES))}
    fields["waivers"] = draw(st.sampled_from([[], [], ["delivery-hours"]]))
    fields["consult"] = draw(st.sampled_from([[], [], ["supervisor"], ["jinshin-anzen"]]))
    for name, times in {"not_before": ["18:00"], "expires_at": ["20:00", "2026-11-26T06:00"]}.items():
        fields[name] = draw(st.sampled_from([*[None] * 4, *times]))
    if "recognized_at" not in fields:
        fields["recognized_at"] = draw(st.sampled_from(["15:40", "15:40", "15:40", "10:00", "2026-11-30T10:00"]))
    severities = draw(st.sampled_from([[], [], [], [], [Severity.ERROR], [Severity.WARNING], [*Severity]]))
    merged = draw(st.sampled_from([None, None, None, moment("16:25")]))
    made = proposed(
        draw(st.sampled_from(AUTHORS)),
        moment("15:50"),
        draft=merged is None and draw(st.sampled_from([False, False, True])),
        automatic=draw(st.booleans()),
        commits=draw(st.sampled_from([*[1] * 9, 31])),
    )
    said = tuple(sorted(draw(st.lists(reviews, max_size=4)), key=lambda one: one.submitted_at))
    made = replace(made, merged_at=merged, reviews=said, checklist=draw(st.sampled_from(["open", "complete"])))
    held = draw(st.sampled_from([None, None, "stop", "limit"]))
    past = {alert().id: Past(LedgerState.HELD, causes=frozenset({held}))} if held else {}
    history = History(past, halted=draw(st.sampled_from([False, False, True])))
    return World(
        alert(**fields), tuple(map(finding, severities)), draw(st.sampled_from([*[made] * 6, None])), now, history
    )


def call(world: World, verdict: Verdict) -> None:
    """Who is asked for a review and called, an hour after it came to this: nobody who has done it, or out of turn."""
    if world.pull is None or world.opened.merged_at is not None:
        return
    opened = Opened(7, HEAD, world.opened.author, world.opened.draft, world.now, world.now, "https://github.example/7")
    judged = Judged(opened, verdict, world.change, Mask((), {}), world.alert, world.pull, brought=f"{world.text:012}")
    asked = requests(judged, world.now, numbered(CALLS))
    told = reminder(judged, world.now + timedelta(hours=1), numbered(CALLS), "ja")
    turn = verdict.turn
    if turn.who is Who.NOBODY or (turn.who is Who.DRAFTER and turn.what is not What.TICK):
        assert (asked, told) == ((), None)
    approved = {login for what, login, text in world.asked if what is What.APPROVE and text == world.text}
    spoken = {one.account.login for one in world.opened.reviews if one.text == "same"}
    looking = {look.principal for look in judged.looks(numbered(CALLS))}  # after a 代決, whatever they said before
    assert not spoken & (set(asked) - looking)
    if told is not None and turn.what in (What.APPROVE, What.TICK):
        assert not (approved - set(turn.people)) & set(told.asked)
        assert not writers(world.opened, numbered(CALLS))[1] & set(told.asked)
    if told is not None and turn.who in (Who.PRESS, Who.MERGER):
        duty = {"maebashi-duty"} if verdict.sleeps else set()
        assert set(told.asked) <= set(turn.people) | duty
        assert told.mark not in world.called, "the same is said twice"
        world.called.add(told.mark)


def step(world: World) -> None:
    """One turn: what must hold of it, then what it asks for."""
    verdict = world.verdict
    turn = verdict.turn
    assert turn.who is turn.what.who
    assert turn.since is None if world.pull is None else turn.since is not None
    if turn.who in (Who.APPROVER, Who.PRESS, Who.MERGER):
        assert not any(one.severity is not Severity.NOTE for one in world.findings)  # nothing is still to be changed
    if turn.who is Who.MERGER:
        assert verdict.mergeable
    assert verdict.mergeable <= (turn.who in (Who.MERGER, Who.CLOCK, Who.SENDER) or turn.what is What.READY)
    if turn.what is What.APPROVE:
        barred = writers(world.opened, numbered(CALLS))[1]
        for login in turn.people:
            assert login not in barred
            assert (What.APPROVE, login, world.text) not in world.asked, "he has approved this text already"
            world.asked.add((What.APPROVE, login, world.text))
    elif turn.who in (Who.DRAFTER, Who.PRESS, Who.MERGER):
        once = world.text if turn.what in (What.READY, What.TICK, What.PROPOSE) else 0
        assert (turn.what, "", once) not in world.asked, "it was done already"
        world.asked.add((turn.what, "", once))
    call(world, verdict)
    DO[turn.what](world, turn)
    world.now += MINUTE


@settings(max_examples=250)
@given(worlds())
def test_who_does_what_is_asked_is_asked_no_more_and_every_state_ends(world: World) -> None:
    for _ in range(25):
        if world.verdict.turn == Turn(What.APPROVE, (), world.verdict.turn.since):
            world.now += timedelta(days=8)  # nobody can: it expires, or is late
        step(world)
        if world.end:
            break
    assert world.end in ENDS, world.verdict.turn


def test_every_thing_that_may_be_asked_is_done_here() -> None:
    assert set(DO) == set(What)
