"""Calls that are not understood: argparse's own words in English; in Japanese a sentence of ours behind the usage."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from haishin.core.catalogue import Message

# What argparse says, by our row that says it.
_SAID = {
    "missing": re.compile("the following arguments are required: (?P<what>.*)"),
    "missing-one": re.compile("one of the arguments (?P<what>.*) is required"),
    "unknown": re.compile("unrecognized arguments: (?P<what>.*)"),
    "without-value": re.compile("argument (?P<what>.*?): expected (?:one|at least one) argument"),
    "not-among": re.compile(r"argument (?P<what>.*?): invalid choice: (?P<given>.*) \(choose from (?P<known>.*)\)"),
    "not-together": re.compile("argument (?P<what>.*?): not allowed with argument (?P<other>.*)"),
}
_LANG = "--lang"


class JapaneseParser(argparse.ArgumentParser):
    """Says in Japanese what is wrong with a call; its verbs do so, too."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the sentence, and end with exit code 2."""
        said = message
        for kind, pattern in _SAID.items():
            if (found := pattern.fullmatch(message)) is not None:
                said = Message(f"cli/usage-{kind}", **found.groupdict()).ja
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {said}\n")


def spoken(words: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Find the language that a call asks for; return it with the words without ``--lang``, wherever that stands."""
    language, rest = "en" if environment.get("HAISHIN_LANG") == "en" else "ja", list(words)
    options = rest[: rest.index("--")] if "--" in rest else rest
    for asked in ("ja", "en"):
        for place, word in enumerate(options):
            if word == f"{_LANG}={asked}":
                return asked, rest[:place] + rest[place + 1 :]
            if options[place : place + 2] == [_LANG, asked]:
                return asked, rest[:place] + rest[place + 2 :]
    return language, rest
