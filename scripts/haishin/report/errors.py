"""An error of the tool, as its user reads it."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TextIO

from haishin.errors import HaishinError, ToolError
from haishin.model import Language, Text
from haishin.report.escaping import line_start


def write(error: HaishinError, language: Language, stream: TextIO) -> None:
    """The message, then what to do; several lines stay several lines, each safe to print."""
    message = error.message[language].splitlines()
    hint = error.hint[language].splitlines()
    for line in (*message, *(f"→ {line}" for line in hint)):
        stream.write(f"{line_start(line)}\n")
    stream.flush()


def unforeseen(fault: BaseException) -> ToolError:
    """A mistake of this program: its kind and where, never its words, which may hold what was read (T30)."""
    steps = traceback.extract_tb(fault.__traceback__)
    way = " > ".join(f"{Path(step.filename).name}:{step.lineno}" for step in steps)
    kind = type(fault).__name__
    return ToolError(
        Text(
            f"プログラムの誤りで、途中で終わりました({kind}、{way})。",
            f"A mistake of the program ended it half-way ({kind}, {way}).",
        ),
        Text(
            "この表示を添えて、プログラムを管理している人に知らせてください。個人の情報は入っていません。",
            "Tell those who maintain the program, with these lines; they hold nobody's data.",
        ),
    )
