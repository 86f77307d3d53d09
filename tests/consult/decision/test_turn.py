"""Whose turn it is: each rung of the ladder, by a case that stands on it and, mostly, on later ones too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from haishin.consult.decision import decide
from haishin.consult.decision.turn import correcting, may_end
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.core.catalogue import Message
from haishin.core.contract.roster import Person, Roster, Tenure
from haishin.core.model import (
    Account,
    Case,
    Change,
    Finding,
    FollowKind,
    History,
    Kind,
    LedgerClaim,
    Past,
    Pull,
    Role,
    Seat,
    Severity,
    Span,
    Text,
    Turn,
    Verdict,
    What,
    Who,
)
from haishin.core.model import LedgerState as State
from support.decision import alert, case, contract, moment, past, pull

ME, MANAGER, ID = "maebashi-staff", "maebashi-manager APPROVED 16:10", "20261125-1605-koekake"
ARREST = {"content": "arrest", "press": {"at": "17:00", "consistent": "yes"}}
MISSING = {"category": "information-request", "case": "missing-person", "content": "lookout"}
DAY = date(2026, 1, 1)
MAEBASHI = tuple(f"maebashi-{role}" for role in ("manager", "officer", "duty", "staff"))
KOHO = ("koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff")


def turn(
    now: str = "16:30", reviews: tuple[str, ...] = (MANAGER,), change: str = "added", history: Any = None, **of: Any
) -> Turn:
    """Of the alert with those fields, its pull request with those of ``pull`` (None: there is none)."""
    given = of.pop("pull", {})
    asked = None if given is None else pull(*reviews, **given)
    return decide(case(alert(**of), asked, change, **(history or {})), moment(now), contract()).turn


@pytest.mark.parametrize(
    ("of", "what"),
    [
        ({"pull": None}, What.PROPOSE),
        ({"pull": None, "press": "undecided"}, What.PROPOSE),
        ({"pull": {"draft": True}}, What.READY),
        ({"pull": {"draft": True}, "press": "undecided"}, What.READY),
        ({"press": "undecided", "reviews": ()}, What.DECIDE_PRESS),
        ({"press": {"at": "17:00"}}, What.COMPARE_PRESS),
        ({**ARREST, "press": {"at": "17:00", "consistent": "not-yet"}}, What.COMPARE_PRESS),
        ({**ARREST, "press": "none"}, What.CORRECT),
        ({"recognized_at": "17:00"}, What.CORRECT_TIME),
        ({**MISSING, "consent": {"state": "given", "by": "長男", "at": "20:00"}}, What.CORRECT_TIME),
        ({"recognized_at": "10:00", "reviews": ()}, What.WHY_LATE),
        ({"follows": {"alert": "20261124-1200-x", "as": "follow-up"}}, What.NECESSITY),
        ({**MISSING, "consent": {"state": "pending"}, "reviews": ()}, What.CONSENT),
        ({**MISSING, "consent": {"state": "nobody"}}, What.CONSENT),
        ({**MISSING, "consent": {"state": "refused", "by": "長男", "at": "15:50"}}, What.CONSENT),
        ({"pull": {"commits": 31}}, What.DRAFT_ANEW),
        ({"history": {ID: {"removed": True}}}, What.DRAFT_ANEW),
        ({"expires_at": "2026-11-26T06:00", "now": "20:30", "recognized_at": "19:40"}, What.CORRECT),
        ({"expires_at": "2025-11-25T20:00"}, What.CORRECT),
        ({"now": "2026-11-29T10:00", "why_late": "確認のため"}, What.CORRECT),
        ({"pull": {"files": ["alerts/a/2026/b.md", "schema/policy.yaml"]}}, What.CORRECT),
        ({"pull": {"checklist": "open"}, "reviews": ()}, What.TICK),
        ({"pull": {"checklist": "open", "merged_at": "16:20"}}, What.TICK),
        ({"pull": {"merged_at": "16:20"}, "reviews": ()}, What.WITHDRAW),
        ({"pull": {"merged_at": "16:20"}, "reviews": ("maebashi-manager APPROVED 16:25",)}, What.WITHDRAW),
    ],
)
def test_what_the_drafter_owes_comes_before_every_approval(of: dict[str, Any], what: What) -> None:
    found = turn(**of)
    assert (found.who, found.what) == (Who.DRAFTER, what)
    assert found.people == ((ME,) if of.get("pull", {}) is not None else ())


def test_an_error_and_a_warning_to_be_answered() -> None:
    def judged(severity: Severity, change: Change = Change.ADDED, **past_: Any) -> Verdict:
        found = Finding("a.md", Span(9, 1, 9, 2), "x", severity, Text("x", "x"), Text("x", "x"), private=True)
        made = Case(alert(), change, (found,), pull(MANAGER), case(alert(), **past_).history)
        return decide(made, moment("16:30"), contract())

    assert judged(Severity.ERROR).turn == Turn(What.CORRECT, (ME,), moment("15:50"))
    assert judged(Severity.ERROR, **{ID: {"state": "claimed"}}).turn.what is What.BEGUN
    assert judged(Severity.WARNING).turn == Turn(What.ANSWER, (ME,), moment("16:10"))
    assert [len(judged(Severity.WARNING, change).unanswered) for change in (Change.ADDED, Change.DELETED)] == [1, 0]


def test_an_objection_is_the_drafters_until_the_text_has_changed_and_then_its_authors() -> None:
    objection = "maebashi-officer CHANGES_REQUESTED 16:20"
    assert turn(reviews=(MANAGER, objection)) == Turn(What.OBJECTION, (ME,), moment("16:20"), ("maebashi-officer",))
    assert turn(reviews=(MANAGER, objection), press="undecided").beside == ()
    both = (f"{objection} other", "maebashi-manager CHANGES_REQUESTED 16:25")
    assert turn(reviews=both).beside == ("maebashi-manager",)
    met = turn(reviews=(MANAGER, f"{objection} other"))
    assert met == Turn(What.APPROVE, ("maebashi-officer",), moment("16:20"))


def test_who_is_on_duty_is_asked_before_the_absent_and_nobody_where_nobody_can() -> None:
    assert turn(reviews=()) == Turn(What.APPROVE, ("maebashi-manager",), moment("15:50"))
    night = turn("19:00", (), recognized_at="17:00")
    assert (night.what, night.people) == (What.APPROVE, ("maebashi-duty", "maebashi-manager"))
    assert turn(reviews=(), pull={"author": "maebashi-manager"}).people == ("maebashi-officer",)
    outsider = turn(pull={"committers": ["outsider"]})
    assert outsider.who is Who.APPROVER
    assert set(outsider.people) == {"maebashi-officer", "maebashi-duty", "maebashi-staff"} - {ME}


def test_an_arrest_is_the_presss_until_the_release_is_confirmed() -> None:
    assert turn(**ARREST, reviews=()).what is What.APPROVE
    waiting = turn(**ARREST)
    assert (waiting.who, waiting.what, waiting.since) == (Who.PRESS, What.CONFIRM_RELEASE, moment("16:10"))
    assert waiting.people == KOHO
    assert turn(**ARREST, pull={"author": "koho-kocho-staff"}).people == KOHO[:2]
    own = turn(**{**ARREST, "press": {"at": "17:00", "consistent": "yes", "by": "unit"}})
    assert set(own.people) == {"maebashi-manager", "maebashi-officer"}
    said = turn("17:10", (MANAGER, "koho-kocho-staff COMMENTED 17:05 press-released"), **ARREST)
    assert said == Turn(What.MERGE, (ME,), moment("17:05"))


@pytest.mark.parametrize(
    ("planned", "said", "why"),
    [
        ("17:00", "", Message("consult/decision/word-before-plan", when="2026-11-25 17:00")),
        ("17:00", "at=17:00", Message("consult/decision/word-later-than-review", at=time(17))),
        ("17:00", "at=15:00", Message("consult/decision/word-before-recognition", at=time(15))),
        (
            "2026-11-26T16:05",
            "at=16:05",
            Message("consult/decision/word-tells-plan", at=time(16, 5), when="2026-11-26 16:05"),
        ),
        (None, "other", Message("consult/decision/word-on-earlier-text")),
    ],
)
def test_a_word_that_confirms_no_release_is_told_why(planned: str | None, said: str, why: Text) -> None:
    word = f"koho-kocho-staff COMMENTED 16:20 press-released {said}"
    press = {"consistent": "yes", **({} if planned is None else {"at": planned})}
    judged = case(alert(content="arrest", press=press), pull(MANAGER, word))
    assert why in [ignored.reason for ignored in decide(judged, moment("16:30"), contract()).ignored]


def test_a_time_as_far_ahead_as_behind_is_taken_for_one_to_come() -> None:
    word = "koho-kocho-staff COMMENTED 2026-11-26T04:00 press-released at=16:00"
    judged = case(alert(**ARREST), pull(MANAGER, word))
    found = decide(judged, moment("2026-11-26T04:30"), contract())
    why = Message("consult/decision/word-later-than-review", at=time(16))
    assert why in [ignored.reason for ignored in found.ignored]


def test_the_author_merges_and_after_a_while_anybody_of_the_unit() -> None:
    assert turn("16:19") == Turn(What.MERGE, (ME,), moment("16:10"))
    assert turn("16:20").people == (ME, *(one for one in MAEBASHI if one != ME))
    assert turn("16:19", pull={"automatic": True}) == Turn(What.MERGED_SOON, (ME,), moment("16:10"))
    assert turn("16:20", pull={"automatic": True}).what is What.MERGE
    robbery = {"category": "crime", "case": "robbery", "content": "lookout"}
    assert len(turn("16:15", **robbery).people) == 4
    policy = replace(contract().policy, reminders=None)
    alone = decide(case(alert(), pull(MANAGER)), moment("19:00"), replace(contract(), policy=policy)).turn
    assert alone.people == (ME,)


def test_merged_it_waits_for_the_clock_and_then_for_the_sender() -> None:
    merged = {"pull": {"merged_at": "16:20"}}
    assert turn(**merged) == Turn(What.SEND, (), moment("16:20"))
    assert turn(pull={"merged_at": "16:10"}).what is What.SEND  # approved in the very second of the merge
    assert turn(**merged, not_before="18:00") == Turn(What.WAIT, (), moment("16:20"))
    assert turn(not_before="18:00").what is What.MERGE
    assert turn(**merged, history={ID: {"state": "claimed"}}).what is What.BEGUN
    assert turn(**merged, history={ID: {"state": "expired"}}).what is What.ENDED
    assert turn("2026-11-29T10:00", **merged).what is What.EXPIRED


@pytest.mark.parametrize(
    ("history", "what", "people"),
    [
        (History({}, halted=True), What.RESUME, {"koho-kocho-manager"}),
        (
            History({ID: Past(State.HELD, causes=frozenset({"stop"}))}),
            What.RELEASE,
            {"maebashi-manager", "koho-kocho-manager"},
        ),
        (History({ID: Past(State.HELD, causes=frozenset({"limit"}))}), What.LIFT, {"koho-kocho-manager"}),
        (History({ID: Past(State.HELD, causes=frozenset({"verdict"}))}), What.SEND, set()),
    ],
)
def test_what_is_stopped_names_who_may_let_it_go_on(history: History, what: What, people: set[str]) -> None:
    made = replace(case(alert(), pull(MANAGER, merged_at="16:20")), history=history)
    found = decide(made, moment("16:30"), contract()).turn
    assert (found.who, found.what, set(found.people)) == (Who.SENDER, what, people)


def test_what_was_recognized_this_minute_lies_not_ahead() -> None:
    assert turn(now="16:30", recognized_at="16:30").what is What.MERGE
    assert turn(now="16:30", recognized_at="16:31").what is What.CORRECT_TIME
    consent = {"state": "given", "by": "長男", "at": "16:30"}
    assert turn(now="16:30", **MISSING, consent=consent).what is not What.CORRECT_TIME


def test_an_id_of_before_the_service_began_is_none() -> None:
    made = replace(case(alert(), pull(MANAGER)), history=History({ID: Past(before=True)}))
    assert decide(made, moment("16:30"), contract()).turn == Turn(What.DRAFT_ANEW, (ME,), moment("16:10"))


def test_a_withdrawal_climbs_without_press_clock_and_sender() -> None:
    assert turn(reviews=(), change="deleted", **ARREST).what is What.APPROVE
    assert turn("22:00", change="deleted", **ARREST).what is What.MERGE
    assert turn("22:00", change="deleted", pull={"merged_at": "16:20"}, **ARREST) == Turn(
        What.DONE, (), moment("16:20")
    )
    begun = {ID: past({"state": "sealed"})}
    assert (
        decide(
            replace(case(alert(), pull(MANAGER), "deleted"), history=History(begun)), moment("16:30"), contract()
        ).turn.what
        is What.BEGUN
    )


@pytest.mark.parametrize("unit", ["maebashi", None])
def test_what_is_halted_is_the_supervisors_or_the_sections_where_there_is_none(unit: str | None) -> None:
    force, others = contract(), contract().roster.people
    above = Person("above", "上 司", (Account("above"),), (Tenure(Seat(Role.SUPERVISOR, "maebashi"), DAY, None),))
    people = [replace(one, roles=tuple(held for held in one.roles if held.seat.unit != unit)) for one in others]
    policy = replace(force.policy, supervisor_unit=unit)
    other = replace(force, policy=policy, roster=Roster((*people, above)))
    expected = ("above",) if unit else ("koho-kocho-manager",)
    assert may_end(What.RESUME, "takasaki", moment("16:30"), other) == expected
    assert may_end(What.APPROVE, "takasaki", moment("16:30"), other) == ()


@pytest.mark.parametrize(("asked", "people"), [(None, ()), (pull(), (ME,))])
def test_what_cannot_be_read_is_its_drafters(asked: Pull | None, people: tuple[str, ...]) -> None:
    assert correcting(asked) == Turn(What.CORRECT, people, None if asked is None else moment("15:50"))


def test_upkeep_climbs_it_too() -> None:
    change, now = Proposal(("schema/roster.yaml",)), moment("16:30")

    def judged(*reviews: str, proposal: Proposal = change, **of: Any) -> Turn:
        return decide_upkeep(pull(*reviews, **of), proposal, now, contract()).turn

    assert judged().what is What.APPROVE
    assert judged("koho-kocho-staff APPROVED 16:29") == Turn(What.MERGE, (ME,), moment("16:29"))
    assert set(judged("koho-kocho-staff APPROVED 16:00").people) == {ME, *KOHO}
    assert judged("koho-kocho-staff APPROVED 16:29", merged_at="16:29").what is What.DONE
    assert judged(commits=31).what is What.DRAFT_ANEW
    assert judged(proposal=replace(change, mistakes=(Text("x", "x"),))).what is What.CORRECT
    assert judged("koho-kocho-staff CHANGES_REQUESTED 16:29").beside == ("koho-kocho-staff",)


def test_since_is_the_last_thing_that_passed_the_turn_on() -> None:
    assert turn(reviews=(), pull={"seen_at": "16:05"}).since == moment("16:05")
    assert turn(reviews=(), pull={"seen_at": "15:00"}).since == moment("15:50")
    assert turn(pull=None).since is None
    two = {"scope": ["maebashi", "takasaki"]}
    first = turn(**two)
    assert (first.since, first.what) == (moment("16:10"), What.APPROVE)
    assert "maebashi-manager" not in first.people
    uncounted = turn(reviews=(MANAGER, "takasaki-officer COMMENTED 16:25"))
    assert uncounted.since == moment("16:10")


@pytest.mark.parametrize("merged", [{}, {"merged_at": "16:20"}])
@pytest.mark.parametrize("kind", FollowKind)
def test_a_follow_up_of_what_is_stopped_waits_for_whoever_releases_that(
    merged: dict[str, str], kind: FollowKind
) -> None:
    """Those of the stopped one's own unit. What ends it may go: it is what the stop waits for."""
    first = "20261124-1200-x"
    stopped = cast("LedgerClaim", SimpleNamespace(alert=first, unit="takasaki"))
    made = case(alert(follows={"alert": first, "as": kind, "necessity": "服装が分かった"}), pull(MANAGER, **merged))
    history = History({first: Past(State.CLAIMED, exercise=False, stopped=stopped)})
    verdict = decide(replace(made, history=history), moment("16:30"), contract())
    if kind is not FollowKind.FOLLOW_UP:
        assert (verdict.kind, verdict.stopped) == (Kind.SEND, False)
        return
    assert (verdict.kind, verdict.mergeable, verdict.stopped) == (Kind.HOLD, False, True)
    assert (verdict.turn.what, verdict.turn.people) == (What.RELEASE, ("takasaki-manager", KOHO[0]))
