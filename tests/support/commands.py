"""A scratch repository of the example force for tests of the command: bare remote, offline forge, state folder."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from haishin.cli import main
from haishin.core.release import RELEASES
from haishin.send.live import installed
from support.folders import kept
from support.force import ROOT, put_force

NOW = "2026-11-25T17:10+09:00"


def clock() -> datetime:
    """The machine's clock in a test: the suite passes at any date."""
    return datetime.fromisoformat(NOW)


_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_NAME": "tester" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "tester@localhost.invalid" for who in ("AUTHOR", "COMMITTER")},
}


def review(login: str, state: str, at: str, *says: str, text: str = "same") -> dict[str, Any]:
    """One review of a pull file."""
    return {"login": login, "state": state, "submitted_at": at, "commit": None, "text": text, "says": list(says)}


@cache
def _started() -> Path:
    """The folder of a scratch repository as it begins, to be copied."""
    folder = kept()
    copy, remote = folder / "repository", folder / "remote.git"
    (folder / "pulls").mkdir()
    put_force(copy)
    shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    _git(folder, "init", "--quiet", "--template=", "--bare", "--initial-branch=main", str(remote))
    _git(folder, "init", "--quiet", "--template=", "--initial-branch=main", str(copy))
    _git(copy, "remote", "add", "origin", str(remote))
    _git(copy, "config", "core.checkStat", "minimal")  # a copied file is the same file: no need to read it again
    _git(copy, "add", "--all", ".")
    _git(copy, "commit", "--quiet", "-m", "start")
    _git(copy, "push", "--quiet", "origin", "main")
    for repository in (copy, remote):
        _git(repository, "repack", "-a", "-d", "--quiet")  # one file to copy instead of hundreds
    return folder


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **_GIT},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def _stream() -> io.TextIOWrapper:
    """A standard stream as the command makes it."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)


def _said(stream: io.TextIOWrapper) -> str:
    """What was written, with the line ends that a pipe's reader sees."""
    stream.flush()
    stream.seek(0)
    return stream.read()


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


class _Typed(io.StringIO):
    def isatty(self) -> bool:
        return True


class Started(subprocess.Popen[str]):
    """A command that runs; where its test has failed it is killed and not awaited."""

    def __exit__(self, kind: type[BaseException] | None, *more: Any) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, *more)


class Scratch:
    """One scratch repository; ``copy`` is its work tree, on branch main, with everything pushed to ``remote``.

    ``apart``: whether the command runs in a process of its own, as users start it, wherever nothing else is said.
    """

    def __init__(self, folder: Path, template: Path | None = None, *, apart: bool = False) -> None:
        self.folder = folder
        self.copy = folder / "repository"
        self.state = folder / "state"
        self.forge = folder / "pulls"
        self.remote = folder / "remote.git"
        self.apart = apart
        self.program: Path | None = None  # where the command's files lie, None: in the copy
        shutil.copytree(template or _started(), folder, dirs_exist_ok=True)
        self.git("remote", "set-url", "origin", str(self.remote))

    def run(
        self,
        *arguments: str,
        now: str | None = NOW,
        live: bool = False,
        env: Mapping[str, str | None] | None = None,
        prelude: str = "",
        apart: bool = False,
        given: str = "",
        terminal: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """The command in the copy, in Japanese unless told; ``live`` sets both switches.

        ``now`` None: the machine's clock, which in this process stands still at NOW. A value None in ``env`` takes
        the variable away. ``prelude`` is Python that runs first in the command's process, for faults. With it, or
        ``apart``, that is a process of its own; else it is this one, since a new one costs a second; there ``given`` is
        what comes in on standard input, and ``terminal`` says that what it says is read by a person at once.
        """
        if not (prelude or apart or self.apart):
            told = [*arguments, *(["--live"] if live else [])]
            return self._here(told, self._environment(now, live, env), given, terminal=terminal)
        with self.start(*arguments, now=now, live=live, env=env, prelude=prelude) as process:
            out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def start(
        self,
        *arguments: str,
        now: str | None = NOW,
        live: bool = False,
        env: Mapping[str, str | None] | None = None,
        prelude: str = "",
    ) -> Started:
        """The real command, only started. It is not measured: it runs the copy's own files."""
        told = self._environment(now, live, env)
        program = ["-c", f"{prelude}\nfrom haishin.cli import script\nscript()\n"] if prelude else ["-m", "haishin"]
        return Started(
            [sys.executable, *program, *arguments, *(("--live",) if live else ())],
            cwd=self.copy,
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def _here(
        self, arguments: Sequence[str], environment: Mapping[str, str], given: str, *, terminal: bool
    ) -> subprocess.CompletedProcess[str]:
        """The command in this process, which afterwards is as it was."""
        out, err = (_stream() for _ in range(2))
        typed = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8", newline="")
        if terminal:
            out, typed = _Terminal(io.BytesIO(), encoding="utf-8", write_through=True), _Typed(given)
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        # The sender asks whether the files that it runs are those of main; here they are, and lie elsewhere. What is
        # sent live is sent by a release.
        live = "--live" in arguments and environment.get("HAISHIN_LIVE") == "1"
        release = self.folder / RELEASES / self.git("rev-parse", "HEAD").strip() if live else self.copy
        file = (self.program or release) / "scripts" / "haishin" / "send" / "live" / "installed.py"
        lies = mock.patch.object(installed, "__file__", str(file))
        try:
            with lies, contextlib.chdir(self.copy), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(arguments, environment, out, err, out.buffer, typed, clock)
        except SystemExit as ended:  # a call that the parser refuses
            code = int(ended.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        return subprocess.CompletedProcess(arguments, code, _said(out), _said(err))

    def _environment(self, now: str | None, live: bool, env: Mapping[str, str | None] | None) -> dict[str, str]:
        told: dict[str, str | None] = {
            **{
                name: value
                for name, value in os.environ.items()
                if name != "CI" and not name.startswith(("HAISHIN_", "COVERAGE_"))
            },
            **_GIT,
            "PYTHONPATH": str(self.copy / "scripts"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "HAISHIN_STATE": str(self.state),
            "HAISHIN_FORGE": f"file:{self.forge}",
            "HAISHIN_NOW": now,
            **({"HAISHIN_LIVE": "1"} if live else {}),
            **(env or {}),
        }
        return {name: value for name, value in told.items() if value is not None}

    def git(self, *arguments: str) -> str:
        """Git in the copy; its output."""
        return _git(self.copy, *arguments)

    def commit(self, message: str) -> None:
        """Everything in the work tree goes onto main, here and at the remote."""
        self.git("add", "--all", ".")
        self.git("commit", "--quiet", "-m", message)
        self.git("push", "--quiet", "origin", "main")

    def draft(self, path: str, text: str) -> Path:
        """A file of the copy (``alerts/unit/year/id.md``), not committed."""
        file = self.copy / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        return file

    def merge(self, path: str, text: str | None) -> None:
        """The file as merged into main; None removes it."""
        if text is None:
            (self.copy / path).unlink()
        else:
            self.draft(path, text)
        self.commit(Path(path).stem)

    def pull(self, alert_id: str, *reviews: Mapping[str, Any], **fields: Any) -> None:
        """The alert's pull request at the offline forge; ``author``, ``opened_at``, ``merged_at`` … may be given."""
        value = {
            "number": 7,
            "author": "maebashi-staff",
            "committers": [fields.get("author", "maebashi-staff")],
            "checklist": "complete",
            "opened_at": NOW,
            "merged_at": None,
            **fields,
            "reviews": list(reviews),
        }
        (self.forge / f"{alert_id}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def mails(self) -> list[EmailMessage]:
        """Everything that a rehearsal delivered, by file name."""
        return [
            email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
            for path in sorted((self.state / "maildir" / "new").glob("*"))
        ]
