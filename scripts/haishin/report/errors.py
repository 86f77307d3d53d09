"""An error of the tool, as its user reads it."""

from __future__ import annotations

from typing import TextIO

from haishin.errors import HaishinError
from haishin.model import Language
from haishin.report.escaping import line_start


def write(error: HaishinError, language: Language, stream: TextIO) -> None:
    """The message, then what to do; several lines stay several lines, each safe to print."""
    message = error.message[language].splitlines()
    hint = error.hint[language].splitlines()
    for line in (*message, *(f"→ {line}" for line in hint)):
        stream.write(f"{line_start(line)}\n")
    stream.flush()
