"""Errors of the tool itself and the exit codes. A finding is a value, never an exception."""

from __future__ import annotations

from enum import IntEnum

from haishin.core.model import Text


class Exit(IntEnum):
    """0 fine, 1 errors or refusal, 2 the tool or its set-up failed, 3 done with rows in doubt."""

    FINE = 0
    REFUSED = 1
    TOOL = 2
    IN_DOUBT = 3


class HaishinError(Exception):
    """Base of all: what, where and why in ``message``, what to do in ``hint``."""

    exit_code = Exit.TOOL

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(f"{message.en} {hint.en}")
        self.message = message
        self.hint = hint


class ToolError(HaishinError):
    """The tool or its set-up failed: never to be read as "clean"."""


class Refusal(HaishinError):
    """The tool works and says no."""

    exit_code = Exit.REFUSED
