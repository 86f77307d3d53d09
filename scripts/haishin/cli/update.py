"""The verb ``update``: the commit of main that the operator names becomes the program that the next run starts.

Nothing that is merged does that by itself (threat T14).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from haishin.cli import messages
from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.errors import Exit
from haishin.core.model import Text
from haishin.core.release import released
from haishin.send.program import current, parts_of, release
from haishin.send.updating import ProgramChange, ProgramChanges, changes_to, demand_answers

_SECRETS = ("HAISHIN_", "GIT_", "PYTHON", "SSH_")


def _update(arguments: argparse.Namespace, context: Outside) -> int:
    folder, commit = _folder(arguments.into), arguments.commit
    git, before = context.git, current(folder)
    found = changes_to(context.main, before, commit, context.clock())
    if before is not None and parts_of(git, before) == parts_of(git, commit):
        context.say(Text(f"今のプログラム({before[:12]})と同じです。", f"It is the program that runs ({before[:12]})."))
        return Exit.FINE
    _say_changes(found, before, context)
    demand_answers(context.main, found, context.clock(), arguments.by)
    try:
        release(git, commit, folder, build)
    except OSError as fault:
        raise messages.unwritable_program(folder, fault) from fault
    context.say(Text(f"プログラムを {commit[:12]} に替えました。", f"From now on the program of {commit[:12]} runs."))
    if parts_of(git, commit) != parts_of(git, context.main.tip):
        context.say(
            Text("main には、その後の変更もあります。", "main holds changes of the program after this one, as well.")
        )
    return Exit.FINE


def _say_changes(found: ProgramChanges, before: str | None, context: Outside) -> None:
    """Print each change of the program, the oldest first, and who approved it."""
    if before is None:
        context.say(
            Text(
                "ここに入れる最初のプログラムです。内容は、コミットを指定した人が確かめたものとします。",
                "It is the first program here. Whoever named the commit has looked at it.",
            )
        )
    if not found.forward:
        context.say(
            Text(
                f"今のプログラム({str(before)[:12]})から先へ進むものではないため、変更を一つずつ示せません。",
                f"It does not continue the program that runs ({str(before)[:12]}): no list of changes can be given.",
            )
        )
    for change in found.changes:
        who = _approved(change)
        context.say(Text(f"{change.commit[:12]} {who.ja}", f"{change.commit[:12]} {who.en}"))


def _approved(change: ProgramChange) -> Text:
    """Say who approved a change, as far as anybody knows."""
    if change.unproven is not None:
        return Text(f"承認を確かめられません。{change.unproven.ja}", f"nothing proves it. {change.unproven.en}")
    if change.pull is None:
        return Text(f"{change.by} が認めました(accept)", f"accepted by {change.by}")
    logins = [approval.by for approval in change.approvals if approval.given and approval.by is not None]
    if not logins:
        return Text(f"#{change.pull} 配信側が承認を確かめました", f"#{change.pull} proven by the sender")
    names = ", ".join(dict.fromkeys(logins))
    return Text(f"#{change.pull} 承認 {names}", f"#{change.pull} approved by {names}")


def _folder(named: Path | None) -> Path:
    """Find the folder of the releases: as named, else where the running one lies."""
    if named is not None:
        return named.absolute()
    if (running := released(Path(__file__))) is not None:
        return running.parent.parent
    raise messages.no_program_folder()


def build(folder: Path) -> None:
    """Make a release's environment from its lock file and try it there, without secrets and state folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    command = [sys.executable, "-I", os.fspath(folder / "scripts" / "bootstrap.py"), "table"]
    done = subprocess.run(
        command, cwd=folder, env=inherited, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise messages.failed_build()


VERBS: Acts = outside(
    {
        "update": _update,
    }
)
