"""Registering, choosing, another address: a mail → a link to choose; a link → the choices, in one transaction.

Nobody types an address. A link is mailed to the address that asked, so whoever has it reads the mails of that address;
it lives for 48 hours, and ends with its use or with the next link. Its token is kept as a digest alone.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from haishin.residents.desk import answers
from haishin.residents.desk.answers import Kind
from haishin.residents.desk.desk import Chosen, folder
from haishin.residents.desk.pages import LINK, lay
from haishin.residents.registry import history
from haishin.residents.registry.csvfile import SPOKEN, CsvLine, judge
from haishin.residents.registry.history import Digest
from haishin.residents.registry.registry import OWN, Act, Known, NotTaken, admit, by_address, by_id
from haishin.residents.registry.registry_file import instant
from haishin.residents.registry.subscriber import ALL, BETWEEN, Choices, Wish

LIFE = timedelta(hours=48)
_YES, _NO = ({value: word for word, value in SPOKEN.items()}[value] for value in (True, False))


@dataclass(frozen=True, slots=True)
class Offer:
    """What residents may register for, and where."""

    register: str  # the address for empty mails
    ours: frozenset[str]  # addresses of our own, which never register
    choices: Choices
    pages: frozenset[str]  # the digests of the pages of choices as they are now
    word: str  # the digest of the mail that says what the word does


@dataclass(frozen=True, slots=True)
class Link:
    """An open link."""

    digest: str  # of its token
    address: str = field(repr=False)
    place: str | None  # the station that was written to
    mover: str | None  # who has the choices until now, at another address


def find(connection: sqlite3.Connection, token: str, now: datetime) -> Link | None:
    """Find the open link of a token; None: forged, used, expired, or followed by another (threat W22)."""
    row = connection.execute(
        "SELECT digest, address, place, mover FROM link WHERE digest = ? AND until > ?",
        (sha256(token.encode()).hexdigest(), instant(now)),
    ).fetchone()
    return None if row is None else Link(*row)


def invite(
    connection: sqlite3.Connection,
    address: str,
    kind: Kind,
    digest: Digest,
    now: datetime,
    place: str | None = None,
    mover: str | None = None,
) -> bool:
    """Mail a link to that address, unless it had enough today; False: so many others had this hour (threat W5)."""
    who = digest(address)
    if not answers.allow(connection, who, now):
        return answers.told(connection, who, now) > 0
    token = base64.b32encode(secrets.token_bytes(10)).decode().lower()  # 16 characters, for a person to type, too
    known = registered(connection, address)
    language = "en" if known is None else known.subscriber.language  # of a stranger: both languages
    if known is not None and kind in ("link", "word"):
        kind = "choose"
    opened = (sha256(token.encode()).hexdigest(), address, place, mover, instant(now + LIFE))
    connection.execute("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?)", opened)
    answers.put(connection, address, kind, language, now, token)
    return True


def choose(
    connection: sqlite3.Connection,
    link: Link,
    chosen: Chosen,
    act: Act,
    offer: Offer,
) -> bool:
    """Register the address of a link with these choices, or change them; who had them elsewhere leaves there.

    False, and the link stays, if ``schema/`` does not offer them.
    """
    known = owner(connection, link)
    wish = _wish(link, chosen, known, offer, act.now)
    if wish is None:
        return False
    here = registered(connection, link.address)
    try:
        admit(connection, here or next(by_address(connection, link.address), None), None, wish, act)
    except NotTaken:  # he has left in this very moment
        return False
    connection.execute("DELETE FROM link WHERE digest = ?", (link.digest,))
    if link.mover is not None and known is not None:
        history.leave(connection, link.mover, act.now, "moved")
        answers.put(connection, known.subscriber.address, "left", known.subscriber.language, act.now)
    kind: Kind = "registered" if here is None else "changed"
    answers.put(connection, link.address, kind, wish.language, act.now)
    return True


def owner(connection: sqlite3.Connection, link: Link) -> Known | None:
    """Find whose choices a link shows; None: of somebody new."""
    if link.mover is None:
        return registered(connection, link.address)
    known = by_id(connection, link.mover)
    return None if known is None or known.away is not None else known


def registered(connection: sqlite3.Connection, address: str) -> Known | None:
    """Find who is mailed at that canonical address."""
    return next((known for known in by_address(connection, address) if known.away is None), None)


def shown(known: Known | None, place: str | None) -> Chosen:
    """Fill the form with the choices of a resident, or of the station to whose address he mailed."""
    if known is None:
        stations = [] if place is None else [place]
        return {"station": stations, "category": [ALL], "form": ["text"], "language": ["ja"], "night": []}
    resident = known.subscriber
    return {
        "station": sorted(resident.stations),
        "municipality": sorted(resident.municipalities),
        "category": sorted(resident.categories),
        "form": [resident.form],
        "language": [resident.language],
        "night": [_YES] * resident.night,
    }


def by_word(connection: sqlite3.Connection, link: Link, choices: Choices) -> Chosen:
    """Return the choices that a mail registers for: the form's, if still offered; a stranger's, all stations."""
    known = owner(connection, link)
    chosen = dict(shown(known, link.place))
    if known is None and link.place is None:
        chosen["station"] = [ALL]
    lists = {"station": choices.stations, "municipality": choices.municipalities, "category": choices.categories}
    for name, offered in lists.items():
        chosen[name] = [value for value in chosen.get(name, ()) if value == ALL or value in offered]
    return chosen


def _wish(link: Link, chosen: Chosen, known: Known | None, offer: Offer, now: datetime) -> Wish | None:
    """Judge the choices as a line of the operator's is judged; None if they are not offered."""
    row = {
        "address": link.address,
        "stations": BETWEEN.join(chosen.get("station", ())),
        "municipalities": BETWEEN.join(chosen.get("municipality", ())),
        "categories": BETWEEN.join(chosen.get("category", ())),
        "form": "".join(chosen.get("form", ())),
        "language": "".join(chosen.get("language", ())),
        "night": "".join(chosen.get("night", ())) or _NO,
        "exercise": _YES if known is not None and known.subscriber.exercise else _NO,
        "origin": OWN,
        "consented_at": now.isoformat(),
    }
    line = next(iter(judge(0, row, offer.choices, now)))
    return line.wish if isinstance(line, CsvLine) else None


def lay_out(connection: sqlite3.Connection, pages: Path, now: datetime) -> None:
    """Bring the files of open links up to date: a file a link, with its choices and no address. Raises ToolError."""
    connection.execute("DELETE FROM link WHERE until <= ?", (instant(now),))
    links = {row[0]: Link(*row) for row in connection.execute("SELECT digest, address, place, mover FROM link")}
    with folder(pages):
        lying = {name for name in os.listdir(pages) if LINK.fullmatch(name)}
        for name in lying - links.keys():
            (pages / name).unlink(missing_ok=True)
        for name in links.keys() - lying:
            known = owner(connection, links[name])
            there = [_YES] * (known is not None and links[name].mover is None)
            chosen = shown(known, links[name].place)
            lay(pages, name, json.dumps({**chosen, "there": there}).encode())
