"""A clause that is the force's own is named, and nothing of it is quoted as the guideline's."""

from __future__ import annotations

from dataclasses import replace

from haishin.check.document import read
from haishin.check.document.sample import PATH, changed
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.findings.labels import cited, clause_sentence
from haishin.check.pages import render
from haishin.check.reading import Tree
from haishin.consult.decision import decide
from haishin.consult.review import comment
from haishin.consult.review.facts import CommentInputs, Reach
from haishin.consult.verdict import text
from haishin.core.model import Case, Change, History
from support.comments import Shown, judged
from support.contract import shipped, with_own_clause
from support.review import NOW, TEXT

OWN = "当庁:所属長が確かめる。"


def test_the_sentence_of_an_own_clause_is_no_quotation() -> None:
    policy = with_own_clause().policy
    assert cited("当庁", "ja", ours=True) + clause_sentence("当庁", policy) == OWN
    assert cited("4(1)", "ja") + clause_sentence("4(1)", policy) == "要領 4(1)「メール配信の区分 別表のとおり」"
    assert (policy.is_ours("当庁"), policy.is_ours("4(1)"), policy.is_ours("9"), policy.is_ours(None)) == (
        True, False, False, False,
    )  # fmt: skip


def test_every_report_names_an_own_clause_alone() -> None:
    document = read(PATH, changed("11月25日", "本日").encode(), with_own_clause())
    found = check(document, with_own_clause(), Tree(frozenset({PATH})))
    assert [(one.clause, one.ours) for one in found if one.rule == "relative-day"] == [("当庁", True)]
    for name in ("text", "github", "summary"):
        said = REPORTERS[name](found, {PATH: document.source}, "ja", 1)
        assert "当庁" in said
        assert "要領 当庁" not in said


def test_comment_verdict_and_the_page_of_rules_say_an_own_clause() -> None:
    found, rules = judged(TEXT), with_own_clause()
    assert found.alert is not None
    case = Case(found.alert, Change.ADDED, (), found.pull, History())
    own = replace(found, verdict=decide(case, NOW, rules))
    words = Shown(comment.render(CommentInputs(own, rules, "ja", Reach(), NOW))).words
    assert OWN in words
    assert "(当庁)" in words
    assert f"{OWN}\n" in text(own.verdict, rules, "ja")
    assert "要領 当庁" not in words + text(own.verdict, rules, "ja")
    assert f"- {OWN}\n" in render(rules)
    assert "- 当庁" not in render(shipped())
