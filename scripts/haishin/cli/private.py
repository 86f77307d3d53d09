"""Where addresses come in and go out: from a terminal, a pipe or a file, to a terminal or a file of one's own alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from haishin.cli.context import CommandContext
from haishin.errors import Refusal, ToolError
from haishin.model import Text

_PROMPT = Text(
    "メールアドレスを一行に一つずつ入力してください(終わりは Ctrl-D)。",
    "Write one address a line, and end with Ctrl-D.",
)


def addresses(file: Path | None, context: CommandContext) -> list[str]:
    """One address a line, of the file or of standard input; never of the command line, which others can see."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        except OSError as fault:
            raise unusable(file, fault) from fault
    if context.stdin.isatty():
        context.warn(_PROMPT)
    return context.stdin.read().splitlines()


@contextmanager
def output(file: Path | None, context: CommandContext) -> Iterator[TextIO]:
    """Where addresses may be written: a new file of mode 0600, or standard output where that is a terminal.

    Raises Refusal anywhere else, and always in CI; ToolError where the file cannot be made.
    """
    if context.environment.get("CI") or (file is None and not context.out.isatty()):
        raise Refusal(
            Text(
                "アドレスを出せるのは、画面に直接表示するときと、新しいファイル(権限 0600)に書くときだけです。"
                "CI では出せません。",
                "Addresses go to a terminal or to a new file (mode 0600) alone, and never in CI.",
            ),
            Text(
                "配信ホストの端末で実行するか、ファイルを指定してください。",
                "Run it on a terminal of the mail host, or name a file.",
            ),
        )
    if file is None:
        yield context.out
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as fault:
        raise unusable(file, fault) from fault


def unusable(path: Path, fault: OSError) -> ToolError:
    """The error of a file that cannot be read or made."""
    return ToolError(
        Text(f"{path} を使えません({fault.strerror})。", f"{path} cannot be used ({fault.strerror})."),
        Text("ファイルの場所と権限を確かめてください。", "Check where the file is and its permissions."),
    )
