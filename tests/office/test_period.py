"""The figures of a period: exactly these numbers of a small world, whatever lies outside of it left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from haishin.consult.sent_mail import SentMail
from haishin.core.catalogue import Message
from haishin.core.model import Language, LedgerRecord, Look
from haishin.office.period import Line, Movements, Period, Table, page, spreadsheet, tables
from support.contract import shipped
from support.sent_mail import FIRST, OLD, RECORDS, SECOND, record, sent_mail

NOW = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
NAMES = ("months", "categories", "units", "scopes", "minutes", "waivers", "looks", "course", "residents")
NOTHING = (0, 0, 0, 0, 0)


def mail(identity: str = FIRST, **claim: Any) -> SentMail:
    """A mail of the small world whose claim says otherwise in these fields."""
    made = sent_mail(identity)
    changed = replace(made.claim, **claim)
    return replace(made, claim=changed, entry=replace(made.entry, claim=changed))


def counted(
    mails: Sequence[SentMail],
    records: Sequence[LedgerRecord] = (),
    movements: Movements | None = None,
    language: Language = "ja",
    months: tuple[str, str] = ("2026-10", "2026-12"),
) -> dict[str, Table]:
    """The tables by their names."""
    made = [*tables(Period(*months, mails, records, movements), shipped(), language)]
    named = dict(zip(NAMES, made, strict=False))
    assert [one.caption for one in made] == [Message(f"office/period-table-{name}")[language] for name in named]
    return named


def lines(table: Table) -> dict[str, tuple[Any, ...]]:
    return dict(table.lines)


def shown(mails: Sequence[SentMail], movements: Movements | None = None, *, rehearsal: bool = False) -> str:
    period = Period("2026-10", "2026-12", mails, (), movements)
    made = tables(period, shipped(), "ja")
    return page(made, period, shipped(), NOW, "ja", rehearsal=rehearsal)


WORLD = [sent_mail(OLD), sent_mail(FIRST), sent_mail(SECOND)]


def test_mails_by_month_category_unit_and_scope() -> None:
    """Mails, of a case of its own, corrections, with a waiver, recipients."""
    told = counted([*WORLD, mail(FIRST, alert="20261130-2359-last", scope=sent_mail(SECOND).claim.scope, waivers=())])
    figures = (4, 1, 1, 1, 2440)
    assert told["months"].lines == (
        ("2026年10月", NOTHING),
        ("2026年11月", figures),
        ("2026年12月", NOTHING),
    )
    categories = lines(told["categories"])
    assert list(categories) == [
        *("不審者情報", "事件発生・検挙情報", "特殊詐欺等", "情報提供依頼・防犯情報"),
        *("交通情報", "交通規制情報", "お知らせ", "別表以外", "(ファイルを読めません)"),
    ]
    assert categories["事件発生・検挙情報"] == (3, 1, 1, 1, 2440)
    assert categories["(ファイルを読めません)"] == (1, 0, 0, 0, 0)
    units = lines(told["units"])
    assert units.pop("前橋警察署") == figures
    assert set(units.values()) == {NOTHING}
    scopes = lines(told["scopes"])
    assert next(iter(scopes)) == "全県"
    assert {name: cells for name, cells in scopes.items() if cells != NOTHING} == {
        "全県": (2, 1, 1, 0, 1220),
        "前橋警察署": (2, 0, 0, 1, 1220),
        "前橋東警察署": (2, 0, 0, 1, 1220),
    }
    for name in ("months", "categories", "units", "scopes"):
        assert told[name].total == (("計", figures),)


def test_a_mail_belongs_to_the_month_of_japan_in_which_it_began() -> None:
    last, first = (mail(at=datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC) + timedelta(seconds=one)) for one in (0, 1))
    months = lines(counted([last, first, first])["months"])
    assert [cells[0] for cells in months.values()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [("2026-12", "2026-12", 1), ("2026-12", "2027-01", 2), ("2026-04", "2027-03", 12), ("2024-01", "2026-12", 36)],
)
def test_a_period_has_all_its_months(first: str, last: str, months: int) -> None:
    found = Period(first, last, (), (), None).months
    assert (found[0], found[-1], len(found), len({*found})) == (first, last, months, months)


def test_what_schema_knows_no_more_stands_last_by_its_id() -> None:
    told = counted([mail(path="alerts/old-unit/2026/x.md", category="old<b>")])
    assert told["units"].lines[-1] == ("old-unit", (1, 0, 0, 1, 1220))
    assert told["categories"].lines[-1] == ("old<b>", (1, 0, 0, 1, 1220))
    assert len(counted(())["units"].lines) == len(shipped().organization.units)


def after(*minutes: int | None) -> list[SentMail]:
    """Mails approved so many minutes after their recognition, merged twice, taken three times as long after it."""
    start = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    made = []
    for one in minutes:
        own = mail(
            recognized=None if one is None else start,
            approved=start + timedelta(minutes=one or 0, seconds=59),
            merged=start + timedelta(minutes=2 * (one or 0)),
        )
        accepted = start + timedelta(minutes=3 * one) if one else None
        made.append(replace(own, entry=replace(own.entry, accepted=accepted)))
    return made


@pytest.mark.parametrize(
    ("minutes", "cells"),
    [
        ((), (0, None, None) * 3),
        ((None,), (0, None, None) * 3),
        ((7,), (1, 7, 7, 1, 14, 14, 1, 21, 21)),
        ((2, 1, None), (2, 1.5, 2, 2, 3, 4, 2, 4.5, 6)),
        ((0, 5), (2, 2.5, 5, 2, 5, 10, 1, 15, 15)),
        (tuple(range(10, 0, -1)), (10, 5.5, 9, 10, 11, 18, 10, 16.5, 27)),
        (tuple(range(1, 12)), (11, 6, 10, 11, 12, 20, 11, 18, 30)),
    ],
)
def test_the_median_and_the_ninetieth_of_the_minutes_since_recognition(
    minutes: tuple[int | None, ...], cells: tuple[float | None, ...]
) -> None:
    told = counted(after(*minutes))["minutes"]
    assert told.total == (("計", cells),)
    assert lines(told)["事件発生・検挙情報"] == cells
    assert lines(told)["お知らせ"] == (0, None, None) * 3
    assert all(type(cell) is not float or cell % 1 for cell in cells)


def test_a_waiver_is_told_with_who_granted_it() -> None:
    """The unit's manager or whoever acts for him, the supervisor; not a section that agreed to the text."""
    given = sent_mail(FIRST).claim.approvals[0]
    agreed = {**given, "role": "supervisor", "unit": "koho-kocho", "person": "koho-kocho-manager", "acting": None}
    told = counted([sent_mail(FIRST), mail(waivers=("consent", "delivery-hours"), approvals=(given, agreed))])
    assert told["waivers"].lines == (
        ("了解", ("前橋警察署の運用管理者(署長)、石井 直樹(登坂 浩 の代決)", 1)),
        ("了解", ("広報広聴課の運用総括管理者、久保田 徹", 1)),
        ("配信時間", ("前橋警察署の運用管理者(署長)、石井 直樹(登坂 浩 の代決)", 2)),
        ("配信時間", ("広報広聴課の運用総括管理者、久保田 徹", 1)),
    )
    assert counted([mail(approvals=())])["waivers"].lines == (("配信時間", ("(記録がありません)", 1)),)


def test_a_principal_who_has_not_looked_himself_is_told_with_the_mails() -> None:
    look = Look("maebashi-manager", NOW)
    looks = (look, replace(look, seen=NOW), replace(look, known=False), look, Look("ota-manager", NOW, NOW))
    made = [replace(mail(alert=f"20261125-210{n}-x"), looks=(one,)) for n, one in enumerate(looks)]
    assert counted(made)["looks"].lines == (
        ("登坂 浩", (4, 2, 1, "20261125-2100-x、20261125-2103-x")),
        ("須藤 由美", (1, 0, 0, "")),
    )


def test_what_was_held_ended_and_followed() -> None:
    """An alert counts once for each cause; what holds all, each time."""
    at = "2026-11-25T21:10:00+09:00"
    more = [
        record("held", FIRST, at, cause="stop", reason="また"),
        record("held", SECOND, at, cause="limit", limit="age", reason="x"),
        *(record(kind, kind, at) for kind in ("refused", "withdrawn", "expired")),
        *(LedgerRecord("halted", NOW, None, identity, {"reason": "x"}) for identity in ("1", "2")),
    ]
    told = counted(WORLD, [*RECORDS, *more])["course"]
    assert [cells for _, cells in told.lines] == [(n,) for n in (0, 1, 0, 0, 1, 1, 1, 2, 1, 1, 1)]
    assert [name for name, _ in told.lines][:2] == ["続報(配信した件)", "訂正(配信した件)"]


def test_exercises_are_counted_apart() -> None:
    exercise = mail(exercise=True)
    assert counted([*WORLD, exercise]) == counted(WORLD)
    assert "配信 3 件。ほかに訓練 2 件" in shown([*WORLD, exercise, exercise])


def test_residents_are_rounded_and_never_told_below_ten() -> None:
    movements = {
        "2026-09": {"registered": 1000},
        "2026-10": {"registered": 14, "left": 9},
        "2026-12": {"registered": 15, "silent": 10, "left": 3},
    }
    told = counted((), movements=movements)["residents"]
    few = "10 人未満"
    assert told.lines == (
        ("2026年10月", (10, few, few)),
        ("2026年11月", (few, few, few)),
        ("2026年12月", (20, few, 10)),
    )
    assert told.total == (("計", (30, 10, 10)),)


def test_without_a_registry_nothing_is_said_of_residents() -> None:
    assert "residents" not in counted(WORLD)
    assert "登録者名簿のある配信ホストで作ったときだけ載ります。履歴は 1095 日で消すため" in shown(WORLD)


def test_an_empty_period_has_all_its_tables() -> None:
    told = counted(())
    assert set(lines(told["months"]).values()) == {NOTHING}
    assert (told["waivers"].lines, told["looks"].lines) == ((), ())
    assert set(lines(told["course"]).values()) == {(0,)}
    said = shown((), rehearsal=True)
    assert "<h1>情報メールの集計 2026年10月〜2026年12月 (予行演習)</h1>" in said
    assert said.count("ありません。</td>") == 2
    assert "<i " not in said


def test_the_spreadsheet_has_a_line_for_each_figure_and_no_formula() -> None:
    told = counted([mail(category="=1+1")])
    text = spreadsheet([told["categories"], told["minutes"]], "ja")
    assert text.startswith("\ufeff表,行,項目,値\r\n区分ごと,不審者情報,配信(件),0\r\n")
    rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    assert [row[1:] for row in rows if row[0] == "区分ごと"][-10:-5] == [
        ["'=1+1", "配信(件)", "1"],
        ["'=1+1", "うち「その他」の事案", "0"],
        ["'=1+1", "うち訂正・取消", "0"],
        ["'=1+1", "うち原則の例外", "1"],
        ["'=1+1", "届いた人数(延べ、約)", "1220"],
    ]
    assert ["認知からの時間(区分ごと)", "お知らせ", "承認まで:中央値(分)", ""] in rows
    assert ["認知からの時間(区分ごと)", "計", "配信まで:90%(分)", "35"] in rows


def test_a_bar_is_the_share_of_the_largest_of_its_column() -> None:
    lines: tuple[Line, ...] = (("a", (4, "x", None)), ("b", (2.5, "<b>&\u202e", 0)))
    table = Table("表", ("項目", "件", "言葉", "分"), lines, (("計", (1234, "", None)),))
    said = page([table], Period("2026-10", "2026-12", (), (), None), shipped(), NOW, "ja", rehearsal=False)
    assert '<td>4<i style="width:100%"></i></td><td>x</td><td>–</td>' in said
    assert '<td>2.5<i style="width:62%"></i></td><td>&lt;b&gt;&amp;&lt;U+202E&gt;</td><td>0</td>' in said
    assert '<tr class="sum"><th scope="row">計</th><td>1,234</td><td></td><td>–</td></tr>' in said


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everybody_can_read_the_page_and_it_is_printed_on_a4(browser: Browser, language: Language) -> None:
    period = Period("2026-04", "2027-03", WORLD, RECORDS, {"2026-11": {"registered": 1200, "left": 30}})
    text = page(tables(period, shipped(), language), period, shipped(), NOW, language, rehearsal=False)
    assert re.findall(r"<script|src=|href=|@import|url\(", text) == []
    shown = browser.new_page(viewport={"width": 718, "height": 1047})  # A4 less its margins
    shown.set_content(text)
    assert Axe().run(shown).response["violations"] == []
    shown.emulate_media(media="print")
    assert (
        shown.evaluate("[...document.querySelectorAll('th,td')].filter(one => one.scrollWidth > one.clientWidth)") == []
    )
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", shown.pdf(prefer_css_page_size=True))
    assert {tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes} == {(210, 297)}
