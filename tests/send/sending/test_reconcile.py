from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from haishin.consult.upkeep import Unproven
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, UnknownForm
from haishin.core.contract.policy import Policy
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import (
    Approval,
    Case,
    FollowKind,
    Kind,
    LedgerRecord,
    LedgerState,
    Role,
    RowState,
    Scope,
    Seat,
    Text,
    Verdict,
)
from haishin.core.repository.git import Git
from haishin.residents.reach import Selection
from haishin.send.acts import acts, takeover
from haishin.send.journal.journal import Journal
from haishin.send.ledger.beat import SILENCE
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.records import LedgerRefusal, record
from haishin.send.ledger.stops import LOOK_EVERY, SEEN_WITHIN, stop, stops
from haishin.send.program import PROGRAM, Running, parts_of
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.survey import Fate, NoForge
from haishin.send.sending.weighing import RelayFault
from haishin.send.transport import Unusable
from haishin.send.watch.conditions import conditions, exit_of
from support.ledger import (
    ALPHA,
    BETA,
    NOON,
    PEOPLE,
    PULL,
    Clock,
    Host,
    Mail,
    Residents,
    World,
    git,
    path_of,
    run,
    send,
    verdict,
)
from support.raising import raises
from support.records import hold

THIRD = "20261125-1120-gamma"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def codes(done: Run | Plan) -> list[str]:
    return [one.code for one in conditions(done.seen)]


def say(*verdicts: Verdict) -> object:
    """A decide that gives these verdicts in turn, the last one for ever."""
    left = list(verdicts)
    return lambda case, now, contract: left.pop(0) if len(left) > 1 else left[0]


# --- the plain line -----------------------------------------------------------------------------


def test_an_alert_goes_to_everybody_once_and_the_ledger_tells_the_story(world: World, host: Host) -> None:
    tip = world.alert(ALPHA)
    result = run(host)
    assert (result.sent, conditions(result.seen)) == ([ALPHA], ())
    assert host.mail.to(ALPHA) == list(PEOPLE)
    assert world.kinds() == ["activated", "claimed", "sealed"]
    claimed, sealed = world.ledger_lines()[1:]
    assert (claimed["commit"], claimed["path"], claimed["pull"]) == (tip, path_of(ALPHA), 7)
    assert claimed["schema"] == git(world.remote, "rev-parse", "main:schema")
    assert (claimed["snapshot"], claimed["scope"]) == (30, {"prefecture": False, "stations": ["maebashi"]})
    assert claimed["approvals"] == [
        {"person": "p1", "role": "manager", "unit": "maebashi", "acting": None, "commit": "a" * 40,
         "at": NOON.isoformat()}
    ]  # fmt: skip
    assert (sealed["counts"], sealed["in_doubt"]) == ({"accepted": 30}, False)


def test_the_claim_and_the_seal_carry_the_four_times(world: World, host: Host) -> None:
    """5(1): recognition, the last due approval, the merge, and the last mail that a relay took, a retry's."""
    host.pull = replace(PULL, merged_at=NOON + timedelta(minutes=2))
    seat = Seat(Role.MANAGER, "maebashi")
    told = [
        Approval((seat,), mode, "3(2)", given, "sato", "p1", None, NOON + timedelta(minutes=minute), seat, "a" * 40)
        for mode, given, minute in (("before", True, -9), ("before", True, -4), ("inform", True, -1))
    ]
    host.decide = say(replace(verdict(Kind.SEND, True), since=NOON, approvals=tuple(told)))  # type: ignore[assignment]
    world.alert(ALPHA)
    host.mail.answer = RowState.DEFERRED
    host.clock.later(minutes=3)
    run(host)
    host.mail.answer = RowState.ACCEPTED
    host.clock.later(minutes=50)
    run(host)
    claimed, sealed = world.ledger_lines()[1:]
    assert (claimed["drafter"], claimed["recognized_at"]) == ("drafter", "2026-11-25T03:00:00+00:00")
    assert claimed["approved_at"] == "2026-11-25T02:56:00+00:00"
    assert claimed["merged_at"] == "2026-11-25T03:02:00+00:00"
    assert sealed["accepted_at"] == "2026-11-25T03:53:00+00:00"


def test_a_time_that_there_is_not_is_left_out(world: World, host: Host) -> None:
    host.pull, host.decide = None, say(replace(verdict(Kind.SEND, True), since=NOON))  # type: ignore[assignment]
    world.alert(ALPHA)
    run(host)
    claimed = world.ledger_lines()[1]
    assert not {"drafter", "approved_at", "merged_at"} & claimed.keys()


def test_the_second_run_does_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    run(host)
    lines = world.ledger_lines()
    result = run(host)
    assert (result, conditions(result.seen)) == (Run(result.seen), ())
    assert world.ledger_lines() == lines
    assert len(host.mail.got) == len(PEOPLE)


def test_what_was_on_main_at_activation_is_never_mailed(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.alert(ALPHA)
    world.activate()
    host = Host(world, tmp_path / "state")
    world.alert(ALPHA, changed="yes")
    result = run(host)
    assert (result, codes(result)) == (Run(result.seen), ["id-used"])


def test_a_missing_ledger_is_refused(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.alert(ALPHA)
    with pytest.raises(LedgerRefusal):
        run(Host(world, tmp_path / "state"))


def test_a_main_without_the_watermark_is_refused(world: World, host: Host) -> None:
    orphan = git(world.remote, "commit-tree", "-m", "new", "main^{tree}")
    git(world.remote, "update-ref", "refs/heads/main", orphan)
    with pytest.raises(Refusal) as refused:
        run(host)
    assert refused.value.message.en.startswith("main does not contain the commit of the activation")


PARTS = ["scripts/send.py", "requirements.lock", "pyproject.toml", "schema/policy.schema.json"]


def installed(world: World, **parts: str | None) -> Running:
    """The release of main's tip, but for these parts."""
    return Running({**parts_of(Git(world.clone), world.tip()), **parts}, released=True)


@pytest.mark.parametrize("name", PARTS)
def test_a_program_that_is_not_main_s_goes_on_with_an_alarm(world: World, host: Host, name: str) -> None:
    part = "scripts" if name.startswith("scripts/") else name
    host.running = installed(world)
    world.alert(ALPHA)
    world.commit({name: "two\n"})
    assert plan(host.inputs(), None).seen.differs == (part,)
    result = run(host)
    assert (result.seen.differs, result.sent, codes(result)) == ((part,), [ALPHA], ["differs"])
    host.running = installed(world)
    assert codes(run(host)) == []


def test_rules_that_main_changed_need_no_other_program(world: World, host: Host) -> None:
    host.running = installed(world)
    world.alert(ALPHA)
    world.commit({"schema/policy.yaml": "two\n"})
    result = run(host)
    assert (result.sent, codes(result)) == ([ALPHA], [])


@pytest.mark.parametrize("part", PROGRAM)
def test_a_program_that_is_no_commit_of_main_is_the_same_alarm(world: World, host: Host, part: str) -> None:
    host.running = installed(world, **{part: "f" * 40})
    world.alert(ALPHA)
    result = run(host)
    assert (result.sent, codes(result), result.seen.differs) == ([ALPHA], ["differs"], (part,))


@pytest.mark.parametrize(("days", "told"), [(180, []), (181, ["old-packages"])])
def test_packages_that_grow_too_old_are_an_alarm(world: World, host: Host, days: int, told: list[str]) -> None:
    host.running = replace(installed(world), locked=host.clock() - timedelta(days=days))
    world.alert(ALPHA)
    result = run(host)
    assert (result.sent, codes(result)) == ([ALPHA], told)
    assert [condition.code for condition in conditions(plan(host.inputs(), None).seen)] == told


def test_what_nothing_proves_is_an_alarm_of_the_run_and_stops_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    told = Refusal(Text("変えています。", "It changes."), Text("確かめる。", "Look."))
    inputs = replace(host.inputs(), unproven=(Unproven("a" * 40, told),))
    journal = host.journal()
    result = reconcile(inputs, host.sending(journal))
    journal.close()
    assert (result.sent, codes(result)) == ([ALPHA], ["unproven"])


def test_where_the_proof_ended_early_nothing_new_rests_on_what_stands_behind(world: World, host: Host) -> None:
    world.alert(ALPHA)
    inputs = replace(host.inputs(), unread="2")
    journal = host.journal()
    result = reconcile(inputs, host.sending(journal))
    journal.close()
    assert (result.sent, codes(result), plan(inputs, None).items) == ([], ["unread"], ())


def test_rules_of_a_form_that_is_not_known_begin_nothing_and_end_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.answer = RowState.DEFERRED
    assert run(host).sent == [ALPHA]
    host.mail.answer = RowState.ACCEPTED
    host.clock.later(hours=1)
    world.alert(BETA)
    new = world.commit({"schema/policy.yaml": "form: 2\n"})
    known = host.contract

    def contract_at(commit: str) -> Contract:
        if commit == new:
            raise UnknownForm("2")
        return known(commit)

    host.contract = contract_at
    result = run(host)
    assert (result.sent, result.resumed, result.seen.unread) == ([], [ALPHA], "2")
    assert "unread" in codes(result)
    assert set(PEOPLE) <= set(host.mail.to(ALPHA))
    assert host.mail.to(BETA) == []
    assert plan(host.inputs(), None).items == ()
    assert world.kinds()[-1] == "sealed"
    host.contract = known
    assert run(host).sent == [BETA]


# --- what does not go ---------------------------------------------------------------------------


def test_the_clock_alone_leaves_no_record(world: World, host: Host) -> None:
    world.alert(ALPHA)
    until = NOON + timedelta(hours=19)
    host.decide = say(verdict(Kind.HOLD, True, until))  # type: ignore[assignment]
    result = run(host)
    assert (result.waiting, world.kinds()) == ([(ALPHA, until)], ["activated"])


@pytest.mark.parametrize("kind", [Kind.CONSULT, Kind.HOLD, Kind.REJECT])
def test_what_waits_for_a_person_is_held_once_and_goes_when_it_may(world: World, host: Host, kind: Kind) -> None:
    world.alert(ALPHA)
    host.decide = say(verdict(kind))  # type: ignore[assignment]
    for _ in range(2):
        assert run(host).held == [(ALPHA, (Text("理由です。", "A reason."),))]
    assert world.kinds() == ["activated", "held"]
    assert world.ledger_lines()[1]["reason"] == "理由です。"
    host.decide = send
    assert run(host).sent == [ALPHA]


@pytest.mark.parametrize("words", [{"error": "090-1234-5678"}, {"broken": "yes"}, {"error": "x", "private": "yes"}])
def test_a_file_with_errors_is_held_and_goes_when_it_is_mended(world: World, host: Host, words: dict[str, str]) -> None:
    world.alert(ALPHA, **words)
    for _ in range(2):
        result = run(host)
        assert result.held == [(ALPHA, (Message("consult/decision/line-error", line=1, rule="test"),))]
        assert (codes(result), codes(plan(host.inputs(), None))) == (["faulty"], ["faulty"])
    assert world.kinds() == ["activated", "held"]
    # Not a word of the file, which may be a name: the ledger is read by everybody.
    assert world.ledger_lines()[1]["reason"] == "1行目:検査「test」のエラー"
    world.alert(ALPHA)
    result = run(host)
    assert (result.sent, codes(result)) == ([ALPHA], [])


def test_what_only_waits_for_the_clock_again_is_held_no_more(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.decide = say(verdict(Kind.CONSULT), verdict(Kind.HOLD, True, NOON + timedelta(hours=19)))  # type: ignore[assignment]
    assert codes(run(host)) == ["held"]
    assert codes(run(host)) == []
    assert world.kinds() == ["activated", "held", "went-on"]
    assert world.ledger().read().of(ALPHA).state is LedgerState.UNSENT


def test_an_alert_past_its_time_expires(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.clock.later(days=30)
    assert run(host).expired == [ALPHA]
    assert world.kinds() == ["activated", "expired"]


def test_what_could_have_gone_long_ago_waits_for_a_lift(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.limits = {"max_age_minutes": 30}
    host.clock.later(minutes=30)
    at_limit = plan(host.inputs(), None)
    assert [item.fate for item in at_limit.items] == [Fate.SEND]
    host.clock.later(seconds=1)
    assert [alert for alert, _ in run(host).held] == [ALPHA]
    assert world.ledger_lines()[1]["cause"] == "limit"
    world.ledger().write(lambda view: record("went-on", NOON, "sato", alert=ALPHA))
    assert run(host).sent == [ALPHA]


def test_a_lift_ends_the_limit_that_held_it_and_no_later_one(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.limits = {"max_age_minutes": 30, "audience": {"prefecture": 10**6, "stations": 24}}
    host.clock.later(minutes=31)
    supervisor = "koho-kocho-manager"
    for limit in ("age", "ceiling"):
        assert run(host).sent == run(host).sent == []
        assert world.ledger_lines()[-1]["limit"] == limit
        assert len(acts.go(world.ledger(), host.contract(""), ALPHA, None, NOON, supervisor)) == 1
        assert world.ledger().read().of(ALPHA).limits == frozenset()
    host.residents = NobodyThere()
    assert (run(host).sent, world.ledger_lines()[-1]["limit"]) == ([], "nobody")
    host.residents = Residents()
    assert run(host).sent == [ALPHA]
    assert world.kinds() == ["activated", "held", "went-on", "held", "went-on", "held", "claimed", "sealed"]


@pytest.mark.parametrize(("ceiling", "fate"), [(25, Fate.SEND), (24, Fate.LIMIT)])
@pytest.mark.parametrize("scope", ["prefecture", "stations"])
def test_the_ceiling_on_the_audience(world: World, host: Host, scope: str, ceiling: int, fate: Fate) -> None:
    world.alert(ALPHA, scope=scope)
    host.limits = {"audience": {"prefecture": 10**6, "stations": 10**6, scope: ceiling}}
    assert [item.fate for item in plan(host.inputs(), None).items] == [fate]


def test_the_run_takes_its_number_urgent_first_and_says_what_is_left(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA, category="crime", case="violent-crime")
    world.alert(THIRD)
    host.limits = {"alerts_per_run": 2}
    assert plan(host.inputs(), None).left == (THIRD,)
    result = run(host)
    assert (result.sent, result.left) == ([BETA, ALPHA], 1)
    assert run(host).sent == [THIRD]


def test_two_files_of_one_id_are_held(world: World, host: Host) -> None:
    world.commit({path_of(ALPHA): "{}", path_of(ALPHA, "ota"): "{}"})
    assert [reasons[0].en for _, reasons in run(host).held] == ["Two files have this id."] * 2


def test_a_removed_id_is_held(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.commit({path_of(ALPHA): None})
    world.alert(ALPHA)
    assert run(host).held == [(ALPHA, (Message("consult/id-removed"),))]


def test_live_a_pull_request_that_was_not_merged_is_none(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.activate(rehearsal=False)
    world.alert(ALPHA)
    host = Host(world, tmp_path / "state")
    seen: list[Case] = []
    host.decide = lambda case, now, contract: seen.append(case) or verdict(Kind.CONSULT)  # type: ignore[func-returns-value]
    run(host)
    host.pull = replace(PULL, merged_at=NOON)
    run(host)
    assert [case.pull is None for case in seen] == [True, False]


def test_a_rehearsal_takes_the_merge_from_main(world: World, host: Host) -> None:
    world.alert(ALPHA, when="2026-11-25T11:45:00+09:00")
    seen: list[Case] = []
    host.decide = lambda case, now, contract: seen.append(case) or verdict(Kind.CONSULT)  # type: ignore[func-returns-value]
    run(host)
    assert seen[0].pull is not None
    assert seen[0].pull.merged_at == datetime.fromisoformat("2026-11-25T11:45:00+09:00")


def test_a_held_alert_whose_file_is_gone_is_withdrawn(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.decide = say(verdict(Kind.CONSULT))  # type: ignore[assignment]
    run(host)
    world.commit({path_of(ALPHA): None})
    result = run(host)
    assert (result, conditions(result.seen)) == (Run(result.seen), ())
    assert world.kinds() == ["activated", "held", "withdrawn"]


def test_a_hold_of_what_main_never_had_is_not_withdrawn(world: World, host: Host) -> None:
    hold = record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="r")
    world.ledger().write(lambda view: hold)
    result = run(host)
    assert (result, conditions(result.seen)) == (Run(result.seen), ())
    world.alert(ALPHA)
    assert [alert for alert, _ in run(host).held] == [ALPHA]
    world.ledger().write(lambda view: record("went-on", NOON, "sato", alert=ALPHA))
    assert run(host).sent == [ALPHA]


def test_what_has_ended_and_is_back_is_named(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA, error="誤りです。")
    host.decide = say(verdict(Kind.CONSULT))  # type: ignore[assignment]
    result = run(host)
    assert [alert for alert, _ in result.held] == [ALPHA, BETA]
    for alert in (ALPHA, BETA):
        world.commit({path_of(alert): None})
    assert run(host).seen.used == ()
    world.alert(ALPHA)
    world.alert(BETA)
    result = run(host)
    again = tuple((path_of(alert), Message("consult/id-removed")) for alert in (ALPHA, BETA))
    assert (result.seen.used, codes(result)) == (again, ["id-used"] * 2)
    made = plan(host.inputs(), None)
    assert (made.seen.used, codes(made)) == (again, ["id-used"] * 2)


def test_barred_goes_on_and_begins_nothing(world: World, host: Host) -> None:
    begun(world, host)
    world.alert(BETA)
    journal = host.journal()
    result = reconcile(host.inputs(), replace(host.sending(journal), claims=False))
    journal.close()
    assert (result.resumed, result.sent, codes(result)) == ([ALPHA], [], ["barred"])
    assert exit_of(conditions(result.seen)) is Exit.TOOL
    assert host.mail.to(ALPHA) == list(PEOPLE)
    assert run(host).sent == [BETA]


@pytest.mark.parametrize("registered", [0, 1])
def test_nobody_to_send_to(world: World, host: Host, registered: int) -> None:
    world.alert(ALPHA)
    host.residents = NobodyThere() if registered else Residents(())
    if not registered:
        with raises(ToolError, "send/sending/registry-empty"):
            run(host)
        return
    result = run(host)
    assert (result.seen.limited, codes(result)) == ((ALPHA,), ["limited"])
    assert world.ledger_lines()[1]["cause"] == "limit"
    world.ledger().write(lambda view: record("went-on", NOON, "sato", alert=ALPHA))
    result = run(host)
    assert (result.sent, result.closed) == ([], [(ALPHA, None)])
    assert (world.kinds(), host.mail.got) == (["activated", "held", "went-on", "claimed", "sealed"], [])


@dataclass
class Joined(Residents):
    """The last one registers right after the count, so many times."""

    times: int = 1

    def count(self, selection: Selection, journal: Path | None) -> dict[tuple[str, str], int]:
        counted = super().count(selection, journal)
        if not self.times:
            return counted
        self.times -= 1
        return {group: people - 1 for group, people in counted.items()}


def test_a_registry_that_changes_after_the_count_is_decided_on_anew(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.residents = Joined()
    assert run(host).sent == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_who_registers_after_the_count_cannot_pass_the_ceiling(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.residents, host.limits = Joined(), {"audience": dict.fromkeys(("prefecture", "stations"), len(PEOPLE) - 1)}
    assert codes(run(host)) == ["limited"]
    assert (world.kinds(), host.mail.got) == (["activated", "held"], [])


def test_a_registry_that_never_rests_sends_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.residents = Joined(times=100)
    with raises(ToolError, "send/sending/registry-changing", attempts=64):
        run(host)
    assert (world.kinds(), host.mail.got) == (["activated"], [])


class NobodyThere(Residents):
    """Registered people, none of whom chose the alert."""

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        return self._selection("0")


def test_a_halted_or_barred_plan_sends_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.ledger().write(lambda view: record("halted", NOON, "sato", reason="r"))
    assert [item.fate for item in plan(host.inputs(), None).items] == [Fate.STOPPED]
    world.ledger().write(lambda view: record("went-on", NOON, "sato"))
    git(world.clone, "push", "-q", str(world.remote), "HEAD:refs/heads/stop/alhpa")
    made = plan(host.inputs(), None)
    assert ([item.fate for item in made.items], codes(made)) == ([Fate.STOPPED], ["halted", "strange-stop"])


def test_a_plan_writes_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    lines = world.ledger_lines()
    made = plan(host.inputs(), None)
    assert [(item.candidate.id, item.fate) for item in made.items] == [(ALPHA, Fate.SEND)]
    assert world.ledger_lines() == lines
    assert not (host.state / "journal.sqlite").exists()


# --- crashes and races --------------------------------------------------------------------------


def test_killed_between_the_claim_and_the_first_mail(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.broken = True
    with pytest.raises(OSError, match="killed"):
        run(host)
    assert world.kinds() == ["activated", "claimed"]
    journal = host.journal()
    journal.close()
    host.mail.broken = False
    assert host.mail.got == []
    result = run(host)
    # the intents of the first attempt stand without an outcome, so they are in doubt, by name, and not mailed again
    assert (result.resumed, result.sent) == ([ALPHA], [])
    assert codes(result) == ["in-doubt"]
    again = run(host)
    assert (again, codes(again)) == (Run(again.seen), ["in-doubt"])


def test_killed_right_after_the_claim_was_pushed(world: World, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    world.alert(ALPHA)
    append = Ledger.append

    def killed(self: Ledger, entry: LedgerRecord, tip: str) -> bool:
        append(self, entry, tip)
        raise KeyboardInterrupt

    monkeypatch.setattr(Ledger, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        run(host)
    monkeypatch.undo()
    assert world.kinds() == ["activated", "claimed"]
    result = run(host)
    assert (result.resumed, conditions(result.seen)) == ([ALPHA], ())
    assert host.mail.to(ALPHA) == list(PEOPLE)
    assert world.kinds() == ["activated", "claimed", "sealed"]


def test_killed_before_the_claim_was_pushed(world: World, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    world.alert(ALPHA)

    def killed(self: Ledger, entry: LedgerRecord, tip: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(Ledger, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        run(host)
    monkeypatch.undo()
    host.residents.people = PEOPLE[:3]
    assert run(host).sent == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE[:3])


def test_the_seal_is_made_once_when_its_record_was_all_that_got_through(world: World, host: Host) -> None:
    world.alert(ALPHA)
    run(host)
    host.journal().close()
    with sqlite3.connect(host.state / "journal.sqlite") as sql:
        sql.execute("UPDATE release SET state = 'claimed'")
    sql.close()
    assert run(host).sent == []
    assert world.kinds() == ["activated", "claimed", "sealed"]


def test_another_journal_s_claim_is_left_alone(world: World, host: Host, tmp_path: Path) -> None:
    world.alert(ALPHA)
    host.mail.broken = True
    with pytest.raises(OSError, match="killed"):
        run(host)
    other = Host(world, tmp_path / "other")
    result = run(other)
    assert (result.foreign, result.sent, other.mail.got) == ([ALPHA], [], [])


def test_a_journal_that_the_ledger_does_not_know_is_refused(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.broken = True
    first = git(world.remote, "rev-parse", "dispatch-log")
    with pytest.raises(OSError, match="killed"):
        run(host)
    git(world.remote, "update-ref", "refs/heads/dispatch-log", first)
    (host.state / "ledger-tip").unlink()
    with raises(LedgerRefusal, "send/sending/claim-not-in-ledger", alert=ALPHA):
        run(host)


def test_a_lost_race_is_decided_again(world: World, host: Host) -> None:
    world.alert(ALPHA)
    asked: list[datetime] = []

    def decide(case: Case, now: datetime, contract: Contract) -> Verdict:
        asked.append(now)
        if len(asked) == 1:
            world.ledger().write(lambda view: record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="待て"))
        return send(case, now, contract)

    host.decide = decide
    result = run(host)
    assert (result.sent, [alert for alert, _ in result.held]) == ([], [ALPHA])
    assert world.kinds() == ["activated", "held"]
    journal = host.journal()
    assert journal.entries() == []
    journal.close()


def test_twenty_senders_each_on_its_own_state_make_one_claim(world: World, tmp_path: Path) -> None:
    world.alert(ALPHA)
    hosts = [Host(world, tmp_path / f"s{number}") for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(run, hosts))
    assert sum(result.sent == [ALPHA] for result in results) == 1
    assert sorted(one for host in hosts for one in host.mail.to(ALPHA)) == list(PEOPLE)
    assert world.kinds() == ["activated", "claimed", "sealed"]


def test_copies_of_one_state_folder_make_one_claim(world: World, host: Host) -> None:
    host.journal().close()
    world.alert(ALPHA)
    hosts = [host]
    for number in range(9):
        shutil.copytree(host.state, host.state.with_name(f"copy{number}"))
        hosts.append(Host(world, host.state.with_name(f"copy{number}")))
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(run, hosts))
    assert sum(result.sent == [ALPHA] for result in results) == 1
    assert sorted(one for each in hosts for one in each.mail.to(ALPHA)) == list(PEOPLE)
    assert [run(each).sent for each in hosts] == [[]] * 10
    assert sum(len(each.mail.got) for each in hosts) == len(PEOPLE)


# --- stopping -----------------------------------------------------------------------------------


def test_a_stop_branch_holds_one_alert_until_it_is_gone_and_released(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    for _ in range(2):
        assert [alert for alert, _ in run(host).held] == [ALPHA]
    assert host.mail.to(BETA) == list(PEOPLE)
    git(world.remote, "update-ref", "-d", f"refs/heads/stop/{ALPHA}")
    assert [alert for alert, _ in run(host).held] == [ALPHA]
    world.ledger().write(lambda view: record("went-on", NOON, "sato", alert=ALPHA))
    assert run(host).sent == [ALPHA]
    assert [line.get("cause") for line in world.ledger_lines() if line["kind"] == "held"] == ["stop"]


def test_stop_all_halts_until_it_is_resumed(world: World, host: Host) -> None:
    world.alert(ALPHA)
    stop(Git(world.clone), str(world.remote), "main", "all")
    assert plan(host.inputs(), None).halted
    result = run(host)
    assert (result.halted, result.sent) == (True, [])
    git(world.remote, "update-ref", "-d", "refs/heads/stop/all")
    assert run(host).halted
    world.ledger().write(lambda view: record("went-on", NOON, "sato"))
    assert run(host).sent == [ALPHA]
    assert world.kinds() == ["activated", "halted", "went-on", "claimed", "sealed"]


def test_under_stop_all_no_alert_asks_for_a_release_of_its_own(world: World, host: Host) -> None:
    """``resume`` alone lets it go, begun or not; a release is asked for where a branch of its own stands as well."""
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}
    groups: list[int] = []

    def meanwhile() -> None:
        groups.append(1)
        host.clock.later(seconds=11)
        if len(groups) == 1:
            stop(Git(world.clone), str(world.remote), "main", "all")

    host.mail.before = meanwhile
    assert run(host).held == [(ALPHA, (Message("send/sending/halted"),))]
    host.mail.before = lambda: None
    world.alert(BETA)
    made = plan(host.inputs(), None)
    assert (made.begun, made.stopped) == ((ALPHA,), ())
    assert [(item.fate, item.reasons) for item in made.items] == [(Fate.STOPPED, (Message("send/sending/halted"),))]
    stop(Git(world.clone), str(world.remote), "main", BETA)
    assert [item.reasons for item in plan(host.inputs(), None).items] == [(Message("send/ledger/stopped"),)]
    acts.go_on_all(world.ledger(), host.contract(""), lambda: {ALPHA, BETA}, NOON, supervisor(host))
    assert host.mail.to(ALPHA) != list(PEOPLE)
    run(host)
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_a_pull_request_that_cannot_be_read_is_no_fault_of_the_alert(world: World, host: Host) -> None:
    """The set-up is at fault: exit 2 with its own remedy, no advice to delete, and no hold in the ledger."""
    world.alert(ALPHA)
    done = [plan(replace(host.inputs(), forge=NoForge()), None).seen]
    journal = host.journal()
    done.append(reconcile(replace(host.inputs(), forge=NoForge()), host.sending(journal)).seen)
    journal.close()
    for seen in done:
        (told,) = conditions(seen)
        assert (told.code, told.exit) == ("unasked", Exit.TOOL)
        assert told.remedy.en == "Set HAISHIN_FORGE. The next run asks again; leave the alert as it is."
    assert world.kinds() == ["activated"]
    assert run(host).sent == [ALPHA]


@pytest.mark.parametrize(("target", "kind"), [(ALPHA, "held"), ("all", "halted")])
def test_a_stop_in_the_middle_of_a_sending(world: World, host: Host, target: str, kind: str) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    host.limits = {"in_flight": 5}

    def meanwhile() -> None:
        host.clock.later(seconds=11)
        stop(Git(world.clone), str(world.remote), "main", target)

    host.mail.before = meanwhile
    result = run(host)
    assert host.mail.to(ALPHA) == list(PEOPLE[:5]) or host.mail.to(ALPHA) == []
    assert kind in world.kinds()
    assert (BETA in result.sent) is (target != "all")
    host.mail.before = lambda: None
    git(world.remote, "update-ref", "-d", f"refs/heads/stop/{target}")
    going = record("went-on", NOON, "sato") if target == "all" else record("went-on", NOON, "sato", alert=ALPHA)
    world.ledger().write(lambda view: going)
    run(host)
    journal = host.journal()
    counts = journal.counts(ALPHA)
    journal.close()
    assert counts[RowState.ACCEPTED] + counts[RowState.IN_DOUBT] + counts.waiting == len(PEOPLE)
    assert len(host.mail.to(ALPHA)) == len(set(host.mail.to(ALPHA)))


class Unanswering(Mail):
    """Has ALPHA's mail in its queue when it is asked before BETA's claim, and somebody stops ``target`` meanwhile."""

    room = 10

    def __init__(self, world: World, clock: Clock, target: str) -> None:
        super().__init__()
        self.asked, self.queued = 0, [0, 0]
        self._world, self._clock, self._target = world, clock, target

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        self.asked += 1
        if self.asked == 2:
            stop(Git(self._world.clone), str(self._world.remote), "main", self._target)
            self._clock.later(seconds=SEEN_WITHIN)
            before = len(self._queue)
            may = still()
            self.queued = [before, len(self._queue)]
            return None if may else Unusable("relay:25: no answer in time", ours=False)
        return None


@pytest.mark.parametrize(
    ("target", "kinds"), [(ALPHA, "held claimed sealed"), (BETA, "held sealed"), ("all", "halted")]
)
def test_a_stop_while_a_relay_is_asked_for_the_next_claim(world: World, host: Host, target: str, kinds: str) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    mail = host.mail = Unanswering(world, host.clock, target)
    result = run(host)

    assert world.kinds() == ["activated", "claimed", *kinds.split()]
    assert mail.queued == [10, 10 if target == BETA else 0]
    assert (mail.to(ALPHA), mail.to(BETA)) == ([*PEOPLE] * (target == BETA), [*PEOPLE] * (target == ALPHA))
    assert result.halted is (target == "all")


@pytest.mark.parametrize(
    "step", [timedelta(), timedelta(hours=-1), timedelta(days=-3), timedelta(days=2), timedelta(seconds=11)], ids=str
)
def test_a_stop_is_seen_wherever_the_wall_clock_is_set(world: World, host: Host, step: timedelta) -> None:
    """Standing still (a rehearsal's), set back, set forward: only the seconds that really pass count."""
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}

    def meanwhile() -> None:
        host.clock.now += step
        host.clock.passed += 11
        stop(Git(world.clone), str(world.remote), "main", ALPHA)

    host.mail.before = meanwhile
    run(host)
    assert len(host.mail.got) < len(PEOPLE)
    assert world.kinds() == ["activated", "claimed", "held"]


def test_a_stop_branch_that_names_no_alert_stops_all_that_is_new(world: World, host: Host) -> None:
    world.alert(ALPHA)
    git(world.clone, "push", "-q", str(world.remote), "HEAD:refs/heads/stop/alhpa")
    assert plan(host.inputs(), None).seen.strange == ("stop/alhpa",)
    result = run(host)
    assert (result.seen.strange, result.sent, codes(result)) == (("stop/alhpa",), [], ["halted", "strange-stop"])
    assert world.kinds() == ["activated", "halted"]
    git(world.remote, "update-ref", "-d", "refs/heads/stop/alhpa")
    assert run(host).halted  # whoever takes the branch away has not said that all goes on
    world.ledger().write(lambda view: record("went-on", NOON, "sato"))
    assert run(host).sent == [ALPHA]


def test_a_stop_of_what_main_has_not_yet_stops_all_until_main_has_it(world: World, host: Host) -> None:
    world.alert(ALPHA)
    stop(Git(world.clone), str(world.remote), "main", BETA)
    for _ in range(2):
        result = run(host)
        assert (result.seen.strange, result.sent, result.halted) == ((f"stop/{BETA}",), [], True)
    assert world.kinds() == ["activated", "halted"]
    world.alert(BETA)
    acts.go_on_all(world.ledger(), host.contract(""), lambda: {ALPHA, BETA}, NOON, supervisor(host))
    result = run(host)
    assert (result.sent, [alert for alert, _ in result.held]) == ([ALPHA], [BETA])


def test_thousands_of_stops_that_nobody_knows_are_one_record_and_one_push(world: World, host: Host) -> None:
    """S11."""
    world.alert(ALPHA)
    tip = git(world.remote, "rev-parse", "main")
    made = "".join(f"create refs/heads/stop/20261125-{number:04}-x {tip}\n" for number in range(2000))
    git(world.remote, "update-ref", "--stdin", data=made.encode())
    result = run(host)
    assert (result.sent, result.halted, len(result.seen.strange)) == ([], True, 2000)
    assert world.kinds() == ["activated", "halted"]
    (alarm,) = [one for one in conditions(result.seen) if one.code == "strange-stop"]
    assert "stop/20261125-0002-x and 1997 more" in alarm.text.en
    assert len(alarm.text.en) < 300


def test_what_one_look_sees_is_one_push(world: World, host: Host) -> None:
    """S11."""
    for alert in (ALPHA, BETA):
        world.alert(alert)
        stop(Git(world.clone), str(world.remote), "main", alert)
    stop(Git(world.clone), str(world.remote), "main", "all")
    before = git(world.remote, "rev-parse", "dispatch-log")
    assert run(host).halted
    assert world.kinds() == ["activated", "halted", "held", "held"]
    assert git(world.remote, "rev-list", "--count", f"{before}..dispatch-log") == "1"


def test_the_stop_of_what_was_merged_meanwhile_stops_that_alone(world: World, host: Host) -> None:
    """The run looked at main before: what it does not know yet is not what nobody knows."""
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}

    def meanwhile() -> None:
        host.mail.before = lambda: None
        world.alert(BETA)
        host.clock.later(seconds=11)
        stop(Git(world.clone), str(world.remote), "main", BETA)

    host.mail.before = meanwhile
    result = run(host)
    assert (result.halted, host.mail.to(ALPHA)) == (False, list(PEOPLE))
    assert [(line["kind"], line.get("alert")) for line in world.ledger_lines()[2:]] == [
        ("held", BETA),
        ("sealed", ALPHA),
    ]


@pytest.mark.parametrize("name", [ALPHA, BETA, "all", "alhpa"])
def test_a_stop_that_is_gone_before_the_drain_has_ended_was_seen(world: World, host: Host, name: str) -> None:
    """Recorded the moment that it is seen: also a stop of another alert than the one that is going out."""
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}
    clone, remote = Git(world.clone), str(world.remote)

    def before() -> None:
        host.clock.later(seconds=11)
        if len(host.mail.got) == 0:
            git(world.clone, "push", "-q", remote, f"main:refs/heads/stop/{name}")
        else:
            gone()

    def gone() -> None:
        if stops(clone, remote).branches:
            git(world.remote, "update-ref", "-d", f"refs/heads/stop/{name}")

    host.mail.before, host.mail.closing = before, gone
    run(host)
    told = [(line["kind"], line.get("alert")) for line in world.ledger_lines() if line["kind"] in ("held", "halted")]
    assert told == [("held", name) if name == ALPHA else ("halted", None)]
    assert len(host.mail.got) < len(PEOPLE)


def test_a_misspelt_stop_in_the_middle_of_a_sending_drains_it(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    host.limits = {"in_flight": 5}

    def meanwhile() -> None:
        host.clock.later(seconds=11)
        git(world.clone, "push", "-q", str(world.remote), "HEAD:refs/heads/stop/alhpa")

    host.mail.before = meanwhile
    result = run(host)
    assert (result.seen.strange, result.sent) == (("stop/alhpa",), [ALPHA])
    assert len(host.mail.got) < len(PEOPLE)
    assert world.kinds() == ["activated", "claimed", "halted"]
    host.mail.before = lambda: None
    git(world.remote, "update-ref", "-d", "refs/heads/stop/alhpa")
    world.ledger().write(lambda view: record("went-on", NOON, "sato"))
    result = run(host)
    assert (result.resumed, result.sent) == ([ALPHA], [BETA])
    assert len(host.mail.to(ALPHA)) == len(set(host.mail.to(ALPHA)))


def test_the_stop_branch_of_an_alert_that_is_gone_is_not_strange(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.commit({path_of(ALPHA): None})
    world.alert(BETA)
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    result = run(host)
    assert (result.seen.strange, result.sent) == ((), [BETA])


@pytest.mark.parametrize("change", [{"changed": "yes"}, None])
def test_a_change_after_the_sending_began_is_named(world: World, host: Host, change: dict[str, str] | None) -> None:
    world.alert(ALPHA)
    assert run(host).seen.edited == ()
    if change is None:
        world.commit({path_of(ALPHA): None})
    else:
        world.alert(ALPHA, **change)
    assert run(host).seen.edited == (ALPHA,)
    assert plan(host.inputs(), None).seen.edited == (ALPHA,)
    assert len(host.mail.got) == len(PEOPLE)


def test_a_signal_ends_the_run_before_the_next_alert(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.signalled = True
    result = run(host)
    assert (result, conditions(result.seen)) == (Run(result.seen), ())
    assert world.kinds() == ["activated"]


# --- time ---------------------------------------------------------------------------------------


def begun(world: World, host: Host) -> None:
    """A claimed alert of which nobody has been mailed."""
    world.alert(ALPHA)
    host.mail.before = lambda: setattr(host, "signalled", True)
    host.mail.answer = RowState.DEFERRED
    run(host)
    host.mail.before = lambda: None
    host.mail.answer = RowState.ACCEPTED
    host.mail.got.clear()
    host.signalled = False


def test_a_claimed_alert_waits_for_the_hours(world: World, host: Host) -> None:
    begun(world, host)
    host.clock.now = datetime.fromisoformat("2026-11-25T20:00:00+09:00")
    run(host)
    assert host.mail.got == []
    host.clock.now = datetime.fromisoformat("2026-11-26T07:00:00+09:00")
    run(host)
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_a_claimed_alert_past_its_time_sends_no_more(world: World, host: Host) -> None:
    begun(world, host)
    host.clock.later(days=30)
    run(host)
    assert host.mail.got == []
    assert world.ledger_lines()[-1]["counts"] == {"expired": 30}


def test_who_has_left_meanwhile_gets_nothing(world: World, host: Host) -> None:
    begun(world, host)
    host.residents.people = PEOPLE[5:]
    host.clock.later(minutes=10)
    run(host)
    assert host.mail.to(ALPHA) == list(PEOPLE[5:])


# --- what follows an alert ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", FollowKind)
@pytest.mark.parametrize("withdrawn", [ALPHA, BETA])
def test_of_an_unsent_alert_and_what_follows_it_neither_goes_until_one_is_withdrawn(
    world: World, host: Host, kind: FollowKind, withdrawn: str
) -> None:
    """G3: nobody has got the first, so nobody can get what follows; and somebody has said that the first is no more."""
    world.alert(ALPHA)
    world.alert(BETA, **{"follows": ALPHA, "as": kind})
    planned = plan(host.inputs(), None)
    assert [(item.candidate.id, item.fate) for item in planned.items] == [(ALPHA, Fate.HELD), (BETA, Fate.HELD)]
    for _ in range(2):
        result = run(host)
        assert (host.mail.got, world.kinds()) == ([], ["activated", "held", "held"])
        assert codes(result) == [one.code for one in conditions(planned.seen)] == ["follows-nobody"]
        assert (result.seen.unheard, result.seen.held) == (((BETA, ALPHA, True),), ())
    world.commit({path_of(withdrawn): None})
    result = run(host)
    assert host.mail.to(BETA) == []
    assert host.mail.to(ALPHA) == (list(PEOPLE) if withdrawn == BETA else [])
    assert codes(result) == ([] if withdrawn == BETA else ["follows-nobody"])
    assert result.seen.unheard == (() if withdrawn == BETA else ((BETA, ALPHA, False),))


def test_what_follows_an_alert_from_before_the_activation_is_held(world: World, host: Host) -> None:
    """Its file was there when the ledger began, so nobody was ever mailed it."""
    world.alert(ALPHA)
    git(world.remote, "update-ref", "-d", "refs/heads/dispatch-log")
    shutil.rmtree(host.state)
    host.state.mkdir()
    world.activate()
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    result = run(host)
    assert (host.mail.got, codes(result)) == ([], ["follows-nobody"])
    assert result.seen.unheard == ((BETA, ALPHA, False),)


def test_a_correction_goes_to_the_whole_snapshot_and_ends_what_waits(world: World, host: Host) -> None:
    begun(world, host)
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    host.residents.people = (*PEOPLE[1:], "new")
    run(host)
    assert host.mail.to(BETA) == list(PEOPLE[1:])
    assert host.mail.to(ALPHA) == []
    claimed = next(line for line in world.ledger_lines() if line.get("ends"))
    assert (claimed["ends"], claimed["thread"]) == (ALPHA, ALPHA)
    run(host)
    sealed = {line["alert"]: line["counts"] for line in world.ledger_lines() if line["kind"] == "sealed"}
    assert sealed == {ALPHA: {"superseded": 30}, BETA: {"accepted": 20}}


@pytest.mark.parametrize("kind", ["follow-up", "correction"])
def test_what_follows_one_that_was_begun_and_has_reached_nobody_yet_goes_to_its_people(
    world: World, host: Host, kind: str
) -> None:
    begun(world, host)
    world.alert(BETA, **{"follows": ALPHA, "as": kind})
    run(host)
    assert host.mail.to(BETA) == list(PEOPLE)


@pytest.mark.parametrize("kind", ["resolution", "cancellation"])
@pytest.mark.parametrize("stopped", [False, True])
def test_one_that_was_begun_and_has_reached_nobody_is_over_without_a_mail(
    world: World, host: Host, kind: str, stopped: bool
) -> None:
    begun(world, host)
    if stopped:
        hold(world.ledger(), ALPHA, NOON)
    world.alert(BETA, **{"follows": ALPHA, "as": kind})
    result = run(host)
    assert (host.mail.got, result.sent, result.closed) == ([], [], [(BETA, ALPHA)])
    assert {line["alert"] for line in world.ledger_lines() if line["kind"] == "sealed"} == {ALPHA, BETA}
    assert codes(result) == []
    world.alert(THIRD, **{"follows": ALPHA, "as": "correction"})
    assert codes(run(host)) == ["follows-nobody"]


def test_a_follow_up_of_what_a_person_has_stopped_goes_when_that_goes_on(world: World, host: Host) -> None:
    begun(world, host)
    hold(world.ledger(), ALPHA, NOON)
    world.alert(BETA, **{"follows": ALPHA, "as": "follow-up"})
    assert (run(host).sent, host.mail.got) == ([], [])
    assert world.ledger_lines()[-1]["cause"] == "verdict"
    acts.go(world.ledger(), host.contract(""), ALPHA, None, NOON, supervisor(host))
    assert run(host).sent == [BETA]


@pytest.mark.parametrize("kind", FollowKind)
def test_what_nobody_is_left_to_get_is_told_and_never_called_sent(world: World, host: Host, kind: FollowKind) -> None:
    """S12: whoever got the first has left."""
    world.alert(ALPHA)
    run(host)
    host.residents.people = ()
    world.alert(BETA, **{"follows": ALPHA, "as": kind})
    result = run(host)
    assert (result.sent, result.closed, codes(result)) == ([], [], ["limited"])
    assert world.kinds()[-1] == "held"


def test_where_what_ended_an_alert_reached_nobody_another_may_end_it(world: World, host: Host) -> None:
    """Whoever got the first still waits for the right text."""
    world.alert(ALPHA)
    run(host)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    run(host)
    host.clock.later(days=4)
    assert run(host).sealed == [BETA]
    host.mail.answer, host.limits = RowState.ACCEPTED, {"max_age_minutes": 9999}
    later = "20261129-1120-gamma"
    world.alert(later, **{"follows": BETA, "as": "correction"})
    assert (run(host).sent, host.mail.to(later)) == ([], [])
    world.commit({path_of(later): None})
    world.alert(f"{later}-2", **{"follows": ALPHA, "as": "correction"})
    assert run(host).sent == [f"{later}-2"]
    assert host.mail.to(f"{later}-2") == list(PEOPLE)


@pytest.mark.parametrize("second", ["correction", "follow-up", "cancellation"])
@pytest.mark.parametrize("kind", FollowKind)
def test_what_follows_one_that_has_reached_nobody_yet_goes_to_the_readers_of_the_first(
    world: World, host: Host, second: str, kind: FollowKind
) -> None:
    """They wait for the second one, and are told of its end no less; nothing is closed without a mail."""
    world.alert(ALPHA)
    run(host)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA, **{"follows": ALPHA, "as": second})
    run(host)
    host.mail.answer = RowState.ACCEPTED
    world.alert(THIRD, **{"follows": BETA, "as": kind})
    result = run(host)
    assert (result.sent, result.closed, host.mail.to(THIRD)) == ([THIRD], [], list(PEOPLE))


@pytest.mark.parametrize("killed", [False, True])
def test_the_end_of_a_thread_ends_its_follow_ups_too(world: World, host: Host, killed: bool) -> None:
    """Nobody is told of it any more once it is over, whether or not the sender died behind the claim."""
    world.alert(ALPHA)
    run(host)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA, **{"follows": ALPHA, "as": "follow-up"})
    run(host)
    host.mail.answer, told = RowState.ACCEPTED, len(host.mail.to(BETA))
    world.alert(THIRD, **{"follows": ALPHA, "as": "resolution"})
    if killed:
        with patch.object(Journal, "claim", side_effect=OSError("killed")), suppress(OSError):
            run(host)
    host.clock.later(minutes=60)
    run(host)
    run(host)
    assert host.mail.to(THIRD) == list(PEOPLE)
    assert len(host.mail.to(BETA)) == told
    view = world.ledger().read()
    assert (view.of(BETA).ended_by, view.of(BETA).state) == (THIRD, LedgerState.SEALED)


def test_a_correction_ends_no_follow_up_of_what_it_corrects(world: World, host: Host) -> None:
    world.alert(ALPHA)
    run(host)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA, **{"follows": ALPHA, "as": "follow-up"})
    run(host)
    host.mail.answer = RowState.ACCEPTED
    world.alert(THIRD, **{"follows": ALPHA, "as": "correction"})
    host.clock.later(minutes=60)
    run(host)
    assert world.ledger().read().of(BETA).ended_by is None
    assert host.mail.to(BETA)[-1:] == list(PEOPLE)[-1:]


def test_a_resolution_goes_to_those_whom_the_first_reached(world: World, host: Host) -> None:
    world.alert(ALPHA)
    run(host)
    host.residents = Residents((*PEOPLE, "new"))
    world.alert(BETA, **{"follows": ALPHA, "as": "resolution"})
    run(host)
    assert host.mail.to(BETA) == list(PEOPLE)


def test_a_follow_up_of_another_journal_s_alert_is_held(world: World, host: Host, tmp_path: Path) -> None:
    world.alert(ALPHA)
    run(host)
    world.alert(BETA, **{"follows": ALPHA, "as": "follow-up"})
    result = run(Host(world, tmp_path / "other"))
    assert [reasons for _, reasons in result.held] == [(Message("send/sending/first-elsewhere", followed=ALPHA),)]


def test_an_exercise_cannot_end_a_real_alert(world: World, host: Host) -> None:
    world.alert(ALPHA)
    run(host)
    world.alert(BETA, **{"follows": ALPHA, "as": "cancellation", "exercise": "yes"})
    assert [held for held, _ in run(host).held] == [BETA]
    assert host.mail.to(BETA) == []


# --- doubt --------------------------------------------------------------------------------------


def test_doubt_is_counted_sealed_and_settled(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.answer = RowState.IN_DOUBT
    result = run(host)
    assert (codes(result), exit_of(conditions(result.seen))) == (["in-doubt"], Exit.IN_DOUBT)
    assert (world.ledger_lines()[-1]["counts"], world.ledger_lines()[-1]["in_doubt"]) == ({"in-doubt": 30}, True)
    journal = host.journal()
    journal.settle(ALPHA, PEOPLE[:20], PEOPLE[20:], ended=False)
    journal.close()
    host.mail.answer = RowState.ACCEPTED
    run(host)
    assert host.mail.to(ALPHA)[-1:] == [PEOPLE[-1]]
    assert world.kinds() == ["activated", "claimed", "sealed", "settled"]
    assert world.ledger_lines()[-1]["counts"] == {"accepted": 30}
    result = run(host)
    assert (result, conditions(result.seen)) == (Run(result.seen), ())


def test_an_adopted_alert_leaves_nobody_to_be_mailed_twice(world: World, host: Host) -> None:
    begun(world, host)
    shutil.copytree(host.state, host.state.with_name("copy"))
    with sqlite3.connect(host.state.with_name("copy") / "journal.sqlite") as sql:
        sql.execute("UPDATE meta SET id = ?", ("f" * 32,))
    sql.close()
    other = Host(world, host.state.with_name("copy"))
    assert run(other).foreign == [ALPHA]
    journal = other.journal()
    takeover.adopt(world.ledger(), other.contract(""), journal, SILENCE, NOON, supervisor(other), lost=False)
    journal.close()
    result = run(other)
    assert (other.mail.got, codes(result)) == ([], ["in-doubt"])
    assert world.kinds()[-2:] == ["adopted", "sealed"]
    assert run(host).resumed == []
    assert host.mail.got == []


def supervisor(host: Host) -> str:
    return next(
        one.login
        for one in host.contract("").roster.people
        if any(held.seat.role == "supervisor" for held in one.roles)
    )


# --- main moves while mail goes -------------------------------------------------------------------

URGENT = "20261125-1130-goto"


def test_an_urgent_alert_that_is_merged_in_mid_send_goes_before_the_rest(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}
    journal = host.journal()
    sending = replace(host.sending(journal), follows=True)

    def merged() -> None:
        host.mail.before = lambda: None
        world.alert(URGENT, category="crime", case="robbery")
        host.clock.later(seconds=LOOK_EVERY)

    host.mail.before = merged
    first = reconcile(host.inputs(), sending)
    assert (first.moved, first.sent, sending.dispatcher.flying) == (True, [ALPHA], 5)
    second = reconcile(host.inputs(), sending, first)
    journal.verify()
    journal.close()

    assert (second.moved, second.sent) == (False, [ALPHA, URGENT])
    assert [alert for alert, _ in host.mail.got] == [ALPHA] * 10 + [URGENT] * 25 + [ALPHA] * 15
    assert world.kinds() == ["activated", "claimed", "claimed", "sealed", "sealed"]
    assert [line["alert"] for line in world.ledger_lines() if line["kind"] == "sealed"] == [URGENT, ALPHA]


def test_nobody_gets_the_wrong_text_after_the_claim_of_a_correction_in_mid_send(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}
    journal = host.journal()
    sending = replace(host.sending(journal), follows=True)

    def merged() -> None:
        host.mail.before = lambda: None
        world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
        host.clock.later(seconds=LOOK_EVERY)

    host.mail.before = merged
    first = reconcile(host.inputs(), sending)
    second = reconcile(host.inputs(), sending, first)
    journal.verify()
    journal.close()

    assert second.sent == [ALPHA, BETA]
    assert host.mail.to(ALPHA) == []  # what was in the air had no dot, and was recalled
    assert host.mail.to(BETA) == list(PEOPLE)


def test_without_a_relay_nothing_is_claimed(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.silent = Unusable("relay:25: login refused (535)", code=535, ours=True)
    with raises(RelayFault, "send/sending/setup-broken", sign="relay:25: login refused (535)") as told:
        run(host)
    assert told.value.exit_code is Exit.TOOL
    assert world.kinds() == ["activated"]
    host.mail.silent = None
    assert run(host).sent == [ALPHA]


@pytest.mark.parametrize("resent", [True, False])
def test_those_in_doubt_get_it_once_more_only_where_policy_says_so(
    world: World, host: Host, monkeypatch: pytest.MonkeyPatch, resent: bool
) -> None:
    monkeypatch.setattr(Policy, "resends", lambda policy, alert: resent)
    world.alert(ALPHA)
    host.mail.answer = RowState.IN_DOUBT
    run(host)
    assert world.kinds()[2:] == ([] if resent else ["sealed"])
    host.clock.later(minutes=2)
    run(host)  # in doubt again, and now for a person
    host.mail.answer = RowState.ACCEPTED
    host.clock.later(minutes=2)
    result = run(host)
    assert world.kinds()[2:] == ["sealed"]
    assert (result.sent, result.resumed) == ([], [])
    assert len(host.mail.got) == len(PEOPLE) * (2 if resent else 1)


@pytest.mark.parametrize(("waived", "told"), [({}, 1), ({"night": "yes"}, 0)])
def test_an_alert_that_will_not_be_done_today_is_told_before_it_begins(
    world: World, host: Host, monkeypatch: pytest.MonkeyPatch, waived: dict[str, str], told: int
) -> None:
    """4(2): twenty-five at one a minute, ten minutes before the hours end."""
    monkeypatch.setattr(Journal, "pace", lambda journal: 1 / 60)
    host.clock.now = datetime.fromisoformat("2026-11-25T19:50:00+09:00")
    world.alert(ALPHA, when="2026-11-25T19:49:00+09:00", **waived)
    run(host)
    assert host.told == [Message("send/sending/not-done-today", alert=ALPHA, minutes=25)] * told
