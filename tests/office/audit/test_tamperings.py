"""Each tampering of ``tests/examples/audit/tamperings.yaml`` is named by its code; what nobody touched says nothing.

The sender, its journal, git and the forge's API are real; a tampering changes the branch, the journal or the forge, and
all is put back behind it.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from haishin.cli import main
from haishin.core.repository.git import Git, commit_files
from haishin.send.ledger.ledger import _message
from haishin.send.ledger.records import FILE, line_of, new_id, record
from support.force import ROOT
from support.github import BOT, Answer, Change, user
from support.hub import moment, zulu
from support.live import CAUTION, CHIEF, DRAFTER, MAEBASHI, Live, _forge, live, merged, path
from support.live import prepared_live as prepared_live
from support.sending import merge, ok, service

ROWS = yaml.safe_load((ROOT / "tests/examples/audit/tamperings.yaml").read_text("utf-8"))
FIRST, LATER = "20261125-1606-koekake", "20261125-1640-koekake"
ALERTS = {"first": FIRST, "later": LATER, "none": None}
Record = dict[str, Any]


@dataclass
class Audited:
    """What the verb said."""

    code: int
    lines: list[Record]
    said: str

    @property
    def codes(self) -> set[str]:
        return {one["code"] for line in self.lines for one in line["differs"]}

    @property
    def unasked(self) -> set[str]:
        return {one["code"] for line in self.lines for one in line["unasked"]}


def audit(
    host: Live, *words: str, state: Path | None = None, folder: Path | None = None, forge: bool = True
) -> Audited:
    """``haishin audit`` by somebody with a clone; ``state``: he is on the mail host."""
    told = {"PATH": os.environ["PATH"], "HOME": str(host.hub.folder), "GIT_CONFIG_GLOBAL": os.devnull}
    told |= {"HAISHIN_STATE": str(state or host.hub.folder / "no state")}
    if forge:
        told |= _forge(host.hub)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder or host.host):
        code = main(["audit", *words], told, out, err, io.BytesIO(), io.StringIO(), lambda: host.hub.now)
    said = out.getvalue()
    lines = [json.loads(line) for line in said.splitlines()] if "json" in words else []
    return Audited(code, lines, said + err.getvalue())


@pytest.fixture(scope="module")
def host(prepared_live: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """An alert that was mailed, and the correction that ended it."""
    with live(prepared_live, tmp_path_factory.mktemp("audit") / "live") as started:
        merged(started)
        assert started.send().returncode == 0
        hub = started.hub
        hub.now = moment("25 16:40")
        text = CAUTION.replace("---\n", f"---\nfollows: {{alert: {FIRST}, as: correction}}\n", 1)
        change = hub.open({path(1640): text}, DRAFTER)
        hub.review(change, CHIEF, "APPROVED")
        hub.merge(change, DRAFTER)
        done = started.send()
        assert (done.returncode, sorted(started.relay.taken)) == (0, sorted(MAEBASHI * 2)), done.stdout + done.stderr
        yield started


# --- the hands of a tamperer ------------------------------------------------------------------------


def records_of(host: Live) -> list[Record]:
    return host.hub.records()


def find(records: Sequence[Record], words: str) -> int:
    kind, whose = words.split(" ")
    return next(place for place, one in enumerate(records) if one["kind"] == kind and one.get("alert") == ALERTS[whose])


def changed(host: Live, row: Mapping[str, Any], tree: str) -> list[Record]:
    """The records as the row would have them."""
    records = copy.deepcopy(records_of(host))
    names = {
        "@other-text": host.hub.git("rev-parse", f"main:{path(1640)}", at=host.hub.remote),
        "@start": host.hub.git("rev-list", "--max-parents=0", "main", at=host.hub.remote),
        "@draft": host.hub.git("rev-parse", "refs/pull/7/head", at=host.hub.remote),
        "@schema-now": tree,
        "@main-now": host.hub.git("rev-parse", "main", at=host.hub.remote),
    }
    for where, words in (("claim", "claimed first"), ("later", "claimed later"), ("seal", "sealed first")):
        fields = {
            name: names.get(value, value) if isinstance(value, str) else value
            for name, value in row.get(where, {}).items()
        }
        one = records[find(records, words)]
        if "approvals" in fields:
            given = one["approvals"][0]
            fields["approvals"] = [
                {**given, **{name: names.get(value, value) for name, value in more.items()}}
                for more in fields["approvals"]
            ]
        one |= fields
    for words in row.get("repeat", ()):
        records.append({**records[find(records, words)], **({} if row.get("how") == "on-top" else {"id": new_id()})})
    if "swap" in row:
        one, other = (find(records, words) for words in row["swap"])
        records[one], records[other] = records[other], records[one]
    gone = {find(records, words) for words in row.get("drop", ())}
    return [one for place, one in enumerate(records) if place not in gone]


def bytes_of(records: Sequence[Record]) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for one in records)


def written_anew(git: Git, records: Sequence[Record]) -> str:
    """A branch of these records, a commit each, as the sender writes it."""
    tip, data = None, b""
    for one in records:
        fields = {name: value for name, value in one.items() if name not in ("kind", "at", "by", "id")}
        at = datetime.fromisoformat(one["at"])
        entry = record(one["kind"], at, one["by"], **fields)
        object.__setattr__(entry, "id", one["id"])
        data += line_of(entry)
        tip = commit_files(git, {FILE: data}, at, _message([entry]), tip)
    assert tip is not None
    return tip


def tampered(host: Live, row: Mapping[str, Any], tree: str) -> str | None:
    """The tip of the branch behind the tamperer; None: he left it."""
    git = Git(host.hub.remote)
    tip, how = host.hub.git("rev-parse", "dispatch-log", at=host.hub.remote), row.get("how", "rewritten")
    if how == "cut":
        return host.hub.git("rev-parse", "dispatch-log~2", at=host.hub.remote)
    records = changed(host, row, tree)
    if records == records_of(host):
        return None
    if how == "rewritten":
        return written_anew(git, records)
    words, parent = ("beat.json",), tip
    if how == "amended":
        last = git.text("log", "-1", "--format=%H", "dispatch-log", "--", FILE)
        words, parent = (
            tuple(git.text("show", "-s", "--format=%B", last).split("\n")),
            git.text("rev-parse", f"{last}^"),
        )
    return commit_files(git, {FILE: bytes_of(records)}, moment("26 09:00"), words, parent)


def at_the_forge(host: Live, how: str, change: Change) -> None:
    fake = host.hub.fake
    match how:
        case "dismiss":
            change.reviews[0]["state"] = "DISMISSED"
            change.events.append(
                {
                    "event": "review_dismissed",
                    "actor": BOT,
                    "dismissed_review": {
                        "state": "approved",
                        "review_id": change.reviews[0]["id"],
                        "dismissal_message": "x",
                    },
                    "created_at": zulu(moment("26 09:00")),
                }
            )
        case "forget":
            change.reviews.clear()
            change.events[:] = [one for one in change.events if one["event"] != "reviewed"]
        case "recommit":
            start = host.hub.git("rev-list", "--max-parents=0", "main", at=host.hub.remote)
            for one in (change.reviews[0], *change.events[1:]):
                one["commit_id"] = start
        case "renumber":
            other = fake.pulls[8]
            change.merge_commit, other.merge_commit = other.merge_commit, change.merge_commit
        case "merge":
            change.merge_commit = "1" * 40
        case "author":
            change.author = host.hub.people["maebashi-officer"]
        case "remerge":
            change.merged_at = "2026-11-25T07:12:00Z"
        case "account":
            for one in (change.reviews[0], *change.events[1:]):
                one["user"] = user(CHIEF, 666)
        case "untick":
            change.body = (change.body or "").replace("[x]", "[ ]")


@pytest.fixture
def put_back(host: Live) -> Iterator[None]:
    hub = host.hub
    tip, main_ = (hub.git("rev-parse", name, at=hub.remote) for name in ("dispatch-log", "main"))
    pulls = copy.deepcopy(hub.fake.pulls)
    yield
    hub.git("update-ref", "refs/heads/dispatch-log", tip, at=hub.remote)
    hub.git("update-ref", "refs/heads/main", main_, at=hub.remote)
    hub.git("checkout", "--quiet", "main")
    hub.git("reset", "--quiet", "--hard", main_)
    hub.fake.pulls = pulls


def other_roster(host: Live) -> str:
    """Main has one more manager, and the tree of its schema."""
    hub = host.hub
    file = hub.folder / "clone" / "schema" / "roster.yaml"
    hub.git("checkout", "--quiet", "main")
    text = file.read_text("utf-8").replace("id: maebashi-manager", "id: forger", 1)
    hub.direct({"schema/roster.yaml": text}, CHIEF)
    return hub.git("rev-parse", "main:schema", at=hub.remote)


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_tampering_is_named(host: Live, row: Mapping[str, Any], tmp_path: Path) -> None:
    tree = other_roster(host) if "roster" in row else ""
    state = tmp_path / "state"
    shutil.copytree(host.hub.state, state)
    if "journal" in row:
        with contextlib.closing(sqlite3.connect(state / "journal.sqlite", isolation_level=None)) as journal:
            journal.execute(row["journal"])
    if "forge" in row:
        at_the_forge(host, row["forge"], host.hub.fake.pulls[7])
    if "main" in row:
        text = None if row["main"] == "remove" else CAUTION.replace("黒色の上着", "青色の上着")
        host.hub.git("checkout", "--quiet", "main")
        host.hub.direct({path(1606): text}, DRAFTER)
    tip = tampered(host, row, tree)
    if tip is not None:
        host.hub.git("update-ref", "refs/heads/dispatch-log", tip, at=host.hub.remote)
    found = audit(host, "--format", "json", state=state)
    assert (set(row["codes"]) - found.codes, found.unasked, found.code) == (set(), set(), 1), found.said
    rewritten = {"ledger-rewound"} if tip is not None and row.get("how", "rewritten") != "on-top" else set()
    assert found.codes - {*row["codes"], *row.get("beside", ())} - rewritten - {"verdict"} == set(), found.said
    offline = audit(host, "--format", "json", "--offline", state=state, forge=False)
    assert set(row.get("offline", row["codes"])) <= offline.codes, offline.said


def test_what_nobody_touched_says_nothing(host: Live) -> None:
    for words in ((), ("--offline",)):
        found = audit(host, "--format", "json", *words, state=host.hub.state)
        assert (found.code, found.codes, found.unasked) == (0, set(), set()), found.said
        assert [line.get("alert") for line in found.lines] == [FIRST, LATER, None]


def test_a_rehearsal_is_audited_too(tmp_path: Path) -> None:
    scratch = service(tmp_path / "force", ["r00@residents.example.jp"])
    merge(scratch)
    ok(scratch.run("send"))
    for words in ((), ("--offline",)):
        done = scratch.run("--lang", "en", "audit", *words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert done.stdout.splitlines()[-1] == "1 alert(s) audited: sound in all that was asked."


# --- what cannot be asked -------------------------------------------------------------------------


def replaced(host: Live, data: bytes) -> None:
    git = Git(host.hub.remote)
    tip = commit_files(git, {FILE: data}, moment("26 09:00"), ("x",), git.text("rev-parse", "dispatch-log"))
    host.hub.git("update-ref", "refs/heads/dispatch-log", tip, at=host.hub.remote)


@pytest.mark.usefixtures("put_back")
def test_a_ledger_that_cannot_be_read_is_never_sound(host: Live) -> None:
    lines = bytes_of(records_of(host)).splitlines(keepends=True)
    replaced(host, b"".join([*lines[:2], b"{\n", *lines[3:]]))
    found = audit(host, "--offline", "--format", "json")
    assert (found.code, found.unasked) == (2, {"ledger"})
    assert found.codes == {"ledger-added", "ledger-dropped"}
    host.hub.git("update-ref", "-d", "refs/heads/dispatch-log", at=host.hub.remote)
    found = audit(host, "--offline")
    assert (found.code, "台帳のブランチ dispatch-log がありません" in found.said) == (2, True)


def test_a_text_that_is_gone_is_never_sound(host: Live, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(host.host, clone)
    blob = host.hub.git("rev-parse", f"main:{path(1606)}", at=host.hub.remote)
    for number, pack in enumerate((clone / ".git" / "objects" / "pack").glob("*.pack")):
        moved = pack.rename(tmp_path / f"{number}.pack")
        subprocess.run(["git", "unpack-objects", "-q"], cwd=clone, input=moved.read_bytes(), check=True)
    (clone / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = audit(host, "--offline", "--format", "json", folder=clone)
    assert (found.code, found.codes, found.unasked) == (2, set(), {"blob"})


@pytest.mark.usefixtures("put_back")
def test_a_reviewed_commit_that_is_gone_is_never_sound(host: Live) -> None:
    records = records_of(host)
    records[find(records, "claimed first")]["approvals"][0]["commit"] = "f" * 40
    tip = written_anew(Git(host.hub.remote), records)
    host.hub.git("update-ref", "refs/heads/dispatch-log", tip, at=host.hub.remote)
    found = audit(host, "--offline", "--format", "json")
    assert (found.code, found.codes, found.unasked) == (2, set(), {"reviewed"})


def test_a_forge_that_cannot_be_asked_is_never_sound(host: Live) -> None:
    found = audit(host, "--format", "json", forge=False)
    assert (found.code, found.codes, found.unasked) == (2, set(), {"forge"})
    host.hub.fake.fault = lambda asked, answer: Answer(403, {"message": "Forbidden"})
    try:
        found = audit(host, "--format", "json")
        assert (found.code, found.codes, found.unasked) == (2, set(), {"pull"})
        said = audit(host, "--lang", "en").said
    finally:
        host.hub.fake.fault = lambda asked, answer: None
    assert said.splitlines()[-1].startswith("2 alert(s) audited, and not all could be asked (0 disagreement(s))")


# --- what it says ---------------------------------------------------------------------------------


def test_who_approved_which_bytes_by_which_rule_and_when_it_went(host: Live) -> None:
    (line, whole) = audit(host, "--format", "json", "--since", "2026-11-25", state=host.hub.state).lines[::2]
    blob = host.hub.git("rev-parse", f"main:{path(1606)}", at=host.hub.remote)
    (approval,) = line["approvals"]
    assert (line["alert"], line["blob"], line["pull"], line["drafter"]) == (FIRST, blob, 7, DRAFTER)
    assert (approval["person"], approval["role"], approval["clause"]) == (CHIEF, "manager", "3(2)")
    assert (line["approved_at"], line["state"]) == ("2026-11-25T07:10:00+00:00", "sealed")
    assert line["accepted_at"] is not None
    assert whole == {"alerts": 2, "asked": {"forge": True, "journal": True}, "exit": 0, "differs": [], "unasked": []}
    assert [line.get("alert") for line in audit(host, "--format", "json", "--since", "2026-11-26").lines] == [None]


def test_what_was_not_asked_is_said(host: Live) -> None:
    found = audit(host, "--offline")
    assert found.code == 0
    assert found.said.splitlines() == [
        "フォージには聞いていません。プルリクエストのこと(レビューの取消し、起案者、マージの時刻、「広報済」、確認欄)は台帳のとおりとしました。",
        "ここには配信記録がありません。正確な人数とは比べていません(メールを送る機械で実行すると比べます)。",
        "2 件を調べました。聞けたことはすべて合っています。",
    ]
