"""The pages to print: each is one sheet of A4, readable by everybody, and says what the rules say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time
from functools import partial
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from haishin.core.contract import Contract, load_blobs
from haishin.core.contract.policy import Quiet
from haishin.core.model import Language
from haishin.office import paper
from support.contract import around_the_clock, blobs, vacated
from support.decision import contract
from support.force import ROOT

DAY = date(2026, 11, 25)
PAGES = {"table": paper.table, "sheet": paper.sheet, "duty": partial(paper.duty, day=DAY)}
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
    shown.set_content(PAGES[name](contract(), today=DAY, language=language))
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
    assert "stop/all(全部止まる。送った文面は stop/番号 だけが隠す)" in said
    assert "電話する:広報広聴課 027-000-0110。" in said


def test_the_sheet_of_a_force_that_mails_around_the_clock_knows_no_night() -> None:
    said = words(paper.sheet(around_the_clock(), DAY, "ja"))
    assert "時間外はありません。次の急ぐ事案は、先に電話します。" in said
    assert "delivery-hours" not in said


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "夜のメールを望まない人には、22:00〜7:00 に送るものは、その後に届きます。\n"),
        ("en", "Residents who want no mail at night get what goes between 22:00 and 7:00 afterwards.\n"),
    ],
)
def test_the_sheet_says_when_it_is_quiet(language: Language, told: str) -> None:
    policy = replace(contract().policy, quiet=Quiet(time(22), time(7)))
    assert told in words(paper.sheet(replace(contract(), policy=policy), DAY, language))
    assert told not in words(paper.sheet(contract(), DAY, language))


def on_duty(rules: Contract, day: date) -> dict[str, tuple[str, str]]:
    """By the name in the first cell of the sheet for the duty, its telephone apart: who approves, who stands in."""
    cells = r'<tr><th scope="row">(\S+) [\d-]+</th><td>(.*?)</td><td>(.*?)</td></tr>'
    return {name: (holder, deputies) for name, holder, deputies in re.findall(cells, paper.duty(rules, day, DAY, "ja"))}


def test_the_duty_s_sheet_says_who_approves_and_who_stands_in_by_the_roster_of_the_day() -> None:
    told = on_duty(contract(), DAY)
    assert list(told)[:3] == ["運用総括管理者", "広報広聴課", "警務課"]
    assert told["運用総括管理者"] == ("久保田 徹", "堀口 恵子(不在のとき、夜間・休日)")
    assert told["前橋警察署"] == ("登坂 浩", "石井 直樹(不在のとき)、木村 誠(夜間・休日)")
    assert told.keys() - {"運用総括管理者"} == {unit.name for unit in contract().organization.units.values()}
    before = on_duty(contract(), date(2026, 3, 31))
    assert set(before.values()) == {("空席(平日の昼は、承認できる人がいません)", ""), ("空席", "")}


def test_deputies_are_asked_in_their_order_on_their_days() -> None:
    text = blobs()["roster.yaml"].decode()
    first = "{for: {role: manager, unit: maebashi}, order: 1, when: absent, from: 2026-04-01, until: null}"
    assert first in text
    other = first.replace("order: 1, when: absent", "order: 3, when: dates").replace("null", "2026-11-25")
    changed = load_blobs({**blobs(), "roster.yaml": text.replace(first, other).encode()})
    assert on_duty(changed, DAY)["前橋警察署"] == ("登坂 浩", "木村 誠(夜間・休日)、石井 直樹(いつでも)")
    assert on_duty(changed, date(2026, 11, 26))["前橋警察署"] == ("登坂 浩", "木村 誠(夜間・休日)")
    gone = load_blobs(vacated(blobs(), "manager", "maebashi", "2026-11-24"))
    assert on_duty(gone, date(2026, 11, 24))["前橋警察署"] == ("登坂 浩", "")
    assert on_duty(gone, DAY)["前橋警察署"] == ("空席(平日の昼は、承認できる人がいません)", "")


def test_the_duty_s_sheet_says_how_to_stop_and_what_to_do_when_something_is_down() -> None:
    said = words(paper.duty(contract(), date(2026, 12, 31), DAY, "ja"))
    assert said.lstrip().startswith("<h1>情報メール:当直の一枚(2026-12-31)</h1>")
    assert "stop/all(全部止まる。送った文面は stop/番号 だけが隠す)" in said
    assert "systemctl stop haishin-send.timer haishin-send.service" in said
    assert "720 分より長く待ったものは、haishin go 番号" in said
    for down in ("GitHub が開かない", "中継サーバーが受け取らない", "配信ホストが動かない"):
        assert f'<th scope="row">{down}\n' in said
    assert "2026-11-25 印刷" in said


def test_words_of_a_force_are_no_markup() -> None:
    text = blobs()["organization.yaml"].replace("name: 捜査第三課".encode(), "name: 捜査<b>&三課".encode())
    said = paper.sheet(load_blobs({**blobs(), "organization.yaml": text}), DAY, "ja")
    assert "捜査&lt;b&gt;&amp;三課" in said
