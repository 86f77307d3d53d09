"""The command ``haishin``: thin verbs over the rooms; only here the process's environment is touched."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from haishin.cli.usage import spoken
from haishin.cli.verbs import parser
from haishin.core.errors import Exit, HaishinError
from haishin.core.release import in_use, released
from haishin.core.terminal import unforeseen, write_error

if TYPE_CHECKING:
    import argparse

    from haishin.cli.context import Acts, CommandContext


def main(
    argv: Sequence[str],
    environment: Mapping[str, str],
    out: TextIO,
    err: TextIO,
    raw_out: BinaryIO,
    stdin: TextIO,
    clock: Callable[[], datetime],
) -> int:
    """Run one verb and return the exit code: 0 fine, 1 errors or refusal, 2 tool failed, 3 rows in doubt.

    ``clock``: the machine's, aware of its zone.
    """
    language, words = spoken(argv, environment)
    if words == ["--version"]:
        words = ["version"]
    arguments = parser({"HAISHIN_LANG": language}).parse_args(words)
    from haishin.cli.context import CommandContext, find_root  # not before: help and a mistyped verb need no room

    context = CommandContext(
        root=find_root(Path.cwd()),
        environment=environment,
        out=out,
        err=err,
        raw_out=raw_out,
        stdin=stdin,
        language=arguments.lang,
        clock=clock,
    )
    return act(arguments, context)


def act(arguments: argparse.Namespace, context: CommandContext) -> int:
    """Call the verb that the parser has read, and say its error; return the exit code."""
    try:
        with in_use(released(Path(__file__))):
            acts: Acts = import_module(f"haishin.cli.{arguments.module}").VERBS
            return int(acts[arguments.verb](arguments, context))
    except HaishinError as error:
        write_error(error, context.language, context.err)
        return error.exit_code
    except BrokenPipeError:  # a reader such as `head` has gone: what was still to be said nobody has heard
        return Exit.TOOL
    except Exception as fault:  # noqa: BLE001 (whatever it is, its words may hold what was read)
        mistake = unforeseen(fault)
        write_error(mistake, context.language, context.err)
        return mistake.exit_code


def run(argv: Sequence[str]) -> int:
    """Run ``main`` on this process's own streams, environment and clock."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):  # the tool speaks UTF-8 whatever the machine's locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return main(argv, os.environ, sys.stdout, sys.stderr, sys.stdout.buffer, sys.stdin, lambda: datetime.now(UTC))


def script() -> None:
    """Run as the console script."""
    gc.set_threshold(
        100_000
    )  # a command is short: to look for garbage while it starts would be a twentieth of its time
    sys.exit(run(sys.argv[1:]))
