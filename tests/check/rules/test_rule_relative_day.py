from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Writing
from haishin.check.rules.relative_day import look
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said

DATE = "11月25日午後3時30分ころ"


def test_place_words_and_fix() -> None:
    found = findings(changed(DATE, "本日午後3時30分ころ"))
    assert said(found) == [
        (
            10,
            1,
            10,
            3,
            "「本日」の日付が、同じ段落にありません。",
            "`本日` has no date of that day in its paragraph.",
        )
    ]
    assert found[0].fix is not None
    assert found[0].fix.replacement == "11月25日（水）"
    assert found[0].hint.ja.startswith("配信や転送が翌日になると誤りになります。「11月25日（水）」のように")


@pytest.mark.parametrize(
    ("words", "fixes"),
    [
        ("本日（11月25日）午後3時30分ころ", []),
        ("11月25日（水）の今朝、", []),
        ("24日の昨夜、", []),
        ("23日の昨夜、", ["昨夜（11月24日）"]),
        ("11月24日、昨日に続き昨夜、", []),
        ("昨夜（１１月２４日）午後9時ころ", []),
        ("昨夜、", ["昨夜（11月24日）"]),
        ("先ほど、", ["先ほど（11月25日）"]),
        ("11月24日に続き本日、", ["11月25日（水）"]),
        ("11月2日と本日、", ["11月25日（水）"]),
        ("1月25日と本日、", ["11月25日（水）"]),
        ("昨日と本日、", ["11月24日（火）", "11月25日（水）"]),
    ],
)
def test_near_misses(words: str, fixes: list[str]) -> None:
    found = [one for one in findings(changed(DATE, words)) if one.rule == "relative-day"]
    assert [one.fix.replacement for one in found if one.fix is not None] == fixes


def test_its_date_in_a_paragraph_before_helps_and_no_other() -> None:
    again = "本日も注意してください。\n\n- 不審な人に"
    assert findings(changed("- 不審な人に", again)) == ()
    assert findings(changed("- 不審な人に", again).replace("事案の発生", "事案（25日）").replace(DATE, "本日")) == ()
    assert [one.rule for one in findings(changed("- 不審な人に", again).replace(DATE, "11月24日"))] == ["relative-day"]
    behind = changed(DATE, "本日").replace("- 不審な人に", "11月25日です。\n\n- 不審な人に")
    assert [one.rule for one in findings(behind)] == ["relative-day"]


def test_the_day_of_the_id_where_none_is_recognized() -> None:
    text = changed("suspicious-person\ncase: approach", "notice\ncase: safety")
    text = text.replace("recognized_at: 2026-11-25T15:40+09:00\n", "").replace(DATE, "昨日")
    assert [one.fix.replacement for one in findings(text) if one.fix] == ["11月24日（火）"]


def _judged(words: str, text: str = SAMPLE) -> list[tuple[str, str, str | None]]:
    """Key words of the message, of the hint, and the fix, of each finding."""
    found = [one for one in findings(text.replace(DATE, words)) if one.rule == "relative-day"]
    return [(one.message.ja, one.hint.ja, one.fix and one.fix.replacement) for one in found]


NEXT_DAY = SAMPLE.replace("2026-11-25T15:40", "2026-11-24T21:40")  # drafted the day after it was recognised


@pytest.mark.parametrize("words", ["昨夜（11月24日）9時30分ころ", "昨夜（11月23日）9時30分ころ", "11月24日、昨夜"])
def test_drafted_the_next_day_either_date_passes(words: str) -> None:
    assert _judged(words, NEXT_DAY) == []


def test_drafted_the_next_day_both_dates_are_named_and_none_is_written() -> None:
    assert _judged("昨夜9時30分ころ", NEXT_DAY) == [
        (
            "「昨夜」の日付が、同じ段落にありません。認知・原稿・配信予定の日が同じでないので、どの日のことか分かりません。",
            "正しい方の日付を書いてください:「昨夜（11月23日）」 / 「昨夜（11月24日）」",
            None,
        )
    ]


def test_to_be_sent_another_day_it_is_not_clear_either() -> None:
    later = SAMPLE.replace("press: none", "press: none\nnot_before: 2026-11-26T09:00+09:00")
    assert _judged("本日", later)[0][1:] == (
        "正しい方の日付を書いてください:「11月25日（水）」 / 「11月26日（木）」",
        None,
    )


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("一昨日、", "11月23日（月）"),
        ("おととい、", "11月23日（月）"),
        ("男性がおととい、", "11月23日（月）"),
        ("一昨夜、", "一昨夜（11月23日）"),
        ("ゆうべ、", "ゆうべ（11月24日）"),
        ("本日中に", "11月25日（水）"),  # a term needs its date
        ("昨日、11月28日の", "11月24日（火）"),
    ],
)
def test_other_days_have_their_own_words(words: str, fix: str) -> None:
    assert [one[2] for one in _judged(words)] == [fix]


@pytest.mark.parametrize("words", ["昨夜（23日）", "本日（11月24日）", "本日11月24日", "本日（2025年11月25日）"])
def test_a_date_that_stands_there_is_never_doubled(words: str) -> None:
    ((said, hint, fix),) = _judged(words)
    assert said == f"「{words[:2]}」に添えた日付が、その日ではありません。"
    assert hint.startswith("日付と言葉のどちらが正しいかを確かめてください。")
    assert fix is None


@pytest.mark.parametrize(
    "words",
    ["昨夜（24日）", "昨夜(24日(火))", "本日２５日", "本日の11/25", "本日（令和8年11月25日）", "11月24日、25日の本日"],
)
def test_the_date_in_other_forms(words: str) -> None:
    assert _judged(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "今日では珍しくない話ですが、",
        "昨日今日のことではなく、",
        "先ほどお知らせした事案は、",
        "「本日中に振り込んで」と言われ、",
        "『昨夜の件』という題の",
        "明日香村で、",
        "あすなろ保育園で、",
        "そのときのうごきは、",
    ],
)
def test_words_of_another_meaning_and_what_is_quoted(words: str) -> None:
    assert _judged(words) == []


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("明日午前9時から通行を規制します。", "11月26日（木）"),
        ("あす午前", "11月26日（木）"),
        ("明朝", "明朝（11月26日）"),
        ("明後日", "11月27日（金）"),
        ("今晩", "今晩（11月25日）"),
        ("今夜", "今夜（11月25日）"),
    ],
)
def test_days_to_come_are_warned_of(words: str, fix: str | None) -> None:
    (one,) = [one for one in findings(changed(DATE, words)) if one.rule == "relative-day"]
    assert (one.severity, one.fix and one.fix.replacement) == (Severity.WARNING, fix)


@pytest.mark.parametrize("words", ["明日（11月26日）", "今晩11月25日"])
def test_days_to_come_with_their_date(words: str) -> None:
    assert _judged(words) == []


def test_of_several_that_mean_one_day_the_first_is_told() -> None:
    assert [one[2] for one in _judged("本日、昨夜、今朝、昨日")] == ["11月25日（水）", "昨夜（11月24日）"]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("先日、", [(10, 1, 10, 3)]),
        ("来週月曜日から", [(10, 1, 10, 6)]),
        ("来週の月曜日（11月30日）から", []),
        ("先週お伝えした", []),
    ],
)
def test_a_day_that_no_word_tells_is_warned_of(words: str, places: list[tuple[int, int, int, int]]) -> None:
    found = [one for one in findings(changed(DATE, words)) if one.rule == "relative-day"]
    assert [(one.span.line, one.span.column, one.span.end_line, one.span.end_column) for one in found] == places
    assert {(one.severity, one.fix) for one in found} <= {(Severity.WARNING, None)}


def test_in_the_title_there_is_no_fix() -> None:
    (one,) = [one for one in findings(changed("下校中の児童", "昨夜、児童")) if one.rule == "relative-day"]
    assert (one.fix, one.span.line) == (None, 2)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("昨夜、", [(0, 2)]),
        ("今朝早くから、", [(0, 2)]),
        ("先日、", [(0, 2)]),
        ("工事を来週の月曜日から行います", [(3, 9)]),
        ("先日お伝えした", []),
        ("先週配信した", []),
        ("あすなろ園", []),
        ("昨夜、24日", []),
        ("今日の", []),
    ],
)
def test_where_the_day_is_not_known(body: str, places: list[tuple[int, int]]) -> None:
    assert [(one.start, one.end) for one in look(Writing("", body), shipped())] == places


FIRST = "press: none\nfollows: {{alert: {}-koekake, as: follow-up, necessity: 特徴が分かったため}}"


@pytest.mark.parametrize(
    ("first", "words", "fixes"),
    [
        ("20261124-0910", "本日お知らせした声かけで、11月25日", ["11月24日（火）"]),
        ("20261123-0910", "昨日配信した声かけで、11月25日", ["11月23日（月）"]),
        ("20261124-0910", "先ほどの配信の声かけで、11月25日", ["11月24日（火）"]),
        ("20261125-0910", "本日お知らせした声かけで、11月25日", []),
        ("20261124-0910", "昨日お知らせした声かけで、11月25日", []),
        ("20261124-2010", "本日お知らせした声かけで、11月25日", []),  # too late for its own day
        ("20261124-0910", "「本日お知らせした」と言う男が、11月25日", []),
        ("2026xx24-0910", "本日お知らせした声かけで、11月25日", []),
    ],
)
def test_the_day_on_which_the_first_mail_went(first: str, words: str, fixes: list[str]) -> None:
    text = SAMPLE.replace("press: none", FIRST.format(first))
    assert [one[2] for one in _judged(words, text)] == fixes


@pytest.mark.parametrize(
    ("not_before", "words", "told"),
    [
        ("2026-12-01T09:00", "今月に入り", "どの月かを書いてください:「11月」 / 「12月」"),
        ("2026-11-30T09:00", "先月の終わり", "どの月かを書いてください:「10月」 / 「11月」"),  # read the day after
        ("2026-11-29T09:00", "今月に入り", None),
        ("2026-12-01T09:00", "11月に入り、今月は", None),
        ("2026-12-01T09:00", "「今月中に」と言われ", None),
    ],
)
def test_a_month_that_may_be_over_when_it_is_read(not_before: str, words: str, told: str | None) -> None:
    text = SAMPLE.replace("press: none", f"press: none\nnot_before: {not_before}+09:00")
    assert [one[1] for one in _judged(words, text)] == [told] * (told is not None)


def test_what_the_month_is_is_asked_as_a_warning() -> None:
    text = SAMPLE.replace("press: none", "press: none\nnot_before: 2026-12-01T09:00+09:00")
    (one,) = [one for one in findings(text.replace(DATE, "今月")) if one.rule == "relative-day"]
    assert (one.severity, one.span.line, one.span.column, one.fix) == (Severity.WARNING, 11, 1, None)
