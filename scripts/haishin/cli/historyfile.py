"""The history file of ``decide``: what the ledger is supposed to know, as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from haishin.errors import ToolError
from haishin.model import History, LedgerState, Past, Scope, Text


def read_history(path: Path) -> History:
    """``{ALERT: {state, at, scope, reached, waivers, ended_by, removed}}``; raises ToolError for anything else."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return History({_id(name): _past(past) for name, past in value.items()})
    except (OSError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as fault:
        raise ToolError(
            Text(
                f"履歴ファイル {path.name} を読めません({fault})。",
                f"The history file {path.name} is unreadable ({fault}).",
            ),
            Text("JSON の形式と、state の語を確かめてください。", "Check its JSON and the words of state."),
        ) from fault


def _id(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".md")


def _past(value: dict[str, Any]) -> Past:
    unknown = value.keys() - {"state", "at", "scope", "reached", "waivers", "ended_by", "removed"}
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    at = datetime.fromisoformat(value["at"]) if value.get("at") else None
    if at is not None and at.tzinfo is None:
        raise ValueError("a time without its offset")
    return Past(
        LedgerState(value.get("state", "unsent")),
        at,
        _scope(value.get("scope")),
        int(value.get("reached", 0)),
        tuple(value.get("waivers") or ()),
        _id(value["ended_by"]) if value.get("ended_by") else None,
        bool(value.get("removed", False)),
    )


def _scope(value: str | list[str] | None) -> Scope | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Scope(True) if value == "prefecture" else Scope(False, (value,))
    return Scope(False, tuple(sorted(value)))
