"""A received mail against the merged alert: anyone with the repository can check that the two are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail
from functools import partial

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.core.model import Alert, Text
from haishin.message import earlier
from haishin.message.framing import languages
from haishin.message.prepare import RENDERER, Form, MailText, Variant, compose
from haishin.message.sender import Sender

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ID = re.compile(r"[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Received:
    """Claims of a mail about itself. Nothing in them is proof."""

    alert: str
    commit: str | None  # None for a mail made by ``render``
    digest: str
    content: MailText
    renderer: str  # the version of the program that made it

    @property
    def intact(self) -> bool:
        """Whether the digest in the mail is that of its own subject and text."""
        return self.content.digest == self.digest


def received(data: bytes) -> Received:
    """Read a mail's bytes; raises Refusal if it cannot be a mail of ours."""
    try:
        message = message_from_bytes(data)
        alert, commit, digest = (_single(message, f"X-Alert-{name}").strip() for name in ("Id", "Commit", "Digest"))
        renderer = _renderer(message)
        subject = _subject(_single(message, "Subject"))
        parts = list(_parts(message))
    except (RecursionError, MessageError) as error:
        raise Refusal(Message("message/other-parts")) from error
    if not _ID.fullmatch(alert):
        raise Refusal(Message("message/header-unreadable", name="X-Alert-Id"))
    match parts:
        case [("text/plain", text)]:
            content = MailText(subject, text, None)
        case [("text/plain", text), ("text/html", html)]:
            content = MailText(subject, text, html)
        case _:
            raise Refusal(Message("message/other-parts"))
    known = commit if _COMMIT.fullmatch(commit) else None
    return Received(alert, known, digest, content, renderer)


def differences(got: Received, alert: Alert, contract: Contract, number: str | None = None) -> tuple[Text, ...]:
    """Name the parts of the mail that the alert does not make; none if it equals any of the variants.

    The contract is that of the mail's commit, the number that of its claim. A mail in a language of the frame is
    compared with that language.
    """
    form: Form = "text" if got.content.html is None else "html"
    sender = Sender.of(contract.organization.mail)
    composed = earlier.COMPOSE.get(got.renderer, partial(compose, number=number))
    made = (composed(alert, Variant(form, language), sender, contract) for language in languages(contract))
    return min((_unequal(got.content, candidate) for candidate in made), key=len)


def _unequal(got: MailText, made: MailText) -> tuple[Text, ...]:
    pairs = (
        (Message("message/part-subject"), got.subject, made.subject),
        (Message("message/part-text"), got.text, made.text),
        (Message("message/part-page"), got.html, made.html),
    )
    return tuple(name for name, there, wanted in pairs if there != wanted)


def _single(message: Mail, name: str) -> str:
    values = message.get_all(name, [])
    if not values:
        raise Refusal(Message("message/header-missing", name=name))
    if len(values) > 1:
        raise Refusal(Message("message/header-not-once", name=name, count=len(values)))
    return str(values[0])


def _renderer(message: Mail) -> str:
    """Return the renderer that the mail names."""
    named = _single(message, "X-Alert-Renderer").strip()
    if named not in (*earlier.COMPOSE, RENDERER):
        raise Refusal(Message("message/other-renderer", renderer=named[:20]))
    return named


def _subject(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError) as error:
        raise Refusal(Message("message/header-unreadable", name="Subject")) from error


def _parts(message: Mail) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each part, line ends as LF."""
    for part in message.walk():
        if part.is_multipart():
            if part is not message or part.get_content_type() != "multipart/alternative":
                raise Refusal(Message("message/other-parts"))
            continue
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        try:
            text = data.decode(part.get_content_charset("us-ascii"))
        except (LookupError, ValueError) as error:
            raise Refusal(Message("message/content-unreadable")) from error
        yield part.get_content_type(), text.replace("\r\n", "\n")
