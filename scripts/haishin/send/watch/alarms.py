"""The alarms that were reported already: kept in the state folder, so that each is news once and when it changes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from haishin.core.state import StateFolder, keep, recall
from haishin.send.watch.conditions import Condition

_FORM = "1"


def news(state: StateFolder, standing: Iterable[Condition]) -> tuple[Condition, ...]:
    """List the alarms that were not reported yet, and count them as reported; notices are never news."""
    alarms = [condition for condition in standing if condition.exit]
    before = _reported(state)
    _keep(state, alarms)
    return tuple(alarm for alarm in alarms if _key(alarm) not in before)


def forget_ended(state: StateFolder, standing: Iterable[Condition]) -> None:
    """Forget the alarms that stand no more: an alarm that comes back is news again."""
    before = _reported(state)
    if before:
        _keep(state, [condition for condition in standing if _key(condition) in before])


def _key(condition: Condition) -> tuple[str, str]:
    return condition.code, condition.text.ja


def _reported(state: StateFolder) -> frozenset[tuple[str, str]]:
    data = recall(state.told_alarms, _FORM)
    if data is None:
        return frozenset()
    return frozenset((code, text) for code, text in json.loads(data))


def _keep(state: StateFolder, alarms: Iterable[Condition]) -> None:
    if state.root.exists():
        keep(state.told_alarms, _FORM, json.dumps([_key(alarm) for alarm in alarms], ensure_ascii=False).encode())
