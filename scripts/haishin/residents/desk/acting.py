"""A mail or a request of the page → an act in the registry, and the answer, in the caller's transaction.

Whoever asks by his token is known by it. Whoever asks without is known by the address that our own mail server vouches
for; of an address that it does not vouch for its owner is asked (threat W6).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from haishin.message.keys import Keys, LeaveKey, returned
from haishin.residents.desk import answers, choosing
from haishin.residents.desk.answers import Kind
from haishin.residents.desk.choosing import Link, Offer
from haishin.residents.desk.desk import Request
from haishin.residents.mails.bounces import classify
from haishin.residents.mails.incoming import Incoming
from haishin.residents.registry import signs
from haishin.residents.registry.history import Digest, leave
from haishin.residents.registry.registry import Act, Known, by_address, by_id
from haishin.residents.registry.registry_file import instant
from haishin.residents.registry.subscriber import Subscriber


class Fate(Enum):
    """The end of a mail in the mailbox."""

    DONE = auto()  # it was acted on, or it is a machine's and says nothing
    PERSON = auto()  # a person reads it: it may be a tip, or a cry for help


_SHOWN = 3  # reports of a domain and day that no row knows are shown to a person: hundreds would hide a cry for help


@dataclass(frozen=True, slots=True)
class Grounds:
    """The force's address for leaving, and the secrets by which tokens, return paths and addresses are known."""

    stop: str
    keys: Keys = field(repr=False)
    leaving: LeaveKey = field(repr=False)
    digest: Digest = field(repr=False)
    offer: Offer | None = None  # None: nobody registers by himself


def act_on_request(connection: sqlite3.Connection, request: Request, grounds: Grounds, now: datetime) -> bool:
    """Let the resident of a token leave, or of a link to choose do what he asked.

    False for a forged, used or expired token, or if no act came of it.
    """
    resident = grounds.leaving.resident(request.token)
    if resident is not None and request.how in ("one-click", "button"):
        return _leave(connection, resident, request.how, now)
    link = choosing.find(connection, request.token, now)
    if link is None or grounds.offer is None:
        return False
    if request.how == "choices":
        page = "".join(request.chosen.get("page", ()))
        if page not in grounds.offer.pages:
            return False
        act = Act(now, "page", None, grounds.digest, page)
        return choosing.choose(connection, link, request.chosen, act, grounds.offer)
    known = choosing.registered(connection, link.address)
    if known is None or request.how not in ("test", "page"):
        return False
    if request.how == "page":
        return _leave(connection, known.subscriber.id, "page", now)
    return choosing.invite(connection, link.address, "test", grounds.digest, now)


def act_on_mail(connection: sqlite3.Connection, mail: Incoming, digest: str, grounds: Grounds, now: datetime) -> Fate:
    """Act on a mail once, whatever breaks afterwards; ``digest``: of its bytes.

    Nobody but its own sender is answered, and no machine is (RFC 3834 2, threats W5, W9, W10).
    """
    local, _, domain = mail.to.rpartition("@")
    local = local.strip('"').lower()  # a phone begins with a capital, and a server on the way may have changed it
    stop, _, stop_domain = grounds.stop.rpartition("@")
    name, _, tag = local.partition("+")
    back = returned(local, grounds.keys)
    if back is not None:
        return _came_back(connection, mail, *back, now)
    if (name, domain) == (stop, stop_domain):
        return _asked_to_stop(connection, mail, tag, digest, grounds, now)
    if grounds.offer is not None and not mail.word:
        ours, _, our_domain = grounds.offer.register.rpartition("@")
        if domain == our_domain and f"{name}-".startswith(f"{ours}-"):
            place = name.removeprefix(ours)[1:]
            return _asked_to_register(connection, mail, place, tag, digest, grounds, grounds.offer, now)
    if mail.automatic:
        return _of_a_robot(mail)
    if not mail.word or not _ask_to_leave(connection, mail, "word", digest, grounds, now):
        return Fate.PERSON
    return _for_a_person(mail.more)


def _seen(connection: sqlite3.Connection, digest: str) -> bool:
    return connection.execute("SELECT 1 FROM mail_taken WHERE digest = ?", (digest,)).fetchone() is not None


def _for_a_person(more: bool) -> Fate:
    return Fate.PERSON if more else Fate.DONE


def _of_a_robot(mail: Incoming) -> Fate:
    """Remove a robot's mail; leave a provider's complaint, and a mail that may be a person's, for a person to read."""
    complains = mail.report is not None and mail.report.action == "complaint"
    return _for_a_person(complains or not mail.idle)


def _asked_to_stop(
    connection: sqlite3.Connection, mail: Incoming, tag: str, digest: str, grounds: Grounds, now: datetime
) -> Fate:
    """Heed a mail to the address for leaving: with his token whatever it says, without as its sender is known."""
    token = tag.removeprefix(answers.ASKED)
    resident = grounds.leaving.resident(token)
    asked = token != tag
    if resident is not None and (not asked or (mail.word and not mail.automatic)):
        _leave(connection, resident, "mail", now)
        return _for_a_person(mail.more)  # he leaves, and his words are read all the same
    if mail.automatic:
        return _of_a_robot(mail)
    if asked:
        return Fate.PERSON  # without the word it is no answer to our question (threat W9)
    heeded = _ask_to_leave(connection, mail, "mail", digest, grounds, now)
    return _for_a_person(mail.more or not heeded)


def _ask_to_leave(
    connection: sqlite3.Connection, mail: Incoming, how: str, digest: str, grounds: Grounds, now: datetime
) -> bool:
    """Let the sender of the mail leave if our mail server vouches for him, else ask whoever has that address.

    Return whether he leaves or hears of it; else nothing was changed, and a person has to see to it.
    """
    if _seen(connection, digest):
        return True
    known = _registered(connection, mail.sender)
    if known is None or known.subscriber.control is not None:
        return False
    if mail.vouched:
        heard = _leave(connection, known.subscriber.id, how, now)
    else:
        heard = _ask(connection, known.subscriber, grounds, now)
    if heard:
        connection.execute("INSERT INTO mail_taken VALUES (?, ?)", (digest, instant(now)))
    return heard


def _asked_to_register(
    connection: sqlite3.Connection,
    mail: Incoming,
    place: str,
    tag: str,
    digest: str,
    grounds: Grounds,
    offer: Offer,
    now: datetime,
) -> Fate:
    """Answer a mail for registering by a link; heed the word that answers a link, and the mail from a new address."""
    if mail.automatic or mail.report is not None:
        return _of_a_robot(mail)
    if not mail.sender or mail.sender.lower() in offer.ours:
        return _for_a_person(mail.more)
    if _seen(connection, digest):
        return _for_a_person(mail.more)
    known, link = choosing.registered(connection, mail.sender), choosing.find(connection, tag, now)
    if known is not None and known.subscriber.control is not None:
        return Fate.PERSON
    station = place if place in offer.choices.stations else None
    mover = None if link is None else choosing.owner(connection, link)
    if link is not None and link.address.lower() == mail.sender.lower():
        if not mail.join:
            return Fate.PERSON  # without the word it is no answer to ours (threat W9)
        act = Act(now, "word", None, grounds.digest, offer.word)
        heard = choosing.choose(connection, link, choosing.by_word(connection, link, offer.choices), act, offer)
    elif link is not None and mover is not None:
        new = Link("", mail.sender, None, mover.subscriber.id)
        if mail.vouched:
            act = Act(now, "mail", None, grounds.digest, offer.word)
            heard = choosing.choose(connection, new, choosing.by_word(connection, new, offer.choices), act, offer)
        else:
            heard = choosing.invite(connection, new.address, "move", grounds.digest, now, mover=new.mover)
    else:
        kind: Kind = "word" if mail.join else "link"
        heard = choosing.invite(connection, mail.sender, kind, grounds.digest, now, station)
    if heard:
        connection.execute("INSERT INTO mail_taken VALUES (?, ?)", (digest, instant(now)))
    return _for_a_person(mail.more or not heard)


def _ask(connection: sqlite3.Connection, resident: Subscriber, grounds: Grounds, now: datetime) -> bool:
    """Ask him unless he was asked enough today; False: so many others were this hour."""
    who = grounds.digest(resident.address)
    if answers.allow(connection, who, now):
        answers.put(connection, resident.address, "ask", resident.language, now)
        return True
    return answers.told(connection, who, now) > 0


def _leave(connection: sqlite3.Connection, resident: str, how: str, now: datetime) -> bool:
    """Let a resident leave, with his last mail; the control address of a unit stays, which only an operator removes."""
    known = by_id(connection, resident)
    if known is None or known.subscriber.control is not None or not leave(connection, resident, now, how):
        return False
    answers.put(connection, known.subscriber.address, "left", known.subscriber.language, now)
    return True


def _came_back(connection: sqlite3.Connection, mail: Incoming, alert: str, resident: str, now: datetime) -> Fate:
    """Note a report on a mail of ours to that resident; it says by itself whom it concerns (threat W16)."""
    if mail.report is None:
        return _for_a_person(not mail.idle)
    known = by_id(connection, resident)
    if known is None or known.left_at is not None:
        return Fate.DONE
    sign = classify(mail.report, known.subscriber.address)
    alike = signs.note(connection, resident, alert, now, sign)
    return _for_a_person(sign == "complaint" or (sign == "strange" and alike <= _SHOWN))


def _registered(connection: sqlite3.Connection, address: str) -> Known | None:
    """Find who is registered with that canonical address."""
    if not address:
        return None
    return next((known for known in by_address(connection, address) if known.left_at is None), None)
