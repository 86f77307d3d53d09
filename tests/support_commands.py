"""A scratch repository for tests of the command: a copy of the project, bare remote, offline forge, state folder."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from haishin.cli import main

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-11-25T17:10+09:00"
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_NAME": "tester" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "tester@localhost.invalid" for who in ("AUTHOR", "COMMITTER")},
}


def review(login: str, state: str, at: str, *says: str, text: str = "same") -> dict[str, Any]:
    """One review of a pull file."""
    return {"login": login, "state": state, "submitted_at": at, "commit": None, "text": text, "says": list(says)}


class Scratch:
    """One scratch repository; ``copy`` is its work tree, on branch main, with everything pushed to ``remote``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copy = folder / "repository"
        self.state = folder / "state"
        self.forge = folder / "pulls"
        self.remote = folder / "remote.git"
        self.forge.mkdir(parents=True)
        for part in ("schema", "scripts", "alerts"):
            shutil.copytree(ROOT / part, self.copy / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        self.git("remote", "add", "origin", str(self.remote))
        self.commit("start")

    def run(
        self,
        *arguments: str,
        now: str | None = NOW,
        live: bool = False,
        env: Mapping[str, str | None] | None = None,
        prelude: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """The real command in the copy, in Japanese unless told; ``live`` sets both switches.

        ``now`` None: the machine's clock. A value None in ``env`` takes the variable away. ``prelude`` is Python that
        runs first in the command's process, for faults.
        """
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
    ) -> subprocess.Popen[str]:
        """The same, only started."""
        told = self._environment(now, live, env)
        program = ["-c", f"{prelude}\nfrom haishin.cli import script\nscript()\n"] if prelude else ["-m", "haishin"]
        return subprocess.Popen(
            [sys.executable, *program, *arguments, *(("--live",) if live else ())],
            cwd=self.copy,
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def prepare(self, *arguments: str) -> None:
        """The same in this process, for what a test only needs done: a new process costs a second."""
        out, err, raw = io.StringIO(), io.StringIO(), io.BytesIO()
        with contextlib.chdir(self.copy):
            code = main(arguments, self._environment(None, False, None), out, err, raw, io.StringIO())
        assert code == 0, err.getvalue()

    def _environment(self, now: str | None, live: bool, env: Mapping[str, str | None] | None) -> dict[str, str]:
        told: dict[str, str | None] = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HAISHIN_")},
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
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.copy,
            env={**os.environ, **_GIT},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

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
