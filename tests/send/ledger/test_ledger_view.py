from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.model import LedgerRecord, LedgerState, Limit, Role, Scope, Seat, rounded
from haishin.send.ledger.ledger_view import LedgerView, halted_since, held, held_by_people, refused_for, stopped_since
from haishin.send.ledger.records import FILE, LedgerRefusal, record, rounded_counts
from support.ledger import ALPHA, BETA, NOON
from support.raising import raises
from support.records import EVERYWHERE, FIRST, claimed, of, sealed, view

IMPOSSIBLE = "send/ledger/ledger-impossible"

CLOCKS = {"recognized": "15:40", "approved": "16:10", "merged": "16:12", "accepted": "16:15"}


def test_an_unknown_alert_is_unsent() -> None:
    assert view().of(ALPHA).state is LedgerState.UNSENT
    assert view().history([ALPHA]).of(ALPHA).unheard
    assert view().history([ALPHA]).knows(ALPHA)
    assert not view().history([]).knows(ALPHA)


def ended(kind: str = "sealed", **more: Any) -> LedgerRecord:
    fields = {"counts": {}, "in_doubt": False, **more}
    return record(kind, NOON, None, alert=ALPHA, journal="1" * 32, **fields)


@pytest.mark.parametrize(
    ("records", "unheard"),
    [
        ((), True),
        ((of("held", cause="verdict", reason="r"),), True),
        ((of("withdrawn"),), True),
        ((of("expired"),), True),
        ((of("refused", reason="r"),), True),
        ((claimed(),), False),
        ((claimed(), of("held", cause="stop", reason="r")), False),
        ((claimed(), ended()), False),  # an older seal tells no number below 10
        ((claimed(), ended(nobody=True)), True),
        ((claimed(), ended(in_doubt=True), ended("settled", nobody=True)), True),
        ((claimed(), ended(nobody=True), of("adopted", journal="1" * 32)), False),
    ],
    ids=lambda one: "-".join(each.kind for each in one) if isinstance(one, tuple) else None,
)
def test_of_what_nobody_has_got_anything(records: tuple[LedgerRecord, ...], unheard: bool) -> None:
    """G3: by the ledger alone, the same for whoever reads it."""
    seen = view(*records)
    assert seen.of(ALPHA).unheard is seen.history([ALPHA]).of(ALPHA).unheard is unheard


def test_the_activation_names_the_repository() -> None:
    seen = view()
    assert (seen.repository, seen.rehearsal, seen.watermark) == ("1" * 32, False, "a" * 40)


def test_halted_until_resumed() -> None:
    halted = record("halted", NOON, None, reason="r")
    assert not view().halted
    assert view(halted).halted
    assert view(halted, of("went-on")).halted  # that an alert goes on lets no other go
    assert view(halted, record("accepted", NOON, "sato", commit="e" * 40)).halted
    assert not view(halted, record("went-on", NOON, "sato")).halted


def test_a_practice_belongs_to_a_rehearsal() -> None:
    practice = claimed(practice=True)
    rehearsing = replace(FIRST, fields={**FIRST.fields, "rehearsal": True})
    assert LedgerView("t" * 40, (rehearsing, practice)).of(ALPHA).claim is not None
    with raises(
        LedgerRefusal, IMPOSSIBLE, file=FILE, line=2, what=Message("send/ledger/practice-in-earnest", alert=ALPHA)
    ):
        view(practice)


def test_main_s_line_begins_anew_by_a_person_s_word_alone() -> None:
    accepted = record("accepted", NOON, "sato", commit="e" * 40)
    instead = record("accepted", NOON, "sato", commit="f" * 40, instead="a" * 40)
    assert view(claimed(), accepted).mainline == (FIRST.id, ("a" * 40, "c" * 40))
    assert view(claimed(), instead, claimed(BETA)).mainline == (instead.id, ("f" * 40, "c" * 40))
    assert view(claimed(), accepted, instead).accepted_commits == {"e" * 40, "f" * 40}


def test_a_thread_is_its_first_and_whatever_followed_that_in_their_order() -> None:
    other, more = claimed("20261125-1120-other"), replace(claimed(BETA, thread=ALPHA), at=NOON - timedelta(minutes=1))
    seen = view(claimed(), other, more)
    for alert in (ALPHA, BETA):
        claim = seen.of(alert).claim
        assert claim is not None
        assert [one.alert for one in seen.thread(claim)] == [ALPHA, BETA]


@pytest.mark.parametrize(("cause", "stopped"), [("limit", False), ("stop", True)])
def test_only_a_person_s_hold_waits_for_a_release(cause: str, stopped: bool) -> None:
    held = view(of("held", cause=cause, reason="r")).of(ALPHA)
    assert (held.state, held.stopped) == (LedgerState.HELD, stopped)
    again = record("held", NOON + timedelta(minutes=1), "sato", alert=ALPHA, cause=cause, reason="r")
    assert view(of("held", cause=cause, reason="r"), again).of(ALPHA).stopped_at == (NOON if stopped else None)
    released = view(of("held", cause=cause, reason="r"), of("went-on")).of(ALPHA)
    assert (released.state, released.stopped) == (LedgerState.UNSENT, False)


def test_a_begun_alert_that_is_held_stays_claimed() -> None:
    entry = view(claimed(), of("held", cause="stop", reason="r")).of(ALPHA)
    assert (entry.state, entry.stopped) == (LedgerState.CLAIMED, True)
    assert view(claimed(), of("held", cause="stop", reason="r"), of("went-on")).of(ALPHA).state is LedgerState.CLAIMED


def test_the_history_of_a_sealed_alert() -> None:
    past = view(claimed(), sealed(**{"accepted": 20, "in-doubt": 10, "failed": 50})).history([ALPHA]).of(ALPHA)
    assert (past.state, past.scope, past.reached) == (LedgerState.SEALED, Scope(False, ("ota",)), 30)
    assert past.waivers == ("delivery-hours",)


def test_the_history_of_what_was_not_claimed_lends_nothing() -> None:
    """S6: a waiver that only a file carries was granted by nobody."""
    history = view(of("held", cause="verdict", reason="r")).history([ALPHA, BETA], removed={BETA})
    past = history.of(ALPHA)
    assert (past.state, past.scope, past.waivers, past.due, past.category) == (LedgerState.HELD, None, (), (), None)
    assert history.of(BETA).removed


def test_the_category_is_that_of_the_claim() -> None:
    assert view(claimed(category="crime")).history([ALPHA]).of(ALPHA).category == "crime"
    assert view(claimed()).history([ALPHA]).of(ALPHA).category is None


MANAGER, OFFICER = Seat(Role.MANAGER, "maebashi"), Seat(Role.OFFICER, "maebashi")
IN_CHARGE = Seat(Role.MANAGER, "jinshin-anzen")


def test_who_had_to_agree_is_what_the_claim_says() -> None:
    due = [[{"role": "manager", "unit": "maebashi"}, {"role": "officer", "unit": "maebashi"}], []]
    seen = view(claimed(due=due[:1]), claimed(BETA, due=[], thread=ALPHA, scope=EVERYWHERE))
    assert seen.history([ALPHA]).of(ALPHA).due == ((MANAGER, OFFICER),)
    assert (seen.history([BETA]).of(BETA).due, seen.history([ALPHA]).of(ALPHA).scope) == ((), Scope(False, ("ota",)))


def test_what_a_claim_says_no_later_record_changes() -> None:
    chain = claimed(scope=EVERYWHERE, due=[]), claimed(BETA, due=[], thread=ALPHA)
    assert view(*chain).of(BETA).claim == view(*chain, sealed(alert=BETA)).of(BETA).claim


def test_a_record_stands_once() -> None:
    held = of("held", cause="verdict", reason="r")
    with raises(LedgerRefusal, IMPOSSIBLE, file=FILE, line=3, what=Message("send/ledger/id-twice")):
        view(held, held)


def agreed(role: str | None, unit: str) -> dict[str, str | None]:
    return {"person": "p", "role": role, "unit": unit, "acting": None, "commit": None, "at": None}


def test_an_older_claim_is_taken_by_its_word_and_by_the_first_of_its_chain() -> None:
    """S10: before the claim said so, that of what follows had its own scope, though its readers were the first's."""
    first = claimed(scope=EVERYWHERE, approvals=[agreed("manager", "jinshin-anzen"), agreed("staff", "jinshin-anzen")])
    later = claimed(BETA, thread=ALPHA, ends=ALPHA, approvals=[agreed(None, "ota")])
    past = view(first, later).history([BETA]).of(BETA)
    assert (past.scope, past.due) == (Scope(True), ((MANAGER,), (IN_CHARGE,)))
    alone = view(claimed(BETA, thread=ALPHA)).history([BETA]).of(BETA)  # another remote may have lost the first
    assert (alone.scope, alone.due) == (Scope(False, ("ota",)), ((MANAGER,),))
    held = view(of("held", cause="verdict", reason="r"), claimed(BETA, thread=ALPHA)).history([BETA]).of(BETA)
    assert held == alone


def at(moment: str, alert: str = ALPHA, unit: str = "maebashi", **more: Any) -> LedgerRecord:
    made = claimed(alert, path=f"alerts/{unit}/2026/{alert}.md", **more)
    return replace(made, at=datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("records", "number"),
    [
        ((), 1),
        ((at("2026-01-01T00:00+09:00", number=1),), 2),
        ((at("2026-01-01T00:00+09:00"),), 2),  # an older record has no number, and counts
        ((at("2025-12-31T23:59+09:00", number=118),), 1),
        ((at("2025-12-31T15:00+00:00", number=1),), 2),  # the year is Japan's
        ((at("2026-12-31T15:00+00:00", number=1),), 1),
        ((at("2026-01-01T00:00+09:00", unit="maebashi-higashi", number=1),), 1),
        ((at("2026-01-01T00:00+09:00", number=1), ended(), of("adopted", journal="2" * 32)), 2),
        ((at("2026-01-01T00:00+09:00", number=1), of("withdrawn", BETA)), 2),
    ],
)
def test_a_claim_is_numbered_among_those_of_its_unit_and_year(records: tuple[LedgerRecord, ...], number: int) -> None:
    assert view(*records).next_number("maebashi", NOON) == number


def test_since_when_all_is_halted_is_the_last_halt() -> None:
    first, again, last = (NOON + timedelta(minutes=minutes) for minutes in (1, 3, 4))
    halted = [record("halted", at, None, reason="r") for at in (first, again)]
    later = record("held", last, None, alert=ALPHA, cause="verdict", reason="r")
    went_on = record("went-on", first, "sato")
    assert halted_since(view(halted[0], went_on, halted[1], later)) == again
    assert halted_since(view(halted[0], went_on, later)) is None
    assert stopped_since(view(*halted, later), ALPHA) == again
    assert stopped_since(view(halted[0], went_on, later), ALPHA) is None
    stop = of("held", cause="stop", reason="r")
    assert [stopped_since(view(stop), alert) for alert in (ALPHA, BETA)] == [NOON, None]


def test_why_it_was_refused_is_its_own_lines() -> None:
    seen = view(of("refused", reason="一\n二"), of("refused", BETA, reason="三"))
    assert (refused_for(seen, ALPHA), refused_for(seen, BETA)) == (["一", "二"], ["三"])
    assert refused_for(view(of("held", cause="verdict", reason="r")), ALPHA) == []


def test_only_what_a_sender_has_seen_is_known_to_be_on_main() -> None:
    by_hand = (of("held", cause="stop", reason="r"), of("went-on"))
    assert view(*by_hand, record("halted", NOON, None, reason="r")).known == frozenset()
    assert view(record("went-on", NOON, None, alert=ALPHA)).known == {ALPHA}
    assert view(of("held", cause="verdict", reason="r"), claimed(BETA)).known == {ALPHA, BETA}


@pytest.mark.parametrize(
    ("records", "causes"),
    [
        ((of("held", cause="stop", reason="r"),), ["stop"]),
        ((of("held", cause="verdict", reason="r"),), ["verdict"]),
        ((of("held", cause="verdict", reason="r"), of("held", cause="stop", reason="r")), ["stop"]),
        ((of("held", cause="limit", reason="r"), claimed()), []),
        ((of("held", cause="verdict", reason="r"), claimed()), []),
        ((claimed(), of("held", cause="stop", reason="r")), ["stop"]),
        ((claimed(), of("held", cause="stop", reason="r"), sealed()), []),
        ((claimed(), of("held", cause="stop", reason="r"), of("adopted", journal="9" * 32)), ["stop"]),
        ((of("held", cause="stop", reason="r"), of("withdrawn")), []),
        (
            (of("held", cause="stop", reason="r"), of("held", BETA, cause="stop", reason="r"), of("went-on")),
            ["stop"],
        ),
    ],
)
def test_the_holds_that_stand(records: tuple[LedgerRecord, ...], causes: list[str]) -> None:
    """A limit and a verdict hold nothing that was begun; a stop holds that, too, until it is over."""
    assert [one.cause for one in held(view(*records))] == causes


def test_the_holds_that_a_person_can_end() -> None:
    stop, limit, verdict = (of("held", cause=cause, reason="r") for cause in ("stop", "limit", "verdict"))
    assert [one.cause for one in held_by_people(view(verdict, limit, stop))] == ["limit", "stop"]
    assert [one.cause for one in held_by_people(view(claimed(), stop, sealed()))] == ["stop"]
    assert held_by_people(view(limit, stop, of("withdrawn"))) == ()


def test_the_same_records_at_another_tip() -> None:
    seen = view(claimed())
    assert (seen.at("e" * 40).tip, seen.at(seen.tip).tip) == ("e" * 40, seen.tip)
    assert seen.at(seen.tip) is seen


def test_an_ending_claim_marks_what_it_ends() -> None:
    seen = view(claimed(BETA, ends=ALPHA))
    assert seen.of(ALPHA).ended_by == BETA
    for closes, by in ((False, None), (True, "gamma")):  # a correction ends what it corrects alone
        end = claimed("gamma", thread=ALPHA, ends=ALPHA, closes=closes)
        assert view(claimed(), claimed(BETA, thread=ALPHA), end).of(BETA).ended_by == by
    with raises(
        LedgerRefusal, IMPOSSIBLE, file=FILE, line=3, what=Message("send/ledger/not-to-be-claimed", alert=ALPHA)
    ):
        view(claimed(), claimed())


def test_what_the_clock_alone_held_goes_on_and_a_stop_stays() -> None:
    ours = record("went-on", NOON, None, alert=ALPHA)
    verdict, stop, limit = (of("held", cause=cause, reason="r") for cause in ("verdict", "stop", "limit"))
    assert view(verdict, limit, ours).of(ALPHA).state is LedgerState.UNSENT
    assert view(limit, ours).of(ALPHA).lifted == frozenset()
    by_whom = (view(stop, record("went-on", NOON, who, alert=ALPHA)).of(ALPHA).went_on_at for who in (None, "sato"))
    assert [*by_whom] == [None, NOON]
    entry = view(verdict, stop, ours).of(ALPHA)
    assert (entry.causes, entry.state, entry.stopped_at) == ({"stop"}, LedgerState.HELD, NOON)
    assert [one.cause for one in held(view(verdict, stop, ours))] == ["stop"]


@pytest.mark.parametrize(
    ("kind", "fields", "state"),
    [
        ("withdrawn", {}, LedgerState.WITHDRAWN),
        ("expired", {}, LedgerState.EXPIRED),
        ("refused", {"reason": "r"}, LedgerState.REFUSED),
    ],
)
def test_ends_without_a_mail(kind: str, fields: dict[str, str], state: LedgerState) -> None:
    assert view(of(kind, **fields)).of(ALPHA).state is state
    with pytest.raises(LedgerRefusal):
        view(of(kind, **fields), claimed())
    with pytest.raises(LedgerRefusal):
        view(claimed(), of(kind, **fields))


def test_an_adopted_alert_belongs_to_the_new_journal() -> None:
    adopted = of("adopted", journal="9" * 32)
    entry = view(claimed(), adopted).of(ALPHA)
    assert (entry.journal, entry.unfinished) == ("9" * 32, True)
    with raises(
        LedgerRefusal, IMPOSSIBLE, file=FILE, line=4, what=Message("send/ledger/of-another-journal", alert=ALPHA)
    ):
        view(claimed(), adopted, sealed())
    taken_over = view(claimed(), adopted, sealed(journal="9" * 32))
    assert taken_over.of(ALPHA).state is LedgerState.SEALED
    assert taken_over.journals == ("1" * 32, "9" * 32)


def test_a_settled_alert_has_the_new_counts() -> None:
    assert view(claimed(), sealed(), sealed("settled", accepted=40)).of(ALPHA).reached == 40
    assert view(claimed(), sealed("settled")).of(ALPHA).state is LedgerState.CLAIMED  # its mail still goes


def test_impossible_stories_are_refused() -> None:
    twice = claimed()
    for records in (
        (),
        (FIRST, FIRST),
        (claimed(),),
        (FIRST, sealed()),
        (FIRST, twice, twice),
        (FIRST, claimed(), claimed()),
        (claimed(), FIRST),
        (FIRST, replace(FIRST, id="f" * 32)),
        (FIRST, of("adopted", journal="9" * 32)),
    ):
        with pytest.raises(LedgerRefusal):
            LedgerView("t" * 40, records)


@pytest.mark.parametrize(("count", "shown"), [(0, None), (9, None), (10, 10), (14, 10), (15, 20), (1234, 1230)])
def test_counts_that_leave_the_host_are_rounded(count: int, shown: int | None) -> None:
    assert rounded(count) == shown
    assert rounded_counts({"accepted": count}) == ({} if shown is None else {"accepted": shown})


def test_the_four_times_are_read_and_those_of_an_old_ledger_are_not_invented() -> None:
    times = {f"{name}_at": f"2026-11-25T{clock}:00+09:00" for name, clock in CLOCKS.items()}
    last = times.pop("accepted_at")
    first = record("sealed", NOON, None, alert=ALPHA, journal="1" * 32, counts={}, in_doubt=True, accepted_at=last)
    entry = view(claimed(**times, drafter="sato"), first, sealed("settled")).of(ALPHA)
    claim = entry.claim
    assert claim is not None
    told = {
        "recognized": claim.recognized, "approved": claim.approved, "merged": claim.merged, "accepted": entry.accepted
    }  # fmt: skip
    assert {name: at and at.strftime("%H:%M") for name, at in told.items()} == CLOCKS
    assert claim.drafter == "sato"
    old = view(claimed(), sealed()).of(ALPHA)
    assert old.claim is not None
    assert (old.claim.recognized, old.claim.approved, old.claim.merged, old.claim.drafter) == (None,) * 4
    assert old.accepted is None


@pytest.mark.parametrize(
    ("limit", "lifted"), [({}, frozenset(Limit)), ({"limit": "age"}, {Limit.AGE}), (None, frozenset())]
)
def test_a_word_ends_the_limits_that_hold_it(limit: dict[str, str] | None, lifted: frozenset[Limit]) -> None:
    """A record that names no limit stands for every one."""
    before = () if limit is None else (of("held", cause="limit", reason="r", **limit),)
    entry = view(*before, of("went-on")).of(ALPHA)
    assert (entry.lifted, entry.limits, entry.causes) == (lifted, frozenset(), frozenset())


def test_what_is_held_again_by_another_limit_stands_alone() -> None:
    age, size = (of("held", cause="limit", reason=name, limit=name) for name in ("age", "ceiling"))
    known = view(age, of("went-on"), size)
    assert (known.of(ALPHA).limits, known.of(ALPHA).lifted) == ({Limit.CEILING}, {Limit.AGE})
    assert [one.reason for one in held(known)] == ["ceiling"]
    assert [one.reason for one in held(view(age, size))] == ["age", "ceiling"]
    assert known.history([ALPHA]).of(ALPHA).causes == {"limit"}
    assert view(of("held", cause="stop", reason="r"), of("went-on")).of(ALPHA).lifted == frozenset()
    released = view(age, of("went-on", causes=["stop"])).of(ALPHA)  # by a word that ends no limit
    assert (released.limits, released.lifted) == ({Limit.AGE}, frozenset())


def test_what_is_stopped_keeps_its_follow_ups_back_until_it_goes_on_or_is_ended() -> None:
    """Those of the first of the thread, too, whichever of its alerts they follow."""
    stop, more = of("held", cause="stop", reason="r"), claimed(BETA, thread=ALPHA, nonce="3" * 32)
    end = claimed("20261125-1120-gamma", thread=ALPHA, ends=ALPHA, nonce="4" * 32)

    def stopped(*records: LedgerRecord) -> list[str | None]:
        history = view(*records).history([ALPHA, BETA])
        found = [history.of(alert).stopped for alert in (ALPHA, BETA)]
        return [None if one is None else one.alert for one in found]

    assert stopped(claimed(), more) == [None, None]
    assert stopped(claimed(), more, stop) == [ALPHA] * 2
    assert stopped(claimed(), more, stop, of("went-on")) == [None, None]
    assert stopped(claimed(), more, stop, end) == [None, None]
    assert stopped(claimed(), more, of("held", BETA, cause="stop", reason="r")) == [None, BETA]
    assert stopped(claimed(), more, of("held", cause="verdict", reason="r")) == [None, None]
