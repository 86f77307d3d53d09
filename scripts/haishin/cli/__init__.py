"""The command ``haishin``: thin verbs over the rooms; only here the process's environment is touched."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from haishin.cli import (
    alerts,
    consulting,
    deciding,
    demo,
    fixing,
    hook,
    ledger,
    mails,
    sending,
    settling,
    setup,
    subscribers,
    watching,
)
from haishin.cli.world import World, find_root
from haishin.errors import Exit, HaishinError
from haishin.report import errors

_ABOUT = {
    "ja": "県民への情報メール:アラートはファイル、レビューは協議、マージが配信です。",
    "en": "Information mail to residents: alerts are files, review is the consultation, merging is sending.",
}


def main(
    argv: Sequence[str],
    environment: Mapping[str, str],
    out: TextIO,
    err: TextIO,
    raw_out: BinaryIO,
    stdin: TextIO,
) -> int:
    """Run one verb and return the exit code: 0 fine, 1 errors or refusal, 2 tool failed, 3 rows in doubt."""
    parser = _parser(environment)
    arguments = parser.parse_args(argv)
    world = World(
        root=find_root(Path.cwd()),
        environment=environment,
        out=out,
        err=err,
        raw_out=raw_out,
        stdin=stdin,
        language=arguments.lang,
        clock=lambda: datetime.now(UTC),
    )
    try:
        return int(arguments.verb(arguments, world))
    except HaishinError as error:
        errors.write(error, world.language, err)
        return error.exit_code
    except BrokenPipeError:  # a reader such as `head` has what it wanted
        return Exit.FINE


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="haishin", description=f"{_ABOUT['ja']}\n{_ABOUT['en']}")
    parser.add_argument(
        "--lang",
        choices=("ja", "en"),
        default="en" if environment.get("HAISHIN_LANG") == "en" else "ja",
        help="language of what the command says (default: ja)",
    )
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")
    for room in (
        alerts,
        deciding,
        consulting,
        fixing,
        hook,
        mails,
        sending,
        watching,
        settling,
        ledger,
        subscribers,
        setup,
        demo,
    ):
        room.add(verbs)
    return parser


def run(argv: Sequence[str]) -> int:
    """``main`` on this process's own streams and environment."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):  # the tool speaks UTF-8 whatever the machine's locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return main(argv, os.environ, sys.stdout, sys.stderr, sys.stdout.buffer, sys.stdin)


def script() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
