"""Verbs of a force's own repository: its beginning, and the files made of its ``schema/``, CODEOWNERS apart."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from haishin import __version__
from haishin.check.findings import REPORTERS
from haishin.check.schema_files import warnings
from haishin.cli.context import Acts, CommandContext
from haishin.cli.given import unusable
from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.errors import Exit, Refusal
from haishin.office.drafting import manual
from haishin.office.founding import answers, asking, repository
from haishin.office.setup import rulesets


def _init(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.empty:
        context.out.write(answers.EMPTY.read_text(encoding="utf-8"))
        return Exit.FINE
    if arguments.folder is None:
        raise Refusal(Message("cli/init-where"))
    folder = arguments.folder.absolute()  # the current one, too
    repository.refuse_filled(folder)
    example, file = repository.example(), arguments.answers or folder.with_name("answers.yaml")
    if arguments.answers is None:
        if file.exists():
            raise Refusal(Message("cli/init-answered", file=file, folder=folder))
        text = asking.asked(partial(_ask, context), context.language, answers.categories(example))
    else:
        text = _read(file)
    try:
        schema = answers.judged(file.name, text, lambda csv: (file.parent / csv).read_bytes(), example)
    except answers.MistakenAnswers:
        if arguments.answers is None:
            _made({str(file): text}, context)  # to be mended and given by --from
        raise
    commit = repository.found(folder, schema, context.environment)
    contract = load_blobs(schema)
    if found := tuple(warnings(contract, None, contract.roster.people[0].roles[0].since)):
        context.out.write(REPORTERS["text"](found, {}, context.language, 0))
    context.say(Message("cli/init-made", folder=arguments.folder, commit=commit))
    if not repository.is_release(commit, context.environment):
        context.say(Message("cli/init-between", version=__version__))
    return Exit.FINE


def _ask(context: CommandContext, words: str) -> str:
    """Ask on the terminal; raises Refusal if nobody is there, or no more."""
    line = ""
    if context.stdin.isatty():
        context.out.write(f"{words}\n" if words else "")
        context.out.flush()
        line = context.stdin.readline()
    if not line:
        raise Refusal(Message("cli/init-nobody"))
    return line


def _rulesets(_: argparse.Namespace, context: CommandContext) -> int:
    return _made(rulesets.made(context.contract.policy), context)


def _manual(_: argparse.Namespace, context: CommandContext) -> int:
    text = _read(context.root / manual.PATH)
    return _made({manual.PATH: manual.render(text, context.contract)}, context)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise unusable(path, fault) from fault


def _made(files: dict[str, str], context: CommandContext) -> int:
    for name, text in files.items():
        path = context.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as fault:
            raise unusable(path, fault) from fault
        context.say(Message("cli/owners-written", path=name))
    return Exit.FINE


VERBS: Acts = {
    "init": _init,
    "rulesets": _rulesets,
    "manual": _manual,
}
