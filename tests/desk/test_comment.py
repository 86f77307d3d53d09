"""The comment, word by word in five situations, and what no text of an alert can do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support_comments import COUNTED, PREFECTURE, SITUATIONS, Shown, judged, review, sealed, shown

from haishin.desk.comment import Reach
from haishin.desk.words import fenced, named
from haishin.model import Word
from support_desk import TEXT, contract

GOLDEN = Path(__file__).parent / "golden"
ARREST = TEXT.replace("content: caution", "content: arrest").replace(
    "press: none", 'press:\n  at: 2026-11-25T16:00+09:00\n  title: 検挙\n  consistent: "yes"'
)


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_comment_word_by_word(name: str) -> None:
    assert SITUATIONS[name]() + "\n" == (GOLDEN / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_forge_shows_every_word_of_it(name: str) -> None:
    words = Shown(SITUATIONS[name]()).words
    assert not re.search(r"&#|\*\*[^-\d]|\| ---|<[a-z]|```|^#", words.replace("090-****-**78", ""))


def test_in_english() -> None:
    text = shown(judged(PREFECTURE, review("maebashi-officer", 12, Word.ACTING)), Reach(123450, COUNTED), "en")
    for line in (
        "## In consultation",
        "- **Reaches**: about 123,450 (the whole prefecture, as of Wed 2026-11-25 6:50 (Japan time))",
        "### Approvals (1/2)",
        "@jinshin-anzen-manager): a tap on “Approve” is this approval.",
    ):
        assert line in text
    assert "## Sent\n" in sealed("en")


def test_only_who_is_asked_is_called() -> None:
    assert re.findall(r"@[A-Za-z0-9-]+", SITUATIONS["waiting"]()) == ["@jinshin-anzen-manager"]
    for name in ("draft", "private", "complete", "sealed"):
        assert "@" not in SITUATIONS[name]()


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(1230, COUNTED), "約 1,230 人(前橋警察署、11月25日(水)6:50現在)"),
        (Reach(10, COUNTED), "約 10 人(前橋警察署、11月25日(水)6:50現在)"),
        (Reach(None, COUNTED), "人数は分かりません(10 人未満か、まだ数えていません。前橋警察署)"),
        (Reach(), "人数は分かりません(10 人未満か、まだ数えていません。前橋警察署)"),
    ],
)
def test_an_unknown_number_is_said(reach: Reach, said: str) -> None:
    assert f"- **届く人**:{said}\n" in shown(judged(TEXT), reach) + "\n"


def test_several_stations_are_told_as_the_most() -> None:
    text = shown(judged(TEXT.replace("[maebashi]", "[maebashi, takasaki]")), Reach(90, COUNTED))
    assert "- **届く人**:多くて約 90 人(前橋警察署、高崎警察署、11月25日(水)6:50現在)" in text


def test_an_exercise_reaches_those_who_signed_up_for_it() -> None:
    text = shown(judged(TEXT.replace("press: none", "press: none\nexercise: true")), Reach(1230, COUNTED))
    assert "- **届く人**:訓練に登録した人だけ" in text


def test_an_arrest_says_which_word_confirms_the_release_and_whose() -> None:
    text = shown(judged(ARREST, review("maebashi-manager", 10)))
    assert text.startswith("## 人の確認を待っています\n")
    assert (
        "報道発表が済んだら、広報広聴課の運用総括管理者、又は広報広聴課の運用管理者&#40;課長&#41;、又は"
        "広報広聴課の運用責任者&#40;次席&#41;、又は広報広聴課の所属員が、レビューに「広報済」とだけ書いた行を入れてください。"
    ) in text
    unit = shown(judged(ARREST.replace("title: 検挙", "title: 検挙\n  by: unit"), review("maebashi-manager", 10)))
    assert (
        "報道発表が済んだら、前橋警察署の運用管理者&#40;署長&#41;、又は前橋警察署の運用責任者&#40;副署長&#41;が" in unit
    )


def test_an_objection_names_who_may_lift_it() -> None:
    text = shown(judged(TEXT, review("maebashi-officer", 5, state="CHANGES_REQUESTED"), review("maebashi-manager", 4)))
    assert (
        "- 石井 直樹(maebashi&#45;officer)の変更の求め(Request changes)は、本人が「Approve」を押すまで解けません。"
        in text
    )
    lifted = review("maebashi-officer", 5, state="CHANGES_REQUESTED"), review("maebashi-officer", 4, Word.ACTING)
    assert "変更の求め" not in shown(judged(TEXT, *lifted))


def test_nobody_there_to_approve() -> None:
    found = judged(TEXT)
    [approval] = found.verdict.approvals
    alone = replace(found, verdict=replace(found.verdict, approvals=(replace(approval, candidates=()),)))
    assert "  - 今、承認できる人がいません。広報広聴課に連絡してください。" in shown(alone)


def test_a_mail_that_cannot_be_made_is_said() -> None:
    found = judged(TEXT)
    assert found.alert is not None
    broken = replace(found, alert=replace(found.alert, body="```\nx\n```\n"))
    assert "メールの見本を作れません:" in shown(broken)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_ends_its_fence(text: str) -> None:
    lines = fenced(text).split("\n")
    fence = lines[0].removesuffix("text")
    assert set(fence) == {"`"}
    assert lines[-1] == fence
    assert not any(line.strip().startswith(fence) for line in lines[1:-1])
    assert Shown(f"{fenced(text)}\n\nafter").words.endswith("\nafter\n")


def test_what_hides_is_shown() -> None:
    assert fenced("前\u202e後\n````") == "`````text\n前<U+202E>後\n````\n`````"


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_a_strange_login_is_text(login: str) -> None:
    assert "<" not in re.sub(r"</?span>", "", named(login, contract()))
    assert re.search(r"(?<!&#64)@", named(login, contract())) is None


def test_no_pull_request_makes_a_comment_that_the_forge_refuses() -> None:
    for stuff in ("あ" * 9000, "\u200bあ" * 3000, "a`b" * 9000):
        text = shown(judged(TEXT.replace("## お願い", f"{stuff}\n\n## お願い")))
        assert len(text) < 50_000
        assert "### 指摘と直し方" in text
    outsiders = [review(f"somebody-{number}", 5) for number in range(400)]
    text = shown(judged(TEXT, *outsiders))
    assert len(text) < 50_000
    assert "- ほかに 380 件あります。" in text


def test_a_unit_that_was_told_and_has_looked() -> None:
    told = judged(TEXT.replace("case: approach", "case: other\ncase_name: 盗撮"), review("jinshin-anzen-manager", 5))
    seat = "人身安全対策課の運用管理者&#40;課長&#41;、又は人身安全対策課の運用責任者&#40;次席&#41;"
    assert f"- 知らせた相手:{seat}。宮下 一郎(jinshin&#45;anzen&#45;manager)が確認済み" in shown(told)


def test_what_waits_for_people_and_the_clock_says_the_earliest_time() -> None:
    text = shown(judged(TEXT.replace("press: none", "press: none\nnot_before: 2026-11-25T18:00+09:00")))
    assert "- **配信**:早くても11月25日(水)18:00です。" in text
