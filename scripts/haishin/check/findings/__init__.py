"""Reporters over findings, by name. Each masks what is private before it prints anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from haishin.check.findings import commands, console, json, sarif, summary
from haishin.core.model import Finding, Language


class Reporter(Protocol):
    """``sources`` holds the text of each file by path, ``files`` counts the files that were looked at."""

    def __call__(
        self, findings: Sequence[Finding], sources: Mapping[str, str], language: Language, files: int, /
    ) -> str:
        """The whole report, ending in a line feed (``github`` without findings: empty)."""
        ...


REPORTERS: Mapping[str, Reporter] = {
    "text": console.report,
    "json": json.report,
    "github": commands.report,
    "summary": summary.report,
    "sarif": sarif.report,
}

__all__ = ["REPORTERS", "Reporter"]
