"""What must hold of every verdict, whatever the reviews and whenever it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.consult.consultation import due
from haishin.consult.decision import decide
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.core.model import Account, Alert, Change, Kind, Pull, Review, ReviewState, Scope, Verdict, Word
from support.decision import alert, case, contract, moment, pull
from support.drawn import LOGINS, alerts, moments, reviews, scopes

CHANGE = Proposal(("schema/roster.yaml",))
STRENGTH = [Kind.REJECT, Kind.CONSULT, Kind.HOLD, Kind.SEND]


def _given(*some: Review, merged_at: datetime | None = None) -> Any:
    return replace(pull(), reviews=some, merged_at=merged_at)


@settings(max_examples=300)
@given(alerts(), st.lists(reviews, max_size=8), moments)
def test_never_send_with_a_due_approval_missing(made: Alert, words: list[Review], now: datetime) -> None:
    verdict = decide(case(made, _given(*words)), now, contract())
    missing = [one for one in verdict.approvals if one.mode == "before" and not one.given]
    if verdict.kind in (Kind.SEND, Kind.HOLD):
        assert not missing
    for one in verdict.approvals:
        if one.given and one.mode == "before":
            # the proof: this very login said APPROVED of this text and is not its author
            assert any(
                word.account.login == one.by and word.state is ReviewState.APPROVED and word.text == "same"
                for word in words
            )
            assert one.by not in ("maebashi-staff", "outsider")


@settings(max_examples=200)
@given(alerts(), st.lists(reviews, max_size=6), moments, st.randoms())
def test_order_and_duplicates_of_reviews_change_nothing(
    made: Alert, words: list[Review], now: datetime, chance: Any
) -> None:
    distinct = list({word.submitted_at: word for word in words}.values())  # at one time one word
    shuffled = [*distinct, *distinct[:2]]
    chance.shuffle(shuffled)
    one = decide(case(made, _given(*distinct)), now, contract())
    other = decide(case(made, _given(*shuffled)), now, contract())
    assert (one.kind, one.mergeable, one.since) == (other.kind, other.mergeable, other.since)


@settings(max_examples=300)
@given(alerts(), st.lists(reviews, max_size=6), moments, st.sampled_from(LOGINS))
def test_an_approval_never_weakens(made: Alert, words: list[Review], now: datetime, login: str) -> None:
    at = max([word.submitted_at for word in words], default=now) + timedelta(seconds=1)
    approval = Review(Account(login), ReviewState.APPROVED, at, None, "same", frozenset({Word.ACTING}))
    without = decide(case(made, _given(*words)), now, contract())
    with_it = decide(case(made, _given(*words, approval)), now, contract())
    assert STRENGTH.index(with_it.kind) >= STRENGTH.index(without.kind)


@settings(max_examples=300)
@given(alerts(), scopes)
def test_a_wider_scope_never_needs_fewer_approvals(made: Alert, other: Scope) -> None:
    wide = replace(made, scope=made.scope.union(other))
    count = [sum(one.mode == "before" for one in due(case(one), contract())) for one in (made, wide)]
    assert count[0] <= count[1]


@settings(max_examples=200)
@given(alerts(), st.lists(reviews, max_size=6), moments, st.integers(0, 40 * 24 * 60))
def test_after_the_merge_time_adds_no_due_approval(
    made: Alert, words: list[Review], now: datetime, minutes: int
) -> None:
    merged = _given(*words, merged_at=moment("16:00"))
    early = decide(case(made, merged), now, contract())
    late = decide(case(made, merged), now + timedelta(minutes=minutes), contract())
    assert [(one.any_of, one.mode) for one in early.approvals] == [(one.any_of, one.mode) for one in late.approvals]
    assert all(after.given >= before.given for before, after in zip(early.approvals, late.approvals, strict=True))
    assert not (early.kind is Kind.SEND and late.kind is Kind.CONSULT)


# --- four eyes -------------------------------------------------------------------------------------

# One person and all that he can put in his place: an account that nobody knows, a robot, an account that was deleted,
# and on a commit that he cannot sign as another whatever name he likes.
FACES = [Account("his-other-account"), Account("github-actions[bot]"), None]


def _behind(verdict: Verdict, asked: Pull) -> set[str]:
    """The persons of the roster behind a verdict, told apart from how the program counts them."""
    ids = {own.login: person.id for person in contract().roster.people for own in person.accounts}
    authors = [asked.author, *asked.committers]
    named = [ids.get(one.login.lower()) if one is not None else None for one in authors]
    proven = asked.committers and not asked.unverified and None not in named
    approved = {one.person for one in verdict.approvals if one.given and one.mode == "before"}
    return {one for one in (*approved, *(named if proven else ())) if one is not None}


@settings(max_examples=400)
@given(
    st.data(),
    st.sampled_from(["maebashi-manager", "maebashi-officer", "koho-kocho-manager", "koho-kocho-officer"]),
    st.sampled_from([Change.ADDED, Change.MODIFIED, None]),
)
def test_one_person_alone_gets_nothing_merged(data: st.DataObject, login: str, change: Change | None) -> None:
    """T6: what he brought under whatever face, beside a draft by another who has not seen it, and approved himself."""
    own, drafter = Account(login), Account(login.replace("manager", "staff").replace("officer", "staff"))
    faces = st.sampled_from([own, *FACES])
    his = data.draw(st.lists(faces, max_size=2))
    forged = data.draw(st.lists(st.sampled_from([own, drafter, *FACES]), min_size=0 if his else 1, max_size=2))
    asked = replace(
        pull(),
        author=data.draw(st.sampled_from([own, drafter, Account("his-other-account"), Account("renovate[bot]")])),
        committers=(*his, *data.draw(st.sampled_from([(), (drafter,)]))),
        unverified=tuple(forged),
        reviews=tuple(
            replace(word, account=data.draw(faces.filter(bool)), text="same")
            for word in data.draw(st.lists(reviews, max_size=4))
        ),
    )
    now = moment("23:00")
    if change is None:
        verdict = decide_upkeep(asked, CHANGE, now, contract())
    else:
        unit = login.rpartition("-")[0]
        made = alert(unit=unit, waivers=["delivery-hours"], why_late="確認に時間を要したため", category="crime",
                     case="robbery", content="caution")  # fmt: skip
        verdict = decide(replace(case(made, asked), change=change), now, contract())
    assert not verdict.mergeable


@settings(max_examples=400)
@given(st.data(), alerts(), st.lists(reviews, max_size=8), moments)
def test_two_persons_of_the_roster_stand_behind_whatever_may_be_merged(
    data: st.DataObject, made: Alert, words: list[Review], now: datetime
) -> None:
    accounts = st.one_of(st.sampled_from(LOGINS).map(Account), st.sampled_from(FACES))
    asked = replace(
        _given(*(replace(word, text="same", submitted_at=min(word.submitted_at, now)) for word in words)),
        author=data.draw(accounts.filter(bool)),
        committers=tuple(data.draw(st.lists(accounts, max_size=3))),
        unverified=tuple(data.draw(st.lists(accounts, max_size=1))),
    )
    for verdict in (decide(case(made, asked), now, contract()), decide_upkeep(asked, CHANGE, now, contract())):
        assert not verdict.mergeable or len(_behind(verdict, asked)) >= 2


@settings(max_examples=200)
@given(alerts(), st.lists(reviews, max_size=6), moments)
def test_every_hold_for_the_clock_ends(made: Alert, words: list[Review], now: datetime) -> None:
    given_ = _given(*words, merged_at=now)
    verdict = decide(case(replace(made, expires_at=now + timedelta(days=9)), given_), now, contract())
    if verdict.kind is Kind.HOLD and all(hold.kind == "clock" for hold in verdict.holds):
        assert verdict.mergeable
        assert verdict.not_before is not None
        assert verdict.not_before > now
        later = decide(case(replace(made, expires_at=now + timedelta(days=9)), given_), verdict.not_before, contract())
        assert later.kind is Kind.SEND
