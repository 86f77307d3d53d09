"""A fault as the reader notes it, before it becomes a finding of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from haishin.core.model import Span, Text

Meant = str | list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """``key`` names the message of the rule; ``values`` fill its holes.

    ``message`` and ``hint`` stand in place of the table's where the strict YAML reader has worded them already.
    ``meant``: what the drafter surely meant, where that is known; a list is that of the front matter.
    """

    rule: str
    key: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)
    message: Text | None = None
    hint: Text | None = None
    meant: Meant | None = None

    @property
    def fixed(self) -> str | None:
        """What is meant, as it is written."""
        return f"[{', '.join(self.meant)}]" if isinstance(self.meant, list) else self.meant
