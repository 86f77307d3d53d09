"""Errors of the tool itself and the exit codes. A finding is a value, never an exception."""

from __future__ import annotations

from enum import IntEnum
from typing import overload

from haishin.core.catalogue import Message
from haishin.core.model import Text


class Exit(IntEnum):
    """0 fine, 1 errors or refusal, 2 the tool or its set-up failed, 3 done with rows in doubt."""

    FINE = 0
    REFUSED = 1
    TOOL = 2
    IN_DOUBT = 3

    @classmethod
    def refused_if(cls, amiss: object) -> Exit:
        """Return REFUSED if something is amiss, else FINE."""
        return cls.REFUSED if amiss else cls.FINE


class HaishinError(Exception):
    """Base of all: the matter, its place and cause in ``message``, the remedy in ``hint``."""

    exit_code = Exit.TOOL

    @overload
    def __init__(self, message: Message) -> None: ...
    @overload
    def __init__(self, message: Text, hint: Text) -> None: ...
    def __init__(self, message: Text, hint: Text | None = None) -> None:
        """Take the hint from the row of the message unless another hint is given."""
        if hint is None:
            assert isinstance(message, Message)
            hint = message.remedy
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message.en} {self.hint.en}"


class ToolError(HaishinError):
    """The tool or its set-up failed: never to be read as "clean"."""


class Refusal(HaishinError):
    """The tool works and says no."""

    exit_code = Exit.REFUSED
