"""Alert → ready bytes: a body for all readers of a variant, and a head with a few lines that differ by reader.

The header order is fixed; which headers, and why, is RFC 5322, 2045, 2369, 2919, 3834, 8058.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import USUAL_SIGNS, Alert
from haishin.core.recipient import Recipient
from haishin.message import headers, keys
from haishin.message.framing import frame, framed, number_to_come
from haishin.message.headers import wire
from haishin.message.html import page
from haishin.message.keys import Keys, LeaveKey
from haishin.message.markup import blocks, plain_text
from haishin.message.sender import Sender
from haishin.message.subject import subject

Form = Literal["text", "html"]
RENDERER = "4"  # named in each mail: who compares one later must know how it was made

_TOKEN = "#" * 41  # a token of usual length, of a sign that no page and no address holds
_USUAL = str.maketrans(dict(USUAL_SIGNS))
_PLAIN = (("Content-Type", "text/plain; charset=UTF-8"), ("Content-Transfer-Encoding", "base64"))
_HTML = (("Content-Type", "text/html; charset=UTF-8"), ("Content-Transfer-Encoding", "base64"))


@dataclass(frozen=True, slots=True)
class Variant:
    """The choices of readers."""

    form: Form
    language: str  # of the frame, never of the text itself


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a mail."""

    sender: Sender
    commit: str
    claimed_at: datetime  # the same at every attempt
    thread: str | None  # the chain's first alert
    keys: Keys
    leave_key: LeaveKey | None = None  # None without a desk
    number: str | None = None  # of the claim, in words; None: no public list has the alert


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message but for its reader.

    Text is base64, html two parts of it. No line begins with a dot, so the body is its own dot-stuffed form
    (RFC 5321 4.5.2).
    """

    alert: str
    origin: Origin
    body: bytes  # lines with CRLF, without the dot that ends DATA
    digest: str  # ``sha256-`` and base64 of the hash over subject, LF and text, the same in either form
    before_to: bytes
    before_id: bytes
    before_ways: bytes
    ways: tuple[bytes, ...]  # to leave; between two of them stands the reader's token
    end: bytes

    def head(self, recipient: Recipient) -> bytes:
        """All headers and the empty line. Raises Refusal when the address cannot be written."""
        return b"".join(
            (
                self.before_to,
                headers.raw("To", wire(recipient.address)),
                self.before_id,
                headers.raw("Message-ID", self._message_id(self.alert, recipient)),
                self._thread(recipient),
                self.before_ways,
                self._ways(recipient),
                self.end,
            )
        )

    def envelope_sender(self, recipient: Recipient) -> str:
        """MAIL FROM of that reader, never empty: a bounce says by itself whom it concerns, and cannot be forged."""
        return keys.return_path(self.alert, recipient.id, self.origin.sender.return_domain, self.origin.keys)

    def envid(self, recipient: Recipient) -> str:
        """ENVID for a relay that offers DSN."""
        return keys.envelope_id(self.alert, recipient.id, self.origin.keys)

    def _ways(self, recipient: Recipient) -> bytes:
        if self.origin.leave_key is None:
            return b"".join(self.ways)
        return self.origin.leave_key.token(recipient.id).encode().join(self.ways)

    def _message_id(self, alert: str, recipient: Recipient) -> str:
        return keys.message_id(alert, recipient.id, self.origin.sender.return_domain, self.origin.keys)

    def _thread(self, recipient: Recipient) -> bytes:
        """RFC 5322 3.6.4: the reader's own copy of the chain's first mail."""
        if self.origin.thread is None:
            return b""
        first = self._message_id(self.origin.thread, recipient)
        return headers.raw("In-Reply-To", first) + headers.raw("References", first)


@dataclass(frozen=True, slots=True)
class MailText:
    """Subject, text and, in the form html, page of a mail; line ends are LF."""

    subject: str
    text: str
    html: str | None

    @property
    def digest(self) -> str:
        """The digest of subject and text."""
        return digest_of(self.subject, self.text)


def prepare(alert: Alert, variant: Variant, origin: Origin, contract: Contract) -> Prepared:
    """Everything of the mail that is the same for all readers of the variant.

    Raises Refusal for text that may not be mailed (T16, T17), ToolError for a broken contract, ValueError for a desk
    without its key.
    """
    sender = origin.sender
    if sender.desk is not None and origin.leave_key is None:
        raise ValueError("a desk without the key of leaving")
    mail = compose(alert, variant, sender, contract, origin.number)
    raw = headers.raw
    who = headers.phrased("From", sender.from_name, wire(sender.from_address), Message("message/field-from-name"))
    what = headers.unstructured("Subject", mail.subject, Message("message/field-subject")) + raw(
        "Date", format_datetime(origin.claimed_at.astimezone(JST))
    )
    listed = raw("Content-Language", "ja") + headers.phrased(
        "List-Id", sender.list_name, sender.list_id, Message("message/field-list-name")
    )
    ways = _ways(sender)
    rest = raw("List-Post", "NO") + raw("Auto-Submitted", "auto-generated") + raw("Precedence", "bulk")
    if contract.policy.urgent(alert):
        rest += raw("Importance", "high")
    rest += raw("X-Alert-Id", alert.id) + raw("X-Alert-Commit", origin.commit) + raw("X-Alert-Renderer", RENDERER)
    # Only now: what the headers refuse may not even be encodable.
    kind, body = encoded(mail)
    return Prepared(
        alert=alert.id,
        origin=origin,
        body=body,
        digest=mail.digest,
        before_to=who,
        before_id=what,
        before_ways=raw("MIME-Version", "1.0") + kind + listed,
        ways=ways,
        end=rest + raw("X-Alert-Digest", mail.digest) + b"\r\n",
    )


def _ways(sender: Sender) -> tuple[bytes, ...]:
    """The headers of RFC 2369 and 8058 about leaving and asking, as far as the force has a page or a mailbox.

    With a desk they are cut at the reader's token: first in the link that a large provider posts to, then in the
    address to stop at.
    """
    leave, desk = sender.leave, sender.desk
    ways, others = [], b""
    if leave.page is not None:
        ways.append(f"<{leave.page}>")
        others += headers.raw("List-Help", f"<{leave.page}>")
    if leave.mailbox is not None:
        ways.append(f"<mailto:{leave.mailbox}?subject=unsubscribe>")
        if desk is None or leave.mailbox != desk.stop:  # whoever writes there leaves: no place for a question
            others += headers.raw("List-Owner", f"<mailto:{leave.mailbox}>")
    if desk is not None:
        local, _, domain = desk.stop.partition("@")
        ways = [f"<{desk.page}/l/{_TOKEN}>", f"<mailto:{local}+{_TOKEN}@{domain}>"]
        others = headers.raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") + others
    if not ways:
        return (b"",)
    unsubscribe = headers.raw("List-Unsubscribe", *(f"{way}," for way in ways[:-1]), ways[-1]) + others
    return tuple(unsubscribe.split(_TOKEN.encode("ascii")))


def foretold(alert: Alert, variant: Variant, sender: Sender, contract: Contract) -> MailText:
    """Compose the texts as far as they are known before the claim. Raises as ``prepare``."""
    return compose(alert, variant, sender, contract, number_to_come(alert, contract, variant.language))


def compose(alert: Alert, variant: Variant, sender: Sender, contract: Contract, number: str | None = None) -> MailText:
    """Compose the texts for the readers of that variant. Raises as ``prepare``."""
    alert = usual(alert)
    line = subject(alert, contract, variant.language)
    read = blocks(alert.body)
    around = frame(alert, contract, sender.list_name, sender.leave.shown, variant.language, number)
    html = None
    if variant.form == "html":
        site = contract.policy.site
        links = (sender.leave.page, site.url if site is not None else None)
        html = page(line, read, around, *filter(None, links))
    return MailText(line, framed(plain_text(read), around), html)


def usual(alert: Alert) -> Alert:
    """The alert in the signs that every phone has."""
    return replace(alert, title=alert.title.translate(_USUAL), body=alert.body.translate(_USUAL))


def digest_of(line: str, text: str) -> str:
    """The digest of a subject and a text with LF line ends, as X-Alert-Digest says it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(f"{line}\n{text}".encode()).digest()).decode("ascii")


def encoded(mail: MailText) -> tuple[bytes, bytes]:
    """The headers of the content, and the body: a part, or the same text twice, the plainest first (RFC 2046 5.1.4).

    The boundary cannot stand in a part: base64 has no ``_``.
    """
    if mail.html is None:
        return _headers(_PLAIN), _base64(mail.text)
    boundary = "=_" + hashlib.sha256(mail.digest.encode()).hexdigest()[:32]
    body = b"".join(
        f"--{boundary}\r\n".encode("ascii") + _headers(kind) + b"\r\n" + _base64(part)
        for kind, part in ((_PLAIN, mail.text), (_HTML, mail.html))
    )
    content = headers.raw("Content-Type", "multipart/alternative;", f'boundary="{boundary}"')
    return content + headers.raw("Content-Transfer-Encoding", "7bit"), body + f"--{boundary}--\r\n".encode("ascii")


def _headers(pairs: tuple[tuple[str, str], ...]) -> bytes:
    return b"".join(headers.raw(name, value) for name, value in pairs)


def _base64(text: str) -> bytes:
    """Lines of 76 (RFC 2045 6.8) by CRLF; the text's own line ends are CRLF too (RFC 2046 4.1.1)."""
    return base64.encodebytes(text.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")
