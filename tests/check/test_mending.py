"""``fix`` is ``check`` applied: everything safe at once, nothing else, and twice is once."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haishin.check import mending
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.mending import apart, mend
from haishin.check.reading import Tree
from haishin.core.model import Finding, Fix, Severity, Span, Text
from support.contract import shipped
from support.documents import document, findings

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def mended(text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return mend(PATH, data, shipped(), Tree()).decode()


@pytest.mark.parametrize(
    ("old", "new", "fixed"),
    [
        (LINE, "１１０番と０２７－００１－０１１０へ。", "110番と027-001-0110へ。"),
        (LINE, "＃９１１０へ。", "#9110へ。"),
        (LINE, "児童か\u3099いました。", "児童がいました。"),
        ("11月25日午後", "本日午後", "11月25日（水）午後"),
        (LINE, "㋿8年です。", "令和8年です。"),
        ("title: 下校中の児童に", "title: ㋿8年、か\u3099っこうの児童に", "title: 令和8年、がっこうの児童に"),
    ],
)
def test_what_is_put_right(old: str, new: str, fixed: str) -> None:
    assert mended(changed(old, new)) == changed(old, fixed)


@pytest.mark.parametrize(
    ("data", "fixed"),
    [
        (SAMPLE.replace("\n", "\r\n").encode(), SAMPLE),
        (b"\xef\xbb\xbf" + SAMPLE.encode(), SAMPLE),
        (SAMPLE.replace("press: none\n", "press: no\n").replace("\n", "\r\n").encode(), SAMPLE.replace("none", "no")),
    ],
)
def test_files_that_the_strict_reader_refuses_for_their_bytes(data: bytes, fixed: str) -> None:
    assert mended(data) == fixed


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        changed(LINE, "０９０－００１２－３４５６へ。"),  # private: nothing is proposed
        changed(LINE, "１１０人が参加し、午後３時に始まります。"),
        changed(LINE, "１１０番地と１１０番線です。"),
        changed(LINE, "１２３－０２７－００１－０１１０です。"),
        changed(LINE, "\u3000\n次の行"),
        changed("press: none", "press: none  "),
        "",
        "本文だけです。\n",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_what_cannot_be_read_to_its_end_is_not_touched() -> None:
    broken = b"\xef\xbb\xbf" + SAMPLE.encode() + b"\xff\n"
    assert mend(PATH, broken, shipped(), Tree()) == broken
    assert mend(PATH, b"a\r\n" * 20_000, shipped(), Tree()) == b"a\r\n" * 20_000


def test_what_the_drafter_confirmed_stands() -> None:
    newer = changed(LINE, "㋿の看板。110番は１１０番です。")
    assert "㋿" not in mended(newer)
    [found] = [one for one in findings(newer) if one.mark]
    answer = f"{{rule: {found.rule}, mark: {found.mark}, reason: 看板の表記のまま}}"
    confirmed = newer.replace("press: none", f"press: none\nconfirmed: [{answer}]")
    assert mended(confirmed) == confirmed.replace("１１０番", "110番")


def test_a_fix_that_would_lose_the_alert_is_left_out_and_the_others_are_not() -> None:
    # The Greek question mark becomes a semicolon, the old grave accent a backtick: no plain item may begin with that.
    text = changed("title: 下校中の", "title: \u1fef下校中の").replace(LINE, "児童か\u3099いました。")
    fixed = mended(text)
    assert "title: \u1fef下校中の" in fixed
    assert "児童がいました。" in fixed
    assert document(fixed).alert is not None


@pytest.mark.parametrize(
    ("body", "items", "fixed"),
    [
        (
            "髙橋一郎さん㋿",
            "consent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [髙橋一郎]}",
            "髙橋一郎さん令和",
        ),
        ("本日の件と㋿", "disclose: [{text: 本日の件, ground: public-wanted}]", "本日の件と令和"),
    ],
)
def test_what_stands_in_the_items_too_is_not_changed_in_the_text_alone(body: str, items: str, fixed: str) -> None:
    text = changed(LINE, body).replace("press: none", f"press: none\n{items}")
    assert mended(text) == text.replace(body, fixed)


def test_a_name_in_another_composition_is_put_right_in_both_places() -> None:
    text = changed(LINE, "か\u3099山さん").replace(
        "press: none", "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [か\u3099山]}"
    )
    assert mended(text) == text.replace("か\u3099", "が")


def test_drafted_the_next_day_no_day_is_written() -> None:
    text = changed("11月25日午後", "昨夜午後").replace("2026-11-25T15:40", "2026-11-24T21:40")
    assert mended(text) == text


def finding(start: int, end: int, rule: str = "a", fix: Fix | None = Fix("x")) -> Finding:  # noqa: B008
    said = Text("", "")
    return Finding(PATH, Span(1, start, 1, end), rule, Severity.NOTE, said, said, fix=fix)


def test_of_fixes_that_touch_the_first_stands() -> None:
    one, two, three = finding(1, 3), finding(2, 5), finding(5, 6)
    assert apart([three, two, one]) == (one, three)
    assert apart([finding(1, 3), finding(3, 4)]) == (finding(1, 3), finding(3, 4))
    assert apart([finding(2, 2, "b"), finding(2, 2)]) == (finding(2, 2),)
    assert apart([finding(1, 3, fix=None)]) == ()


PIECES = st.sampled_from(
    [
        *("１１０番", "０２７－００１－０１１０", "090-0012-3456", "か\u3099", "㋿", "①", "ｶﾞ", "本日", "昨夜"),
        *("  ", "\u3000", "\n", "\n\n", "- ", "## ", "。", "高崎市", "\u1fef", "\u037e", "\u212a", "`", "\u200b", "\t"),
        *("11月25日", "前橋花子さん", "http://x.y", "---", "：", '"', "☎", "㎝", "あ"),
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=3).map("".join), st.booleans())
@example("本日㋿か\u3099  ", "㋿", True)
def test_twice_is_once_and_the_items_stay(body: str, title: str, windows: bool) -> None:
    text = changed(LINE, body).replace("下校中の", title.replace("\n", ""), 1)
    data = text.replace("\n", "\r\n").encode() if windows else text.encode()
    once = mend(PATH, data, shipped(), Tree())
    assert mend(PATH, once, shipped(), Tree()) == once
    before, after = document(text), document(once)
    assert after.keys.keys() == before.keys.keys()
    if before.alert is not None:
        assert after.alert is not None
        same = dataclasses.replace(after.alert, title=before.alert.title, body=before.alert.body)
        assert same == before.alert
        said = findings(once)
        left = [one for one in said if one.fix is not None]
        # What stands over personal information, or would hide it, is a person's work.
        private = any(one.private for one in said)
        assert private or all(one.rule in {"characters", "repertoire", "relative-day"} for one in left)


@given(st.sets(st.integers(0, 15)))
def test_only_the_fixes_that_do_harm_are_left_out(bad: set[int]) -> None:
    row = document("abcdefghijklmnop")
    fixes = tuple(finding(at + 1, at + 2, fix=Fix("!" if at in bad else "x")) for at in range(16))
    mended_row = mending.applied(row.source, mending._careful(row, fixes, lambda text: "!" not in text))
    assert mended_row == "".join("abcdefghijklmnop"[at] if at in bad else "x" for at in range(16))


def test_of_too_many_that_do_harm_the_work_has_an_end() -> None:
    tried: list[str] = []
    fixes = tuple(finding(at + 1, at + 2) for at in range(500))
    assert mending._careful(document("a" * 500), fixes, lambda text: tried.append(text) or False) == ()
    assert len(tried) == 64


@pytest.mark.parametrize(
    ("after", "sound"),
    [
        ("連絡先は、090-0012-3456です。", True),
        ("連絡先は090-0012-3456、090-0012-3457です。", True),
        ("連絡先は110番です。", False),
    ],
)
def test_what_would_no_longer_be_found_is_no_remedy(after: str, sound: bool) -> None:
    before = document(changed(LINE, "連絡先は090-0012-3456です。"))
    told = mending._private_counts(findings(before.source))
    assert mending._sound(before, told, shipped(), Tree(), changed(LINE, after)) is sound
