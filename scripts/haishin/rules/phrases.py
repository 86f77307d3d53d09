"""What stands around a phrase, and whether a mail warns of a swindle: helpers that the rules of wording share."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.rules.writing import Writing

_ENDS = "。\n！？!?"
_REACH = 120  # no sentence is looked at further than this: cost stays linear


def sentence(text: str, start: int, end: int) -> str:
    """What stands around that stretch, to the ends of its sentence."""
    last = min((found for mark in _ENDS if (found := text.find(mark, end, end + _REACH)) >= 0), default=end + _REACH)
    return before(text, start) + text[start:last]


def before(text: str, place: int) -> str:
    """What stands before that place in its sentence."""
    reach = max(0, place - _REACH)
    return text[max(reach, max(text.rfind(mark, reach, place) for mark in _ENDS) + 1) : place]


def swindle(writing: Writing, contract: Contract) -> bool:
    """Whether the mail warns of a swindle, whose script it quotes; by its words where no category is known."""
    if writing.category is None:
        return writing.swindle
    policy = contract.policy
    names = [row.name for row in policy.table if row.category in policy.press.quotes_pass]
    return writing.category in policy.press.quotes_pass or any(name in writing.category for name in names)
