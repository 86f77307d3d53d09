"""Published alerts → every file of the site, by the templates of ``pages/``; whatever an alert says is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import TypeAlias

from haishin.consult.phrases import iso, unit_name
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import Site
from haishin.core.escaping import visible
from haishin.message.html import elements
from haishin.office.publishing import cap
from haishin.office.publishing.atom import atom
from haishin.office.publishing.entries import Entry, time
from haishin.office.publishing.feed import MOST, Feed, latest
from haishin.office.publishing.jsonfeed import json_feed
from haishin.office.register import month, month_name

_FOLDER = Path(__file__).parent / "pages"
_Files: TypeAlias = Iterator[tuple[str, str]]  # path below the site's folder, text


class Pages:
    """The files of a force's site; ``entries``: the newest first."""

    def __init__(
        self, entries: Sequence[Entry], contract: Contract, site: Site, now: datetime, *, rehearsal: bool
    ) -> None:
        self._entries, self._contract, self._site, self._now = entries, contract, site, now
        self._sealed = [entry for entry in entries if entry.sealed]
        self._current = [entry for entry in self._sealed if entry.current]
        self._known = {entry.claim.alert: entry for entry in self._sealed}
        self._templates = {path.stem: Template(path.read_text("utf-8")) for path in _FOLDER.glob("*.html")}
        self._caps = cap.stated(contract.policy)
        self._mark = Message("office/publishing/rehearsal")["ja"] if rehearsal else ""
        self._force = visible(contract.organization.name)
        self._name = visible(contract.organization.mail.list_name)

    def files(self) -> _Files:
        """Make them all."""
        status = "Test" if self._mark else "Actual"
        yield "style.css", (_FOLDER / "style.css").read_text("utf-8")
        for entry in self._sealed:
            yield entry.page, self._page(entry.page, entry.title, self._alert(entry))
            yield from cap.messages(entry, self._caps, self._site.url, self._force, status)
        links: dict[str, str] = {"stations": "", "categories": "", "months": ""}
        for path, name, there in self._lists():
            folder = path.partition("/")[0]
            links[folder] += _link(f"{path}.html", name)
            said = Message(f"office/publishing/of-{folder}", name=name)["ja"]
            yield from self._listing(path, said, _rows(there, "../"), there if folder == "stations" else None)
        index = self._filled("index", time=_time(self._now), recent=_rows(self._current[:MOST], ""), **links)
        yield from self._listing("index", self._name, index, self._current)
        numbers = _listed(_number(entry) for entry in self._entries if entry.current and entry.number)
        genuine = self._filled("genuine", time=_time(self._now), numbers=numbers)
        yield from self._listing("genuine", Message("office/publishing/genuine")["ja"], genuine)

    def _lists(self) -> Iterator[tuple[str, str, list[Entry]]]:
        """Gather the alerts of each list: those of the present by station and category, and all by month."""
        scopes = [(entry, entry.claim.scope) for entry in self._current]
        for station in self._contract.organization.stations:
            there = [entry for entry, scope in scopes if scope.prefecture or station in scope.stations]
            yield f"stations/{station}", unit_name(station, self._contract), there
        for row in self._contract.policy.table:
            if row.publish_days is not None:
                there = [entry for entry in self._current if entry.claim.category == row.category]
                yield f"categories/{row.category}", visible(row.name), there
        for name, group in groupby(self._sealed, key=lambda entry: month(entry.claim.at)):
            yield f"months/{name}", month_name(name, "ja"), [*group]

    def _alert(self, entry: Entry) -> str:
        """Write the text as it was mailed, or why it is not there, and the other alerts of the matter."""
        words = entry.words
        if words is None:
            body = self._filled("note", said=escape(Message("office/publishing/gone")["ja"]))
        else:
            since = words.corrected
            note = "" if since is None else self._filled("corrected", time=_time(since))
            facts, text = " ".join((entry.area, entry.category, entry.number)), "\n".join(elements(words.text))
            body = self._filled("alert", time=_time(entry.claim.at), facts=escape(facts), note=note, text=text)
        matter = (self._known.get(one.alert, entry) for one in entry.thread)
        others = "".join(_link(f"../{one.page}", one.title) for one in matter if one is not entry)
        return body + (self._filled("others", links=others) if others else "")

    def _listing(self, path: str, title: str, body: str, feed: Sequence[Entry] | None = None) -> _Files:
        """Make a page of several alerts, and the feeds of ``feed``."""
        links, name = "", path.rpartition("/")[2]
        if feed is not None:
            made = Feed(self._site.url, path, self._mark + title, self._force, latest(feed), self._now, self._caps)
            yield f"{path}.atom", atom(made)
            yield f"{path}.json", json_feed(made)
            links = self._filled("feeds", feed=name)
            body += self._filled("subscribe", feed=name)
        yield f"{path}.html", self._page(f"{path}.html", title, body, links)

    def _page(self, path: str, title: str, body: str, links: str = "") -> str:
        """Lay a body into the frame that all pages share."""
        robots, up = "all" if self._site.index and not self._mark else "noindex", "../" * path.count("/")
        body = (self._filled("rehearsal") if self._mark else "") + body
        return self._filled("frame", up=up, title=escape(title), body=body, links=links, robots=robots)

    def _filled(self, template: str, **holes: str) -> str:
        """Fill a template with values that are HTML already."""
        return self._templates[template].substitute(holes, force=escape(self._force), name=escape(self._name))


def _rows(entries: Iterable[Entry], up: str) -> str:
    items = []
    for entry in entries:
        title = Message("office/publishing/without-words")["ja"] if entry.words is None else entry.words.subject
        facts = escape(" ".join((entry.area, entry.category, entry.number)))
        items.append(f'<a href="{up}{entry.page}">{escape(title)}</a><span>{_time(entry.claim.at)} {facts}</span>')
    return _listed(items)


def _number(entry: Entry) -> str:
    """Write the parts of a mail that can be compared."""
    mailed = entry.words is not None and entry.words.corrected is None
    subject = f"<br>{escape(entry.title)}" if mailed else ""
    return f"<b>{escape(entry.number)}</b>{subject}<span>{_time(entry.claim.at)} {escape(entry.unit)}</span>"


def _listed(items: Iterable[str]) -> str:
    rows = "".join(f"<li>{item}</li>\n" for item in items)
    return f'<ul class="list">\n{rows}</ul>\n' if rows else f"<p>{Message('office/publishing/none')['ja']}</p>\n"


def _link(href: str, name: str) -> str:
    return f'<li><a href="{href}">{escape(name)}</a></li>\n'


def _time(at: datetime) -> str:
    return f'<time datetime="{iso(at)}">{time(at)}</time>'
