from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Writing
from haishin.check.rules import arrest_wording
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said

MAILS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "arrest_mails.yaml").read_text("utf-8"))
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def _found(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "arrest-wording"))


def test_place_and_words() -> None:
    found = findings(changed(LINE, "その後、行為者の男を逮捕しました。"))
    assert said(found) == [
        (
            13,
            11,
            13,
            13,
            "「逮捕」は検挙を知らせる語ですが、配信内容が検挙情報(arrest)になっていません。",
            "`逮捕` reports an arrest, but the content is not `arrest`.",
        )
    ]
    assert found[0].clause == "T2"
    assert "危険が去った" in found[0].hint.ja


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("男を検挙しました。", 1),
        ("男を現行犯逮捕しました。", 1),
        ("男の身柄を確保しました。", 1),
        ("男を書類送検しました。", 1),
        ("男は逮捕されていません。", 0),
        ("まだ検挙に至っていません。", 0),
        ("早期検挙に向けて捜査しています。", 0),
        ("行為者を特定し、危険はなくなりました。", 0),
        ("「逮捕するぞ」と怒鳴られました。男を逮捕しました。", 2),
    ],
)
def test_negations_pass(line: str, words: int) -> None:
    assert len(_found(changed(LINE, line))) >= min(words, 1)
    assert bool(_found(changed(LINE, line))) is bool(words)


def test_what_a_swindler_says_passes_in_fraud_alone() -> None:
    text = changed(LINE, "「あなたの口座が使われ、検挙されました」という電話は詐欺です。")
    assert _found(text)
    fraud = text.replace("suspicious-person\ncase: approach", "fraud\ncase: warning-call")
    assert not _found(fraud)


def test_an_arrest_may_say_so() -> None:
    text = changed(LINE, "男を逮捕しました。").replace("content: caution", "content: arrest")
    assert not _found(text.replace("press: none", "press: undecided"))


def test_a_title_counts() -> None:
    assert _found(SAMPLE.replace("声かけ事案の発生", "声かけ事案の被疑者逮捕"))[0][:4] == (2, 27, 2, 29)


def test_a_title_in_another_order() -> None:
    assert _found(SAMPLE.replace("下校中の児童に対する声かけ事案の発生", "声かけの男の逮捕"))[0][:4] == (2, 14, 2, 16)


def test_the_name_of_a_case_counts() -> None:
    other = changed("case: approach", "case: other\ncase_name: 不審者の検挙")
    assert _found(other)[0][:4] == (5, 12, 5, 18)
    assert not _found(other.replace("不審者の検挙", "不審者の早期検挙"))


def test_the_remedy_of_what_has_not_happened() -> None:
    (one,) = [found for found in findings(changed(LINE, "男の逮捕です。")) if found.rule == "arrest-wording"]
    assert "「逮捕に至っていません」のように" in one.hint.ja


def test_a_polite_negation_does_not_stop_a_lookout() -> None:
    assert findings(changed(LINE, "男は逮捕されておりません。見かけた方は、110番通報をお願いします。")) == ()


def test_its_remedy_tells_neither_an_arrest_nor_who_it_was() -> None:
    """The sentence that is proposed for 「危険は去った」 is followed, and nothing is found any more."""
    (one,) = findings(changed(LINE, "男を逮捕しました。見かけたときは、110番通報をお願いします。"))
    (proposed,) = re.findall("なら、「([^」]+)」のように", one.hint.ja)
    assert not re.search("特定|男|女|行為者|被疑者", proposed)
    assert findings(changed(LINE, f"- {proposed}見かけたときは、110番通報をお願いします。")) == ()


def test_an_error_that_may_be_confirmed_with_a_reason() -> None:
    text = changed(LINE, "- 逮捕状が出ている男です。見かけたときは、110番通報をお願いします。")
    (one,) = findings(text)
    assert (one.rule, one.severity, len(one.mark)) == ("arrest-wording", Severity.ERROR, 4)
    answer = f"press: none\nconfirmed:\n  - {{rule: arrest-wording, mark: {one.mark}, reason: 公開手配のため}}"
    assert [two.severity for two in findings(text.replace("press: none", answer))] == [Severity.NOTE]


def _reports(text: str, category: str) -> bool:
    return any(arrest_wording.look(Writing("", text, category, content="caution"), shipped()))


def test_what_reports_an_arrest_and_what_does_not() -> None:
    assert [one for one in MAILS["report"] if not _reports(one, "crime")] == []
    assert [one for one in MAILS["clean"] if _reports(one, "crime") or _reports(one, "fraud")] == []


def test_in_a_mail_about_a_swindle_what_the_swindler_says_is_no_report() -> None:
    assert [one for one in MAILS["fraud_report"] if not _reports(one, "fraud")] == []
    assert [one for one in MAILS["fraud_clean"] if _reports(one, "fraud")] == []


def test_a_sentence_hides_no_report_in_another() -> None:
    assert _reports("男を逮捕しました。ほかの男は逮捕されていません。", "crime")
    assert _reports("男を逮捕しました\nけが人はいません", "crime")


def test_a_force_that_waits_for_no_release_lets_arrests_stand_anywhere() -> None:
    press = replace(shipped().policy.press, arrest_contents=())
    free = replace(shipped(), policy=replace(shipped().policy, press=press))
    for content in ("arrest", "caution"):
        report = Writing("", "男を逮捕しました。", "crime", content=content)
        assert not any(arrest_wording.look(report, free))
        assert any(arrest_wording.look(report, shipped())) is (content == "caution")
