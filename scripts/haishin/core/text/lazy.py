"""Regular expressions that compile when they are first used: no command waits for those that its text does not need."""

from __future__ import annotations

import re
from functools import cached_property
from typing import cast


def lazy(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Stand in for ``re.compile(source, flags)``: the same methods, and a mistake in the source shows at first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


class _Lazy:
    """A pattern not compiled yet: the first use of a method compiles it, and the methods are then the pattern's own."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self.pattern = source
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> object:
        method: object = getattr(self.compiled, name)
        setattr(self, name, method)
        return method
