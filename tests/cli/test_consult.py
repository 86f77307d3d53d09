"""``scripts/consult.py``: the sweep from the command's side, and the offline forge as ever."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from haishin.cli.consulting import VERBS
from haishin.cli.context import CommandContext
from haishin.cli.verbs import parser
from haishin.consult.review import sweeping
from support.commands import Scratch, review
from support.environment import complete
from support.github import REPOSITORY, TOKEN, Answer, Change, FakeGitHub, running, user
from support.review import OPENED, TEXT, numbers, who

ALERT = "20261125-1606-koekake"
PATH = f"alerts/maebashi/2026/{ALERT}.md"
FOREIGN = ("HAISHIN_", "GITHUB_", "COVERAGE_")
STATUS_TOKEN = "token-of-the-status"
SUMMARY = "プルリクエスト 1 件を判定しました(判定できないもの {failed} 件)。書き込み {written} 件、API {calls} 回。\n"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """Numbered people, a rehearsal's ledger, and number 7 on the remote."""
    made = Scratch(tmp_path_factory.mktemp("consult"))
    roster = made.copy / "schema" / "roster.yaml"
    text = roster.read_text(encoding="utf-8")
    for login, number in numbers().items():
        text = text.replace(f"login: {login}, account: null", f"login: {login}, account: {number}")
    roster.write_text(text, encoding="utf-8")
    (made.copy / "requirements.lock").write_text("", encoding="ascii")
    complete(made.copy)
    made.commit("our people")
    assert made.run("ledger", "init", "--rehearsal", now=None).returncode == 0
    return made


def proposed(scratch: Scratch, path: str, text: str) -> FakeGitHub:
    """The fake with that file as number 7, approved by the manager."""
    base = scratch.git("rev-parse", "HEAD").strip()
    scratch.draft(path, text)
    scratch.git("add", "--all", ".")
    scratch.git("commit", "--quiet", "-m", "draft")
    head = scratch.git("rev-parse", "HEAD").strip()
    blob = scratch.git("rev-parse", f"HEAD:{path}").strip()
    scratch.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/head")
    scratch.git("reset", "--quiet", "--hard", base)
    fake = FakeGitHub()
    fake.commit(head, who("maebashi-staff"), path)
    files = [{"filename": path, "status": "added", "sha": blob}]
    change = Change(7, who("maebashi-staff"), [head], files, created_at=OPENED)
    change.events.append({"event": "committed", "sha": head})
    change.review(502, who("maebashi-manager"), "APPROVED", "2026-11-25T07:20:00Z", head)
    fake.pulls[7] = change
    return fake


def consult(scratch: Scratch, env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python scripts/consult.py`` as a workflow runs it; not measured, since it runs the copy's own files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return subprocess.run(
        [sys.executable, "scripts/consult.py", *arguments],
        cwd=scratch.copy,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "GIT_CONFIG_GLOBAL": os.devnull, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def sweep(scratch: Scratch, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The verb that it calls, in this process."""
    without = {name: None for name in os.environ if name.startswith(FOREIGN)}
    return scratch.run("consult", now=None, env={**without, "HAISHIN_STATE": None, **env})


def env(fake: FakeGitHub, **more: str) -> dict[str, str]:
    return {
        "HAISHIN_FORGE": f"github:{REPOSITORY}",
        "HAISHIN_FORGE_URL": fake.base,
        "HAISHIN_FORGE_TOKEN": TOKEN,
        "HAISHIN_NOW": "2026-11-25T16:30+09:00",
        "GITHUB_ACTIONS": "true",
        **more,
    }


def test_a_sweep_writes_status_and_comment_and_says_how_much_it_asked(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    with running(fake):
        done = consult(scratch, env(fake))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == SUMMARY.format(failed=0, written=3, calls=len(fake.asked))
    [status] = next(iter(fake.statuses.values()))
    assert (status["state"], status["description"]) == (
        "success",
        "長井さん:承認がそろいました。「Squash and merge」を押してください。配信予定 マージ後すぐ",
    )
    assert (
        "\n### 長井さん&#58;承認がそろいました。「Squash and merge」を押してください"
        "&#40;押すと配信され、取り消せません&#41;\n" in fake.pulls[7].comments[0]["body"]
    )
    for word in ("声かけ", "児童", TOKEN, PATH, ALERT):
        assert word not in done.stdout + done.stderr


def test_the_status_goes_by_its_own_token(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    with running(fake):
        nameless = sweep(scratch, env(fake, HAISHIN_STATUS_TOKEN=STATUS_TOKEN))
        assert (nameless.returncode, fake.asked) == (2, [])
        told = {"HAISHIN_STATUS_TOKEN": STATUS_TOKEN, "HAISHIN_STATUS_LOGIN": "consultation[bot]"}
        done = sweep(scratch, env(fake, **told, HAISHIN_LANG="en"))
    assert nameless.stderr == (
        "状態を書くアカウントの名前が分かりません。\n"
        "→ HAISHIN_STATUS_LOGIN にログイン名(App は「名前[bot]」)を設定してください。\n"
    )
    assert done.returncode == 2  # the fake knows the other token alone
    assert fake.statuses == {}
    assert len(fake.pulls[7].comments) == 1
    assert "1 pull request(s) judged, 1 of them in vain" in done.stdout
    assert "401" in done.stderr


def test_the_app_says_it_again_where_another_account_said_the_same(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    app = {"HAISHIN_STATUS_TOKEN": TOKEN, "HAISHIN_STATUS_LOGIN": "consultation[bot]"}
    with running(fake):
        assert sweep(scratch, env(fake)).returncode == 0
        fake.teller = user("consultation[bot]", 9)
        for _ in range(2):
            assert sweep(scratch, env(fake, **app)).returncode == 0
    [said] = fake.statuses.values()
    assert [one["creator"]["login"] for one in said] == ["github-actions[bot]", "consultation[bot]"]
    assert len({(one["state"], one["description"]) for one in said}) == 1


def test_what_cannot_be_judged_ends_with_2_and_the_old_comments_with_a_line(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    fake.fault = lambda asked, _: (
        Answer(403, {}) if asked.route.endswith("timeline") or asked.query.get("state") == "closed" else None
    )
    with running(fake):
        done = sweep(scratch, env(fake))
    assert done.returncode == 2
    [status] = next(iter(fake.statuses.values()))
    assert status["state"] == "error"
    assert [line.partition("(")[0] for line in done.stderr.splitlines()] == [
        "#7: GitHub が応じません",
        "GitHub が応じません",
    ]


def test_a_list_that_cannot_be_read_ends_the_sweep(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    fake.fault = lambda asked, _: Answer(403, {}) if asked.query.get("state") == "open" else None
    with running(fake):
        done = sweep(scratch, env(fake))
    assert (done.returncode, done.stdout, fake.statuses) == (2, "", {})
    assert done.stderr.startswith("GitHub が応じません(repos/kenkei/haishin/pulls、403)。")


def test_main_that_cannot_be_read_leaves_no_status_green(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    told = env(fake, HAISHIN_REMOTE="nowhere")
    del told["HAISHIN_NOW"]
    with running(fake):
        done = sweep(scratch, {**told, "HAISHIN_FORGE_URL": fake.base})
    assert done.returncode == 2
    [status] = next(iter(fake.statuses.values()))
    assert status["state"] == "error"


def test_a_set_clock_needs_a_ledger_that_allows_it(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    bare = scratch.folder / "without-ledger.git"
    scratch.git("clone", "--quiet", "--bare", "--single-branch", str(scratch.remote), str(bare))
    with running(fake):
        done = sweep(scratch, env(fake, HAISHIN_REMOTE=str(bare)))
    assert done.returncode == 1
    assert "台帳" in done.stderr
    assert fake.statuses == {}


def test_it_stays_for_what_falls_due_and_sweeps_at_each_of_those_minutes(scratch: Scratch) -> None:
    robbery = TEXT.replace("category: suspicious-person", "category: crime").replace("case: approach", "case: robbery")
    fake = proposed(scratch, PATH, robbery)
    fake.pulls[7].reviews.clear()
    fake.pulls[7].events[:] = [one for one in fake.pulls[7].events if one["event"] == "committed"]
    now, slept = [datetime.fromisoformat(OPENED)], []
    fake.clock = OPENED

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += timedelta(seconds=seconds)

    out = io.StringIO()
    with running(fake):
        told = {name: value for name, value in env(fake).items() if name != "HAISHIN_NOW"}
        world = CommandContext(
            scratch.copy,
            told,
            out,
            io.StringIO(),
            io.BytesIO(),
            io.StringIO(),
            "ja",
            lambda: now[0],
            sleep=sleep,
        )
        code = VERBS["consult"](parser({}).parse_args(["consult", "--stay", "30"]), world)
        assert (code, slept, out.getvalue().count("プルリクエスト 1 件を判定しました")) == (
            0,
            [120.0, 120.0, 60.0] * 2,
            7,
        )
        told["HAISHIN_NOW"] = "2026-11-25T16:00+09:00"  # such a clock never comes to a later minute
        assert VERBS["consult"](parser({}).parse_args(["consult", "--stay", "30"]), world) == 0
    assert len(slept) == 6


def test_outside_a_workflow_the_writer_is_named(scratch: Scratch) -> None:
    fake = proposed(scratch, PATH, TEXT)
    with running(fake):
        refused = sweep(scratch, env(fake, GITHUB_ACTIONS="false"))
        assert (refused.returncode, fake.asked) == (2, [])
        assert "HAISHIN_FORGE_LOGIN" in refused.stderr
        done = sweep(scratch, env(fake, GITHUB_ACTIONS="false", HAISHIN_FORGE_LOGIN="github-actions[bot]"))
    assert done.returncode == 0


@pytest.mark.parametrize("forge", ["gitlab:x/y", "file:nowhere", "github:"])
def test_without_a_forge_there_is_nothing_to_judge(scratch: Scratch, forge: str) -> None:
    done = consult(scratch, {"HAISHIN_FORGE": forge})
    assert done.returncode == 2
    assert "HAISHIN_FORGE" in done.stderr


def test_pull_files_are_judged_as_before(scratch: Scratch) -> None:
    sample = next((scratch.copy / "alerts" / "maebashi" / "2026").glob("*.md")).stem
    scratch.pull(sample, review("maebashi-manager", "APPROVED", "2026-11-25T16:50:00+09:00"))
    done = consult(scratch, {"HAISHIN_FORGE": f"file:{scratch.forge}"}, "--format", "json")
    assert done.returncode == 0
    assert '"verdict"' in done.stdout


def test_the_sweep_also_looks_for_what_was_never_said_to_be_over(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = proposed(scratch, PATH, TEXT)
    asked: list[datetime] = []
    monkeypatch.setattr(sweeping, "remind_open", lambda _bench, desk, _tally: asked.append(desk.now))
    with running(fake):
        assert sweep(scratch, env(fake)).returncode == 0
    assert asked == [datetime.fromisoformat("2026-11-25T16:30+09:00")]
