"""The sentences of a text that ask its readers to do something at once (5(3)); no rule: there is nothing to mend.

If the mail waits for the delivery hours, its approver is asked whether they will still be right then.
"""

from __future__ import annotations

from haishin.check.reading import Writing
from haishin.check.rules.worded import matches, near
from haishin.core.contract import Contract
from haishin.core.model import Alert
from haishin.core.text.sentences import before, sentence

ID = "at-once"


def at_once(alert: Alert, contract: Contract) -> tuple[str, ...]:
    """List them as they are written, each once, without the sign of an item."""
    writing = Writing("", alert.body)
    text = writing.narrow[1][1]
    found: dict[str, None] = {}
    for start, end, _ in matches(near(ID, writing, contract), text):
        begin = start - len(before(text, start))
        found[alert.body[begin : begin + len(sentence(text, start, end))].lstrip("-* ").strip()] = None
    return tuple(found)
