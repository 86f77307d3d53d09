"""A person's input to a verb, an alert's id or residents' addresses; and the ways out for addresses."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from haishin.cli.outside import Outside
from haishin.core.catalogue import Message, listed
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.repository.history import alert_files, removed_ids
from haishin.send.ledger.stops import meant


def unusable(path: Path, fault: OSError | UnicodeDecodeError) -> ToolError:
    """Report a file that cannot be read or made."""
    why = fault.strerror if isinstance(fault, OSError) else "UTF-8"
    return ToolError(Message("cli/unusable-file", path=path, why=why))


def near(target: str, known: Iterable[str]) -> Text:
    """Name the known words that resemble a mistyped word; nothing if none does."""
    ids = difflib.get_close_matches(target, known)
    return Message("cli/near", ids=listed(ids)) if ids else Text("", "")


def addresses(file: Path | None, context: Outside) -> list[str]:
    """Read an address a line from the file or standard input; never from the command line, which others can see."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        except OSError as fault:
            raise unusable(file, fault) from fault
    if context.stdin.isatty():
        context.warn(Message("cli/ask-addresses"))
    return context.stdin.read().splitlines()


@contextmanager
def output(file: Path | None, context: Outside) -> Iterator[TextIO]:
    """Open the way out for addresses: a new file of mode 0600, or standard output if it is a terminal.

    Raises Refusal anywhere else, and always in CI; ToolError if the file cannot be made.
    """
    if context.environment.get("CI") or (file is None and not context.out.isatty()):
        raise Refusal(Message("cli/addresses-elsewhere"))
    if file is None:
        yield context.out
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as fault:
        raise unusable(file, fault) from fault


def on_main(context: Outside) -> frozenset[str]:
    """List the ids of main."""
    return frozenset(file.id for file in alert_files(context.git, context.main.fetch()))


def ever_on_main(context: Outside) -> frozenset[str]:
    """List the ids that main has, or has ever had."""
    return on_main(context) | removed_ids(context.git, context.main.tip)


def unit_of(alert: str, context: Outside) -> str | None:
    """Find the unit whose manager answers for the alert, by its path on main; None if main does not have it."""
    files = alert_files(context.git, context.main.fetch())
    return next((file.path.split("/")[1] for file in files if file.id == alert), None)


def known_id(text: str, known: Set[str], *, stopping: bool = False) -> str:
    """Find the known id that is meant. Raises Refusal, with ``stopping`` the advice how to stop all."""
    target = meant(text)
    if target in known:
        return target
    likely = near(target, known)
    if stopping:
        raise Refusal(Message("cli/unknown-id-to-stop", target=target, near=likely))
    raise Refusal(Message("cli/unknown-id", target=target, near=likely))
