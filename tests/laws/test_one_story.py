"""The laws "one story" and "own trouble": many alerts in one repository, judged by one plan and sent by one run.

A world is some alerts, one in order, one stopped, the others each with a trouble of its own (``troubles.py``), and
perhaps a trouble of the whole, merged in any order. Then the real verbs run. Whoever is in order goes, once, to
everybody; what is stopped does not; nothing on main is passed over in silence; the four verbs say the same conditions
and end with the same code.

More worlds: ``PYTHONPATH=scripts:tests .venv/bin/python -m laws.test_one_story SEEDS FIRST``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest

from haishin.cli import saying, sending, watching
from haishin.send.sending.seen import Seen
from haishin.send.watch.conditions import Condition, conditions, exit_of
from laws.troubles import TROUBLES
from support.commands import NOW, Scratch
from support.contract import vacated
from support.sending import copies, records, service

PEOPLE = tuple(f"r{number:02}@residents.example.jp" for number in range(12))
VERBS = (("plan",), ("status",), ("health",))
ALWAYS, SHARES = ("in order", "stopped"), 6
SEEDS = (*range(6), 13)  # each share once, and one in which all is halted


def vacant(scratch: Scratch) -> None:
    schema = scratch.copy / "schema" / "roster.yaml"
    files = vacated({"roster.yaml": schema.read_bytes()}, "manager", "naganohara", "2026-11-24")
    schema.write_bytes(files["roster.yaml"])
    scratch.commit("no chief")


def broken_schema(scratch: Scratch) -> None:
    scratch.merge("schema/wording.yaml", "public_phones: 1\n")


def halted(scratch: Scratch) -> None:
    scratch.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/all")


# A trouble of the whole → how it is made, the code by which it is told, and whether mail goes all the same.
WHOLE: dict[str, tuple[Callable[[Scratch], None], str | None, bool]] = {
    "none": (lambda _: None, None, True),
    "a vacant seat": (vacant, "ending", True),
    "a broken schema": (broken_schema, "broken-schema", True),
    "stop/all": (halted, "halted", False),
}


WHOLES = ("none", "a vacant seat", "none", "a broken schema", "none", "none", "stop/all")


@dataclass
class World:
    """The troubles of a world, by alert, in the order in which they were merged, and the one of the whole."""

    seed: int
    alerts: dict[str, str] = field(default_factory=dict)
    whole: str = "none"

    @classmethod
    def draw(cls, seed: int) -> World:
        """One in order, one stopped, and a share of all others, so that as many worlds as shares meet each."""
        others = sorted(TROUBLES.keys() - {*ALWAYS})
        random.Random(seed // SHARES).shuffle(others)
        kinds = [*ALWAYS, *others[seed % SHARES :: SHARES]]
        random.Random(seed).shuffle(kinds)
        alerts = {f"20261125-16{10 + number}-koekake": kind for number, kind in enumerate(kinds)}
        return cls(seed, alerts, WHOLES[seed % len(WHOLES)])

    def live(self, folder: Path) -> Scratch:
        """A repository in which all of it has happened."""
        scratch = service(folder, PEOPLE, limits={"alerts_per_run": "10"})
        with mock.patch.dict("os.environ", {"GIT_COMMITTER_DATE": "2026-11-25T17:06:00+09:00"}):
            for alert, kind in self.alerts.items():
                TROUBLES[kind].make(scratch, alert)
            WHOLE[self.whole][0](scratch)
        return scratch


def said(scratch: Scratch, *verb: str) -> tuple[int, frozenset[tuple[str, str]]]:
    """The exit code of a verb, and the conditions that it said: code and sentence."""
    heard: list[tuple[Condition, ...]] = []

    def listed(seen: Seen) -> tuple[Condition, ...]:
        heard.append(conditions(seen))
        return heard[-1]

    with (
        mock.patch.object(saying, "conditions", listed),
        mock.patch.object(watching, "conditions", listed),
        mock.patch.object(sending, "conditions", listed),
    ):
        done = scratch.run(*verb, now=NOW)
    assert heard, done.stdout + done.stderr
    assert done.returncode == exit_of(heard[-1]), (verb, done.stdout + done.stderr)
    return done.returncode, frozenset((one.code, one.text.en) for one in heard[-1])


def hold(seed: int, folder: Path) -> None:
    """Let the world of that seed happen, and hold it to the laws."""
    world = World.draw(seed)
    scratch = world.live(folder)
    _, whole_code, mails = WHOLE[world.whole]
    first = said(scratch, "send")
    for verb in VERBS:
        assert said(scratch, *verb) == first, (world, verb)
    codes = {code for code, _ in first[1]}
    told = [sentence for _, sentence in first[1]]
    begun = {record["alert"] for record in records(scratch) if record["kind"] == "claimed"}
    going = {alert for alert, kind in world.alerts.items() if TROUBLES[kind].goes and mails}
    assert begun == going, world
    assert copies(scratch.mails()) == (dict.fromkeys(PEOPLE, len(going)) if going else {}), world
    assert whole_code is None or whole_code in codes, world
    for alert, kind in world.alerts.items():
        condition = TROUBLES[kind].condition
        if condition in ("faulty", "id-used", "odd-file") or (condition is not None and mails):
            assert condition in codes, (world, kind)
            assert any(alert in sentence for sentence in told), (world, kind)
    assert said(scratch, "send") == first, world  # running it again is running it once
    assert copies(scratch.mails()) == (dict.fromkeys(PEOPLE, len(going)) if going else {}), world


@pytest.mark.sweep
@pytest.mark.parametrize("seed", SEEDS)
def test_many_alerts_tell_one_story(tmp_path: Path, seed: int) -> None:
    hold(seed, tmp_path)


def test_the_worlds_of_the_tests_meet_every_trouble() -> None:
    worlds = [World.draw(seed) for seed in SEEDS]
    assert {kind for world in worlds for kind in world.alerts.values()} == {*TROUBLES}
    assert {world.whole for world in worlds} == {*WHOLE}


def main(number: int, first: int) -> None:
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as folder:
            hold(seed, Path(folder))
        world = World.draw(seed)
        sys.stdout.write(f"{seed} {world.whole}: {'; '.join(world.alerts.values())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
