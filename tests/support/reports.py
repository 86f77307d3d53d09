"""Reports as files of examples: the table of far ends' answers, what Postfix wrote of them, and others' reports."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).parent.parent / "examples" / "reports"


class Answer(NamedTuple):
    """A row of ``replies.yaml``."""

    name: str
    to: str
    at: str
    says: str
    becomes: str


def answers() -> list[Answer]:
    rows = yaml.safe_load((FOLDER / "replies.yaml").read_text(encoding="utf-8"))
    return [Answer(row["name"], row["to"], row["at"], row["says"], row["class"]) for row in rows]


def others() -> list[tuple[str, str, str, bytes]]:
    """Name, mailbox, class and mail of the reports that no Postfix of ours writes."""
    rows = yaml.safe_load((FOLDER / "others.yaml").read_text(encoding="utf-8"))
    return [(row["name"], row["mailed"], row["class"], row["mail"].replace("(at)", "@").encode()) for row in rows]


def stored(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()
