"""What the drafter declared is told beside the mail: whole, once, and not while something private is open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest

from haishin.consult.decision.moments import daily
from haishin.consult.review import comment
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.core.contract.policy import Quiet
from support.comments import COUNTED, PREFECTURE, Shown, finding_only, judged, review, shown
from support.contract import around_the_clock, of_a_fu
from support.review import NOW, TEXT, contract

HEAD = "起案者が書いたこと"
NIGHT = NOW + timedelta(hours=10, minutes=10)  # 2:40 in Japan
WAIVED = "press: none\nwaivers: [{rule: delivery-hours, reason: 刃物を持って逃げているため}]"
LOOKOUT = (
    TEXT.replace("category: suspicious-person", "category: information-request")
    .replace("case: approach", "case: missing-person")
    .replace("content: caution", "content: lookout")
)


def declared(text: str) -> list[str]:
    """The lines below the heading, as the forge shows them."""
    found = re.findall(rf"<summary>{HEAD}</summary>.*?</details>", shown(judged(text)), re.DOTALL)
    assert len(found) <= 1
    return [line for one in found for line in Shown(one).words.splitlines()[1:] if line]


@pytest.mark.parametrize(
    ("press", "told"),
    [
        ("press: none", ["報道発表しない"]),
        ("press: undecided", ["報道発表は未定"]),
        ("press: {consistent: not-yet}", ["報道発表 時刻は未定", "報道発表:発表文はまだない"]),
        (
            'press: {at: 2026-11-25T17:00+09:00, title: 声かけについて, consistent: "yes", by: unit}',
            ["報道発表 11月25日(水)17:00", "報道発表:所属が発表、発表文と同じ内容、題名「声かけについて」"],
        ),
        (
            'press: {at: 2026-11-25T17:00+09:00, consistent: "no"}',
            ["報道発表 11月25日(水)17:00", "報道発表:発表文と違う内容"],
        ),
    ],
)
def test_recognition_and_press(press: str, told: list[str]) -> None:
    text = TEXT.replace("press: none", press)
    what = f"\n何を 声かけ事案・注意喚起 / {told[0]} / 認知 11月25日(水)15:40\n"
    assert what in Shown(shown(judged(text))).words
    assert declared(text) == told[1:]


def test_every_reason_of_the_drafter() -> None:
    text = TEXT.replace(
        "press: none",
        f"{WAIVED}\nwhy_late: 被害者の説明を確かめていたため\nwhy_mail: 本日中に知らせる必要があるため\n"
        "follows: {alert: 20261124-1605-koekake, as: follow-up, necessity: 車の特徴が分かったため}",
    )
    assert declared(text) == [
        "続報の必要性:車の特徴が分かったため",
        "メールで送る理由:本日中に知らせる必要があるため",
        "時間がたった理由:被害者の説明を確かめていたため",
        "原則の例外「配信時間」(要領 4(2)):刃物を持って逃げているため",
    ]


@pytest.mark.parametrize(
    ("consent", "told"),
    [
        ("{state: given, by: 長男, at: 2026-11-25T16:00+09:00}", "あり、長男、11月25日(水)16:00"),
        ("{state: pending}", "確認中"),
        ("{state: refused}", "なし(断られた)"),
        ("{state: nobody}", "確認できる家族がいない"),
    ],
)
def test_the_consent_of_the_family(consent: str, told: str) -> None:
    text = LOOKOUT.replace("press: none", f"press: none\nconsent: {consent}")
    assert f"家族の了解:{told}" in declared(text)


def test_a_name_stands_in_the_mail_alone_and_here_until_when_it_may() -> None:
    given = "{state: given, by: 長男, at: 2026-11-25T16:00+09:00, names: [関口三郎], until: 2027-02-20}"
    text = LOOKOUT.replace("press: none", f"press: none\nconsent: {given}")
    [line] = [one for one in declared(text) if one.startswith("家族の了解")]
    assert line == "家族の了解:あり、長男、11月25日(水)16:00、氏名は2027-02-20まで"


def test_a_reason_is_told_once() -> None:
    text = shown(judged(TEXT.replace("press: none", WAIVED), review("maebashi-manager", 5)))
    assert text.count("刃物を持って逃げているため") == 1


@pytest.mark.parametrize("where", ["why_late: 090-1234-5678 に確かめていたため", "why_late: 確かめていたため"])
def test_nothing_of_it_while_something_private_is_open(where: str) -> None:
    body = TEXT.replace("男、40歳代", "電話 090-1234-5678、男、40歳代").replace("press: none", f"{WAIVED}\n{where}")
    words = Shown(shown(judged(body))).words
    assert not re.search(f"{HEAD}|1234-5678|確かめていた|逃げている", words)
    assert "直るまで、本文と、起案者が書いた事情は表示しません。" in words


def test_no_reason_becomes_markdown_or_calls_anybody() -> None:
    text = TEXT.replace("press: none", "press: none\nwhy_late: '<b>|@ota-manager|**x**'")
    text = shown(finding_only(text, ()))  # an account in a reason is a finding, too
    assert "時間がたった理由:<b>|@ota-manager|**x**" in Shown(text).words
    assert re.findall(r"@[a-z-]+", text) == ["@maebashi-manager"]  # who is asked, not who is named


def test_in_english() -> None:
    text = TEXT.replace(
        "press: none", WAIVED.replace("none", '{at: 2026-11-25T17:00+09:00, title: a, consistent: "no"}')
    )
    words = Shown(shown(judged(text), language="en")).words
    for line in (
        "What the drafter declared",
        "press release Wed 2026-11-25 17:00 (Japan time) / recognised Wed 2026-11-25 15:40 (Japan time)",
        "Press release: the texts differ, titled “a”",
        "Waiver delivery hours",
    ):
        assert line in words


# --- who takes mail at night ------------------------------------------------------------------------


def test_at_night_only_those_are_counted_who_take_mail_then() -> None:
    found = judged(TEXT.replace("press: none", WAIVED), now=NIGHT)
    counted = Reach(1230, COUNTED, 310)
    assert ("**だれに** 前橋警察署の登録者 約 310 人:夜間のメールも受け取る人です。ほかの人には7:00から\n") in shown(
        found, counted, now=NIGHT
    )
    unknown = shown(found, Reach(1230, COUNTED), now=NIGHT)
    assert "人数は分かりません(10 人未満か、まだ数えていません):夜間のメールも受け取る人です。" in unknown
    assert "1,230" not in unknown
    english = shown(found, counted, "en", NIGHT)
    assert "**To** the readers of 前橋警察署, about 310 who take mail at night; the others from 7:00 on\n" in english


def test_by_day_and_without_a_waiver_everybody_is_counted() -> None:
    counted, told = Reach(1230, COUNTED, 310), "**だれに** 前橋警察署の登録者 約 1,230 人\n"
    assert told in shown(judged(TEXT.replace("press: none", WAIVED)), counted)
    assert told in shown(judged(TEXT, now=NIGHT), counted, now=NIGHT)


@pytest.mark.parametrize(
    ("quiet", "told"),
    [
        ((22, 6), "約 310 人:夜間のメールも受け取る人です。ほかの人には6:00から\n"),
        ((22, 2), "約 1,230 人\n"),
        ((2, 3), "約 310 人:夜間のメールも受け取る人です。ほかの人には3:00から\n"),
    ],
)
def test_policy_s_quiet_says_when_it_is_night(quiet: tuple[int, int], told: str) -> None:
    policy = replace(contract().policy, quiet=Quiet(*map(time, quiet)))
    found = judged(TEXT.replace("press: none", WAIVED), now=NIGHT)
    inputs = CommentInputs(found, replace(contract(), policy=policy), "ja", Reach(1230, COUNTED, 310), NIGHT)
    assert f"**だれに** 前橋警察署の登録者 {told}" in comment.render(inputs)
    changes = {moment.time() for moment in daily(NIGHT, inputs.contract)}
    assert changes - {moment.time() for moment in daily(NIGHT, contract())} == set(map(time, quiet))


def test_what_goes_by_day_is_counted_by_the_moment_at_which_it_goes() -> None:
    later = TEXT.replace("press: none", f"{WAIVED}\nnot_before: 2026-11-26T07:00+09:00")
    found = judged(later, now=NIGHT)
    assert "**だれに** 前橋警察署の登録者 約 1,230 人\n" in shown(found, Reach(1230, COUNTED, 310), now=NIGHT)


def test_all_areas_are_called_as_the_force_calls_them() -> None:
    inputs = CommentInputs(judged(PREFECTURE), of_a_fu(), "ja", Reach(12_340, COUNTED), NOW)
    assert "**だれに** 府内全域の登録者 約 12,300 人\n" in comment.render(inputs)
    assert "**To** the readers of the whole prefecture, about 12,300\n" in comment.render(
        replace(inputs, language="en")
    )
    assert "**だれに** 全県の登録者 約 12,300 人\n" in comment.render(replace(inputs, contract=contract()))


def test_a_force_that_mails_around_the_clock_names_no_hours() -> None:
    inputs = CommentInputs(judged(TEXT), contract(), "ja", Reach(1230, COUNTED, 310), NOW)
    soon = "**いつ** 承認がそろい、配信を確定すると、すぐ"
    assert f"{soon}(7:00から20:00まで。過ぎると翌朝)\n" in comment.render(inputs)
    assert f"{soon}\n" in comment.render(replace(inputs, contract=around_the_clock()))
