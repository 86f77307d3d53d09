"""``validate --staged`` and the hook that runs it, with the real git."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.cli import main
from haishin.cli.hook import MARK
from support.commands import Scratch, clock

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"
LEAK = changed(LINE, "連絡は090-0012-3456へ。")
OTHER = PATH.replace("1540", "1541")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path / "copy")


def commit(scratch: Scratch, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """``git commit`` as a program with a window starts it: git by its place, and hardly a PATH."""
    git = shutil.which("git")
    assert git is not None
    return subprocess.run(
        [git, "-c", "user.name=tester", "-c", "user.email=tester@localhost.invalid", "commit", "-m", "x", *arguments],
        cwd=scratch.copy,
        env={"PATH": path if path is not None else os.devnull, "HOME": str(scratch.folder), "LC_ALL": "C"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run(scratch: Scratch, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process: a new one would cost half a second each."""
    out, err, here = io.StringIO(), io.StringIO(), Path.cwd()
    os.chdir(scratch.copy)
    try:
        code = main(arguments, {"PATH": os.environ["PATH"]}, out, err, io.BytesIO(), io.StringIO(), clock)
    finally:
        os.chdir(here)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def head(scratch: Scratch) -> str:
    return scratch.git("rev-parse", "HEAD").strip()


# --- validate --staged -------------------------------------------------------------------------


def test_the_index_is_judged_and_not_the_work_tree(scratch: Scratch) -> None:
    assert run(scratch, "validate", "--staged").stdout == "指摘はありません(0 ファイル)。\n"
    scratch.draft(PATH, LEAK)
    assert run(scratch, "validate", "--staged").stdout == "指摘はありません(0 ファイル)。\n"
    scratch.git("add", PATH)
    scratch.draft(PATH, SAMPLE)
    said = run(scratch, "validate", "--staged")
    assert said.returncode == 1
    assert f"{PATH}:13:4 エラー phone [要領 5(4)]" in said.stdout
    assert said.stdout.endswith("エラー 1 件(1 ファイル)\n")
    assert "0012" not in said.stdout
    scratch.git("add", PATH)
    scratch.draft(PATH, LEAK)
    assert run(scratch, "validate", "--staged").stdout == "指摘はありません(1 ファイル)。\n"


def test_named_paths_narrow_what_is_staged(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.draft(PATH, LEAK)
    scratch.draft(OTHER, SAMPLE)
    scratch.git("add", "--all", ".")
    assert run(scratch, "validate", "--staged", OTHER).stdout == "指摘はありません(1 ファイル)。\n"
    assert run(scratch, "validate", "--staged", "alerts/maebashi").stdout.endswith("エラー 1 件(2 ファイル)\n")
    assert run(scratch, "validate", "--staged", "alerts/takasaki").stdout == "指摘はありません(0 ファイル)。\n"
    strange = run(scratch, "validate", "--staged", "alerts/nowhere.md")
    assert (strange.returncode, strange.stderr.splitlines()[0]) == (1, "alerts/nowhere.md というファイルはありません。")
    with pytest.raises(SystemExit):
        run(scratch, "validate", "--staged", "--at", "HEAD")
    assert "--staged" in capsys.readouterr().err


def test_only_what_changes_is_judged_but_beside_the_whole(scratch: Scratch) -> None:
    (scratch.copy / "alerts/maebashi/2026/20261125-1605-koekake.md").unlink()
    twin = "alerts/takasaki/2026/20261124-1040-goto-kenkyo.md"
    scratch.draft(f"alerts/annaka/2026/{Path(twin).name}", SAMPLE)
    scratch.git("add", "--all", ".")
    said = run(scratch, "validate", "--staged")
    assert said.stdout.count(" エラー ") == 1
    assert f"同じ番号の情報メールが {twin} にもあります。" in said.stdout
    assert said.stdout.endswith("(1 ファイル)\n")


def test_before_the_first_commit_everything_is_new(scratch: Scratch) -> None:
    scratch.git("checkout", "--quiet", "--orphan", "fresh")
    said = run(scratch, "validate", "--staged").stdout
    assert said == f"指摘はありません({len(list(scratch.copy.glob('alerts/*/*/*.md')))} ファイル)。\n"


def test_links_are_told_and_not_followed(scratch: Scratch) -> None:
    file = scratch.draft(PATH, SAMPLE)
    file.unlink()
    file.symlink_to("/etc/passwd")
    scratch.git("add", PATH)
    said = run(scratch, "validate", "--staged")
    assert said.returncode == 1
    assert "シンボリックリンクは置けません。" in said.stdout


# --- the hook ----------------------------------------------------------------------------------


def test_a_leak_is_not_committed_and_not_printed(scratch: Scratch) -> None:
    installed = run(scratch, "hook", "install")
    hook = scratch.copy / ".git" / "hooks" / "pre-commit"
    assert installed.stdout == f"コミットの前に検査するようにしました({hook})。\n"
    assert os.access(hook, os.X_OK)
    scratch.draft(PATH, LEAK)
    scratch.git("add", PATH)
    before = head(scratch)
    refused = commit(scratch)
    assert refused.returncode == 1
    assert head(scratch) == before
    assert f"{PATH}:13:4 エラー phone" in refused.stderr
    assert (
        "コミットしませんでした。上のエラーを直し、git add をしてから、もう一度コミットしてください。\n"
        in refused.stderr
    )
    assert "0012" not in refused.stderr + refused.stdout
    scratch.draft(PATH, SAMPLE)
    scratch.git("add", PATH)
    assert commit(scratch).returncode == 0
    assert head(scratch) != before


def test_the_index_that_git_makes_for_a_partial_commit_is_the_one_judged(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    scratch.draft(PATH, LEAK)
    scratch.draft(OTHER, SAMPLE)
    scratch.git("add", "--all", ".")
    assert commit(scratch, "--", OTHER).returncode == 0
    assert commit(scratch, "--", PATH).returncode == 1
    scratch.draft(OTHER, LEAK)
    assert commit(scratch, "--all").returncode == 1


def test_the_command_beside_the_repository_comes_first(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    command = scratch.copy / ".venv" / "bin" / "python"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "own command: $*"\n', encoding="utf-8")
    command.chmod(0o755)
    done = commit(scratch, "--allow-empty")
    assert done.returncode == 0
    assert "own command: -I -m haishin validate --staged\n" in done.stderr


def test_an_environment_that_git_tracks_is_not_run(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    scratch.draft(".venv/bin/python", "#!/bin/sh\necho planted\n").chmod(0o755)
    scratch.git("add", "--force", ".venv")
    refused = commit(scratch)
    assert refused.returncode == 1
    assert "planted" not in refused.stdout + refused.stderr
    assert "git rm -r --cached .venv" in refused.stderr


def test_nothing_at_the_root_is_imported_by_the_hook(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    scratch.draft("frontmatter.py", "raise SystemExit('planted')\n")
    scratch.draft("haishin/__main__.py", "raise SystemExit('planted')\n")
    done = commit(scratch, "--allow-empty")
    assert (done.returncode, "planted" in done.stderr) == (0, False)


def test_without_the_command_nothing_is_committed(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    hook = scratch.copy / ".git" / "hooks" / "pre-commit"
    hook.write_text(hook.read_text("utf-8").replace(sys.executable, "/nowhere/python"), encoding="utf-8")
    refused = commit(scratch, "--allow-empty")
    assert refused.returncode == 1
    assert "python3 scripts/bootstrap.py validate を一度実行してください。" in refused.stderr


def test_another_repository_under_the_same_hooks_is_left_in_peace(scratch: Scratch, tmp_path: Path) -> None:
    scratch.git("config", "core.hooksPath", str(tmp_path / "shared hooks"))
    run(scratch, "hook", "install")
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    subprocess.run(["git", "-C", str(other), "config", "core.hooksPath", str(tmp_path / "shared hooks")], check=True)
    stranger = Scratch.__new__(Scratch)
    stranger.folder = stranger.copy = other
    assert commit(stranger, "--allow-empty").returncode == 0


def test_an_empty_hooks_path_is_refused(scratch: Scratch) -> None:
    scratch.git("config", "core.hooksPath", "")
    refused = run(scratch, "hook", "install")
    assert (refused.returncode, refused.stderr.splitlines()) == (
        1,
        [
            "git の設定 core.hooksPath が空なので、git はフックを実行しません。",
            "→ git config --unset core.hooksPath で消してから、もう一度実行してください。",
        ],
    )


@pytest.mark.parametrize("where", ["own hooks", "{top}/else/where"])
def test_hooks_path_is_respected(scratch: Scratch, where: str) -> None:
    scratch.git("config", "core.hooksPath", where.format(top=scratch.folder))
    run(scratch, "hook", "install")
    hook = scratch.copy / where.format(top=scratch.folder) / "pre-commit"
    assert MARK in hook.read_text("utf-8")
    assert not (scratch.copy / ".git" / "hooks" / "pre-commit").exists()
    scratch.draft(PATH, LEAK)
    scratch.git("add", PATH)
    assert commit(scratch).returncode == 1
    assert run(scratch, "hook", "remove").stdout == "コミットの前の検査を外しました。\n"
    assert not hook.exists()
    assert commit(scratch).returncode == 0


def test_a_linked_work_tree_uses_the_hook_of_its_repository(scratch: Scratch) -> None:
    scratch.git("worktree", "add", "--quiet", "-b", "draft", str(scratch.folder / "linked"))
    linked = Scratch.__new__(Scratch)
    linked.__dict__.update(scratch.__dict__, copy=scratch.folder / "linked")
    assert run(linked, "hook", "install").returncode == 0
    assert MARK in (scratch.copy / ".git" / "hooks" / "pre-commit").read_text("utf-8")
    linked.draft(PATH, LEAK)
    linked.git("add", PATH)
    assert commit(linked).returncode == 1


def test_a_foreign_hook_is_never_touched(scratch: Scratch) -> None:
    hook = scratch.copy / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    for verb, hint in (("install", "その終わりの前に"), ("remove", "消しません。")):
        said = run(scratch, "hook", verb)
        assert (said.returncode, said.stdout) == (1, "")
        assert "validate --staged || exit 1" in said.stderr, hint
    assert hook.read_text("utf-8") == "#!/bin/sh\nexit 0\n"
    hook.unlink()
    hook.symlink_to("/dev/null")
    assert run(scratch, "hook", "install").returncode == 1
    hook.unlink()
    hook.mkdir()
    assert run(scratch, "hook", "install").returncode == 1


def test_installing_twice_is_once_and_removing_what_is_not_there_is_said(scratch: Scratch) -> None:
    assert run(scratch, "hook", "remove").stdout == "フックはありません。\n"
    assert [run(scratch, "hook", "install").returncode for _ in range(2)] == [0, 0]
    assert run(scratch, "--lang", "en", "hook", "remove").stdout == "Alerts are no longer checked before a commit.\n"
    assert sorted(path.name for path in (scratch.copy / ".git" / "hooks").glob("*.haishin")) == []


def test_the_script_is_posix(scratch: Scratch) -> None:
    run(scratch, "hook", "install")
    hook = scratch.copy / ".git" / "hooks" / "pre-commit"
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run([checker, "--shell=sh", str(hook)], capture_output=True, encoding="utf-8", check=False)
    assert done.stdout == ""
