"""The usual wording of each row of 別表, the source of drafts (``schema/drafts.yaml``).

``＜＜場所＝駅前＞＞`` is a mark: a word for the drafter to replace, and behind the sign an example. In a draft it is
``＜＜場所＞＞``; the rule ``placeholder`` refuses it. ``＜＜所属＞＞`` is the name of the unit;
``＜＜いつものお願い＞＞``, what a new mail of the same matter asks of residents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from haishin.core.contract.forming import form
from haishin.core.model import FollowKind

UNIT = "＜＜所属＞＞"
REQUESTS = "＜＜いつものお願い＞＞"
MARK = re.compile("＜＜(?P<label>[^＜＞＝\n]{1,12})(?:＝(?P<example>[^＜＞\n]{1,200}))?＞＞")
_REQUEST = re.compile("^(?!- |## ).*ください。", re.MULTILINE)
EXAMPLES = ("case_name", "why_mail", "necessity")  # items whose wording a row shows, too


@dataclass(frozen=True, slots=True)
class Draft:
    """A usual wording."""

    title: str
    text: str
    category: str | None = None  # None: any
    case: str | None = None  # None: any
    contents: tuple[str, ...] = ()  # the usual content first; empty: any
    follows: FollowKind | None = None
    examples: Mapping[str, str] = field(default_factory=dict)  # item → a way to write it
    needs: tuple[str, ...] = ()  # items that such a matter always has
    also: str = ""  # what such a matter is called every day

    @property
    def precision(self) -> tuple[int, bool]:
        """How specific it is: (0, False) any matter, (2, True) certain contents of one case."""
        return (self.category is not None) + (self.case is not None), bool(self.contents)

    def fits(self, category: str, case: str, content: str, follows: FollowKind | None) -> bool:
        """Whether it words that matter; what follows another alert is worded by the way it follows."""
        return (
            self.follows is follows
            and self.category in (None, category)
            and self.case in (None, case)
            and (not self.contents or content in self.contents)
        )


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a field on the page for drafters."""

    kind: Literal["time", "day", "town", "choice", "text", "number", "quote", "advice"] = field(metadata={"at": "as"})
    name: str = ""
    choices: tuple[str, ...] = ()  # of a text: words that are offered


@dataclass(frozen=True, slots=True)
class FormField:
    """How the page asks for the marks of these labels; any other mark is a line of text."""

    labels: tuple[str, ...]
    parts: tuple[Control, ...]
    form: str | None = None  # ``{1}から{2}``; None: joined by commas
    optional: tuple[str, ...] = ()  # those of the labels that may be left empty: their sentences are left out


_GENERAL = Draft(
    "＜＜件名＝文京町2丁目、下校中の児童に声をかける男＞＞",
    "＜＜日時＝11月25日（水）午後3時30分ころ＞＞、＜＜場所＝市内の路上＞＞で、"
    "＜＜何があったか＝声かけ事案が発生しました＞＞。\n\n"
    "＜＜してほしいこと＝不審な人を見かけたときは、110番通報をしてください。＞＞",
)


def usual_draft(drafts: Iterable[Draft], category: str, case: str, content: str, follows: FollowKind | None) -> Draft:
    """Choose the most specific wording; without any, the general wording: time, place, incident and advice."""
    chosen = row_of(drafts, category, case, content, follows)
    if REQUESTS not in chosen.text:
        return chosen
    new = row_of(drafts, category, case, content, None)
    return replace(chosen, text=chosen.text.replace(REQUESTS, requests(new.text)).rstrip())


def row_of(drafts: Iterable[Draft], category: str, case: str, content: str, follows: FollowKind | None) -> Draft:
    """Choose the row of ``usual_draft`` as it is written."""
    fitting = [draft for draft in drafts if draft.fits(category, case, content, follows)]
    return max(fitting, key=lambda draft: draft.precision, default=_GENERAL)


def requests(text: str) -> str:
    """Join the sentences outside lists that ask for something and leave no word to the drafter."""
    sentences = "".join(_REQUEST.findall(text)).split("。")
    asked = [f"{sentence}。" for sentence in sentences if sentence.endswith("ください")]
    return "".join(sentence for sentence in asked if not MARK.search(sentence.replace(UNIT, "")))


def written(text: str) -> str:
    """Replace each mark by its example, if it has any, as the file may look in the end."""
    return MARK.sub(lambda mark: mark["example"] or mark[0], text)


def blank(text: str) -> str:
    """Take the example out of each mark: the wording alone, without anybody else's facts."""
    return MARK.sub(lambda mark: f"＜＜{mark['label']}＞＞", text)


def drafts_from(value: Mapping[str, Any]) -> tuple[Draft, ...]:
    """Form the wordings from the mapping of ``drafts.yaml``, which has passed its JSON Schema."""
    drafts = []
    for draft in value["drafts"]:
        examples = {item: draft[item] for item in EXAMPLES if item in draft}
        drafts.append(form(Draft, draft, text=draft["text"].rstrip("\n"), examples=examples))
    return tuple(drafts)


def fields_from(value: Mapping[str, Any]) -> tuple[FormField, ...]:
    """Form the fields of the page from the same mapping."""
    return tuple(form(FormField, each) for each in value.get("fields", ()))
