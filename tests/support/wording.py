"""What the rules of wording say of a title and a text, in short form."""

from __future__ import annotations

from haishin.check.reading import Writing
from haishin.check.rule_registry import SCANNED
from support.contract import shipped


def scanned(body: str, title: str = "前橋市内における声かけ", category: str | None = None) -> list[tuple[str, str]]:
    """Each rule with the stretch that it found, in the order of the rules; what is only a note is left out."""
    writing = Writing(title, body, category)
    return [
        (rule.ID, dict(writing.fields)[one.field][one.start : one.end])
        for rule in SCANNED
        for one in rule.look(writing, shipped())
        if (one.severity or rule.SEVERITY) != "note"
    ]


def found(rule: str, body: str, category: str | None = None) -> list[str]:
    """The stretches that this rule finds in a text."""
    return [text for name, text in scanned(body, category=category) if name == rule]
