"""Atom (RFC 4287): a feed as XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from haishin.consult.phrases import iso
from haishin.core.catalogue import Message
from haishin.message.html import elements
from haishin.office.publishing.feed import Feed

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed) -> str:
    """Write the feed."""
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "ja"})
    _named(root, feed.url(f"{feed.path}.html"), feed.title)
    _add(root, "updated", iso(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url(f"{feed.path}.atom"))
    _add(_add(root, "author"), "name", feed.force)
    for entry in feed.entries:
        into, words = _add(root, "entry"), entry.words
        _named(into, feed.url(entry.page), entry.title)
        _add(into, "published", iso(entry.claim.at))
        _add(into, "updated", iso(entry.changed))
        _add(into, "category", term=str(entry.claim.category), label=entry.category)
        text = Message("office/publishing/gone")["ja"] if words is None else "\n".join(elements(words.text))
        _add(into, "content", text, type="text" if words is None else "html")
    indent(root, "")
    data: bytes = tostring(root, "utf-8", xml_declaration=True)
    return data.decode() + "\n"


def _named(into: Element, page: str, title: str) -> None:
    _add(into, "id", page)
    _add(into, "title", title)
    _add(into, "link", rel="alternate", type="text/html", href=page)


def _add(into: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    added = SubElement(into, f"{{{_ATOM}}}{name}", attributes)
    added.text = text
    return added
