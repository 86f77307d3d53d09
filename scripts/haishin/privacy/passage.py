"""What a detector is given: one field in its three views, and what is known around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.public import Public
from haishin.text.view import View

_END = re.compile(r"[。\n!?！？]")
# Words beside which a number or a place is somebody's own.
PRIVATE = re.compile(
    r"自宅|宅[にへのでは、。]|お宅|[^住]宅$|実家|住まい|居住|在住|住む|住んで|携帯|本人|"
    r"妻|夫|母|父|息子|娘|孫|遺族|家族|親族|被害者|被疑者|容疑者"
    r"|目撃者|通報者|届出人|相談者|関係者|個人|さん|氏[のは]|様|隊長|会長|班長|区長|犯人|男[のがは]|"
    r"女[のがは]|少年|児童の|着信|発信元|表示された|相手[のがは方]"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One field. ``mail``: the prose of all of them; ``category`` as the caller names it."""

    prose: View
    digits: View
    accounts: View
    category: str | None
    mail: tuple[str, ...]
    public: Public


def around(text: str, start: int, end: int, width: int = 40) -> tuple[str, str]:
    """The rest of the sentence before and after a place, at most ``width`` characters each."""
    before = text[max(0, start - width) : start]
    after = text[end : end + width]
    stop = _END.search(after)
    return _END.split(before)[-1], after[: stop.start()] if stop else after


def found(view: View, start: int, end: int, severity: Severity = Severity.ERROR) -> Found:
    """The stretch of the view as a place in the original."""
    return Found(*view.span(start, end), severity)
