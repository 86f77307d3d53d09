from __future__ import annotations

import pytest

from haishin.document.sample import SAMPLE, changed
from haishin.model import Severity
from support_documents import findings, said

WHEN, WHERE, WHAT = "11月25日午後3時30分ころ、", "前橋市文京町2丁目地内の路上で、", "声をかけられる事案が発生しました"


def opening(text: str) -> list[str]:
    return [one.message.en.removeprefix("The first 100 ") for one in findings(text) if one.rule == "opening"]


def test_what_is_missing_is_told_with_its_place() -> None:
    found = tuple(one for one in findings(changed(WHEN, "")) if one.rule == "opening")
    assert said(found) == [
        (
            10,
            1,
            13,
            23,
            "本文の最初の100文字に、「いつ」がありません。",
            "The first 100 characters of the text do not say when.",
        )
    ]
    assert found[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (SAMPLE, []),
        (changed(WHEN, "本日、"), []),
        (changed(WHEN, "１１月２５日、"), []),
        (changed(WHEN, "25日（水）夕方、").replace("（水）", "（水曜）"), []),
        (changed(WHEN, "夕方、"), ["when"]),
        (changed(WHERE, ""), ["where"]),
        (changed(WHERE, "県内の店で、"), []),
        (changed(WHERE, "渋川で、"), []),
        (changed(WHAT, "見守られました"), ["what"]),
        (changed(WHAT, "自転車の方が亡くなりました"), []),
        (changed(WHAT, "80歳代の男性が出かけ、戻っていません"), []),
        (changed(WHEN, "11月に入り、"), []),
        (changed(WHEN, "11月の、"), ["when"]),
        (changed(WHEN + WHERE, "").replace(WHAT, "見守られました"), ["when, where, what"]),
    ],
)
def test_when_where_and_what(text: str, missing: list[str]) -> None:
    told = [f"characters of the text do not say {one}." for one in missing]
    # Only the first sentence is left to be judged: the list below it speaks of its own matters.
    head, _, _ = text.partition("\n\n- ")
    assert opening(head + "\n") == told


def test_it_is_told_in_its_own_words_also_over_a_name() -> None:
    over = changed(WHEN, "").replace("児童が男に", "児童の前橋花子さんが男に")
    (one,) = (one for one in findings(over) if one.rule == "opening")
    assert one.constant
    assert not any(one.constant for one in findings(over) if one.rule == "name")


def test_the_limit_is_sharp() -> None:
    lead = "日ごろのご協力に感謝します。"
    text = "文京町2丁目で事案が発生。時刻は3時です。"
    place = text.index("3時") + 2
    for size, missing in ((100, []), (101, ["characters of the text do not say when."])):
        filled = changed(SAMPLE.split("---\n", 2)[2], lead + "あ" * (size - place - len(lead)) + text + "\n")
        assert opening(filled) == missing


def test_only_incidents_are_asked_and_what_follows_rests_on_the_first() -> None:
    bare = changed(WHEN, "")
    assert opening(bare.replace("suspicious-person\ncase: approach", "notice\ncase: safety")) == []
    for kind in ("correction", "resolution", "cancellation", "follow-up"):
        follows = f"press: none\nfollows: {{alert: 20261125-1500-a, as: {kind}}}"
        assert opening(bare.replace("press: none", follows)) == []
    empty = changed(WHEN + WHERE, "").replace(WHAT, "見守られました").replace("press: none", follows).split("\n\n- ")[0]
    assert opening(empty + "\n") == ["characters of the text do not say what."]
    assert opening("---\ntitle: a\n---\n") == []


def test_an_exercise_may_say_so_first() -> None:
    text = changed(WHEN, "これは訓練です。" + "訓練の説明です。" * 12 + "\n\n" + WHEN)
    assert opening(text) != []
    assert opening(text.replace("press: none", "press: none\nexercise: true")) == []
    assert opening(changed("press: none", "press: none\nexercise: true").split("\n\n- ")[0] + "\n") == []
