"""The page of the mail and the page for reviewers in headless Chromium: layout, type, colours, order, accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from haishin.core.model import Alert, Language
from haishin.message.preview import preview
from support.contract import shipped
from support.mails import LANGUAGES, samples, told

EMPTY = 300  # pixels under a mail on the page for reviewers: its frame cannot know the height of what it holds
WIDTHS = (320, 390, 1280)
SCHEMES = ("light", "dark")
# The subject is the heading of the page, and a mail program shows it above the page; the page does not repeat it.
NOT_FOR_A_MAIL = {"page-has-heading-one": {"enabled": False}}
MEASURE = """() => {
  const sizes = [], tops = [], outside = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    sizes.push(parseFloat(getComputedStyle(node.parentElement).fontSize));
    for (const box of range.getClientRects()) {
      tops.push(box.top);
      if (box.left < 0 || box.right > innerWidth + 0.5) outside.push(node.data);
    }
  }
  return {overflow: document.documentElement.scrollWidth - innerWidth, smallest: Math.min(...sizes), outside,
    ordered: tops.every((top, at) => at === 0 || top > tops[at - 1] - 8),
    text: document.body.innerText, background: getComputedStyle(document.body).backgroundColor,
    longest: Math.max(...[...document.querySelectorAll('main p')].map(p => p.getBoundingClientRect().width))};
}"""
SPANS = """() => [...document.querySelectorAll('span')].map(span => [span.textContent, span.getClientRects().length])"""
UNSTYLE = "() => document.querySelectorAll('style').forEach(style => style.remove())"
HARD = (
    "あ" * 300,
    "a" * 300,
    "1" * 80,
    "[案内](https://www.pref.gunma.jp/" + "x" * 200 + ")",
    "電話 027-000-0110、027-000-0111、027-000-0112、027-000-0113、0270-00-0114、12345-12345-12345-12345",
    "- 一\n  - 二\n    - 三\n      - 四\n        - 027-000-0110 " + "b" * 90,
    "## " + "見出し" * 40,
    "9999. 番号\n10000. 番号\n",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; anything that it wants to load fails the test."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert asked == []


def seen(page: Page, html: str, width: int, scheme: str = "light") -> dict[str, Any]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(html)
    return page.evaluate(MEASURE)  # type: ignore[no-any-return]


def squeezed(text: str) -> str:
    return "".join(text.split())


def fits(found: dict[str, Any]) -> None:
    assert found["overflow"] <= 0
    assert found["outside"] == []
    assert found["smallest"] >= 16
    assert found["ordered"]
    assert found["longest"] <= 720  # 40 full-width characters


@pytest.mark.parametrize("width", WIDTHS)
def test_every_sample_fits_every_screen(page: Page, width: int) -> None:
    for sample in samples():
        for language in LANGUAGES if width == min(WIDTHS) else ("ja",):
            html = told(sample, language).html or ""
            fits(seen(page, html, width))
            assert all(lines == 1 for _, lines in page.evaluate(SPANS)), "a number is broken"


def test_nothing_that_can_be_written_makes_it_wider(page: Page) -> None:
    for body in HARD:
        html = told(replace(samples()[0], body=body)).html or ""
        for width in WIDTHS:
            found = seen(page, html, width)
            assert (found["overflow"], found["outside"]) == (0, []), body


def test_light_and_dark(page: Page) -> None:
    html = told(samples()[0]).html or ""
    backgrounds = [seen(page, html, 390, scheme)["background"] for scheme in SCHEMES]
    assert backgrounds == ["rgb(255, 255, 255)", "rgb(18, 18, 18)"]


def test_the_order_is_the_same_without_styles(page: Page) -> None:
    for sample in samples():
        styled = seen(page, told(sample).html or "", 390)
        page.evaluate(UNSTYLE)
        bare = page.evaluate(MEASURE)
        assert squeezed(bare["text"]) == squeezed(styled["text"])
        assert bare["ordered"]
        assert bare["overflow"] <= 0


def violations(page: Page, **options: object) -> list[tuple[str, list[str]]]:
    # Contrast that cannot be told is "incomplete"; on plain colours there is none.
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"], **options}).response
    assert found["passes"]
    unclear = [one for one in found["incomplete"] if one["id"] == "color-contrast"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"] + unclear]


def test_axe_finds_nothing_in_a_mail(page: Page) -> None:
    shown: list[tuple[Alert, str]] = [(sample, "ja") for sample in samples()]
    shown += [(samples()[number], language) for number, language in enumerate(LANGUAGES[1:])]
    for sample, language in shown:
        seen(page, told(sample, language).html or "", 390)
        assert violations(page, rules=NOT_FOR_A_MAIL) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, runOnly=["color-contrast"]) == []


def test_axe_would_find_something(page: Page) -> None:
    html = (
        (told(samples()[0]).html or "").replace("color:#1a1a1a", "color:#aaaaaa").replace('<html lang="ja">', "<html>")
    )
    seen(page, html, 390)
    assert {rule for rule, _ in violations(page, rules=NOT_FOR_A_MAIL)} == {"color-contrast", "html-has-lang"}


def test_the_page_for_reviewers_shows_the_whole_mail(page: Page) -> None:
    for sample, language in [*((one, "ja") for one in samples()), *((samples()[0], one) for one in LANGUAGES[1:])]:
        html = preview(sample, shipped(), "ja", language)
        for width in WIDTHS:
            seen(page, html, width)
            hidden = page.frames[1].evaluate("() => document.documentElement.scrollHeight - innerHeight")
            assert hidden <= 0, (sample.id, language, width)
            empty = page.frames[1].evaluate("() => innerHeight - document.body.getBoundingClientRect().bottom")
            assert empty <= EMPTY, (sample.id, language, width)  # R6


@pytest.mark.parametrize(("spoken", "language"), [("ja", "ja"), ("en", "vi")])
def test_the_page_for_reviewers(page: Page, spoken: Language, language: str) -> None:
    sample = next(sample for sample in samples() if sample.exercise)
    mail = seen(page, told(sample, language).html or "", 390)["text"]
    html = preview(sample, shipped(), spoken, language)
    for width in WIDTHS:
        found = seen(page, html, width)
        assert (found["overflow"], found["outside"]) == (0, [])
        assert found["smallest"] >= 16
        inside = page.frames[1]
        assert squeezed(inside.evaluate("() => document.body.innerText")) == squeezed(mail)
        assert inside.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
