"""Why the last sending could use no relay: kept in the state folder until one ends well, for whoever looks."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from haishin.delivery.messages import RelayFault
from haishin.delivery.records import moment
from haishin.model import Text
from haishin.state import StateFolder, keep, recall

_FORM = "1"


@dataclass(frozen=True, slots=True)
class RelayTrouble:
    """When that was, what was said of it then, and what to do."""

    at: datetime
    text: Text
    remedy: Text


def note_trouble(state: StateFolder, fault: RelayFault, now: datetime) -> None:
    """Keep it for whoever looks; what cannot be written was said all the same."""
    words = [fault.message.ja, fault.message.en, fault.hint.ja, fault.hint.en]
    keep(state.relay_trouble, _FORM, json.dumps([now.isoformat(), *words]).encode())


def forget_trouble(state: StateFolder) -> None:
    """Forget it: a sending has ended well since."""
    with suppress(OSError):
        state.relay_trouble.unlink(missing_ok=True)


def relay_trouble(state: StateFolder) -> RelayTrouble | None:
    """Read it; None where the last sending had none."""
    if (data := recall(state.relay_trouble, _FORM)) is None:
        return None
    at, text_ja, text_en, hint_ja, hint_en = json.loads(data)
    return RelayTrouble(moment(at), Text(text_ja, text_en), Text(hint_ja, hint_en))
