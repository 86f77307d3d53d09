"""The verb ``update``: the newest proven commit of main becomes the program that the next run starts.

The first program, before there is a ledger, is the commit of main that the operator names (threat T14).
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
from haishin.consult.mainline import refuse_back
from haishin.consult.upkeep import proven_until
from haishin.core.errors import Exit
from haishin.core.model import Text
from haishin.core.release import released
from haishin.core.repository.history import line_of
from haishin.send.ledger.messages import NoLedger
from haishin.send.messages import no_commit
from haishin.send.program import current, parts_of, release

_SECRETS = ("HAISHIN_", "GIT_", "PYTHON", "SSH_")


def _update(arguments: argparse.Namespace, context: Outside) -> int:
    folder = _folder(arguments.into)
    git, before = context.git, current(folder)
    try:
        commit = _newest(context)
    except NoLedger:
        if before is not None:
            raise
        commit = _first(context, arguments.first)
    if before is not None and parts_of(git, before) == parts_of(git, commit):
        context.say(Text(f"プログラムは最新です({before[:12]})。", f"The program is the newest one ({before[:12]})."))
    else:
        try:
            release(git, commit, folder, build)
        except OSError as fault:
            raise messages.unwritable_program(folder, fault) from fault
        context.say(
            Text(f"プログラムを {commit[:12]} に替えました。", f"From now on the program of {commit[:12]} runs.")
        )
    if parts_of(git, commit) != parts_of(git, context.main.tip):
        context.say(
            Text(
                "main には、配信側がまだ確かめていない変更があります。確かめられた後に、もう一度実行してください。",
                "main holds changes that the sender has not proven yet. Run again when it has.",
            )
        )
    return Exit.FINE


def _folder(named: Path | None) -> Path:
    """Find the folder of the releases: as named, else where the running one lies."""
    if named is not None:
        return named.absolute()
    if (running := released(Path(__file__))) is not None:
        return running.parent.parent
    raise messages.no_program_folder()


def _newest(context: Outside) -> str:
    """Find the newest commit whose changes the ledger calls proven."""
    view = context.main.ledger().read()
    refuse_back(context.git, context.main.tip, view, None)
    return proven_until(context.git, view, context.main.tip)


def _first(context: Outside, named: str | None) -> str:
    """Take the commit that the operator names: before the activation nothing is proven."""
    if named is None:
        raise messages.unnamed_program(context.main.tip)
    if named not in line_of(context.git, context.main.tip):
        raise no_commit(named)
    return named


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
