from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.alert_files import check_files, tree_of
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.findings import REPORTERS
from haishin.check.reading import Tree
from haishin.check.rules import leak
from haishin.core.model import Document, Finding, Severity
from haishin.core.repository.sources import WorktreeSource
from support.contract import shipped
from support.documents import document, findings

FIRST = "alerts/maebashi/2026/20261124-0910-koekake.md"
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"
LEAKING = changed(LINE, "連絡は、090-0012-3456 の前橋花子さんまで。")
FOLLOWING = changed("press: none", "press: none\nfollows: {alert: 20261124-0910-koekake, as: correction}")
STANDING = " ".join(shipped().wording.texts["leak-correction"].split())


def holding(first: str | None) -> Callable[[str], Document | None]:
    return lambda alert: document(first, FIRST) if first is not None and alert == "20261124-0910-koekake" else None


def told(text: str, first: str | None = LEAKING) -> list[tuple[int, int, int, Severity]]:
    return [
        (one.span.line, one.span.column, one.span.end_column, one.severity)
        for one in findings(text, tree=Tree(find=holding(first)))
        if one.rule == "leak"
    ]


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("先の 090-0012-3456 は誤りでした。", [(4, 17)]),
        ("先の 09000123456 は誤りでした。", [(4, 15)]),
        ("先の ０９０−００１２−３４５６ は誤りでした。", [(4, 17)]),
        ("先の〇九〇-〇〇一二-三四五六は誤りでした。", [(3, 16)]),
        ("先の 090-00\u200b12-3456 は誤りでした。", [(4, 18)]),
        ("前橋花子の名は誤りでした。", [(1, 5)]),
        ("前橋 花子の名は誤りでした。", [(1, 6)]),
        ("前橋市と花子の名は誤りでした。", []),
        ("先の 090-0012-3457 は誤りでした。", []),
        (STANDING, []),
    ],
)
def test_what_leaked_may_not_stand_in_the_correction(line: str, columns: list[tuple[int, int]]) -> None:
    assert told(FOLLOWING.replace(LINE, line)) == [(14, *one, Severity.ERROR) for one in columns]


def test_nor_in_its_title() -> None:
    assert told(FOLLOWING.replace("下校中の児童に", "前橋花子の件に")) == [(2, 8, 12, Severity.ERROR)]


def test_it_is_private_and_offers_the_standing_text() -> None:
    text = FOLLOWING.replace(LINE, "09000123456 は誤りでした。")
    (found,) = [one for one in findings(text, tree=Tree(find=holding(LEAKING))) if one.rule == "leak"]
    assert found.private
    assert found.clause == "5(4)"
    assert found.message.ja == "前の情報メール「20261124-0910-koekake」にあった個人の情報が、訂正にも書かれています。"
    assert found.hint.ja.endswith(f":「{STANDING}」")
    assert "Our previous mail held content that should not have been sent." in found.hint.en
    for name, report in REPORTERS.items():
        said = report([found], {PATH: text}, "ja", 1)
        assert "0012" not in said, name
        assert "3456" not in said, name


def test_only_a_correction_is_asked_and_only_of_what_is_there() -> None:
    again = FOLLOWING.replace(LINE, "09000123456 は誤りでした。")
    assert told(again.replace("as: correction", "as: resolution")) == []
    assert told(again.replace("\nfollows: {alert: 20261124-0910-koekake, as: correction}", "")) == []
    assert told(again, None) == []
    assert told(again, SAMPLE) == []
    assert told("---\ntitle: a\n---\n") == []


def test_what_the_first_was_allowed_to_say_may_be_said_again() -> None:
    again = FOLLOWING.replace(LINE, "連絡は、090-0012-3456 の前橋花子さんまで。")
    both = [(14, 5, 18, Severity.ERROR), (14, 20, 24, Severity.ERROR)]
    assert told(again) == both
    confirmed = "press: none\nconfirmed: [{rule: name, mark: krtz, reason: 会社の名前}]"
    assert told(again, LEAKING.replace("press: none", confirmed)) == both[:1]
    disclosed = "press: none\ndisclose: [{text: 090-0012-3456, ground: public-wanted}]"
    assert told(again, LEAKING.replace("press: none", disclosed)) == both[1:]


def test_as_sure_as_it_was() -> None:
    first = changed(LINE, "現場は、前橋市文京町2丁目34番の路上です。")
    found = told(FOLLOWING.replace(LINE, "現場の 前橋市文京町2丁目34番 は誤りでした。"), first)
    assert [one[3] for one in found] == [Severity.WARNING]


def test_a_leak_in_the_title_of_the_first_counts() -> None:
    first = changed("下校中の児童に対する", "前橋花子さんに対する")
    assert told(FOLLOWING.replace(LINE, "前橋花子の名は誤りでした。"), first) == [(14, 1, 5, Severity.ERROR)]


def test_a_first_that_is_no_alert_is_read_all_the_same() -> None:
    assert told(FOLLOWING.replace(LINE, "09000123456 です。"), LEAKING.replace("press: none", "press: no")) == [
        (14, 1, 12, Severity.ERROR)
    ]


def test_the_tree_is_read_from_the_source(tmp_path: Path) -> None:
    for path, text in ((FIRST, LEAKING), (PATH, FOLLOWING.replace(LINE, "09000123456 は誤りでした。"))):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    source = WorktreeSource(tmp_path)

    def leaks(found: tuple[Finding, ...]) -> list[str]:
        return [one.path for one in found if one.rule == "leak"]

    assert leaks(check_files(source, shipped())[1]) == [PATH]
    assert leaks(check_files(source, shipped(), [PATH])[1]) == [PATH]
    assert tree_of(source, shipped()).find("20261124-0911-none") is None


@pytest.mark.parametrize(
    ("leak", "again", "columns"),
    [
        ("男の LINE の ID は hanako_0315 です。", "hanako_0315 と書いたのは誤り", (1, 12)),
        ("男の LINE の ID は hanako_0315 です。", "「ｈａｎａｋｏ＿０３１５」は誤り", (2, 13)),
        ("男の LINE の ID は hanako_0315 です。", "hanako0315x は誤り", None),
        ("男の LINE の ID は hanako_0315 です。", "LINE の ID を書いたのは誤り", None),
        ("情報は hanako.m@example.jp へ送ってください。", "hanako.m は誤り", (1, 9)),
        ("情報は hanako.m@example.jp へ送ってください。", "example.jp の件は誤り", None),
        ("男は、平成2年11月25日生まれです。", "平成2年11月25日は誤り", (1, 10)),
        ("男は、平成2年11月25日生まれです。", "平成2年11月26日は誤り", None),
        ("男は、平成2年11月25日生まれです。", "1990年の11月25日午後", None),
        ("男は、平成2年11月25日生まれです。", "11月25日に配信した", None),
        ("声をかけられたのは、けやき小学校の5年2組の女児です。", "けやき小学校の件は誤り", (1, 5)),
        ("声をかけられたのは、けやき小学校の5年2組の女児です。", "けやき小の件は誤り", (1, 5)),
        ("声をかけられたのは、けやき小学校の5年2組の女児です。", "小学校の5年生の件は誤り", None),
        ("声をかけられたのは、けやき小学校の5年2組の女児です。", "すぎのき小学校の校門で", None),
        ("連絡先は 090-1234-5678 です。", "末尾1234-5678は誤り", (5, 12)),
        ("連絡先は 090-1234-5678 です。", "5678円を", None),
        ("連絡先は 027-001-3456 です。", "前橋警察署（027-001-0110）", None),
        ("被害に遭ったのは、前橋市文京町2丁目10番3号の住宅です。", "前橋市文京町2丁目は誤り", None),
        ("被害に遭ったのは、前橋市文京町2丁目10番3号の住宅です。", "110番3号車", None),
        ("逃走した車は、群馬 300 あ 12-34 の軽自動車です。", "群馬ナンバーの車、下2けた34", None),
        ("男が聞き出したのは、123456789018 という番号です。", "下6けた789018は誤り", (5, 11)),
        ("番号 4111 1111 1111 1111 を入力させられました。", "1111という番号は誤り", None),
        ("旅券番号は TK1234567 です。", "1234567は誤り", (2, 8)),
        ("現場は、36.3912,139.0601 です。", "36.39度は誤り", None),
        ("通報したのは、近くに住む山田太郎さんです。", "山田町で", None),
        ("通報したのは、近くに住む前橋花子さんです。", "前橋の件は誤り", None),
        ("通報したのは、近くに住む前橋花子さんです。", "前橋警察署から", None),
    ],
)
def test_what_of_it_tells_by_itself_may_not_either(leak: str, again: str, columns: tuple[int, int] | None) -> None:
    found = told(FOLLOWING.replace(LINE, again), changed(LINE, leak))
    assert [one[:3] for one in found] == ([] if columns is None else [(14, *columns)])


def test_a_leak_seen_only_as_shown_counts_on_both_sides() -> None:
    first = changed(LINE, "通報したのは、近くに住む渡辺**太郎**さんです。")
    assert told(FOLLOWING.replace(LINE, "渡辺太郎の名は誤り"), first)[0] == (14, 1, 5, Severity.ERROR)
    assert told(FOLLOWING.replace(LINE, "渡*辺太*郎の名は誤り"), first)[0] == (14, 1, 7, Severity.ERROR)


def test_the_name_of_the_case_is_mailed_too() -> None:
    case = "case: other\ncase_name: 090-0012-3456による盗撮"
    named = FOLLOWING.replace("case: approach", case)
    assert [one[0] for one in told(named, LEAKING)] == [5]
    assert told(FOLLOWING.replace(LINE, "0012-3456 は誤り"), changed("case: approach", case)) == [
        (14, 3, 10, Severity.ERROR)
    ]


@given(st.text(max_size=120))
def test_any_text_is_looked_through(text: str) -> None:
    again = [(leak._pattern("前橋"), Severity.ERROR)]
    for start, end, _ in leak._repeated(text, again):
        assert 0 <= start < end <= len(text)
    assert [one[:2] for one in leak._repeated("。前橋。", again)] == [(1, 3)]
