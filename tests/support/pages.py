"""A page as a browser would take it: only the elements and attributes that a mail may have, all closed in order."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ALLOWED = {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "name", "content"},
    "title": set(),
    "style": set(),
    "body": set(),
    "main": set(),
    "footer": set(),
    "header": set(),
    "h2": set(),
    "p": {"lang"},
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "a": {"href"},
    "br": set(),
    "hr": set(),
    "span": set(),
}
REVIEWERS = {
    **ALLOWED,
    "h1": set(),
    "div": set(),
    "section": set(),
    "dl": {"lang"},
    "dt": set(),
    "dd": set(),
    "pre": {"lang", "tabindex"},
    "iframe": {"sandbox", "title", "srcdoc"},
}
_VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """Reads a page; AssertionError for anything not allowed, left open or closed out of order."""

    def __init__(self, source: str, allowed: dict[str, set[str]] = ALLOWED) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = allowed
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.items: list[str] = []
        self.languages: list[str] = []
        self.metas: list[dict[str, str]] = []
        self.style = ""
        self.title = ""
        self.words = ""  # of the body
        self.inside: list[str] = []  # pages of the frames
        self.feed(source)
        self.close()
        assert self.open == []
        assert self.tags.count("style") == 1
        assert not re.search(r"url|import|expression|behavior|[\\@](?!media )", self.style, re.IGNORECASE)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        values = {name: value or "" for name, value in attrs}
        assert tag in self.allowed, tag
        assert len(names) == len(set(names))
        assert set(names) <= self.allowed[tag], (tag, names)
        if tag == "a":
            assert re.fullmatch(r"https://[!-~]+", values["href"])
            self.links.append(values["href"])
        if tag == "iframe":
            assert values["sandbox"] == ""
            self.inside.append(values["srcdoc"])
        if "lang" in values:
            self.languages.append(values["lang"])
        if tag == "meta":
            self.metas.append(values)
        if tag == "li":
            self.items.append("")
        self.tags.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        elif self.open[-1:] == ["title"]:
            self.title += data
        elif "body" in self.open:
            self.words += data
            if "li" in self.open:
                self.items[-1] += data
        else:
            assert not data.strip()

    def handle_decl(self, decl: str) -> None:
        assert decl == "DOCTYPE html"
        assert self.tags == []

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)
