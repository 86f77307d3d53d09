"""Ledgers of published alerts without git: a mail is its claim, its seal and its file.

``PYTHONPATH=scripts:tests .venv/bin/python -m support.site_pages`` writes ``tests/office/publishing/golden/`` anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Alert, FollowKind, Follows, LedgerClaim, LedgerRecord, Press, PressKind, Scope
from haishin.office.publishing.entries import Entry, Published
from haishin.office.publishing.pages import Pages
from haishin.send.ledger.ledger_view import LedgerView
from support.contract import publishing_contract
from support.sent_mail import START, claimed, record

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=JST)
MINUTE = timedelta(minutes=1)
MAEBASHI = Scope(False, ("maebashi",))


@dataclass(frozen=True)
class Mail:
    """A mail; ``file``: None: the present program cannot read it. ``sealed``: None: mail goes still."""

    id: str
    at: datetime
    file: Alert | None
    fields: Mapping[str, Any]
    sealed: timedelta | None = MINUTE
    counts: Mapping[str, int] | None = None
    then: tuple[LedgerRecord, ...] = ()
    contract: Contract | None = None  # of its claim; None: today's

    def records(self) -> Iterable[LedgerRecord]:
        yield claimed(self.id, self.at.isoformat(), **self.fields)
        if self.sealed is not None:
            more = {"counts": {"accepted": 100} if self.counts is None else self.counts, "nobody": self.counts == {}}
            at = (self.at + self.sealed).isoformat()
            yield record("sealed", self.id, at, journal="c" * 32, in_doubt=False, **more)
        yield from self.then


def mail(name: str, *, days: float = 0, first: str | None = None, follows: Follows | None = None, **more: Any) -> Mail:
    """A mail of the station of Maebashi, so many days before ``NOW``, whose text says its name and nothing else.

    ``first``: the first alert of its thread. ``more``: fields of the claim, of the mail (``sealed``, ``counts``,
    ``then``, ``contract``), and ``file``: fields of the file, None for one that cannot be read.
    """
    at = NOW - timedelta(days=days)
    own = {key: more.pop(key) for key in ("sealed", "counts", "then", "contract") if key in more}
    given = more.pop("file", {})
    file = None
    if given is not None:
        whole: dict[str, Any] = {
            "unit": "maebashi", "year": "2026", "id": name, "title": f"件名{name}", "category": "suspicious-person",
            "case": "approach", "content": "caution", "scope": MAEBASHI, "press": Press(PressKind.NONE),
            "body": f"本文{name}です。\n\n- 項目{name}\n", "follows": follows, **given,
        }  # fmt: skip
        file = Alert(**whole)
    kind = None if follows is None else follows.kind
    fields = {
        "category": "suspicious-person", "scope": {"prefecture": False, "stations": ["maebashi"]}, "number": 7,
        "ends": follows.alert if follows is not None and follows.kind.ends else None, "thread": first,
        "closes": kind is not None and kind.closes, **more,
    }  # fmt: skip
    return Mail(name, at, file, fields, **own)


def after(name: str, first: str, kind: FollowKind, *, of: str | None = None, **more: Any) -> Mail:
    """A mail that follows another of the thread of ``first``, else that itself."""
    return mail(name, first=first, follows=Follows(of or first, kind), **more)


def entries(
    *mails: Mail, now: datetime = NOW, contract: Contract | None = None, read: list[str] | None = None
) -> dict[str, Entry]:
    """What is published of these, by id; ``read``: the ids whose texts were asked for."""
    contract = publishing_contract() if contract is None else contract
    activated = LedgerRecord("activated", NOW - timedelta(days=400), None, "0" * 32, START)
    told = sorted((one for each in mails for one in each.records()), key=lambda one: one.at)
    texts = {each.id: (each.contract or contract, each.file) for each in mails}

    def reading(claims: Iterable[LedgerClaim]) -> dict[str, tuple[Contract, Alert | None]]:
        ids = [claim.alert for claim in claims]
        if read is not None:
            read.extend(ids)
        return {one: texts[one] for one in ids}

    view = LedgerView("f" * 40, (activated, *told))
    return {one.claim.alert: one for one in Published(view, contract, now, reading).entries()}


def files(
    *mails: Mail, now: datetime = NOW, contract: Contract | None = None, rehearsal: bool = False
) -> dict[str, str]:
    """The site of these mails: path → text."""
    contract = publishing_contract() if contract is None else contract
    assert contract.policy.site is not None
    there = [*entries(*mails, now=now, contract=contract).values()]
    made = [*Pages(there, contract, contract.policy.site, now, rehearsal=rehearsal).files()]
    assert len(dict(made)) == len(made)
    return dict(made)


def said(site: Mapping[str, str], word: str) -> list[str]:
    """The files that hold a word."""
    return sorted(path for path, text in site.items() if word in text)


GOLDEN = Path(__file__).parents[1] / "office" / "publishing" / "golden"
# What the goldens are of: a corrected, a cancelled and a present alert, one whose days are over, one that goes still.
WORLD = (
    mail("20261128-1150-e", sealed=None, number=12),
    mail("20261128-1000-d", days=1 / 12, number=11),
    after("20261127-1300-c", "20261127-1200-b", FollowKind.CORRECTION, days=23 / 24, number=10),
    mail("20261127-1200-b", days=1, number=9),
    after("20261126-1300-z", "20261126-1200-a", FollowKind.CANCELLATION, days=2, number=8),
    mail("20261126-1200-a", days=3),
    mail("20261001-1200-o", days=58, number=1),
)
KEPT = (
    *("index.html", "genuine.html", "months/2026-11.html", "alerts/20261127-1200-b.html"),
    *("alerts/20261126-1200-a.html", "index.atom", "stations/maebashi.json"),
)


def golden(path: str) -> Path:
    """Where a file of the site is kept."""
    return GOLDEN / path.replace("/", "-")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for made in KEPT:
        golden(made).write_text(files(*WORLD)[made], "utf-8")
