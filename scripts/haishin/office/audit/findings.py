"""What an audit finds: two records that disagree, or a question that nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.model import LedgerClaim, LedgerEntry, Text


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


@dataclass(frozen=True, slots=True)
class AuditedAlert:
    """An alert that was claimed: its claim, what became of it, and what was found."""

    claim: LedgerClaim
    entry: LedgerEntry
    rules: Mapping[tuple[str, str], str] = field(default_factory=dict)  # role and unit → the clause that asks for it
    differs: tuple[Disagreement, ...] = ()
    unasked: tuple[Unasked, ...] = ()

    def data(self) -> dict[str, Any]:
        """Say who approved which bytes by which rule, and when it went, for another program."""
        claim, entry = self.claim, self.entry
        approvals = [
            {**approval, "clause": self.rules.get((approval["role"], approval["unit"]))} for approval in claim.approvals
        ]
        times = {
            "recognized_at": claim.recognized,
            "approved_at": claim.approved,
            "merged_at": claim.merged,
            "claimed_at": claim.at,
            "accepted_at": entry.accepted,
        }
        return {
            "alert": claim.alert,
            "path": claim.path,
            "blob": claim.blob,
            "commit": claim.commit,
            "schema": claim.schema,
            "pull": claim.pull,
            "drafter": claim.drafter,
            "approvals": approvals,
            "waivers": list(claim.waivers),
            "follows": claim.thread,
            **{name: None if at is None else at.isoformat() for name, at in times.items()},
            "state": entry.state.value,
            "snapshot": claim.snapshot,
            "counts": dict(entry.counts),
            "in_doubt": entry.in_doubt,
            **outcome(self.differs, self.unasked),
        }


def outcome(differs: tuple[Disagreement, ...], unasked: tuple[Unasked, ...]) -> dict[str, Any]:
    """Write disagreements and open questions as JSON holds them, in English."""
    return {
        "differs": [
            {
                "code": one.code,
                "expected": _plain(one.expected),
                "found": _plain(one.found),
                "said": one.message.en,
                "do": one.message.remedy.en,
            }
            for one in differs
        ],
        "unasked": [{"code": one.code, "said": one.message.en, "do": one.message.remedy.en} for one in unasked],
    }


def _plain(value: object) -> object:
    return value.en if isinstance(value, Text) else value
