"""The comment, word by word in eighteen situations, and what no text of an alert can do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.consult import turns
from haishin.consult.review import comment
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.consult.review.judging import Judged
from haishin.consult.review.layout import name_with_login
from haishin.consult.review.reminding import requests
from haishin.core.catalogue import Message
from haishin.core.escaping import fenced
from haishin.core.model import WHY, Finding, Language, Severity, Span, Text, Turn, What, Who, Word
from haishin.send.ledger.ledger_view import claim_of
from haishin.send.ledger.readers import Readers
from support.comments import COUNTED, Shown, claimed, finding_only, judged, review, sealed, shown, to_html
from support.contract import publishing_contract
from support.review import NOW, PATH, TEXT, contract
from support.situations import GOLDEN, PREFECTURE, SITUATIONS, UNANSWERED

SAID = Text("見てください。", "Look at it.")
ARREST = TEXT.replace("content: caution", "content: arrest").replace(
    "press: none", 'press:\n  at: 2026-11-25T16:00+09:00\n  title: 検挙\n  consistent: "yes"'
)


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_comment_word_by_word(name: str) -> None:
    anew = "write the goldens anew: PYTHONPATH=scripts:tests .venv/bin/python -m support.situations"
    assert SITUATIONS[name]() + "\n" == (GOLDEN / f"{name}.md").read_text("utf-8"), anew


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_forge_shows_every_word_of_it(name: str) -> None:
    words = Shown(SITUATIONS[name]()).words
    masked = r"090-\*{4}-\*{4}|\*{7}-\*\*-\*\*|\*{6}"
    assert not re.search(r"&#|\*\*[^-\d]|\| ---|<[a-z]|```|^#|^> ", re.sub(masked, "", words), re.MULTILINE)


def test_in_english() -> None:
    text = shown(judged(PREFECTURE, review("maebashi-officer", 12, Word.ACTING)), Reach(123450, COUNTED), "en")
    for line in (
        "### 宮下 一郎&#58; Read it&#44; and approve &#40;not sent yet&#41;\n",
        "[▶ Open the text](https://forge.example/kenkei/haishin/pull/7/files) → “Review changes” → “Approve” → “Submit",
        "**To** the readers of the whole prefecture, about 123,000\n",
        "Counted as of Wed 2026-11-25 6:50 (Japan time).",
        "<summary>Approvals (1/2), and who may approve</summary>",
        "  - 宮下 一郎(@jinshin-anzen-manager)\n",
    ):
        assert line in text
    assert sealed("en", doubt=False).startswith("### It was sent&#46; There is nothing to do\n")


def test_only_who_is_asked_is_called() -> None:
    calls = {name: set(re.findall(r"@([A-Za-z0-9-]+)", comment())) for name, comment in SITUATIONS.items()}
    owner = {"koho-kocho-manager", "koho-kocho-officer"}
    assert {name: found for name, found in calls.items() if found} == {
        "approach": {"maebashi-manager"},
        "robbery": {"maebashi-manager", "maebashi-duty", *owner},
        "arrest": {"jinshin-anzen-manager", "jinshin-anzen-officer"},
        "two-stations": {
            "maebashi-manager",
            "maebashi-duty",
            "sosa-1-manager",
            "sosa-1-officer",
            *(f"maebashi-higashi-{who}" for who in ("manager", "officer", "duty")),
            *owner,
        },
        "outside": {"jinshin-anzen-manager", "koho-kocho-manager"},
        "arrest-first": {"ota-manager", "jinshin-anzen-manager", "jinshin-anzen-officer"},
        "withdrawal": {"maebashi-manager", "maebashi-officer", "koho-kocho-staff", *owner},
        "upkeep": owner,
        "waiting": {"jinshin-anzen-manager", "maebashi-manager"},  # somebody has acted for the latter
    }


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(1230, COUNTED), "前橋警察署の登録者 約 1,230 人"),
        (Reach(10, COUNTED), "前橋警察署の登録者 約 10 人"),
        (Reach(123450, COUNTED), "前橋警察署の登録者 約 123,000 人"),
        (Reach(99960, COUNTED), "前橋警察署の登録者 約 100,000 人"),
        (Reach(None, COUNTED), "前橋警察署の登録者 人数は分かりません(10 人未満か、まだ数えていません)"),
        (Reach(), "前橋警察署の登録者 人数は分かりません(10 人未満か、まだ数えていません)"),
    ],
)
def test_how_many_it_reaches(reach: Reach, said: str) -> None:
    text = shown(judged(TEXT), reach)
    assert f"**だれに** {said}\n" in text
    assert ("人数は11月25日(水)6:50現在です。" in text) == (reach.count is not None)


def test_several_stations_are_told_as_the_most() -> None:
    text = shown(judged(TEXT.replace("[maebashi]", "[maebashi, takasaki]")), Reach(90, COUNTED))
    assert "**だれに** 前橋警察署、高崎警察署の登録者 最大で約 90 人\n" in text


def test_an_exercise_reaches_those_who_signed_up_for_it() -> None:
    text = shown(judged(TEXT.replace("press: none", "press: none\nexercise: true")), Reach(1230, COUNTED))
    assert "\nだれに 訓練に登録した人だけ\n何を 訓練:声かけ事案・注意喚起 / " in Shown(text).words


def test_an_arrest_says_which_word_confirms_the_release_and_whose() -> None:
    words = Shown(shown(judged(ARREST, review("maebashi-manager", 10)))).words
    assert words.startswith("広報広聴課:報道発表が済んだら、「広報済」とだけ1行書いてください")
    assert "\n担当:久保田課長、堀口次席、福田さん\n発表の予定は11月25日(水)16:00です。\n" in words
    assert "\nほかの方の対応は不要です。\n" in words
    by_unit = ARREST.replace("title: 検挙", "title: 検挙\n  by: unit")
    words = Shown(shown(judged(by_unit, review("maebashi-manager", 10)))).words
    assert words.startswith("前橋警察署:報道発表が済んだら、")
    assert "\n担当:登坂署長、石井副署長\n" in words
    assert "\nほかの方の対応は不要です。\n" in words


def test_an_objection_names_who_may_lift_it() -> None:
    text = shown(judged(TEXT, review("maebashi-officer", 5, state="CHANGES_REQUESTED"), review("maebashi-manager", 6)))
    assert (
        "- 石井 直樹(maebashi&#45;officer)の変更の求めは、本人が承認するか、"
        "求めの後に前橋警察署の運用管理者&#40;署長&#41;本人が承認するまで終わりません"
    ) in text
    assert "変更を求めています" not in text
    alone = shown(judged(TEXT, review("maebashi-manager", 5, state="CHANGES_REQUESTED")))
    assert "- 登坂 浩(maebashi&#45;manager)の変更の求めは、本人が承認するまで" in alone
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


@given(st.text(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=150)
def test_no_mail_leaves_its_quotation_or_becomes_anything_but_text(body: str, title: str) -> None:
    alert = judged(TEXT).alert
    assert alert is not None
    told = comment.mail(replace(alert, title=title, body=body), contract(), "ja")
    assert "@" not in re.sub("&#[0-9]+;", "", told)
    words = Shown(f"{told}\n\nafter").words
    assert words.endswith("\nafter\n")
    if told.startswith(">"):
        html = to_html(told)
        assert set(re.findall("<([a-z0-9]+)", html)) <= {"blockquote", "p", "strong", "br", "span"}


def test_a_published_alert_s_mail_says_that_its_number_comes() -> None:
    alert = judged(TEXT).alert
    assert alert is not None
    assert "【このメールの番号】（配信のときに付きます）" in comment.mail(alert, publishing_contract(), "ja")
    assert "このメールの番号" not in comment.mail(alert, contract(), "ja")


def test_what_hides_is_shown() -> None:
    assert fenced("前\u202e後\n````") == "`````text\n前<U+202E>後\n````\n`````"


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_a_strange_login_is_text(login: str) -> None:
    assert "<" not in re.sub(r"</?span>", "", name_with_login(login, contract()))
    assert re.search(r"(?<!&#64)@", name_with_login(login, contract())) is None


def test_no_pull_request_makes_a_comment_that_the_forge_refuses() -> None:
    for stuff in ("あ" * 9000, "\u200bあ" * 3000, "a`b" * 9000):
        text = shown(judged(TEXT.replace("## お願い", f"{stuff}\n\n## お願い")))
        assert len(text) < 50_000
        assert "#### 指摘と直し方" in text
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
    assert "**いつ** 早くても11月25日(水)18:00\n" in text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nobody_approves_what_he_may_not_see(language: Language) -> None:
    text = shown(judged(UNANSWERED, review("maebashi-officer", 12, Word.ACTING)), language=language)
    assert not re.search("Approve[^ ]|「代決」|@|/files", text)
    assert "2-29-16" not in Shown(text).words
    assert {"ja": "**まだ承認しないでください**", "en": "**do not approve yet**"}[language] in text
    assert "Approve" in shown(judged(TEXT), language=language)


def test_what_may_stand_is_quoted_before_the_mail_and_holds_nobody_back() -> None:
    text = shown(judged(TEXT.replace("男、40歳代", "外国人のような口調の男、40歳代")))
    warning = re.search(r"- \*\*警告\*\* 14 行目:「外国人の」は、国籍や出身についての印象です。", text)
    assert warning is not None
    assert warning.end() < text.index("届くメール")
    assert "「Approve」" in text


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
    assert bool(one.verdict.unanswered) == waits
    assert one.verdict.mergeable == (approved and not waits)
    if waits:
        assert not re.search("「Approve」|@", said)
        assert requests(one, NOW, contract()) == ()
        return
    before = Shown(said.split("#### 届くメール")[0]).words
    for each in one.mask.findings:
        words = one.mask.words(each)
        if each.severity is Severity.WARNING:
            quoted = bool(words) and words not in SAID.ja  # what the message says is not quoted besides
            assert f"{each.span.line} 行目{f'「{words[:40]}' if quoted else ''}" in before
    assert approved or "「Approve」" in said


NIGHT = "press: none\nwaivers: [{rule: delivery-hours, reason: 刃物を持った男が逃走中}]"


def test_at_night_a_waiver_of_the_hours_is_told_instead_of_the_hours() -> None:
    text = shown(judged(TEXT.replace("press: none", NIGHT)))
    assert "**いつ** 承認がそろい、配信を確定すると、すぐ。**夜間でもすぐに配信されます（時間外の例外）**\n" in text
    ready = shown(
        judged(
            TEXT.replace("press: none", NIGHT), *(review(one, 5) for one in ("maebashi-manager", "koho-kocho-manager"))
        )
    )
    assert "**いつ** 配信を確定すると、すぐ。**夜間でもすぐに配信されます（時間外の例外）**\n" in ready


@pytest.mark.parametrize(
    ("expires", "promised"),
    [
        (
            "2026-11-26T06:00:00+09:00",
            "夜間のメールも受け取る人だけです。7:00より前に期限が来るため、ほかの人には届きません",
        ),
        ("2026-11-26T07:10:00+09:00", "夜間のメールも受け取る人です。ほかの人には7:00から"),
    ],
)
def test_nobody_is_promised_for_the_morning_who_gets_nothing_any_more(expires: str, promised: str) -> None:
    late = NOW.replace(hour=13)  # 22:00 in Japan
    text = TEXT.replace("press: none", f"{NIGHT}\nexpires_at: {expires}")
    assert promised in shown(judged(text, now=late), now=late)


def test_an_arrest_whose_approvals_are_complete_waits_for_the_word_alone() -> None:
    text = shown(judged(ARREST, review("maebashi-manager", 10)))
    assert "**いつ** 「広報済」の後、配信を確定すると、すぐ(7:00から20:00まで。過ぎると翌朝)\n" in text


def test_an_objection_that_the_manager_overruled_does_not_hold_it() -> None:
    text = shown(judged(TEXT, review("maebashi-officer", 5, state="CHANGES_REQUESTED"), review("maebashi-manager", 4)))
    assert "- 石井 直樹(maebashi&#45;officer)の変更の求めは、配信を止めません。" in text


def test_an_objection_without_power_is_told_once() -> None:
    text = shown(judged(TEXT, review("takasaki-manager", 5, state="CHANGES_REQUESTED")))
    assert text.count("岡田 真理") == 1


def pasted(text: str, key: str) -> str:
    """The lines that the comment gives for a list of the front matter, one under each finding, with a reason written.

    Of each further one what stands below its first line, as the comment says.
    """
    first, *others = re.findall(rf"```text\n({key}:\n.*?)```", text, re.DOTALL)
    lines = first + "".join(one.partition("\n")[2] for one in others)
    return str(lines.replace(WHY, "署で確かめたため"))


def test_what_the_comment_gives_to_paste_answers_every_warning() -> None:
    text = UNANSWERED.replace("男、40歳代", "外国人のような口調の男、40歳代")
    answered = text.replace("\n---\n", f"\n{pasted(shown(judged(text)), 'confirmed')}---\n", 1)
    assert "「confirmed:」の行は、ファイルに1つだけです。" in Shown(shown(judged(text))).words
    found = judged(answered, review("maebashi-manager", 5))
    assert [one.confirmed for one in found.mask.findings] == [True, True]
    assert found.verdict.mergeable
    assert "```text\nconfirmed" not in shown(found)


def test_an_urgent_matter_outside_the_hours_gets_the_waiver_to_paste() -> None:
    night = NOW.replace(hour=17, minute=40)  # 2:40 in Japan
    robbery = TEXT.replace("category: suspicious-person", "category: crime").replace("case: approach", "case: robbery")
    robbery = robbery.replace("press: none", "press: none\nwhy_late: 夜に被害が分かったため")
    text = shown(judged(robbery, review("maebashi-manager", 5), now=night))
    assert (
        "急ぐ事案です。次を貼ると、夜間でもすぐに配信されます。この例外は、前橋警察署の運用管理者(署長)の承認で足ります。"
        "文が変わるので、承認はやり直しです。先に電話してください。" in Shown(text).words
    )
    waived = robbery.replace("\n---\n", f"\n{pasted(text, 'waivers')}---\n", 1)
    told = judged(waived, review("maebashi-manager", 5), now=night).verdict
    assert (told.mergeable, told.not_before, told.any_hour) == (True, None, True)


LOOKOUT = TEXT.replace("content: caution", "content: lookout")  # urgent by policy
LATE = NOW.replace(hour=11, minute=0)  # 20:00 in Japan
AGREED = review("maebashi-manager", 5)


def begins(found: Judged) -> list[str]:
    """The lines before the facts, as they are read."""
    return Shown(shown(found)).words.split("\nいつ ")[0].split("\n")


def test_an_urgent_matter_that_would_wait_begins_with_that_question_to_its_drafter() -> None:
    """Its approver is still named, with his button, and nobody is told that there is nothing to do."""
    question = "長井さん:急ぐ事案です。今すぐ送るか、11月26日(木)7:00でよいかを決めてください(まだ配信されません)"
    paste = (
        "今すぐ送るとき:下の「原則の例外」(waivers)の行を貼ります。▶ ファイルを開いて直す →「Commit changes…」。"
        "保存すると、2分ほどでこの欄が書き換わります。"
    )
    wait = "11月26日(木)7:00でよいとき:"
    asked = begins(judged(LOOKOUT, now=LATE))
    approve = "木村さん、登坂署長のうちお一人:内容を読んで、承認してください。"
    assert asked[:4] == [question, paste, f"{wait}そのままで結構です。", approve]
    assert asked[4].startswith("▶ 本文を開く → ")
    agreed = begins(judged(LOOKOUT, AGREED, now=LATE))
    assert agreed[:3] == [question, paste, f"{wait}次を押します。"]
    assert agreed[3].startswith("▶ 押す所を開く → ")
    by_itself = begins(judged(LOOKOUT, AGREED, now=LATE, automatic=True))
    assert by_itself[:3] == [question, paste, f"{wait}そのままで結構です。"]
    assert "対応は不要です" not in "".join(by_itself)


def test_nothing_is_asked_where_the_drafter_has_chosen_or_it_is_not_urgent() -> None:
    for chosen in ("waivers: [{rule: delivery-hours, reason: 付近を逃走中}]", "not_before: 2026-11-26T07:00+09:00"):
        text = LOOKOUT.replace("press: none", f"press: none\n{chosen}")
        assert "決めてください" not in begins(judged(text, now=LATE))[0]
    assert "決めてください" not in begins(judged(TEXT, now=LATE))[0]


def test_an_urgent_matter_is_told_beforehand_that_the_hours_end() -> None:
    told = "急ぐ事案です。20:00までに承認とマージが済まないと、配信は翌朝の7:00になります。"
    text = LOOKOUT.replace("T15:40", "T16:55")
    soon, early = LATE - timedelta(hours=3), LATE - timedelta(hours=3, minutes=1)
    assert begins(judged(text, now=soon))[1] == told
    assert begins(judged(text, AGREED, now=LATE - timedelta(minutes=1)))[1] == told
    assert pasted(shown(judged(text, now=soon)), "waivers")
    assert told not in Shown(shown(judged(text, now=early))).words
    assert told not in Shown(shown(judged(TEXT, now=soon))).words


BLAME = "被害に遭った方を責める言い方、国籍、病気、職業、身なりなどで人を決めつける言い方、失礼な言い方はありませんか。"
RUMOUR = (
    "書いたことは、確かめたことだけですか(人相、服装、行き先、原因、だれのしたことかなど)。"
    "うわさや推測、大げさな言い方が混じっていませんか。"
)
GORE = "けがや遺体、被害の様子を、注意に必要な程度を超えて、むごく又は細かく書いたり、不安をあおったりしていませんか。"
NEEDED = (
    "県民の安全に必要な内容だけですか。募集、窓口、講習会や行事の案内(別表のお知らせの※)、宣伝、自慢はありませんか。"
)
MATTERS = {
    "category: suspicious-person\ncase: approach\ncontent: caution": [BLAME, RUMOUR],
    "category: suspicious-person\ncase: indecent-act\ncontent: caution": [BLAME, GORE],
    "category: crime\ncase: violent-crime\ncontent: lookout": [RUMOUR, GORE],
    "category: crime\ncase: violent-crime\ncontent: caution": [BLAME, GORE],
    "category: fraud\ncase: warning-call\ncontent: caution": [BLAME, NEEDED],
    "category: notice\ncase: safety\ncontent: caution": [RUMOUR, NEEDED],
}


@pytest.mark.parametrize(("hour", "asked"), [(11, True), (9, False)])  # 20:00 and 18:00 in Japan
def test_what_to_do_at_once_is_asked_about_where_the_mail_waits_for_the_opening(hour: int, asked: bool) -> None:
    """R3: 「鍵をかけてください」 of a robbery at night went out unchanged in the morning."""
    text = TEXT.replace("T15:40", "T17:40").rstrip("\n") + "\n\n家の鍵をかけてください。\n"
    told = Shown(shown(judged(text, now=NOW.replace(hour=hour, minute=0)), Reach(1230, COUNTED), "ja")).words
    question = "7:00まで待ちます。「家の鍵をかけてください」は、その時に読む人にも当てはまりますか。"
    assert (question in told) is asked
    assert not asked or told.index(question) < told.index("▶ 本文を開く")


def test_a_mail_that_tells_nothing_to_do_at_once_asks_nothing() -> None:
    assert "その時に読む人にも" not in shown(judged(TEXT, now=NOW.replace(hour=11, minute=0)))


@pytest.mark.parametrize("matter", MATTERS)
def test_the_approver_is_asked_what_no_list_can_judge(matter: str) -> None:
    text = TEXT.replace("category: suspicious-person\ncase: approach\ncontent: caution", matter)
    told = shown(judged(text), Reach(1230, COUNTED), "ja")
    asked = re.findall(r"^- 承認する方へ:(.*)$", unescape(told), re.MULTILINE)
    assert asked == MATTERS[matter]
    assert told.index("承認する方へ") < told.index("> **【")


def test_nobody_is_asked_about_what_must_change_first_or_is_approved() -> None:
    for found in (judged(UNANSWERED), judged(TEXT, review("maebashi-manager", 10))):
        assert "承認する方へ" not in shown(found, Reach(1230, COUNTED), "ja")


# --- acting for the manager -----------------------------------------------------------------------------


def test_where_the_manager_wrote_it_his_deputy_is_told_of_the_word_with_the_button() -> None:
    found = judged(TEXT, author="maebashi-manager")
    said = begins(found)
    assert said[0] == "石井副署長:内容を読んで、承認してください(まだ配信されません)"
    assert said[1] == "▶ 本文を開く → 右上「Review changes」→「代決」とだけ1行 →「Approve」→「Submit review」"
    words = Shown(shown(found)).words
    assert "\n承認 あと1人:前橋警察署の運用管理者(署長)の代決(石井副署長)(要領 3(2))" in words
    assert "「代決」とだけ1行 →" not in Shown(shown(judged(TEXT))).words


@pytest.mark.parametrize("author", ["maebashi-manager", "maebashi-staff"])
def test_an_approval_without_the_word_is_named_right_under_the_button(author: str) -> None:
    said = begins(judged(TEXT, review("maebashi-officer", 5), author=author))
    assert said[2] == (
        "石井副署長:承認に「代決」の1行がないため、数えていません。登坂署長の代決なら、「代決」とだけ1行書いて、もう一度承認してください。"
    )
    again = judged(TEXT, review("maebashi-officer", 5), review("maebashi-officer", 3, Word.ACTING), author=author)
    assert "「代決」の1行がない" not in Shown(shown(again)).words


# --- whose turn it is --------------------------------------------------------------------------------


def taken(what: What, **other: bool) -> str:
    """The comment on the sample where that is to be done next."""
    found = judged(TEXT, **other)
    people = ("maebashi-staff",) if what.who in (Who.DRAFTER, Who.MERGER) else ()
    return shown(replace(found, verdict=replace(found.verdict, turn=Turn(what, people, NOW))))


@pytest.mark.parametrize("what", What)
def test_every_turn_begins_with_its_sentence_and_asks_for_nothing_else(what: What) -> None:
    words = Shown(taken(what)).words
    sentence = turns.turn_sentence(Turn(what, ("maebashi-staff",)), contract(), "ja")
    assert words.startswith(sentence.rstrip("。")) or what.who not in (Who.DRAFTER, Who.MERGER)
    assert Message(f"consult/turn-{what}").ja.rstrip("。") in words or what is What.APPROVE
    assert "協議中" not in words
    over = (What.BEGUN, What.ENDED, What.EXPIRED)
    mends = what.who is Who.DRAFTER and what is not What.TICK
    assert ("登坂署長は、まだ承認しないでください" in words) == mends
    first = words.split("届くメール")[0]
    assert ("→「Approve」→" in first) == (what in (What.APPROVE, What.TICK))
    assert ("「Close pull request」" in first) == (what in over)


def test_a_manager_who_edits_learns_that_he_becomes_an_author() -> None:
    told = "運用管理者が自分で直すと起案者になり、その文を承認できなくなります。"
    assert told in taken(What.APPROVE)
    assert told in taken(What.CORRECT)
    assert told not in taken(What.MERGE)
    text = shown(judged(TEXT.replace("press: none", "press: undecided")))
    assert "登坂署長は、**まだ承認しないでください**" in text
    assert told in text
    assert "@maebashi" not in text


def test_the_merge_by_itself_is_offered_until_it_is_switched_on() -> None:
    assert "「Enable auto-merge」を押しておくと" in taken(What.APPROVE)
    on = taken(What.APPROVE, automatic=True)
    assert "auto-merge" not in on
    assert "**いつ** 承認がそろうと、すぐ(7:00から20:00まで。過ぎると翌朝)" in on


def test_whoever_may_merge_learns_how_it_is_dropped_and_stopped() -> None:
    for what in (What.MERGE, What.MERGED_SOON):
        assert "[ブランチの画面](https://forge.example/kenkei/haishin/branches)で" in taken(what)
        assert "stop/20261125-1605-koekake を作ります" in Shown(taken(what)).words


def test_who_is_asked_later_and_after_how_long() -> None:
    assert "\n30分たっても承認がないときは、石井副署長にもお願いします。" in taken(What.APPROVE)
    night = SITUATIONS["robbery"]()
    assert (
        "\n**急ぐ事案です。すぐに承認をお願いします**。30分たっても承認がないときは、石井副署長にもお願いします。"
        in night
    )


def test_a_unit_is_called_for_the_merge() -> None:
    usual = contract("{after: 30, again: 30, merge: 10}")
    found = judged(TEXT, review("maebashi-manager", 10))
    text = comment.render(CommentInputs(found, usual, "ja", Reach(), NOW))
    assert "10分たっても押されないときは、前橋警察署の全員にお願いします。" in text


def test_an_open_check_list_asks_for_the_approval_meanwhile() -> None:
    words = Shown(taken(What.TICK)).words
    assert "\n登坂署長:内容を読んで、承認してください。\n▶ 本文を開く → " in words


def test_a_text_that_is_agreed_to_says_by_whom() -> None:
    words = Shown(shown(judged(TEXT, review("maebashi-manager", 10)))).words
    assert "承認 そろいました(登坂署長 11月25日(水)16:20) ✓ 自動点検で指摘なし\n" in words


@pytest.mark.parametrize(
    ("follows", "told"),
    [("correction", "訂正"), ("resolution", "解決・解除"), ("cancellation", "取消"), ("follow-up", "続報")],
)
def test_what_follows_another_says_so(follows: str, told: str) -> None:
    why = ", necessity: 車の特徴が分かったため" if follows == "follow-up" else ""
    text = TEXT.replace("press: none", f"press: none\nfollows: {{alert: 20261124-1605-koekake, as: {follows}{why}}}")
    found = finding_only(text, ())
    first = claim_of(claimed(12_340, scope={"prefecture": True, "stations": []}))
    readers = Readers(first.scope, first.scope, (first,), reached=follows in ("resolution", "cancellation"))
    words = Shown(comment.render(CommentInputs(found, contract(), "ja", Reach(1230, COUNTED), NOW, readers))).words
    assert f"\n何を {told}:声かけ事案・注意喚起 / 報道発表しない / 認知 11月25日(水)15:40\n" in words
    whole, got = "と同じ:全県 約 12,300 人", "が届いた人たち:全県 最大で約 12,300 人"
    assert f"\nだれに 先のメール({first.alert}){got if readers.reached else whole}\n" in words
    assert "前橋警察署の登録者 約 1,230 人" not in words  # S12: nobody of its own scope, but the readers of the first


def test_what_is_pasted_for_the_hours_is_offered_once() -> None:
    words = Shown(SITUATIONS["missing"]()).words
    assert words.count("rule: delivery-hours") == 1
    assert "urgent-hours" not in words


def test_until_when_it_may_go_stands_where_the_time_stands() -> None:
    text = TEXT.replace("press: none", "press: none\nexpires_at: 2026-11-25T16:55+09:00")
    words = Shown(shown(judged(text))).words
    assert "すぐ(7:00から20:00まで。過ぎると翌朝)。期限は11月25日(水)16:55\n" in words


def test_an_author_of_another_unit_is_told_to_whoever_approves() -> None:
    words = Shown(shown(judged(TEXT, author="takasaki-staff"))).words
    told = re.search(r"\n起案 ⚠ (.+)の所属は(.+)です。このメールは前橋警察署のものとして送られます\n", words)
    assert told is not None
    assert told[2] == "高崎警察署"
    assert "\n起案 " not in Shown(shown(judged(TEXT))).words


def test_errors_and_warnings_are_counted_apart() -> None:
    both = UNANSWERED.replace("case: approach", "case: robbery").replace("男、40歳代", "昨日の男、40歳代")
    found = judged(both)
    errors, warnings = (
        sum(one.severity is severity for one in found.mask.findings) for severity in (Severity.ERROR, Severity.WARNING)
    )
    assert warnings
    assert shown(found).startswith(
        f"### 長井さん&#58;{errors}か所を直し、警告{warnings}件を確かめてください&#40;まだ配信されません&#41;\n"
    )
