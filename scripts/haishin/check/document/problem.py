"""A fault as the reader notes it, before it becomes a finding of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from haishin.core.model import Span, Text

Meant = str | list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a place of the file; the rule's own message and hint are used if the fault has none."""

    rule: str
    key: str  # of the rule's message and hint
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)  # for the holes of both
    message: Text | None = None  # of the strict YAML reader
    hint: Text | None = None  # of the strict YAML reader
    meant: Meant | None = None  # the value that the drafter surely meant; a list is a list of the front matter

    @property
    def fixed(self) -> str | None:
        """The meant value, as it is written."""
        if isinstance(self.meant, list):
            return f"[{', '.join(self.meant)}]"
        return self.meant
