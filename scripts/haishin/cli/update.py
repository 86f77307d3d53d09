"""The verb ``update``: the commit of main that the operator names becomes the program that the next run starts.

Nothing that is merged does that by itself (threat T14).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import Text
from haishin.core.release import released
from haishin.send.program import CURRENT, current, parts_of, release, runs
from haishin.send.updating import ProgramChange, ProgramChanges, changes_to, demand_answers

SECRETS = ("HAISHIN_", "GIT_", "PYTHON", "SSH_")


def _update(arguments: argparse.Namespace, context: Outside) -> int:
    folder, commit = _folder(arguments.into), arguments.commit
    git, before = context.git, current(folder)
    found = changes_to(context.main, before, commit, context.clock())
    if before is not None and parts_of(git, before) == parts_of(git, commit):
        if runs(folder / CURRENT, build):
            context.say(Message("cli/program-is-current", before=before))
            return Exit.FINE
        context.say(Message("cli/program-broken", before=before))
    else:
        _say_changes(found, before, context)
        demand_answers(context.main, found, context.clock(), arguments.by)
    try:
        release(git, commit, folder, build)
    except OSError as fault:
        raise ToolError(Message("cli/unwritable-program", folder=folder, why=fault.strerror)) from fault
    context.say(Message("cli/program-replaced", commit=commit))
    if found.forward:
        for unproven in found.unproven:
            context.say(Message("cli/word-not-kept", commit=unproven, by=arguments.by))
    if parts_of(git, commit) != parts_of(git, context.main.tip):
        context.say(Message("cli/program-behind-main"))
    return Exit.FINE


def _say_changes(found: ProgramChanges, before: str | None, context: Outside) -> None:
    """Print each change of the program, the oldest first, and who approved it."""
    if before is None:
        context.say(Message("cli/program-first"))
    if not found.forward:
        context.say(Message("cli/program-not-forward", before=before))
    for change in found.changes:
        context.say(_approved(change))


def _approved(change: ProgramChange) -> Text:
    """Say who approved a change, as far as anybody knows."""
    commit = change.commit
    if change.unproven is not None:
        return Message("cli/change-unproven", commit=commit, why=change.unproven)
    if change.pull is None:
        return Message("cli/change-accepted", commit=commit, by=change.by)
    logins = [approval.by for approval in change.approvals if approval.given and approval.by is not None]
    if not logins:
        return Message("cli/change-proven", commit=commit, pull=change.pull)
    names = ", ".join(dict.fromkeys(logins))
    return Message("cli/change-approved", commit=commit, pull=change.pull, names=names)


def _folder(named: Path | None) -> Path:
    """Find the folder of the releases: as named, else that of the running release."""
    if named is not None:
        if not named.is_dir():
            raise Refusal(Message("cli/absent-program-folder", folder=named))
        return named.absolute()
    if (running := released(Path(__file__))) is not None:
        return running.parent.parent
    raise Refusal(Message("cli/no-program-folder"))


def build(folder: Path) -> None:
    """Make a release's environment from its lock file and try it there, without secrets and state folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    command = [sys.executable, "-I", os.fspath(folder / "scripts" / "bootstrap.py"), "table"]
    done = subprocess.run(
        command, cwd=folder, env=inherited, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise ToolError(Message("cli/failed-build"))


VERBS: Acts = outside(
    {
        "update": _update,
    }
)
