"""The pages to print: each is one sheet of A4, readable by everybody, and says what the rules say."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from haishin.core.contract import load_blobs
from haishin.core.model import Language
from haishin.office import paper
from support.contract import blobs
from support.decision import contract
from support.force import ROOT

DAY = date(2026, 11, 25)
PAGES = {"table": paper.table, "sheet": paper.sheet}
LANGUAGES: tuple[Language, ...] = ("ja", "en")


SCREEN = 844  # the height of a phone that is 390 wide
AS_THE_FORGE = """<!DOCTYPE html><html lang="ja"><style>body{font:16px/1.5 "Noto Sans CJK JP",sans-serif;margin:0 16px;
overflow-wrap:anywhere}img{max-width:100%}h1{font-size:2em}h2{font-size:1.5em}</style>"""


def test_the_manual_for_officers_is_ten_screens_of_a_phone(browser: Browser) -> None:
    """N15: what is looked up, and the pictures, are folded; the samples are a page of their own."""
    shown = browser.new_page(viewport={"width": 390, "height": SCREEN})
    shown.set_content(AS_THE_FORGE + MarkdownIt("commonmark").render((ROOT / "README.ja.md").read_text("utf-8")))
    assert shown.evaluate("document.documentElement.scrollHeight") <= 10.5 * SCREEN


def words(page: str) -> str:
    return unescape(re.sub(r"<br>|</t[dh]>|</li>|</p>|</h2>", "\n", page.partition("<main>")[2]).replace("\n\n", "\n"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_sheet_and_everybody_can_read_it(browser: Browser, name: str, language: Language) -> None:
    shown = browser.new_page()
    shown.set_content(PAGES[name](contract(), DAY, language))
    assert Axe().run(shown).response["violations"] == []
    printed = shown.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type ?/Page\b", printed)) == 1
    (box,) = set(re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert [round(float(one) / 72 * 25.4) for one in box] == [210, 297]


def test_the_table_is_the_guideline_s_with_the_sentence_that_says_where_it_is_kept() -> None:
    """G19"""
    policy, said = contract().policy, paper.table(contract(), DAY, "ja")
    assert policy.sentence(policy.checklist_clause) == (
        "この表については、メール配信する端末の近くに備え付けて配信毎に確認すること。"
    )
    assert policy.sentence(policy.checklist_clause) in said
    for row in policy.table:
        assert all(line in words(said) for cell in row.printed for line in cell), row.category
    assert words(said).count("※") == sum(
        line.startswith("※") for row in policy.table for cell in row.printed for line in cell
    )


def test_the_sheet_says_what_is_urgent_whom_to_ask_and_how_to_stop() -> None:
    said = words(paper.sheet(contract(), DAY, "ja"))
    assert "事件発生・検挙情報:強盗、凶悪事件(手配・注意喚起)\n" in said
    assert "お知らせ:避難(今そこにある危険)\n" in said
    assert "20:00〜7:00 は、次の事案だけ" in said
    asked = re.findall(r'<th scope="row">(.*?)<br>[\d-]+</th><td>(.*?)</td>', paper.sheet(contract(), DAY, "ja"))
    assert dict(asked)["捜査第三課"] == (
        "事件発生・検挙情報:ひったくり、窃盗事件<br>情報提供依頼・防犯情報:連続的に発生している窃盗事件"
    )
    assert dict(asked)["人身安全対策課"] == "不審者情報<br>情報提供依頼・防犯情報:高齢者等の未帰宅手配"
    assert "stop/all" in said
    assert "電話する:広報広聴課 027-000-0110。" in said


def test_words_of_a_force_are_no_markup() -> None:
    text = blobs()["organization.yaml"].replace("name: 捜査第三課".encode(), "name: 捜査<b>&三課".encode())
    said = paper.sheet(load_blobs({**blobs(), "organization.yaml": text}), DAY, "ja")
    assert "捜査&lt;b&gt;&amp;三課" in said
