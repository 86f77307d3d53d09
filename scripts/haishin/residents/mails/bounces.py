"""The meaning of a refusal for a resident's address: the first row of ``words/bounces.yaml`` that fits.

Codes lie (``550 5.1.1`` is said of full mailboxes and of blocked senders), so *unknown* needs a code and a word, and
every row that speaks against it stands before. An answer that no row knows is *strange*, which is harmless; a false
*unknown* would take a resident's alerts away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from haishin.core.strict_yaml import Value, compose

Class = Literal["unknown", "filtered", "full", "later", "ours", "reply", "complaint", "strange"]
CLASSES: tuple[Class, ...] = get_args(Class)
Stage = Literal["mail", "rcpt", "data", "dot", ""]  # the command that was refused; empty: not told
SAID = 2000  # characters of an answer that are looked at

WORDS = Path(__file__).parent / "words" / "bounces.yaml"
_ADDRESS = re.compile(r'(?:"[^"]*"|(?<![^\s<>()\[\],;:"])[^\s<>()\[\],;:"@]++)@[^\s<>()\[\],;:"]+')
_CODE = re.compile(r"\s*([245]\d\d)(?![\d.])[ -]?")
_ENHANCED = re.compile(r"(?:#|^ ?(?:[245]\d\d[ -]?)? ?)([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_NAMED = re.compile(r"\.[a-z][a-z0-9-]+$")  # a host, not the numbers of one
_VAGUE = ("", "4.0.0", "5.0.0")
_DONE = ("delivered", "relayed", "expanded", "displayed", "deleted", "processed", "dispatched")  # RFC 3464, 8098


@dataclass(frozen=True, slots=True)
class Report:
    """A returned mail's word on one mailbox (RFC 3464, or an old form of text)."""

    recipient: str = field(repr=False)  # as written there
    host: str  # that refused
    stage: Stage
    status: str  # enhanced code (RFC 3463), empty if none is written
    said: str = field(repr=False)  # the host's answer
    action: str  # "failed", "delayed", … (RFC 3464 2.3.3); "complaint" (RFC 5965)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; an empty field fits anything."""

    becomes: Class
    host: tuple[str, ...]  # domains of the host that answered, or of the mailbox if the host has no name
    domain: tuple[str, ...]  # of the mailbox
    stage: tuple[str, ...]
    codes: tuple[str, ...]  # the enhanced code if it says anything, else the reply's; "*" for any rest
    words: tuple[str, ...]  # any of them; "…" for up to 60 characters

    def fits(self, host: str, domain: str, stage: str, code: str, said: str) -> bool:
        """Whether all that the row names is so."""
        return (
            (not self.host or any(f".{host}".endswith(f".{name}") for name in self.host))
            and (not self.domain or any(f".{domain}".endswith(f".{name}") for name in self.domain))
            and (not self.stage or stage in self.stage)
            and (not self.codes or any(fnmatchcase(code, pattern) for pattern in self.codes))
            and (not self.words or any(_pattern(word).search(said) for word in self.words))
        )


def classify(report: Report, address: str) -> Class:
    """Judge what a report means for a resident's canonical address; for another mailbox (he forwards) it is no sign."""
    if report.action == "complaint":
        return "complaint"
    if report.action in _DONE:
        return "reply"
    if bare(report.recipient) != bare(address):
        return "strange"
    if report.action != "failed":
        return "later" if report.action == "delayed" else "strange"
    found = _judged(report.host, address.rpartition("@")[2], report.stage, report.status, report.said)
    named = {bare(mailbox) for mailbox in _ADDRESS.findall(report.said)}
    if found == "unknown" and named and bare(address) not in named:
        return "strange"  # his server hands on to a mailbox that is gone
    return found


def refusal(host: str, stage: str, code: int, enhanced: str | None, said: str) -> Class:
    """Say what an answer to the sender means; ``host``: that of the mailbox's domain, or the domain."""
    return _judged(host, host, stage, enhanced or "", f"{code} {said}")


def bare(address: str) -> str:
    """Spell an address so that two can be compared."""
    return address.strip("<> ").rstrip(".").replace('"', "").replace("\\", "").casefold()


def _judged(host: str, domain: str, stage: str, status: str, said: str) -> Class:
    answer = asked(host, domain, stage, status, said)
    return next((row.becomes for row in rows() if row.fits(*answer)), "strange")


def asked(host: str, domain: str, stage: str, status: str, said: str) -> tuple[str, str, str, str, str]:
    """Spell an answer as the rows do: host, domain, stage, the code that says most, words without addresses."""
    host = host.strip("[]. ").lower()
    if _NAMED.search(host) is None:
        host = domain
    words = " ".join(said[:SAID].lower().split())
    told, reply = _ENHANCED.search(words), _CODE.match(words)
    codes = [told[1] if told else "", status, reply[1] if reply else ""]
    codes = [code for code in codes if code not in _VAGUE]
    code = next((code for code in codes if code[0] == "4"), codes[0] if codes else "")  # one word of "later" is enough
    return host, domain, stage, code, _ADDRESS.sub("@", words)  # a resident may be called spam


@cache
def table() -> Mapping[str, list[dict[str, Value]]]:
    """Read the file: ``rows`` on answers, ``stages`` and ``forms`` on reports."""
    return cast("dict[str, list[dict[str, Value]]]", compose(WORDS.read_text(encoding="utf-8")).value)


@cache
def rows() -> tuple[Row, ...]:
    """Make the rows on answers."""
    made = []
    for row in table()["rows"]:
        fields = [tuple(map(str, row.get(name, ()))) for name in ("host", "domain", "stage", "codes", "words")]
        made.append(Row(cast("Class", row["class"]), *fields))
    return tuple(made)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(".{0,60}?".join(re.escape(part) for part in word.split("…")))
