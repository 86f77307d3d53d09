"""The comment after the merge: begun, held, sealed, in doubt, ended; and silence that is quiet or alarming."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support_comments import Shown, claimed, ledger, record, sealed

from haishin.delivery.records import Record
from haishin.document import read
from haishin.model import Alert
from haishin.review.afterwards import Merged, render, told_all
from support_review import ALERT, NOW, PATH, TEXT, contract

LIFT = "上限を超えたため止まっています。配信してよいかどうかを決めてください。"
GO_ON = "人が止めています。もう一度動かすかどうかを決めてください。"
MERGED = NOW - timedelta(minutes=5)


def alert(text: str = TEXT) -> Alert:
    found = read(PATH, text.encode(), contract()).alert
    assert found is not None
    return found


def told(*records: Record, now: datetime = NOW, merged: datetime = MERGED, text: str | None = TEXT) -> list[str]:
    """The paragraphs before the mail and the foot."""
    there = None if text is None else alert(text)
    page = render(Merged(ALERT, there, merged), ledger(*records), contract(), "ja", now)
    Shown(page)
    return page.split("\n\n---\n")[0].split("\n\n### ")[0].split("\n\n")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (9, "まもなく配信の処理が始まります。"),
        (10, "配信の処理が、まだ記録を残していません。運用担当者に知らせてください。"),
    ],
)
def test_silence_is_quiet_for_ten_minutes(minutes: int, said: str) -> None:
    assert told(merged=NOW - timedelta(minutes=minutes)) == ["## マージされました", said]


def test_at_night_silence_means_the_morning() -> None:
    night = NOW + timedelta(hours=5)
    assert told(now=night + timedelta(hours=1), merged=night) == [
        "## マージされました",
        "11月26日(木)7:00に配信されます。",
    ]
    waits = TEXT.replace("press: none", "press: none\nnot_before: 2026-11-25T18:00+09:00")
    assert told(text=waits)[1] == "11月25日(水)18:00に配信されます。"


def test_a_withdrawal_is_recorded_soon_or_somebody_is_told() -> None:
    assert told(text=None)[1] == "まもなく取り下げが記録されます。"
    assert told(text=None, merged=NOW - timedelta(minutes=10))[1].startswith("配信の処理が、まだ記録を残していません")


@pytest.mark.parametrize(
    ("cause", "said", "turn"),
    [
        ("verdict", "条件がそろっていないため止めています。", []),
        ("limit", "上限を超えたため止めています。", [f"**久保田課長&#58;{LIFT}**"]),
        ("stop", "人が止めました(stop ブランチ)。", [f"**登坂署長、久保田課長&#58;{GO_ON}**"]),
        ("person", "人が止めました。", [f"**登坂署長、久保田課長&#58;{GO_ON}**"]),
    ],
)
def test_a_hold_says_what_it_waits_for_and_who_ends_it(cause: str, said: str, turn: list[str]) -> None:
    held = record("held", 27, cause=cause, reason="署長の承認が\n@everyone <b>")
    why = "  - 署長の承認が\n  - <span>&#64;</span>everyone &#60;b&#62;"
    assert told(held) == [
        "## 配信を止めています",
        f"- 11月25日(水)16:27:{said}\n{why}",
        *turn,
    ]


def test_a_limit_that_was_lifted_asks_nobody_any_more() -> None:
    limit = record("held", 27, cause="limit", reason="x"), record("lifted", 28)
    assert not any(LIFT in line for line in told(*limit))


def test_while_everything_is_halted_it_names_who_may_resume() -> None:
    halted = replace(record("halted", 27), fields={"cause": "person", "reason": "x"})
    assert told(halted)[-1] == "**久保田課長&#58;全部の配信が止まっています。もう一度動かすかどうかを決めてください。**"


def test_a_hold_that_was_lifted_is_waited_for_again() -> None:
    held, free = record("held", 27, cause="person", reason="x"), record("released", 28)
    assert told(held, free) == ["## マージされました", "まもなく配信の処理が始まります。"]


def test_begun_and_then_stopped() -> None:
    assert told(claimed()) == ["## 配信しています", "11月25日(水)16:26に配信を始めました。対象は約 1,230 人です。"]
    stopped = told(claimed(None), record("held", 27, cause="stop", reason="x"))
    assert stopped[1:] == [
        "11月25日(水)16:26に配信を始めました。対象は10 人未満です。",
        "- 11月25日(水)16:27:人が止めました(stop ブランチ)。\n  - x",
        f"**登坂署長、久保田課長&#58;{GO_ON}**",
    ]


def test_sealed_with_counts_and_without_doubt() -> None:
    text = sealed(doubt=False)
    assert "届いたかどうか分からない人がいます" not in text
    few = told(claimed(None), record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False))
    assert few[-1] == "11月25日(水)16:29に終わりました。"


def test_the_four_times_and_the_minutes_since_recognition() -> None:
    times = {"recognized_at": "15:40", "approved_at": "16:10", "merged_at": "16:12"}
    begun = claimed(1230, **{name: f"2026-11-25T{clock}:00+09:00" for name, clock in times.items()})
    last = {"accepted_at": "2026-11-25T16:28:59+09:00"}
    lines = told(begun, record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False, **last))
    assert lines[-1] == (
        "かかった時間:\n"
        "- 認知:11月25日(水)15:40\n"
        "- 最後に必要だった承認:11月25日(水)16:10(認知から 30 分)\n"
        "- マージ:11月25日(水)16:12(認知から 32 分)\n"
        "- 最後の配信:11月25日(水)16:28(認知から 48 分)"
    )
    without = replace(begun, fields={name: at for name, at in begun.fields.items() if name != "recognized_at"})
    assert told(without)[-1] == ("かかった時間:\n- 最後に必要だった承認:11月25日(水)16:10\n- マージ:11月25日(水)16:12")


def test_an_approval_by_a_deputy_says_for_whom() -> None:
    acting = {**claimed().fields["approvals"][0], "person": "maebashi-officer", "acting": "maebashi-manager"}
    page = render(Merged(ALERT, alert(), MERGED), ledger(claimed(approvals=[acting])), contract(), "ja", NOW)
    line = "- 前橋警察署の運用管理者&#40;署長&#41;、石井 直樹&#40;登坂 浩 の代決&#41;、11月25日&#40;水&#41;16&#58;20"
    assert line in page.splitlines()


@pytest.mark.parametrize(
    ("kind", "fields", "head"),
    [
        ("withdrawn", {"reason": "x"}, "取り下げました"),
        ("expired", {"reason": "x"}, "期限が過ぎ、配信しませんでした"),
        ("refused", {"reason": "x"}, "配信しませんでした"),
        ("cancelled", {"ended_by": "20261125-1700-teisei"}, "配信を取りやめました"),
    ],
)
def test_an_end_without_a_mail(kind: str, fields: dict[str, str], head: str) -> None:
    lines = told(record(kind, 28, **fields))
    assert lines[:2] == [f"## {head}", "11月25日(水)16:28に記録されました。"]
    ended = ["20261125&#45;1700&#45;teisei により終わりました。"] if kind == "cancelled" else []
    assert lines[2:] == ended


def test_what_the_ledger_will_not_add_to_is_told_for_a_day() -> None:
    done = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False)
    doubtful = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=True)
    for records, after, over in (
        ((claimed(), done), timedelta(hours=23), False),
        ((claimed(), done), timedelta(hours=25), True),
        ((claimed(), doubtful), timedelta(days=6), False),
        ((claimed(),), timedelta(days=6), False),
        ((), timedelta(days=6), False),
    ):
        assert told_all(ledger(*records).of(ALERT), NOW + after) is over


def test_after_a_recall_the_text_is_shown_no_more_and_what_is_to_be_removed_is() -> None:
    """Whoever deletes the comment by hand must not find the text in the next one."""
    done = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False)
    places = ["comments", "pull-request", "branch", "search", "history", "copies"]
    back = record("recalled", 30, by="sato", pull=7, correction="20261125-1700-teisei", remove=places)
    page = render(Merged(ALERT, alert(), MERGED), ledger(claimed(), done, back), contract(), "ja", NOW)
    assert "**11月25日(水)16:30に回収しました。** 本文は、ここにはもう載せません。" in page
    assert "手で消すもの(上から順に):\n- 申請 #7 のコメントとレビュー" in page
    assert alert().title not in page
    assert not any(line in page for line in alert().body.splitlines() if line)
    shown = render(Merged(ALERT, alert(), MERGED), ledger(claimed(), done), contract(), "ja", NOW)
    assert alert().title in shown


def test_a_recall_is_told_for_a_day_however_long_the_mail_is_over() -> None:
    done = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False)
    back = replace(record("recalled", 30, pull=None, correction=None, remove=[]), at=NOW + timedelta(days=3))
    entry = ledger(claimed(), done, back).of(ALERT)
    assert [told_all(entry, NOW + timedelta(days=3, hours=one)) for one in (23, 25)] == [False, True]
