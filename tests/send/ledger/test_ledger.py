from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.json_schema import Schema
from haishin.core.repository.git import Git, GitError
from haishin.send.ledger.ledger import PROOF_FILE, TIP_FILE, Ledger, NoLedger
from haishin.send.ledger.records import LedgerRefusal, line_of, record
from support.ledger import ALPHA, NOON, SCHEMA, World, git
from support.raising import raises


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def push_lines(world: World, *lines: str, keep: bool = True) -> str:
    """A forged commit on the ledger: these lines after what is there (or instead of it)."""
    old = git(world.remote, "show", "dispatch-log:ledger.jsonl") + "\n" if keep else ""
    blob = git(world.remote, "hash-object", "-w", "--stdin", data=(old + "".join(lines)).encode())
    tree = git(world.remote, "mktree", data=f"100644 blob {blob}\tledger.jsonl\n".encode())
    commit = git(world.remote, "commit-tree", "-p", "dispatch-log", "-m", "forged", tree)
    git(world.remote, "update-ref", "refs/heads/dispatch-log", commit)
    return commit


def line(**fields: Any) -> str:
    entry = record("held", NOON, "mallory", alert=ALPHA, cause="stop", reason="x")
    return json.dumps({**json.loads(line_of(entry)), **fields}, ensure_ascii=False) + "\n"


def test_init_writes_the_watermark_by_the_fixed_author(world: World) -> None:
    view = world.activate()
    assert (view.rehearsal, view.watermark) == (True, git(world.remote, "rev-parse", "main"))
    assert len(view.repository) == 32
    author = git(world.remote, "log", "-1", "--format=%an <%ae> %cn <%ce>", "dispatch-log")
    assert author == " ".join(["haishin <haishin@localhost.invalid>"] * 2)


def test_a_second_init_is_refused(world: World, tmp_path: Path) -> None:
    world.activate(state=tmp_path)
    for state in (tmp_path, None):
        with raises(Refusal, "send/ledger/ledger-exists"):
            world.activate(state=state)


def test_a_missing_ledger_is_refused(world: World) -> None:
    with raises(NoLedger, "send/ledger/ledger-missing", branch="dispatch-log"):
        world.ledger().read()


def test_a_ledger_that_was_seen_and_is_gone_is_never_made_anew(world: World, tmp_path: Path) -> None:
    world.activate(state=tmp_path)
    git(world.remote, "update-ref", "-d", "refs/heads/dispatch-log")
    for act in (world.ledger(tmp_path).read, lambda: world.activate(state=tmp_path)):
        with raises(LedgerRefusal, "send/ledger/ledger-gone", branch="dispatch-log"):
            act()


def test_append_is_read_back_and_keeps_other_files(world: World) -> None:
    ledger = world.ledger()
    view = world.activate()
    blob = git(world.remote, "hash-object", "-w", "--stdin", data=b"{}\n")
    listed = git(world.remote, "ls-tree", "dispatch-log")
    tree = git(world.remote, "mktree", data=f"{listed}\n100644 blob {blob}\taudience.json\n".encode())
    commit = git(world.remote, "commit-tree", "-p", "dispatch-log", "-m", "audience", tree)
    git(world.remote, "update-ref", "refs/heads/dispatch-log", commit)
    view = ledger.read()
    assert ledger.append(record("halted", NOON, None, reason="r"), view.tip)
    after = world.ledger().read()
    assert [one.kind for one in after.records] == ["activated", "halted"]
    assert git(world.remote, "show", "dispatch-log:audience.json") == "{}"


def test_an_append_on_an_old_tip_loses(world: World) -> None:
    old = world.activate().tip
    ledger = world.ledger()
    assert ledger.append(record("halted", NOON, None, reason="r"), old)
    assert not ledger.append(record("went-on", NOON, "sato"), old)
    assert world.kinds() == ["activated", "halted"]


def test_many_appends_from_one_tip_have_one_winner(world: World) -> None:
    tip = world.activate().tip

    def append(number: int) -> bool:
        return world.ledger().append(record("halted", NOON, None, reason=str(number)), tip) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(append, range(8))) == 1
    assert world.kinds() == ["activated", "halted"]


def test_ten_writers_all_get_in_by_reading_again(world: World) -> None:
    world.activate()
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: world.ledger().write(
            lambda view: record("halted", NOON, None, reason=str(n))), range(10)))  # fmt: skip
    assert sorted(one.get("reason", "") for one in world.ledger_lines()) == ["", *map(str, range(10))]


class Lossy(Git):
    """A git whose push comes through but whose answer is lost, or which says and does what the test wants."""

    def __init__(self, folder: Path, push: Callable[[Git, tuple[str, ...]], tuple[int, bytes, bytes]]) -> None:
        super().__init__(folder)
        self._push = push

    def attempt(
        self, *arguments: str, data: bytes | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[bytes]:
        if arguments[0] != "push":
            return super().attempt(*arguments, data=data, timeout=timeout)
        code, out, err = self._push(Git(self.folder), arguments)
        return subprocess.CompletedProcess(list(arguments), code, out, err)


def halted() -> Any:
    return record("halted", NOON, None, reason="r")


def test_a_lost_answer_is_settled_by_what_stands_on_the_branch(world: World) -> None:
    tip = world.activate().tip

    def push(git_: Git, arguments: tuple[str, ...]) -> tuple[int, bytes, bytes]:
        git_.attempt(*arguments)
        return 128, b"", b"fatal: the remote end hung up unexpectedly\n"

    assert Ledger(Lossy(world.clone, push), str(world.remote), SCHEMA).append(halted(), tip)
    assert world.kinds() == ["activated", "halted"]


def test_a_push_that_never_arrived_is_an_error_not_a_lost_race(world: World) -> None:
    tip = world.activate().tip
    ledger = Ledger(Lossy(world.clone, lambda *_: (128, b"", b"fatal: no route\n")), str(world.remote), SCHEMA)
    with pytest.raises(GitError) as failed:
        ledger.append(halted(), tip)
    assert failed.value.message.en == "git push failed: fatal: no route"


def test_up_to_date_is_no_win(world: World) -> None:
    tip = world.activate().tip

    def push(git_: Git, arguments: tuple[str, ...]) -> tuple[int, bytes, bytes]:
        git_.attempt(*arguments)  # somebody else put the very same object there first
        again = git_.attempt("push", "--porcelain", *arguments[-2:])
        assert (again.returncode, b"[up to date]" in again.stdout) == (0, True)
        return again.returncode, again.stdout, again.stderr

    assert not Ledger(Lossy(world.clone, push), str(world.remote), SCHEMA).append(halted(), tip)


def test_a_remote_that_forbids_the_push_is_an_error(world: World) -> None:
    tip = world.activate().tip
    hook = world.remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)
    with pytest.raises(GitError) as failed:
        world.ledger().append(halted(), tip)
    assert "push" in failed.value.message.en


def test_a_rewound_tip_is_refused(world: World, tmp_path: Path) -> None:
    first = world.activate(state=tmp_path).tip
    ledger = world.ledger(tmp_path)
    assert ledger.append(halted(), first)
    ledger.read()
    git(world.remote, "update-ref", "refs/heads/dispatch-log", first)
    with raises(LedgerRefusal, "send/ledger/ledger-rewound", branch="dispatch-log"):
        world.ledger(tmp_path).read()


def test_a_tip_that_was_told_before_another_sender_noted_a_newer_one_is_asked_for_anew(
    world: World, tmp_path: Path
) -> None:
    told = world.activate(state=tmp_path).tip
    world.ledger(tmp_path).write(lambda view: halted())
    assert world.ledger(tmp_path).read(told).halted


def test_a_tip_that_was_told_spares_the_question(world: World, tmp_path: Path) -> None:
    first = world.activate(state=tmp_path).tip
    told = world.ledger().append(halted(), first)
    away = Ledger(Git(world.clone), str(tmp_path / "nowhere"), SCHEMA, tmp_path)
    assert away.read(told).halted


def test_a_rewritten_file_is_refused_even_on_top_of_the_last_tip(world: World, tmp_path: Path) -> None:
    view = world.activate(state=tmp_path)
    world.ledger(tmp_path).append(halted(), view.tip)
    world.ledger(tmp_path).read()
    push_lines(world, line_of(view.records[0]).decode(), keep=False)
    with raises(LedgerRefusal, "send/ledger/ledger-rewritten", branch="dispatch-log", file="ledger.jsonl"):
        world.ledger(tmp_path).read()


def not_valid(field: str) -> Message:
    return Message("send/ledger/field-not-valid", field=field)


def damaged(what: Message, line: int = 2) -> Message:
    return Message("send/ledger/line-damaged", file="ledger.jsonl", line=line, what=what, branch="dispatch-log")


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (line(kind="forgotten"), Message("send/ledger/unknown-kind", kind="forgotten")),
        (line(kind=["held"]), Message("send/ledger/unknown-kind", kind=["held"])),
        (line(extra=1), not_valid("held")),
        (line(alert="20261125-1100-alpha\n"), not_valid("alert")),
        (line(at="2026-11-25T12:00:00"), not_valid("at")),
        (line(at="2026-11-45T12:00:00+09:00"), not_valid("at")),
        (line(id="1"), not_valid("id")),
        (line(cause="whim"), not_valid("cause")),
        ("[]\n", Message("send/ledger/no-record")),
        ("{\n", Message("send/ledger/no-json")),
        ('{"kind":"resumed","kind":"halted"}\n', Message("send/ledger/no-json")),
        (line()[:-1], Message("send/ledger/cut-off")),
    ],
)
def test_a_forged_line_is_refused(world: World, forged: str, reason: Message) -> None:
    world.activate()
    push_lines(world, forged)
    with pytest.raises(LedgerRefusal) as refused:
        world.ledger().read()
    assert refused.value.message == damaged(reason)


def test_what_breaks_the_schema_is_never_written(world: World) -> None:
    tip = world.activate().tip
    with raises(LedgerRefusal, "send/ledger/entry-damaged", what=not_valid("alert"), branch="dispatch-log"):
        world.ledger().append(record("held", NOON, None, alert="../x", cause="stop", reason="r"), tip)
    assert world.kinds() == ["activated"]


def test_what_was_found_sound_once_is_judged_by_its_bytes(world: World, tmp_path: Path) -> None:
    """The next process skips the schema for exactly these bytes; whatever does not fit is judged anew."""
    world.activate(state=tmp_path)
    world.ledger(tmp_path).write(lambda _: record("held", NOON, "sato", alert=ALPHA, cause="stop", reason="雨"))
    judged = judging(world, tmp_path)
    assert judged == []
    world.ledger().write(lambda _: record("went-on", NOON, "sato", alert=ALPHA))
    assert judging(world, tmp_path) == ["went-on"]  # the new tail alone
    assert judging(world, tmp_path) == []
    proof = tmp_path / PROOF_FILE
    for spoilt in (b"", b"\xff", proof.read_bytes()[:-1], proof.read_bytes().replace(b"1", b"2")):
        proof.write_bytes(spoilt)
        assert judging(world, tmp_path) == ["activated", "held", "went-on"], spoilt
    with pytest.MonkeyPatch.context() as upgraded:
        upgraded.setattr("haishin.send.ledger.records.version", lambda *files: "another program")
        assert judging(world, tmp_path) == ["activated", "held", "went-on"]
    assert judging(world, None) == ["activated", "held", "went-on"]


def judging(world: World, state: Path | None) -> list[str]:
    """The kinds of the records that a new process holds against the schema; it reads them all."""
    judged = []

    def violations(schema: Schema, value: Any) -> tuple[()]:
        judged.append(value["kind"])
        return ()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Schema, "violations", violations)
        view = world.ledger(state).read()
    assert view.records == world.ledger().read().records
    return judged


def test_a_line_that_was_forged_into_what_was_sound_is_refused(world: World, tmp_path: Path) -> None:
    """The digest of the proof covers every byte: nothing old passes unjudged because something new was sound."""
    world.activate(state=tmp_path)
    world.ledger(tmp_path).write(lambda _: halted())
    lines = git(world.remote, "show", "dispatch-log:ledger.jsonl").splitlines(keepends=True)
    (tmp_path / TIP_FILE).unlink()  # so that only the records themselves can tell
    push_lines(world, lines[0], line(cause="whim"), keep=False)
    with pytest.raises(LedgerRefusal) as refused:
        world.ledger(tmp_path).read()
    assert refused.value.message == damaged(not_valid("cause"))


def test_who_only_looks_leaves_no_proof(world: World, tmp_path: Path) -> None:
    world.activate()
    looking = Ledger(Git(world.clone), str(world.remote), SCHEMA, tmp_path, note=False)
    before = looking.read()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    assert looking.noting().read() is before  # nothing was read again, and now it is noted
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [PROOF_FILE, TIP_FILE]


def test_a_clone_with_a_work_tree_keeps_it_clean(world: World) -> None:
    world.activate()
    ledger = Ledger(Git(world.work), "origin", SCHEMA)
    ledger.write(lambda view: halted())
    assert git(world.work, "status", "--porcelain") == ""
    assert git(world.work, "branch", "--list", "dispatch-log") == ""


def test_a_state_folder_that_cannot_be_written_is_an_error(world: World, tmp_path: Path) -> None:
    world.activate()
    with pytest.raises(Exception, match="ledger-tip cannot be read or written"):
        world.ledger(tmp_path / "missing").read()


def test_a_full_disk_behind_the_push_takes_nothing_from_what_was_recorded(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.activate()
    ledger = world.ledger(tmp_path)
    ledger.read()

    def full(*paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ToolError) as told:
        ledger.write(lambda view: halted())
    message = told.value.message
    assert isinstance(message, Message)
    assert message.code == "send/ledger/in-force-all-the-same"
    assert TIP_FILE in message.en
    assert world.ledger().read().halted
