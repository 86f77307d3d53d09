"""The practice room on the pull request: the word, what it stands for, and who it would be in earnest (N24)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_sweep import APPROVE, PRESS, approve

from haishin.consult.consultation import practised
from haishin.consult.decision import decide
from haishin.consult.forge.reviews import says
from haishin.core.model import Case, Change, History, Kind, Review, ReviewState, Word
from support.comments import Shown, judged, review
from support.github import running
from support.review import NOW, PATH, TEXT, Office, contract
from support.situations import ARREST, OTA

PREFECTURE = TEXT.replace("scope: [maebashi]", "scope: prefecture")
WORD = review("maebashi-staff", 5, Word.PRACTICE, state="COMMENTED")


def test_the_drafter_writes_the_word_and_merges(office: Office) -> None:
    change = office.propose(files={PATH: PREFECTURE})
    with running(office.fake):
        office.sweep()
        assert office.lights(change)[-1] == ("pending", f"①登坂署長と、②宮下課長:{APPROVE.replace('1 人', '2 人')}")
        before = Shown(office.comment()).words
        approve(change, "maebashi-staff", state="COMMENTED", body="練習承認")
        office.sweep()
    assert "\n練習の台帳です。起案者:▶ 本文を開く →「Review changes」→「練習承認」とだけ1行 →「Comment」→" in before
    assert office.lights(change)[-1] == ("success", f"長井さん:{PRESS}配信予定 マージ後すぐ")
    words = Shown(office.comment()).words
    assert "\nだれに 練習:前橋警察署の確認用のアドレスだけ\n" in words
    assert "\n承認 練習承認です。本番では、①登坂署長と、②宮下課長が承認します" in words
    assert "済 前橋警察署の運用管理者(署長):長井 浩(maebashi-staff)の練習承認(11月25日(水)16:20)" in words
    assert "数えなかったレビュー" not in words


def test_another_text_takes_the_word_away(office: Office) -> None:
    change = office.propose()
    approve(change, "maebashi-staff", state="COMMENTED", body="練習承認")
    office.propose(
        files={PATH: TEXT.replace("黒色の上着", "紺色の上着")},
        onto=change.commits[-1],
        when="2026-11-25T16:25:00+09:00",
    )
    with running(office.fake):
        office.sweep()
    assert office.lights(change)[-1] == ("pending", f"登坂署長:{APPROVE}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("練習承認", True),
        ("練習承認。", False),
        ("> 練習承認", False),
        ("```\n練習承認\n```", False),
        ("よし\n練習承認\n", True),
    ],
)
def test_the_word_is_a_line_of_its_own(body: str, said: bool) -> None:
    assert (Word.PRACTICE in says(body)) == said


def verdict(
    *reviews: Review, text: str = TEXT, path: str = PATH, author: str = "maebashi-staff", **history: Any
) -> Any:
    found = judged(text, *reviews, path=path, author=author)
    assert found.alert is not None
    case = Case(found.alert, Change.ADDED, found.mask.findings, found.pull, History(**history))
    return decide(case, NOW, contract()), practised(case, NOW, contract())


@pytest.mark.parametrize(("text", "path", "who"), [(TEXT, PATH, "maebashi-staff"), (ARREST, OTA, "ota-staff")])
def test_it_stands_for_whoever_is_due_and_for_the_release(text: str, path: str, who: str) -> None:
    word = replace(WORD, account=review(who, 5).account)
    told, found = verdict(word, text=text, path=path, author=who, rehearsal=True)
    assert found == word
    assert (told.kind, told.practice) == (Kind.SEND, True)
    assert {(approval.by, approval.practice) for approval in told.approvals if approval.mode == "before"} == {
        (who, True)
    }


def test_who_has_approved_himself_keeps_his_approval() -> None:
    told, _ = verdict(review("maebashi-manager", 6), WORD, text=PREFECTURE, rehearsal=True)
    given = [(approval.by, approval.practice) for approval in told.approvals if approval.mode == "before"]
    assert given == [("maebashi-manager", False), ("maebashi-staff", True)]
    told, _ = verdict(review("outsider", 6), WORD, rehearsal=True)
    assert [ignored.login for ignored in told.ignored] == ["outsider"]


@pytest.mark.parametrize("text", [TEXT, PREFECTURE, ARREST.replace("[ota]", "[maebashi]")])
def test_on_a_live_ledger_it_is_nothing(text: str) -> None:
    without, _ = verdict(text=text)
    told, found = verdict(WORD, text=text)
    assert found is None
    assert (told.kind, told.mergeable, told.practice, told.approvals) == (without.kind, False, False, without.approvals)


OTHERS = {
    "another person": review("maebashi-officer", 5, Word.PRACTICE, state="COMMENTED"),
    "another text": replace(WORD, text="other"),
    "an unknown text": replace(WORD, text="unknown"),
    "dismissed": replace(WORD, state=ReviewState.DISMISSED),
    "ahead": review("maebashi-staff", -60, Word.PRACTICE, state="COMMENTED"),
    "no word": replace(WORD, says=frozenset()),
}


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_word_stands_in(name: str) -> None:
    told, found = verdict(OTHERS[name], rehearsal=True)
    assert (found, told.mergeable, told.practice) == (None, False, False)


def test_who_is_of_another_unit_or_of_none_cannot_practise_here() -> None:
    for who in ("ota-staff", "outsider"):
        told, found = verdict(replace(WORD, account=review(who, 5).account), author=who, rehearsal=True)
        assert (found, told.mergeable) == (None, False)


def test_an_objection_still_holds() -> None:
    told, _ = verdict(WORD, review("maebashi-manager", 3, state="CHANGES_REQUESTED"), rehearsal=True)
    assert not told.mergeable
