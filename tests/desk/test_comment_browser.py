"""The comment on a phone: 390 pixels wide, nothing to be moved sideways, no small type."""

from __future__ import annotations

from playwright.sync_api import Browser
from support_comments import SITUATIONS, to_html

# What GitHub's sheet says of width; the sizes are a browser's own, so that only the comment could make them smaller.
STYLE = """\
body{margin:0;padding:16px;font:16px/1.5 sans-serif;overflow-wrap:break-word}
table{display:block;width:max-content;max-width:100%;overflow:auto}
pre{padding:16px;overflow:auto;font-size:100%}
code{font-size:100%}
ul{padding-left:2em}
"""
MEASURE = """\
() => {
  const wide = element => element.scrollWidth > element.clientWidth;
  const sizes = [...document.body.querySelectorAll('*')].map(one => parseFloat(getComputedStyle(one).fontSize));
  return {
    page: document.documentElement.scrollWidth,
    mail: [...document.querySelectorAll('pre')].filter(wide).length,
    smallest: Math.min(...sizes),
  };
}
"""


def test_five_comments_on_a_phone(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name, comment in SITUATIONS.items():
        page.set_content(
            f'<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><style>{STYLE}</style><body>{to_html(comment())}'
        )
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        measured = page.evaluate(MEASURE)
        assert measured["page"] <= 390, name
        assert measured["mail"] == 0, name
        assert measured["smallest"] >= 14, name


def test_the_measure_sees_what_is_too_wide_or_too_small(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(
        f"<style>{STYLE}</style><pre>{'あ' * 30}</pre><p><sub>x</sub><i style='display:block;width:500px'>x</i></p>"
    )
    measured = page.evaluate(MEASURE)
    assert measured["page"] > 390
    assert measured["mail"] == 1
    assert measured["smallest"] < 14
