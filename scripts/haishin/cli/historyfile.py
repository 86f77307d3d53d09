"""The history file of ``decide``: what the ledger is supposed to know, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from haishin.errors import ToolError
from haishin.json_schema import Unreadable, read_json
from haishin.model import History, LedgerState, Past, Scope, Text

_ID = {"type": "string", "minLength": 1, "maxLength": 200}
_NULL = {"type": "null"}
_TIME = {"type": "string", "pattern": r"^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "state": {"enum": [state.value for state in LedgerState]},
            "at": {"anyOf": [_TIME, _NULL]},
            "scope": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, _NULL]},
            "reached": {"type": "integer", "minimum": 0},
            "waivers": {"type": "array", "items": {"type": "string"}},
            "ended_by": {"anyOf": [_ID, _NULL]},
            "removed": {"type": "boolean"},
        },
    },
}


def read_history(path: Path) -> History:
    """``{ALERT: {state, at, scope, reached, waivers, ended_by, removed}}``; raises ToolError for anything else."""
    try:
        value = read_json(path, _SCHEMA)
    except Unreadable as fault:
        raise _unreadable(path, fault.why) from fault
    try:
        return History({_id(name): _past(past) for name, past in value.items()})
    except ValueError as fault:  # a time such as 25:00, which the pattern cannot exclude
        raise _unreadable(path, Text("時刻がありません。", "There is no such time.")) from fault


def _unreadable(path: Path, why: Text) -> ToolError:
    return ToolError(
        Text(
            f"履歴ファイル {path.name} を読めません。{why.ja}",
            f"The history file {path.name} cannot be read. {why.en}",
        ),
        Text("JSON の形式と、state の語を確かめてください。", "Check its JSON and the words of state."),
    )


def _id(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".md")


def _past(value: Mapping[str, Any]) -> Past:
    return Past(
        LedgerState(value.get("state", "unsent")),
        datetime.fromisoformat(value["at"]) if value.get("at") else None,
        _scope(value.get("scope")),
        value.get("reached", 0),
        tuple(value.get("waivers", ())),
        _id(value["ended_by"]) if value.get("ended_by") else None,
        value.get("removed", False),
    )


def _scope(value: str | list[str] | None) -> Scope | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Scope(True) if value == "prefecture" else Scope(False, (value,))
    return Scope(False, tuple(sorted(value)))
