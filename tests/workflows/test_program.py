"""The pinned program, on a mail host in earnest, on a runner and where it pulls: nothing that is merged changes it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from haishin import __version__
from haishin.cli.update import _folder
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.errors import Refusal
from support.hub import built, zulu
from support.live import CHIEF, MAEBASHI, Live, merged, updated
from support.raising import raises

SUPERVISOR, OFFICER, STAFF = "koho-kocho-manager", "koho-kocho-officer", "koho-kocho-staff"
ROSTER = "schema/roster.yaml"
SHAPES = pytest.mark.parametrize("pull", [True, False], ids=["runner", "pulling host"])
EVIL = """\
import os
import re
with open({witness!r}, "a") as file:
    file.write(os.environ.get("HAISHIN_SMTP", "") + "\\n")
"""
SHELL = '#!/bin/sh\necho "$HAISHIN_SMTP" >>{witness}\n'
PUSHED: Mapping[str, Mapping[str, str]] = {
    "a library's name at the root": {f"{name}.py": EVIL for name in ("frontmatter", "yaml", "jsonschema", "json")},
    "the package's name at the root": {"haishin/__init__.py": EVIL, "haishin/__main__.py": EVIL},
    "what python starts with": {"sitecustomize.py": EVIL, "usercustomize.py": EVIL, "bootstrap.py": EVIL},
    "the program": {"scripts/bootstrap.py": EVIL, "scripts/send.py": EVIL, "scripts/haishin/__init__.py": EVIL},
    "a tracked python": {".venv/bin/python": SHELL},
    "a tracked command": {".venv/bin/haishin": SHELL},
    "a tracked path file": {".venv/lib/python3.11/site-packages/x.pth": "import os; open({witness!r}, 'w')"},
    "a lock file": {"requirements.lock": "evil==1 --hash=sha256:" + "0" * 64 + "\n"},
    "a build": {"pyproject.toml": "[build-system]\n", "setup.py": EVIL},
    "an attribute": {".gitattributes": "*.py filter=x\n"},
    "JSON Schemas": {"schema/alert.schema.json": "{{}}\n", "schema/ledger.schema.json": "{{}}\n"},
}  # fmt: skip


@pytest.mark.parametrize("pushed", PUSHED)
def test_what_was_pushed_never_runs_and_is_an_alarm_until_accepted(host: Live, pushed: str, tmp_path: Path) -> None:
    """A runner's checkout holds all of it."""
    witness = tmp_path / "witness"
    merged(host)
    for name, text in PUSHED[pushed].items():
        file = host.hub.folder / "clone" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(witness=str(witness)), encoding="utf-8")
        file.chmod(0o755)
    hub = host.hub
    hub.git("add", "--all", "--force", *PUSHED[pushed])
    hub.git("commit", "--quiet", "-m", "x")
    hub.git("push", "--quiet", "origin", "HEAD:refs/heads/main")
    commit = hub.git("rev-parse", "HEAD")
    hub.fake.commit(commit, hub.people[STAFF], *PUSHED[pushed], at=zulu(hub.now), message="x")
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken), witness.exists()) == (1, MAEBASHI, False), done.stderr
    for said in (done.stdout, *(host.run(verb).stdout for verb in ("plan", "status", "health"))):
        assert f"haishin accept {commit} --by アカウント名" in said
    assert host.run("accept", commit, "--by", SUPERVISOR).returncode == 0
    again = host.run("accept", commit, "--by", OFFICER)
    before = Message("send/accepted-before", commit=commit, by=SUPERVISOR, at=stamp(host.hub.now)).ja
    assert (again.returncode, before in again.stderr) == (1, True)
    assert f"haishin accept {commit}" not in host.run("status").stdout
    assert not witness.exists()


def approved(host: Live, files: Mapping[str, str]) -> str:
    """A change outside alerts/, approved by whom the guideline names, merged; the commit of main."""
    change = host.hub.open(files, CHIEF)
    host.hub.review(change, SUPERVISOR, "APPROVED")
    return host.hub.merge(change, CHIEF)


def written(host: Live, name: str) -> str:
    return (host.hub.folder / "clone" / name).read_text(encoding="utf-8")


def main_of(host: Live) -> str:
    return host.hub.git("rev-parse", "main", at=host.hub.remote)


def test_what_needs_nobody_s_word_is_not_recorded(host: Live) -> None:
    commit = approved(host, {"scripts/haishin/new.py": "# new\n"})
    merged(host)
    for named, code in ((commit, "proven-already"), (main_of(host), "no-such-change")):
        done = host.run("accept", named, "--by", SUPERVISOR)
        assert (done.returncode, Message(f"send/{code}", commit=named).ja in done.stderr) == (1, True), done.stderr
    assert [line["kind"] for line in host.hub.records()] == ["activated"]


@SHAPES
def test_a_merge_of_rules_needs_nothing_of_the_mail_host(host: Live, pull: bool) -> None:
    text = written(host, "schema/policy.yaml")
    approved(host, {"schema/policy.yaml": text.replace("max_age_minutes: 720", "max_age_minutes: 600")})
    merged(host)
    done = host.send(pull=pull)
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stdout + done.stderr
    claimed = next(line for line in host.hub.records() if line["kind"] == "claimed")
    assert claimed["schema"] == host.hub.git("rev-parse", "main:schema", at=host.hub.remote)


@pytest.mark.parametrize("name", ["scripts/haishin/new.py", "requirements.lock", "schema/policy.schema.json"])
def test_a_merge_of_the_program_is_an_alarm_from_the_first_run_and_stops_nothing(host: Live, name: str) -> None:
    before = written(host, name) if name.startswith("schema/") else ""
    approved(host, {name: f"{before}\n"})
    merged(host)
    part = "scripts" if name.startswith("scripts/") else name
    for verb in (("send", "--live"), ("plan",), ("status",), ("health", "--older-than", "60")):
        done = host.run(*verb)
        alarm = f"警報:動いているプログラムは main のものと違います({part})。"
        assert (done.returncode, alarm in done.stdout) == (1, True), done.stdout + done.stderr
    assert sorted(host.relay.taken) == MAEBASHI


def test_a_checkout_sends_nothing_live(host: Live) -> None:
    """Whatever lies in it: live mode is the installed program's alone."""
    merged(host)
    (host.program / "current").unlink()
    (host.program / "current").symlink_to(host.hub.folder / "clone")
    built(host.hub.folder / "clone")
    done = host.send()
    assert (done.returncode, host.relay.taken) == (1, []), done.stdout
    assert "本番の配信は、haishin update で入れたプログラム(current)でだけ行います。" in done.stderr


def test_a_form_that_is_not_known_with_a_second_change_behind_it_begins_nothing(host: Live) -> None:
    text = written(host, "schema/policy.yaml")
    approved(host, {"schema/policy.yaml": text.replace("form: 1", "form: 2")})
    approved(host, {"schema/policy.yaml": text})  # what the form meant meanwhile, nobody here can say
    merged(host)
    done = host.send(pull=False)
    assert (done.returncode, host.relay.taken) == (1, [])
    assert f"警報:main の schema/ の書式(form: 2, haishin {__version__})を、このプログラムは読めません。" in done.stdout
    proven = [line["commit"] for line in host.hub.records() if line["kind"] == "accepted"]
    assert len(proven) == 1


# --- update ----------------------------------------------------------------------------------------


def test_the_operator_changes_the_program_and_is_told_who_approved_what(host: Live) -> None:
    first = main_of(host)
    assert updated(host, first) == (0, f"今のプログラム({first[:12]})と同じです。\n")
    second = approved(host, {"scripts/haishin/new.py": "# new\n"})
    merged(host)
    assert host.send().returncode == 1
    assert updated(host, second, fail=True)[0] == 2
    assert sorted(host.relay.taken) == MAEBASHI  # a build that fails stops nothing
    merged(host, 1607)
    number = max(pull for pull, change in host.hub.fake.pulls.items() if change.merge_commit == second)
    newest = main_of(host)
    assert updated(host, newest) == (
        0,
        f"{second[:12]} #{number} 承認 {SUPERVISOR}\nプログラムを {newest[:12]} に替えました。\n",
    )
    assert (host.program / "current" / "scripts" / "haishin" / "new.py").exists()
    assert host.send().returncode == 0
    assert sorted(host.relay.taken) == sorted(MAEBASHI * 2)


@pytest.mark.parametrize("gone", [".", ".venv"])
def test_the_program_that_runs_is_made_again_where_it_is_gone(host: Live, gone: str) -> None:
    first, place = main_of(host), host.program / "current"
    shutil.rmtree(place.resolve() / gone)
    assert updated(host, first, fail=True)[0] == 2
    assert updated(host, first)[0] == 0
    assert (place.resolve().name, host.send().returncode) == (first, 0)


def test_a_mistyped_folder_is_not_made(host: Live, tmp_path: Path) -> None:
    with raises(Refusal, "cli/absent-program-folder", folder=tmp_path / "typo"):
        _folder(tmp_path / "typo")
    assert not (tmp_path / "typo").exists()


def test_what_nothing_proves_needs_the_word_of_somebody_who_answers_for_it(host: Live) -> None:
    host.hub.direct({"scripts/haishin/new.py": "# pushed\n"}, STAFF)
    commit, before = main_of(host), (host.program / "current").resolve()
    line = f"{commit[:12]} 承認を確かめられません。このコミットを作ったプルリクエストがありません。\n"
    code, said = updated(host, commit)
    assert (code, said.startswith(line)) == (1, True), said
    assert "プログラムを替えません" in said
    for by in (STAFF, CHIEF, "nobody"):
        assert updated(host, commit, "--by", by)[0] == 1
    assert (host.program / "current").resolve() == before
    code, said = updated(host, commit, "--by", SUPERVISOR)
    kept = Message("cli/word-not-kept", commit=commit, by=SUPERVISOR).ja
    assert (code, said) == (0, f"{line}プログラムを {commit[:12]} に替えました。\n{kept}\n")


def test_without_a_forge_the_ledger_tells_what_the_sender_has_proven(host: Live) -> None:
    commit = approved(host, {"scripts/haishin/new.py": "# new\n"})
    assert updated(host, commit, forge=False)[0] == 1  # nobody has looked at it yet
    host.send()
    code, said = updated(host, commit, forge=False)
    assert (code, "配信側が承認を確かめました" in said) == (0, True), said


def test_a_roster_that_nothing_proves_lets_nobody_answer_for_a_program(host: Live) -> None:
    """Whoever may push names himself first."""
    text = written(host, ROSTER)
    seat = "{role: supervisor, unit: koho-kocho, from: 2026-04-01, until: null}"
    mine = re.sub(r"(id: maebashi-manager\n(?:.*\n)*?    roles:\n)", rf"\1      - {seat}\n", text, count=1)
    assert mine != text
    host.hub.direct({ROSTER: mine}, CHIEF)
    host.hub.direct({"scripts/haishin/new.py": "# pushed\n"}, STAFF)
    assert updated(host, main_of(host), "--by", CHIEF)[0] == 1
    assert updated(host, main_of(host), "--by", SUPERVISOR)[0] == 0


def test_only_a_commit_of_main_s_own_line_can_be_a_program(host: Live) -> None:
    change = host.hub.open({"scripts/haishin/new.py": "# draft\n"}, CHIEF)
    head = change.commits[-1]
    host.hub.review(change, SUPERVISOR, "APPROVED")
    host.hub.merge(change, CHIEF, "merge")  # the draft's commit is in main's past, and not on its line
    for named in (head, "main", main_of(host)[:12], "f" * 40):
        code, said = updated(host, named)
        told = Message("send/not-on-main", commit=named, tip=main_of(host)).ja
        assert (code, told in said) == (1, True)


def test_an_older_program_needs_a_person_s_word(host: Live) -> None:
    first = main_of(host)
    second = approved(host, {"scripts/haishin/new.py": "# new\n"})
    assert updated(host, second)[0] == 0
    code, said = updated(host, first)
    assert (code, "に続くコミットではないため" in said) == (1, True)
    assert updated(host, first, "--by", SUPERVISOR)[0] == 0
    assert (host.program / "current").resolve().name == first


def test_a_main_that_went_back_gives_no_program(host: Live) -> None:
    first = main_of(host)
    approved(host, {"scripts/haishin/new.py": "# new\n"})
    merged(host)
    host.send()
    hub = host.hub
    other = hub.git("commit-tree", f"{first}^{{tree}}", "-p", first, "-m", "back")
    hub.git("push", "--quiet", "--force", "origin", f"{other}:refs/heads/main")
    code, said = updated(host, other)
    assert (code, "から続いていません" in said) == (1, True)


def test_the_first_program_of_a_new_host_is_asked_for_what_the_activation_has_not_seen(host: Live) -> None:
    host.hub.direct({"scripts/haishin/new.py": "# pushed\n"}, STAFF)
    (host.program / "current").unlink()
    code, said = updated(host, main_of(host))
    assert (code, said.startswith("ここに入れる最初のプログラムです。")) == (1, True)
    assert updated(host, main_of(host), "--by", SUPERVISOR)[0] == 0


def test_the_word_that_an_unproven_change_asks_for_is_given_as_it_is_printed(host: Live) -> None:
    merged(host)
    hub = host.hub
    hub.direct({"note.txt": "x"}, SUPERVISOR)
    told = host.send()
    assert (told.returncode, sorted(host.relay.taken)) == (1, MAEBASHI)
    (command,) = re.findall(r"haishin (accept \S+ --by アカウント名)", told.stdout)
    done = host.run(*command.replace("アカウント名", STAFF).split())
    assert (done.returncode, f"{STAFF} はこの操作をできません。" in done.stderr) == (1, True)
    done = host.run(*command.replace("アカウント名", SUPERVISOR).split())
    assert (done.returncode, f"{SUPERVISOR} は、この変更を書いた本人です。" in done.stderr) == (1, True)
    done = host.run(*command.replace("アカウント名", OFFICER).split())  # her deputy
    assert done.returncode == 0, done.stderr
    done = host.send()
    assert done.returncode == 0, done.stdout + done.stderr
