from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haishin.check.privacy import KINDS
from support.privacy import found, scan

PREF = "pref." + "gunma.jp"  # joined here: the tree holds no address that might be somebody's
DESK = "info" + "@"
SCRAPS = [
    "090-0012-3456",
    "前橋市台町1-2-3",
    "さん",
    "様",
    "容疑者",
    "田中",
    "花子",
    "一",
    "十",
    "群馬 300 あ 12-34",
    "@",
    "a.b",
    "LINE ID",
    "123456789018",
    "普通",
    "1234567",
    "小学校",
    "5年生",
    "被害",
    "昭和50年3月3日",
    "生",
    "36.3912",
    "139.0601",
    "TK",
    "カード番号",
    "ゼロ",
    "\n",
    " ",
    "。",
    "「",
    "ー",
    "\u200b",
    "ｶﾞ",
    "の",
    "名乗る",
    "さいとう",
    "かずお",
    "グエン・",
    "Satoko ",
    "(72)",
    "こと",
    "という男",
    "方に",
    "きゅう",
    "点",
    "\U00020bb7",
    "\u0338",
    "\u0336",
    "\u3099",
    "゛",
    "★",
    "|",
    "(0)",
    "#9110(",
    "から",
    "以前に生まれた方",
    "- ",
]
ANY = st.one_of(st.text(st.characters(), max_size=80), st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join))


@given(ANY, ANY)
def test_any_text_is_scanned_and_hits_lie_in_it(title: str, body: str) -> None:
    fields = {"title": title, "body": body}
    hits = scan(body, title)
    for hit in hits:
        assert hit.kind in KINDS
        assert 0 <= hit.start < hit.end <= len(fields[hit.field])
    assert list(hits) == sorted(hits, key=lambda hit: (hit.field != "title", hit.start, hit.end, hit.kind))


def test_a_given_name_may_end_with_the_text() -> None:
    assert found("齋藤和夫(さいとうかずお") == [("name", "齋藤和夫"), ("name", "さいとうかずお")]


def test_title_and_body_are_both_scanned() -> None:
    assert [(hit.kind, hit.field) for hit in scan("番号は090-0012-3456", "前橋花子さんの件")] == [
        ("name", "title"),
        ("phone", "body"),
    ]


def test_consent_covers_exactly_the_named_person() -> None:
    text = "関口三郎さん(80)が不明です。関口 三郎さん、関口さんの妻、関口花子さんが届け出ました。"
    assert found(text, consent_names=("関口三郎",)) == [("name", "関口花子さん")]
    assert [kind for kind, _ in found("関口三郎さん、昭和18年4月29日生", consent_names=("関口三郎",))] == ["birthdate"]
    assert found("関口三郎太さん", consent_names=("関口三郎",)) == [("name", "関口三郎太さん")]


def test_consent_alone_lets_names_pass_and_nothing_else() -> None:
    assert [kind for kind, _ in found("前橋花子さん、090-0012-3456", consent=True)] == ["phone"]


def test_what_is_disclosed_stands_exactly_as_it_is() -> None:
    text = "車は群馬 300 あ 12-34、別の車は群馬 300 あ 12-35です。"
    assert found(text, disclosed=("群馬 300 あ 12-34",)) == [("plate", "群馬 300 あ 12-35")]
    assert len(found(text, disclosed=("300 あ 12-34",))) == 2


def test_of_two_kinds_in_one_place_the_never_confirmable_stands() -> None:
    assert [kind for kind, _ in found("マイナンバーは090012345678")] == ["mynumber"]


def test_public_numbers_hosts_and_stations_pass() -> None:
    text = (
        "110番、#9110、188、027-001-0110、0274(62)0110、0120-123-456、0570-012-345、https://www.police.pref.gunma.jp/"
    )
    assert found(text) == []
    assert found(f"警察署 {DESK}police.{PREF}、{DESK}city.maebashi.{PREF[5:]}") == []
    assert [kind for kind, _ in found(f"{DESK}police.{PREF}.example.com")] == ["email"]


def test_a_stranger_is_no_name() -> None:
    assert found("下校中の児童が見知らぬ男に声をかけられました。女性が見知らぬ女と話しました。") == []
