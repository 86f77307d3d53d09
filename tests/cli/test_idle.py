"""What a run with nothing to do costs does not grow with what was sent: after four alerts git is asked as after one."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from haishin.core.json_schema import Schema
from haishin.core.repository.git import Git
from haishin.send.ledger import stops
from support.commands import Scratch
from support.sending import merge, ok, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(3)]
REMOTE = ("ls-remote", "fetch", "push")
ALERTS = [f"20261125-16{minute:02}-koekake" for minute in range(10, 14)]


def asked(scratch: Scratch, verb: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """The commands of git that the verb starts, and how many ledger records it holds against the schema."""
    commands: list[str] = []
    judged: list[object] = []
    attempt, violations = Git.attempt, Schema.violations

    def counting(self: Git, *arguments: str, **more: Any) -> CompletedProcess[bytes]:
        commands.append(arguments[0])
        return attempt(self, *arguments, **more)

    def judging(self: Schema, value: object) -> Any:
        judged.extend([value] if isinstance(value, dict) and "kind" in value else [])
        return violations(self, value)

    with monkeypatch.context() as watched:
        watched.setattr(Git, "attempt", counting)
        watched.setattr(Schema, "violations", judging)
        ok(scratch.run(verb))
    return commands, len(judged)


def test_what_was_sent_costs_later_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stops, "LOOK_EVERY", 3600)  # or a run that is slow would look for stops meanwhile
    scratch = service(tmp_path, PEOPLE)
    costs = {}
    for number, alert in enumerate(ALERTS):
        merge(scratch, alert)
        ok(scratch.run("send"))
        if number in (0, len(ALERTS) - 1):
            ok(scratch.run("send"))  # it takes in what the one before has published
            costs[number] = [asked(scratch, verb, monkeypatch) for verb in ("send", "status", "plan")]
    before, after = costs.values()
    assert after == before
    assert [judged for _, judged in after] == [0, 0, 0]
    # Over a network each costs up to a second: a sender asks before and after the journal is its own,
    # and the beat of the run before still serves.
    assert [[one for one in commands if one in REMOTE] for commands, _ in after] == [
        ["ls-remote", "ls-remote"],
        ["ls-remote"],
        ["ls-remote"],
    ]
