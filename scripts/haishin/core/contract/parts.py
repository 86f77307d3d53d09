"""The contract as the loader puts it together, and its mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from haishin.core.catalogue import Message
from haishin.core.contract.drafts import Draft, FormField
from haishin.core.contract.frame import NO_TONGUE, Tongue
from haishin.core.contract.organization import Organization
from haishin.core.contract.policy import Policy
from haishin.core.contract.roster import Roster
from haishin.core.contract.wording import Wording
from haishin.core.json_schema import Schema
from haishin.core.model import Text
from haishin.core.strict_yaml import Composed

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything of ``schema/``."""

    policy: Policy
    organization: Organization
    roster: Roster
    wording: Wording
    schemas: Mapping[str, Schema]  # by stem: ``alert``, ``ledger``, …
    tree: str | None = None  # the git tree, if known
    tongues: Mapping[str, Tongue] = field(default_factory=dict)  # the words of a frame by language, Japanese apart
    drafts: tuple[Draft, ...] = ()  # the usual wording of each matter
    fields: tuple[FormField, ...] = ()  # how the page for drafters asks for their marks
    lacking: tuple[Mistake, ...] = ()  # words that ``frame.yaml`` lacks in some language
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)  # the files as read, by stem
    _made: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def tongue(self, language: str) -> Tongue:
        """Return the words of a language; none for Japanese or an unknown language."""
        return self.tongues.get(language, NO_TONGUE)

    def once(self, make: Callable[[Contract], Made]) -> Made:
        """Return the product of ``make`` for this contract, made once: patterns of its words, its places."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a file of ``schema/``; the line counts from 1."""

    file: str
    line: int
    reason: Text

    @property
    def text(self) -> Message:
        """The mistake with its place."""
        return Message("core/contract/mistake", file=self.file, line=self.line, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file as read: its value (a mapping) and the place of each part."""

    file: str
    value: Mapping[str, Any]
    composed: Composed

    def mistake(self, path: tuple[str | int, ...], reason: Text) -> Mistake:
        """Make that mistake, at the line of that path."""
        return Mistake(self.file, self.composed.place(*path).line, reason)


def unknown_name(kind: str, name: str) -> Message:
    """Word that a name of that kind (``unit``, ``case``, …) does not exist."""
    return Message(f"core/contract/unknown-{kind}", name=name)


def not_the_supervisor(named: str, contract: Contract) -> Message:
    """Word that the supervisor's seat is not that of the unit named."""
    unit = contract.policy.supervisor_unit
    if unit is None:
        return Message("core/contract/no-supervisor")
    return Message("core/contract/supervisor-elsewhere", named=named, unit=unit)
