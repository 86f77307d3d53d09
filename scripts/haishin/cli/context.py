"""The context of a verb: root, environment, streams, language and clock, passed in."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, TypeAlias

from haishin.core.catalogue import said
from haishin.core.escaping import line_start
from haishin.core.model import Language, Text
from haishin.core.process import Process
from haishin.core.repository.git import Git

if TYPE_CHECKING:
    import argparse

    from haishin.core.contract import Contract

_COLUMNS = 80

Acts: TypeAlias = "Mapping[str, Callable[[argparse.Namespace, CommandContext], int]]"  # a module's verbs, by name


def find_root(start: Path) -> Path:
    """Find the repository around a folder: the nearest above with ``schema/policy.yaml``, else our own."""
    for folder in (start, *start.parents):
        if (folder / "schema" / "policy.yaml").is_file():
            return folder
    return Path(__file__).resolve().parents[3]


@dataclass
class CommandContext:
    """Root of the repository, environment, streams, language and clock of one run; ``scratch``: see Process."""

    root: Path
    environment: Mapping[str, str]
    out: TextIO
    err: TextIO
    raw_out: BinaryIO
    stdin: TextIO
    language: Language
    clock: Callable[[], datetime]
    scratch: bool = False
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def contract(self) -> Contract:
        """``schema/`` of the repository; raises ContractError."""
        from haishin.core import contract as contracts  # not before: the residents' page has none

        return contracts.load(self.root / "schema")

    @cached_property
    def git(self) -> Git:
        """Git in the repository."""
        return Git(self.root, self.environment)

    @cached_property
    def process(self) -> Process:
        """The process as the rooms see it."""
        from urllib.request import getproxies_environment  # not before: a check of a file waits for no network

        return Process(
            self.root,
            self.environment,
            self.git,
            self.clock,
            time.monotonic,
            self.sleep,
            getproxies_environment(),
            self.scratch,
        )

    @property
    def columns(self) -> int | None:
        """The terminal's width; None if standard output is a file or another program."""
        return columns(self.out) if self.out.isatty() else None

    def say(self, text: Text | str) -> None:
        """Print a line or several on standard output; whatever it quotes, none is a command to a runner (T27)."""
        _print(said(text, self.language), self.out)

    def say_json(self, value: object) -> None:
        """Print a value as JSON on standard output."""
        json.dump(value, self.out, ensure_ascii=False, indent=2)
        self.out.write("\n")

    def warn(self, text: Text) -> None:
        """Print as ``say`` does, on standard error."""
        _print(text[self.language], self.err)


def columns(terminal: TextIO) -> int:
    """Return the width of a terminal."""
    try:
        return os.get_terminal_size(terminal.fileno()).columns
    except OSError:  # some do not say
        return _COLUMNS


def _print(text: str, stream: TextIO) -> None:
    for line in text.splitlines() or [""]:
        print(line_start(line), file=stream)


def from_root(path: str, context: CommandContext) -> str:
    """Turn a path that the user wrote in his folder into the repository's; absolute if it lies outside."""
    whole = Path(os.path.abspath(path))  # no symbolic link is followed: that it is one is a finding
    if whole.is_relative_to(context.root):
        return whole.relative_to(context.root).as_posix()
    return str(whole)
