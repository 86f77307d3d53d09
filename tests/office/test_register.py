"""The register: exactly these cells, nothing that a spreadsheet runs, and a page that A4 holds."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from haishin.core.model import Consent, ConsentState, Press, PressKind
from haishin.office.register import cells, month, month_name, page, spreadsheet
from support.sent_mail import FIRST, OLD, SECOND, sent_mail

GOLDEN = Path(__file__).parent / "golden" / "register.html"
MADE = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


def rows() -> list[tuple[tuple[str, ...], ...]]:
    return [cells(sent_mail(one), "ja") for one in (OLD, FIRST, SECOND)]


def made() -> str:
    return page(rows(), "群馬県警察", [month_name("2026-11", "ja"), "前橋警察署"], MADE, "ja", rehearsal=False)


def test_the_spreadsheet_cell_by_cell() -> None:
    text = spreadsheet(rows(), "ja")
    assert text.startswith("\ufeff番号,")
    assert text.removeprefix("\ufeff").split("\r\n") == [
        "番号,認知,配信の開始,最後の配信,件名,区分,範囲,起案者,承認,後閲,報道発表,家族の了解,原則の例外,"
        "認知から承認(分),認知からマージ(分),認知から配信(分),続報・訂正等",
        f"{OLD},,2026-11-24 10:30,,(ファイルを読めません),,前橋警察署 / 前橋東警察署,,"
        "前橋警察署の運用管理者(署長)、石井 直樹,,,,,,,,",
        f"{FIRST},2026-11-25 20:55,2026-11-25 21:22,2026-11-25 21:30,"
        "【強盗】前橋・前橋東：路上強盗<b>&<U+202E>,事件発生・検挙情報 / 強盗 / 手配,"
        "前橋警察署 / 前橋東警察署,長井 浩,"
        "前橋警察署の運用管理者(署長)、石井 直樹(登坂 浩 の代決)、11月25日(水)21:20 / "
        "捜査第一課の運用管理者(課長)、星野 豊(捜査第一課の運用管理者(課長)(空席) の代決)、11月25日(水)21:20,"
        f"登坂 浩はまだです,なし,,配信時間,25,26,35,訂正 {SECOND}",
        f"{SECOND},2026-11-26 09:05,2026-11-26 09:30,,【訂正】【事件】県内全域：服の色の訂正,"
        "事件発生・検挙情報 / =SUM(A1) / 手配,全県,'@outsider,,,なし,,,,24,,",
        "",
    ]


def test_no_cell_begins_like_a_formula() -> None:
    signs = ("=", "+", "-", "@", "\t", "\r", "'=", "1", "x", "", "【", "-5", "(", "あ")
    hostile = tuple((f"{sign}1+1",) for sign in signs)
    [_, row] = csv.reader(io.StringIO(spreadsheet([hostile], "ja").removeprefix("\ufeff"), newline=""))
    assert [cell[:2] for cell in row[:7]] == ["'=", "'+", "'-", "'@", "'\t", "'\r", "''"]
    assert row[7:] == ["11+1", "x1+1", "1+1", "【1+1", "'-51+1", "(1+1", "あ1+1"]


def test_the_page_is_the_golden_one() -> None:
    assert made() == GOLDEN.read_text(encoding="utf-8")


def test_an_empty_register_and_one_of_a_rehearsal_say_so() -> None:
    empty = page([], "群馬県警察", [], MADE, "ja", rehearsal=True)
    assert "<h1>情報メール配信簿 (予行演習)</h1>\n<p>群馬県警察　0 件　2026-11-27 13:30 作成</p>" in empty
    assert '<tr><td colspan="17">配信したものはありません。</td></tr>' in empty
    assert len(spreadsheet([], "ja").split("\r\n")) == 2


def test_the_register_in_english() -> None:
    row = cells(sent_mail(SECOND), "en")
    assert row[6:] == (("the whole prefecture",), ("@outsider",), (), (), ("none",), (), (), (), ("24",), (), ())
    assert "<h1>Register of mails</h1>" in page([row], "群馬県警察", [], MADE, "en", rehearsal=False)


RELEASE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "press", "consent"),
    [
        ({"press": Press(PressKind.NONE)}, ("なし",), ()),
        ({"press": Press(PressKind.RELEASE, RELEASE, consistent="yes")}, ("予定 2026-11-25 17:00", "発表文と整合"), ()),
        ({"press": Press(PressKind.RELEASE, None, consistent="not-yet")}, ("予定(時刻未定)", "発表文なし"), ()),
        ({"press": Press(PressKind.RELEASE, RELEASE, consistent="no")},
         ("予定 2026-11-25 17:00", "発表文と異なる"), ()),
        ({"press": Press(PressKind.RELEASE, RELEASE, consistent="yes"), "content": "arrest"},
         ("広報済", "発表文と整合"), ()),
        ({"press": Press(PressKind.RELEASE, RELEASE, consistent="yes"), "content": "arrest", "exercise": True},
         ("予定 2026-11-25 17:00", "発表文と整合"), ()),
        ({"consent": Consent(ConsentState.GIVEN, "長男", RELEASE, ("前橋花子",))}, ("なし",), ("あり",)),
        ({"consent": Consent(ConsentState.PENDING)}, ("なし",), ("確認中",)),
        ({"consent": Consent(ConsentState.REFUSED)}, ("なし",), ("なし",)),
        ({"consent": Consent(ConsentState.NOBODY)}, ("なし",), ("相手なし",)),
    ],
)  # fmt: skip
def test_press_and_consent_of_a_mail(fields: dict[str, Any], press: tuple[str, ...], consent: tuple[str, ...]) -> None:
    mail = sent_mail(FIRST)
    assert mail.alert is not None
    row = cells(replace(mail, alert=replace(mail.alert, **fields)), "ja")
    assert row[10:12] == (press, consent)
    assert "前橋花子" not in str(row)


def test_his_own_look_is_listed_until_it_is_there() -> None:
    mail = sent_mail(FIRST)
    [look] = mail.looks
    seen = replace(mail, looks=(replace(look, seen=datetime(2026, 11, 25, 23, 40, tzinfo=UTC)),))
    unread = replace(mail, looks=(replace(look, known=False),))
    assert [cells(one, "ja")[9] for one in (mail, seen, unread)] == [
        ("登坂 浩はまだです",),
        ("登坂 浩、11月26日(木)8:40",),
        ("登坂 浩(申請 #7 で確かめる)",),
    ]


@pytest.mark.parametrize(
    ("at", "of"), [("2026-11-30T14:59:59+00:00", "2026-11"), ("2026-11-30T15:00:00+00:00", "2026-12")]
)
def test_a_month_begins_at_midnight_in_japan(at: str, of: str) -> None:
    assert month(datetime.fromisoformat(at)) == of
    assert (month_name(of, "ja"), month_name(of, "en")) == (f"2026年{of[-2:]}月", of)


MEASURE = """() => ({
  wide: [...document.querySelectorAll('th,td')].filter(one => one.scrollWidth > one.clientWidth).length,
  page: document.documentElement.scrollWidth,
  bold: document.querySelectorAll('td b').length,
})"""


def test_it_is_printed_on_a4_and_loads_nothing(browser: Browser) -> None:
    sheet = browser.new_page(viewport={"width": 1047, "height": 718}, java_script_enabled=True)  # A4 less its margins
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.set_content(page(rows() * 20, "群馬県警察", ["2026-11"], MADE, "ja", rehearsal=False))
    sheet.emulate_media(media="print")
    assert sheet.evaluate(MEASURE) == {"wide": 0, "page": 1047, "bold": 0}
    printed = sheet.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) > 1
    assert {tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes} == {(297, 210)}
    assert asked == []
