"""Every way out of send, plan, status, health: 0 only where the list of conditions is empty; and each remedy works.

A scene makes something that needs a person, by the command and git alone. Then every verb is run, and whatever command
its alarm prints is run literally, with a name in the place of アカウント名.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from haishin import cli
from haishin.cli import saying, update, watching
from haishin.core.catalogue import rows
from haishin.send.transport.maildir import MaildirTransport
from haishin.send.watch.conditions import ROWS, Condition, conditions, exit_of
from support.commands import NOW, Scratch
from support.sending import (
    CAUTION,
    CAUTION_ID,
    CAUTION_TEXT,
    clone,
    copies,
    kinds,
    merge,
    ok,
    register,
    service,
    states,
)

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(40)]
SECOND_ID = "20261125-1607-koekake"
HISTORY = CAUTION.replace("1606", "1605")
VERBS = (("send",), ("plan",), ("status",), ("health", "--older-than", "6000"))
OWNER = "koho-kocho-staff"
LATER = "2026-11-26T08:00+09:00"
VERB = "ledger|go|refuse|accept|adopt|settle|subscribers|send|stop|update"
COMMAND = re.compile(rf"haishin ((?:{VERB})(?: (?:[!-~]+|アカウント名|理由|記録のファイル|情報メールの番号))*)")
IN_THE_AIR = """
import os
from haishin.send.transport.maildir import MaildirTransport
MaildirTransport.submit = lambda *_: os._exit(9)
"""


@dataclass(frozen=True)
class Told:
    """What a verb said and ended with, and the list that it went by; None where it refused before it had one."""

    done: subprocess.CompletedProcess[str]
    found: tuple[Condition, ...] | None

    @property
    def said(self) -> str:
        return self.done.stdout + self.done.stderr


def run(scratch: Scratch, *verb: str, now: str = NOW) -> Told:
    """One verb; that it ends with what its list of conditions says is asserted here, for every run of every scene."""
    lists: list[tuple[Condition, ...]] = []

    def listed(seen: Any) -> tuple[Condition, ...]:
        lists.append(conditions(seen))
        return lists[-1]

    with mock.patch.object(saying, "conditions", listed), mock.patch.object(watching, "conditions", listed):
        done = scratch.run(*verb, now=now)
    assert len(lists) <= 1
    found = lists[0] if lists else None
    if found is None:
        assert done.returncode in (1, 2)
        assert "→" in done.stderr
    else:
        assert done.returncode == exit_of(found)
        for one in found:
            assert f"警報:{one.text.ja}\n  → {one.remedy.ja}\n" in done.stdout
    assert (done.returncode == 0) == (found == ())
    return Told(done, found)


# --- scenes: each needs a person, and says by which rows ----------------------------------------


def in_doubt(scratch: Scratch) -> None:
    """Killed with a group in the air."""
    merge(scratch)
    assert scratch.run("send", prelude=IN_THE_AIR).returncode == 9


def ended_early(scratch: Scratch) -> None:
    """SIGTERM after the first group: systemctl stop."""
    merge(scratch)
    real, groups = MaildirTransport.submit, []

    def submit(transport: MaildirTransport, envelopes: Sequence[Any]) -> None:
        groups.append(len(envelopes))
        if len(groups) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        real(transport, envelopes)

    with mock.patch.object(MaildirTransport, "submit", submit):
        told = run(scratch, "send")
    assert f"{CAUTION_ID}:配信しました" not in told.said
    assert told.done.returncode == 1
    assert 0 < len(scratch.mails()) < len(PEOPLE)


def unapproved(scratch: Scratch) -> None:
    merge(scratch)
    scratch.pull(CAUTION_ID)
    scratch.run("send")


def over_the_ceiling(scratch: Scratch) -> None:
    policy = scratch.copy / "schema" / "policy.yaml"
    text, changed = re.subn(
        r"(?m)^  audience: .*$", "  audience: {prefecture: 30, stations: 30}", policy.read_text("utf-8")
    )
    assert changed == 1
    policy.write_text(text, encoding="utf-8")
    merge(scratch)
    scratch.run("send")
    assert scratch.mails() == []


def rewritten(scratch: Scratch) -> None:
    """Main is pushed back, and what it has now was never judged."""
    merge(scratch)
    ok(scratch.run("send"))
    scratch.git("commit", "--quiet", "--amend", "-m", "another")
    scratch.git("push", "--quiet", "--force", "origin", "main")


def too_old(scratch: Scratch) -> None:
    merge(scratch)
    scratch.run("send", now=LATER)


def erroneous(scratch: Scratch) -> None:
    merge(scratch)
    scratch.merge(CAUTION, CAUTION_TEXT.replace("category: suspicious", "category: x"))


def oddly_named(scratch: Scratch) -> None:
    scratch.merge(CAUTION.replace("koekake", "onB"), CAUTION_TEXT)


def edited(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    scratch.merge(CAUTION, CAUTION_TEXT + "\n追記しました。\n")


def put_back(scratch: Scratch) -> None:
    unapproved(scratch)
    scratch.merge(CAUTION, None)
    ok(scratch.run("send"))
    scratch.merge(CAUTION, CAUTION_TEXT)


def of_another_unit(scratch: Scratch) -> None:
    """Two units have drafted with one id, and the second is merged when the first was mailed."""
    merge(scratch)
    ok(scratch.run("send"))
    scratch.merge(CAUTION.replace("maebashi", "ota"), CAUTION_TEXT)


def from_before(scratch: Scratch) -> None:
    """What was on main at the activation is amended."""
    scratch.merge(HISTORY, CAUTION_TEXT + "\n追記しました。\n")


def strangely_stopped(scratch: Scratch) -> None:
    merge(scratch)
    scratch.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/koekake")


def restored(scratch: Scratch) -> None:
    """The state folder of before the last two sendings."""
    ok(scratch.run("send"))
    saved = scratch.folder / "saved"
    shutil.copytree(scratch.state, saved)
    merge(scratch)
    merge(scratch, SECOND_ID)
    ok(scratch.run("send"))
    shutil.rmtree(scratch.state)
    shutil.copytree(saved, scratch.state)


def on_a_new_host(scratch: Scratch) -> None:
    """The journal is lost, the registry was put back."""
    merge(scratch)
    ok(scratch.run("send"))
    for file in scratch.state.glob("journal.sqlite*"):
        file.unlink()


def a_value(scratch: Scratch, state: str) -> None:
    """The state of one row of an alert that has long been sealed, past everything that SQLite checks."""
    with closing(sqlite3.connect(scratch.state / "journal.sqlite", isolation_level=None)) as sql:
        sql.execute("PRAGMA ignore_check_constraints = ON")
        sql.execute(
            "UPDATE delivery SET state = ? WHERE recipient_id = (SELECT min(recipient_id) FROM delivery)", [state]
        )


def damaged(scratch: Scratch) -> None:
    """Nothing is left to send, and a byte is broken in what was sent."""
    merge(scratch)
    ok(scratch.run("send"))
    a_value(scratch, "axcepted")


def restore_the_value(scratch: Scratch) -> None:
    a_value(scratch, "accepted")


def begun_elsewhere(scratch: Scratch) -> None:
    """Another host has begun one alert and then this one another."""
    ended_early(scratch)
    other = clone(scratch, "the other", state=True)
    with closing(sqlite3.connect(other.state / "journal.sqlite")) as sql, sql:
        sql.execute("UPDATE meta SET id = ?", ("f" * 32,))
    merge(scratch, SECOND_ID)
    with mock.patch("haishin.send.runs.refuse_unfit"):
        other.run("send")
    shutil.rmtree(scratch.state)
    shutil.copytree(other.state, scratch.state)


def shrunk(scratch: Scratch) -> None:
    """The counts are published, and then a registry of ten is put in its place."""
    ok(scratch.run("send"))
    (scratch.state / "subscribers.sqlite").unlink()
    register(scratch, PEOPLE[:10])


def halted(scratch: Scratch) -> None:
    ok(scratch.run("stop", "all"))


def stopped(scratch: Scratch) -> None:
    merge(scratch)
    ok(scratch.run("stop", CAUTION_ID))
    ok(scratch.run("send"))


def without_registry(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    (scratch.state / "subscribers.sqlite").unlink()


@dataclass(frozen=True)
class Scene:
    """``codes``: what is alarmed, None: send and plan refuse. ``by``: who may do what is advised. ``gone``: the alarm
    ends with the printed command; otherwise its remedy is no command, and ``mend`` is what it says in words.
    ``steps``: how many of the printed commands are run one after the other; what follows them is another choice.
    """

    make: Callable[[Scratch], None]
    codes: tuple[str, ...]
    by: str = OWNER
    mend: Callable[[Scratch], None] | None = None
    now: str = NOW
    code: int = 1
    refused: bool = False
    steps: int = 1


def delete(path: str = CAUTION) -> Callable[[Scratch], None]:
    return lambda scratch: scratch.merge(path, None)


def put(scratch: Scratch) -> None:
    scratch.merge(CAUTION, CAUTION_TEXT)


def register_all(scratch: Scratch) -> None:
    register(scratch, PEOPLE)


SCENES: dict[str, Scene] = {
    "in doubt": Scene(in_doubt, ("in-doubt",), code=3),
    "ended early": Scene(ended_early, ("unfinished",)),
    "unapproved": Scene(unapproved, ("held",), mend=delete()),
    "too old": Scene(too_old, ("limited",), now=LATER),
    "over the ceiling": Scene(over_the_ceiling, ("limited",)),
    "rewritten": Scene(rewritten, ("main-back",), by="koho-kocho-manager", refused=True),
    "erroneous": Scene(erroneous, ("faulty",), mend=put),
    "oddly named": Scene(oddly_named, ("odd-file",), mend=delete(CAUTION.replace("koekake", "onB"))),
    "edited": Scene(edited, ("edited",), mend=put),
    "put back": Scene(put_back, ("id-used",), mend=delete()),
    "of another unit": Scene(of_another_unit, ("id-used",), mend=delete(CAUTION.replace("maebashi", "ota"))),
    "from before": Scene(from_before, ("id-used",), mend=delete(HISTORY)),
    "strangely stopped": Scene(strangely_stopped, ("strange-stop",), steps=2),
    "restored": Scene(restored, ("unfit-journal",), refused=True),
    "on a new host": Scene(on_a_new_host, ("broken-journal",), code=2, refused=True),
    "damaged": Scene(damaged, ("broken-journal",), mend=restore_the_value, code=2),
    "begun elsewhere": Scene(begun_elsewhere, ("foreign",)),
    "shrunk": Scene(shrunk, ("registry-shrunk",)),
    "halted": Scene(halted, ("halted",)),
    "stopped": Scene(stopped, ("stopped-long",), by="maebashi-manager", now=LATER),
    "without registry": Scene(without_registry, ("no-registry",), mend=register_all, code=1),
}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return service(tmp_path, PEOPLE, limits={"in_flight": "5"})


def test_with_nothing_to_tell_every_verb_ends_with_0(scratch: Scratch) -> None:
    merge(scratch)
    for verb in VERBS:
        assert run(scratch, *verb).found == ()
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 1)


@pytest.mark.parametrize("name", SCENES)
def test_every_verb_tells_and_ends_with_what_the_list_says(scratch: Scratch, name: str) -> None:
    scene = SCENES[name]
    scene.make(scratch)
    for verb in (*reversed(VERBS), ("send",)):  # who only looks first: a look changes nothing
        told = run(scratch, *verb, now=scene.now)
        if told.found is None:
            assert scene.refused
            assert verb[0] in ("send", "plan")
        elif name != "ended early" or verb != ("send",):  # that one is mended by the next sending
            assert set(scene.codes) <= {one.code for one in told.found}, (verb, told.said)
            assert told.done.returncode == scene.code, (verb, told.said)


@pytest.mark.parametrize("name", SCENES)
def test_the_remedy_works_as_it_is_printed(scratch: Scratch, name: str) -> None:
    """Each command that an alarm prints is run as it stands; nothing of that scene's alarm is left."""
    scene = SCENES[name]
    scene.make(scratch)
    told = run(scratch, "status", now=scene.now)
    assert told.found is not None
    (alarm,) = [one for one in told.found if one.code in scene.codes]
    commands = COMMAND.findall(alarm.remedy.ja)
    if scene.mend is not None:
        scene.mend(scratch)
    else:
        assert commands, alarm.remedy
        log = scratch.folder / "maillog"
        log.write_text("", encoding="utf-8")
        filled = {"アカウント名": scene.by, "理由": "why", "記録のファイル": str(log), "情報メールの番号": CAUTION_ID}
        for command in commands[: scene.steps]:
            done = scratch.run(*(filled.get(word, word) for word in shlex.split(command)), now=scene.now)
            # A log that says nothing of anybody leaves him in doubt: the verb says so by its own 3.
            assert done.returncode == (3 if name == "in doubt" else 0), done.stdout + done.stderr
    run(scratch, "send", now=scene.now)
    left = run(scratch, "status", now=scene.now).found
    assert left is not None
    assert (alarm.code in {one.code for one in left}) == (name == "in doubt")
    assert max(copies(scratch.mails()).values(), default=1) <= (2 if "new host" in name else 1) * 2


def test_each_command_of_the_list_is_followed_somewhere() -> None:
    """What corrects a stopped mail, whom a relay refused, a new program have tests of their own; no timer is ours."""
    remedies = {**rows("send/watch"), "alarm-main-back.do": rows("consult")["main-went-back.do"]}
    own = [row.code for row in ROWS if f"alarm-{row.code}.do" in remedies]
    advising = {code for code in own if COMMAND.search(remedies[f"alarm-{code}.do"]["ja"])}
    advising |= {"unfit-journal", "broken-journal"}
    followed = {code for scene in SCENES.values() if scene.mend is None for code in scene.codes}
    residents = {"many-leave", "many-unknown", "mails-aside"}  # tests/cli/test_residents.py, tests/residents
    assert advising - followed == {
        "silent", "no-beat", "false-beat", "uncorrected", "refused", "old-packages", *residents
    }  # fmt: skip


def test_what_is_stopped_by_a_wrong_id_is_stopped_by_the_command_that_is_printed(scratch: Scratch) -> None:
    merge(scratch)
    done = scratch.run("stop", "koekake")
    assert done.returncode == 1
    (command,) = COMMAND.findall(done.stderr)
    ok(scratch.run(*shlex.split(command)))
    scratch.run("send")
    assert (scratch.mails(), kinds(scratch)[-1]) == ([], "halted")


@pytest.mark.parametrize("make", [too_old, over_the_ceiling])
def test_the_reason_that_a_plan_gives_names_the_whole_command_too(
    scratch: Scratch, make: Callable[[Scratch], None]
) -> None:
    make(scratch)
    now = LATER if make is too_old else NOW
    lift, again, refuse = COMMAND.findall(scratch.run("plan", now=now).stdout)
    assert (lift, refuse) == (again, f"refuse {CAUTION_ID} --reason 理由 --by アカウント名")
    ok(scratch.run(*shlex.split(lift.replace("アカウント名", OWNER)), now=now))
    scratch.run("send", now=now)
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 1)


# --- a program that is a release ----------------------------------------------------------------


@contextmanager
def running(scratch: Scratch) -> Iterator[None]:
    """The command as the release that ``current`` leads to now; a new one is built as nothing but its files."""
    place = (scratch.folder / "program" / "current").resolve()
    rooms = place / "scripts" / "haishin" / "cli"
    with (
        mock.patch.object(scratch, "program", place),
        mock.patch.object(cli, "__file__", str(rooms / "__init__.py")),
        mock.patch.object(update, "__file__", str(rooms / "update.py")),
        mock.patch.object(update, "build"),
    ):
        yield


ANSWERED = ("--by", "koho-kocho-manager")


def programmed(scratch: Scratch, text: str) -> None:
    """Another program on main, for which a person answers with the update: a rehearsal proves no change by itself."""
    scratch.draft("scripts/haishin/extra.py", text)
    scratch.commit("another program")


def into(scratch: Scratch) -> Path:
    """The folder of the releases, made before the first."""
    program = scratch.folder / "program"
    program.mkdir(exist_ok=True)
    return program


def head(scratch: Scratch) -> str:
    return scratch.git("rev-parse", "HEAD").strip()


def test_a_release_is_changed_by_the_command_that_its_alarm_prints(scratch: Scratch) -> None:
    with mock.patch.object(update, "build"):
        ok(scratch.run("update", head(scratch), "--into", str(into(scratch)), *ANSWERED))
    programmed(scratch, "# new\n")
    with running(scratch):
        told = run(scratch, "status")
        assert told.found is not None
        (alarm,) = told.found
        (command,) = re.findall(r"haishin (update [0-9a-f]{40}) を", alarm.remedy.ja)
        assert alarm.code == "differs"
        short = head(scratch)[:12]
        assert scratch.run(*command.split()).returncode == 1
        assert f"プログラムを {short} に替えました。\n" in ok(scratch.run(*command.split(), *ANSWERED))
    with running(scratch):
        assert run(scratch, "status").found == ()
        assert ok(scratch.run(*command.split())) == f"今のプログラム({short})と同じです。\n"


def test_a_checkout_is_told_to_name_the_folder(scratch: Scratch) -> None:
    done = scratch.run("update", head(scratch))
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "このプログラムはチェックアウトから動いているため、どこのものを替えるのか分かりません。\n"
        "→ --into に、releases/ と current を置くフォルダー(haishin service の --program)を書いてください。\n",
    )


def test_no_update_takes_the_release_away_from_which_a_sending_runs(scratch: Scratch) -> None:
    program = into(scratch)
    with mock.patch.object(update, "build"):
        ok(scratch.run("update", head(scratch), "--into", str(program), *ANSWERED))
    first = (program / "current").resolve()
    merge(scratch)
    real, seen = MaildirTransport.submit, []

    def submit(transport: MaildirTransport, envelopes: Sequence[Any]) -> None:
        if not seen:
            for text in ("# two\n", "# three\n"):
                programmed(scratch, text)
                ok(scratch.run("update", head(scratch), "--into", str(program), *ANSWERED))
            seen.extend(sorted((program / "releases").iterdir()))
        real(transport, envelopes)

    with running(scratch), mock.patch.object(MaildirTransport, "submit", submit):
        scratch.run("send")
    assert (first in seen, len(seen)) == (True, 3)
    assert copies(scratch.mails()) == dict.fromkeys(PEOPLE, 1)
    programmed(scratch, "# four\n")
    with mock.patch.object(update, "build"):
        ok(scratch.run("update", head(scratch), "--into", str(program), *ANSWERED))
    assert (first.exists(), len(list((program / "releases").iterdir()))) == (False, 2)


# --- what looks must not mistake ----------------------------------------------------------------


def test_a_sending_that_is_under_way_is_no_alarm(scratch: Scratch) -> None:
    """Rows in the air of a living sender are not in doubt, and those that wait are on their way."""
    merge(scratch)
    seen: list[Told] = []
    real = MaildirTransport.submit

    def submit(transport: MaildirTransport, envelopes: Sequence[Any]) -> None:
        if not seen:
            seen.extend(run(scratch, *verb) for verb in VERBS[1:])
        real(transport, envelopes)

    with mock.patch.object(MaildirTransport, "submit", submit):
        done = scratch.run("send")
    assert [one.found for one in seen] == [(), (), ()]
    assert ok(done) == f"{CAUTION_ID}:配信しました\n"


def test_a_look_does_not_stop_a_sender_that_starts(scratch: Scratch) -> None:
    merge(scratch)
    real, looks = fcntl.flock, []

    def flock(side: int, how: int) -> None:
        if how & fcntl.LOCK_EX and not looks:
            looks.append(how)
            raise BlockingIOError
        real(side, how)

    with mock.patch.object(fcntl, "flock", flock):
        assert f"{CAUTION_ID}:配信しました\n" in ok(scratch.run("send"))


def test_a_full_disk_is_told_before_it_is_needed(scratch: Scratch) -> None:
    ok(scratch.run("send"))
    full = shutil.disk_usage(scratch.state)._replace(free=1024)
    with mock.patch.object(shutil, "disk_usage", return_value=full):
        for verb in VERBS:
            told = run(scratch, *verb)
            assert told.found is not None
            assert ([one.code for one in told.found], told.done.returncode) == (["disk-full"], 2)


@pytest.mark.parametrize(("people", "ceiling", "near"), [(40, 44, True), (40, 45, False), (40, 20, True)])
def test_an_audience_near_its_ceiling(tmp_path: Path, people: int, ceiling: int, near: bool) -> None:
    scratch = service(tmp_path, PEOPLE[:people], limits={"audience": f"{{prefecture: {ceiling}, stations: 60000}} #"})
    ok(scratch.run("send"))
    told = run(scratch, "health", "--older-than", "30")
    assert told.found is not None
    assert ([one.code for one in told.found] == ["ceiling-near"]) == near


def test_a_watcher_on_another_machine_has_no_journal_and_misses_none(scratch: Scratch, tmp_path: Path) -> None:
    merge(scratch)
    ok(scratch.run("send"))
    done = scratch.run("health", "--older-than", "30", env={"HAISHIN_STATE": "", "XDG_STATE_HOME": str(tmp_path)})
    assert ok(done).startswith("異常はありません。\n")


def test_adopting_by_a_fit_journal_changes_nothing(scratch: Scratch) -> None:
    ended_early(scratch)
    before = states(scratch)
    done = scratch.run("adopt", "--lost", "--by", OWNER)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "引き継ぐものはありません。")
    assert (states(scratch), "adopted" in kinds(scratch)) == (before, False)


def test_a_restored_copy_without_the_recipients_adopts_nothing_by_halves(scratch: Scratch) -> None:
    restored(scratch)
    done = scratch.run("adopt", "--by", OWNER)
    assert done.returncode == 1
    assert done.stderr.startswith(f"この配信記録には {CAUTION_ID}, {SECOND_ID} の宛先の記録がありません。")
    assert "adopted" not in kinds(scratch)
