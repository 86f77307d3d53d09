"""Each picture of the READMEs is there, small, told in words, and shows what the product makes today."""

from __future__ import annotations

import base64
import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from draw import SCALE, VIEW, taken
from playwright.sync_api import Browser
from scenes import digest, scenes

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".github" / "pictures"
READMES = ("README.md", "README.ja.md")
NATURAL = """\
async url => {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image.naturalWidth;
}
"""
REDRAW = "draw anew: PYTHONPATH=scripts:tests .venv/bin/python tests/consult/review/draw.py, and look at every picture"


class Pictures(HTMLParser):
    """What ``<picture>`` and ``<img>`` of a text name: each file, and the words for who does not see it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.files: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("source", "img"):
            self.files.append(told.get("srcset" if tag == "source" else "src") or "")
        if tag == "img":
            self.words.append(told.get("alt") or "")


@cache
def told(name: str) -> Pictures:
    return Pictures((ROOT / name).read_text("utf-8"))


@cache
def listed() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads((FOLDER / "pictures.json").read_text("utf-8"))
    return read


def test_the_reader_of_pictures_sees_all_that_may_be_wrong() -> None:
    found = Pictures('<picture><source media="x" srcset="a.webp"><img src="b.webp"></picture>\n\n<img alt="c">')
    assert found.files == ["a.webp", "b.webp", ""]
    assert found.words == ["", "c"]


@pytest.mark.parametrize("name", READMES)
def test_every_picture_is_told_in_words(name: str) -> None:
    assert told(name).words
    assert [words for words in told(name).words if len(words) < 10] == []


def test_the_readmes_name_every_picture_and_no_other() -> None:
    named = {file for name in READMES for file in told(name).files}
    assert named == {f".github/pictures/{file}" for file in listed()}
    assert {path.name for path in FOLDER.iterdir()} == {*listed(), "pictures.json"}


def test_the_pictures_are_small() -> None:
    sizes = {file: (FOLDER / file).stat().st_size for file in listed()}
    assert {file: size for file, size in sizes.items() if size > 60 * 1024} == {}
    assert sum(sizes.values()) <= 400 * 1024


def test_every_picture_shows_what_would_be_drawn_today() -> None:
    pages = scenes()
    shown = {file.removesuffix(".webp").removesuffix("-dark"): one["page"] for file, one in listed().items()}
    assert shown == {name: digest(page.encode()) for name, page in pages.items()}, REDRAW
    assert {file: one["picture"] for file, one in listed().items()} == {
        file: digest((FOLDER / file).read_bytes()) for file in listed()
    }, REDRAW


def test_a_page_becomes_a_picture_of_its_size_and_nothing_is_cut_off_at_its_side(browser: Browser) -> None:
    tab = browser.new_page(viewport=VIEW)
    for name, page in scenes().items():
        tab.set_content(page)
        [width, wide] = tab.evaluate("[document.body.firstChild.offsetWidth, document.body.firstChild.scrollWidth]")
        assert wide <= width == (880 if name == "line" else 390), name
    picture = base64.b64encode(taken(browser, scenes()["stop"], "dark")).decode("ascii")
    assert tab.evaluate(NATURAL, f"data:image/webp;base64,{picture}") == 390 * SCALE


def test_the_picture_of_the_line_quotes_the_file_the_comment_and_the_mail() -> None:
    page = scenes()["line"]
    for words in ("recognized_at:", "12,300 人", "【声かけ】前橋：下校中の児童に対する声かけ事案の発生"):
        assert words in page
