"""Drafts as a drafter completes them, and what CI says of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from haishin.check import document
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.core.contract.drafts import MARK
from haishin.core.contract.policy import JST
from haishin.core.model import Document
from haishin.office.drafting import Situation
from haishin.office.drafting.text import situations, template
from support.contract import shipped
from support.force import FORCE

PAGE = "https://github.example.jp/keisatsu/joho-mail/new/main"
NOW = datetime(2026, 11, 25, 16, 40, tzinfo=JST)
FIRST = "alerts/maebashi/2026/20261125-1605-koekake.md"  # what follow-ups follow
EVERY = list(situations(shipped()))
# What a person writes where no wording has an example.
OWN = {
    "＜＜続柄＞＞": "長男",
    "＜＜氏名＞＞": "関口三郎",
    "＜＜例外の理由＞＞": "気温が下がり、生命に危険があるため",
}


def examples(situation: Situation) -> dict[str, str]:
    """Mark → what a drafter may write there."""
    found = MARK.finditer(template(shipped(), situation))
    return {f"＜＜{one['label']}＞＞": one["example"] for one in found if one["example"]} | OWN


def completed(text: str, situation: Situation) -> str:
    """The text with every mark replaced."""
    for mark, words in examples(situation).items():
        text = text.replace(mark, words)
    return text


def findings(path: str, text: str) -> list[str]:
    """What CI says of that file beside the alert that it may follow, each with its line."""

    def find(alert: str) -> Document | None:
        return document.read(FIRST, (FORCE / FIRST).read_bytes(), shipped()) if alert == Path(FIRST).stem else None

    told = document.read(path, text.encode(), shipped())
    found = check(told, shipped(), Tree(frozenset({path, FIRST}), find))
    return [f"{one.span.line} {one.rule}: {one.message.ja}" for one in found]
