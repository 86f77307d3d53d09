"""A mail to us, read within limits: to which of our addresses, whose, whether a robot's, its request, its report.

Whoever mails may write any header. Believed are those that our own server put on top: the first ``X-Original-To`` or
``Delivered-To`` above the first ``Received``, and the first ``Authentication-Results`` under our name (threat W15).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from haishin.core.strict_yaml import compose
from haishin.residents.mails.bounces import Report
from haishin.residents.mails.mime import Part, Unreadable, leaves, lines, parse, plain
from haishin.residents.mails.reports import find
from haishin.residents.registry.subscriber import AddressError, canonical

__all__ = ["Incoming", "Report", "Unreadable", "read"]

WORDS = ("停止", "解除", "やめる")
JOIN = "登録"
ROBOTS = Path(__file__).parent / "words" / "robots.yaml"
_LOOKED_AT = 10  # own lines in which a robot says that it is one
_LINES, _LINE = 500, 1000  # of a text, and characters of each, that are looked at

# What mail programs write by themselves: for their own button, and under a mail.
_PROGRAM = ("unsubscribe", "*automatically generated*", "iphoneから送信", "androidから送信", "sent from my iphone")
_RE = re.compile(r"(?:(?:re|返信)(?:\[\d+\])? ?: ?)*", re.IGNORECASE)
_QUOTED = re.compile(r"[>|]")
# Behind one of these a program quotes without marks.
_REST_QUOTED = re.compile(
    r"-{2,} ?(?:original message|元のメッセージ|forwarded)|_{10,}|(?:from|差出人|送信者) ?:", re.IGNORECASE
)
_FROM = re.compile(
    r'(?:(?:[^"<>,;:()@\\]|"(?:[^"\\]|\\.)*+"|\([^()\\]*+\))*+<([^<>\s]+)>|'
    r'((?:"(?:[^"\\]|\\.)*+"|[^"<>,;:()@\\\s]++)@[^\s"<>,;:()@\\]++))\s*(?:\([^()\\]*\)\s*)?'
)
_PIECE = re.compile(r'\\.|[()"]|[^\\()"]+|\\', re.DOTALL)
_PASSED = re.compile(r"\s*(spf|dkim)\s*=\s*pass(?![\w-])(.*)", re.DOTALL | re.IGNORECASE)
# What a server repeats in its results, unquoted (policyd-spf the return path, OpenDKIM the identity of a signature): no
# sign may end a comment or begin a result there.
_SHOWN_PATH = re.compile(r'<?(?:"[^\s"\\();]+"|[^\s"\\();]+)@[^\s"\\();]+>?')
_SHOWN_IDENTITY = re.compile(r"(?:(?!=[0-9A-Fa-f]{2})[^\s\"\\();])*")
_IDENTITY = re.compile(r"(?:\A|;)\s*i\s*=\s*([^;]*?)\s*(?=;|\Z)")
_PROOF = {"spf": re.compile(r"\bsmtp\.mailfrom\s*=\s*(\S+)"), "dkim": re.compile(r"\bheader\.[di]\s*=\s*(\S+)")}


@dataclass(frozen=True, slots=True)
class Incoming:
    """The facts of a mail that the desk acts on."""

    to: str = field(repr=False)  # where our server delivered it, domain in lower case; empty if that is not known
    sender: str = field(repr=False)  # the canonical address of From; empty if none, several or unreadable
    vouched: bool  # our server found SPF or DKIM good for the domain of From
    automatic: bool  # of a robot: RFC 3834 and older signs, or the null path
    idle: bool  # a robot's answer or report without the word: no person wrote it, and none need read it
    word: bool  # one of ``WORDS`` alone is its subject or its first own line
    join: bool  # ``JOIN`` is
    more: bool  # it says something beside the word
    report: Report | None


def read(data: bytes, authserv: str) -> Incoming:
    """Read a mail, or its beginning; ``authserv``: our server's name (RFC 8601). Raises Unreadable alone."""
    try:
        return _read(data, authserv)
    except (ValueError, LookupError, ArithmeticError, RecursionError):
        raise Unreadable("broken") from None


def _read(data: bytes, authserv: str) -> Incoming:
    mail = parse(data)
    if not mail.headers:
        raise Unreadable("broken")
    names = [name for name, _ in mail.headers]
    above = 0
    if "received" in names:
        above = names.index("received")
    ours = Part(mail.headers[:above], b"")
    sender = _sender(mail)
    own = list(_own(mail))
    report = find(mail)
    subject = _narrow(plain(mail.first("subject")))
    plain_subject = _RE.sub("", subject)
    null = "return-path" in names[:above] and not ours.first("return-path").strip("<> ")
    signs = _signs(mail, {"subject": [subject], "text": own[:_LOOKED_AT]})
    answers = "in-reply-to" in names or "references" in names
    titled = plain_subject if plain_subject == subject and not answers else ""  # of his own
    said = (plain_subject, *own[:1]) if report is None else ()
    word, join = any(text in WORDS for text in said), JOIN in said
    to = _lower_domain((ours.first("x-original-to") or ours.first("delivered-to")).strip("<> "))
    return Incoming(
        to=to,
        sender=sender,
        vouched=_vouched(mail, authserv, sender.rpartition("@")[2], to),
        automatic=null or bool(signs),
        idle=("answer" in signs and not word and not join) or (null and report is not None),
        word=word,
        join=join,
        more=any(_says(line) for line in (titled, *own)) or any(_is_file(part) for part in leaves(mail)),
        report=report,
    )


def _sender(mail: Part) -> str:
    written = mail.all("from")
    if len(written) != 1 or (address := _FROM.fullmatch(written[0].strip())) is None:
        return ""
    text = address[1] or address[2]
    try:
        return canonical(text, (text.rpartition("@")[2].lower(),))  # odd ones too: the registry knows whose they are
    except AddressError:
        return ""


def _lower_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}"


def _vouched(mail: Part, authserv: str, domain: str, to: str) -> bool:
    """Whether our server's first results hold a pass in line with the domain of From, equal or below the other.

    A stranger's words stand in comments and quotations (``smtp.mailfrom="; dkim=pass header.d=x"@y``): neither counts.
    Results with an open comment may be ours, so nothing below them is believed. Nor is anything of a mail whose
    return path, which must be there, or signature could write results of its own if a server does not quote it.

    A signature stays good on whatever mail of his anybody has got and hands on to us, so it counts only if the mail
    was written to us: its only To, which is signed, names the address at which it came.
    """
    if not _SHOWN_PATH.fullmatch(mail.first("return-path")):
        return False
    identities = (one for signature in mail.all("dkim-signature") for one in _IDENTITY.findall(signature))
    if not all(map(_SHOWN_IDENTITY.fullmatch, identities)):
        return False
    for written in mail.all("authentication-results"):
        if (results := _outside(written)) is None:
            return False
        _, *said = results.split(";")
        if re.split(r"[\s;]", written.lower(), maxsplit=1)[0] == authserv.lower():
            named = [address.strip("<>").lower() for address in re.split(r"[\s,]+", ",".join(mail.all("to")))]
            proofs = dict(_PROOF)
            if not to or len(mail.all("to")) != 1 or to.lower() not in named:
                del proofs["dkim"]
            passed = [(one[1].lower(), one[2]) for one in map(_PASSED.fullmatch, said) if one is not None]
            return any(_in_line(proofs[how].findall(proof), domain) for how, proof in passed if how in proofs)
    return False


def _outside(value: str) -> str | None:
    """Drop comments and quotations (RFC 5322 3.2); None if any of them does not end."""
    depth, quoted, outside = 0, False, []
    for piece in _PIECE.findall(value):
        if piece == '"' and not depth:
            quoted = not quoted
        elif piece in "()" and not quoted:
            depth += 1 if piece == "(" else -min(depth, 1)
        elif not depth and not quoted:
            outside.append(piece)
    if depth or quoted:
        return None
    return " ".join(outside)


def _in_line(proven: list[str], domain: str) -> bool:
    """Whether each proven domain is that of From, above it or below it."""
    domains = [address.rpartition("@")[2].strip("<>.").lower() for address in proven]
    related = [f".{one}".endswith(f".{domain}") or f".{domain}".endswith(f".{one}") for one in domains if "." in one]
    return bool(domain) and bool(related) and all(related) and len(related) == len(domains)


def _own(mail: Part) -> Iterator[str]:
    """Yield the sender's own lines, narrowed: of the text, else of the page; nothing that is quoted."""
    parts = [part for part in leaves(mail) if "attachment" not in part.first("content-disposition").lower()]
    for kind in ("text/plain", "text/html"):
        shown = [_narrow(line[:_LINE]) for part in parts if part.kind == kind for line in lines(part)[:_LINES]]
        written = [line for line in shown if line]
        for line, following in pairwise([*written, ""]):
            if _REST_QUOTED.match(line):
                break
            announces = line.endswith(":") and _QUOTED.match(following)  # 2026年11月30日 … <a@b>:
            if not _QUOTED.match(line) and not announces:
                yield line
        if written:
            return


def _narrow(text: str) -> str:
    """Spell a line in narrow signs, without invisible signs."""
    shown = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(shown).split())


def _says(line: str) -> bool:
    """Whether a person may have something to say by that line: it is neither the word nor a mail program's."""
    return line not in ("", *WORDS, JOIN) and not _like(line.lower(), _PROGRAM)


def _is_file(part: Part) -> bool:
    return part.kind not in ("text/plain", "text/html") or "attachment" in part.first("content-disposition").lower()


def _signs(mail: Part, places: Mapping[str, list[str]]) -> set[str]:
    """Find the marks that the rows of ``words/robots.yaml`` give the mail; none for a person's.

    ``places``: parts of the mail that are no header.
    """
    found = set()
    for where, says, unless, what in robots():
        for said in places[where] if where in places else mail.all(where):
            if _like(said.lower(), says) and not _like(said.lower(), unless):
                found.add(what)
    return found


def _like(said: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(said, pattern) for pattern in patterns)


@cache
def robots() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...]:
    """Read the signs of a robot: place, patterns that speak for it, patterns that do not, and its mark."""
    rows = cast("list[Mapping[str, list[str] | str]]", compose(ROBOTS.read_text(encoding="utf-8")).value)
    return tuple((str(row["where"]), tuple(row["says"]), tuple(row.get("unless", ())), str(row["of"])) for row in rows)
