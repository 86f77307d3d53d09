"""One line of the operator's CSV, judged by the contract; every reason for which a line is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from haishin.model import Text
from haishin.subscribers.address import AddressError, canonical, masked
from haishin.subscribers.subscriber import ALL, BETWEEN, FORMS, Choices, Wish, moment

T = TypeVar("T")

MAX_ORIGIN = 200  # characters
SPOKEN = {"yes": True, "no": False}
ID = re.compile(r"[a-z2-7]{26}")

REASONS = {
    "csv": Text(
        '引用符(")の閉じ忘れなど、CSVとして読めません。',
        "This is no readable CSV, for example a quotation mark is not closed.",
    ),
    "fields": Text(
        "項目が{found}個あります。見出しと同じ{expected}個にしてください。",
        "The line has {found} fields; the heading has {expected}.",
    ),
    "id": Text(
        "idは英小文字と数字2~7の26文字です。新しい登録者なら空欄にしてください。",
        "An id is 26 characters of a-z and 2-7; leave it empty for a new subscriber.",
    ),
    "stations": Text(
        "{place}番目の警察署は organization.yaml にありません。",
        "Station no. {place} of the list is not in organization.yaml.",
    ),
    "municipalities": Text(
        "{place}番目の市町村は organization.yaml にありません。",
        "Municipality no. {place} of the list is not in organization.yaml.",
    ),
    "categories": Text(
        "{place}番目の配信区分は policy.yaml にありません。",
        "Category no. {place} of the list is not in policy.yaml.",
    ),
    "no-place": Text(
        "警察署か市町村を一つ以上書いてください。全部なら * です。",
        "Name a station or a municipality; * means all.",
    ),
    "no-category": Text(
        "配信区分を一つ以上書いてください。全部なら * です。",
        "Name a category; * means all.",
    ),
    "form": Text("formは text か html です。", "The form is text or html."),
    "language": Text("languageは {known} のどれかです。", "The language is one of {known}."),
    "spoken": Text("yes か no を書いてください。", "Write yes or no."),
    "no-origin": Text("同意をどこで得たかがありません。", "It is not said where the consent was given."),
    "origin": Text(
        "200文字以内の1行で、制御文字を入れずに書いてください。",
        "Write one line of at most 200 characters without control characters.",
    ),
    "no-consent": Text("同意の日がありません。", "The day of the consent is missing."),
    "consent": Text(
        "2026-01-31 のような日付か、2026-01-31T09:00+09:00 のような時差つきの日時を書いてください。",
        "Write a date as 2026-01-31, or a time with offset as 2026-01-31T09:00+09:00.",
    ),
    "future": Text("同意の日がまだ来ていません。", "The consent lies in the future."),
    "taken": Text(
        "このアドレスは別のidで登録されています。",
        "This address is registered under another id.",
    ),
    "twice": Text("{line}行目と同じ登録者です。", "This is the subscriber of line {line} again."),
    "left": Text(
        "この登録者は配信を停止しました。その後の同意がないので登録できません。",
        "This subscriber has left and has not consented since.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a line was not taken: its number from 1, the column (empty: the whole line), the masked address."""

    line: int
    column: str
    reason: Text
    masked: str

    @property
    def text(self) -> Text:
        """One sentence for the report."""
        return Text(
            f"{self.line}行目 {self.column or '全体'}({self.masked}):{self.reason.ja}",
            f"line {self.line}, {self.column or 'whole line'} ({self.masked}): {self.reason.en}",
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the contract allows; ``id`` is None where the file gives none."""

    number: int
    id: str | None
    wish: Wish

    def refused(self, column: str, reason: Text) -> Refused:
        """The line, refused after all."""
        return Refused(self.number, column, reason, masked(self.wish.address))


class _Wrong(Exception):
    """A field is not as the contract wants it."""

    def __init__(self, reason: Text) -> None:
        super().__init__()
        self.reason = reason


def judge(number: int, row: Mapping[str, str], choices: Choices, now: datetime) -> Iterator[Line | Refused]:
    """The line as a wish, or every reason against it."""
    wrong: list[Refused] = []

    def field(column: str, parse: Callable[[str], T], otherwise: T) -> T:
        try:
            return parse(row.get(column, ""))
        except _Wrong as error:
            wrong.append(Refused(number, column, error.reason, masked(row["address"])))
            return otherwise

    none: frozenset[str] = frozenset()
    given = field("id", _id, None)
    wish = Wish(
        address=field("address", lambda text: _address(text, choices), ""),
        stations=field("stations", lambda text: _several("stations", text, choices.stations), none),
        municipalities=field(
            "municipalities", lambda text: _several("municipalities", text, choices.municipalities), none
        ),
        categories=field("categories", lambda text: _several("categories", text, choices.categories), none),
        form=field("form", lambda text: _one_of(FORMS, text, REASONS["form"]), ""),
        language=field("language", lambda text: _one_of(choices.languages, text, _languages(choices)), ""),
        night=field("night", _spoken, False),
        exercise=field("exercise", _spoken, False),
        origin=field("origin", _origin, ""),
        consented_at=field("consented_at", lambda text: _consent(text, now), ""),
    )
    if not row["stations"].strip("; ") and not row["municipalities"].strip("; "):
        wrong.append(Refused(number, "stations", REASONS["no-place"], masked(row["address"])))
    if not row["categories"].strip("; "):
        wrong.append(Refused(number, "categories", REASONS["no-category"], masked(row["address"])))
    yield from wrong or (Line(number, given, wish),)


def _id(text: str) -> str | None:
    if text and not ID.fullmatch(text):
        raise _Wrong(REASONS["id"])
    return text or None


def _address(text: str, choices: Choices) -> str:
    try:
        return canonical(text, choices.carrier_domains)
    except AddressError as error:
        raise _Wrong(error.message) from None


def _several(column: str, text: str, known: Collection[str]) -> frozenset[str]:
    """The words of a list; in a shifted column an unknown one is a resident's data, so its place is told alone."""
    values = [part.strip() for part in text.split(BETWEEN)]
    for place, value in enumerate(values, 1):
        if value and value != ALL and value not in known:
            raise _Wrong(REASONS[column].format(place=place))
    return frozenset({ALL} if ALL in values else filter(None, values))


def _languages(choices: Choices) -> Text:
    return REASONS["language"].format(known=", ".join(choices.languages))


def _one_of(allowed: Collection[str], text: str, reason: Text) -> str:
    if text not in allowed:
        raise _Wrong(reason)
    return text


def _spoken(text: str) -> bool:
    if text not in SPOKEN:
        raise _Wrong(REASONS["spoken"])
    return SPOKEN[text]


def _origin(text: str) -> str:
    if not text.strip():
        raise _Wrong(REASONS["no-origin"])
    if len(text) > MAX_ORIGIN or not text.isprintable():
        raise _Wrong(REASONS["origin"])
    return text


def _consent(text: str, now: datetime) -> str:
    if not text:
        raise _Wrong(REASONS["no-consent"])
    try:
        at = moment(text)
    except ValueError:
        raise _Wrong(REASONS["consent"]) from None
    if at > now:
        raise _Wrong(REASONS["future"])
    return text
