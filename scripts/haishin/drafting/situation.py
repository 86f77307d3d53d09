"""What is drafted: a row of 別表 and the way it follows another alert, and the wording that the contract has for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.contract.drafts import Draft, usual_draft
from haishin.contract.policy import Row
from haishin.model import FollowKind, Text

FOLLOWS = {
    None: Text("新しく知らせる", "something new"),
    FollowKind.FOLLOW_UP: Text("続報", "a follow-up"),
    FollowKind.CORRECTION: Text("訂正", "a correction"),
    FollowKind.RESOLUTION: Text("解決・解除", "a resolution"),
    FollowKind.CANCELLATION: Text("取消（事件ではなかった）", "a cancellation"),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """A case of a category with its content, by their codes; ``follows`` None is something new."""

    category: str
    case: str
    content: str
    follows: FollowKind | None = None


def situations(contract: Contract) -> Iterator[Situation]:
    """Everything new that the table lets be told: each case with each content, the usual one first."""
    for row in contract.policy.table:
        for case in row.cases:
            first = usual(contract, row, case)
            for content in sorted(row.contents, key=lambda one: one != first):
                yield Situation(row.category, case, content)


def usual(contract: Contract, row: Row, case: str) -> str:
    """The content in which that case is mostly told."""
    own = (one.contents for one in contract.drafts if (one.category, one.case) == (row.category, case))
    return next((contents[0] for contents in own if contents), row.contents[0])


def wording(contract: Contract, situation: Situation) -> Draft:
    """The most specific wording, or a general one."""
    return usual_draft(contract.drafts, situation.category, situation.case, situation.content, situation.follows)


def urgent(contract: Contract, situation: Situation) -> bool:
    """Whether the policy counts such situations among those that may go at night on the manager's word."""
    return any(
        one.category == situation.category
        and situation.case in (one.cases or (situation.case,))
        and situation.content in (one.contents or (situation.content,))
        for one in contract.policy.urgent_matters
    )
