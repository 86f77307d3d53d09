from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from haishin.consult import verdict as report
from haishin.core.contract.policy import JST
from haishin.core.model import (
    Approval,
    Finding,
    Hold,
    Ignored,
    Kind,
    PossibleApprover,
    Reason,
    Role,
    Seat,
    Severity,
    Span,
    Text,
    Turn,
    Verdict,
    What,
)
from support.report import small_contract

CONTRACT = small_contract()
MANAGER = Seat(Role.MANAGER, "maebashi")
OFFICER = Seat(Role.OFFICER, "maebashi")
SUPERVISOR = Seat(Role.SUPERVISOR, "koho-kocho")
OPENING = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)  # 7:00 of the 26th in Japan

TURN = Turn(What.APPROVE, ("aoki", "stranger"), OPENING)

CONSULT = Verdict(
    Kind.CONSULT,
    mergeable=False,
    not_before=None,
    since=None,
    holds=(
        Hold("clock", OPENING, Text("配信時間の開始", "the opening of the hours"), "4(2)"),
        Hold("person", None, Text("広報広聴課の確認", "the word of 広報広聴課"), "T2"),
    ),
    approvals=(
        Approval(
            (MANAGER,),
            "before",
            "3(2)",
            candidates=(
                PossibleApprover("aoki", Role.MANAGER, "maebashi"),
                PossibleApprover("inoue", Role.MANAGER, "maebashi", "aoki", word=True),
                PossibleApprover("ueda", Role.MANAGER, "maebashi", "aoki"),
            ),
        ),
        Approval((SUPERVISOR, OFFICER), "before", "4(2)"),
        Approval((SUPERVISOR,), "before", "T2", given=True, by="ueda", role=SUPERVISOR),
        Approval((MANAGER,), "before", "T2", given=True, by="inoue", acting="aoki", role=MANAGER),
        Approval((OFFICER,), "inform", "3(2)"),
        Approval((OFFICER,), "inform", "3(2)", given=True, by="inoue"),
    ),
    ignored=(Ignored("stranger", Text("体制表にないアカウントです。", "Not in the roster.")),),
    reasons=(
        Reason(Kind.HOLD, "4(2)", Text("配信時間外です。", "Outside the hours.")),
        Reason(Kind.SEND, "4(2)", Text("配信時間の例外があります。", "The hours are waived.")),
        Reason(Kind.CONSULT, "3(2)", Text("運用管理者の承認がありません。", "The manager has not approved.")),
        Reason(Kind.CONSULT, None, Text("確認欄が空いています。", "The check-list is open.")),
    ),
    turn=TURN,
)
JAPANESE = """\
■ 協議中:まだ配信できません。あと 2 件の承認が必要です。
▶ 上田さん、青木署長のうちお一人:内容を読んで、承認してください。
・確認欄が空いています。

■ まだ必要な承認(2 件)
1. 前橋警察署の運用管理者(署長)
   根拠:要領 3(2)「運用管理者は、掲載情報の適否を管理する。」
   今、承認できる人:
   ・青木 誠(@aoki):前橋警察署の運用管理者(署長)
   ・井上 純(@inoue):前橋警察署の運用管理者(署長)。青木 誠(@aoki) の代決(「代決」とだけ1行書きます)
   ・上田 薫(@ueda):前橋警察署の運用管理者(署長)。青木 誠(@aoki) の代決(「代決」と書かなくてかまいません)
2. 広報広聴課の運用総括管理者、または前橋警察署の運用責任者(副署長)
   根拠:要領 4(2)「配信時間 原則として午前7時から午後8時までとする。」
   今、承認できる人がいません。広報広聴課に連絡してください。

■ 待っていること
・配信時間の開始(11月26日(木)7:00まで)(要領 4(2))
・広報広聴課の確認(別表 T2「検挙情報については、報道機関への広報実施後に行うこと。」)
  報道発表が済んだら、「広報済」とだけ1行書いてください。本文の承認は、発表の確認になりません。

■ そのほか
・配信時間の例外があります。(要領 4(2))
・承認済み:上田 薫(@ueda) 広報広聴課の運用総括管理者
・承認済み:井上 純(@inoue)(青木 誠(@aoki) の代決) 前橋警察署の運用管理者(署長)
・知らせる相手(返事は待ちません):前橋警察署の運用責任者(副署長)(要領 3(2))
・知らせた相手:前橋警察署の運用責任者(副署長)。井上 純(@inoue) が確認済み
・数えなかったレビュー:@stranger。体制表にないアカウントです。
"""
ENGLISH = """\
■ In consultation: not to be sent yet. 2 approval(s) still missing.
▶ any one of 上田 薫, 青木 誠: Read it, and approve.
・The check-list is open.

■ Approvals still missing (2)
1. manager (署長) of 前橋警察署
   Ground: guideline 3(2)「運用管理者は、掲載情報の適否を管理する。」
   Who can approve now:
   ・青木 誠(@aoki): manager (署長) of 前橋警察署
   ・井上 純(@inoue): manager (署長) of 前橋警察署, acting for 青木 誠(@aoki) (with a line 「代決」 in the review)
   ・上田 薫(@ueda): manager (署長) of 前橋警察署, acting for 青木 誠(@aoki) (without a line 「代決」)
2. supervisor of 広報広聴課, or officer (副署長) of 前橋警察署
   Ground: guideline 4(2)「配信時間 原則として午前7時から午後8時までとする。」
   Nobody can approve now. Please call 広報広聴課.

■ Waiting for
・the opening of the hours (until Thu 2026-11-26 7:00 (Japan time)) (guideline 4(2))
・the word of 広報広聴課 (table T2「検挙情報については、報道機関への広報実施後に行うこと。」)
  Once the press release is made, put a line 「広報済」 into a review. Approving the text confirms no release.

■ Notes
・The hours are waived. (guideline 4(2))
・Approved: 上田 薫(@ueda), supervisor of 広報広聴課
・Approved: 井上 純(@inoue) (acting for 青木 誠(@aoki)), manager (署長) of 前橋警察署
・Informed, not waited for: officer (副署長) of 前橋警察署 (guideline 3(2))
・Informed: officer (副署長) of 前橋警察署; seen by 井上 純(@inoue)
・Review not counted: @stranger: Not in the roster.
"""


def test_japanese() -> None:
    assert report.text(CONSULT, CONTRACT, "ja") == JAPANESE


def test_english() -> None:
    assert report.text(CONSULT, CONTRACT, "en") == ENGLISH


def _bare(kind: Kind, *, mergeable: bool = False, not_before: bool = False, since: bool = False) -> Verdict:
    return Verdict(
        kind, mergeable, OPENING if not_before else None, OPENING if since else None, (), (), (), (), turn=TURN
    )


@pytest.mark.parametrize(
    ("verdict", "ja", "en"),
    [
        (
            _bare(Kind.SEND, mergeable=True, since=True),
            "配信できます。条件は11月26日(木)7:00にそろいました。",
            "Can be sent. Nothing has been missing since Thu 2026-11-26 7:00 (Japan time).",
        ),
        (_bare(Kind.SEND, mergeable=True), "配信できます。", "Can be sent."),
        (
            _bare(Kind.HOLD, mergeable=True, not_before=True),
            "保留:ほかの条件はそろっています。マージしてかまいません。配信は11月26日(木)7:00に始まります。",
            "On hold: only the time is missing. It may be merged now; it goes out on Thu 2026-11-26 7:00 (Japan time).",
        ),
        (
            _bare(Kind.HOLD, not_before=True),
            "保留:人の確認を待っています。まだマージできません。早くても11月26日(木)7:00です。",
            "On hold: it waits for a person and may not be merged yet. Not before Thu 2026-11-26 7:00 (Japan time).",
        ),
        (
            _bare(Kind.HOLD),
            "保留:人の確認を待っています。まだマージできません。",
            "On hold: it waits for a person and may not be merged yet.",
        ),
        (
            _bare(Kind.CONSULT),
            "協議中:まだ配信できません。人の判断が必要です。",
            "In consultation: not to be sent yet. A person has to decide.",
        ),
        (
            _bare(Kind.REJECT),
            "配信できません。このままでは配信されません。次のところを直してください。",
            "Cannot be sent as it stands. The file has to change:",
        ),
    ],
)
def test_headlines(verdict: Verdict, ja: str, en: str) -> None:
    assert report.text(verdict, CONTRACT, "ja") == f"■ {ja}\n▶ 青木署長:内容を読んで、承認してください。\n"
    assert report.text(verdict, CONTRACT, "en") == f"■ {en}\n▶ 青木 誠: Read it, and approve.\n"


def test_a_hold_for_another_person_asks_for_no_press_word() -> None:
    hold = Hold("person", None, Text("家族の了解", "the family's consent"), "T4")
    verdict = Verdict(Kind.HOLD, False, None, None, (hold,), (), (), (), turn=TURN)
    assert "広報済" not in report.text(verdict, CONTRACT, "ja")


def test_a_hold_for_a_person_may_have_a_planned_time() -> None:
    hold = Hold("person", OPENING, Text("広報広聴課の確認", "the word of 広報広聴課"), "T2")
    verdict = Verdict(Kind.HOLD, False, OPENING, None, (hold,), (), (), (), turn=TURN)
    assert "・広報広聴課の確認(11月26日(木)7:00以降の予定)(別表 T2" in report.text(verdict, CONTRACT, "ja")
    assert "(planned for Thu 2026-11-26 7:00 (Japan time) or later)" in report.text(verdict, CONTRACT, "en")


def test_a_hold_for_the_clock_asks_for_no_press_word() -> None:
    clock = Hold("clock", OPENING, Text("発表の予定", "the planned release"), "T2")
    verdict = Verdict(Kind.HOLD, True, OPENING, None, (clock,), (), (), (), turn=TURN)
    assert "広報済" not in report.text(verdict, CONTRACT, "ja")


def test_a_reason_beside_that_of_the_missing_approval_is_told_with_it() -> None:
    approval = Approval((MANAGER,), "before", "3(2)", candidates=(PossibleApprover("aoki", Role.MANAGER, "maebashi"),))
    missing = Reason(Kind.CONSULT, "3(2)", Text("承認がまだありません。", ""))
    objection = Reason(Kind.CONSULT, "3(2)", Text("aoki が変更を求めています。", ""))
    verdict = Verdict(Kind.CONSULT, False, None, None, (), (approval,), (), (missing, objection), turn=TURN)
    assert report.text(verdict, CONTRACT, "ja").splitlines()[2:4] == [
        "・承認がまだありません。(要領 3(2)「運用管理者は、掲載情報の適否を管理する。」)",
        "・aoki が変更を求めています。(要領 3(2))",
    ]


def test_no_deputy_no_word_about_deputies() -> None:
    approval = Approval((MANAGER,), "before", "3(2)", candidates=(PossibleApprover("aoki", Role.MANAGER, "maebashi"),))
    verdict = Verdict(Kind.CONSULT, False, None, None, (), (approval,), (), (), turn=TURN)
    assert "代決" not in report.text(verdict, CONTRACT, "ja")


def test_what_others_wrote_cannot_break_out_of_its_line() -> None:
    ignored = Ignored("x\n::error::y", Text("##[error]", "x"))
    reason = Reason(Kind.REJECT, None, Text("a\n::error::b", "x"))
    verdict = Verdict(Kind.REJECT, False, None, None, (), (), (ignored,), (reason,), turn=TURN)
    assert report.text(verdict, CONTRACT, "ja").splitlines()[2:] == [
        "・a<U+000A>::error::b",
        "",
        "■ そのほか",
        "・数えなかったレビュー:@x<U+000A>::error::y。##\\[error]",
    ]


def test_a_unit_that_is_none_keeps_its_id_and_staff_has_no_title() -> None:
    approval = Approval((Seat(Role.STAFF, "nowhere"),), "inform", "3(2)")
    verdict = Verdict(Kind.SEND, True, None, None, (), (approval,), (), (), turn=TURN)
    assert "・知らせる相手(返事は待ちません):nowhereの所属員(" in report.text(verdict, CONTRACT, "ja")


def test_data() -> None:
    late = datetime(2026, 11, 25, 16, 5, 59, 999999, tzinfo=JST)
    verdict = Verdict(
        Kind.CONSULT,
        mergeable=False,
        not_before=OPENING,
        since=late,
        holds=CONSULT.holds,
        approvals=(CONSULT.approvals[0], CONSULT.approvals[3], CONSULT.approvals[4]),
        ignored=CONSULT.ignored,
        reasons=CONSULT.reasons[2:],
        moments=(late,),
        turn=TURN,
    )
    manager = {"role": "manager", "unit": "maebashi"}
    assert report.data(verdict, "ja") == {
        "verdict": "consult",
        "mergeable": False,
        "not_before": "2026-11-26T07:00:00+09:00",
        "since": "2026-11-25T16:05:59+09:00",
        "moments": ["2026-11-25T16:05:59+09:00"],
        "turn": {
            "who": "approver",
            "what": "approve",
            "since": "2026-11-26T07:00:00+09:00",
            "people": ["aoki", "stranger"],
            "beside": [],
        },
        "holds": [
            {"kind": "clock", "until": "2026-11-26T07:00:00+09:00", "who": "配信時間の開始", "clause": "4(2)"},
            {"kind": "person", "until": None, "who": "広報広聴課の確認", "clause": "T2"},
        ],
        "approvals": [
            {
                "any_of": [manager],
                "mode": "before",
                "clause": "3(2)",
                "status": "missing",
                "by": None,
                "acting": None,
                "candidates": [
                    {"login": "aoki", **manager, "acting": None},
                    {"login": "inoue", **manager, "acting": "aoki"},
                    {"login": "ueda", **manager, "acting": "aoki"},
                ],
            },
            {
                "any_of": [manager],
                "mode": "before",
                "clause": "T2",
                "status": "given",
                "by": "inoue",
                "acting": "aoki",
                "candidates": [],
            },
            {
                "any_of": [{"role": "officer", "unit": "maebashi"}],
                "mode": "inform",
                "clause": "3(2)",
                "status": "missing",
                "by": None,
                "acting": None,
                "candidates": [],
            },
        ],
        "ignored": [{"login": "stranger", "reason": "体制表にないアカウントです。"}],
        "reasons": [
            {"clause": "3(2)", "message": "運用管理者の承認がありません。"},
            {"clause": None, "message": "確認欄が空いています。"},
        ],
    }


def test_data_in_english_and_without_times() -> None:
    value = report.data(_bare(Kind.SEND, mergeable=True), "en")
    assert (value["not_before"], value["since"]) == (None, None)
    assert report.data(CONSULT, "en")["ignored"] == [{"login": "stranger", "reason": "Not in the roster."}]


def test_what_the_drafter_confirmed_is_told_first() -> None:
    said = Text("個人の氏名が書かれています:****(確認済み)", "There is a name: **** (Confirmed)")
    found = Finding("a.md", Span(12, 3, 12, 7), "name", Severity.NOTE, said, said, clause="5(4)", confirmed=True)
    other = replace(found, confirmed=False)
    verdict = Verdict(Kind.SEND, True, None, None, (), (), (), (), turn=TURN)
    assert report.text(verdict, CONTRACT, "ja", findings=(other, found)).splitlines() == [
        "■ 起案者が「確認済み」とした指摘(1 件)。承認の前に確かめてください。",
        "・12行目 name [要領 5(4)] 個人の氏名が書かれています:****(確認済み)",
        "",
        "■ 配信できます。",
        "▶ 青木署長:内容を読んで、承認してください。",
    ]
    assert report.text(verdict, CONTRACT, "en", findings=(found,)).startswith(
        "■ Confirmed by the drafter (1). Look at it before you approve.\n"
        "・line 12 name [guideline 5(4)] There is a name"
    )
