"""The comment after the merge: begun, held, sealed, in doubt, ended; and silence that is quiet or alarming."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from haishin.check.document import read
from haishin.consult.review.afterwards import Merged, render, told_all
from haishin.core.model import Alert, LedgerRecord
from support.comments import HOME, Shown, claimed, ledger, record
from support.review import ALERT, NOW, PATH, TEXT, contract

LIFT = "上限を超えたため止まっています。配信してよいかどうかを決めてください"
GO_ON = "人が止めています。もう一度動かすかどうかを決めてください"
STAFF = "登坂署長、久保田課長"
MERGED = NOW - timedelta(minutes=5)
PAGE = f"{HOME}/pull/7"
STOP = (
    f"配信を止めるとき:どなたでも、承認なしで止められます。[ブランチの画面]({HOME}/branches)で "
    "<code>stop&#47;20261125&#45;1605&#45;koekake</code> を作ります。"
)
WHERE = "**だれに** 前橋警察署の登録者"
WHAT = "**何を** 声かけ事案・注意喚起"


def alert(text: str = TEXT) -> Alert:
    found = read(PATH, text.encode(), contract()).alert
    assert found is not None
    return found


def told(*records: LedgerRecord, now: datetime = NOW, merged: datetime = MERGED, text: str | None = TEXT) -> list[str]:
    """The paragraphs before the mail, what is folded, and the foot; the facts are one."""
    there = None if text is None else alert(text)
    page = render(Merged(ALERT, there, merged, PAGE), ledger(*records), contract(), "ja", now)
    Shown(page)
    return re.split(r"\n\n(?:---\n|#### |<details>)", page)[0].split("\n\n")


def folded(page: str, summary: str) -> str:
    """What stands in that fold."""
    return page.partition(f"<summary>{summary}</summary>\n\n")[2].partition("\n\n</details>")[0]


SHOWN_ID = "20261125&#45;1605&#45;koekake"


def go_on(verb: str) -> str:
    return f"再開するとき:配信担当者に連絡してください(<code>haishin go {verb}&#45;&#45;by LOGIN</code>)。"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (9, "まもなく配信されます。対応は不要です"),
        (10, "配信担当者&#58;配信の処理が、まだ記録を残していません。動いているかを確かめてください"),
    ],
)
def test_silence_is_quiet_for_ten_minutes(minutes: int, said: str) -> None:
    assert told(merged=NOW - timedelta(minutes=minutes)) == [f"### {said}", STOP, f"{WHERE}\n{WHAT}"]


def test_at_night_silence_means_the_morning() -> None:
    night = NOW + timedelta(hours=5)
    [heading, *_] = told(now=night + timedelta(hours=1), merged=night)
    assert heading == "### 11月26日&#40;木&#41;7&#58;00に配信されます。対応は不要です"
    waits = TEXT.replace("press: none", "press: none\nnot_before: 2026-11-25T18:00+09:00")
    assert told(text=waits)[0] == "### 11月25日&#40;水&#41;18&#58;00に配信されます。対応は不要です"


def test_a_withdrawal_is_recorded_soon_or_somebody_is_told() -> None:
    assert told(text=None) == ["### まもなく取り下げが記録されます。対応は不要です"]
    assert told(text=None, merged=NOW - timedelta(minutes=10))[0].startswith("### 配信担当者&#58;配信の処理が、まだ")


@pytest.mark.parametrize(
    ("cause", "heading", "verb"),
    [
        ("verdict", "配信を止めています。条件がそろっていません", None),
        ("limit", f"久保田課長&#58;{LIFT}", f"{SHOWN_ID} "),
        ("stop", f"{STAFF}&#58;{GO_ON}", f"{SHOWN_ID} "),
    ],
)
def test_a_hold_names_who_ends_it_and_how_and_why_it_stands(cause: str, heading: str, verb: str | None) -> None:
    assert told(record("held", 27, cause=cause, reason="署長の承認が\n@everyone <b>")) == [
        f"### {heading}",
        *([go_on(verb)] if verb is not None else []),
        f"**いつ** 11月25日(水)16:27から止まっています\n{WHERE}\n{WHAT}",
        "- 署長の承認が\n- <span>&#64;</span>everyone &#60;b&#62;",
    ]


def test_of_several_holds_each_says_its_cause() -> None:
    first, second = record("held", 27, cause="verdict", reason="x"), record("held", 28, cause="limit", reason="y")
    assert told(first, second)[-1] == (
        "- 11月25日(水)16:27:条件がそろっていないため止めています。\n  - x\n"
        "- 11月25日(水)16:28:上限を超えたため止めています。\n  - y"
    )


def test_a_limit_that_was_lifted_asks_nobody_any_more() -> None:
    limit = record("held", 27, cause="limit", reason="x"), replace(record("went-on", 28), by="sato")
    assert not any(LIFT in line for line in told(*limit))


def test_while_everything_is_halted_it_names_who_may_resume() -> None:
    halted = replace(record("halted", 27), fields={"reason": "x"})
    assert told(halted)[:2] == [
        "### 久保田課長&#58;全部の配信が止まっています。もう一度動かすかどうかを決めてください",
        go_on(""),
    ]


def test_a_hold_that_was_lifted_is_waited_for_again() -> None:
    held, free = record("held", 27, cause="stop", reason="x"), replace(record("went-on", 28), by="sato")
    assert told(held, free)[0] == "### まもなく配信されます。対応は不要です"


def test_begun_and_then_stopped() -> None:
    begun = "**いつ** 11月25日(水)16:26に開始"
    *said, more = told(claimed())
    assert said == [
        "### 配信しています。対応は不要です",
        STOP,
        f"{begun}\n{WHERE} 対象は約 1,230 人\n{WHAT}",
    ]
    assert more.startswith("続けて知らせるとき:[続報](https://anzen.example.jp/kian.html#unit=maebashi&")
    stopped = told(claimed(None), record("held", 27, cause="stop", reason="x"))
    assert stopped[0].startswith("### 起案者&#58;配信を途中で止めました。訂正を起案し、")
    assert "\n承認する方:訂正が起案されたら、その承認をお願いします。" in stopped[1]
    assert stopped[1].endswith(go_on(f"{SHOWN_ID} "))
    assert stopped[2] == f"{begun}、11月25日(水)16:27から止まっています\n**だれに** 対象は10 人未満"


def test_sealed_with_counts_and_without_doubt() -> None:
    counts = {"accepted": 1200, "failed": 20}
    assert told(claimed(), record("sealed", 29, journal="c" * 32, counts=counts, in_doubt=False))[:-1] == [
        "### 配信しました。対応は不要です",
        f"**いつ** 11月25日(水)16:26に開始、11月25日(水)16:29に終了\n{WHERE} 対象は約 1,230 人\n{WHAT}\n"
        "**結果** 届けた人:約 1,200 人、届かなかった人:約 20 人、ほか(10 人未満の区分と端数):約 10 人",
    ]
    few = told(claimed(None), record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False))
    assert "**結果**" not in few[-1]


def test_the_four_times_and_the_minutes_since_recognition() -> None:
    times = {"recognized_at": "15:40", "approved_at": "16:10", "merged_at": "16:12"}
    begun = claimed(1230, **{name: f"2026-11-25T{clock}:00+09:00" for name, clock in times.items()})
    last = {"accepted_at": "2026-11-25T16:28:59+09:00"}
    sent = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False, **last)
    page = render(Merged(ALERT, alert(), MERGED, PAGE), ledger(begun, sent), contract(), "ja", NOW)
    assert folded(page, "かかった時間(認知から 48 分)") == (
        "- 認知:11月25日(水)15:40\n"
        "- 最後に必要だった承認:11月25日(水)16:10(認知から 30 分)\n"
        "- マージ:11月25日(水)16:12(認知から 32 分)\n"
        "- 最後の配信:11月25日(水)16:28(認知から 48 分)"
    )
    without = replace(begun, fields={name: at for name, at in begun.fields.items() if name != "recognized_at"})
    page = render(Merged(ALERT, alert(), MERGED, PAGE), ledger(without), contract(), "ja", NOW)
    assert folded(page, "かかった時間") == "- 最後に必要だった承認:11月25日(水)16:10\n- マージ:11月25日(水)16:12"


def test_an_approval_by_a_deputy_says_for_whom() -> None:
    acting = {**claimed().fields["approvals"][0], "person": "maebashi-officer", "acting": "maebashi-manager"}
    page = render(Merged(ALERT, alert(), MERGED, PAGE), ledger(claimed(approvals=[acting])), contract(), "ja", NOW)
    line = "- 前橋警察署の運用管理者&#40;署長&#41;、石井 直樹&#40;登坂 浩 の代決&#41;、11月25日&#40;水&#41;16&#58;20"
    assert folded(page, "根拠となった承認(1)") == line


@pytest.mark.parametrize(
    ("kind", "fields", "head"),
    [
        ("withdrawn", {"reason": "x"}, "取り下げました。対応は不要です"),
        (
            "expired",
            {"reason": "x"},
            "起案者&#58;期限が過ぎ、配信しませんでした。必要なら、新しい情報として起案してください",
        ),
        ("refused", {"reason": "x"}, "配信しませんでした。対応は不要です"),
    ],
)
def test_an_end_without_a_mail(kind: str, fields: dict[str, str], head: str) -> None:
    facts = f"**いつ** 11月25日(水)16:28に記録されました\n{WHAT}"
    assert told(record(kind, 28, **fields)) == [f"### {head}", facts]


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


def test_of_what_is_stopped_afterwards_the_text_is_shown_no_more_and_what_is_to_be_removed_is() -> None:
    """Whoever deletes the comment by hand must not find the text in the next one."""
    done = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False)
    back = record("held", 30, cause="stop", reason="x")
    page = render(Merged(ALERT, alert(), MERGED, PAGE), ledger(claimed(), done, back), contract(), "ja", NOW)
    assert page.startswith(
        "### 起案者&#58;止める前に、配信は終わっていました。訂正を起案し、主管課とともに、下のものを上から順に"
        "消してください\n\n届いたメールは取り戻せません。"
    )
    assert "再開するとき" not in page
    assert "止めたのが誤りだったとき:配信担当者に" in page
    assert "\n\n- 申請 #7 のコメントとレビュー" in page
    assert alert().title not in page
    assert not any(line in page for line in alert().body.splitlines() if line)
    shown = render(Merged(ALERT, alert(), MERGED, PAGE), ledger(claimed(), done), contract(), "ja", NOW)
    assert alert().title in shown


def test_a_stop_is_told_for_a_day_however_long_the_mail_is_over() -> None:
    done = record("sealed", 29, journal="c" * 32, counts={}, in_doubt=False)
    back = replace(record("held", 30, cause="stop", reason="x"), at=NOW + timedelta(days=3))
    entry = ledger(claimed(), done, back).of(ALERT)
    assert [told_all(entry, NOW + timedelta(days=3, hours=one)) for one in (23, 25)] == [False, True]
    on = replace(record("went-on", 31, causes=["stop"]), at=NOW + timedelta(days=6), by="sato")
    entry = ledger(claimed(), done, back, on).of(ALERT)
    assert [told_all(entry, NOW + timedelta(days=6, hours=one)) for one in (23, 25)] == [False, True]


def test_an_urgent_matter_that_was_merged_and_sleeps_asks_its_drafter_whether_it_may() -> None:
    lookout, late = TEXT.replace("content: caution", "content: lookout"), NOW.replace(hour=11, minute=5)
    said = told(now=late, merged=late, text=lookout)
    assert said[0] == "### 起案者&#58;急ぐ事案です。今すぐ送るか、11月26日&#40;木&#41;7&#58;00でよいかを決めてください"
    steps = Shown(said[1]).words.split("\n")
    assert steps[0].startswith("今すぐ送るとき:先に前橋警察署の運用管理者(署長)に電話し、main の alerts/maebashi/2026/")
    assert "原則の例外(waivers)の「配信時間」(delivery-hours)と理由を加える申請をします" in steps[0]
    assert steps[0].endswith("時刻を待ってよければ、そのままで結構です。")
    assert told(now=late, merged=late)[0].endswith("7&#58;00に配信されます。対応は不要です")
