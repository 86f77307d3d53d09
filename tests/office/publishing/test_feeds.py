"""The feeds against what their formats require: RFC 4287 (sections by number) and https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from haishin.core.model import FollowKind
from support.site_pages import WORLD, after, files, mail

SITE = files(*WORLD)
FEEDS = sorted(path.removesuffix(".atom") for path in SITE if path.endswith(".atom"))
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://www.police.aono.jp/anzen/"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")  # RFC 3339


def amiss(atom: str) -> list[str]:
    """What RFC 4287 requires of a feed like ours and this one has not."""
    feed, found = ElementTree.fromstring(atom.encode()), []
    if feed.tag != f"{ATOM}feed":
        found.append("3.3 no feed")
    for what in (feed, *feed.iter(f"{ATOM}entry")):
        names = [child.tag.removeprefix(ATOM) for child in what]
        found += [f"4.1 {name}" for name in ("id", "title", "updated") if names.count(name) != 1]
        found += [f"4.1 {name}" for name in ("published", "content", "rights", "summary") if names.count(name) > 1]
        for time in (*what.findall(f"{ATOM}updated"), *what.findall(f"{ATOM}published")):
            found += [] if MOMENT.fullmatch(time.text or "") else [f"3.3 {time.text}"]
        if not re.match("https?://.", what.findtext(f"{ATOM}id") or ""):
            found.append("4.2.6 id")
        links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in what]
        links = [one for one, link in zip(links, what, strict=True) if link.tag == f"{ATOM}link"]
        if len(set(links)) != len(links) or any(not link.get("href") for link in what.findall(f"{ATOM}link")):
            found.append("4.2.7 link")
        found += [f"4.2.2 {one.get('term')}" for one in what.findall(f"{ATOM}category") if not one.get("term")]
        content = what.find(f"{ATOM}content")
        if content is not None and (content.get("type", "text") not in ("text", "html") or len(content)):
            found.append("4.1.3.3 content")
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        found.append("4.1.1 author")
    ids = [one.text for one in feed.iterfind(f"{ATOM}entry/{ATOM}id")]
    return found + ([] if len(set(ids)) == len(ids) else ["4.1.1 one id twice"])


def wrong(feed: dict[str, Any]) -> list[str]:
    """What JSON Feed 1.1 requires and this one has not."""
    found = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    found += [name for name in ("title", "home_page_url", "feed_url") if not isinstance(feed.get(name), str)]
    for item in feed["items"]:
        found += [name for name in ("id", "url", "content_text") if not isinstance(item.get(name), str)]
        found += [name for name in ("date_published", "date_modified") if not MOMENT.fullmatch(item[name])]
    known = {"id", "url", "title", "content_text", "date_published", "date_modified"}
    found += [name for item in feed["items"] for name in item if name not in known and not re.match("_[a-z]", name)]
    return found + [name for name in feed.get("authors", [{}])[0] if name not in ("name", "url", "avatar")]


def test_there_is_a_feed_of_the_force_and_of_each_station() -> None:
    assert len(FEEDS) == 17
    assert [feed for feed in FEEDS if "/" not in feed] == ["index"]
    assert {"stations/maebashi", "stations/ota"} <= {*FEEDS}


@pytest.mark.parametrize("feed", ["index", "stations/maebashi", "stations/ota"])  # the last has no entry
def test_they_are_as_their_formats_require(feed: str) -> None:
    assert amiss(SITE[f"{feed}.atom"]) == []
    assert wrong(json.loads(SITE[f"{feed}.json"])) == []


def test_the_checks_see_what_is_missing() -> None:
    atom = SITE["index.atom"]
    assert amiss(re.sub("<author>.*?</author>", "", atom, flags=re.S)) == ["4.1.1 author"]
    assert amiss(re.sub("<updated>.*?</updated>", "", atom, count=1)) == ["4.1 updated"]
    assert amiss(re.sub(r"\+09:00</published>", "</published>", atom, count=1)) == ["3.3 2026-11-28T10:00:00"]
    whole = json.loads(SITE["index.json"])
    del whole["items"][0]["id"]
    assert wrong({**whole, "version": "1.1"}) == ["version", "id"]


def test_both_forms_tell_the_same() -> None:
    for feed in FEEDS:
        atom, told = ElementTree.fromstring(SITE[f"{feed}.atom"].encode()), json.loads(SITE[f"{feed}.json"])
        assert atom.findtext(f"{ATOM}title") == told["title"]
        names = ("id", "title", "published", "updated")
        assert [[entry.findtext(f"{ATOM}{name}") for name in names] for entry in atom.iter(f"{ATOM}entry")] == [
            [item[name] for name in ("id", "title", "date_published", "date_modified")] for item in told["items"]
        ]
        own = {link.get("rel"): link.get("href") for link in atom.findall(f"{ATOM}link")}
        assert own == {"self": f"{ADDRESS}{feed}.atom", "alternate": f"{ADDRESS}{feed}.html"}
        assert (told["feed_url"], told["home_page_url"]) == (f"{ADDRESS}{feed}.json", f"{ADDRESS}{feed}.html")


def test_the_vocabulary_is_that_of_the_alert() -> None:
    first, more = mail("a", days=1, number=3), after("b", "a", FollowKind.FOLLOW_UP, number=4)
    items = json.loads(files(first, more)["index.json"])["items"]
    told = {"category": "suspicious-person", "case": "approach", "content": "caution", "scope": ["maebashi"]}
    assert [item["_haishin"] for item in items] == [
        {**told, "unit": "maebashi", "number": "前橋 2026-4", "follows": {"alert": "a", "as": "follow-up"}},
        {**told, "unit": "maebashi", "number": "前橋 2026-3"},
    ]
    wide = files(mail("a", scope={"prefecture": True, "stations": []}))["stations/ota.json"]
    assert json.loads(wide)["items"][0]["_haishin"]["scope"] == "prefecture"


def test_a_cancelled_alert_changes_in_the_feeds_so_that_readers_replace_its_text() -> None:
    """An entry that only went away would stay in every reader's program as it was."""
    first, over = mail("a", days=2), after("b", "a", FollowKind.CANCELLATION, days=1)
    before, now = (json.loads(files(*mails)["index.json"])["items"][-1] for mails in ((first,), (first, over)))
    assert before["id"] == now["id"]
    assert datetime.fromisoformat(before["date_modified"]) < datetime.fromisoformat(now["date_modified"])
    assert now["content_text"].startswith("この情報メールの本文は、ここには載せていません。")


def test_an_old_alert_that_is_cancelled_comes_into_the_feed_again() -> None:
    many = [mail(f"n{n}", days=1 + n / 100) for n in range(60)]
    over = after("z", "old", FollowKind.CANCELLATION)
    for mails, there in (([mail("old", days=9), *many], False), ([mail("old", days=9), *many, over], True)):
        items = json.loads(files(*mails)["index.json"])["items"]
        assert (f"{ADDRESS}alerts/old.html" in [item["id"] for item in items]) is there


def test_what_is_over_is_in_no_feed_and_a_feed_holds_fifty() -> None:
    items = json.loads(files(mail("old", days=31), *(mail(f"n{n}", days=n / 10) for n in range(60)))["index.json"])
    assert [item["url"].rpartition("/")[2] for item in items["items"]] == [f"n{n}.html" for n in range(50)]
