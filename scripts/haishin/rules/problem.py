"""What a rule is, what it is given, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from haishin.contract import Contract
from haishin.document.forming import place_of
from haishin.model import Document, Fix, Severity, Span, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """``key`` names message and hint of the rule, ``values`` fill their holes; the rest as in ``Finding``."""

    span: Span
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    private: bool = False
    fix: Fix | None = None
    severity: Severity | None = None  # where one rule knows certain and uncertain cases
    matched: str = field(default="", repr=False)


def _nowhere(alert_id: str) -> Document | None:
    return None


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of ``alerts/``; ``holders`` maps an id without case to the paths that use it.

    ``find`` reads the alert of an id, None where the tree has none; by default nothing is known of other files.
    ``recorded``: ids that the ledger knows, in this tree or not.
    """

    paths: frozenset[str] = frozenset()
    find: Callable[[str], Document | None] = field(default=_nowhere, repr=False, compare=False)
    recorded: Collection[str] = ()
    holders: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        holders: dict[str, tuple[str, ...]] = {}
        for path in sorted(self.paths):
            name = place_of(path)[2].lower()
            holders[name] = (*holders.get(name, ()), path)
        object.__setattr__(self, "holders", holders)


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides the document. ``known``: the names of all rules."""

    contract: Contract
    tree: Tree
    known: frozenset[str]


class Described(Protocol):
    """A rule as RULES.md shows it: everything but its check."""

    @property
    def ID(self) -> str:
        """Its name, kebab-case."""
        ...

    @property
    def NAME(self) -> Text:
        """What an officer calls it, a few words without punctuation."""
        ...

    @property
    def SUMMARY(self) -> str:
        """One Japanese sentence for the index: what is found, and what to do about it."""
        ...

    @property
    def SEVERITY(self) -> Severity:
        """What its problems are unless they say otherwise."""
        ...

    @property
    def MESSAGES(self) -> Mapping[str, Text]:
        """What it says, by key."""
        ...

    @property
    def HINTS(self) -> Mapping[str, Text]:
        """What to do about it, by the same key."""
        ...

    @property
    def GOOD(self) -> tuple[str, ...]:
        """Whole files to which it has nothing to say."""
        ...

    @property
    def BAD(self) -> tuple[tuple[str, str], ...]:
        """Whole files, each behind the key of the message it earns."""
        ...


class Rule(Described, Protocol):
    """One module of this room."""

    def check(self, document: Document, context: Context) -> Iterator[Problem]:
        """Everything that this rule has against the document."""
        ...
