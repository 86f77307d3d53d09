"""CAP 1.2 (OASIS, 2010): an alert as a message, if policy states for its row the values that no alert holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from haishin.consult.phrases import iso
from haishin.core.contract.policy import Cap, Policy
from haishin.core.model import FollowKind
from haishin.message.markup import plain_text
from haishin.office.publishing.entries import Entry, Words
from haishin.office.publishing.tree import add, root, written

TYPE = "application/cap+xml"


def stated(policy: Policy) -> dict[str, Cap]:
    """Give the values that policy states, by category."""
    return {row.category: row.cap for row in policy.table if row.cap is not None}


def path(entry: Entry, caps: Mapping[str, Cap]) -> str | None:
    """Give the path of its message; None without a message: a correction that stands for it has its own."""
    if entry.words is None or entry.words.corrected is not None or str(entry.claim.category) not in caps:
        return None
    return f"alerts/{entry.claim.alert}.cap"


def messages(entry: Entry, caps: Mapping[str, Cap], address: str, force: str, status: str) -> Iterator[tuple[str, str]]:
    """Write its message, if it has one, by its path."""
    where = path(entry, caps)
    if where is not None and entry.words is not None:
        yield where, _message(entry, entry.words, caps[str(entry.claim.category)], address, force, status)


def _message(entry: Entry, words: Words, stated: Cap, address: str, force: str, status: str) -> str:
    """Write the message; a follower refers to all before it."""
    sender, kind, before = str(urlsplit(address).hostname), "Alert", entry.thread[: entry.thread.index(entry.claim)]
    follows = None if words.follows is None else words.follows.kind
    if follows is not None:
        kind = "Cancel" if follows is FollowKind.CANCELLATION else "Update"
    alert = root("alert", "urn:oasis:names:tc:emergency:cap:1.2")
    add(alert, "identifier", entry.claim.alert)
    add(alert, "sender", sender)
    add(alert, "sent", iso(entry.claim.at))
    add(alert, "status", status)
    add(alert, "msgType", kind)
    add(alert, "scope", "Public")
    if follows is not None:
        add(alert, "references", " ".join(f"{sender},{one.alert},{iso(one.at)}" for one in before))
    info = add(alert, "info")
    add(info, "language", "ja-JP")
    add(info, "category", stated.category)
    add(info, "event", stated.event)
    if follows is FollowKind.RESOLUTION:
        add(info, "responseType", "AllClear")
    add(info, "urgency", stated.urgency)
    add(info, "severity", stated.severity)
    add(info, "certainty", stated.certainty)
    add(info, "senderName", force)
    add(info, "headline", words.subject)
    add(info, "description", plain_text(words.text))
    add(info, "web", f"{address}/{entry.page}")
    add(add(info, "area"), "areaDesc", entry.area)
    return written(alert)
