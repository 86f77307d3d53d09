from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.errors import Refusal
from haishin.core.model import Alert
from haishin.message.framing import Frame, StandingText
from haishin.message.html import page
from haishin.message.markup import blocks
from haishin.message.prepare import MailText, Variant, compose
from support.mails import LANGUAGES, samples, told
from support.message import CONTRACT, SENDER, alert, contract, squeezed
from support.pages import Page

BARE = Frame((), ())
HTML = Variant("html", "ja")


def shown(source: str) -> str:
    """What stands in the main part of the page."""
    made = page("件名", blocks(source), BARE, "https://a.jp")
    return made.partition("<main>\n")[2].partition("</main>")[0].removesuffix("\n")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("一\n二\n\n三", "<p>一<br>\n二</p>\n<p>三</p>"),
        ("一  \n二\\\n三\n", "<p>一<br>\n二<br>\n三</p>"),
        ("一&#10;二", "<p>一<br>\n二</p>"),
        ("**強い**と*弱い*", "<p><strong>強い</strong>と<em>弱い</em></p>"),
        ("***両方***", "<p><em><strong>両方</strong></em></p>"),
        ("**a **b** c**", "<p><strong>a b c</strong></p>"),
        ("*a *b* c*", "<p><em>a b c</em></p>"),
        ("# 一\n### 三\n特徴\n---\n", "<h2>一</h2>\n<h2>三</h2>\n<h2>特徴</h2>"),
        ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n  - b\n", "<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("- # a\n", "<ul>\n<li>\n<h2>a</h2>\n</li>\n</ul>"),
        ("-\n", "<ul>\n<li>\n</li>\n</ul>"),
        ("1. a\n2. b\n", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("9) a\n", '<ol start="9">\n<li>a</li>\n</ol>'),
        ("0. a\n", '<ol start="0">\n<li>a</li>\n</ol>'),
        ("[案内](https://a.jp/x)へ", '<p><a href="https://a.jp/x">案内 (https://a.jp/x)</a>へ</p>'),
        ("[**太い**案内](https://a.jp/ 't')", '<p><a href="https://a.jp/"><strong>太い</strong>案内 (https://a.jp/)</a></p>'),
        ("**[a](https://a.jp/)**", '<p><strong><a href="https://a.jp/">a (https://a.jp/)</a></strong></p>'),
        ("[https://a.jp/](https://a.jp/)", '<p><a href="https://a.jp/">https://a.jp/</a></p>'),
        ("[https://a.jp/](https://evil.example/)", '<p><a href="https://evil.example/">https://a.jp/ (https://evil.example/)</a></p>'),
        ("[](https://a.jp/)", '<p><a href="https://a.jp/">https://a.jp/</a></p>'),
        ("[a](https://a.jp/?b=1&c=\")", '<p><a href="https://a.jp/?b=1&amp;c=%22">a (https://a.jp/?b=1&amp;c=%22)</a></p>'),
        ("[a](https://日本.jp/)", '<p><a href="https://xn--wgv71a.jp/">a (https://xn--wgv71a.jp/)</a></p>'),
        ("[a](http://a.jp/)", "<p>a (http://a.jp/)</p>"),
        ("[a](mailto:x@y.jp)", "<p>a (mailto:x@y.jp)</p>"),
        ("[a](https://a.jp:8443/)", '<p><a href="https://a.jp:8443/">a (https://a.jp:8443/)</a></p>'),
        ("[a](https://b@a.jp/)", "<p>a (https://b@a.jp/)</p>"),
        ("[a](tel:110)", "<p>a (tel:110)</p>"),
        ("[a](/u/x)", "<p>a (/u/x)</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("<b>a</b> & \"b\" 'c'", "<p>&lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot; &#x27;c&#x27;</p>"),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>"),
        ("電話027-000-0110へ", "<p>電話<span>027-000-0110</span>へ</p>"),
        ("(0270-01-0110)", "<p>(<span>0270-01-0110</span>)</p>"),
        ("2026-11-25、1-2", "<p><span>2026-11-25</span>、<span>1-2</span></p>"),
        ("A-1-2 1-2-a 1-2- 1--2 123456-7 1-2-3-4-5", "<p>A-1-2 1-2-a 1-2- 1--2 123456-7 1-2-3-4-5</p>"),
        ("https://a.jp/1-2?x=3-4", "<p>https://a.jp/1-2?x=3-4</p>"),
    ],
)  # fmt: skip
def test_shapes(source: str, html: str) -> None:
    assert shown(source) == html


def test_the_page_around() -> None:
    made = page("件名 <1>", (), BARE, "https://a.jp")
    read = Page(made)
    assert made.startswith('<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n')
    assert made.endswith("</html>\n")
    assert read.title == "件名 <1>"
    assert read.words.strip() == ""
    assert read.metas[1:] == [
        {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        {"name": "color-scheme", "content": "light dark"},
    ]
    assert "@media (prefers-color-scheme:dark)" in read.style
    assert "p,li{font-size:18px" in read.style


def test_the_frame_stands_in_its_own_language_with_its_link() -> None:
    frame = Frame(
        (StandingText("ja", "【訓練】\n"),),
        (StandingText("en", "----\nSent <by>\nStop: https://a.jp/?x&y\n"), StandingText("ja", "--")),
    )
    made = page("件名", (), frame, "https://a.jp/?x&y")
    assert '<body>\n<header>\n<p lang="ja">【訓練】</p>\n</header>\n<main>\n</main>\n<footer>' in made
    assert (
        '<footer>\n<hr>\n<p lang="en">Sent &lt;by&gt;<br>\n'
        'Stop: <a href="https://a.jp/?x&amp;y">https://a.jp/?x&amp;y</a></p>\n<p lang="ja">--</p>\n</footer>'
    ) in made
    assert Page(made).links == ["https://a.jp/?x&y"]


def test_an_address_that_begins_another_is_a_link_of_its_own() -> None:
    frame = Frame((), (StandingText("ja", "https://a.jp/b https://a.jp https://a.jp/c"),))
    made = page("件名", (), frame, "https://a.jp", "https://a.jp/b")
    assert Page(made).links == ["https://a.jp/b", "https://a.jp", "https://a.jp"]
    assert '<a href="https://a.jp">https://a.jp</a>/c' in made


def test_a_page_that_is_no_https_is_no_link() -> None:
    made = page("件名", (), Frame((), (StandingText("ja", "http://a.jp"),)), "http://a.jp")
    assert Page(made).links == []
    assert "http://a.jp" in made


# --- the views against each other -----------------------------------------------------------------

NUMBER = re.compile(r"[0-9０-９]+(?:[-.,:][0-9]+)*")
URL = re.compile(r"https://[!-'*-~]+")
MARK = re.compile(r"^[\s　]*(?:・|\d+\. )+(.*)")


def words(text: str) -> str:
    """The words of a plain text without what draws: marks of lists and headings, rules."""
    lines = [line for line in text.split("\n") if not re.fullmatch(r"-{2,}", line)]
    return squeezed("".join(re.sub(r"^[\s　]*(?:(?:・|\d+\. )\s*)*(?:■ )?", "", line) for line in lines))


def facts_agree(told: MailText) -> Page:
    assert told.html is not None
    read = Page(told.html)
    assert read.title == told.subject
    assert squeezed(read.words) == words(told.text)
    assert NUMBER.findall(squeezed(read.words)) == NUMBER.findall(words(told.text))
    assert read.links == URL.findall(told.text)
    assert len(read.items) == sum(bool(MARK.match(line)) for line in told.text.split("\n"))
    assert len(told.html.encode()) < 16_000
    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.id)
def test_every_sample_tells_the_same_in_both_views(sample: Alert, language: str) -> None:
    read = facts_agree(told(sample, language))
    assert "h1" not in read.tags
    assert squeezed(read.title) not in squeezed(read.words)
    assert read.languages[0] == "ja"
    assert read.languages[-1] == language.removesuffix("-easy")


PIECE = st.text("前橋かな、。abc019&<\"'", min_size=1, max_size=12).filter(lambda text: bool(text.strip("019")))
LINK = st.tuples(PIECE, st.sampled_from(["https://a.jp/", "https://a.jp/x-1_2?b=c"]))
INLINE = st.one_of(PIECE, PIECE.map("**{}**".format), LINK.map(lambda link: f"[{link[0]}]({link[1]})"))
LINE = st.lists(INLINE, min_size=1, max_size=4).map("".join)
LINES = st.lists(LINE, min_size=1, max_size=3)
BLOCK = st.one_of(
    LINE,
    LINE.map("## {}".format),
    LINES.map(lambda items: "\n".join(f"- {item}" for item in items)),
    LINES.map(lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))),
)


@given(st.lists(BLOCK, min_size=1, max_size=5).map("\n\n".join))
def test_any_body_tells_the_same_in_both_views(body: str) -> None:
    told = compose(alert(body="始\n\n" + body), HTML, SENDER, CONTRACT)
    read = Page(told.html or "")
    assert squeezed(read.words) == words(told.text)
    found = URL.findall("".join(line.strip() for line in told.text.split("\n")))
    assert [link.rstrip(")") for link in found] == read.links


# --- what may not get in (T16, T17, T23) ----------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<script src=https://evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example/'></iframe>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "<link rel=stylesheet href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/><input name=a></form>",
    "<a href=\"javascript:alert(1)\">a</a>",
    "<a href=https://evil.example/>https://www.pref.gunma.jp/</a>",
    "<!-- a --><!--[if mso]><b>a</b><![endif]-->",
    "<![CDATA[a]]>",
    "<?php a ?>",
    "</p></main></body></html><script>a</script>",
    "</title><script>a</script>",
    "</style><script>a</script>",
    "\"><script>a</script>",
    "' onmouseover='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script\\>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:a)",
    "[a](//evil.example/)",
    "[a](https:evil.example)",
    "[a](\"onclick=alert(1))",
    "[a](https://a.jp/\"onclick=\"alert(1))",
    "[a](<https://a.jp/ onclick=alert(1)>)",
    "[a](https://a.jp/ '\" onclick=alert(1)')",
    "[a](https://a.jp@evil.example/)",
    "[a](https://user:word@evil.example/)",
    "[a](ftp://evil.example/)",
    "[a](file:///etc/passwd)",
    "[a](data:image/png;base64,AAAA)",
    "[a](https://)",
    "[a](https:///evil.example/)",
    "[<script>](https://a.jp/)",
    "[a](https://a.jp/'><script>a</script>)",
    "<https://evil.example/>",
    "<x@y.jp>",
    "https://evil.example/",
    "{sender}{leave}%s%(a)s",
    "--=_331a780522f01d9c7d4ff9aae5425182--",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["{}", "# {}", "- {}", "**{}**", "a\n{}"])
def test_no_markup_of_the_author_s_own_in_the_body(place: str, attack: str) -> None:
    told = compose(alert(body=place.format(attack)), HTML, SENDER, CONTRACT)
    read = Page(told.html or "")
    body = {"html", "head", "meta", "title", "style", "body", "main", "footer", "p", "br", "hr", "a", "span"}
    assert set(read.tags) <= body | {"h2", "ul", "li", "strong", "em"}
    assert all(link.startswith("https://a.jp/") for link in read.links[:-1])
    assert read.links[-1] == SENDER.leave.page


@pytest.mark.parametrize("attack", [one for one in ATTACKS if "=?" not in one])
def test_no_markup_in_the_title_or_the_names(attack: str) -> None:
    told = compose(
        alert(title=attack),
        HTML,
        SENDER,
        contract(footer="{list_name} " + attack.replace("{", "{{").replace("}", "}}")),
    )
    read = Page(told.html or "")
    assert read.title.endswith(attack)
    assert squeezed(attack) in squeezed(read.words)  # in the footer
    assert read.links == []


@given(st.text(max_size=120), st.text(max_size=200))
def test_whatever_is_written_is_refused_or_an_allowed_page(title: str, body: str) -> None:
    try:
        told = compose(alert(title=title, body=body), HTML, SENDER, CONTRACT)
    except Refusal:
        return
    Page(told.html or "")


@given(st.text("<>&\"'`=/!-[](){}*#_\\ \n:;ajs0", max_size=120))
def test_no_sequence_of_signs_makes_markup(body: str) -> None:
    try:
        told = compose(alert(body=body), HTML, SENDER, CONTRACT)
    except Refusal:
        return
    Page(told.html or "")


@pytest.mark.parametrize(
    "source", ["*a **b " * 3000, "*" * 3000 + "a" + "*" * 3000, "[" * 8000, "<" * 8000, "あ" * 8000]
)
def test_hostile_texts_stay_flat(source: str) -> None:
    read = Page(page("件名", blocks(source), BARE, "https://a.jp"))
    assert read.tags.count("strong") + read.tags.count("em") < 3000
