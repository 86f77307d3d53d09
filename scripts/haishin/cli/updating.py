"""The verb ``update``: the newest proven commit of main becomes the program that the next run starts."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from haishin.cli.context import Acts, CommandContext
from haishin.delivery.mainline import refuse_back
from haishin.delivery.messages import LedgerRefusal
from haishin.delivery.program import current, parts_of, release, released
from haishin.delivery.upkeep import proven_until
from haishin.errors import Exit, Refusal, ToolError
from haishin.model import Text

_SECRETS = ("HAISHIN_", "GIT_", "PYTHON", "SSH_")


def _update(arguments: argparse.Namespace, context: CommandContext) -> int:
    folder = _folder(arguments.into)
    git, before = context.git, current(folder)
    commit = _newest(context, first=before is None)
    if before is not None and parts_of(git, before) == parts_of(git, commit):
        context.say(Text(f"プログラムは最新です({before[:12]})。", f"The program is the newest one ({before[:12]})."))
    else:
        try:
            release(git, commit, folder, build)
        except OSError as fault:
            raise _unwritable(folder, fault) from fault
        context.say(
            Text(f"プログラムを {commit[:12]} に替えました。", f"From now on the program of {commit[:12]} runs.")
        )
    if parts_of(git, commit) != parts_of(git, context.tip):
        context.say(
            Text(
                "main には、配信側がまだ確かめていない変更があります。確かめられた後に、もう一度実行してください。",
                "main holds changes that the sender has not proven yet. Run again when it has.",
            )
        )
    return Exit.FINE


def _folder(told: Path | None) -> Path:
    """Where the releases are: as told, else where the running one lies."""
    if told is not None:
        return told.absolute()
    if (running := released(Path(__file__))) is not None:
        return running.parent.parent
    raise Refusal(
        Text(
            "このプログラムはチェックアウトから動いているため、どこのものを替えるのか分かりません。",
            "This program runs from a checkout: which one is to be replaced is not known.",
        ),
        Text(
            "--into に、releases/ と current を置くフォルダー(haishin service の --program)を書いてください。",
            "Name the folder of releases/ and current with --into (the --program of haishin service).",
        ),
    )


def _newest(context: CommandContext, *, first: bool) -> str:
    """The newest commit whose changes the ledger says are proven; before the activation there is nothing to prove."""
    try:
        view = context.ledger().read()
    except LedgerRefusal:
        if not first:
            raise
        return context.tip
    refuse_back(context.git, context.tip, view, None)
    return proven_until(context.git, view, context.tip)


def _unwritable(folder: Path, fault: OSError) -> ToolError:
    return ToolError(
        Text(f"{folder} に書けません({fault.strerror})。", f"{folder} cannot be written ({fault.strerror})."),
        Text(
            "フォルダーの所有者(haishin-update の利用者)で実行しているか、空き容量があるかを確かめてください。",
            "Run it as the folder's owner (the user of haishin-update), and check the disk space.",
        ),
    )


def build(folder: Path) -> None:
    """Make a release's environment from its lock file and try it there, told no secret and no state folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    command = [sys.executable, "-I", os.fspath(folder / "scripts" / "bootstrap.py"), "table"]
    done = subprocess.run(
        command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise ToolError(
            Text(
                "新しいプログラムを作れないか、動きません。いまのプログラムのまま続けます。",
                "The new program cannot be built, or does not run. The present one goes on.",
            ),
            Text(
                "上の表示を見て、ネットワークと空き容量を確かめ、もう一度実行してください。",
                "Look at what is said above, check network and disk space, and run again.",
            ),
        )


VERBS: Acts = {
    "update": _update,
}
