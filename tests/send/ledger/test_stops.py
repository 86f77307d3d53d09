from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import LedgerRecord
from haishin.core.repository.git import Git, GitError
from haishin.send.ledger import stops as stopping
from haishin.send.ledger.ledger import TIP_FILE
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import LOOK_EVERY, SEEN_WITHIN, Stops, Watch, meant, stop, stops, stops_in, take_away
from support.ledger import ALPHA, BETA, NOON, Clock, World, git
from support.records import claimed

JOURNAL = "1" * 32


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    world.ledger().write(lambda view: claimed())
    return world


def test_branches_are_stops(world: World) -> None:
    clone, remote = Git(world.clone), str(world.remote)
    assert stops(clone, remote) == Stops(False, frozenset())
    stop(clone, remote, "main", ALPHA)
    stop(clone, remote, "main", ALPHA)
    assert stops(clone, remote) == Stops(False, frozenset({ALPHA}))
    assert stops(clone, remote).stops(ALPHA)
    assert not stops(clone, remote).stops(BETA)
    stop(clone, remote, "main", "all")
    assert stops(clone, remote).stops(BETA)


def test_a_stop_that_cannot_be_made_says_what_else_to_do(world: World) -> None:
    with pytest.raises(ToolError) as refused:
        stop(Git(world.clone), str(world.remote), "main", "a..b")
    message = refused.value.message
    assert isinstance(message, Message)
    assert (message.code, message.values["target"]) == ("send/ledger/stop-not-made", "a..b")


def test_a_remote_that_does_not_answer_is_an_error(world: World, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        stops(Git(world.clone), str(tmp_path / "nowhere"))


def watch(world: World, clock: Clock, nudge: Path | None = None) -> Watch:
    return Watch(world.ledger(), "main", clock.ticks, nudge)


def seen(watch: Watch, alert: str = ALPHA) -> tuple[str | None, bool]:
    sight = watch()
    assert sight is not None
    return sight.ends({ALPHA, BETA}), sight.stops(alert, JOURNAL)


def test_the_watch_sees_a_stop_within_five_seconds(world: World) -> None:
    clock = Clock()
    looking = watch(world, clock)
    assert seen(looking) == (None, False)
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    clock.later(seconds=LOOK_EVERY - 0.1)
    assert seen(looking) == (None, False)
    clock.later(seconds=0.1)
    assert (seen(looking), seen(looking, BETA)) == ((None, True), (None, False))
    assert LOOK_EVERY < SEEN_WITHIN


def test_on_its_own_thread_it_sees_a_stop_while_nobody_asks(world: World) -> None:
    clock = Clock()
    looking = watch(world, clock)
    looking()
    stop(Git(world.clone), str(world.remote), "main", "all")
    with mock.patch.object(looking._ended, "wait", side_effect=(False, True)):
        looking.start()
        assert looking._thread is not None
        looking._thread.join()
    assert seen(looking) == ("stop", False)


def test_what_was_stopped_on_this_machine_is_looked_for_at_once(world: World, tmp_path: Path) -> None:
    """A record of this machine's ledger notes the tip; the next group of intents is not begun before it is read."""
    state = tmp_path / "state"
    state.mkdir()
    looking = watch(world, Clock(), state / TIP_FILE)
    assert seen(looking) == (None, False)
    held = record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="r")
    world.ledger(state).write(lambda view: held)
    assert seen(looking) == (None, True)


def test_the_watch_tells_where_main_is(world: World) -> None:
    clock = Clock()
    looking = watch(world, clock)
    before = looking()
    clock.later(seconds=LOOK_EVERY)
    tip = world.alert(BETA)
    after = looking()
    assert before is not None
    assert after is not None
    assert before.tip != after.tip == tip
    assert before.view is after.view


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="r"), (None, True)),
        (record("halted", NOON, "sato", reason="r"), ("stop", False)),
        (record("adopted", NOON, "sato", alert=ALPHA, journal="9" * 32), (None, True)),
    ],
    ids=["held", "halted", "adopted"],
)
def test_the_watch_sees_the_ledger(world: World, entry: LedgerRecord, told: object) -> None:
    clock = Clock()
    looking = watch(world, clock)
    assert seen(looking) == (None, False)
    world.ledger().write(lambda view: entry)
    clock.later(seconds=LOOK_EVERY)
    assert seen(looking) == told


def test_a_rewritten_ledger_stops_at_once(world: World) -> None:
    git(world.remote, "update-ref", "-d", "refs/heads/dispatch-log")
    assert seen(watch(world, Clock())) == ("ledger", True)


def test_ten_minutes_without_the_remote_are_blind(world: World) -> None:
    clock = Clock()
    looking = watch(world, clock)
    assert seen(looking) == (None, False)
    world.remote.rename(world.remote.with_name("away"))
    clock.later(minutes=9, seconds=59)
    assert (seen(looking), looking.blind) == ((None, False), False)
    clock.later(seconds=1)
    assert (seen(looking), looking.blind) == ((None, False), True)


POISON = ("fix-\u2028x", "a\u2028/refs/heads/main", "refs/heads/main", "b\x85stop/all", "c\u2029stop/all")


def poisoned(world: World) -> None:
    """S1: branches whose names end a line for Python, or end like another's."""
    for name in POISON:
        git(
            world.remote, "update-ref", f"refs/heads/{name}", git(world.remote, "commit-tree", "-m", "x", "main^{tree}")
        )


def test_no_name_of_a_branch_hides_a_stop(world: World) -> None:
    """S1."""
    poisoned(world)
    clock = Clock()
    looking = watch(world, clock)
    sight = looking()
    assert sight is not None
    assert (seen(looking), sight.tip) == ((None, False), git(world.remote, "rev-parse", "main"))
    stop(Git(world.clone), str(world.remote), "main", "all")
    clock.later(seconds=LOOK_EVERY)
    assert seen(looking)[0] == "stop"


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError(), GitError(("fetch",), 1, "x"), MemoryError()])
def test_no_fault_ends_the_watch_and_it_counts_as_not_seen(world: World, fault: Exception) -> None:
    """S1: what was seen stands, the thread goes on, and ten minutes of it are blind."""
    clock = Clock()
    looking = watch(world, clock)
    before = looking()
    with mock.patch("haishin.send.ledger.stops.ask", side_effect=fault) as asked:
        with mock.patch.object(looking._ended, "wait", side_effect=(False, False, False, True)):
            looking.start()
            assert looking._thread is not None
            looking._thread.join()
        assert (asked.call_count, looking.sight) == (3, before)
        clock.later(minutes=10)
        assert looking.blind
    looking._look()
    assert not looking.blind


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError(), GitError(("fetch",), 1, "x")])
@pytest.mark.parametrize("part", ["_read", "ids_of"])
def test_a_stop_counts_whatever_becomes_of_main_and_the_ledger(world: World, part: str, fault: Exception) -> None:
    clock = Clock()
    looking = watch(world, clock)
    assert seen(looking) == (None, False)
    remote = str(world.remote)
    stop(Git(world.clone), remote, "main", ALPHA)
    git(world.clone, "push", "-q", remote, "HEAD:refs/heads/stop/20261125-1200-nobody")
    where = looking if part == "_read" else stopping
    with mock.patch.object(where, part, side_effect=fault):
        looking._look()
        assert (seen(looking), seen(looking, BETA)) == ((None, True), (None, False))  # of the other nobody can say
        stop(Git(world.clone), remote, "main", "all")
        looking._look()
        assert seen(looking)[0] == "stop"
        clock.later(minutes=10)
        assert looking.blind
    looking._look()
    assert (seen(looking)[0], looking.blind) == ("stop", False)


@pytest.mark.parametrize("branch", ["stop", "stop/all/now"])
def test_what_keeps_git_from_making_stop_all_stops_all(world: World, branch: str) -> None:
    git(world.clone, "push", "--quiet", str(world.remote), f"HEAD:refs/heads/{branch}")
    assert stops(Git(world.clone), str(world.remote)) == Stops(True, frozenset())


@pytest.mark.parametrize(
    "branch",
    [
        f"Stop/{ALPHA}",
        f"stop/{ALPHA.upper()}",
        f"stop/{ALPHA}.md",
        f"stop/{ALPHA}/now",
        f"stop/alerts/maebashi/2026/{ALPHA}.md",
        f"stop-{ALPHA}",
        f"stop_{ALPHA}.md",
        f"ｓｔｏｐ/{ALPHA}",
        f"stop／{ALPHA}",
        "stop/Koekake",
        "stop/20261125",
        "stop/" + "20261125-1606-" + "a" * 60,
        "stop/\u2028x\u3000",
        f"stop{ALPHA}",
        f"stops/{ALPHA}",
        f"停止/{ALPHA}",
        "stop-20261125",
        "Stop_foo",
        "stop-words",
        "stop_allday",
        "stopp/all",
        "stopwatch-fix",
        "停止中",
    ],
)
def test_what_may_be_meant_as_a_stop_stops_all(world: World, branch: str) -> None:
    git(world.clone, "push", "--quiet", str(world.remote), f"HEAD:refs/heads/{branch}")
    standing = stops(Git(world.clone), str(world.remote))
    assert standing == standing.among({ALPHA}) == Stops(True, frozenset(), (branch,))
    assert standing.branches == {branch: git(world.clone, "rev-parse", "HEAD")}


def test_the_stop_of_an_id_that_nobody_knows_stops_all(world: World) -> None:
    for alert in (ALPHA, BETA):
        stop(Git(world.clone), str(world.remote), "main", alert)
    standing = stops(Git(world.clone), str(world.remote))
    assert standing == standing.among({ALPHA}, {BETA}) == Stops(False, frozenset({ALPHA, BETA}))
    assert standing.among({ALPHA}) == Stops(True, frozenset({ALPHA}), (f"stop/{BETA}",))
    assert standing.among((), ()) == Stops(True, frozenset(), (f"stop/{ALPHA}", f"stop/{BETA}"))


def test_a_line_of_the_remote_that_names_no_branch_stops_all() -> None:
    told = {"\udcff": "1" * 40, "main": "1" * 40, "what is this": ""}
    assert stops_in(told) == Stops(True, frozenset(), ("what is this",))


def test_a_name_that_is_no_text_can_be_a_stop_and_is_taken_away(world: World) -> None:
    clone, remote = Git(world.clone), str(world.remote)
    (world.remote / "refs/heads/stop").mkdir()
    tip = git(world.remote, "rev-parse", "main")
    Path(os.fsdecode(bytes(world.remote / "refs/heads/stop") + b"/\xff")).write_text(f"{tip}\n", "ascii")
    standing = stops(clone, remote)
    assert standing == Stops(True, frozenset(), ("stop/\udcff",))
    take_away(clone, remote, standing, standing.doubtful)
    assert stops(clone, remote) == Stops(False, frozenset())


@pytest.mark.parametrize(
    "branch",
    [
        "STOP",
        "stop/All",
        "Stop/all.md",
        "stop-all",
        "STOP_all",
        "stopall",
        "停止",
        "ｓｔｏｐ/all",
        "Ｓtop／ＡＬＬ",
        "停止/all",
    ],
)
def test_all_in_any_spelling_stops_all(world: World, branch: str) -> None:
    git(world.clone, "push", "--quiet", str(world.remote), f"HEAD:refs/heads/{branch}")
    assert stops(Git(world.clone), str(world.remote)) == Stops(True, frozenset())


@pytest.mark.parametrize("branch", ["fix/stop/all", "unstop/all", "sto/all", "non-stop", "ſtop/all", "中停止/all"])
def test_another_branch_stops_nothing(world: World, branch: str) -> None:
    git(world.clone, "push", "--quiet", str(world.remote), f"HEAD:refs/heads/{branch}")
    assert stops(Git(world.clone), str(world.remote)) == Stops(False, frozenset())


@pytest.mark.parametrize(("name", "told"), [("nothing", ("stop", False)), (BETA, (None, False))])
def test_the_watch_stops_for_a_branch_that_names_nothing(world: World, name: str, told: object) -> None:
    git(world.clone, "push", "--quiet", str(world.remote), f"HEAD:refs/heads/stop/{name}")
    assert seen(watch(world, Clock())) == told


def test_a_branch_that_was_made_anew_is_not_taken_away(world: World) -> None:
    """Somebody stops again while a person lets it go on: his branch stands on another commit and stays."""
    clone, remote = Git(world.clone), str(world.remote)
    stop(clone, remote, "main", ALPHA)
    standing = stops(clone, remote)
    git(world.remote, "update-ref", "-d", f"refs/heads/stop/{ALPHA}")
    world.commit({"README.md": "x"})
    stop(clone, remote, "main", ALPHA)
    with pytest.raises(ToolError) as refused:
        take_away(clone, remote, standing, [f"stop/{ALPHA}"])
    message = refused.value.message
    assert isinstance(message, Message)
    assert (message.code, message.values["branch"]) == ("send/ledger/stop-not-deleted", f"stop/{ALPHA}")
    assert stops(clone, remote).stops(ALPHA)


def test_one_that_is_gone_already_is_no_fault(world: World) -> None:
    clone, remote = Git(world.clone), str(world.remote)
    stop(clone, remote, "main", ALPHA)
    standing = stops(clone, remote)
    git(world.remote, "update-ref", "-d", f"refs/heads/stop/{ALPHA}")
    take_away(clone, remote, standing, [f"stop/{ALPHA}", f"stop/{BETA}"])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (ALPHA, ALPHA),
        (f" {ALPHA.upper()} ", ALPHA),
        (f"stop/{ALPHA}", ALPHA),
        (f"STOP/{ALPHA}.MD", ALPHA),
        (f"alerts/maebashi/2026/{ALPHA}.md", ALPHA),
        ("２０２６１１２５－１１００－alpha", ALPHA),
        ("stop/all", "all"),
        ("ＡＬＬ", "all"),
        ("KOEKAKE", "koekake"),
        ("stop/", ""),
        ("", ""),
        ("allday", "allday"),
        ("20261125-koekake", "20261125-koekake"),
    ],
)
def test_what_is_meant(text: str, target: str) -> None:
    assert meant(text) == target
