"""The page in Chromium: a scanner's look changes nothing, a person's press does, and no site frames it (W7, W21)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from haishin.residents.desk.desk import NoRoom, Requests
from support.desk import Page
from support.served import served

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

PHONE = {"width": 360, "height": 740}
SMALL = """() => [...document.querySelectorAll('a, button')].map(one => one.getBoundingClientRect())
  .filter(one => one.height < 24 || one.width < 24).length"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
OUTLINE = "(style => [style.outlineStyle, parseFloat(style.outlineWidth)])(getComputedStyle(document.activeElement))"


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page.published(tmp_path)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context
    context.close()


def watched(application: WSGIApplication, seen: list[dict[str, Any]]) -> WSGIApplication:
    """The page, and what it was asked."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        seen.append(environ)
        return application(environ, start)

    return answer


def requested(page: Page) -> int:
    return len(os.listdir(page.folder / "requests"))


def test_to_look_changes_nothing_and_to_press_asks_once(page: Page, phone: BrowserContext) -> None:
    """W7, W19: a scanner runs what scripts there are, and follows no form; no address leaves the page by a referrer."""
    seen: list[dict[str, Any]] = []
    with served(watched(page.app, seen)) as port:
        shown = phone.new_page()
        faults: list[str] = []
        shown.on("console", lambda line: faults.append(line.text))
        shown.goto(f"http://127.0.0.1:{port}{page.link()}", wait_until="networkidle")
        assert requested(page) == 0
        assert shown.locator("h1").inner_text().startswith("配信停止の申込み")
        with shown.expect_navigation(wait_until="networkidle"):
            shown.locator("button").tap()
        assert shown.locator("h1").inner_text().startswith("受け付けました")
        assert shown.locator("button").count() == 0
        assert requested(page) == 1
        shown.reload(wait_until="networkidle")  # which asks again, by the same
        assert shown.locator("h1").inner_text().startswith("受け付けました")
        assert requested(page) == 1
    asked = {(one["REQUEST_METHOD"], one["PATH_INFO"]) for one in seen} - {("GET", "/favicon.ico")}
    assert asked == {("GET", page.link()), ("POST", page.link()), ("GET", "/page.css")}
    assert [one for one in seen if "HTTP_REFERER" in one or "HTTP_COOKIE" in one] == []
    assert [line for line in faults if "favicon" not in line and "404" not in line] == []


def test_without_a_script_and_by_the_keyboard_alone(page: Page, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    with served(page.app) as port:
        shown = context.new_page()
        shown.goto(f"http://127.0.0.1:{port}{page.link()}")
        shown.keyboard.press("Tab")
        with shown.expect_navigation():
            shown.keyboard.press("Enter")
        assert shown.locator("h1").inner_text().startswith("受け付けました")
    context.close()
    assert requested(page) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["leave", "accepted", "again"])
def test_on_a_small_phone_in_both_lights(page: Page, browser: Browser, name: str, scheme: Any) -> None:
    """WCAG 2.2 AA: nothing found by axe, nothing wider than the phone, targets of 24 px, a focus that is seen."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)
    full = mock.patch.object(Requests, "put", side_effect=NoRoom if name == "again" else None)
    with full, served(page.app) as port:
        shown = context.new_page()
        shown.goto(f"http://127.0.0.1:{port}{page.link()}")
        if name != "leave":
            with shown.expect_navigation():
                shown.locator("button").click()
        wanted = {"leave": "配信停止の申込み", "accepted": "受け付けました", "again": "もう一度お願いします"}[name]
        assert shown.locator("h1").inner_text().startswith(wanted)
        assert (shown.evaluate(WIDER), shown.evaluate(SMALL)) == (0, 0)
        assert shown.evaluate("getComputedStyle(document.body).backgroundColor") != (
            "rgb(255, 255, 255)" if scheme == "dark" else "rgb(18, 18, 18)"
        )
        for _ in range(shown.locator("a, button").count()):
            shown.keyboard.press("Tab")
            style, width = shown.evaluate(OUTLINE)
            assert (style, width) == ("solid", 3)
        assert shown.locator("[lang=en]").count() >= 2
        found = shown.evaluate("document.documentElement.lang")
        context_bypassing = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
        looked = context_bypassing.new_page()  # axe is a script, and the page takes none
        looked.set_content((page.pages / f"{name}.html").read_text("utf-8"))
        looked.add_style_tag(path=str(page.pages / "page.css"))
        violations = Axe().run(looked, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response
        context_bypassing.close()
    context.close()
    assert found == "ja"
    assert [one["id"] for one in violations["violations"]] == []


def test_no_site_frames_it(page: Page, browser: Browser) -> None:
    """W21: whoever would have it pressed unseen sees nothing of it; what may be framed is, by the same site."""
    context, told = browser.new_context(), []

    def framing(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [f"<h1>mine</h1><iframe src='{environ['QUERY_STRING']}' width=600 height=600></iframe>".encode()]

    with served(page.app) as port, served(framing) as other:
        for framed, seen in ((f"http://127.0.0.1:{port}{page.link()}", False), (f"http://127.0.0.1:{other}/?x", True)):
            shown = context.new_page()
            shown.on("console", lambda line: told.append(line.text))
            shown.goto(f"http://127.0.0.1:{other}/?{framed}", wait_until="networkidle")
            inside = shown.frames[1]
            assert ("<h1>mine</h1>" in inside.content()) is seen
            assert inside.locator("button").count() == 0
    context.close()
    assert [line for line in told if "frame-ancestors 'none'" in line] != []
    assert requested(page) == 0


def test_a_script_that_got_in_would_not_run(page: Page, browser: Browser) -> None:
    """The page takes none: what a name of the force, or a fault of ours, might bring is dead."""
    evil = (
        "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\"><style>h1{color:red}</style>"
    )
    file = page.pages / "leave.html"
    text = file.read_text("utf-8").replace("</main>", f"{evil}</main>")
    file.unlink()
    file.write_text(text, "utf-8")
    context = browser.new_context()
    with served(page.app) as port:
        shown = context.new_page()
        shown.goto(f"http://127.0.0.1:{port}{page.link()}", wait_until="networkidle")
        assert shown.title().startswith("配信停止の申込み")
        assert shown.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    context.close()
