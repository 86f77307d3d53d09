#!/usr/bin/env python3
"""Make ``.venv`` from the lock files, then run what is asked. Standard library only, POSIX.

    python3 scripts/bootstrap.py demo        the main job on fictional data, in a scratch folder
    python3 scripts/bootstrap.py test        the tests (more words go to pytest)
    python3 scripts/bootstrap.py test --quick    those that start no server, browser or simulation
    python3 scripts/bootstrap.py test --coverage    the tests, and which branches they reach: three times as long
    python3 scripts/bootstrap.py ANYTHING    haishin ANYTHING, as: validate, table, --help

The command is always started isolated (``python -I -m haishin``): nothing of the current folder, of ``PYTHON…`` or of
the user's own packages is on its path, only the environment and ``scripts/`` beside it (threat T14).
The exit code is that of what was run; 2 = this machine lacks something, and the message says what to install.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOOR = (3, 11)
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"
STAMP = "haishin-stamp.json"
TOOL_FAILURE = 2

# The command beside the environment's python: no absolute path in it, so that the folder may be moved.
COMMAND = '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -I -m haishin "$@"\n'


class SetupError(Exception):
    """The environment cannot be made; the text says what to do, in Japanese and English."""


def missing(version: tuple[int, ...], has: Mapping[str, bool]) -> list[str]:
    """What this machine lacks, one instruction each. ``has``: by name (``git``, ``ensurepip``), whether it is there."""
    texts = []
    if version[:2] < FLOOR:
        texts.append(
            "Python 3.11 以上が必要です（いまは {0}.{1}）。新しい Python を入れ、その python3 で実行してください。\n"
            "Python 3.11 or newer is needed (this is {0}.{1}). Install one and run this file with it.".format(*version)
        )
    if not has["ensurepip"]:
        texts.append(
            "Python の venv が使えません。Debian・Ubuntu では「apt install python3-venv」を実行してください。\n"
            "This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv"
        )
    if not has["git"]:
        texts.append(
            "git が見つかりません。Debian・Ubuntu では「apt install git」を実行してください。\n"
            "git was not found. On Debian or Ubuntu: apt install git"
        )
    return texts


def wanted(root: Path, locks: Sequence[str]) -> dict[str, str]:
    """What an environment with these lock files must be: digest by lock file, and the version of Python."""
    stamp = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in locks}
    return stamp | {"python": sys.implementation.cache_tag}


def found(venv: Path) -> dict[str, str]:
    """What the stamp says the environment is; empty where it is absent, half made or broken."""
    if not os.access(venv / "bin" / "python", os.X_OK):
        return {}
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_ready(venv: Path, stamp: Mapping[str, str]) -> bool:
    """Whether the environment holds at least what is wanted."""
    return stamp.items() <= found(venv).items()


def refuse_tracked(root: Path) -> None:
    """Raise SetupError where git tracks anything under ``.venv``, or does not say: that python would be main's own."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return  # an exported release: nothing tracks it
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "HAISHIN_"))}
    asked = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--", ":(icase).venv"]
    try:
        told = subprocess.run(asked, cwd=root, env=kept, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            "git に、.venv の管理の状態を聞けませんでした。このフォルダーの所有者と git の設定を確かめてください。\n"
            "git did not say whether it tracks .venv: check who owns this folder, and git's configuration."
        ) from error
    if told.stdout:
        raise SetupError(
            ".venv の中のファイルが git で管理されています。その中のプログラムは動かしません。\n"
            "main から取り除き(git rm -r --cached .venv)、手元の .venv を削除してから、もう一度実行してください。\n"
            "git tracks files under .venv: nothing in there is run. Take them away from main\n"
            "(git rm -r --cached .venv), delete .venv here, and run this again."
        )


def prepare(root: Path, locks: Sequence[str]) -> Path:
    """Make or complete the environment and return its python. One process at a time builds; the others wait.

    Raises SetupError where venv or pip fail; a half-made environment has no stamp and is rebuilt by the next run.
    """
    venv, stamp = root / ".venv", wanted(root, locks)
    python = venv / "bin" / "python"
    if found(venv):
        write_command(venv)
    if is_ready(venv, stamp):
        return python
    with lock(root / ".venv.lock"):
        if is_ready(venv, stamp):
            return python
        have = found(venv)
        if not (have and is_current(have, root)):
            say("環境を作っています（初回だけ、1分ほど）。 Making .venv (once, about a minute) …")
            remove(venv)
            # Not sys.executable: that may be the python of the very environment that was just removed.
            run([getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", os.fspath(venv)], "venv")
            add_package(venv, root)
            have = {}
        (venv / STAMP).unlink(missing_ok=True)
        for name in locks:
            if name not in have:
                say(f"{name} …")
                run([*install_command(python), "-r", os.fspath(root / name)], "pip")
        (venv / STAMP).write_text(json.dumps(have | stamp), encoding="utf-8")
    return python


def is_current(have: Mapping[str, str], root: Path) -> bool:
    """Whether everything in the environment still is as the lock files and this Python have it."""
    locks = [name for name in (RUNTIME_LOCK, TEST_LOCK) if name in have]
    return have == wanted(root, locks)


def install_command(python: Path) -> list[str]:
    """How pip is called: nothing without its hash, nothing built here (that would fetch unlocked tools)."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    strict = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    return [os.fspath(python), "-I", "-m", "pip", "install", *quiet, *strict]


def add_package(venv: Path, root: Path) -> None:
    """Put ``scripts/`` on the path of that environment, and the command ``haishin`` beside its python."""
    site = Path(sysconfig.get_path("purelib", "venv", {"base": os.fspath(venv)}))
    # Relative and therefore ASCII: site.py reads .pth files in the locale's encoding, and folders have Japanese names.
    relative = os.path.relpath(root / "scripts", site)
    (site / "haishin.pth").write_text(relative + "\n", encoding="ascii")
    write_command(venv)


def write_command(venv: Path) -> None:
    """Put the command beside the environment's python, over one that an earlier version made."""
    command = venv / "bin" / "haishin"
    if not command.is_file() or command.read_bytes() != COMMAND.encode("ascii"):
        command.write_text(COMMAND, encoding="ascii")
        command.chmod(0o755)


def remove(venv: Path) -> None:
    """Delete the environment, whatever it is: a folder, a stray file, a link that leads nowhere."""
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold that file exclusively; the system frees it when the process ends, however it ends."""
    with path.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("ほかの実行が環境を作っています。終わるまで待ちます。 Another run is making .venv; waiting …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command: Sequence[str], what: str) -> None:
    """Run one step of the set-up, which is told no secret of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HAISHIN_")}
    try:
        subprocess.run(command, env=kept, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"{what} が失敗しました。上の表示を見て、ネットワークと空き容量を確認し、もう一度実行してください。\n"
            f"{what} failed: see above, check network and disk space, and run this again."
        ) from error


def test(python: Path, words: Sequence[str], root: Path) -> int:
    """Run the tests; with ``--coverage`` as the first word print which branches they reach.

    Returns pytest's exit code, or that of the report when the tests passed.
    """
    measured = words[:1] == ["--coverage"]
    tests = ["-m", "pytest", "-n", "auto", "--dist", "worksteal", *(words[1:] if measured else words)]
    if not measured:
        return subprocess.call([os.fspath(python), *tests], cwd=root)
    coverage = [os.fspath(python), "-m", "coverage"]
    subprocess.call([*coverage, "erase"], cwd=root)
    code = subprocess.call([*coverage, "run", *tests], cwd=root)
    reported = [subprocess.call([*coverage, *step], cwd=root) for step in (["combine", "--quiet"], ["report"])]
    return code or max(reported)


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to what is run."""
    print(text, file=sys.stderr, flush=True)


def replace(command: list[str]) -> int:
    """Let the command take this process over: its signals and exit code are its own."""
    os.execv(command[0], command)


def main(words: Sequence[str], start: Callable[[list[str]], int] = replace) -> int:
    """Do as the module's text says; ``start``: how the command begins."""
    has = {"git": shutil.which("git") is not None, "ensurepip": importlib.util.find_spec("ensurepip") is not None}
    if lacks := missing(sys.version_info[:3], has):
        say("\n".join(lacks))
        return TOOL_FAILURE
    testing = words[:1] == ["test"]
    try:
        refuse_tracked(ROOT)
        python = prepare(ROOT, [RUNTIME_LOCK, TEST_LOCK] if testing else [RUNTIME_LOCK])
    except (SetupError, OSError) as error:
        say(f"環境を作れませんでした。 .venv could not be made.\n{error}")
        return TOOL_FAILURE
    if testing:
        return test(python, words[1:], ROOT)
    return start([os.fspath(python), "-I", "-m", "haishin", *words])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
