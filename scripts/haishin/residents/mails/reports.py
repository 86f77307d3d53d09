"""A mail that comes back → its report: delivery status (RFC 3464), complaint (RFC 5965), receipt (RFC 8098), old texts.

Of a refusal's stage the machine's part says nothing: Postfix writes ``Status: 5.0.0`` and the same answer for a docomo
mailbox that does not exist and for a mailbox that filters. Only its words for people tell the command that was refused.
"""

from __future__ import annotations

import re
from typing import cast

from haishin.residents.mails.bounces import SAID, Report, Stage, bare, table
from haishin.residents.mails.mime import Part, fields, leaves, plain

_BLANK = re.compile(r"\n[ \t]*\n")
_HOST = re.compile(r"\bhost ([\w.-]+) ?\[")
_ADDRESS = re.compile(r"[<\s:]([^\s<>:;,()]+@[^\s<>:;,()]+)")
_CODE = re.compile(r"(?<![\w.#-])[45]\d\d[ -]")
_LOOKED_AT = 20_000  # characters of a text


def find(mail: Part) -> Report | None:
    """Read the report in a mail; None if it is none. Raises Unreadable."""
    words = ""
    for part in leaves(mail):
        if part.kind in ("message/delivery-status", "message/global-delivery-status"):
            return _status(part, words)
        if part.kind in ("message/feedback-report", "message/disposition-notification"):
            told = Part(fields(part.text().encode()), b"")
            action = told.first("disposition").rpartition(";")[2].partition("/")[0].strip().lower()
            if part.kind == "message/feedback-report":
                action = "complaint"
            return Report(_typed(told.first("final-recipient")), "", "", "", "", action)
        if part.kind == "text/plain" and not words:
            words = part.text()[:_LOOKED_AT]
    return _in_words(mail, words)


def _status(part: Part, words: str) -> Report:
    """Read the first mailbox that failed, else the first."""
    blocks = [Part(fields(block.encode()), b"") for block in _BLANK.split(part.text().strip())]
    named = [block for block in blocks if block.first("final-recipient") or block.first("original-recipient")]
    failed = [block for block in named if block.first("action").lower() == "failed"]
    told = next(iter(failed or named), Part((), b""))
    recipient = _typed(told.first("final-recipient") or told.first("original-recipient"))
    beside = _paragraph(words, recipient)
    host = _typed(told.first("remote-mta"))
    if not host and (named_host := _HOST.search(beside)) is not None:
        host = named_host[1]
    return Report(
        recipient,
        host,
        _stage(beside),
        told.first("status").partition(" ")[0],
        _typed(told.first("diagnostic-code")) or beside.rpartition(" said: ")[2],
        told.first("action").partition(" ")[0].lower(),
    )


def _in_words(mail: Part, words: str) -> Report | None:
    """Read mailbox and answer from the text of a mail, behind the words of a row of ``forms``; None if no row fits."""
    head = "\n".join(f"{name}: {plain(value)}" for name, value in mail.headers if name in ("from", "subject"))
    whole = f"{head}\n{'x-spasign: ' + mail.first('x-spasign')}\n{words}"
    for form in table()["forms"]:
        opens = str(form["opens"])
        begins = whole.lower().find(opens)
        if begins < 0 or not any(str(sender) in head.lower() for sender in form["from"]):
            continue
        notice = whole[max(begins, len(whole) - len(words)) :][:SAID]
        for paragraph in _BLANK.split(notice):
            if (mailbox := _ADDRESS.search(f"\n{paragraph}")) is not None:
                answer = _CODE.search(paragraph)
                said = paragraph[answer.start() :] if answer is not None else ""
                return Report(mailbox[1], "", _stage(paragraph), "", f"{said} / {opens} / {notice}", "failed")
    return None


def _paragraph(words: str, recipient: str) -> str:
    """Find the word on a mailbox in the text for people."""
    for paragraph in _BLANK.split(words):
        if recipient and bare(paragraph.lstrip(" \t\n<")).startswith(bare(recipient)):
            return " ".join(paragraph.split())
    return ""


def _stage(words: str) -> Stage:
    """Take the last word on the command: a host's own answer, which may say anything, stands before it."""
    text = " ".join(words.lower().split())
    found = max((text.rfind(str(row["say"])), str(row["stage"])) for row in table()["stages"])
    if found[0] < 0:
        return ""
    return cast("Stage", found[1])


def _typed(value: str) -> str:
    """Drop the type that a field names before its value (``rfc822; …``, ``dns; …``, ``smtp; …``)."""
    return value.partition(";")[2].strip() or value
