"""What an audit finds: two records that disagree, or a question that nobody answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.model import LedgerClaim, LedgerEntry, LedgerRecord, LedgerState, Text

_OF_THE_CLAIM = (
    *("alert", "path", "blob", "commit", "schema", "pull", "drafter", "waivers", "thread", "ends", "scope", "due"),
    *("category", "exercise", "recognized_at", "approved_at", "merged_at", "snapshot", "number"),
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two records of the same matter that disagree; ``code`` names the row ``differs-CODE``."""

    code: str
    expected: object
    found: object
    alert: str | None = None  # None: the ledger as a whole

    @property
    def message(self) -> Message:
        """The sentence, which has a remedy."""
        return Message(f"office/audit/differs-{self.code}", alert=self.alert)

    def data(self) -> dict[str, object]:
        """Write it as JSON holds it."""
        expected, found = (one.en if isinstance(one, Text) else one for one in (self.expected, self.found))
        said = {"said": self.message.en, "do": self.message.remedy.en}
        return {"code": self.code, "expected": expected, "found": found, **said}


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question that could not be asked, and why; ``code`` names the row ``unasked-CODE``."""

    code: str
    why: Text | str
    alert: str | None = None

    @property
    def message(self) -> Message:
        """The sentence, which has a remedy."""
        return Message(f"office/audit/unasked-{self.code}", alert=self.alert, why=self.why)

    def data(self) -> dict[str, object]:
        """Write it as JSON holds it."""
        return {"code": self.code, "said": self.message.en, "do": self.message.remedy.en}


@dataclass
class AuditedAlert:
    """An alert that was claimed, and what the audit has found of it so far."""

    record: LedgerRecord
    claim: LedgerClaim
    number: int  # the place of the claim in the ledger
    entry: LedgerEntry = field(default_factory=partial(LedgerEntry, LedgerState.CLAIMED))
    rules: dict[tuple[str, str], str] = field(default_factory=dict)  # role and unit → the clause that asks for it
    differs: list[Disagreement] = field(default_factory=list)
    unasked: list[Unasked] = field(default_factory=list)

    def differ(self, code: str, expected: object, found: object) -> None:
        """Note a disagreement."""
        self.differs.append(Disagreement(code, expected, found, self.claim.alert))

    def ask_in_vain(self, code: str, why: Text | str) -> None:
        """Note a question that could not be asked."""
        self.unasked.append(Unasked(code, why, self.claim.alert))

    def data(self) -> dict[str, Any]:
        """Say who approved which bytes by which rule, and when it went, for another program."""
        fields, entry = self.record.fields, self.entry
        return {
            **{name: fields.get(name) for name in _OF_THE_CLAIM},
            "approvals": [
                {**given, "clause": self.rules.get((given["role"], given["unit"]))} for given in fields["approvals"]
            ],
            "claimed_at": self.claim.at.isoformat(),
            "accepted_at": None if entry.accepted is None else entry.accepted.isoformat(),
            "state": entry.state.value,
            "counts": dict(entry.counts),
            "in_doubt": entry.in_doubt,
            "differs": [one.data() for one in self.differs],
            "unasked": [one.data() for one in self.unasked],
        }
