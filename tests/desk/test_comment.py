"""The comment, word by word in six situations, and what no text of an alert can do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support_comments import (
    COUNTED,
    PREFECTURE,
    SITUATIONS,
    UNANSWERED,
    Shown,
    finding_only,
    judged,
    review,
    sealed,
    shown,
)

from haishin.desk.comment import Reach
from haishin.desk.reminding import requests
from haishin.desk.words import named
from haishin.model import WHY, Finding, Language, Severity, Span, Text, Word
from haishin.report.markdown import fenced
from support_desk import NOW, PATH, TEXT, contract

GOLDEN = Path(__file__).parent / "golden"
SAID = Text("見てください。", "Look at it.")
ARREST = TEXT.replace("content: caution", "content: arrest").replace(
    "press: none", 'press:\n  at: 2026-11-25T16:00+09:00\n  title: 検挙\n  consistent: "yes"'
)


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_comment_word_by_word(name: str) -> None:
    assert SITUATIONS[name]() + "\n" == (GOLDEN / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_forge_shows_every_word_of_it(name: str) -> None:
    words = Shown(SITUATIONS[name]()).words
    assert not re.search(r"&#|\*\*[^-\d]|\| ---|<[a-z]|```|^#", re.sub(r"090-\*{4}-\*{4}|\*{7}-\*\*-\*\*", "", words))


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
    for name in ("draft", "private", "unanswered", "complete", "sealed"):
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
@settings(max_examples=200)
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
@settings(max_examples=100)
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


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nobody_approves_what_he_may_not_see(language: Language) -> None:
    text = shown(judged(UNANSWERED, review("maebashi-officer", 12, Word.ACTING)), language=language)
    assert not re.search("Approve[^ ]|「代決」|@|href|http", text)
    assert "2-29-16" not in Shown(text).words
    assert {"ja": "**まだ承認しないでください。**", "en": "**Do not approve yet.**"}[language] in text
    assert "Approve" in shown(judged(TEXT), language=language)


def test_what_may_stand_is_quoted_before_anybody_is_asked_and_holds_nobody_back() -> None:
    text = shown(judged(TEXT.replace("男、40歳代", "外国人のような口調の男、40歳代")))
    warning = re.search(r"- \*\*警告\*\* 14 行目\(印 \w{4}\):「外国人の」は、国籍や出身についての印象です。", text)
    assert warning is not None
    assert warning.end() < text.index("「Approve」")


LINES = TEXT.split("\n")
PLACES = [(line, column) for line in range(10, 18) for column in range(1, len(LINES[line - 1]), 3)]
FOUND = st.builds(
    lambda place, length, rule, severity, private: Finding(
        PATH, Span(*place, place[0], min(place[1] + length, len(LINES[place[0] - 1]) + 1)),
        "name" if private else rule, severity, SAID, SAID, private=private,
    ),
    st.sampled_from(PLACES), st.integers(1, 60), st.sampled_from(["hearsay", "origin", "placeholder"]),
    st.sampled_from([Severity.WARNING, Severity.NOTE]), st.booleans(),
)  # fmt: skip


@given(st.lists(FOUND, max_size=40), st.booleans(), st.booleans())
@settings(max_examples=150)
def test_whatever_is_found_nobody_is_asked_too_early_or_unawares(
    found: list[Finding], urgent: bool, approved: bool
) -> None:
    """What must be answered first lets nobody be asked; any other warning is told before, in its own words."""
    text = TEXT.replace("category: suspicious-person", "category: crime").replace("case: approach", "case: robbery")
    reviews = [review("maebashi-manager", 5)] if approved else []
    one = finding_only(text if urgent else TEXT, found, *reviews)
    first = {"name"} if urgent else {"name", "placeholder"}
    waits = any(each.severity is Severity.WARNING and each.rule in first for each in found)
    said = shown(one)
    assert one.verdict.unanswered == waits
    assert one.verdict.mergeable == (approved and not waits)
    if waits:
        assert not re.search("「Approve」|@", said)
        assert requests(one, NOW, contract()) == ()
        return
    before = Shown(said.split("### 届くメール")[0]).words
    for each in one.mask.findings:
        words = one.mask.words(each)
        if each.severity is Severity.WARNING:
            quoted = bool(words) and words not in SAID.ja  # what the message says is not quoted besides
            assert f"{each.span.line} 行目{f'「{words[:40]}' if quoted else ''}" in before
    assert approved or "「Approve」" in said


NIGHT = "press: none\nwaivers: [{rule: delivery-hours, reason: 刃物を持った男が逃走中}]"


def test_at_night_a_waiver_of_the_hours_is_told_instead_of_the_hours() -> None:
    text = shown(judged(TEXT.replace("press: none", NIGHT)))
    assert "- **配信**:承認がそろい、マージした時です。**夜間でもすぐに配信されます（時間外の例外）**。" in text
    assert "(配信時間は" not in text
    ready = shown(
        judged(
            TEXT.replace("press: none", NIGHT), *(review(one, 5) for one in ("maebashi-manager", "koho-kocho-manager"))
        )
    )
    assert "- **配信**:マージするとすぐに配信されます。**夜間でもすぐに配信されます（時間外の例外）**。" in ready


def test_an_arrest_whose_approvals_are_complete_waits_for_the_word_alone() -> None:
    text = shown(judged(ARREST, review("maebashi-manager", 10)))
    assert "- **配信**:確認が済み、マージした時です(配信時間は7:00から20:00まで)。" in text


def test_an_objection_without_power_is_told_once() -> None:
    text = shown(judged(TEXT, review("takasaki-manager", 5, state="CHANGES_REQUESTED")))
    assert text.count("岡田 真理") == 1


def pasted(text: str, key: str) -> str:
    """The lines that the comment gives for a list of the front matter, with a reason written."""
    [lines] = re.findall(rf"```text\n({key}:\n.*?)```", text, re.DOTALL)
    return lines.replace(WHY, "署で確かめたため")


def test_what_the_comment_gives_to_paste_answers_every_warning() -> None:
    text = UNANSWERED.replace("男、40歳代", "外国人のような口調の男、40歳代")
    answered = text.replace("\n---\n", f"\n{pasted(shown(judged(text)), 'confirmed')}---\n", 1)
    found = judged(answered, review("maebashi-manager", 5))
    assert [one.confirmed for one in found.mask.findings] == [True, True]
    assert found.verdict.mergeable
    assert "```text\nconfirmed" not in shown(found)


def test_an_urgent_matter_outside_the_hours_gets_the_waiver_to_paste() -> None:
    night = NOW.replace(hour=17, minute=40)  # 2:40 in Japan
    robbery = TEXT.replace("category: suspicious-person", "category: crime").replace("case: approach", "case: robbery")
    robbery = robbery.replace("press: none", "press: none\nwhy_late: 夜に被害が分かったため")
    text = shown(judged(robbery, review("maebashi-manager", 5), now=night))
    assert "急を要する事案です。" in text
    waived = robbery.replace("\n---\n", f"\n{pasted(text, 'waivers')}---\n", 1)
    told = judged(waived, review("maebashi-manager", 5), now=night).verdict
    assert (told.mergeable, told.not_before, told.any_hour) == (True, None, True)


QUESTIONS = {
    "caution": ["被害に遭った方が読んで、責められたと感じる言い方はありませんか。"],
    "lookout": [
        "被害に遭った方が読んで、責められたと感じる言い方はありませんか。",
        "人相、服装、行き先は、確かめたことだけですか。うわさや推測が混じっていませんか。",
    ],
}


@pytest.mark.parametrize("content", QUESTIONS)
def test_the_approver_is_asked_what_no_list_can_judge(content: str) -> None:
    told = shown(judged(TEXT.replace("content: caution", f"content: {content}")), Reach(1230, COUNTED), "ja")
    asked = re.findall(r"^- 承認する方へ:(.*)$", told, re.MULTILINE)
    assert asked == QUESTIONS[content]
    assert told.index("承認する方へ") < told.index("件名:")


def test_nobody_is_asked_about_what_must_change_first() -> None:
    assert "承認する方へ" not in shown(judged(UNANSWERED), Reach(1230, COUNTED), "ja")


def test_whether_there_is_a_press_release_the_drafter_writes_and_the_manager_only_says() -> None:
    text = shown(judged(TEXT.replace("press: none", "press: undecided")))
    assert "**まだ承認しないでください。**" in text
    assert "運用管理者が自分で直すと起案者になり、その文を承認できなくなります。" in text
    assert "@maebashi" not in text
    assert "自分で直すと" not in shown(judged(TEXT))
