from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haishin.consult.upkeep import Unproven
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, UnknownForm
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import (
    Approval,
    Case,
    Kind,
    Role,
    RowState,
    Seat,
    Text,
    Verdict,
)
from haishin.core.repository.git import Git
from haishin.residents.registry.readers import Selection
from haishin.send.acts import takeover
from haishin.send.journal.journal import Journal
from haishin.send.ledger.beat import SILENCE
from haishin.send.ledger.records import LedgerRefusal, record
from haishin.send.ledger.stops import SEEN_WITHIN, Stops, stop, stops
from haishin.send.program import PROGRAM, Running, parts_of
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.survey import Fate, MainSnapshot, NoForge
from haishin.send.transport import Unusable
from haishin.send.watch.conditions import conditions
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


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def test_under_a_stop_of_all_nothing_is_foretold_to_go(world: World, host: Host) -> None:
    """Nor where nothing is recorded: the preview of a push has no ledger."""
    world.alert(ALPHA)
    main, view = MainSnapshot(host.inputs()), world.ledger().read()
    main.open(view)
    [candidate] = main.candidates(view)
    fates = [main.foretell(candidate, view, Stops(every, frozenset()), NOON).fate for every in (False, True)]
    assert fates == [Fate.SEND, Fate.STOPPED]


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
    assert claimed["number"] == 1
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


def test_a_plan_writes_nothing(world: World, host: Host) -> None:
    world.alert(ALPHA)
    lines = world.ledger_lines()
    made = plan(host.inputs(), None)
    assert [(item.candidate.id, item.fate) for item in made.items] == [(ALPHA, Fate.SEND)]
    assert world.ledger_lines() == lines
    assert not (host.state / "journal.sqlite").exists()


# --- crashes and races --------------------------------------------------------------------------


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


# --- doubt --------------------------------------------------------------------------------------


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
