#!/usr/bin/env python3
"""Make ``.venv`` from the lock files, then run what is asked. Standard library only, POSIX.

    python3 scripts/bootstrap.py demo        the main job on fictional data, in a scratch folder
    python3 scripts/bootstrap.py test        the tests, with branch coverage (more words go to pytest)
    python3 scripts/bootstrap.py ANYTHING    haishin ANYTHING, as: validate, table, --help

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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOOR = (3, 11)
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"
STAMP = "haishin-stamp.json"
TOOL_FAILURE = 2

# The command beside the environment's python: no absolute path in it, so that the folder may be moved.
COMMAND = '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -m haishin "$@"\n'


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


def prepare(root: Path, locks: Sequence[str]) -> Path:
    """Make or complete the environment and return its python. One process at a time builds; the others wait.

    Raises SetupError where venv or pip fail; a half-made environment has no stamp and is rebuilt by the next run.
    """
    venv, stamp = root / ".venv", wanted(root, locks)
    python = venv / "bin" / "python"
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
            run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", os.fspath(venv)], "venv")
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
    return [os.fspath(python), "-m", "pip", "install", *quiet, *strict]


def add_package(venv: Path, root: Path) -> None:
    """Put ``scripts/`` on the path of that environment, and the command ``haishin`` beside its python."""
    site = Path(sysconfig.get_path("purelib", "venv", {"base": os.fspath(venv)}))
    # Relative and therefore ASCII: site.py reads .pth files in the locale's encoding, and folders have Japanese names.
    relative = os.path.relpath(root / "scripts", site)
    (site / "haishin.pth").write_text(relative + "\n", encoding="ascii")
    command = venv / "bin" / "haishin"
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
    """Run one step of the set-up."""
    try:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"{what} が失敗しました。上の表示を見て、ネットワークと空き容量を確認し、もう一度実行してください。\n"
            f"{what} failed: see above, check network and disk space, and run this again."
        ) from error


def test(python: Path, words: Sequence[str], root: Path) -> int:
    """Run the tests and print the coverage. Returns pytest's exit code, or that of the report when the tests passed."""
    coverage = [os.fspath(python), "-m", "coverage"]
    subprocess.call([*coverage, "erase"], cwd=root)
    code = subprocess.call([*coverage, "run", "-m", "pytest", "-n", "auto", "--dist", "worksteal", *words], cwd=root)
    reported = [subprocess.call([*coverage, *step], cwd=root) for step in (["combine", "--quiet"], ["report"])]
    return code or max(reported)


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to what is run."""
    print(text, file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> int:
    """Do as the module's text says."""
    has = {"git": shutil.which("git") is not None, "ensurepip": importlib.util.find_spec("ensurepip") is not None}
    if lacks := missing(sys.version_info[:3], has):
        say("\n".join(lacks))
        return TOOL_FAILURE
    testing = words[:1] == ["test"]
    try:
        python = prepare(ROOT, [RUNTIME_LOCK, TEST_LOCK] if testing else [RUNTIME_LOCK])
    except (SetupError, OSError) as error:
        say(f"環境を作れませんでした。 .venv could not be made.\n{error}")
        return TOOL_FAILURE
    if testing:
        return test(python, words[1:], ROOT)
    command = [os.fspath(python), "-m", "haishin", *words]
    os.execv(command[0], command)  # the run takes this process over: its signals and exit code are its own


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
