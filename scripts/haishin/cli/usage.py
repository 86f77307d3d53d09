"""Help and usage in the language that was asked for, wrapped by columns."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NoReturn

from haishin.core.catalogue import Message, rows
from haishin.core.model import Language

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
_BOTH = " / "
_INDENT, _NAMES, _WIDTH = 2, 14, 80  # columns before a verb of the overview, for its name, of a line


def part(text: str, language: Language) -> str:
    """Take one language of a fault that a type of an argument words as ``日本語 / English``."""
    japanese, both, english = text.rpartition(" / ")
    if both and language == "ja":
        return japanese
    head, colon, _ = japanese.partition(": ")  # argparse's own words, which name the argument
    return f"{head}{colon}{english}" if both else text


class _Formatter(argparse.HelpFormatter):
    """Argparse's own, for text in which a sign may be two columns wide and a word has no blanks."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = chain.from_iterable(wrapped(line, width - len(indent)) for line in text.splitlines())
        return "\n".join(f"{indent}{line}" for line in lines)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Break a line before it gets wider: at a blank, or between two Japanese signs (never before 、。) etc.)."""
    from haishin.core.text.width import columns  # not before: a call that is understood needs no help

    line = ""
    for piece in re.findall(r"[!-~]+ ?|.[、。)」]* ?", " ".join(text.split())):
        if line and columns(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line:
        yield line.rstrip()


class _Verbs(argparse._SubParsersAction):  # type: ignore[type-arg]  # when it runs, the class takes none
    """Verbs that all stand in the help; what each is for, the catalogue says."""

    def add_parser(self, name: str, **given: Any) -> Parser:
        made: Parser = super().add_parser(name, **{"help": name, **given})
        return made


class Parser(argparse.ArgumentParser):
    """Says help and faults in one language, by the rows ``help-…`` of this room; so do its verbs."""

    language: Language = "en"

    def __init__(self, *, own_help: bool = True, **given: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **given, "add_help": False})
        self.register("action", "parsers", _Verbs)
        self.groups: Mapping[str, Iterable[str]] = {}  # row → verbs, for an overview
        if own_help:
            self.add_argument("-h", "--help", action="help")

    def format_usage(self) -> str:
        """Write the usage behind its word in the language."""
        return self._translated(super().format_usage())

    def format_help(self) -> str:
        """Write the help, or the overview of a parser whose verbs are grouped."""
        self._positionals.title, self._optionals.title = self._row("arguments"), self._row("options")
        for action in self._actions:
            for choice in getattr(action, "_choices_actions", ()):
                choice.help = self._row(choice.dest)
            name = action.option_strings[-1].lstrip("-") if action.option_strings else action.dest
            action.help = self._row(name)
        self.description = self._about()
        if not self.groups:
            return self._translated(super().format_help())
        return "\n".join((self.format_usage(), *wrapped(self.description or "", _WIDTH), *self._overview(), ""))

    def _row(self, name: str) -> str | None:
        """The row of that name of this verb, else of all verbs; None if there is none."""
        for key in ("-".join((*self.prog.split()[1:], name)), name):
            if f"help-{key}" in rows("cli"):
                return Message(f"cli/help-{key}")[self.language]
        return None

    def _about(self) -> str | None:
        key = "-".join(self.prog.split()[1:]) or self.prog
        return Message(f"cli/about-{key}")[self.language] if f"about-{key}" in rows("cli") else None

    def _translated(self, text: str) -> str:
        return re.sub("^usage: ", f"{self._row('usage')} ", text)

    def _overview(self) -> Iterator[str]:
        room = " " * (_INDENT + _NAMES)
        for title, verbs in self.groups.items():
            yield from ("", self._row(f"group-{title}") or title)
            for verb in verbs:
                first, *more = wrapped(self._row(verb) or "", _WIDTH - len(room))
                yield f"{' ' * _INDENT}{verb:<{_NAMES}}{first}"
                yield from (f"{room}{line}" for line in more)
        yield from ("", *wrapped(self._row("more") or "", _WIDTH))

    def error(self, message: str) -> NoReturn:
        """Print the usage and the fault of the call, and end with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {part(message, self.language)}\n")


class JapaneseParser(Parser):
    """Says the fault of a call in Japanese."""

    language = "ja"

    def error(self, message: str) -> NoReturn:
        """Print the usage and the sentence, and end with exit code 2."""
        said = part(message, "ja")
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
