"""The comment on a phone: 390 pixels wide. Its first screen says who does what and when; nothing moves sideways."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from support.comments import to_html
from support.situations import PHONE, SITUATIONS

# What GitHub's sheet says of width, of links, of a quotation and of the sizes that its headings have.
STYLE = """\
body{margin:0;padding:16px;font:16px/1.5 sans-serif;overflow-wrap:break-word;color:#1f2328}
a{color:#0969da}
h3{font-size:20px;line-height:1.25;margin:24px 0 16px}
h4{font-size:16px;line-height:1.25;margin:24px 0 16px}
p,ul,blockquote,pre{margin:0 0 16px}
blockquote{padding:0 1em;border-left:4px solid #d1d9e0;color:#59636e}
table{display:block;width:max-content;max-width:100%;overflow:auto}
pre{padding:16px;overflow:auto;font-size:100%}
code{font-size:100%}
ul{padding-left:2em}
"""
SCREEN = 600  # pixels of a phone below the bars of its browser and the forge's own head of the comment
MEASURE = """\
() => {
  const wide = element => element.scrollWidth > element.clientWidth;
  const sizes = [...document.body.querySelectorAll('*')].map(one => parseFloat(getComputedStyle(one).fontSize));
  return {
    page: document.documentElement.scrollWidth,
    pasted: [...document.querySelectorAll('pre')].filter(wide).length,
    smallest: Math.min(...sizes),
  };
}
"""
# The words of all lines that end above a height, in their order.
ABOVE = """\
height => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let told = '';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.top > height) return told;
      if (box.height && box.bottom <= height) told += node.data[at];
    }
  }
  return told;
}
"""
PICTURES = os.environ.get("HAISHIN_SCREENSHOTS")  # a folder, for whoever wants to look at them


def show(page: Page, markdown: str) -> None:
    head = f'<meta charset="utf-8"><title>#7</title><style>{STYLE}</style>'
    page.set_content(f'<!DOCTYPE html><html lang="ja"><head>{head}</head><body><main>{to_html(markdown)}</main>')


@pytest.fixture
def phone(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 390, "height": 844})


@pytest.mark.parametrize("name", PHONE)
def test_the_first_screen_names_the_person_the_act_and_the_time(phone: Page, name: str) -> None:
    one = PHONE[name]
    show(phone, one.comment())
    said = phone.evaluate(ABOVE, SCREEN)
    if PICTURES:
        phone.screenshot(path=Path(PICTURES) / f"{name}.png")
    assert [words for words in (one.to, one.act, one.when) if words not in said] == []
    assert said.startswith(one.to)
    assert "協議中" not in said


@pytest.mark.parametrize("name", [name for name, one in PHONE.items() if one.to])
def test_the_button_stands_right_under_the_name(phone: Page, name: str) -> None:
    show(phone, PHONE[name].comment())
    link = phone.locator("h3 + p > a:first-child")
    assert link.inner_text().startswith("▶ ")
    box = link.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < SCREEN / 2


def test_nothing_moves_sideways_or_is_small(phone: Page) -> None:
    for name, comment in SITUATIONS.items():
        show(phone, comment())
        phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        measured = phone.evaluate(MEASURE)
        assert measured["page"] <= 390, name
        assert measured["pasted"] == 0, name
        assert measured["smallest"] >= 14, name


def test_the_mail_is_in_normal_type(phone: Page) -> None:
    show(phone, PHONE["approach"].comment())
    assert phone.locator("blockquote pre, blockquote code").count() == 0
    assert phone.locator("blockquote").evaluate("one => getComputedStyle(one).fontSize") == "16px"


@pytest.mark.parametrize("name", ["draft", "robbery", "complete"])
def test_axe_finds_nothing(phone: Page, name: str) -> None:
    show(phone, PHONE[name].comment())
    phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # The forge has headings of the first ranks above every comment; the table of the guideline is as it is printed.
    off = {name: {"enabled": False} for name in ("page-has-heading-one", "heading-order", "empty-table-header")}
    found = Axe().run(phone, options={"resultTypes": ["violations"], "rules": off}).response
    assert found["passes"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_the_measures_see_what_is_wrong(phone: Page) -> None:
    wide = f"<pre>{'あ' * 30}</pre><p><sub>x</sub><i style='display:block;width:500px'>x</i></p>"
    phone.set_content(f"<style>{STYLE}</style>{wide}<p style='margin-top:900px'>below</p>")
    measured = phone.evaluate(MEASURE)
    assert measured["page"] > 390
    assert measured["pasted"] == 1
    assert measured["smallest"] < 14
    assert "below" not in phone.evaluate(ABOVE, SCREEN)
