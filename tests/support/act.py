"""The project's own workflow files, run for real by act on this machine.

act plays the steps. ``actions/checkout`` and the action that makes an App's token are replaced by local ones, since
both would go to the network; ``.venv`` is put where the bootstrap finds it complete, so that nothing is installed.
What act leaves out (filters, concurrency, environments, permissions, time limits of jobs) is not proven by running:
``support/hub.py`` plays the triggers, and test_workflow_files reads the rest as text.
"""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.environment import complete
from support.force import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"
REPOSITORY = "kenkei/haishin"
SUMMARY = re.compile(r" *⚙ +Summary - (.*)", re.DOTALL)  # how act tells what a step has written there
USES = re.compile(r"uses: (actions/([a-z-]+)@[0-9a-f]{40})")

# What actions/checkout does, as far as these workflows ask for it: a folder of its own, the ref, the depth, the filter.
CHECKOUT = """\
name: checkout
description: stands in for actions/checkout
inputs:
  ref: {description: "", default: ""}
  fetch-depth: {description: "", default: "1"}
  filter: {description: "", default: ""}
  clean: {description: "", default: "true"}
  persist-credentials: {description: "", default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        REF: ${{ inputs.ref }}
        DEPTH: ${{ inputs.fetch-depth }}
        FILTER: ${{ inputs.filter }}
      run: |
        git init --quiet --initial-branch=unborn .
        git remote add origin "$STAND_IN_REMOTE"
        wanted=("+${REF:+refs/heads/}${REF:-$GITHUB_REF}:refs/remotes/wanted")
        if [ "$DEPTH" = 0 ]; then
          wanted+=("+refs/heads/*:refs/remotes/origin/*")
        else
          wanted+=("--depth=$DEPTH")
        fi
        git fetch --quiet ${FILTER:+"--filter=$FILTER"} origin "${wanted[@]}"
        git checkout --quiet --detach refs/remotes/wanted
        git remote set-url origin "${STAND_IN_ORIGIN:-$STAND_IN_REMOTE}" # what is left when the credentials are gone
        cp -R "$STAND_IN_MACHINE/." .
"""
APP_TOKEN = """\
name: create-github-app-token
description: stands in for actions/create-github-app-token
inputs:
  client-id: {description: "", required: true}
  private-key: {description: "", required: true}
  permission-statuses: {description: "", default: ""}
outputs:
  token: {description: "", value: "${{ steps.made.outputs.token }}"}
  app-slug: {description: "", value: consultation}
runs:
  using: composite
  steps:
    - shell: bash
      id: made
      env:
        MADE: app-${{ inputs.client-id }}-${{ inputs.permission-statuses }}-${{ inputs.private-key }}
      run: echo "token=$MADE" >>"$GITHUB_OUTPUT"
"""

CLOCK = """\
import datetime, os
import haishin.cli

class Standing(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromisoformat(os.environ["STAND_IN_NOW"]).astimezone(tz)

haishin.cli.datetime = Standing
"""


@dataclass(frozen=True)
class Ran:
    """One run of a workflow file. ``ended``: job → whether it succeeded, without those that their ``if`` left out.

    ``summary``: what its steps wrote for the run's page.
    """

    workflow: str
    event: str
    ended: Mapping[str, bool]
    log: str
    summary: str = ""

    @property
    def fine(self) -> bool:
        """Whether no job failed."""
        return all(self.ended.values())


class Machine:
    """A runner with every label that the workflows name; a folder that is there already is used as it is.

    ``environment``: what its steps find set by the machine.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Where act is started: a repository whose remote tells it what it is called, with nothing in it to copy.
        self._here = folder / "here"
        if not folder.exists():
            self._set_up()
        self.environment: dict[str, str] = {
            "STAND_IN_MACHINE": str(folder / "files"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PYTHONUTF8": "1",
        }

    def run(
        self,
        workflow: Path,
        event: str,
        payload: Mapping[str, Any],
        *,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run that file as the forge would for this event; every other workflow is another call."""
        file = self.folder / "events" / "event.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        act = Path(sys.executable).with_name("act")
        words = [str(act), event, "--workflows", str(workflow), "--eventpath", str(file), "--json", "--no-cache-server"]
        words += ["--action-offline-mode", "--no-skip-checkout"]
        for label in ("ubuntu-24.04", "self-hosted", "haishin-mail"):
            words += ["-P", f"{label}=-self-hosted"]
        for used, name in sorted(set(USES.findall(workflow.read_text(encoding="utf-8")))):
            words += ["--local-repository", f"{used}={self.folder / 'actions' / name}"]
        for option, pairs in (
            ("--env", self.environment),
            ("--secret", secrets or {}),
            ("--var", variables or {}),
        ):
            words += [word for name, value in pairs.items() for word in (option, f"{name}={value}")]
        done = subprocess.run(
            words,
            cwd=self._here,
            env={  # nothing of this process: on the real service a variable that nobody set is not there
                "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
                "HOME": str(self.folder / "home"),
                "XDG_CACHE_HOME": str(self.folder / "cache"),
            },
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return _told(workflow.name, event, done)

    def _set_up(self) -> None:
        folder = self.folder
        for name in ("home", "cache", "bin", "actions", "files", "events"):
            (folder / name).mkdir(parents=True)
        python = folder / "bin" / "python3"
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        self._complete(folder / "files")
        for name, text in (("checkout", CHECKOUT), ("create-github-app-token", APP_TOKEN)):
            (folder / "actions" / name).mkdir()
            (folder / "actions" / name / "action.yml").write_text(text, encoding="utf-8")
        _git(folder, "init", "--quiet", "--initial-branch=main", "here")
        _git(self._here, "remote", "add", "origin", f"https://github.com/{REPOSITORY}")
        _git(self._here, "commit", "--quiet", "--allow-empty", "--message=empty")

    def _complete(self, files: Path) -> None:
        """What a checkout must find for the bootstrap to install nothing, and the bytecode that saves its compiling."""
        shutil.copy(ROOT / "requirements.lock", files)
        complete(files)
        (files / "requirements.lock").unlink()  # each checkout has its own
        package = files / "scripts" / "haishin"
        shutil.copytree(ROOT / "scripts" / "haishin", package, ignore=shutil.ignore_patterns("__pycache__"))
        # Checked by the source's hash: a checkout of other code does not run this one's.
        compileall.compile_dir(package, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        for source in package.rglob("*.py"):
            source.unlink()


def stand(root: Path) -> None:
    """Let the environment of that folder begin with the test's clock."""
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(root / ".venv")}))
    (site / "standing.py").write_text(CLOCK, encoding="utf-8")
    (site / "standing.pth").write_text("import standing\n", encoding="utf-8")


def _git(folder: Path, *words: str) -> None:
    told = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_NAME": "runner" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "runner@localhost.invalid" for who in ("AUTHOR", "COMMITTER")},
    }
    subprocess.run(["git", *words], cwd=folder, env={**os.environ, **told}, check=True, capture_output=True)


def _told(workflow: str, event: str, done: subprocess.CompletedProcess[str]) -> Ran:
    ended: dict[str, bool] = {}
    lines, summary = [], ""
    for line in (done.stdout + done.stderr).splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            lines.append(line)
            continue
        lines.append(str(entry.get("msg", "")).rstrip("\n"))
        if (found := SUMMARY.fullmatch(str(entry.get("msg", "")))) is not None:
            summary += found[1]
        if "jobResult" in entry:
            ended[entry["jobID"]] = entry["jobResult"] == "success"
    ran = Ran(workflow, event, ended, "\n".join(lines), summary)
    assert (done.returncode == 0) == ran.fine, ran.log
    return ran
