"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the alerts' closed vocabulary under ``_haishin``."""

from __future__ import annotations

import json
from typing import Any

from haishin.consult.phrases import iso
from haishin.core.catalogue import Message
from haishin.message.markup import plain_text
from haishin.office.publishing.entries import Entry
from haishin.office.publishing.feed import Feed


def json_feed(feed: Feed) -> str:
    """Write the feed."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url(f"{feed.path}.html"),
        "feed_url": feed.url(f"{feed.path}.json"),
        "language": "ja",
        "authors": [{"name": feed.force}],
        "items": [_item(entry, feed.url(entry.page)) for entry in feed.entries],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry, url: str) -> dict[str, Any]:
    words = entry.words
    return {
        "id": url,
        "url": url,
        "title": entry.title,
        "content_text": Message("office/publishing/gone")["ja"] if words is None else plain_text(words.text),
        "date_published": iso(entry.claim.at),
        "date_modified": iso(entry.changed),
        "_haishin": _vocabulary(entry),
    }


def _vocabulary(entry: Entry) -> dict[str, Any]:
    """Say the values for a program; of an alert without words category and scope alone."""
    scope = "prefecture" if entry.claim.scope.prefecture else list(entry.claim.scope.stations)
    known: dict[str, Any] = {"category": entry.claim.category, "scope": scope}
    if entry.words is None:
        return known
    alert, follows = entry.words.alert, entry.words.follows
    known |= {"case": alert.case, "content": alert.content, "unit": entry.claim.unit, "number": entry.number or None}
    if follows is not None:
        known["follows"] = {"alert": follows.alert, "as": follows.kind.value}
    return known
