"""``haishin publish FOLDER`` over real git: what it makes, what it refuses, and what a failure leaves and notes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from contextlib import chdir
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from haishin.cli import main, publishing
from haishin.consult.main import Main
from haishin.core.last_build import LastBuild, last_build
from haishin.core.repository.git import GitError
from haishin.core.state import StateFolder
from haishin.office.publishing.placing import place
from haishin.send.ledger.records import BRANCH, FILE
from haishin.send.ledger.stops import Stops
from support.contract import publishing_contract, shipped
from support.folders import kept
from support.year import BEGIN, write_year

NOW = BEGIN + timedelta(days=360)
BEFORE = {"index.html": "before"}
REPOSITORY = "a" * 32
QUIET = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}


@cache
def year() -> Path:
    """A clone of a year of 24 alerts beside its remote."""
    folder = kept()
    (folder / "remote.git").mkdir()
    write_year(folder / "remote.git", 24)
    git(folder, "clone", "--quiet", "remote.git", "clone")
    return folder


def git(folder: Path, *words: str, data: bytes = b"") -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=QUIET, input=data, capture_output=True, check=True)
    return done.stdout.decode()


class Host:
    """A mail host with a copy of the year."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(year(), folder, dirs_exist_ok=True)
        self.folder, self.site, self.state = folder, folder / "site", StateFolder(folder / "state")
        self.remote, self.clone = folder / "remote.git", folder / "clone"
        self.state.root.mkdir(mode=0o700)
        git(self.clone, "remote", "set-url", "origin", str(self.remote))

    def publish(self, site: Path | None = None, **environment: str) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        told = {**QUIET, "HAISHIN_STATE": str(self.state.root), **environment}
        with chdir(self.clone):
            words = ("--lang", "en", "publish", str(site or self.site))
            code = main(words, told, out, err, io.BytesIO(), io.StringIO(), lambda: NOW)
        return code, out.getvalue() + err.getvalue()

    def noted(self) -> str | None:
        """The code of the last build; it must be noted, with its time."""
        build = last_build(self.state)
        assert build is not None
        assert build.at == NOW
        return build.failed


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_the_year_is_published(host: Host) -> None:
    """Of its 24 alerts two were sealed in the last 30 days."""
    assert host.publish() == (
        0,
        f"{host.site} is made: 2 alert(s) with their text, 22 with time, area and category alone.\n",
    )
    assert host.noted() is None
    assert last_build(host.state) == LastBuild(NOW, None, str(host.site))
    made = held(host.site)
    assert sum(path.startswith("alerts/") for path in made) == 24
    assert sum("お菓子をあげる" in text for path, text in made.items() if path.startswith("alerts/")) == 2
    assert len(json.loads(made["index.json"])["items"]) == len(json.loads(made["stations/maebashi.json"])["items"]) == 2
    assert re.findall("<b>(.*?)</b>", made["genuine.html"]) == ["前橋 2027-21", "前橋 2027-20"]
    assert (git(host.clone, "status", "--porcelain"), host.site.is_symlink()) == ("", True)


def stopped(host: Host, *names: str) -> None:
    for name in names:
        git(host.remote, "update-ref", f"refs/heads/stop/{name}", BRANCH)


def texts(host: Host) -> list[str]:
    """The pages of alerts that show a text."""
    return sorted(path for path, text in held(host.site).items() if path[:7] == "alerts/" and "お菓子を" in text)


def test_a_stop_that_no_sender_has_recorded_yet_takes_its_text_off_the_list(host: Host) -> None:
    """One of all says of no text that it is wrong; if the remote cannot be asked the list of before stays."""
    host.publish()
    first, second = texts(host)
    stopped(host, "all", "20261125-0000-nobody")
    assert (host.publish()[0], texts(host)) == (0, [first, second])
    stopped(host, Path(first).stem)
    assert host.publish() == (
        0,
        f"{host.site} is made: 1 alert(s) with their text, 23 with time, area and category alone.\n",
    )
    assert texts(host) == [second]
    assert [path for path, text in held(host.site).items() if Path(first).stem in path and "お菓子を" in text] == []
    git(host.remote, "update-ref", "-d", f"refs/heads/stop/{Path(first).stem}")
    assert (host.publish()[0], texts(host)) == (0, [first, second])


def test_without_an_answer_on_stops_the_list_of_before_stays(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    place(host.site, REPOSITORY, BEFORE.items())

    def silent(*_: object) -> Stops:
        raise GitError(("ls-remote",), 128, "fatal: no answer")

    monkeypatch.setattr(publishing, "stops", silent)
    assert (host.publish()[0], held(host.site), host.noted()) == (2, BEFORE, "git-failed")


def test_a_text_that_is_gone_replaces_nothing(host: Host) -> None:
    place(host.site, REPOSITORY, BEFORE.items())
    rewrite(host, "claimed", blob="0" * 39 + "1")
    code, said = host.publish()
    assert (code, held(host.site)) == (2, BEFORE), said
    assert host.noted() == "git-failed"


def rewrite(host: Host, kind: str, **fields: object) -> None:
    """Let the last record of that kind say otherwise."""
    lines = git(host.remote, "cat-file", "blob", f"{BRANCH}:{FILE}").splitlines()
    place = max(number for number, line in enumerate(lines) if json.loads(line)["kind"] == kind)
    lines[place] = json.dumps({**json.loads(lines[place]), **fields})
    data = "".join(f"{line}\n" for line in lines).encode()
    blob = git(host.remote, "hash-object", "-w", "--stdin", data=data).strip()
    tree = git(host.remote, "mktree", data=f"100644 blob {blob}\t{FILE}\n".encode()).strip()
    by = ("-c", "user.name=t", "-c", "user.email=t@localhost.invalid")
    commit = git(host.remote, *by, "commit-tree", tree, "-p", BRANCH, "-m", "x").strip()
    git(host.remote, "update-ref", f"refs/heads/{BRANCH}", commit)


def test_a_ledger_that_cannot_be_read_replaces_nothing(host: Host) -> None:
    place(host.site, REPOSITORY, BEFORE.items())
    rewrite(host, "claimed", at="yesterday")
    assert (host.publish()[0], held(host.site)) == (2, BEFORE)
    assert host.noted() == "line-damaged"
    git(host.remote, "update-ref", "-d", "refs/heads/dispatch-log")
    assert (host.publish()[0], held(host.site)) == (2, BEFORE)


def test_a_folder_of_somebody_else_is_refused_and_noted(host: Host) -> None:
    host.site.mkdir()
    (host.site / "mine").write_text("mine")
    code, said = host.publish()
    assert (code, host.noted(), held(host.site)) == (1, "not-ours", {"mine": "mine"})
    assert "Name a new or an empty folder." in said
    assert host.publish(host.clone / "site")[0] == 1
    assert host.noted() == "in-work-tree"


def test_without_a_state_folder_nothing_is_noted(host: Host) -> None:
    host.state.root.rmdir()
    assert host.publish()[0] == 0
    assert not host.state.root.exists()


def test_an_unforeseen_fault_is_noted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "Pages", None)
    assert host.publish()[0] == 2
    assert host.noted() == "unforeseen"


def test_a_second_place_is_refused_until_the_first_is_gone(host: Host) -> None:
    """Nobody would rebuild the first, and what was cancelled would stand there for ever."""
    host.publish()
    there, moved = held(host.site), host.folder / "moved"
    code, said = host.publish(moved)
    assert (code, host.noted(), moved.exists()) == (1, "elsewhere", False)
    assert f"first remove {host.site} and what begins with .site.haishin- beside it" in said
    (host.folder / "www").symlink_to(".")
    assert host.publish(host.folder / "www" / "site")[0] == 0  # the same place by another name
    assert (held(host.site), host.noted()) == (there, None)
    [behind] = host.folder.glob(".site.haishin-*")
    host.site.unlink()  # what it led to still holds the texts
    assert (host.publish(moved)[0], host.noted(), moved.exists()) == (1, "elsewhere", False)
    shutil.rmtree(behind)
    assert host.publish(moved)[0] == 0
    assert last_build(host.state) == LastBuild(NOW, None, str(moved))


def test_a_build_that_fails_leaves_on_record_where_the_list_stands(host: Host) -> None:
    host.publish()
    rewrite(host, "claimed", at="yesterday")
    assert host.publish()[0] == 2
    assert last_build(host.state) == LastBuild(NOW, "line-damaged", str(host.site))


def test_a_rehearsal_is_shown_in_a_folder_of_its_own_by_its_own_clock_and_every_page_says_so(host: Host) -> None:
    earlier = (NOW - timedelta(days=1)).isoformat()
    code, said = host.publish(HAISHIN_NOW=earlier)
    assert (code, host.noted(), host.site.exists()) == (1, "other-clock", False), said
    host.publish()
    live = held(host.site)
    assert [path for path, text in live.items() if "予行演習" in text] == []
    rewrite(host, "activated", rehearsal=True, repository="d" * 32)
    code, said = host.publish()
    assert (code, host.noted(), held(host.site)) == (1, "not-ours", live), said
    host.state = StateFolder(host.folder / "rehearsal")
    shown = host.folder / "shown"
    assert host.publish(shown, HAISHIN_NOW=earlier)[0] == 0
    assert held(shown).keys() == live.keys()
    assert [path for path, text in held(shown).items() if "予行演習" not in text] == ["style.css"]
    assert datetime.fromisoformat(earlier).strftime("%-d日") in held(shown)["index.html"]


def test_without_an_address_nothing_is_published(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Main, "contract_by", lambda *_: shipped())
    code, said = host.publish()
    assert (code, host.noted()) == (1, "no-site")
    assert f"then remove site, {host.site} and what begins with .{host.site.name}.haishin- beside it" in said


def test_rows_that_policy_publishes_no_more_leave_the_site(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    place(host.site, REPOSITORY, {"alerts/a.html": "a"}.items())
    policy = publishing_contract().policy
    none = replace(policy, table=tuple(replace(row, publish_days=None) for row in policy.table))
    monkeypatch.setattr(Main, "contract_by", lambda *_: replace(publishing_contract(), policy=none))
    assert host.publish()[0] == 0
    assert [path for path in held(host.site) if path.startswith("alerts/")] == []
