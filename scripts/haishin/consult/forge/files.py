"""The offline forge: a folder with one ``<alert id>.json`` for each pull request; people by login."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from haishin.consult.forge import ForgeError
from haishin.core.catalogue import Message
from haishin.core.json_schema import Unreadable, read_json
from haishin.core.model import Account, Pull, Review, ReviewState, Word

_SCHEMA = Path(__file__).parent / "pull.schema.json"


class FileForge:
    """``HAISHIN_FORGE=file:FOLDER``."""

    offline = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Return the pull request of an alert, None without a file; raises ForgeError for an unreadable one."""
        path = self._folder / f"{alert_id}.json"
        return read_pull(path) if path.exists() else None

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Return the reviews of the pull request of an alert; raises ForgeError for an unreadable file."""
        pull = self.pull(alert_id, 0)
        return () if pull is None else pull.reviews


def read_pull(path: Path) -> Pull:
    """Read the pull request in a file; raises ForgeError with the place of the first mistake."""
    try:
        value = read_json(path, _schema())
    except Unreadable as fault:
        raise ForgeError(Message("consult/forge/unreadable-file", name=path.name, why=fault.why)) from fault
    try:
        return _pull(value)
    except ValueError as fault:  # a time such as 25:00, which the pattern cannot exclude
        why = Message("consult/forge/no-such-time")
        raise ForgeError(Message("consult/forge/unreadable-file", name=path.name, why=why)) from fault


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return schema


def _pull(value: Mapping[str, Any]) -> Pull:
    return Pull(
        number=value["number"],
        author=Account(value["author"]),
        committers=tuple(None if login is None else Account(login) for login in value["committers"]),
        checklist=value["checklist"],
        opened_at=datetime.fromisoformat(value["opened_at"]),
        merged_at=datetime.fromisoformat(value["merged_at"]) if value["merged_at"] else None,
        reviews=tuple(
            Review(
                Account(review["login"]),
                ReviewState(review["state"]),
                datetime.fromisoformat(review["submitted_at"]),
                review.get("commit"),
                review["text"],
                frozenset(Word(word) for word in review.get("says", [])),
                press_released=time.fromisoformat(review["released"]) if "released" in review else None,
            )
            for review in value["reviews"]
        ),
        files=tuple(value["files"]) if "files" in value else None,
        draft=value.get("draft", False),
        automatic=value.get("automatic", False),
    )
