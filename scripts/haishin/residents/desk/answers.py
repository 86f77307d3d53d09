"""The mails that tell a resident the result of his own act: rows of the registry's outbox, written with the act.

Each is mailed once at most: a row is marked before its mail begins, and a row that a break leaves marked is not
mailed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Literal, Protocol

from haishin.core.catalogue import Message, listed
from haishin.core.contract.organization import Desk
from haishin.core.contract.policy import JST
from haishin.core.model import Text
from haishin.message import headers
from haishin.message.headers import wire
from haishin.message.keys import Keys, LeaveKey, return_path
from haishin.message.prepare import MailText, encoded
from haishin.message.sender import Sender
from haishin.residents.registry.reach import ANSWERS_AN_HOUR
from haishin.residents.registry.registry import by_address
from haishin.residents.registry.registry_file import instant
from haishin.residents.registry.subscriber import Subscriber

Kind = Literal["left", "ask", "link", "word", "choose", "move", "test", "registered", "changed"]

AN_ADDRESS_A_DAY = 3  # else forged mails flood whoever they name (threat W5)
AT_ONCE = 50  # rows that are marked and have no end yet: so many may stay unsent after a break
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
ASKED = "re."  # stands before the token to which the question is answered: there only the word lets him leave
_NOBODY = "nobody"  # stands for who has another address since, in the return path
_ANSWER = "answer"  # stands for the alert there


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox."""

    number: int
    address: str = field(repr=False)
    kind: Kind
    language: str
    made_at: datetime
    token: str | None = field(default=None, repr=False)  # of the link in it


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer, ready for the wire."""

    number: int  # of its row
    mail_from: str = field(repr=False)
    rcpt_to: str = field(repr=False)
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)


class Post(Protocol):
    """The way out of the answers; it tells each letter's end once: its row's number, whether to try again."""

    def submit(self, letters: Sequence[Letter]) -> None:
        """Begin with the letters, without waiting."""
        ...

    def ended(self) -> Iterable[tuple[int, bool]]:
        """Return the letters that have ended since the last call."""
        ...


@dataclass(frozen=True, slots=True)
class Answerer:
    """Composes the answers of a force."""

    sender: Sender
    desk: Desk
    keys: Keys = field(repr=False)
    leaving: LeaveKey = field(repr=False)
    contact: str  # the ways to reach the force, in a line
    names: Mapping[str, Text] = field(default_factory=dict)  # of what may be chosen

    def text(self, kind: Kind, token: str | None = None, resident: Subscriber | None = None) -> Message:
        """Word the mail; ``token``: of its link."""
        places, categories = set[str](), frozenset[str]()
        if resident is not None:
            places, categories = {*resident.stations, *resident.municipalities}, resident.categories
        return Message(
            f"residents/answer-{kind}",
            name=self.sender.list_name,
            contact=self.contact,
            link=f"{self.desk.page}/c/{token}",
            register=self.desk.register or "",
            places=listed(name for value, name in self.names.items() if value in places),
            categories=listed(name for value, name in self.names.items() if value in categories),
        )

    def compose(self, row: Row, resident: Subscriber | None) -> Letter:
        """Write the mail of a row; ``resident``: None if nobody has that address any more."""
        subject = Message(f"residents/subject-{row.kind}", name=self.sender.list_name)
        text = self.text(row.kind, row.token, resident)
        content, body = encoded(MailText(subject.ja, _in(row.language, text), None))
        raw, domain = headers.raw, self.sender.return_domain
        name = Message("message/field-from-name")
        head = headers.phrased("From", self.sender.from_name, wire(self.sender.from_address), name)
        head += raw("To", wire(row.address))
        if row.kind == "ask" and resident is not None:
            head += raw("Reply-To", _tagged(self.desk.stop, ASKED + self.leaving.token(resident.id)))
        if row.token is not None and self.desk.register is not None:
            head += raw("Reply-To", _tagged(self.desk.register, row.token))
        head += headers.unstructured("Subject", subject.ja, Message("message/field-subject"))
        head += raw("Date", format_datetime(row.made_at.astimezone(JST)))
        # A number is given again when its row is gone; and who gets two mails of one id may be shown the first alone.
        known = self.keys.mac("message-id", _ANSWER, str(row.number), row.kind, row.address, row.made_at.isoformat())
        head += raw("Message-ID", f"<{known}.{_ANSWER}@{domain}>")
        head += raw("MIME-Version", "1.0") + content
        # RFC 3834 3.1: no robot shall answer an answer.
        head += raw("Auto-Submitted", "auto-replied") + raw("X-Auto-Response-Suppress", "All")
        path = return_path(_ANSWER, _NOBODY if resident is None else resident.id, domain, self.keys)
        return Letter(row.number, path, wire(row.address), head + b"\r\n", body)


def _in(language: str, text: Text) -> str:
    """Word it in Japanese, and for a reader of another language in English as well."""
    if language == "ja":
        return text.ja + "\n"
    return f"{text.ja}\n\n{text.en}\n"


def _tagged(address: str, tag: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}+{tag}@{domain}"


def put(
    connection: sqlite3.Connection, address: str, kind: Kind, language: str, now: datetime, token: str | None = None
) -> None:
    """Put an answer into the outbox."""
    connection.execute(
        "INSERT INTO answer (address, kind, language, made_at, token) VALUES (?, ?, ?, ?, ?)",
        (address, kind, language, instant(now), token),
    )


def allow(connection: sqlite3.Connection, who: str, now: datetime) -> bool:
    """Count an answer to somebody who may have been named by another; return whether it may be mailed (threat W5).

    ``who``: the digest of the address.
    """
    (all_of_them,) = connection.execute(
        "SELECT count(*) FROM answered WHERE at > ?", (instant(now - _HOUR),)
    ).fetchone()
    if told(connection, who, now) >= AN_ADDRESS_A_DAY or all_of_them >= ANSWERS_AN_HOUR:
        return False
    connection.execute("INSERT INTO answered (who, at) VALUES (?, ?)", (who, instant(now)))
    return True


def told(connection: sqlite3.Connection, who: str, now: datetime) -> int:
    """Return how many answers were counted for somebody in a day."""
    (number,) = connection.execute(
        "SELECT count(*) FROM answered WHERE who = ? AND at > ?", (who, instant(now - _DAY))
    ).fetchone()
    return int(number)


def begin(connection: sqlite3.Connection, now: datetime, most: int = AT_ONCE) -> list[Row]:
    """Mark so many of the oldest answers as tried and return them."""
    rows = connection.execute(
        "UPDATE answer SET tried_at = ? WHERE number IN "
        "(SELECT number FROM answer WHERE tried_at IS NULL ORDER BY number LIMIT ?) "
        "RETURNING number, address, kind, language, made_at, token",
        (instant(now), most),
    ).fetchall()
    return [
        Row(number, address, kind, language, datetime.fromisoformat(at), token)
        for number, address, kind, language, at, token in rows
    ]


def owner(connection: sqlite3.Connection, row: Row) -> Subscriber | None:
    """Find whoever has the address of an answer; None: nobody, also of those who left."""
    return next((known.subscriber for known in by_address(connection, row.address)), None)


def end(connection: sqlite3.Connection, posted: Iterable[tuple[int, bool]]) -> None:
    """Take ended answers out of the outbox, and let those that wait be tried again."""
    for number, again in posted:
        if again:
            connection.execute("UPDATE answer SET tried_at = NULL WHERE number = ?", (number,))
        else:
            connection.execute("DELETE FROM answer WHERE number = ? AND tried_at IS NOT NULL", (number,))
