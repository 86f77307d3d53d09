"""Warnings about ``schema/`` though it loads.

Empty seats, odd posts, nights that nobody may sleep through, words that a language lacks, words of the example force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.crosscheck import sleepless
from haishin.core.contract.endings import gap_texts, gaps
from haishin.core.contract.example import left_over
from haishin.core.contract.posts import entry_line, odd_posts
from haishin.core.model import Finding, Severity, Span, Text


def warnings(contract: Contract, paths: Collection[str] | None, today: date) -> Iterator[Finding]:
    """Warn of all of it; if only some alerts are checked (``paths``), of the seats of their units alone."""
    meant = {f"{path}/".split("/")[1] for path in paths or ("",)}  # "" for all
    for gap in gaps(contract, today):
        if gap.since == today and not meant.isdisjoint(("", gap.seat.unit)):
            yield _warning(
                "roster.yaml", entry_line(contract, gap.seat), "empty-seat", *gap_texts(gap, contract, today)
            )
    if paths is not None:
        return
    for post in odd_posts(contract, today):
        yield _warning("roster.yaml", post.line, "odd-post", post.text, post.remedy)
    for night in sleepless(contract):
        yield _warning(night.file, night.line, "quiet", night.reason, Message("check/quiet-remedy"))
    for word in contract.lacking:
        yield _warning(word.file, word.line, "frame", word.reason, Message("check/frame-remedy"))
    for left in left_over(contract):
        warning = _warning(left.file, left.line, "example", left.reason, Message("check/example-remedy"))
        yield replace(warning, severity=Severity.NOTE)


def _warning(file: str, line: int, rule: str, message: Text, hint: Text) -> Finding:
    return Finding(f"schema/{file}", Span(line, 1, line, 1), rule, Severity.WARNING, message, hint)
