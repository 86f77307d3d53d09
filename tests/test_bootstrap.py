from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import venv as venv_module
from collections.abc import Sequence
from pathlib import Path

import pytest

import bootstrap
from support.environment import complete

SCRIPTS = Path(bootstrap.__file__).parent
BOTH = [bootstrap.RUNTIME_LOCK, bootstrap.TEST_LOCK]
RUNTIME = [bootstrap.RUNTIME_LOCK]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository folder with a space and Japanese in its name, and two lock files."""
    folder = tmp_path / "情報 メール"
    (folder / "scripts" / "haishin").mkdir(parents=True)
    for name in BOTH:
        (folder / name).write_text(f"{name}\n", encoding="ascii")
    return folder


class Steps:
    """Stands in for ``bootstrap.run``: notes each step, makes an empty environment, fails where told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fail_at: str | None = None

    def __call__(self, command: Sequence[str], what: str) -> None:
        last = Path(command[-1])
        self.done.append(f"{what} {last.name}")
        if self.fail_at == last.name:
            raise bootstrap.SetupError("failed")
        if what == "venv":
            venv_module.create(last, symlinks=True)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps()
    monkeypatch.setattr(bootstrap, "run", steps)
    return steps


def test_nothing_is_missing() -> None:
    assert bootstrap.missing((3, 11, 0), {"git": True, "ensurepip": True}) == []


@pytest.mark.parametrize(
    ("version", "git", "ensurepip", "text"),
    [
        (
            (3, 10, 19),
            True,
            True,
            "Python 3.11 以上が必要です（いまは 3.10）。新しい Python を入れ、その python3 で実行してください。\n"
            "Python 3.11 or newer is needed (this is 3.10). Install one and run this file with it.",
        ),
        (
            (3, 13, 5),
            True,
            False,
            "Python の venv が使えません。Debian・Ubuntu では「apt install python3-venv」を実行してください。\n"
            "This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv",
        ),
        (
            (3, 13, 5),
            False,
            True,
            "git が見つかりません。Debian・Ubuntu では「apt install git」を実行してください。\n"
            "git was not found. On Debian or Ubuntu: apt install git",
        ),
    ],
)
def test_what_is_missing_is_named(version: tuple[int, ...], git: bool, ensurepip: bool, text: str) -> None:
    assert bootstrap.missing(version, {"git": git, "ensurepip": ensurepip}) == [text]


def test_everything_missing_is_named_at_once() -> None:
    assert len(bootstrap.missing((2, 7, 18), {"git": False, "ensurepip": False})) == 3


def test_wanted_changes_with_a_lock_file(root: Path) -> None:
    before = bootstrap.wanted(root, BOTH)
    (root / bootstrap.TEST_LOCK).write_text("other\n", encoding="ascii")
    after = bootstrap.wanted(root, BOTH)
    assert before["python"] == after["python"] == sys.implementation.cache_tag
    assert [name for name in before if before[name] != after[name]] == [bootstrap.TEST_LOCK]


@pytest.mark.parametrize("stamp", [None, "", "{", "[]"])
def test_without_a_readable_stamp_the_environment_is_nothing(root: Path, stamp: str | None) -> None:
    venv = root / ".venv"
    venv_module.create(venv, symlinks=True)
    if stamp is not None:
        (venv / bootstrap.STAMP).write_text(stamp, encoding="utf-8")
    assert bootstrap.found(venv) == {}


def test_a_stamp_beside_a_vanished_python_is_nothing(root: Path) -> None:
    venv = root / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / bootstrap.STAMP).write_text('{"python": "x"}', encoding="utf-8")
    (venv / "bin" / "python").symlink_to(root / "gone")
    assert bootstrap.found(venv) == {}
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to(sys.executable)
    assert bootstrap.found(venv) == {"python": "x"}


def test_the_second_run_does_nothing(root: Path, steps: Steps) -> None:
    python = bootstrap.prepare(root, RUNTIME)
    assert python == root / ".venv" / "bin" / "python"
    assert steps.done == ["venv .venv", "pip requirements.lock"]
    assert bootstrap.prepare(root, RUNTIME) == python
    assert len(steps.done) == 2


def test_the_command_of_an_earlier_version_is_made_anew(root: Path, steps: Steps) -> None:
    command = bootstrap.prepare(root, RUNTIME).with_name("haishin")
    command.write_text(bootstrap.COMMAND.replace("-I -m", "-m"), encoding="ascii")
    before = list(steps.done)
    bootstrap.prepare(root, RUNTIME)
    assert command.read_text(encoding="ascii") == bootstrap.COMMAND
    assert os.access(command, os.X_OK)
    assert steps.done == before


def test_the_tests_complete_what_the_demo_made_and_the_demo_keeps_it(root: Path, steps: Steps) -> None:
    bootstrap.prepare(root, RUNTIME)
    bootstrap.prepare(root, BOTH)
    bootstrap.prepare(root, RUNTIME)
    assert steps.done == ["venv .venv", "pip requirements.lock", "pip requirements-dev.lock"]


@pytest.mark.parametrize("changed", BOTH)
def test_a_changed_lock_file_rebuilds(root: Path, steps: Steps, changed: str) -> None:
    bootstrap.prepare(root, BOTH)
    steps.done.clear()
    (root / changed).write_text("other\n", encoding="ascii")
    bootstrap.prepare(root, BOTH)
    assert steps.done == ["venv .venv", "pip requirements.lock", "pip requirements-dev.lock"]


def test_another_python_rebuilds(root: Path, steps: Steps) -> None:
    bootstrap.prepare(root, RUNTIME)
    stamp = root / ".venv" / bootstrap.STAMP
    stamp.write_text(json.dumps(json.loads(stamp.read_text("utf-8")) | {"python": "cpython-309"}), encoding="utf-8")
    bootstrap.prepare(root, RUNTIME)
    assert steps.done == ["venv .venv", "pip requirements.lock"] * 2


@pytest.mark.parametrize("at", ["requirements.lock", "requirements-dev.lock"])
def test_a_half_made_environment_has_no_stamp_and_is_rebuilt(root: Path, steps: Steps, at: str) -> None:
    steps.fail_at = at
    with pytest.raises(bootstrap.SetupError):
        bootstrap.prepare(root, BOTH)
    assert not (root / ".venv" / bootstrap.STAMP).exists()
    steps.fail_at = None
    steps.done.clear()
    bootstrap.prepare(root, BOTH)
    assert steps.done[0] == "venv .venv"


def test_whatever_lies_in_the_way_is_removed(root: Path, steps: Steps) -> None:
    venv = root / ".venv"
    venv.write_text("a file", encoding="ascii")
    bootstrap.prepare(root, RUNTIME)
    assert venv.is_dir()
    bootstrap.remove(venv)
    assert not venv.exists()
    venv.symlink_to(root / "gone")
    bootstrap.prepare(root, RUNTIME)
    assert venv.is_dir()
    assert not venv.is_symlink()


def test_one_builds_and_the_other_waits_and_builds_nothing(
    root: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(bootstrap, "say", lambda text: waiting.set() if "waiting" in text else None)
    other = threading.Thread(target=bootstrap.prepare, args=(root, RUNTIME))
    with bootstrap.lock(root / ".venv.lock"):
        other.start()
        assert waiting.wait(60)
        venv = root / ".venv"
        venv_module.create(venv, symlinks=True)
        (venv / bootstrap.STAMP).write_text(json.dumps(bootstrap.wanted(root, RUNTIME)), encoding="utf-8")
    other.join(60)
    assert not other.is_alive()
    assert steps.done == []


def test_the_package_is_found_wherever_the_folder_lies_and_moves(root: Path) -> None:
    (root / "scripts" / "haishin" / "__main__.py").write_text("import sys; print(sys.argv[1:]); sys.exit(3)")
    venv_module.create(root / ".venv", symlinks=True)
    bootstrap.add_package(root / ".venv", root)
    moved = root.with_name("別の 場所")
    root.rename(moved)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [moved / ".venv" / "bin" / "haishin", "a b", "$(c)"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "['a b', '$(c)']\n", "")


def test_pip_takes_nothing_without_its_hash() -> None:
    command = bootstrap.install_command(Path("python"))
    assert command[:5] == ["python", "-I", "-m", "pip", "install"]
    assert command[-4:] == ["--require-hashes", "--no-deps", "--only-binary", ":all:"]


def test_a_failing_step_says_what_to_do() -> None:
    with pytest.raises(bootstrap.SetupError) as error:
        bootstrap.run([sys.executable, "-c", "raise SystemExit(1)"], "pip")
    assert str(error.value) == (
        "pip が失敗しました。上の表示を見て、ネットワークと空き容量を確認し、もう一度実行してください。\n"
        "pip failed: see above, check network and disk space, and run this again."
    )
    bootstrap.run([sys.executable, "-c", ""], "pip")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0, 0, 0], 0), ([0, 1, 0, 0], 1), ([0, 5, 1, 1], 5), ([0, 0, 1, 1], 1), ([0, 0, 0, 2], 2), ([1, 0, 0, 0], 0)],
)
def test_the_exit_code_is_that_of_pytest_or_else_of_the_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, codes: list[int], expected: int
) -> None:
    called: list[list[str]] = []

    def call(command: list[str], cwd: Path) -> int:
        assert cwd == tmp_path
        called.append(command)
        return codes[len(called) - 1]

    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    assert bootstrap.test(Path("py"), ["--coverage", "-k", "a b"], tmp_path) == expected
    assert called == [
        ["py", "-m", "coverage", "erase"],
        ["py", "-m", "coverage", "run", "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-k", "a b"],
        ["py", "-m", "coverage", "combine", "--quiet"],
        ["py", "-m", "coverage", "report"],
    ]


def test_nothing_is_measured_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[list[str]] = []

    def call(command: list[str], cwd: Path) -> int:
        assert cwd == tmp_path
        called.append(command)
        return 1

    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    assert bootstrap.test(Path("py"), ["--quick", "-x"], tmp_path) == 1
    assert called == [["py", "-m", "pytest", "-n", "auto", "--dist", "worksteal", "--quick", "-x"]]


def test_main_hands_over_to_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "prepare", lambda root, locks: Path("py") if locks == RUNTIME else Path("other"))
    given: list[object] = []
    monkeypatch.setattr(bootstrap.os, "execv", lambda *words: given.extend(words))
    bootstrap.main(["validate", "--at", "a b"])
    assert given == ["py", ["py", "-I", "-m", "haishin", "validate", "--at", "a b"]]


def test_main_runs_the_tests_in_the_whole_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "prepare", lambda root, locks: Path("py") if locks == BOTH else Path("other"))
    monkeypatch.setattr(
        bootstrap, "test", lambda python, words, root: (python, words, root) == (Path("py"), ["-x"], root)
    )
    assert bootstrap.main(["test", "-x"]) is True


@pytest.mark.parametrize("error", [bootstrap.SetupError("因"), PermissionError("因")])
def test_main_ends_with_2_where_the_environment_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(root: Path, locks: Sequence[str]) -> Path:
        raise error

    monkeypatch.setattr(bootstrap, "prepare", fail)
    assert bootstrap.main(["demo"]) == 2
    assert capsys.readouterr().err == "環境を作れませんでした。 .venv could not be made.\n因\n"


def test_main_ends_with_2_where_the_machine_lacks_something(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap.main(["demo"]) == 2
    assert "apt install git" in capsys.readouterr().err


# --- one isolated start ------------------------------------------------------------------------

PLANTED = (
    "frontmatter",
    "yaml",
    "jsonschema",
    "markdown_it",
    "haishin",
    "bootstrap",
    "sitecustomize",
    "json",
    "argparse",
)


@pytest.fixture
def cloned(root: Path) -> Path:
    """A clone with our own starters, a package that says what it was told, and the environment for it."""
    for name in ("bootstrap.py", "validate.py", "consult.py", "send.py"):
        shutil.copy(SCRIPTS / name, root / "scripts")
    (root / "scripts" / "haishin" / "__init__.py").write_text("")
    (root / "scripts" / "haishin" / "__main__.py").write_text(
        f"import sys, {', '.join(sorted({*PLANTED} - {'haishin', 'sitecustomize', 'bootstrap'}))}\n"
        "print('ours', *sys.argv[1:])\nsys.exit(3)\n"
    )
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    complete(root)
    git(root, "add", "--all", ".")
    return root


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def start(root: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HAISHIN", "GITHUB"))}
    return subprocess.run(
        command, cwd=root, env={**kept, **environment}, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ((sys.executable, "scripts/bootstrap.py", "plan"), "plan"),
        ((sys.executable, "scripts/send.py", "--live"), "send --live"),
        ((sys.executable, "scripts/validate.py"), "validate"),
        ((sys.executable, "scripts/consult.py"), "consult"),
        ((".venv/bin/haishin", "plan"), "plan"),
        ((".venv/bin/python", "-I", "-m", "haishin", "plan"), "plan"),
    ],
    ids=["bootstrap", "send", "validate", "consult", "command", "unit"],
)
def test_nothing_that_lies_at_the_root_is_imported(cloned: Path, command: tuple[str, ...], told: str) -> None:
    for name in PLANTED:
        for file in (cloned / f"{name}.py", cloned / name / "__init__.py", cloned / name / "__main__.py"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"print('planted {name}')\n")
    done = start(cloned, *command)
    assert (done.returncode, done.stdout, done.stderr) == (3, f"ours {told}\n", "")


def test_python_s_own_variables_change_nothing_in_the_command(cloned: Path, tmp_path: Path) -> None:
    (tmp_path / "haishin.py").write_text("print('planted')\n")
    (tmp_path / "startup.py").write_text("print('planted')\n")
    told = {"PYTHONPATH": str(tmp_path), "PYTHONSTARTUP": str(tmp_path / "startup.py"), "PYTHONINSPECT": "1"}
    done = start(cloned, ".venv/bin/haishin", "plan", **told)
    assert (done.returncode, done.stdout) == (3, "ours plan\n")


@pytest.mark.parametrize("tracked", [".venv/bin/python", ".venv/haishin-stamp.json", ".venv/x", ".VENV/x", ".venv"])
@pytest.mark.parametrize("starter", ["bootstrap.py", "send.py"])
def test_an_environment_that_git_tracks_is_refused_before_its_python_starts(
    cloned: Path, tracked: str, starter: str
) -> None:
    python = cloned / ".venv" / "bin" / "python"
    if tracked == ".venv":
        shutil.rmtree(cloned / ".venv")
        (cloned / ".venv").symlink_to("scripts")
    else:
        path = cloned / tracked
        path.parent.mkdir(exist_ok=True)
        if path == python:
            path.unlink()
            path.write_text("#!/bin/sh\necho planted\n")
            path.chmod(0o755)
        elif not path.exists():
            path.write_text("")
    git(cloned, "add", "--force", tracked)
    done = start(cloned, sys.executable, f"scripts/{starter}", "send")
    assert (done.returncode, done.stdout) == (2, "")
    assert ".venv の中のファイルが git で管理されています。その中のプログラムは動かしません。\n" in done.stderr
    assert "git tracks files under .venv: nothing in there is run." in done.stderr


def test_a_git_that_does_not_say_is_no_leave(cloned: Path) -> None:
    (cloned / ".git" / "index").write_bytes(b"DIRC broken")
    done = start(cloned, sys.executable, "scripts/bootstrap.py", "send")
    assert (done.returncode, done.stdout) == (2, "")
    assert "git did not say whether it tracks .venv" in done.stderr


def test_an_exported_release_has_no_git_to_ask(cloned: Path) -> None:
    shutil.rmtree(cloned / ".git")
    assert start(cloned, sys.executable, "scripts/bootstrap.py", "plan").stdout == "ours plan\n"


def test_a_step_of_the_set_up_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HAISHIN_SMTP", "HAISHIN_FORGE_TOKEN", "HAISHIN_STATE"):
        monkeypatch.setenv(name, "secret")
    said = "import os, sys; sys.exit(any(name.startswith('HAISHIN_') for name in os.environ))"
    bootstrap.run([sys.executable, "-c", said], "pip")
