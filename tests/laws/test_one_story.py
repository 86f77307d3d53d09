"""The laws "one story" and "own trouble": many alerts in one repository, judged by one plan and sent by one run.

A world is some alerts, each with its own trouble or with none, and perhaps a trouble of the whole, merged in any order.
Then the real verbs run. Whoever is in order goes, once, to everybody; nothing on main is passed over in silence; the
four verbs say the same conditions and end with the same code.

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
from haishin.delivery.conditions import Condition, conditions, exit_of
from haishin.delivery.seen import Seen
from support_commands import NOW, Scratch, review
from support_contract import vacated
from support_sending import CAUTION_TEXT, MERGED_AT, approve, copies, records, service

PEOPLE = tuple(f"r{number:02}@residents.example.jp" for number in range(12))
VERBS = (("plan",), ("status",), ("health",))
SEEDS = range(8)


def text(**items: str) -> str:
    """The caution with these items in the place of its own, or beside them."""
    lines = CAUTION_TEXT.split("\n")
    for name, value in items.items():
        row = f"{name}: {value}"
        at = next((number for number, line in enumerate(lines) if line.startswith(f"{name}:")), None)
        if at is None:
            lines.insert(1, row)
        else:
            lines[at] = row
    return "\n".join(lines)


@dataclass(frozen=True)
class Trouble:
    """One way in which an alert may be; ``goes``: it is mailed. ``condition``: the code by which it is told."""

    make: Callable[[Scratch, str], None]
    goes: bool = False
    condition: str | None = None


def path(alert: str) -> str:
    return f"alerts/maebashi/2026/{alert}.md"


def merged(scratch: Scratch, alert: str, source: str = CAUTION_TEXT) -> None:
    approve(scratch, alert)
    scratch.merge(path(alert), source)


def unapproved(scratch: Scratch, alert: str) -> None:
    scratch.pull(alert, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT)
    scratch.merge(path(alert), CAUTION_TEXT)


def unasked(scratch: Scratch, alert: str) -> None:
    merged(scratch, alert)
    (scratch.forge / f"{alert}.json").write_text("{", "utf-8")


def objected(scratch: Scratch, alert: str) -> None:
    words = [
        review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00"),
        review("koho-kocho-manager", "CHANGES_REQUESTED", "2026-11-25T16:55:00+09:00"),
    ]
    scratch.pull(alert, *words, opened_at="2026-11-25T16:10:00+09:00", merged_at=MERGED_AT)
    scratch.merge(path(alert), CAUTION_TEXT)


def stopped(scratch: Scratch, alert: str) -> None:
    merged(scratch, alert)
    scratch.git("push", "--quiet", "origin", f"HEAD:refs/heads/stop/{alert}")


def oddly_named(scratch: Scratch, alert: str) -> None:
    scratch.merge(path(f"{alert}B"), CAUTION_TEXT)


ALERTS = {
    "in order": Trouble(merged, goes=True),
    "in order, with a note": Trouble(lambda s, a: merged(s, a, text(why_late="確認に時間がかかったため")), goes=True),
    "unapproved": Trouble(unapproved, condition="held"),
    "without a pull request": Trouble(lambda s, a: s.merge(path(a), CAUTION_TEXT), condition="held"),
    "unreadable pull request": Trouble(unasked, condition="unasked"),
    "objected to": Trouble(objected, condition="held"),
    "erroneous": Trouble(lambda s, a: merged(s, a, text(case="nothing")), condition="faulty"),
    "unreadable": Trouble(lambda s, a: merged(s, a, "---\n"), condition="faulty"),
    "not yet": Trouble(lambda s, a: merged(s, a, text(not_before="2026-11-25T18:00+09:00"))),
    "expired": Trouble(lambda s, a: merged(s, a, text(expires_at="2026-11-25T16:30+09:00"))),
    "stopped": Trouble(stopped),
    "oddly named": Trouble(oddly_named, condition="odd-file"),
}


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


@dataclass
class World:
    """The troubles of a world, by alert, in the order in which they were merged, and the one of the whole."""

    seed: int
    alerts: dict[str, str] = field(default_factory=dict)
    whole: str = "none"

    @classmethod
    def draw(cls, seed: int) -> World:
        """At least one in order, and three others."""
        dice = random.Random(seed)
        kinds = ["in order", *dice.sample(sorted(ALERTS), 3)]
        dice.shuffle(kinds)
        alerts = {f"20261125-16{10 + number}-koekake": kind for number, kind in enumerate(kinds)}
        whole = sorted(WHOLE)[seed % len(WHOLE)] if seed % 3 else "none"
        return cls(seed, alerts, whole)

    def live(self, folder: Path) -> Scratch:
        """A repository in which all of it has happened."""
        scratch = service(folder, PEOPLE, limits={"alerts_per_run": "10"})
        with mock.patch.dict("os.environ", {"GIT_COMMITTER_DATE": "2026-11-25T17:06:00+09:00"}):
            for alert, kind in self.alerts.items():
                ALERTS[kind].make(scratch, alert)
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
    going = {alert for alert, kind in world.alerts.items() if ALERTS[kind].goes and mails}
    assert begun == going, world
    assert copies(scratch.mails()) == (dict.fromkeys(PEOPLE, len(going)) if going else {}), world
    assert whole_code is None or whole_code in codes, world
    for alert, kind in world.alerts.items():
        condition = ALERTS[kind].condition
        if condition in ("faulty", "odd-file") or (condition is not None and mails):
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
    assert {kind for world in worlds for kind in world.alerts.values()} == {*ALERTS}
    assert {world.whole for world in worlds} == {*WHOLE}


def main(number: int, first: int) -> None:
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as folder:
            hold(seed, Path(folder))
        world = World.draw(seed)
        sys.stdout.write(f"{seed} {world.whole}: {'; '.join(world.alerts.values())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
