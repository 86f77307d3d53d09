"""Verdicts as a sweep makes them, their comments, and Markdown as the forge shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.consult.decision import decide
from haishin.consult.decision.deciding import rejected
from haishin.consult.forge.github import Opened
from haishin.consult.review import afterwards, comment
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.consult.review.judging import Judged
from haishin.core.masking import Mask
from haishin.core.model import (
    Account,
    Case,
    Change,
    Document,
    Finding,
    History,
    Language,
    LedgerRecord,
    Pull,
    Review,
    ReviewState,
    Severity,
    Turn,
    What,
    Word,
)
from haishin.send.ledger.ledger_view import LedgerView
from support.review import ALERT, NOW, PATH, TEXT, contract, numbers

HOME = "https://forge.example/kenkei/haishin"
HEAD = "0123456789abcdef0123456789abcdef01234567"
COUNTED = NOW - timedelta(hours=9, minutes=40)
UNANSWERED = TEXT.replace("前橋市文京町2丁目地内", "前橋市文京町2-29-16先")  # perhaps somebody's address
PREFECTURE = TEXT.replace("scope: [maebashi]", "scope: prefecture")


def account(login: str) -> Account:
    return Account(login, numbers().get(login, 99))


def review(login: str, minute: int, *says: Word, state: str = "APPROVED", text: str = "same") -> Review:
    """A review some minutes before the moment of the situation."""
    at = NOW - timedelta(minutes=minute)
    return Review(account(login), ReviewState(state), at, HEAD, text, frozenset(says))  # type: ignore[arg-type]


def judged(
    text: str,
    *reviews: Review,
    author: str = "maebashi-staff",
    draft: bool = False,
    now: datetime = NOW,
    path: str = PATH,
    opened: int = 23,
    automatic: bool = False,
) -> Judged:
    """The verdict on a file and its reviews, as a sweep makes it; ``opened``: minutes ago."""
    document = read(path, text.encode(), contract())
    found = check(document, contract(), Tree(frozenset({path})))
    pull = replace(proposed(author, reviews, now, opened, path), draft=draft, automatic=automatic)
    return _with(document, found, pull, now)


def finding_only(text: str, findings: Sequence[Finding], *reviews: Review) -> Judged:
    """The same, as if those findings and no other had been made."""
    return _with(read(PATH, text.encode(), contract()), findings, proposed("maebashi-staff", reviews), NOW)


def proposed(
    author: str, reviews: tuple[Review, ...] = (), now: datetime = NOW, opened: int = 23, path: str = PATH
) -> Pull:
    who = account(author)
    return Pull(7, who, (who,), "complete", now - timedelta(minutes=opened), None, reviews, (path,))


def open_(author: str, path: str = PATH, draft: bool = False) -> Opened:
    branch = path.rpartition("/")[2].removesuffix(".md")
    return Opened(7, HEAD, account(author), draft, NOW, NOW, f"{HOME}/pull/7", f"{HOME}/edit/{branch}")


def _with(document: Document, findings: Sequence[Finding], pull: Pull, now: datetime) -> Judged:
    mask = Mask(findings, {document.path: document.source})
    author = pull.author.login
    opened = open_(author, document.path, pull.draft)
    if document.alert is None or any(one.severity is Severity.ERROR for one in findings):
        told = rejected(mask.findings, Turn(What.CORRECT, (author,)))
        return Judged(opened, told, Change.ADDED, mask, document.alert, source=document.source)
    case = Case(document.alert, Change.ADDED, mask.findings, pull, History())
    return Judged(
        opened, decide(case, now, contract()), Change.ADDED, mask, document.alert, pull, source=document.source
    )


def shown(found: Judged, reach: Reach | None = None, language: Language = "ja", now: datetime = NOW) -> str:
    return comment.render(CommentInputs(found, contract(), language, reach or Reach(), now))


def sealed(language: Language = "ja", doubt: bool = True) -> str:
    """After the merge: begun at 16:26, finished at 16:29, some in doubt."""
    view = ledger(
        claimed(), record("sealed", 29, journal="c" * 32, counts={"accepted": 1200, "failed": 20}, in_doubt=doubt)
    )
    alert = read(PATH, TEXT.encode(), contract()).alert
    return afterwards.render(afterwards.Merged(ALERT, alert, NOW, f"{HOME}/pull/7"), view, contract(), language, NOW)


def ledger(*records: LedgerRecord) -> LedgerView:
    start = record("activated", 0, repository="a" * 32, rehearsal=False, watermark="0" * 40)
    return LedgerView("f" * 40, (start, *records))


def record(kind: str, minute: int, **fields: object) -> LedgerRecord:
    at = NOW.replace(minute=minute)
    alert = {} if kind == "activated" else {"alert": ALERT}
    return LedgerRecord(kind, at, None, f"{kind}{minute:02}".ljust(32, "0"), {**alert, **fields})


def claimed(snapshot: int | None = 1230, **other: object) -> LedgerRecord:
    given = {
        "person": "maebashi-manager", "role": "manager", "unit": "maebashi", "acting": None,
        "commit": HEAD, "at": "2026-11-25T16:20:00+09:00",
    }  # fmt: skip
    fields = {
        "path": PATH, "blob": "b" * 40, "commit": HEAD, "schema": "d" * 40, "pull": 7, "approvals": [given],
        "waivers": [], "ends": None, "thread": None, "journal": "c" * 32, "nonce": "e" * 32, "snapshot": snapshot,
        "scope": {"prefecture": False, "stations": ["maebashi"]}, "exercise": False,
    }  # fmt: skip
    return record("claimed", 26, **{**fields, **other})


# --- as the forge shows it --------------------------------------------------------------------------

# Of the elements that GitHub's sanitiser lets through, those that the comment may hold; with which attributes.
ELEMENTS = {
    **dict.fromkeys(
        ("h2", "h3", "h4", "p", "ul", "li", "strong", "pre", "br", "hr", "details", "summary", "span", "blockquote"),
        frozenset(),
    ),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "th", "td"), frozenset()),
    "code": frozenset({"class"}),
    "a": frozenset({"href"}),
}


def to_html(markdown: str) -> str:
    """As GitHub shows a comment: tables, each line end a break, HTML let through to a sanitiser (the parser below)."""
    return MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"]).render(markdown)


class Shown(HTMLParser):
    """What is left of a comment in the end: AssertionError for an element or attribute that nobody meant."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.feed(to_html(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        assert {name for name, _ in attrs} <= ELEMENTS[tag], (tag, attrs)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)
