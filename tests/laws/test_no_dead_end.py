"""The law "no dead end": whoever is named does exactly what is printed, and everything ends, sent or closed.

A world is a scene that needs a person (``cli/test_every_way_out``), some alerts with troubles of their own
(``troubles.py``) and perhaps a trouble of the whole (``test_one_story``), all in one repository. Then, act by act,
somebody reads one of the alarms of ``status`` and does one of the things that it says: a command as it is printed, or
what its words ask for. Where nothing is alarmed, the clock goes on to the moment that ``plan`` names. Within ten acts
nothing is alarmed and every alert is sent or closed.

More worlds: ``PYTHONPATH=scripts:tests .venv/bin/python -m laws.test_no_dead_end SEEDS FIRST``.
"""

from __future__ import annotations

import random
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from cli.test_every_way_out import COMMAND, IN_THE_AIR, PEOPLE, SCENES, Scene, register_all, run
from haishin.core.errors import Exit
from haishin.send.watch.conditions import Condition
from laws import troubles
from laws.law import Broken
from laws.test_one_story import WHOLE
from laws.troubles import merged, path, reviewed, text
from support.commands import Scratch, review
from support.hub import moment
from support.live import MAEBASHI, Live
from support.live import merged as merged_live
from support.sending import CAUTION_ID, CAUTION_TEXT, approve, ok, records, service

pytestmark = pytest.mark.sweep
ACTS = 10
SUPERVISOR = "koho-kocho-manager"
MANAGER = "maebashi-manager"
ENDED = frozenset({"sealed", "withdrawn", "expired", "refused"})
ID = re.compile(r"\d{8}-\d{4}-[a-z]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
NAMED = re.compile(r"main の (alerts/.+) は(?:、情報メールのファイル名|配信されません)")
MINUTE = timedelta(minutes=1)
LONG = timedelta(hours=13)  # more than the hours after which what a person stopped is an alarm
BEGUN_AND_NO_MORE = """
import os
from haishin.send.journal.journal import Journal
claim = Journal.claim
Journal.claim = lambda *given: (claim(*given), os._exit(9))
"""


# --- scenes and alerts that only this law has -------------------------------------------------------


def stop(scratch: Scratch, alert: str) -> None:
    scratch.git("push", "--quiet", "origin", f"HEAD:refs/heads/stop/{alert}")


def correction(first: str) -> str:
    return text(follows=f"{{alert: {first}, as: correction}}", why_late="確認に時間がかかったため")


def stopped_before_its_first_mail(scratch: Scratch) -> None:
    merged(scratch, CAUTION_ID)
    assert scratch.run("send", prelude=BEGUN_AND_NO_MORE).returncode == 9
    stop(scratch, CAUTION_ID)


def stopped_and_in_doubt(scratch: Scratch) -> None:
    merged(scratch, CAUTION_ID)
    assert scratch.run("send", prelude=IN_THE_AIR).returncode == 9
    stop(scratch, CAUTION_ID)


def stopped_afterwards(scratch: Scratch) -> None:
    merged(scratch, CAUTION_ID)
    ok(scratch.run("send"))
    stop(scratch, CAUTION_ID)


def followed_though_unapproved(scratch: Scratch, alert: str) -> None:
    """What waits for its approval, and a correction of it."""
    first = alert.replace("koekake", "first")
    reviewed(scratch, first)
    merged(scratch, alert, correction(first))


def followed_though_ended(scratch: Scratch, alert: str) -> None:
    """What was withdrawn before it was begun, and a correction of it."""
    first = alert.replace("koekake", "first")
    reviewed(scratch, first)
    scratch.run("send")
    merged(scratch, alert, correction(first))
    scratch.merge(path(first), None)


MADE = {
    **{name: scene.make for name, scene in SCENES.items()},
    "none": lambda scratch: None,
    "stopped before its first mail": stopped_before_its_first_mail,
    "stopped and in doubt": stopped_and_in_doubt,
    "stopped afterwards": stopped_afterwards,
}
TROUBLES: Mapping[str, Callable[[Scratch, str], None]] = {
    **{name: trouble.make for name, trouble in troubles.TROUBLES.items()},
    "follows what is not approved": followed_though_unapproved,
    "follows what has ended": followed_though_ended,
}


# --- what people do ---------------------------------------------------------------------------------


@dataclass
class Story:
    """A repository in which much has happened, and what is done about it.

    ``now``: everybody's clock. ``before``: the alerts that are history. ``told``: every act, ``done``: those since the
    clock last went on.
    """

    scratch: Scratch
    dice: random.Random
    scene: Scene
    before: frozenset[str]
    now: datetime
    told: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    @contextmanager
    def clock(self) -> Iterator[None]:
        """What is committed is committed now."""
        with mock.patch.dict("os.environ", {"GIT_COMMITTER_DATE": self.now.isoformat()}):
            yield

    def run(self, *words: str) -> tuple[Condition, ...] | None:
        """One verb; what it says is asserted for every run."""
        return run(self.scratch, *words, now=self.now.isoformat()).found

    def command(self, words: str, alert: str = CAUTION_ID) -> None:
        """A command as it is printed, with a name in the place of アカウント名."""
        log = self.scratch.folder / "maillog"
        log.write_text("", encoding="utf-8")
        filled = {"アカウント名": SUPERVISOR, "理由": "why", "記録のファイル": str(log), "情報メールの番号": alert}
        done = self.scratch.run(*(filled.get(word, word) for word in shlex.split(words)), now=self.now.isoformat())
        allowed = {0}
        if words.startswith("settle") and "--log" in words:
            allowed = {3}  # a log that says nothing of anybody leaves him in doubt
        elif words == "send":
            allowed = {0, 1}  # what else is alarmed stays so
        if done.returncode not in allowed:
            raise Broken("no dead end", f"{words} is printed, and ends with {done.stdout + done.stderr}")

    # --- what words ask for ---

    def delete(self, alert: str, *_: str) -> None:
        """Take away what lies at that path, or has that number."""
        for file in self.files(alert):
            self.scratch.merge(file.relative_to(self.scratch.copy).as_posix(), None)

    def files(self, alert: str) -> list[Path]:
        return [*self.scratch.copy.glob(alert if "/" in alert else f"alerts/**/{alert}.md")]

    def delete_odd(self, name: str) -> None:
        """Take away what is named so; what ends a line is told by its number."""
        odd = re.sub(r"<U\+(\w{4})>", lambda sign: chr(int(sign[1], 16)), name)
        self.scratch.git("rm", "--quiet", "-r", "--force", "--", odd)
        self.scratch.commit("odd")

    def put(self, alert: str, *_: str) -> None:
        """Put back the text that was approved, where it belongs."""
        for file in self.files(alert):
            file.unlink()
        approve(self.scratch, alert)
        self.scratch.merge(path(alert), CAUTION_TEXT)

    def amend(self, alert: str) -> None:
        """Have another text of it approved and merged."""
        self.approve(alert)
        self.scratch.merge(path(alert), text(why_late="確認に時間がかかったため"))

    def correct(self, alert: str) -> None:
        """Have a correction approved and merged."""
        number = f"{self.now:%Y%m%d-%H%M}-correction"
        self.approve(number)
        self.scratch.merge(path(number), correction(alert))

    def approve(self, alert: str, *before: Mapping[str, Any], login: str = MANAGER) -> None:
        """Let that person approve now."""
        word = review(login, "APPROVED", (self.now - MINUTE).isoformat())
        opened = "2026-11-25T16:10:00+09:00" if before else (self.now - 2 * MINUTE).isoformat()
        self.scratch.pull(alert, *before, word, opened_at=opened, merged_at=self.now.isoformat())

    def do_as_planned(self, alert: str, *_: str) -> None:
        """Ask ``plan`` why, and do what it says of that alert."""
        said = self.scratch.run("plan", now=self.now.isoformat()).stdout
        reasons = re.split(r"\n(?! )", said.partition(f"{alert}:")[2])[0]
        commands = COMMAND.findall(reasons)
        if re.search("取り下げて|main から取り除き|新しい id で起案", reasons):
            self.delete(alert)
        elif asked := re.findall(r"・(\S+) が変更を求めています。本人か、", reasons):
            self.approve(alert, review(MANAGER, "APPROVED", "2026-11-25T16:50:00+09:00"), login=asked[0])
        elif commands:
            self.command(commands[0])
        elif "全停止中" not in reasons:  # which has an alarm of its own
            raise Broken("no dead end", f"the plan says nothing that can be done: {reasons}")

    def restored(self, name: str) -> None:
        """A file of ``schema/`` as it was at the beginning."""
        first = self.scratch.git("rev-list", "--max-parents=0", "HEAD").strip()
        self.scratch.merge(f"schema/{name}", self.scratch.git("show", f"{first}:schema/{name}"))

    def delete_both(self, alert: str, first: str, *_: str) -> None:
        self.delete(alert)
        self.delete(first)

    def delete_the_last(self, alert: str, *_: str) -> None:
        self.delete(alert)

    def mend_the_first(self, alert: str, first: str, *_: str) -> None:
        self.delete(alert)
        self.amend(first)

    def delete_or_correct(self, alert: str) -> None:
        """Not begun: delete it. Begun: have a correction approved and merged."""
        begun = any(line["kind"] == "claimed" and line["alert"] == alert for line in records(self.scratch))
        (self.correct if begun else self.delete)(alert)

    def stop_what_is_meant(self) -> None:
        """Stop it by its number, then let the rest go on."""
        self.command("stop 情報メールの番号")
        self.command("go --by アカウント名")

    def wait(self, until: timedelta) -> None:
        """Let the clock come to the next moment that the plan names, else go on for so long."""
        said = self.scratch.run("plan", now=self.now.isoformat()).stdout
        moments = [datetime.fromisoformat(f"{one}+09:00") for one in MOMENT.findall(said)]
        self.now = min((one for one in moments if one > self.now), default=self.now + until)
        self.told.append(f"the clock: {self.now:%d %H:%M}")
        self.done.clear()

    # --- one act ---

    def act(self, alarms: Sequence[Condition]) -> None:
        """Do one of the things that the alarms say, exactly; who has done them all waits."""
        ways = {way[0]: way for alarm in alarms for way in self._ways(alarm)}
        left = sorted(ways.keys() - self.done)
        if not left:
            return self.wait(LONG)
        name = self.dice.choice(left)
        self.told.append(name)
        self.done.add(name)
        with self.clock():
            ways[name][1]()
        self.now += MINUTE
        return None

    def _ways(self, alarm: Condition) -> list[Way]:
        ways = [
            (f"{alarm.code} {' '.join(named(alarm))}: {phrase}", way)
            for phrase, way in (*self._by_words(alarm), *self._by_commands(alarm))
        ]
        if not ways:
            raise Broken("no dead end", f"{alarm.code} says nothing that can be done: {alarm.remedy.ja}")
        return ways

    def _by_words(self, alarm: Condition) -> Iterator[Way]:
        for phrase, act in WORDS.get(alarm.code, ()):
            if phrase in alarm.remedy.ja:
                yield phrase, partial(act, self, *named(alarm))
        if alarm.code == "broken-journal" and self.scene.mend is not None:
            yield "控え", partial(self.scene.mend, self.scratch)

    def _by_commands(self, alarm: Condition) -> Iterator[Way]:
        if alarm.code not in TWO_COMMANDS:
            for command in COMMAND.findall(alarm.remedy.ja):
                yield command, partial(self.command, command)

    @property
    def open(self) -> frozenset[str]:
        """Alerts on main, or begun, that have not ended."""
        names = self.scratch.git("ls-tree", "-r", "--name-only", "HEAD", "alerts/").split()
        lines = records(self.scratch)
        begun = {line["alert"] for line in lines if line["kind"] == "claimed"}
        ended = {line["alert"] for line in lines if line["kind"] in ENDED}
        return frozenset({*(Path(name).stem for name in names), *begun}) - ended - self.before


def named(alarm: Condition) -> Sequence[str]:
    """What an alarm names: a file by its path, or alerts by their ids."""
    return NAMED.findall(alarm.text.ja) or ID.findall(alarm.text.ja)


Way = tuple[str, Callable[[], None]]
# What the words of a remedy ask for, by the code of the alarm: a phrase that it prints, and who does it.
WORDS: Mapping[str, Sequence[tuple[str, Callable[..., None]]]] = {
    "broken-schema": (("示された行を直すプルリクエスト", lambda story: story.restored("wording.yaml")),),
    "ending": (("後任か代決する人(deputy)を書いて", lambda story: story.restored("roster.yaml")),),
    "unsent": (("haishin plan で確かめて", Story.do_as_planned),),
    "ceiling-near": (("audience(limits)を上げて", lambda story: story.restored("policy.yaml")),),
    "edited": (("元に戻し", Story.put),),
    "id-used": (("このファイルを main から削除し", Story.delete),),
    "odd-file": (("このファイルを main から削除し", Story.delete_odd),),
    "crashed": (("このファイルを main から削除し", Story.delete),),
    "faulty": (("プルリクエストで直してください", Story.put), ("main から削除して", Story.delete)),
    "unasked": (("形式を確かめて", lambda story, alert, *_: approve(story.scratch, alert)),),
    "follows-nobody": (
        ("しないなら", Story.delete_both),
        ("を配信するなら", Story.delete_the_last),
        ("文を直して配信するなら", Story.mend_the_first),
        ("を main から削除し、必要なら", Story.delete_the_last),
    ),
    "held": (("haishin plan で理由を確かめ", Story.do_as_planned), ("main から削除し", Story.delete)),
    "uncorrected": (("訂正か取消を起案してください", Story.correct),),
    "stopped-long": (("送り始める前は main から削除し、送り始めた後は訂正か取消を", Story.delete_or_correct),),
    "reached-nobody": (("3日で消えます", lambda story, _: story.wait(timedelta(days=3))),),
    "no-registry": (("控えから名簿を戻して", lambda story: register_all(story.scratch)),),
    "strange-stop": (
        ("止めたいものを haishin stop 情報メールの番号 で止め", lambda story, *_: story.stop_what_is_meant()),
        ("ほかは haishin go", lambda story, *_: story.command("go --by アカウント名")),
    ),
}
TWO_COMMANDS = frozenset({"strange-stop"})  # whose words name a command that is not all that is meant


# --- worlds -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """What needs a person: a scene, alerts with a trouble each, and one of the whole."""

    seed: int
    scene: str
    alerts: tuple[str, ...]
    whole: str

    @classmethod
    def draw(cls, seed: int) -> World:
        """The seed counts through the scenes; the rest is thrown."""
        dice = random.Random(seed)
        scenes = sorted(MADE)
        alerts = tuple(dice.sample(sorted(TROUBLES), dice.choice((0, 1, 2))))
        return cls(seed, scenes[seed % len(scenes)], alerts, dice.choice(sorted(WHOLE)))

    def live(self, folder: Path) -> Story:
        """A repository in which all of it has happened."""
        scratch = service(folder, PEOPLE, limits={"in_flight": "5"})
        before = frozenset(file.stem for file in (scratch.copy / "alerts").rglob("*.md"))
        scene = SCENES.get(self.scene, NOTHING)
        with mock.patch.dict("os.environ", {"GIT_COMMITTER_DATE": "2026-11-25T17:06:00+09:00"}):
            MADE[self.scene](scratch)
            for number, trouble in enumerate(self.alerts):
                TROUBLES[trouble](scratch, f"20261125-16{10 + number}-koekake")
            WHOLE[self.whole][0](scratch)
        return Story(scratch, random.Random(self.seed), scene, before, datetime.fromisoformat(scene.now))


NOTHING = Scene(lambda scratch: None, ())


def hold(seed: int, folder: Path) -> list[str]:
    """Let the world of that seed happen, and do what is printed until it has ended; what was done."""
    world = World.draw(seed)
    story = world.live(folder)
    for _ in range(ACTS + 1):
        story.run("send")
        alarms = [one for one in story.run("status") or () if one.exit is not Exit.FINE]
        if not alarms and not story.open:
            return story.told
        story.act(alarms)
    raise Broken("no dead end", f"{world}: {'; '.join(story.told)}; left: {sorted(story.open)}, {alarms}")


SEEDS = (5, 19, 21, 40, 120, 835)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_does_what_is_printed_comes_to_an_end(tmp_path: Path, seed: int) -> None:
    hold(seed, tmp_path)


def test_the_worlds_of_the_tests_meet_what_once_had_no_end() -> None:
    worlds = [World.draw(seed) for seed in SEEDS]
    met = {name for world in worlds for name in (world.scene, *world.alerts, world.whole)}
    assert met >= {
        "stopped before its first mail",
        "stopped and in doubt",
        "strangely stopped",
        "rewritten",
        "erroneous",
        "twice",
        "of another unit",
        "from before",
        "of the year 10000",
        "follows what has ended",
        "a vacant seat",
        "a broken schema",
        "stop/all",
    }


# --- rules that nobody answers for ------------------------------------------------------------------

RULES = "schema/policy.yaml"


def test_rules_that_nobody_answers_for_end_by_what_is_printed(host: Live) -> None:
    """Pushed past every pull request by the supervisor herself, in live mode, with an alert behind it; taken back."""
    hub = host.hub
    hub.now = moment("25 16:10")
    text = (hub.folder / "clone" / RULES).read_text(encoding="utf-8")
    hub.direct({RULES: text.replace("max_age_minutes: 720", "max_age_minutes: 600")}, SUPERVISOR)
    merged_live(host)
    done = host.send()
    (command,) = {*COMMAND.findall(done.stdout)}
    assert "元に戻すプルリクエストを出し" in done.stdout
    change_back(host, text)
    answered(host, command)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stdout + done.stderr


def change_back(host: Live, text: str) -> None:
    """Take it back by a pull request, as usual."""
    change = host.hub.open({RULES: text}, "koho-kocho-staff")
    host.hub.review(change, SUPERVISOR, "APPROVED")
    host.hub.merge(change, "koho-kocho-staff")


def answered(host: Live, command: str) -> None:
    """Somebody who may answers for it; who wrote it himself asks who stands in for him."""
    for login in (SUPERVISOR, "koho-kocho-officer"):
        done = host.run(*command.replace("アカウント名", login).split())
        if "書いていない人が確かめてください。" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr


def main(number: int, first: int) -> None:
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as folder:
            told = hold(seed, Path(folder))
        sys.stdout.write(f"{World.draw(seed)}: {'; '.join(told)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
