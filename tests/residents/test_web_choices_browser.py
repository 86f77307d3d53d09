"""The pages of registering in Chromium, at 320 px, in each language and both lights: WCAG 2.2 AA (JIS X 8341-3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from support.desk import Page
from support.served import served

SMALL_PHONE = {"width": 320, "height": 640}
WIDER = "document.documentElement.scrollWidth - innerWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input, summary')].map(one => one.getBoundingClientRect())
  .filter(one => one.height && (one.height < 24 || one.width < 24)).length"""
OUTLINE = "(style => [style.outlineStyle, parseFloat(style.outlineWidth)])(getComputedStyle(document.activeElement))"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
CHOSEN = {"station": ["ota", "abolished"], "municipality": ["上野村"], "category": ["*"], "form": ["text"],
          "language": ["ja"], "night": [], "there": ["yes"]}  # fmt: skip
LANGUAGES = ("ja", "ja-easy", "en", "pt", "es", "vi", "zh")
OTHERS = {"welcome": "/", "gone": f"/c/{'b' * 16}"}


@pytest.fixture
def page(tmp_path: Path) -> Page:
    made = Page.published(tmp_path)
    made.offer()
    return made


@pytest.fixture(params=["light", "dark"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A phone without scripts of the page; axe, which is one, is let in past the policy."""
    context = browser.new_context(viewport=SMALL_PHONE, color_scheme=request.param, bypass_csp=True)
    yield context.new_page()
    context.close()


def is_fit(shown: Tab) -> None:
    found: Any = Axe().run(shown, options={"runOnly": RULES}).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert (shown.evaluate(WIDER), shown.evaluate(SMALL)) == (0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choices_a_mistake_and_the_receipt(page: Page, tab: Tab, language: str) -> None:
    with served(page.app) as port:
        tab.goto(f"http://127.0.0.1:{port}{page.open(CHOSEN)}?l={language}")
        is_fit(tab)
        assert tab.locator("#removed").is_visible()
        assert tab.locator('input[value="上野村"]').is_visible()
        ticked = tab.locator('input[type="checkbox"]:checked')
        for _ in range(ticked.count()):
            ticked.first.uncheck()
        with tab.expect_navigation():
            tab.locator('button[value="choices"]').click()
        assert [tab.locator(f"#{one}").is_visible() for one in ("why", "why-place", "why-category", "why-changed")] == [
            True, True, True, False,
        ]  # fmt: skip
        is_fit(tab)
        tab.locator('input[name="station"][value="*"]').check()
        tab.locator('input[name="category"][value="*"]').check()
        with tab.expect_navigation():
            tab.locator('button[value="choices"]').click()
        assert tab.locator("input").count() == 0
        is_fit(tab)
    assert len(list((page.folder / "requests").iterdir())) == 1


@pytest.mark.parametrize("name", OTHERS)
def test_the_first_page_and_a_dead_link(page: Page, tab: Tab, name: str) -> None:
    with served(page.app) as port:
        tab.goto(f"http://127.0.0.1:{port}{OTHERS[name]}")
        is_fit(tab)


def test_the_keyboard_sees_where_it_is_and_needs_few_steps(page: Page, tab: Tab) -> None:
    """The municipalities are folded: they cost one step."""
    with served(page.app) as port:
        tab.goto(f"http://127.0.0.1:{port}{page.open({**CHOSEN, 'municipality': []})}")
        steps = 0
        while tab.evaluate("document.activeElement.value") != "choices":
            tab.keyboard.press("Tab")
            steps += 1
            assert tab.evaluate(OUTLINE) == ["solid", 3]
            assert steps < 45


def test_the_first_page_fits_on_two_sheets_of_paper(page: Page, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    with served(page.app) as port:
        shown = context.new_page()
        shown.goto(f"http://127.0.0.1:{port}/")
        printed = shown.pdf(format="A4", margin={"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"})
    context.close()
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 2
