"""Atom (RFC 4287): a feed as XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from haishin.consult.phrases import iso
from haishin.core.catalogue import Message
from haishin.message.html import elements
from haishin.office.publishing import cap
from haishin.office.publishing.feed import Feed
from haishin.office.publishing.tree import add, root, written

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed) -> str:
    """Write the feed."""
    whole = root("feed", "http://www.w3.org/2005/Atom")
    whole.set(_LANGUAGE, "ja")
    _named(whole, feed.url(f"{feed.path}.html"), feed.title)
    add(whole, "updated", iso(feed.updated))
    add(whole, "link", rel="self", type="application/atom+xml", href=feed.url(f"{feed.path}.atom"))
    add(add(whole, "author"), "name", feed.force)
    for entry in feed.entries:
        into, words = add(whole, "entry"), entry.words
        _named(into, feed.url(entry.page), entry.title)
        add(into, "published", iso(entry.claim.at))
        add(into, "updated", iso(entry.changed))
        add(into, "category", term=str(entry.claim.category), label=entry.category)
        if (message := cap.path(entry, feed.caps)) is not None:
            add(into, "link", rel="related", type=cap.TYPE, href=feed.url(message))
        text = Message("office/publishing/gone")["ja"] if words is None else "\n".join(elements(words.text))
        add(into, "content", text, type="text" if words is None else "html")
    return written(whole)


def _named(into: Element, page: str, title: str) -> None:
    add(into, "id", page)
    add(into, "title", title)
    add(into, "link", rel="alternate", type="text/html", href=page)
