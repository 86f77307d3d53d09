"""The offline forge: a folder with a file ``<alert id>.json`` for each pull request; people by login."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
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
        """Return the pull request of an alert, None without a file; raises ForgeError for an unreadable file."""
        path = self._folder / f"{alert_id}.json"
        if not path.exists():
            return None
        return read_pull(path)

    def reviews(self, alert_id: str, number: int) -> tuple[Review, ...]:
        """Return the reviews of the pull request of an alert; raises ForgeError for an unreadable file."""
        pull = self.pull(alert_id, 0)
        if pull is None:
            return ()
        return pull.reviews


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
    committers = [None if login is None else Account(login) for login in value["committers"]]
    pull = Pull(
        number=value["number"],
        author=Account(value["author"]),
        committers=tuple(committers),
        checklist=value["checklist"],
        opened_at=datetime.fromisoformat(value["opened_at"]),
        merged_at=None,
        reviews=tuple(_review(review) for review in value["reviews"]),
        draft=value.get("draft", False),
        automatic=value.get("automatic", False),
    )
    if value["merged_at"]:
        pull = replace(pull, merged_at=datetime.fromisoformat(value["merged_at"]))
    if "files" in value:
        pull = replace(pull, files=tuple(value["files"]))
    return pull


def _review(value: Mapping[str, Any]) -> Review:
    review = Review(
        Account(value["login"]),
        ReviewState(value["state"]),
        datetime.fromisoformat(value["submitted_at"]),
        value.get("commit"),
        value["text"],
        frozenset(Word(word) for word in value.get("says", [])),
    )
    if "released" in value:
        review = replace(review, press_released=time.fromisoformat(value["released"]))
    return review
