"""The site: exactly these pages; what has left is in no file; nothing that an alert says is markup; for everybody."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from haishin.core.contract import load_blobs
from haishin.core.model import Consent, ConsentState, FollowKind, Scope
from support.contract import publishing
from support.sent_mail import record
from support.site_pages import KEPT, NOW, WORLD, after, files, golden, mail, said

PARTS = ("件名", "本文", "項目")  # of an alert's text, each with the alert's name behind it


def test_the_pages_are_those_that_were_read() -> None:
    """Else: PYTHONPATH=scripts:tests .venv/bin/python -m support.site_pages."""
    made = files(*WORLD)
    assert {path: made[path] for path in KEPT} == {path: golden(path).read_text("utf-8") for path in KEPT}


def test_every_list_has_its_alerts() -> None:
    site = files(
        mail("wide", scope={"prefecture": True, "stations": []}),
        mail("two", scope={"prefecture": False, "stations": ["maebashi", "ota"]}),
        mail("goes", sealed=None),
        mail("old", days=58),
    )
    shown = {
        path: re.findall(r"alerts/(\w+)\.html", text) for path, text in site.items() if not path.startswith("alerts/")
    }
    assert {path: found for path, found in shown.items() if found and not path.endswith((".atom", ".json"))} == {
        "index.html": ["wide", "two"],
        **{f"stations/{one}.html": ["wide"] for one in shipped_stations() if one not in ("maebashi", "ota")},
        **{f"stations/{one}.html": ["wide", "two"] for one in ("maebashi", "ota")},
        "categories/suspicious-person.html": ["wide", "two"],
        "months/2026-11.html": ["wide", "two"],
        "months/2026-10.html": ["old"],
    }
    assert sorted(path for path in site if path.startswith("alerts/")) == [
        f"alerts/{one}.html" for one in ("old", "two", "wide")
    ]
    assert said(site, "件名goes") == ["genuine.html"]


def shipped_stations() -> tuple[str, ...]:
    return load_blobs(publishing()).organization.stations


CONSENT = {"consent": Consent(ConsentState.GIVEN, by="家族", at=NOW, names=("山田花子",))}
STOP = record("held", "a", NOW.isoformat(), cause="stop", reason="確かめる")


@pytest.mark.parametrize(
    "mails",
    [
        (mail("a", days=2), after("b", "a", FollowKind.CANCELLATION, days=1)),
        (mail("a", days=2), after("b", "a", FollowKind.CANCELLATION, days=1, sealed=None)),
        (mail("a", days=2), after("b", "a", FollowKind.CORRECTION, days=1)),
        (mail("a", days=31),),
        (mail("a", file=CONSENT),),
        (mail("a", exercise=True),),
        (mail("a", days=1, then=(STOP,)),),
        (mail("a", counts={}),),
    ],
)
def test_what_has_left_is_in_no_file(mails: tuple[object, ...]) -> None:
    site = files(*mails)  # type: ignore[arg-type]
    assert [path for part in PARTS for path in said(site, f"{part}a")] == []


def test_what_stays_of_it_is_time_area_and_category() -> None:
    site = files(mail("a", days=2), after("b", "a", FollowKind.CANCELLATION, days=1))
    assert "<h1>2026年11月26日(木)12:00 前橋警察署 不審者情報</h1>" in site["alerts/a.html"]
    item = json.loads(site["index.json"])["items"][1]
    assert (item["title"], item["_haishin"]) == (
        "2026年11月26日(木)12:00 前橋警察署 不審者情報",
        {"category": "suspicious-person", "scope": ["maebashi"]},
    )


def test_the_page_of_the_first_shows_the_correction_and_since_when() -> None:
    page = files(mail("a", days=2), after("b", "a", FollowKind.CORRECTION, days=1))["alerts/a.html"]
    assert "この文は、2026年11月27日(金)12:00 に訂正したものです。" in re.sub("</?time[^>]*>", "", page)
    assert "<p>本文bです。</p>" in page
    assert '<a href="../alerts/b.html">【訂正】【声かけ】前橋：件名b</a>' in page


def test_a_number_is_listed_with_what_can_be_compared() -> None:
    """Not the subject of a correction under the number of the first: whoever got that would take it for a fake."""
    rows = re.findall(r"<li>(.*)</li>", files(*WORLD)["genuine.html"])
    assert [re.sub("<[^>]*>", "|", row).strip("|") for row in rows] == [
        "前橋 2026-12||【声かけ】前橋：件名20261128-1150-e||2026年11月28日(土)12:00| 前橋警察署",
        "前橋 2026-11||【声かけ】前橋：件名20261128-1000-d||2026年11月28日(土)10:00| 前橋警察署",
        "前橋 2026-10||【訂正】【声かけ】前橋：件名20261127-1300-c||2026年11月27日(金)13:00| 前橋警察署",
        "前橋 2026-9|||2026年11月27日(金)12:00| 前橋警察署",
        "前橋 2026-8||【取消】【声かけ】前橋：件名20261126-1300-z||2026年11月26日(木)12:00| 前橋警察署",
        "前橋 2026-7|||2026年11月25日(水)12:00| 前橋警察署",
    ]
    assert "前橋 2026-1<" in files(*WORLD)["months/2026-10.html"]


def test_a_number_alone_proves_nothing_and_the_page_says_so() -> None:
    page = files()["genuine.html"]
    assert "<strong>番号が下の一覧にあるというだけでは、本物のメールとは言えません。</strong>" in page
    assert '<a href="tel:%239110">#9110</a>' in page


@pytest.mark.parametrize(("index", "said"), [("", "noindex"), (", index: true", "all")])
def test_search_engines_are_asked_to_stay_away_unless_policy_lets_them(index: str, said: str) -> None:
    site = files(mail("a"), contract=load_blobs(publishing(index)))
    pages = [text for path, text in site.items() if path.endswith(".html")]
    assert {re.search('<meta name="robots" content="(.*)">', page)[1] for page in pages} == {said}  # type: ignore[index]


def test_a_rehearsal_says_what_it_is_on_each_page_and_in_each_feed_and_no_search_engine_may_list_it() -> None:
    contract, plain = load_blobs(publishing(", index: true")), files(*WORLD)
    site = files(*WORLD, contract=contract, rehearsal=True)
    assert site.keys() == plain.keys()
    warned = '<p class="mind"><strong>これは予行演習の一覧です。本物の情報メールの一覧ではありません。</strong></p>\n'
    for path, text in site.items():
        if path.endswith(".html"):
            assert (text.count(warned), text.replace(warned, "")) == (1, plain[path])
        elif path.endswith(".json"):
            told, before = json.loads(text), json.loads(plain[path])
            assert told == {**before, "title": f"【予行演習】{before['title']}"}
        elif path.endswith(".atom"):
            assert text.replace("【予行演習】", "", 1) == plain[path]


def test_nothing_is_loaded_but_the_style_and_no_link_is_dead() -> None:
    site = files(*WORLD)
    for path, text in site.items():
        if path.endswith(".html"):
            assert re.findall(r"<script|src=|@import|url\(|http-equiv| style=| on\w+=", text) == []
            for link in re.findall(r'href="([^"]*)"', text):
                where = Path("/") / path
                aim = (where.parent / link.partition("#")[0]).resolve().relative_to("/").as_posix()
                assert link == "tel:%239110" or aim in site, (path, link)
    assert "url(" not in site["style.css"]


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[f"{tag} {' '.join(name for name, _ in attrs)}"] += 1

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = st.text(max_size=20) | st.sampled_from(
    ["<script>alert(1)</script>", "\"'><img src=x>", "]]>", "&lt;", "${up}", "$", "\x00\ufffe", "\ud800", "<!--"]
)


PLAIN = {path: Tags(page).tags for path, page in files(mail("a")).items() if path.endswith(".html")}
MARKUP = {"em ", "strong ", "a href", "ul ", "ol ", "ol start", "li ", "h2 ", "br ", "span ", "p "}  # of a text


@given(HOSTILE, st.sampled_from(["title", "body"]))
def test_nothing_that_an_alert_says_is_markup(text: str, part: str) -> None:
    """In a title nothing is; a text has no element but those of a mail."""
    site = files(mail("a", file={part: f"甲{text}乙\n"}))
    pages = {path: Tags(page).tags for path, page in site.items() if path.endswith(".html")}
    if part == "title":
        assert pages == PLAIN
    assert [set(tags) - set(PLAIN[path]) - MARKUP for path, tags in pages.items()] == [set()] * len(PLAIN)
    feed = ElementTree.fromstring(site["index.atom"].encode())
    [item] = json.loads(site["index.json"].encode())["items"]
    assert feed.findtext("{*}entry/{*}title") == item["title"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_on_a_phone_and_on_paper(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2 AA as far as axe sees it, nothing wider than the phone; on paper black on white."""
    for path, text in files(*WORLD).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    context = browser.new_context(viewport={"width": 320, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
    shown = context.new_page()
    for path in ("index.html", "genuine.html", "alerts/20261127-1200-b.html", "alerts/20261126-1200-a.html"):
        shown.goto(f"file://{tmp_path}/{path}")
        assert [one["id"] for one in Axe().run(shown).response["violations"]] == []
        assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    shown.emulate_media(media="print")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.evaluate("getComputedStyle(document.querySelector('.mind')).color") == "rgb(0, 0, 0)"
    context.close()


def test_a_scope_of_the_whole_prefecture_is_named() -> None:
    wide = {"prefecture": True, "stations": []}
    page = files(mail("a", scope=wide, file={"scope": Scope(True)}))["alerts/a.html"]
    assert "全県 不審者情報 前橋 2026-7" in page
